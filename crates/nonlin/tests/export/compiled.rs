//! C, CUDA, Rust and WGSL by compilers of this machine. CUDA is compiled as C++ with its few words defined away, and
//! WGSL, whose functions are nearly written as Rust's, as Rust with the built-in functions defined.

use crate::cases::{Bound, Case, Precision, Worst, bytes, cases, numbers, points};
use nonlin::export::{ExportOptions, Target, export};
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::{Command, Stdio};

const WITH_SLOPE: ExportOptions = ExportOptions { slope: true };

fn text(case: &Case, target: Target) -> String {
    export(&case.definition, target, &WITH_SLOPE).unwrap().as_text().unwrap().to_owned()
}

/// The name in code, which is another where the language has one such already.
fn function(code: &str, name: &str) -> String {
    if code.contains(&format!(" {name}_(")) { format!("{name}_") } else { name.to_owned() }
}

/// Runs a compiler; `false` if this machine has none of that name.
fn compiles(program: &str, arguments: &[&str], folder: &Path) -> bool {
    match Command::new(program).args(arguments).current_dir(folder).output() {
        Ok(output) => {
            let errors = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success(), "{program} {arguments:?}: {errors}");
            true
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            println!("no `{program}` here: not run");
            false
        }
        Err(error) => panic!("{program}: {error}"),
    }
}

/// The program's results for the points: for each case its values, then its slopes.
fn hold_program(program: &Path, cases: &[Case], language: &str, precision: Precision, bound: Bound) {
    let mut child = Command::new(program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let points = bytes(&points());
    let writer = std::thread::spawn(move || input.write_all(&points));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success());
    let results = numbers(&output.stdout);
    let mut worst = Worst::default();
    for (case, results) in cases.iter().zip(results.chunks(results.len() / cases.len())) {
        let (value, slope) = results.split_at(results.len() / 2);
        worst.hold(case, precision, value, slope);
    }
    worst.report(language, bound);
}

/// The parameters as further arguments.
fn given(case: &Case, number: impl Fn(f64) -> String) -> String {
    case.activation.parameters().iter().map(|&value| format!(", {}", number(value))).collect()
}

/// A program in C or C++ that reads numbers and writes results.
fn c_program(cases: &[Case], codes: &[String]) -> String {
    let mut text = codes.concat();
    text += "\n#include <stdio.h>\n#include <stdlib.h>\nint main(void) {\n    static double in[100000];\n    size_t n = fread(in, 8, 100000, stdin);\n    double out;\n";
    for (case, code) in cases.iter().zip(codes) {
        let name = function(code, &case.definition.name);
        let given = given(case, |value| format!("{value:?}f"));
        for f in [name.clone(), format!("{}_slope", case.definition.name)] {
            text += &format!(
                "    for (size_t i = 0; i < n; i++) {{ out = {f}((float)in[i]{given}); fwrite(&out, 8, 1, stdout); }}\n"
            );
        }
    }
    text + "    return 0;\n}\n"
}

#[test]
fn c_computes_what_the_crate_does() {
    let (cases, folder) = (cases(), tempfile::tempdir().unwrap());
    let codes: Vec<String> = cases.iter().map(|case| text(case, Target::C)).collect();
    std::fs::write(folder.path().join("main.c"), c_program(&cases, &codes)).unwrap();
    let strict = ["-std=c99", "-pedantic", "-Wall", "-Wextra", "-Werror", "-O2", "main.c", "-o", "main", "-lm"];
    if compiles("cc", &strict, folder.path()) {
        hold_program(&folder.path().join("main"), &cases, "C", Precision::Single, Bound { value: 3.0, slope: 7.0 });
    }
}

#[test]
fn cuda_computes_what_the_crate_does() {
    let (cases, folder) = (cases(), tempfile::tempdir().unwrap());
    let codes: Vec<String> = cases.iter().map(|case| text(case, Target::Cuda)).collect();
    let codes: Vec<String> = codes.iter().map(|code| code.replace("#include <cuda_runtime.h>\n", "")).collect();
    let words = "#include <cmath>\n#include <cstddef>\nusing std::isnan;\n#define __device__\n#define __global__\n#define __forceinline__ static inline\n#define __restrict__\nstatic struct { size_t x; } blockIdx, blockDim{1}, threadIdx, gridDim{1};\nstatic inline float normcdff(float x) { return (float)(0.5 * erfc(-0.7071067811865476 * (double)x)); }\n";
    // The kernels are called once each: one thread that works through all.
    let mut program = words.to_owned() + &c_program(&cases, &codes);
    let mut calls = String::new();
    for (case, code) in cases.iter().zip(&codes) {
        let (base, name) = (&case.definition.name, function(code, &case.definition.name));
        let given = given(case, |value| format!("{value:?}f"));
        let gradients = ", dx".repeat(case.definition.parameter_slopes.iter().flatten().count());
        calls += &format!(
            "    {{ float x[2] = {{-0.5f, 0.75f}}, dy[2] = {{2, 3}}, y[2], dx[2];\n      {base}_forward(x, y, 2{given});\n      if (fabsf(y[1] - {name}(x[1]{given})) > 1e-6f) return 1;\n"
        );
        if gradients.is_empty() {
            calls += &format!(
                "      {base}_backward(x, dy, dx, 2{given});\n      if (fabsf(dx[0] - 2 * {base}_slope(x[0]{given})) > 1e-6f) return 2; }}\n"
            );
        } else {
            calls += &format!(
                "      float d[2]; {base}_backward(x, dy, dx{}, 2{given});\n      if (fabsf(dx[0] - 2 * {base}_slope(x[0]{given})) > 1e-6f) return 2; }}\n",
                gradients.replace("dx", "d")
            );
        }
    }
    program = program.replace("    return 0;\n", &(calls + "    return 0;\n"));
    std::fs::write(folder.path().join("main.cc"), program).unwrap();
    let strict = ["-std=c++17", "-Wall", "-Wextra", "-Werror", "-O2", "main.cc", "-o", "main"];
    if compiles("c++", &strict, folder.path()) {
        hold_program(&folder.path().join("main"), &cases, "CUDA", Precision::Single, Bound { value: 3.0, slope: 7.0 });
    }
}

/// A program in Rust around modules of these codes, in numbers of this type.
fn rust_program(cases: &[Case], codes: &[String], inside: &str, float: &str) -> String {
    let mut text = "#![allow(dead_code, unused_imports, unused_parens, clippy::all)]\n".to_owned();
    let mut calls = String::new();
    for (case, code) in cases.iter().zip(codes) {
        let name = function(code, &case.definition.name);
        let module = format!("module_{}", case.definition.name);
        text += &format!("mod {module} {{\n{inside}{code}}}\n");
        let given = given(case, |value| format!("{value:?}"));
        for f in [name.clone(), format!("{}_slope", case.definition.name)] {
            calls += &format!(
                "    for &x in &numbers {{ out.extend(({module}::{f}(x as {float}{given}) as f64).to_le_bytes()); }}\n"
            );
        }
    }
    text + &format!(
        "fn main() {{\n    use std::io::{{Read, Write}};\n    let mut input = Vec::new();\n    std::io::stdin().read_to_end(&mut input).unwrap();\n    let numbers: Vec<f64> = input.chunks(8).map(|b| f64::from_le_bytes(b.try_into().unwrap())).collect();\n    let mut out = Vec::new();\n{calls}    std::io::stdout().write_all(&out).unwrap();\n}}\n"
    )
}

#[test]
fn rust_computes_what_the_crate_does() {
    let (cases, folder) = (cases(), tempfile::tempdir().unwrap());
    let codes: Vec<String> = cases.iter().map(|case| text(case, Target::Rust)).collect();
    std::fs::write(folder.path().join("main.rs"), rust_program(&cases, &codes, "", "f64")).unwrap();
    if compiles("rustc", &["--edition=2021", "-O", "-D", "warnings", "main.rs"], folder.path()) {
        hold_program(&folder.path().join("main"), &cases, "Rust", Precision::Double, Bound { value: 4.0, slope: 5.0 });
    }
}

/// The built-in functions of WGSL that exported code calls.
const BUILT_IN: &str = "
fn abs(x: f32) -> f32 { x.abs() }
fn exp(x: f32) -> f32 { x.exp() }
fn log(x: f32) -> f32 { x.ln() }
fn sqrt(x: f32) -> f32 { x.sqrt() }
fn sin(x: f32) -> f32 { x.sin() }
fn cos(x: f32) -> f32 { x.cos() }
fn atan(x: f32) -> f32 { x.atan() }
fn floor(x: f32) -> f32 { x.floor() }
fn select(no: f32, yes: f32, condition: bool) -> f32 { if condition { yes } else { no } }
";

#[test]
fn wgsl_computes_what_the_crate_does() {
    let (cases, folder) = (cases(), tempfile::tempdir().unwrap());
    let functions = |case: &Case| {
        let code = text(case, Target::Wgsl);
        let end = code.find("\n@group").unwrap();
        let code = code[..end].replace("bitcast<u32>(x)", "x.to_bits()").replace("0x7fffffffu", "0x7fffffffu32");
        code.replace("0x7f800000u", "0x7f800000u32").replace("fn ", "pub fn ")
    };
    let codes: Vec<String> = cases.iter().map(functions).collect();
    std::fs::write(folder.path().join("main.rs"), rust_program(&cases, &codes, BUILT_IN, "f32")).unwrap();
    if compiles("rustc", &["--edition=2021", "-O", "main.rs"], folder.path()) {
        hold_program(&folder.path().join("main"), &cases, "WGSL", Precision::Single, Bound { value: 3.0, slope: 7.0 });
    }
}

/// Every function of the registry as one program, which is compiled with all warnings on, and not run.
fn all_compile(target: Target, file: &str, main: &str, compiler: &str, arguments: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let mut program = String::new();
    for function in nonlin::functions::elementwise() {
        let definition = nonlin::export::Definition::of(function);
        let code = export(&definition, target, &WITH_SLOPE).unwrap();
        let code = code.as_text().unwrap();
        program += &match target {
            Target::Rust => format!("pub mod module_{} {{\n{code}}}\n", definition.name),
            _ => code.to_owned(),
        };
    }
    std::fs::write(folder.path().join(file), program + main).unwrap();
    compiles(compiler, arguments, folder.path());
}

#[test]
fn every_function_compiles_without_a_warning() {
    let strict = ["-std=c99", "-pedantic", "-Wall", "-Wextra", "-Werror", "-c", "all.c"];
    all_compile(Target::C, "all.c", "int main(void) { return 0; }\n", "cc", &strict);
    let strict = ["--edition=2021", "--crate-type=lib", "--emit=metadata", "-D", "warnings", "all.rs"];
    all_compile(Target::Rust, "all.rs", "", "rustc", &strict);
}

/// `naga` is the compiler of `wgpu`; its command checks a shader.
#[test]
fn wgsl_is_valid() {
    let folder = tempfile::tempdir().unwrap();
    for function in nonlin::functions::elementwise() {
        let definition = nonlin::export::Definition::of(function);
        let code = export(&definition, Target::Wgsl, &WITH_SLOPE).unwrap();
        let file = format!("{}.wgsl", definition.name);
        std::fs::write(folder.path().join(&file), code.as_bytes()).unwrap();
        if !compiles("naga", &[&file], folder.path()) {
            return;
        }
    }
}
