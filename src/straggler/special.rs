//! Special functions to relative accuracy, where those of `statrs` are not accurate enough.
//!
//! `statrs` 0.19 computes the prefactor of the incomplete gamma functions as
//! `exp(a ln x - x - ln Gamma(a))`, which loses digits in proportion to `a`; its complementary error
//! function is off by up to 1e-10 in relative terms. Both are replaced here; its gamma
//! function serves as it is and its inverse error function as a first guess.

use std::f64::consts::{FRAC_1_SQRT_2, PI, SQRT_2, TAU};

use statrs::function::erf::erfc_inv;
use statrs::function::gamma::{gamma, ln_gamma};

/// From this shape on the gamma function is taken from its Stirling series.
const STIRLING_FROM: f64 = 16.0;
/// Terms of a series or continued fraction after which it is given up; about `7 sqrt(a)` are
/// needed where `x` is near `a`.
const MAX_TERMS: usize = 200_000;

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

/// `x^a e^{-x} / Gamma(a + 1)` for `a > 0`, `x >= 0`.
pub fn gamma_prefactor(a: f64, x: f64) -> f64 {
    if x == 0.0 || x.is_infinite() {
        return 0.0;
    }
    if a < STIRLING_FROM {
        // The exponential in two halves: neither factor underflows before the product does.
        let half = (-0.5 * x).exp();
        return x.powf(a) * half / gamma(a + 1.0) * half;
    }
    (-deviance(a, x) - stirling_error(a)).exp() / (TAU * a).sqrt()
}

/// Logarithm of [`gamma_prefactor`], where that underflows too.
fn ln_gamma_prefactor(a: f64, x: f64) -> f64 {
    if a < STIRLING_FROM {
        return a * x.ln() - x - ln_gamma(a + 1.0);
    }
    -deviance(a, x) - stirling_error(a) - 0.5 * (TAU * a).ln()
}

/// `ln Gamma(a + 1) - (a ln a - a + ln(2 pi a) / 2)` for `a >= 16`.
fn stirling_error(a: f64) -> f64 {
    let y = 1.0 / (a * a);
    (1.0 / 12.0 - y * (1.0 / 360.0 - y * (1.0 / 1260.0 - y * (1.0 / 1680.0 - y / 1188.0)))) / a
}

/// Regularised incomplete gamma functions `(P(a, x), Q(a, x))`, each to relative accuracy, for
/// `a >= 0.05` and `0 <= x <= inf`.
pub fn incomplete_gamma(a: f64, x: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if x.is_infinite() {
        return (1.0, 0.0);
    }
    // Where the smaller one is computed the larger one is at least 0.011 (a = 0.05, x = 1): its
    // subtraction from one loses two digits at most.
    if x < 1.0 || x <= a {
        let lower = (gamma_prefactor(a, x) * lower_series(a, x)).min(1.0);
        (lower, 1.0 - lower)
    } else {
        let upper = (gamma_prefactor(a, x) * a * upper_fraction(a, x)).min(1.0);
        (1.0 - upper, upper)
    }
}

/// `ln Q(a, x)` for `x >= 0`, also where `Q` underflows.
pub fn ln_upper_gamma(a: f64, x: f64) -> f64 {
    if x.is_infinite() {
        return f64::NEG_INFINITY;
    }
    if x <= a.max(1.0) {
        return incomplete_gamma(a, x).1.ln();
    }
    ln_gamma_prefactor(a, x) + (a * upper_fraction(a, x)).ln()
}

/// `x a f / Q` of the gamma law: `x^a e^{-x} / Gamma(a, x)`, its generalised failure rate.
pub fn gamma_failure_rate(a: f64, x: f64) -> f64 {
    if x.is_infinite() {
        return x;
    }
    if x <= a.max(1.0) {
        return a * gamma_prefactor(a, x) / incomplete_gamma(a, x).1;
    }
    1.0 / upper_fraction(a, x)
}

/// `1 + x/(a+1) + x^2/((a+1)(a+2)) + ...`
fn lower_series(a: f64, x: f64) -> f64 {
    let (mut term, mut sum, mut k) = (1.0, 1.0, a);
    for _ in 0..MAX_TERMS {
        k += 1.0;
        term *= x / k;
        sum += term;
        if term < 1e-17 * sum {
            break;
        }
    }
    sum
}

/// `Gamma(a, x) / (x^a e^{-x})` by Legendre's continued fraction (modified Lentz), `x >= a, 1`.
fn upper_fraction(a: f64, x: f64) -> f64 {
    let mut b = x + 1.0 - a;
    let mut c = 1e300;
    let mut d = 1.0 / b;
    let mut value = d;
    for i in 1..MAX_TERMS {
        let i = i as f64;
        let numerator = i * (a - i);
        b += 2.0;
        d = 1.0 / nonzero(b + numerator * d);
        c = nonzero(b + numerator / c);
        let factor = c * d;
        value *= factor;
        if (factor - 1.0).abs() < 2e-16 {
            break;
        }
    }
    value
}

fn nonzero(x: f64) -> f64 {
    if x == 0.0 { 1e-300 } else { x }
}

/// Below this argument the normal law is computed from the error function's series.
const SERIES_BELOW: f64 = 1.0;
/// Above this argument the survival function is zero in 64-bit numbers.
const NORMAL_END: f64 = 39.0;

/// Survival function of the standard normal law, to relative accuracy everywhere.
pub fn normal_survival(x: f64) -> f64 {
    if x < 0.0 {
        return 1.0 - normal_survival(-x);
    }
    if x < SERIES_BELOW {
        // erf(x / sqrt 2) = P(1/2, x^2 / 2).
        let erf = normal_density(x) * 2.0 * x * lower_series(0.5, 0.5 * x * x);
        return 0.5 - 0.5 * erf;
    }
    if x < NORMAL_END { normal_density(x) * mills_ratio(x) } else { 0.0 }
}

/// Density of the standard normal law, to relative accuracy everywhere.
pub fn normal_density(x: f64) -> f64 {
    if x.abs() > NORMAL_END {
        return 0.0;
    }
    // What the square loses to rounding is put back: it would cost x^2 ulps.
    let square = x * x;
    let lost = x.mul_add(x, -square);
    (-0.5 * square).exp() * (1.0 - 0.5 * lost) / TAU.sqrt()
}

/// `ln` of [`normal_survival`], also where that underflows.
pub fn ln_normal_survival(x: f64) -> f64 {
    if x < SERIES_BELOW {
        return normal_survival(x).ln();
    }
    -0.5 * x * x + (mills_ratio(x) / TAU.sqrt()).ln()
}

/// The failure rate `density / survival` of the standard normal law.
pub fn normal_failure_rate(x: f64) -> f64 {
    if x < SERIES_BELOW { normal_density(x) / normal_survival(x) } else { 1.0 / mills_ratio(x) }
}

/// Mills' ratio `survival / density` of the standard normal law for `x >= 1`, by the trapezoid rule
/// (Chiarella and Reichel, Math. Comp. 22, 1968): with `z = x / sqrt 2` and `h = 1/2`,
/// `e^{z^2} erfc z = (h z / pi) (1/z^2 + 2 sum_k e^{-k^2 h^2}/(z^2 + k^2 h^2)) - 2 e^{z^2}/(e^{2 pi z/h} - 1)`
/// up to `e^{-(pi/h)^2} = 7e-18`; the last term belongs to small `z` only.
fn mills_ratio(x: f64) -> f64 {
    /// `exp(-k^2/4)` for k = 1..=12.
    const WEIGHTS: [f64; 12] = [
        0.778_800_783_071_404_9,
        0.367_879_441_171_442_3,
        0.105_399_224_561_864_34,
        0.018_315_638_888_734_18,
        0.001_930_454_136_227_709_2,
        1.234_098_040_866_795_5e-4,
        4.785_117_392_129_009e-6,
        1.125_351_747_192_591_1e-7,
        1.605_228_055_185_611_6e-9,
        1.388_794_386_496_402e-11,
        7.287_724_095_819_692e-14,
        2.319_522_830_243_569e-16,
    ];
    let square = 0.5 * x * x;
    let z = x * FRAC_1_SQRT_2;
    let sum = WEIGHTS.iter().enumerate().rev().fold(0.0, |sum, (i, weight)| {
        let node = 0.5 * (i + 1) as f64;
        sum + weight / (square + node * node)
    });
    let mut scaled = 0.5 * z / PI * (1.0 / square + 2.0 * sum);
    if z < 5.0 {
        scaled -= 2.0 * square.exp() / (4.0 * PI * z).exp_m1();
    }
    (0.5 * PI).sqrt() * scaled
}

/// The `x >= 0` with [`normal_survival`] equal to `p`, for `0 < p <= 1/2`.
pub fn normal_upper_quantile(p: f64) -> f64 {
    let x = SQRT_2 * erfc_inv(2.0 * p);
    if !x.is_finite() || x > 38.0 {
        // Subnormal p: invert the leading asymptotics instead.
        let l = -2.0 * p.max(f64::from_bits(1)).ln();
        return (l - (2.0 * PI * l).ln()).sqrt();
    }
    // One Newton step in ln S repairs what erfc_inv lacks.
    x + (normal_survival(x) / p).ln() / normal_failure_rate(x)
}

/// The root `y` in `[low, high]` of the increasing (or decreasing) function that `probe` reports as
/// `(value, slope)`: `value = ln(f(y) / target)`, `slope = d value / d ln y`.
///
/// Newton's method in `ln y`, kept inside the bracket by bisection (also in `ln y`), so that every
/// scale is treated alike and the result is accurate in relative terms.
pub fn solve_in_logarithms(
    mut low: f64,
    mut high: f64,
    start: f64,
    probe: impl Fn(f64) -> (f64, f64),
) -> f64 {
    const MAX_STEPS: usize = 200;
    let mut y = if start > low && start < high { start } else { middle(low, high) };
    for _ in 0..MAX_STEPS {
        let (value, slope) = probe(y);
        if value == 0.0 {
            return y;
        }
        // Above the root an increasing function is positive, a decreasing one negative.
        if (value > 0.0) == (slope >= 0.0) {
            high = y;
        } else {
            low = y;
        }
        let step = -value / slope;
        let mut next = y * step.exp();
        if !(next > low && next < high) {
            if step.abs() <= 2.0 * f64::EPSILON {
                return y;
            }
            next = middle(low, high);
            if next <= low || next >= high {
                return y;
            }
        } else if step.abs() <= 2.0 * f64::EPSILON {
            return next;
        }
        y = next;
    }
    y
}

fn middle(low: f64, high: f64) -> f64 {
    if low > 0.0 { low.sqrt() * high.sqrt() } else { 0.5 * high }
}
