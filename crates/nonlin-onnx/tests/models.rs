//! The models of `models/`, beside what ONNX Runtime computes with them (`models/make.py`).

use nonlin_onnx::{Attribute, Data, Dim, ElementType, Model, Node, Note, Shapes};
use std::collections::BTreeMap;
use std::path::PathBuf;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/models")
}

fn open(name: &str) -> Model {
    Model::open(folder().join(name).with_extension("onnx")).unwrap_or_else(|error| panic!("{error}"))
}

/// The lines of a file, as words.
fn table(file: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(folder().join(file)).unwrap();
    text.lines().map(|line| line.split(' ').map(str::to_owned).collect()).collect()
}

fn operators(model: &Model) -> Vec<&str> {
    model.graph.nodes.iter().map(|node| node.operator.as_str()).collect()
}

#[test]
fn every_value_has_the_shape_and_the_integers_that_onnx_runtime_gives_it() {
    let mut models: BTreeMap<String, Vec<(String, String, Vec<i64>)>> = BTreeMap::new();
    for line in table("shapes.txt") {
        let numbers = line[3..].iter().map(|word| word.parse().unwrap()).collect();
        models.entry(line[0].clone()).or_default().push((line[1].clone(), line[2].clone(), numbers));
    }
    assert_eq!(models.len(), 5);
    for (name, lines) in models {
        let model = open(&name);
        let sizes = |numbers: &[i64]| -> Vec<usize> { numbers.iter().map(|x| usize::try_from(*x).unwrap()).collect() };
        let given: Vec<(&str, Vec<usize>)> = lines
            .iter()
            .filter(|line| line.0 == "given")
            .map(|(_, value, numbers)| (value.as_str(), sizes(numbers)))
            .collect();
        let given: Vec<(&str, &[usize])> = given.iter().map(|(value, shape)| (*value, shape.as_slice())).collect();
        let shapes = Shapes::infer(&model.graph, &given).unwrap();
        let there = |value: &str| {
            model.graph.tensors.contains_key(value)
                || model.graph.inputs.iter().any(|input| input.name == value)
                || model.graph.maker(value).is_some()
        };
        for (kind, value, numbers) in lines.iter().filter(|line| there(&line.1)) {
            if kind != "integers" {
                assert_eq!(shapes.get(value), Some(&*sizes(numbers)), "{name}: {value}");
            } else if let Some(integers) = shapes.integers(value) {
                assert_eq!(integers, numbers, "{name}: {value}");
            }
        }
        assert_eq!(shapes.unknown(&model.graph), Vec::<&str>::new(), "{name}");
        if name == "attention" {
            assert_eq!(shapes.integers("split_shape"), Some(&[2, 5, 2, 3][..]));
            assert!(shapes.integers("pads").is_some() && shapes.integers("place").is_none());
        }
    }
}

#[test]
fn elements_are_read_from_every_place_and_type_and_dequantised() {
    for line in table("numbers.txt") {
        let model = open(&line[0]);
        let wanted: Vec<f32> = line[2..]
            .iter()
            .map(|word| match word.as_str() {
                "True" => 1.0,
                "False" => 0.0,
                word => word.parse().unwrap(),
            })
            .collect();
        let tensor = &model.graph.tensors[&line[1]];
        assert_eq!(tensor.to_f32().unwrap(), wanted, "{}: {}", line[0], line[1]);
    }
    let quantised = open("quantised");
    assert_eq!(operators(&quantised), ["QuantizeLinear", "DequantizeLinear", "Gemm", "Gemm"]);
    assert!(!quantised.graph.tensors.contains_key("wq") && quantised.graph.tensors.contains_key("sx"));
}

#[test]
fn constants_are_tensors_and_detours_are_gone() {
    let types = open("types");
    let tensor = |name: &str| types.graph.tensors[name].clone();
    assert_eq!(operators(&types), ["Add"]);
    assert_eq!(tensor("c_float").into_parts(), (vec![], Data::Float(vec![1.5])));
    assert_eq!(tensor("c_floats").into_parts(), (vec![2], Data::Float(vec![1.0, -2.0])));
    assert_eq!(tensor("c_int").into_parts(), (vec![], Data::Int64(vec![-7])));
    assert_eq!(tensor("c_ints").into_parts(), (vec![3], Data::Int64(vec![3, 4, 5])));
    assert_eq!(tensor("c_string").into_parts(), (vec![], Data::String(vec![b"text".to_vec()])));
    assert_eq!(tensor("c_tensor").into_parts(), (vec![1, 3], Data::Float(vec![1.0, 2.0, 3.0])));
    assert_eq!(tensor("text").data(), &Data::String(vec![b"one".to_vec(), "zwei ä".as_bytes().to_vec()]));
    assert_eq!(tensor("empty").into_parts(), (vec![0, 3], Data::Float(vec![])));

    let mlp = open("mlp");
    assert_eq!(mlp.graph.inputs.iter().map(|input| &*input.name).collect::<Vec<_>>(), ["x"]);
    assert_eq!(mlp.graph.inputs[0].shape(), Some(&[Dim::from("batch"), Dim::Size(5)][..]));
    assert_eq!(mlp.graph.inputs[0].element(), ElementType::Float);
    let names = ["Gemm", "Relu", "Dropout", "MatMul", "Add", "LayerNormalization", "Elu", "Softmax"];
    assert_eq!(operators(&mlp), names);
    let after_identity = &mlp.graph.nodes[3];
    assert_eq!(after_identity.input(0), Some("d1"));
    assert_eq!(
        (mlp.opset(), mlp.ir_version, &*mlp.producer, &*mlp.graph.doc),
        (Some(17), 8, "make.py", "a perceptron")
    );
    assert_eq!(mlp.graph.nodes[0].label(), "Gemm node `fc1`");
    assert_eq!(mlp.notes(), []);
}

#[test]
fn attributes_have_their_types() {
    let mlp = open("mlp");
    let node = |operator: &str| mlp.graph.nodes.iter().find(|node| node.is(operator)).unwrap();
    assert_eq!((node("Gemm").int("transB", 0), node("Gemm").int("transA", 7)), (Ok(1), Ok(7)));
    assert_eq!((node("Elu").float("alpha", 1.0), node("Elu").ints("axes")), (Ok(1.5), Ok(None)));
    let wrong = node("Elu").int("alpha", 1).unwrap_err();
    assert_eq!(wrong.to_string(), "Elu node `a2`: attribute `alpha` is a float, not an integer");
    let cnn = open("cnn");
    let conv = cnn.graph.maker("same").unwrap();
    assert_eq!(conv.string("auto_pad", "NOTSET"), Ok("SAME_UPPER"));
    assert_eq!(conv.ints("strides"), Ok(Some(&[2, 2][..])));
    assert_eq!(cnn.graph.constant(conv, 1).unwrap().shape(), [4, 3, 3, 3]);
    assert_eq!(cnn.graph.takers("pooled").map(Node::label).collect::<Vec<_>>().len(), 2);
}

#[test]
fn calls_of_functions_are_written_out_in_order_with_their_attributes() {
    let model = open("functions");
    let calls = ["Neg", "LeakyRelu", "Neg"].repeat(2);
    let in_order = [&calls[..], &calls[..], &["If", "Add"]].concat();
    let mut names = operators(&model);
    names.sort_unstable();
    let mut wanted = in_order;
    wanted.sort_unstable();
    assert_eq!(names, wanted);
    let slopes: Vec<_> = model.graph.nodes.iter().filter(|node| node.is("LeakyRelu")).collect();
    let slopes: Vec<f32> = slopes.iter().map(|node| node.float("alpha", 0.01).unwrap()).collect();
    assert_eq!(slopes, [0.25, 0.5, 0.25, 0.5]);
    assert!(model.functions.is_empty());
    assert_eq!(model.notes(), []);

    let branch = model.graph.nodes.iter().find(|node| node.is("If")).unwrap().graph("then_branch").unwrap().unwrap();
    assert!(branch.nodes[0].is("Sigmoid"));
    let shapes = Shapes::infer(&model.graph, &[("x", &[9, 3])]).unwrap();
    assert_eq!((shapes.get("i"), shapes.get("y")), (Some(&[9, 3][..]), Some(&[9, 3][..])));

    let written = Model::read_as_written(std::fs::read(folder().join("functions.onnx")).unwrap()).unwrap();
    assert_eq!(written.functions.len(), 2);
    assert_eq!(operators(&written), ["Twice", "Twice", "If", "Add"]);
    let reference = Attribute::Reference { of: "alpha".to_owned(), kind: 1 };
    assert_eq!(written.functions[0].body.nodes[1].attributes.get("alpha"), Some(&reference));
    let foreign = Note::Foreign { domain: "own".to_owned(), operator: "Twice".to_owned(), nodes: 2 };
    let without = Model { functions: Vec::new(), ..written };
    assert_eq!(without.notes(), [foreign]);
}

#[test]
fn external_data_is_read_from_the_folder_of_the_model() {
    let model = open("external/model");
    let numbers: Vec<f32> = (0..6_u8).map(|i| f32::from(i) / 4.0).collect();
    assert_eq!(model.graph.tensors["w"].to_f32(), Some(numbers));
    let alone = Model::read(std::fs::read(folder().join("external/model.onnx")).unwrap()).unwrap_err();
    let message = "tensor `w`: its numbers are in the file `weights.bin`; open the model from its folder";
    assert_eq!(alone.to_string(), message);
}

#[test]
fn every_model_is_written_as_it_was_read() {
    for name in ["mlp", "cnn", "attention", "recurrent", "quantised", "types", "functions"] {
        let bytes = std::fs::read(folder().join(name).with_extension("onnx")).unwrap();
        let written = Model::read_as_written(bytes).unwrap();
        assert_eq!(Model::read_as_written(written.to_bytes().unwrap()).unwrap(), written, "{name}");
        let old = Model { ir_version: 3, ..written };
        assert_eq!(Model::read_as_written(old.to_bytes().unwrap()).unwrap(), old, "{name}");
        let simple = open(name);
        assert_eq!(Model::read(simple.to_bytes().unwrap()).unwrap(), simple, "{name}");
    }
}
