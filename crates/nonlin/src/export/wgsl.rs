//! WGSL: functions of `f32`, and compute entry points.

use super::body::{Argument, Body};
use super::c::{self, single};
use super::graph::{Function, Graph, Node, Place};
use super::kit::{self, KIT};
use super::language::{Binding, Language, Piece};
use super::names::unreserved;
use super::source::Source;
use super::{ExportError, Target};
use crate::formula::{Binary, Primitive};

/// Words of the language, built-in functions that are called here, and names of the code around.
const RESERVED: &[&str] = &[
    "alias",
    "break",
    "case",
    "const",
    "const_assert",
    "continue",
    "continuing",
    "default",
    "diagnostic",
    "discard",
    "else",
    "enable",
    "false",
    "fn",
    "for",
    "if",
    "let",
    "loop",
    "override",
    "requires",
    "return",
    "struct",
    "switch",
    "true",
    "var",
    "while",
    "active",
    "as",
    "async",
    "attribute",
    "auto",
    "await",
    "become",
    "binding_array",
    "cast",
    "catch",
    "class",
    "common",
    "crate",
    "enum",
    "export",
    "extends",
    "extern",
    "filter",
    "final",
    "finally",
    "friend",
    "from",
    "get",
    "goto",
    "group",
    "handle",
    "impl",
    "implements",
    "import",
    "inline",
    "instanceof",
    "interface",
    "layout",
    "macro",
    "match",
    "meta",
    "mod",
    "module",
    "move",
    "mut",
    "new",
    "nil",
    "null",
    "of",
    "operator",
    "package",
    "pass",
    "patch",
    "precise",
    "precision",
    "priv",
    "protected",
    "pub",
    "public",
    "readonly",
    "ref",
    "regardless",
    "register",
    "resource",
    "self",
    "set",
    "shared",
    "sizeof",
    "smooth",
    "static",
    "std",
    "super",
    "target",
    "template",
    "this",
    "throw",
    "trait",
    "try",
    "type",
    "typedef",
    "typename",
    "typeof",
    "union",
    "unless",
    "unsafe",
    "use",
    "using",
    "varying",
    "virtual",
    "volatile",
    "where",
    "with",
    "yield",
    "abs",
    "exp",
    "exp2",
    "log",
    "log2",
    "sqrt",
    "sin",
    "cos",
    "tan",
    "asin",
    "acos",
    "atan",
    "atan2",
    "sinh",
    "cosh",
    "tanh",
    "floor",
    "ceil",
    "round",
    "trunc",
    "fract",
    "sign",
    "step",
    "smoothstep",
    "mix",
    "min",
    "max",
    "clamp",
    "select",
    "saturate",
    "pow",
    "distance",
    "length",
    "normalize",
    "any",
    "all",
    "f32",
    "f16",
    "i32",
    "u32",
    "bool",
    "vec3",
    "array",
    "arrayLength",
    "bitcast",
    "x",
    "y",
    "dx",
    "dy",
    "i",
    "id",
    "input",
    "output",
    "upstream",
    "gradient",
    "forward",
    "backward",
    "parameters",
    "Parameters",
    "threshold",
    "derivative",
];

pub(super) struct Wgsl;

/// A function of the kit, or of the code below.
fn own(name: &str) -> String {
    format!("nonlin_{name}")
}

impl Language for Wgsl {
    fn reserved(&self) -> &'static [&'static str] {
        RESERVED
    }
    fn number(&self, value: f64) -> String {
        // There is no literal for infinity; the largest number stands for it.
        single(value, "", "3.4028235e38", "0.0")
    }
    fn call(&self, function: Function, argument: &Piece) -> String {
        match function {
            Function::Floor => format!("floor({})", argument.text),
            Function::Primitive(primitive) if lacking(primitive) => {
                format!("{}({})", own(primitive.name()), argument.text)
            }
            Function::Primitive(primitive) => format!("{}({})", primitive.name(), argument.text),
        }
    }
    fn extremum(&self, operation: Binary, a: &Piece, b: &Piece) -> String {
        let name = if operation == Binary::Maximum { "max" } else { "min" };
        format!("{}({}, {})", own(name), a.text, b.text)
    }
    fn choose(&self, [left, right, yes, no]: &[Piece; 4], guards: &[String]) -> (String, Binding) {
        let condition = format!("{} > {}", left.within(Binding::Sum), right.within(Binding::Sum));
        let choice = format!("select({}, {}, {condition})", no.text, yes.text);
        let nan = guards.iter().map(|guard| format!("{}({guard})", own("isnan"))).collect::<Vec<_>>().join(" || ");
        let text = if guards.is_empty() { choice } else { format!("select({choice}, {}, {nan})", guards.join(" + ")) };
        (text, Binding::Tight)
    }
}

/// Whether the language has no such function, or not one that can be relied on: `tanh` overflows on some devices.
fn lacking(primitive: Primitive) -> bool {
    KIT.contains(&primitive) && primitive != Primitive::Atan
}

pub(super) fn write(source: &Source) -> Result<String, ExportError> {
    let name = unreserved(&source.name, RESERVED);
    let arguments = c::arguments(source, RESERVED);
    let mut roots = vec![source.value];
    roots.extend(source.options.slope.then_some(source.slope));
    let reachable = source.graph.reachable(&roots);
    let nan = |place: &Place| matches!(source.graph.node(*place), Node::Constant(value) if value.value().is_nan());
    if reachable.iter().any(nan) {
        return Err(ExportError::Unsupported { target: Target::Wgsl, reason: "WGSL has no constant NaN" });
    }
    let mut functions = function(&name, &source.graph, source.value, &arguments);
    if source.options.slope {
        functions += &format!("\n// The derivative of {name} with respect to x.\n");
        functions += &function(&format!("{}_slope", source.name), &source.graph, source.slope, &arguments);
    }
    let text = c::comment(source, &["A device may take NaN and infinity for any number; most do not."]) + "\n";
    Ok(text + &helpers(&source.graph, &reachable, &functions) + &functions + &entry_points(source, &name, &arguments))
}

fn function(name: &str, graph: &Graph, root: Place, arguments: &[Argument]) -> String {
    let body = Body::of(graph, &[root], arguments, &Wgsl);
    let declared: String = arguments.iter().map(|argument| format!(", {}: f32", argument.name)).collect();
    format!(
        "fn {name}(x: f32{declared}) -> f32 {{\n{}    return {};\n}}\n",
        body.lines(|name, text| format!("    let {name} = {text};\n")).concat(),
        body.result()
    )
}

/// The functions of the kit that these nodes need, and what else the code calls.
fn helpers(graph: &Graph, reachable: &[Place], code: &str) -> String {
    let mut wanted: Vec<Primitive> =
        KIT.into_iter().filter(|&p| lacking(p) && reachable.iter().any(|&place| graph.calls(place, p))).collect();
    let deeper: Vec<Primitive> = wanted.iter().flat_map(|&primitive| kit::needs(primitive)).copied().collect();
    wanted.extend(deeper);
    let alone = KIT.into_iter().filter(|primitive| wanted.contains(primitive)).filter_map(|primitive| {
        let (graph, result) = kit::alone::<f32>(primitive)?;
        Some(function(&own(primitive.name()), &graph, result, &[]) + "\n")
    });
    let kit: String = alone.collect();
    let mut choices = String::new();
    for (name, sign) in [("max", '>'), ("min", '<')] {
        let own = own(name);
        if code.contains(&own) || kit.contains(&own) {
            choices += &format!(
                "// Unlike {name} this is NaN if either number is.\nfn {own}(a: f32, b: f32) -> f32 {{\n    return select(b, a, a {sign} b || nonlin_isnan(a));\n}}\n\n"
            );
        }
    }
    let mut text = String::new();
    if !choices.is_empty() || code.contains("nonlin_isnan") {
        text += "// A compiler may take x != x for false, so this asks the bits.\nfn nonlin_isnan(x: f32) -> bool {\n    return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u;\n}\n\n";
    }
    text + &choices + &kit
}

fn entry_points(source: &Source, name: &str, arguments: &[Argument]) -> String {
    let slope = source.options.slope;
    let mut text = "\n@group(0) @binding(0) var<storage, read> input: array<f32>;\n@group(0) @binding(1) var<storage, read_write> output: array<f32>;\n".to_owned();
    if slope {
        text += "@group(0) @binding(2) var<storage, read> upstream: array<f32>;\n@group(0) @binding(3) var<storage, read_write> gradient: array<f32>;\n";
    }
    let mut given = String::new();
    if !arguments.is_empty() {
        let fields: String = arguments.iter().map(|argument| format!("    {}: f32,\n", argument.name)).collect();
        text += &format!(
            "\nstruct Parameters {{\n{fields}}}\n@group(0) @binding(4) var<uniform> parameters: Parameters;\n"
        );
        given = arguments.iter().map(|argument| format!(", parameters.{}", argument.name)).collect();
    }
    let entry = |entry: &str, line: &str| {
        format!(
            "\n@compute @workgroup_size(256)\nfn {entry}(@builtin(global_invocation_id) id: vec3<u32>) {{\n    let i = id.x;\n    if (i < arrayLength(&input)) {{\n        {line}\n    }}\n}}\n"
        )
    };
    text += &entry("forward", &format!("output[i] = {name}(input[i]{given});"));
    if slope {
        text += &entry("backward", &format!("gradient[i] = upstream[i] * {}_slope(input[i]{given});", source.name));
    }
    text
}
