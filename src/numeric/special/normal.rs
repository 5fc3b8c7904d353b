//! The standard normal law.

use std::f64::consts::{FRAC_1_SQRT_2, PI, SQRT_2, TAU};

use statrs::function::erf::erfc_inv;

use super::gamma::lower_series;

/// Below this argument the normal law is computed from the error function's series.
const SERIES_BELOW: f64 = 1.0;
/// Above this argument the survival function is zero in 64-bit numbers.
const NORMAL_END: f64 = 39.0;

/// Beyond this argument Mills' ratio is `1/x` to the last digit.
const FAR: f64 = 1e9;

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
    if x > FAR {
        return -0.5 * x * x;
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
    if x > FAR {
        return 1.0 / x;
    }
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
    // One Newton step in ln S: erfc_inv is good to 1e-14.
    x + (normal_survival(x) / p).ln() / normal_failure_rate(x)
}
