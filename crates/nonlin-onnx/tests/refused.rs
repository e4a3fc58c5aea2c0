//! What is wrong with a file is said by its byte, node or tensor; nothing outside of the model's folder is read.

use nonlin_onnx::{ElementType, Graph, Model, Node, Shapes, Tensor};
use std::fs;

/// A field with a length, in the wire format of protocol buffers.
fn field(number: u8, content: &[u8]) -> Vec<u8> {
    let mut bytes = varint(u64::from(number) << 3 | 2);
    bytes.extend(varint(content.len() as u64));
    bytes.extend_from_slice(content);
    bytes
}

/// A field with an integer.
fn integer(number: u8, value: i64) -> Vec<u8> {
    [varint(u64::from(number) << 3), varint(value.cast_unsigned())].concat()
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value > 0x7f {
        bytes.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    bytes.push(value.to_le_bytes()[0]);
    bytes
}

/// A model whose graph has one initializer `w` with these fields beside its name.
fn with_tensor(fields: &[Vec<u8>]) -> Vec<u8> {
    let tensor = [fields.concat(), field(8, b"w")].concat();
    field(7, &[field(2, b"g"), field(5, &tensor)].concat())
}

/// An external tensor of two floats, with these entries.
fn external(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut fields = vec![integer(1, 2), integer(2, 1), integer(14, 1)];
    let entry =
        |(key, value): &(&str, &str)| field(13, &[field(1, key.as_bytes()), field(2, value.as_bytes())].concat());
    fields.extend(entries.iter().map(entry));
    with_tensor(&fields)
}

#[track_caller]
fn refused(bytes: Vec<u8>, message: &str) {
    assert_eq!(Model::read(bytes).unwrap_err().to_string(), message);
}

fn graph() -> Graph {
    Graph::new("g").input("x", ElementType::Float, [2]).output("y", ElementType::Float, [2])
}

#[track_caller]
fn unwritable(graph: Graph, message: &str) {
    assert_eq!(Model::new(graph).to_bytes().unwrap_err().to_string(), message);
}

#[test]
fn what_is_no_model_is_told_from_a_broken_one() {
    refused(vec![], "not an ONNX model: it is empty");
    refused(
        b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n".to_vec(),
        "not an ONNX model: it is a Git LFS pointer; fetch the file that it stands for (git lfs pull)",
    );
    refused(
        b"PK\x03\x04rest".to_vec(),
        "not an ONNX model: it is a zip archive, as PyTorch and Keras save; export the model to ONNX",
    );
    refused(b"\x08\x07".to_vec(), "not an ONNX model: there is no graph in it");
    refused(b"hello".to_vec(), "not an ONNX model: byte 2, in ModelProto: a group, which no ONNX file has");
    refused(
        integer(7, 1),
        "not an ONNX model: byte 0, in ModelProto: a field of another type than onnx.proto gives it",
    );
    refused(b"\x0b\x0c".to_vec(), "not an ONNX model: byte 0, in ModelProto: a group, which no ONNX file has");
    refused(vec![0xff; 12], "not an ONNX model: byte 0, in ModelProto: a number of over 64 bits");
    refused(
        field(2, b"\xff\xfe"),
        "not an ONNX model: byte 0, in ModelProto: a field of another type than onnx.proto gives it",
    );
    // The graph's name is longer than the graph, which is inside of the file.
    let inner = [field(7, &[0x12, 0x05, b'a']), field(2, b"maker")].concat();
    refused(inner, "not an ONNX model: byte 4, in GraphProto: a field is longer than what it is in");

    let bytes = Model::new(graph().node(Node::new("Relu", ["x"], ["y"]))).to_bytes().unwrap();
    let error = Model::read(&bytes[..bytes.len() - 9]).unwrap_err();
    assert!(matches!(error, nonlin_onnx::OnnxError::Truncated { .. }), "{error}");
}

#[test]
fn unknown_fields_are_skipped() {
    let bytes = Model::new(graph().node(Node::new("Relu", ["x"], ["y"]))).to_bytes().unwrap();
    let more = [field(120, b"new"), integer(121, -1), bytes.clone()].concat();
    assert_eq!(Model::read(more).unwrap(), Model::read(bytes).unwrap());
}

#[test]
fn nesting_and_memory_have_limits() {
    // A graph in an attribute of a node, again and again.
    let mut inner = field(2, b"g");
    for _ in 0..40 {
        inner = field(1, &field(5, &field(6, &inner)));
    }
    let error = Model::read(field(7, &inner)).unwrap_err().to_string();
    assert!(error.ends_with("messages are nested over 90 levels deep"), "{error}");
    // Two million empty nodes, two bytes each.
    let error = Model::read(field(7, &field(1, b"").repeat(2_000_000))).unwrap_err().to_string();
    assert!(error.contains("takes over 97554"), "{error}");
}

#[test]
fn tensors_are_held_to_their_shape_before_anything_is_allocated() {
    let float = integer(2, 1);
    refused(with_tensor(&[integer(1, -4), float.clone()]), "tensor `w`: dimension 0 (counted from 0) is -4");
    refused(
        with_tensor(&[integer(1, 1 << 40), integer(1, 1 << 40), float.clone()]),
        "tensor `w`: shape [1099511627776, 1099511627776] has more elements than can be counted",
    );
    refused(
        with_tensor(&[integer(1, 1 << 40), float.clone(), field(9, &[0; 8])]),
        "tensor `w`: shape [1099511627776] needs 4398046511104 bytes, and there are 8",
    );
    refused(
        with_tensor(&[integer(1, 3), float.clone(), field(4, &[0; 8])]),
        "tensor `w`: shape [3] needs 3 elements, and there are 2",
    );
    let int8 = with_tensor(&[integer(1, 2), integer(2, 3), field(5, &[varint(5), varint(200)].concat())]);
    refused(int8, "tensor `w`: element 1 (counted from 0) is 200, which is no INT8");
    refused(with_tensor(&[integer(2, 17)]), "tensor `w`: elements of type FLOAT8E4M3FN are not read");
    refused(with_tensor(&[integer(2, 99)]), "tensor `w`: elements of type number 99 are not read");
    refused(with_tensor(&[]), "tensor `w`: elements of type UNDEFINED are not read");
    let sparse = field(7, &field(15, &field(1, &field(8, b"s"))));
    refused(sparse, "tensor `s`: sparse tensors are not read");
    let error = Tensor::new([2, 2], vec![1.0_f32]).unwrap_err().to_string();
    assert_eq!(error, "a tensor: shape [2, 2] needs 4 elements, and there are 1");
}

#[test]
fn external_data_outside_of_the_folder_or_of_its_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("model");
    fs::create_dir_all(inside.join("deep")).unwrap();
    fs::write(folder.path().join("secret"), [0; 8]).unwrap();
    fs::write(inside.join("deep/w.bin"), [0; 12]).unwrap();
    let path = inside.join("m.onnx");
    let open = |entries: &[(&str, &str)]| {
        fs::write(&path, external(entries)).unwrap();
        Model::open(&path)
    };
    let message = |entries: &[(&str, &str)]| {
        let message = open(entries).unwrap_err().to_string();
        let file = format!("{}: tensor `w`: ", path.display());
        message.strip_prefix(&file).unwrap_or_else(|| panic!("{message}")).to_owned()
    };
    let absolute = folder.path().join("secret").display().to_string();
    for location in ["../secret", "deep/../../secret", &absolute] {
        let outside = format!("its numbers are said to be in `{location}`, which is outside the model's folder");
        assert_eq!(message(&[("location", location)]), outside);
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(folder.path().join("secret"), inside.join("link")).unwrap();
        std::os::unix::fs::symlink(folder.path(), inside.join("up")).unwrap();
        for location in ["link", "up/secret"] {
            let outside = format!("its numbers are said to be in `{location}`, which is outside the model's folder");
            assert_eq!(message(&[("location", location)]), outside);
        }
    }
    assert_eq!(message(&[("location", "deep")]), "its numbers are said to be in `deep`, which is no regular file");
    assert!(message(&[("location", "gone")]).contains("`gone`, which cannot be read: "));
    assert_eq!(message(&[]), "external data: `location` is \"\"");
    let at = |offset, length| [("location", "deep/w.bin"), ("offset", offset), ("length", length)];
    let outside = "its numbers are said to be at bytes 8 to 16 of `deep/w.bin`, which has 12";
    assert_eq!(message(&at("8", "8")), outside);
    assert_eq!(message(&at("0", "12")), "shape [2] needs 8 bytes, and there are 12");
    assert_eq!(message(&at("-1", "8")), "external data: `offset` is \"-1\"");
    let far = "its numbers are said to be at bytes 18446744073709551615 to 18446744073709551615 of `deep/w.bin`, which has 12";
    assert_eq!(message(&at("18446744073709551615", "8")), far);
    // What is inside is read, from any depth.
    assert_eq!(open(&at("4", "8")).unwrap().graph.tensors["w"].to_f32(), Some(vec![0.0, 0.0]));
    assert_eq!(open(&[("location", "./deep/w.bin"), ("offset", "4")]).unwrap().graph.tensors["w"].len(), 2);
}

#[test]
fn files_that_are_none_are_refused_by_their_path() {
    let folder = tempfile::tempdir().unwrap();
    let message = Model::open(folder.path()).unwrap_err().to_string();
    assert_eq!(message, format!("{}: not a regular file", folder.path().display()));
    let gone = folder.path().join("gone.onnx");
    let message = Model::open(&gone).unwrap_err().to_string();
    assert!(message.starts_with(&format!("{}: cannot be read: ", gone.display())), "{message}");
}

#[test]
fn every_value_is_made_exactly_once() {
    let relu = |from: &str, to: &str| Node::new("Relu", [from], [to]);
    unwritable(
        graph().node(relu("gone", "y")),
        "Relu node `y` needs the value `gone`, which is no input, no initializer and no output of a node",
    );
    unwritable(
        graph().node(relu("x", "z")),
        "graph `g`, as an output, needs the value `y`, which is no input, no initializer and no output of a node",
    );
    unwritable(
        graph().node(relu("x", "y")).node(relu("x", "y").named("again")),
        "value `y` is made twice: by Relu node `y` and by Relu node `again`",
    );
    unwritable(
        graph().tensor("x", Tensor::scalar(1.0_f32)).node(relu("x", "y")),
        "value `x` is made twice: by an input and by an initializer",
    );
    // The first node is behind the cycle, not in it.
    let cycle = graph().node(relu("b", "y")).node(relu("a", "b").named("first")).node(relu("b", "a").named("second"));
    let message = Model::new(cycle).to_bytes().unwrap_err().to_string();
    let either =
        ["first", "second"].map(|name| format!("Relu node `{name}` needs its own result: the graph has a cycle"));
    assert!(either.contains(&message), "{message}");
    unwritable(Graph { name: String::new(), ..graph().node(relu("x", "y")) }, "the graph has no name");
    // A graph inside a node may take what is around it, and nothing else.
    let inside = |from: &str| Graph::new("then").node(relu(from, "inner")).output("inner", ElementType::Float, [2]);
    let around = |from: &str| {
        let condition =
            Node::new("If", ["yes"], ["y"]).with("then_branch", inside(from)).with("else_branch", inside("x"));
        graph().tensor("yes", Tensor::scalar(true)).node(condition).node(relu("x", "later"))
    };
    let sorted = Model::read(Model::new(around("later")).to_bytes().unwrap()).unwrap();
    assert_eq!(sorted.graph.nodes[0].output(0), Some("later"));
    let message = "If node `y` needs the value `gone`, which is no input, no initializer and no output of a node";
    unwritable(around("gone"), message);
}

#[test]
fn functions_that_call_themselves_are_refused() {
    let call = |from: &str, to: &str| Node::new("F", [from], [to]).of_domain("own");
    let body = Graph { nodes: vec![call("a", "b")], ..Graph::new("F") };
    let body = body.input("a", ElementType::Float, [0; 0]).output("b", ElementType::Float, [0; 0]);
    let function = nonlin_onnx::Function { domain: "own".to_owned(), body, ..Default::default() };
    let mut model = Model::new(graph().node(call("x", "y")));
    model.functions.push(function.clone());
    refused(model.to_bytes().unwrap(), "function `own.F`: it calls itself");

    // Each function calls the one before it ten times: 10^9 nodes out of a kilobyte.
    model.functions.clear();
    for level in 0..10 {
        let mut body = Graph::new(format!("F{level}")).input("v0", ElementType::Float, [0; 0]);
        for place in 0..10 {
            let name = if level == 0 { "Relu".to_owned() } else { format!("F{}", level - 1) };
            let node = Node::new(name, [format!("v{place}")], [format!("v{}", place + 1)]);
            body.nodes.push(node.of_domain(if level == 0 { "" } else { "own" }));
        }
        model.functions.push(nonlin_onnx::Function {
            domain: "own".to_owned(),
            body: body.output("v10", ElementType::Float, [0; 0]),
            ..Default::default()
        });
    }
    model.graph.nodes = vec![Node::new("F9", ["x"], ["y"]).of_domain("own")];
    let message = Model::read(model.to_bytes().unwrap()).unwrap_err().to_string();
    assert!(message.ends_with("written out, make the model many times as large as its file"), "{message}");
}

#[test]
fn shapes_that_the_model_does_not_take_are_refused() {
    let graph = Graph::new("g")
        .input("a", ElementType::Float, ["n".into(), nonlin_onnx::Dim::Size(3)])
        .input("b", ElementType::Float, ["n"])
        .node(Node::new("Add", ["a", "b"], ["y"]))
        .output("y", ElementType::Float, ["n"]);
    let message = |inputs: &[(&str, &[usize])]| Shapes::infer(&graph, inputs).unwrap_err().to_string();
    assert_eq!(message(&[("c", &[1])]), "input `c`: there is none of this name; the graph has: a, b");
    assert_eq!(message(&[("a", &[1])]), "input `a`: shape [1] does not fit the model's [n, 3]");
    assert_eq!(message(&[("a", &[1, 4])]), "input `a`: shape [1, 4] does not fit the model's [n, 3]");
    assert_eq!(message(&[("a", &[1, 3]), ("b", &[2])]), "input `b`: `n` would be both 1 and 2");
    // One input binds the symbol of the other.
    let shapes = Shapes::infer(&graph, &[("a", &[3, 3])]).unwrap();
    assert_eq!((shapes.get("b"), shapes.get("y")), (Some(&[3][..]), Some(&[3, 3][..])));
}
