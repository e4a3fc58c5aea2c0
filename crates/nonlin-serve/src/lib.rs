//! The live page and its HTTP API. The room is laid out and empty: nothing is served yet.
//!
//! What will stand here reads the lab and the report, computes nothing of its own, and is what
//! `nonlin serve` starts.
