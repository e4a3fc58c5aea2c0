//! The gradient of a convolution over images with respect to its weights and to the images.

use super::forward::By;
use super::geometry::{Geometry, Places};
use super::tiles::{LANES, Lanes, ROWS, add, height, sum_panel, sum_products, sum_rows, total};
use nonlin::Element;
use nonlin::compute::Operation;

/// Rows and columns of a tile of [`sum_products`].
const PRODUCT_ROWS: usize = 3;
const PRODUCT_COLUMNS: usize = 4;

impl Geometry {
    /// The quicker way to the gradient with respect to the weights.
    fn gradient_by(self) -> By {
        if !self.is_dense() {
            return By::Filters;
        }
        let by_places = self.group_filters() * self.spread();
        let by_filters = self.group_filters().next_multiple_of(LANES) * self.positions();
        // For sums by filters the gradient of the maps has to be turned.
        if by_filters + by_filters / 8 < by_places { By::Filters } else { By::Places }
    }

    /// Numbers in each lane of the sums that become the gradient with respect to the weights.
    fn gradient_sums(self) -> usize {
        match self.gradient_by() {
            By::Places => self.filters * self.depth(),
            By::Filters => self.panels(),
        }
    }

    /// Numbers in each lane of one image's maps, turned.
    fn turned(self) -> usize {
        match self.gradient_by() {
            By::Places => 0,
            By::Filters => self.positions(),
        }
    }

    /// Numbers of scratch on the way back.
    pub(super) fn backward_scratch(self) -> usize {
        let images = self.padded().saturating_mul(2);
        let lanes = self.gradient_sums().saturating_add(self.turned()).saturating_mul(LANES);
        let maps = self.group_filters().saturating_mul(self.spread());
        let factors = self.factors().saturating_mul(ROWS);
        [images, lanes, maps, factors].into_iter().fold(0, usize::saturating_add)
    }

    /// Tiles of the channels of a group.
    fn channel_tiles(self) -> usize {
        self.group_channels().div_ceil(ROWS)
    }

    /// Weights with the channels of a tile side by side, for the way to the image: group, tile, place of the kernel, filter.
    fn factors(self) -> usize {
        self.filters * self.channel_tiles() * self.area()
    }
}

/// The gradients of a batch.
pub(super) struct Gradients<'a, T> {
    pub(super) geometry: Geometry,
    pub(super) places: Places<'a>,
    pub(super) weight: &'a [T],
    pub(super) x: &'a [T],
    /// With respect to the weighted sums.
    pub(super) dz: &'a [T],
    /// To be written.
    pub(super) weight_gradient: &'a mut [T],
    /// To be written; empty if there are none.
    pub(super) bias_gradient: &'a mut [T],
    /// To be written.
    pub(super) dx: Option<&'a mut [T]>,
    pub(super) scratch: &'a mut [T],
}

impl<T: Element> Operation for Gradients<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self { geometry, places, weight, x, dz, weight_gradient, bias_gradient, mut dx, scratch } = self;
        let (padded, scratch) = scratch.split_at_mut(geometry.padded());
        let (padded_gradient, scratch) = scratch.split_at_mut(geometry.padded());
        let (spread, scratch) = scratch.split_at_mut(geometry.group_filters() * geometry.spread());
        let (factors, scratch) = scratch.split_at_mut(geometry.factors() * ROWS);
        let factors = factors.as_chunks_mut::<ROWS>().0;
        if dx.is_some() {
            write_factors(geometry, weight, factors);
        }
        let lanes = scratch.as_chunks_mut::<LANES>().0;
        let (sums, lanes) = lanes.split_at_mut(geometry.gradient_sums());
        let turned = &mut lanes[..geometry.turned()];
        padded.fill(T::default());
        spread.fill(T::default());
        sums.fill([T::default(); LANES]);
        bias_gradient.fill(T::default());
        let (group_filters, positions) = (geometry.group_filters(), geometry.positions());
        let group_plane = geometry.group_channels() * geometry.padded_plane();
        let images = x.chunks_exact(geometry.input()).zip(dz.chunks_exact(geometry.filters * positions));
        for (image, (x, dz)) in images.enumerate() {
            add_maps(dz, positions, bias_gradient);
            geometry.pad(x, padded);
            padded_gradient.fill(T::default());
            let groups = dz.chunks_exact(group_filters * positions);
            let factors = factors.chunks_exact(factors.len() / geometry.groups);
            let sums = sums.chunks_exact_mut(sums.len() / geometry.groups);
            for (group, ((dz, factors), sums)) in groups.zip(factors).zip(sums).enumerate() {
                let numbers = &padded[group * group_plane..];
                if geometry.gradient_by() == By::Places || dx.is_some() {
                    geometry.spread_out(dz, spread);
                }
                match geometry.gradient_by() {
                    By::Places => weights_by_places(geometry, places, numbers, spread, sums),
                    By::Filters => weights_by_filters(geometry, places, numbers, dz, turned, sums),
                }
                if dx.is_some() {
                    image_gradient(geometry, places, factors, spread, &mut padded_gradient[group * group_plane..]);
                }
            }
            if let Some(dx) = &mut dx {
                geometry.unpad(padded_gradient, &mut dx[image * geometry.input()..(image + 1) * geometry.input()]);
            }
        }
        write_weights(geometry, sums, weight_gradient);
    }
}

/// Adds the sum of each map to the gradient with respect to its bias.
#[inline(always)]
fn add_maps<T: Element>(dz: &[T], positions: usize, bias_gradient: &mut [T]) {
    for (map, sum) in dz.chunks_exact(positions).zip(bias_gradient) {
        let (blocks, rest) = map.as_chunks::<LANES>();
        let mut lanes = [T::default(); LANES];
        for block in blocks {
            lanes = std::array::from_fn(|j| lanes[j] + block[j]);
        }
        *sum = rest.iter().fold(*sum + total(&lanes), |sum, &dz| sum + dz);
    }
}

/// One group of one image: products of places side by side, summed up in the lanes. `sums` is filters x depth.
#[inline(always)]
fn weights_by_places<T: Element>(
    geometry: Geometry,
    places: Places<'_>,
    numbers: &[T],
    spread: &[T],
    sums: &mut [Lanes<T>],
) {
    let filters = geometry.group_filters();
    let mut filter = 0;
    while filter < filters {
        let height = height(filters - filter, PRODUCT_ROWS);
        for first in (0..places.offsets.len()).step_by(PRODUCT_COLUMNS) {
            match height {
                1 => products::<T, 1>(geometry, places, numbers, spread, sums, (filter, first)),
                2 => products::<T, 2>(geometry, places, numbers, spread, sums, (filter, first)),
                _ => products::<T, PRODUCT_ROWS>(geometry, places, numbers, spread, sums, (filter, first)),
            }
        }
        filter += height;
    }
}

#[inline(always)]
fn products<T: Element, const R: usize>(
    geometry: Geometry,
    places: Places<'_>,
    numbers: &[T],
    spread: &[T],
    sums: &mut [Lanes<T>],
    (filter, first): (usize, usize),
) {
    let (depth, length) = (places.offsets.len(), geometry.spread());
    let maps: [&[T]; R] = std::array::from_fn(|i| &spread[(filter + i) * length..(filter + i + 1) * length]);
    // Beyond the last there is that again, and its sums are left.
    let windows: [&[T]; PRODUCT_COLUMNS] = std::array::from_fn(|v| {
        let start = places.offsets[(first + v).min(depth - 1)] as usize;
        &numbers[start..start + length]
    });
    let mut tile = [[[T::default(); LANES]; PRODUCT_COLUMNS]; R];
    sum_products(maps, windows, &mut tile);
    for (sums, tile) in sums[filter * depth..].chunks_exact_mut(depth).zip(&tile) {
        for (sums, tile) in sums[first..].iter_mut().zip(tile) {
            *sums = std::array::from_fn(|j| sums[j] + tile[j]);
        }
    }
}

/// One group of one image, with filters in the lanes. `sums` is blocks of filters x depth.
#[inline(always)]
fn weights_by_filters<T: Element>(
    geometry: Geometry,
    places: Places<'_>,
    numbers: &[T],
    dz: &[T],
    turned: &mut [Lanes<T>],
    sums: &mut [Lanes<T>],
) {
    let (depth, positions) = (geometry.depth(), geometry.positions());
    for (dz, sums) in dz.chunks(LANES * positions).zip(sums.chunks_exact_mut(depth)) {
        if dz.len() < LANES * positions {
            turned.fill([T::default(); LANES]);
        }
        for (lane, map) in dz.chunks_exact(positions).enumerate() {
            for (turned, &dz) in turned.iter_mut().zip(map) {
                turned[lane] = dz;
            }
        }
        let mut first = 0;
        while first < depth {
            let height = height(depth - first, ROWS);
            let sums = &mut sums[first..first + height];
            match height {
                1 => add_panel::<T, 1>(places, turned, numbers, first, sums),
                2 => add_panel::<T, 2>(places, turned, numbers, first, sums),
                3 => add_panel::<T, 3>(places, turned, numbers, first, sums),
                4 => add_panel::<T, 4>(places, turned, numbers, first, sums),
                5 => add_panel::<T, 5>(places, turned, numbers, first, sums),
                _ => add_panel::<T, ROWS>(places, turned, numbers, first, sums),
            }
            first += height;
        }
    }
}

#[inline(always)]
fn add_panel<T: Element, const R: usize>(
    places: Places<'_>,
    turned: &[Lanes<T>],
    numbers: &[T],
    first: usize,
    sums: &mut [Lanes<T>],
) {
    let starts: [usize; R] = std::array::from_fn(|i| places.offsets[first + i] as usize);
    let last = places.bases.last().map_or(0, |&last| last as usize);
    let mut tile: [Lanes<T>; R] = std::array::from_fn(|i| sums[i]);
    sum_panel(turned, places.bases, last, numbers, starts, &mut tile);
    sums.copy_from_slice(&tile);
}

/// Adds up the lanes, or turns them, into filters x depth.
#[inline(always)]
fn write_weights<T: Element>(geometry: Geometry, sums: &[Lanes<T>], gradient: &mut [T]) {
    if geometry.gradient_by() == By::Places {
        for (gradient, sums) in gradient.iter_mut().zip(sums) {
            *gradient = total(sums);
        }
        return;
    }
    let (group_filters, depth) = (geometry.group_filters(), geometry.depth());
    let sums = sums.chunks_exact(group_filters.div_ceil(LANES) * depth);
    for (gradient, sums) in gradient.chunks_exact_mut(group_filters * depth).zip(sums) {
        for (gradient, sums) in gradient.chunks_mut(LANES * depth).zip(sums.chunks_exact(depth)) {
            for (lane, gradient) in gradient.chunks_exact_mut(depth).enumerate() {
                for (gradient, sums) in gradient.iter_mut().zip(sums) {
                    *gradient = sums[lane];
                }
            }
        }
    }
}

/// Weights as [`Geometry::factors`] says; 0 beyond the last channel of a tile.
#[inline(always)]
fn write_factors<T: Element>(geometry: Geometry, weight: &[T], factors: &mut [[T; ROWS]]) {
    let (area, channels, filters) = (geometry.area(), geometry.group_channels(), geometry.group_filters());
    factors.fill([T::default(); ROWS]);
    let groups = factors.chunks_exact_mut(geometry.channel_tiles() * area * filters);
    for (factors, weight) in groups.zip(weight.chunks_exact(filters * geometry.depth())) {
        let mut channel = 0;
        for factors in factors.chunks_exact_mut(area * filters) {
            let height = height(channels - channel, ROWS);
            for (place, factors) in factors.chunks_exact_mut(filters).enumerate() {
                for (factors, weight) in factors.iter_mut().zip(weight.chunks_exact(geometry.depth())) {
                    for (i, factor) in factors[..height].iter_mut().enumerate() {
                        *factor = weight[(channel + i) * area + place];
                    }
                }
            }
            channel += height;
        }
    }
}

/// One group of one image: every window adds to the numbers that it covers, one place of the kernel after the other.
#[inline(always)]
fn image_gradient<T: Element>(
    geometry: Geometry,
    places: Places<'_>,
    factors: &[[T; ROWS]],
    spread: &[T],
    gradient: &mut [T],
) {
    // A tile has channels as rows: what it adds to lies far apart, and no load waits for the store before it.
    let (area, channels) = (geometry.area(), geometry.group_channels());
    let mut channel = 0;
    for factors in factors.chunks_exact(area * geometry.group_filters()) {
        let height = height(channels - channel, ROWS);
        let tile = ImageTile { geometry, places, factors, spread, channel };
        match height {
            1 => tile.run::<1>(gradient),
            2 => tile.run::<2>(gradient),
            3 => tile.run::<3>(gradient),
            4 => tile.run::<4>(gradient),
            5 => tile.run::<5>(gradient),
            _ => tile.run::<ROWS>(gradient),
        }
        channel += height;
    }
}

/// Some channels of one group of one image.
struct ImageTile<'a, T> {
    geometry: Geometry,
    places: Places<'a>,
    /// Place of the kernel, filter.
    factors: &'a [[T; ROWS]],
    spread: &'a [T],
    /// The first of them.
    channel: usize,
}

impl<T: Element> ImageTile<'_, T> {
    #[inline(always)]
    fn run<const R: usize>(self, gradient: &mut [T]) {
        let Self { geometry, places, factors, spread, channel } = self;
        let (length, plane) = (geometry.spread(), geometry.padded_plane());
        for (place, factors) in factors.chunks_exact(geometry.group_filters()).enumerate() {
            let start = places.offsets[channel * geometry.area() + place] as usize;
            // Two loops: sums that are read one by one are held in memory.
            if geometry.is_dense() {
                for at in (0..length).step_by(LANES) {
                    let sums: [Lanes<T>; R] = sum_rows(factors, spread, length, at);
                    for (i, sums) in sums.iter().enumerate() {
                        add(gradient, start + i * plane + at, sums);
                    }
                }
                continue;
            }
            for (at, bases) in (0..length).step_by(LANES).zip(places.bases.chunks(LANES)) {
                let sums: [Lanes<T>; R] = sum_rows(factors, spread, length, at);
                for (j, &base) in bases.iter().enumerate() {
                    for (i, sums) in sums.iter().enumerate() {
                        let gradient = &mut gradient[start + i * plane + base as usize];
                        *gradient = *gradient + sums[j];
                    }
                }
            }
        }
    }
}
