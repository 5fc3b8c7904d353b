//! Decodability, decided by eliminating the rows of every set of workers over the rationals.

use num_rational::BigRational;
use num_traits::{One, Zero};
use serde_json::Value;

use super::{number, vector};

pub fn is_true(claim: &Value) -> bool {
    let rows: Vec<Vec<BigRational>> = claim["rows"].as_array().unwrap().iter().map(vector).collect();
    let left =
        rows.len() - number(&claim["stragglers"]).unwrap().to_integer().to_string().parse::<usize>().unwrap();
    (0..1_usize << rows.len()).filter(|set| set.count_ones() as usize == left).all(|set| {
        spans_ones((0..rows.len()).filter(|i| set >> i & 1 == 1).map(|i| rows[i].clone()).collect())
    })
}

/// Whether `a^T rows = 1` has a solution: elimination of the transposed system with its right-hand side.
fn spans_ones(rows: Vec<Vec<BigRational>>) -> bool {
    let columns = rows[0].len();
    let mut system: Vec<Vec<BigRational>> = (0..columns)
        .map(|j| rows.iter().map(|row| row[j].clone()).chain([BigRational::one()]).collect())
        .collect();
    let mut done = 0;
    for unknown in 0..rows.len() {
        let Some(pivot) = (done..columns).find(|i| !system[*i][unknown].is_zero()) else { continue };
        system.swap(done, pivot);
        let lead = system[done].clone();
        for equation in &mut system[done + 1..] {
            let factor = &equation[unknown] / &lead[unknown];
            equation.iter_mut().zip(&lead).for_each(|(entry, value)| *entry -= &factor * value);
        }
        done += 1;
    }
    system[done..].iter().all(|equation| equation[rows.len()].is_zero())
}
