//! The attributes of a node.

use crate::{Graph, Tensor, ValueType};

/// The value of an attribute.
#[derive(Clone, PartialEq, Debug)]
#[non_exhaustive]
pub enum Attribute {
    /// A number.
    Float(f32),
    /// An integer.
    Int(i64),
    /// A text, in UTF-8 as a rule.
    String(Vec<u8>),
    /// A tensor.
    Tensor(Tensor),
    /// A graph, such as a branch of `If`.
    Graph(Box<Graph>),
    /// Numbers.
    Floats(Vec<f32>),
    /// Integers.
    Ints(Vec<i64>),
    /// Texts.
    Strings(Vec<Vec<u8>>),
    /// Tensors.
    Tensors(Vec<Tensor>),
    /// Graphs.
    Graphs(Vec<Graph>),
    /// The type of a value.
    Type(ValueType),
    /// Types of values.
    Types(Vec<ValueType>),
    /// Inside a function: the value of the function's attribute of this name.
    Reference {
        /// The function's attribute.
        of: String,
        /// Its `AttributeProto.AttributeType`.
        kind: i32,
    },
}

impl Attribute {
    /// What it is, in the words of an error.
    pub(crate) fn what(&self) -> &'static str {
        match self {
            Self::Float(_) => "a float",
            Self::Int(_) => "an integer",
            Self::String(_) => "a text",
            Self::Tensor(_) => "a tensor",
            Self::Graph(_) => "a graph",
            Self::Floats(_) => "a list of floats",
            Self::Ints(_) => "a list of integers",
            Self::Strings(_) => "a list of texts",
            Self::Tensors(_) => "a list of tensors",
            Self::Graphs(_) => "a list of graphs",
            Self::Type(_) => "a type",
            Self::Types(_) => "a list of types",
            Self::Reference { .. } => "an attribute of the function around",
        }
    }
}

macro_rules! from {
    ($($kind:ident $type:ty)*) => { $(
        impl From<$type> for Attribute {
            fn from(value: $type) -> Self {
                Self::$kind(value)
            }
        }
    )* };
}
from!(Float f32 Int i64 Tensor Tensor Floats Vec<f32> Ints Vec<i64>);

impl From<&str> for Attribute {
    fn from(text: &str) -> Self {
        Self::String(text.as_bytes().to_vec())
    }
}

impl From<&[&str]> for Attribute {
    fn from(texts: &[&str]) -> Self {
        Self::Strings(texts.iter().map(|text| text.as_bytes().to_vec()).collect())
    }
}

impl From<bool> for Attribute {
    /// As 0 or 1.
    fn from(flag: bool) -> Self {
        Self::Int(i64::from(flag))
    }
}

impl From<Graph> for Attribute {
    fn from(graph: Graph) -> Self {
        Self::Graph(Box::new(graph))
    }
}

/// Attributes by name. In a file of small nodes a map for each would take most of the memory.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Attributes {
    /// In the order of their names.
    list: Vec<(String, Attribute)>,
}

impl Attributes {
    /// Of a list; the error is a name that is there twice.
    pub(crate) fn of(mut list: Vec<(String, Attribute)>) -> Result<Self, String> {
        list.sort_by(|a, b| a.0.cmp(&b.0));
        match list.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            Some(pair) => Err(pair[0].0.clone()),
            None => Ok(Self { list }),
        }
    }

    /// The one of this name.
    pub fn get(&self, name: &str) -> Option<&Attribute> {
        let place = self.list.binary_search_by(|(other, _)| other.as_str().cmp(name)).ok()?;
        Some(&self.list[place].1)
    }

    /// Adds one, or replaces that of the same name.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<Attribute>) {
        let (name, value) = (name.into(), value.into());
        match self.list.binary_search_by(|(other, _)| other.cmp(&name)) {
            Ok(place) => self.list[place].1 = value,
            Err(place) => self.list.insert(place, (name, value)),
        }
    }

    /// All of them, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Attribute)> {
        self.list.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Takes one out.
    pub(crate) fn take(&mut self, name: &str) -> Option<Attribute> {
        let place = self.list.binary_search_by(|(other, _)| other.as_str().cmp(name)).ok()?;
        Some(self.list.remove(place).1)
    }

    /// The graphs among them.
    pub(crate) fn graphs(&self) -> impl Iterator<Item = &Graph> {
        self.list.iter().flat_map(|(_, value)| match value {
            Attribute::Graph(graph) => std::slice::from_ref(&**graph),
            Attribute::Graphs(graphs) => graphs,
            _ => &[],
        })
    }

    /// The graphs among them, in the same order.
    pub(crate) fn graphs_mut(&mut self) -> impl Iterator<Item = &mut Graph> {
        self.list.iter_mut().flat_map(|(_, value)| match value {
            Attribute::Graph(graph) => std::slice::from_mut(&mut **graph),
            Attribute::Graphs(graphs) => graphs,
            _ => &mut [],
        })
    }

    /// Each with its reference to an attribute of the function around put in place by `value`, or left out if there is none.
    pub(crate) fn resolve(&mut self, value: impl Fn(&str) -> Option<Attribute>) {
        self.list.retain_mut(|(_, attribute)| {
            let Attribute::Reference { of, .. } = attribute else { return true };
            match value(of) {
                Some(given) => *attribute = given,
                None => return false,
            }
            true
        });
    }
}
