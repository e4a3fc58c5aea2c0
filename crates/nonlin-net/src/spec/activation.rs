//! An activation inside a layer, as plain data.

use crate::error::NetError;
use nonlin::Activation;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An activation of the registry by name or alias, or a formula, with the parameters that differ from their defaults.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActivationSpec {
    /// Name, alias or formula.
    pub name: String,
    /// Parameters by name. For a learnable one this is where it starts.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, f64>,
    /// Whether learnable parameters are learnt for each channel (unit, feature map) apart, not once for the layer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub per_channel: bool,
    /// Whether values and slopes are computed exactly (correctly rounded), not within 2 ULP.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub exact: bool,
}

impl From<&str> for ActivationSpec {
    fn from(name: &str) -> Self {
        Self::from(name.to_owned())
    }
}

impl From<String> for ActivationSpec {
    fn from(name: String) -> Self {
        Self { name, parameters: BTreeMap::new(), per_channel: false, exact: false }
    }
}

impl ActivationSpec {
    /// The activation itself; `layer` is named in the error.
    pub(crate) fn resolve(&self, layer: &str) -> Result<Activation, NetError> {
        let wrong = |source| NetError::Activation { layer: layer.to_owned(), source };
        let mut activation = Activation::named(&self.name).map_err(wrong)?;
        for (parameter, &value) in &self.parameters {
            if !value.is_finite() {
                let (layer, parameter) = (layer.to_owned(), parameter.clone());
                return Err(NetError::ActivationParameter { layer, parameter, value });
            }
            activation = activation.with(parameter, value).map_err(wrong)?;
        }
        let accuracy = if self.exact { nonlin::accuracy::Accuracy::Exact } else { nonlin::accuracy::Accuracy::Fast };
        Ok(activation.accurate(accuracy))
    }
}
