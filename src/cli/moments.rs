//! The parameters of a law from the mean and the least value that somebody measured.

use std::collections::BTreeMap;

use bcgc::internals::report::number;
use bcgc::internals::straggler::{LawSpec, ListedLaw as _, ParameterValue};
use bcgc::{Law, Uniform};

/// How a law is brought to a mean and an infimum.
enum Form {
    /// A shift, and a number that stretches the rest: the excess over the shift is proportional to it.
    Scale(&'static str),
    /// A shift, and a number that shrinks the rest.
    Rate(&'static str),
    /// A shift, and a logarithm that stretches the rest.
    Location(&'static str),
    /// From the one to the other, evenly.
    Uniform,
    /// A least value and a tail index.
    Pareto,
}

/// The laws for which a mean and a minimum leave no choice once the other parameters are given.
const FORMS: &[(&str, Form)] = &[
    ("shifted-exponential", Form::Rate("rate")),
    ("weibull", Form::Scale("scale")),
    ("gamma", Form::Rate("rate")),
    ("erlang", Form::Rate("rate")),
    ("log-normal", Form::Location("location")),
    (Uniform::SPEC.name, Form::Uniform),
    ("pareto", Form::Pareto),
];

/// The parameters that a law lacks, so that its mean is `mean > 0` and its infimum `min`, 0 unless given.
pub fn parameters(
    law: &LawSpec,
    given: &BTreeMap<String, ParameterValue>,
    mean: f64,
    min: Option<f64>,
) -> Result<Vec<(&'static str, f64)>, String> {
    let Some((_, form)) = FORMS.iter().find(|(name, _)| *name == law.name) else {
        let names: Vec<&str> = FORMS.iter().map(|(name, _)| *name).collect();
        return Err(format!(
            "it does not fix the parameters of {}: give them with --param; it does for {}",
            law.name,
            names.join(", ")
        ));
    };
    let least = min.unwrap_or(0.0);
    if mean <= least {
        return Err(format!("must be above the least cycle time, --min {}", number::shortest(least)));
    }
    let (key, unit) = match form {
        Form::Uniform => {
            let wanted = vec![("min", least), ("max", 2.0 * mean - least)];
            return free(given, wanted);
        }
        Form::Pareto if least > 0.0 => {
            return free(given, vec![("scale", least), ("shape", mean / (mean - least))]);
        }
        Form::Pareto => return Err("pareto needs the least cycle time as well: --min".to_owned()),
        Form::Scale(key) | Form::Rate(key) => (*key, 1.0),
        Form::Location(key) => (*key, 0.0),
    };
    let mut unscaled = given.clone();
    unscaled.insert(key.to_owned(), ParameterValue::Number(unit));
    unscaled.insert("shift".to_owned(), ParameterValue::Number(0.0));
    let stretch = |law: &Law| (mean - least) / law.cycle_time().mean();
    let stretch = Law::from_parameters(law.name, &unscaled).map(|law| stretch(&law));
    let stretch = stretch.map_err(|error| format!("{error}: give it with --param"))?;
    let value = match form {
        Form::Rate(_) => 1.0 / stretch,
        Form::Location(_) => stretch.ln(),
        _ => stretch,
    };
    free(given, vec![(key, value), ("shift", least)])
}

/// The parameters, unless one is given as well.
fn free(
    given: &BTreeMap<String, ParameterValue>,
    wanted: Vec<(&'static str, f64)>,
) -> Result<Vec<(&'static str, f64)>, String> {
    match wanted.iter().find(|(key, _)| given.contains_key(*key)) {
        Some((key, _)) => {
            Err(format!("--param {key} is given as well; --mean and --min fix it: give one of them"))
        }
        None => Ok(wanted),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bcgc::internals::straggler::LAWS;

    #[test]
    fn laws_get_the_mean_and_the_least_value_asked_for() {
        for spec in LAWS {
            let mut given = BTreeMap::new();
            for (law, key, value) in [
                ("weibull", "shape", 0.7),
                ("gamma", "shape", 0.3),
                ("erlang", "shape", 3.0),
                ("log-normal", "scale", 0.5),
            ] {
                if law == spec.name {
                    given.insert(key.to_owned(), ParameterValue::Number(value));
                }
            }
            let Ok(fixed) = parameters(spec, &given, 80.0, Some(30.0)) else {
                assert!(FORMS.iter().all(|(name, _)| *name != spec.name), "{}", spec.name);
                continue;
            };
            given.extend(fixed.into_iter().map(|(key, x)| (key.to_owned(), ParameterValue::Number(x))));
            let law = Law::from_parameters(spec.name, &given).unwrap();
            let time = law.cycle_time();
            assert!((time.mean() - 80.0).abs() < 1e-9, "{}: {}", spec.name, time.mean());
            assert!((time.infimum() - 30.0).abs() < 1e-9, "{}: {}", spec.name, time.infimum());
        }
    }

    #[test]
    fn what_is_fixed_twice_or_not_at_all_is_refused() {
        let none = BTreeMap::new();
        let rate = BTreeMap::from([("rate".to_owned(), ParameterValue::Number(1.0))]);
        let law = |name| LawSpec::find(name).unwrap();
        for (name, given, mean, min, part) in [
            ("shifted-exponential", &none, 20.0, Some(30.0), "above the least cycle time"),
            ("shifted-exponential", &rate, 80.0, Some(30.0), "--param rate is given as well"),
            ("weibull", &none, 80.0, None, "shape"),
            ("pareto", &none, 80.0, None, "--min"),
            ("hyper-exponential", &none, 80.0, None, "give them with --param"),
        ] {
            let problem = parameters(law(name), given, mean, min).unwrap_err();
            assert!(problem.contains(part), "{name}: {problem}");
        }
    }
}
