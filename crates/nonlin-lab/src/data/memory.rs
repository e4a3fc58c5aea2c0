//! How much memory there is, and whether data will fit.

use super::DataError;

/// The memory that can be had without swapping, in bytes, where the system tells (`/proc/meminfo`).
pub(super) fn available() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?.checked_mul(1024)
}

/// An error if about `needed` bytes are more than `limit`, or more than there are.
pub(super) fn admit(file: &str, needed: u64, limit: Option<u64>) -> Result<(), DataError> {
    match limit.or_else(available) {
        Some(available) if needed > available => {
            Err(DataError::TooLargeForMemory { file: file.to_string(), needed, available })
        }
        _ => Ok(()),
    }
}

/// A number of bytes as a person says it: `3.2 GiB`.
pub(super) fn size(bytes: u64) -> String {
    let units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    let mut amount = bytes as f64 / 1024.0;
    let mut unit = 0;
    while amount >= 1024.0 && unit + 1 < units.len() {
        amount /= 1024.0;
        unit += 1;
    }
    format!("{amount:.1} {}", units[unit])
}
