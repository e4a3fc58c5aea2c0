"""From the calls of modules in one forward, and what autograd noted between them, to the layers of a trace."""

from dataclasses import dataclass, field

from nonlin.doctor import _activations
from nonlin.doctor._modules import PASSING, Described

#: Steps of autograd that give on what they get.
_SAME = {"View", "UnsafeView", "ReshapeAlias", "Alias", "Clone", "ToCopy", "Squeeze", "Unsqueeze", "Expand", "AsStrided", "Neg", "NativeDropout"}
#: And those that give it on in another order, in part, or as means.
_REARRANGED = {
    *("Transpose", "Permute", "T", "Slice", "Select", "Index", "IndexSelect", "Gather", "Split", "SplitWithSizes", "Unbind", "Unfold", "Roll"),
    *("Flip", "Cat", "Stack", "Repeat", "Mean", "Sum", "ConstantPadNd", "AvgPool2D", "AvgPool3D", "AdaptiveAvgPool2D", "AdaptiveAvgPool3D"),
    *("MkldnnAdaptiveAvgPool2D", "UpsampleNearest2D", "UpsampleBilinear2D", "PixelShuffle", "PackPaddedSequence"),
}
#: Between two modules more steps than these are a network of their own.
_DEEPEST = 120


@dataclass
class Tensor:
    """A tensor as it was when a module got or gave it."""

    tensor: object
    node: object
    version: int

    @classmethod
    def of(cls, tensor):
        return cls(tensor, tensor.grad_fn, tensor._version)


@dataclass
class Call:
    """A call of a module. A module that is called twice has two keys."""

    key: tuple
    name: str
    module: object
    described: Described
    inputs: list
    outputs: list = field(default_factory=list)


@dataclass
class Layer:
    """A layer to be, and which of a step's tensors its numbers are: of a call (key) what came in or what went out."""

    described: Described
    path: str
    inputs: list
    rearranged: bool = False
    key: tuple | None = None
    activation: str = "linear"
    before: tuple | None = None
    #: None: the activation of `before`.
    after: tuple | None = None
    output: bool = False
    residual: bool = False


@dataclass(frozen=True)
class Signal:
    """Where numbers come from: layers by their place; none for the model's input and for what is made of parameters alone."""

    places: tuple = ()
    rearranged: bool = False
    #: The call whose result it is as it stands.
    key: tuple | None = None
    #: Whether it depends on the input or a layer, rather than on parameters and constants alone.
    flows: bool = True


_CONSTANT = Signal(flows=False)
_INPUT = Signal()


class Walk:
    """The layers of one forward."""

    def __init__(self, calls, given, results):
        self.layers, self.passed_over = [], {}
        self.by_node, self.by_tensor = {}, {}
        self.made_without_graph = False
        #: Kept until the walk is over, so that no two steps have one identity.
        self.given = [Tensor.of(tensor) for tensor in given]
        for one in self.given:
            self.by_tensor[id(one.tensor)] = (_INPUT, one.version)
        for call in calls:
            self.call(call)
        self.ends = [self.signal(Tensor.of(tensor)) for tensor in results if tensor.dim() and tensor.is_floating_point()]
        self.settle()

    def call(self, call):
        """One call of a module."""
        signals = [self.signal(one) for one in call.inputs]
        flowing = [signal for signal in signals if signal.flows] or [_INPUT]
        first = flowing[0]
        if isinstance(call.module, PASSING):
            return self.gives(call, Signal(first.places, first.rearranged))
        described = call.described
        if described.kind == "activation" and self.attaches(first, described.activation, (call.key, "out")):
            return self.gives(call, Signal(first.places, key=call.key))
        layer = self.add(described, call.name, flowing, call.key)
        place = len(self.layers) - 1
        layer.activation = described.activation
        if described.kind == "activation":
            layer.before, layer.after = (call.key, "in"), (call.key, "out")
        elif described.kind in ("rows", "dropout", "alpha_dropout", "other"):
            layer.after = (call.key, "out")
        else:
            layer.before = layer.after = (call.key, "out")
        return self.gives(call, Signal((place,), key=call.key))

    def gives(self, call, signal):
        """What a call gives comes from there."""
        for one in call.outputs:
            if one.node is not None:
                self.by_node[id(one.node)] = signal
            else:
                self.made_without_graph = True
            self.by_tensor[id(one.tensor)] = (signal, one.version)

    def attaches(self, signal, activation, after):
        """Makes a function the activation of the layer of sums right before it, if there is one that has none."""
        if len(signal.places) != 1 or signal.rearranged or signal.key is None:
            return False
        layer = self.layers[signal.places[0]]
        if layer.described.kind not in ("dense", "convolution") or layer.key != signal.key or layer.after != layer.before:
            return False
        layer.activation, layer.after = activation, after
        return True

    def add(self, described, path, signals, key=None):
        """The next layer."""
        inputs = sorted({place for signal in signals for place in signal.places})
        rearranged = any(signal.rearranged for signal in signals)
        layer = Layer(described, path, inputs, rearranged, key)
        self.layers.append(layer)
        return layer

    def signal(self, one):
        """Where a tensor comes from."""
        known = self.by_tensor.get(id(one.tensor))
        if known and known[1] == one.version and one.node is None:
            return known[0]
        if one.node is not None:
            return self.through(one.node, 0)
        base = one.tensor._base
        known = self.by_tensor.get(id(base)) if base is not None else None
        if known and known[1] == one.version:
            return Signal(known[0].places, known[0].rearranged, flows=known[0].flows)
        if self.made_without_graph:
            # Something was done to what a frozen layer gave, and nothing says what.
            self.add(Described("other", "frozen"), "", [])
            return Signal((len(self.layers) - 1,))
        return _INPUT

    def through(self, node, depth):
        """Where the result of a step of autograd comes from; steps that do something are layers."""
        if id(node) in self.by_node:
            return self.by_node[id(node)]
        kind = node.name().rpartition("::")[2]
        if kind == "AccumulateGrad":
            signal = _INPUT if any(one.tensor is node.variable for one in self.given) else _CONSTANT
        elif depth > _DEEPEST:
            signal = self.unknown("more steps than are followed", [_INPUT])
        else:
            before = [None if one is None else self.through(one, depth + 1) for one, _ in node.next_functions]
            signal = self.step(node, kind.partition("Backward")[0], before)
        self.by_node[id(node)] = signal
        return signal

    def step(self, node, kind, before):
        """What one step makes of the signals that go in."""
        flowing = [signal for signal in before if signal is not None and signal.flows]
        if not flowing:
            # Of parameters, or of the input, which has no gradient.
            return _INPUT if any(signal is None for signal in before) else _CONSTANT
        first, alone = flowing[0], len(flowing) == 1
        if alone and kind in _SAME:
            return Signal(first.places, first.rearranged)
        if kind in _REARRANGED:
            return Signal(tuple(sorted({place for signal in flowing for place in signal.places})), True)
        if alone and (kind in ("Add", "Sub", "Mul") or (kind == "Div" and before[0] is first)):
            # With a constant, or a parameter: a position, a scale, a mask.
            return Signal(first.places, first.rearranged)
        if kind in ("Add", "Sub"):
            self.add(Described("add", "add"), "", flowing)
            return Signal((len(self.layers) - 1,))
        found = _activations.of_node(node) if alone or kind == "PreluKernel" else None
        if found is None:
            return self.unknown(kind, flowing)
        text, of = found
        if of == "elementwise" and self.attaches(first, text, None):
            return Signal(first.places)
        layer = self.add(Described("rows" if of == "vector" else "activation", "rows" if of == "vector" else "activation"), "", flowing)
        layer.activation = text
        source = self.layers[first.places[0]] if len(first.places) == 1 else None
        if of == "elementwise" and first.key is not None and source.key == first.key and not first.rearranged:
            # As after a normalisation: what goes in is what a module gave.
            layer.before, layer.described.axis = (first.key, "out"), source.described.axis
        return Signal((len(self.layers) - 1,))

    def unknown(self, kind, flowing):
        """A layer of which nothing is said."""
        if not kind.startswith(("MaxPool", "AdaptiveMaxPool")):
            self.passed_over[kind] = self.passed_over.get(kind, 0) + 1
        self.add(Described("other", kind.lower()), "", flowing)
        return Signal((len(self.layers) - 1,))

    def settle(self):
        """Names the output layer, and the layers that the signal also goes around."""
        ends = [place for signal in self.ends for place in signal.places]
        taken = {place for layer in self.layers for place in layer.inputs}
        last = max(ends or set(range(len(self.layers))) - taken, default=-1)
        if last >= 0:
            self.layers[last].output = True
        ancestors = []
        for place, layer in enumerate(self.layers):
            above = {place}.union(*(ancestors[one] for one in layer.inputs))
            ancestors.append(above)
            if layer.described.kind == "add":
                branches = [ancestors[one] for one in layer.inputs]
                # One of them may be the input itself.
                shared = set.intersection(*branches) if len(branches) > 1 else set()
                for inside in set().union(*branches) - shared:
                    self.layers[inside].residual = True

    def without_last_softmax(self):
        """Takes out a softmax at the very end, which is the network's own output activation; its name, or None if there is none."""
        last = next((place for place, layer in enumerate(self.layers) if layer.output), None)
        if last is None or self.layers[last].described.kind != "rows" or len(self.layers[last].inputs) != 1:
            return None
        taken = self.layers.pop(last)
        self.layers[taken.inputs[0]].output = True
        for layer in self.layers:
            layer.inputs = [place - (place > last) for place in layer.inputs if place != last]
        return taken.activation
