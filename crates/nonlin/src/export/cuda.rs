//! CUDA C++: device functions, and a kernel forward and one backward.

use super::c::{CLike, RESERVED, arguments, comment, declared, function, helpers};
use super::names::unreserved;
use super::source::Source;

const WORDS: &str = "__device__ __forceinline__";

pub(super) fn write(source: &Source) -> String {
    let (base, name) = (&source.name, unreserved(&source.name, RESERVED));
    let language = CLike { prefix: source.name.clone(), normal_cdf: "normcdff" };
    let arguments = arguments(source, RESERVED);
    let declared = declared(&arguments);
    let given: String = arguments.iter().map(|argument| format!(", {}", argument.name)).collect();
    let mut text = comment(source, &["NaN is kept only without --use_fast_math."]);
    text += "\n#include <cuda_runtime.h>\n#include <math.h>\n\n";
    text += &helpers(source, &source.all_roots(), &language, WORDS);
    text += &function(source, &name, source.value, &language, WORDS);
    text += &format!("\n// The derivative of {name} with respect to x.\n");
    text += &function(source, &format!("{}_slope", source.name), source.slope, &language, WORDS);
    text += &format!(
        "\n// y[i] = {name}(x[i]) for n numbers, on any grid of one dimension.
__global__ void {base}_forward(const float *__restrict__ x, float *__restrict__ y, size_t n{declared}) {{
    for (size_t i = blockIdx.x * (size_t)blockDim.x + threadIdx.x; i < n; i += (size_t)gridDim.x * blockDim.x) {{
        y[i] = {name}(x[i]{given});
    }}
}}
"
    );
    let gradients = source.gradients.iter().flatten().map(|(number, _)| arguments[*number].name.as_str());
    let gradients: Vec<&str> = gradients.collect();
    let mut outputs = String::new();
    let mut lines = format!("        dx[i] = dy[i] * {base}_slope(x[i]{given});\n");
    let mut note = "";
    if !gradients.is_empty() {
        note = "// What each number adds to the gradient of a learnable parameter is left in an array: sum it.\n";
        outputs = gradients.iter().map(|name| format!(", float *__restrict__ d_{name}")).collect();
        for (gradient, (_, root)) in gradients.iter().zip(source.gradients.iter().flatten()) {
            let derivative = format!("{base}_slope_by_{gradient}");
            text += &format!("\n// The derivative of {name} with respect to {gradient}.\n");
            text += &function(source, &derivative, *root, &language, WORDS);
            lines += &format!("        d_{gradient}[i] = dy[i] * {derivative}(x[i]{given});\n");
        }
    } else if source.gradients.is_none() {
        note = "// The gradient of the learnable parameters is not in it: their derivatives are not known.\n";
    }
    text + &format!(
        "\n// dx[i] = dy[i] * {base}_slope(x[i]) for n numbers, on any grid of one dimension.
{note}__global__ void {base}_backward(const float *__restrict__ x, const float *__restrict__ dy, float *__restrict__ dx{outputs}, size_t n{declared}) {{
    for (size_t i = blockIdx.x * (size_t)blockDim.x + threadIdx.x; i < n; i += (size_t)gridDim.x * blockDim.x) {{
{lines}    }}
}}
"
    )
}
