//! The Python extension module. The room is laid out and empty: there is no module yet.
//!
//! What will stand here is thin: arrays in, arrays out, every name read from the registry.
