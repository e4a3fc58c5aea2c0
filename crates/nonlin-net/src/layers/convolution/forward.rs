//! The weighted sums of a convolution over images.
//!
//! Each is taken over the numbers of a window in the same order, whichever way: the lanes of a tile are places of the window that
//! lie side by side, or filters. Which of the two leaves fewer lanes without work depends on the layer.

use super::geometry::{Geometry, Places};
use super::tiles::{LANES, Lanes, ROWS, height, sum_panel, sum_places};
use nonlin::Element;
use nonlin::compute::Operation;

/// What is in the lanes of a tile.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum By {
    /// Places of the window.
    Places,
    /// Filters.
    Filters,
}

impl Geometry {
    /// The quicker way forward.
    pub(super) fn forward_by(self) -> By {
        if self.horizontal.stride != 1 {
            return By::Filters;
        }
        let (rows, columns) = (self.vertical.outputs(), self.horizontal.outputs());
        let by_places = self.group_filters() * rows * columns.next_multiple_of(LANES);
        let by_filters = self.group_filters().next_multiple_of(LANES) * rows * columns;
        // Sums by filters have to be turned on their way to memory.
        if by_filters + by_filters / 8 < by_places { By::Filters } else { By::Places }
    }

    /// Panels of weights by filters: numbers in each lane.
    pub(super) fn panels(self) -> usize {
        self.groups * self.group_filters().div_ceil(LANES) * self.depth()
    }

    /// Numbers of scratch on the way forward.
    pub(super) fn forward_scratch(self) -> usize {
        let panels = if self.forward_by() == By::Filters { self.panels() } else { 0 };
        self.padded().saturating_add(panels.saturating_mul(LANES))
    }
}

/// `z = w * x + b` for a batch.
pub(super) struct Sums<'a, T> {
    pub(super) geometry: Geometry,
    pub(super) places: Places<'a>,
    /// filters x depth.
    pub(super) weight: &'a [T],
    /// Empty if there are none.
    pub(super) bias: &'a [T],
    pub(super) x: &'a [T],
    pub(super) z: &'a mut [T],
    pub(super) scratch: &'a mut [T],
}

impl<T: Element> Operation for Sums<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self { geometry, places, weight, bias, x, z, scratch } = self;
        let (padded, panels) = scratch.split_at_mut(geometry.padded());
        padded.fill(T::default());
        let by = geometry.forward_by();
        let panels = &mut panels.as_chunks_mut::<LANES>().0[..if by == By::Filters { geometry.panels() } else { 0 }];
        if by == By::Filters {
            write_panels(geometry, weight, panels);
        }
        let (group_filters, depth, positions) = (geometry.group_filters(), geometry.depth(), geometry.positions());
        let blocks = group_filters.div_ceil(LANES);
        let images = x.chunks_exact(geometry.input()).zip(z.chunks_exact_mut(geometry.filters * positions));
        for (x, z) in images {
            geometry.pad(x, padded);
            for (group, z) in z.chunks_exact_mut(group_filters * positions).enumerate() {
                let numbers = &padded[group * geometry.group_channels() * geometry.padded_plane()..];
                let first = group * group_filters;
                let bias = if bias.is_empty() { bias } else { &bias[first..first + group_filters] };
                match by {
                    By::Places => {
                        let weight = &weight[first * depth..(first + group_filters) * depth];
                        sum_by_places(geometry, places, weight, bias, numbers, z);
                    }
                    By::Filters => {
                        let panels = &panels[group * blocks * depth..(group + 1) * blocks * depth];
                        sum_by_filters(geometry, places, panels, bias, numbers, z);
                    }
                }
            }
        }
    }
}

/// Weights with the filters of a group side by side; 0 beyond the last.
#[inline(always)]
fn write_panels<T: Element>(geometry: Geometry, weight: &[T], panels: &mut [Lanes<T>]) {
    let (group_filters, depth) = (geometry.group_filters(), geometry.depth());
    panels.fill([T::default(); LANES]);
    let panels = panels.chunks_exact_mut(group_filters.div_ceil(LANES) * depth);
    for (weight, panels) in weight.chunks_exact(group_filters * depth).zip(panels) {
        for (weight, panel) in weight.chunks(LANES * depth).zip(panels.chunks_exact_mut(depth)) {
            for (lane, weight) in weight.chunks_exact(depth).enumerate() {
                for (panel, &weight) in panel.iter_mut().zip(weight) {
                    panel[lane] = weight;
                }
            }
        }
    }
}

/// One group of one image, with places in the lanes.
#[inline(always)]
fn sum_by_places<T: Element>(
    geometry: Geometry,
    places: Places<'_>,
    weight: &[T],
    bias: &[T],
    numbers: &[T],
    z: &mut [T],
) {
    let mut filter = 0;
    while filter < geometry.group_filters() {
        let height = height(geometry.group_filters() - filter, ROWS);
        let tile = Tile { geometry, places, weight, bias, numbers, filter };
        // Fewer filters, more pieces of rows: as many sums at a time as hide how long each takes.
        match height {
            1 => tile.run::<1, 4>(z),
            2 => tile.run::<2, 3>(z),
            3 => tile.run::<3, 2>(z),
            4 => tile.run::<4, 1>(z),
            5 => tile.run::<5, 1>(z),
            _ => tile.run::<ROWS, 1>(z),
        }
        filter += height;
    }
}

/// Some filters of one group of one image.
struct Tile<'a, T> {
    geometry: Geometry,
    places: Places<'a>,
    weight: &'a [T],
    bias: &'a [T],
    numbers: &'a [T],
    /// The first of them.
    filter: usize,
}

impl<T: Element> Tile<'_, T> {
    #[inline(always)]
    fn run<const R: usize, const V: usize>(self, z: &mut [T]) {
        let Self { geometry, places, weight, bias, numbers, filter } = self;
        let (depth, positions, columns) = (geometry.depth(), geometry.positions(), geometry.horizontal.outputs());
        let factors: [&[T]; R] = std::array::from_fn(|i| &weight[(filter + i) * depth..(filter + i + 1) * depth]);
        let start: [T; R] = std::array::from_fn(|i| bias.get(filter + i).copied().unwrap_or_default());
        let last = places.offsets.last().map_or(0, |&last| last as usize);
        let z = &mut z[filter * positions..(filter + R) * positions];
        // Pieces of rows, each as wide as a tile; the last of a row reaches back into the one before it.
        let pieces = columns.div_ceil(LANES);
        let all = pieces * geometry.vertical.outputs();
        for first in (0..all).step_by(V) {
            let starts: [usize; V] = std::array::from_fn(|v| {
                let piece = (first + v).min(all - 1);
                piece / pieces * columns + (piece % pieces * LANES).min(columns.saturating_sub(LANES))
            });
            let mut sums: [[Lanes<T>; V]; R] = start.map(|start| [[start; LANES]; V]);
            let inputs = starts.map(|start| places.bases[start] as usize);
            sum_places(factors, places.offsets, last, numbers, inputs, &mut sums);
            for (z, sums) in z.chunks_exact_mut(positions).zip(&sums) {
                for (&start, sums) in starts.iter().zip(sums) {
                    // Beyond the end of a short row there is the next, which is written later.
                    let z = &mut z[start..];
                    if let Some(z) = z.first_chunk_mut() {
                        *z = *sums;
                    } else {
                        let z = &mut z[..columns];
                        z.copy_from_slice(&sums[..columns]);
                    }
                }
            }
        }
    }
}

/// One group of one image, with filters in the lanes.
#[inline(always)]
fn sum_by_filters<T: Element>(
    geometry: Geometry,
    places: Places<'_>,
    panels: &[Lanes<T>],
    bias: &[T],
    numbers: &[T],
    z: &mut [T],
) {
    let (depth, positions) = (geometry.depth(), geometry.positions());
    for (block, z) in z.chunks_mut(LANES * positions).enumerate() {
        let panel = &panels[block * depth..(block + 1) * depth];
        let start: Lanes<T> = std::array::from_fn(|j| bias.get(block * LANES + j).copied().unwrap_or_default());
        let mut place = 0;
        while place < positions {
            let height = height(positions - place, ROWS);
            match height {
                1 => sum_filters::<T, 1>(places, panel, start, numbers, place, z, positions),
                2 => sum_filters::<T, 2>(places, panel, start, numbers, place, z, positions),
                3 => sum_filters::<T, 3>(places, panel, start, numbers, place, z, positions),
                4 => sum_filters::<T, 4>(places, panel, start, numbers, place, z, positions),
                5 => sum_filters::<T, 5>(places, panel, start, numbers, place, z, positions),
                _ => sum_filters::<T, ROWS>(places, panel, start, numbers, place, z, positions),
            }
            place += height;
        }
    }
}

#[inline(always)]
fn sum_filters<T: Element, const R: usize>(
    places: Places<'_>,
    panel: &[Lanes<T>],
    start: Lanes<T>,
    numbers: &[T],
    place: usize,
    z: &mut [T],
    positions: usize,
) {
    let starts: [usize; R] = std::array::from_fn(|i| places.bases[place + i] as usize);
    let last = places.offsets.last().map_or(0, |&last| last as usize);
    let mut sums = [start; R];
    sum_panel(panel, places.offsets, last, numbers, starts, &mut sums);
    for (lane, z) in z.chunks_exact_mut(positions).enumerate() {
        let z = &mut z[place..place + R];
        for (z, sums) in z.iter_mut().zip(&sums) {
            *z = sums[lane];
        }
    }
}
