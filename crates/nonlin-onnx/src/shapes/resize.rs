//! Images made larger or smaller.

use super::Outputs;
use super::call::{Call, axes, sizes};

/// To given sizes, or by constant scales; sizes are rounded down.
pub(super) fn resize(call: &Call) -> Outputs {
    let shape = call.shape(0)?;
    let upsample = call.node.operator == "Upsample" || call.len() == 2;
    let along = match call.ints("axes")? {
        Some(given) => axes(given, shape.len())?,
        None => (0..shape.len()).collect(),
    };
    if call.node.string("keep_aspect_ratio_policy", "stretch").ok()? != "stretch" {
        return None;
    }
    let mut result = shape.to_vec();
    if !upsample && call.has(3) {
        let wanted = sizes(call.numbers(3)?)?;
        if wanted.len() != along.len() {
            return None;
        }
        along.iter().zip(wanted).for_each(|(axis, size)| result[*axis] = size);
        return Some(vec![result]);
    }
    let scales = match call.node.floats("scales").ok()? {
        Some(scales) => scales.to_vec(),
        None => call.constant(if upsample { 1 } else { 2 })?.to_f32()?,
    };
    if scales.len() != along.len()
        || call.node.string("coordinate_transformation_mode", "").ok()? == "tf_crop_and_resize"
    {
        return None;
    }
    for (axis, scale) in along.iter().zip(scales) {
        let size = (shape[*axis] as f64 * f64::from(scale)).floor();
        if !(0.0..1e15).contains(&size) {
            return None;
        }
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number under 1e15")]
        let whole = size as usize;
        result[*axis] = whole;
    }
    Some(vec![result])
}
