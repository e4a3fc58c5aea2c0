//! Instruction-set levels: one body of code, compiled once per level, chosen at run time.
//!
//! The only `unsafe` of this crate is here. It is needed because calling a function compiled for
//! more than the baseline is undefined on a processor that lacks it; it is sound because a [`Level`]
//! above the baseline exists only where its features were detected. (The `multiversion` crate hides
//! the same call, but cannot pin a level, and the tests compare every level's bits.)

use std::fmt;
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
    pub fn best() -> Self {
        static BEST: OnceLock<Level> = OnceLock::new();
        *BEST.get_or_init(|| Self::all().last().copied().unwrap_or(Level(Kind::Baseline)))
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
