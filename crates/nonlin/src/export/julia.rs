//! Julia functions of any float type.

use super::body::{Argument, Body};
use super::c;
use super::graph::{Function, Place};
use super::language::{Binding, Language, Piece};
use super::names::unreserved;
use super::source::Source;
use crate::formula::{Binary, Primitive};

/// Words of the language, and functions that are called here: a function of such a name would hide it.
const RESERVED: &[&str] = &[
    "baremodule",
    "begin",
    "break",
    "catch",
    "const",
    "continue",
    "do",
    "else",
    "elseif",
    "end",
    "export",
    "false",
    "finally",
    "for",
    "function",
    "global",
    "if",
    "import",
    "let",
    "local",
    "macro",
    "module",
    "quote",
    "return",
    "struct",
    "true",
    "try",
    "using",
    "while",
    "abstract",
    "mutable",
    "primitive",
    "type",
    "where",
    "in",
    "isa",
    "abs",
    "exp",
    "expm1",
    "log",
    "log1p",
    "tanh",
    "sqrt",
    "erf",
    "erfc",
    "sin",
    "cos",
    "atan",
    "floor",
    "max",
    "min",
    "ifelse",
    "isnan",
    "T",
    "Inf",
    "NaN",
    "pi",
    "im",
    "x",
    "AbstractFloat",
    "oftype",
    "step",
    "sign",
    "clamp",
    "identity",
];

/// What Julia lacks, or where it throws instead of giving NaN: a choice computes both its branches.
const HELPERS: [(Primitive, &str); 8] = [
    (
        Primitive::Sigmoid,
        "# e^-|x| does not overflow, whatever the sign of x.
function _sigmoid(x::T) where {T<:AbstractFloat}
    e = exp(-abs(x))
    return ifelse(x > 0, one(T), e) / (1 + e)
end
",
    ),
    (
        Primitive::Softplus,
        "# The larger of 0 and x, and what is missing: no overflow, and every digit on the left.
_softplus(x::AbstractFloat) = max(x, zero(x)) + log1p(exp(-abs(x)))
",
    ),
    (
        Primitive::NormalCdf,
        "# 1 + erf would cancel on the left; erfc does not.
_normal_cdf(x::T) where {T<:AbstractFloat} = erfc(-x * T(0.7071067811865476)) / 2
",
    ),
    (Primitive::Ln, "# NaN where Julia throws.\n_log(x::AbstractFloat) = x < 0 ? oftype(x, NaN) : log(x)\n"),
    (Primitive::Ln1p, "# NaN where Julia throws.\n_log1p(x::AbstractFloat) = x < -1 ? oftype(x, NaN) : log1p(x)\n"),
    (Primitive::Sqrt, "# NaN where Julia throws.\n_sqrt(x::AbstractFloat) = x < 0 ? oftype(x, NaN) : sqrt(x)\n"),
    (Primitive::Sin, "# NaN where Julia throws.\n_sin(x::AbstractFloat) = isinf(x) ? oftype(x, NaN) : sin(x)\n"),
    (Primitive::Cos, "# NaN where Julia throws.\n_cos(x::AbstractFloat) = isinf(x) ? oftype(x, NaN) : cos(x)\n"),
];

struct Julia;

impl Language for Julia {
    fn reserved(&self) -> &'static [&'static str] {
        RESERVED
    }
    fn number(&self, value: f64) -> String {
        if value.is_nan() {
            "T(NaN)".to_owned()
        } else if value.is_infinite() {
            if value > 0.0 { "T(Inf)" } else { "-T(Inf)" }.to_owned()
        } else if value.fract() == 0.0 && value.abs() < 1e6 && (value != 0.0 || value.is_sign_positive()) {
            // A whole number takes the type of what it is computed with.
            format!("{value}")
        } else {
            format!("T({value:?})")
        }
    }
    fn call(&self, function: Function, argument: &Piece) -> String {
        let name = match function {
            Function::Floor => "floor",
            Function::Primitive(primitive) => {
                let helped = HELPERS.iter().any(|(helped, _)| *helped == primitive);
                return format!("{}{}({})", if helped { "_" } else { "" }, primitive.name(), argument.text);
            }
        };
        format!("{name}({})", argument.text)
    }
    fn extremum(&self, operation: Binary, a: &Piece, b: &Piece) -> String {
        format!("{}({}, {})", if operation == Binary::Maximum { "max" } else { "min" }, a.text, b.text)
    }
    fn choose(&self, [left, right, yes, no]: &[Piece; 4], guards: &[String]) -> (String, Binding) {
        let condition = format!("{} > {}", left.within(Binding::Sum), right.within(Binding::Sum));
        let choice = format!("ifelse({condition}, {}, {})", yes.text, no.text);
        let nan: Vec<String> = guards.iter().map(|guard| format!("isnan({guard})")).collect();
        let text = if guards.is_empty() { choice } else { format!("ifelse({}, T(NaN), {choice})", nan.join(" | ")) };
        (text, Binding::Tight)
    }
    fn spread(&self, piece: &Piece) -> String {
        if piece.text.starts_with("T(") { piece.text.clone() } else { format!("T({})", piece.text) }
    }
}

pub(super) fn write(source: &Source) -> String {
    let name = unreserved(&source.name, RESERVED);
    let arguments = c::arguments(source, RESERVED);
    let mut roots = vec![source.value];
    roots.extend(source.options.slope.then_some(source.slope));
    let reachable = source.graph.reachable(&roots);
    let calls = |primitive| reachable.iter().any(|&place| source.graph.calls(place, primitive));
    let mut text: String =
        source.header().iter().map(|line| format!("# {line}").trim_end().to_owned() + "\n").collect();
    text += "# Of one number; for an array write a dot behind the name.\n\n";
    let special: Vec<&str> = [(Primitive::Erf, "erf"), (Primitive::NormalCdf, "erfc")]
        .into_iter()
        .filter_map(|(primitive, name)| calls(primitive).then_some(name))
        .collect();
    if !special.is_empty() {
        text += &format!("using SpecialFunctions: {}\n\n", special.join(", "));
    }
    for (_, helper) in HELPERS.iter().filter(|(primitive, _)| calls(*primitive)) {
        text += &format!("{helper}\n");
    }
    let formula = source.header().into_iter().next().unwrap_or_default();
    text += &function(source, &name, &formula, source.value, &arguments);
    if source.options.slope {
        let comment = format!("The derivative of `{name}` with respect to `x`.");
        text +=
            &format!("\n{}", function(source, &format!("{}_slope", source.name), &comment, source.slope, &arguments));
        if arguments.is_empty() {
            text += &format!(
                "\n# With ChainRulesCore loaded, this makes it the derivative that Zygote and its kin use:\n# ChainRulesCore.@scalar_rule {name}(x) {}_slope(x)\n",
                source.name
            );
        }
    }
    text
}

fn function(source: &Source, name: &str, comment: &str, root: Place, arguments: &[Argument]) -> String {
    let body = Body::of(&source.graph, &[root], arguments, &Julia);
    let declared: String = (arguments.iter().zip(&source.parameters))
        .map(|(argument, parameter)| format!(", {}=T({})", argument.name, literal(parameter.default)))
        .collect();
    format!(
        "\"{comment}\"\nfunction {name}(x::T{declared}) where {{T<:AbstractFloat}}\n{}    return {}\nend\n",
        body.lines(|name, text| format!("    {name} = {text}\n")).concat(),
        body.result()
    )
}

/// A default: infinities and NaN have names of their own.
fn literal(value: f64) -> String {
    if value.is_finite() { format!("{value:?}") } else { value.to_string().replace("inf", "Inf") }
}
