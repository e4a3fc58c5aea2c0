//! Weights between our order and that of ONNX.

/// The transpose of a rows x columns matrix.
pub(super) fn transposed(matrix: &[f32], rows: usize, columns: usize) -> Vec<f32> {
    (0..columns).flat_map(|column| (0..rows).map(move |row| matrix[row * columns + column])).collect()
}

/// Blocks of the rows of a matrix (as many as `order` has places) in another order.
pub(super) fn reordered(matrix: &[f32], order: &[usize]) -> Vec<f32> {
    let block = matrix.len() / order.len();
    order.iter().flat_map(|&from| matrix[from * block..(from + 1) * block].iter().copied()).collect()
}

/// The order of a cell's gates in ONNX, as places in ours: `i o f c` for the LSTM (ours is `i f c o`), `z r h` for the GRU (`r z h`).
pub(super) fn gate_order(cell: crate::spec::Cell) -> &'static [usize] {
    match cell {
        crate::spec::Cell::Rnn => &[0],
        crate::spec::Cell::Lstm => &[0, 3, 1, 2],
        crate::spec::Cell::Gru => &[1, 0, 2],
    }
}

/// The other way round.
pub(super) fn gate_order_back(cell: crate::spec::Cell) -> &'static [usize] {
    match cell {
        crate::spec::Cell::Rnn => &[0],
        crate::spec::Cell::Lstm => &[0, 2, 3, 1],
        crate::spec::Cell::Gru => &[1, 0, 2],
    }
}
