//! What came of a repair, as plain data.

use super::compare::{Comparison, Effect};
use super::design::Design;
use nonlin_doctor::{Change, Finding};
use serde::Serialize;

/// One change that was made.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Made {
    /// The rule of the finding that asked for it.
    pub rule: String,
    /// The change.
    pub change: Change,
    /// What was changed, in words.
    pub what: Vec<String>,
}

/// A serious finding that nothing was changed for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Left {
    /// Its rule.
    pub rule: String,
    /// Why nothing was changed, or what to do about it instead.
    pub why: String,
}

/// One round: changes, and what the doctor found after them.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Round {
    /// The changes, causes first.
    pub made: Vec<Made>,
    /// Findings that wait, for they most likely follow from one that was mended: each with that one.
    pub waiting: Vec<(String, String)>,
    /// Findings that nothing could be changed for.
    pub left: Vec<Left>,
    /// What was found in the changed network; none if nothing was changed.
    pub found: Option<Vec<Finding>>,
}

/// A repair.
#[derive(Clone, Debug, Serialize)]
pub struct Repair {
    /// The rounds, in order; none if nothing serious was found.
    pub rounds: Vec<Round>,
    /// The round, from 0, whose network is compared with the one as it was; none if nothing was changed.
    pub chosen: Option<usize>,
    /// The layers before the output layer as they were, as text.
    pub net_before: String,
    /// Those of the network that was chosen; as they were if nothing was changed.
    pub net: String,
    /// Both networks over several seeds; none if nothing was changed.
    pub comparison: Option<Comparison>,
    /// Serious findings: in the network as it was, and in the changed one.
    pub serious: [usize; 2],
    /// Whether the changed network is worth a training in full: it does better, or no worse as far as can be told and with fewer serious findings.
    pub taken: bool,
    /// What may be said, as a person reads it.
    pub verdict: String,
    /// The changed network with its training; the one as it was if nothing was changed.
    #[serde(skip)]
    pub design: Design,
}

impl Repair {
    /// All changes up to the round that was chosen.
    pub fn made(&self) -> impl Iterator<Item = &Made> {
        let rounds = self.chosen.map_or(0, |chosen| chosen + 1);
        self.rounds[..rounds].iter().flat_map(|round| &round.made)
    }

    /// What was found in the changed network; none if nothing was changed.
    pub fn found(&self) -> Option<&[Finding]> {
        self.rounds[self.chosen?].found.as_deref()
    }

    /// Whether the changed network is to be kept now that it is trained in full: `found` is what the doctor says of that training, none if it
    /// came to nothing. A network that is not shown to do better has to be the healthier one still.
    pub fn is_kept(&self, found: Option<&[Finding]>) -> bool {
        let Some(found) = found.filter(|_| self.taken) else { return false };
        let serious = found.iter().filter(|finding| finding.is_serious()).count();
        self.effect() == Some(Effect::Helped) || serious < self.serious[0]
    }

    /// Whether the changed network does better, the same or worse; none if nothing was changed.
    pub fn effect(&self) -> Option<Effect> {
        Some(self.comparison.as_ref()?.effect)
    }
}
