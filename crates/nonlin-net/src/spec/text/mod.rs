//! Networks in short: `784, 128 gelu, dropout 0.2, 10 softmax`.
//!
//! A network is its input and its layers, with commas between them and, if one likes, brackets around.
//!
//! | text | meaning |
//! | --- | --- |
//! | `784`, `28x28`, `3x32x32` | an input of features, or an image (channels first) |
//! | `26 steps of 12`, `15 of 27 tokens` | an input of up to 26 steps with 12 numbers, or of up to 15 of 27 tokens |
//! | `dense 128 gelu`, `128 gelu`, `10` | a dense layer, with or without activation |
//! | `conv 16 5x3 relu`, `conv 16 5 stride 2 pad 1 groups 2` | convolution, with a kernel's height and width, or a square |
//! | `max_pool 2`, `average_pool 3 stride 1 pad 1` | pooling, side by side unless told otherwise |
//! | `global_max_pool`, `global_average_pool`, `flatten` | |
//! | `lstm 64`, `gru 32 all bidirectional`, `rnn 16 relu`, `lstm 8 tanh gates hard_sigmoid` | recurrent layers; `all` passes on every state |
//! | `embedding 16` | vectors for tokens |
//! | `batch_norm`, `batch_norm momentum 0.01 epsilon 0.001`, `layer_norm epsilon 1e-6`, `rms_norm` | normalisations |
//! | `dropout 0.2`, `alpha_dropout 0.1` | |
//! | `gelu`, `leaky_relu(0.2)`, `swish(beta = 2) per_channel`, `"x * tanh(softplus(x))"` | an activation by itself, a formula in quotes (`\"` is a quote in it) |
//! | `"f(x; learn b = 1) = x * tanh(b * x)"(2)` | a formula whose parameter starts elsewhere |
//! | `swiglu 64`, `gated mish 64` | a gated unit, or one with any activation as the gate |
//! | `softmax`, `sparsemax` | a function of whole rows |
//! | `residual(64 gelu, 64)`, `residual(conv 8 3 pad 1) shortcut(conv 8 1)` | a block with a way around it |
//!
//! Words after a layer: `nobias`, `init orthogonal` (or another [initialiser](crate::Initialiser), `init normal(0.02)`), and after an activation `per_channel` and `exact`. The last
//! layer's `softmax`, `sigmoid` or `linear` is the network's output activation.

mod parse;
mod print;
mod token;

pub use token::TextError;
