//! How large a model may be. All of it is checked before anything of that size is allocated.

/// The largest model that is read, its external data included: 2 GiB, which is also the limit of the format.
pub const MAX_BYTES: u64 = 2 << 30;

/// The deepest nesting of messages; a graph inside a graph is three levels.
pub(crate) const MAX_NESTING: usize = 90;

/// The most memory that the messages of a file of this length may take, without the room that lists keep for more.
///
/// Weights take as much as in the file, and what is around them stays under the constant part. Without a limit a file of
/// nothing but empty messages would take a hundred times its length.
pub(crate) fn memory_limit(length: usize) -> usize {
    (32 << 20) + length.saturating_mul(16)
}

/// The bytes that a model of this length may grow by when the calls of its functions are written out or its constants
/// are made floats.
pub(crate) fn growth_limit(length: usize) -> usize {
    (32 << 20) + length.saturating_mul(8)
}
