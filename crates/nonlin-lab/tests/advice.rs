//! The rules of the field.

use nonlin_lab::advise::{Advice, Goal, ModelKind, Question, advise};
use nonlin_lab::data::Task;

fn question(task: Task, model: ModelKind, depth: usize) -> Question {
    Question { task, model, depth, goal: Goal::Accuracy, hidden: None, output: None }
}

fn choice<'a>(advice: &'a Advice, about: &str) -> &'a str {
    advice.points.iter().find(|point| point.about == about).map_or("", |point| &point.choice)
}

#[test]
fn every_task_architecture_and_depth_has_its_rule() {
    for (task, output) in [
        (Task::Regression, "linear"),
        (Task::Binary, "sigmoid"),
        (Task::MultiLabel, "sigmoid"),
        (Task::MultiClass, "softmax"),
    ] {
        assert_eq!(choice(&advise(&question(task, ModelKind::Mlp, 2)).unwrap(), "output"), output);
    }
    for (model, depth, hidden, initialiser) in [
        (ModelKind::Mlp, 2, "relu", "he_normal"),
        (ModelKind::Mlp, 12, "selu", "lecun_normal"),
        (ModelKind::Cnn, 20, "relu", "he_normal"),
        (ModelKind::Cnn, 50, "silu", "he_normal"),
        (ModelKind::Rnn, 1, "tanh", "orthogonal"),
        (ModelKind::Transformer, 12, "gelu", "he_normal"),
    ] {
        let advice = advise(&question(Task::Binary, model, depth)).unwrap();
        assert_eq!((choice(&advice, "hidden"), choice(&advice, "initialiser")), (hidden, initialiser), "{model:?}");
        // Names are the registry's, and every rule has somebody who says so.
        for point in &advice.points {
            if point.about.starts_with("hidden") || point.about == "output" {
                assert!(nonlin::find(&point.choice).is_ok(), "{}", point.choice);
            }
            assert!(point.source.len() > 5 && point.reason.len() > 10, "{point:?}");
        }
    }
    let selu = Question { hidden: Some("selu".to_owned()), ..question(Task::Binary, ModelKind::Mlp, 8) };
    let advice = advise(&selu).unwrap();
    assert_eq!((choice(&advice, "initialiser"), choice(&advice, "dropout")), ("lecun_normal", "alpha_dropout"));
}

#[test]
fn choices_that_break_a_rule_are_told_and_others_are_not() {
    let asked = |model, depth, hidden: &str, output: Option<&str>, task| {
        let question = Question {
            hidden: Some(hidden.to_owned()),
            output: output.map(str::to_owned),
            ..question(task, model, depth)
        };
        let advice = advise(&question).unwrap();
        advice.warnings.iter().map(|warning| format!("{}: {}", warning.choice, warning.problem)).collect::<Vec<_>>()
    };
    let binary = Task::Binary;
    // A quarter to the fiftieth.
    let deep = asked(ModelKind::Mlp, 50, "sigmoid", None, binary);
    assert!(deep.len() == 1 && deep[0].contains("at most 0.250") && deep[0].contains("10^-30"), "{deep:?}");
    assert!(asked(ModelKind::Mlp, 1, "sigmoid", Some("sigmoid"), binary).is_empty());
    assert!(asked(ModelKind::Mlp, 3, "step", None, binary)[0].contains("zero everywhere"));
    assert!(asked(ModelKind::Mlp, 3, "linear", None, binary)[0].contains("one linear model"));
    assert!(asked(ModelKind::Rnn, 1, "relu", None, binary)[0].contains("run away"));
    assert!(asked(ModelKind::Rnn, 1, "tanh", None, binary).is_empty());
    assert!(asked(ModelKind::Mlp, 3, "relu", Some("softmax"), Task::Regression)[0].contains("add up to 1"));
    assert!(asked(ModelKind::Cnn, 20, "gelu", Some("softmax"), Task::MultiClass).is_empty());
    // From four layers on a quarter each is too little, and a power that no number holds is told too.
    assert!(asked(ModelKind::Mlp, 4, "sigmoid", None, binary)[0].contains("at most 0.004"));
    assert!(asked(ModelKind::Mlp, 1000, "sigmoid", None, binary)[0].contains("10^-602"));
    // A formula is judged by its own slope.
    assert!(asked(ModelKind::Mlp, 30, "sigmoid(x) / 2", None, binary)[0].contains("at most 0.125"));
    let unknown = Question { hidden: Some("gelo".to_owned()), ..question(binary, ModelKind::Mlp, 2) };
    assert!(advise(&unknown).unwrap_err().to_string().contains("did you mean `gelu`?"));
}

/// What somebody advises must pass his own examination.
#[test]
fn no_advice_breaks_a_rule() {
    for task in [Task::Regression, Task::Binary, Task::MultiLabel, Task::MultiClass] {
        for model in [ModelKind::Mlp, ModelKind::Cnn, ModelKind::Rnn, ModelKind::Transformer] {
            for goal in [Goal::Accuracy, Goal::Speed, Goal::Memory] {
                for depth in [1, 2, 5, 6, 39, 40, 1000] {
                    let asked = Question { goal, ..question(task, model, depth) };
                    let advised = advise(&asked).unwrap();
                    let hidden = advised.points.iter().filter(|point| point.about == "hidden");
                    // The second to try is said with what it needs besides, so it may be warned of alone.
                    for point in hidden {
                        let output = Some(choice(&advised, "output").to_owned());
                        let own =
                            advise(&Question { hidden: Some(point.choice.clone()), output, ..asked.clone() }).unwrap();
                        assert!(own.warnings.is_empty(), "{asked:?}: {:?}", own.warnings);
                    }
                }
            }
        }
    }
}

/// A rule is about what a function does: other spellings of it are judged alike.
#[test]
fn a_spelling_changes_nothing() {
    let judged = |model, depth, task, hidden: &str, output: &str| {
        let (hidden, output) = (Some(hidden.to_owned()), Some(output.to_owned()));
        let advice = advise(&Question { hidden, output, ..question(task, model, depth) }).unwrap();
        let initialiser = choice(&advice, "initialiser").to_owned();
        (advice.warnings.into_iter().map(|warning| warning.problem).collect::<Vec<_>>(), initialiser)
    };
    for (model, depth, task, name, formula) in [
        (ModelKind::Mlp, 20, Task::Binary, "sigmoid", "1/(1+exp(-x))"),
        (ModelKind::Mlp, 3, Task::Regression, "linear", "x"),
        (ModelKind::Cnn, 50, Task::MultiClass, "relu", "max(0, x)"),
        (ModelKind::Mlp, 3, Task::Regression, "silu", "x * sigmoid(x)"),
        (ModelKind::Rnn, 1, Task::Regression, "softplus", "log(1 + exp(x))"),
    ] {
        assert_eq!(judged(model, depth, task, name, name), judged(model, depth, task, formula, formula), "{name}");
    }
    assert_eq!(judged(ModelKind::Mlp, 3, Task::Binary, "x * sigmoid(x)", "sigmoid").1, "he_normal");
    // What saturates is not a list of names, nor what is straight.
    for saturating in ["erf", "arctan", "softsign", "hard_tanh", "gaussian", "tanh(x)^3"] {
        assert_eq!(judged(ModelKind::Mlp, 8, Task::Binary, saturating, "sigmoid").0.len(), 1, "{saturating}");
    }
    assert!(judged(ModelKind::Mlp, 3, Task::Binary, "2x + 1", "sigmoid").0[0].contains("one linear model"));
    for unbounded in ["relu", "softplus", "gelu", "x^3"] {
        assert!(judged(ModelKind::Rnn, 1, Task::Binary, unbounded, "sigmoid").0[0].contains("run away"), "{unbounded}");
    }
    assert!(judged(ModelKind::Rnn, 1, Task::Binary, "sigmoid", "sigmoid").0[0].contains("per step"));
    assert!(judged(ModelKind::Mlp, 2, Task::Binary, "softmax", "sigmoid").0[0].contains("shares"));
    assert_eq!(
        judged(ModelKind::Transformer, 12, Task::Binary, "swiglu", "sigmoid"),
        (Vec::new(), "glorot_uniform".to_owned())
    );
    // Outputs, by where their values lie.
    for (task, output, fault) in [
        (Task::Regression, "leaky_relu", None),
        (Task::Regression, "tanh", Some("between -1 and 1")),
        (Task::Regression, "relu", Some("negative")),
        (Task::Regression, "elu", Some("under -1")),
        (Task::MultiClass, "log_softmax", None),
        (Task::MultiClass, "sparsemax", Some("exactly 0")),
        (Task::Binary, "linear", Some("BCEWithLogitsLoss")),
        (Task::Binary, "tanh", Some("no probabilities")),
        (Task::MultiLabel, "softmax", Some("exactly one label")),
        (Task::MultiLabel, "hard_sigmoid", Some("cross-entropy")),
    ] {
        let found = judged(ModelKind::Mlp, 2, task, "relu", output).0;
        match fault {
            None => assert!(found.is_empty(), "{output}: {found:?}"),
            Some(words) => assert!(found.len() == 1 && found[0].contains(words), "{output}: {found:?}"),
        }
    }
}
