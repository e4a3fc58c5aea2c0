//! Gated recurrent unit in the reset-after form: with the gates `r` and `z`, and `q = h U + b'` for the candidate,
//! `n = a(x W + b + r q)` and `h' = (1 - z) n + z h`.

use super::direction::Moment;
use super::tape::{Tape, Work};
use crate::layers::bias::AddBias;
use nonlin::Element;
use nonlin::compute::Operation;

/// The blocks in the order of `PyTorch`.
const RESET: usize = 0;
const UPDATE: usize = 1;
pub(super) const CANDIDATE: usize = 2;

pub(super) fn forward<T: Element>(moment: &Moment<'_, T>, tape: &mut Tape<'_, T>, scratch: &mut [T]) {
    let Tape { before, states, gates: [reset, update, candidate, _], extra: [product, _], .. } = tape;
    let now = moment.now.clone();
    for (gate, numbers) in [(RESET, &mut *reset), (UPDATE, &mut *update)] {
        moment.level.run(AddBias { bias: moment.second_bias(gate), numbers: &mut numbers.sums()[now.clone()] });
        moment.open(gate, numbers, scratch);
    }
    let product = &mut product[now.clone()];
    moment.level.run(AddBias { bias: moment.second_bias(CANDIDATE), numbers: &mut *product });
    let (bias, reset) = (moment.bias(CANDIDATE), &reset.y[now.clone()]);
    moment.level.run(Reset { bias, gate: reset, product, sums: &mut candidate.sums()[now.clone()] });
    let (z, n) = candidate.at_mut(&now);
    moment.activate(CANDIDATE, z, n, scratch);
    let (update, past) = (&update.y[now.clone()], &before[now.clone()]);
    moment.level.run(Mix { past, update, candidate: n, h: &mut states[now] });
}

pub(super) fn backward<T: Element>(moment: &Moment<'_, T>, tape: &mut Tape<'_, T>, work: &mut Work<'_, T>) {
    let Tape { before, gates: [reset, update, candidate, _], extra: [product, _], .. } = tape;
    let (now, count) = (moment.now.clone(), moment.now.len());
    let Work { dh, d: [a, b, ..], learning, .. } = work;
    let (dh, a, b) = (&mut dh[..count], &mut a[..count], &mut b[..count]);
    let values = [&before[now.clone()], &update.y[now.clone()], &candidate.y[now.clone()]];
    moment.level.run(MixBack { values, dh, d_update: &mut *a, d_candidate: &mut *b });
    moment.close(UPDATE, update, a, learning);
    moment.close(CANDIDATE, candidate, b, learning);
    let (gate, product) = (&reset.y[now.clone()], &mut product[now]);
    moment.level.run(ResetBack { change: b, gate, product, d_reset: &mut *a });
    moment.close(RESET, reset, a, learning);
}

#[allow(clippy::struct_field_names, reason = "the field's own word")]
struct Reset<'a, T> {
    bias: &'a [T],
    gate: &'a [T],
    product: &'a [T],
    sums: &'a mut [T],
}

impl<T: Element> Operation for Reset<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let width = self.bias.len();
        let values = self.gate.chunks_exact(width).zip(self.product.chunks_exact(width));
        for (sums, (reset, product)) in self.sums.chunks_exact_mut(width).zip(values) {
            for ((sum, &bias), (&r, &q)) in sums.iter_mut().zip(self.bias).zip(reset.iter().zip(product)) {
                *sum = r.mul_add(q, *sum + bias);
            }
        }
    }
}

struct Mix<'a, T> {
    past: &'a [T],
    update: &'a [T],
    candidate: &'a [T],
    h: &'a mut [T],
}

impl<T: Element> Operation for Mix<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let values = self.update.iter().zip(self.candidate).zip(self.past);
        for (h, ((&z, &n), &past)) in self.h.iter_mut().zip(values) {
            *h = z.mul_add(past, (T::from_f64(1.0) - z) * n);
        }
    }
}

struct MixBack<'a, T> {
    /// The state before, the update gate, and the candidate.
    values: [&'a [T]; 3],
    /// Becomes what reaches the state before directly.
    dh: &'a mut [T],
    d_update: &'a mut [T],
    d_candidate: &'a mut [T],
}

impl<T: Element> Operation for MixBack<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let [past, update, candidate] = self.values;
        let values = past.iter().zip(update).zip(candidate);
        let changes = self.d_update.iter_mut().zip(self.d_candidate);
        for ((dh, (d_update, d_candidate)), ((&past, &z), &n)) in self.dh.iter_mut().zip(changes).zip(values) {
            *d_update = *dh * (past - n);
            *d_candidate = *dh * (T::from_f64(1.0) - z);
            *dh = *dh * z;
        }
    }
}

struct ResetBack<'a, T> {
    /// The gradient with respect to the candidate's pre-activations.
    change: &'a [T],
    gate: &'a [T],
    /// The recurrent product; becomes the gradient with respect to it.
    product: &'a mut [T],
    d_reset: &'a mut [T],
}

impl<T: Element> Operation for ResetBack<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let changes = self.product.iter_mut().zip(self.d_reset);
        for ((q, d_reset), (&change, &r)) in changes.zip(self.change.iter().zip(self.gate)) {
            *d_reset = change * *q;
            *q = change * r;
        }
    }
}
