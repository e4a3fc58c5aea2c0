//! Where a function belongs: asked of the rules of [`advise`](crate::advise).

use crate::advise::{DEEP, Goal, ModelKind, Question, advise};
use crate::data::Task;
use crate::model::output_activation;
use nonlin::functions::Registered;

/// Hidden layers of a network that is not deep.
const FEW: usize = 2;

/// Hidden layers, the state of recurrent ones, outputs: wherever the rules have no objection.
pub(super) fn uses(function: Registered) -> String {
    let name = match function {
        Registered::Elementwise(alone) if alone.typed().is_some() => alone.formula().body(),
        other => other.card().name.to_owned(),
    };
    let fits = |model, depth| {
        let question = Question {
            task: Task::Regression,
            model,
            depth,
            goal: Goal::Accuracy,
            hidden: Some(name.clone()),
            output: None,
        };
        advise(&question).is_ok_and(|advice| advice.warnings.is_empty())
    };
    let mut all = Vec::new();
    if fits(ModelKind::Mlp, DEEP) {
        all.push("hidden layers".to_owned());
    } else if fits(ModelKind::Mlp, FEW) {
        all.push("hidden layers, if few".to_owned());
    }
    if matches!(function, Registered::Elementwise(_)) && fits(ModelKind::Rnn, FEW) {
        all.push("recurrent state".to_owned());
    }
    let outputs: Vec<&str> = [Task::Regression, Task::Binary, Task::MultiClass, Task::MultiLabel]
        .into_iter()
        .filter(|&task| output_activation(task).name() == name)
        .map(in_words)
        .collect();
    if !outputs.is_empty() {
        all.push(format!("output for {}", outputs.join(" and ")));
    }
    let is_row = matches!(function, Registered::Row(_));
    match (all.is_empty(), is_row) {
        (true, true) => all.push("outputs and attention, not hidden layers".to_owned()),
        (true, false) => all.push("special: neither a usual hidden layer nor an output".to_owned()),
        (false, true) if !fits(ModelKind::Mlp, FEW) => all.push("attention".to_owned()),
        _ => {}
    }
    all.join("; ")
}

/// What is predicted, as people say it.
pub(super) fn in_words(task: Task) -> &'static str {
    match task {
        Task::Regression => "a quantity",
        Task::Binary => "yes or no",
        Task::MultiClass => "one of several classes",
        Task::MultiLabel => "labels that may hold together",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_the_rules_have_it() {
        let of = |name: &str| uses(nonlin::find(name).expect("a function"));
        assert_eq!(of("relu"), "hidden layers");
        assert_eq!(of("linear"), "output for a quantity");
        assert_eq!(of("softmax"), "output for one of several classes; attention");
        assert!(of("sigmoid").ends_with("output for yes or no and labels that may hold together"), "{}", of("sigmoid"));
        assert!(of("tanh").contains("recurrent state"), "{}", of("tanh"));
        assert_eq!(of("swiglu"), "hidden layers");
        assert!(of("step").starts_with("special"), "{}", of("step"));
        assert!(of("sparsemax").starts_with("outputs and attention"), "{}", of("sparsemax"));
    }
}
