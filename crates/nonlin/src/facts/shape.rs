//! Rising and falling, the range, and what happens where pieces meet.

use super::extent::{Part, union};
use super::interval::Interval;
use super::jet::Number;
use super::pieces::Piece;
use super::proven::{Agreement, Extent, Joint, Stretch, Trend};
use super::signs::{self, Quantity, Sign, Zeros, nearby, signs};

/// How finely a stretch is cut of which nothing better is known than what its values are between.
const CUTS: u32 = 64;

impl Piece {
    /// Where this piece rises and falls.
    pub(super) fn stretches(&self) -> Vec<Stretch> {
        let slopes = signs(&self.program, Quantity::SlopeLess(0.0), Zeros::MayBeInside, (self.from, self.to));
        slopes
            .into_iter()
            .map(|stretch| Stretch {
                from: stretch.from,
                to: stretch.to,
                trend: match stretch.sign {
                    Sign::Zero => Trend::Flat,
                    Sign::Negative if self.moves_within(&stretch) => Trend::Falls,
                    Sign::Positive if self.moves_within(&stretch) => Trend::Rises,
                    _ => Trend::Unproven,
                },
            })
            .collect()
    }

    /// Whether the slope is certain not to be 0 somewhere, and so, of a smooth formula, but at single points.
    fn moves_within(&self, stretch: &signs::Stretch) -> bool {
        let whole = Interval { low: stretch.from.high, high: stretch.to.low };
        let (middle, step) = (whole.middle(), (whole.width() / 4.0).min(1.0));
        [middle, middle - step, middle + step]
            .iter()
            .any(|&x| whole.holds(x) && !Quantity::SlopeLess(0.0).at(&self.program, x).holds(0.0))
    }

    /// The value at an enclosed place, or where it leads at an end of the line.
    fn value_at(&self, place: Interval) -> Option<Interval> {
        if place.is_bounded() {
            return Some(Quantity::Value.over(&self.program, place)[0]);
        }
        let side = place.low.signum();
        let beyond = if side > 0.0 { self.from.high } else { self.to.low };
        let [far, _] = Quantity::Value.far(&self.program, side, beyond, |[far, _]| far.limit().is_some())?;
        far.limit()
    }

    /// What the values on a stretch of this piece are between.
    /// `joined` has the value at each end of the piece where it does not jump.
    pub(super) fn values(&self, stretch: &Stretch, joined: [Option<Interval>; 2]) -> Option<Vec<Part>> {
        if stretch.trend == Trend::Unproven {
            return Some(self.loose_values(stretch));
        }
        let flat = stretch.trend == Trend::Flat;
        [(stretch.from, self.from, joined[0]), (stretch.to, self.to, joined[1])]
            .into_iter()
            .map(|(place, end, joined)| {
                let at_end = place == end;
                if let Some(value) = joined.filter(|_| at_end) {
                    return Some(Part::single(value, Some(true)));
                }
                let taken = match place.is_bounded() {
                    _ if flat => Some(true),
                    true => (!at_end).then_some(true),
                    false => Some(false),
                };
                Some(Part::single(self.value_at(place)?, taken))
            })
            .collect()
    }

    fn loose_values(&self, stretch: &Stretch) -> Vec<Part> {
        let mut parts = Vec::new();
        let (mut low, mut high) = (stretch.from.low, stretch.to.high);
        let mut tail = |side: f64, nearer: f64| {
            let beyond = side * nearby(side, nearer);
            let far = Quantity::Value.far(&self.program, side, beyond, |[far, _]| far.hull().is_bounded());
            let (hull, start) = far.map_or((Interval::WHOLE, side * beyond), |[far, _]| (far.hull(), far.from()));
            let inner = Quantity::Value.at(&self.program, side * start);
            parts.push(Part::loose(hull, inner.meet(hull)));
            side * start
        };
        if low == f64::NEG_INFINITY {
            low = tail(-1.0, high);
        }
        if high == f64::INFINITY {
            high = tail(1.0, low).max(low);
        }
        let step = (high - low) / f64::from(CUTS);
        for i in 0..CUTS {
            let cut = Interval::between(step.mul_add(f64::from(i), low), step.mul_add(f64::from(i + 1), low));
            let cut = if i + 1 == CUTS { Interval::between(cut.low, high.max(cut.low)) } else { cut };
            let hull = Quantity::Value.over(&self.program, cut)[0];
            parts.push(Part::loose(hull, Quantity::Value.at(&self.program, cut.middle()).meet(hull)));
        }
        parts
    }

    /// Whether all derivatives exist everywhere on it: nothing it is made of leaves its domain.
    pub(super) fn is_smooth(&self) -> bool {
        let Self { from, to, program, .. } = self;
        let (mut low, mut high) = (from.low, to.high);
        for side in [-1.0, 1.0] {
            let end = if side < 0.0 { &mut low } else { &mut high };
            if end.is_infinite() {
                let nearer = if side < 0.0 { to.high } else { from.low };
                let Some([far, _]) =
                    Quantity::SlopeLess(0.0).far(program, side, nearer, |[far, _]| far.terms().is_some())
                else {
                    return false;
                };
                *end = side * far.from();
            }
        }
        let mut waiting = vec![Interval::between(low, high)];
        for _ in 0..2000 {
            let Some(x) = waiting.pop() else { return true };
            let jet = program.jet(&x);
            if !(jet.value.is_bounded() && jet.slope.is_bounded() && jet.curvature.is_bounded()) {
                waiting.push(Interval { low: x.low, high: x.middle() });
                waiting.push(Interval { low: x.middle(), high: x.high });
            }
        }
        false
    }

    /// Where this piece ends and `next` begins; the function has a value there that may be neither's limit.
    pub(super) fn joint(&self, next: &Self, value_there: Option<Interval>) -> Joint {
        let at = self.to;
        let (left, right) = (self.program.jet(&at), next.program.jet(&at));
        let value = match value_there {
            None => Agreement::Same,
            Some(there) => match compared(left.value, right.value) {
                Agreement::Same => compared(left.value, there),
                other => other,
            },
        };
        let values = match value {
            // One number, twice enclosed.
            Agreement::Same => [left.value.meet(right.value); 2],
            _ => [left.value, right.value],
        };
        Joint {
            at,
            values,
            slopes: [left.slope, right.slope],
            value,
            slope: compared(left.slope, right.slope),
            curvature: compared(left.curvature, right.curvature),
        }
    }
}

fn compared(a: Interval, b: Interval) -> Agreement {
    if a.is_apart_from(b) {
        Agreement::Differ
    } else if a == b && a.is_point() {
        Agreement::Same
    } else {
        Agreement::Within(a.minus(&b).magnitude().high)
    }
}

/// Stretches of all pieces, those in one put together that do the same where the function does not jump.
pub(super) fn merged(by_piece: &[Vec<Stretch>], joints: &[Joint]) -> Vec<Stretch> {
    let mut all: Vec<Stretch> = Vec::new();
    for (i, stretches) in by_piece.iter().enumerate() {
        let mut joined = i.checked_sub(1).is_some_and(|before| joints[before].value == Agreement::Same);
        for stretch in stretches {
            match all.last_mut() {
                Some(last) if joined && last.trend == stretch.trend => last.to = stretch.to,
                _ => all.push(*stretch),
            }
            joined = false;
        }
    }
    all
}

/// The set of all values.
pub(super) fn range(
    pieces: &[Piece],
    by_piece: &[Vec<Stretch>],
    joints: &[Joint],
    value_at: impl Fn(Interval) -> Interval,
) -> Option<Extent> {
    // Where the function may jump, its value at that place is neither limit for certain.
    let jumps = joints.iter().filter(|joint| joint.value != Agreement::Same);
    let mut parts: Vec<Part> = jumps.map(|joint| Part::single(value_at(joint.at), Some(true))).collect();
    for (i, (piece, stretches)) in pieces.iter().zip(by_piece).enumerate() {
        let joined =
            |joint: Option<&Joint>| joint.filter(|joint| joint.value == Agreement::Same).map(|joint| joint.values[0]);
        let ends = [joined(i.checked_sub(1).and_then(|before| joints.get(before))), joined(joints.get(i))];
        for stretch in stretches {
            parts.extend(piece.values(stretch, ends)?);
        }
    }
    union(&parts)
}
