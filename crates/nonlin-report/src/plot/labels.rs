//! Names at the ends of lines: how much room they take, and how they are kept apart.

/// The width of a text in pixels, as wide as any common sans-serif font has it.
pub(crate) fn width(text: &str, size: f64) -> f64 {
    let letter = |c: char| match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' => 0.34,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '/' | '-' => 0.42,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '=' | '+' | '<' | '>' | '…' | '−' | '·' => 0.88,
        c if c.is_ascii_uppercase() => 0.72,
        c if c.is_ascii() => 0.62,
        _ => 0.9,
    };
    text.chars().map(letter).sum::<f64>() * size
}

/// A text cut to a width, with a sign that it is.
pub(crate) fn fitted(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut cut = String::new();
    for c in text.chars() {
        if width(&cut, size) + width(&format!("{c}…"), size) > room {
            break;
        }
        cut.push(c);
    }
    cut + "…"
}

/// Heights near the wanted ones, in the same order, at least `apart` from each other, all between `low` and `high`; `None` if there is
/// no room for so many.
///
/// Those that would overlap become a block about the mean of what its members want.
pub(crate) fn spread(wanted: &[f64], apart: f64, [low, high]: [f64; 2]) -> Option<Vec<f64>> {
    if apart * (wanted.len().saturating_sub(1)) as f64 > high - low {
        return None;
    }
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]));
    // First place and members of each block.
    let mut blocks: Vec<(f64, Vec<usize>)> = Vec::new();
    let placed = |members: &[usize]| {
        let offsets = members.iter().enumerate().map(|(i, &member)| wanted[member] - apart * i as f64);
        let mean = offsets.sum::<f64>() / members.len() as f64;
        mean.clamp(low, high - apart * (members.len() - 1) as f64)
    };
    for member in order {
        let mut block = vec![member];
        while let Some((first, above)) = blocks.last() {
            if first + apart * above.len() as f64 <= placed(&block) {
                break;
            }
            let mut all = above.clone();
            all.append(&mut block);
            block = all;
            blocks.pop();
        }
        blocks.push((placed(&block), block));
    }
    let mut heights = vec![0.0; wanted.len()];
    for (first, members) in blocks {
        for (i, member) in members.into_iter().enumerate() {
            heights[member] = apart.mul_add(i as f64, first);
        }
    }
    Some(heights)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_apart_inside_and_in_order() {
        let wanted = [10.0, 11.0, 12.0, 95.0, 96.0, 50.0];
        let heights = spread(&wanted, 14.0, [5.0, 97.0]).unwrap();
        let mut order: Vec<usize> = (0..wanted.len()).collect();
        order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]));
        for pair in order.windows(2) {
            assert!(heights[pair[1]] - heights[pair[0]] >= 14.0 - 1e-9, "{heights:?}");
        }
        assert!(heights.iter().all(|height| (5.0 - 1e-9..=97.0 + 1e-9).contains(height)), "{heights:?}");
        assert_eq!(heights[5], 50.0);
        assert_eq!(spread(&wanted, 20.0, [5.0, 97.0]), None);
    }
}
