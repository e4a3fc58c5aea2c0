//! The inside of a function: steps with names, then results.

use super::graph::{Graph, Node, Place};
use super::language::{Binding, Kind, Language, Piece};
use super::names::Names;
use super::plan::Plan;
use crate::formula::Binary;

/// A parameter as a language has it.
#[derive(Clone)]
pub(super) struct Argument {
    pub(super) name: String,
    pub(super) learnable: bool,
}

/// Steps, each a name and what it stands for; and the results.
pub(super) struct Body {
    pub(super) steps: Vec<(String, String)>,
    pub(super) results: Vec<Piece>,
}

impl Body {
    /// Writes what the roots need.
    pub(super) fn of(graph: &Graph, roots: &[Place], arguments: &[Argument], language: &dyn Language) -> Self {
        let taken = arguments.iter().map(|argument| argument.name.as_str());
        let mut names = Names::new(taken.chain(language.reserved().iter().copied()).chain(["x"]));
        let learnable: Vec<bool> = arguments.iter().map(|argument| argument.learnable).collect();
        let plan = Plan::of(graph, roots, &learnable, &mut names);
        let writer = Writer { graph, arguments, learnable, language, plan };
        let steps = writer.plan.steps.iter();
        let steps = steps.map(|(place, name)| (name.clone(), writer.unnamed(*place).text)).collect();
        let result = |&root| {
            let piece = writer.piece(root);
            if piece.kind == Kind::Element {
                return piece;
            }
            Piece { text: language.spread(&piece), binding: Binding::Tight, kind: Kind::Element }
        };
        let results = roots.iter().map(result).collect();
        Self { steps, results }
    }

    /// The first result.
    pub(super) fn result(&self) -> &str {
        self.results.first().map_or("", |result| &result.text)
    }

    /// The steps as lines.
    pub(super) fn lines(&self, line: impl Fn(&str, &str) -> String) -> Vec<String> {
        self.steps.iter().map(|(name, text)| line(name, text)).collect()
    }
}

struct Writer<'a> {
    graph: &'a Graph,
    arguments: &'a [Argument],
    learnable: Vec<bool>,
    language: &'a dyn Language,
    plan: Plan,
}

impl Writer<'_> {
    /// A node by its name, or written out.
    fn piece(&self, place: Place) -> Piece {
        match self.plan.name(place) {
            Some(name) => Piece { text: name.to_owned(), binding: Binding::Tight, kind: self.kind(place) },
            None => self.unnamed(place),
        }
    }

    fn kind(&self, place: Place) -> Kind {
        match self.graph.node(place) {
            Node::Variable => Kind::Element,
            Node::Parameter(number) if self.arguments.get(number).is_some_and(|argument| argument.learnable) => {
                Kind::Learnt
            }
            Node::Parameter(_) | Node::Constant(_) => Kind::Number,
            _ => self.graph.operands(place).into_iter().map(|a| self.kind(a)).max().unwrap_or(Kind::Number),
        }
    }

    fn unnamed(&self, place: Place) -> Piece {
        let (text, binding) = match self.graph.node(place) {
            Node::Variable => ("x".to_owned(), Binding::Tight),
            Node::Parameter(number) => {
                (self.arguments.get(number).map(|a| a.name.clone()).unwrap_or_default(), Binding::Tight)
            }
            Node::Constant(value) => {
                let negative = value.value().is_sign_negative() && !value.value().is_nan();
                (self.language.number(value.value()), if negative { Binding::Sum } else { Binding::Tight })
            }
            // A sign stands in front of a whole product: -a * b is -(a * b).
            Node::Negate(a) => (format!("-{}", self.piece(a).within(Binding::Product)), Binding::Sum),
            Node::Binary(operation @ (Binary::Maximum | Binary::Minimum), a, b) => {
                (self.language.extremum(operation, &self.piece(a), &self.piece(b)), Binding::Tight)
            }
            Node::Binary(operation, a, b) => {
                let (sign, own, right) = match operation {
                    Binary::Add => ("+", Binding::Sum, Binding::Product),
                    Binary::Subtract => ("-", Binding::Sum, Binding::Product),
                    Binary::Multiply => ("*", Binding::Product, Binding::Tight),
                    _ => ("/", Binding::Product, Binding::Tight),
                };
                (format!("{} {sign} {}", self.piece(a).within(own), self.piece(b).within(right)), own)
            }
            Node::Call(function, a) => (self.language.call(function, &self.piece(a)), Binding::Tight),
            Node::Where(parts) => self.choice(parts),
        };
        Piece { text, binding, kind: self.kind(place) }
    }

    fn choice(&self, parts: [Place; 4]) -> (String, Binding) {
        let guards: Vec<String> =
            self.graph.guards(parts, &self.learnable).into_iter().map(|side| self.piece(side).text).collect();
        let mut pieces = parts.map(|part| self.piece(part));
        // The type of a choice between numbers would not be that of x.
        if pieces[2].kind < Kind::Element && pieces[3].kind < Kind::Element {
            let one = if pieces[3].kind < pieces[2].kind { 3 } else { 2 };
            pieces[one] =
                Piece { text: self.language.spread(&pieces[one]), binding: Binding::Tight, kind: Kind::Element };
        }
        self.language.choose(&pieces, &guards)
    }
}
