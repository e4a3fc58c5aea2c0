//! Normalisations of rows that are spelled out in element-wise nodes and means.

use nonlin_onnx::{Graph, Links, Node};

/// A normalisation over several nodes.
pub(super) struct Spelled {
    /// Its nodes.
    pub(super) nodes: Vec<usize>,
    /// The value that it makes, before any scale and shift.
    pub(super) end: String,
}

impl Spelled {
    /// The one that begins at `value` with the node at `first`: `(x - mean) / sqrt(mean((x - mean)^2) + e)`, or the same of `x` itself.
    pub(super) fn from(links: &Links<'_>, value: &str, first: usize) -> Option<Self> {
        let node = links.node(first)?;
        if node.is("ReduceMean") {
            let mean = node.output(0)?;
            let subtraction = links.takers(mean).iter().copied().find(|&place| {
                links
                    .node(place)
                    .is_some_and(|node| node.is("Sub") && node.input(0) == Some(value) && node.input(1) == Some(mean))
            })?;
            let centred = links.node(subtraction)?.output(0)?;
            let square = links.takers(centred).iter().copied().find(|&place| squares(links, place, centred))?;
            return Self::divided(links, centred, square, vec![first, subtraction]);
        }
        squares(links, first, value).then(|| Self::divided(links, value, first, Vec::new()))?
    }

    /// From the node that squares on: mean, a little more, root, quotient.
    fn divided(links: &Links<'_>, value: &str, square: usize, mut nodes: Vec<usize>) -> Option<Self> {
        nodes.push(square);
        let mut at = square;
        for operators in [&["ReduceMean"][..], &["Add"], &["Sqrt", "Pow"]] {
            let &[next] = links.takers(links.node(at)?.output(0)?) else { return None };
            let node = links.node(next).filter(|node| operators.iter().any(|operator| node.is(operator)))?;
            let fits = match node.operator.as_str() {
                "Add" => number(links.graph(), node, 1).or_else(|| number(links.graph(), node, 0)).is_some(),
                "Pow" => number(links.graph(), node, 1).is_some_and(|power| power.abs() == 0.5),
                _ => true,
            };
            if !fits {
                return None;
            }
            nodes.push(next);
            at = next;
        }
        let mut root = links.node(at)?.output(0)?;
        let mut last = *links.takers(root).iter().find(|&&place| links.node(place).is_some())?;
        if let Some(reciprocal) =
            links.node(last).filter(|node| node.is("Reciprocal") || is_one_over(links, node, root))
        {
            nodes.push(last);
            root = reciprocal.output(0)?;
            last = *links.takers(root).first()?;
        }
        let node = links.node(last).filter(|node| node.is("Div") || node.is("Mul"))?;
        let both = [node.input(0)?, node.input(1)?];
        if !(both.contains(&value) && both.contains(&root)) {
            return None;
        }
        nodes.push(last);
        Some(Self { nodes, end: node.output(0)?.to_owned() })
    }
}

/// A constant of one number.
fn number(graph: &Graph, node: &Node, position: usize) -> Option<f32> {
    match graph.constant(node, position)?.to_f32()?[..] {
        [number] => Some(number),
        _ => None,
    }
}

fn squares(links: &Links<'_>, place: usize, value: &str) -> bool {
    let Some(node) = links.node(place) else { return false };
    let twice = node.is("Mul") && node.input(0) == Some(value) && node.input(1) == Some(value);
    let power = || node.is("Pow") && node.input(0) == Some(value) && number(links.graph(), node, 1) == Some(2.0);
    twice || power()
}

fn is_one_over(links: &Links<'_>, node: &Node, value: &str) -> bool {
    node.is("Div") && node.input(1) == Some(value) && number(links.graph(), node, 0) == Some(1.0)
}
