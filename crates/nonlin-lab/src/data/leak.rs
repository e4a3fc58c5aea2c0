//! Columns that give the target away: one of them alone predicts it almost perfectly.

use std::collections::HashMap;

use super::{Cells, Column};

/// A column leaks if its rule leaves at most this share of what ignorance leaves: of the errors of the most frequent
/// class, or of the variance. No column of the sample data is under it.
const LEFT: f64 = 0.02;

/// No more rows than this are looked at, taken evenly over the data.
const MAX_ROWS: usize = 5000;

/// Parts of the cross-validation.
const FOLDS: usize = 5;

/// What a row is to be told apart by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Answer {
    Class(u32),
    Quantity(f64),
}

/// Whether `column` alone predicts the `answers`, one for each row.
///
/// The rule is the plainest there is: a row gets the answer (the most frequent class, the mean) of the other rows with
/// the same text, or with the nearest number. It is judged by five-fold cross-validation. A row whose text no other
/// row has is told nothing.
pub(super) fn leaks(column: &Column, answers: &[Answer]) -> bool {
    let step = answers.len().div_ceil(MAX_ROWS).max(1);
    // A row has its fold by its rank, so that sorted files have every fold everywhere.
    let rows: Vec<usize> = (0..answers.len()).step_by(step).filter(|&row| has_value(column, row)).collect();
    if rows.len() < 2 * FOLDS {
        return false;
    }
    let (mut left, mut whole) = (0.0, 0.0);
    for fold in 0..FOLDS {
        let is_test = |rank: usize| scattered(rank) % FOLDS == fold;
        let (test, train): (Vec<_>, Vec<_>) = rows.iter().enumerate().partition(|(rank, _)| is_test(*rank));
        let train: Vec<usize> = train.into_iter().map(|(_, row)| *row).collect();
        let everyone = Votes::of(train.iter().map(|&row| answers[row])).answer();
        let rule = Rule::learn(column, &train, answers);
        for (_, &row) in test {
            let told = rule.answer(column, row).unwrap_or(everyone);
            left += loss(told, answers[row]);
            whole += loss(everyone, answers[row]);
        }
    }
    whole > 0.0 && left <= LEFT * whole
}

/// The bits of `n`, mixed, so that no order of the rows goes along with the folds.
fn scattered(n: usize) -> usize {
    n.wrapping_mul(0x9E37_79B9).rotate_right(15).wrapping_mul(0x85EB_CA6B) >> 5
}

fn has_value(column: &Column, row: usize) -> bool {
    match column.cells() {
        Cells::Numbers(cells) | Cells::Dates(cells) => cells[row].is_some(),
        Cells::Text { codes, .. } => codes[row].is_some(),
    }
}

fn loss(told: Answer, truth: Answer) -> f64 {
    match (told, truth) {
        (Answer::Quantity(told), Answer::Quantity(truth)) => (told - truth).powi(2),
        (told, truth) => f64::from(u8::from(told != truth)),
    }
}

#[derive(Default, Clone)]
struct Votes {
    classes: HashMap<u32, usize>,
    sum: f64,
    count: usize,
}

impl Votes {
    fn of(answers: impl Iterator<Item = Answer>) -> Self {
        let mut votes = Self::default();
        answers.for_each(|answer| votes.add(answer));
        votes
    }

    fn add(&mut self, answer: Answer) {
        self.count += 1;
        match answer {
            Answer::Class(class) => *self.classes.entry(class).or_default() += 1,
            Answer::Quantity(x) => self.sum += x,
        }
    }

    /// The class with the most votes (of equals the first), or the mean.
    fn answer(&self) -> Answer {
        let most = self.classes.iter().max_by_key(|(class, count)| (**count, std::cmp::Reverse(**class)));
        most.map_or(Answer::Quantity(self.sum / self.count.max(1) as f64), |(class, _)| Answer::Class(*class))
    }
}

enum Rule {
    Levels(Vec<Option<Answer>>),
    /// Values, sorted, and the answer of each.
    Nearest(Vec<(f64, Answer)>),
}

impl Rule {
    fn learn(column: &Column, train: &[usize], answers: &[Answer]) -> Self {
        match column.cells() {
            Cells::Text { levels, codes } => {
                let mut votes = vec![Votes::default(); levels.len()];
                for &row in train {
                    if let Some(code) = codes[row] {
                        votes[code as usize].add(answers[row]);
                    }
                }
                Self::Levels(votes.iter().map(|votes| (votes.count > 0).then(|| votes.answer())).collect())
            }
            Cells::Numbers(cells) | Cells::Dates(cells) => {
                let mut pairs: Vec<(f64, Answer)> =
                    train.iter().filter_map(|&row| Some((cells[row]?, answers[row]))).collect();
                pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
                let same = pairs.chunk_by(|a, b| a.0 == b.0);
                Self::Nearest(same.map(|run| (run[0].0, Votes::of(run.iter().map(|pair| pair.1)).answer())).collect())
            }
        }
    }

    fn answer(&self, column: &Column, row: usize) -> Option<Answer> {
        match (self, column.cells()) {
            (Self::Levels(answers), Cells::Text { codes, .. }) => answers[codes[row]? as usize],
            (Self::Nearest(values), Cells::Numbers(cells) | Cells::Dates(cells)) => {
                let x = cells[row]?;
                let above = values.partition_point(|(value, _)| *value < x);
                let near = [above.checked_sub(1), Some(above)].into_iter().flatten().filter_map(|i| values.get(i));
                near.min_by(|a, b| (a.0 - x).abs().total_cmp(&(b.0 - x).abs())).map(|(_, answer)| *answer)
            }
            _ => None,
        }
    }
}
