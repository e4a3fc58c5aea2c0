//! Where to take samples.

use super::gaps::{Search, edge, end_towards};
use super::reader::Reader;
use super::{Curve, CurveError, End, Quantity, Span, Stroke, error_curve};
use crate::compute::Activation;
use crate::facts::{Agreement, Facts, Joint, prove};

/// Samples that are taken in any case, evenly.
const EVEN: u32 = 256;
/// How far a chord may be off the curve, as a share of the heights.
const TOLERANCE: f64 = 1.0 / 4000.0;
/// No two samples of a smooth stretch are closer than this share of the range.
const FINEST: f64 = 1.0 / 8192.0;
/// A rise by more than this share of the heights between two samples so close is looked into: it may be a jump.
const STEEP: f64 = 1.0 / 200.0;
/// Where a function grows without bound this share of its values may lie outside the heights, at each end.
const OUTSIDE: f64 = 0.03;
/// Heights beyond this are cut: their differences must be numbers.
const LARGEST: f64 = 8e307;

/// What to draw of one quantity of an activation over a range. `heights`, if given, are those of the picture it is for; the
/// samples are then as dense as that picture needs.
///
/// Fails only for a second slope whose formula is too long.
pub fn curve(
    activation: &Activation,
    quantity: Quantity,
    span: Span,
    heights: Option<[f64; 2]>,
) -> Result<Curve, CurveError> {
    curve_with(activation, &prove(activation), quantity, span, heights)
}

/// The same, where the facts are there already.
pub(super) fn curve_with(
    activation: &Activation,
    facts: &Facts,
    quantity: Quantity,
    span: Span,
    heights: Option<[f64; 2]>,
) -> Result<Curve, CurveError> {
    if quantity == Quantity::Error {
        return Ok(error_curve::errors(activation, span));
    }
    let reader = Reader::new(activation, quantity)?;
    let mut sampler = Sampler { reader: &reader, span, search: Search::new() };
    let mut strokes = Vec::new();
    for section in sampler.sections(facts, quantity) {
        strokes.extend(sampler.strokes(section));
    }
    let seen = seen(&strokes);
    if let Some(heights) = heights.or(seen) {
        strokes = strokes.iter().flat_map(|stroke| sampler.refined(stroke, heights)).collect();
    }
    Ok(Curve { quantity, strokes, heights: seen })
}

/// A part of the range without a known jump inside, and its first samples.
struct Section {
    points: Vec<[f64; 2]>,
    begins: End,
    ends: End,
}

struct Sampler<'a> {
    reader: &'a Reader<'a>,
    span: Span,
    search: Search,
}

impl Sampler<'_> {
    fn sample(&self, x: f64) -> [f64; 2] {
        [x, self.reader.at(x)]
    }

    /// The range between jumps, with the values that belong to neither side of one.
    fn sections(&self, facts: &Facts, quantity: Quantity) -> Vec<Section> {
        let inside = |joint: &&Joint| self.span.holds(joint.at.middle());
        let (breaks, knots): (Vec<&Joint>, Vec<&Joint>) =
            facts.joints.iter().filter(inside).partition(|joint| breaks_at(joint, quantity));
        let mut places: Vec<f64> = (0..=EVEN).map(|i| self.span.at(f64::from(i) / f64::from(EVEN))).collect();
        places.extend(knots.iter().chain(&breaks).map(|joint| joint.at.middle()));
        places.sort_by(f64::total_cmp);
        places.dedup();

        let mut sections = Vec::new();
        let mut first = (None, End::Range);
        for joint in &breaks {
            let x = joint.at.middle();
            // A place that is no number of the machine has no value of its own to tell of.
            let own = if joint.at.is_point() { self.reader.at(x) } else { f64::NAN };
            let [left, right] = [-1.0, 1.0].map(|side| [x, self.reader.at(self.beside(x, side))]);
            // The slopes of both sides of a jump may be the same.
            if left[1] == own && own == right[1] {
                continue;
            }
            let end = |limit: [f64; 2]| if limit[1] == own { End::Closed } else { End::Open };
            let from = first.0.map_or(self.span.from(), |point: [f64; 2]| point[0]);
            if x > from {
                sections.push(self.section(&places, first, (Some(left), end(left))));
            }
            if own.is_finite() && (x <= from || own != left[1]) && own != right[1] {
                sections.push(Section { points: vec![[x, own]], begins: End::Closed, ends: End::Closed });
            }
            first = (Some(right), end(right));
        }
        if first.0.is_none_or(|point| point[0] < self.span.to()) {
            sections.push(self.section(&places, first, (None, End::Range)));
        }
        sections
    }

    /// So near to a place that only the side of a jump counts.
    fn beside(&self, x: f64, side: f64) -> f64 {
        let near = side.mul_add(self.span.width() * 1e-12, x);
        if side < 0.0 { near.min(x.next_down()) } else { near.max(x.next_up()) }
    }

    fn section(
        &self,
        places: &[f64],
        (first, begins): (Option<[f64; 2]>, End),
        (last, ends): (Option<[f64; 2]>, End),
    ) -> Section {
        let from = first.map_or(f64::NEG_INFINITY, |point| point[0]);
        let to = last.map_or(f64::INFINITY, |point| point[0]);
        let inner = places.iter().filter(|&&x| from < x && x < to).map(|&x| self.sample(x));
        Section { points: first.into_iter().chain(inner).chain(last).collect(), begins, ends }
    }

    /// The lines of a section: it is cut where there is no finite value.
    fn strokes(&mut self, section: Section) -> Vec<Stroke> {
        let mut strokes: Vec<Stroke> = Vec::new();
        let mut line: Vec<[f64; 2]> = Vec::new();
        let mut begins = section.begins;
        let mut before: Option<[f64; 2]> = None;
        for point in section.points {
            let finite = point[1].is_finite();
            match before {
                Some(last) if last[1].is_finite() && finite => {
                    for gap in self.search.between(self.reader, last, point) {
                        line.push(gap.left);
                        let ends = self.end(&line);
                        strokes.push(Stroke { points: std::mem::take(&mut line), begins, ends });
                        line.push(gap.right);
                        begins = end_towards(self.reader, point[0], gap.right);
                    }
                }
                Some(last) if last[1].is_finite() => {
                    line.push(edge(self.reader, last, point[0]));
                    let ends = self.end(&line);
                    strokes.push(Stroke { points: std::mem::take(&mut line), begins, ends });
                }
                Some(last) if finite => {
                    let first = edge(self.reader, point, last[0]);
                    line.push(first);
                    begins = end_towards(self.reader, point[0], first);
                }
                _ => {}
            }
            if finite {
                line.push(point);
            }
            before = Some(point);
        }
        if !line.is_empty() {
            strokes.push(Stroke { points: line, begins, ends: section.ends });
        }
        for stroke in &mut strokes {
            stroke.points.dedup_by(|b, a| a[0] == b[0]);
        }
        self.joined(strokes)
    }

    fn end(&self, line: &[[f64; 2]]) -> End {
        match line {
            [.., inner, edge] => end_towards(self.reader, inner[0], *edge),
            _ => End::Closed,
        }
    }

    /// Puts lines together over a single place without a value where both sides lead to the same one, as `sin(x) / x` at 0;
    /// where they lead to different ones, neither is the value there.
    fn joined(&self, strokes: Vec<Stroke>) -> Vec<Stroke> {
        let mut all: Vec<Stroke> = Vec::with_capacity(strokes.len());
        for mut stroke in strokes {
            if let (Some(last), Some(&first)) = (all.last_mut(), stroke.points.first())
                && let Some(&end) = last.points.last()
                && first[0] - end[0] <= 1e-9 * self.span.width()
                && last.ends != End::Away
                && stroke.begins != End::Away
            {
                if (first[1] - end[1]).abs() <= 1e-6 * first[1].abs().max(end[1].abs()).max(f64::MIN_POSITIVE) {
                    last.points.append(&mut stroke.points);
                    last.ends = stroke.ends;
                    continue;
                }
                (last.ends, stroke.begins) = (End::Open, End::Open);
            }
            all.push(stroke);
        }
        all
    }

    /// With more samples where it bends, and cut at jumps that nobody told of.
    fn refined(&self, stroke: &Stroke, [low, high]: [f64; 2]) -> Vec<Stroke> {
        let height = (high - low).max(f64::MIN_POSITIVE);
        let shown = |y: f64| ((y - low) / height).clamp(-0.5, 1.5);
        let mut lines = Vec::new();
        let mut line: Vec<[f64; 2]> = Vec::new();
        let mut begins = stroke.begins;
        for pair in stroke.points.windows(2) {
            let mut waiting = vec![(pair[0], pair[1])];
            while let Some((a, b)) = waiting.pop() {
                let narrow = b[0] - a[0] <= FINEST * self.span.width();
                let steep = (shown(b[1]) - shown(a[1])).abs() > STEEP;
                if narrow
                    && steep
                    && let Some((left, right)) = self.jump(a, b, height)
                {
                    line.extend([a, left]);
                    line.dedup_by(|b, a| a[0] == b[0]);
                    lines.push(Stroke { points: std::mem::take(&mut line), begins, ends: End::Closed });
                    line.push(right);
                    begins = End::Open;
                    continue;
                }
                let middle = f64::midpoint(a[0], b[0]);
                if !narrow && a[0] < middle && middle < b[0] {
                    let off = |share: f64| {
                        let x = share.mul_add(b[0] - a[0], a[0]);
                        let y = self.reader.at(x);
                        (shown(y) - share.mul_add(shown(b[1]) - shown(a[1]), shown(a[1]))).abs()
                    };
                    let middle = self.sample(middle);
                    // A second place, so that no oscillation hides between the samples.
                    if middle[1].is_finite() && (off(0.5) > TOLERANCE || off(0.29) > TOLERANCE) {
                        waiting.push((middle, b));
                        waiting.push((a, middle));
                        continue;
                    }
                }
                line.push(a);
            }
        }
        line.extend(stroke.points.last());
        line.dedup_by(|b, a| a[0] == b[0]);
        lines.push(Stroke { points: line, begins, ends: stroke.ends });
        lines
    }

    /// The two sides of a jump between two samples, if halving does not make the rise between them any smaller.
    fn jump(&self, a: [f64; 2], b: [f64; 2], height: f64) -> Option<([f64; 2], [f64; 2])> {
        let (mut left, mut right) = (a, b);
        let rise = (b[1] - a[1]).abs();
        loop {
            let x = f64::midpoint(left[0], right[0]);
            if x <= left[0] || x >= right[0] || right[0] - left[0] <= 1e-13 * self.span.width() {
                break;
            }
            let middle = self.sample(x);
            let (first, second) = ((middle[1] - left[1]).abs(), (right[1] - middle[1]).abs());
            if !middle[1].is_finite() || first.max(second) < 0.25 * STEEP * height {
                return None;
            }
            if first > second { right = middle } else { left = middle }
        }
        ((right[1] - left[1]).abs() > 0.5 * rise.min(height)).then_some((left, right))
    }
}

/// Whether a quantity jumps where two pieces meet.
fn breaks_at(joint: &Joint, quantity: Quantity) -> bool {
    let differ = |agreement: Agreement, sides: &[crate::facts::Interval; 2]| match agreement {
        Agreement::Same => false,
        Agreement::Differ => true,
        // Enclosures of one number, unless they are so wide that nothing is said.
        Agreement::Within(apart) => apart > 1e-6 * sides[0].magnitude().high.max(1.0),
    };
    let value = differ(joint.value, &joint.values);
    let slope = || value || differ(joint.slope, &joint.slopes);
    match quantity {
        Quantity::Value | Quantity::Error => value,
        Quantity::Slope => slope(),
        Quantity::SecondSlope => slope() || !matches!(joint.curvature, Agreement::Same),
    }
}

/// What of a curve is worth seeing.
fn seen(strokes: &[Stroke]) -> Option<[f64; 2]> {
    let mut all: Vec<f64> = strokes.iter().flat_map(|stroke| stroke.points.iter().map(|point| point[1])).collect();
    all.sort_by(f64::total_cmp);
    let goes_away = strokes.iter().any(|stroke| stroke.begins == End::Away || stroke.ends == End::Away);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a length")]
    let outside = if goes_away { (OUTSIDE * all.len() as f64) as usize } else { 0 };
    let (low, high) = (all.get(outside)?, all.get(all.len() - 1 - outside)?);
    Some([low.max(-LARGEST), high.min(LARGEST)])
}
