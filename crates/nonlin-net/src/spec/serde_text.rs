//! Layers and networks in files: tables, or texts.

use super::{LayerSpec, NetworkSpec};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use std::fmt;

impl Serialize for LayerSpec {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl Serialize for NetworkSpec {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

struct OfLayer;

impl<'de> Visitor<'de> for OfLayer {
    type Value = LayerSpec;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a layer: a table with a `kind`, or a text such as \"dense 64 gelu\"")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<LayerSpec, E> {
        text.parse().map_err(|problem| E::custom(format_args!("\"{text}\": {problem}")))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<LayerSpec, A::Error> {
        let mut keys = Vec::new();
        let layer = LayerSpec::deserialize(MapAccessDeserializer::new(Noted { map, keys: &mut keys }))?;
        // Of a kind without settings serde takes any key.
        let plain = matches!(layer, LayerSpec::Flatten | LayerSpec::GlobalMaxPool | LayerSpec::GlobalAveragePool);
        match keys.iter().find(|key| *key != "kind") {
            Some(key) if plain => Err(Error::unknown_field(key, &["kind"])),
            _ => Ok(layer),
        }
    }
}

/// A table that keeps in mind what keys it has.
struct Noted<'k, A> {
    map: A,
    keys: &'k mut Vec<String>,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Noted<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        let Some(key) = self.map.next_key::<String>()? else { return Ok(None) };
        self.keys.push(key.clone());
        seed.deserialize(key.into_deserializer()).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}

impl<'de> Deserialize<'de> for LayerSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OfLayer)
    }
}

struct OfNetwork;

impl<'de> Visitor<'de> for OfNetwork {
    type Value = NetworkSpec;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a network: a table, or a text such as \"784, 128 gelu, 10 softmax\"")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<NetworkSpec, E> {
        text.parse().map_err(|problem| E::custom(format_args!("\"{text}\": {problem}")))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<NetworkSpec, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element::<String>()? {
            items.push(item);
        }
        self.visit_str(&items.join(", "))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<NetworkSpec, A::Error> {
        NetworkSpec::deserialize(MapAccessDeserializer::new(map))
    }
}

impl<'de> Deserialize<'de> for NetworkSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OfNetwork)
    }
}
