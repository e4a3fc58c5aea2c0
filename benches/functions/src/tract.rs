//! `tract-linalg`: the kernels of the ONNX runtime tract. They work in place, in assembly where there is any.
//! ReLU is to tract the larger of two of its tensors, so it cannot be timed on a slice.

use crate::contender::{Contender, Way};
use tract_linalg::Func;

pub(crate) const NAME: &str = "tract-linalg, in place";

pub(crate) fn contender(function: &str, columns: usize) -> Option<Contender> {
    let way = match function {
        "leaky_relu" => {
            let kernel = Func::LeakyRelu.ew_f32_param().ok()?;
            Way::InPlace(Box::new(move |x| kernel.run_with_params(x, 0.01).expect("any length will do")))
        }
        "sigmoid" => plain(Func::Sigmoid)?,
        "tanh" => plain(Func::Tanh)?,
        "silu" => plain(Func::Silu)?,
        "gelu_tanh" => plain(Func::Gelu)?,
        "hard_swish" => plain(Func::Hardswish)?,
        "softmax" => softmax(columns)?,
        _ => return None,
    };
    Some(Contender { library: NAME, way })
}

fn plain(function: Func) -> Option<Way> {
    let kernel = function.ew_f32().ok()?;
    Some(Way::InPlace(Box::new(move |x| kernel.run(x).expect("any length will do"))))
}

/// The three kernels that tract's own softmax is made of.
fn softmax(columns: usize) -> Option<Way> {
    let (maximum, exponentials) = (Func::ReduceMax.reduce_f32().ok()?, Func::Softmax2.map_reduce_f32().ok()?);
    let scale = Func::MulByScalar.ew_f32_param().ok()?;
    Some(Way::InPlace(Box::new(move |x| {
        for row in x.chunks_exact_mut(columns) {
            let max = maximum.run(row).expect("any length will do");
            let sum = exponentials.run_with_params(row, max).expect("any length will do");
            scale.run_with_params(row, sum.recip()).expect("any length will do");
        }
    })))
}
