//! Formulas of rows, which the registry has as text: `exp(x_i) / sum_j exp(x_j), tau such that the sum is 1`.

use std::iter::Peekable;
use std::str::Chars;

/// A part of such a text.
#[derive(Clone, PartialEq, Debug)]
enum Part {
    /// A letter, with an index or without.
    Letter(String, Option<String>),
    Number(String),
    /// What stands before a bracket.
    Function(String),
    /// A sum over an index.
    Sum(String),
    /// A word of a sentence.
    Word(String),
    /// What follows is raised.
    Raised(Vec<Part>),
    Root(Vec<Part>),
    Sign(char),
}

/// The Greek letters in these formulas.
const GREEK: [(&str, char); 2] = [("alpha", 'α'), ("tau", 'τ')];

fn parts(text: &str, parameters: &[&str]) -> Vec<Part> {
    let mut letters = text.chars().peekable();
    let mut all = Vec::new();
    while let Some(part) = next(&mut letters, parameters) {
        all.push(part);
    }
    all
}

fn taken(letters: &mut Peekable<Chars>, wanted: impl Fn(char) -> bool) -> String {
    let mut text = String::new();
    while let Some(letter) = letters.next_if(|&letter| wanted(letter)) {
        text.push(letter);
    }
    text
}

fn next(letters: &mut Peekable<Chars>, parameters: &[&str]) -> Option<Part> {
    taken(letters, char::is_whitespace);
    let first = *letters.peek()?;
    if first.is_ascii_digit() {
        return Some(Part::Number(taken(letters, |c| c.is_ascii_digit() || c == '.')));
    }
    if first.is_alphabetic() {
        let word = taken(letters, char::is_alphanumeric);
        let index = letters.next_if_eq(&'_').map(|_| taken(letters, char::is_alphanumeric));
        let is_letter = word.chars().count() == 1
            || GREEK.iter().any(|(name, _)| *name == word)
            || parameters.contains(&word.as_str());
        return Some(match index {
            Some(index) if word == "sum" => Part::Sum(index),
            None if word == "sqrt" => Part::Root(raised(letters, parameters)),
            None if letters.peek() == Some(&'(') => Part::Function(word),
            index if is_letter => Part::Letter(word, index),
            Some(index) => Part::Letter(word, Some(index)),
            None => Part::Word(word),
        });
    }
    letters.next();
    if first == '^' {
        return Some(Part::Raised(raised(letters, parameters)));
    }
    Some(Part::Sign(first))
}

/// A number, a letter, or what stands in brackets.
fn raised(letters: &mut Peekable<Chars>, parameters: &[&str]) -> Vec<Part> {
    if letters.next_if_eq(&'(').is_none() {
        return next(letters, parameters).into_iter().collect();
    }
    let (mut depth, mut inside) = (1, String::new());
    for letter in letters {
        depth += match letter {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        if depth == 0 {
            break;
        }
        inside.push(letter);
    }
    parts(&inside, parameters)
}

fn greek(word: &str) -> String {
    GREEK.iter().find(|(name, _)| *name == word).map_or_else(|| word.to_owned(), |(_, letter)| letter.to_string())
}

/// As a `<math>` element; words that are `parameters` are letters of the formula.
pub(in crate::sheet) fn mathml(text: &str, parameters: &[&str]) -> String {
    format!(
        "<math xmlns=\"http://www.w3.org/1998/Math/MathML\"><mrow>{}</mrow></math>",
        mathml_of(&parts(text, parameters))
    )
}

fn mathml_of(parts: &[Part]) -> String {
    // One element for each part; what is raised takes those before it.
    let mut elements: Vec<String> = Vec::new();
    // Where the element or the bracket begins that would be raised, and where brackets do that are open.
    let (mut before, mut open) = (0, Vec::new());
    for (place, part) in parts.iter().enumerate() {
        let here = elements.len();
        let element = match part {
            Part::Raised(inside) => {
                let base = elements.split_off(before.min(here)).concat();
                elements.push(format!("<msup><mrow>{base}</mrow><mrow>{}</mrow></msup>", mathml_of(inside)));
                continue;
            }
            Part::Root(inside) => format!("<msqrt>{}</msqrt>", mathml_of(inside)),
            Part::Letter(word, None) => format!("<mi>{}</mi>", greek(word)),
            Part::Letter(word, Some(index)) => {
                let kind = if index.chars().all(|c| c.is_ascii_digit()) { "mn" } else { "mi" };
                format!("<msub><mi>{}</mi><{kind}>{index}</{kind}></msub>", greek(word))
            }
            Part::Number(digits) => format!("<mn>{digits}</mn>"),
            Part::Function(name) => format!("<mi>{name}</mi><mo>&#x2061;</mo>"),
            Part::Sum(index) => format!("<msub><mo>\u{2211}</mo><mi>{index}</mi></msub>"),
            Part::Word(word) => {
                format!("<mtext>&#xa0;{word}{}</mtext>", if goes_on(parts, place) { "&#xa0;" } else { "" })
            }
            Part::Sign('*') => "<mo>&#x2062;</mo>".to_owned(),
            Part::Sign('-') => "<mo>\u{2212}</mo>".to_owned(),
            Part::Sign(sign) => format!("<mo>{sign}</mo>"),
        };
        elements.push(element);
        before = here;
        match part {
            Part::Sign('(') => open.push(here),
            Part::Sign(')') => before = open.pop().unwrap_or(here),
            _ => {}
        }
    }
    elements.concat()
}

/// Whether a blank belongs behind a word: neither a sign of a sentence follows nor a word, which brings its own.
fn goes_on(parts: &[Part], place: usize) -> bool {
    !matches!(parts.get(place + 1), None | Some(Part::Word(_) | Part::Sign(',' | '.' | ')')))
}

/// For the mathematics mode of LaTeX.
pub(in crate::sheet) fn latex(text: &str, parameters: &[&str]) -> String {
    latex_of(&parts(text, parameters)).trim().to_owned()
}

fn latex_of(parts: &[Part]) -> String {
    const KNOWN: [&str; 4] = ["exp", "log", "max", "min"];
    let letter = |word: &str| {
        if GREEK.iter().any(|(name, _)| *name == word) {
            format!("\\{word} ")
        } else if word.chars().count() == 1 {
            word.to_owned()
        } else {
            format!("\\mathrm{{{word}}}")
        }
    };
    let set = |(place, part): (usize, &Part)| match part {
        Part::Letter(word, None) => letter(word),
        Part::Letter(word, Some(index)) => format!("{}_{{{}}}", letter(word), letter(index)),
        Part::Number(digits) => digits.clone(),
        Part::Function(name) if KNOWN.contains(&name.as_str()) => format!("\\{name}"),
        Part::Function(name) => format!("\\operatorname{{{name}}}"),
        Part::Sum(index) => format!("\\sum_{index} "),
        Part::Word(word) => format!("\\text{{ {word}{}}}", if goes_on(parts, place) { " " } else { "" }),
        Part::Root(inside) => format!("\\sqrt{{{}}}", latex_of(inside)),
        Part::Raised(inside) => format!("^{{{}}}", latex_of(inside)),
        Part::Sign('*') => "\\,".to_owned(),
        Part::Sign(',') => ",\\ ".to_owned(),
        Part::Sign(sign @ ('+' | '-' | '/' | '=')) => format!(" {sign} "),
        Part::Sign(sign) => sign.to_string(),
    };
    parts.iter().enumerate().map(set).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use nonlin::functions::{Registered, all};

    #[test]
    fn as_it_is_set() {
        assert_eq!(latex("exp(x_i) / sum_j exp(x_j)", &[]), "\\exp(x_{i}) / \\sum_j \\exp(x_{j})");
        assert_eq!(
            latex("max(x_i - tau, 0), tau such that the sum is 1", &[]),
            "\\max(x_{i} - \\tau ,\\ 0),\\ \\tau \\text{ such}\\text{ that}\\text{ the}\\text{ sum}\\text{ is }1"
        );
        let set = mathml("x_i * n / (1 + n^2)", &[]);
        assert!(set.contains("<msup><mrow><mi>n</mi></mrow><mrow><mn>2</mn></mrow></msup>"), "{set}");
        let set = mathml("max(y_i, 0)^(1 / 2)", &[]);
        assert!(set.contains("<mo>)</mo></mrow><mrow><mn>1</mn><mo>/</mo><mn>2</mn></mrow></msup>"), "{set}");
    }

    #[test]
    fn all_of_the_registry_are_well_formed() {
        for function in all().filter(|function| !matches!(function, Registered::Elementwise(_))) {
            let set = mathml(&function.formula(), &[]);
            assert!(resvg::usvg::roxmltree::Document::parse(&set).is_ok(), "{set}");
        }
    }
}
