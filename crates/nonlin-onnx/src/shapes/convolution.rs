//! Convolutions: `[batch, channels, spatial...]`.

use super::Outputs;
use super::call::Call;
use super::window::Windows;

/// Weights are `[channels out, channels in / group, kernel...]`.
pub(super) fn conv(call: &Call) -> Outputs {
    let weights = if call.node.operator == "QLinearConv" { 3 } else { 1 };
    let ([batch, channels, spatial @ ..], [filters, per_group, kernel @ ..]) = (call.shape(0)?, call.shape(weights)?)
    else {
        return None;
    };
    if per_group.checked_mul(call.size("group", 1)?)? != *channels {
        return None;
    }
    let places = Windows::of(call, kernel.to_vec())?.places(spatial, false)?;
    Some(vec![[&[*batch, *filters], &places[..]].concat()])
}

/// Weights are `[channels in, channels out / group, kernel...]`.
pub(super) fn transposed(call: &Call) -> Outputs {
    let ([batch, channels, spatial @ ..], [also_channels, per_group, kernel @ ..]) = (call.shape(0)?, call.shape(1)?)
    else {
        return None;
    };
    if channels != also_channels || spatial.len() != kernel.len() {
        return None;
    }
    let filters = per_group.checked_mul(call.size("group", 1)?)?;
    let windows = Windows::of(call, kernel.to_vec())?;
    let places = if let Some(given) = call.sizes("output_shape")? {
        // Some writers give the batch and the channels too.
        given.get(given.len().checked_sub(spatial.len())?..)?.to_vec()
    } else {
        let more = call.sizes("output_padding")?.unwrap_or_else(|| vec![0; spatial.len()]);
        let along = |(axis, size): (usize, &usize)| {
            let stride = windows.strides[axis];
            if windows.is_same() {
                return size.checked_mul(stride);
            }
            let inner = size.checked_sub(1)?.checked_mul(stride)?;
            let whole = inner.checked_add(windows.extent(axis)?)?.checked_add(*more.get(axis)?)?;
            whole.checked_sub(windows.padding(axis)?.1)
        };
        spatial.iter().enumerate().map(along).collect::<Option<_>>()?
    };
    Some(vec![[&[*batch, filters], &places[..]].concat()])
}
