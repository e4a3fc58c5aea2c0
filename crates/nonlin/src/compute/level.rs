//! Instructions that not every processor has: levels of instruction sets, one body of code compiled once per level and
//! chosen at run time; and stores past the cache.
//!
//! The only `unsafe` of this crate is here. For levels it is needed because calling a function compiled for
//! more than the baseline is undefined on a processor that lacks it; it is sound because a [`Level`]
//! above the baseline exists only where its features were detected. (The `multiversion` crate hides
//! the same call, but cannot pin a level, and the tests compare every level's bits.)
//! For stores past the cache it is needed because they are only to be had as intrinsics on pointers.

use std::fmt;
use std::ops::Range;
use std::sync::OnceLock;

/// An instruction-set level that this machine has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Level(Kind);

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Baseline,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

/// A body of code to be compiled for every level. Its `run` must be `#[inline(always)]`, and so must
/// all that it calls, or the level's instructions are not used.
pub trait Operation {
    /// What it gives.
    type Output;
    /// The body.
    fn run(self) -> Self::Output;
}

impl Level {
    /// The best level of this machine; detected once.
    ///
    /// The environment variable `NONLIN_LEVEL` (`baseline`, `avx2`, `avx512`) keeps it from going further, to time a lesser machine on a
    /// better one. The bits of results are the same whatever the level.
    pub fn best() -> Self {
        static BEST: OnceLock<Level> = OnceLock::new();
        *BEST.get_or_init(|| {
            let levels = Self::all();
            let limit = std::env::var("NONLIN_LEVEL").ok();
            let limit = levels.iter().find(|level| limit.as_deref() == Some(level.name()));
            limit.or(levels.last()).copied().unwrap_or(Level(Kind::Baseline))
        })
    }

    /// Its name in `NONLIN_LEVEL`.
    pub fn name(self) -> &'static str {
        match self.0 {
            Kind::Baseline => "baseline",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => "avx2",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => "avx512",
        }
    }

    /// All levels of this machine, the baseline first.
    pub fn all() -> Vec<Self> {
        let mut levels = vec![Level(Kind::Baseline)];
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                levels.push(Level(Kind::Avx2));
                if is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512vl")
                {
                    levels.push(Level(Kind::Avx512));
                }
            }
        }
        levels
    }

    /// Runs `operation` as compiled for this level.
    #[inline]
    pub fn run<O: Operation>(self, operation: O) -> O::Output {
        match self.0 {
            Kind::Baseline => operation.run(),
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => {
                // SAFETY: `Kind::Avx2` is made only in `all`, where these features were detected.
                #[allow(unsafe_code)]
                unsafe {
                    run_avx2(operation)
                }
            }
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => {
                // SAFETY: `Kind::Avx512` is made only in `all`, where these features were detected.
                #[allow(unsafe_code)]
                unsafe {
                    run_avx512(operation)
                }
            }
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Kind::Baseline => "baseline",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => "AVX2 + FMA",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => "AVX-512",
        })
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn run_avx2<O: Operation>(operation: O) -> O::Output {
    operation.run()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")]
fn run_avx512<O: Operation>(operation: O) -> O::Output {
    operation.run()
}

/// A type whose every byte is part of its value, so that it may be copied as bytes. Nobody can name this trait from outside
/// this crate, so the types are those below.
pub trait Packed: Copy + Default {}

impl Packed for f32 {}
impl Packed for f64 {}
impl Packed for half::f16 {}
impl Packed for half::bf16 {}

/// Numbers that are computed in the first-level cache before they are written past it. Shorter blocks cost more calls;
/// during longer ones, memory waits longer for something to do.
#[cfg(target_arch = "x86_64")]
const BLOCK: usize = 256;

/// A block that begins at a cache line.
#[cfg(target_arch = "x86_64")]
#[repr(align(64))]
struct Block<T>([T; BLOCK]);

/// Bytes that are written past the cache at once.
#[cfg(target_arch = "x86_64")]
const LINE: usize = 64;

/// Orders what was written past the cache before all that follows; when dropped, so that a panic does not skip it.
#[cfg(target_arch = "x86_64")]
struct Fence;

#[cfg(target_arch = "x86_64")]
impl Drop for Fence {
    fn drop(&mut self) {
        // SAFETY: the instruction is in the baseline of x86-64.
        #[allow(unsafe_code)]
        unsafe {
            std::arch::x86_64::_mm_sfence();
        }
    }
}

/// Has `fill` write all of `y`, block after block, from the same places of `inputs`; it is given the block, and where in
/// `y` it belongs.
///
/// An ordinary store first reads the line it goes to. Here whole lines are written past the cache and not read, which
/// saves a third of the traffic of an array too large for the cache. Elsewhere than on x86-64 `y` is one block.
pub(crate) fn fill_past_cache<T: Packed, const N: usize>(
    y: &mut [T],
    inputs: [&[T]; N],
    mut fill: impl FnMut(Range<usize>, &mut [T]),
) {
    #[cfg(target_arch = "x86_64")]
    {
        let head = y.as_ptr().align_offset(LINE).min(y.len());
        let (unaligned, lines) = y.split_at_mut(head);
        fill(0..head, unaligned);
        let mut block = Block([T::default(); BLOCK]);
        let _fence = Fence;
        for (i, to) in lines.chunks_mut(BLOCK).enumerate() {
            let start = head + i * BLOCK;
            let end = start + to.len();
            let from = &mut block.0[..to.len()];
            fill(start..end, from);
            copy_past_cache(from, to, inputs.map(|input| input.get(end..).unwrap_or_default()));
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    {
        let _ = inputs;
        fill(0..y.len(), y);
    }
}

/// Copies whole lines past the cache and the rest through it; nobody may read `to` before a [`Fence`].
///
/// Meanwhile it fetches as much of what is needed `next`, so that memory is read while it is written.
#[cfg(target_arch = "x86_64")]
fn copy_past_cache<T: Packed, const N: usize>(from: &[T], to: &mut [T], next: [&[T]; N]) {
    use std::arch::x86_64::{__m128i, _MM_HINT_T0, _mm_load_si128, _mm_prefetch, _mm_stream_si128};
    const STORES: usize = LINE / size_of::<__m128i>();
    let (source, target) = (from.as_ptr().cast::<__m128i>(), to.as_mut_ptr().cast::<__m128i>());
    let aligned = source.is_aligned() && target.is_aligned() && from.len() == to.len();
    let lines = if aligned { size_of_val(to) / LINE } else { 0 };
    for line in 0..lines {
        for next in next {
            // SAFETY: to fetch is a hint that reads nothing, whatever the address. It is in the baseline of x86-64.
            #[allow(unsafe_code)]
            unsafe {
                _mm_prefetch::<_MM_HINT_T0>(next.as_ptr().cast::<i8>().wrapping_add(line * LINE));
            }
        }
        for i in line * STORES..(line + 1) * STORES {
            // SAFETY: `lines` are as many as both slices have room for, both were found aligned, and all bytes of a
            // `Packed` type are initialized. The instructions are in the baseline of x86-64.
            #[allow(unsafe_code)]
            unsafe {
                _mm_stream_si128(target.add(i), _mm_load_si128(source.add(i)));
            }
        }
    }
    let done = lines * LINE / size_of::<T>();
    to[done..].copy_from_slice(&from[done..]);
}
