//! The deviance of a Poisson or gamma law from its mean.

/// The deviance `x ln(x / m) + m - x >= 0` for `x >= 0`, `m >= 0`, without cancellation near
/// `x = m` (C. Loader, Fast and accurate computation of binomial probabilities, 2000);
/// infinite for `m = 0 < x`.
pub fn deviance(x: f64, m: f64) -> f64 {
    if x == 0.0 {
        return m;
    }
    let difference = x - m;
    if difference.abs() < 0.1 * (x + m) {
        // ln(x/m) = 2 atanh(v): the leading terms are summed by hand, the rest is tiny.
        let v = difference / (x + m);
        let square = v * v;
        let mut power = 2.0 * x * v;
        let mut sum = difference * v;
        let mut odd = 3.0;
        loop {
            power *= square;
            let next = sum + power / odd;
            if next == sum {
                return next;
            }
            sum = next;
            odd += 2.0;
        }
    }
    if m.is_infinite() { m } else { x * (x / m).ln() + m - x }
}
