//! Normalisations: numbers brought to mean 0 and variance 1, over the batch or within a row.

mod batch_norm;
mod row_norm;

pub(crate) use batch_norm::BatchNorm;
pub(crate) use row_norm::RowNorm;

use crate::error::NetError;
use crate::shape::Shape;

/// Fails if what is normalised are no numbers, or `epsilon` is none to add to a variance.
fn check(layer: &str, what: &'static str, shape: Shape, epsilon: f64) -> Result<(), NetError> {
    if let Shape::Tokens { .. } = shape {
        return Err(NetError::unfit(layer, what, "numbers", shape, "put `embedding` first"));
    }
    if epsilon > 0.0 && epsilon.is_finite() {
        return Ok(());
    }
    let (layer, value, range) = (layer.to_owned(), epsilon.to_string(), "a number above 0".to_owned());
    Err(NetError::LayerSetting { layer, setting: "epsilon", value, range })
}
