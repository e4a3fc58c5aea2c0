//! One function in full.

use crate::catalogue::parameters;
use crate::plot::plot;
use nonlin::Activation;
use nonlin::compute::Reading;
use nonlin::facts::{moments, prove};
use nonlin::functions::Registered;
use nonlin::typed::{Given, Typed};
use std::fmt::Write;

/// Names, formulas, range, parameters, source, character; for an element-wise function also what is proven of it, and its
/// curve.
pub fn card(function: Registered) -> String {
    let card = function.card();
    let mut text = format!("{}: {}\n\n", card.name, card.title);
    let mut line = |label: &str, content: &str| {
        if !content.is_empty() {
            let _ = writeln!(text, "  {label:<12} {content}");
        }
    };
    line("formula", &function.formula());
    if let Registered::Elementwise(function) = function {
        line("slope", &function.slope_formula().body());
    }
    let typed = match function {
        Registered::Elementwise(function) => function.typed(),
        _ => None,
    };
    if let Some(typed) = typed {
        for (label, content) in as_computed(typed) {
            line(label, &content);
        }
    } else {
        line("range", &card.range.to_string());
    }
    line("parameters", &parameters(card.parameters));
    line("also called", &card.aliases.join(", "));
    for (i, (who, what)) in card.elsewhere.iter().enumerate() {
        line(if i == 0 { "elsewhere" } else { "" }, &format!("{who}: {what}"));
    }
    if typed.is_none() {
        line("source", card.source);
    }
    line("good for", card.strengths);
    line("mind", card.limits);
    if let Registered::Elementwise(function) = function {
        text.push_str("\nproven\n");
        let mut before = "";
        for (label, fact) in prove(&Activation::of(function)).lines() {
            let _ = writeln!(text, "  {:<12} {fact}", if label == before { "" } else { label });
            before = label;
        }
        text.push_str(&at_initialisation(&Activation::of(function)));
        text.push('\n');
        if let Ok(curve) = plot(&Activation::of(function)) {
            text.push_str(&curve);
        }
        let _ = write!(text, "\nIts numbers: nonlin eval {} --x -1,0,2.5 --slope\n", quoted(card.name));
    } else {
        let _ = write!(text, "\nIts numbers: nonlin eval {} --x 1.8,0.9,0.68,-0.5\n", card.name);
    }
    text
}

/// A name, or a formula, as a shell takes it.
pub fn quoted(name: &str) -> String {
    if name.chars().all(|c| c.is_alphanumeric() || c == '_') { name.to_owned() } else { format!("'{name}'") }
}

/// What a formula is read as, and what computes it.
fn as_computed(typed: &Typed) -> Vec<(&'static str, String)> {
    let mut lines = Vec::new();
    for (i, rewrite) in typed.rewrites().iter().enumerate() {
        let label = if i == 0 { "read as" } else { "" };
        lines.push((label, format!("{} for {} ({})", rewrite.to, rewrite.from, rewrite.why)));
    }
    if !typed.rewrites().is_empty() {
        let safe = typed.computed_formula(Reading::Value).body();
        let [written, read] = typed.error_as_written_and_as_read();
        lines.push((
            "",
            format!("so {safe}: off by {} ULP at most in f32, as written by {}", amount(read), amount(written)),
        ));
    }
    let by = match typed.known() {
        Some(known) => {
            let parameters = known.function.card().parameters.iter().zip(&known.parameters);
            let set: Vec<String> = parameters
                .map(|(parameter, given)| match given {
                    Given::Number(value) => format!("{} = {value}", parameter.name),
                    Given::Parameter(_) => format!("{} from your parameter", parameter.name),
                })
                .collect();
            let set = if set.is_empty() { String::new() } else { format!(" with {}", set.join(", ")) };
            format!("the kernels of `{}`{set}, which it is", known.function.card().name)
        }
        None => "a program of steps, each sub-formula once".to_owned(),
    };
    lines.push(("computed by", by));
    lines
}

/// Units in the last place, as precisely as anyone wants them.
fn amount(ulps: f64) -> String {
    if ulps.is_infinite() {
        "NaN or infinity".to_owned()
    } else if ulps < 100.0 {
        format!("{ulps:.1}")
    } else if ulps < 1e5 {
        format!("{ulps:.0}")
    } else {
        format!("{ulps:.0e}")
    }
}

/// What it does to numbers of mean 0 and variance 1, and the initialiser that keeps them so.
fn at_initialisation(activation: &Activation) -> String {
    let moments = moments(activation);
    let gain = |gain: f64| if gain < 1e6 { format!("{gain:.4}") } else { "none".to_owned() };
    format!(
        "\nof x ~ N(0, 1), by quadrature\n  {:<12} mean {:.4}, variance {:.4}\n  {:<12} {} keeps activations in scale, {} gradients (weights of deviation gain / sqrt(fan-in))\n",
        "result",
        // Without the sign of a zero.
        if moments.mean.abs() < 5e-5 { 0.0 } else { moments.mean },
        moments.variance(),
        "gain",
        gain(moments.forward_gain()),
        gain(moments.backward_gain()),
    )
}
