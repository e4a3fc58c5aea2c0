//! The innermost loops: a tile of sums in registers.

use nonlin::Element;

/// Sums side by side: two vectors of AVX2, one of AVX-512.
pub(super) const LANES: usize = 16;
/// Rows of such sums that fit the registers of AVX2.
pub(super) const ROWS: usize = 6;

/// Numbers side by side.
pub(super) type Lanes<T> = [T; LANES];

/// The numbers from place `at` on.
#[inline(always)]
pub(super) fn load<T: Element>(numbers: &[T], at: usize) -> Lanes<T> {
    let numbers = &numbers[at..at + LANES];
    std::array::from_fn(|j| numbers[j])
}

#[inline(always)]
pub(super) fn multiply_add<T: Element>(a: T, b: &Lanes<T>, sums: &mut Lanes<T>) {
    *sums = std::array::from_fn(|j| a.mul_add(b[j], sums[j]));
}

/// How high the next of some tiles of nearly equal height is: a low one at the end would wait for its few sums.
#[inline(always)]
pub(super) fn height(rest: usize, most: usize) -> usize {
    rest.div_ceil(rest.div_ceil(most))
}

/// `sums[r][v] += factors[r][k] * numbers[starts[v] + offsets[k] ..]` over all `k`: the lanes are places of the window. `last` is the
/// largest offset.
#[inline(always)]
pub(super) fn sum_places<T: Element, const R: usize, const V: usize>(
    factors: [&[T]; R],
    offsets: &[u32],
    last: usize,
    numbers: &[T],
    starts: [usize; V],
    sums: &mut [[Lanes<T>; V]; R],
) {
    let factors = factors.map(|factors| &factors[..offsets.len()]);
    let numbers = starts.map(|start| &numbers[start..start + last + LANES]);
    // A copy, so that it is in registers whatever the caller does with them.
    let mut tile = *sums;
    for (k, &offset) in offsets.iter().enumerate() {
        let numbers = numbers.map(|numbers| load(numbers, offset as usize));
        for (factors, sums) in factors.iter().zip(&mut tile) {
            for (numbers, sums) in numbers.iter().zip(sums) {
                multiply_add(factors[k], numbers, sums);
            }
        }
    }
    *sums = tile;
}

/// `sums[r] += numbers[starts[r] + offsets[k]] * panel[k]` over all `k`: the lanes are those of the panel. `last` is the largest offset.
#[inline(always)]
pub(super) fn sum_panel<T: Element, const R: usize>(
    panel: &[Lanes<T>],
    offsets: &[u32],
    last: usize,
    numbers: &[T],
    starts: [usize; R],
    sums: &mut [Lanes<T>; R],
) {
    // Slices of one length: a place is compared with it once, not R times.
    let numbers = starts.map(|start| &numbers[start..=start + last]);
    let mut tile = *sums;
    for (panel, &offset) in panel.iter().zip(offsets) {
        for (numbers, sums) in numbers.iter().zip(&mut tile) {
            multiply_add(numbers[offset as usize], panel, sums);
        }
    }
    *sums = tile;
}

/// The sums of `factors[k][r] * rows[k]` over all `k`, with the rows `length` apart in `numbers`, from place `at` of each on.
#[inline(always)]
pub(super) fn sum_rows<T: Element, const R: usize>(
    factors: &[[T; ROWS]],
    numbers: &[T],
    length: usize,
    at: usize,
) -> [Lanes<T>; R] {
    let mut sums = [[T::default(); LANES]; R];
    for (factors, row) in factors.iter().zip(numbers.chunks_exact(length)) {
        let row = load(row, at);
        for (&factor, sums) in factors.iter().zip(&mut sums) {
            multiply_add(factor, &row, sums);
        }
    }
    sums
}

/// Adds to the numbers from place `at` on.
#[inline(always)]
pub(super) fn add<T: Element>(numbers: &mut [T], at: usize, terms: &Lanes<T>) {
    let numbers = &mut numbers[at..at + LANES];
    if let Some(numbers) = numbers.first_chunk_mut::<LANES>() {
        *numbers = std::array::from_fn(|j| numbers[j] + terms[j]);
    }
}

/// `sums[r][v] += a[r] b[v]`, number by number, over slices of one length: what is in the lanes has still to be added up.
#[inline(always)]
pub(super) fn sum_products<T: Element, const R: usize, const V: usize>(
    a: [&[T]; R],
    b: [&[T]; V],
    sums: &mut [[Lanes<T>; V]; R],
) {
    let a = a.map(|a| a.as_chunks::<LANES>().0);
    let b = b.map(|b| b.as_chunks::<LANES>().0);
    let count = a.iter().chain(&b).map(|chunks| chunks.len()).min().unwrap_or(0);
    let (a, b) = (a.map(|a| &a[..count]), b.map(|b| &b[..count]));
    let mut tile = *sums;
    for i in 0..count {
        let b: [Lanes<T>; V] = std::array::from_fn(|v| b[v][i]);
        for (a, sums) in a.iter().zip(&mut tile) {
            for (b, sums) in b.iter().zip(sums) {
                *sums = std::array::from_fn(|j| a[i][j].mul_add(b[j], sums[j]));
            }
        }
    }
    *sums = tile;
}

/// The sum of the lanes.
#[inline(always)]
pub(super) fn total<T: Element>(lanes: &Lanes<T>) -> T {
    lanes.iter().fold(T::default(), |sum, &term| sum + term)
}
