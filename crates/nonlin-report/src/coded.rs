//! Sentences in which code stands between backticks, for HTML and for Markdown. Whatever else is in them is text: a name in a file can put nothing
//! into a page.

/// A sentence's parts, and whether each is code.
fn parts(text: &str) -> Vec<(String, bool)> {
    let parts: Vec<&str> = text.split('`').collect();
    // An odd one out is a backtick and nothing more.
    let pairs = parts.len() / 2 * 2 == parts.len();
    let kind = |(place, part): (usize, &&str)| match place % 2 {
        1 if !(pairs && place + 1 == parts.len()) => ((*part).to_owned(), true),
        1 => (format!("`{part}"), false),
        _ => ((*part).to_owned(), false),
    };
    parts.iter().enumerate().map(kind).collect()
}

/// Text for HTML, with what stands between backticks as code.
pub(crate) fn coded(text: &str) -> String {
    parts(text)
        .into_iter()
        .map(|(part, code)| if code { format!("<code>{}</code>", escaped(&part)) } else { escaped(&part) })
        .collect()
}

/// Text for HTML, in elements and in attributes.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

/// Text for Markdown on one line, with what stands between backticks as code.
pub(crate) fn markdown(text: &str) -> String {
    // Between backticks nothing is markup, and no backtick can be: they are what the parts were cut at.
    let part = |(part, code): (String, bool)| {
        if code && !part.trim().is_empty() { format!("`{}`", one_line(&part)) } else { plain_markdown(&part) }
    };
    parts(text).into_iter().map(part).collect()
}

/// Text for Markdown on one line, none of it markup; also in a table's cell.
pub(crate) fn plain_markdown(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in one_line(text).chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '!' => safe.extend(['\\', letter]),
            _ => safe.push(letter),
        }
    }
    safe
}

fn one_line(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_code_and_nothing_else_is_markup() {
        assert_eq!(coded("take `x < 1` or <b>"), "take <code>x &lt; 1</code> or &lt;b&gt;");
        assert_eq!(coded("one ` alone"), "one ` alone");
        assert_eq!(markdown("take `x | <y>` or <b>"), "take `x | <y>` or &lt;b&gt;");
        assert_eq!(markdown("a\nb ` c"), "a b \\` c");
        assert_eq!(plain_markdown("a|b_[c](d)"), "a\\|b\\_\\[c\\](d)");
    }
}
