//! From a model to bytes.

use crate::limits::MAX_BYTES;
use crate::proto::{
    AttributeProto, Dimension, DimensionValue, FunctionProto, GraphProto, Kind, ModelProto, NodeProto,
    OperatorSetIdProto, StringStringEntryProto, TensorProto, TensorShapeProto, TensorType, TypeProto, ValueInfoProto,
};
use crate::{
    Attribute, Attributes, Data, Dim, Function, Graph, Model, Node, OnnxError, OtherType, Tensor, Value, ValueType,
    order,
};
use prost::Message;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The first version of the file format in which an initializer need not be among the inputs.
const TENSORS_ALONE: i64 = 4;

pub(crate) fn model(model: &Model) -> Result<Vec<u8>, OnnxError> {
    let graph = sorted(&model.graph)?;
    if graph.name.is_empty() {
        return Err(OnnxError::Unnamed { what: "the graph".to_owned() });
    }
    let function = |function: &Function| {
        let body = sorted(&function.body)?;
        Ok(function_proto(function, &body))
    };
    let mut graph = graph_proto(&graph);
    if model.ir_version < TENSORS_ALONE {
        let tensors = model.graph.tensors.iter();
        graph.input.extend(
            tensors.map(|(name, tensor)| {
                value_proto(&Value::tensor(name, tensor.element(), tensor.shape().iter().copied()))
            }),
        );
    }
    let proto = ModelProto {
        ir_version: Some(model.ir_version),
        producer_name: model.producer.clone(),
        producer_version: model.producer_version.clone(),
        domain: model.domain.clone(),
        model_version: model.version,
        doc_string: model.doc.clone(),
        graph: Some(graph),
        opset_import: opsets(&model.opsets),
        metadata_props: model.metadata.iter().map(|(key, value)| entry(key, value)).collect(),
        functions: model.functions.iter().map(function).collect::<Result<_, OnnxError>>()?,
    };
    let bytes = proto.encoded_len() as u64;
    if bytes > MAX_BYTES {
        return Err(OnnxError::TooLarge { bytes, limit: MAX_BYTES });
    }
    Ok(proto.encode_to_vec())
}

/// A graph with its nodes in order, copied only if they are not.
fn sorted(graph: &Graph) -> Result<Cow<'_, Graph>, OnnxError> {
    let order = order::of(graph)?;
    let mut graph = Cow::Borrowed(graph);
    if !order.is_kept() {
        order.apply(graph.to_mut());
    }
    Ok(graph)
}

fn entry(key: &str, value: &str) -> StringStringEntryProto {
    StringStringEntryProto { key: key.to_owned(), value: value.to_owned() }
}

fn opsets(sets: &BTreeMap<String, i64>) -> Vec<OperatorSetIdProto> {
    let set =
        |(domain, version): (&String, &i64)| OperatorSetIdProto { domain: domain.clone(), version: Some(*version) };
    sets.iter().map(set).collect()
}

fn graph_proto(graph: &Graph) -> GraphProto {
    GraphProto {
        node: graph.nodes.iter().map(node_proto).collect(),
        name: graph.name.clone(),
        initializer: graph.tensors.iter().map(|(name, tensor)| tensor_proto(tensor, name)).collect(),
        sparse_initializer: Vec::new(),
        doc_string: graph.doc.clone(),
        input: graph.inputs.iter().map(value_proto).collect(),
        output: graph.outputs.iter().map(value_proto).collect(),
        value_info: graph.values.values().map(value_proto).collect(),
    }
}

fn function_proto(function: &Function, body: &Graph) -> FunctionProto {
    let names = |values: &[Value]| values.iter().map(|value| value.name.clone()).collect();
    FunctionProto {
        name: body.name.clone(),
        input: names(&body.inputs),
        output: names(&body.outputs),
        attribute: function.attributes.clone(),
        node: body.nodes.iter().map(node_proto).collect(),
        doc_string: body.doc.clone(),
        opset_import: opsets(&function.opsets),
        domain: function.domain.clone(),
        attribute_proto: attributes(&function.defaults),
        overload: function.overload.clone(),
    }
}

fn node_proto(node: &Node) -> NodeProto {
    NodeProto {
        input: node.inputs.clone(),
        output: node.outputs.clone(),
        name: node.name.clone(),
        op_type: node.operator.clone(),
        attribute: attributes(&node.attributes),
        doc_string: node.doc.clone(),
        domain: node.domain.clone(),
        overload: node.overload.clone(),
    }
}

fn attributes(attributes: &Attributes) -> Vec<AttributeProto> {
    attributes.iter().map(|(name, value)| attribute_proto(name, value)).collect()
}

fn attribute_proto(name: &str, value: &Attribute) -> AttributeProto {
    let mut proto = AttributeProto { name: name.to_owned(), ..AttributeProto::default() };
    let kind = match value {
        Attribute::Float(x) => (proto.f = Some(*x), 1).1,
        Attribute::Int(x) => (proto.i = Some(*x), 2).1,
        Attribute::String(x) => (proto.s = Some(x.clone()), 3).1,
        Attribute::Tensor(x) => (proto.t = Some(Box::new(tensor_proto(x, ""))), 4).1,
        Attribute::Graph(x) => (proto.g = Some(Box::new(graph_proto(x))), 5).1,
        Attribute::Floats(x) => (proto.floats.clone_from(x), 6).1,
        Attribute::Ints(x) => (proto.ints.clone_from(x), 7).1,
        Attribute::Strings(x) => (proto.strings.clone_from(x), 8).1,
        Attribute::Tensors(x) => (proto.tensors = x.iter().map(|x| tensor_proto(x, "")).collect(), 9).1,
        Attribute::Graphs(x) => (proto.graphs = x.iter().map(graph_proto).collect(), 10).1,
        Attribute::Type(x) => (proto.tp = type_proto(x), 13).1,
        Attribute::Types(x) => {
            (proto.type_protos = x.iter().map(|x| type_proto(x).unwrap_or_default()).collect(), 14).1
        }
        Attribute::Reference { of, kind } => (proto.ref_attr_name.clone_from(of), *kind).1,
    };
    proto.r#type = Some(kind);
    proto
}

fn tensor_proto(tensor: &Tensor, name: &str) -> TensorProto {
    // No dimension of data that is in memory is larger.
    let dims = tensor.shape().iter().map(|size| i64::try_from(*size).unwrap_or(i64::MAX)).collect();
    let texts = if let Data::String(texts) = tensor.data() { texts.clone() } else { Vec::new() };
    TensorProto {
        dims,
        data_type: Some(tensor.element().number()),
        string_data: texts,
        name: name.to_owned(),
        raw_data: tensor.data().to_bytes().map(Into::into),
        ..TensorProto::default()
    }
}

fn value_proto(value: &Value) -> ValueInfoProto {
    ValueInfoProto { name: value.name.clone(), r#type: type_proto(&value.kind), doc_string: value.doc.clone() }
}

fn type_proto(kind: &ValueType) -> Option<TypeProto> {
    let value = match kind {
        ValueType::Unknown => return None,
        ValueType::Tensor { element, shape } => {
            let shape = shape.as_ref().map(|dims| TensorShapeProto { dim: dims.iter().map(dimension).collect() });
            Kind::Tensor(TensorType { elem_type: element.number(), shape })
        }
        ValueType::Other { what, encoded } => {
            let kind = match what {
                OtherType::Sequence => Kind::Sequence,
                OtherType::Map => Kind::Map,
                OtherType::Optional => Kind::Optional,
                OtherType::SparseTensor => Kind::SparseTensor,
                OtherType::Opaque => Kind::Opaque,
            };
            kind(encoded.clone())
        }
    };
    Some(TypeProto { value: Some(value), denotation: String::new() })
}

fn dimension(dim: &Dim) -> Dimension {
    let value = match dim {
        Dim::Size(size) => Some(DimensionValue::DimValue(i64::try_from(*size).unwrap_or(i64::MAX))),
        Dim::Symbol(symbol) => Some(DimensionValue::DimParam(symbol.clone())),
        Dim::Unknown => None,
    };
    Dimension { value }
}
