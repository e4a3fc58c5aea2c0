//! A formula in Unicode, on one line.

use super::digits;
use super::notation::{Notation, Place};
use crate::formula::language::names::greek_letter;

pub(super) fn text(notation: &Notation) -> String {
    let mut text = String::new();
    write(&mut text, notation, Place::Any);
    text
}

fn write(text: &mut String, notation: &Notation, place: Place) {
    if notation.place(false) < place {
        text.push('(');
        write(text, notation, Place::Any);
        text.push(')');
        return;
    }
    match notation {
        Notation::Number(value) if value.is_infinite() => text.push_str(if *value > 0.0 { "∞" } else { "−∞" }),
        Notation::Number(value) => text.push_str(&digits(*value).replace('-', "−").replace("e−", "e-")),
        Notation::Letter(letter) => text.push_str(letter),
        Notation::Variable => text.push('x'),
        Notation::Parameter(name) => match greek_letter(name) {
            Some(letter) => text.push(letter),
            None => text.push_str(name),
        },
        Notation::Sum(terms) => {
            for (i, (minus, term)) in terms.iter().enumerate() {
                text.push_str(match (i, minus) {
                    (0, false) => "",
                    (0, true) => "−",
                    (_, false) => " + ",
                    (_, true) => " − ",
                });
                write(text, term, if i == 0 && !minus { term.as_first_term() } else { Place::Term });
            }
        }
        Notation::Product(factors) => {
            for (i, factor) in factors.iter().enumerate() {
                text.push_str(if i > 0 { "·" } else { "" });
                write(
                    text,
                    factor,
                    if i == 0 && matches!(factor, Notation::Fraction(_)) { Place::Term } else { Place::Factor },
                );
            }
        }
        Notation::Fraction(parts) => {
            write(text, &parts[0], Place::Term);
            text.push('/');
            write(text, &parts[1], Place::Factor);
        }
        Notation::Power(base, exponent) => {
            write(text, base, Place::Base);
            text.push_str(&superscript(*exponent));
        }
        Notation::Exponential(a) => call(text, "exp", std::slice::from_ref(&**a)),
        Notation::Root(a) => {
            text.push('√');
            let bare = matches!(**a, Notation::Variable | Notation::Parameter(_) | Notation::Letter(_));
            let number = matches!(**a, Notation::Number(_)) && a.place(false) == Place::Base;
            brackets(text, a, !bare && !number);
        }
        Notation::Bars(a) => {
            text.push('|');
            write(text, a, Place::Any);
            text.push('|');
        }
        Notation::Call(function, arguments) => call(text, function.name(), arguments),
        Notation::Cases(cases, otherwise) => {
            for (value, condition) in cases {
                text.push_str("where(");
                write(text, &condition.left, Place::Any);
                text.extend([' ', condition.sign, ' ']);
                write(text, &condition.right, Place::Any);
                text.push_str(", ");
                write(text, value, Place::Any);
                text.push_str(", ");
            }
            write(text, otherwise, Place::Any);
            text.push_str(&")".repeat(cases.len()));
        }
    }
}

fn brackets(text: &mut String, inside: &Notation, needed: bool) {
    text.push_str(if needed { "(" } else { "" });
    write(text, inside, Place::Any);
    text.push_str(if needed { ")" } else { "" });
}

fn call(text: &mut String, name: &str, arguments: &[Notation]) {
    text.push_str(name);
    text.push('(');
    for (i, argument) in arguments.iter().enumerate() {
        text.push_str(if i > 0 { ", " } else { "" });
        write(text, argument, Place::Any);
    }
    text.push(')');
}

fn superscript(exponent: i32) -> String {
    let raised = |c| match c {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        digit => char::from_u32('⁰' as u32 + digit as u32 - '0' as u32).unwrap_or(digit),
    };
    exponent.to_string().chars().map(raised).collect()
}
