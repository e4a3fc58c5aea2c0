//! From text to layers.

use super::token::{TextError, Word, items};
use crate::initialiser::Initialiser;
use crate::shape::Shape;
use crate::spec::layer::{USUAL_EPSILON, USUAL_MOMENTUM};
use crate::spec::{
    ActivationSpec, Cell, ConvSpec, DenseSpec, GatedSpec, LayerSpec, NetworkSpec, OutputActivation, PoolSpec,
    RecurrentSpec, ResidualSpec, States,
};
use nonlin::functions::Registered;
use nonlin::spelling::nearest;
use std::str::FromStr;

/// How deep brackets may lie in one another.
const DEEPEST: usize = 16;
/// The words that begin a layer, but for names of functions.
const KINDS: [&str; 22] = [
    "dense",
    "conv",
    "max_pool",
    "average_pool",
    "global_max_pool",
    "global_average_pool",
    "flatten",
    "rnn",
    "lstm",
    "gru",
    "embedding",
    "batch_norm",
    "layer_norm",
    "rms_norm",
    "dropout",
    "alpha_dropout",
    "gated",
    "residual",
    "swiglu",
    "geglu",
    "reglu",
    "glu",
];

impl FromStr for NetworkSpec {
    type Err = TextError;

    /// Reads the short form that the documentation of this module's parent describes: `784, 128 gelu, 10 softmax`.
    fn from_str(text: &str) -> Result<Self, TextError> {
        let (text, offset) = without_brackets(text);
        let items = items(text, offset)?;
        let Some((first, rest)) = items.split_first() else {
            return Err(TextError {
                column: offset,
                problem: "no network; write one such as `784, 128 gelu, 10 softmax`".to_owned(),
            });
        };
        let input = input(first)?;
        let mut layers = Vec::with_capacity(rest.len());
        let mut output = OutputActivation::Linear;
        for (index, words) in rest.iter().enumerate() {
            if index + 1 == rest.len()
                && let [.., last] = words[..]
                && let Some(named) = output_named(last.text)
            {
                output = named;
                if words.len() > 1 {
                    layers.push(layer(&words[..words.len() - 1], 0)?);
                }
                continue;
            }
            layers.push(layer(words, 0)?);
        }
        Ok(Self { input, layers, output })
    }
}

impl FromStr for LayerSpec {
    type Err = TextError;

    /// Reads one layer: `conv 16 3 pad 1 relu`.
    fn from_str(text: &str) -> Result<Self, TextError> {
        match &items(text, 1)?[..] {
            [words] => layer(words, 0),
            [] => Err(TextError { column: 1, problem: "no layer; write one such as `dense 64 gelu`".to_owned() }),
            [_, second, ..] => Err(second[0].error("a second layer, where one was expected")),
        }
    }
}

impl LayerSpec {
    /// Reads a list of layers: `64 gelu, dropout 0.2, 64 gelu`. An empty text is no layers.
    pub fn list(text: &str) -> Result<Vec<Self>, TextError> {
        let (text, offset) = without_brackets(text);
        items(text, offset)?.iter().map(|words| layer(words, 0)).collect()
    }
}

impl FromStr for Shape {
    type Err = TextError;

    /// Reads an input: `784`, `28x28`, `26 steps of 12`, `15 of 27 tokens`.
    fn from_str(text: &str) -> Result<Self, TextError> {
        match &items(text, 1)?[..] {
            [words] => input(words),
            _ => Err(TextError { column: 1, problem: format!("expected an input: {INPUTS}") }),
        }
    }
}

const INPUTS: &str = "`784`, `28x28`, `3x32x32`, `26 steps of 12` or `15 of 27 tokens`";

fn output_named(word: &str) -> Option<OutputActivation> {
    [OutputActivation::Linear, OutputActivation::Sigmoid, OutputActivation::Softmax]
        .into_iter()
        .find(|o| o.name() == word)
}

/// What is inside of brackets around the whole, and its column.
fn without_brackets(text: &str) -> (&str, usize) {
    let start = text.len() - text.trim_start().len();
    let inner = text.trim().strip_prefix('[').and_then(|inner| inner.strip_suffix(']'));
    match inner {
        Some(inner) => (inner, text[..start].chars().count() + 2),
        None => (text, 1),
    }
}

fn number(word: Word<'_>, what: &str) -> Result<usize, TextError> {
    word.text.parse().map_err(|_| word.error(format!("expected {what}, a whole number, not `{}`", shown(word.text))))
}

fn shown(text: &str) -> String {
    text.chars().take(40).collect()
}

fn input(words: &[Word<'_>]) -> Result<Shape, TextError> {
    let expected = |word: Word<'_>| word.error(format!("expected an input: {INPUTS}, not `{}`", shown(word.text)));
    let texts: Vec<&str> = words.iter().map(|word| word.text).collect();
    match (&texts[..], words) {
        ([sides], [word]) if sides.contains('x') => {
            let sides: Vec<usize> =
                sides.split('x').map(str::parse).collect::<Result<_, _>>().map_err(|_| expected(*word))?;
            match sides[..] {
                [height, width] => Ok(Shape::Image { channels: 1, height, width }),
                [channels, height, width] => Ok(Shape::Image { channels, height, width }),
                _ => Err(expected(*word)),
            }
        }
        ([_], [word]) | ([_, "features" | "feature"], [word, _]) => {
            Ok(Shape::Features(number(*word, "the input's size")?))
        }
        ([_, "steps" | "step", "of", _], [steps, _, _, features]) => {
            Ok(Shape::Sequence { steps: number(*steps, "steps")?, features: number(*features, "numbers per step")? })
        }
        ([_, "of", _, "tokens"], [steps, _, vocabulary, _]) => Ok(Shape::Tokens {
            steps: number(*steps, "steps")?,
            vocabulary: number(*vocabulary, "the number of tokens")?,
        }),
        (_, [word, ..]) => Err(expected(*word)),
        _ => Err(TextError { column: 1, problem: format!("expected an input: {INPUTS}") }),
    }
}

/// The words of a layer after its kind.
struct Rest<'a, 'w> {
    words: &'w [Word<'a>],
    /// The word before, for errors about what is missing.
    last: Word<'a>,
}

impl<'a> Rest<'a, '_> {
    fn next(&mut self) -> Option<Word<'a>> {
        let (first, rest) = self.words.split_first()?;
        self.words = rest;
        self.last = *first;
        Some(*first)
    }

    fn needed(&mut self, what: &str) -> Result<Word<'a>, TextError> {
        let last = self.last;
        self.next().ok_or_else(|| last.error(format!("`{}` needs {what}", shown(last.text))))
    }

    fn count(&mut self, what: &str) -> Result<usize, TextError> {
        let word = self.needed(what)?;
        number(word, what)
    }

    fn pair(&mut self, what: &str) -> Result<[usize; 2], TextError> {
        let word = self.needed(what)?;
        let sides: Result<Vec<usize>, _> = word.text.split('x').map(str::parse).collect();
        match sides.as_deref() {
            Ok([side]) => Ok([*side; 2]),
            Ok([height, width]) => Ok([*height, *width]),
            _ => Err(word.error(format!("expected {what}, such as `3` or `5x3`, not `{}`", shown(word.text)))),
        }
    }

    fn float(&mut self, what: &str) -> Result<f64, TextError> {
        let word = self.needed(what)?;
        word.text.parse().map_err(|_| word.error(format!("expected {what}, a number, not `{}`", shown(word.text))))
    }

    /// Nothing more, or the word that is too much.
    fn end(&mut self) -> Result<(), TextError> {
        match self.next() {
            None => Ok(()),
            Some(word) => Err(word.error(format!("`{}` is not known here", shown(word.text)))),
        }
    }
}

/// What may stand after a layer with weights.
#[derive(Default)]
struct Extras {
    activation: Option<ActivationSpec>,
    no_bias: bool,
    initialiser: Option<Initialiser>,
    stride: Option<[usize; 2]>,
    padding: [usize; 2],
    groups: Option<usize>,
    momentum: Option<f64>,
    epsilon: Option<f64>,
    gates: Option<ActivationSpec>,
    all: bool,
    bidirectional: bool,
}

impl Extras {
    /// Reads them; `allowed` are the words that this layer knows.
    fn read(rest: &mut Rest<'_, '_>, allowed: &[&str]) -> Result<Self, TextError> {
        let mut extras = Self::default();
        let mut seen = Vec::new();
        while let Some(word) = rest.next() {
            if seen.contains(&word.text) {
                return Err(word.error(format!("`{}` stands here a second time", shown(word.text))));
            }
            seen.push(word.text);
            match word.text {
                text if !allowed.contains(&text) || text == "activation" => {
                    let taken = extras.activation.is_some() || !allowed.contains(&"activation");
                    if taken {
                        let close = nearest(text, allowed.iter().copied().filter(|word| *word != "activation"));
                        let hint = match (close, allowed) {
                            (Some(close), _) => format!("; did you mean `{close}`?"),
                            (None, [only]) => format!("; only `{only}` is"),
                            (None, _) => String::new(),
                        };
                        return Err(word.error(format!("`{}` is not known here{hint}", shown(text))));
                    }
                    extras.activation = Some(activation(word, rest)?);
                }
                "nobias" => extras.no_bias = true,
                "all" => extras.all = true,
                "last" => extras.all = false,
                "bidirectional" => extras.bidirectional = true,
                "stride" => extras.stride = Some(rest.pair("a stride")?),
                "pad" => extras.padding = rest.pair("a padding")?,
                "groups" => extras.groups = Some(rest.count("a number of groups")?),
                "momentum" => extras.momentum = Some(rest.float("a momentum")?),
                "epsilon" => extras.epsilon = Some(rest.float("an epsilon")?),
                "gates" => {
                    let word = rest.needed("an activation")?;
                    extras.gates = Some(activation(word, rest)?);
                }
                _ => {
                    let word = rest.needed("an initialiser, such as `he_normal`")?;
                    extras.initialiser = Some(word.text.parse().map_err(|problem: String| word.error(problem))?);
                }
            }
        }
        Ok(extras)
    }
}

/// An activation, with the words after it that belong to it.
fn activation(word: Word<'_>, rest: &mut Rest<'_, '_>) -> Result<ActivationSpec, TextError> {
    let mut spec = written(word)?;
    while let Some(next) = rest.words.first() {
        match next.text {
            "per_channel" => spec.per_channel = true,
            "exact" => spec.exact = true,
            _ => break,
        }
        rest.next();
    }
    Ok(spec)
}

/// `gelu`, `leaky_relu(0.2)`, `swish(beta = 2)`, `"x * tanh(x)"`, `"f(x; b = 1) = x * tanh(b * x)"(2)`, `(x * tanh(x))`.
fn written(word: Word<'_>) -> Result<ActivationSpec, TextError> {
    let text = word.text;
    let (name, rest) = if let Some(formula_and_rest) = quoted(text) {
        formula_and_rest
    } else {
        let (name, rest) = text.split_at(text.find('(').unwrap_or(text.len()));
        if !matches!(nonlin::functions::find(name), Ok(Registered::Elementwise(_))) {
            return checked(word, ActivationSpec::from(text));
        }
        (name.to_owned(), rest)
    };
    let plain = checked(word, ActivationSpec::from(name))?;
    if rest.is_empty() {
        return Ok(plain);
    }
    let numbers = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).and_then(|list| {
        let activation = plain.resolve("").ok()?;
        nonlin::typed::parameters(activation.card(), list)
    });
    match numbers {
        Some(list) => checked(word, ActivationSpec { parameters: list.into_iter().collect(), ..plain }),
        None if text.starts_with('"') => {
            let expected = format!("expected parameters, such as `(2)` or `(a = 2)`, not `{}`", shown(rest));
            Err(word.error(expected))
        }
        // No list of numbers: a formula, such as `tanh(2x)`.
        None => checked(word, ActivationSpec::from(text)),
    }
}

/// What is in the quotes that a word begins with, and what comes after them.
fn quoted(text: &str) -> Option<(String, &str)> {
    let inner = text.strip_prefix('"')?;
    let (mut name, mut escaped) = (String::new(), false);
    for (place, c) in inner.char_indices() {
        match c {
            '\\' if !escaped => escaped = true,
            '"' if !escaped => return Some((name, &inner[place + 1..])),
            _ => {
                escaped = false;
                name.push(c);
            }
        }
    }
    None
}

/// Fails, with the place, if there is no such activation or parameter.
fn checked(word: Word<'_>, spec: ActivationSpec) -> Result<ActivationSpec, TextError> {
    match spec.resolve("") {
        Ok(_) => Ok(spec),
        Err(crate::NetError::Activation { source, .. }) => Err(word.error(source.to_string())),
        Err(other) => Err(word.error(other.to_string())),
    }
}

/// One layer.
fn layer(words: &[Word<'_>], depth: usize) -> Result<LayerSpec, TextError> {
    let [kind, after @ ..] = words else {
        return Err(TextError { column: 1, problem: "a layer is missing".to_owned() });
    };
    if depth > DEEPEST {
        return Err(kind.error(format!("blocks lie over {DEEPEST} deep in one another")));
    }
    let mut rest = Rest { words: after, last: *kind };
    let dense = |rest: &mut Rest<'_, '_>, units| {
        let extras = Extras::read(rest, &["nobias", "init", "activation"])?;
        let Extras { activation, no_bias, initialiser, .. } = extras;
        Ok(LayerSpec::Dense(DenseSpec { units, activation, bias: !no_bias, initialiser }))
    };
    let window = |rest: &mut Rest<'_, '_>| -> Result<PoolSpec, TextError> {
        let kernel = rest.pair("a window")?;
        let extras = Extras::read(rest, &["stride", "pad"])?;
        Ok(PoolSpec { kernel, stride: extras.stride.unwrap_or(kernel), padding: extras.padding })
    };
    let layer = match kind.text {
        text if text.starts_with(|c: char| c.is_ascii_digit()) => {
            let units = number(*kind, "a number of units")?;
            return dense(&mut rest, units);
        }
        "dense" => {
            let units = rest.count("a number of units")?;
            return dense(&mut rest, units);
        }
        "conv" => convolution(&mut rest)?,
        "max_pool" => LayerSpec::MaxPool(window(&mut rest)?),
        "average_pool" => LayerSpec::AveragePool(window(&mut rest)?),
        "global_max_pool" => LayerSpec::GlobalMaxPool,
        "global_average_pool" => LayerSpec::GlobalAveragePool,
        "flatten" => LayerSpec::Flatten,
        "rnn" | "lstm" | "gru" => {
            let cell = match kind.text {
                "rnn" => Cell::Rnn,
                "lstm" => Cell::Lstm,
                _ => Cell::Gru,
            };
            let units = rest.count("a number of units")?;
            let extras = Extras::read(&mut rest, &["all", "last", "bidirectional", "gates", "init", "activation"])?;
            LayerSpec::Recurrent(RecurrentSpec {
                cell,
                units,
                activation: extras.activation,
                gate_activation: extras.gates,
                states: if extras.all { States::All } else { States::Last },
                bidirectional: extras.bidirectional,
                initialiser: extras.initialiser,
            })
        }
        "embedding" => LayerSpec::Embedding { units: rest.count("numbers per token")? },
        "batch_norm" => {
            let Extras { momentum, epsilon, .. } = Extras::read(&mut rest, &["momentum", "epsilon"])?;
            let (momentum, epsilon) = (momentum.unwrap_or(USUAL_MOMENTUM), epsilon.unwrap_or(USUAL_EPSILON));
            LayerSpec::BatchNorm { momentum, epsilon }
        }
        "layer_norm" => LayerSpec::LayerNorm { epsilon: epsilon(&mut rest)? },
        "rms_norm" => LayerSpec::RmsNorm { epsilon: epsilon(&mut rest)? },
        "dropout" => LayerSpec::Dropout { rate: rest.float("a rate")? },
        "alpha_dropout" => LayerSpec::AlphaDropout { rate: rest.float("a rate")? },
        "gated" => {
            let word = rest.needed("an activation")?;
            if matches!(nonlin::functions::find(word.text), Ok(Registered::Gated(_))) {
                let layer = gated(word.text, &mut rest)?;
                rest.end()?;
                return Ok(layer);
            }
            let gate = written(word)?;
            if !gate.parameters.is_empty() {
                let way_out = "write it as a formula in quotes, such as `gated \"max(0.2 * x, x)\" 8`";
                return Err(word.error(format!("a gate has its usual parameters, and not others: {way_out}")));
            }
            gated(&gate.name, &mut rest)?
        }
        text if text.starts_with("residual(") => block(*kind, &mut rest, depth)?,
        text => match nonlin::functions::find(text) {
            Ok(Registered::Row(_)) => LayerSpec::Rows { function: text.to_owned() },
            Ok(Registered::Gated(_)) => gated(text, &mut rest)?,
            _ => {
                let is_name = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
                match activation(*kind, &mut rest) {
                    Ok(spec) => LayerSpec::Activation(spec),
                    Err(error) if is_name => {
                        let close = nearest(text, KINDS);
                        return Err(close.map_or(error, |close| {
                            kind.error(format!("no layer or activation `{}`; did you mean `{close}`?", shown(text)))
                        }));
                    }
                    Err(error) => return Err(error),
                }
            }
        },
    };
    rest.end()?;
    Ok(layer)
}

fn convolution(rest: &mut Rest<'_, '_>) -> Result<LayerSpec, TextError> {
    let (filters, kernel) = (rest.count("a number of filters")?, rest.pair("a kernel")?);
    let extras = Extras::read(rest, &["stride", "pad", "groups", "nobias", "init", "activation"])?;
    Ok(LayerSpec::Conv(ConvSpec {
        filters,
        kernel,
        stride: extras.stride.unwrap_or([1; 2]),
        padding: extras.padding,
        groups: extras.groups.unwrap_or(1),
        activation: extras.activation,
        bias: !extras.no_bias,
        initialiser: extras.initialiser,
    }))
}

fn gated(unit: &str, rest: &mut Rest<'_, '_>) -> Result<LayerSpec, TextError> {
    let units = rest.count("a number of units")?;
    let initialiser = Extras::read(rest, &["init"])?.initialiser;
    Ok(LayerSpec::Gated(GatedSpec { unit: unit.to_owned(), units, initialiser }))
}

fn epsilon(rest: &mut Rest<'_, '_>) -> Result<f64, TextError> {
    Ok(Extras::read(rest, &["epsilon"])?.epsilon.unwrap_or(USUAL_EPSILON))
}

/// `residual(...)`, with or without `shortcut(...)` behind it.
fn block(kind: Word<'_>, rest: &mut Rest<'_, '_>, depth: usize) -> Result<LayerSpec, TextError> {
    let inside = |word: Word<'_>, name: &str| -> Result<Vec<LayerSpec>, TextError> {
        let inner = word.text.strip_prefix(name).and_then(|text| text.strip_suffix(')'));
        let inner = inner.ok_or_else(|| word.error(format!("expected `{name}...)`")))?;
        items(inner, word.column + name.len())?.iter().map(|words| layer(words, depth + 1)).collect()
    };
    let layers = inside(kind, "residual(")?;
    let shortcut = match rest.next() {
        Some(word) => inside(word, "shortcut(")?,
        None => Vec::new(),
    };
    Ok(LayerSpec::Residual(ResidualSpec { layers, shortcut }))
}
