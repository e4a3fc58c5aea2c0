//! The command that repeats a study that was put together elsewhere.

use nonlin_lab::data::LoadOptions;
use nonlin_lab::study::{Budget, StudyPlan};

/// The command for a study of this file by this plan, as a shell takes it.
pub fn study_command(file: &str, options: &LoadOptions, plan: &StudyPlan) -> String {
    let usual = StudyPlan::default();
    let mut words = vec!["nonlin".to_owned(), "lab".to_owned(), file.to_owned()];
    let mut option = |name: &str, value: String| words.extend([name.to_owned(), value]);
    options.targets.iter().for_each(|target| option("--target", target.clone()));
    if let Some(task) = options.task {
        option("--task", task.to_string());
    }
    options.drop.iter().for_each(|column| option("--drop", column.clone()));
    if plan.candidates != usual.candidates {
        let labels: Vec<&str> = plan.candidates.iter().map(|candidate| candidate.label.as_str()).collect();
        option("--activations", labels.join(","));
    }
    if plan.seeds != usual.seeds {
        option("--seeds", plan.seeds.len().to_string());
    }
    if plan.hidden != usual.hidden {
        let units: Vec<String> = plan.hidden.iter().map(ToString::to_string).collect();
        option("--hidden", units.join(","));
    }
    match plan.budget {
        Some(Budget::Time(time)) => option("--budget", format!("{}s", time.as_secs())),
        Some(Budget::Trainings(count)) => option("--budget", count.to_string()),
        None => {}
    }
    words.iter().map(|word| shell_word(word)).collect::<Vec<_>>().join(" ")
}

/// A word as a shell takes it.
pub fn shell_word(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./=,:+@%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nonlin_lab::study::Candidate;
    use std::time::Duration;

    #[test]
    fn what_is_usual_is_not_said() {
        let options = LoadOptions::predicting(["kind of thing"]);
        assert_eq!(
            study_command("a.csv", &options, &StudyPlan::default()),
            "nonlin lab a.csv --target 'kind of thing'"
        );
        let plan = StudyPlan {
            candidates: ["relu", "x*tanh(x)"].map(|name| Candidate::named(name).unwrap()).to_vec(),
            seeds: (1..=5).collect(),
            hidden: vec![8, 4],
            budget: Some(Budget::Time(Duration::from_secs(90))),
            ..StudyPlan::default()
        };
        assert_eq!(
            study_command("a.csv", &LoadOptions::default(), &plan),
            "nonlin lab a.csv --activations 'relu,x * tanh(x)' --seeds 5 --hidden 8,4 --budget 90s"
        );
    }
}
