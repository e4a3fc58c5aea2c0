//! What the network was given, in a table of the columns that stand out.

use super::layers::{percent, plain};
use nonlin_doctor::Thresholds;
use nonlin_doctor::trace::{Answers, ColumnTrace, DataTrace};

/// Columns in the table at most.
const MOST: usize = 40;

/// The data in words and a table.
pub(super) struct DataSaid {
    pub(super) facts: Vec<String>,
    /// The columns that stand out.
    pub(super) columns: Vec<ColumnSaid>,
    /// Those that stand out and are not in the table.
    pub(super) more: usize,
}

/// A column that stands out.
pub(super) struct ColumnSaid {
    pub(super) name: String,
    pub(super) why: String,
    pub(super) mean: String,
    pub(super) deviation: String,
    pub(super) range: String,
}

/// Of a trace's data, if it has some.
pub(super) fn data(data: Option<&DataTrace>, thresholds: &Thresholds) -> Option<DataSaid> {
    let data = data.filter(|data| !data.columns.is_empty())?;
    let limit = thresholds.inputs.scale;
    let constant = data.columns.iter().filter(|column| column.is_constant()).count();
    let wrong = data.columns.iter().filter(|column| column.not_finite > 0).count();
    let large = |column: &&ColumnTrace| !data.tokens && column.size().is_some_and(|size| size > limit);
    let unscaled = data.columns.iter().filter(large).count();
    let what = if data.tokens {
        "places with a token"
    } else if data.ordered {
        "places of an image or a sequence"
    } else {
        "columns"
    };
    let mut facts = vec![format!("{} rows were looked at, of {} {what}.", data.rows, data.columns.len())];
    if constant + wrong + unscaled == 0 {
        facts.push(if data.tokens {
            "None of them is always the same.".to_owned()
        } else {
            format!(
                "None is constant, none has NaN or infinite numbers, and none has a mean or deviation over {limit}."
            )
        });
    } else {
        let scale = if data.tokens {
            String::new()
        } else {
            format!(", {unscaled} not scaled (mean or deviation over {limit})")
        };
        facts.push(format!("{constant} constant, {wrong} with NaN or infinite numbers{scale}."));
    }
    if data.ordered && constant > 0 {
        facts.push(
            "Places that are always the same are usual at the edges of images and the ends of sequences.".to_owned(),
        );
    }
    if data.duplicated > 0.0 {
        facts.push(format!("{} of them are the same as an earlier one.", percent(data.duplicated)));
    }
    facts.extend(data.answers.map(|answers| answered(&answers)));
    // Of an image a constant border is no news, and would be all of the table.
    let stands_out =
        |column: &&ColumnTrace| column.not_finite > 0 || large(column) || (column.is_constant() && !data.ordered);
    let all: Vec<&ColumnTrace> = data.columns.iter().filter(stands_out).collect();
    let columns = all.iter().take(MOST).map(|column| {
        let number = |x: Option<f64>| x.filter(|x| x.is_finite()).map_or_else(String::new, plain);
        let spread = column.spread;
        let mut why = Vec::new();
        if column.not_finite > 0 {
            why.push(format!("{} NaN or infinite", column.not_finite));
        }
        if column.is_constant() {
            why.push("constant".to_owned());
        }
        if large(column) {
            why.push("not scaled".to_owned());
        }
        ColumnSaid {
            name: column.name.clone(),
            why: why.join(", "),
            mean: number(spread.map(|spread| spread.mean)),
            deviation: number(spread.map(|spread| spread.deviation)),
            range: spread.map_or_else(String::new, |spread| format!("{} to {}", plain(spread.low), plain(spread.high))),
        }
    });
    Some(DataSaid { facts, columns: columns.collect(), more: all.len().saturating_sub(MOST) })
}

fn answered(answers: &Answers) -> String {
    let [low, high] = answers.range.map(plain);
    if answers.constant {
        return format!("All rows have the same answer, {low}.");
    }
    let neighbours = answers.neighbours.filter(|seen| seen.likeness.is_finite() && seen.error.is_finite());
    let likeness = neighbours.map_or_else(String::new, |seen| {
        format!(
            " A row's answer and its nearest neighbour's have a likeness of {} (0: unrelated, 1: the same; standard error {}, {} pairs).",
            plain(seen.likeness),
            plain(seen.error),
            seen.pairs
        )
    });
    format!("Answers go from {low} to {high}.{likeness}")
}
