//! What stands in a report besides its layers and figures: the findings, and what is known of the training.

use super::DoctorPage;
use super::layers::{plain, sign};
use nonlin_doctor::{Certainty, Finding, Health, Trace};

/// A finding as a report shows it.
pub(super) struct Said<'a> {
    pub(super) finding: &'a Finding,
    /// `dead units`.
    pub(super) rule: String,
    pub(super) sign: &'static str,
    pub(super) severity: &'static str,
    pub(super) certainty: &'static str,
    /// `from step 12 on`; empty where it needs no step.
    pub(super) step: String,
    /// The number, from 1, and the rule of the finding that it follows from.
    pub(super) because: Option<(usize, String)>,
}

/// All findings, in order.
pub(super) fn said(findings: &[Finding]) -> Vec<Said<'_>> {
    findings.iter().map(|finding| Said::of(finding, findings)).collect()
}

impl<'a> Said<'a> {
    fn of(finding: &'a Finding, all: &[Finding]) -> Self {
        let cause = |cause: &String| Some((all.iter().position(|other| other.rule == *cause)? + 1, words(cause)));
        Self {
            finding,
            rule: words(&finding.rule),
            sign: sign(finding.severity.into()),
            severity: if finding.is_serious() { "serious" } else { "notice" },
            certainty: if finding.certainty == Certainty::Certain { "certain" } else { "measured, by a threshold" },
            step: finding.step.map_or_else(String::new, |step| format!("step {step}")),
            because: finding.because.as_ref().and_then(cause),
        }
    }
}

fn words(rule: &str) -> String {
    rule.replace('_', " ")
}

/// In one sentence, and as a sign.
pub(super) fn verdict(page: &DoctorPage<'_>) -> (&'static str, String) {
    let serious = page.findings.iter().filter(|finding| finding.is_serious()).count();
    let rules = nonlin_doctor::RULES.len();
    let Some(first) = page.findings.iter().find(|finding| finding.is_serious()).or(page.findings.first()) else {
        let looked = page.trace.layers.iter().any(|layer| !layer.samples.is_empty());
        let sign = sign(if looked { Health::Healthy } else { Health::Unseen });
        let how = if looked { "" } else { " in the model as it is; nobody looked inside while it runs" };
        return (sign, format!("Nothing found by {rules} rules{how}."));
    };
    let others = page.findings.len() - serious;
    let notices = match others {
        0 => String::new(),
        1 => "1 notice".to_owned(),
        many => format!("{many} notices"),
    };
    let count = match (serious, others) {
        (0, _) => notices,
        (_, 0) => format!("{serious} serious"),
        _ => format!("{serious} serious, {notices}"),
    };
    let sign = sign(first.severity.into());
    (sign, format!("{count}. First to mend: {} ({}).", words(&first.rule), first.place))
}

/// What is known of the network and its training, as a name and a value each.
pub(super) fn about(trace: &Trace) -> Vec<(&'static str, String)> {
    let about = &trace.about;
    let samples = || trace.layers.iter().flat_map(|layer| &layer.samples).map(|sample| sample.step);
    let steps = match (samples().min(), samples().max()) {
        (Some(first), Some(last)) if first < last => {
            let most = trace.layers.iter().map(|layer| layer.samples.len()).max().unwrap_or(0);
            Some(format!("{most}, from {first} to {last}"))
        }
        (Some(step), _) => Some(format!("one, {step}")),
        _ => None,
    };
    let number = |x: Option<f64>| x.filter(|x| x.is_finite()).map(plain);
    let all = [
        ("seen by", Some(about.source.clone()).filter(|source| !source.is_empty())),
        ("task", about.task.clone()),
        ("loss", about.loss.clone()),
        ("output activation", about.output_activation.clone()),
        ("outputs", about.outputs.map(|outputs| outputs.to_string())),
        ("learning rate at the start", about.learning_rate.filter(|x| x.is_finite()).map(|rate| rate.to_string())),
        ("steps per epoch", about.steps_per_epoch.map(|steps| steps.to_string())),
        ("loss of an answer that looks at no input", number(about.baseline_loss)),
        ("steps looked at", steps),
        ("nodes passed over", Some(about.passed_over.join(", ")).filter(|nodes| !nodes.is_empty())),
    ];
    all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}
