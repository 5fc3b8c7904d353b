//! The tree of a proof by boxes, and its leaves.
//!
//! A tree is a list. Its entries divide what is left of a box; those with one child close a part of it.
//! In a leaf, with weights `w_j >= 0` of cuts, slopes `m_n` of any sign and multipliers `nu_k` of forms,
//!
//! `sum w_j ln Pr(x) <= sum w_j C_j + sum_n max (sum_j w_j g_jn beta(W_n) - m_n W_n) + sum_k max (-nu_k r_k . x)
//!     + L max_i ((i+1) sum over n >= i of m_n + sum_k nu_k r_ki)`,
//!
//! the maxima over the ends of the box and of the forms.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

use super::cuts::Cut;
use super::levels::LogCdf;
use super::peak::{Peak, Tilt};
use super::region::Region;
use super::{DIGITS, Subject, fixed};
use crate::fields::Place;
use crate::verdict::{Judged, Refusal};

/// Halvings for one leaf, for each level.
const HALVINGS: usize = 2000;
/// Halvings between looks at the clock.
const LOOK: usize = 64;

/// Accepts the tree, or says where it fails.
pub(super) fn check(
    tree: &Place,
    subject: &Subject,
    cuts: &[Cut],
    forms: &[Vec<BigInt>],
    target: &BigInt,
) -> Judged<()> {
    let beta = LogCdf::new(subject.law, subject.deadline);
    let region = Region::all(subject.workers, forms.len(), subject.coordinates, subject.whole);
    Walk { subject, cuts, forms, target, beta }.list(tree, region)
}

struct Walk<'a> {
    subject: &'a Subject<'a>,
    cuts: &'a [Cut],
    forms: &'a [Vec<BigInt>],
    target: &'a BigInt,
    beta: LogCdf<'a>,
}

impl Walk<'_> {
    fn list(&mut self, list: &Place, mut region: Region) -> Judged<()> {
        let mut is_closed = false;
        for entry in list.items()? {
            self.subject.clock.check(&entry.pointer)?;
            if is_closed {
                return Err(entry.malformed("nothing can follow a leaf, or a node with both children"));
            }
            let Some((below, above)) = self.parts(&entry, &region)? else {
                self.leaf(&entry, &region)?;
                is_closed = true;
                continue;
            };
            region = match (entry.optional("below")?, entry.optional("above")?) {
                (Some(lower), Some(upper)) => {
                    is_closed = true;
                    self.list(&lower, below)?;
                    self.list(&upper, above)?;
                    continue;
                }
                (Some(lower), None) => {
                    self.list(&lower, below)?;
                    above
                }
                (None, Some(upper)) => {
                    self.list(&upper, above)?;
                    below
                }
                (None, None) => return Err(entry.malformed("a node needs below, above, or both")),
            };
        }
        if is_closed || region.is_empty() {
            return Ok(());
        }
        Err(Refusal::rejected(&list.pointer, "the list ends and leaves a part of its box open"))
    }

    /// The parts of a box below and above a node; `None` for a leaf.
    fn parts(&self, entry: &Place, region: &Region) -> Judged<Option<(Region, Region)>> {
        if let Some(level) = entry.optional("level")? {
            entry.allow_only(&["level", "at", "below", "above"])?;
            let level = level.count(0, self.subject.workers - 1)?;
            let at = entry.get("at")?.nonnegative()?;
            return Ok(Some((region.at_level(level, &at, false), region.at_level(level, &at, true))));
        }
        let Some(form) = entry.optional("form")? else { return Ok(None) };
        entry.allow_only(&["form", "at", "below", "above"])?;
        let most = self.forms.len().checked_sub(1).ok_or_else(|| form.malformed("the proof has no forms"))?;
        let form = form.count(0, most)?;
        let at = entry.get("at")?.integer()?;
        Ok(Some((region.at_form(form, &at, false), region.at_form(form, &at, true))))
    }

    fn leaf(&mut self, leaf: &Place, region: &Region) -> Judged<()> {
        leaf.allow_only(&["cut", "cuts", "slopes", "multipliers"])?;
        let (total, mut bound, factors) = self.combined(leaf)?;
        let slopes: Vec<BigInt> =
            leaf.get("slopes")?.vector(self.subject.workers)?.iter().map(fixed).collect();
        let mut costs = costs(&slopes);
        if let Some(list) = leaf.optional("multipliers")? {
            list.at_most(self.forms.len(), "forms")?;
            for pair in list.items()? {
                bound += self.multiplier(&pair, region, &mut costs)?;
            }
        }
        if region.is_empty() {
            return Ok(());
        }
        let most = costs.into_iter().max().unwrap_or_default();
        bound += most * self.subject.coordinates.to_integer();
        let goal = (self.target * total) >> DIGITS;
        self.levels(leaf, region, factors, slopes, &(goal - bound))
    }

    /// Refines the maxima of the levels until they sum to the goal at most, or are known not to.
    fn levels(
        &mut self,
        leaf: &Place,
        region: &Region,
        factors: Vec<BigInt>,
        slopes: Vec<BigInt>,
        goal: &BigInt,
    ) -> Judged<()> {
        let out = |_| {
            let reason = "the law's functions left the range that this checker encloses";
            Refusal::unverified(&leaf.pointer, reason)
        };
        let mut peaks = Vec::with_capacity(factors.len());
        for (n, (factor, slope)) in factors.into_iter().zip(slopes).enumerate() {
            let tilt = Tilt::new(factor, slope);
            peaks.push(Peak::new(tilt, &region.low[n], &region.high[n], &mut self.beta).map_err(out)?);
        }
        let most = HALVINGS * peaks.len();
        for halvings in 0.. {
            let bounds: Option<Vec<&BigInt>> = peaks.iter().map(Peak::bound).collect();
            let Some(bounds) = bounds else { return Ok(()) };
            let sum: BigInt = bounds.into_iter().sum();
            if sum <= *goal {
                return Ok(());
            }
            let excesses: Vec<BigInt> = peaks.iter().map(Peak::excess).collect();
            let widest = (0..excesses.len()).max_by(|&a, &b| excesses[a].cmp(&excesses[b])).unwrap_or(0);
            let least = &sum - excesses.iter().sum::<BigInt>();
            if least > *goal || halvings >= most || !peaks[widest].refine(&mut self.beta).map_err(out)? {
                let short = BigRational::new(sum - goal, BigInt::from(1) << DIGITS);
                let short = crate::show::brief(&short);
                let reason = format!("the leaf misses the logarithm of the bound by {short}");
                return Err(Refusal::rejected(&leaf.pointer, reason));
            }
            if halvings % LOOK == 0 {
                self.subject.clock.check(&leaf.pointer)?;
            }
        }
        Ok(())
    }

    /// The cuts of a leaf, combined: the sum of the weights, the constant and the slopes.
    fn combined(&self, leaf: &Place) -> Judged<(BigInt, BigInt, Vec<BigInt>)> {
        let most = self.cuts.len().checked_sub(1).ok_or_else(|| leaf.malformed("the proof has no cuts"))?;
        let mut chosen = Vec::new();
        if let Some(cut) = leaf.optional("cut")? {
            leaf.allow_only(&["cut", "slopes", "multipliers"])?;
            chosen.push((cut.count(0, most)?, BigInt::from(1) << DIGITS));
        } else {
            let list = leaf.get("cuts")?;
            list.at_most(most + 1, "cuts")?;
            for pair in list.items()? {
                let parts: Vec<Place> = pair.items()?.collect();
                let [cut, weight] = &parts[..] else { return Err(pair.malformed("must be [cut, weight]")) };
                chosen.push((cut.count(0, most)?, fixed(&weight.nonnegative()?)));
            }
        }
        let (mut total, mut constant) = (BigInt::ZERO, BigInt::ZERO);
        let mut factors = vec![BigInt::ZERO; self.subject.workers];
        for (cut, weight) in chosen {
            let Cut { constant: own, slopes } = &self.cuts[cut];
            constant += ((own * &weight) >> DIGITS) + 1;
            for (factor, slope) in factors.iter_mut().zip(slopes) {
                *factor += (slope * &weight) >> DIGITS;
            }
            total += weight;
        }
        if total.is_zero() {
            return Err(leaf.malformed("the weights of the cuts must not all be zero"));
        }
        Ok((total, constant, factors))
    }

    /// Adds `nu_k r_k` to the costs of the blocks; returns the largest value of `-nu_k r_k . x` in the region.
    fn multiplier(&self, pair: &Place, region: &Region, costs: &mut [BigInt]) -> Judged<BigInt> {
        let parts: Vec<Place> = pair.items()?.collect();
        let [form, value] = &parts[..] else { return Err(pair.malformed("must be [form, multiplier]")) };
        let most = self.forms.len().checked_sub(1).ok_or_else(|| form.malformed("the proof has no forms"))?;
        let form = form.count(0, most)?;
        let nu = fixed(&value.number()?);
        for (cost, entry) in costs.iter_mut().zip(&self.forms[form]) {
            *cost += &nu * entry;
        }
        let (low, high) = &region.forms[form];
        let end = if nu.is_negative() { high } else { low };
        match end {
            Some(end) => Ok(-nu * end),
            None if nu.is_zero() => Ok(nu),
            None => Err(Refusal::rejected(
                &value.pointer,
                "the form has no bound on this side, so this must be 0",
            )),
        }
    }
}

/// `(i+1) sum over n >= i of m_n`.
fn costs(slopes: &[BigInt]) -> Vec<BigInt> {
    let mut sum = BigInt::ZERO;
    let mut costs: Vec<BigInt> = (slopes.iter().enumerate().rev())
        .map(|(i, slope)| {
            sum += slope;
            &sum * (i + 1)
        })
        .collect();
    costs.reverse();
    costs
}
