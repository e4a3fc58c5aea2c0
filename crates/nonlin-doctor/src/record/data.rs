//! Rows of input and their answers: scales, columns that say nothing, answers that have nothing to do with the rows.

use crate::trace::{Answers, ColumnTrace, DataTrace, Neighbours, Spread};
use std::collections::{BTreeMap, BTreeSet};

/// Pairs of rows are looked at for so many rows at most, and columns: the time goes with the product of all three.
const ROWS: usize = 600;
const COLUMNS: usize = 256;

/// The answers to rows.
#[derive(Clone, Copy, Debug)]
pub enum AnswersSeen<'a> {
    /// A class each.
    Classes(&'a [usize]),
    /// So many numbers each: regression, or labels of 0 and 1.
    Numbers {
        /// Rows x outputs.
        values: &'a [f32],
        /// Numbers per row.
        outputs: usize,
    },
}

/// Of inputs that stand as rows x columns. `names` may be shorter: the others go by their place.
pub fn data(
    inputs: &[f32],
    columns: usize,
    names: &[String],
    tokens: bool,
    answers: Option<AnswersSeen<'_>>,
) -> DataTrace {
    let rows = inputs.len().checked_div(columns).unwrap_or(0);
    let column = |place: usize| -> Vec<f32> { inputs.iter().skip(place).step_by(columns).copied().collect() };
    let mut seen: BTreeSet<Vec<u32>> = BTreeSet::new();
    let mut duplicated = 0;
    let traces = (0..columns).map(|place| {
        let numbers = column(place);
        let (spread, not_finite) = Spread::of(&numbers);
        // Constant columns are alike by nature, and told of as such.
        if spread.is_some_and(|spread| spread.low < spread.high) {
            let bits: Vec<u32> = numbers.iter().take(ROWS).map(|x| x.to_bits()).collect();
            duplicated += usize::from(!seen.insert(bits));
        }
        let name = names.get(place).cloned().unwrap_or_else(|| format!("column {}", place + 1));
        ColumnTrace { name, spread, not_finite }
    });
    let columns_seen: Vec<ColumnTrace> = traces.collect();
    DataTrace {
        rows,
        ordered: names.is_empty(),
        tokens,
        duplicated: duplicated as f64 / columns.max(1) as f64,
        answers: answers
            .map(|answers| Given { inputs, columns, rows, spreads: &columns_seen, tokens }.answers(answers)),
        columns: columns_seen,
    }
}

/// Rows of input, and how their columns are spread.
#[derive(Clone, Copy)]
struct Given<'a> {
    inputs: &'a [f32],
    columns: usize,
    rows: usize,
    spreads: &'a [ColumnTrace],
    tokens: bool,
}

impl Given<'_> {
    fn answers(self, answers: AnswersSeen<'_>) -> Answers {
        let numbers: Vec<f64> = match answers {
            AnswersSeen::Classes(classes) => classes.iter().map(|&class| class as f64).collect(),
            AnswersSeen::Numbers { values, .. } => values.iter().map(|&x| f64::from(x)).collect(),
        };
        let low = numbers.iter().copied().fold(f64::INFINITY, f64::min);
        let high = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let constant = match answers {
            AnswersSeen::Classes(_) => low == high,
            AnswersSeen::Numbers { values, outputs } => {
                values.chunks_exact(outputs.max(1)).all(|row| Some(row) == values.get(..outputs.max(1)))
            }
        };
        let neighbours = if constant || self.rows < 20 { None } else { self.neighbours(answers) };
        Answers { constant, range: [low, high], neighbours }
    }

    /// Each row's answer beside that of the row nearest to it.
    fn neighbours(self, answers: AnswersSeen<'_>) -> Option<Neighbours> {
        let Self { inputs, columns, rows, spreads, tokens } = self;
        let every = rows.div_ceil(ROWS);
        let chosen: Vec<usize> = (0..rows).step_by(every).collect();
        let used: Vec<usize> = (0..columns).step_by(columns.div_ceil(COLUMNS).max(1)).collect();
        // Columns in one scale; tokens are the same or not.
        let scaled: Vec<f32> = chosen
            .iter()
            .flat_map(|&row| used.iter().map(move |&column| (row, column)))
            .map(|(row, column)| {
                let x = inputs[row * columns + column];
                #[allow(clippy::cast_possible_truncation, reason = "a scale")]
                match spreads[column].spread {
                    _ if tokens => x,
                    Some(spread) if spread.deviation > 0.0 && x.is_finite() => {
                        ((f64::from(x) - spread.mean) / spread.deviation) as f32
                    }
                    _ => 0.0,
                }
            })
            .collect();
        let width = used.len();
        let row = |place: usize| &scaled[place * width..(place + 1) * width];
        let distance = |a: &[f32], b: &[f32]| -> f32 {
            if tokens {
                a.iter().zip(b).map(|(x, y)| if x == y { 0.0 } else { 1.0 }).sum()
            } else {
                a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum()
            }
        };
        let nearest = |place: usize| {
            (0..chosen.len())
                .filter(|&other| other != place)
                .min_by(|&a, &b| distance(row(place), row(a)).total_cmp(&distance(row(place), row(b))))
        };
        let pairs: Vec<(usize, usize)> =
            (0..chosen.len()).filter_map(|place| Some((chosen[place], chosen[nearest(place)?]))).collect();
        let n = pairs.len() as f64;
        let likeness = match answers {
            AnswersSeen::Classes(classes) => {
                let same = pairs.iter().filter(|(a, b)| classes[*a] == classes[*b]).count() as f64 / n;
                let mut shares: BTreeMap<usize, f64> = BTreeMap::new();
                for &row in &chosen {
                    *shares.entry(classes[row]).or_default() += 1.0 / chosen.len() as f64;
                }
                let chance: f64 = shares.values().map(|share| share * share).sum();
                ((same - chance) / (1.0 - chance), (chance / (1.0 - chance) / n).sqrt())
            }
            AnswersSeen::Numbers { values, outputs } => {
                // The likest of the outputs: one that goes with the rows is enough.
                let likest = (0..outputs).map(|output| {
                    let value = |row: usize| f64::from(values[row * outputs + output]);
                    correlation(&pairs.iter().map(|&(a, b)| (value(a), value(b))).collect::<Vec<_>>())
                });
                (likest.filter(|r| r.is_finite()).fold(f64::NEG_INFINITY, f64::max), 1.0 / n.sqrt())
            }
        };
        likeness.0.is_finite().then_some(Neighbours { pairs: pairs.len(), likeness: likeness.0, error: likeness.1 })
    }
}

fn correlation(pairs: &[(f64, f64)]) -> f64 {
    let n = pairs.len() as f64;
    let (x, y) = (pairs.iter().map(|p| p.0).sum::<f64>() / n, pairs.iter().map(|p| p.1).sum::<f64>() / n);
    let (mut xy, mut xx, mut yy) = (0.0, 0.0, 0.0);
    for (a, b) in pairs {
        xy += (a - x) * (b - y);
        xx += (a - x) * (a - x);
        yy += (b - y) * (b - y);
    }
    xy / (xx * yy).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_that_say_nothing_are_seen() {
        // x, x again, constant, with a NaN.
        let inputs: Vec<f32> =
            (0..30).flat_map(|i| [i as f32, i as f32, 7.0, if i == 3 { f32::NAN } else { -(i as f32) }]).collect();
        let seen = data(&inputs, 4, &["a".to_owned()], false, None);
        assert_eq!((seen.rows, seen.duplicated, seen.columns[3].not_finite), (30, 0.25, 1));
        assert_eq!((seen.columns[0].name.as_str(), seen.columns[1].name.as_str()), ("a", "column 2"));
        assert_eq!(seen.columns[2].spread.unwrap().deviation, 0.0);
    }

    #[test]
    fn answers_that_go_with_the_rows_and_answers_that_do_not() {
        let inputs: Vec<f32> = (0..400).map(|i| (i * 37 % 400) as f32).collect();
        let classes: Vec<usize> = inputs.iter().map(|&x| usize::from(x > 200.0)).collect();
        let like =
            |classes: &[usize]| data(&inputs, 1, &[], false, Some(AnswersSeen::Classes(classes))).answers.unwrap();
        let good = like(&classes).neighbours.unwrap();
        assert!(good.likeness > 0.95, "{good:?}");
        let shuffled = crate::rules::cases::coins(400);
        let bad = like(&shuffled).neighbours.unwrap();
        assert!(bad.likeness.abs() < 3.5 * bad.error, "{bad:?}");
        assert!(like(&[1; 400]).constant);
        let numbers: Vec<f32> = inputs.iter().map(|x| x * x).collect();
        let numbers = AnswersSeen::Numbers { values: &numbers, outputs: 1 };
        assert!(data(&inputs, 1, &[], false, Some(numbers)).answers.unwrap().neighbours.unwrap().likeness > 0.99);
    }
}
