//! Ways through the layers of a network, with their places as traces count them.

use nonlin::Activation;
use nonlin_net::LayerSpec;

/// Calls `visit` with each layer and its place: those inside a residual block come before the sum at its end, the way around first.
pub(super) fn each(layers: &mut [LayerSpec], visit: &mut impl FnMut(usize, &mut LayerSpec)) {
    walk(layers, &mut 0, visit);
}

fn walk(layers: &mut [LayerSpec], place: &mut usize, visit: &mut impl FnMut(usize, &mut LayerSpec)) {
    for layer in layers {
        match layer {
            LayerSpec::Flatten => continue,
            LayerSpec::Residual(block) => {
                walk(&mut block.shortcut, place, visit);
                walk(&mut block.layers, place, visit);
            }
            _ => visit(*place, layer),
        }
        *place += 1;
    }
}

/// Rewrites each list of layers, those of residual blocks too. `rewrite` is told whether the list is inside a block, and gets the layers with
/// their blocks rewritten already.
pub(super) fn rewritten(
    layers: &[LayerSpec],
    inside: bool,
    rewrite: &mut impl FnMut(Vec<LayerSpec>, bool) -> Vec<LayerSpec>,
) -> Vec<LayerSpec> {
    let mut own = layers.to_vec();
    for layer in &mut own {
        if let LayerSpec::Residual(block) = layer {
            block.layers = rewritten(&block.layers, true, rewrite);
            block.shortcut = rewritten(&block.shortcut, true, rewrite);
        }
    }
    rewrite(own, inside)
}

/// Whether the layer makes weighted sums.
pub(super) fn has_weights(layer: &LayerSpec) -> bool {
    matches!(
        layer,
        LayerSpec::Dense(_)
            | LayerSpec::Conv(_)
            | LayerSpec::Recurrent(_)
            | LayerSpec::Gated(_)
            | LayerSpec::Embedding { .. }
            | LayerSpec::Residual(_)
    )
}

/// Whether a layer at `place` of `layers` has an activation of its own coming before the next weights.
pub(super) fn is_followed_by_activation(layers: &[LayerSpec], place: usize) -> bool {
    let behind = layers.iter().skip(place + 1).take_while(|layer| !has_weights(layer));
    behind.into_iter().any(|layer| matches!(layer, LayerSpec::Activation(_) | LayerSpec::Rows { .. }))
}

/// Whether an activation bends nothing.
pub(super) fn is_linear(name: &str) -> bool {
    use nonlin::formula::Expression;
    Activation::named(name).is_ok_and(|activation| {
        matches!(activation.function().slope_formula().expression, Expression::Constant(slope) if slope != 0.0)
    })
}
