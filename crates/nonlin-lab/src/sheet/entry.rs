//! One function.

use super::cost::{Cost, Stopwatch};
use super::facts::{of_elementwise, of_rows};
use super::picture::Picture;
use super::uses::uses;
use nonlin::Activation;
use nonlin::functions::Registered;

/// A line about a function: what it is about, and what there is to say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fact {
    /// A word or two.
    pub label: &'static str,
    /// A few words.
    pub text: String,
}

/// All that a card says of a function, beside what its registry card has.
#[derive(Clone)]
pub struct Entry {
    /// The function.
    pub function: Registered,
    /// Its name; of a person's own formula its text.
    pub name: String,
    /// What is known of it, in the order of the card.
    pub facts: Vec<Fact>,
    /// What it does, to be drawn.
    pub picture: Picture,
    /// How long it takes on this machine, if it was timed.
    pub cost: Option<Cost>,
}

impl Entry {
    /// What is known of a function with its default parameters. Nothing is timed.
    pub fn of(function: Registered) -> Self {
        let mut facts = match function {
            Registered::Elementwise(alone) => of_elementwise(&Activation::of(alone)),
            Registered::Row(_) | Registered::Gated(_) => of_rows(function.card()),
        };
        facts.push(Fact { label: "use", text: uses(function) });
        let name = match function {
            Registered::Elementwise(alone) if alone.typed().is_some() => alone.formula().body(),
            other => other.card().name.to_owned(),
        };
        Self { function, name, facts, picture: Picture::of(function), cost: None }
    }

    /// With the time that it takes.
    #[must_use]
    pub fn timed(self, stopwatch: &mut Stopwatch) -> Self {
        let cost = stopwatch.time(self.function);
        Self { cost, ..self }
    }

    /// What there is to say about this, if there is anything.
    pub fn fact(&self, label: &str) -> Option<&str> {
        self.facts.iter().find(|fact| fact.label == label).map(|fact| fact.text.as_str())
    }
}
