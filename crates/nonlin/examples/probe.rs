use nonlin::Activation;
use nonlin::verification::*;
struct Instant(u64);
impl Instant {
    fn now() -> Self {
        Self(std::fs::read_to_string("/proc/self/schedstat").unwrap().split(' ').next().unwrap().parse().unwrap())
    }
    fn elapsed(&self) -> f64 {
        (Self::now().0 - self.0) as f64 * 1e-9
    }
}
fn main() {
    let stride: usize = std::env::args().nth(1).and_then(|s| s.parse().ok()).unwrap_or(257);
    let only: Vec<String> = std::env::args().skip(2).collect();
    for f in nonlin::functions::elementwise() {
        if !only.is_empty() && !only.iter().any(|o| o == f.card().name) {
            continue;
        }
        let a = Activation::of(f);
        by_exponent(&a);
        let t = Instant::now();
        let s = singles(&a, (0..=u32::MAX).step_by(stride));
        let e = t.elapsed() / s.fast_value.inputs as f64 * 1e9;
        println!("{:18} {e:.1} ns", f.card().name);
        for (n, m) in [
            ("exact value", s.exact_value),
            ("exact slope", s.exact_slope),
            ("fast value", s.fast_value),
            ("fast slope", s.fast_slope),
        ] {
            println!(
                "    {n}: worst {:.3} at {:e}; rounded {:.4} misses {} {:?} undecided {}",
                m.worst,
                m.at.x,
                m.rounded as f64 / m.inputs as f64,
                m.misses,
                m.first_miss,
                m.undecided
            );
        }
    }
}
#[allow(dead_code)]
pub fn by_exponent(a: &Activation) {
    for e in (0..256u32).step_by(4) {
        for s in [0u32, 1] {
            let t = Instant::now();
            let r = singles(a, (0..65536u32).map(|i| (s << 31) | ((e << 23) + i * 127)));
            let ns = t.elapsed() / r.fast_value.inputs.max(1) as f64 * 1e9;
            if ns > 200.0 {
                println!("  2^{} sign {s}: {ns:.0} ns", e as i32 - 127);
            }
        }
    }
}
