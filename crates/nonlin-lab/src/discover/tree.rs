//! Formulas taken apart and put together.

use nonlin::formula::Expression;

/// The same node over parts that `with` makes of its own.
pub(super) fn with_parts(node: &Expression, with: &mut dyn FnMut(&Expression) -> Expression) -> Expression {
    match node {
        Expression::Variable | Expression::Parameter(_) | Expression::Constant(_) => node.clone(),
        Expression::Negate(a) => Expression::Negate(Box::new(with(a))),
        Expression::Power(a, exponent) => Expression::Power(Box::new(with(a)), *exponent),
        Expression::Call(primitive, a) => Expression::Call(*primitive, Box::new(with(a))),
        Expression::Binary(operation, a, b) => Expression::Binary(*operation, Box::new(with(a)), Box::new(with(b))),
        Expression::Where(parts) => Expression::Where(Box::new(std::array::from_fn(|i| with(&parts[i])))),
    }
}

/// The parts of a node, from left to right.
pub(super) fn parts(node: &Expression) -> Vec<&Expression> {
    match node {
        Expression::Variable | Expression::Parameter(_) | Expression::Constant(_) => Vec::new(),
        Expression::Negate(a) | Expression::Power(a, _) | Expression::Call(_, a) => vec![a],
        Expression::Binary(_, a, b) => vec![a, b],
        Expression::Where(parts) => parts.iter().collect(),
    }
}

/// Every node, a part after what it is part of.
pub(super) fn nodes(tree: &Expression) -> Vec<&Expression> {
    let mut all = vec![tree];
    let mut place = 0;
    while let Some(node) = all.get(place).copied() {
        let parts = parts(node);
        all.splice((place + 1)..=place, parts);
        place += 1;
    }
    all
}

/// The tree with the node at this place of [`nodes`] edited.
pub(super) fn edited(tree: &Expression, place: usize, edit: &mut dyn FnMut(&Expression) -> Expression) -> Expression {
    walk(tree, &mut Some(place), edit)
}

/// `left` counts the nodes before the one that is meant; `None` once it is found.
fn walk(node: &Expression, left: &mut Option<usize>, edit: &mut dyn FnMut(&Expression) -> Expression) -> Expression {
    match left {
        None => node.clone(),
        Some(0) => {
            *left = None;
            edit(node)
        }
        Some(count) => {
            *count -= 1;
            with_parts(node, &mut |part| walk(part, left, edit))
        }
    }
}

/// Whether it is the same for every `x`.
pub(super) fn is_fixed(tree: &Expression) -> bool {
    !nodes(tree).contains(&&Expression::Variable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use nonlin::formula::Formula;

    #[test]
    fn the_node_that_is_meant_is_edited() {
        let tree = Formula::parse("where(x > 1, x * tanh(x), 2 - x)").unwrap().expression;
        let all: Vec<String> = nodes(&tree).into_iter().map(|node| Formula::of(node.clone()).body()).collect();
        assert_eq!(all[1..6], ["x", "1", "x * tanh(x)", "x", "tanh(x)"]);
        let zeroed = |place| Formula::of(edited(&tree, place, &mut |_| Expression::Constant(0.0))).body();
        assert_eq!(zeroed(0), "0");
        assert_eq!(zeroed(5), "where(x > 1, x * 0, 2 - x)");
        assert_eq!(zeroed(7), "where(x > 1, x * tanh(x), 0)");
        assert_eq!(zeroed(all.len()), Formula::of(tree.clone()).body());
    }
}
