//! The types that the elements of a tensor may have.

use std::fmt;

/// `TensorProto.DataType`
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ElementType {
    /// Not said.
    Undefined,
    /// `f32`
    Float,
    /// `u8`
    Uint8,
    /// `i8`
    Int8,
    /// `u16`
    Uint16,
    /// `i16`
    Int16,
    /// `i32`
    Int32,
    /// `i64`
    Int64,
    /// Texts
    String,
    /// `bool`
    Bool,
    /// IEEE half precision
    Float16,
    /// `f64`
    Double,
    /// `u32`
    Uint32,
    /// `u64`
    Uint64,
    /// `f32` cut to 16 bits
    Bfloat16,
    /// Any other, by its number in `onnx.proto`: complex numbers and those of eight bits and less.
    Other(i32),
}

/// The types whose elements are read, with their numbers and names in `onnx.proto`.
const READ: [(ElementType, i32, &str); 15] = [
    (ElementType::Undefined, 0, "UNDEFINED"),
    (ElementType::Float, 1, "FLOAT"),
    (ElementType::Uint8, 2, "UINT8"),
    (ElementType::Int8, 3, "INT8"),
    (ElementType::Uint16, 4, "UINT16"),
    (ElementType::Int16, 5, "INT16"),
    (ElementType::Int32, 6, "INT32"),
    (ElementType::Int64, 7, "INT64"),
    (ElementType::String, 8, "STRING"),
    (ElementType::Bool, 9, "BOOL"),
    (ElementType::Float16, 10, "FLOAT16"),
    (ElementType::Double, 11, "DOUBLE"),
    (ElementType::Uint32, 12, "UINT32"),
    (ElementType::Uint64, 13, "UINT64"),
    (ElementType::Bfloat16, 16, "BFLOAT16"),
];

/// The names of the others.
const OTHERS: [(i32, &str); 14] = [
    (14, "COMPLEX64"),
    (15, "COMPLEX128"),
    (17, "FLOAT8E4M3FN"),
    (18, "FLOAT8E4M3FNUZ"),
    (19, "FLOAT8E5M2"),
    (20, "FLOAT8E5M2FNUZ"),
    (21, "UINT4"),
    (22, "INT4"),
    (23, "FLOAT4E2M1"),
    (24, "FLOAT8E8M0"),
    (25, "UINT2"),
    (26, "INT2"),
    (27, "FLOAT6E2M3"),
    (28, "FLOAT6E3M2"),
];

impl ElementType {
    /// The type of this number in `onnx.proto`.
    pub fn of_number(number: i32) -> Self {
        READ.iter().find(|row| row.1 == number).map_or(Self::Other(number), |row| row.0)
    }

    /// Its number in `onnx.proto`.
    pub fn number(self) -> i32 {
        match self {
            Self::Other(number) => number,
            _ => READ.iter().find(|row| row.0 == self).map_or(0, |row| row.1),
        }
    }
}

impl fmt::Display for ElementType {
    /// Its name in `onnx.proto`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.number();
        let read = READ.iter().map(|row| (row.1, row.2));
        match read.chain(OTHERS).find(|row| row.0 == number) {
            Some((_, name)) => f.write_str(name),
            None => write!(f, "number {number}"),
        }
    }
}
