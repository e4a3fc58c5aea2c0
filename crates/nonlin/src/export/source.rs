//! A definition made ready: names checked, expressions in one graph.

use super::graph::{Graph, Node, Place};
use super::names::check;
use super::{Definition, ExportError, ExportOptions};
use crate::formula::{Formula, FormulaParameter};

/// What every target writes from.
pub(super) struct Source {
    pub(super) name: String,
    pub(super) parameters: Vec<FormulaParameter>,
    pub(super) graph: Graph,
    pub(super) value: Place,
    pub(super) slope: Place,
    /// Learnable parameters with the derivatives by them; `None` if one of these is not known.
    pub(super) gradients: Option<Vec<(usize, Place)>>,
    pub(super) options: ExportOptions,
    formula: String,
}

impl Source {
    pub(super) fn of(definition: &Definition, options: ExportOptions) -> Result<Self, ExportError> {
        let parameters = definition.formula.parameters.clone();
        check(&definition.name, "a function")?;
        for (i, parameter) in parameters.iter().enumerate() {
            check(&parameter.name, "a parameter")?;
            if parameter.name == "x" || parameters[..i].iter().any(|other| other.name == parameter.name) {
                return Err(ExportError::Twice(parameter.name.to_string()));
            }
        }
        let (given, wanted) = (definition.parameter_slopes.len(), parameters.len());
        if given != wanted {
            return Err(ExportError::Derivatives { given, wanted });
        }
        let mut graph = Graph::default();
        let (value, slope) = (graph.add(&definition.value), graph.add(&definition.slope));
        let gradients: Option<Vec<(usize, Place)>> = (parameters.iter().zip(&definition.parameter_slopes).enumerate())
            .filter(|(_, (parameter, _))| parameter.learnable)
            .map(|(number, (_, slope))| Some((number, graph.add(slope.as_ref()?))))
            .collect();
        let name = definition.name.clone();
        let named = Formula { name: Some(name.clone()), ..definition.formula.clone() };
        // A line that ends in a backslash would go on in the next one.
        let formula = named.to_string().replace(|c: char| c.is_control() || c == '\\', " ");
        let source = Self { name, parameters, graph, value, slope, gradients, options, formula };
        match source.unknown_parameter() {
            None => Ok(source),
            Some(number) => Err(ExportError::Parameter { number: number + 1, known: wanted }),
        }
    }

    fn unknown_parameter(&self) -> Option<usize> {
        let places = self.graph.reachable(&self.all_roots());
        places.into_iter().find_map(|place| match self.graph.node(place) {
            Node::Parameter(number) if number >= self.parameters.len() => Some(number),
            _ => None,
        })
    }

    /// Value, slope, and the derivatives by learnable parameters.
    pub(super) fn all_roots(&self) -> Vec<Place> {
        [self.value].into_iter().chain(self.gradient_roots()).collect()
    }

    /// Slope, and the derivatives by learnable parameters.
    pub(super) fn gradient_roots(&self) -> Vec<Place> {
        [self.slope].into_iter().chain(self.gradients.iter().flatten().map(|(_, place)| *place)).collect()
    }

    /// What the comment at the top says, line by line: first the definition, as it is read back.
    pub(super) fn header(&self) -> Vec<String> {
        vec![
            self.formula.clone(),
            String::new(),
            format!("Made by nonlin {} from this formula.", env!("CARGO_PKG_VERSION")),
        ]
    }
}
