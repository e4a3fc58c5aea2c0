//! The data sets, and healthy networks for them.

use crate::training::Setup;
use nonlin_lab::data::{DataError, Dataset, ImageSize, LoadOptions, load};
use nonlin_net::Optimiser;
use std::fmt;
use std::path::{Path, PathBuf};

/// What kind of network a data set is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Mlp,
    Cnn,
    /// Convolution over a series.
    Series,
    Rnn,
    /// The same over tokens.
    Tokens,
}

/// A data set.
pub(crate) struct Set {
    pub(crate) name: &'static str,
    file: &'static str,
    targets: &'static [&'static str],
    pub(crate) kind: Kind,
    rows: Option<usize>,
    /// Whether it was looked at when thresholds were set.
    pub(crate) tuned: bool,
}

const fn table(name: &'static str, file: &'static str, targets: &'static [&'static str], tuned: bool) -> Set {
    Set { name, file, targets, kind: Kind::Mlp, rows: Some(6000), tuned }
}

/// Files that begin with `data/` come with the project.
pub(crate) const SETS: &[Set] = &[
    table("penguins", "data/penguins.csv", &["species"], true),
    table("wine", "data/wine.csv", &["cultivar"], false),
    table("breast_cancer", "data/breast_cancer.csv", &["diagnosis"], true),
    table("titanic", "data/titanic.csv", &["survived"], false),
    table("diabetes", "data/diabetes.csv", &["progression"], true),
    table("digits", "digits_8x8.csv.gz", &["digit"], false),
    table("letters", "letter_recognition.csv.gz", &["lettr"], true),
    table("seattle_weather", "seattle_weather.csv", &["weather"], false),
    table("yeast", "yeast_multilabel.csv.gz", &["Class1", "Class2", "Class3"], true),
    Set { kind: Kind::Cnn, ..table("digits as images", "digits_8x8.csv.gz", &["digit"], false) },
    Set { kind: Kind::Cnn, rows: Some(6000), ..table("mnist", "mnist/train-images-idx3-ubyte.gz", &[], true) },
    Set { kind: Kind::Series, ..table("gunpoint", "gunpoint/gunpoint_test.csv", &["label"], true) },
    Set { kind: Kind::Rnn, ..table("japanese_vowels", "japanese_vowels/JapaneseVowels_TRAIN.ts", &[], false) },
    Set { kind: Kind::Tokens, rows: Some(3000), ..table("first_names", "first_names.csv", &["gender"], true) },
];

impl Set {
    pub(crate) fn load(&self, folder: &Path) -> Result<Dataset, DataError> {
        let path = if self.file.starts_with("data/") {
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(self.file)
        } else {
            folder.join(self.file)
        };
        let paths: Vec<PathBuf> = vec![path];
        let options = LoadOptions {
            targets: self.targets.iter().map(|&target| target.to_owned()).collect(),
            rows: self.rows,
            series: self.kind == Kind::Series,
            sequence: (self.kind == Kind::Tokens).then(|| "name".to_owned()),
            image: (self.name == "digits as images").then_some(ImageSize { channels: 1, height: 8, width: 8 }),
            ..LoadOptions::default()
        };
        load(&paths, &options)
    }

    /// Layers before the output layer: so many hidden ones of this activation.
    pub(crate) fn body(&self, activation: &str, depth: usize) -> String {
        let dense = vec![format!("48 {activation}"); depth].join(", ");
        match self.kind {
            Kind::Mlp => dense,
            Kind::Cnn => format!("conv 8 3 pad 1 {activation}, max_pool 2, flatten, {dense}"),
            Kind::Series => format!("conv 8 7 pad 3 {activation}, max_pool 2, flatten, {dense}"),
            Kind::Rnn => format!("gru 24, {dense}"),
            Kind::Tokens => format!("embedding 8, gru 24, {dense}"),
        }
    }

    /// Networks and settings that learn: what people take.
    pub(crate) fn healthy(&self) -> Vec<Healthy> {
        let healthy = |activation, depth, more, optimiser, learning_rate| Healthy {
            activation,
            depth,
            more,
            optimiser,
            learning_rate,
        };
        vec![
            healthy("relu", 1, More::Nothing, Optimiser::ADAM, 0.003),
            healthy("relu", 2, More::Nothing, Optimiser::ADAM, 0.001),
            healthy("relu", 4, More::Nothing, Optimiser::ADAM, 0.003),
            healthy("gelu", 2, More::Nothing, Optimiser::ADAM, 0.003),
            healthy("silu", 3, More::Nothing, Optimiser::ADAM, 0.003),
            healthy("tanh", 2, More::Nothing, Optimiser::ADAM, 0.01),
            healthy("tanh", 3, More::Nothing, SGD, 0.05),
            healthy("elu", 2, More::Dropout, Optimiser::ADAM, 0.003),
            healthy("leaky_relu", 3, More::BatchNorm, Optimiser::ADAM, 0.003),
            healthy("mish", 2, More::LayerNorm, Optimiser::ADAM, 0.003),
            healthy("selu", 4, More::Nothing, Optimiser::ADAM, 0.001),
            healthy("sigmoid", 1, More::Nothing, Optimiser::ADAM, 0.01),
            healthy("relu", 2, More::Nothing, SGD, 0.02),
            healthy("x * tanh(softplus(2x))", 2, More::Nothing, Optimiser::ADAM, 0.003),
            healthy("relu", 3, More::Nothing, Optimiser::RMS_PROP, 0.001),
            healthy("relu", 3, More::BatchNorm, SGD, 0.02),
            healthy("relu6", 3, More::Nothing, Optimiser::ADAM, 0.001),
            healthy("prelu", 2, More::Nothing, Optimiser::ADAM, 0.003),
            healthy("celu", 3, More::Nothing, Optimiser::ADAM, 0.001),
            healthy("hard_swish", 2, More::Nothing, Optimiser::ADAM, 0.003),
            healthy("gelu", 4, More::LayerNorm, Optimiser::ADAM, 0.001),
            healthy("gelu_tanh", 3, More::Dropout, Optimiser::ADAM, 0.003),
            healthy("silu", 2, More::Nothing, Optimiser::RMS_PROP, 0.001),
            healthy("softplus", 2, More::Nothing, Optimiser::ADAM, 0.003),
            healthy("softsign", 2, More::Nothing, Optimiser::ADAM, 0.003),
            healthy("hard_tanh", 2, More::Nothing, Optimiser::ADAM, 0.003),
            healthy("sigmoid", 2, More::BatchNorm, Optimiser::ADAM, 0.01),
            healthy("selu", 2, More::AlphaDropout, Optimiser::ADAM, 0.003),
        ]
    }
}

/// Gradient descent with momentum.
pub(crate) const SGD: Optimiser = Optimiser::Sgd { momentum: 0.9, nesterov: false, weight_decay: 0.0 };

/// What a healthy network has besides.
#[derive(Clone, Copy)]
pub(crate) enum More {
    Nothing,
    Dropout,
    AlphaDropout,
    BatchNorm,
    LayerNorm,
}

/// A healthy network and how it is trained.
#[derive(Clone, Copy)]
pub(crate) struct Healthy {
    activation: &'static str,
    depth: usize,
    more: More,
    optimiser: Optimiser,
    learning_rate: f64,
}

impl Healthy {
    pub(crate) fn setup(&self, set: &Set) -> Setup {
        let quoted =
            if self.activation.contains(' ') { format!("\"{}\"", self.activation) } else { self.activation.to_owned() };
        let body = match self.more {
            More::Nothing => set.body(&quoted, self.depth),
            More::Dropout => format!("{}, dropout 0.2", set.body(&quoted, self.depth)),
            More::AlphaDropout => format!("{}, alpha_dropout 0.1", set.body(&quoted, self.depth)),
            More::BatchNorm => self.normalised(set, "batch_norm", &quoted),
            More::LayerNorm => self.normalised(set, "layer_norm", &quoted),
        };
        Setup { body, optimiser: self.optimiser, learning_rate: self.learning_rate, ..Setup::default() }
    }
}

impl Healthy {
    /// With a normalisation between the sums and the activation of each dense layer.
    fn normalised(&self, set: &Set, norm: &str, activation: &str) -> String {
        let one = format!("48 {activation}");
        let dense = vec![format!("48, {norm}, {activation}"); self.depth].join(", ");
        set.body(activation, 1).rsplit_once(&one).map_or(dense.clone(), |(front, _)| format!("{front}{dense}"))
    }
}

impl fmt::Display for Healthy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let more = match self.more {
            More::Nothing => "",
            More::Dropout => ", dropout",
            More::AlphaDropout => ", alpha dropout",
            More::BatchNorm => ", batch normalisation",
            More::LayerNorm => ", layer normalisation",
        };
        write!(f, "{} x {}{more}", self.depth, self.activation)
    }
}
