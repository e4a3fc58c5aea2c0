//! A window that slides along one side of an input.

use crate::error::NetError;
use crate::spec::Window;
use std::ops::Range;

/// One side of an input, and how a window slides along it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Axis {
    pub(crate) size: usize,
    pub(crate) kernel: usize,
    pub(crate) stride: usize,
    pub(crate) padding: usize,
}

impl Axis {
    /// The size with what is added at both ends.
    pub(crate) fn padded(self) -> usize {
        self.size.saturating_add(self.padding.saturating_mul(2))
    }

    /// How many places the window has.
    pub(crate) fn outputs(self) -> usize {
        // Beyond its end an input that is too short is continued with zeros until the window fits once.
        self.padded().saturating_sub(self.kernel) / self.stride + 1
    }

    /// How many it has along a shorter input.
    pub(crate) fn outputs_along(self, size: usize) -> usize {
        Self { size, ..self }.outputs()
    }

    /// What the window covers of the first `size` places of the input, at its place `output`; and the first place of the window that lies
    /// there.
    pub(crate) fn covered(self, output: usize, size: usize) -> (Range<usize>, usize) {
        let start = output * self.stride;
        let end = (start + self.kernel - self.padding).min(size);
        (start.saturating_sub(self.padding).min(end)..end, self.padding.saturating_sub(start))
    }
}

/// The axes of an input of these sizes. Fails, naming the layer, if the window is no window or does not fit in.
pub(crate) fn axes<const N: usize>(window: Window, layer: &str, sizes: [usize; N]) -> Result<[Axis; N], NetError> {
    let Window { kernel, stride, padding } = window;
    let axes: [Axis; N] =
        std::array::from_fn(|i| Axis { size: sizes[i], kernel: kernel[i], stride: stride[i], padding: padding[i] });
    let by_side = |of: &dyn Fn(Axis) -> usize| axes.map(|axis| of(axis).to_string()).join(" x ");
    let wrong = |setting, of: &dyn Fn(Axis) -> usize, range: String| {
        Err(NetError::LayerSetting { layer: layer.to_owned(), setting, value: by_side(of), range })
    };
    if axes.iter().any(|axis| axis.kernel == 0) {
        return wrong("kernel", &|axis| axis.kernel, "at least 1".to_owned());
    }
    if axes.iter().any(|axis| axis.stride == 0) {
        return wrong("stride", &|axis| axis.stride, "at least 1".to_owned());
    }
    if axes.iter().any(|axis| axis.padding >= axis.kernel) {
        let range = format!("smaller than the kernel, which is {}", by_side(&|axis| axis.kernel));
        return wrong("padding", &|axis| axis.padding, range);
    }
    if axes.iter().any(|axis| axis.kernel > axis.padded()) {
        let [input, padded] = [by_side(&|axis| axis.size), by_side(&|axis| axis.padded())];
        let range = format!("at most {padded}, its input of {input} with padding");
        return wrong("kernel", &|axis| axis.kernel, range);
    }
    Ok(axes)
}
