//! No panic, no NaN, for any argument and any law that can be constructed.

use bcgc::internals::runtime::order_statistics::{mean_rate, mean_time};
use bcgc::internals::straggler::{CycleTime, LAWS, ParameterSpec, ParameterValue};
use quickcheck::quickcheck;

use super::cases::{Case, all, build};

fn check_everything(law: &dyn CycleTime, y: f64, p: f64) -> Result<(), String> {
    let (survival, cdf) = (law.survival(y), law.cdf(y));
    let (lower, upper) = (law.quantile(p), law.upper_quantile(p));
    let positive = [law.density(y), law.generalised_failure_rate(y), lower, upper];
    let bound = law.ln_tail_integral_bound(y, 1.0 + 9.0 * p);
    let fine = (0.0..=1.0).contains(&survival)
        && (0.0..=1.0).contains(&cdf)
        && positive.iter().all(|x| *x >= 0.0)
        && law.ln_survival(y) <= 0.0
        && lower.max(upper) <= law.excess_supremum()
        && !bound.is_nan();
    if fine {
        return Ok(());
    }
    Err(format!(
        "y = {y:e}, p = {p:e}: S = {survival:e}, F = {cdf:e}, density, failure rate, quantiles \
         {positive:?}, ln S = {:e}, bound {bound:e}",
        law.ln_survival(y)
    ))
}

const EDGES: &[f64] = &[
    0.0,
    5e-324,
    1e-310,
    1e-308,
    1e-300,
    1e-100,
    1e-9,
    0.5,
    1.0,
    2.0,
    1e9,
    1e100,
    1e300,
    f64::MAX,
    f64::INFINITY,
];
const LEVELS: &[f64] = &[0.0, 5e-324, 1e-310, 1e-300, 1e-17, 0.25, 0.5, 0.75, 1.0 - 1e-16, 1.0];

#[test]
fn edges_of_the_number_range() {
    for case in all() {
        for &y in EDGES {
            for &p in LEVELS {
                let result = check_everything(&*case.law, y, p);
                assert!(result.is_ok(), "{}: {}", case.name, result.unwrap_err());
            }
        }
    }
}

/// Parameters at the ends of their ranges, in original and in natural units.
#[test]
fn extreme_parameters() {
    let accepted = [
        build("shifted-exponential", &[("rate", &[1e-300])]),
        build("shifted-exponential", &[("rate", &[1e300])]),
        build("shifted-exponential", &[("rate", &[1e-300]), ("shift", &[1e300])]),
        build("shifted-exponential", &[("rate", &[1e-10]), ("shift", &[1e285])]),
        build("weibull", &[("shape", &[0.05]), ("scale", &[1e-280])]),
        build("weibull", &[("shape", &[1e4]), ("scale", &[1e280])]),
        build("gamma", &[("shape", &[0.05]), ("rate", &[1e300])]),
        build("gamma", &[("shape", &[1e6]), ("rate", &[1e-300])]),
        build("erlang", &[("shape", &[1e6]), ("rate", &[1e300])]),
        build("log-normal", &[("location", &[640.0]), ("scale", &[10.0])]),
        build("log-normal", &[("location", &[-640.0]), ("scale", &[1e-4])]),
        build("pareto", &[("shape", &[0.05]), ("scale", &[1e280])]),
        build("pareto", &[("shape", &[1e6]), ("scale", &[1e-280])]),
        build("uniform", &[("min", &[0.0]), ("max", &[1e-300])]),
        build("uniform", &[("min", &[0.0]), ("max", &[1e300])]),
        build("uniform", &[("min", &[1e300f64.next_down()]), ("max", &[1e300])]),
        build("hyper-exponential", &[("weights", &[1e-300, 1.0]), ("rates", &[1e-250, 1.0])]),
        build(
            "hyper-exponential",
            &[("weights", &[0.5, 0.5]), ("rates", &[1e300, 1e50]), ("shift", &[1e-21])],
        ),
    ];
    for Case { name, law } in &accepted {
        let unit = law.unit();
        assert!(unit.is_finite() && unit > 0.0, "{name}");
        let scaled = law.in_units_of(unit);
        assert!(scaled.unit() > 0.9 && scaled.unit() < 1.1, "{name}: {}", scaled.unit());
        for law in [law, &scaled] {
            for &y in EDGES {
                for &p in LEVELS {
                    let result = check_everything(&**law, y, p);
                    assert!(result.is_ok(), "{name}: {}", result.unwrap_err());
                }
            }
            for n in [1, 2, 11] {
                let times = mean_time(&**law, n);
                let infinite = law.tail_index() <= 1.0;
                assert!(times.iter().all(|t| *t > 0.0 && (t.is_finite() || infinite)), "{name}: {times:?}");
                if let Ok(rates) = mean_rate(&**law, n) {
                    assert!(rates.iter().all(|r| *r > 0.0 && r.is_finite()), "{name}: {rates:?}");
                }
            }
        }
    }
}

/// Any bits whatever as a nonnegative number.
fn number(bits: u64) -> f64 {
    let x = f64::from_bits(bits & !(1 << 63));
    if x.is_nan() { f64::INFINITY } else { x }
}

/// Any bits as a probability: the exponent from a few bits, so that all magnitudes occur.
fn probability(bits: u64) -> f64 {
    let mantissa = (bits >> 11) as f64 / (1u64 << 53) as f64;
    let small = mantissa * 2f64.powi(-((bits & 1023) as i32));
    if bits & 1024 == 0 { small } else { 1.0 - small }
}

quickcheck! {
    fn any_argument(y: u64, p: u64) -> bool {
        all().iter().all(|case| {
            let result = check_everything(&*case.law, number(y), probability(p));
            if let Err(message) = &result {
                eprintln!("{}: {message}", case.name);
            }
            result.is_ok()
        })
    }

    fn any_pair_is_ordered(a: u64, b: u64) -> bool {
        let (y, z) = (number(a.min(b)).min(number(a.max(b))), number(a).max(number(b)));
        all().iter().all(|case| {
            // A rounding or two may turn neighbours round.
            case.law.survival(z) <= case.law.survival(y) * (1.0 + 1e-12) + 1e-307
                && case.law.cdf(y) <= case.law.cdf(z) * (1.0 + 1e-12) + 1e-307
        })
    }

    /// Any parameters at all: constructed and sound, or refused.
    fn any_parameters(bits: Vec<u64>, y: u64, p: u64) -> bool {
        LAWS.iter().all(|spec| {
            let value = |(i, parameter): (usize, &ParameterSpec)| {
                let bits = bits.get(i).copied().unwrap_or(i as u64 * 1234);
                // Half of them moderate, so that some are accepted.
                let x = if bits.is_multiple_of(2) { number(bits) } else { (bits % 5000) as f64 / 700.0 };
                let value =
                    if parameter.list { ParameterValue::List(vec![1.0]) } else { ParameterValue::Number(x) };
                (parameter.key.to_owned(), value)
            };
            let Ok(law) = spec.build(&spec.parameters.iter().enumerate().map(value).collect()) else {
                return true;
            };
            let scaled = law.in_units_of(law.unit());
            let results =
                [&law, &scaled].map(|law| check_everything(&**law, number(y), probability(p)));
            for message in results.iter().filter_map(|result| result.as_ref().err()) {
                eprintln!("{law:?}: {message}");
            }
            results.iter().all(Result::is_ok)
        })
    }
}
