//! Weibull laws: a pass over the data for every shape.

use super::family::{BEYOND, Family, LEAST_DISTINCT, TOO_FEW};
use super::likelihood::{ends, finite};
use super::maximise::{Local, climb, differences};
use super::sample::Sample;
use super::shift;
use crate::straggler::{Law, ListedLaw as _, Weibull};

/// The Weibull law.
pub const WEIBULL: Family = Family {
    name: Weibull::SPEC.name,
    keys: &["shape", "scale", "shift"],
    free: 3,
    law: |p| Weibull::new(p[0], p[1], p[2]).map(Law::from),
    maximise: |sample| {
        if sample.distinct(LEAST_DISTINCT) < LEAST_DISTINCT {
            return Err(TOO_FEW.to_owned());
        }
        let mut logarithms = Vec::with_capacity(sample.above().len());
        let found = shift::profile(sample, [0.0; 2], |shift, warm| {
            logarithms.clear();
            logarithms.extend(sample.above().iter().map(|t| (t - shift).ln()));
            let probe = |x: &[f64; 2]| local(sample, &logarithms, shift, x);
            let start = start(&logarithms);
            // The last shift's parameters are near, unless it was the first.
            let starts = if warm == [0.0; 2] { [start, start] } else { [warm, start] };
            starts.into_iter().find_map(|start| climb(start, probe))
        });
        let (shift, ([shape, scale], _)) = found.ok_or(BEYOND)?;
        Ok(vec![shape.exp(), scale.exp(), shift])
    },
    errors: |sample, at| {
        shift::errors(sample, at, at[0], ([0, 1], [0, 1, 2]), |p| {
            if p[2] > sample.least() || p[2] < 0.0 {
                return f64::NEG_INFINITY;
            }
            let Ok(law) = Weibull::new(p[0], p[1], p[2]) else { return f64::NEG_INFINITY };
            let (mut logarithms, mut powers) = (0.0, 0.0);
            for t in sample.above() {
                let w = ((t - p[2]) / p[1]).ln();
                logarithms += w;
                powers += (p[0] * w).exp();
            }
            let constant = sample.above().len() as f64 * (p[0] / p[1]).ln();
            finite(constant + (p[0] - 1.0) * logarithms - powers + ends(sample, &law))
        })
    },
    implied: None,
};

/// Shape and scale from the moments of the logarithms, which have a Gumbel law: its standard deviation is pi/sqrt(6),
/// its mean minus Euler's constant.
fn start(logarithms: &[f64]) -> [f64; 2] {
    let count = logarithms.len() as f64;
    let mean = logarithms.iter().sum::<f64>() / count;
    let variance = logarithms.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / count;
    let shape = (1.282_549_830_161_864 / variance.sqrt().max(1e-300)).clamp(0.06, 9e3);
    [shape.ln(), mean + 0.577_215_664_901_532_9 / shape]
}

/// The log-likelihood and its derivatives in the logarithms of shape and scale.
fn local(sample: &Sample, logarithms: &[f64], shift: f64, x: &[f64; 2]) -> Option<Local<2>> {
    let tails = |x: &[f64; 2]| {
        Weibull::new(x[0].exp(), x[1].exp(), shift).map_or(f64::NEG_INFINITY, |law| ends(sample, &law))
    };
    let tails = differences(x, tails)?;
    let (count, k) = (logarithms.len() as f64, x[0].exp());
    let [mut sum, mut powers, mut first, mut second] = [0.0; 4];
    for logarithm in logarithms {
        let w = logarithm - x[1];
        let u = (k * w).exp();
        sum += w;
        powers += u;
        first += u * w;
        second += u * w * w;
    }
    let value = count * (x[0] - x[1]) + (k - 1.0) * sum - powers;
    let gradient = [count + k * (sum - first), k * (powers - count)];
    let mixed = k * (powers - count) + k * k * first;
    let hessian = [[k * (sum - first) - k * k * second, mixed], [mixed, -k * k * powers]];
    let local = Local {
        value: value + tails.value,
        gradient: std::array::from_fn(|i| gradient[i] + tails.gradient[i]),
        hessian: std::array::from_fn(|i| std::array::from_fn(|j| hessian[i][j] + tails.hessian[i][j])),
    };
    local.value.is_finite().then_some(local)
}
