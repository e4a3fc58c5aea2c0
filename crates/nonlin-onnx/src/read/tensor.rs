//! `TensorProto`: the shape, and the elements from wherever they are.

use super::external::Folder;
use crate::data::width;
use crate::proto::TensorProto;
use crate::tensor::elements;
use crate::{Data, ElementType, OnnxError, Tensor, TensorProblem};
use half::{bf16, f16};

/// `TensorProto.DataLocation.EXTERNAL`
const EXTERNAL: i32 = 1;

/// A tensor, which errors call `called`.
pub(super) fn tensor(tensor: TensorProto, called: &str, folder: &mut Folder) -> Result<Tensor, OnnxError> {
    read(tensor, folder).map_err(|problem| OnnxError::Tensor { tensor: called.to_owned(), problem })
}

fn read(tensor: TensorProto, folder: &mut Folder) -> Result<Tensor, TensorProblem> {
    let element = ElementType::of_number(tensor.data_type.unwrap_or_default());
    let shape = shape(&tensor.dims)?;
    if tensor.segment.is_some() {
        return Err(TensorProblem::Segment);
    }
    if element == ElementType::String && tensor.data_location != Some(EXTERNAL) {
        return Tensor::checked(shape, Data::String(tensor.string_data));
    }
    let Some(width) = width(element) else { return Err(TensorProblem::Element(element)) };
    let overflow = || TensorProblem::Overflow { shape: shape.clone() };
    let needed = elements(&shape)?.checked_mul(width).ok_or_else(overflow)?;
    let raw = |bytes: &[u8], shape: Vec<usize>| {
        if bytes.len() != needed {
            return Err(TensorProblem::Count { shape, needed, found: bytes.len(), unit: "bytes" });
        }
        let data = Data::of_bytes(element, bytes).ok_or(TensorProblem::Element(element))?;
        Tensor::checked(shape, data)
    };
    if tensor.data_location == Some(EXTERNAL) {
        return raw(&folder.bytes(&tensor.external_data, &shape, needed)?, shape);
    }
    match &tensor.raw_data {
        // Some writers leave the field there, empty, beside the typed one.
        Some(bytes) if !bytes.is_empty() || needed == 0 => raw(bytes, shape),
        _ => Tensor::checked(shape, typed(tensor, element)?),
    }
}

fn shape(dims: &[i64]) -> Result<Vec<usize>, TensorProblem> {
    let size = |(axis, dimension): (usize, &i64)| {
        usize::try_from(*dimension).map_err(|_| TensorProblem::Dimension { axis, dimension: *dimension })
    };
    dims.iter().enumerate().map(size).collect()
}

/// The elements from the field of their type: several types share one, in wider numbers.
fn typed(tensor: TensorProto, element: ElementType) -> Result<Data, TensorProblem> {
    fn narrow<W, N>(numbers: &[W], element: ElementType) -> Result<Vec<N>, TensorProblem>
    where
        W: Copy + Into<i128>,
        N: TryFrom<W>,
    {
        let one = |(index, number): (usize, &W)| {
            N::try_from(*number).map_err(|_| TensorProblem::Range { index, value: (*number).into(), element })
        };
        numbers.iter().enumerate().map(one).collect()
    }
    let bits = || narrow::<i32, u16>(&tensor.int32_data, element);
    Ok(match element {
        ElementType::Float => Data::Float(tensor.float_data),
        ElementType::Double => Data::Double(tensor.double_data),
        ElementType::Int32 => Data::Int32(tensor.int32_data),
        ElementType::Int64 => Data::Int64(tensor.int64_data),
        ElementType::Uint64 => Data::Uint64(tensor.uint64_data),
        ElementType::Uint32 => Data::Uint32(narrow(&tensor.uint64_data, element)?),
        ElementType::Int8 => Data::Int8(narrow(&tensor.int32_data, element)?),
        ElementType::Int16 => Data::Int16(narrow(&tensor.int32_data, element)?),
        ElementType::Uint8 => Data::Uint8(narrow(&tensor.int32_data, element)?),
        ElementType::Uint16 => Data::Uint16(bits()?),
        ElementType::Float16 => Data::Float16(bits()?.into_iter().map(f16::from_bits).collect()),
        ElementType::Bfloat16 => Data::Bfloat16(bits()?.into_iter().map(bf16::from_bits).collect()),
        ElementType::Bool => Data::Bool(tensor.int32_data.iter().map(|x| *x != 0).collect()),
        ElementType::String | ElementType::Undefined | ElementType::Other(_) => {
            return Err(TensorProblem::Element(element));
        }
    })
}
