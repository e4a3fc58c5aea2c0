//! Ours, and the reference for everyone's errors.

use crate::contender::{Contender, Way};
use nonlin::functions::{Registered, find};
use nonlin::rows::RowLoops;
use nonlin::{Accuracy, Activation, Element};

/// What the others are compared with, for none of them rounds as `exact` does.
pub(crate) const NAME: &str = "nonlin";
pub(crate) const IN_PLACE: &str = "nonlin in place";
pub(crate) const EXACT: &str = "nonlin exact";

pub(crate) fn contenders(function: &str, columns: usize) -> Vec<Contender> {
    match found(function) {
        Registered::Elementwise(function) => {
            let with = |accuracy| Activation::of(function).accurate(accuracy);
            let (fast, in_place, exact) = (with(Accuracy::Fast), with(Accuracy::Fast), with(Accuracy::Exact));
            vec![
                slices(NAME, move |x, y| fast.forward(x, y).expect("of one length")),
                Contender { library: IN_PLACE, way: Way::InPlace(Box::new(move |x| in_place.forward_in_place(x))) },
                slices(EXACT, move |x, y| exact.forward(x, y).expect("of one length")),
            ]
        }
        Registered::Row(function) => vec![slices(NAME, move |x, y| rows(function, columns, x, y))],
        Registered::Gated(_) => vec![],
    }
}

/// What `function` gives in `f64`.
pub(crate) fn reference(function: &str, columns: usize, x: &[f32]) -> Vec<f64> {
    let x: Vec<f64> = x.iter().map(|&x| f64::from(x)).collect();
    let mut y = vec![0.0; x.len()];
    match found(function) {
        Registered::Elementwise(function) => {
            // A parameter is taken at the precision of the data, so 0.01 is the `f32` nearest to it.
            let parameters = function.card().parameters.iter().map(|p| (p.name, f64::from(p.default as f32)));
            let rounded = parameters.fold(Activation::of(function), |activation, (name, value)| {
                activation.with(name, value).expect("the card lists it")
            });
            rounded.forward(&x, &mut y).expect("of one length");
        }
        Registered::Row(function) => rows(function, columns, &x, &mut y),
        Registered::Gated(_) => unreachable!("no gated unit is compared"),
    }
    y
}

fn found(function: &str) -> Registered {
    find(function).expect("the lists of `main` have nonlin's names")
}

fn rows<T: Element>(function: &(impl RowLoops<T> + ?Sized), columns: usize, x: &[T], y: &mut [T]) {
    for (x, y) in x.chunks_exact(columns).zip(y.chunks_exact_mut(columns)) {
        function.forward(x, y);
    }
}

fn slices(library: &'static str, function: impl Fn(&[f32], &mut [f32]) + 'static) -> Contender {
    Contender { library, way: Way::Slices(Box::new(function)) }
}
