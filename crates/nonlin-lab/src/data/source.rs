//! Files that have been read: the cells, the pictures or series beside them, and which rows are which part.

use super::block::Block;
use super::sampling::Sampling;
use super::{DataError, Table};

/// What files hold, before anything is known of what it means.
#[derive(Debug, Clone)]
pub struct Source {
    pub(super) table: Table,
    pub(super) block: Option<Block>,
    /// For each row the part that it is said to be in; empty if nothing is said.
    pub(super) parts: Vec<Given>,
    /// The columns to predict, where the format tells.
    pub(super) targets: Vec<String>,
    /// What was done while reading.
    pub(super) remarks: Vec<String>,
}

/// The part that a row was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Given {
    /// To learn from, and to take a validation or test part from where none is given.
    Train,
    Validation,
    Test,
}

impl Given {
    /// The part that a cell names.
    pub(super) fn named(cell: &str) -> Option<Self> {
        match cell.trim().to_lowercase().as_str() {
            "train" | "training" | "trn" => Some(Self::Train),
            "validation" | "valid" | "val" | "dev" => Some(Self::Validation),
            "test" | "testing" | "tst" => Some(Self::Test),
            _ => None,
        }
    }
}

impl Source {
    pub(super) fn of_table(table: Table) -> Self {
        Self { table, block: None, parts: Vec::new(), targets: Vec::new(), remarks: Vec::new() }
    }

    /// How many rows, pictures or series there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.table.rows()
    }

    /// The table: all cells of a CSV or Parquet file, and for other formats the labels.
    #[must_use]
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// The columns to predict, where the format itself tells; else empty.
    #[must_use]
    pub fn targets(&self) -> &[String] {
        &self.targets
    }

    /// A sample of the rows.
    pub(super) fn sampled(self, sampling: Option<Sampling>) -> Self {
        match sampling {
            Some(sampling) if sampling.rows < self.rows() => {
                let rows = sampling.of(self.rows());
                self.select(&rows)
            }
            _ => self,
        }
    }

    fn select(self, rows: &[usize]) -> Self {
        let columns: Vec<usize> = (0..self.table.header().len()).collect();
        Self {
            table: self.table.select(rows, &columns),
            block: self.block.map(|block| block.select(rows)),
            parts: rows.iter().filter_map(|&row| self.parts.get(row).copied()).collect(),
            ..self
        }
    }

    /// Says that every row is in `part`.
    pub(super) fn all(mut self, part: Given) -> Self {
        self.parts = vec![part; self.rows()];
        self
    }

    /// This with `other` after it.
    pub(super) fn append(mut self, other: Self) -> Result<Self, DataError> {
        let (rows, name, file) = (self.rows(), self.table.name().to_string(), other.table.name().to_string());
        if !(self.parts.is_empty() && other.parts.is_empty()) {
            self.parts.resize(rows, Given::Train);
            let mut more = other.parts;
            more.resize(other.table.rows(), Given::Train);
            self.parts.extend(more);
        }
        self.block = match (self.block, other.block) {
            (None, None) => None,
            (Some(mine), Some(more)) => Some(mine.append(&name, more, &file)?),
            _ => {
                let problem = "one is a table, the other is not".to_string();
                return Err(DataError::Mismatch { file, other: name, problem });
            }
        };
        self.table = self.table.append(&other.table)?;
        self.remarks.extend(other.remarks);
        Ok(self)
    }
}
