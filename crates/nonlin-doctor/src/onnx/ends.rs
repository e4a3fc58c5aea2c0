//! Where a graph ends: the output layer, and the activation that is applied to it.

use super::signal::{From, Layer, Signal};
use crate::trace::{About, LayerKind};
use nonlin_onnx::{ElementType, Graph, Links, Value};
use std::collections::HashMap;

pub(super) struct Ends<'a> {
    pub(super) graph: &'a Graph,
    pub(super) links: &'a Links<'a>,
    pub(super) signals: &'a HashMap<String, Signal>,
}

impl Ends<'_> {
    /// Names the output layers, takes the last activation out of them where it is the network's own, and says which layer takes which.
    pub(super) fn settle(
        &self,
        mut about: About,
        mut layers: Vec<Layer>,
        sources: &[Vec<From>],
    ) -> (About, Vec<Layer>) {
        let mut used = vec![0_usize; layers.len()];
        for from in sources.iter().flatten() {
            if let From::Layer(layer) = from {
                used[*layer] += 1;
            }
        }
        let ending: Vec<(&Value, usize)> = self
            .graph
            .outputs
            .iter()
            .filter_map(|output| match self.signals.get(&output.name)?.from {
                From::Layer(layer) => Some((output, layer)),
                From::Input(_) => None,
            })
            .collect();
        for (_, layer) in &ending {
            layers[*layer].trace.output |= used[*layer] == 0;
        }
        // Of several outputs the one that is made last, and rather numbers than the class that they speak for.
        let real = |output: &Value| {
            matches!(
                output.element(),
                ElementType::Float | ElementType::Double | ElementType::Float16 | ElementType::Undefined
            )
        };
        let last = ending.iter().max_by_key(|(output, _)| (real(output), self.links.maker(&output.name)));
        let Some(&(output, mut main)) = last else { return (about, connected(layers, sources, &[])) };
        layers[main].trace.output = true;
        let own = [&layers[main].trace.activation[..], "linear"][usize::from(used[main] > 0)].to_owned();
        let by_itself = matches!(layers[main].trace.kind, LayerKind::Rows | LayerKind::Activation);
        let mut ends_in = match own.as_str() {
            "softmax" | "log_softmax" | "sigmoid" => own.as_str(),
            _ => "linear",
        };
        let mut left_out = Vec::new();
        if ends_in != "linear" {
            match (by_itself, &sources[main][..]) {
                (true, &[From::Layer(before)]) => {
                    left_out.push(main);
                    main = before;
                    layers[main].trace.output = true;
                }
                // A model that is nothing else.
                (true, _) => ends_in = "linear",
                (false, _) => {
                    let layer = &mut layers[main];
                    "linear".clone_into(&mut layer.trace.activation);
                    layer.activation = None;
                    if let Some(before) = layer.before.take() {
                        layer.after = before;
                    }
                }
            }
        }
        // Probabilities of probabilities: what they are made of is no hidden layer either.
        let mut next = main;
        while let (LayerKind::Rows, &[From::Layer(before)]) = (layers[next].trace.kind, &sources[next][..]) {
            layers[before].trace.output = true;
            next = before;
        }
        let name = &mut layers[main].trace.name;
        if let Some(place) = name.find(" (") {
            *name = format!("output layer{}", &name[place..]);
        }
        about.output_activation = Some(ends_in.to_owned());
        let size = match output.shape() {
            Some([_, .., nonlin_onnx::Dim::Size(size)]) if real(output) => Some(*size),
            _ => None,
        };
        about.outputs = Some(layers[main].trace.units).filter(|&units| units > 0).or(size);
        (about, connected(layers, sources, &left_out))
    }
}

/// Each layer with the places of those that it takes, without some that are left out.
fn connected(layers: Vec<Layer>, sources: &[Vec<From>], left_out: &[usize]) -> Vec<Layer> {
    let mut place = 0;
    let places: Vec<usize> = (0..layers.len())
        .map(|layer| {
            let own = place;
            place += usize::from(!left_out.contains(&layer));
            own
        })
        .collect();
    let kept = layers.into_iter().zip(sources).enumerate().filter(|(layer, _)| !left_out.contains(layer));
    kept.map(|(_, (mut layer, from))| {
        let layers = from.iter().filter_map(|from| match from {
            From::Layer(layer) if !left_out.contains(layer) => Some(places[*layer]),
            _ => None,
        });
        layer.trace.inputs = Some(layers.collect());
        layer
    })
    .collect()
}
