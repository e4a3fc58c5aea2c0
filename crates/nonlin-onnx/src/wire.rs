//! A walk over the wire format before anything is decoded: where a file is broken, how deep it is nested and how much memory
//! its messages will take. Nothing is allocated on the way but a stack of at most [`MAX_NESTING`] ends.

use crate::OnnxError;
use crate::limits::{MAX_NESTING, memory_limit};
use crate::proto;

/// What a field holds, as far as the walk needs it.
#[derive(Clone, Copy)]
enum Field {
    /// One varint.
    Integer,
    /// Varints, together or one by one, each this many bytes of memory.
    Integers(usize),
    /// Numbers of four bytes.
    Floats,
    /// Numbers of eight bytes.
    Doubles,
    Text,
    Bytes,
    /// Bytes that stay where they are.
    Shared,
    Message(Kind),
}

/// The messages of [`proto`].
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Model,
    OperatorSet,
    Entry,
    Graph,
    Node,
    Attribute,
    Tensor,
    Sparse,
    ValueInfo,
    Type,
    TensorType,
    Shape,
    Dimension,
    Function,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Model => "ModelProto",
            Self::OperatorSet => "OperatorSetIdProto",
            Self::Entry => "StringStringEntryProto",
            Self::Graph => "GraphProto",
            Self::Node => "NodeProto",
            Self::Attribute => "AttributeProto",
            Self::Tensor => "TensorProto",
            Self::Sparse => "SparseTensorProto",
            Self::ValueInfo => "ValueInfoProto",
            Self::Type => "TypeProto",
            Self::TensorType => "TypeProto.Tensor",
            Self::Shape => "TensorShapeProto",
            Self::Dimension => "TensorShapeProto.Dimension",
            Self::Function => "FunctionProto",
        }
    }

    /// The bytes of memory that one takes, without what its fields hold.
    fn size(self) -> usize {
        match self {
            Self::Model => size_of::<proto::ModelProto>(),
            Self::OperatorSet => size_of::<proto::OperatorSetIdProto>(),
            Self::Entry => size_of::<proto::StringStringEntryProto>(),
            Self::Graph => size_of::<proto::GraphProto>(),
            Self::Node => size_of::<proto::NodeProto>(),
            Self::Attribute => size_of::<proto::AttributeProto>(),
            Self::Tensor => size_of::<proto::TensorProto>(),
            Self::Sparse => size_of::<proto::SparseTensorProto>(),
            Self::ValueInfo => size_of::<proto::ValueInfoProto>(),
            Self::Type => size_of::<proto::TypeProto>(),
            Self::TensorType => size_of::<proto::TensorType>(),
            Self::Shape => size_of::<proto::TensorShapeProto>(),
            Self::Dimension => size_of::<proto::Dimension>(),
            Self::Function => size_of::<proto::FunctionProto>(),
        }
    }

    /// What the field of this number is, as the attributes in [`proto`] have it; `None` if it is skipped.
    #[allow(clippy::match_same_arms, reason = "one line could not be read")]
    fn field(self, number: u64) -> Option<Field> {
        use Field::{Bytes, Doubles, Floats, Integer, Integers, Message, Shared, Text};
        let field = match (self, number) {
            (Self::Model, 1 | 5) | (Self::OperatorSet, 2) | (Self::Attribute, 3 | 20) => Integer,
            (Self::Tensor, 2 | 14) | (Self::TensorType | Self::Dimension, 1) => Integer,
            (Self::Attribute, 8) | (Self::Tensor, 1 | 7 | 11) => Integers(8),
            (Self::Tensor, 5) => Integers(4),
            (Self::Attribute, 2 | 7) | (Self::Tensor, 4) => Floats,
            (Self::Tensor, 10) => Doubles,
            (Self::Model, 2..=4 | 6) | (Self::OperatorSet, 1) | (Self::Entry, 1 | 2) | (Self::Graph, 2 | 10) => Text,
            (Self::Node, 1..=4 | 6..=8) | (Self::Attribute, 1 | 13 | 21) | (Self::Tensor, 8) => Text,
            (Self::ValueInfo, 1 | 3) | (Self::Type, 6) | (Self::Dimension, 2) => Text,
            (Self::Function, 1 | 4..=6 | 8 | 10 | 13) => Text,
            (Self::Attribute, 4 | 9) | (Self::Tensor, 6) | (Self::Type, 4 | 5 | 7..=9) => Bytes,
            (Self::Tensor, 3 | 9) => Shared,
            (Self::Model, 7) | (Self::Attribute, 6 | 11) => Message(Self::Graph),
            (Self::Model, 8) | (Self::Function, 9) => Message(Self::OperatorSet),
            (Self::Model, 14) | (Self::Tensor, 13) => Message(Self::Entry),
            (Self::Model, 25) => Message(Self::Function),
            (Self::Graph, 1) | (Self::Function, 7) => Message(Self::Node),
            (Self::Graph, 5) | (Self::Attribute, 5 | 10) | (Self::Sparse, 1) => Message(Self::Tensor),
            (Self::Graph, 15) => Message(Self::Sparse),
            (Self::Graph, 11..=13) => Message(Self::ValueInfo),
            (Self::Node, 5) | (Self::Function, 11) => Message(Self::Attribute),
            (Self::Attribute, 14 | 15) | (Self::ValueInfo, 2) => Message(Self::Type),
            (Self::Type, 1) => Message(Self::TensorType),
            (Self::TensorType, 2) => Message(Self::Shape),
            (Self::Shape, 1) => Message(Self::Dimension),
            _ => return None,
        };
        Some(field)
    }
}

/// Walks over a model.
///
/// Errors: a file that ends early, bytes that are no protocol buffer or not one of ONNX, nesting or memory beyond the limits.
pub(crate) fn walk(bytes: &[u8]) -> Result<(), OnnxError> {
    let mut walk = Walk { bytes, place: 0, end: bytes.len(), kind: Kind::Model, memory: 0 };
    let mut outer = Vec::new();
    loop {
        while walk.place == walk.end {
            match outer.pop() {
                Some((kind, end)) => (walk.kind, walk.end) = (kind, end),
                None => return Ok(()),
            }
        }
        if let Some((kind, end)) = walk.field()? {
            if outer.len() == MAX_NESTING {
                return Err(OnnxError::Nesting { offset: walk.place, limit: MAX_NESTING });
            }
            outer.push((walk.kind, walk.end));
            (walk.kind, walk.end) = (kind, end);
        }
        if walk.memory > memory_limit(bytes.len()) {
            return Err(OnnxError::Memory { offset: walk.place, limit: memory_limit(bytes.len()) });
        }
    }
}

struct Walk<'a> {
    bytes: &'a [u8],
    place: usize,
    /// Where the message ends that is walked over.
    end: usize,
    kind: Kind,
    /// What decoding will allocate, but for the room that a list keeps for more.
    memory: usize,
}

impl Walk<'_> {
    fn broken(&self, offset: usize, reason: &'static str) -> OnnxError {
        OnnxError::NotProtobuf { offset, message: self.kind.name(), reason }
    }

    /// A message that ends before its field does: the file is cut off if it is the outermost.
    fn short(&self, missing: usize) -> OnnxError {
        if self.end == self.bytes.len() {
            return OnnxError::Truncated { length: self.bytes.len(), missing };
        }
        self.broken(self.place, "a field is longer than what it is in")
    }

    /// Over one field; a message is entered, and what it is and where it ends returned.
    fn field(&mut self) -> Result<Option<(Kind, usize)>, OnnxError> {
        let start = self.place;
        let key = self.varint()?;
        let (number, layout) = (key >> 3, key & 7);
        if number == 0 || key > u64::from(u32::MAX) {
            return Err(self.broken(start, "a field without a number"));
        }
        let field = self.kind.field(number);
        let wrong = |walk: &Self| walk.broken(start, "a field of another type than onnx.proto gives it");
        match layout {
            0 => {
                self.varint()?;
                match field {
                    None | Some(Field::Integer) => {}
                    Some(Field::Integers(size)) => self.memory += size,
                    _ => return Err(wrong(self)),
                }
            }
            1 => {
                self.skip(8)?;
                match field {
                    None => {}
                    Some(Field::Doubles) => self.memory += 8,
                    _ => return Err(wrong(self)),
                }
            }
            5 => {
                self.skip(4)?;
                match field {
                    None => {}
                    Some(Field::Floats) => self.memory += 4,
                    _ => return Err(wrong(self)),
                }
            }
            2 => {
                let length = usize::try_from(self.varint()?).unwrap_or(usize::MAX);
                let from = self.place;
                if let Some(Field::Message(kind)) = field
                    && length <= self.end - from
                {
                    self.memory = self.memory.saturating_add(kind.size());
                    return Ok(Some((kind, from + length)));
                }
                self.skip(length)?;
                self.inside(field, from, length).map_err(|()| wrong(self))?;
            }
            3 | 4 => return Err(self.broken(start, "a group, which no ONNX file has")),
            _ => return Err(self.broken(start, "a field laid out in no way that there is")),
        }
        Ok(None)
    }

    /// What a field with a length takes once it is decoded; an error if it is none, or none of its type.
    fn inside(&mut self, field: Option<Field>, from: usize, length: usize) -> Result<(), ()> {
        let content = &self.bytes[from..from + length];
        self.memory = self.memory.saturating_add(match field {
            None | Some(Field::Shared | Field::Message(_)) => 0,
            Some(Field::Text) if std::str::from_utf8(content).is_err() => return Err(()),
            Some(Field::Text | Field::Bytes) => size_of::<String>() + length,
            Some(Field::Floats) if length.is_multiple_of(4) => length,
            Some(Field::Doubles) if length.is_multiple_of(8) => length,
            Some(Field::Integers(size)) if content.last().is_none_or(|last| *last < 0x80) => {
                content.iter().filter(|byte| **byte < 0x80).count().saturating_mul(size)
            }
            _ => return Err(()),
        });
        Ok(())
    }

    fn skip(&mut self, length: usize) -> Result<(), OnnxError> {
        let left = self.end - self.place;
        if length > left {
            return Err(self.short(length - left));
        }
        self.place += length;
        Ok(())
    }

    /// Seven bits a byte, the lowest first; the eighth says that there is more.
    fn varint(&mut self) -> Result<u64, OnnxError> {
        let start = self.place;
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            if self.place == self.end {
                return Err(self.short(1));
            }
            let byte = self.bytes[self.place];
            self.place += 1;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return if shift == 63 && byte > 1 {
                    Err(self.broken(start, "a number of over 64 bits"))
                } else {
                    Ok(value)
                };
            }
        }
        Err(self.broken(start, "a number of over 64 bits"))
    }
}
