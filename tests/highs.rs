//! Evidence: HiGHS against microlp and against optima known by hand; it stops when told to.

#![cfg(feature = "highs")]

#[path = "common/scenarios.rs"]
#[allow(dead_code, reason = "tests/integer.rs uses the rest")]
mod scenarios;

use std::time::Duration;

use bcgc::internals::clock::Clock;
use bcgc::internals::numeric::program::IntegerProgram;
use bcgc::internals::numeric::{highs, microlp};
use quickcheck::QuickCheck;
use scenarios::Scenarios;

#[test]
fn microlp_agrees_with_highs() {
    fn property(bytes: Vec<u8>, shape: u8) -> bool {
        let (workers, coordinates) = (2 + usize::from(shape % 3), 2 + usize::from(shape / 4 % 6));
        let scenarios = Scenarios::from_bytes(&bytes, workers, 1 + usize::from(shape / 32 % 4));
        let program = scenarios.block_program(coordinates as u64);
        let highs = highs::solve(&program, 0.0, &Clock::unlimited(), None).unwrap();
        let microlp = microlp::solve(&program, &Clock::unlimited()).unwrap();
        (highs.bound / microlp.bound - 1.0).abs() < 1e-7
    }
    QuickCheck::new().tests(40).quickcheck(property as fn(Vec<u8>, u8) -> bool);
}

#[test]
fn highs_solves_small_mixed_integer_programs_right() {
    // Canary: an earlier HiGHS returned wrong optima on tiny models. maximise 5x + 4y over
    // 6x + 4y <= 24, x + 2y <= 6, integers: (4, 0) is worth 20, the relaxed optimum 21.
    let mut program = IntegerProgram::default();
    let x = program.column(-5.0, 0.0, f64::INFINITY, true);
    let y = program.column(-4.0, 0.0, f64::INFINITY, true);
    program.at_least(vec![(x, -6.0), (y, -4.0)], -24.0);
    program.at_least(vec![(x, -1.0), (y, -2.0)], -6.0);
    let outcome = highs::solve(&program, 0.0, &Clock::unlimited(), None).unwrap();
    assert!(outcome.solved);
    assert!((outcome.bound + 20.0).abs() < 1e-9, "{outcome:?}");
    assert!((program.objective(&outcome.values.unwrap()) + 20.0).abs() < 1e-9);
}

#[test]
fn an_infeasible_program_is_an_error_not_an_answer() {
    let mut program = IntegerProgram::default();
    let x = program.column(1.0, 0.0, 1.0, true);
    program.equal(vec![(x, 2.0)], 1.0);
    let error = highs::solve(&program, 0.0, &Clock::unlimited(), None).unwrap_err();
    assert!(error.to_string().contains("HiGHS"), "{error}");
}

/// A market split instance (Cornuéjols and Dawande 1998), which branch and bound does not finish.
fn market_split(rows: usize, columns: usize) -> IntegerProgram {
    let mut program = IntegerProgram::default();
    let choices: Vec<usize> = (0..columns).map(|_| program.column(0.0, 0.0, 1.0, true)).collect();
    for i in 0..rows {
        let weights: Vec<f64> =
            (0..columns).map(|j| ((i * 7919 + j * 104_729 + i * j * 31) % 100) as f64).collect();
        let [over, under] = [0, 1].map(|_| program.column(1.0, 0.0, f64::INFINITY, false));
        let half = (weights.iter().sum::<f64>() / 2.0).floor();
        let terms = choices.iter().copied().zip(weights).chain([(over, 1.0), (under, -1.0)]);
        program.equal(terms.collect(), half);
    }
    program
}

#[test]
fn another_thread_stops_highs() {
    let clock = Clock::unlimited();
    let cancel = clock.cancel().clone();
    let outcome = std::thread::scope(|scope| {
        scope.spawn(move || {
            // HiGHS is under way by then; were it not, the answer would be the same.
            std::thread::sleep(Duration::from_millis(200));
            cancel.cancel();
        });
        highs::solve(&market_split(6, 50), 0.0, &clock, None).unwrap()
    });
    assert!(!outcome.solved);
}
