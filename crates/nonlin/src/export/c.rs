//! A C99 header of inline functions in single precision.

use super::body::{Argument, Body};
use super::graph::{Function, Node, Place};
use super::language::{Binding, Language, Piece};
use super::names::unreserved;
use super::source::Source;
use crate::formula::{Binary, Primitive};

/// Words of C and C++, and names of `math.h` that are functions or macros.
pub(super) const RESERVED: &[&str] = &[
    "auto",
    "break",
    "case",
    "char",
    "const",
    "continue",
    "default",
    "do",
    "double",
    "else",
    "enum",
    "extern",
    "float",
    "for",
    "goto",
    "if",
    "inline",
    "int",
    "long",
    "register",
    "restrict",
    "return",
    "short",
    "signed",
    "sizeof",
    "static",
    "struct",
    "switch",
    "typedef",
    "union",
    "unsigned",
    "void",
    "volatile",
    "while",
    "bool",
    "true",
    "false",
    "and",
    "or",
    "not",
    "xor",
    "bitand",
    "bitor",
    "compl",
    "class",
    "new",
    "delete",
    "this",
    "template",
    "typename",
    "namespace",
    "using",
    "try",
    "catch",
    "throw",
    "public",
    "private",
    "protected",
    "virtual",
    "friend",
    "operator",
    "mutable",
    "explicit",
    "export",
    "concept",
    "requires",
    "constexpr",
    "nullptr",
    "NAN",
    "INFINITY",
    "main",
    "x",
    "n",
    "i",
    "y",
    "dx",
    "dy",
    "abs",
    "fabs",
    "exp",
    "exp2",
    "expm1",
    "log",
    "log2",
    "log10",
    "log1p",
    "sqrt",
    "cbrt",
    "sin",
    "cos",
    "tan",
    "asin",
    "acos",
    "atan",
    "sinh",
    "cosh",
    "tanh",
    "erf",
    "erfc",
    "gamma",
    "lgamma",
    "tgamma",
    "floor",
    "ceil",
    "round",
    "pow",
    "fmax",
    "fmin",
    "max",
    "min",
    "signbit",
    "isnan",
    "isinf",
    "j0",
    "j1",
    "jn",
    "y0",
    "y1",
    "yn",
    "normcdf",
    "step",
    "sigmoid",
    "clamp",
    "select",
    "half",
    "remainder",
    "linear",
];

/// What both C and CUDA C++ say alike.
pub(super) struct CLike {
    /// What helpers are called by in front, so that two headers do not define the same.
    pub(super) prefix: String,
    pub(super) normal_cdf: &'static str,
}

impl Language for CLike {
    fn reserved(&self) -> &'static [&'static str] {
        RESERVED
    }
    fn number(&self, value: f64) -> String {
        single(value, "f", "INFINITY", "NAN")
    }
    fn call(&self, function: Function, argument: &Piece) -> String {
        let text = &argument.text;
        let name = match function {
            Function::Floor => "floorf",
            Function::Primitive(primitive) => match primitive {
                Primitive::Abs => "fabsf",
                Primitive::Exp => "expf",
                Primitive::ExpM1 => "expm1f",
                Primitive::Ln => "logf",
                Primitive::Ln1p => "log1pf",
                Primitive::Tanh => "tanhf",
                Primitive::Sqrt => "sqrtf",
                Primitive::Erf => "erff",
                Primitive::Sin => "sinf",
                Primitive::Cos => "cosf",
                Primitive::Atan => "atanf",
                Primitive::NormalCdf if !self.normal_cdf.is_empty() => self.normal_cdf,
                Primitive::Sigmoid | Primitive::Softplus | Primitive::NormalCdf => {
                    return format!("{}_{}({text})", self.prefix, primitive.name());
                }
            },
        };
        format!("{name}({text})")
    }
    fn extremum(&self, operation: Binary, a: &Piece, b: &Piece) -> String {
        let name = if operation == Binary::Maximum { "max" } else { "min" };
        format!("{}_{name}({}, {})", self.prefix, a.text, b.text)
    }
    fn choose(&self, [left, right, yes, no]: &[Piece; 4], guards: &[String]) -> (String, Binding) {
        let condition = format!("{} > {}", left.within(Binding::Sum), right.within(Binding::Sum));
        let choice = format!("{condition} ? {} : {}", yes.within(Binding::Sum), no.within(Binding::Sum));
        let text = match guards {
            [] => choice,
            [one] => format!("isnan({one}) ? {one} : ({choice})"),
            [one, other, ..] => format!("isnan({one}) || isnan({other}) ? NAN : ({choice})"),
        };
        (text, Binding::Choice)
    }
}

/// A number of single precision as a literal, rounded here so that no compiler rounds it twice.
pub(super) fn single(value: f64, suffix: &str, infinity: &str, nan: &str) -> String {
    #[allow(clippy::cast_possible_truncation, reason = "meant")]
    let value = value as f32;
    let sign = if value.is_sign_negative() { "-" } else { "" };
    if value.is_nan() {
        nan.to_owned()
    } else if value.is_infinite() {
        format!("{sign}{infinity}")
    } else {
        format!("{value:?}{suffix}")
    }
}

/// The helpers that these roots need, each with these words in front of its type.
pub(super) fn helpers(source: &Source, roots: &[Place], language: &CLike, words: &str) -> String {
    let prefix = &language.prefix;
    let reachable = source.graph.reachable(roots);
    let calls = |primitive| reachable.iter().any(|&place| source.graph.calls(place, primitive));
    let chooses = |operation| reachable.iter().any(|&place| source.graph.is_extremum(place, operation));
    let mut text = String::new();
    for (operation, name, sign) in [(Binary::Maximum, "max", '>'), (Binary::Minimum, "min", '<')] {
        if chooses(operation) {
            text += &format!(
                "// Unlike f{name}f this is NaN if either number is.\n{words} float {prefix}_{name}(float a, float b) {{\n    return (a {sign} b || isnan(a)) ? a : b;\n}}\n\n"
            );
        }
    }
    if calls(Primitive::Sigmoid) {
        text += &format!(
            "// e^-|x| does not overflow, whatever the sign of x.\n{words} float {prefix}_sigmoid(float x) {{\n    float e = expf(-fabsf(x));\n    return (x > 0.0f ? 1.0f : e) / (1.0f + e);\n}}\n\n"
        );
    }
    if calls(Primitive::Softplus) {
        text += &format!(
            "// The larger of 0 and x, and what is missing: no overflow, and every digit on the left.\n{words} float {prefix}_softplus(float x) {{\n    return (x > 0.0f ? x : 0.0f) + log1pf(expf(-fabsf(x)));\n}}\n\n"
        );
    }
    if calls(Primitive::NormalCdf) && language.normal_cdf.is_empty() {
        text += &format!(
            "// 1 + erf would cancel on the left. In double precision, for erfc magnifies the rounding of its argument.\n{words} float {prefix}_normal_cdf(float x) {{\n    return (float)(0.5 * erfc(-0.7071067811865476 * (double)x));\n}}\n\n"
        );
    }
    text
}

/// The parameters of a function.
pub(super) fn arguments(source: &Source, reserved: &[&str]) -> Vec<Argument> {
    let argument = |parameter: &crate::formula::FormulaParameter| Argument {
        name: unreserved(&parameter.name, reserved),
        learnable: parameter.learnable,
    };
    source.parameters.iter().map(argument).collect()
}

/// `, float a, float b`.
pub(super) fn declared(arguments: &[Argument]) -> String {
    arguments.iter().map(|argument| format!(", float {}", argument.name)).collect()
}

/// A function of one result.
pub(super) fn function(source: &Source, name: &str, root: Place, language: &CLike, words: &str) -> String {
    let arguments = arguments(source, RESERVED);
    let body = Body::of(&source.graph, &[root], &arguments, language);
    let x = (!source.graph.depends(root, Node::Variable)).then_some("x");
    let others = arguments.iter().enumerate().filter(|(i, _)| !source.graph.depends(root, Node::Parameter(*i)));
    let unused = x.into_iter().chain(others.map(|(_, argument)| argument.name.as_str()));
    format!(
        "{words} float {name}(float x{}) {{\n{}{}    return {};\n}}\n",
        declared(&arguments),
        unused.map(|name| format!("    (void){name};\n")).collect::<String>(),
        body.lines(|name, text| format!("    float {name} = {text};\n")).concat(),
        body.result()
    )
}

/// The comment at the top.
pub(super) fn comment(source: &Source, more: &[&str]) -> String {
    let lines = source.header();
    let lines = lines.iter().map(String::as_str).chain(more.iter().copied());
    lines.map(|line| format!("// {line}").trim_end().to_owned() + "\n").collect()
}

pub(super) fn write(source: &Source) -> String {
    let name = unreserved(&source.name, RESERVED);
    let language = CLike { prefix: source.name.clone(), normal_cdf: "" };
    let guard = format!("NONLIN_{}_H", source.name.to_uppercase());
    let words = "static inline";
    let mut roots = vec![source.value];
    roots.extend(source.options.slope.then_some(source.slope));
    let mut text = comment(source, &["C99. NaN is kept only without -ffast-math."]);
    text += &format!("\n#ifndef {guard}\n#define {guard}\n\n#include <math.h>\n\n");
    text += &helpers(source, &roots, &language, words);
    text += &function(source, &name, source.value, &language, words);
    if source.options.slope {
        text += &format!("\n// The derivative of {name} with respect to x.\n");
        text += &function(source, &format!("{}_slope", source.name), source.slope, &language, words);
    }
    text + &format!("\n#endif // {guard}\n")
}
