//! Laws of the cycle time: survival function, density, tails and power-series majorants, all enclosed.

use num_rational::BigRational;

use crate::enclosure::{Float, Fraction, Interval};
use crate::fields::Place;
use crate::verdict::Judged;

mod gamma;
mod log_normal;
mod mixture;
mod pareto;
mod uniform;
mod weibull;

/// What the checker knows of a law. `None` stands for a number that this checker cannot enclose.
pub(crate) trait CycleTime: std::fmt::Debug + Sync {
    /// The essential infimum `t0`.
    fn infimum(&self) -> &BigRational;

    /// `Pr[T > t]` for `t >= t0`.
    fn survival(&self, t: &Fraction) -> Option<Interval>;

    /// The same and the density, at `t > t0`.
    fn both(&self, t: &Fraction) -> Option<(Interval, Interval)>;

    /// An upper bound of the integral of `Pr[T > u]^power` over `u >= t`, for `t > t0`.
    fn tail(&self, t: &BigRational, power: u32) -> Option<Float>;

    /// For a survival function that continues analytically and completely monotone to the reals right of `t`:
    /// its value there and an upper bound of the continued density. `None` for all other laws, and outside of
    /// that range.
    fn extension(&self, _t: &Fraction) -> Option<(Interval, Float)> {
        None
    }

    /// An upper bound of the sum of `|a_k| radius^k` for the power series of the density around every point
    /// between `low` and `high`; of laws without an extension.
    fn density_majorant(&self, _low: &Fraction, _high: &Fraction, _radius: &Fraction) -> Option<Float> {
        None
    }

    /// Where the density jumps or ends.
    fn break_point(&self) -> Option<&BigRational> {
        None
    }

    /// Why `c^2 f(c) / F(c)` is nonincreasing for all `c`, as the concavity of `ln Pr` in the blocks needs
    /// it.
    fn completion_is_concave(&self) -> Option<&'static str> {
        None
    }
}

/// A law of the registry.
pub(crate) type Law = Box<dyn CycleTime>;

/// Reads a law and its parameters.
pub(crate) fn read(place: &Place) -> Judged<Law> {
    let name = place.get("law")?;
    match name.text()? {
        "shifted-exponential" => mixture::exponential(place),
        "hyper-exponential" => mixture::hyper_exponential(place),
        "pareto" => pareto::read(place),
        "uniform" => uniform::read(place),
        "weibull" => weibull::read(place),
        "gamma" => gamma::read(place, false),
        "erlang" => gamma::read(place, true),
        "log-normal" => log_normal::read(place),
        _ => Err(name.malformed(
            "unknown law; known are shifted-exponential, hyper-exponential, pareto, uniform, weibull, gamma, erlang, log-normal",
        )),
    }
}
