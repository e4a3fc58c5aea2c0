"""The doctor in other people's training loops."""

import json
import os

import numpy as np
import pytest

import nonlin

# Keras would look for TensorFlow otherwise.
os.environ.setdefault("KERAS_BACKEND", "torch")


def data(rows=640):
    made = np.random.default_rng(0)
    x = made.normal(size=(rows, 6)).astype(np.float32)
    return x, (x[:, 0] > 0).astype(np.int64) + (x[:, 1] > 0)


def steps_of(d):
    return [json.loads(line)["loss"]["step"] for line in d.trace.lines().splitlines() if line.startswith('{"loss"')]


def layers_of(d):
    return [json.loads(line)["layer"] for line in d.trace.lines().splitlines() if line.startswith('{"layer"')]


@pytest.mark.torch
class TestLightning:
    @pytest.fixture(autouse=True)
    def there(self):
        pytest.importorskip("lightning")

    def fit(self, parts, callback, width=32, rate=1e-2, epochs=1, **options):
        torch = pytest.importorskip("torch")
        lightning = pytest.importorskip("lightning.pytorch")
        from torch.utils.data import DataLoader, TensorDataset

        class Module(lightning.LightningModule):
            def __init__(self):
                super().__init__()
                torch.manual_seed(0)
                self.net = torch.nn.Sequential(*parts(torch.nn))

            def training_step(self, batch, place):
                x, y = batch
                return torch.nn.functional.cross_entropy(self.net(x), y)

            def validation_step(self, batch, place):
                self.log("x", torch.nn.functional.cross_entropy(self.net(batch[0]), batch[1]))

            def configure_optimizers(self):
                return torch.optim.Adam(self.parameters(), rate)

        x, y = data()
        loader = DataLoader(TensorDataset(torch.tensor(x), torch.tensor(y)), 32)
        quiet = {"logger": False, "enable_checkpointing": False, "enable_progress_bar": False, "enable_model_summary": False}
        trainer = lightning.Trainer(max_epochs=epochs, accelerator="cpu", callbacks=[callback], **quiet, **options)
        module = Module()
        trainer.fit(module, loader, loader)
        return module

    def test_looks_into_what_training_step_calls(self):
        d = nonlin.doctor.LightningCallback()
        with pytest.raises(nonlin.NonlinError, match="has not begun"):
            d.findings  # noqa: B018
        module = self.fit(lambda nn: [nn.Linear(6, 32), nn.ReLU(), nn.Linear(32, 3)], d)
        assert steps_of(d) == [1, 2, 3, 4, 6, 8, 12, 16] and not d.serious
        assert [layer["name"] for layer in layers_of(d)] == ["layer 1 (dense, net.0)", "output layer (dense, net.2)"]
        assert not any(part._forward_hooks or part._forward_pre_hooks for part in module.modules())

    def test_finds_softmax_twice_and_raises_on_nan(self):
        d = nonlin.doctor.LightningCallback()
        self.fit(lambda nn: [nn.Linear(6, 32), nn.ReLU(), nn.Linear(32, 3), nn.Softmax(-1)], d)
        assert [finding.rule for finding in d.serious] == ["double_softmax"]
        d = nonlin.doctor.LightningCallback().raise_on("nan")
        with pytest.raises(nonlin.doctor.Found):
            self.fit(lambda nn: [nn.Linear(6, 32), nn.ReLU(), nn.Linear(32, 3)], d, rate=1e30)
        assert "not_finite" in [finding.rule for finding in d.findings]

    def test_sums_of_batches_and_half_precision(self):
        d = nonlin.doctor.LightningCallback()
        self.fit(lambda nn: [nn.Linear(6, 32), nn.Tanh(), nn.Linear(32, 3)], d, accumulate_grad_batches=4, precision="bf16-mixed")
        assert steps_of(d) == [1, 2, 3, 4] and not d.serious


@pytest.mark.torch
class TestTransformers:
    @pytest.fixture(autouse=True)
    def there(self):
        pytest.importorskip("transformers")

    def train(self, tmp_path, callback, **options):
        transformers = pytest.importorskip("transformers")
        torch = pytest.importorskip("torch")
        torch.manual_seed(0)
        config = transformers.BertConfig(
            vocab_size=50, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64, max_position_embeddings=16,
            # Of a width of 768 it is 0.02: about 1 / sqrt(width).
            num_labels=2, initializer_range=0.15,
        )
        model = transformers.BertForSequenceClassification(config)
        made = np.random.default_rng(0)
        tokens = made.integers(1, 50, size=(320, 12))
        rows = [{"input_ids": row, "labels": int(row[0] > 25)} for row in tokens]
        arguments = transformers.TrainingArguments(
            output_dir=str(tmp_path),
            num_train_epochs=1,
            per_device_train_batch_size=16,
            use_cpu=True,
            report_to=[],
            disable_tqdm=True,
            save_strategy="no",
            learning_rate=1e-3,
            **options,
        )
        transformers.Trainer(model, arguments, train_dataset=rows, callbacks=[callback]).train()
        return model

    def test_a_bert(self, tmp_path):
        d = nonlin.doctor.TrainerCallback()
        model = self.train(tmp_path, d)
        assert steps_of(d) == [1, 2, 3, 4, 6, 8, 12, 16] and not d.serious, str(d)
        told = layers_of(d)
        assert [layer["activation"] for layer in told].count("gelu") == 2 and told[-1]["output"]
        assert sum(layer["kind"] == "add" for layer in told) >= 4
        assert not any(part._forward_hooks or part._forward_pre_hooks for part in model.modules())

    def test_sums_of_batches(self, tmp_path):
        d = nonlin.doctor.TrainerCallback()
        self.train(tmp_path, d, gradient_accumulation_steps=2)
        assert steps_of(d) == [1, 2, 3, 4, 6, 8] and not d.serious


@pytest.mark.keras
class TestKeras:
    @pytest.fixture(autouse=True)
    def there(self):
        pytest.importorskip("keras")

    def fit(self, layers, callback=None, loss="sparse_categorical_crossentropy", rate=1e-2, answers=None, rows=None, epochs=2):
        keras = pytest.importorskip("keras")
        keras.utils.set_random_seed(0)
        x, y = data()
        x, y = x if rows is None else rows, y if answers is None else answers
        model = keras.Sequential(layers(keras.layers))
        model.compile(keras.optimizers.Adam(rate), loss)
        d = callback or nonlin.doctor.KerasCallback(x[:256], y[:256])
        model.fit(x, y, batch_size=32, epochs=epochs, verbose=0, callbacks=[d])
        return d

    def test_a_healthy_one(self):
        d = self.fit(lambda k: [k.Dense(32, "relu"), k.Dense(16), k.LeakyReLU(0.2), k.Dropout(0.1), k.Dense(3, "softmax")])
        assert steps_of(d) == [1, 2, 3, 4, 6, 8, 12, 16, 24, 32] and not d.serious, str(d)
        assert [layer["activation"] for layer in layers_of(d)] == ["relu", "leaky_relu", "linear", "linear"]
        assert "gradients" in d.not_seen[0] and "Not seen" in str(d)
        samples = [json.loads(line)["seen"] for line in d.trace.lines().splitlines() if line.startswith('{"of":0')]
        assert samples[0]["before"]["low"] < 0 <= samples[0]["after"]["low"] and 0 < samples[0]["update"] < 1

    def test_a_convolution_and_a_regression(self):
        x = np.random.default_rng(0).normal(size=(640, 8, 8, 1)).astype(np.float32)
        y = x.mean((1, 2)) * 8
        d = self.fit(
            lambda k: [k.Conv2D(8, 3, use_bias=False), k.BatchNormalization(), k.ReLU(), k.MaxPooling2D(), k.Flatten(), k.Dense(1)],
            loss="mse", rows=x, answers=y,
        )  # fmt: skip
        assert not d.serious and [layer["kind"] for layer in layers_of(d)] == ["convolution", "batch_norm", "activation", "other", "dense"], str(d)

    def test_a_recurrent_one(self):
        x, y = data()
        d = self.fit(lambda k: [k.LSTM(16), k.Dense(3, "softmax")], rows=x.reshape(-1, 3, 2))
        assert not d.serious and [layer["kind"] for layer in layers_of(d)] == ["recurrent", "dense"], str(d)

    def test_faults(self):
        keras = pytest.importorskip("keras")
        logits = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        d = self.fit(lambda k: [k.Dense(32, "relu"), k.Dense(3, "softmax")], loss=logits)
        assert [finding.rule for finding in d.serious] == ["double_softmax"], str(d)
        d = self.fit(lambda k: [k.Dense(32), k.Dense(32), k.Dense(3, "softmax")])
        assert [finding.rule for finding in d.serious] == ["no_nonlinearity"]
        dead = keras.initializers.Constant(-9.0)
        d = self.fit(lambda k: [k.Dense(32, "relu", bias_initializer=dead), k.Dense(3, "softmax")], epochs=4)
        assert "dead_units" in [finding.rule for finding in d.serious], str(d)
        x, y = data()
        with pytest.raises(nonlin.doctor.Found, match="not_finite"):
            wrong = nonlin.doctor.KerasCallback(x[:256], y[:256]).raise_on("nan")
            self.fit(lambda k: [k.Dense(32, "relu"), k.Dense(3, "softmax")], wrong, rate=1e38)
        with pytest.raises(nonlin.NonlinError, match="do not fit"):
            self.fit(lambda k: [k.Input((6,)), k.Dense(3, "softmax")], nonlin.doctor.KerasCallback(x[:9, :4]))
