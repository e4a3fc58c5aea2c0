//! What is proven of a function, in the few words that a card has room for.

use super::entry::Fact;
use nonlin::Activation;
use nonlin::facts::{Facts, Interval, Monotone, Stretch, THRESHOLDS, Traits, Trend, moments, prove};
use nonlin::functions::Card;
use nonlin_net::Initialiser;

/// A mean of `f(x)`, with `x` from the standard normal distribution, under this counts as none.
const CENTRED: f64 = 0.005;
const OPEN: &str = "not settled";

/// Of a function of single numbers, with these parameters.
pub(super) fn of_elementwise(activation: &Activation) -> Vec<Fact> {
    let facts = prove(activation);
    let traits = Traits::from(&facts);
    let moments = moments(activation);
    let smoothness = facts.lines().into_iter().find(|(label, _)| *label == "smoothness").map(|(_, text)| text);
    let initialiser = Initialiser::for_activation(activation);
    let gain = moments.forward_gain();
    let gain = if (1e-6..1e6).contains(&gain) { format!(", gain {}", number(gain)) } else { String::new() };
    let all = [
        ("range", facts.range.map_or_else(|| OPEN.to_owned(), range)),
        ("monotone", monotone(traits, &facts).to_owned()),
        ("zero-centred", centred(traits, moments.mean)),
        ("smoothness", smoothness.unwrap_or_else(|| OPEN.to_owned())),
        ("saturates", saturates(&facts)),
        ("slope at 0", facts.slopes_at_zero.map_or_else(|| OPEN.to_owned(), slope_at_zero)),
        ("initialiser", format!("{initialiser}{gain}")),
        ("dead units", dead_units(&facts)),
    ];
    all.into_iter().map(|(label, text)| Fact { label, text }).collect()
}

/// Of a function of rows, of which the registry alone tells.
pub(super) fn of_rows(card: &Card) -> Vec<Fact> {
    let initialiser = Initialiser::for_family(card.family);
    let range = format!("{}", card.range).replace('-', "\u{2212}");
    let all = [("range", range), ("initialiser", initialiser.to_string())];
    all.into_iter().map(|(label, text)| Fact { label, text }).collect()
}

fn range(extent: nonlin::facts::Extent) -> String {
    let (low, high) = (extent.low, extent.high);
    let open = |taken: Option<bool>| taken == Some(false);
    let ends = [if open(low.taken) { '(' } else { '[' }, if open(high.taken) { ')' } else { ']' }];
    format!("{}{}, {}{}", ends[0], middle(low.at), middle(high.at), ends[1])
}

fn monotone(traits: Traits, facts: &Facts) -> &'static str {
    match traits.monotone {
        Some(Monotone::Rising) => "yes, rising",
        Some(Monotone::Falling) => "yes, falling",
        _ if facts.period.is_some() => "no, periodic",
        Some(Monotone::No) => "no",
        None => OPEN,
    }
}

fn centred(traits: Traits, mean: f64) -> String {
    if traits.odd == Some(true) {
        return "yes, odd".to_owned();
    }
    if !mean.is_finite() {
        return "no: its mean has no bound".to_owned();
    }
    if mean.abs() < CENTRED {
        return "on average: mean 0".to_owned();
    }
    format!("no: mean {}", number(mean))
}

fn saturates(facts: &Facts) -> String {
    if facts.period.is_some() {
        return "no".to_owned();
    }
    let Some(flat) = facts.nearly_flat.iter().find(|flat| flat.threshold == THRESHOLDS[0]) else {
        return OPEN.to_owned();
    };
    match ends(&flat.stretches) {
        Ends::All => "everywhere: its slope is always small".to_owned(),
        Ends::At { left: Some(left), right: Some(right) } => {
            format!("both sides: |f\u{2032}| < 0.1 below {left} and above {right}")
        }
        Ends::At { left: Some(left), .. } => format!("left: |f\u{2032}| < 0.1 below {left}"),
        Ends::At { right: Some(right), .. } => format!("right: |f\u{2032}| < 0.1 above {right}"),
        Ends::At { .. } if flat.complete => "no".to_owned(),
        Ends::At { .. } => OPEN.to_owned(),
    }
}

/// Where stretches reach to the ends of the line.
enum Ends {
    All,
    At { left: Option<String>, right: Option<String> },
}

fn ends(stretches: &[[Interval; 2]]) -> Ends {
    let unbounded = |[from, to]: &[Interval; 2]| (from.low == f64::NEG_INFINITY, to.high == f64::INFINITY);
    if stretches.iter().any(|stretch| unbounded(stretch) == (true, true)) {
        return Ends::All;
    }
    let left = stretches.iter().find(|stretch| unbounded(stretch).0).map(|[_, to]| middle(*to));
    let right = stretches.iter().find(|stretch| unbounded(stretch).1).map(|[from, _]| middle(*from));
    Ends::At { left, right }
}

fn slope_at_zero([left, right]: [Interval; 2]) -> String {
    let (before, after) = (middle(left), middle(right));
    if before == after { before } else { format!("{before} from the left, {after} from the right") }
}

/// Whether a unit can come to where its slope is exactly 0 and stay there.
fn dead_units(facts: &Facts) -> String {
    if facts.stretches.is_empty() || facts.stretches.iter().any(|stretch| stretch.trend == Trend::Unproven) {
        return OPEN.to_owned();
    }
    let flat = |stretch: &&Stretch| stretch.trend == Trend::Flat;
    let exact: Vec<[Interval; 2]> =
        facts.stretches.iter().filter(flat).map(|stretch| [stretch.from, stretch.to]).collect();
    match (ends(&exact), exact.first()) {
        (_, Some(_)) if exact.len() == facts.stretches.len() => "all: the slope is 0 everywhere".to_owned(),
        (Ends::At { left: Some(left), right: Some(right) }, _) => {
            format!("likely: slope exactly 0 below {left} and above {right}")
        }
        (Ends::At { left: Some(left), .. }, _) => format!("likely: slope exactly 0 below {left}"),
        (Ends::At { right: Some(right), .. }, _) => format!("likely: slope exactly 0 above {right}"),
        (_, Some([from, to])) => format!("idle from {} to {}: slope exactly 0", middle(*from), middle(*to)),
        (_, None) => fading(facts).to_owned(),
    }
}

fn fading(facts: &Facts) -> &'static str {
    let nearly = facts.nearly_flat.iter().find(|flat| flat.threshold == THRESHOLDS[1]);
    match nearly.map(|flat| ends(&flat.stretches)) {
        _ if facts.period.is_some() => "none",
        Some(Ends::At { left: None, right: None }) | None => "none",
        Some(_) => "unlikely: the slope fades, but is 0 on no stretch",
    }
}

/// A number known within bounds.
fn middle(x: Interval) -> String {
    if x.low.is_infinite() {
        number(x.low)
    } else if x.high.is_infinite() {
        number(x.high)
    } else {
        number(x.middle())
    }
}

/// Four digits.
pub(super) fn number(x: f64) -> String {
    let text = match x {
        f64::INFINITY => "\u{221e}".to_owned(),
        f64::NEG_INFINITY => "-\u{221e}".to_owned(),
        x if x.abs() < 5e-16 => "0".to_owned(),
        x if (1e-3..1e5).contains(&x.abs()) => {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 7")]
            let places = (3.0 - x.abs().log10().floor()).max(0.0) as usize;
            let text = format!("{x:.places$}");
            if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
        }
        x => format!("{x:.1e}"),
    };
    text.replace('-', "\u{2212}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_four_digits() {
        let all = [0.0, 0.25, -0.169_971_2, 2.0 / 3.0, 1234.56, -1e-7, f64::NEG_INFINITY, 100.0];
        let texts = all.map(number);
        assert_eq!(texts, ["0", "0.25", "−0.17", "0.6667", "1235", "−1.0e−7", "−∞", "100"]);
    }

    #[test]
    fn what_textbooks_say() {
        let say = |name: &str, label: &str| {
            let activation = Activation::named(name).expect("a function");
            of_elementwise(&activation).into_iter().find(|fact| fact.label == label).expect("a fact").text
        };
        assert_eq!(say("sigmoid", "range"), "(0, 1)");
        assert_eq!(say("relu", "range"), "[0, ∞)");
        assert_eq!(say("tanh", "zero-centred"), "yes, odd");
        assert_eq!(say("selu", "zero-centred"), "on average: mean 0");
        assert_eq!(say("sigmoid", "slope at 0"), "0.25");
        assert_eq!(say("relu", "slope at 0"), "0 from the left, 1 from the right");
        assert_eq!(say("relu", "initialiser"), "he_normal, gain 1.414");
        assert_eq!(say("leaky_relu", "dead units"), "none");
        assert_eq!(say("step", "dead units"), "all: the slope is 0 everywhere");
        assert!(say("gelu", "dead units").starts_with("unlikely"));
        assert!(say("tanh", "saturates").starts_with("both sides"));
        assert_eq!(say("sine", "monotone"), "no, periodic");
    }
}
