//! Gamma function and regularised incomplete gamma functions.

use std::f64::consts::TAU;

use super::deviance::deviance;

/// From this argument on the gamma function is taken from its Stirling series.
const STIRLING_FROM: f64 = 16.0;
/// Terms of a series or continued fraction after which it is given up; about `7 sqrt(a)` are
/// needed where `x` is near `a`.
const MAX_TERMS: usize = 200_000;

/// `(-1)^k (zeta(k) - 1) / k` for k = 2..=28: the power series of `ln Gamma(1 + x) + ln(1 + x)` after
/// its linear term (Abramowitz and Stegun 6.1.33), which falls by a factor 4 a term for |x| <= 1/2.
const SERIES: [f64; 27] = [
    0.322_467_033_424_113_2,
    -0.067_352_301_053_198_1,
    0.020_580_808_427_784_547,
    -0.007_385_551_028_673_985,
    0.002_890_510_330_741_523_4,
    -0.001_192_753_911_703_261,
    5.096_695_247_430_424e-4,
    -2.231_547_584_535_793_8e-4,
    9.945_751_278_180_853e-5,
    -4.492_623_673_813_314e-5,
    2.050_721_277_567_069_3e-5,
    -9.439_488_275_268_396e-6,
    4.374_866_789_907_488e-6,
    -2.039_215_753_801_366e-6,
    9.551_412_130_407_42e-7,
    -4.492_469_198_764_566e-7,
    2.120_718_480_555_466_6e-7,
    -1.004_322_482_396_81e-7,
    4.769_810_169_363_98e-8,
    -2.271_109_460_894_316_5e-8,
    1.083_865_921_489_695_4e-8,
    -5.183_475_041_970_047e-9,
    2.483_674_543_802_478_3e-9,
    -1.192_140_140_586_091_2e-9,
    5.731_367_241_678_862e-10,
    -2.759_522_885_124_233e-10,
    1.330_476_437_424_449e-10,
];
/// One minus Euler's constant: the linear coefficient.
const LINEAR: f64 = 0.422_784_335_098_467_14;

/// `Gamma(1 + a)` for `0 <= a <= 100`.
pub fn gamma_of_one_plus(a: f64) -> f64 {
    let whole = a.round();
    let x = a - whole;
    let sum = SERIES.iter().rev().fold(0.0, |sum, c| (sum + c) * x);
    let fraction = (x * (LINEAR + sum)).exp() / (1.0 + x);
    // The product starts with (1 + x), which cancels against the division.
    (1..=whole as usize).map(|i| x + i as f64).product::<f64>() * fraction
}

/// `ln Gamma(1 + a)` for `a >= 0`, to absolute accuracy relative to `1 + |ln Gamma|`.
pub fn ln_gamma_of_one_plus(a: f64) -> f64 {
    if a < STIRLING_FROM {
        return gamma_of_one_plus(a).ln();
    }
    a * a.ln() - a + 0.5 * (TAU * a).ln() + stirling_error(a)
}

/// `x^a e^{-x} / Gamma(a + 1)` for `a > 0`, `x >= 0`.
fn gamma_prefactor(a: f64, x: f64) -> f64 {
    if x == 0.0 || x.is_infinite() {
        return 0.0;
    }
    if a < STIRLING_FROM {
        if x > 2000.0 {
            // Zero, where the product below would be infinity times zero.
            return 0.0;
        }
        // The exponential in two halves: neither factor underflows before the product does.
        let half = (-0.5 * x).exp();
        return x.powf(a) * half / gamma_of_one_plus(a) * half;
    }
    (-deviance(a, x) - stirling_error(a)).exp() / (TAU * a).sqrt()
}

/// Logarithm of [`gamma_prefactor`], where that underflows too.
fn ln_gamma_prefactor(a: f64, x: f64) -> f64 {
    if a < STIRLING_FROM {
        return a * x.ln() - x - ln_gamma_of_one_plus(a);
    }
    -deviance(a, x) - stirling_error(a) - 0.5 * (TAU * a).ln()
}

/// `ln Gamma(a + 1) - (a ln a - a + ln(2 pi a) / 2)` for `a >= 16`.
fn stirling_error(a: f64) -> f64 {
    let y = 1.0 / (a * a);
    (1.0 / 12.0 - y * (1.0 / 360.0 - y * (1.0 / 1260.0 - y * (1.0 / 1680.0 - y / 1188.0)))) / a
}

/// The incomplete gamma functions of one argument.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IncompleteGamma {
    /// `P(a, x)`.
    pub lower: f64,
    /// `Q(a, x) = 1 - P(a, x)`.
    pub upper: f64,
    /// `x dP/dx = x^a e^{-x} / Gamma(a)`.
    pub slope: f64,
}

/// Regularised incomplete gamma functions, each to relative accuracy, for `a >= 0.05` and
/// `0 <= x <= inf`.
pub fn incomplete_gamma(a: f64, x: f64) -> IncompleteGamma {
    if x <= 0.0 {
        return IncompleteGamma { lower: 0.0, upper: 1.0, slope: 0.0 };
    }
    if x.is_infinite() {
        return IncompleteGamma { lower: 1.0, upper: 0.0, slope: 0.0 };
    }
    let prefactor = gamma_prefactor(a, x);
    let slope = a * prefactor;
    // Where the smaller one is computed the larger one is at least 0.011 (a = 0.05, x = 1): its
    // subtraction from one loses two digits at most.
    if x < 1.0 || x <= a {
        let lower = (prefactor * lower_series(a, x)).min(1.0);
        IncompleteGamma { lower, upper: 1.0 - lower, slope }
    } else {
        let upper = (slope * upper_fraction(a, x)).min(1.0);
        IncompleteGamma { lower: 1.0 - upper, upper, slope }
    }
}

/// `ln Q(a, x)` for `x >= 0`, also where `Q` underflows.
pub fn ln_upper_gamma(a: f64, x: f64) -> f64 {
    if x.is_infinite() {
        return f64::NEG_INFINITY;
    }
    if x <= a.max(1.0) {
        return incomplete_gamma(a, x).upper.ln();
    }
    ln_gamma_prefactor(a, x) + (a * upper_fraction(a, x)).ln()
}

/// `x a f / Q` of the gamma law: `x^a e^{-x} / Gamma(a, x)`, its generalised failure rate.
pub fn gamma_generalised_failure_rate(a: f64, x: f64) -> f64 {
    if x.is_infinite() {
        return x;
    }
    if x <= a.max(1.0) {
        let gamma = incomplete_gamma(a, x);
        return gamma.slope / gamma.upper;
    }
    1.0 / upper_fraction(a, x)
}

/// `1 + x/(a+1) + x^2/((a+1)(a+2)) + ...`
pub(super) fn lower_series(a: f64, x: f64) -> f64 {
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
