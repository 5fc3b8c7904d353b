//! Laws of every kind, put together by their constructors.
#![allow(dead_code, reason = "no test needs all of it")]

use std::sync::Arc;

use bcgc::{
    CycleTime, Gamma, HyperExponential, Law, LogNormal, Pareto, ShiftedExponential, Uniform, Weibull,
};

pub fn exponential(rate: f64, shift: f64) -> Law {
    ShiftedExponential::new(rate, shift).expect("a law").into()
}

pub fn weibull(shape: f64, scale: f64, shift: f64) -> Law {
    Weibull::new(shape, scale, shift).expect("a law").into()
}

pub fn gamma(shape: f64, rate: f64, shift: f64) -> Law {
    Gamma::new(shape, rate, shift).expect("a law").into()
}

pub fn erlang(stages: u32, rate: f64, shift: f64) -> Law {
    Gamma::erlang(stages, rate, shift).expect("a law").into()
}

pub fn log_normal(location: f64, scale: f64, shift: f64) -> Law {
    LogNormal::new(location, scale, shift).expect("a law").into()
}

pub fn pareto(shape: f64, scale: f64) -> Law {
    Pareto::new(shape, scale).expect("a law").into()
}

pub fn uniform(min: f64, max: f64) -> Law {
    Uniform::new(min, max).expect("a law").into()
}

pub fn hyper_exponential(weights: &[f64], rates: &[f64], shift: f64) -> Law {
    HyperExponential::new(weights, rates, shift).expect("a law").into()
}

/// The law in its own unit, as the evaluators take it.
pub fn normalised(law: &Law) -> Arc<dyn CycleTime> {
    let law = law.cycle_time();
    Arc::from(law.in_units_of(law.unit()))
}

/// Laws of every kind of tail and of behaviour at the infimum.
pub fn laws() -> Vec<(&'static str, Arc<dyn CycleTime>)> {
    vec![
        ("exponential", Arc::clone(exponential(1.0, 0.0).cycle_time())),
        ("shifted exponential", Arc::clone(exponential(1.0, 0.05).cycle_time())),
        ("Weibull, shape 0.7", normalised(&weibull(0.7, 2.0, 0.5))),
        ("Weibull, shape 2.5", normalised(&weibull(2.5, 2.0, 0.0))),
        ("gamma, shape 0.6", normalised(&gamma(0.6, 1.5, 0.2))),
        ("gamma, shape 3.3", normalised(&gamma(3.3, 1.5, 0.0))),
        ("log-normal", normalised(&log_normal(0.3, 0.8, 0.1))),
        ("Pareto, index 2.5", normalised(&pareto(2.5, 1.0))),
        ("uniform", normalised(&uniform(0.5, 2.0))),
        ("Erlang", normalised(&erlang(3, 1.0, 0.4))),
    ]
}

/// Laws that stress whole methods: bounded, with infimum 0, with an infinite mean, of extreme scale.
pub fn wide() -> Vec<Law> {
    vec![
        exponential(1e-3, 50.0),
        exponential(2.0, 0.0),
        exponential(1e-300, 0.0),
        exponential(1e300, 1e-299),
        weibull(0.7, 2.0, 0.1),
        gamma(2.5, 1.0, 0.0),
        log_normal(0.0, 0.8, 0.0),
        uniform(0.0, 3.0),
        uniform(2.0, 3.0),
        pareto(3.0, 1.0),
        pareto(0.6, 1.0),
        hyper_exponential(&[0.5, 0.5], &[1.0, 0.1], 0.0),
    ]
}
