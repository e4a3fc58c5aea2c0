//! No bytes whatever make the lab panic, and what it accepts becomes finite numbers.

use nonlin_lab::data::{Dataset, Table, Task};
use proptest::prelude::*;

/// Takes `bytes` as far as they go.
fn digest(bytes: &[u8], targets: &[String], task: Option<Task>) {
    let Ok(table) = Table::parse("any.csv", bytes).map_err(|error| one_line(&error)) else { return };
    let targets = if targets.is_empty() { &table.header()[..1] } else { targets }.to_vec();
    let Ok(dataset) = Dataset::new(table, &targets, task).map_err(|error| one_line(&error)) else { return };
    let _ = (dataset.summary(), dataset.class_names());
    assert!(dataset.majority_share().is_none_or(|share| (0.0..=1.0).contains(&share)));
    let parts = dataset.prepare(0).expect("small enough");
    for part in [&parts.train, &parts.validation, &parts.test] {
        assert!(part.rows > 0 && part.columns > 0);
        assert_eq!(part.inputs.len(), part.rows * part.columns);
        assert_eq!(part.targets.len(), part.rows * part.outputs_per_row);
        assert!(part.inputs.iter().chain(&part.targets).all(|x| x.is_finite()));
    }
}

fn one_line(error: &nonlin_lab::data::DataError) {
    let text = error.to_string();
    assert!(!text.chars().any(char::is_control), "{text:?}");
}

/// A cell that is more or less what people write.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (-3_i32..3).prop_map(|x| x.to_string()),
        4 => any::<f64>().prop_map(|x| format!("{x:e}")),
        2 => "[abc]",
        1 => Just(String::new()),
        1 => Just("NA".to_string()),
        1 => "[a-z\"; \n]{0,3}",
    ]
}

fn task() -> impl Strategy<Value = Option<Task>> {
    let tasks = [Task::Regression, Task::Binary, Task::MultiClass, Task::MultiLabel];
    proptest::option::of(proptest::sample::select(tasks.to_vec()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn raw_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        digest(&bytes, &[], None);
    }

    #[test]
    fn bytes_that_csv_is_made_of(text in "[ab1.,;\t\"\r\n \u{feff}]{0,120}") {
        digest(text.as_bytes(), &[], None);
    }

    #[test]
    fn tables(
        rows in proptest::collection::vec([cell(), cell(), cell(), cell()], 10..60),
        two in any::<bool>(),
        task in task(),
    ) {
        let mut csv = "a,b,c,d\n".to_string();
        for row in rows {
            csv += &(row.join(",") + "\n");
        }
        let targets = if two { vec!["d".to_string(), "a".to_string()] } else { vec!["d".to_string()] };
        digest(csv.as_bytes(), &targets, task);
    }

    #[test]
    fn columns_of_one_sort(
        x in proptest::collection::vec(any::<f64>(), 40),
        y in proptest::collection::vec(prop_oneof![any::<f64>(), Just(0.0), Just(1.0)], 40),
        few in 2_usize..5,
        task in task(),
    ) {
        let csv = crate::csv("x,n,y,z", 40, |i| format!("{:?},{i},{:?},{}", x[i], y[i], i % few));
        digest(csv.as_bytes(), &["y".to_string()], task);
        digest(csv.as_bytes(), &["z".to_string()], task);
    }
}
