//! The types that arrays are made of.

use super::Dtype;
use super::loops::{Elementwise, Loops};
use crate::gated::{GatedLoops, GatedUnit};
use crate::real::Machine;
use crate::rows::{RowFunction, RowLoops};

/// What kernels and networks compute with: `f32` or `f64`.
pub trait Element: Machine + Dtype {
    /// The loops of a function for this type.
    fn loops(function: &'static dyn Elementwise) -> &'static dyn Loops<Self>;
    /// The loops of a gated unit for this type.
    fn gated_loops(unit: &'static dyn GatedUnit) -> &'static dyn GatedLoops<Self>;
    /// A row function for this type.
    fn row_loops(function: &dyn RowFunction) -> &dyn RowLoops<Self>;
}

impl Element for f32 {
    fn loops(function: &'static dyn Elementwise) -> &'static dyn Loops<Self> {
        function
    }
    fn gated_loops(unit: &'static dyn GatedUnit) -> &'static dyn GatedLoops<Self> {
        unit
    }
    fn row_loops(function: &dyn RowFunction) -> &dyn RowLoops<Self> {
        function
    }
}

impl Element for f64 {
    fn loops(function: &'static dyn Elementwise) -> &'static dyn Loops<Self> {
        function
    }
    fn gated_loops(unit: &'static dyn GatedUnit) -> &'static dyn GatedLoops<Self> {
        unit
    }
    fn row_loops(function: &dyn RowFunction) -> &dyn RowLoops<Self> {
        function
    }
}
