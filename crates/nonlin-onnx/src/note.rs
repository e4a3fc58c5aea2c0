//! What is unusual about a model without being wrong.

use crate::Model;
use crate::model::KNOWN_OPSET;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Something that a reader of a model should know.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Note {
    /// The version of the standard operators is not said, so their meaning is a guess.
    NoOpset,
    /// The standard operators are newer than what is known here.
    NewOpset {
        /// Their version.
        version: i64,
    },
    /// Operators that are neither of the standard nor functions of the model.
    Foreign {
        /// Whose they are.
        domain: String,
        /// One of them.
        operator: String,
        /// How many nodes use operators of this domain.
        nodes: usize,
    },
}

impl Note {
    pub(crate) fn all(model: &Model) -> Vec<Self> {
        let mut notes = Vec::new();
        match model.opset() {
            None | Some(..=0) => notes.push(Self::NoOpset),
            Some(version) if version > KNOWN_OPSET => notes.push(Self::NewOpset { version }),
            Some(_) => {}
        }
        let own: BTreeSet<_> =
            model.functions.iter().map(|own| (own.domain.as_str(), own.body.name.as_str())).collect();
        let mut foreign = BTreeMap::new();
        for node in model.graph.nodes.iter().filter(|node| !node.is_standard()) {
            if !own.contains(&(node.domain.as_str(), node.operator.as_str())) {
                foreign.entry(&node.domain).or_insert((&node.operator, 0)).1 += 1;
            }
        }
        notes.extend(foreign.into_iter().map(|(domain, (operator, nodes))| Self::Foreign {
            domain: domain.clone(),
            operator: operator.clone(),
            nodes,
        }));
        notes
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoOpset => f.write_str("the model does not say which version of the operators it uses"),
            Self::NewOpset { version } => {
                write!(f, "the model uses operators of version {version}; the newest known here is {KNOWN_OPSET}")
            }
            Self::Foreign { domain, operator, nodes } => {
                let nodes = if *nodes == 1 { "1 node uses".to_owned() } else { format!("{nodes} nodes use") };
                write!(f, "{nodes} operators of the domain `{domain}`, such as {operator}, which are not known here")
            }
        }
    }
}
