//! Triton: a kernel forward and one backward, and the autograd function that launches them.

use super::body::Body;
use super::c::single;
use super::graph::{Function, Place};
use super::kit::{self, KIT};
use super::language::{Binding, Language, Piece};
use super::python::{RESERVED, Signature, docstring, extremum, steps, usual};
use super::source::Source;
use crate::formula::{Binary, Primitive};

struct Triton;

impl Language for Triton {
    fn reserved(&self) -> &'static [&'static str] {
        RESERVED
    }
    fn number(&self, value: f64) -> String {
        single(value, "", "float(\"inf\")", "float(\"nan\")")
    }
    fn call(&self, function: Function, argument: &Piece) -> String {
        let text = &argument.text;
        match function {
            Function::Primitive(primitive) if lacking(primitive) => format!("_{}({text})", primitive.name()),
            other => format!("tl.{}({text})", usual(other)),
        }
    }
    fn extremum(&self, operation: Binary, a: &Piece, b: &Piece) -> String {
        format!("tl.{}({}, {}, propagate_nan=tl.PropagateNan.ALL)", extremum(operation), a.text, b.text)
    }
    fn choose(&self, [left, right, yes, no]: &[Piece; 4], guards: &[String]) -> (String, Binding) {
        let (left, right) = (left.within(Binding::Sum), right.within(Binding::Sum));
        let choice = format!("tl.where({left} > {right}, {}, {})", yes.text, no.text);
        let nan: Vec<String> = guards.iter().map(|guard| format!("({guard} != {guard})")).collect();
        let text =
            if guards.is_empty() { choice } else { format!("tl.where({}, float(\"nan\"), {choice})", nan.join(" | ")) };
        (text, Binding::Tight)
    }
}

/// Whether the language has no such function that runs on every device and in its interpreter.
fn lacking(primitive: Primitive) -> bool {
    KIT.contains(&primitive) && primitive != Primitive::Erf
}

pub(super) fn write(source: &Source) -> String {
    let signature = Signature::of(source);
    let name = &signature.function;
    let more: &[&str] = match source.gradients {
        Some(_) => &["Single precision inside; there are no gradients of gradients."],
        None => &["Single precision inside. The derivative by a parameter is not known: there is no gradient by it."],
    };
    let mut text = docstring(source, more);
    text += "\nimport torch\nimport triton\nimport triton.language as tl\nfrom torch.autograd.function import once_differentiable\n";
    text += &helpers(source);
    let body = |roots: &[Place]| Body::of(&source.graph, roots, &signature.arguments, &Triton);
    let value = body(&[source.value]);
    let gradients = body(&source.gradient_roots());
    text += &kernel(&signature, "forward", "x_ptr, y_ptr", &value, &[("y_ptr", value.result().to_owned())]);
    let learnt: Vec<&str> = if source.gradients.is_some() { signature.learnt() } else { Vec::new() };
    let outputs: Vec<String> =
        ["dx_ptr".to_owned()].into_iter().chain(learnt.iter().map(|name| format!("d_{name}_ptr"))).collect();
    let stored: Vec<(&str, String)> = outputs
        .iter()
        .zip(&gradients.results)
        .map(|(output, result)| (output.as_str(), format!("dy * {}", result.tight())))
        .collect();
    text += &kernel(&signature, "backward", &format!("x_ptr, dy_ptr, {}", outputs.join(", ")), &gradients, &stored);
    text += &wrapper(&signature, &learnt);
    text + &format!(
        "\n\ndef {name}({}):\n    \"\"\"The function of every number of x, with its gradient.\"\"\"\n    return {}Function.apply({})\n",
        signature.with_defaults(),
        signature.class,
        signature.applied("torch.float32")
    )
}

/// The functions of the kit that are needed.
fn helpers(source: &Source) -> String {
    let reachable = source.graph.reachable(&source.all_roots());
    let mut wanted: Vec<Primitive> = (KIT.into_iter().filter(|&primitive| lacking(primitive)))
        .filter(|&primitive| reachable.iter().any(|&place| source.graph.calls(place, primitive)))
        .collect();
    let deeper: Vec<Primitive> = wanted.iter().flat_map(|&primitive| kit::needs(primitive)).copied().collect();
    wanted.extend(deeper);
    let written = KIT.into_iter().filter(|primitive| wanted.contains(primitive)).filter_map(|primitive| {
        let (graph, result) = kit::alone::<f32>(primitive)?;
        let body = Body::of(&graph, &[result], &[], &Triton);
        Some(format!(
            "\n\n@triton.jit\ndef _{}(x):\n{}    return {}\n",
            primitive.name(),
            steps(&body, 4),
            body.result()
        ))
    });
    written.collect()
}

/// A kernel that stores some results. Learnable parameters are read where they lie, so that no launch waits for them.
fn kernel(signature: &Signature, way: &str, pointers: &str, body: &Body, stored: &[(&str, String)]) -> String {
    let arguments: String = signature
        .arguments
        .iter()
        .map(|argument| format!(", {}{}", argument.name, if argument.learnable { "_ptr" } else { "" }))
        .collect();
    let mut text = format!(
        "\n\n@triton.jit\ndef _{}_{way}({pointers}, n{arguments}, block: tl.constexpr):\n    offsets = tl.program_id(0) * block + tl.arange(0, block)\n    mask = offsets < n\n    x = tl.load(x_ptr + offsets, mask=mask).to(tl.float32)\n",
        signature.function
    );
    if way == "backward" {
        text += "    dy = tl.load(dy_ptr + offsets, mask=mask).to(tl.float32)\n";
    }
    for name in signature.learnt() {
        text += &format!("    {name} = tl.load({name}_ptr).to(tl.float32)\n");
    }
    text += &steps(body, 4);
    for (pointer, result) in stored {
        text += &format!("    tl.store({pointer} + offsets, {result}, mask=mask)\n");
    }
    text
}

fn wrapper(signature: &Signature, learnt: &[&str]) -> String {
    let (class, name) = (&signature.class, &signature.function);
    let all = signature.names("x");
    let given: String = signature.arguments.iter().map(|argument| format!(", {}", argument.name)).collect();
    let tensors = signature.learnt();
    let saved = ["x"].into_iter().chain(tensors.iter().copied()).collect::<Vec<_>>().join(", ");
    let mut text = format!(
        "\n\nclass {class}Function(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, {all}):\n        x = x.contiguous()\n"
    );
    text += &format!("        ctx.save_for_backward({saved})\n");
    for name in signature.fixed() {
        text += &format!("        ctx.{name} = {name}\n");
    }
    text += &format!(
        "        y = torch.empty_like(x)\n        n = x.numel()\n        _{name}_forward[(triton.cdiv(n, 1024),)](x, y, n{given}, block=1024)\n        return y\n\n    @staticmethod\n    @once_differentiable\n    def backward(ctx, dy):\n        {saved}{} = ctx.saved_tensors\n        dy = dy.contiguous()\n        dx = torch.empty_like(x)\n",
        if tensors.is_empty() { "," } else { "" }
    );
    for name in learnt {
        text += &format!("        d_{name} = torch.empty_like(x, dtype=torch.float32)\n");
    }
    let own: String = signature
        .arguments
        .iter()
        .map(
            |argument| {
                if argument.learnable { format!(", {}", argument.name) } else { format!(", ctx.{}", argument.name) }
            },
        )
        .collect();
    let outputs: String = learnt.iter().map(|name| format!(", d_{name}")).collect();
    let results: String = signature
        .arguments
        .iter()
        .map(|argument| {
            if learnt.contains(&argument.name.as_str()) {
                format!(", d_{0}.sum().reshape({0}.shape)", argument.name)
            } else {
                ", None".to_owned()
            }
        })
        .collect();
    text + &format!(
        "        n = x.numel()\n        _{name}_backward[(triton.cdiv(n, 1024),)](x, dy, dx{outputs}, n{own}, block=1024)\n        return dx{results}\n"
    )
}
