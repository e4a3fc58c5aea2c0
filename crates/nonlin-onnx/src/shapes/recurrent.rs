//! LSTM, GRU and RNN: `[time, batch, features]`, or `[batch, time, features]` with layout 1.

use super::Outputs;
use super::call::Call;

/// All states, the last state, and for an LSTM the last cell state.
pub(super) fn layers(call: &Call) -> Outputs {
    let [first, second, _] = call.shape(0)? else { return None };
    // Recurrence weights are [directions, gates * hidden, hidden].
    let [_, _, hidden_by_weights] = call.shape(2)? else { return None };
    let hidden = call.size("hidden_size", *hidden_by_weights)?;
    let directions = match call.node.string("direction", "forward").ok()? {
        "forward" | "reverse" => 1,
        "bidirectional" => 2,
        _ => return None,
    };
    let (states, last) = match call.int("layout", 0)? {
        0 => (vec![*first, directions, *second, hidden], vec![directions, *second, hidden]),
        1 => (vec![*first, *second, directions, hidden], vec![*first, directions, hidden]),
        _ => return None,
    };
    Some(vec![states, last.clone(), last])
}
