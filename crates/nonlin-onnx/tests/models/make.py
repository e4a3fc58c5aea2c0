"""Writes the models of this folder, and `shapes.txt` and `numbers.txt`: what ONNX Runtime computes with them.
Run with an interpreter that has `onnx`, `onnxruntime` and `numpy`: `python3 crates/nonlin-onnx/tests/models/make.py`"""

import pathlib

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto as T
from onnx import helper as h
from onnx import numpy_helper

HERE = pathlib.Path(__file__).parent
rng = np.random.default_rng(7)
shapes, numbers = [], []


def weights(name, *shape, dtype=np.float32):
    return numpy_helper.from_array((rng.standard_normal(shape) * 0.3).astype(dtype), name)


def ints(name, *values, dtype=np.int64):
    return numpy_helper.from_array(np.array(values, dtype), name)


def floats(name, values):
    return numpy_helper.from_array(np.array(values, np.float32), name)


def save(name, nodes, inputs, outputs, tensors=(), opset=17, run=None, domains=(), functions=(), **fields):
    """Writes a model; with `run`, inputs by name, the shapes of all its values too."""
    graph = h.make_graph(nodes, name, inputs, outputs, list(tensors), **fields)
    imports = [h.make_opsetid("", opset)] + [h.make_opsetid(domain, 1) for domain in domains]
    model = h.make_model(graph, opset_imports=imports, functions=list(functions), ir_version=8, producer_name="make.py")
    onnx.save(model, HERE / f"{name}.onnx")
    if run is None:
        return model
    for value, result in run_all(model, run).items():
        kind = "given" if value in run else "made"
        shapes.append(" ".join([name, kind, value, *map(str, np.shape(result))]))
        if np.asarray(result).dtype == np.int64:
            shapes.append(" ".join([name, "integers", value, *map(str, np.ravel(result))]))
    return model


def run_all(model, inputs):
    """The inputs, and every value that a node makes of them."""
    names = [output for node in model.graph.node for output in node.output if output]
    all_out = onnx.ModelProto()
    all_out.CopyFrom(model)
    del all_out.graph.output[:]
    all_out.graph.output.extend(onnx.ValueInfoProto(name=name) for name in names)
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(all_out.SerializeToString(), options)
    return dict(inputs) | dict(zip(names, session.run(names, inputs)))


def value(name, kind, *shape):
    return h.make_tensor_value_info(name, kind, list(shape))


def untyped(*names):
    return [h.make_tensor_value_info(name, T.FLOAT, None) for name in names]


def mlp():
    """A dense network as PyTorch exports one, with a symbolic batch; two of its tensors are inputs as well."""
    save(
        "mlp",
        [
            h.make_node("Gemm", ["x", "w1", "b1"], ["z1"], "fc1", transB=1),
            h.make_node("Relu", ["z1"], ["a1"], "relu"),
            h.make_node("Constant", [], ["ratio"], value=numpy_helper.from_array(np.float32(0.5))),
            h.make_node("Dropout", ["a1", "ratio"], ["d1"], "dropout"),
            h.make_node("Identity", ["d1"], ["same"]),
            h.make_node("MatMul", ["same", "w2"], ["m2"]),
            h.make_node("Add", ["m2", "b2"], ["z2"]),
            h.make_node("LayerNormalization", ["z2", "scale", "bias"], ["n2", "mean", "inverse"], axis=-1),
            h.make_node("Elu", ["n2"], ["a2"], alpha=1.5),
            h.make_node("Softmax", ["a2"], ["y"], axis=1),
        ],
        [value("x", T.FLOAT, "batch", 5), value("w1", T.FLOAT, 7, 5), value("b1", T.FLOAT, 7)],
        [value("y", T.FLOAT, "batch", 3)],
        [weights("w1", 7, 5), weights("b1", 7), weights("w2", 7, 3), weights("b2", 3), weights("scale", 3), weights("bias", 3)],
        run={"x": rng.standard_normal((4, 5)).astype(np.float32)},
        doc_string="a perceptron",
    )


def cnn():
    nodes = [
        h.make_node("Conv", ["x", "w"], ["padded"], pads=[1, 2, 1, 2]),
        h.make_node("Conv", ["x", "w"], ["strided"], strides=[2, 3], dilations=[2, 1]),
        h.make_node("Conv", ["x", "w"], ["same"], auto_pad="SAME_UPPER", strides=[2, 2]),
        h.make_node("Conv", ["x", "w"], ["valid"], auto_pad="VALID"),
        h.make_node("Conv", ["padded", "grouped", "b"], ["by_group"], group=2, kernel_shape=[3, 3]),
        h.make_node("BatchNormalization", ["padded", "b4", "b4", "b4", "v4"], ["normal"]),
        h.make_node("Relu", ["normal"], ["a"]),
        h.make_node("MaxPool", ["a"], ["pooled"], kernel_shape=[3, 3], strides=[2, 2]),
        h.make_node("MaxPool", ["a"], ["ceiled"], kernel_shape=[2, 2], strides=[2, 2], ceil_mode=1),
        h.make_node("MaxPool", ["a"], ["in_padding"], kernel_shape=[1, 1], strides=[2, 3], pads=[0, 0, 0, 0], ceil_mode=1),
        h.make_node("AveragePool", ["a"], ["averaged"], kernel_shape=[3, 2], strides=[2, 1], pads=[1, 0, 1, 1]),
        h.make_node("ConvTranspose", ["pooled", "up"], ["larger"], strides=[2, 2], pads=[1, 1, 1, 1], output_padding=[1, 1]),
        h.make_node("ConvTranspose", ["pooled", "up"], ["plain"]),
        h.make_node("GlobalAveragePool", ["larger"], ["global"]),
        h.make_node("GlobalMaxPool", ["larger"], ["largest"]),
        h.make_node("Concat", ["global", "largest"], ["both"], axis=1),
        h.make_node("Flatten", ["both"], ["flat"]),
        h.make_node("Flatten", ["both"], ["flat_at_0"], axis=0),
        h.make_node("Flatten", ["both"], ["flat_at_end"], axis=-1),
        h.make_node("Pad", ["x", "pads"], ["wide"]),
        h.make_node("Resize", ["x", "", "scales"], ["scaled"], mode="nearest"),
        h.make_node("Resize", ["x", "", "", "sizes"], ["sized"], mode="nearest"),
        h.make_node("DepthToSpace", ["by_group"], ["spread"], blocksize=2),
        h.make_node("LRN", ["a"], ["local"], size=3),
        h.make_node("PRelu", ["a", "slopes"], ["y"]),
    ]
    tensors = [weights("w", 4, 3, 3, 3), weights("grouped", 8, 2, 3, 3), weights("b", 8), weights("b4", 4), weights("slopes", 4, 1, 1)]
    tensors += [floats("v4", [1, 1, 1, 1]), weights("up", 4, 2, 3, 3), ints("pads", 0, 0, 1, 2, 0, 0, -1, 3)]
    tensors += [floats("scales", [1, 1, 2, 1.5]), ints("sizes", 2, 3, 4, 5)]
    x = rng.standard_normal((2, 3, 10, 9)).astype(np.float32)
    save("cnn", nodes, [value("x", T.FLOAT, "n", 3, "height", "width")], untyped("y"), tensors, run={"x": x})


def attention():
    """Self-attention, its shapes computed in the graph as PyTorch does."""
    nodes = [
        h.make_node("Gather", ["embedding", "tokens"], ["x"]),
        h.make_node("Shape", ["x"], ["shape"]),
        h.make_node("Gather", ["shape", "zero"], ["batch"], axis=0),
        h.make_node("Gather", ["shape", "one"], ["time"], axis=0),
        h.make_node("Unsqueeze", ["batch", "axes0"], ["batch1"]),
        h.make_node("Unsqueeze", ["time", "axes0"], ["time1"]),
        h.make_node("Concat", ["batch1", "time1", "heads", "width"], ["split_shape"], axis=0),
        h.make_node("MatMul", ["x", "qkv"], ["projected"]),
        h.make_node("Split", ["projected", "thirds"], ["q", "k", "v"], axis=-1),
        h.make_node("Reshape", ["q", "split_shape"], ["q4"]),
        h.make_node("Reshape", ["k", "split_shape"], ["k4"]),
        h.make_node("Reshape", ["v", "split_shape"], ["v4"]),
        h.make_node("Transpose", ["q4"], ["qt"], perm=[0, 2, 1, 3]),
        h.make_node("Transpose", ["k4"], ["kt"], perm=[0, 2, 3, 1]),
        h.make_node("Transpose", ["v4"], ["vt"], perm=[0, 2, 1, 3]),
        h.make_node("MatMul", ["qt", "kt"], ["scores"]),
        h.make_node("Div", ["scores", "root"], ["scaled"]),
        h.make_node("Concat", ["time1", "time1"], ["square"], axis=0),
        h.make_node("ConstantOfShape", ["square"], ["ones"], value=numpy_helper.from_array(np.array([1], np.float32))),
        h.make_node("Trilu", ["ones"], ["triangle"], upper=0),
        h.make_node("Equal", ["triangle", "nought"], ["masked"]),
        h.make_node("Where", ["masked", "low", "scaled"], ["causal"]),
        h.make_node("Softmax", ["causal"], ["shares"], axis=-1),
        h.make_node("MatMul", ["shares", "vt"], ["mixed"]),
        h.make_node("Transpose", ["mixed"], ["back"], perm=[0, 2, 1, 3]),
        h.make_node("Reshape", ["back", "merged"], ["joined"]),
        h.make_node("Add", ["joined", "x"], ["residual"]),
        h.make_node("ReduceMean", ["residual"], ["mean"], axes=[1], keepdims=0),
        h.make_node("ReduceMax", ["residual"], ["over_all"]),
        h.make_node("Slice", ["residual", "starts", "ends", "cut_axes", "steps"], ["cut"]),
        h.make_node("Expand", ["mean", "expanded"], ["wide"]),
        h.make_node("Unsqueeze", ["mean", "axes_new"], ["with_ones"]),
        h.make_node("Squeeze", ["with_ones"], ["without_ones"]),
        h.make_node("Squeeze", ["with_ones", "axes_last"], ["without_last"]),
        h.make_node("Tile", ["mean", "twice"], ["tiled"]),
        h.make_node("ArgMax", ["mean"], ["place"], axis=1, keepdims=0),
        h.make_node("TopK", ["mean", "axes_two"], ["top", "where"], axis=1),
        # The padding of torch.nn.functional.pad: pairs from the last axis on, turned round.
        h.make_node("Reshape", ["pairs", "rows_of_2"], ["rows"]),
        h.make_node("Slice", ["rows", "last", "before_first", "axes0", "last"], ["turned"]),
        h.make_node("Transpose", ["turned"], ["columns"]),
        h.make_node("Reshape", ["columns", "last"], ["pads"]),
        h.make_node("Pad", ["residual", "pads"], ["padded"]),
        h.make_node("Einsum", ["qt", "kt"], ["contracted"], equation="bhte,bhes->tbh"),
        h.make_node("Einsum", ["mean", "out"], ["implied"], equation="bd,do"),
        h.make_node("GatherND", ["residual", "places"], ["gathered"], batch_dims=1),
        h.make_node("OneHot", ["tokens", "classes", "off_on"], ["hot"]),
        h.make_node("Gemm", ["mean", "out"], ["y"]),
    ]
    tensors = [weights("embedding", 11, 6), weights("qkv", 6, 18), weights("out", 6, 2), floats("root", 1.732), floats("low", -1e9)]
    tensors += [numpy_helper.from_array(np.array(i, np.int64), n) for n, i in (("zero", 0), ("one", 1))]
    tensors += [ints("axes0", 0), ints("heads", 2), ints("width", 3), ints("thirds", 6, 6, 6), ints("merged", 0, 0, -1)]
    tensors += [floats("nought", 0), ints("starts", -1, 1), ints("ends", -(2**63), 2**63 - 1), ints("cut_axes", 1, 2), ints("steps", -2, 3)]
    tensors += [ints("expanded", 4, 1, 1), ints("axes_new", 1, -1), ints("axes_last", -1), ints("twice", 2, 3), ints("axes_two", 2)]
    tensors += [ints("places", [[1], [0], [4]], [[2], [2], [3]]), ints("classes", 11), floats("off_on", [0, 1])]
    tensors += [ints("pairs", 1, 2, 0, 3, 0, 0), ints("rows_of_2", -1, 2), ints("last", -1), ints("before_first", -(2**63))]
    tokens = rng.integers(0, 11, (2, 5))
    save("attention", nodes, [value("tokens", T.INT64, "batch", "time")], untyped("y"), tensors, run={"tokens": tokens})


def recurrent():
    nodes = [
        h.make_node("LSTM", ["x", "wl", "rl"], ["l", "lh", "lc"], hidden_size=4, direction="bidirectional"),
        h.make_node("GRU", ["x", "wg", "rg"], ["g", "gh"], hidden_size=4, linear_before_reset=1),
        h.make_node("RNN", ["x", "wr", "rr"], ["r", "rh"], hidden_size=4),
        h.make_node("Squeeze", ["r", "axis"], ["squeezed"]),
        h.make_node("Tanh", ["squeezed"], ["y"]),
    ]
    gates = (("l", 2, 4), ("g", 1, 3), ("r", 1, 1))
    tensors = [weights(f"w{name}", directions, count * 4, 3) for name, directions, count in gates]
    tensors += [weights(f"r{name}", directions, count * 4, 4) for name, directions, count in gates] + [ints("axis", 1)]
    x = rng.standard_normal((6, 2, 3)).astype(np.float32)
    save("recurrent", nodes, [value("x", T.FLOAT, "time", "batch", 3)], untyped("y"), tensors, run={"x": x})


def quantised():
    """Weights of 8 bits: one scale, one per channel, and activations that are quantised on the way."""
    nodes = [
        h.make_node("QuantizeLinear", ["x", "sx", "zx"], ["xq"]),
        h.make_node("DequantizeLinear", ["xq", "sx", "zx"], ["xd"]),
        h.make_node("DequantizeLinear", ["wq", "sw"], ["w"]),
        h.make_node("Gemm", ["xd", "w"], ["z"]),
        h.make_node("DequantizeLinear", ["vq", "sv", "zv"], ["v"], axis=0),
        h.make_node("Gemm", ["z", "v"], ["y"]),
    ]
    tensors = [floats("sx", 0.02), numpy_helper.from_array(np.uint8(128), "zx")]
    tensors += [numpy_helper.from_array(rng.integers(-128, 128, (5, 4)).astype(np.int8), "wq"), floats("sw", 0.013)]
    tensors += [numpy_helper.from_array(rng.integers(0, 256, (4, 3)).astype(np.uint8), "vq"), floats("sv", [0.1, 0.02, 0.3, 0.004])]
    tensors += [numpy_helper.from_array(np.array([128, 3, 255, 0], np.uint8), "zv")]
    x = rng.standard_normal((2, 5)).astype(np.float32)
    model = save("quantised", nodes, [value("x", T.FLOAT, 2, 5)], untyped("y"), tensors, run={"x": x})
    results = run_all(model, {"x": x})
    for name in ("w", "v"):
        numbers.append(" ".join(["quantised", name, *(str(np.float32(v)) for v in results[name].ravel())]))


def types():
    """Every type of element, as raw data and in the field of its type, and every kind of constant."""
    kinds = [T.FLOAT, T.DOUBLE, T.FLOAT16, T.BFLOAT16, T.INT8, T.INT16, T.INT32, T.INT64, T.UINT8, T.UINT16, T.UINT32, T.UINT64, T.BOOL]
    tensors = []
    for kind in kinds:
        name = T.DataType.Name(kind).lower()
        dtype = h.tensor_dtype_to_np_dtype(kind)
        wide = name in ("float", "double", "float16", "bfloat16")
        values = np.array([-1.5, 0, 2.25, 3] if wide else [0, 1, 2, 100], np.float64).astype(dtype)
        raw = values.astype(dtype).tobytes()
        tensors.append(h.make_tensor(f"{name}_raw", kind, [2, 2], raw, raw=True))
        tensors.append(h.make_tensor(f"{name}_typed", kind, [2, 2], values.tolist()))
        for form in ("raw", "typed"):
            numbers.append(" ".join(["types", f"{name}_{form}", *(str(np.float32(v)) for v in values)]))
    tensors.append(h.make_tensor("text", T.STRING, [2], [b"one", "zwei \u00e4".encode()]))
    tensors.append(h.make_tensor("empty", T.FLOAT, [0, 3], []))
    nodes = [
        h.make_node("Constant", [], ["c_float"], value_float=1.5),
        h.make_node("Constant", [], ["c_floats"], value_floats=[1.0, -2.0]),
        h.make_node("Constant", [], ["c_int"], value_int=-7),
        h.make_node("Constant", [], ["c_ints"], value_ints=[3, 4, 5]),
        h.make_node("Constant", [], ["c_string"], value_string="text"),
        h.make_node("Constant", [], ["c_tensor"], value=floats("", [[1, 2, 3]])),
        h.make_node("Add", ["x", "c_float"], ["y"]),
    ]
    save("types", nodes, [value("x", T.FLOAT, "n")], untyped("y"), tensors)


def functions():
    """Functions that call functions and pass attributes on, an If, and nodes that are out of order."""
    leaky = h.make_function(
        "own", "Leaky", ["x"], ["y"],
        [h.make_node("Neg", ["x"], ["n"]), h.make_node("LeakyRelu", ["n"], ["l"]), h.make_node("Neg", ["l"], ["y"])],
        [h.make_opsetid("", 17)], ["alpha"],
    )
    leaky.node[1].attribute.append(onnx.AttributeProto(name="alpha", ref_attr_name="alpha", type=onnx.AttributeProto.FLOAT))
    twice = h.make_function(
        "own", "Twice", ["a", "unused"], ["b"],
        [h.make_node("Leaky", ["a"], ["n"], domain="own", alpha=0.25), h.make_node("Leaky", ["n"], ["b"], domain="own", alpha=0.5)],
        [h.make_opsetid("own", 1)],
    )
    branch = lambda name, op: h.make_graph([h.make_node(op, ["t"], [f"{name}_out"])], name, [], untyped(f"{name}_out"))
    nodes = [
        h.make_node("Twice", ["t"], ["n"], "again", domain="own"),
        h.make_node("Twice", ["x"], ["t"], "twice", domain="own"),
        h.make_node("If", ["yes"], ["i"], then_branch=branch("then", "Sigmoid"), else_branch=branch("else", "Tanh")),
        h.make_node("Add", ["i", "n"], ["y"]),
    ]
    yes = numpy_helper.from_array(np.array(True), "yes")
    save("functions", nodes, [value("x", T.FLOAT, "n", 3)], untyped("y"), [yes], domains=["own"], functions=[leaky, twice])


def external():
    """A weight in a file of its own, after 16 bytes of another."""
    folder = HERE / "external"
    folder.mkdir(exist_ok=True)
    w = np.arange(6, dtype=np.float32).reshape(2, 3) / 4
    (folder / "weights.bin").write_bytes(bytes(16) + w.tobytes())
    tensor = onnx.TensorProto(name="w", data_type=T.FLOAT, dims=[2, 3], data_location=T.EXTERNAL)
    for key, entry in (("location", "weights.bin"), ("offset", "16"), ("length", "24")):
        tensor.external_data.add(key=key, value=entry)
    graph = h.make_graph([h.make_node("MatMul", ["x", "w"], ["y"])], "external", [value("x", T.FLOAT, 1, 2)], untyped("y"), [tensor])
    onnx.save(h.make_model(graph, opset_imports=[h.make_opsetid("", 17)], ir_version=8), folder / "model.onnx")


for make in (mlp, cnn, attention, recurrent, quantised, types, functions, external):
    make()
(HERE / "shapes.txt").write_text("\n".join(shapes) + "\n")
(HERE / "numbers.txt").write_text("\n".join(numbers) + "\n")
