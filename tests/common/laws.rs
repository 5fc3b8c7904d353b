//! Laws of every kind, normalised as the evaluators take them.

use std::sync::Arc;

use bcgc::straggler::{CycleTime, LawSpec, ParameterValue, ShiftedExponential};

pub fn law(name: &str, parameters: &[(&str, f64)]) -> Arc<dyn CycleTime> {
    let table = parameters.iter().map(|&(k, v)| (k.to_owned(), ParameterValue::Number(v))).collect();
    let law = LawSpec::find(name).and_then(|spec| spec.build(&table)).expect("a valid law");
    Arc::from(law.in_units_of(law.unit()))
}

pub fn exponential(shift: f64) -> Arc<dyn CycleTime> {
    Arc::new(ShiftedExponential { rate: 1.0, shift })
}

/// Laws of every kind of tail and of behaviour at the infimum.
pub fn laws() -> Vec<(&'static str, Arc<dyn CycleTime>)> {
    vec![
        ("exponential", exponential(0.0)),
        ("shifted exponential", exponential(0.05)),
        ("Weibull, shape 0.7", law("weibull", &[("shape", 0.7), ("scale", 2.0), ("shift", 0.5)])),
        ("Weibull, shape 2.5", law("weibull", &[("shape", 2.5), ("scale", 2.0)])),
        ("gamma, shape 0.6", law("gamma", &[("shape", 0.6), ("rate", 1.5), ("shift", 0.2)])),
        ("gamma, shape 3.3", law("gamma", &[("shape", 3.3), ("rate", 1.5)])),
        ("log-normal", law("log-normal", &[("location", 0.3), ("scale", 0.8), ("shift", 0.1)])),
        ("Pareto, index 2.5", law("pareto", &[("shape", 2.5), ("scale", 1.0)])),
        ("uniform", law("uniform", &[("min", 0.5), ("max", 2.0)])),
        ("Erlang", law("erlang", &[("shape", 3.0), ("rate", 1.0), ("shift", 0.4)])),
    ]
}
