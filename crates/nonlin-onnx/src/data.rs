//! The elements of a tensor, each in its own type.

use crate::ElementType;
use half::{bf16, f16};

/// The elements of a tensor, row-major.
#[derive(Clone, PartialEq, Debug)]
#[non_exhaustive]
pub enum Data {
    /// `f32`
    Float(Vec<f32>),
    /// `f64`
    Double(Vec<f64>),
    /// IEEE half precision
    Float16(Vec<f16>),
    /// `f32` cut to 16 bits
    Bfloat16(Vec<bf16>),
    /// `i8`
    Int8(Vec<i8>),
    /// `i16`
    Int16(Vec<i16>),
    /// `i32`
    Int32(Vec<i32>),
    /// `i64`
    Int64(Vec<i64>),
    /// `u8`
    Uint8(Vec<u8>),
    /// `u16`
    Uint16(Vec<u16>),
    /// `u32`
    Uint32(Vec<u32>),
    /// `u64`
    Uint64(Vec<u64>),
    /// `bool`
    Bool(Vec<bool>),
    /// Texts, in UTF-8 as a rule
    String(Vec<Vec<u8>>),
}

/// The same expression for the numbers of any type, another for booleans and texts.
macro_rules! each {
    ($data:expr, $numbers:ident => $number:expr, $bools:ident => $bool:expr, $texts:ident => $text:expr) => {
        match $data {
            Data::Float($numbers) => $number,
            Data::Double($numbers) => $number,
            Data::Float16($numbers) => $number,
            Data::Bfloat16($numbers) => $number,
            Data::Int8($numbers) => $number,
            Data::Int16($numbers) => $number,
            Data::Int32($numbers) => $number,
            Data::Int64($numbers) => $number,
            Data::Uint8($numbers) => $number,
            Data::Uint16($numbers) => $number,
            Data::Uint32($numbers) => $number,
            Data::Uint64($numbers) => $number,
            Data::Bool($bools) => $bool,
            Data::String($texts) => $text,
        }
    };
}

/// An element as the nearest number of another type.
trait Convert: Copy {
    fn f64(self) -> f64;
    fn f32(self) -> f32;
}

macro_rules! convert {
    ($($type:ty)*) => { $(
        #[allow(clippy::cast_possible_truncation, clippy::cast_lossless, reason = "the nearest number is meant")]
        impl Convert for $type {
            fn f64(self) -> f64 {
                self as f64
            }
            fn f32(self) -> f32 {
                self as f32
            }
        }
    )* };
}
convert!(f32 f64 i8 i16 i32 i64 u8 u16 u32 u64);

macro_rules! convert_half {
    ($($type:ty)*) => { $(
        impl Convert for $type {
            fn f64(self) -> f64 {
                self.to_f64()
            }
            fn f32(self) -> f32 {
                self.to_f32()
            }
        }
    )* };
}
convert_half!(f16 bf16);

impl Data {
    /// The number of elements.
    pub fn len(&self) -> usize {
        each!(self, numbers => numbers.len(), bools => bools.len(), texts => texts.len())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Their type.
    pub fn element(&self) -> ElementType {
        match self {
            Self::Float(_) => ElementType::Float,
            Self::Double(_) => ElementType::Double,
            Self::Float16(_) => ElementType::Float16,
            Self::Bfloat16(_) => ElementType::Bfloat16,
            Self::Int8(_) => ElementType::Int8,
            Self::Int16(_) => ElementType::Int16,
            Self::Int32(_) => ElementType::Int32,
            Self::Int64(_) => ElementType::Int64,
            Self::Uint8(_) => ElementType::Uint8,
            Self::Uint16(_) => ElementType::Uint16,
            Self::Uint32(_) => ElementType::Uint32,
            Self::Uint64(_) => ElementType::Uint64,
            Self::Bool(_) => ElementType::Bool,
            Self::String(_) => ElementType::String,
        }
    }

    /// Each element as the nearest `f32`, booleans as 0 and 1; `None` of texts.
    pub fn to_f32(&self) -> Option<Vec<f32>> {
        each!(self,
            numbers => Some(numbers.iter().map(|x| x.f32()).collect()),
            bools => Some(bools.iter().map(|x| f32::from(u8::from(*x))).collect()),
            _texts => None)
    }

    /// Each element as the nearest `f64`, booleans as 0 and 1; `None` of texts.
    pub fn to_f64(&self) -> Option<Vec<f64>> {
        each!(self,
            numbers => Some(numbers.iter().map(|x| x.f64()).collect()),
            bools => Some(bools.iter().map(|x| f64::from(u8::from(*x))).collect()),
            _texts => None)
    }

    /// The elements of integer types and booleans; `None` of the others, and where one is over the largest `i64`.
    pub fn to_i64(&self) -> Option<Vec<i64>> {
        match self {
            Self::Int8(x) => Some(x.iter().map(|x| i64::from(*x)).collect()),
            Self::Int16(x) => Some(x.iter().map(|x| i64::from(*x)).collect()),
            Self::Int32(x) => Some(x.iter().map(|x| i64::from(*x)).collect()),
            Self::Int64(x) => Some(x.clone()),
            Self::Uint8(x) => Some(x.iter().map(|x| i64::from(*x)).collect()),
            Self::Uint16(x) => Some(x.iter().map(|x| i64::from(*x)).collect()),
            Self::Uint32(x) => Some(x.iter().map(|x| i64::from(*x)).collect()),
            Self::Uint64(x) => x.iter().map(|x| i64::try_from(*x).ok()).collect(),
            Self::Bool(x) => Some(x.iter().map(|x| i64::from(*x)).collect()),
            Self::Float(_) | Self::Double(_) | Self::Float16(_) | Self::Bfloat16(_) | Self::String(_) => None,
        }
    }

    /// The elements as the bytes of `TensorProto.raw_data`, little-endian; `None` of texts, which cannot stand there.
    pub(crate) fn to_bytes(&self) -> Option<Vec<u8>> {
        each!(self,
            numbers => Some(numbers.iter().flat_map(|x| x.to_le_bytes()).collect()),
            bools => Some(bools.iter().map(|x| u8::from(*x)).collect()),
            _texts => None)
    }

    /// Reads `TensorProto.raw_data`, whose length must be a multiple of the element's; `None` of types that are not read.
    pub(crate) fn of_bytes(element: ElementType, bytes: &[u8]) -> Option<Self> {
        macro_rules! numbers {
            ($kind:ident, $type:ty) => {
                Self::$kind(bytes.as_chunks().0.iter().map(|x| <$type>::from_le_bytes(*x)).collect())
            };
        }
        Some(match element {
            ElementType::Float => numbers!(Float, f32),
            ElementType::Double => numbers!(Double, f64),
            ElementType::Float16 => numbers!(Float16, f16),
            ElementType::Bfloat16 => numbers!(Bfloat16, bf16),
            ElementType::Int8 => numbers!(Int8, i8),
            ElementType::Int16 => numbers!(Int16, i16),
            ElementType::Int32 => numbers!(Int32, i32),
            ElementType::Int64 => numbers!(Int64, i64),
            ElementType::Uint8 => Self::Uint8(bytes.to_vec()),
            ElementType::Uint16 => numbers!(Uint16, u16),
            ElementType::Uint32 => numbers!(Uint32, u32),
            ElementType::Uint64 => numbers!(Uint64, u64),
            ElementType::Bool => Self::Bool(bytes.iter().map(|x| *x != 0).collect()),
            ElementType::String | ElementType::Undefined | ElementType::Other(_) => return None,
        })
    }
}

/// The bytes of one element in `TensorProto.raw_data`; `None` of types that are not there or not read.
pub(crate) fn width(element: ElementType) -> Option<usize> {
    Some(match element {
        ElementType::Int8 | ElementType::Uint8 | ElementType::Bool => 1,
        ElementType::Float16 | ElementType::Bfloat16 | ElementType::Int16 | ElementType::Uint16 => 2,
        ElementType::Float | ElementType::Int32 | ElementType::Uint32 => 4,
        ElementType::Double | ElementType::Int64 | ElementType::Uint64 => 8,
        ElementType::String | ElementType::Undefined | ElementType::Other(_) => return None,
    })
}

macro_rules! from {
    ($($kind:ident $type:ty)*) => { $(
        impl From<Vec<$type>> for Data {
            fn from(elements: Vec<$type>) -> Self {
                Self::$kind(elements)
            }
        }
    )* };
}
from!(Float f32 Double f64 Float16 f16 Bfloat16 bf16 Int8 i8 Int16 i16 Int32 i32 Int64 i64);
from!(Uint8 u8 Uint16 u16 Uint32 u32 Uint64 u64 Bool bool String Vec<u8>);
