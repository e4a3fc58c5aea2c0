//! Activations, in one node or spelled out in many.

use nonlin::Activation;
use nonlin::formula::{Expression, Formula};
use nonlin::typed::Given;
use nonlin_onnx::{Links, Region};
use std::collections::BTreeSet;

/// An activation as it was found in a graph.
pub(super) struct Found {
    /// Its name in the registry, or its formula.
    pub(super) name: String,
    /// The function; none if the formula is one that cannot be computed with.
    pub(super) function: Option<Activation>,
    /// The value that it makes.
    pub(super) end: String,
    /// The nodes that it is spelled in.
    pub(super) nodes: Vec<usize>,
}

/// The formulas of one model that are looked at: each is kept for good, and to find out about it takes time, so that there may not be any number of them.
pub(super) struct Formulas {
    known: BTreeSet<String>,
    /// Characters that there may still be of them.
    left: usize,
}

impl Formulas {
    pub(super) fn new() -> Self {
        Self { known: BTreeSet::new(), left: 1 << 14 }
    }

    fn admit(&mut self, formula: &str) -> bool {
        if !self.known.contains(formula) {
            let Some(left) = self.left.checked_sub(formula.len()) else { return false };
            self.left = left;
            self.known.insert(formula.to_owned());
        }
        true
    }
}

impl Found {
    /// The activation that is applied to all of a value; `None` if something else is done with it, or nothing element-wise.
    pub(super) fn after(links: &Links<'_>, value: &str, formulas: &mut Formulas) -> Option<Self> {
        let mut takers = links.takers(value).iter();
        if let (Some(&only), None, false) = (takers.next(), takers.next(), links.is_output(value))
            && let Some(found) = Self::learnt(links, value, only)
        {
            return Some(found);
        }
        Region::after(links, value).and_then(|region| Self::of(region, formulas))
    }

    /// The activation that begins at a value with this node.
    pub(super) fn through(links: &Links<'_>, value: &str, first: usize, formulas: &mut Formulas) -> Option<Self> {
        let region = || Self::of(Region::through(links, value, first)?, formulas);
        Self::learnt(links, value, first).or_else(region)
    }

    /// A slope per channel is no number of a formula.
    fn learnt(links: &Links<'_>, value: &str, place: usize) -> Option<Self> {
        let node = links.node(place).filter(|node| node.is("PRelu") && node.input(0) == Some(value))?;
        let end = node.output(0)?.to_owned();
        Some(Self { name: "prelu".to_owned(), function: Activation::named("prelu").ok(), end, nodes: vec![place] })
    }

    fn of(region: Region, formulas: &mut Formulas) -> Option<Self> {
        let Region { formula, end, nodes } = region;
        if !formulas.admit(&formula) {
            return None;
        }
        let function = Activation::named(&formula).ok();
        let name = function.as_ref().and_then(known).unwrap_or_else(|| shown(&formula));
        Some(Self { name, function, end, nodes })
    }

    /// Its slope, if that is the same everywhere.
    pub(super) fn constant_slope(&self) -> Option<f64> {
        match self.function.as_ref()?.function().slope_formula().expression {
            Expression::Constant(slope) => Some(slope),
            _ => None,
        }
    }
}

/// The registry's name of a formula, with the parameters that are not its usual ones: `leaky_relu(x, 0.2)`.
fn known(activation: &Activation) -> Option<String> {
    let known = activation.function().typed()?.known()?;
    let card = known.function.card();
    let mut numbers = Vec::new();
    for given in &known.parameters {
        let Given::Number(number) = given else { return None };
        numbers.push(*number);
    }
    if card.parameters.iter().zip(&numbers).all(|(parameter, number)| parameter.default == *number) {
        return Some(card.name.to_owned());
    }
    let numbers: Vec<String> = numbers.iter().map(f64::to_string).collect();
    let text = format!("{}(x, {})", card.name, numbers.join(", "));
    Activation::named(&text).is_ok().then_some(text)
}

/// A formula as a person writes it.
fn shown(formula: &str) -> String {
    Formula::parse(formula).map_or_else(|_| formula.to_owned(), |formula| formula.to_string())
}
