//! A formula for the mathematics mode of LaTeX.

use super::notation::{Function, Notation, Place, indexed};
use crate::formula::Primitive;
use crate::formula::language::names::greek_letter;

pub(super) fn text(notation: &Notation) -> String {
    let mut text = String::new();
    write(&mut text, notation, Place::Any);
    text
}

fn write(text: &mut String, notation: &Notation, place: Place) {
    if notation.place(true) < place {
        return brackets(text, notation);
    }
    match notation {
        Notation::Number(value) if value.is_infinite() => {
            text.push_str(if *value > 0.0 { "\\infty" } else { "-\\infty" });
        }
        Notation::Number(value) if value.is_nan() => text.push_str("\\mathrm{NaN}"),
        Notation::Number(value) => text.push_str(&super::digits(*value)),
        Notation::Letter(letter) => text.push_str(if *letter == "π" { "\\pi" } else { letter }),
        Notation::Variable => text.push('x'),
        Notation::Parameter(name) => text.push_str(&parameter(name)),
        Notation::Sum(terms) => {
            for (i, (minus, term)) in terms.iter().enumerate() {
                text.push_str(match (i, minus) {
                    (0, false) => "",
                    (0, true) => "-",
                    (_, false) => " + ",
                    (_, true) => " - ",
                });
                write(text, term, if i == 0 && !minus { term.as_first_term() } else { Place::Term });
            }
        }
        Notation::Product(factors) => {
            for (i, factor) in factors.iter().enumerate() {
                if i > 0 {
                    text.push_str(if factor.begins_with_digits() { " \\cdot " } else { " " });
                }
                write(text, factor, Place::Factor);
            }
        }
        Notation::Fraction(parts) => {
            text.push_str("\\frac");
            parts.iter().for_each(|part| group(text, part));
        }
        Notation::Power(base, exponent) => {
            write(text, base, Place::Base);
            text.push('^');
            group(text, &Notation::Number(f64::from(*exponent)));
        }
        Notation::Exponential(a) => {
            text.push_str("e^");
            group(text, a);
        }
        Notation::Root(a) => {
            text.push_str("\\sqrt");
            group(text, a);
        }
        Notation::Bars(a) => {
            text.push_str("\\left|");
            write(text, a, Place::Any);
            text.push_str("\\right|");
        }
        Notation::Call(function, arguments) => {
            text.push_str(name(*function));
            text.push_str("\\left(");
            for (i, argument) in arguments.iter().enumerate() {
                text.push_str(if i > 0 { ", " } else { "" });
                write(text, argument, Place::Any);
            }
            text.push_str("\\right)");
        }
        Notation::Cases(cases, otherwise) => {
            text.push_str("\\begin{cases} ");
            for (value, condition) in cases {
                write(text, value, Place::Any);
                text.push_str(" & \\text{if } ");
                write(text, &condition.left, Place::Any);
                text.push_str(if condition.sign == '≥' { " \\ge " } else { " > " });
                write(text, &condition.right, Place::Any);
                text.push_str(" \\\\ ");
            }
            write(text, otherwise, Place::Any);
            text.push_str(" & \\text{otherwise} \\end{cases}");
        }
    }
}

fn brackets(text: &mut String, inside: &Notation) {
    text.push_str("\\left(");
    write(text, inside, Place::Any);
    text.push_str("\\right)");
}

fn group(text: &mut String, inside: &Notation) {
    text.push('{');
    write(text, inside, Place::Any);
    text.push('}');
}

fn name(function: Function) -> &'static str {
    match function {
        Function::Maximum => "\\max",
        Function::Minimum => "\\min",
        Function::Primitive(primitive) => match primitive {
            Primitive::Sigmoid => "\\sigma",
            Primitive::NormalCdf => "\\Phi",
            Primitive::Tanh => "\\tanh",
            Primitive::Sin => "\\sin",
            Primitive::Cos => "\\cos",
            Primitive::Atan => "\\arctan",
            Primitive::Ln | Primitive::Ln1p => "\\ln",
            Primitive::Exp | Primitive::ExpM1 => "\\exp",
            Primitive::Erf => "\\operatorname{erf}",
            Primitive::Softplus => "\\operatorname{softplus}",
            Primitive::Abs => "\\operatorname{abs}",
            Primitive::Sqrt => "\\operatorname{sqrt}",
        },
    }
}

/// A letter as it is, a Greek one by its name, a word upright; indices below.
fn parameter(name: &str) -> String {
    let (head, index) = indexed(name);
    let head = match head {
        "omicron" => "o".to_owned(),
        greek if greek_letter(greek).is_some() => format!("\\{greek}"),
        letter if letter.chars().nth(1).is_none() => letter.replace('_', "\\_"),
        word => format!("\\mathrm{{{}}}", word.replace('_', "\\_")),
    };
    match index {
        Some(index) if index.chars().nth(1).is_none() || index.bytes().all(|digit| digit.is_ascii_digit()) => {
            format!("{head}_{{{}}}", index.replace('_', "\\_"))
        }
        Some(index) => format!("{head}_{{\\mathrm{{{}}}}}", index.replace('_', "\\_")),
        None => head,
    }
}
