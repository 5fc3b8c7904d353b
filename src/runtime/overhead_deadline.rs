//! What a deadline decides of every partition over measured rounds with overheads.
//!
//! In row `s` worker `i` has done a load by the deadline `d` iff it is at most `(d - a_{s,i}) / (kappa t_{s,i})`, and level
//! `n` iff `N-n` workers have: the `(N-n)`-th largest of these is its limit. As in [`super::deadline`], a row can finish iff
//! blocks that fill the levels from below within the limits have room for `L` coordinates.

use super::overhead_rows::OverheadRows;
use super::room::{ROUNDING, has_room, least_enough};
use crate::verdict::Verdict;

/// Whether no partition of so many coordinates can finish by a deadline, or every one does; what rounding leaves open
/// decides nothing.
pub fn verdict(rows: &OverheadRows, coordinates: u64, deadline: f64) -> Option<Verdict> {
    let later = deadline * (1.0 + ROUNDING);
    let all = || 0..rows.count();
    if !all().any(|row| has_room(&rows.limits(row, later), coordinates)) {
        let least = all().fold(f64::MAX, |least, row| least_runtime(rows, row, coordinates, least));
        return Some(Verdict::Impossible { least: least.max(deadline) });
    }
    let earlier = deadline * (1.0 - ROUNDING);
    let has_all = |row: usize| {
        let limits = rows.limits(row, earlier);
        limits.iter().zip(1..).all(|(limit, size)| *limit >= f64::from(size) * coordinates as f64)
    };
    let longest = |row: usize| singles(rows, row, coordinates).fold(0.0, f64::max);
    all().all(has_all).then(|| Verdict::Certain { most: all().map(longest).fold(0.0, f64::max) })
}

/// The runtime of a row with all coordinates at each level.
fn singles(rows: &OverheadRows, row: usize, coordinates: u64) -> impl Iterator<Item = f64> {
    (0..rows.workers()).map(move |level| rows.level(row, level, (level + 1) as f64 * coordinates as f64).0)
}

/// The least runtime of whole blocks in a row, about, if it is below `known`, else that.
fn least_runtime(rows: &OverheadRows, row: usize, coordinates: u64, known: f64) -> f64 {
    let is_enough = |deadline: f64| has_room(&rows.limits(row, deadline), coordinates);
    if !is_enough(known) {
        return known;
    }
    least_enough(0.0, singles(rows, row, coordinates).fold(known, f64::min), is_enough)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instance::System;
    use crate::runtime::overhead_rows::RowSpeed;
    use crate::straggler::Trace;

    /// Two workers, overheads 1 and 3, cycles of 1 and 2, kappa 1.
    fn rows() -> OverheadRows {
        let system = System::new(2, 5).expect("a system");
        let overheads = Trace::new(vec![vec![1.0, 3.0]]).expect("a trace");
        let times = Trace::new(vec![vec![1.0, 2.0]]).expect("a trace");
        OverheadRows::new(&system, &overheads, RowSpeed::Measured(times)).expect("rows")
    }

    /// By hand: (5, 0) takes 3 + 2 * 5 = 13, the longest, and (2, 3) takes max(3 + 2 * 2, 1 + 8) = 9, as (3, 2) does; all
    /// others take longer.
    #[test]
    fn the_least_and_the_longest_runtime_decide() {
        let at = |deadline: f64| verdict(&rows(), 5, deadline);
        for deadline in [8.9, 3.0, 1e-300] {
            let found = at(deadline);
            assert!(
                matches!(found, Some(Verdict::Impossible { least }) if (least - 9.0).abs() < 1e-9),
                "{found:?}"
            );
        }
        assert_eq!((at(9.0), at(12.9)), (None, None));
        assert!(matches!(at(13.1), Some(Verdict::Certain { most }) if most == 13.0));
    }
}
