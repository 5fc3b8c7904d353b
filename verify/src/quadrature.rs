//! Quadrature hints: a rule, and panels with the radii of the discs on which remainders are bounded. Any rule
//! and any panels are valid; bad ones only prove little.
//!
//! Proved in `proofs/runtime/quadrature.v`, for polynomials: `quadrature_error`. Proved in
//! `proofs/runtime/power_series.v`, of the factor of a disc: `disc_factor`.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

use crate::enclosure::{Float, Round};
use crate::fields::Place;
use crate::limits::{MAX_NODES, MAX_PANELS};
use crate::verdict::Judged;

/// Digits behind the point of nodes and weights, which are rounded down to them.
pub(crate) const DIGITS: u32 = 120;
/// Moments up to this one are computed, those beyond are bounded.
const MOMENTS: usize = 192;
/// Digits behind the point of the powers of nodes.
const POWERS: u32 = 180;

/// A rule on [-1, 1] with nonnegative weights.
#[derive(Debug)]
pub(crate) struct Rule {
    pub nodes: Vec<BigInt>,
    pub weights: Vec<BigInt>,
    /// Upper bounds of `|sum_i w_i t_i^k - integral of t^k|`.
    errors: Vec<Float>,
    /// An upper bound of the same for all further `k`.
    further: Float,
}

/// A panel ends at `start + end`; without a disc it is bounded by monotonicity alone.
#[derive(Debug)]
pub(crate) struct Panel {
    pub end: BigRational,
    pub disc: Option<Disc>,
}

/// The radius of a disc over half the panel's width, above one, and what the rule misses on it at most: the
/// sum of `|e_k| ratio^-k`.
#[derive(Debug, Clone)]
pub(crate) struct Disc {
    pub ratio: BigRational,
    pub factor: Float,
}

/// A rule and its panels, from `kappa t0 W_(N-1)` on.
#[derive(Debug)]
pub(crate) struct Quadrature {
    pub rule: Rule,
    pub panels: Vec<Panel>,
}

impl Quadrature {
    pub fn read(place: &Place) -> Judged<Self> {
        place.allow_only(&["nodes", "weights", "panels"])?;
        let rule = Rule::read(place)?;
        let panels = place.get("panels")?;
        if panels.length()? > MAX_PANELS || panels.length()? == 0 {
            return Err(panels.malformed(format!("must hold 1 to {MAX_PANELS} panels")));
        }
        let mut read: Vec<Panel> = Vec::new();
        for panel in panels.items()? {
            let parts: Vec<Place> = panel.items()?.collect();
            let (end, ratio) = match &parts[..] {
                [end] => (end, None),
                [end, ratio] => (end, Some(ratio)),
                _ => return Err(panel.malformed("must be [end] or [end, ratio]")),
            };
            let value = end.positive()?;
            if read.last().is_some_and(|last| last.end >= value) {
                return Err(end.malformed("must lie beyond the panel before"));
            }
            read.push(Panel { end: value, disc: ratio.map(|ratio| rule.disc(ratio)).transpose()? });
        }
        Ok(Self { rule, panels: read })
    }
}

impl Rule {
    fn read(place: &Place) -> Judged<Self> {
        let (nodes, weights) = (place.get("nodes")?, place.get("weights")?);
        let count = nodes.length()?;
        if count == 0 || count > MAX_NODES || weights.length()? != count {
            return Err(place.malformed(format!("nodes and weights must be equally many, 1 to {MAX_NODES}")));
        }
        let rounded = |value: &BigRational| (value * (BigInt::one() << DIGITS)).floor().to_integer();
        let within = |place: Place, least: i64, most: i64| {
            let value = place.number()?;
            let integer = |x: i64| BigRational::from_integer(x.into());
            let inside = integer(least) <= value && value <= integer(most);
            if inside {
                Ok(rounded(&value))
            } else {
                Err(place.malformed(format!("must lie in [{least}, {most}]")))
            }
        };
        let nodes = nodes.items()?.map(|node| within(node, -1, 1)).collect::<Judged<Vec<_>>>()?;
        let weights = weights.items()?.map(|weight| within(weight, 0, 2)).collect::<Judged<Vec<_>>>()?;
        Ok(Self::of(nodes, weights))
    }

    fn of(nodes: Vec<BigInt>, weights: Vec<BigInt>) -> Self {
        let digits = POWERS + DIGITS;
        let unit = BigInt::one() << digits;
        let mut powers = vec![BigInt::one() << POWERS; nodes.len()];
        let mut errors = Vec::with_capacity(MOMENTS + 1);
        for k in 0..=MOMENTS {
            let sum: BigInt = powers.iter().zip(&weights).map(|(power, weight)| power * weight).sum();
            let exact = if k % 2 == 0 { (&unit * 2) / (k + 1) } else { BigInt::zero() };
            // Powers are wrong by less than k units, weights are at most 2; the quotient by less than one.
            let slack = (BigInt::from(2 * k * nodes.len()) << DIGITS) + 1;
            errors.push(Float::ratio(&((sum - exact).abs() + slack), &unit, Round::Up));
            for (power, node) in powers.iter_mut().zip(&nodes) {
                *power = (&*power * node) >> DIGITS;
            }
        }
        let total: BigInt = weights.iter().sum();
        let further =
            Float::ratio(&total, &(BigInt::one() << DIGITS), Round::Up).add(Float::integer(1), Round::Up);
        Self { nodes, weights, errors, further }
    }

    fn disc(&self, place: &Place) -> Judged<Disc> {
        let ratio = place.number()?;
        if ratio <= BigRational::one() {
            return Err(place.malformed("must be above one"));
        }
        let inverse = Float::of(&ratio.recip(), Round::Up);
        let gap = Float::of(&(BigRational::one() - ratio.recip()), Round::Down);
        let (mut sum, mut power) = (Float::ZERO, Float::integer(1));
        for error in &self.errors {
            sum = sum.add(error.mul(power, Round::Up), Round::Up);
            power = power.mul(inverse, Round::Up);
        }
        let rest = self.further.mul(power, Round::Up).div(gap, Round::Up);
        let factor = sum.add(rest.unwrap_or(Float::integer(1)), Round::Up);
        Ok(Disc { ratio, factor })
    }
}
