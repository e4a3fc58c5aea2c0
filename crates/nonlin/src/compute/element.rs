//! The types that arrays are made of.

use super::Dtype;
use super::loops::{Elementwise, Loops};
use crate::gated::{GatedLoops, GatedUnit};
use crate::real::Machine;

/// What kernels and networks compute with: `f32` or `f64`.
pub trait Element: Machine + Dtype {
    /// The loops of a function for this type.
    fn loops(function: &'static dyn Elementwise) -> &'static dyn Loops<Self>;
    /// The loops of a gated unit for this type.
    fn gated_loops(unit: &'static dyn GatedUnit) -> &'static dyn GatedLoops<Self>;
}

impl Element for f32 {
    fn loops(function: &'static dyn Elementwise) -> &'static dyn Loops<Self> {
        function
    }
    fn gated_loops(unit: &'static dyn GatedUnit) -> &'static dyn GatedLoops<Self> {
        unit
    }
}

impl Element for f64 {
    fn loops(function: &'static dyn Elementwise) -> &'static dyn Loops<Self> {
        function
    }
    fn gated_loops(unit: &'static dyn GatedUnit) -> &'static dyn GatedLoops<Self> {
        unit
    }
}
