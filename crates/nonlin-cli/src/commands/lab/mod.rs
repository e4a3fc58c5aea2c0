//! `nonlin lab`

mod asked;
mod elsewhere;
mod live;
mod several;

use super::interrupt::{STOP, watch};
use super::named::{activation, parted};
use super::report::{self, is_markdown};
use super::train::reading;
use crate::arguments::Lab;
use crate::output::{Failure, INTERRUPTED, Status, make_folder, print, print_json, strong, write_file};
pub use asked::Asked;
use elsewhere::engine;
pub use elsewhere::{Elsewhere, Engines};
use live::Live;
use nonlin_lab::data::{Dataset, Shipped, load};
use nonlin_lab::store::Store;
use nonlin_lab::study::{
    Archive, Candidate, Engine, SelfCheckPlan, StudyError, StudyOutcome, StudyPlan, best_model, run_by, self_check,
};
use nonlin_net::LayerSpec;
use nonlin_report::StudyPage;

pub(crate) fn run(options: &Lab, engines: Option<&Engines<'_>>) -> Result<Status, Failure> {
    let mut plan = plan(options)?;
    plan.check()?;
    let engine = engine(options, engines)?;
    plan.threads = options.threads.or(engine.at_once()).unwrap_or(plan.threads);
    let mut live = Live::of(&plan);
    if options.data.len() > 1 {
        watch()?;
        return several::run(options, &mut live);
    }
    let dataset = dataset(options)?;
    if !options.json {
        print(&format!("{}\n", nonlin_report::study_preface(&dataset)))?;
    }
    watch()?;
    if let Some(studies) = options.self_check {
        return checked(options, &dataset, &plan, studies, &mut live);
    }
    // The sample is there to be tried: it leaves no file behind.
    let store = match options.data.first() {
        Some(_) if !options.no_store => Some(Store::open(&options.store)?),
        _ => None,
    };
    if !options.depths.is_empty() {
        return by_depth(options, &dataset, &plan, store.as_ref(), &*engine, &mut live);
    }
    let outcome = study(&dataset, &plan, &command(), store.as_ref(), &*engine, &mut live)?;
    let wants_page = options.report.as_ref().is_some_and(|path| !is_markdown(path));
    let mut answers = None;
    if options.model.is_some() || options.onnx.is_some() || (wants_page && !outcome.interrupted) {
        let (best, answered) = best_model(&dataset, &plan, &outcome, &STOP)?;
        answers = Some(answered);
        if let Some(path) = &options.model {
            best.save(path)?;
        }
        if let Some(path) = &options.onnx {
            write_file(path, &best.network.to_onnx()?)?;
        }
    }
    if let Some(path) = &options.report {
        let command = command();
        let page = StudyPage { outcome: &outcome, dataset: &dataset, answers: answers.as_ref(), command: &command };
        let text = if is_markdown(path) {
            nonlin_report::study_markdown(&outcome, &command)?
        } else {
            nonlin_report::study_page(&page)?
        };
        write_file(path, text.as_bytes())?;
    }
    if let Some(folder) = &options.figures {
        make_folder(folder)?;
        for (name, figure) in nonlin_report::study_figures(&outcome)? {
            write_file(&folder.join(name), figure.as_bytes())?;
            let picture = std::path::Path::new(name).with_extension("png");
            write_file(&folder.join(picture), &nonlin_report::png_of_svg(&figure)?)?;
        }
    }
    if options.json {
        print_json(&outcome)?;
    } else {
        print(&nonlin_report::study_result(&outcome, strong))?;
        print(&format!("\nMore about it: nonlin show {}\n", nonlin_report::quoted(&outcome.verdict.advice)))?;
        if let Some(path) = &options.report {
            print(&format!("Report: {}\n", path.display()))?;
        }
        if store.is_some() {
            print(&format!("Kept in {}: nonlin studies\n", options.store.display()))?;
        }
        if let Some(path) = &options.model {
            print(&format!("New rows: nonlin predict {} new-data\n", path.display()))?;
        }
        if options.data.is_empty() {
            print("Your own data: nonlin lab my.csv --target COLUMN\n")?;
        }
    }
    Ok(if outcome.interrupted { Status::from(INTERRUPTED) } else { Status::SUCCESS })
}

/// One study, kept in the store if there is one.
fn study(
    dataset: &Dataset,
    plan: &StudyPlan,
    command: &str,
    store: Option<&Store>,
    engine: &dyn Engine,
    live: &mut Live,
) -> Result<StudyOutcome, Failure> {
    let kept = store.map(|store| store.begin(command, dataset, plan)).transpose()?;
    let archive: &dyn Archive = kept.as_ref().map_or(&(), |kept| kept);
    let outcome = run_by(dataset, plan, live, archive, engine, &STOP);
    live.clear(plan);
    let outcome = outcome.map_err(|error| match error {
        StudyError::Interrupted => Failure::interrupted(error.to_string()),
        other => other.into(),
    })?;
    if let (Some(store), Some(kept), false) = (store, &kept, outcome.interrupted) {
        store.finish(kept.study(), &outcome)?;
        let page = StudyPage { outcome: &outcome, dataset, answers: None, command };
        store.keep_report(kept.study(), &nonlin_report::study_page(&page)?)?;
    }
    Ok(outcome)
}

/// A study for each number of hidden layers.
fn by_depth(
    options: &Lab,
    dataset: &Dataset,
    plan: &StudyPlan,
    store: Option<&Store>,
    engine: &dyn Engine,
    live: &mut Live,
) -> Result<Status, Failure> {
    let units = plan.hidden.first().copied().unwrap_or(64);
    let mut outcomes = Vec::new();
    for &depth in &options.depths {
        let plan = StudyPlan { hidden: vec![units; depth], ..plan.clone() };
        let outcome = study(dataset, &plan, &format!("{} (depth {depth})", command()), store, engine, live)?;
        let interrupted = outcome.interrupted;
        if !options.json {
            print(&format!("{depth} hidden layers of {units}: {}\n", outcome.verdict.sentence))?;
        }
        outcomes.push((depth, outcome));
        if interrupted {
            break;
        }
    }
    if options.json {
        let all: Vec<_> =
            outcomes.iter().map(|(depth, outcome)| serde_json::json!({ "depth": depth, "study": outcome })).collect();
        print_json(&all)?;
    } else {
        print(&format!("\n{}", nonlin_report::depths(&outcomes)))?;
    }
    let interrupted = outcomes.iter().any(|(_, outcome)| outcome.interrupted);
    Ok(if interrupted { Status::from(INTERRUPTED) } else { Status::SUCCESS })
}

/// How often the lab would name a false winner on these data, and find a true one.
fn checked(
    options: &Lab,
    dataset: &Dataset,
    plan: &StudyPlan,
    studies: usize,
    live: &mut Live,
) -> Result<Status, Failure> {
    let outcome = self_check(dataset, plan, &SelfCheckPlan { studies, ..SelfCheckPlan::default() }, live, &STOP);
    live.clear(plan);
    let outcome = outcome?;
    if options.json {
        print_json(&outcome)?;
    } else {
        print(&nonlin_report::self_check(&outcome))?;
    }
    Ok(if outcome.is_calibrated() { Status::SUCCESS } else { Status::FAILURE })
}

fn plan(options: &Lab) -> Result<StudyPlan, Failure> {
    let mut plan = StudyPlan {
        seeds: (1..=options.seeds.min(1001)).collect(),
        batch_size: options.batch_size,
        budget: options.budget,
        equivalence: options.equivalence,
        ..StudyPlan::default()
    };
    let activations = options.activations.as_deref().unwrap_or_default();
    if activations == "all" {
        plan.candidates = Candidate::all();
    } else if options.activations.is_some() {
        let named = |name: &str| Ok(Candidate::of(activation(name)?.function()));
        plan.candidates = parted(activations).map(named).collect::<Result<_, Failure>>()?;
    }
    if !options.learning_rates.is_empty() {
        plan.learning_rates.clone_from(&options.learning_rates);
    }
    if !options.weight_decays.is_empty() {
        plan.weight_decays.clone_from(&options.weight_decays);
    }
    plan.net = options.net.as_deref().map(layers).transpose()?;
    if !options.hidden.is_empty() {
        plan.hidden.clone_from(&options.hidden);
    }
    plan.max_epochs = options.epochs.unwrap_or(plan.max_epochs);
    plan.patience = options.patience.unwrap_or(plan.patience);
    plan.threads = options.threads.unwrap_or(plan.threads);
    Ok(plan)
}

fn dataset(options: &Lab) -> Result<Dataset, Failure> {
    let reading = reading(&options.reading);
    if let Some(path) = options.data.first() {
        return Ok(load(&[path], &reading)?);
    }
    Ok(Shipped::ALL[0].dataset(&reading)?)
}

/// The layers that were given, whatever activations they have.
pub(super) fn layers(net: &str) -> Result<Vec<LayerSpec>, Failure> {
    LayerSpec::list(net).map_err(|problem| {
        let mark = format!("\n  {net}\n  {}^", " ".repeat(problem.column.saturating_sub(1)));
        Failure::new(format!("`--net`: {problem}")).with(mark)
    })
}

/// The command as it was given, less what does not change the study.
fn command() -> String {
    command_of(&report::words())
}

/// The same of the words after `nonlin`.
fn command_of(words: &[String]) -> String {
    let without = ["--threads", "--engine", "--address", "--report", "--figures", "--model", "--onnx", "--store"];
    report::again(words.iter().cloned(), &without)
}
