//! Activation functions of nonlin beside those of `rten-vecmath`, `tract-linalg` and `candle`: time and worst
//! error, in one process on one thread, as Markdown tables.
//!
//!     cargo run --release --manifest-path benches/functions/Cargo.toml

mod candle;
mod contender;
mod errors;
mod nonlin_itself;
mod rten;
mod times;
mod tract;

use contender::Contender;

/// Functions of single numbers, by nonlin's names, with the parameters that nonlin has by default.
const ELEMENTWISE: [&str; 12] = [
    "relu",
    "leaky_relu",
    "sigmoid",
    "tanh",
    "silu",
    "gelu",
    "gelu_tanh",
    "elu",
    "selu",
    "softplus",
    "mish",
    "hard_swish",
];

/// Functions of rows.
const ROWS: [&str; 2] = ["softmax", "log_softmax"];

/// What fits a second-level cache, as two arrays.
const ELEMENTS: usize = 16_384;

/// Rows, and numbers per row, of the functions of rows.
const SHAPE: (usize, usize) = (1024, 1024);

/// Everyone who has the function, for rows of this length (which element-wise functions do not care about).
fn contenders(function: &str, columns: usize) -> Vec<Contender> {
    let mut all = nonlin_itself::contenders(function, columns);
    all.extend(rten::contender(function, columns));
    all.extend(tract::contender(function, columns));
    all.extend(candle::contender(function, columns));
    all
}

/// The columns of the tables.
const NAMES: [&str; 6] =
    [nonlin_itself::NAME, nonlin_itself::IN_PLACE, nonlin_itself::EXACT, rten::NAME, tract::NAME, candle::NAME];

fn main() {
    // Softmax of candle would use every processor.
    rayon::ThreadPoolBuilder::new().num_threads(1).build_global().expect("nothing has used rayon yet");
    times::print();
    errors::print();
}
