//! Formulas set as mathematics, looked at by eye.

use crate::parsed;

#[test]
fn formulas_in_unicode_and_in_latex() {
    for (text, unicode, latex) in [
        ("swish(x; learn beta = 1) = x * sigmoid(beta * x)", "x·σ(β·x)", r"x \sigma\left(\beta x\right)"),
        ("gelu(x)", "x·Φ(x)", r"x \Phi\left(x\right)"),
        (
            "gelu_tanh(x)",
            "0.5·x·(1 + tanh(0.7978845608028654·(x + 0.044715·x³)))",
            r"0.5 x \left(1 + \tanh\left(0.7978845608028654 \left(x + 0.044715 x^{3}\right)\right)\right)",
        ),
        (
            "elu(x; alpha = 1) = x if x > 0 else alpha * (exp(x) - 1)",
            "where(x > 0, x, α·(exp(x) − 1))",
            r"\begin{cases} x & \text{if } x > 0 \\ \alpha \left(e^{x} - 1\right) & \text{otherwise} \end{cases}",
        ),
        ("mish(x)", "x·tanh(softplus(x))", r"x \tanh\left(\operatorname{softplus}\left(x\right)\right)"),
        (
            "serlu(x)",
            "1.07862·where(x > 0, x, 2.90427·x·exp(x))",
            r"1.07862 \left(\begin{cases} x & \text{if } x > 0 \\ 2.90427 x e^{x} & \text{otherwise} \end{cases}\right)",
        ),
        ("softsign(x)", "x/(1 + |x|)", r"\frac{x}{1 + \left|x\right|}"),
        ("hard_swish(x)", "x·(min(max(x + 3, 0), 6)/6)", r"x \frac{\min\left(\max\left(x + 3, 0\right), 6\right)}{6}"),
        (
            "isrlu(x, 2)",
            "where(x > 0, x, x/√(1 + 2·x²))",
            r"\begin{cases} x & \text{if } x > 0 \\ \frac{x}{\sqrt{1 + 2 x^{2}}} & \text{otherwise} \end{cases}",
        ),
        (
            "log1p(exp(-|x|)) + expm1(x)^2 - 1/(1 + x^2)",
            "log1p(exp(−|x|)) + expm1(x)² − 1/(1 + x²)",
            r"\ln\left(1 + e^{-\left|x\right|}\right) + \left(e^{x} - 1\right)^{2} - \frac{1}{1 + x^{2}}",
        ),
        ("(x * x * x - 2x) / (x - 1) / -3", "(x³ − 2·x)/(x − 1)/(−3)", r"\frac{\frac{x^{3} - 2 x}{x - 1}}{-3}"),
        (
            "max(0, x, 0.1x) - min(x, max(x, 1))",
            "max(0, x, 0.1·x) − min(x, max(x, 1))",
            r"\max\left(0, x, 0.1 x\right) - \min\left(x, \max\left(x, 1\right)\right)",
        ),
        (
            "f(x; a_p = 1, p1 = 2, threshold = 3, lambda = 1) = -a_p * (x + p1) * threshold * 2 * lambda^-2",
            "−a_p·(x + p1)·threshold·2·λ⁻²",
            r"-a_{p} \left(x + p_{1}\right) \mathrm{threshold} \cdot 2 \lambda^{-2}",
        ),
        (
            "1e-300x - inf * 2.5e-7 * pi + e * x",
            "1e-300·x − ∞·2.5e-7·π + e·x",
            r"10^{-300} x - \infty \cdot \left(2.5 \cdot 10^{-7}\right) \pi + e x",
        ),
        (
            "where(x >= 1, 1, where(x > -1, x, -1)) + sqrt(x + 1)^3 + √x²",
            "where(x ≥ 1, 1, where(x > −1, x, −1)) + (√(x + 1))³ + (√x)²",
            r"\left(\begin{cases} 1 & \text{if } x \ge 1 \\ x & \text{if } x > -1 \\ -1 & \text{otherwise} \end{cases}\right) + \sqrt{x + 1}^{3} + \sqrt{x}^{2}",
        ),
        (
            "sigma(x; sigma = 2, eta_min = 1) = sigmoid(sigma * x) * eta_min + sigma",
            "σ(σ·x)·eta_min + σ",
            r"\sigma\left(\sigma x\right) \eta_{\mathrm{min}} + \sigma",
        ),
        (
            "x - (-2) * (-x) + (x > 0)",
            "x − (−2)·(−x) + where(x > 0, 1, 0)",
            r"x - \left(-2\right) \left(-x\right) + \left(\begin{cases} 1 & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}\right)",
        ),
        (
            "-x/2 + (x/2)^2 * (x*x)^2",
            "−x/2 + (x/2)²·(x²)²",
            r"-\frac{x}{2} + \left(\frac{x}{2}\right)^{2} \left(x^{2}\right)^{2}",
        ),
    ] {
        let formula = parsed(text);
        assert_eq!((formula.unicode().as_str(), formula.latex().as_str()), (unicode, latex), "{text}");
    }
}

#[test]
fn formulas_in_mathml() {
    for (text, inside) in [
        (
            "swish(x; learn beta = 1) = x * sigmoid(beta * x)",
            "<mi>x</mi><mo>&#x2062;</mo><mi>σ</mi><mo>&#x2061;</mo><mrow><mo>(</mo><mi>β</mi><mo>&#x2062;</mo><mi>x</mi><mo>)</mo></mrow>",
        ),
        (
            "elu(x; alpha = 1) = x if x > 0 else alpha * (exp(x) - 1)",
            r#"<mrow><mo>{</mo><mtable columnalign="left left"><mtr><mtd><mi>x</mi></mtd><mtd><mtext>if&#xa0;</mtext><mi>x</mi><mo>&gt;</mo><mn>0</mn></mtd></mtr><mtr><mtd><mi>α</mi><mo>&#x2062;</mo><mrow><mo>(</mo><msup><mi>e</mi><mi>x</mi></msup><mo>−</mo><mn>1</mn><mo>)</mo></mrow></mtd><mtd><mtext>otherwise</mtext></mtd></mtr></mtable></mrow>"#,
        ),
        (
            "softsign(x)",
            "<mfrac><mi>x</mi><mrow><mn>1</mn><mo>+</mo><mrow><mo>|</mo><mi>x</mi><mo>|</mo></mrow></mrow></mfrac>",
        ),
        (
            "log1p(exp(-|x|)) + expm1(x)^2 - 1/(1 + x^2)",
            "<mi>ln</mi><mo>&#x2061;</mo><mrow><mo>(</mo><mn>1</mn><mo>+</mo><msup><mi>e</mi><mrow><mo>−</mo><mrow><mo>|</mo><mi>x</mi><mo>|</mo></mrow></mrow></msup><mo>)</mo></mrow><mo>+</mo><msup><mrow><mrow><mo>(</mo><msup><mi>e</mi><mi>x</mi></msup><mo>−</mo><mn>1</mn><mo>)</mo></mrow></mrow><mn>2</mn></msup><mo>−</mo><mfrac><mn>1</mn><mrow><mn>1</mn><mo>+</mo><msup><mi>x</mi><mn>2</mn></msup></mrow></mfrac>",
        ),
        (
            "f(x; a_p = 1, p1 = 2, threshold = 3, lambda = 1) = -a_p * (x + p1) * threshold * 2 * lambda^-2",
            "<mo>−</mo><msub><mi>a</mi><mi>p</mi></msub><mo>&#x2062;</mo><mrow><mo>(</mo><mi>x</mi><mo>+</mo><msub><mi>p</mi><mi>1</mi></msub><mo>)</mo></mrow><mo>&#x2062;</mo><mi>threshold</mi><mo>⋅</mo><mn>2</mn><mo>&#x2062;</mo><msup><mi>λ</mi><mrow><mo>−</mo><mn>2</mn></mrow></msup>",
        ),
        (
            "where(x >= 1, 1, where(x > -1, x, -1)) + sqrt(x + 1)^3 + √x²",
            r#"<mrow><mo>(</mo><mrow><mo>{</mo><mtable columnalign="left left"><mtr><mtd><mn>1</mn></mtd><mtd><mtext>if&#xa0;</mtext><mi>x</mi><mo>≥</mo><mn>1</mn></mtd></mtr><mtr><mtd><mi>x</mi></mtd><mtd><mtext>if&#xa0;</mtext><mi>x</mi><mo>&gt;</mo><mo>−</mo><mn>1</mn></mtd></mtr><mtr><mtd><mo>−</mo><mn>1</mn></mtd><mtd><mtext>otherwise</mtext></mtd></mtr></mtable></mrow><mo>)</mo></mrow><mo>+</mo><msup><msqrt><mi>x</mi><mo>+</mo><mn>1</mn></msqrt><mn>3</mn></msup><mo>+</mo><msup><msqrt><mi>x</mi></msqrt><mn>2</mn></msup>"#,
        ),
    ] {
        let whole = format!("<math xmlns=\"http://www.w3.org/1998/Math/MathML\"><mrow>{inside}</mrow></math>");
        assert_eq!(parsed(text).mathml(), whole, "{text}");
    }
}

/// Whatever the name of a parameter, what is printed is well-formed.
#[test]
fn elements_are_closed_in_their_order() {
    for function in nonlin::functions::elementwise() {
        for formula in [function.formula(), function.slope_formula()] {
            let text = formula.mathml();
            let mut open = Vec::new();
            for tag in text.split('<').skip(1) {
                let name = tag.split(['>', ' ']).next().unwrap_or("");
                match name.strip_prefix('/') {
                    Some(name) => assert_eq!(open.pop(), Some(name), "{text}"),
                    None => open.push(name),
                }
            }
            assert!(open.is_empty(), "{text}");
            let brackets = formula.latex();
            assert_eq!(brackets.matches('{').count(), brackets.matches('}').count(), "{brackets}");
            assert_eq!(brackets.matches(r"\left").count(), brackets.matches(r"\right").count(), "{brackets}");
        }
    }
}
