//! Formulas as deep and as long as may be, and longer.

use crate::{parsed, refused, same};
use nonlin::formula::language::{DEEPEST, LARGEST, LONGEST_NAME};
use nonlin::formula::{Binary, Expression, Formula, FormulaFault, Primitive};
use std::time::{Duration, Instant};

/// On a thread with the stack of a test's, whatever this one has.
fn on_a_small_stack(run: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(run).expect("a thread");
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}

#[test]
fn what_is_too_much_is_refused_and_quickly() {
    on_a_small_stack(|| {
        let start = Instant::now();
        let nested = |open: &str, close: &str| format!("{}x{}", open.repeat(10_000), close.repeat(10_000));
        for text in [
            nested("(", ")"),
            nested("exp(", ")"),
            nested("-(", ")"),
            nested("|", "|"),
            "-".repeat(60_000) + "x",
            "+".repeat(60_000) + "x",
            "not ".repeat(15_000) + "x > 0",
            "√".repeat(20_000) + "x",
            "x^".repeat(30_000) + "x",
            "x + ".repeat(16_000) + "x",
            "x > 0 and ".repeat(6_000) + "x > 0",
            "0 < x ".repeat(9_000) + "< 1",
            "where(x > 0, x, ".repeat(4_000),
            "max(x, ".repeat(9_000),
            "1 if x > 0 else ".repeat(4_000) + "1",
            "x".to_owned() + &"²".repeat(30_000),
            "f(x; ".to_owned() + &"a = (".repeat(9_000),
        ] {
            let error = refused(&text);
            assert!(error.render().lines().all(|line| line.chars().count() < 120));
        }
        for (text, fault) in [
            ("x + ".repeat(16_000) + "x", FormulaFault::TooDeep),
            (nested("(", ")"), FormulaFault::TooDeep),
            ("x * ".repeat(2_621_440), FormulaFault::TooLong(10_485_760)),
            ("é".repeat(40_000), FormulaFault::TooLong(80_000)),
            ("a".repeat(LONGEST_NAME + 1), FormulaFault::NameTooLong("aaaaaaaaaaaa".to_owned())),
            ("x".to_owned() + &"y".repeat(60_000), FormulaFault::NameTooLong("xyyyyyyyyyyy".to_owned())),
        ] {
            assert_eq!(*refused(&text).fault(), fault);
        }
        // Local names, conditions and activations that double with every line.
        let doubling: Vec<String> = (1..60).map(|i| format!("a{i} = a{} + a{}", i - 1, i - 1)).collect();
        assert_eq!(*refused(&format!("a0 = x\n{}\na59", doubling.join("\n"))).fault(), FormulaFault::TooLarge);
        let gelus = "gelu_tanh(".repeat(30) + "x" + &")".repeat(30);
        assert_eq!(*refused(&gelus).fault(), FormulaFault::TooLarge);
        let alternating = "((x > 0 or x > 1) and (x > 2 or x > 3)".to_owned()
            + &" or (x > 4 and (x > 5 or x > 6))".repeat(100)
            + ") * x";
        assert!(Formula::parse(&alternating).is_err());
        // Nodes enough, but with names so long that the text of the formula could not be read again.
        let name = "n".repeat(LONGEST_NAME);
        let short = format!("param {name} = 1\na = {name}\n")
            + &(0..11).fold("a".to_owned(), |half, _| format!("({half}+{half})"));
        assert!(matches!(refused(&short).fault(), FormulaFault::WrittenTooLong(_)));
        // Digits without end are a number all the same.
        assert!(Formula::parse(&("0.".to_owned() + &"1".repeat(60_000))).is_ok());
        assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    });
}

fn unary(make: fn(Box<Expression>) -> Expression) -> impl Fn(Expression) -> Expression {
    move |a| make(Box::new(a))
}

/// Formulas as deep and as large as they may be go through everything on a small stack.
#[test]
fn the_deepest_and_the_largest_are_read_printed_and_evaluated() {
    on_a_small_stack(|| {
        let leaf = || Box::new(Expression::Variable);
        let steps: [Box<dyn Fn(Expression) -> Expression>; 12] = [
            Box::new(unary(Expression::Negate)),
            Box::new(unary(|a| Expression::Power(a, 2))),
            Box::new(unary(|a| Expression::Call(Primitive::Tanh, a))),
            Box::new(unary(|a| Expression::Binary(Binary::Add, a, Box::new(Expression::Variable)))),
            Box::new(move |a| Expression::Binary(Binary::Add, leaf(), Box::new(a))),
            Box::new(move |a| Expression::Binary(Binary::Divide, leaf(), Box::new(a))),
            Box::new(move |a| Expression::Binary(Binary::Maximum, leaf(), Box::new(a))),
            Box::new(move |a| Expression::Binary(Binary::Maximum, Box::new(a), leaf())),
            Box::new(|a| {
                Expression::Where(Box::new([a, Expression::Variable, Expression::Variable, Expression::Variable]))
            }),
            Box::new(|a| {
                Expression::Where(Box::new([Expression::Variable, a, Expression::Variable, Expression::Variable]))
            }),
            Box::new(|a| {
                Expression::Where(Box::new([Expression::Variable, Expression::Variable, a, Expression::Variable]))
            }),
            Box::new(|a| {
                Expression::Where(Box::new([Expression::Variable, Expression::Variable, Expression::Variable, a]))
            }),
        ];
        let mixed = |i: usize| &steps[i * 7 % steps.len()];
        for k in 0..=steps.len() {
            let step = |i: usize| if k < steps.len() { &steps[k] } else { mixed(i) };
            let deep = |levels: u16| Formula::of((1..levels).fold(Expression::Variable, |a, i| step(i.into())(a)));
            let formula = deep(DEEPEST);
            same(&formula, &parsed(&formula.to_string()));
            assert!(!formula.unicode().is_empty() && !formula.latex().is_empty() && !formula.mathml().is_empty());
            let _ = (formula.evaluate(0.3, &[]), formula.evaluate(0.3_f32, &[]), formula.clone() == formula);
            assert_eq!(*refused(&deep(DEEPEST + 1).to_string()).fault(), FormulaFault::TooDeep);
        }
        // A tree of 2^13 leaves, and one node too many.
        let wide = (0..13).fold("x".to_owned(), |half, _| format!("({half}+{half})"));
        let formula = parsed(&wide);
        same(&formula, &parsed(&formula.to_string().replace(' ', "")));
        assert_eq!(formula.evaluate(1.0, &[]), 8192.0);
        let terms = |n: usize| vec![format!("a{}", ""); n].join(")+(");
        let full = |n: usize| format!("a = max({})\n({})", vec!["x"; 99].join(","), terms(n));
        assert!(Formula::parse(&full(99)).is_ok() && 100 * 198 < LARGEST);
        assert_eq!(*refused(&full(102)).fault(), FormulaFault::TooLarge);
    });
}
