//! Dates as people write them, and what is learnt from them.

use serde::{Deserialize, Serialize};

const DAY: f64 = 86_400.0;

/// The order of year, month and day in a column of dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum DateOrder {
    /// `2012-01-31`, `2012/01/31`, both with a time of day or without: `2012-01-31T08:30:00Z`.
    Iso,
    /// `31.01.2012`, `31/01/2012`, `31-01-2012`.
    European,
    /// `01/31/2012`, `01-31-2012`.
    American,
}

/// What a moment is made of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Parts {
    pub(super) year: f64,
    /// 0 for January.
    pub(super) month: f64,
    /// 0 for Monday.
    pub(super) weekday: f64,
    /// The share of the day that is over.
    pub(super) of_day: f64,
}

impl DateOrder {
    /// The one order in which all `cells` are dates; `None` if there is none, or if several would do.
    pub(super) fn of<S: AsRef<str>, I>(cells: impl Fn() -> I) -> Option<Self>
    where
        I: Iterator<Item = S>,
    {
        let fits = |order: Self| cells().all(|cell| order.parse(cell.as_ref()).is_some());
        if fits(Self::Iso) {
            return Some(Self::Iso);
        }
        match (fits(Self::European), fits(Self::American)) {
            (true, false) => Some(Self::European),
            (false, true) => Some(Self::American),
            _ => None,
        }
    }

    /// Seconds since the beginning of 1970 by the clock that the cell was written with; an offset to UTC is ignored.
    pub(super) fn parse(self, cell: &str) -> Option<f64> {
        let cell = cell.trim();
        let (date, time) = match cell.find(['T', ' ']) {
            Some(place) => (&cell[..place], Some(&cell[place + 1..])),
            None => (cell, None),
        };
        let separator = date.chars().find(|c| !c.is_ascii_digit())?;
        let fields: Vec<&str> = date.split(separator).collect();
        let [a, b, c] = fields.try_into().ok()?;
        let (year, month, day) = match (self, separator) {
            (Self::Iso, '-' | '/') => (a, b, c),
            (Self::European, '.' | '/' | '-') => (c, b, a),
            (Self::American, '/' | '-') => (c, a, b),
            _ => return None,
        };
        let number = |text: &str, digits: std::ops::RangeInclusive<usize>| {
            let plain = digits.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| text.parse::<i64>().ok()).flatten()
        };
        let (year, month, day) = (number(year, 4..=4)?, number(month, 1..=2)?, number(day, 1..=2)?);
        if !(1..=12).contains(&month) || !(1..=days_in(year, month)).contains(&day) {
            return None;
        }
        let days = days_since_1970(year, month, day) as f64;
        Some(days * DAY + time.map_or(Some(0.0), time_of_day)?)
    }
}

/// `08:30`, `08:30:15`, `08:30:15.25`, each perhaps with `Z`, `UTC` or `+02:00` after it, in seconds.
fn time_of_day(text: &str) -> Option<f64> {
    let text = text.trim();
    let text = text.strip_suffix('Z').or_else(|| text.strip_suffix("UTC")).unwrap_or(text).trim_end();
    let text = text.find(['+', '-']).map_or(text, |place| &text[..place]);
    let mut fields = text.trim_end().split(':');
    let mut whole = |limit: u32| {
        let field = fields.next().filter(|field| field.len() == 2)?;
        field.parse::<u32>().ok().filter(|&x| x < limit).map(f64::from)
    };
    let (hours, minutes) = (whole(24)?, whole(60)?);
    let seconds = match fields.next() {
        None => 0.0,
        Some(field) if field.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') => field.parse::<f64>().ok()?,
        Some(_) => return None,
    };
    (seconds < 61.0 && fields.next().is_none()).then_some((hours * 60.0 + minutes) * 60.0 + seconds)
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1 January 1970 in the Gregorian calendar. The year begins in March, so that the leap day is its last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month > 2 { year } else { year - 1 };
    let month = (month + 9) % 12;
    365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (153 * month + 2) / 5 + day
        - 719_469
}

/// Year, month (1 to 12) and day of the month of a day counted from 1 January 1970.
fn date_of(days: i64) -> (i64, i64, i64) {
    // The mean year is 365.2425 days; the estimate is off by one at most.
    let mut year = 1970 + (days * 10_000).div_euclid(3_652_425);
    while days_since_1970(year, 1, 1) > days {
        year -= 1;
    }
    while days_since_1970(year + 1, 1, 1) <= days {
        year += 1;
    }
    let mut month = 1;
    while month < 12 && days_since_1970(year, month + 1, 1) <= days {
        month += 1;
    }
    (year, month, days - days_since_1970(year, month, 1) + 1)
}

fn whole_days(seconds: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "dates of four-digit years, clamped")]
    let days = (seconds / DAY).floor().clamp(-1e7, 1e7) as i64;
    days
}

/// What the moment `seconds` after the beginning of 1970 is made of.
pub(super) fn parts(seconds: f64) -> Parts {
    let days = whole_days(seconds);
    let (year, month, _) = date_of(days);
    Parts {
        year: year as f64,
        month: (month - 1) as f64,
        // 1 January 1970 was a Thursday.
        weekday: (days + 3).rem_euclid(7) as f64,
        of_day: (seconds / DAY).fract().rem_euclid(1.0),
    }
}

/// The moment in ISO 8601: `2012-01-31`, or `2012-01-31T08:30:00` if it is not midnight.
pub(super) fn iso(seconds: f64) -> String {
    let days = whole_days(seconds);
    let (year, month, day) = date_of(days);
    let rest = seconds - days as f64 * DAY;
    let date = format!("{year:04}-{month:02}-{day:02}");
    if !(1.0..DAY).contains(&rest) {
        return date;
    }
    let (hours, minutes) = ((rest / 3600.0).floor(), (rest % 3600.0 / 60.0).floor());
    format!("{date}T{hours:02}:{minutes:02}:{:02}", (rest % 60.0).floor())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_as_calendars_do() {
        let at = |cell| DateOrder::Iso.parse(cell).expect("a date") / DAY;
        assert_eq!(["1970-01-01", "2000-02-29", "2012-01-31", "1969-12-31"].map(at), [0.0, 11_016.0, 15_370.0, -1.0]);
        // Every day of eight hundred years, there and back, one after the other.
        let (mut date, mut days) = ((1600, 1, 1), days_since_1970(1600, 1, 1));
        while date.0 < 2400 {
            assert_eq!((days_since_1970(date.0, date.1, date.2), date_of(days)), (days, date));
            let (year, month, day) = date;
            date = match (day < days_in(year, month), month < 12) {
                (true, _) => (year, month, day + 1),
                (false, true) => (year, month + 1, 1),
                (false, false) => (year + 1, 1, 1),
            };
            days += 1;
        }
        // 31 January 2012 was a Tuesday.
        let parts = parts(DateOrder::Iso.parse("2012-01-31T18:00:00+02:00").expect("a date"));
        assert_eq!(parts, Parts { year: 2012.0, month: 0.0, weekday: 1.0, of_day: 0.75 });
    }

    #[test]
    fn the_order_is_only_taken_where_it_is_certain() {
        let order = |cells: &[&str]| DateOrder::of(|| cells.iter());
        assert_eq!(order(&["2012-01-31 08:30", "2012-02-01 00:00:01.5"]), Some(DateOrder::Iso));
        assert_eq!(order(&["31.01.2012", "01.02.2012"]), Some(DateOrder::European));
        assert_eq!(order(&["01.02.2012"]), Some(DateOrder::European));
        assert_eq!(order(&["12/25/2012", "01/02/2012"]), Some(DateOrder::American));
        assert_eq!(order(&["05/06/2012", "01/02/2012"]), None, "both orders would do");
        for no_date in ["2012-02-30", "1.2.3", "2012-13-01", "12-1-1", "2012-01-01T25:00", "abc", "", "2012-01-01x"] {
            assert_eq!(order(&[no_date]), None, "{no_date}");
        }
    }
}
