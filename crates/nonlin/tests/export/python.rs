//! `NumPy`, `PyTorch`, JAX, Keras, Triton and ONNX Runtime, in the interpreter that `NONLIN_PYTHON` names.

use crate::cases::{Bound, Case, Precision, Worst, bytes, cases, numbers, points};
use nonlin::export::{ExportOptions, Target, export};
use std::process::Command;

/// What the driver says by its status: a module is not installed.
const MISSING: i32 = 77;

/// Gives a framework the functions and the numbers, and holds its results.
fn hold(kind: &str, target: Target, bounds: &[(Precision, Bound)]) {
    let Ok(python) = std::env::var("NONLIN_PYTHON") else {
        panic!("NONLIN_PYTHON is to name a Python interpreter");
    };
    let (cases, folder) = (cases(), tempfile::tempdir().unwrap());
    let write = |file: &str, bytes: &[u8]| std::fs::write(folder.path().join(file), bytes).unwrap();
    write("points.bin", &bytes(&points()));
    write("driver.py", include_bytes!("driver.py"));
    let mut names = String::new();
    for case in &cases {
        let name = &case.definition.name;
        let code = export(&case.definition, target, &ExportOptions { slope: true }).unwrap();
        write(&format!("{name}.{}", target.extension()), code.as_bytes());
        names += &format!("{name} {name}\n");
    }
    write("functions.txt", names.as_bytes());
    let mut command = Command::new(python);
    let output = command.arg(folder.path().join("driver.py")).arg(kind).arg(folder.path()).output().unwrap();
    if output.status.code() == Some(MISSING) {
        println!("{kind}: not run: {}", String::from_utf8_lossy(&output.stdout).trim());
        return;
    }
    assert!(output.status.success(), "{kind}: {}", String::from_utf8_lossy(&output.stderr));
    for &(precision, bound) in bounds {
        let read = |case: &Case, result: &str| {
            let precision = if precision == Precision::Single { "single" } else { "double" };
            let file = format!("{}.{precision}.{result}", case.definition.name);
            numbers(&std::fs::read(folder.path().join(file)).unwrap())
        };
        let mut worst = Worst::default();
        for case in &cases {
            worst.hold(case, precision, &read(case, "value"), &read(case, "slope"));
            if !matches!(target, Target::Numpy | Target::Onnx) {
                hold_gradients(case, precision, &read(case, "gradients"));
            }
        }
        worst.report(&format!("{kind} {precision:?}"), bound);
    }
}

/// Gradients by parameters are sums over all numbers; so many terms are summed in any order.
fn hold_gradients(case: &Case, precision: Precision, got: &[f64]) {
    let slopes: Vec<_> = case.definition.parameter_slopes.iter().flatten().collect();
    assert_eq!(got.len(), slopes.len(), "{:?}", case.activation);
    for (slope, got) in slopes.into_iter().zip(got) {
        let terms =
            points().into_iter().filter(|x| !x.is_nan()).map(|x| slope.evaluate(x, case.activation.parameters()));
        let (sum, size) = terms.fold((0.0, 0.0), |(sum, size), term| (sum + term, size + f64::abs(term)));
        assert!((got - sum).abs() <= 32.0 * precision.unit() * size, "{:?}: {got} for {sum}", case.activation);
    }
}

const fn within(value: f64, slope: f64) -> Bound {
    Bound { value, slope }
}

/// The sigmoid of ONNX Runtime has no digits left where it is small, and its hyperbolic tangent few where it is near 1.
const KERNELS_OF_ITS_OWN: Bound = within(f64::INFINITY, 48.0);

macro_rules! ignored {
    ($($name:ident, $kind:literal, $target:ident, $bounds:expr;)*) => {
        $(
            #[test]
            #[ignore = "needs Python: NONLIN_PYTHON=python3 cargo test -p nonlin --test export -- --ignored"]
            fn $name() {
                hold($kind, Target::$target, &$bounds);
            }
        )*
    };
}

ignored! {
    numpy_computes_what_the_crate_does, "numpy", Numpy, [(Precision::Single, within(3.0, 7.0)), (Precision::Double, within(4.0, 5.0))];
    numpy_does_without_scipy, "numpy_without_scipy", Numpy, [(Precision::Single, within(3.0, 7.0)), (Precision::Double, within(4.0, 5.0))];
    torch_computes_what_the_crate_does, "torch", Torch, [(Precision::Single, within(4.0, 7.0)), (Precision::Double, within(4.0, 5.0))];
    jax_computes_what_the_crate_does, "jax", Jax, [(Precision::Single, within(6.0, 7.0)), (Precision::Double, within(6.0, 8.0))];
    keras_on_torch_computes_what_the_crate_does, "keras_torch", Keras, [(Precision::Single, within(3.0, 7.0))];
    keras_on_jax_computes_what_the_crate_does, "keras_jax", Keras, [(Precision::Single, within(6.0, 7.0))];
    triton_computes_what_the_crate_does, "triton", Triton, [(Precision::Single, within(5.0, 7.0))];
    onnx_computes_what_the_crate_does, "onnx", Onnx, [(Precision::Single, KERNELS_OF_ITS_OWN)];
}
