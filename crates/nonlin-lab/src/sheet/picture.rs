//! What a function does, as data to be drawn.

use nonlin::Activation;
use nonlin::curve::{Portrait, Quantity, Span, portrait};
use nonlin::facts::{Interval, prove};
use nonlin::functions::Registered;
use nonlin::gated::{Gated, GatedUnit};
use nonlin::rows::RowFunction;

/// Curves are drawn from minus this to this, those of functions with short periods from and to so many periods.
pub const REACH: f64 = 4.0;
const PERIODS: f64 = 2.0;
/// The row that functions of rows are shown on.
pub const ROW: [f64; 6] = [1.8, 0.9, 0.6, -0.4, -1.1, 0.2];
/// Points of a gated unit's curve.
const POINTS: i32 = 160;

/// What is drawn of a function.
#[derive(Clone, PartialEq, Debug)]
pub enum Picture {
    /// Value and slope.
    Curves(Box<Portrait>),
    /// What becomes of [`ROW`].
    Row(Vec<f64>),
    /// Of a gated unit `a f(b)` with `a = 1`, points of the result and of its slope by `b`.
    Gate([Vec<[f64; 2]>; 2]),
    /// Nothing that could be drawn.
    Nothing,
}

impl Picture {
    pub(super) fn of(function: Registered) -> Self {
        let drawn = match function {
            Registered::Elementwise(function) => curves(&Activation::of(function)),
            Registered::Row(function) => row(function),
            Registered::Gated(unit) => gate(unit),
        };
        drawn.unwrap_or(Self::Nothing)
    }
}

fn curves(activation: &Activation) -> Option<Picture> {
    // Of a function that repeats itself a few periods are enough.
    let period = prove(activation).period.map_or(f64::INFINITY, Interval::middle);
    let reach = (PERIODS * period).min(REACH);
    let span = Span::new(-reach, reach).ok()?;
    let portrait = portrait(activation, &[Quantity::Value, Quantity::Slope], span).ok()?;
    Some(Picture::Curves(Box::new(portrait)))
}

fn row(function: &dyn RowFunction) -> Option<Picture> {
    let mut y = vec![0.0; function.outputs(ROW.len()).ok()?];
    nonlin::rows::RowLoops::<f64>::forward(function, &ROW, &mut y);
    y.iter().all(|y| y.is_finite()).then_some(Picture::Row(y))
}

fn gate(unit: &'static dyn GatedUnit) -> Option<Picture> {
    let unit = Gated::of(unit);
    let b: Vec<f64> = (0..=POINTS).map(|i| REACH * (2.0 * f64::from(i) / f64::from(POINTS) - 1.0)).collect();
    let ones = vec![1.0; b.len()];
    let [mut y, mut da, mut db] = [(); 3].map(|()| vec![0.0; b.len()]);
    unit.forward_halves(&ones, &b, &mut y).ok()?;
    unit.backward_halves(&ones, &b, &ones, &mut da, &mut db).ok()?;
    let line = |y: Vec<f64>| b.iter().zip(y).map(|(&b, y)| [b, y]).collect();
    Some(Picture::Gate([line(y), line(db)]))
}
