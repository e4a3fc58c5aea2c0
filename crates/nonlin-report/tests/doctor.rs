//! The doctor's report of traces as they come, and as nobody means them.

use nonlin_doctor::trace::{About, Answers, ColumnTrace, DataTrace, Spread, StepSample, WeightTrace};
use nonlin_doctor::{LayerSample, LayerTrace, Thresholds, Trace, examine};
use nonlin_report::{DoctorPage, doctor_markdown, doctor_page};

/// The page and the Markdown of a trace.
fn reports(trace: &Trace) -> [String; 2] {
    let findings = examine(trace);
    let thresholds = Thresholds::standard();
    let page = DoctorPage { title: "my run", trace, findings: &findings, thresholds, command: "nonlin doctor t.jsonl" };
    [doctor_page(&page).unwrap(), doctor_markdown(&page).unwrap()]
}

fn sample(step: u64, gradient: f64) -> LayerSample {
    let numbers: Vec<f32> = (0..997).map(|i| ((i * 7919 % 1009) as f32 / 100.0 - 5.0).powi(3) / 20.0).collect();
    LayerSample {
        step,
        before: Spread::of(&numbers).0,
        after: Spread::of(&numbers[..300]).0,
        flat: Some(0.4),
        dead: Some(0.1),
        over: 512,
        gradient: Some(gradient),
        weight_gradient: Some(gradient),
        weight: Some(1.0),
        update: Some(1e-3),
        not_finite: [0; 4],
    }
}

/// So many layers, through which the gradient shrinks by this factor each.
fn deep(layers: usize, factor: f64, steps: u64, activation: &str) -> Trace {
    let layer = |place: usize| LayerTrace {
        units: 32,
        fan_in: 32,
        output: place + 1 == layers,
        samples: (1..=steps).map(|step| sample(step, factor.powf((layers - place) as f64))).collect(),
        ..LayerTrace::unseen(&format!("layer {} (dense)", place + 1), activation)
    };
    Trace {
        about: About { source: "test".to_owned(), ..About::default() },
        layers: (0..layers).map(layer).collect(),
        steps: (1..=steps).map(|step| StepSample { step, loss: 1.0 / step as f64 }).collect(),
        data: None,
    }
}

/// Names and texts between tags, so that what is looked for stands where it is read.
fn has(page: &str, parts: &[&str]) {
    for part in parts {
        assert!(page.contains(part), "{part}\n{page}");
    }
}

#[test]
fn findings_layers_and_figures_are_in_both() {
    let [page, text] = reports(&deep(12, 0.1, 30, "tanh"));
    has(
        &page,
        &["1. vanishing gradient", "measured, by a threshold", "layer 12 (dense)", "First to mend", "To change:"],
    );
    has(&text, &["### 1. vanishing gradient (serious)", "| layer 12 (dense) | ", "- To change: take `relu`"]);
    // The five figures over steps but one over layers, and two histograms for each layer.
    assert_eq!(page.matches("<svg role=\"img\"").count(), 6 + 2 * 12);
    for title in ["Loss by step", "Gradient by layer", "Gradient by step", "Length of a step", "Dead units"] {
        has(&page, &[&format!("<strong>{title}")]);
    }
    // The layers that the finding is about are marked, and lead to it.
    has(
        &page,
        &[
            "<li class=\"serious\"><a class=\"node\" href=\"#layer-0\"",
            "<a href=\"#finding-1\">1. vanishing gradient</a>",
        ],
    );
    has(
        &page,
        &["<li class=\"healthy\"><a class=\"node\" href=\"#layer-11\"", "Hatched: where the activation is flat"],
    );
    assert!(!page.contains("<script") && !page.contains(" src="), "nothing is fetched or run");
    assert_eq!(page.matches("http").count(), page.matches("http://www.w3.org/2000/svg").count());
    // Headings in order, one of the first kind.
    assert_eq!(page.matches("<h1>").count(), 1);
    assert!(page.find("<h1>") < page.find("<h2>") && page.find("<h2>") < page.find("<h3>"));
}

#[test]
fn a_histogram_is_hatched_only_where_its_activation_is_flat() {
    // Nothing is flat about these numbers' part of a straight line.
    assert!(!reports(&deep(2, 1.0, 3, "linear"))[0].contains("Hatched"));
    assert!(reports(&deep(2, 1.0, 3, "relu"))[0].contains("Hatched"));
}

#[test]
fn nothing_in_a_trace_becomes_markup() {
    let evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>`|`[a](javascript:b)\n# c";
    let mut trace = deep(3, 0.001, 5, evil);
    trace.about = About {
        source: evil.to_owned(),
        task: Some(evil.to_owned()),
        loss: Some(evil.to_owned()),
        output_activation: Some(evil.to_owned()),
        passed_over: vec![evil.to_owned()],
        ..About::default()
    };
    trace.layers[0].name = evil.to_owned();
    "step".clone_into(&mut trace.layers[0].activation);
    let column = ColumnTrace { name: evil.to_owned(), spread: None, not_finite: 3 };
    trace.data = Some(DataTrace { rows: 3, columns: vec![column], ..DataTrace::default() });
    let findings = examine(&trace);
    assert!(findings.iter().any(|finding| finding.place.contains("<script>")), "{findings:?}");
    let page = DoctorPage {
        title: evil,
        trace: &trace,
        findings: &findings,
        thresholds: Thresholds::standard(),
        command: evil,
    };
    let (html, text) = (doctor_page(&page).unwrap(), doctor_markdown(&page).unwrap());
    assert!(!html.contains("<script") && !html.contains("<img"), "{html}");
    // No attribute is left early either.
    for tag in html.split('<').filter_map(|rest| rest.split_once('>')).map(|(tag, _)| tag) {
        assert!(!tag.contains("onerror") || tag.contains("&lt;img") || tag.contains("&#60;img"), "{tag}");
    }
    for line in text.lines() {
        assert!(!line.starts_with("# c"), "a new line is no new heading");
        // Code, by an indent or between backticks, is text already.
        let outside: String = line.replace("\\`", "").split('`').step_by(2).collect();
        let markup = outside.contains("<script") || outside.contains("[a](");
        assert!(line.starts_with("    ") || !markup, "{line}");
    }
    let rows: Vec<usize> = text
        .lines()
        .filter(|line| line.starts_with("| "))
        .map(|line| line.replace("\\\\", "").replace("\\|", "").matches('|').count())
        .collect();
    assert!(rows.windows(2).filter(|pair| pair[0] != pair[1]).count() <= 1, "cells stay cells: {rows:?}");
}

#[test]
fn numbers_that_are_none_are_drawn_or_left_out() {
    let mut trace = deep(4, 0.5, 6, "relu");
    let odd = [f64::NAN, f64::INFINITY, -1.0, 0.0, 1e308, 5e-324];
    for layer in &mut trace.layers {
        for (sample, x) in layer.samples.iter_mut().zip(odd) {
            let spread = Spread { mean: x, deviation: x, low: -x, high: x, bins: [u16::MAX; 12] };
            (sample.gradient, sample.update, sample.flat, sample.dead) = (Some(x), Some(x), Some(x), Some(x));
            (sample.before, sample.after) =
                (Some(spread), Some(Spread { low: 1.0, high: 1.0, bins: [0; 12], ..spread }));
            sample.not_finite = [1, 0, 2, 0];
        }
    }
    for (step, x) in trace.steps.iter_mut().zip(odd) {
        *step = StepSample { step: u64::MAX - step.step, loss: x };
    }
    let answers = Some(Answers { constant: false, range: [f64::NEG_INFINITY, f64::NAN], neighbours: None });
    trace.data = Some(DataTrace { rows: 0, duplicated: f64::NAN, answers, ..DataTrace::default() });
    trace.about.baseline_loss = Some(f64::INFINITY);
    let [page, text] = reports(&trace);
    has(&page, &["A triangle at the foot: exactly 0. A cross at the top: NaN or infinite."]);
    has(&page, &["NaN or infinite from step 1 on: 1 in the pre-activations, 2 in the gradient"]);
    has(&text, &["NaN or infinite from step 1 on: 1 in the pre-activations, 2 in the gradient"]);
    // No coordinate is off the paper.
    assert!(!page.contains("NaN,") && !page.contains("2147483647"), "{page}");
}

#[test]
fn what_a_trace_lacks_is_left_out() {
    let [page, text] = reports(&Trace::default());
    has(&page, &["Nothing found by", "the model as it is"]);
    for section in ["<figure", "The network", "Layer by layer", "The data", "The layers in numbers"] {
        assert!(!page.contains(section), "{section}");
    }
    assert!(!text.contains("## Layers") && !text.contains("## Data"), "{text}");

    // A model as it is: layers and weights, and nothing seen of them.
    let weights = WeightTrace { mean_square: 0.04, alike: 0.0, not_finite: 0, bias: 0.0 };
    let layer =
        |name, activation| LayerTrace { fan_in: 9, weights: Some(weights), ..LayerTrace::unseen(name, activation) };
    let [page, text] =
        reports(&Trace { layers: vec![layer("first", "step"), layer("second", "relu")], ..Trace::default() });
    has(
        &page,
        &["zero slope", "<li class=\"unseen\"><span class=\"node\"", "root mean square 0.2, each unit sums 9 numbers"],
    );
    has(&text, &["| #2 second | unseen | dense | relu |", "root mean square 0.2"]);
    assert!(!page.contains("<figure") && !page.contains("dead units</th>"), "{page}");
}

#[test]
fn a_large_network_stays_small_and_shows_what_is_ill() {
    let mut trace = deep(400, 1.0, 2, "relu");
    trace.layers[237].activation = "step".to_owned();
    let [page, _] = reports(&trace);
    has(&page, &["more layers, nothing found about them", "id=\"layer-237\"", "240 of 400 layers"]);
    let long = deep(56, 0.9, 1000, "x * tanh(softplus(2x)) + 0.01 * sin(3x)");
    assert!(reports(&long)[0].len() < 3_000_000, "{}", reports(&long)[0].len());
}
