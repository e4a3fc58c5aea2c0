//! From rows to matrices of numbers, with everything learnt from the training rows alone; kept for rows yet to come.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::answer::TargetCode;
use super::block::Block;
use super::column::Wanted;
use super::inputs::{FIRST_CHARACTER, Inputs, encode_series, encode_text};
use super::layout::Layout;
use super::plan::{INPUT_LIMIT, Plan};
use super::read::{self, Reading};
use super::scale::Scale;
use super::source::Source;
use super::spelling::{count, tick};
use super::{Column, DataError, Dataset, ImageSize, LoadOptions, Note, Prediction, SampleShape, Samples, Table, Topic};

/// The most numbers that a data set may have, encoded: 4 GiB of them.
const MAX_VALUES: usize = 1 << 30;

/// How rows become numbers, learnt from training rows. It can be saved (serde) and used on other files.
///
/// A column of numbers has its gaps filled with the training median and is standardised; if training cells are
/// missing, a column that is 1 where they are follows. A column of text becomes one column for each level of the
/// training part ([`MAX_LEVELS`](super::MAX_LEVELS) at most, then one for missing cells if the training part has some)
/// and one for all other text; exactly one of them is 1. A date becomes its year, standardised (left out if the split
/// is by that column), its month and its day of the week, each as sine and cosine, and its time of day likewise if the
/// training part has any but midnight.
///
/// The pixels of a channel are standardised together, and so are the steps of each value of a series, in which a gap
/// takes the value before it, or the mean if it is the first. Texts are lists of token ids: 0 after the end, 1 for
/// characters that the training part has not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Encoder {
    layout: Layout,
    inputs: Inputs,
    target: TargetCode,
}

/// New rows as numbers.
#[derive(Debug, Clone)]
pub struct Encoded {
    /// The rows. Their targets are there if the file has the target columns, every cell known.
    pub samples: Samples,
    /// What was found and done.
    pub notes: Vec<Note>,
}

impl Encoder {
    /// Learns medians, scales, levels and characters from `train_rows`, which are rows of `dataset`.
    ///
    /// Error: the encoded data set would have more than 2^30 numbers.
    pub fn fit(dataset: &Dataset, train_rows: &[usize]) -> Result<Self, DataError> {
        let inputs = match dataset.block() {
            None => Inputs::Columns(
                dataset.inputs().map(|column| Plan::fit(column, train_rows, !dataset.is_time(column))).collect(),
            ),
            Some(Block::Images { size, pixels }) => Inputs::fit_images(*size, pixels, train_rows),
            Some(Block::Series(series)) => Inputs::fit_series(series, train_rows),
            Some(Block::Texts { texts, .. }) => Inputs::fit_texts(texts, train_rows),
        };
        let encoder = Self { layout: dataset.layout().clone(), inputs, target: TargetCode::fit(dataset, train_rows) };
        encoder.admit(dataset.name(), dataset.rows())?;
        Ok(encoder)
    }

    /// The `rows` of `dataset` as numbers, in the order given. It is the data set that the encoder was fitted on, or
    /// one with the same columns.
    ///
    /// Error: a column is missing.
    pub fn encode(&self, dataset: &Dataset, rows: &[usize]) -> Result<Samples, DataError> {
        let mut columns = Vec::new();
        if let Inputs::Columns(plans) = &self.inputs {
            for plan in plans {
                let column = dataset.column(&plan.column);
                columns.push(column.ok_or_else(|| missing(dataset.name(), &plan.column, dataset.column_names()))?);
            }
        }
        let targets: Option<Vec<&Column>> =
            self.target.columns().into_iter().map(|name| dataset.column(name)).collect();
        let targets = targets.and_then(|columns| self.target.encode(&columns, rows)).unwrap_or_default();
        Ok(self.samples(&columns, dataset.block(), rows, targets))
    }

    /// Reads other files as the training data were read: the same columns by name, in any order. `options` may sample
    /// rows and limit memory; the rest of it is the encoder's. `labelled` asks for the labels too where they are in
    /// files of their own (IDX, NPY) or folders; columns of a table are there if the file has them.
    ///
    /// Errors: as for [`load`](super::load).
    pub fn read<P: AsRef<Path>>(
        &self,
        paths: &[P],
        options: &LoadOptions,
        labelled: bool,
    ) -> Result<Source, DataError> {
        let paths: Vec<PathBuf> = paths.iter().map(|path| path.as_ref().to_path_buf()).collect();
        let image = match &self.inputs {
            Inputs::Images { size, .. } => Some(*size),
            _ => None,
        };
        let whole_tables = matches!(self.layout, Layout::Cases { .. });
        read::files(&paths, &LoadOptions::default(), Reading { labelled, image, whole_tables, ..Reading::of(options) })
    }

    /// All rows of a table as numbers. Texts that the training part has not go to `(other)`.
    ///
    /// Errors: a column is missing; an infinite cell; too many numbers.
    pub fn encode_table(&self, table: Table) -> Result<Encoded, DataError> {
        self.encode_source(Source::of_table(table))
    }

    /// All rows, pictures or series of `source` as numbers. Of a series or text that is longer than the longest of the
    /// training data its beginning is taken.
    ///
    /// Errors: those of [`Encoder::encode_table`]; pictures of another size, series with another number of values.
    pub fn encode_source(&self, source: Source) -> Result<Encoded, DataError> {
        self.check()?;
        let source = self.layout.apply(source, &[])?;
        let table = &source.table;
        let rows: Vec<usize> = (0..source.rows()).collect();
        self.admit(table.name(), rows.len())?;
        let mut notes: Vec<Note> =
            source.remarks.iter().map(|text| Note::plain(Topic::Reading, text.clone())).collect();
        let mut columns = Vec::new();
        if let Inputs::Columns(plans) = &self.inputs {
            for plan in plans {
                let place = table.column(&plan.column);
                let place = place.ok_or_else(|| missing(table.name(), &plan.column, table.header().to_vec()))?;
                let column = Column::read(table, place, &rows, plan.wanted())?;
                notes.extend(remark(plan, &column));
                columns.push(column);
            }
        }
        if let Some(block) = &source.block {
            self.admit_block(table.name(), block, &mut notes)?;
        } else if !matches!(self.inputs, Inputs::Columns(_)) {
            return Err(mismatch(table.name(), "the network was trained on pictures or series, and this is a table"));
        }
        let targets = self.targets_of(table, &rows, &mut notes)?;
        let columns: Vec<&Column> = columns.iter().collect();
        let samples = self.samples(&columns, source.block.as_ref(), &rows, targets);
        Ok(Encoded { samples, notes })
    }

    /// What a network's outputs say, row after row: numbers as it was trained on for a quantity, else probabilities
    /// (after sigmoid or softmax), [`Encoder::outputs_per_row`] of them in each row.
    #[must_use]
    pub fn decode(&self, outputs: &[f32]) -> Vec<Prediction> {
        outputs.chunks(self.outputs_per_row().max(1)).map(|row| self.target.decode(row)).collect()
    }

    /// How the inputs of a row are laid out.
    #[must_use]
    pub fn shape(&self) -> SampleShape {
        match &self.inputs {
            Inputs::Columns(plans) => SampleShape::Features(plans.iter().map(Plan::width).sum()),
            Inputs::Images { size: ImageSize { channels, height, width }, .. } => {
                SampleShape::Image { channels: *channels, height: *height, width: *width }
            }
            Inputs::Series { features, steps, .. } => SampleShape::Sequence { steps: *steps, features: features.len() },
            Inputs::Text { characters, steps } => {
                SampleShape::Tokens { steps: *steps, vocabulary: characters.len() + FIRST_CHARACTER }
            }
        }
    }

    /// What each encoded column is, in order: `age`, `age is missing`, `sex=female`, `sex=(missing)`, `sex=(other)`,
    /// `day month sine`. For pictures the channels, for series the values of a step, for texts the token ids.
    #[must_use]
    pub fn feature_names(&self) -> Vec<String> {
        match &self.inputs {
            Inputs::Columns(plans) => plans.iter().flat_map(Plan::names).collect(),
            Inputs::Images { size, .. } => {
                let names: &[&str] = if size.channels == 1 { &["grey"] } else { &["red", "green", "blue"] };
                names.iter().copied().map(String::from).collect()
            }
            Inputs::Series { features, .. } => features.clone(),
            Inputs::Text { characters, .. } => {
                let fixed = ["(end)", "(other)"].map(String::from);
                fixed.into_iter().chain(characters.iter().map(char::to_string)).collect()
            }
        }
    }

    /// The classes in the order of the target columns; the labels; empty for a quantity.
    #[must_use]
    pub fn class_names(&self) -> Vec<String> {
        match &self.target {
            TargetCode::Quantity { .. } => Vec::new(),
            TargetCode::Classes { names, .. } => names.clone(),
            TargetCode::Labels(_) => self.target_names(),
        }
    }

    /// The columns that are predicted.
    #[must_use]
    pub fn target_names(&self) -> Vec<String> {
        self.target.columns().into_iter().map(String::from).collect()
    }

    /// The mean and standard deviation of a regression target in the training part: `encoded * sd + mean` is the
    /// target in its own unit. `None` for other tasks.
    #[must_use]
    pub fn target_scale(&self) -> Option<(f64, f64)> {
        match &self.target {
            TargetCode::Quantity { scale, .. } => Some(scale.mean_and_sd()),
            _ => None,
        }
    }

    /// How many targets a row has.
    #[must_use]
    pub fn outputs_per_row(&self) -> usize {
        self.target.outputs_per_row()
    }

    /// An error if an encoder that comes from a file contradicts itself. [`Encoder::encode_source`] looks too.
    pub fn check(&self) -> Result<(), DataError> {
        let sound = match &self.inputs {
            Inputs::Columns(plans) => plans.iter().all(Plan::is_sound),
            Inputs::Images { size, scales } => {
                matches!(size.channels, 1 | 3) && scales.len() == size.channels && scales.iter().all(Scale::is_sound)
            }
            Inputs::Series { features, scales, steps } => {
                *steps > 0 && !scales.is_empty() && scales.len() == features.len() && scales.iter().all(Scale::is_sound)
            }
            Inputs::Text { steps, .. } => *steps > 0,
        };
        let reason = match (sound && self.shape().columns() > 0, self.target.is_sound()) {
            (true, true) => return Ok(()),
            (false, _) => "its inputs do not fit together",
            (true, false) => "its targets do not fit together",
        };
        Err(DataError::BadEncoder { reason })
    }

    fn admit(&self, file: &str, rows: usize) -> Result<(), DataError> {
        let columns = self.shape().columns().saturating_add(self.outputs_per_row());
        if rows.checked_mul(columns).is_none_or(|values| values > MAX_VALUES) {
            return Err(DataError::TooManyValues { file: file.to_string(), rows, columns });
        }
        Ok(())
    }

    /// An error if `block` is not of the kind that was learnt from; a note if series are cut.
    fn admit_block(&self, file: &str, block: &Block, notes: &mut Vec<Note>) -> Result<(), DataError> {
        let lengths: Vec<usize> = match (&self.inputs, block) {
            (Inputs::Images { size, .. }, Block::Images { size: found, .. }) if size == found => return Ok(()),
            (Inputs::Images { size, .. }, Block::Images { size: found, .. }) => {
                return Err(mismatch(
                    file,
                    &format!("its pictures are {found}, and the network was trained on {size}"),
                ));
            }
            (Inputs::Series { features, .. }, Block::Series(series)) if series.features.len() == features.len() => {
                (0..block.rows()).map(|row| series.steps(row)).collect()
            }
            (Inputs::Series { features, .. }, Block::Series(series)) => {
                let (found, known) = (series.features.len(), features.len());
                return Err(mismatch(
                    file,
                    &format!("its series have {found} values a step, and the network was trained on {known}"),
                ));
            }
            (Inputs::Text { .. }, Block::Texts { texts, .. }) => {
                texts.iter().map(|text| text.chars().count()).collect()
            }
            _ => return Err(mismatch(file, "the network was trained on inputs of another kind")),
        };
        let (Inputs::Series { steps, .. } | Inputs::Text { steps, .. }) = &self.inputs else { return Ok(()) };
        let long = lengths.iter().filter(|&length| length > steps).count();
        if long > 0 {
            let text =
                format!("{} cut after {}, the longest of the training data", count(long, "row"), count(*steps, "step"));
            notes.push(Note::plain(Topic::CutSeries, text));
        }
        Ok(())
    }

    /// The targets of all rows of `table`; none, with a note, unless every one is there and known.
    fn targets_of(&self, table: &Table, rows: &[usize], notes: &mut Vec<Note>) -> Result<Vec<f32>, DataError> {
        let names = self.target.columns();
        let places: Option<Vec<usize>> = names.iter().map(|name| table.column(name)).collect();
        let Some(places) = places else { return Ok(Vec::new()) };
        let wanted = match &self.target {
            TargetCode::Quantity { .. } => Wanted::Numbers,
            _ => Wanted::Any,
        };
        let mut columns = Vec::with_capacity(places.len());
        for place in places {
            columns.push(Column::read(table, place, rows, wanted)?);
        }
        let columns: Vec<&Column> = columns.iter().collect();
        let targets = self.target.encode(&columns, rows);
        if targets.is_none() {
            let names: Vec<String> = names.iter().map(|name| tick(name)).collect();
            let text = format!("{} not used: a cell is missing or of a class that is not known", names.join(", "));
            notes.push(Note::plain(Topic::UnknownTarget, text));
        }
        Ok(targets.unwrap_or_default())
    }

    fn samples(&self, columns: &[&Column], block: Option<&Block>, rows: &[usize], targets: Vec<f32>) -> Samples {
        let shape = self.shape();
        let mut inputs = Vec::with_capacity(rows.len().saturating_mul(shape.columns()));
        let mut lengths = Vec::new();
        match (&self.inputs, block) {
            (Inputs::Columns(plans), _) => {
                let readers: Vec<_> = plans.iter().zip(columns).map(|(plan, column)| plan.reader(column)).collect();
                for &row in rows {
                    for reader in &readers {
                        reader.encode(row, &mut inputs);
                    }
                }
            }
            (Inputs::Images { size, scales }, Some(Block::Images { pixels, .. })) => {
                let area = (size.height * size.width).max(1);
                for &row in rows {
                    pixels.picture(row, size.values()).each(|place, x| {
                        inputs.push(scales[place / area].apply(f64::from(x), INPUT_LIMIT));
                    });
                }
            }
            (Inputs::Series { scales, steps, .. }, Some(Block::Series(series))) => {
                for &row in rows {
                    lengths.push(encode_series(series.of(row), scales, *steps, &mut inputs));
                }
            }
            (Inputs::Text { characters, steps }, Some(Block::Texts { texts, .. })) => {
                for &row in rows {
                    let text = texts.get(row).map_or("", String::as_str);
                    lengths.push(encode_text(text, characters, *steps, &mut inputs));
                }
            }
            _ => {}
        }
        let outputs_per_row = self.outputs_per_row();
        Samples { rows: rows.len(), columns: shape.columns(), inputs, outputs_per_row, targets, shape, lengths }
    }
}

/// What is to be said of a column of new rows.
fn remark(plan: &Plan, column: &Column) -> Option<Note> {
    let name = || vec![column.name().to_string()];
    let unknown = plan.unknown(column);
    if unknown > 0 {
        let text = format!(
            "{} of {} not among the training part's texts: taken as `(other)`",
            count(unknown, "cell"),
            tick(column.name())
        );
        return Some(Note { topic: Topic::ManyLevels, columns: name(), text });
    }
    let stray = column.stray().filter(|_| plan.wanted() == Wanted::Numbers)?;
    let text = format!(
        "{} of {} not numbers: taken as missing (line {} has {})",
        count(stray.count, "cell"),
        tick(column.name()),
        stray.line,
        tick(&stray.cell)
    );
    Some(Note { topic: Topic::MixedColumn, columns: name(), text })
}

fn missing(file: &str, column: &str, columns: Vec<String>) -> DataError {
    DataError::MissingColumn { file: file.to_string(), column: column.to_string(), columns }
}

fn mismatch(file: &str, problem: &str) -> DataError {
    DataError::Mismatch { file: file.to_string(), other: "the training data".into(), problem: problem.to_string() }
}
