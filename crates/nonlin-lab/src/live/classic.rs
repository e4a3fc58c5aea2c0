//! The data sets that everybody knows from lectures, drawn anew from a seed.

use super::points::{Answers, Points};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::f64::consts::{PI, TAU};

/// A classic data set on the square from -6 to 6.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Classic {
    /// A disc, and a ring around it.
    Circle,
    /// Opposite quadrants belong together: what no single node can learn.
    Xor,
    /// Two clouds apart.
    Gauss,
    /// Two arms wound around each other.
    Spiral,
    /// Two half-moons that reach into each other.
    Moons,
    /// Four clouds, a class each.
    Clouds,
    /// A quantity that rises along the diagonal.
    Plane,
    /// A quantity with hills and hollows.
    Hills,
}

impl Classic {
    /// All of them.
    pub const ALL: [Self; 8] =
        [Self::Circle, Self::Xor, Self::Gauss, Self::Spiral, Self::Moons, Self::Clouds, Self::Plane, Self::Hills];

    /// The name it is asked for by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Circle => "circle",
            Self::Xor => "xor",
            Self::Gauss => "gauss",
            Self::Spiral => "spiral",
            Self::Moons => "moons",
            Self::Clouds => "clouds",
            Self::Plane => "plane",
            Self::Hills => "hills",
        }
    }

    /// What it is, in a few words.
    pub fn title(self) -> &'static str {
        match self {
            Self::Circle => "A disc and a ring around it",
            Self::Xor => "Exclusive or: opposite quadrants belong together",
            Self::Gauss => "Two clouds apart",
            Self::Spiral => "Two spirals wound around each other",
            Self::Moons => "Two half-moons that reach into each other",
            Self::Clouds => "Four clouds, a class each",
            Self::Plane => "A quantity that rises along the diagonal",
            Self::Hills => "A quantity with hills and hollows",
        }
    }

    /// `count` points, moved at random by `noise` (0 to 1) of what would blur the picture.
    pub fn points(self, count: usize, noise: f64, seed: u64) -> Points {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let noise = noise.clamp(0.0, 1.0);
        let mut inputs = Vec::with_capacity(count);
        let (mut classes, mut numbers) = (Vec::new(), Vec::new());
        for place in 0..count {
            let (point, answer) = self.point(place, count, noise, &mut random);
            inputs.push(point);
            match answer {
                Answer::Class(class) => classes.push(class),
                Answer::Number(number) => numbers.push(number),
            }
        }
        let answers = if numbers.is_empty() {
            let names = if self == Self::Clouds { 4 } else { 2 };
            Answers::Classes { of: classes, names: (0..names).map(|class: u32| format!("class {class}")).collect() }
        } else {
            Answers::Numbers(numbers)
        };
        Points { inputs, answers, names: ["x₁".to_owned(), "x₂".to_owned()] }
    }

    fn point(self, place: usize, count: usize, noise: f64, random: &mut impl Rng) -> ([f64; 2], Answer) {
        let class = place % 2;
        match self {
            Self::Circle => {
                let radius = if class == 0 { uniform(random, 0.0, 2.5) } else { uniform(random, 3.5, 5.0) };
                let point = polar(radius, uniform(random, 0.0, TAU));
                (moved(point, 1.5 * noise, random), Answer::Class(class))
            }
            Self::Xor => {
                // A lane along the axes is left free.
                let mut side = || {
                    let x = uniform(random, -5.0, 5.0);
                    x + 0.3_f64.copysign(x)
                };
                let point = [side(), side()];
                let class = usize::from((point[0] > 0.0) != (point[1] > 0.0));
                (moved(point, 1.5 * noise, random), Answer::Class(class))
            }
            Self::Gauss => {
                let centre = if class == 0 { -2.0 } else { 2.0 };
                (moved([centre, centre], 0.7 + 2.0 * noise, random), Answer::Class(class))
            }
            Self::Spiral => {
                let along = (place / 2) as f64 / (count.div_ceil(2).max(1)) as f64;
                let turn = if class == 0 { 0.0 } else { PI };
                let point = polar(0.3 + 4.7 * along, 1.75 * TAU * along + turn);
                (moved(point, 0.8 * noise, random), Answer::Class(class))
            }
            Self::Moons => {
                let angle = uniform(random, 0.0, PI);
                let point = if class == 0 {
                    [3.0 * angle.cos() - 1.5, 3.0 * angle.sin() - 0.75]
                } else {
                    [1.5 - 3.0 * angle.cos(), 0.75 - 3.0 * angle.sin()]
                };
                (moved(point, 0.2 + noise, random), Answer::Class(class))
            }
            Self::Clouds => {
                let class = place % 4;
                let centre = polar(3.0, TAU * (class as f64 + 0.5) / 4.0);
                (moved(centre, 0.6 + 1.5 * noise, random), Answer::Class(class))
            }
            Self::Plane => {
                let point = [uniform(random, -6.0, 6.0), uniform(random, -6.0, 6.0)];
                (point, Answer::Number((point[0] + point[1]) / 12.0 + noise * normal(random) / 3.0))
            }
            Self::Hills => {
                let point = [uniform(random, -6.0, 6.0), uniform(random, -6.0, 6.0)];
                let height: f64 = HILLS.iter().map(|&(centre, sign)| sign * hill(point, centre)).sum();
                (point, Answer::Number(height + noise * normal(random) / 3.0))
            }
        }
    }
}

/// Hills and hollows: where, and which.
const HILLS: [([f64; 2], f64); 6] = [
    ([-4.0, 2.5], 1.0),
    ([0.0, 2.5], -1.0),
    ([4.0, 2.5], 1.0),
    ([-4.0, -2.5], -1.0),
    ([0.0, -2.5], 1.0),
    ([4.0, -2.5], -1.0),
];

enum Answer {
    Class(usize),
    Number(f64),
}

fn hill(point: [f64; 2], centre: [f64; 2]) -> f64 {
    let square = (point[0] - centre[0]).powi(2) + (point[1] - centre[1]).powi(2);
    (-square / 2.0).exp()
}

fn polar(radius: f64, angle: f64) -> [f64; 2] {
    [radius * angle.sin(), radius * angle.cos()]
}

fn uniform(random: &mut impl Rng, low: f64, high: f64) -> f64 {
    low + (high - low) * random.random::<f64>()
}

/// A standard normal number (Box & Muller 1958).
fn normal(random: &mut impl Rng) -> f64 {
    let radius = (-2.0 * (1.0 - random.random::<f64>()).ln()).sqrt();
    radius * (TAU * random.random::<f64>()).cos()
}

fn moved(point: [f64; 2], deviation: f64, random: &mut impl Rng) -> [f64; 2] {
    point.map(|x| x + deviation * normal(random))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_one_can_be_trained_on_and_depends_on_its_seed_alone() {
        for classic in Classic::ALL {
            let points = classic.points(101, 0.3, 7);
            points.check().unwrap();
            assert_eq!(points, classic.points(101, 0.3, 7), "{}", classic.name());
            assert_ne!(points, classic.points(101, 0.3, 8), "{}", classic.name());
        }
    }

    #[test]
    fn without_noise_the_answer_follows_from_the_place() {
        let Points { inputs, answers: Answers::Classes { of, .. }, .. } = Classic::Circle.points(300, 0.0, 1) else {
            panic!("classes");
        };
        for (point, class) in inputs.iter().zip(of) {
            assert_eq!(usize::from(point[0].hypot(point[1]) > 3.0), class);
        }
    }
}
