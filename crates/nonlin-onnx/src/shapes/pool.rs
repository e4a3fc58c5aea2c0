//! Pools: `[batch, channels, spatial...]`.

use super::Outputs;
use super::call::Call;
use super::window::Windows;

/// The second output of `MaxPool`, the places of the maxima, has the shape of the first.
pub(super) fn windows(call: &Call) -> Outputs {
    let [batch, channels, spatial @ ..] = call.shape(0)? else { return None };
    let windows = Windows::of(call, call.sizes("kernel_shape")??)?;
    let places = windows.places(spatial, call.flag("ceil_mode")?)?;
    let shape = [&[*batch, *channels], &places[..]].concat();
    Some(vec![shape.clone(), shape])
}

/// One number per channel.
pub(super) fn global(call: &Call) -> Outputs {
    let [batch, channels, spatial @ ..] = call.shape(0)? else { return None };
    Some(vec![[&[*batch, *channels], &vec![1; spatial.len()][..]].concat()])
}
