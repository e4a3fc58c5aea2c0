//! The known name that a misspelt one most probably means.

/// Longer words than this are compared by their beginning; the distance takes time in the product of the lengths.
const COMPARED: usize = 120;

/// The candidate that `wanted` most probably means: the same name in another case, else the one at the smallest edit
/// distance, if that is at most a third of the name (the first of equals); `None` if nothing is near.
pub fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted: Vec<char> = wanted.trim().to_lowercase().chars().take(COMPARED).collect();
    let most = (wanted.len() / 3).max(1);
    candidates
        .into_iter()
        .map(|name| {
            let folded: Vec<char> = name.to_lowercase().chars().take(4 * COMPARED).collect();
            (edit_distance(&wanted, &folded), name)
        })
        .filter(|(distance, _)| *distance <= most && *distance < wanted.len())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// The least number of characters to insert, remove, replace, or swap with a neighbour that turns `a` into `b`
/// (Damerau 1964, each place edited once).
fn edit_distance(a: &[char], b: &[char]) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 0..a.len() {
        let mut row = vec![i + 1];
        for j in 0..b.len() {
            let replace = last[j] + usize::from(a[i] != b[j]);
            let mut least = replace.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                least = least.min(before_last[j - 1] + 1);
            }
            row.push(least);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found_and_far_ones_are_not_offered() {
        let names = ["species", "island", "Sex", "sea"];
        assert_eq!(nearest("specis", names), Some("species"));
        assert_eq!(nearest("psecies", names), Some("species"));
        assert_eq!(nearest("SEX", names), Some("Sex"));
        assert_eq!(nearest("price", names), None);
        assert_eq!(nearest("", names), None);
        assert_eq!(nearest("q", names), None);
        assert_eq!(nearest(&"x".repeat(1_000_000), names), None);
    }
}
