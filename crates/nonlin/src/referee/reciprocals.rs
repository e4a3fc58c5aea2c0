//! `1 / n` to 106 bits, made by the compiler.

/// Up to here: the longest series takes `2 * 56 + 1`, sine and cosine products of two up to `33 * 34`.
const COUNT: usize = 1200;

/// `1 / n` rounded, and the rest of it; the entry for 0 is not used.
pub(super) static RECIPROCALS: [(f64, f64); COUNT] = {
    let mut table = [(0.0, 0.0); COUNT];
    let mut n = 1;
    while n < COUNT {
        table[n] = reciprocal(n as f64);
        n += 1;
    }
    table
};

const fn reciprocal(n: f64) -> (f64, f64) {
    let high = 1.0 / n;
    // `high * n` exactly, for n of 11 bits: each half of `high` has 27 bits at most.
    let shifted = high * 134_217_729.0;
    let upper = shifted - (shifted - high);
    let lower = high - upper;
    (high, ((1.0 - upper * n) - lower * n) / n)
}
