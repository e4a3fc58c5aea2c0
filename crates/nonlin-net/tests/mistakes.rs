//! What a person can get wrong, and the line that tells them.

use nonlin_net::{
    ActivationSpec, Batch, DenseSpec, Loss, NetError, Network, NetworkSpec, OutputActivation, OutputSpec, TrainingPlan,
    train,
};
use std::sync::atomic::AtomicBool;

fn spec() -> NetworkSpec {
    let hidden = vec![DenseSpec::new(4, "relu"), DenseSpec::new(4, "gelu")];
    NetworkSpec { inputs: 2, hidden, output: OutputSpec::new(3, OutputActivation::Softmax) }
}

fn refused(change: impl FnOnce(&mut NetworkSpec)) -> String {
    let mut spec = spec();
    change(&mut spec);
    Network::<f32>::new(&spec, 0).unwrap_err().to_string()
}

#[test]
fn a_network_that_cannot_be_names_its_layer() {
    assert_eq!(refused(|s| s.inputs = 0), "input layer has 0 units; it needs at least 1");
    assert_eq!(refused(|s| s.hidden[1].units = 0), "hidden layer 2 has 0 units; it needs at least 1");
    assert_eq!(refused(|s| s.output.units = 0), "output layer has 0 units; it needs at least 1");
    let unknown = refused(|s| s.hidden[1].activation = "geluu".into());
    assert_eq!(unknown, "hidden layer 2: unknown activation `geluu`; did you mean `gelu`?");
    assert!(
        refused(|s| s.hidden[0].activation = "softmax".into())
            .starts_with("hidden layer 1: `softmax` is a function of a")
    );
    let with = |value| ActivationSpec { name: "leaky_relu".into(), parameters: [("a".to_owned(), value)].into() };
    assert!(refused(|s| s.hidden[0].activation = with(f64::NAN)).contains("must be a finite number"));
    let wrong = ActivationSpec { name: "relu".into(), parameters: [("slope".to_owned(), 1.0)].into() };
    assert!(refused(|s| s.hidden[0].activation = wrong).starts_with("hidden layer 1: `relu` has no parameter `slope`"));
    assert!(refused(|s| s.output.units = 1).contains("1 output with sigmoid"));
}

#[test]
fn an_absurd_size_is_refused_before_it_is_allocated() {
    for units in [1_000_000_000, usize::MAX, usize::MAX / 2] {
        let message = refused(|s| s.hidden[1].units = units);
        assert!(message.starts_with("hidden layer 2, 4 x "), "{message}");
    }
    assert!(refused(|s| s.inputs = usize::MAX).starts_with("hidden layer 1"));
    let network = Network::<f32>::new(&spec(), 0).unwrap();
    for rows in [usize::MAX, usize::MAX / 4, 1 << 58] {
        assert!(matches!(network.workspace(rows), Err(NetError::Memory { .. })));
    }
}

#[test]
fn a_loss_that_does_not_go_says_which_does() {
    let network = Network::<f32>::new(&spec(), 0).unwrap();
    let mut workspace = network.workspace(1).unwrap();
    network.forward(&mut workspace, &[0.0, 0.0], 1).unwrap();
    let error = network.loss(&mut workspace, Loss::BinaryCrossEntropy, &[1.0, 0.0, 0.0]).unwrap_err();
    assert_eq!(error.to_string(), "binary cross-entropy does not go with 3 softmax outputs; use softmax cross-entropy");
}

#[test]
fn data_that_do_not_fit_say_where() {
    let (x, t) = ([0.0_f32, 1.0, 2.0, 3.0], [1.0_f32, 0.0, 0.0, 0.0, 0.0, 1.0]);
    let message = |inputs: &[f32], targets: &[f32], rows, plan: &TrainingPlan| {
        let mut network = Network::<f32>::new(&spec(), 0).unwrap();
        let good = Batch { inputs: &x, targets: &t, rows: 2 };
        let batch = Batch { inputs, targets, rows };
        train(&mut network, good, batch, plan, &mut (), &AtomicBool::new(false)).unwrap_err().to_string()
    };
    let plan = TrainingPlan::new(Loss::SoftmaxCrossEntropy);
    assert_eq!(message(&[], &[], 0, &plan), "the validation data has no rows");
    assert_eq!(message(&x, &t, 3, &plan), "inputs: 3 rows x 2 columns need 6 numbers, not 4");
    assert_eq!(message(&x, &t[..3], 2, &plan), "targets: 2 rows x 3 columns need 6 numbers, not 3");
    let hole = message(&[0.0, 1.0, f32::NAN, 3.0], &t, 2, &plan);
    assert_eq!(hole, "the validation data, row 1, column 0 (counted from 0): NaN is not a finite number");
    let twice = message(&x, &[1.0, 0.0, 0.0, 1.0, 0.0, 1.0], 2, &plan);
    assert!(twice.contains("row 1 (counted from 0): targets that add up to 2 instead of 1"), "{twice}");
    let outside = message(&x, &[2.0, 0.0, -1.0, 0.0, 0.0, 1.0], 2, &plan);
    assert!(outside.contains("row 0 (counted from 0): a target of 2 is not between 0 and 1"), "{outside}");
    let plans = [
        (TrainingPlan { learning_rate: -1.0, ..plan.clone() }, "learning_rate is -1; it must be a number above 0"),
        (TrainingPlan { batch_size: 0, ..plan.clone() }, "batch_size is 0; it must be at least 1"),
    ];
    for (plan, expected) in plans {
        assert_eq!(message(&x, &t, 2, &plan), expected);
    }
    // A batch size beyond the data is no mistake, and asks for no more memory than the data.
    let plan = TrainingPlan { batch_size: usize::MAX, max_epochs: 1, ..plan };
    let mut network = Network::<f32>::new(&spec(), 0).unwrap();
    let good = Batch { inputs: &x, targets: &t, rows: 2 };
    assert!(train(&mut network, good, good, &plan, &mut (), &AtomicBool::new(false)).is_ok());
}

#[test]
fn a_workspace_of_another_network_is_refused() {
    let network = Network::<f32>::new(&spec(), 0).unwrap();
    let mut wider = spec();
    wider.hidden[0].units = 5;
    let mut workspace = Network::<f32>::new(&wider, 0).unwrap().workspace(2).unwrap();
    assert_eq!(network.forward(&mut workspace, &[0.0; 4], 2), Err(NetError::Workspace));
    let mut workspace = network.workspace(1).unwrap();
    assert_eq!(network.forward(&mut workspace, &[0.0; 4], 2), Err(NetError::Rows { rows: 2, capacity: 1 }));
    let mut gradient = vec![0.0; network.parameters().len()];
    assert!(network.backward(&mut workspace, &[], &mut gradient).is_err(), "nothing went forward yet");
}

#[test]
fn a_spec_reads_back_as_written() {
    let spec = spec();
    let text = serde_json::to_string(&spec).unwrap();
    assert_eq!(serde_json::from_str::<NetworkSpec>(&text).unwrap(), spec);
    let plan = TrainingPlan::new(Loss::MeanSquaredError);
    let text = serde_json::to_string(&plan).unwrap();
    assert_eq!(serde_json::from_str::<TrainingPlan>(&text).unwrap(), plan);
}
