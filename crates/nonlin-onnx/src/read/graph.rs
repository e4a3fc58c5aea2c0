//! `GraphProto`, `NodeProto`, `AttributeProto`, `ValueInfoProto` and `FunctionProto`.

use super::external::Folder;
use super::tensor::tensor;
use crate::proto::{
    AttributeProto, Dimension, DimensionValue, FunctionProto, GraphProto, Kind, NodeProto, TypeProto, ValueInfoProto,
};
use crate::{
    Attribute, Attributes, Dim, ElementType, Function, Graph, Node, OnnxError, OtherType, TensorProblem, Value,
    ValueType, order,
};
use std::collections::BTreeMap;

pub(super) fn graph(graph: GraphProto, folder: &mut Folder) -> Result<Graph, OnnxError> {
    let mut tensors = BTreeMap::new();
    for proto in graph.initializer {
        let name = proto.name.clone();
        let read = tensor(proto, &format!("tensor `{name}`"), folder)?;
        if tensors.insert(name.clone(), read).is_some() {
            let what = || "an initializer".to_owned();
            return Err(OnnxError::Duplicate { value: name, first: what(), second: what() });
        }
    }
    if let Some(sparse) = graph.sparse_initializer.first() {
        let name = sparse.values.as_ref().map(|values| values.name.as_str()).unwrap_or_default();
        return Err(OnnxError::Tensor { tensor: format!("tensor `{name}`"), problem: TensorProblem::Sparse });
    }
    // Before version 4 of the format every initializer is among the inputs too.
    let mut inputs = values(graph.input)?;
    inputs.retain(|input| !tensors.contains_key(&input.name));
    Ok(Graph {
        name: graph.name,
        doc: graph.doc_string,
        inputs,
        outputs: values(graph.output)?,
        tensors,
        nodes: nodes(graph.node, folder)?,
        values: values(graph.value_info)?.into_iter().map(|value| (value.name.clone(), value)).collect(),
    })
}

/// A function, with its nodes in order.
pub(super) fn function(function: FunctionProto, folder: &mut Folder) -> Result<Function, OnnxError> {
    let ends = |names: Vec<String>| {
        names.into_iter().map(|name| Value { name, kind: ValueType::Unknown, doc: String::new() }).collect()
    };
    let mut body = Graph {
        name: function.name,
        doc: function.doc_string,
        inputs: ends(function.input),
        outputs: ends(function.output),
        nodes: nodes(function.node, folder)?,
        ..Graph::default()
    };
    order::of(&body)?.apply(&mut body);
    let called = format!("function `{}`", body.name);
    Ok(Function {
        domain: function.domain,
        overload: function.overload,
        attributes: function.attribute,
        defaults: attributes(function.attribute_proto, &called, folder)?,
        opsets: super::opsets(function.opset_import),
        body,
    })
}

fn nodes(nodes: Vec<NodeProto>, folder: &mut Folder) -> Result<Vec<Node>, OnnxError> {
    let mut read = Vec::with_capacity(nodes.len());
    for proto in nodes {
        let mut node = Node {
            operator: proto.op_type,
            domain: proto.domain,
            name: proto.name,
            inputs: proto.input,
            outputs: proto.output,
            attributes: Attributes::default(),
            doc: proto.doc_string,
            overload: proto.overload,
        };
        if node.operator.is_empty() {
            return Err(OnnxError::Unnamed { what: format!("the operator of {}", node.label()) });
        }
        node.attributes = attributes(proto.attribute, &node.label(), folder)?;
        read.push(node);
    }
    Ok(read)
}

/// Attributes of the node or function that errors call `owner`.
fn attributes(protos: Vec<AttributeProto>, owner: &str, folder: &mut Folder) -> Result<Attributes, OnnxError> {
    let mut read = Vec::with_capacity(protos.len());
    for proto in protos {
        let name = proto.name.clone();
        let wrong = |problem: String| OnnxError::Attribute { node: owner.to_owned(), attribute: name.clone(), problem };
        let value = attribute(proto, owner, folder)?.map_err(wrong)?;
        read.push((name, value));
    }
    Attributes::of(read).map_err(|twice| OnnxError::Attribute {
        node: owner.to_owned(),
        attribute: twice,
        problem: "is there twice".to_owned(),
    })
}

/// The value of an attribute; the inner error is what is wrong with the attribute itself.
fn attribute(proto: AttributeProto, owner: &str, folder: &mut Folder) -> Result<Result<Attribute, String>, OnnxError> {
    let kind = proto.r#type.filter(|kind| *kind != 0).unwrap_or_else(|| guessed(&proto));
    if !proto.ref_attr_name.is_empty() {
        return Ok(Ok(Attribute::Reference { of: proto.ref_attr_name, kind }));
    }
    let called = format!("attribute `{}` of {owner}", proto.name);
    let missing = |what: &str| Ok(Err(format!("is said to be {what}, which is not there")));
    Ok(Ok(match kind {
        // What is left out is zero or empty.
        1 => Attribute::Float(proto.f.unwrap_or_default()),
        2 => Attribute::Int(proto.i.unwrap_or_default()),
        3 => Attribute::String(proto.s.unwrap_or_default()),
        4 => match proto.t {
            Some(proto) => Attribute::Tensor(tensor(*proto, &called, folder)?),
            None => return missing("a tensor"),
        },
        5 => match proto.g {
            Some(proto) => Attribute::Graph(Box::new(graph(*proto, folder)?)),
            None => return missing("a graph"),
        },
        6 => Attribute::Floats(proto.floats),
        7 => Attribute::Ints(proto.ints),
        8 => Attribute::Strings(proto.strings),
        9 => {
            let tensors = proto.tensors.into_iter().map(|proto| tensor(proto, &called, folder));
            Attribute::Tensors(tensors.collect::<Result<_, _>>()?)
        }
        10 => {
            let graphs = proto.graphs.into_iter().map(|proto| graph(proto, folder));
            Attribute::Graphs(graphs.collect::<Result<_, _>>()?)
        }
        11 | 12 => return Ok(Err("is a sparse tensor, which is not read".to_owned())),
        13 => Attribute::Type(proto.tp.map_or(Ok(ValueType::Unknown), |proto| value_type(proto, &called))?),
        14 => {
            let types = proto.type_protos.into_iter().map(|proto| value_type(proto, &called));
            Attribute::Types(types.collect::<Result<_, _>>()?)
        }
        _ => return Ok(Err(format!("is of type {kind}, which is not known"))),
    }))
}

/// The type of an attribute that does not say it, as files of the first version do not.
fn guessed(proto: &AttributeProto) -> i32 {
    let fields = [
        (proto.f.is_some(), 1),
        (proto.i.is_some(), 2),
        (proto.s.is_some(), 3),
        (proto.t.is_some(), 4),
        (proto.g.is_some(), 5),
        (!proto.floats.is_empty(), 6),
        (!proto.ints.is_empty(), 7),
        (!proto.strings.is_empty(), 8),
        (!proto.tensors.is_empty(), 9),
        (!proto.graphs.is_empty(), 10),
        (proto.tp.is_some(), 13),
        (!proto.type_protos.is_empty(), 14),
    ];
    fields.iter().find(|(there, _)| *there).map_or(7, |(_, kind)| *kind)
}

fn values(values: Vec<ValueInfoProto>) -> Result<Vec<Value>, OnnxError> {
    let value = |value: ValueInfoProto| {
        let kind = value.r#type.map_or(Ok(ValueType::Unknown), |kind| value_type(kind, &value.name))?;
        Ok(Value { name: value.name, kind, doc: value.doc_string })
    };
    values.into_iter().map(value).collect()
}

fn value_type(proto: TypeProto, name: &str) -> Result<ValueType, OnnxError> {
    let other = |what, encoded| ValueType::Other { what, encoded };
    Ok(match proto.value {
        None => ValueType::Unknown,
        Some(Kind::Tensor(tensor)) => {
            let dims =
                tensor.shape.map(|shape| shape.dim.into_iter().enumerate().map(|(axis, dim)| size(dim, name, axis)));
            let shape = dims.map(Iterator::collect::<Result<_, _>>).transpose()?;
            ValueType::Tensor { element: ElementType::of_number(tensor.elem_type), shape }
        }
        Some(Kind::Sequence(encoded)) => other(OtherType::Sequence, encoded),
        Some(Kind::Map(encoded)) => other(OtherType::Map, encoded),
        Some(Kind::Optional(encoded)) => other(OtherType::Optional, encoded),
        Some(Kind::SparseTensor(encoded)) => other(OtherType::SparseTensor, encoded),
        Some(Kind::Opaque(encoded)) => other(OtherType::Opaque, encoded),
    })
}

fn size(dim: Dimension, value: &str, axis: usize) -> Result<Dim, OnnxError> {
    match dim.value {
        Some(DimensionValue::DimValue(size)) => match usize::try_from(size) {
            Ok(size) => Ok(Dim::Size(size)),
            // Writers of old stood for an unknown size with -1.
            Err(_) if size == -1 => Ok(Dim::Unknown),
            Err(_) => Err(OnnxError::Dimension { value: value.to_owned(), axis, dimension: size }),
        },
        Some(DimensionValue::DimParam(symbol)) => Ok(Dim::from(&*symbol)),
        None => Ok(Dim::Unknown),
    }
}
