//! The expected runtime over `kappa` and its tangents, enclosed by quadrature with a proved remainder.
//!
//! `E = s0 + integral of 1 - G(s)` from `s0 = t0 W_(N-1)`, `G` being the boundary recursion at the slices
//! `p_n(s) = S(s/W_(n+1)) - S(s/W_n)`. Around the centre `c` of a panel with half-width `h` let `|q|_R` be
//! the sum of the absolute values of the coefficients of a power series times `R^k`. It is submultiplicative
//! and the recursion has nonnegative coefficients: `|G|_R` is at most the recursion at upper bounds of
//! `|p_n|_R`, and the rule misses at most `h |G|_R` times the sum of `|e_k| (h/R)^k` over its moment errors
//! `e_k`.
//!
//! Proved in `proofs/runtime/quadrature.v`, for polynomials: `majorant_of_probability`, `quadrature_error`.
//! Proved in `proofs/runtime/monotone.v`, for panels without a disc and for the tail: `probability_monotone`, `union_bound`.
//! Proved in `proofs/runtime/sized.v`, of `|.|_R`: `slice_sized`, `probability_sized`, `slope_sized`,
//! `probability_homogeneous`, `slope_homogeneous`.
//! Proved in `proofs/runtime/power_series.v`: `power_series_sized`, `completely_monotone_move`,
//! `completely_monotone_size`, `sized_quadrature_error`, `panel_error`.

use num_bigint::BigInt;
use num_integer::Integer as _;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

use crate::boundary::Boundary;
use crate::enclosure::recursion::Recursion;
use crate::enclosure::{Float, Fraction, Interval, Round};
use crate::law::CycleTime;
use crate::limits::Clock;
use crate::quadrature::{DIGITS, Disc, Quadrature};
use crate::verdict::{Judged, Refusal};

/// An integral to enclose, and hints.
pub(crate) struct Integral<'a> {
    pub boundary: Boundary<'a>,
    pub quadrature: &'a Quadrature,
    pub clock: &'a Clock,
}

/// A panel between two break points of the law.
struct Piece<'a> {
    low: BigRational,
    high: BigRational,
    disc: Option<&'a Disc>,
}

impl Piece<'_> {
    fn centre(&self) -> BigRational {
        (&self.low + &self.high) / BigInt::from(2)
    }

    fn half_width(&self) -> BigRational {
        (&self.high - &self.low) / BigInt::from(2)
    }
}

impl Integral<'_> {
    fn unusable(&self, what: &str) -> Refusal {
        Refusal::rejected(self.boundary.pointer, format!("the quadrature proves nothing here: {what}"))
    }

    /// The panels in terms of `s`, split where a level meets a break point of the law.
    fn pieces(&self) -> Vec<Piece<'_>> {
        let start = self.boundary.start();
        let mut breaks: Vec<BigRational> = match self.boundary.law.break_point() {
            Some(point) => self.boundary.loads.iter().map(|load| load * point).collect(),
            None => Vec::new(),
        };
        breaks.sort();
        breaks.dedup();
        let mut pieces = Vec::new();
        let mut low = start.clone();
        for panel in &self.quadrature.panels {
            let end = &start + &panel.end;
            for point in
                breaks.iter().filter(|point| low < **point && **point < end).cloned().collect::<Vec<_>>()
            {
                pieces.push(Piece { low, high: point.clone(), disc: panel.disc.as_ref() });
                low = point;
            }
            pieces.push(Piece { low, high: end.clone(), disc: panel.disc.as_ref() });
            low = end;
        }
        pieces
    }

    /// The expected runtime over `kappa`, between two rational numbers.
    pub fn value(&self) -> Judged<(BigRational, BigRational)> {
        let mut recursion = self.boundary.recursion()?;
        let (mut low, mut high, mut error) = (Float::ZERO, Float::ZERO, Float::ZERO);
        let pieces = self.pieces();
        for piece in &pieces {
            self.clock.check(self.boundary.pointer)?;
            let (from, to) = match piece.disc {
                Some(disc) => {
                    let half = Float::of(&piece.half_width(), Round::Up);
                    let majorant =
                        self.majorant(piece, disc, &mut recursion)?.add(Float::integer(1), Round::Up);
                    let missed = half.mul(majorant, Round::Up).mul(disc.factor, Round::Up);
                    error = error.add(missed, Round::Up);
                    self.rule_of_complement(piece, &mut recursion)?
                }
                None => self.between_ends(piece, &mut recursion)?,
            };
            low = low.add(from, Round::Down);
            high = high.add(to, Round::Up);
        }
        let end = pieces.last().map_or_else(|| self.boundary.start(), |piece| piece.high.clone());
        high = high.add(self.tail(&end)?, Round::Up).add(error, Round::Up);
        let inside = low.sub(error, Round::Down);
        let start = self.boundary.start();
        Ok((&start + inside.to_rational(Round::Down), start + high.to_rational(Round::Up)))
    }

    /// Lower bounds of the cut's coefficients `(i+1) sum over n >= i of E[T_(N-n); level n finishes last]`.
    pub fn cut(&self) -> Judged<Vec<Float>> {
        let mut recursion = self.boundary.recursion()?;
        let workers = self.boundary.loads.len();
        let mut levels = vec![Float::ZERO; workers];
        for piece in &self.pieces() {
            self.clock.check(self.boundary.pointer)?;
            // The integrand is nonnegative: leaving out a panel, or more than it gives, is safe.
            let Some(disc) = piece.disc else { continue };
            let sums = self.rule_of_levels(piece, &mut recursion)?;
            let missed = self.level_majorants(piece, disc, &mut recursion)?;
            let half = Float::of(&piece.half_width(), Round::Down);
            for (level, (sum, missed)) in levels.iter_mut().zip(sums.into_iter().zip(missed)) {
                let part = half.mul(sum, Round::Down).sub(missed, Round::Down);
                *level = level.add(part, Round::Down);
            }
        }
        let mut sum = Float::ZERO;
        let mut cut = vec![Float::ZERO; workers];
        for i in (0..workers).rev() {
            let squared = Interval::of(&(&self.boundary.loads[i] * &self.boundary.loads[i]));
            if !self.boundary.loads[i].is_zero() {
                sum = sum.add(levels[i].div(squared.high, Round::Down).unwrap_or(Float::ZERO), Round::Down);
            }
            cut[i] = sum.mul(Float::integer(i as u64 + 1), Round::Down);
        }
        Ok(cut)
    }

    /// `h sum_i w_i (1 - G(s_i))` between two numbers.
    fn rule_of_complement(&self, piece: &Piece, recursion: &mut Recursion) -> Judged<(Float, Float)> {
        let (mut low, mut high) = (Float::ZERO, Float::ZERO);
        let one = Float::integer(1);
        for (s, weight) in nodes(piece, self.quadrature) {
            let probability = self.boundary.probability(&s, recursion)?;
            let weight = weight.scale(-i64::from(DIGITS));
            low = low.add(weight.mul(one.sub(probability.high, Round::Down), Round::Down), Round::Down);
            high = high.add(weight.mul(one.sub(probability.low, Round::Up), Round::Up), Round::Up);
        }
        let half = Interval::of(&piece.half_width());
        Ok((half.low.mul(low, Round::Down), half.high.mul(high, Round::Up)))
    }

    /// The integral of `1 - G` over a piece from its values at the ends: `G` rises.
    fn between_ends(&self, piece: &Piece, recursion: &mut Recursion) -> Judged<(Float, Float)> {
        let width = Interval::of(&(&piece.high - &piece.low));
        let first = if piece.low > self.boundary.start() {
            self.boundary.probability(&Fraction::of(&piece.low), recursion)?.low
        } else {
            Float::ZERO
        };
        let last = self.boundary.probability(&Fraction::of(&piece.high), recursion)?.high;
        let one = Float::integer(1);
        let low = width.low.mul(one.sub(last, Round::Down), Round::Down);
        Ok((low, width.high.mul(one.sub(first, Round::Up), Round::Up)))
    }

    /// `sum_i w_i D_n(s_i) f(s_i/W_n) s_i` from below, for every level; the division by `W_n^2` comes last.
    fn rule_of_levels(&self, piece: &Piece, recursion: &mut Recursion) -> Judged<Vec<Float>> {
        let mut sums = vec![Float::ZERO; self.boundary.loads.len()];
        for (s, weight) in nodes(piece, self.quadrature) {
            let (densities, derivatives) = self.boundary.derivatives(&s, recursion, Round::Down)?;
            let weight = weight.scale(-i64::from(DIGITS));
            let factor = weight.mul(Float::ratio(&s.numerator, &s.denominator, Round::Down), Round::Down);
            for (sum, (density, derivative)) in sums.iter_mut().zip(densities.iter().zip(derivatives)) {
                let term = density.low.mul(derivative, Round::Down).mul(factor, Round::Down);
                *sum = sum.add(term, Round::Down);
            }
        }
        Ok(sums)
    }

    /// What is left of the integral beyond `end`, at most: `sum_n C(N, n+1) integral of S(s/W_n)^(n+1)`.
    fn tail(&self, end: &BigRational) -> Judged<Float> {
        let workers = self.boundary.loads.len();
        let mut binomial = BigInt::one();
        let mut sum = Float::ZERO;
        for (n, load) in self.boundary.loads.iter().enumerate() {
            binomial = binomial * (workers - n) / (n + 1);
            if load.is_zero() {
                continue;
            }
            let power = u32::try_from(n + 1).map_err(|_| self.boundary.not_enclosed())?;
            let term = self.boundary.law.tail(&(end / load), power);
            let term =
                term.ok_or_else(|| self.unusable("what is left beyond the last panel has no finite bound"))?;
            let factor = Float::of(&(load * &binomial), Round::Up);
            sum = sum.add(term.mul(factor, Round::Up), Round::Up);
        }
        Ok(sum)
    }

    /// An upper bound of `|G|_R`.
    fn majorant(&self, piece: &Piece, disc: &Disc, recursion: &mut Recursion) -> Judged<Float> {
        let (slices, total) = self.unit_majorants(piece, disc)?;
        let value =
            recursion.probability(&slices, Round::Up).map_err(|_| self.unusable("a disc is too wide"))?;
        Ok(value.mul(total.pow(self.boundary.loads.len() as u32, Round::Up), Round::Up))
    }

    /// What the rule misses at most of `h sum_i w_i D_n f(c_n) s`, for every level.
    fn level_majorants(&self, piece: &Piece, disc: &Disc, recursion: &mut Recursion) -> Judged<Vec<Float>> {
        let (slices, total) = self.unit_majorants(piece, disc)?;
        let wide = |_| self.unusable("a disc is too wide");
        recursion.probability(&slices, Round::Up).map_err(wide)?;
        let derivatives = recursion.derivatives(Round::Up).map_err(wide)?;
        let (centre, radius) = (piece.centre(), piece.half_width() * &disc.ratio);
        let nearest = Fraction::of(&(&centre - &radius));
        let power = total.pow(self.boundary.loads.len() as u32 - 1, Round::Up);
        let farthest = Float::of(&(piece.centre() + &radius), Round::Up);
        let factor = power.mul(farthest, Round::Up).mul(disc.factor, Round::Up);
        let factor = factor.mul(Float::of(&piece.half_width(), Round::Up), Round::Up);
        let level = |(load, derivative): (&BigRational, Float)| {
            if load.is_zero() {
                return Ok(Float::ZERO);
            }
            let density = match self.boundary.law.extension(&nearest.over(load)) {
                Some((_, density)) => Some(density),
                None => {
                    let centre = Fraction::of(&centre).over(load);
                    self.boundary.law.density_majorant(&centre, &centre, &Fraction::of(&radius).over(load))
                }
            };
            let density =
                density.ok_or_else(|| self.unusable("a disc reaches where the density has no series"))?;
            Ok(density.mul(derivative, Round::Up).mul(factor, Round::Up))
        };
        self.boundary.loads.iter().zip(derivatives).map(level).collect()
    }

    /// Upper bounds of `|p_n|_R` over their sum, and that sum: the recursion is homogeneous.
    fn unit_majorants(&self, piece: &Piece, disc: &Disc) -> Judged<(Vec<Float>, Float)> {
        let bounds = self.slice_majorants(piece, disc)?;
        let total = bounds.iter().fold(Float::ZERO, |sum, bound| sum.add(*bound, Round::Up));
        let inverse = Float::integer(1).div(total, Round::Up).ok_or_else(|| self.boundary.not_enclosed())?;
        Ok((bounds.into_iter().map(|bound| bound.mul(inverse, Round::Up)).collect(), total))
    }

    fn slice_majorants(&self, piece: &Piece, disc: &Disc) -> Judged<Vec<Float>> {
        let series = Series::new(&self.boundary, piece.centre(), piece.half_width() * &disc.ratio);
        let values = self.boundary.slices(&self.boundary.survivals(&Fraction::of(&series.centre))?);
        let moves = self.boundary.loads.iter().map(|load| series.survival_move(load)).collect::<Vec<_>>();
        let bound = |n: usize| {
            // Value at the centre plus what both ends of the slice can move.
            let next = if n + 1 < moves.len() { moves[n + 1] } else { Some(Float::ZERO) };
            let moved = match (moves[n], next) {
                (Some(own), Some(next)) => Some(values[n].high.add(own, Round::Up).add(next, Round::Up)),
                _ => None,
            };
            match (moved, series.slice(n)) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            }
        };
        let reach = || self.unusable("a disc reaches where a slice has no series");
        (0..self.boundary.loads.len()).map(|n| bound(n).ok_or_else(reach)).collect()
    }
}

/// Nodes of a piece and their weights, in units of 2^-120.
fn nodes<'a>(piece: &Piece, quadrature: &'a Quadrature) -> impl Iterator<Item = (Fraction, Float)> + use<'a> {
    let (centre, half) = (piece.centre(), piece.half_width());
    let common = centre.denom().lcm(half.denom());
    let middle = (centre.numer() * (&common / centre.denom())) << DIGITS;
    let step = half.numer() * (&common / half.denom());
    let denominator = common << DIGITS;
    let rule = &quadrature.rule;
    rule.nodes.iter().zip(&rule.weights).map(move |(node, weight)| {
        let s = Fraction { numerator: &middle + &step * node, denominator: denominator.clone() };
        // Weights have at most 122 bits: exact.
        (s, Float::ratio(weight, &BigInt::one(), Round::Down))
    })
}

/// Power series around the centre of a piece, on a disc.
struct Series<'a> {
    boundary: &'a Boundary<'a>,
    centre: BigRational,
    radius: BigRational,
    /// `c - R`, `c + R` and their quotient.
    nearest: Fraction,
    farthest: BigRational,
    quotient: Option<Float>,
}

/// Parts into which a slice is cut where its density is bounded part by part.
const PARTS: u32 = 6;

impl<'a> Series<'a> {
    fn new(boundary: &'a Boundary<'a>, centre: BigRational, radius: BigRational) -> Self {
        let (nearest, farthest) = (&centre - &radius, &centre + &radius);
        let quotient = nearest.is_positive().then(|| Float::of(&(&farthest / &nearest), Round::Up));
        Self { boundary, centre, radius, nearest: Fraction::of(&nearest), farthest, quotient }
    }

    fn law(&self) -> &dyn CycleTime {
        self.boundary.law
    }

    /// An upper bound of `|S(s/W) - S(c/W)|_R`.
    fn survival_move(&self, load: &BigRational) -> Option<Float> {
        if load.is_zero() {
            return Some(Float::ZERO);
        }
        if let Some((near, _)) = self.law().extension(&self.nearest.over(load)) {
            // Completely monotone: the sum of absolute values is the value at c - R.
            let (own, _) = self.law().extension(&Fraction::of(&self.centre).over(load))?;
            return Some(near.high.sub(own.low, Round::Up));
        }
        let (centre, radius) = (Fraction::of(&self.centre).over(load), Fraction::of(&self.radius).over(load));
        let density = self.law().density_majorant(&centre, &centre, &radius)?;
        Some(density.mul(radius.enclosed().high, Round::Up))
    }

    /// An upper bound of `|p_n|_R` from `p_n = integral of s f(v s) dv` over the slice.
    fn slice(&self, n: usize) -> Option<Float> {
        if self.law().break_point().is_some() {
            return None;
        }
        let loads = self.boundary.loads;
        let Some(inner) = loads.get(n + 1) else { return self.last_slice(&loads[n]) };
        if inner == &loads[n] {
            return Some(Float::ZERO);
        }
        if let Some(quotient) = self.quotient
            && let Some((near, _)) = self.law().extension(&self.nearest.over(inner))
        {
            let far = match loads[n].is_zero() {
                true => Float::ZERO,
                false => self.law().extension(&self.nearest.over(&loads[n]))?.0.low,
            };
            return Some(near.high.sub(far, Round::Up).mul(quotient, Round::Up));
        }
        if loads[n].is_zero() {
            return None;
        }
        self.slice_by_parts(inner, &loads[n])
    }

    fn slice_by_parts(&self, inner: &BigRational, outer: &BigRational) -> Option<Float> {
        // 1/inner and 1/outer over a common denominator, which leaves the ends of parts whole there.
        let denominator = inner.numer() * outer.numer() * PARTS;
        let (first, last) = (inner.denom() * outer.numer(), outer.denom() * inner.numer());
        let end = |k: u32| &first * (PARTS - k) + &last * k;
        let at = |v: &BigInt, factor: &BigRational| Fraction {
            numerator: v * factor.numer(),
            denominator: &denominator * factor.denom(),
        };
        let mut sum = Float::ZERO;
        let mut left = end(0);
        for k in 1..=PARTS {
            let right = end(k);
            // The radius grows with v as the distance does: take the larger one.
            let density = self.law().density_majorant(
                &at(&left, &self.centre),
                &at(&right, &self.centre),
                &at(&right, &self.radius),
            )?;
            sum = sum.add(density, Round::Up);
            left = right;
        }
        let factor = at(&(last - first), &self.farthest).enclosed().high;
        Some(sum.mul(factor, Round::Up))
    }

    /// The last slice, `F` at `t0 + (s - s0)/W`, in the same way; for completely monotone laws only.
    fn last_slice(&self, load: &BigRational) -> Option<Float> {
        let distance = &self.centre - self.boundary.start();
        if load.is_zero() || distance <= self.radius {
            return None;
        }
        let (near, _) = self.law().extension(&self.nearest.over(load))?;
        let cdf = Float::integer(1).sub(near.low, Round::Up);
        let ratio = (&distance + &self.radius) / (distance - &self.radius);
        Some(cdf.mul(Float::of(&ratio, Round::Up), Round::Up))
    }
}
