//! `nonlin train`

use super::doctor;
use super::interrupt::{STOP, watch};
use super::lab::layers;
use super::repair::{self, Repaired};
use super::report;
use super::show::network_file;
use crate::arguments::{OptimiserName, Reading, ScheduleName, Train};
use crate::output::{Failure, INTERRUPTED, Status, print, print_json, write_file};
use indicatif::{ProgressBar, ProgressStyle};
use nonlin_doctor::{Finding, Trace};
use nonlin_lab::data::{Dataset, LoadOptions, load};
use nonlin_lab::inside::{Inside, Sampling};
use nonlin_lab::model::{Beginning, Fitted, ModelError, Settings, fit, fit_watched, summary};
use nonlin_net::{Course, EpochRecord, Loss, Observer, Optimiser, Outcome, Schedule, TrainingPlan};
use nonlin_report::DoctorPage;
use serde::Serialize;

/// What `--json` prints: of the network that is kept.
#[derive(Serialize)]
struct Answer<'a> {
    network: String,
    layers: Vec<nonlin_lab::model::LayerLine>,
    scores: nonlin_lab::model::Scores,
    record: nonlin_net::TrainingRecord,
    #[serde(skip_serializing_if = "Option::is_none")]
    findings: Option<&'a [Finding]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    repair: Option<repair::Answer<'a>>,
}

pub(crate) fn run(options: &Train) -> Result<Status, Failure> {
    let dataset = load(&[&options.data], &reading(&options.reading))?;
    let start = if let Some(path) = &options.from {
        Beginning::Trained(Box::new(network_file(path)?))
    } else {
        options.net.as_deref().map_or(Ok(Beginning::Usual), |net| layers(net).map(Beginning::Layers))?
    };
    let settings = Settings { start, plan: plan(options), seed: options.seed, threads: options.threads };
    if !options.json {
        print(&format!("{}\n", nonlin_report::study_preface(&dataset)))?;
    }
    watch()?;
    let (fitted, seen) = train(&dataset, &settings, options.doctor || options.trace.is_some());
    if let (Some(path), Some(trace)) = (&options.trace, &seen) {
        let mut text = Vec::new();
        trace.write(&mut text)?;
        write_file(path, &text)?;
    }
    let findings = seen.as_ref().filter(|_| options.doctor).map(nonlin_doctor::examine);
    if let (Some(path), Some(trace), Some(findings)) = (&options.report, &seen, &findings) {
        let command = report::command(&["--threads", "--report", "--trace", "--out", "--onnx"]);
        let (title, thresholds) = (doctor::name(&options.data), nonlin_doctor::Thresholds::standard());
        report::doctor(path, &DoctorPage { title: &title, trace, findings, thresholds, command: &command })?;
    }
    let mut first = Watched { fitted, findings };
    if !options.json {
        told(options, &first, seen.as_ref())?;
    }
    let repaired = match &first.findings {
        Some(findings) if options.fix && first.is_whole() => Some(repair::run(options, &dataset, &settings, findings)?),
        _ => None,
    };
    // What is kept: the changed network where it is the better one.
    let kept = match repaired {
        Some(Repaired { repair, second: Some(second) }) => {
            let before = std::mem::replace(&mut first, second);
            (Some(repair), Some(before))
        }
        Some(Repaired { repair, second: None }) => (Some(repair), None),
        None => (None, None),
    };
    finish(options, first, kept.0.as_ref(), kept.1.as_ref())
}

/// A training, and what the doctor found in it if it looked.
pub(super) struct Watched {
    pub(super) fitted: Result<Fitted, ModelError>,
    pub(super) findings: Option<Vec<Finding>>,
}

impl Watched {
    /// Whether it ended by itself, be it in NaN.
    fn is_whole(&self) -> bool {
        match &self.fitted {
            Ok(fitted) => fitted.record.outcome != Outcome::Interrupted,
            Err(error) => matches!(error, ModelError::Diverged { .. }),
        }
    }
}

/// Trains with a bar, and a record of the inside if it is wanted.
pub(super) fn train(
    dataset: &Dataset,
    settings: &Settings,
    watched: bool,
) -> (Result<Fitted, ModelError>, Option<Trace>) {
    let mut bar = Bar::new(settings.plan.max_epochs);
    let mut inside = watched.then(|| Inside::new(Sampling::Steps));
    let fitted = match &mut inside {
        Some(inside) => fit_watched(dataset, settings, &mut bar, inside, &STOP),
        None => fit(dataset, settings, &mut bar, &STOP),
    };
    bar.0.finish_and_clear();
    (fitted, inside.map(Inside::finish))
}

/// The network, its scores, and what the doctor says; of a training that came to nothing the last alone.
fn told(options: &Train, watched: &Watched, seen: Option<&Trace>) -> Result<(), Failure> {
    if let Ok(fitted) = &watched.fitted {
        let model = &fitted.model;
        let (text, input) = (model.network.spec().to_string(), model.network.input().to_string());
        print(&nonlin_report::network("network", &text, &input, &summary(&model.network)?))?;
        print("\n")?;
        scores(fitted)?;
    }
    if let (Some(findings), Some(trace)) = (&watched.findings, seen)
        && matches!(watched.fitted, Ok(_) | Err(ModelError::Diverged { .. }))
    {
        if watched.fitted.is_ok() {
            print("\n")?;
        }
        doctor::told(trace, findings)?;
        report::told(options.report.as_deref())?;
    }
    Ok(())
}

/// How well a network does.
pub(super) fn scores(fitted: &Fitted) -> Result<(), Failure> {
    let record = &fitted.record;
    print(&nonlin_report::trained(&fitted.scores, record.best_epoch.unwrap_or(0), record.epochs))
}

/// Saves the network that is kept, and says what can be done with it.
fn finish(
    options: &Train,
    kept: Watched,
    repair: Option<&nonlin_lab::repair::Repair>,
    before: Option<&Watched>,
) -> Result<Status, Failure> {
    let Watched { fitted, findings } = kept;
    let Fitted { model, record, scores } = fitted.map_err(|error| match error {
        ModelError::Interrupted => Failure::interrupted(error.to_string()),
        other => other.into(),
    })?;
    if let Some(path) = &options.out {
        model.save(path)?;
    }
    if let Some(path) = &options.onnx {
        write_file(path, &model.network.to_onnx()?)?;
    }
    let interrupted = record.outcome == Outcome::Interrupted;
    if options.json {
        print_json(&Answer {
            network: model.network.spec().to_string(),
            layers: summary(&model.network)?,
            scores,
            record,
            findings: findings.as_deref(),
            repair: repair.map(|repair| repair::Answer::new(options, repair, before)),
        })?;
    } else {
        if interrupted {
            print("interrupted: this is what it was by then\n")?;
        }
        let which = match repair.map(|_| before.is_some()) {
            Some(true) => "the changed network, ",
            Some(false) => "the network as it was, ",
            None => "",
        };
        match &options.out {
            Some(path) => {
                let path = path.display();
                print(&format!("{which}saved as {path}\n\nNew rows: nonlin predict {path} new-data\n"))?;
            }
            None => print("\nTo keep it: --out model.safetensors\n")?,
        }
    }
    Ok(match &findings {
        _ if interrupted => Status::from(INTERRUPTED),
        Some(findings) => doctor::status(findings),
        None => Status::SUCCESS,
    })
}

pub(super) fn reading(given: &Reading) -> LoadOptions {
    LoadOptions {
        targets: given.target.clone(),
        task: given.task,
        test: given.test.clone(),
        drop: given.drop.clone(),
        categorical: given.categorical.clone(),
        numeric: given.numeric.clone(),
        group: given.group.clone(),
        time: given.time.clone(),
        rows: given.rows,
        image: given.image,
        series: given.series,
        sequence: given.sequence.clone(),
        case: given.case.clone(),
        step: given.step.clone(),
        ..LoadOptions::default()
    }
}

fn plan(options: &Train) -> TrainingPlan {
    let weight_decay = options.weight_decay;
    let sgd = |momentum, nesterov| Optimiser::Sgd { momentum, nesterov, weight_decay };
    let optimiser = match options.optimiser {
        OptimiserName::Sgd => sgd(0.0, false),
        OptimiserName::Momentum => sgd(0.9, false),
        OptimiserName::Nesterov => sgd(0.9, true),
        // Adam that shrinks weights is AdamW.
        OptimiserName::Adam if weight_decay == 0.0 => Optimiser::ADAM,
        OptimiserName::Adam | OptimiserName::AdamW => Optimiser::adam_w(weight_decay),
        OptimiserName::RmsProp => {
            Optimiser::RmsProp { decay: 0.99, momentum: 0.0, epsilon: 1e-8, centred: false, weight_decay }
        }
        OptimiserName::Lion => Optimiser::Lion { beta1: 0.9, beta2: 0.99, weight_decay },
    };
    let course = match options.schedule {
        ScheduleName::Constant => Course::Constant,
        ScheduleName::Step => Course::Step { share: 1.0 / 3.0, factor: 0.1 },
        ScheduleName::Cosine => Course::Cosine { floor: 0.0 },
        ScheduleName::OneCycle => Course::OneCycle,
    };
    TrainingPlan {
        optimiser,
        learning_rate: options.learning_rate,
        schedule: Schedule { course, warm_up: 0.0 },
        batch_size: options.batch_size,
        max_epochs: options.epochs,
        patience: Some(options.patience),
        clip_norm: options.clip_norm,
        label_smoothing: options.label_smoothing,
        // The loss follows from the task.
        ..TrainingPlan::new(Loss::MeanSquaredError)
    }
}

/// A bar on a terminal, nothing in a pipe.
struct Bar(ProgressBar);

impl Bar {
    fn new(epochs: usize) -> Self {
        let bar = ProgressBar::new(epochs as u64);
        if let Ok(style) = ProgressStyle::with_template("{bar:40} epoch {pos} of at most {len}, {msg}") {
            bar.set_style(style);
        }
        Self(bar)
    }
}

impl Observer<f32> for Bar {
    fn epoch_finished(&mut self, epoch: &EpochRecord) {
        self.0.set_message(format!("loss {:.4}, on validation rows {:.4}", epoch.train_loss, epoch.validation_loss));
        self.0.inc(1);
    }
}
