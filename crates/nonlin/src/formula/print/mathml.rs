//! A formula as a `<math>` element: presentation markup, as browsers set it.

use super::notation::{Notation, Place, indexed};
use crate::formula::language::names::greek_letter;

/// A product without a sign, and a function applied: not seen, but read aloud.
const TIMES: &str = "&#x2062;";
const APPLIED: &str = "&#x2061;";

pub(super) fn text(notation: &Notation) -> String {
    let mut text = String::new();
    element(&mut text, "math xmlns=\"http://www.w3.org/1998/Math/MathML\"", "math", |text| row(text, notation));
    text
}

fn element(text: &mut String, opening: &str, name: &str, inside: impl FnOnce(&mut String)) {
    text.extend(["<", opening, ">"]);
    inside(text);
    text.extend(["</", name, ">"]);
}

fn tag(text: &mut String, name: &str, inside: impl FnOnce(&mut String)) {
    element(text, name, name, inside);
}

/// A token; its content is markup already.
fn token(text: &mut String, name: &str, content: &str) {
    tag(text, name, |text| text.push_str(content));
}

fn row(text: &mut String, notation: &Notation) {
    tag(text, "mrow", |text| write(text, notation, Place::Any));
}

/// One element, whatever the part is made of.
fn single(text: &mut String, notation: &Notation) {
    match notation {
        Notation::Variable
        | Notation::Letter(_)
        | Notation::Parameter(_)
        | Notation::Fraction(_)
        | Notation::Power(..)
        | Notation::Exponential(_)
        | Notation::Root(_)
        | Notation::Bars(_) => write(text, notation, Place::Any),
        Notation::Number(value) if value.is_sign_positive() => write(text, notation, Place::Any),
        _ => row(text, notation),
    }
}

fn write(text: &mut String, notation: &Notation, place: Place) {
    if notation.place(true) < place {
        return fenced(text, "(", ")", |text| write(text, notation, Place::Any));
    }
    match notation {
        Notation::Number(value) => number(text, *value),
        Notation::Letter(letter) => token(text, "mi", letter),
        Notation::Variable => token(text, "mi", "x"),
        Notation::Parameter(name) => parameter(text, name),
        Notation::Sum(terms) => {
            for (i, (minus, term)) in terms.iter().enumerate() {
                if i > 0 || *minus {
                    token(text, "mo", if *minus { "−" } else { "+" });
                }
                write(text, term, if i == 0 && !minus { term.as_first_term() } else { Place::Term });
            }
        }
        Notation::Product(factors) => {
            for (i, factor) in factors.iter().enumerate() {
                if i > 0 {
                    token(text, "mo", if factor.begins_with_digits() { "⋅" } else { TIMES });
                }
                write(text, factor, Place::Factor);
            }
        }
        Notation::Fraction(parts) => tag(text, "mfrac", |text| parts.iter().for_each(|part| single(text, part))),
        Notation::Power(base, exponent) => tag(text, "msup", |text| {
            if base.place(true) < Place::Base {
                tag(text, "mrow", |text| write(text, base, Place::Base));
            } else {
                single(text, base);
            }
            single(text, &Notation::Number(f64::from(*exponent)));
        }),
        Notation::Exponential(a) => tag(text, "msup", |text| {
            token(text, "mi", "e");
            single(text, a);
        }),
        Notation::Root(a) => tag(text, "msqrt", |text| write(text, a, Place::Any)),
        Notation::Bars(a) => fenced(text, "|", "|", |text| write(text, a, Place::Any)),
        Notation::Call(function, arguments) => {
            token(text, "mi", function.name());
            token(text, "mo", APPLIED);
            fenced(text, "(", ")", |text| {
                for (i, argument) in arguments.iter().enumerate() {
                    if i > 0 {
                        token(text, "mo", ",");
                    }
                    write(text, argument, Place::Any);
                }
            });
        }
        Notation::Cases(cases, otherwise) => tag(text, "mrow", |text| {
            token(text, "mo", "{");
            element(text, "mtable columnalign=\"left left\"", "mtable", |text| {
                for (value, condition) in cases {
                    case(text, value, |text| {
                        token(text, "mtext", "if&#xa0;");
                        write(text, &condition.left, Place::Any);
                        token(text, "mo", if condition.sign == '≥' { "≥" } else { "&gt;" });
                        write(text, &condition.right, Place::Any);
                    });
                }
                case(text, otherwise, |text| token(text, "mtext", "otherwise"));
            });
        }),
    }
}

fn case(text: &mut String, value: &Notation, when: impl FnOnce(&mut String)) {
    tag(text, "mtr", |text| {
        tag(text, "mtd", |text| write(text, value, Place::Any));
        tag(text, "mtd", when);
    });
}

fn fenced(text: &mut String, open: &str, close: &str, inside: impl FnOnce(&mut String)) {
    tag(text, "mrow", |text| {
        token(text, "mo", open);
        inside(text);
        token(text, "mo", close);
    });
}

fn number(text: &mut String, value: f64) {
    let size = value.abs();
    if value.is_sign_negative() && !value.is_nan() {
        token(text, "mo", "−");
    }
    if size.is_infinite() {
        token(text, "mi", "∞");
    } else if size.is_nan() {
        token(text, "mtext", "NaN");
    } else {
        token(text, "mn", &super::digits(size));
    }
}

fn parameter(text: &mut String, name: &str) {
    let letters = |text: &mut String, name: &str| match greek_letter(name) {
        Some(letter) => token(text, "mi", &letter.to_string()),
        None => token(text, "mi", &name.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")),
    };
    match indexed(name) {
        (head, Some(index)) => tag(text, "msub", |text| {
            letters(text, head);
            letters(text, index);
        }),
        (head, None) => letters(text, head),
    }
}
