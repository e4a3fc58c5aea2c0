//! Where the numbers of an image's windows lie.

use super::Axis;
use super::tiles::LANES;
use nonlin::Element;

/// A convolution over an image in numbers. The image is worked on with its zeros around it, channel after channel, in a copy.
///
/// Number `k` of the window at place `p` lies at `offset(k) + base(p)` from the start of its group's channels.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Geometry {
    /// Of the whole layer, like the filters.
    pub(super) channels: usize,
    pub(super) filters: usize,
    pub(super) groups: usize,
    pub(super) vertical: Axis,
    pub(super) horizontal: Axis,
}

/// The two summands of a place.
#[derive(Clone, Copy)]
pub(super) struct Places<'a> {
    pub(super) offsets: &'a [u32],
    pub(super) bases: &'a [u32],
}

impl Geometry {
    /// Places of the kernel.
    pub(super) fn area(self) -> usize {
        self.vertical.kernel * self.horizontal.kernel
    }

    pub(super) fn group_channels(self) -> usize {
        self.channels / self.groups
    }

    pub(super) fn group_filters(self) -> usize {
        self.filters / self.groups
    }

    /// Terms of each sum.
    pub(super) fn depth(self) -> usize {
        self.group_channels() * self.area()
    }

    /// Places of the window.
    pub(super) fn positions(self) -> usize {
        self.vertical.outputs() * self.horizontal.outputs()
    }

    /// Numbers of an image.
    pub(super) fn input(self) -> usize {
        self.channels * self.vertical.size * self.horizontal.size
    }

    /// Numbers of one channel with the zeros around it.
    pub(super) fn padded_plane(self) -> usize {
        self.vertical.padded() * self.horizontal.padded()
    }

    /// Numbers of an image with the zeros around it, and what the last loads reach beyond it.
    pub(super) fn padded(self) -> usize {
        (self.channels * self.padded_plane()).saturating_add(LANES)
    }

    /// Whether windows lie side by side, so that the places of one number in all of them are a piece of the image.
    pub(super) fn is_dense(self) -> bool {
        self.vertical.stride == 1 && self.horizontal.stride == 1
    }

    /// How many numbers the gradient of one filter's map takes in scratch: places side by side as they are in the padded image, with
    /// zeros between the rows, where windows are side by side, else one after the other.
    pub(super) fn spread(self) -> usize {
        let places = if self.is_dense() {
            (self.vertical.outputs() - 1) * self.horizontal.padded() + self.horizontal.outputs()
        } else {
            self.positions()
        };
        places.next_multiple_of(LANES)
    }

    /// Room for [`Places`].
    pub(super) fn indices(self) -> usize {
        self.depth().saturating_add(self.positions())
    }

    /// Writes the places; they fit, as a padded image has fewer than 2^32 numbers.
    #[allow(clippy::cast_possible_truncation, reason = "checked when the layer was built")]
    pub(super) fn write_places(self, indices: &mut [u32]) {
        let (offsets, bases) = indices.split_at_mut(self.depth());
        let (area, width, row) = (self.area(), self.horizontal.kernel, self.horizontal.padded());
        for (k, offset) in offsets.iter_mut().enumerate() {
            let (channel, place) = (k / area, k % area);
            *offset = (channel * self.padded_plane() + place / width * row + place % width) as u32;
        }
        let columns = self.horizontal.outputs();
        for (p, base) in bases.iter_mut().enumerate() {
            *base = (p / columns * self.vertical.stride * row + p % columns * self.horizontal.stride) as u32;
        }
    }

    /// Them again.
    pub(super) fn places(self, indices: &[u32]) -> Places<'_> {
        let (offsets, bases) = indices.split_at(self.depth());
        Places { offsets, bases }
    }

    /// Copies an image into the middle of its zeros, which are there already.
    #[inline(always)]
    pub(super) fn pad<T: Element>(self, image: &[T], padded: &mut [T]) {
        let (height, width) = (self.vertical.size, self.horizontal.size);
        if self.vertical.padding == 0 && self.horizontal.padding == 0 {
            padded[..image.len()].copy_from_slice(image);
            return;
        }
        for (image, plane) in image.chunks_exact(height * width).zip(padded.chunks_exact_mut(self.padded_plane())) {
            let rows = plane.chunks_exact_mut(self.horizontal.padded()).skip(self.vertical.padding);
            for (row, padded) in image.chunks_exact(width).zip(rows) {
                padded[self.horizontal.padding..][..width].copy_from_slice(row);
            }
        }
    }

    /// Copies it out of them.
    #[inline(always)]
    pub(super) fn unpad<T: Element>(self, padded: &[T], image: &mut [T]) {
        let (height, width) = (self.vertical.size, self.horizontal.size);
        for (image, plane) in image.chunks_exact_mut(height * width).zip(padded.chunks_exact(self.padded_plane())) {
            let rows = plane.chunks_exact(self.horizontal.padded()).skip(self.vertical.padding);
            for (row, padded) in image.chunks_exact_mut(width).zip(rows) {
                row.copy_from_slice(&padded[self.horizontal.padding..][..width]);
            }
        }
    }

    /// Copies the gradient of a group's maps to where [`spread`](Self::spread) says, between zeros that are there already.
    #[inline(always)]
    pub(super) fn spread_out<T: Element>(self, maps: &[T], spread: &mut [T]) {
        let columns = self.horizontal.outputs();
        for (map, spread) in maps.chunks_exact(self.positions()).zip(spread.chunks_exact_mut(self.spread())) {
            if self.is_dense() {
                for (row, spread) in map.chunks_exact(columns).zip(spread.chunks_mut(self.horizontal.padded())) {
                    spread[..columns].copy_from_slice(row);
                }
            } else {
                spread[..map.len()].copy_from_slice(map);
            }
        }
    }
}
