//! The nodes of the grid of order-statistic means, and how exactly a law is known there.

use crate::straggler::CycleTime;

/// A function of less than one over this is not computed as one minus another.
const COMPLEMENT: f64 = 100.0;

/// The nodes of the grid, and at each the functions of the law.
#[derive(Debug, Default)]
pub struct Nodes {
    pub y: Vec<f64>,
    pub cdf: Vec<f64>,
    pub survival: Vec<f64>,
    /// `dF/dv`.
    pub mass: Vec<f64>,
}

/// Nodes in `v = ln y`.
pub fn log_nodes(law: &dyn CycleTime, abscissae: impl Iterator<Item = f64>) -> Nodes {
    let y: Vec<f64> = abscissae.map(f64::exp).collect();
    let (mut survival, mut cdf) = (vec![0.0; y.len()], vec![0.0; y.len()]);
    law.survival_and_cdf(&y, &mut survival, &mut cdf);
    // Not y times the density, which underflows long before this does.
    let mass = y.iter().zip(&survival).map(|(&y, &s)| product(s, law.generalised_failure_rate(y))).collect();
    Nodes { y, cdf, survival, mass }
}

/// Nodes in `v = ln(F / (1 - F))`.
pub fn logit_nodes(law: &dyn CycleTime, abscissae: impl Iterator<Item = f64>) -> Nodes {
    let mut nodes = Nodes::default();
    for v in abscissae {
        let (cdf, survival) = (1.0 / (1.0 + (-v).exp()), 1.0 / (1.0 + v.exp()));
        nodes.y.push(if v < 0.0 { law.quantile(cdf) } else { law.upper_quantile(survival) });
        nodes.mass.push(cdf * survival);
        nodes.cdf.push(cdf);
        nodes.survival.push(survival);
    }
    nodes
}

/// Relative rounding error of a distribution or survival function of the value `p` at a node of the variable `v`: of the
/// function itself, whose exponent is rounded and which may be one minus the other, and of the node, where the function
/// moves by `mass = dF/dv`.
pub fn rounding(p: f64, mass: f64, v: f64) -> f64 {
    if p == 0.0 {
        return 0.0;
    }
    let function = 4.0 - 2.0 * p.ln() + (1.0 / p).min(COMPLEMENT);
    f64::EPSILON * (function + 0.5 * (1.0 + v.abs()) * (mass / p))
}

/// The product, with zero times infinity zero: a weight that underflows wins.
pub fn product(weight: f64, factor: f64) -> f64 {
    if weight == 0.0 { 0.0 } else { weight * factor }
}
