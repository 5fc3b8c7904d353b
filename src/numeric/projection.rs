//! Euclidean projection onto the scaled simplex `{x >= 0, sum x = total}`.
//!
//! The optimality conditions say `x_i = max(v_i - theta, 0)` for one `theta` (the
//! semi-closed form of [WCLZX23]); sorting tells which entries stay positive,
//! and with that `theta`, in `O(N log N)`.
//!
//! [WCLZX23]: https://arxiv.org/abs/2206.02450

/// The point of `{x >= 0, sum x = total}` nearest to `point`; `None` where `point` is empty or has an
/// entry that is not finite, or where `total` is not finite and positive.
///
/// Works for entries of any magnitude: only their differences to the largest one matter, and
/// entries that lie `total` or more below it are zero in the projection.
pub fn project(point: &[f64], total: f64) -> Option<Vec<f64>> {
    let usable = total.is_finite() && total > 0.0 && !point.is_empty() && point.iter().all(|v| v.is_finite());
    if !usable {
        return None;
    }
    let largest = point.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    // Below the largest entry by this much; everything that counts is between 0 and total.
    let mut deficits: Vec<f64> = point.iter().map(|v| largest - v).filter(|d| *d < total).collect();
    deficits.sort_unstable_by(f64::total_cmp);
    // The level above which the entries lie, counted from the largest: (total + sum of deficits) / count.
    let mut level = total;
    let mut sum = 0.0;
    for (i, deficit) in deficits.iter().enumerate() {
        if *deficit >= level {
            break;
        }
        sum += deficit;
        level = (total + sum) / (i + 1) as f64;
    }
    Some(point.iter().map(|v| (level - (largest - v)).max(0.0)).collect())
}

#[cfg(test)]
mod tests {
    use quickcheck::{TestResult, quickcheck};

    use super::project;

    /// `theta` by bisection of the decreasing function `sum max(v - theta, 0)`.
    fn by_bisection(point: &[f64], total: f64) -> Vec<f64> {
        let largest = point.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let (mut low, mut high) = (largest - total, largest);
        for _ in 0..200 {
            let theta = 0.5 * (low + high);
            let sum: f64 = point.iter().map(|v| (v - theta).max(0.0)).sum();
            if sum > total { low = theta } else { high = theta }
        }
        point.iter().map(|v| (v - low).max(0.0)).collect()
    }

    /// Test points from integers: many ties, moderate magnitudes.
    fn points(raw: &[i16], total: u16) -> Option<(Vec<f64>, f64)> {
        let point: Vec<f64> = raw.iter().map(|&v| f64::from(v) / 64.0).collect();
        (!point.is_empty()).then_some((point, f64::from(total) / 16.0 + 0.01))
    }

    quickcheck! {
        fn lies_on_the_simplex_and_meets_the_optimality_conditions(raw: Vec<i16>, total: u16) -> TestResult {
            let Some((point, total)) = points(&raw, total) else { return TestResult::discard() };
            let x = project(&point, total).expect("finite input");
            let scale = total + point.iter().fold(0.0f64, |m, v| m.max(v.abs()));
            let tolerance = 1e-12 * scale;
            let sum: f64 = x.iter().sum();
            // v_i - x_i is the same theta wherever x_i > 0 and at most theta where x_i = 0.
            let theta = point.iter().zip(&x).filter(|(_, x)| **x > 0.0).map(|(v, x)| v - x).fold(f64::NAN, f64::max);
            let conditions = point.iter().zip(&x).all(|(v, &x)| {
                x >= 0.0 && if x > 0.0 { (v - x - theta).abs() <= tolerance } else { *v <= theta + tolerance }
            });
            TestResult::from_bool(conditions && (sum - total).abs() <= tolerance * x.len() as f64)
        }

        fn agrees_with_bisection(raw: Vec<i16>, total: u16) -> TestResult {
            let Some((point, total)) = points(&raw, total) else { return TestResult::discard() };
            let x = project(&point, total).expect("finite input");
            let scale = total + point.iter().fold(0.0f64, |m, v| m.max(v.abs()));
            let agrees = x.iter().zip(by_bisection(&point, total)).all(|(a, b)| (a - b).abs() <= 1e-11 * scale);
            TestResult::from_bool(agrees)
        }

        fn is_idempotent(raw: Vec<i16>, total: u16) -> TestResult {
            let Some((point, total)) = points(&raw, total) else { return TestResult::discard() };
            let once = project(&point, total).expect("finite input");
            let twice = project(&once, total).expect("finite input");
            TestResult::from_bool(once.iter().zip(&twice).all(|(a, b)| (a - b).abs() <= 1e-13 * total))
        }
    }

    #[test]
    fn entries_of_every_magnitude() {
        assert_eq!(project(&[1e300, -1e300, 1e300], 4.0), Some(vec![2.0, 0.0, 2.0]));
        assert_eq!(project(&[f64::MAX, f64::MIN], 1.0), Some(vec![1.0, 0.0]));
        assert_eq!(project(&[0.0, 0.0], 1e-300), Some(vec![5e-301, 5e-301]));
        assert_eq!(project(&[-3.0], 7.0), Some(vec![7.0]));
    }

    #[test]
    fn what_cannot_be_projected_is_refused() {
        assert_eq!(project(&[], 1.0), None);
        assert_eq!(project(&[1.0, f64::NAN], 1.0), None);
        assert_eq!(project(&[f64::INFINITY], 1.0), None);
        assert_eq!(project(&[1.0], 0.0), None);
        assert_eq!(project(&[1.0], f64::INFINITY), None);
    }
}
