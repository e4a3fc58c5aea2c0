//! Columns that are the same in every row, or the same as another column: they say nothing. Of images and sequences, where borders often are
//! constant, nothing is said.

use super::percent;
use crate::finding::Finding;
use crate::thresholds::Thresholds;
use crate::trace::Trace;

pub(super) fn find(trace: &Trace, thresholds: &Thresholds) -> Vec<Finding> {
    let Some(data) = trace.data.as_ref().filter(|data| !data.ordered && !data.tokens && data.rows > 1) else {
        return Vec::new();
    };
    let all = data.columns.len().max(1) as f64;
    let constants: Vec<&str> =
        data.columns.iter().filter(|column| column.is_constant()).map(|column| column.name.as_str()).collect();
    let constant = constants.len() as f64 / all;
    if constant + data.duplicated < thresholds.inputs.useless {
        return Vec::new();
    }
    let example = constants.first().map_or_else(String::new, |name| format!(", such as `{name}`"));
    let what = format!(
        "{} of the columns are constant{example}, and {} the same as another",
        percent(constant),
        percent(data.duplicated)
    );
    vec![Finding::new("useless_inputs", "input", what, "leave them out: they cost time and say nothing").notice()]
}

#[cfg(test)]
mod tests {
    use super::super::cases::{found, table};

    #[test]
    fn constant_and_doubled_columns_are_found() {
        assert_eq!(found(super::find, &table(&[1.0, 5.0, 2.0, 7.0], 2)), []);
        assert_eq!(found(super::find, &table(&[1.0, 5.0, 2.0, 5.0], 2)).len(), 1);
        assert_eq!(found(super::find, &table(&[1.0, 1.0, 2.0, 2.0], 2)).len(), 1);
    }
}
