//! Which changes a round makes.

use super::change::{make, next};
use super::design::Design;
use super::outcome::{Left, Made, Round};
use nonlin_doctor::{Change, Finding};
use std::mem::{Discriminant, discriminant};

/// Makes the changes that serious findings ask for, in their order: causes come first. Of what follows from a finding that is mended nothing is
/// changed yet, and of each kind of change only the first is made.
pub(super) fn changed(findings: &[Finding], design: &Design) -> (Design, Round) {
    let mut design = design.clone();
    let mut round = Round { made: Vec::new(), waiting: Vec::new(), left: Vec::new(), found: None };
    // Rules that something is done about, by themselves or by way of their cause.
    let mut cared: Vec<(&str, &str)> = Vec::new();
    for finding in findings.iter().filter(|finding| finding.is_serious()) {
        let cause = finding.because.as_deref();
        if let Some((_, cause)) = cared.iter().find(|(rule, _)| cause == Some(*rule)).copied() {
            round.waiting.push((finding.rule.clone(), cause.to_owned()));
            cared.push((&finding.rule, cause));
            continue;
        }
        let Some(change) = &finding.change else {
            round.left.push(Left { rule: finding.rule.clone(), why: finding.remedy.clone() });
            continue;
        };
        if let Some(same) = round.made.iter().find(|made| kind(&made.change) == kind(change)) {
            let same = findings.iter().find(|other| other.rule == same.rule).map_or("", |other| &other.rule);
            round.waiting.push((finding.rule.clone(), same.to_owned()));
            cared.push((&finding.rule, same));
            continue;
        }
        match made(change, finding, &mut design) {
            Ok(made) => {
                round.made.push(made);
                cared.push((&finding.rule, &finding.rule));
            }
            Err(why) => round.left.push(Left { rule: finding.rule.clone(), why }),
        }
    }
    round.waiting.dedup();
    (design, round)
}

/// The change, or where it is in place already the next that may help. The first reason why not if none can be made.
fn made(change: &Change, finding: &Finding, design: &mut Design) -> Result<Made, String> {
    let mut reason = None;
    let mut change = Some(change.clone());
    while let Some(this) = change {
        match make(&this, finding, design) {
            Ok(what) => return Ok(Made { rule: finding.rule.clone(), change: this, what }),
            Err(why) => reason.get_or_insert(why),
        };
        // SELU is undone by a normalisation.
        change = next(&this).filter(|_| finding.rule != "self_normalising");
    }
    Err(format!("{}; {}", reason.unwrap_or_default(), finding.remedy))
}

fn kind(change: &Change) -> Discriminant<Change> {
    discriminant(change)
}
