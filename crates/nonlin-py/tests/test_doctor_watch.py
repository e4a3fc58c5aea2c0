"""How the doctor watches a PyTorch loop: which steps, which numbers, and that nothing is left behind."""

import copy
import gc
import json
import weakref

import numpy as np
import pytest

torch = pytest.importorskip("torch")

import torch.nn.functional as F  # noqa: E402
from torch import nn  # noqa: E402

import nonlin  # noqa: E402
import nonlin.torch  # noqa: E402

pytestmark = pytest.mark.torch


def mlp(activation=nn.ReLU):
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(6, 16), activation(), nn.Linear(16, 16), activation(), nn.Linear(16, 3))


def batches(count, rows=32):
    made = torch.Generator().manual_seed(3)
    for _ in range(count):
        x = torch.randn(rows, 6, generator=made)
        yield x, (x[:, 0] > 0).long() + (x[:, 1] > 0).long()


def train(model, steps=10, optimiser=None, called=None, around=None, scaler=None, parts=1, watched=True, **options):
    """A loop that sums the gradients of `parts` batches."""
    optimiser = optimiser or torch.optim.SGD(model.parameters(), 0.1)
    d = nonlin.doctor.watch(called or model, **options)
    with d:
        for place, (x, y) in enumerate(batches(steps * parts)):
            with around() if around else torch.enable_grad():
                loss = F.cross_entropy((called or model)(x), y) / parts
            (scaler.scale(loss) if scaler else loss).backward()
            if (place + 1) % parts == 0:
                if scaler:
                    scaler.step(optimiser)
                    scaler.update()
                else:
                    optimiser.step()
                optimiser.zero_grad()
    return d


def trace(d):
    """The trace as its lines say: layers, losses by step, samples by (layer, step)."""
    told = [json.loads(line) for line in d.trace.lines().splitlines()]
    layers = [line["layer"] for line in told if "layer" in line]
    losses = {line["loss"]["step"]: line["loss"]["loss"] for line in told if "loss" in line}
    samples = {(line["of"], line["seen"]["step"]): line["seen"] for line in told if "of" in line}
    return layers, losses, samples


def assert_same(a, b, tolerance=2e-3):
    """Two traces of the same training."""
    (layers, losses, samples), (others, other_losses, other_samples) = trace(a), trace(b)
    assert [layer["activation"] for layer in layers] == [layer["activation"] for layer in others]
    assert losses.keys() == other_losses.keys() and samples.keys() == other_samples.keys()
    for step, loss in losses.items():
        assert loss == pytest.approx(other_losses[step], rel=tolerance)
    for key, sample in samples.items():
        for name in ("gradient", "weight_gradient", "weight", "update", "flat"):
            assert (name in sample) == (name in other_samples[key]), (key, name)
            if name in sample:
                assert sample[name] == pytest.approx(other_samples[key][name], rel=tolerance, abs=1e-12), (key, name)


def test_numbers_are_those_of_the_step():
    model = mlp(nn.Tanh)
    twin = copy.deepcopy(model)
    _, losses, samples = trace(train(model, steps=1))
    x, y = next(batches(1))
    before = twin[0](x)
    before.retain_grad()
    loss = F.cross_entropy(twin[4](twin[3](twin[2](twin[1](before)))), y)
    loss.backward()
    slope, weight = twin[0].weight.grad, twin[0].weight.detach()
    seen = samples[0, 1]
    assert losses[1] == pytest.approx(loss.item(), rel=1e-3)
    assert seen["gradient"] == pytest.approx(32 * before.grad.pow(2).mean().sqrt().item(), rel=1e-3)
    assert seen["weight_gradient"] == pytest.approx(slope.norm().item(), rel=1e-3)
    assert seen["weight"] == pytest.approx(weight.norm().item(), rel=1e-3)
    assert seen["update"] == pytest.approx(0.1 * slope.norm().item() / weight.norm().item(), rel=1e-3)
    assert seen["before"]["mean"] == pytest.approx(before.mean().item(), rel=1e-2, abs=1e-4)
    assert seen["after"]["deviation"] == pytest.approx(torch.tanh(before).std(correction=0).item(), rel=1e-3)


def test_large_tensors_are_looked_at_in_part_and_tell_the_same(monkeypatch):
    from nonlin.doctor import _tensors

    plain = train(mlp(), steps=4)
    monkeypatch.setattr(_tensors, "MOST", 300)
    monkeypatch.setattr(_tensors, "MOST_WEIGHTS", 100)
    part = train(mlp(), steps=4)
    assert_same(plain, part, tolerance=0.5)
    tensor = torch.ones(100, 10)
    tensor[70, 3] = np.inf
    assert _tensors.rows_of(tensor).shape == (30, 10) and not np.isfinite(_tensors.rows_of(tensor)).all()


def test_which_steps():
    _, losses, _ = trace(train(mlp(), steps=130))
    assert list(losses) == [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 128]


@pytest.mark.parametrize("activation", [lambda: nn.ReLU(inplace=True), lambda: nn.LeakyReLU(0.2, inplace=True)])
def test_activations_in_place(activation):
    plain = {"ReLU": nn.ReLU, "LeakyReLU": lambda: nn.LeakyReLU(0.2)}[type(activation()).__name__]
    assert_same(train(mlp(activation)), train(mlp(plain)))


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (F.relu, "relu"),
        (lambda x: F.relu_(x), "relu"),
        (torch.sigmoid, "sigmoid"),
        (lambda x: F.gelu(x, approximate="tanh"), "gelu_tanh"),
        (lambda x: F.leaky_relu(x, 0.2), "leaky_relu"),
        (F.selu, "selu"),
        (F.relu6, "relu6"),
        (lambda x: x.clamp(min=0), "relu"),
        (lambda x: x.clamp(-2, 2), "clip"),
        (lambda x: F.softplus(x, 2.0), "softplus_beta"),
        (lambda x: nonlin.torch.mish(x), "mish"),
        (lambda x: nonlin.torch.Activation("x * tanh(x)")(x), "x * tanh(x)"),
    ],
)
def test_activations_that_are_no_modules(function, name):
    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            torch.manual_seed(0)
            self.a, self.b = nn.Linear(6, 16), nn.Linear(16, 3)

        def forward(self, x):
            return self.b(function(self.a(x)))

    layers, _, samples = trace(train(Model(), steps=3))
    assert [layer["activation"] for layer in layers] == [name, "linear"] and layers[1]["inputs"] == [0]
    given = next(batches(1))[0]
    torch.manual_seed(0)
    after = function(nn.Linear(6, 16)(given))
    assert samples[0, 1]["after"]["deviation"] == pytest.approx(after.std(correction=0).item(), rel=2e-3)


def test_what_is_not_understood_is_a_layer_of_which_nothing_is_said():
    class Odd(nn.Module):
        def __init__(self):
            super().__init__()
            self.a, self.b, self.c = nn.Linear(6, 16), nn.Linear(16, 16), nn.Linear(16, 3)

        def forward(self, x):
            return self.c(torch.cumsum(self.b(torch.sort(self.a(x), -1)[0]), 1))

    d = train(Odd())
    kinds = [layer["kind"] for layer in trace(d)[0]]
    assert kinds == ["dense", "other", "dense", "other", "dense"] and not d.findings
    assert "Sort" in str(d) and "Cumsum" in str(d)


def test_a_frozen_part_and_what_is_done_to_its_result():
    class Frozen(nn.Module):
        def __init__(self):
            super().__init__()
            self.a, self.b, self.c = nn.Linear(6, 16), nn.Linear(16, 16), nn.Linear(16, 3)
            self.a.requires_grad_(False)

        def forward(self, x):
            return self.c(F.relu(self.b(torch.relu(self.a(x)))))

    d = train(Frozen(), steps=70)
    assert [layer["kind"] for layer in trace(d)[0]] == ["dense", "other", "dense", "dense"]
    assert not [finding for finding in d.serious if finding.rule in ("untrained_layer", "linear_pair", "no_nonlinearity")]


def test_a_module_used_twice():
    class Twice(nn.Module):
        def __init__(self):
            super().__init__()
            self.relu, self.square, self.end = nn.ReLU(), nn.Linear(6, 6), nn.Linear(6, 3)

        def forward(self, x):
            return self.end(self.relu(self.square(self.relu(self.square(x)))))

    layers, _, samples = trace(train(Twice(), steps=2))
    assert [layer["name"] for layer in layers] == ["layer 1 (dense, square)", "layer 2 (dense, square (2))", "output layer (dense, end)"]
    assert [layer["activation"] for layer in layers] == ["relu", "relu", "linear"]
    assert samples[0, 1]["before"] != samples[1, 1]["before"]


def test_a_scaler_and_summed_gradients_change_no_number():
    plain = train(mlp())
    assert_same(plain, train(mlp(), scaler=torch.amp.GradScaler("cpu", init_scale=1024.0)))
    summed = train(mlp(), parts=4)
    assert list(trace(summed)[1]) == list(trace(plain)[1])
    # The first batch of a step, of which the loss is whole.
    assert trace(summed)[1][1] == pytest.approx(trace(plain)[1][1], rel=1e-3)


def test_a_step_that_the_scaler_passes_over_is_no_fault():
    model = mlp()
    scaler = torch.amp.GradScaler("cpu", init_scale=2.0**30)
    d = train(model, steps=30, scaler=scaler, around=lambda: torch.autocast("cpu", dtype=torch.float16))
    assert scaler.get_scale() < 2.0**27
    assert not [finding for finding in d.serious if finding.rule in ("not_finite", "untrained_layer")], str(d)


def test_gradients_that_are_shortened():
    for limit, seen in [(0.05, 0.05), (1e9, None)]:
        model = mlp()
        optimiser = torch.optim.SGD(model.parameters(), 0.1)
        with nonlin.doctor.watch(model) as d:
            for x, y in batches(3):
                optimiser.zero_grad()
                F.cross_entropy(model(x), y).backward()
                nn.utils.clip_grad_norm_(model.parameters(), limit)
                optimiser.step()
        told = json.loads(d.trace.lines().splitlines()[0])["about"].get("clip_norm")
        assert told == (seen if seen is None else pytest.approx(seen, rel=1e-2))


@pytest.mark.skipif(not hasattr(nonlin._nonlin, "rules"), reason="an older extension, which does not tell the rules")
def test_a_rule_that_there_is_not():
    with pytest.raises(nonlin.NonlinError, match="no rule is called `dead_unit`; there are .*`dead_units`"):
        nonlin.doctor.watch(mlp()).raise_on("dead_unit")


def test_a_loop_without_an_optimiser_and_one_that_forgets_to_step():
    model = mlp()
    with nonlin.doctor.watch(model) as d:
        for x, y in batches(8):
            F.cross_entropy(model(x), y).backward()
            with torch.no_grad():
                for parameter in model.parameters():
                    parameter -= 0.1 * parameter.grad
                    parameter.grad = None
    assert_same(d, train(mlp(), steps=8))
    model = mlp()
    with nonlin.doctor.watch(model) as d:
        for x, y in batches(8):
            model.zero_grad()
            F.cross_entropy(model(x), y).backward()
    assert [finding.rule for finding in d.serious] == ["untrained_layer"]


def test_predictions_are_no_steps():
    model = mlp()
    optimiser = torch.optim.SGD(model.parameters(), 0.1)
    with nonlin.doctor.watch(model) as d:
        for x, y in batches(4):
            model.eval()
            model(x)
            model.train()
            with torch.no_grad():
                model(x)
            F.cross_entropy(model(x), y).backward()
            optimiser.step()
            optimiser.zero_grad()
    assert_same(d, train(mlp(), steps=4))
    with nonlin.doctor.watch(model.eval()) as d:
        model(x)
    assert "no forward of the model in training mode" in d.not_seen[0] and d.findings == []


def hooks(model):
    return sum(len(module._forward_hooks) + len(module._forward_pre_hooks) for module in model.modules())


def test_nothing_is_left_behind():
    model, original = mlp(), torch.autograd.backward
    with pytest.raises(ZeroDivisionError), nonlin.doctor.watch(model) as d:
        with pytest.raises(nonlin.NonlinError, match="watched already"), nonlin.doctor.watch(model[0]):
            pass
        for x, y in batches(3):
            loss = F.cross_entropy(model(x), y)
            loss.backward()
        1 / 0
    assert hooks(model) == 0 and torch.autograd.backward is original and trace(d)[1]
    with pytest.raises(RuntimeError), nonlin.doctor.watch(model) as d:
        model(torch.randn(3, 7))
    assert hooks(model) == 0 and torch.autograd.backward is original and d.findings == []
    x, y = next(batches(1))
    with nonlin.doctor.watch(model) as d:
        result = model(x)
        F.cross_entropy(result, y).backward()
        # What a step leaves is freed with it.
        freed = weakref.ref(result)
        del result
        gc.collect()
        assert freed() is None


def test_two_models_at_once():
    one, two = mlp(), mlp(nn.Tanh)
    with nonlin.doctor.watch(one) as a, nonlin.doctor.watch(two) as b:
        optimisers = [torch.optim.SGD(model.parameters(), 0.1) for model in (one, two)]
        for x, y in batches(10):
            for model, optimiser in zip((one, two), optimisers, strict=True):
                optimiser.zero_grad()
                F.cross_entropy(model(x), y).backward()
                optimiser.step()
    assert_same(a, train(mlp()))
    assert_same(b, train(mlp(nn.Tanh)))


def test_compiled():
    plain = train(mlp(), steps=20)
    model = mlp()
    compiled = torch.compile(model, backend="aot_eager")
    assert_same(plain, train(model, steps=20, called=compiled))
    model = mlp()
    model.compile(backend="aot_eager")
    assert_same(plain, train(model, steps=20))
    model = mlp()
    model[2].compile(backend="aot_eager")
    assert_same(plain, train(model, steps=20))


def test_distributed(tmp_path):
    torch.distributed.init_process_group("gloo", init_method=f"file://{tmp_path / 'meet'}", rank=0, world_size=1)
    try:
        model = mlp()
        assert_same(train(mlp()), train(model, called=nn.parallel.DistributedDataParallel(model)))
    finally:
        torch.distributed.destroy_process_group()


def test_raises_where_it_arises():
    model = mlp()
    optimiser = torch.optim.SGD(model.parameters(), 0.1)
    with pytest.raises(nonlin.doctor.Found) as raised, nonlin.doctor.watch(model).raise_on("nan") as d:
        # Step 37 is not among those that are looked at.
        for step, (x, y) in enumerate(batches(60), 1):
            if step == 37:
                x[3, 2] = np.nan
            optimiser.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimiser.step()
    assert step == 37 and raised.value.finding.step == 37 and raised.value.finding.rule == "not_finite"
    assert "inputs_not_finite" in [finding.rule for finding in d.findings]
    with pytest.raises(nonlin.doctor.Found, match="learning_rate_high"), nonlin.doctor.watch(model := mlp()).raise_on("serious"):
        optimiser = torch.optim.SGD(model.parameters(), 1e3)
        for x, y in batches(60):
            optimiser.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimiser.step()


def test_what_is_written_is_read(tmp_path):
    d = train(mlp(nn.Identity))
    assert [finding.rule for finding in d.findings] == ["no_nonlinearity"] and d.findings[0].severity == "serious"
    assert "no_nonlinearity (serious)" in str(d) and "no_nonlinearity" in d._repr_html_() and "1 serious" in repr(d)
    assert "<svg" in open(d.report(tmp_path / "x.html")).read() and "no_nonlinearity" in open(d.report(tmp_path / "x.md")).read()
    again = nonlin.doctor.check(d.save(tmp_path / "x.jsonl"))
    assert again.findings == d.findings
    with pytest.raises(nonlin.NonlinError, match="ends in .jsonl"):
        d.save(tmp_path / "x.txt")


def test_models_as_they_are(tmp_path):
    pytest.importorskip("onnx")
    model = nn.Sequential(*mlp(), nn.Softmax(-1), nn.Softmax(-1)).eval()
    path = tmp_path / "m.onnx"
    torch.onnx.export(model, (torch.randn(5, 6),), path, input_names=["x"], dynamic_axes={"x": {0: "n"}}, dynamo=False, verbose=False)
    rows = np.random.default_rng(0).normal(size=(40, 6)).astype(np.float32)
    np.save(tmp_path / "rows.npy", rows)
    for data in (None, rows, tmp_path / "rows.npy", {"x": rows}, torch.tensor(rows)):
        assert "double_softmax" in [finding.rule for finding in nonlin.doctor.check(path, data).findings]
    rows[3, 2] = np.nan
    assert "inputs_not_finite" in [finding.rule for finding in nonlin.doctor.check(path, rows).findings]
    pandas = pytest.importorskip("pandas")
    found = nonlin.doctor.check(path, pandas.DataFrame(rows, columns=list("abcdef"))).findings
    assert "`c`" in found[0].what
    with pytest.raises(nonlin.NonlinError, match="no numbers|takes numbers"):
        nonlin.doctor.check(path, np.array([["a"]]))
    with pytest.raises(nonlin.NonlinError, match="neither an ONNX model"):
        nonlin.doctor.check(tmp_path / "m.pt")
    with pytest.raises(nonlin.NonlinError):
        nonlin.doctor.check(tmp_path / "none.onnx")


def test_what_cannot_be_watched():
    for wrong, words in [("model", "takes a torch.nn.Module"), (nn.ReLU(), "no parameters")]:
        with pytest.raises(nonlin.NonlinError, match=words), nonlin.doctor.watch(wrong):
            pass
