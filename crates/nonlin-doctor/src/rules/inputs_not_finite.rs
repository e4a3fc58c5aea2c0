//! NaN or infinity in what the network is given: it comes out of every layer after. Nothing to measure.

use super::percent;
use crate::finding::Finding;
use crate::thresholds::Thresholds;
use crate::trace::Trace;

pub(super) fn find(trace: &Trace, _: &Thresholds) -> Vec<Finding> {
    let Some(data) = &trace.data else { return Vec::new() };
    let wrong: Vec<_> = data.columns.iter().filter(|column| column.not_finite > 0).collect();
    let Some(worst) = wrong.iter().max_by_key(|column| column.not_finite) else { return Vec::new() };
    let count: u64 = wrong.iter().map(|column| column.not_finite).sum();
    let what = format!(
        "{count} numbers are NaN or infinite, in {} of {} columns; in `{}` {} of the rows",
        wrong.len(),
        data.columns.len(),
        worst.name,
        percent(worst.not_finite as f64 / data.rows.max(1) as f64)
    );
    vec![Finding::new(
        "inputs_not_finite",
        "input",
        what,
        "fill what is missing, with the column's median say, or leave out those rows or columns; `nonlin train` fills by itself, and adds an input that says where",
    )]
}

#[cfg(test)]
mod tests {
    use super::super::cases::{found, given};

    #[test]
    fn one_is_enough() {
        assert_eq!(found(super::find, &given(&[1.0, 2.0, 3.0, 4.0], 2)), []);
        assert!(found(super::find, &given(&[1.0, 2.0, f32::NAN, 4.0], 2))[0].what.contains("`column 1`"));
    }
}
