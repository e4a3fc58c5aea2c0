//! `.ts`: series as the UEA and UCR archives and sktime write them.

use crate::data::block::{Block, Series};
use crate::data::open::Opened;
use crate::data::source::Source;
use crate::data::table::RawColumn;
use crate::data::{DataError, Table, memory};

/// Whether `head` is the beginning of such a file: comments, then `@`.
pub(super) fn is_series_text(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head);
    let mut lines = head.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let known = [
        "@problemname",
        "@timestamps",
        "@univariate",
        "@missing",
        "@dimension",
        "@equallength",
        "@classlabel",
        "@data",
    ];
    lines.next().is_some_and(|line| {
        let line = line.to_lowercase();
        known.iter().any(|key| line.starts_with(key))
    })
}

/// What the lines before the data say.
#[derive(Default)]
struct Header {
    /// The classes; none are listed for a quantity.
    classes: Vec<String>,
    labelled: bool,
    quantity: bool,
}

/// Reads the series of `opened`: on each line the dimensions with `:` between them, each its values with `,` between
/// them (`?` or `NaN` if missing), and the label at the end. The dimensions of a line are equally long.
pub(super) fn read(mut opened: Opened<'_>, labelled: bool, limit: Option<u64>) -> Result<Source, DataError> {
    let file = opened.name.clone();
    memory::admit(&file, opened.about.unwrap_or_default().saturating_mul(3), limit)?;
    let bytes = opened.bytes()?;
    let text = std::str::from_utf8(&bytes).map_err(|error| {
        let line = String::from_utf8_lossy(&bytes[..error.valid_up_to()]).split('\n').count();
        DataError::NotText { file: file.clone(), line }
    })?;
    let wrong = |line: usize, problem: String, advice: &str| DataError::Damaged {
        file: file.clone(),
        format: ".ts",
        place: format!("line {line}"),
        problem,
        advice: advice.to_string(),
    };

    let mut lines = text.lines().enumerate().map(|(i, line)| (i + 1, line.trim()));
    let header = header(&mut lines, &wrong)?;
    let mut series: Option<Series> = None;
    let mut labels = Vec::new();
    for (line, content) in lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
        if content.contains('(') {
            return Err(wrong(
                line,
                "values with time stamps are not read".into(),
                "write the values alone, evenly spaced",
            ));
        }
        let mut dimensions: Vec<&str> = content.split(':').collect();
        if header.labelled {
            let label = dimensions.pop().unwrap_or_default().trim();
            if !header.classes.is_empty() && !header.classes.iter().any(|class| class == label) {
                let problem = format!("its label `{label}` is none of those that `@classLabel` lists");
                return Err(wrong(
                    line,
                    problem,
                    "add it there, or correct the line (the label comes last, after a `:`)",
                ));
            }
            labels.push((label != "?" && !label.is_empty()).then(|| label.to_string()));
        }
        let series = series.get_or_insert_with(|| Series::new(names(dimensions.len())));
        if dimensions.len() != series.features.len() {
            let problem =
                format!("it has {} dimensions, the lines before have {}", dimensions.len(), series.features.len());
            return Err(wrong(line, problem, "give every line the same dimensions, with `:` between them"));
        }
        let mut columns = Vec::with_capacity(dimensions.len());
        for (i, dimension) in dimensions.iter().enumerate() {
            let values: Result<Vec<f32>, &str> = dimension.split(',').map(value).collect();
            let values = values.map_err(|cell| {
                let problem = format!("dimension {}: `{cell}` is not a finite number", i + 1);
                wrong(line, problem, "correct it, or write `?` if the value is missing")
            })?;
            columns.push(values);
        }
        let steps = columns.first().map_or(0, Vec::len);
        if let Some(i) = columns.iter().position(|column| column.len() != steps) {
            let problem = format!("dimension {} has {} values, dimension 1 has {steps}", i + 1, columns[i].len());
            return Err(wrong(line, problem, "give all dimensions of a series the same length"));
        }
        for step in 0..steps {
            series.values.extend(columns.iter().map(|column| column[step]));
        }
        series.end();
    }
    let series = series.filter(|series| !series.features.is_empty());
    let Some(series) = series else { return Err(DataError::NoRows { file }) };
    let rows = series.ends.len();
    let name = if header.quantity { "target" } else { "class" };
    let known = header.labelled && labelled;
    let (table, targets) = if known {
        (Table::of_columns(&file, vec![(name.to_string(), RawColumn::Text(labels))]), vec![name.to_string()])
    } else {
        (Table::bare(&file, rows), Vec::new())
    };
    Ok(Source { table, block: Some(Block::Series(series)), parts: Vec::new(), targets, remarks: Vec::new() })
}

fn header<'a>(
    lines: &mut impl Iterator<Item = (usize, &'a str)>,
    wrong: &impl Fn(usize, String, &str) -> DataError,
) -> Result<Header, DataError> {
    let mut header = Header::default();
    let mut last = 1;
    for (line, content) in lines {
        last = line;
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        let mut words = content.split_whitespace();
        let key = words.next().unwrap_or_default().to_lowercase();
        let holds = |word: Option<&str>| word.is_some_and(|word| word.eq_ignore_ascii_case("true"));
        match key.as_str() {
            "@data" => return Ok(header),
            "@timestamps" if holds(words.next()) => {
                return Err(wrong(
                    line,
                    "series with time stamps are not read".into(),
                    "write the values alone, evenly spaced",
                ));
            }
            "@classlabel" if holds(words.next()) => {
                header.labelled = true;
                header.classes = words.map(String::from).collect();
            }
            "@targetlabel" if holds(words.next()) => {
                header.labelled = true;
                header.quantity = true;
            }
            _ if key.starts_with('@') => {}
            _ => {
                let problem = "a line of data before `@data`".to_string();
                return Err(wrong(line, problem, "put `@data` on a line of its own above the first series"));
            }
        }
    }
    Err(wrong(last, "the file ends before `@data`".into(), "copy the file again"))
}

fn names(dimensions: usize) -> Vec<String> {
    match dimensions {
        1 => vec!["value".to_string()],
        _ => (0..dimensions).map(|i| format!("dim{i}")).collect(),
    }
}

/// A value; NaN if it is missing.
fn value(cell: &str) -> Result<f32, &str> {
    let cell = cell.trim();
    if cell == "?" || cell.eq_ignore_ascii_case("nan") {
        return Ok(f32::NAN);
    }
    cell.parse::<f32>().ok().filter(|x| x.is_finite()).ok_or(cell)
}
