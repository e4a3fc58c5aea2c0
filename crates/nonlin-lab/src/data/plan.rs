//! One column as numbers: what was learnt of it from the training rows.

use std::f64::consts::TAU;

use serde::{Deserialize, Serialize};

use super::column::Wanted;
use super::date::{DateOrder, parts};
use super::scale::{Scale, median};
use super::spelling::plain;
use super::{Cells, Column};

/// A column of text gets a column of its own for at most this many levels, the most frequent in the training part.
pub const MAX_LEVELS: usize = 32;

/// No encoded number is further from 0 than this: a wild cell must not overflow what is computed from it.
pub(super) const INPUT_LIMIT: f32 = 1e6;

/// How a column becomes numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Plan {
    pub(super) column: String,
    how: How,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum How {
    Numbers {
        fill: f64,
        scale: Scale,
        marks_missing: bool,
    },
    /// `levels` have a place each, sorted; then missing cells, if training cells are missing; then all others.
    Text {
        levels: Vec<String>,
        missing_seen: bool,
    },
    Dates {
        order: DateOrder,
        year: Option<Scale>,
        time_of_day: bool,
        marks_missing: bool,
    },
}

/// A column ready to be encoded by its plan.
pub(super) struct Reader<'a> {
    how: &'a How,
    cells: &'a Cells,
    /// For text: the place of each of the column's own levels.
    places: Vec<usize>,
}

impl Plan {
    /// Learns from `train_rows`. Without `with_year` a date's year is left out.
    pub(super) fn fit(column: &Column, train_rows: &[usize], with_year: bool) -> Self {
        let how = match column.cells() {
            Cells::Numbers(cells) => {
                let present: Vec<f64> = train_rows.iter().filter_map(|&row| cells[row]).collect();
                let marks_missing = present.len() < train_rows.len();
                let fill = median(present);
                let filled: Vec<f64> = train_rows.iter().map(|&row| cells[row].unwrap_or(fill)).collect();
                How::Numbers { fill, scale: Scale::of(&filled), marks_missing }
            }
            Cells::Dates(cells) => {
                let present: Vec<_> = train_rows.iter().filter_map(|&row| cells[row]).map(parts).collect();
                let years: Vec<f64> = present.iter().map(|parts| parts.year).collect();
                How::Dates {
                    order: column.date_order.unwrap_or(DateOrder::Iso),
                    year: with_year.then(|| Scale::of(&years)),
                    time_of_day: present.iter().any(|parts| parts.of_day != 0.0),
                    marks_missing: present.len() < train_rows.len(),
                }
            }
            Cells::Text { levels, codes } => How::Text {
                levels: frequent_levels(levels.len(), codes, train_rows)
                    .into_iter()
                    .map(|i| levels[i].clone())
                    .collect(),
                missing_seen: train_rows.iter().any(|&row| codes[row].is_none()),
            },
        };
        Self { column: column.name().to_string(), how }
    }

    /// What has to be read of the column in another file.
    pub(super) fn wanted(&self) -> Wanted {
        match self.how {
            How::Numbers { .. } => Wanted::Numbers,
            How::Text { .. } => Wanted::Text,
            How::Dates { order, .. } => Wanted::Dates(order),
        }
    }

    /// What each encoded number is, in order.
    pub(super) fn names(&self) -> Vec<String> {
        let name = plain(&self.column);
        let mut names = Vec::new();
        match &self.how {
            How::Numbers { marks_missing, .. } => {
                names.push(name.clone());
                names.extend(marks_missing.then(|| format!("{name} is missing")));
            }
            How::Text { levels, missing_seen } => {
                names.extend(levels.iter().map(|level| format!("{name}={}", plain(level))));
                names.extend(missing_seen.then(|| format!("{name}=(missing)")));
                names.push(format!("{name}=(other)"));
            }
            How::Dates { year, time_of_day, marks_missing, .. } => {
                names.extend(year.map(|_| format!("{name} year")));
                let cycles = [("month", true), ("day of week", true), ("time of day", *time_of_day)];
                for (cycle, _) in cycles.iter().filter(|(_, there)| *there) {
                    names.extend([format!("{name} {cycle} sine"), format!("{name} {cycle} cosine")]);
                }
                names.extend(marks_missing.then(|| format!("{name} is missing")));
            }
        }
        names
    }

    /// How many numbers the column becomes.
    pub(super) fn width(&self) -> usize {
        match &self.how {
            How::Numbers { marks_missing, .. } => 1 + usize::from(*marks_missing),
            How::Text { levels, missing_seen } => levels.len() + usize::from(*missing_seen) + 1,
            How::Dates { year, time_of_day, marks_missing, .. } => {
                4 + usize::from(year.is_some()) + 2 * usize::from(*time_of_day) + usize::from(*marks_missing)
            }
        }
    }

    /// Whether its numbers are ones that can be computed with.
    pub(super) fn is_sound(&self) -> bool {
        match &self.how {
            How::Numbers { fill, scale, .. } => fill.is_finite() && scale.is_sound(),
            How::Text { levels, .. } => levels.len() <= MAX_LEVELS,
            How::Dates { year, .. } => year.is_none_or(|scale| scale.is_sound()),
        }
    }

    pub(super) fn reader<'a>(&'a self, column: &'a Column) -> Reader<'a> {
        let places = match (&self.how, column.cells()) {
            (How::Text { levels, missing_seen }, Cells::Text { levels: found, .. }) => {
                let other = levels.len() + usize::from(*missing_seen);
                found.iter().map(|level| levels.iter().position(|known| known == level).unwrap_or(other)).collect()
            }
            _ => Vec::new(),
        };
        Reader { how: &self.how, cells: column.cells(), places }
    }

    /// How many cells of `column` hold a text that no training row had.
    pub(super) fn unknown(&self, column: &Column) -> usize {
        let (How::Text { levels, .. }, Cells::Text { levels: found, codes }) = (&self.how, column.cells()) else {
            return 0;
        };
        let new: Vec<bool> = found.iter().map(|level| !levels.contains(level)).collect();
        codes.iter().flatten().filter(|&&code| new[code as usize]).count()
    }
}

impl Reader<'_> {
    /// Adds the numbers of `row`.
    pub(super) fn encode(&self, row: usize, out: &mut Vec<f32>) {
        let number = match self.cells {
            Cells::Numbers(cells) | Cells::Dates(cells) => cells.get(row).copied().flatten(),
            Cells::Text { .. } => None,
        };
        match self.how {
            How::Numbers { fill, scale, marks_missing } => {
                out.push(scale.apply(number.unwrap_or(*fill), INPUT_LIMIT));
                out.extend(marks_missing.then(|| one_if(number.is_none())));
            }
            How::Text { levels, missing_seen } => {
                let other = levels.len() + usize::from(*missing_seen);
                let code = match self.cells {
                    Cells::Text { codes, .. } => codes.get(row).copied().flatten(),
                    _ => None,
                };
                let missing = if *missing_seen { levels.len() } else { other };
                let place = code.map_or(missing, |code| self.places.get(code as usize).copied().unwrap_or(other));
                out.extend((0..=other).map(|i| one_if(i == place)));
            }
            How::Dates { year, time_of_day, marks_missing, .. } => {
                let moment = number.map(parts);
                out.extend(year.map(|scale| moment.map_or(0.0, |parts| scale.apply(parts.year, INPUT_LIMIT))));
                cycle(moment.map(|parts| parts.month / 12.0), out);
                cycle(moment.map(|parts| parts.weekday / 7.0), out);
                if *time_of_day {
                    cycle(moment.map(|parts| parts.of_day), out);
                }
                out.extend(marks_missing.then(|| one_if(moment.is_none())));
            }
        }
    }
}

/// A share of a round as sine and cosine, so that its end is next to its beginning; zeros if it is missing.
fn cycle(share: Option<f64>, out: &mut Vec<f32>) {
    let (sine, cosine) = share.map_or((0.0, 0.0), |share| (share * TAU).sin_cos());
    #[expect(clippy::cast_possible_truncation, reason = "numbers between -1 and 1")]
    out.extend([sine as f32, cosine as f32]);
}

/// The levels that occur in `rows`, in their own order; of more than [`MAX_LEVELS`] the most frequent.
fn frequent_levels(levels: usize, codes: &[Option<u32>], rows: &[usize]) -> Vec<usize> {
    let mut counts = vec![0_usize; levels];
    for code in rows.iter().filter_map(|&row| codes[row]) {
        counts[code as usize] += 1;
    }
    let mut seen: Vec<usize> = (0..levels).filter(|&level| counts[level] > 0).collect();
    seen.sort_by_key(|&level| std::cmp::Reverse(counts[level]));
    seen.truncate(MAX_LEVELS);
    seen.sort_unstable();
    seen
}

pub(super) fn one_if(holds: bool) -> f32 {
    if holds { 1.0 } else { 0.0 }
}
