//! How many places a window has along each dimension: the arithmetic of convolutions and pools.

use super::call::Call;

/// The window along every spatial dimension.
pub(super) struct Windows {
    pub(super) kernel: Vec<usize>,
    pub(super) strides: Vec<usize>,
    pub(super) dilations: Vec<usize>,
    /// At the beginnings, then at the ends; `None` where `auto_pad` decides.
    pads: Option<Vec<usize>>,
    auto_pad: AutoPad,
}

#[derive(Clone, Copy, PartialEq)]
enum AutoPad {
    Explicit,
    Same,
    Valid,
}

impl Windows {
    /// From a node's attributes, for a kernel of this shape.
    pub(super) fn of(call: &Call, kernel: Vec<usize>) -> Option<Self> {
        let rank = kernel.len();
        let auto_pad = match call.node.string("auto_pad", "NOTSET").ok()? {
            "NOTSET" => AutoPad::Explicit,
            "SAME_UPPER" | "SAME_LOWER" => AutoPad::Same,
            "VALID" => AutoPad::Valid,
            _ => return None,
        };
        let ones = |attribute| Some(call.sizes(attribute)?.unwrap_or_else(|| vec![1; rank]));
        let pads = match auto_pad {
            AutoPad::Explicit => Some(call.sizes("pads")?.unwrap_or_else(|| vec![0; 2 * rank])),
            AutoPad::Valid => Some(vec![0; 2 * rank]),
            AutoPad::Same => None,
        };
        let windows = Self { strides: ones("strides")?, dilations: ones("dilations")?, kernel, pads, auto_pad };
        let fits = windows.strides.len() == rank && windows.dilations.len() == rank;
        let padded = windows.pads.as_ref().is_none_or(|pads| pads.len() == 2 * rank);
        (fits && padded && !windows.strides.contains(&0) && !windows.kernel.contains(&0)).then_some(windows)
    }

    /// The padding along a dimension, at the beginning and in all.
    pub(super) fn padding(&self, axis: usize) -> Option<(usize, usize)> {
        let pads = self.pads.as_ref()?;
        let (begin, end) = (pads[axis], pads[axis + self.kernel.len()]);
        Some((begin, begin.checked_add(end)?))
    }

    /// What the window covers along a dimension, gaps included.
    pub(super) fn extent(&self, axis: usize) -> Option<usize> {
        (self.kernel[axis] - 1).checked_mul(self.dilations[axis])?.checked_add(1)
    }

    pub(super) fn is_same(&self) -> bool {
        self.auto_pad == AutoPad::Same
    }

    /// How many places it has in `input`. With `ceil`, one more where the last does not fill the window, unless that would
    /// begin in the padding.
    pub(super) fn places(&self, input: &[usize], ceil: bool) -> Option<Vec<usize>> {
        if input.len() != self.kernel.len() {
            return None;
        }
        let along = |(axis, size): (usize, &usize)| {
            let stride = self.strides[axis];
            if self.is_same() {
                return Some(size.div_ceil(stride));
            }
            let (begin, padding) = self.padding(axis)?;
            let room = size.checked_add(padding)?.checked_sub(self.extent(axis)?)?;
            let places = if ceil { room.div_ceil(stride) } else { room / stride }.checked_add(1)?;
            let past = ceil && (places - 1).checked_mul(stride)? >= size.checked_add(begin)?;
            Some(places - usize::from(past))
        };
        input.iter().enumerate().map(along).collect()
    }
}
