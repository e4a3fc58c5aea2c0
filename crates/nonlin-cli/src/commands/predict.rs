//! `nonlin predict`

use crate::arguments::Predict;
use crate::output::{Failure, Status, print, print_json, write_file};
use nonlin_lab::data::{LoadOptions, Prediction};
use nonlin_lab::model::Model;

pub(crate) fn run(options: &Predict) -> Result<Status, Failure> {
    let model = Model::load(&options.model)?;
    let (predictions, notes) = model.predict(&[&options.data], &LoadOptions::default())?;
    for note in notes {
        anstream::eprintln!("note: {}", note.text);
    }
    if options.json {
        print_json(&predictions)?;
        return Ok(Status::SUCCESS);
    }
    let text = csv(&model.encoder.target_names(), &predictions)?;
    match &options.out {
        Some(path) => {
            write_file(path, text.as_bytes())?;
            print(&format!("{} answers in {}\n", predictions.len(), path.display()))?;
        }
        None => print(&text)?,
    }
    Ok(Status::SUCCESS)
}

/// A line per row: the answer, and how probable it is.
fn csv(targets: &[String], predictions: &[Prediction]) -> Result<String, Failure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut head: Vec<String> = Vec::new();
    for target in targets {
        head.push(target.clone());
        let quantity = matches!(predictions.first(), Some(Prediction::Quantity(_)));
        head.extend((!quantity).then(|| format!("{target} probability")));
    }
    writer.write_record(&head)?;
    let share = |probability: f64| format!("{probability:.4}");
    for prediction in predictions {
        let cells: Vec<String> = match prediction {
            Prediction::Quantity(value) => vec![value.to_string()],
            Prediction::Class { class, probability } => vec![class.clone(), share(*probability)],
            Prediction::Labels(labels) => {
                labels.iter().flat_map(|label| [label.value.clone(), share(label.probability)]).collect()
            }
        };
        writer.write_record(&cells)?;
    }
    let bytes = writer.into_inner().map_err(|error| Failure::new(error.to_string()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
