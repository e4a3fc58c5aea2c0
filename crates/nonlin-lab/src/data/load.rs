//! The one entry: files in, a data set out.

use std::path::{Path, PathBuf};

use super::read::{self, Reading};
use super::{DataError, Dataset, LoadOptions, Source, Table};

/// Reads the files at `paths`, which belong to one data set, and understands them as `options` say.
///
/// What a file is shows in its content: CSV (comma, semicolon or tab), IDX pictures, a folder of PNG and JPEG pictures
/// with a sub-folder for each class, NPY and NPZ arrays, `.ts` series, Parquet; text, IDX and NPY may be packed with
/// gzip. Options make the rows of a table pictures ([`LoadOptions::image`]), series ([`LoadOptions::series`],
/// [`LoadOptions::case`]) or texts ([`LoadOptions::sequence`]).
///
/// Parts that are ready-made are kept: `t10k-*` beside `train-*` of IDX, `x_test` in an NPZ, `train` and `test` folders
/// of pictures, a column named `split`, [`LoadOptions::test`].
///
/// Errors: a file that is not what it says it is, is too large for memory, or does not go with the others; and those
/// of [`Dataset::of`].
pub fn load<P: AsRef<Path>>(paths: &[P], options: &LoadOptions) -> Result<Dataset, DataError> {
    Dataset::of(read(paths, options)?, options)
}

/// Reads the files at `paths` as [`load`] does, without a look at what they mean: for the names of their columns.
///
/// Errors: a file that is not what it says it is, is too large for memory, or does not go with the others.
pub fn read<P: AsRef<Path>>(paths: &[P], options: &LoadOptions) -> Result<Source, DataError> {
    let paths: Vec<PathBuf> = paths.iter().map(|path| path.as_ref().to_path_buf()).collect();
    read::files(&paths, options, Reading::of(options))
}

/// Columns from the end that are tried as the one to be predicted.
const TRIED: usize = 8;

/// Understands a table as `options` say. If they name no targets, the last column that can be predicted is.
///
/// Errors: those of [`Dataset::of`].
pub fn understand(table: Table, options: &LoadOptions) -> Result<Dataset, DataError> {
    if !options.targets.is_empty() {
        return Dataset::of(Source::of_table(table), options);
    }
    let predicting = |column: &String| {
        let options = LoadOptions { targets: vec![column.clone()], ..options.clone() };
        Dataset::of(Source::of_table(table.clone()), &options)
    };
    let mut tried = table.header().iter().rev().take(TRIED).map(predicting);
    let first = tried.next().unwrap_or_else(|| Dataset::of(Source::of_table(table.clone()), options));
    first.or_else(|error| tried.find_map(Result::ok).ok_or(error))
}
