//! Long short-term memory: with the gates `i`, `f`, `o` and the candidate `g`, `c' = f c + i g` and `h' = o a(c')`.

use super::direction::Moment;
use super::tape::{Tape, Work};
use nonlin::Element;
use nonlin::compute::Operation;

/// The blocks in the order of `PyTorch`.
const INPUT: usize = 0;
const FORGET: usize = 1;
const CANDIDATE: usize = 2;
const OUTPUT: usize = 3;

pub(super) fn forward<T: Element>(moment: &Moment<'_, T>, tape: &mut Tape<'_, T>, scratch: &mut [T]) {
    let Tape { before, states, gates, extra: [c, shown], .. } = tape;
    let now = moment.now.clone();
    for (gate, numbers) in gates.iter_mut().enumerate() {
        moment.open(gate, numbers, scratch);
    }
    let [input, forget, candidate, output] = gates;
    let (past, c) = c.split_at_mut(now.start);
    let (c, shown) = (&mut c[..now.len()], &mut shown[now.clone()]);
    // Before the first step the cell is 0, as the state is.
    let past = moment.before.clone().map_or(&before[now.clone()], |before| &past[before]);
    let (input, forget) = (&input.y[now.clone()], &forget.y[now.clone()]);
    moment.level.run(Remember { past, input, forget, candidate: &candidate.y[now.clone()], c: &mut *c });
    moment.activate(CANDIDATE, c, shown, scratch);
    moment.level.run(Show { output: &output.y[now.clone()], shown, h: &mut states[now] });
}

pub(super) fn backward<T: Element>(moment: &Moment<'_, T>, tape: &mut Tape<'_, T>, work: &mut Work<'_, T>) {
    let Tape { before, gates: [input, forget, candidate, output], extra: [c, shown], .. } = tape;
    let (now, count) = (moment.now.clone(), moment.now.len());
    let Work { dh, dc, d, learning, .. } = work;
    let (dh, dc) = (&dh[..count], &mut dc[..count]);
    let [a, b, e, _] = d;
    let (a, b, e) = (&mut a[..count], &mut b[..count], &mut e[..count]);
    let shown = &shown[now.clone()];
    moment.level.run(ShowBack { dh, output: &output.y[now.clone()], shown, d_output: &mut *a, d_shown: &mut *b });
    moment.close(OUTPUT, output, a, learning);
    moment.slope(CANDIDATE, (&c[now.clone()], shown), b, learning);
    let past = moment.before.clone().map_or(&before[now.clone()], |before| &c[before]);
    moment.level.run(RememberBack {
        values: [past, &input.y[now.clone()], &forget.y[now.clone()], &candidate.y[now]],
        dc,
        d_input: &mut *a,
        // What came through the activation of the cell, and then the gradient of the candidate.
        d_candidate: &mut *b,
        d_forget: &mut *e,
    });
    moment.close(INPUT, input, a, learning);
    moment.close(CANDIDATE, candidate, b, learning);
    moment.close(FORGET, forget, e, learning);
}

struct Remember<'a, T> {
    past: &'a [T],
    input: &'a [T],
    forget: &'a [T],
    candidate: &'a [T],
    c: &'a mut [T],
}

impl<T: Element> Operation for Remember<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let news = self.input.iter().zip(self.candidate);
        for ((c, (&i, &g)), (&f, &past)) in self.c.iter_mut().zip(news).zip(self.forget.iter().zip(self.past)) {
            *c = f.mul_add(past, i * g);
        }
    }
}

struct Show<'a, T> {
    output: &'a [T],
    shown: &'a [T],
    h: &'a mut [T],
}

impl<T: Element> Operation for Show<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        for ((h, &o), &shown) in self.h.iter_mut().zip(self.output).zip(self.shown) {
            *h = o * shown;
        }
    }
}

struct ShowBack<'a, T> {
    dh: &'a [T],
    output: &'a [T],
    shown: &'a [T],
    d_output: &'a mut [T],
    d_shown: &'a mut [T],
}

impl<T: Element> Operation for ShowBack<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let changes = self.d_output.iter_mut().zip(self.d_shown);
        for (((d_output, d_shown), &dh), (&o, &shown)) in changes.zip(self.dh).zip(self.output.iter().zip(self.shown)) {
            *d_output = dh * shown;
            *d_shown = dh * o;
        }
    }
}

struct RememberBack<'a, T> {
    /// The cell before, and the gates `i`, `f`, `g`.
    values: [&'a [T]; 4],
    dc: &'a mut [T],
    d_input: &'a mut [T],
    d_candidate: &'a mut [T],
    d_forget: &'a mut [T],
}

impl<T: Element> Operation for RememberBack<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let [past, input, forget, candidate] = self.values;
        let values = past.iter().zip(input).zip(forget.iter().zip(candidate));
        let changes = self.d_input.iter_mut().zip(self.d_candidate).zip(self.d_forget);
        for ((dc, ((d_input, d_candidate), d_forget)), ((&past, &i), (&f, &g))) in
            self.dc.iter_mut().zip(changes).zip(values)
        {
            let whole = *dc + *d_candidate;
            *d_input = whole * g;
            *d_candidate = whole * i;
            *d_forget = whole * past;
            *dc = whole * f;
        }
    }
}
