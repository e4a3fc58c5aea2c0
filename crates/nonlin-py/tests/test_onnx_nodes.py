"""The node tests that ONNX publishes for its activation operators, run through nonlin's functions."""

import warnings

import numpy as np
import pytest

import nonlin

onnx = pytest.importorskip("onnx")
with warnings.catch_warnings():
    # The package makes the numbers of all its tests as it is read.
    warnings.simplefilter("ignore")
    from onnx.backend.test.loader import load_model_tests

    ALL = load_model_tests(kind="node")


def named(name, **renamed):
    """The function of the registry, its parameters by the operator's attributes."""
    return lambda inputs, given: getattr(nonlin, name)(inputs[0], **{renamed[key]: value for key, value in given.items()})


def rows(name, last):
    """Along an axis; before opset 13 the axes from there on were one."""
    return lambda inputs, given: getattr(nonlin, name)(inputs[0], axis=given.get("axis", -1 if last else 1))


def clip(inputs, _):
    x, low, high = [*inputs, None, None][:3]
    unbounded = np.finfo(x.dtype)
    bounds = {"low": unbounded.min if low is None else float(low), "high": unbounded.max if high is None else float(high)}
    # As the specification has it where low is above high: high wins.
    bounds["low"] = min(bounds["low"], bounds["high"])
    return nonlin.clip(x, **bounds)


def prelu(inputs, _):
    x, slope = inputs
    result = np.empty_like(x)
    for a in np.unique(slope):
        places = np.broadcast_to(slope, x.shape) == a
        result[places] = nonlin.prelu(x[places], a=float(a))
    return result


def gelu(inputs, given):
    return (nonlin.gelu_tanh if given.get("approximate") in (b"tanh", "tanh") else nonlin.gelu)(inputs[0])


def by_formula(text, **defaults):
    """An operator with attributes that the registry's function has not."""
    return lambda inputs, given: nonlin.formula(text, **{**defaults, **given})(inputs[0])


OPERATORS = {
    "Atan": named("arctan"),
    "Celu": named("celu", alpha="alpha"),
    "Clip": clip,
    "Elu": named("elu", alpha="alpha"),
    "Erf": named("erf"),
    "Exp": named("exponential"),
    "Gelu": gelu,
    "HardSigmoid": by_formula("max(0, min(1, alpha * x + beta))", alpha=0.2, beta=0.5),
    "HardSwish": named("hard_swish"),
    "Hardmax": rows("hardmax", True),
    "Identity": named("linear"),
    "LeakyRelu": named("leaky_relu", alpha="a"),
    "LogSoftmax": rows("log_softmax", True),
    "Mish": named("mish"),
    "PRelu": prelu,
    "Relu": named("relu"),
    "Selu": by_formula("gamma * where(x > 0, x, alpha * (exp(x) - 1))", alpha=1.67326319217681884765625, gamma=1.05070102214813232421875),
    "Shrink": named("shrink", lambd="lambd", bias="bias"),
    "Sigmoid": named("sigmoid"),
    "Sin": lambda inputs, given: nonlin.sine(inputs[0], w=1.0),
    "Softmax": rows("softmax", True),
    "Softplus": named("softplus"),
    "Softsign": named("softsign"),
    "Swish": named("swish", alpha="beta"),
    "Tanh": named("tanh"),
    "ThresholdedRelu": named("thresholded_relu", alpha="theta"),
}
CASES = [c for c in ALL if len(c.model.graph.node) == 1 and c.model.graph.node[0].op_type in OPERATORS]


def test_every_operator_has_some():
    assert {case.model.graph.node[0].op_type for case in CASES} == set(OPERATORS) and len(CASES) >= 70


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_node(case):
    node = case.model.graph.node[0]
    given = {attribute.name: onnx.helper.get_attribute_value(attribute) for attribute in node.attribute}
    for inputs, (expected, *_) in case.data_sets:
        if not all(isinstance(x, np.ndarray) or np.isscalar(x) or x is None for x in inputs):
            pytest.skip("a sequence or an optional: no activation of an array")
        # An input that is left out has no name, and is not among the arrays.
        there = iter(inputs)
        inputs = [np.asarray(next(there)) if name else None for name in node.input]
        if inputs[0].dtype.kind != "f":
            pytest.skip("whole numbers: activations are of floats")
        result = OPERATORS[node.op_type](inputs, given)
        assert result.dtype == expected.dtype and result.shape == expected.shape
        np.testing.assert_allclose(result, expected, rtol=case.rtol, atol=case.atol)
