//! The random form of `RReLU`: its distribution, the same slopes forward and backward, in pieces as in the whole.

use nonlin::functions::RandomRelu;

#[test]
fn slopes_have_their_distribution() {
    let x = vec![-1.0_f64; 100_000];
    let mut y = vec![0.0; x.len()];
    RandomRelu::new(3).forward(&x, &mut y).unwrap();
    let slopes: Vec<f64> = y.iter().map(|y| -y).collect();
    let n = slopes.len() as f64;
    let mean = slopes.iter().sum::<f64>() / n;
    let variance = slopes.iter().map(|a| (a - mean).powi(2)).sum::<f64>() / n;
    let width = 1.0_f64 / 3.0 - 1.0 / 8.0;
    assert!(slopes.iter().all(|a| (0.125..=1.0 / 3.0).contains(a)));
    assert!((mean - 11.0 / 48.0).abs() < 1e-3 && (variance - width * width / 12.0).abs() < 5e-5, "{mean} {variance}");
    // Neighbours have nothing to do with one another.
    let together = slopes.windows(2).map(|pair| (pair[0] - mean) * (pair[1] - mean)).sum::<f64>() / n;
    assert!(together.abs() < 0.02 * variance, "{together}");
}

#[test]
fn forward_and_backward_agree_in_pieces_too() {
    let x: Vec<f32> = (0..1000_i16).map(|i| f32::from(i - 500) * 0.01).collect();
    let rrelu = RandomRelu::new(7).between(0.1, 0.4).unwrap().at_step(12);
    let (mut y, mut dx) = (vec![0.0; 1000], vec![0.0; 1000]);
    rrelu.forward(&x, &mut y).unwrap();
    rrelu.backward(&x, &vec![2.0; 1000], &mut dx).unwrap();
    for ((&x, &y), &dx) in x.iter().zip(&y).zip(&dx) {
        assert_eq!(y, dx / 2.0 * x);
        assert_eq!(x > 0.0, dx == 2.0);
    }
    let (mut pieces, mut d_pieces) = (vec![0.0; 1000], vec![0.0; 1000]);
    for first in (0..1000).step_by(300) {
        let place = first..1000.min(first + 300);
        let piece = rrelu.from(first as u64);
        piece.forward(&x[place.clone()], &mut pieces[place.clone()]).unwrap();
        piece.backward(&x[place.clone()], &vec![2.0; place.len()], &mut d_pieces[place]).unwrap();
    }
    assert_eq!((pieces, d_pieces), (y.clone(), dx));
    let mut other = vec![0.0; 1000];
    for changed in [rrelu.at_step(13), RandomRelu::new(8).between(0.1, 0.4).unwrap().at_step(12)] {
        changed.forward(&x, &mut other).unwrap();
        assert_ne!(other, y);
    }
}

/// With one slope to draw from it is a leaky `ReLU`, bit for bit.
#[test]
fn the_edges() {
    let leaky = nonlin::Activation::named("leaky_relu").and_then(|leaky| leaky.with("a", 0.25)).unwrap();
    let x = [f32::NAN, f32::NEG_INFINITY, -3.0, -0.0, 0.0, 2.0, f32::INFINITY];
    let one = RandomRelu::new(1).between(0.25, 0.25).unwrap();
    let (mut y, mut want) = ([0.0; 7], [0.0; 7]);
    one.forward(&x, &mut y).unwrap();
    leaky.forward(&x, &mut want).unwrap();
    assert_eq!(y.map(f32::to_bits), want.map(f32::to_bits));
    one.backward(&x, &[1.0; 7], &mut y).unwrap();
    leaky.backward(&x, &[1.0; 7], &mut want).unwrap();
    assert_eq!(y.map(f32::to_bits), want.map(f32::to_bits));
    let error = |lower, upper| RandomRelu::new(1).between(lower, upper).unwrap_err().to_string();
    assert_eq!(error(0.5, 0.25), "`upper` of `rrelu` is 0.25; it must be a finite number, not below `lower`");
    assert_eq!(error(f64::NAN, 0.25), "`lower` of `rrelu` is NaN; it must be a finite number");
    assert!(one.forward(&x, &mut []).is_err() && one.backward(&x, &[1.0; 7], &mut [0.0; 6]).is_err());
}
