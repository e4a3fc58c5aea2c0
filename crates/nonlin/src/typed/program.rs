//! A formula as a list of steps, each sub-formula once.

use crate::formula::{Binary, Expression, Primitive};
use std::collections::HashMap;

/// What a step computes; its operands are earlier steps, by their places.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Step {
    Variable,
    Parameter(usize),
    /// A number, by its bits.
    Constant(u64),
    Negate(usize),
    Binary(Binary, usize, usize),
    Power(usize, i32),
    Call(Primitive, usize),
    Where([usize; 4]),
}

impl Step {
    /// Whether it is the same for every `x`, and not computed.
    pub(super) fn is_given(self) -> bool {
        matches!(self, Self::Parameter(_) | Self::Constant(_))
    }

    fn operands(self) -> Vec<usize> {
        match self {
            Self::Variable | Self::Parameter(_) | Self::Constant(_) => Vec::new(),
            Self::Negate(a) | Self::Power(a, _) | Self::Call(_, a) => vec![a],
            Self::Binary(_, a, b) => vec![a, b],
            Self::Where(parts) => parts.to_vec(),
        }
    }
}

/// Steps, and where each leaves its block of numbers.
#[derive(Clone, Debug)]
pub(super) struct Program {
    pub(super) steps: Vec<Step>,
    /// The block that each step writes to. One that is needed no more is used again; those of given numbers never are.
    pub(super) blocks: Vec<usize>,
    /// How many blocks there are.
    pub(super) count: usize,
    /// The steps whose results are asked for.
    pub(super) results: Vec<usize>,
}

impl Program {
    /// One result.
    pub(super) fn compile(expression: &Expression) -> Self {
        Self::of_all(&[expression])
    }

    /// A result for each expression; what they have in common is computed once.
    pub(super) fn of_all(expressions: &[&Expression]) -> Self {
        let (mut steps, mut known) = (Vec::new(), HashMap::new());
        let results: Vec<usize> =
            expressions.iter().map(|expression| add(expression, &mut steps, &mut known)).collect();
        let (blocks, count) = allotted(&steps, &results);
        Self { steps, blocks, count, results }
    }
}

fn add(expression: &Expression, steps: &mut Vec<Step>, known: &mut HashMap<Step, usize>) -> usize {
    let step = match expression {
        Expression::Variable => Step::Variable,
        Expression::Parameter(place) => Step::Parameter(*place),
        Expression::Constant(value) => Step::Constant(value.to_bits()),
        Expression::Negate(a) => Step::Negate(add(a, steps, known)),
        Expression::Power(a, exponent) => Step::Power(add(a, steps, known), *exponent),
        Expression::Call(primitive, a) => Step::Call(*primitive, add(a, steps, known)),
        Expression::Binary(operation, a, b) => Step::Binary(*operation, add(a, steps, known), add(b, steps, known)),
        Expression::Where(parts) => Step::Where(std::array::from_fn(|i| add(&parts[i], steps, known))),
    };
    *known.entry(step).or_insert_with(|| {
        steps.push(step);
        steps.len() - 1
    })
}

/// A block for each step, those that are free used again; those of results are kept.
fn allotted(steps: &[Step], results: &[usize]) -> (Vec<usize>, usize) {
    let mut last_use = vec![usize::MAX; steps.len()];
    for (i, step) in steps.iter().enumerate() {
        for operand in step.operands() {
            last_use[operand] = i;
        }
    }
    for &result in results {
        last_use[result] = usize::MAX;
    }
    let mut free: Vec<usize> = Vec::new();
    let mut count = 0;
    let mut blocks = Vec::with_capacity(steps.len());
    for (i, step) in steps.iter().enumerate() {
        // The block of a step is not one of its operands', so that it can be written while those are read.
        let block = if step.is_given() { None } else { free.pop() };
        blocks.push(block.unwrap_or_else(|| {
            count += 1;
            count - 1
        }));
        let mut operands = step.operands();
        operands.sort_unstable();
        operands.dedup();
        let done = |operand: &usize| last_use[*operand] == i && !steps[*operand].is_given();
        free.extend(operands.into_iter().filter(done).map(|operand| blocks[operand]));
    }
    (blocks, count)
}
