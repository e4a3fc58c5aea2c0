//! A node: an operator, the names of its inputs and outputs, and its attributes.

use crate::{Attribute, Attributes, Graph, OnnxError, Tensor, order};

/// `NodeProto`
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Node {
    /// The operator, such as `Gemm`.
    pub operator: String,
    /// Whose operator it is; empty for those of the standard.
    pub domain: String,
    /// The node's own name; may be empty.
    pub name: String,
    /// The values that it takes; an empty name stands for an optional one that is absent.
    pub inputs: Vec<String>,
    /// The values that it makes; an empty name stands for one that is not wanted.
    pub outputs: Vec<String>,
    /// Its attributes by name.
    pub attributes: Attributes,
    /// What it is for, in words; may be empty.
    pub doc: String,
    /// Which of several functions of one name is called; nearly always empty.
    pub overload: String,
}

impl Node {
    /// A node of a standard operator, named after its first output.
    pub fn new<I: Into<String>, O: Into<String>>(
        operator: impl Into<String>,
        inputs: impl IntoIterator<Item = I>,
        outputs: impl IntoIterator<Item = O>,
    ) -> Self {
        let outputs: Vec<String> = outputs.into_iter().map(Into::into).collect();
        Self {
            operator: operator.into(),
            name: outputs.first().cloned().unwrap_or_default(),
            inputs: inputs.into_iter().map(Into::into).collect(),
            outputs,
            ..Self::default()
        }
    }

    /// With an attribute: a number, an integer, a flag, a text, a tensor, a graph, or a list of them.
    #[must_use]
    pub fn with(mut self, attribute: impl Into<String>, value: impl Into<Attribute>) -> Self {
        self.attributes.insert(attribute, value);
        self
    }

    /// With a name of its own.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// With an operator of this domain.
    #[must_use]
    pub fn of_domain(mut self, domain: impl Into<String>) -> Self {
        self.domain = domain.into();
        self
    }

    /// Whether it is this operator of the standard.
    pub fn is(&self, operator: &str) -> bool {
        self.is_standard() && self.operator == operator
    }

    /// Whether its operator is one of the standard.
    pub fn is_standard(&self) -> bool {
        matches!(self.domain.as_str(), "" | "ai.onnx")
    }

    /// The name of the input at `position`, counted from 0, unless it is absent.
    pub fn input(&self, position: usize) -> Option<&str> {
        self.inputs.get(position).map(String::as_str).filter(|name| !name.is_empty())
    }

    /// The name of the output at `position`, counted from 0, unless it is not wanted.
    pub fn output(&self, position: usize) -> Option<&str> {
        self.outputs.get(position).map(String::as_str).filter(|name| !name.is_empty())
    }

    /// The values around it that graphs inside of it take.
    pub fn captured(&self) -> Vec<&str> {
        self.attributes.graphs().flat_map(order::captured).collect()
    }

    /// What errors and findings call it, such as "Gemm node `fc1`".
    pub fn label(&self) -> String {
        let name = if self.name.is_empty() { self.output(0).unwrap_or_default() } else { &self.name };
        let operator = if self.operator.is_empty() { "a" } else { &self.operator };
        format!("{operator} node `{name}`")
    }

    /// An integer attribute, or what it is when it is not given. Errors, here and below: it is there with another type.
    pub fn int(&self, attribute: &str, default: i64) -> Result<i64, OnnxError> {
        self.get(attribute, "an integer", |value| if let Attribute::Int(x) = value { Some(*x) } else { None })
            .map(|value| value.unwrap_or(default))
    }

    /// A number, or what it is when it is not given.
    pub fn float(&self, attribute: &str, default: f32) -> Result<f32, OnnxError> {
        self.get(attribute, "a float", |value| if let Attribute::Float(x) = value { Some(*x) } else { None })
            .map(|value| value.unwrap_or(default))
    }

    /// A text, or what it is when it is not given. It must be UTF-8.
    pub fn string<'a>(&'a self, attribute: &str, default: &'a str) -> Result<&'a str, OnnxError> {
        self.get(attribute, "a text in UTF-8", |value| match value {
            Attribute::String(text) => str::from_utf8(text).ok(),
            _ => None,
        })
        .map(|value| value.unwrap_or(default))
    }

    /// A list of integers, if it is given.
    pub fn ints(&self, attribute: &str) -> Result<Option<&[i64]>, OnnxError> {
        self.get(attribute, "a list of integers", |value| match value {
            Attribute::Ints(list) => Some(&**list),
            _ => None,
        })
    }

    /// A list of numbers, if it is given.
    pub fn floats(&self, attribute: &str) -> Result<Option<&[f32]>, OnnxError> {
        self.get(attribute, "a list of floats", |value| match value {
            Attribute::Floats(list) => Some(&**list),
            _ => None,
        })
    }

    /// A list of texts, if it is given. Each must be UTF-8.
    pub fn strings(&self, attribute: &str) -> Result<Option<Vec<&str>>, OnnxError> {
        self.get(attribute, "a list of texts in UTF-8", |value| match value {
            Attribute::Strings(list) => list.iter().map(|text| str::from_utf8(text).ok()).collect(),
            _ => None,
        })
    }

    /// A tensor, if it is given.
    pub fn tensor(&self, attribute: &str) -> Result<Option<&Tensor>, OnnxError> {
        self.get(attribute, "a tensor", |value| if let Attribute::Tensor(x) = value { Some(x) } else { None })
    }

    /// A graph, if it is given.
    pub fn graph(&self, attribute: &str) -> Result<Option<&Graph>, OnnxError> {
        self.get(attribute, "a graph", |value| if let Attribute::Graph(x) = value { Some(&**x) } else { None })
    }

    fn get<'a, T>(
        &'a self,
        attribute: &str,
        wanted: &str,
        read: impl Fn(&'a Attribute) -> Option<T>,
    ) -> Result<Option<T>, OnnxError> {
        let Some(value) = self.attributes.get(attribute) else { return Ok(None) };
        read(value).map(Some).ok_or_else(|| OnnxError::Attribute {
            node: self.label(),
            attribute: attribute.to_owned(),
            problem: format!("is {}, not {wanted}", value.what()),
        })
    }
}
