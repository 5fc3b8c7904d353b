//! Evidence: complements and slopes of boundaries that are rarely violated, against a program over all states that goes
//! from level to level by conditional binomial laws.

use bcgc::internals::runtime::boundary::Boundary;
use quickcheck::QuickCheck;

/// `Pr[Bin(n, p) = k]` for all `k`, from the likeliest on: every entry keeps its relative accuracy.
fn binomial(n: usize, p: f64) -> Vec<f64> {
    if p <= 0.0 || p >= 1.0 {
        let sure = if p <= 0.0 { 0 } else { n };
        return (0..=n).map(|k| f64::from(u8::from(k == sure))).collect();
    }
    // Logarithms summed term by term; n is small.
    let mut ln = n as f64 * (-p).ln_1p();
    let step = p.ln() - (-p).ln_1p();
    let mut weights = vec![ln.exp()];
    for k in 0..n {
        ln += ((n - k) as f64 / (k + 1) as f64).ln() + step;
        weights.push(ln.exp());
    }
    weights
}

/// The law of the number of further points in each slice `n -> n + 1`, of `rest` points below `c_n`.
fn slice(survival: &[f64], cdf: &[f64], n: usize, rest: usize) -> Vec<f64> {
    binomial(rest, (survival[n + 1] - survival[n]) / cdf[n])
}

/// Complement, and `dPr/dF_n` for every `n`.
fn plain(survival: &[f64], cdf: &[f64]) -> (f64, Vec<f64>) {
    let workers = survival.len();
    // at[n][m]: m points above c_n and no violation so far.
    let first = binomial(workers, survival[0]);
    let mut at = vec![vec![first[0]]];
    let mut complement: f64 = first[1..].iter().sum();
    for n in 0..workers - 1 {
        let mut next = vec![0.0; n + 2];
        for (m, mass) in at[n].iter().enumerate() {
            for (k, weight) in slice(survival, cdf, n, workers - m).iter().enumerate() {
                match next.get_mut(m + k) {
                    Some(entry) => *entry += mass * weight,
                    None => complement += mass * weight,
                }
            }
        }
        at.push(next);
    }
    // well[n][m]: no violation below c_n, given m points down to c_n.
    let mut well = vec![vec![1.0; workers + 1]; workers];
    for n in (0..workers - 1).rev() {
        for m in 0..=workers {
            let kept = slice(survival, cdf, n, workers - m);
            well[n][m] = (kept.iter().enumerate().filter(|(k, _)| m + k <= n + 1))
                .map(|(k, weight)| weight * well[n + 1][m + k])
                .sum();
        }
    }
    let slope = (0..workers).map(|n| at[n][n] * (workers - n) as f64 / cdf[n] * well[n][n + 1]);
    (complement, slope.collect())
}

/// Survival functions that grow like powers of `(n + 1) / N`, with steps from the bytes, times a small factor.
fn survival(workers: usize, bytes: &[u8], digits: f64) -> Vec<f64> {
    let mut steps: Vec<f64> = (0..workers)
        .map(|n| match bytes.get(n % bytes.len().max(1)).copied().unwrap_or(100) {
            byte if byte < 120 => 0.0,
            byte => f64::from(byte - 119) / 10.0,
        })
        .collect();
    steps[workers - 1] = 0.0;
    // The exponent falls to -digits at the last level, further before.
    let mut ln = -digits * std::f64::consts::LN_10 / workers as f64;
    let mut levels: Vec<f64> = steps
        .iter()
        .map(|step| {
            ln -= step;
            ln.exp().min(0.9)
        })
        .collect();
    levels.reverse();
    levels
}

#[test]
fn complement_and_slope_equal_a_program_over_all_states() {
    fn property(bytes: Vec<u8>, size: u8, depth: u8) -> bool {
        let workers = 2 + usize::from(size) % 60;
        let digits = 9.0 + f64::from(depth);
        let survival = survival(workers, &bytes, digits);
        let cdf: Vec<f64> = survival.iter().map(|s| 1.0 - s).collect();
        let (exact, derivatives) = plain(&survival, &cdf);
        let mut boundary = Boundary::new(workers);
        let fast = boundary.complement(&survival, &cdf, 1e-14).complement;
        let mut slope = vec![0.0; workers];
        boundary.slope(&survival, &mut slope).expect("no clock");
        // What a level adds to the complement when its survival function doubles.
        let scale = |n: usize| exact.max(derivatives[n] * survival[n]);
        let tiny = 1e-290;
        (fast - exact).abs() <= 1e-10 * exact + tiny
            && (0..workers)
                .all(|n| (slope[n] - derivatives[n]).abs() * survival[n] <= 1e-10 * scale(n) + tiny)
    }
    QuickCheck::new().tests(1000).quickcheck(property as fn(Vec<u8>, u8, u8) -> bool);
}

#[test]
fn what_lies_below_the_range_of_doubles_is_zero() {
    let survival: Vec<f64> = (0..1000).map(|n| 1e-3 * (f64::from(n) - 999.0).exp()).collect();
    let cdf: Vec<f64> = survival.iter().map(|s| 1.0 - s).collect();
    let mut boundary = Boundary::new(1000);
    let found = boundary.complement(&survival, &cdf, 1e-14);
    assert_eq!((found.probability, found.complement), (1.0, 0.0));
    let mut slope = vec![1.0; 1000];
    boundary.slope(&survival, &mut slope).expect("no clock");
    assert_eq!(slope, vec![0.0; 1000]);
}

#[test]
fn rare_violations_are_told_apart_from_rare_successes() {
    // Every count is unlikely at the last level alone; there all but none are above.
    let survival = [0.0, 0.0, 1.0 - 1e-12];
    let cdf = survival.map(|s| 1.0 - s);
    let found = Boundary::new(3).complement(&survival, &cdf, 1e-14);
    let exact = (1.0 - 1e-12f64).powi(3);
    assert!((found.complement - exact).abs() < 1e-15, "{found:?}");
}
