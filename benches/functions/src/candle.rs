//! `candle`: an ML framework in Rust, without MKL or Accelerate, which the default build has not either.

use crate::contender::{Contender, Way};
use candle_core::{Result, Tensor};
use candle_nn::{Activation, Module, ops};

pub(crate) const NAME: &str = "candle";

/// The constants of Klambauer et al. 2017, as PyTorch has them.
const SELU: (f32, f32) = (1.673_263_2, 1.050_701);

pub(crate) fn contender(function: &str, _columns: usize) -> Option<Contender> {
    let tensor = |f: fn(&Tensor) -> Result<Tensor>| Way::Tensor(Box::new(f));
    let way = match function {
        "relu" => tensor(Tensor::relu),
        "leaky_relu" => tensor(|x| ops::leaky_relu(x, 0.01)),
        "sigmoid" => tensor(ops::sigmoid),
        "tanh" => tensor(Tensor::tanh),
        "silu" => tensor(Tensor::silu),
        "gelu" => tensor(Tensor::gelu_erf),
        "gelu_tanh" => tensor(Tensor::gelu),
        "elu" => tensor(|x| x.elu(1.0)),
        "selu" => tensor(|x| ops::selu(x, SELU.0, SELU.1)),
        "mish" => tensor(ops::mish),
        "hard_swish" => tensor(|x| Activation::HardSwish.forward(x)),
        "softmax" => tensor(ops::softmax_last_dim),
        "log_softmax" => tensor(|x| ops::log_softmax(x, 1)),
        _ => return None,
    };
    Some(Contender { library: NAME, way })
}
