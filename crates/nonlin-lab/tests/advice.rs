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
    assert!(deep.len() == 1 && deep[0].contains("at most 0.250") && deep[0].contains("8e-31"), "{deep:?}");
    assert!(asked(ModelKind::Mlp, 1, "sigmoid", Some("sigmoid"), binary).is_empty());
    assert!(asked(ModelKind::Mlp, 3, "step", None, binary)[0].contains("zero everywhere"));
    assert!(asked(ModelKind::Mlp, 3, "linear", None, binary)[0].contains("one linear model"));
    assert!(asked(ModelKind::Rnn, 1, "relu", None, binary)[0].contains("run away"));
    assert!(asked(ModelKind::Rnn, 1, "tanh", None, binary).is_empty());
    assert!(asked(ModelKind::Mlp, 3, "relu", Some("softmax"), Task::Regression)[0].contains("add up to 1"));
    assert!(asked(ModelKind::Cnn, 20, "gelu", Some("softmax"), Task::MultiClass).is_empty());
    // A formula is judged by its own slope.
    assert!(asked(ModelKind::Mlp, 30, "sigmoid(x) / 2", None, binary)[0].contains("at most 0.125"));
    let unknown = Question { hidden: Some("gelo".to_owned()), ..question(binary, ModelKind::Mlp, 2) };
    assert!(advise(&unknown).unwrap_err().to_string().contains("did you mean `gelu`?"));
}
