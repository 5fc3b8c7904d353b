//! Parameters on which every law is tried, and tools that the tests share.

use std::collections::BTreeMap;

use bcgc::internals::straggler::{CycleTime, LAWS, LawSpec, ParameterValue};

/// Parameters as a table of keys to one number or a list.
pub type Parameters = &'static [(&'static str, &'static [f64])];

/// Shapes below, at and above one, large shapes, shift zero and positive, for every law.
const CASES: &[(&str, &[Parameters])] = &[
    (
        "shifted-exponential",
        &[
            &[("rate", &[1.0])],
            &[("rate", &[1e-3]), ("shift", &[50.0])],
            &[("rate", &[2.0]), ("shift", &[1e-6])],
            &[("rate", &[1e3]), ("shift", &[1e6])],
        ],
    ),
    (
        "weibull",
        &[
            &[("shape", &[0.05]), ("scale", &[1.0])],
            &[("shape", &[0.5]), ("scale", &[2.0]), ("shift", &[1.0])],
            &[("shape", &[1.0]), ("scale", &[3.0])],
            &[("shape", &[1.7]), ("scale", &[1e-3]), ("shift", &[1e-9])],
            &[("shape", &[40.0]), ("scale", &[7.0])],
            &[("shape", &[1e4]), ("scale", &[7.0])],
        ],
    ),
    (
        "gamma",
        &[
            &[("shape", &[0.05]), ("rate", &[1.0])],
            &[("shape", &[0.7]), ("rate", &[3.0]), ("shift", &[0.2])],
            &[("shape", &[1.0]), ("rate", &[0.5])],
            &[("shape", &[3.6]), ("rate", &[100.0])],
            &[("shape", &[15.999]), ("rate", &[1.0])],
            &[("shape", &[16.0]), ("rate", &[1.0]), ("shift", &[4.0])],
            &[("shape", &[3000.0]), ("rate", &[1.0])],
            &[("shape", &[1e6]), ("rate", &[1e3])],
        ],
    ),
    (
        "erlang",
        &[
            &[("shape", &[1.0]), ("rate", &[1.0])],
            &[("shape", &[2.0]), ("rate", &[5.0]), ("shift", &[1.0])],
            &[("shape", &[60.0]), ("rate", &[0.1])],
        ],
    ),
    (
        "log-normal",
        &[
            &[("location", &[0.0]), ("scale", &[1.0])],
            &[("location", &[-2.5]), ("scale", &[0.3]), ("shift", &[0.5])],
            &[("location", &[4.0]), ("scale", &[10.0])],
            &[("location", &[1.0]), ("scale", &[1e-4])],
        ],
    ),
    (
        "pareto",
        &[
            &[("shape", &[0.05]), ("scale", &[1.0])],
            &[("shape", &[0.9]), ("scale", &[2.0])],
            &[("shape", &[1.0]), ("scale", &[1.0])],
            &[("shape", &[2.5]), ("scale", &[1e-3])],
            &[("shape", &[1e6]), ("scale", &[10.0])],
        ],
    ),
    (
        "uniform",
        &[
            &[("min", &[0.0]), ("max", &[1.0])],
            &[("min", &[2.0]), ("max", &[5.0])],
            &[("min", &[1e-9]), ("max", &[3.0])],
            &[("min", &[1000.0]), ("max", &[1001.0])],
        ],
    ),
    (
        "hyper-exponential",
        &[
            &[("weights", &[1.0]), ("rates", &[2.0])],
            &[("weights", &[0.75, 0.25]), ("rates", &[4.0, 0.01]), ("shift", &[0.5])],
            &[("weights", &[0.5, 0.5]), ("rates", &[1.0, 1e-6])],
            &[("weights", &[0.2, 0.3, 0.5]), ("rates", &[1e-3, 1.0, 1e9]), ("shift", &[1e-3])],
        ],
    ),
];

/// A law under test.
pub struct Case {
    /// Name and parameters, for messages.
    pub name: String,
    /// The law.
    pub law: Box<dyn CycleTime>,
}

/// The parameters as the instance reader would hand them over.
pub fn table(spec: &LawSpec, parameters: &[(&str, &[f64])]) -> BTreeMap<String, ParameterValue> {
    let value = |key: &str, numbers: &[f64]| {
        let list = spec.parameters.iter().any(|p| p.key == key && p.list);
        if list { ParameterValue::List(numbers.to_vec()) } else { ParameterValue::Number(numbers[0]) }
    };
    parameters.iter().map(|(key, numbers)| ((*key).to_owned(), value(key, numbers))).collect()
}

/// The law of that name with these parameters.
pub fn build(name: &str, parameters: &[(&str, &[f64])]) -> Case {
    let spec = LawSpec::find(name).unwrap();
    let law = spec.build(&table(spec, parameters));
    Case { name: format!("{name} {parameters:?}"), law: law.unwrap() }
}

/// Every law of the registry with every set of parameters.
pub fn all() -> Vec<Case> {
    let of = |spec: &LawSpec| {
        let sets = CASES.iter().find(|(name, _)| *name == spec.name);
        let (_, sets) = sets.unwrap_or_else(|| panic!("add parameters for the law {} to CASES", spec.name));
        sets.iter().map(|parameters| build(spec.name, parameters)).collect::<Vec<_>>()
    };
    LAWS.iter().flat_map(of).collect()
}

/// Probabilities up to one half on which functions are tried.
pub const PROBABILITIES: &[f64] =
    &[1e-300, 1e-200, 1e-100, 1e-50, 1e-20, 1e-16, 1e-12, 1e-8, 1e-4, 1e-2, 0.1, 0.2, 0.3, 0.4, 0.45, 0.5];

/// Excesses from the lowest to the highest quantiles, ascending, positive and finite.
pub fn arguments(law: &dyn CycleTime) -> Vec<f64> {
    let lower = PROBABILITIES.iter().map(|&p| law.quantile(p));
    let upper = PROBABILITIES.iter().map(|&p| law.upper_quantile(p));
    let mut y: Vec<f64> = lower.chain(upper).filter(|y| *y > 1e-300 && *y < 1e300).collect();
    y.sort_by(f64::total_cmp);
    y.dedup_by(|a, b| *a <= *b * (1.0 + 1e-9));
    y
}

/// The integral of `f(y)` over `from < y < to`, piece by piece between quantiles of the law, in `ln y`. The
/// tolerance is relative to the largest `y f(y)` seen at the ends and in the middle of the pieces.
pub fn integral(law: &dyn CycleTime, f: &dyn Fn(f64) -> f64, from: f64, to: f64, tolerance: f64) -> f64 {
    let inner = arguments(law).into_iter().filter(|y| *y > from && *y < to);
    let ends: Vec<f64> = [from].into_iter().chain(inner).chain([to]).collect();
    let middles = ends.windows(2).map(|pair| pair[0].sqrt() * pair[1].sqrt());
    let scale = ends.iter().copied().chain(middles).map(|y| y * f(y)).fold(0.0, f64::max);
    let piece = |pair: &[f64]| {
        let in_ln = |v: f64| {
            let y = v.exp().clamp(pair[0], pair[1]);
            y * f(y)
        };
        let width = (pair[1] / pair[0]).ln();
        simpson(&in_ln, pair[0].ln(), pair[1].ln(), tolerance * scale * width.min(1.0))
    };
    ends.windows(2).map(piece).sum()
}

/// `d ln F / d ln y` and `-d ln S / d ln y`: how much a relative error of `y` is amplified.
pub fn elasticities(law: &dyn CycleTime, y: f64) -> (f64, f64) {
    let slope = y * law.density(y);
    (slope / law.cdf(y), slope / law.survival(y))
}

/// Asserts `|actual / expected - 1| <= tolerance`.
#[track_caller]
pub fn assert_close(actual: f64, expected: f64, tolerance: f64, context: &str) {
    let close = actual == expected || (actual - expected).abs() <= tolerance * expected.abs();
    assert!(
        close,
        "{context}: {actual:e} instead of {expected:e}, relative error {:.2e}, tolerated {tolerance:.2e}",
        actual / expected - 1.0
    );
}

/// The integral over `from..to` by adaptive Simpson quadrature, to about `tolerance` (absolute): an
/// oracle that shares nothing with the library's quadratures.
pub fn simpson(f: &dyn Fn(f64) -> f64, from: f64, to: f64, tolerance: f64) -> f64 {
    const PANELS: usize = 64;
    let width = (to - from) / PANELS as f64;
    (0..PANELS)
        .map(|i| {
            let (a, b) = (from + width * i as f64, from + width * (i + 1) as f64);
            let ends = [f(a), f(0.5 * (a + b)), f(b)];
            simpson_panel(f, (a, b), ends, tolerance / PANELS as f64, 40)
        })
        .sum()
}

fn simpson_panel(f: &dyn Fn(f64) -> f64, (a, b): (f64, f64), v: [f64; 3], tolerance: f64, depth: u32) -> f64 {
    let middle = 0.5 * (a + b);
    let (left, right) = (f(0.5 * (a + middle)), f(0.5 * (middle + b)));
    let h = b - a;
    let coarse = h / 6.0 * (v[0] + 4.0 * v[1] + v[2]);
    let fine = h / 12.0 * (v[0] + 4.0 * left + 2.0 * v[1] + 4.0 * right + v[2]);
    let difference = fine - coarse;
    if difference.abs() <= 15.0 * tolerance || depth == 0 {
        return fine + difference / 15.0;
    }
    // The tolerance is not halved with the interval, so that rounding noise cannot drive it on.
    simpson_panel(f, (a, middle), [v[0], left, v[1]], tolerance, depth - 1)
        + simpson_panel(f, (middle, b), [v[1], right, v[2]], tolerance, depth - 1)
}
