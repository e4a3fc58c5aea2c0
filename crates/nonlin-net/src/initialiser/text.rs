//! Initialisers as text: `he_normal`, `normal(0.02)`.

use super::Initialiser;
use serde::de::value::{Error, StrDeserializer};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

impl fmt::Display for Initialiser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Normal { deviation } => write!(f, "normal({deviation})"),
            Self::Uniform { limit } => write!(f, "uniform({limit})"),
            Self::Constant { value } => write!(f, "constant({value})"),
            named => named.serialize(f),
        }
    }
}

impl FromStr for Initialiser {
    type Err = String;

    /// Fails, with the names that there are, on another.
    fn from_str(text: &str) -> Result<Self, String> {
        let call = text.split_once('(').and_then(|(name, rest)| Some((name, rest.strip_suffix(')')?)));
        let name = call.map_or(text, |(name, _)| name);
        let with = |number: fn(f64) -> Self, example: &str| match call.map(|(_, number)| number.trim().parse()) {
            Some(Ok(value)) => Ok(number(value)),
            _ => Err(format!("`{name}` needs its number, such as `{example}`")),
        };
        match name {
            "normal" => with(|deviation| Self::Normal { deviation }, "normal(0.02)"),
            "uniform" => with(|limit| Self::Uniform { limit }, "uniform(0.05)"),
            "constant" => with(|value| Self::Constant { value }, "constant(0.1)"),
            _ => Self::deserialize(StrDeserializer::<Error>::new(text)).map_err(|problem| problem.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_is_read_back() {
        let with_numbers = [
            Initialiser::Normal { deviation: 0.02 },
            Initialiser::Uniform { limit: 1e-9 },
            Initialiser::Constant { value: -1.5 },
        ];
        for initialiser in Initialiser::NAMED.into_iter().chain(with_numbers) {
            assert_eq!(initialiser.to_string().parse(), Ok(initialiser));
            let json = serde_json::to_string(&initialiser).unwrap();
            assert_eq!(serde_json::from_str::<Initialiser>(&json).unwrap(), initialiser);
        }
        assert_eq!(Initialiser::Normal { deviation: 0.02 }.to_string(), "normal(0.02)");
        assert_eq!("normal".parse::<Initialiser>().unwrap_err(), "`normal` needs its number, such as `normal(0.02)`");
        let unknown = "he_norml".parse::<Initialiser>().unwrap_err();
        assert!(unknown.contains("he_norml") && unknown.contains("he_normal"), "{unknown}");
    }
}
