//! How much may be asked for.

use std::time::Duration;

/// What the server allows. The defaults are for one person, or a class of pupils.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Bytes of a request's body.
    pub body: usize,
    /// Bytes of an uploaded table of the playground.
    pub table: usize,
    /// Bytes of a request for a study, its table included.
    pub study: usize,
    /// The columns of such a table.
    pub table_columns: usize,
    /// The time that a study may be given.
    pub study_time: Duration,
    /// Its repeats.
    pub study_repeats: u64,
    /// Units of its hidden layers together.
    pub study_units: usize,
    /// Bytes of an ONNX model or a trace for the doctor.
    pub model: usize,
    /// Bytes of a file of rows that is taken through a model.
    pub rows: usize,
    /// And its bytes once it is unpacked.
    pub unpacked: u64,
    /// Numbers that the rows of one pass may make inside a model.
    pub inside: usize,
    /// Models that are looked into at a time; more wait for their turn.
    pub doctors: usize,
    /// Models of which it is remembered what was found.
    pub examinations: usize,
    /// Time for the head of a request to arrive.
    pub head: Duration,
    /// Time for a request to be answered, its body read included.
    pub request: Duration,
    /// Connections at a time.
    pub connections: usize,
    /// Trainings at a time. Where there are as many, the one that nobody has watched for longest makes room for a new one.
    pub trainings: usize,
    /// A training that nobody watches pauses after so long.
    pub pause_after: Duration,
    /// And is gone after so long.
    pub free_after: Duration,
    /// Numbers that are evaluated in one request.
    pub numbers: usize,
    /// Bytes of a formula's text.
    pub formula: usize,
    /// Parts of all formulas together that are kept as activations: they stay in memory for as long as the program runs.
    pub formula_parts: usize,
    /// Requests that compute at a time; more wait for their turn.
    pub at_work: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 1 << 20,
            table: 4 << 20,
            study: 16 << 20,
            table_columns: 1000,
            study_time: Duration::from_secs(3600),
            study_repeats: 100,
            study_units: 1024,
            model: 32 << 20,
            rows: 16 << 20,
            unpacked: 64 << 20,
            inside: 1 << 27,
            doctors: 2,
            examinations: 8,
            head: Duration::from_secs(5),
            request: Duration::from_secs(20),
            connections: 256,
            trainings: 24,
            pause_after: Duration::from_secs(3),
            free_after: Duration::from_secs(60),
            numbers: 100_000,
            formula: 4096,
            formula_parts: 400_000,
            at_work: std::thread::available_parallelism().map_or(2, usize::from).clamp(2, 8),
        }
    }
}

impl Limits {
    /// Bytes of the largest body that is taken anywhere.
    pub(crate) fn largest(&self) -> usize {
        [self.table, self.study, self.model, self.rows].into_iter().fold(self.body, usize::max)
    }
}
