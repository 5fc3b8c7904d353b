//! Brackets of quantiles: bounds on a cycle time from a table look-up.

use crate::straggler::CycleTime;

/// Bounds on `T` as a function of its survival probability, on a grid that is fine relative to the
/// distance from 0 and from 1.
#[derive(Debug)]
pub struct QuantileTable {
    /// Least and largest `T` of each cell, from survival probability 0 upwards.
    cells: Vec<(f64, f64)>,
}

/// Cells to a factor of two: a power of two.
const PER_OCTAVE_BITS: u32 = 7;
/// Below `2^-54`, the smallest value of [`open_unit`](crate::straggler::open_unit), one cell is enough.
const OCTAVES: usize = 54;
/// Computed quantiles may be off by a few roundings, and by an iteration's tolerance: the bounds
/// give way by this share.
const SLACK: f64 = 1e-9;

impl QuantileTable {
    /// The table of a law.
    pub fn new(law: &dyn CycleTime) -> Self {
        let half = half_cells();
        let edge = |i: usize| match i {
            0 => f64::INFINITY,
            i if i <= half => law.infimum() + law.upper_quantile(edge_of(i)),
            i => law.infimum() + law.quantile(edge_of(2 * half - i)),
        };
        let edges: Vec<f64> = (0..=2 * half).map(edge).collect();
        let cells = edges.windows(2).map(|pair| (pair[1] * (1.0 - SLACK), pair[0] * (1.0 + SLACK)));
        Self { cells: cells.collect() }
    }

    /// Bounds on the `T` that is exceeded with probability `survival`, `0 <= survival <= 1`.
    pub fn bracket(&self, survival: f64) -> (f64, f64) {
        let cell = if survival < 0.5 {
            cell_of(survival)
        } else {
            // An edge belongs to the cells on both sides: the mirror image may be used.
            2 * half_cells() - 1 - cell_of(1.0 - survival).min(half_cells() - 1)
        };
        self.cells[cell]
    }
}

/// Cells below probability 1/2, the first of them for what lies below `2^-54`.
fn half_cells() -> usize {
    ((OCTAVES - 1) << PER_OCTAVE_BITS) + 1
}

/// What precedes the leading digits of `2^-54` by one: the number of the first cell.
fn origin() -> u64 {
    (2.0f64.powi(-(OCTAVES as i32)).to_bits() >> (52 - PER_OCTAVE_BITS)) - 1
}

/// The cell of a probability in `0..=1/2`: its exponent and leading digits.
fn cell_of(probability: f64) -> usize {
    (probability.to_bits() >> (52 - PER_OCTAVE_BITS)).saturating_sub(origin()) as usize
}

/// The lower edge of a cell: the inverse of [`cell_of`]. Zero for the first.
fn edge_of(cell: usize) -> f64 {
    if cell == 0 { 0.0 } else { f64::from_bits((origin() + cell as u64) << (52 - PER_OCTAVE_BITS)) }
}

#[cfg(test)]
mod tests {
    use quickcheck::quickcheck;

    use super::*;
    use crate::straggler::{Pareto, ShiftedExponential, Uniform};

    #[test]
    fn edges_are_inverse_to_cells() {
        for cell in 1..=half_cells() {
            assert_eq!(cell_of(edge_of(cell)), cell);
        }
        assert_eq!(edge_of(half_cells()), 0.5);
    }

    fn inside(law: &dyn CycleTime, table: &QuantileTable, survival: f64) -> bool {
        let time = law.infimum() + law.upper_quantile(survival);
        let (low, high) = table.bracket(survival);
        low <= time && time <= high
    }

    quickcheck! {
        fn brackets_hold(digits: u64, octaves: u8) -> bool {
            let tail = ((digits >> 11) as f64 + 0.5) / (1u64 << 53) as f64;
            let laws: [Box<dyn CycleTime>; 3] = [
                Box::new(ShiftedExponential::new(1.0, 0.2).expect("a law")),
                Box::new(Pareto::new(0.5, 1.0).expect("a law")),
                Box::new(Uniform::new(0.0, 1.0).expect("a law")),
            ];
            let tail = tail * 0.5f64.powi(i32::from(octaves % 60));
            laws.iter().all(|law| {
                let table = QuantileTable::new(law.as_ref());
                inside(law.as_ref(), &table, tail) && inside(law.as_ref(), &table, 1.0 - tail)
            })
        }
    }
}
