//! Shapes at the edges: empty axes, operators that are not known, sizes that overflow.

use nonlin_onnx::{Dim, ElementType, Graph, Model, Node, Shapes, Tensor};

fn shape_of(graph: Graph, x: &[usize]) -> Option<Vec<usize>> {
    let graph = graph.input("x", ElementType::Float, vec![Dim::Unknown; x.len()]);
    Shapes::infer(&graph, &[("x", x)]).unwrap().get("y").map(<[usize]>::to_vec)
}

fn one(node: Node) -> Graph {
    Graph::new("g").node(node)
}

fn ints(values: &[i64]) -> Tensor {
    Tensor::vector(values.to_vec())
}

#[test]
fn a_slice_of_nothing_is_nothing() {
    let graph = |step| {
        one(Node::new("Slice", ["x", "start", "end", "axes", "step"], ["y"]))
            .tensor("start", ints(&[-1]))
            .tensor("end", ints(&[i64::MIN]))
            .tensor("axes", ints(&[0]))
            .tensor("step", ints(&[step]))
    };
    assert_eq!(shape_of(graph(-1), &[0, 2]), Some(vec![0, 2]));
    assert_eq!(shape_of(graph(-2), &[5, 2]), Some(vec![3, 2]));
    assert_eq!(shape_of(graph(i64::MIN), &[5, 2]), Some(vec![1, 2]));
    assert_eq!(shape_of(graph(0), &[5, 2]), None);
    assert_eq!(shape_of(graph(0), &[0, 2]), None);
}

#[test]
fn an_empty_tensor_of_a_large_shape_is_dequantised() {
    let graph = Graph::new("g")
        .tensor("q", Tensor::new([0, 1 << 40, 1 << 40], Vec::<i8>::new()).unwrap())
        .tensor("s", Tensor::new([0], Vec::<f32>::new()).unwrap())
        .node(Node::new("DequantizeLinear", ["q", "s"], ["w"]).with("axis", 0_i64))
        .node(Node::new("Relu", ["w"], ["y"]))
        .output("y", ElementType::Float, [0; 0]);
    let model = Model::read(Model::new(graph).to_bytes().unwrap()).unwrap();
    assert_eq!(model.graph.tensors["w"].shape(), [0, 1 << 40, 1 << 40]);
}

#[test]
fn an_operator_that_is_not_known_gives_what_the_file_says_or_nothing() {
    let own = |name: &str| Node::new(name, ["x"], ["z"]).of_domain("own");
    let graph = || one(own("Relu")).node(Node::new("Tanh", ["z"], ["y"]));
    assert_eq!(shape_of(graph(), &[2, 3]), None);
    let said = graph().output("z", ElementType::Float, ["n".into(), Dim::Size(3)]);
    let said = said.input("w", ElementType::Float, ["n"]);
    let said = said.input("x", ElementType::Float, ["m"]);
    let shapes = Shapes::infer(&said, &[("w", &[7])]).unwrap();
    assert_eq!(shapes.get("y"), Some(&[7, 3][..]));
    assert_eq!(Shapes::infer(&said, &[]).unwrap().unknown(&said), ["w", "x", "z", "y"]);
}

#[test]
fn what_does_not_fit_has_no_shape() {
    assert_eq!(shape_of(one(Node::new("Gemm", ["x", "x"], ["y"])), &[2, 3]), None);
    assert_eq!(shape_of(one(Node::new("Gemm", ["x", "x"], ["y"]).with("transA", 1_i64)), &[2, 3]), Some(vec![3, 3]));
    assert_eq!(shape_of(one(Node::new("MatMul", ["x", "x"], ["y"])), &[4]), Some(vec![]));
    assert_eq!(shape_of(one(Node::new("Add", ["x", "b"], ["y"])).tensor("b", ints(&[1, 2])), &[3]), None);
    let pool = Node::new("MaxPool", ["x"], ["y"]).with("kernel_shape", vec![5_i64, 5]);
    assert_eq!(shape_of(one(pool.clone()), &[1, 1, 4, 4]), None);
    assert_eq!(shape_of(one(pool.with("strides", vec![0_i64, 0])), &[1, 1, 9, 9]), None);
    let reshape = |shape: &[i64]| one(Node::new("Reshape", ["x", "s"], ["y"])).tensor("s", ints(shape));
    assert_eq!(shape_of(reshape(&[0, -1, 2]), &[3, 8]), Some(vec![3, 4, 2]));
    assert_eq!(shape_of(reshape(&[5, -1]), &[3, 8]), None);
    assert_eq!(shape_of(reshape(&[-1, -1]), &[3, 8]), None);
    let tile = one(Node::new("Tile", ["x", "times"], ["y"])).tensor("times", ints(&[i64::MAX]));
    assert_eq!(shape_of(tile, &[1 << 30]), None);
    let einsum = |equation: &str| one(Node::new("Einsum", ["x", "x"], ["y"]).with("equation", equation));
    assert_eq!(shape_of(einsum("ij, kj -> ki"), &[2, 3]), Some(vec![2, 2]));
    assert_eq!(shape_of(einsum("ij,jk"), &[3, 3]), Some(vec![3, 3]));
    assert_eq!(shape_of(einsum("ij,jk"), &[2, 3]), None);
    assert_eq!(shape_of(einsum("...j,...j->..."), &[2, 3]), None);
}

#[test]
fn a_remainder_has_the_sign_of_the_divisor() {
    let graph = Graph::new("g").tensor("a", ints(&[-7, 7, 7])).tensor("b", ints(&[3, -3, 3])).node(Node::new(
        "Mod",
        ["a", "b"],
        ["y"],
    ));
    assert_eq!(Shapes::infer(&graph, &[]).unwrap().integers("y"), Some(&[2, -2, 1][..]));
}
