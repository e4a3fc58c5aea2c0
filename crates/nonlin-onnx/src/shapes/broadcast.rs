//! Element-wise operators: the shape of the input, or that which all inputs are stretched to.

use super::Outputs;
use super::call::Call;

/// Operators whose first output has the shape of the first input.
const UNARY: [&str; 74] = [
    "Abs",
    "Acos",
    "Acosh",
    "Asin",
    "Asinh",
    "Atan",
    "Atanh",
    "BitwiseNot",
    "Cast",
    "CastLike",
    "Ceil",
    "Celu",
    "Clip",
    "Cos",
    "Cosh",
    "CumSum",
    "DequantizeLinear",
    "Elu",
    "Erf",
    "Exp",
    "EyeLike",
    "Floor",
    "Gelu",
    "GroupNormalization",
    "HardSigmoid",
    "HardSwish",
    "Hardmax",
    "Identity",
    "InstanceNormalization",
    "IsInf",
    "IsNaN",
    "LRN",
    "LeakyRelu",
    "Log",
    "LogSoftmax",
    "LpNormalization",
    "MeanVarianceNormalization",
    "Mish",
    "Neg",
    "Not",
    "PRelu",
    "QuantizeLinear",
    "RandomNormalLike",
    "RandomUniformLike",
    "Reciprocal",
    "Relu",
    "ReverseSequence",
    "RotaryEmbedding",
    "Round",
    "ScatterElements",
    "ScatterND",
    "Scatter",
    "Selu",
    "Shrink",
    "Sigmoid",
    "Sign",
    "Sin",
    "Sinh",
    "Softmax",
    "Softplus",
    "Softsign",
    "Sqrt",
    "Swish",
    "Tan",
    "Tanh",
    "TensorScatter",
    "ThresholdedRelu",
    "Trilu",
    "Bernoulli",
    "Binarizer",
    "DynamicQuantizeLinear",
    "ImageScaler",
    "ParametricSoftplus",
    "Affine",
];

/// Operators whose output has the shape that all inputs are stretched to.
const MULTIARY: [&str; 22] = [
    "Add",
    "And",
    "BitShift",
    "BitwiseAnd",
    "BitwiseOr",
    "BitwiseXor",
    "Div",
    "Equal",
    "Greater",
    "GreaterOrEqual",
    "Less",
    "LessOrEqual",
    "Max",
    "Mean",
    "Min",
    "Mod",
    "Mul",
    "Or",
    "Pow",
    "Sub",
    "Sum",
    "Where",
];

pub(super) fn is_unary(operator: &str) -> bool {
    UNARY.contains(&operator)
}

pub(super) fn is_multiary(operator: &str) -> bool {
    MULTIARY.contains(&operator) || operator == "Xor"
}

pub(super) fn unary(call: &Call) -> Outputs {
    let shape = call.shape(0)?.to_vec();
    // One scale and one zero point for all of the tensor.
    let of_all = call.node.operator == "DynamicQuantizeLinear";
    Some(if of_all { vec![shape, Vec::new(), Vec::new()] } else { vec![shape] })
}

pub(super) fn multiary(call: &Call) -> Outputs {
    // Before version 7 the second input was stretched to the first where an attribute said so.
    if call.int("broadcast", 0)? != 0 {
        return Some(vec![call.shape(0)?.to_vec()]);
    }
    let shapes = (0..call.len()).map(|input| call.shape(input)).collect::<Option<Vec<_>>>()?;
    let (first, others) = shapes.split_first()?;
    others.iter().try_fold(first.to_vec(), |shape, other| stretched(&shape, other)).map(|shape| vec![shape])
}

/// The shape that two are stretched to: counted from the last dimension, sizes are equal, or one of them is 1 or absent.
pub(super) fn stretched(a: &[usize], b: &[usize]) -> Option<Vec<usize>> {
    let rank = a.len().max(b.len());
    let size = |shape: &[usize], axis: usize| (axis + shape.len()).checked_sub(rank).map_or(1, |axis| shape[axis]);
    (0..rank)
        .map(|axis| match (size(a, axis), size(b, axis)) {
            (a, b) if a == b => Some(a),
            (1, other) | (other, 1) => Some(other),
            _ => None,
        })
        .collect()
}
