//! A whole cheatsheet, ready to be laid out.

use super::decisions::{Decision, decisions};
use super::{Entry, Flow, Stopwatch, flows};
use crate::live::LiveError;
use nonlin::compute::Level;
use nonlin::functions::{CLASSICS, Registered, all, classics};

/// What is to be on a cheatsheet.
#[derive(Clone)]
pub struct SheetPlan {
    /// The functions, in order.
    pub functions: Vec<Registered>,
    /// Whether they are timed.
    pub timed: bool,
    /// Whether the decision charts are there.
    pub decisions: bool,
    /// Whether trainings are done to show what becomes of gradients.
    pub flows: bool,
}

/// What is on a cheatsheet.
#[derive(Clone)]
pub struct Sheet {
    /// A card for every function.
    pub entries: Vec<Entry>,
    /// What they were timed with, if they were: the instruction set.
    pub level: Option<String>,
    /// The output layer, and the hidden layers.
    pub decisions: Option<[Vec<Decision>; 2]>,
    /// Trainings with weights that fit, and with weights that are too large.
    pub flows: Option<[Vec<Flow>; 2]>,
}

impl SheetPlan {
    /// Every function of the registry, and all else.
    pub fn book() -> Self {
        Self { functions: all().collect(), timed: true, decisions: true, flows: true }
    }

    /// The classics, and the decisions.
    pub fn poster() -> Self {
        Self { functions: classics().collect(), timed: true, decisions: true, flows: false }
    }

    /// The same without timing, whose results differ each time.
    #[must_use]
    pub fn untimed(self) -> Self {
        Self { timed: false, ..self }
    }
}

impl Sheet {
    /// Asks, proves, times and trains: for a whole book about ten seconds. `told` hears of every function before it is looked at.
    ///
    /// Fails if memory for the trainings is short.
    pub fn new(plan: &SheetPlan, mut told: impl FnMut(&str)) -> Result<Self, LiveError> {
        let mut stopwatch = plan.timed.then(Stopwatch::default);
        let entries = plan.functions.iter().map(|&function| {
            told(function.card().name);
            let entry = Entry::of(function);
            match &mut stopwatch {
                Some(stopwatch) => entry.timed(stopwatch),
                None => entry,
            }
        });
        let entries = entries.collect();
        let flows = if plan.flows {
            told("trainings");
            Some(flows()?)
        } else {
            None
        };
        let level = plan.timed.then(|| Level::best().to_string());
        Ok(Self { entries, level, decisions: plan.decisions.then(decisions), flows })
    }

    /// The classics of it, without the trainings.
    #[must_use]
    pub fn poster(&self) -> Self {
        let find = |name: &&str| self.entries.iter().find(|entry| entry.name == *name).cloned();
        Self { entries: CLASSICS.iter().filter_map(find).collect(), flows: None, ..self.clone() }
    }
}
