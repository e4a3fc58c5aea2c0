//! Nanoseconds per number.

use crate::contender::Prepared;
use crate::{ELEMENTS, ELEMENTWISE, NAMES, ROWS, SHAPE, contenders, nonlin_itself, tract};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// How long the rounds of one function go on.
const TIME: Duration = Duration::from_millis(600);

/// Rounds at least, however long they take.
const ROUNDS: usize = 15;

pub(crate) fn print() {
    println!("Nanoseconds per number, one thread, `f32`; in brackets, how many times nonlin's time that is (for");
    println!("{}: nonlin's in place); all but \"exact\" is fast. {ELEMENTS} numbers from -8 to 8;", tract::NAME);
    println!("functions of rows on {} x {}. Medians of rounds in which all take turns.\n", SHAPE.0, SHAPE.1);
    println!("| function | copy | {} |", NAMES.join(" | "));
    println!("| --- |{}", " --- |".repeat(NAMES.len() + 1));
    for function in ELEMENTWISE {
        row(function, ELEMENTS, ELEMENTS);
    }
    for function in ROWS {
        row(function, SHAPE.0 * SHAPE.1, SHAPE.1);
    }
    println!();
}

/// In an order that no branch predictor could learn.
pub(crate) fn spread(numbers: usize) -> Vec<f32> {
    (0..numbers).map(|i| (i.wrapping_mul(2_654_435_761) % 16_384) as f32 / 1024.0 - 8.0).collect()
}

fn row(function: &str, numbers: usize, columns: usize) {
    let x = spread(numbers);
    let all = contenders(function, columns);
    let passes = (65_536 / numbers).max(1);
    let mut prepared: Vec<Prepared> = all.iter().map(|contender| contender.on(&x, columns, passes)).collect();
    let mut copy = x.clone();
    let mut rounds = vec![Vec::new(); all.len() + 1];
    let start = Instant::now();
    while rounds[0].len() < ROUNDS || start.elapsed() < TIME {
        let begin = Instant::now();
        for _ in 0..passes {
            copy.copy_from_slice(black_box(&x));
            black_box(&mut copy);
        }
        rounds[0].push(begin.elapsed().as_secs_f64());
        for (taken, contender) in rounds[1..].iter_mut().zip(&mut prepared) {
            taken.push(contender.seconds());
        }
    }
    let times: Vec<f64> = rounds.into_iter().map(|taken| median(taken) * 1e9 / (passes * numbers) as f64).collect();
    let of =
        |library: &str| all.iter().position(|contender| contender.library == library).map(|place| times[place + 1]);
    let cells = NAMES.map(|library| {
        let ours = if library == tract::NAME { of(nonlin_itself::IN_PLACE) } else { None };
        match (of(library), ours.or_else(|| of(nonlin_itself::NAME))) {
            (None, _) => "-".to_owned(),
            (Some(time), Some(ours)) if !library.starts_with(nonlin_itself::NAME) => {
                format!("{time:.3} ({:.2})", time / ours)
            }
            (Some(time), _) => format!("{time:.3}"),
        }
    });
    println!("| {function} | {:.3} | {} |", times[0], cells.join(" | "));
}

fn median(mut taken: Vec<f64>) -> f64 {
    taken.sort_by(f64::total_cmp);
    taken[taken.len() / 2]
}
