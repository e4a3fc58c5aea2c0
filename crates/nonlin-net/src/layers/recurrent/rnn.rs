//! Elman's unit: `h' = f(x W + h U + b)`.

use super::direction::Moment;
use super::tape::{Tape, Work};
use nonlin::Element;

pub(super) fn forward<T: Element>(moment: &Moment<'_, T>, tape: &mut Tape<'_, T>, scratch: &mut [T]) {
    let [state, ..] = &mut tape.gates;
    moment.open(0, state, scratch);
    tape.states[moment.now.clone()].copy_from_slice(&state.y[moment.now.clone()]);
}

pub(super) fn backward<T: Element>(moment: &Moment<'_, T>, tape: &mut Tape<'_, T>, work: &mut Work<'_, T>) {
    moment.close(0, &mut tape.gates[0], &mut work.dh[..moment.now.len()], &mut work.learning);
}
