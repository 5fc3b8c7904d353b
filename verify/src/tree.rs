//! Trees that prove a lower bound of the expected runtime, from cuts.
//!
//! A cut is a vector `g` with `E(x) >= g . x` for every partition `x`. A leaf combines cuts with weights and
//! the constraints on its path with multipliers: for `x >= 0` with sum `L` that meet the path,
//!
//! `sum_j w_j E(x) >= sum_j w_j g_j . x >= L min_i (sum_j w_j g_j - sum_k nu_k r_k)_i + sum_k nu_k v_k`.
//!
//! The soundness of a tree over integers is `accept_sound` in `proofs/`.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

use crate::fields::Place;
use crate::limits::{Clock, MAX_FORMS};
use crate::trace::{common_denominator, scaled};
use crate::verdict::{Judged, Refusal};

/// Linear lower bounds of the expected runtime over `kappa`, as integers over one denominator.
#[derive(Debug, Clone)]
pub struct Cuts {
    /// A row a cut: the coefficient of every block, times the denominator.
    pub rows: Vec<Vec<BigInt>>,
    /// Above zero.
    pub denominator: BigInt,
}

/// What a tree is checked against.
pub(crate) struct Goal<'a> {
    pub cuts: &'a Cuts,
    /// Numerators of integer forms.
    pub forms: &'a [Vec<BigInt>],
    /// What every block vector sums to.
    pub coordinates: &'a BigRational,
    /// What the expected runtime shall not go below.
    pub target: &'a BigRational,
    pub clock: &'a Clock,
}

#[derive(Clone, Copy)]
enum Sense {
    AtMost,
    Equal,
    AtLeast,
}

struct Constraint<'a> {
    form: &'a [BigInt],
    sense: Sense,
    value: BigInt,
}

/// Reads the integer forms of a proof.
pub(crate) fn read_forms(proof: &Place, workers: usize) -> Judged<Vec<Vec<BigInt>>> {
    let Some(forms) = proof.optional("forms")? else { return Ok(Vec::new()) };
    if forms.length()? > MAX_FORMS {
        return Err(Refusal::unverified(&forms.pointer, format!("more than {MAX_FORMS} forms")));
    }
    let row = |place: Place| {
        if place.length()? != workers {
            return Err(place.malformed(format!("must hold {workers} integers, one a level")));
        }
        place.items()?.map(|entry| entry.integer()).collect()
    };
    forms.items()?.map(row).collect()
}

impl Goal<'_> {
    /// Accepts the tree, or says where it fails. Returns the number of leaves.
    pub fn check(&self, tree: &Place) -> Judged<usize> {
        self.walk(tree, &mut Vec::new())
    }

    fn walk<'a>(&'a self, tree: &Place, path: &mut Vec<Constraint<'a>>) -> Judged<usize> {
        self.clock.check(&tree.pointer)?;
        let Some(form) = tree.optional("form")? else {
            self.leaf(tree, path)?;
            return Ok(1);
        };
        tree.allow_only(&["form", "low", "below", "between", "above"])?;
        let most = self.forms.len().checked_sub(1).ok_or_else(|| form.malformed("the proof has no forms"))?;
        let form = &self.forms[form.count(0, most)?];
        let mut value = tree.get("low")?.integer()?;
        let mut leaves = 0;
        let mut child = |sense, value: &BigInt, tree: &Place| {
            path.push(Constraint { form, sense, value: value.clone() });
            leaves += self.walk(tree, path)?;
            path.pop();
            Ok::<_, Refusal>(())
        };
        child(Sense::AtMost, &value, &tree.get("below")?)?;
        value += 1;
        for between in tree.get("between")?.items()? {
            child(Sense::Equal, &value, &between)?;
            value += 1;
        }
        child(Sense::AtLeast, &value, &tree.get("above")?)?;
        Ok(leaves)
    }

    fn leaf(&self, leaf: &Place, path: &[Constraint]) -> Judged<()> {
        leaf.allow_only(&["cut", "cuts", "multipliers"])?;
        let (indices, weights) = self.weights(leaf)?;
        let multipliers = self.multipliers(leaf, path)?;
        // Everything times `common`, cuts times their denominator as well.
        let common = common_denominator(weights.iter().chain(&multipliers))
            .map_err(|reason| leaf.malformed(reason))?;
        let weights = scaled(&weights, &common);
        let multipliers: Vec<BigInt> =
            scaled(&multipliers, &common).into_iter().map(|nu| nu * &self.cuts.denominator).collect();
        let workers = self.cuts.rows[indices[0]].len();
        let mut residual = vec![BigInt::ZERO; workers];
        for (index, weight) in indices.iter().zip(&weights) {
            add(&mut residual, weight, &self.cuts.rows[*index]);
        }
        let mut constant = BigInt::ZERO;
        for (constraint, nu) in path.iter().zip(&multipliers).filter(|(_, nu)| !nu.is_zero()) {
            add(&mut residual, &-nu, constraint.form);
            constant += nu * &constraint.value;
        }
        let least = residual.iter().min().cloned().unwrap_or_default();
        let bound = self.coordinates * least + constant;
        let total: BigInt = weights.iter().sum();
        let scale = &total * &self.cuts.denominator;
        if bound >= self.target * &scale {
            return Ok(());
        }
        let short = crate::show::brief(&(self.target - bound / scale));
        let target = crate::show::brief(self.target);
        let reason = format!("over kappa the leaf proves {short} less than the {target} that it must");
        Err(Refusal::rejected(&leaf.pointer, reason))
    }

    /// Indices of cuts and their weights, which are nonnegative and not all zero.
    fn weights(&self, leaf: &Place) -> Judged<(Vec<usize>, Vec<BigRational>)> {
        let most =
            self.cuts.rows.len().checked_sub(1).ok_or_else(|| leaf.malformed("the proof has no cuts"))?;
        if let Some(cut) = leaf.optional("cut")? {
            leaf.allow_only(&["cut", "multipliers"])?;
            return Ok((vec![cut.count(0, most)?], vec![BigRational::from_integer(1.into())]));
        }
        let cuts = leaf.get("cuts")?;
        cuts.at_most(most + 1, "cuts")?;
        let mut found = (Vec::new(), Vec::new());
        for pair in cuts.items()? {
            let parts: Vec<Place> = pair.items()?.collect();
            let [index, weight] = &parts[..] else {
                return Err(pair.malformed("must be a pair: the index of a cut and its weight"));
            };
            found.0.push(index.count(0, most)?);
            found.1.push(weight.nonnegative()?);
        }
        if found.1.iter().all(Zero::is_zero) {
            return Err(cuts.malformed("one weight must be above zero"));
        }
        Ok(found)
    }

    /// Multipliers of the path, from the root: at most zero for `<=`, at least zero for `>=`.
    fn multipliers(&self, leaf: &Place, path: &[Constraint]) -> Judged<Vec<BigRational>> {
        let given = match leaf.optional("multipliers")? {
            Some(place) => place,
            None if path.is_empty() => return Ok(Vec::new()),
            None => return Err(leaf.malformed("the key multipliers is missing")),
        };
        if given.length()? != path.len() {
            return Err(
                given.malformed(format!("must hold {} numbers, one a node above the leaf", path.len()))
            );
        }
        let mut multipliers = Vec::with_capacity(path.len());
        for (place, constraint) in given.items()?.zip(path) {
            let nu = place.number()?;
            match constraint.sense {
                Sense::AtMost if nu.is_positive() => {
                    return Err(Refusal::rejected(&place.pointer, "must not be positive below its node"));
                }
                Sense::AtLeast if nu.is_negative() => {
                    return Err(Refusal::rejected(&place.pointer, "must not be negative above its node"));
                }
                _ => multipliers.push(nu),
            }
        }
        Ok(multipliers)
    }
}

fn add(sum: &mut [BigInt], factor: &BigInt, row: &[BigInt]) {
    for (entry, value) in sum.iter_mut().zip(row) {
        if !value.is_zero() {
            *entry += factor * value;
        }
    }
}
