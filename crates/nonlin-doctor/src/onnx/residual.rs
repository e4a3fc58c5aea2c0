//! Which layers the signal also goes around.

use super::signal::{From, Layer};
use crate::trace::LayerKind;

/// More layers than this are not looked at in this way: what is kept of each grows with their number.
const MOST: usize = 16_384;

/// Marks the layers inside of every block whose result is added to what went around it. `sources` has where each layer's inputs come from.
pub(super) fn mark(layers: &mut [Layer], sources: &[Vec<From>], inputs: usize) {
    let all = layers.len() + inputs;
    if all > MOST {
        return;
    }
    let words = all.div_ceil(64);
    let place = |from: From| match from {
        From::Input(input) => input,
        From::Layer(layer) => inputs + layer,
    };
    // For each layer all that it comes from, itself too.
    let mut before: Vec<Vec<u64>> = Vec::with_capacity(all);
    for input in 0..inputs {
        before.push(with(vec![0; words], input));
    }
    let mut inside = vec![false; layers.len()];
    for (layer, from) in sources.iter().enumerate() {
        let mut whole = vec![0_u64; words];
        for source in from {
            if let Some(of) = before.get(place(*source)) {
                whole.iter_mut().zip(of).for_each(|(word, of)| *word |= of);
            }
        }
        if let ([a, b], true) = (&from[..], layers[layer].trace.kind == LayerKind::Add)
            && let (Some(a), Some(b)) = (before.get(place(*a)), before.get(place(*b)))
            && a.iter().zip(b).any(|(a, b)| a & b != 0)
        {
            for (other, inside) in inside.iter_mut().enumerate() {
                let (word, bit) = ((inputs + other) / 64, (inputs + other) % 64);
                *inside |= ((a[word] ^ b[word]) >> bit) & 1 == 1;
            }
        }
        before.push(with(whole, inputs + layer));
    }
    for (layer, inside) in layers.iter_mut().zip(inside) {
        layer.trace.residual |= inside;
    }
}

fn with(mut set: Vec<u64>, place: usize) -> Vec<u64> {
    if let Some(word) = set.get_mut(place / 64) {
        *word |= 1 << (place % 64);
    }
    set
}
