//! `rten-vecmath`: the kernels of the ONNX runtime rten. Its ReLU is left to the compiler, so it is not here.

use crate::contender::{Contender, Way};
use rten_simd::{SimdOp, SimdUnaryOp};
use rten_vecmath::{ApproxGelu, Elu, Gelu, LeakyRelu, LogSoftmax, Sigmoid, Silu, Softmax, Tanh};
use std::mem::MaybeUninit;

pub(crate) const NAME: &str = "rten-vecmath";

pub(crate) fn contender(function: &str, columns: usize) -> Option<Contender> {
    let way = match function {
        "leaky_relu" => unary(LeakyRelu { alpha: 0.01 }),
        "sigmoid" => unary(Sigmoid {}),
        "tanh" => unary(Tanh {}),
        "silu" => unary(Silu {}),
        "gelu" => unary(Gelu {}),
        "gelu_tanh" => unary(ApproxGelu {}),
        "elu" => unary(Elu { alpha: 1.0 }),
        "softmax" => rows(columns, |x, y| {
            Softmax::new(x, y).dispatch();
        }),
        "log_softmax" => rows(columns, |x, y| {
            LogSoftmax::new(x, y).dispatch();
        }),
        _ => return None,
    };
    Some(Contender { library: NAME, way })
}

fn unary(operation: impl SimdUnaryOp<f32> + 'static) -> Way {
    Way::Slices(Box::new(move |x, y| {
        operation.map(x, overwritten(y));
    }))
}

fn rows(columns: usize, row: impl Fn(&[f32], &mut [MaybeUninit<f32>]) + 'static) -> Way {
    Way::Slices(Box::new(move |x, y| {
        for (x, y) in x.chunks_exact(columns).zip(y.chunks_exact_mut(columns)) {
            row(x, overwritten(y));
        }
    }))
}

/// The crate writes to uninitialised memory, which ours is as well.
fn overwritten(y: &mut [f32]) -> &mut [MaybeUninit<f32>] {
    // SAFETY: the layouts are one, and the operations only write initialised numbers.
    unsafe { &mut *(std::ptr::from_mut(y) as *mut [MaybeUninit<f32>]) }
}
