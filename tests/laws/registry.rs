//! The registry names, checks and normalises parameters; every refusal says what is permitted.

use std::collections::{BTreeMap, BTreeSet};

use bcgc::internals::straggler::{LAWS, LawError, LawSpec, ParameterValue};

use super::cases::{Parameters, table};

fn refusal(name: &str, parameters: &[(&str, &[f64])]) -> String {
    let spec = LawSpec::find(name).unwrap();
    spec.build(&table(spec, parameters)).map(|law| format!("accepted {law:?}")).unwrap_err().to_string()
}

#[test]
fn names_and_keys_are_distinct() {
    let names: BTreeSet<&str> = LAWS.iter().map(|spec| spec.name).collect();
    assert_eq!(names.len(), LAWS.len());
    for spec in LAWS {
        let keys: BTreeSet<&str> = spec.parameters.iter().map(|p| p.key).collect();
        assert_eq!(keys.len(), spec.parameters.len(), "{}", spec.name);
        assert!(!spec.summary.is_empty());
    }
}

#[test]
fn unknown_law_lists_the_known_ones() {
    let message = LawSpec::find("cauchy").unwrap_err().to_string();
    assert_eq!(
        message,
        "law = \"cauchy\": unknown; the known laws are shifted-exponential, weibull, gamma, erlang, \
         log-normal, pareto, uniform, hyper-exponential"
    );
}

#[test]
fn messages_name_key_value_and_range() {
    let cases: &[(&str, Parameters, &str)] = &[
        (
            "shifted-exponential",
            &[("rate", &[-1.0])],
            "rate = -1: must be a finite number > 0, between 1e-300 and 1e300",
        ),
        (
            "shifted-exponential",
            &[("rate", &[f64::NAN])],
            "rate = NaN: must be a finite number > 0, between 1e-300 and 1e300",
        ),
        (
            "shifted-exponential",
            &[("rate", &[1.0]), ("shift", &[-0.5])],
            "shift = -0.5: must be a finite number between 0 and 1e300",
        ),
        (
            "weibull",
            &[("scale", &[1.0])],
            "shape: missing; the law \"weibull\" needs it: a finite number > 0, between 0.05 and 1e4",
        ),
        (
            "pareto",
            &[("shape", &[1.0]), ("scale", &[1.0]), ("shift", &[1.0])],
            "shift: unknown key of the law \"pareto\"; its keys are shape, scale",
        ),
        (
            "erlang",
            &[("shape", &[2.5]), ("rate", &[1.0])],
            "shape = 2.5: must be an integer between 1 and 1000000",
        ),
        (
            "uniform",
            &[("min", &[2.0]), ("max", &[2.0])],
            "max = 2: must be a finite number greater than min, between 1e-300 and 1e300",
        ),
        (
            "hyper-exponential",
            &[("weights", &[0.5, 0.25]), ("rates", &[1.0, 2.0])],
            "weights = [0.5, 0.25] (sum is 0.75): must be a list of numbers > 0, at least 1e-300, whose sum \
             is 1 (to 1e-9)",
        ),
        (
            "hyper-exponential",
            &[("weights", &[0.5, 0.5]), ("rates", &[1.0])],
            "rates = [1] (2 weights): must be a list of finite numbers > 0, between 1e-300 and 1e300, as \
             many as weights",
        ),
    ];
    for (name, parameters, message) in cases {
        assert_eq!(refusal(name, parameters), *message);
    }
}

#[test]
fn every_parameter_refuses_what_is_no_number_in_its_range() {
    for spec in LAWS {
        for parameter in spec.parameters {
            for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1e305, 1e305] {
                let value =
                    |p: &bcgc::internals::straggler::ParameterSpec| match (p.key == parameter.key, p.list) {
                        (true, false) => ParameterValue::Number(bad),
                        (true, true) => ParameterValue::List(vec![bad]),
                        (false, false) => ParameterValue::Number(p.default.unwrap_or(1.0)),
                        (false, true) => ParameterValue::List(vec![1.0]),
                    };
                let given: BTreeMap<_, _> =
                    spec.parameters.iter().map(|p| (p.key.to_owned(), value(p))).collect();
                let error = spec.build(&given).unwrap_err();
                let message = error.to_string();
                // A uniform law on [1e305, 1] complains about either end.
                let names_key = message.starts_with(&format!("{} = ", parameter.key));
                assert!(names_key, "{} {}: {message}", spec.name, parameter.key);
                assert!(matches!(error, LawError::OutOfRange { .. }), "{message}");
            }
        }
    }
}

#[test]
fn numbers_and_lists_are_told_apart() {
    let spec = LawSpec::find("hyper-exponential").unwrap();
    let given = BTreeMap::from([
        ("weights".to_owned(), ParameterValue::Number(1.0)),
        ("rates".to_owned(), ParameterValue::List(vec![1.0])),
    ]);
    assert!(spec.build(&given).unwrap_err().to_string().starts_with("weights = 1: must be a list"));
    let spec = LawSpec::find("gamma").unwrap();
    let given = BTreeMap::from([
        ("shape".to_owned(), ParameterValue::List(vec![1.0, 2.0])),
        ("rate".to_owned(), ParameterValue::Number(1.0)),
    ]);
    assert!(spec.build(&given).unwrap_err().to_string().starts_with("shape = [1, 2]: must be a finite"));
}

#[test]
fn parameters_come_back_in_order_with_defaults() {
    let spec = LawSpec::find("gamma").unwrap();
    let given = table(spec, &[("rate", &[2.0]), ("shape", &[3.0])]);
    let normalised = spec.normalise(&given).unwrap();
    let expected = [("shape", 3.0), ("rate", 2.0), ("shift", 0.0)];
    assert_eq!(normalised, expected.map(|(key, x)| (key, ParameterValue::Number(x))));
    let shown: Vec<String> = normalised.iter().map(|(key, value)| format!("{key} = {value}")).collect();
    assert_eq!(shown.join(", "), "shape = 3, rate = 2, shift = 0");
}

/// A shift that leaves nothing random, or one that could as well be zero.
#[test]
fn degenerate_combinations_are_refused_with_a_reason() {
    let message = refusal("shifted-exponential", &[("rate", &[1e200]), ("shift", &[1e100])]);
    assert_eq!(
        message,
        "shift = 1e100: nothing random is left in 64-bit arithmetic beside a spread of the cycle time of \
         1.000e-200: must be 0 or between 1e-280 and 1e280 times the spread"
    );
    assert!(
        refusal("weibull", &[("shape", &[2.0]), ("scale", &[1.0]), ("shift", &[1e-290])])
            .starts_with("shift = 1e-290: too small to matter")
    );
    assert!(
        refusal("uniform", &[("min", &[1e-290]), ("max", &[1.0])]).starts_with("min = 1e-290: too small")
    );
    assert!(
        refusal("hyper-exponential", &[("weights", &[0.5, 0.5]), ("rates", &[1e-150, 1e150])])
            .contains("further apart than a factor 1e250")
    );
}
