//! Ctrl-C.

use crate::output::{Failure, INTERRUPTED};
use std::sync::atomic::{AtomicBool, Ordering};

/// Raised by Ctrl-C.
pub(super) static STOP: AtomicBool = AtomicBool::new(false);

/// From now on the first Ctrl-C asks for an orderly end; the second does not wait for it.
pub(super) fn watch() -> Result<(), Failure> {
    ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(INTERRUPTED.into());
        }
    })?;
    Ok(())
}
