//! Tables that studies are made of, and the sample tables.

use crate::limits::Limits;
use crate::problem::Problem;
use axum::Json;
use nonlin_lab::data::{ColumnSummary, Dataset, LoadOptions, Role, Shipped, Table, Task, understand};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A sample table.
#[derive(Serialize, ToSchema)]
pub(super) struct Sample {
    name: &'static str,
    title: &'static str,
    /// The column that is to be predicted.
    target: &'static str,
}

/// The tables that come with the program.
#[utoipa::path(get, path = "/tables", tag = "studies", responses((status = OK, body = [Sample])))]
pub(super) async fn samples() -> Json<Vec<Sample>> {
    let sample = |shipped: &Shipped| Sample { name: shipped.name, title: shipped.title, target: shipped.target };
    Json(Shipped::ALL.iter().map(sample).collect())
}

/// A table, and what is to be predicted of it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NamedTable {
    data: TableData,
    /// The columns to predict; if there are none, the last that can be.
    #[serde(default)]
    targets: Vec<String>,
    /// `regression`, `binary`, `multiclass` or `multilabel`, if it is not the one that the target suggests.
    task: Option<String>,
    /// Columns that are left out.
    #[serde(default)]
    drop: Vec<String>,
}

/// Where the table is.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum TableData {
    /// One that comes with the program, by its name.
    Sample(String),
    /// CSV text with a header.
    Csv {
        /// What the table is called: no file is looked for.
        name: String,
        /// The text.
        text: String,
    },
}

impl NamedTable {
    /// What the table is called: a file's name without any folder.
    pub(super) fn file(&self) -> String {
        match &self.data {
            TableData::Sample(name) => Shipped::named(name).map_or_else(String::new, |shipped| shipped.path.to_owned()),
            TableData::Csv { name, .. } => file_name(name, "table.csv"),
        }
    }

    pub(super) fn options(&self) -> Result<LoadOptions, Problem> {
        let task = self.task.as_deref().map(str::parse::<Task>).transpose()?;
        let (targets, drop) = (self.targets.clone(), self.drop.clone());
        Ok(LoadOptions { targets, task, drop, ..LoadOptions::default() })
    }

    pub(super) fn dataset(&self, limits: &Limits) -> Result<Dataset, Problem> {
        let options = self.options()?;
        let dataset = match &self.data {
            TableData::Sample(name) => {
                let shipped = Shipped::named(name).ok_or_else(|| {
                    let names: Vec<&str> = Shipped::ALL.iter().map(|shipped| shipped.name).collect();
                    let name: String = name.chars().take(60).collect();
                    Problem::unfit("data", format!("there is no sample `{name}`; there are {}", names.join(", ")))
                })?;
                shipped.dataset(&options)?
            }
            TableData::Csv { text, .. } => {
                let table = Table::parse(&self.file(), text.as_bytes())?;
                let (columns, most) = (table.header().len(), limits.table_columns);
                if columns > most {
                    return Err(Problem::too_large(format!(
                        "the table has {columns} columns, and {most} are taken here; `nonlin lab` takes more"
                    )));
                }
                understand(table, &options)?
            }
        };
        Ok(dataset)
    }
}

/// The name that a client gave a file, without a folder, as short as a name is.
pub(super) fn file_name(given: &str, otherwise: &str) -> String {
    let name = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|c| !c.is_control()).take(120).collect();
    let name = name.trim();
    if name.is_empty() { otherwise.to_owned() } else { name.to_owned() }
}

/// A table as it was read.
#[derive(Serialize, ToSchema)]
pub(super) struct Understood {
    name: String,
    /// Rows with a target.
    rows: usize,
    targets: Vec<String>,
    task: String,
    /// Why it is that task.
    reason: String,
    columns: Vec<ColumnBody>,
    /// What was found in the data, and what is done about it.
    notes: Vec<String>,
}

#[derive(Serialize, ToSchema)]
struct ColumnBody {
    name: String,
    /// `numeric`, `category`, `date`, `identifier`, `constant`, `all missing`.
    kind: String,
    missing: usize,
    distinct: usize,
    /// In short.
    values: String,
    /// `input`, `target` or `unused`.
    role: &'static str,
    /// What is done with it, in words.
    done: String,
}

impl From<ColumnSummary> for ColumnBody {
    fn from(column: ColumnSummary) -> Self {
        let role = match column.role {
            Role::Input => "input",
            Role::Target => "target",
            Role::Unused => "unused",
        };
        let ColumnSummary { name, kind, missing, distinct, values, done, .. } = column;
        Self { name, kind: kind.to_string(), missing, distinct, values, role, done }
    }
}

impl Understood {
    pub(super) fn of(dataset: &Dataset) -> Self {
        Self {
            name: dataset.name().to_owned(),
            rows: dataset.rows(),
            targets: dataset.target_names(),
            task: dataset.task().to_string(),
            reason: dataset.reason().to_owned(),
            columns: dataset.summary().into_iter().map(ColumnBody::from).collect(),
            notes: dataset.notes().iter().map(|note| note.text.clone()).collect(),
        }
    }
}
