//! Bounds of the expected runtime as numbers, for other checkers: nothing is judged here.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::One;

use super::{Context, Document, expected, is_over_integers};
use crate::fields::Place;
use crate::instance::Objective;
use crate::limits::Clock;
use crate::trace::Source;
use crate::tree::{Cuts, read_forms};
use crate::verdict::Judged;

/// A bound of the expected runtime over `kappa`, and what shall prove it (section 4 of `docs/certificates.md`).
#[derive(Debug, Clone)]
pub struct Bound {
    /// The place of the claim in the document, from 0.
    pub claim: usize,
    /// Whether it speaks of partitions into integers only.
    pub is_over_integers: bool,
    /// The number of blocks.
    pub workers: usize,
    /// What the blocks sum to.
    pub coordinates: BigInt,
    /// `samples * cycles / workers`.
    pub kappa: BigRational,
    /// What no partition shall be below, over `kappa`. Of an optimum: `1 - delta` times an upper bound of its value.
    pub target: BigRational,
    /// Lower bounds of the expected runtime over `kappa`.
    pub cuts: Cuts,
    /// Integer forms of the blocks, on which the tree branches.
    pub forms: Vec<Vec<BigInt>>,
    /// The cases.
    pub tree: Tree,
}

/// The cases of a proof, as the document has them.
#[derive(Debug, Clone)]
pub enum Tree {
    /// The cases `r.x <= low`, `r.x = low + 1, low + 2, ...`, and all above, of a form `r`.
    Node {
        /// The place of the form.
        form: usize,
        /// The value of the first case.
        low: BigInt,
        /// The case of values up to `low`.
        below: Box<Tree>,
        /// One case a value.
        between: Vec<Tree>,
        /// The case of the values beyond.
        above: Box<Tree>,
    },
    /// The end of a case.
    Leaf {
        /// Places of cuts and their weights.
        cuts: Vec<(usize, BigRational)>,
        /// One a node above, from the root.
        multipliers: Vec<BigRational>,
    },
}

/// The bounds among the claims of a document.
pub(crate) fn all(document: &Place, source: Source, clock: &Clock) -> Judged<Vec<Bound>> {
    let document = Document::read(document, source, clock)?;
    let mut found = Vec::new();
    for (number, claim) in document.claims()?.iter().enumerate() {
        if let Some(context) = document.context() {
            found.extend(of_claim(number, claim, &context)?);
        }
    }
    Ok(found)
}

/// The bound of a claim that has one.
pub(crate) fn of_claim(number: usize, claim: &Place, context: &Context) -> Judged<Option<Bound>> {
    let kind = claim.get("claim")?.text()?;
    if !matches!(context.instance.objective, Objective::ExpectedRuntime)
        || !matches!(kind, "lower-bound" | "optimal")
    {
        return Ok(None);
    }
    let proof = claim.get("proof")?;
    let workers = context.instance.workers;
    let (is_over_integers, target) = match kind {
        "optimal" => (true, target_of_optimum(claim, context)?),
        _ => (is_over_integers(claim)?, claim.get("bound")?.number()? / &context.instance.kappa),
    };
    let cuts = expected::read_cuts(&proof, context)?;
    let forms = read_forms(&proof, workers)?;
    let tree = Tree::read(&proof.get("tree")?, cuts.rows.len(), forms.len())?;
    Ok(Some(Bound {
        claim: number,
        is_over_integers,
        workers,
        coordinates: context.instance.coordinates.to_integer(),
        kappa: context.instance.kappa.clone(),
        target,
        cuts,
        forms,
        tree,
    }))
}

/// The partition need not be one: that is for whoever checks the bound.
fn target_of_optimum(claim: &Place, context: &Context) -> Judged<BigRational> {
    let partition = claim.get("partition")?.vector(context.instance.workers)?;
    let rest = BigRational::one() - claim.get("delta")?.nonnegative()?;
    let (_, high) = expected::over_kappa(claim, context, &partition)?;
    Ok(high * rest)
}

impl Tree {
    fn read(place: &Place, cuts: usize, forms: usize) -> Judged<Self> {
        let child = |place: Place| Self::read(&place, cuts, forms);
        let Some(form) = place.optional("form")? else { return Self::leaf(place, cuts) };
        let most = forms.checked_sub(1).ok_or_else(|| form.malformed("the proof has no forms"))?;
        Ok(Self::Node {
            form: form.count(0, most)?,
            low: place.get("low")?.integer()?,
            below: Box::new(child(place.get("below")?)?),
            between: place.get("between")?.items()?.map(child).collect::<Judged<_>>()?,
            above: Box::new(child(place.get("above")?)?),
        })
    }

    fn leaf(place: &Place, cuts: usize) -> Judged<Self> {
        let most = cuts.checked_sub(1).ok_or_else(|| place.malformed("the proof has no cuts"))?;
        let weighted = match place.optional("cut")? {
            Some(cut) => vec![(cut.count(0, most)?, BigRational::one())],
            None => (place.get("cuts")?.items()?)
                .map(|pair| match &pair.items()?.collect::<Vec<_>>()[..] {
                    [cut, weight] => Ok((cut.count(0, most)?, weight.number()?)),
                    _ => Err(pair.malformed("must be a pair: the index of a cut and its weight")),
                })
                .collect::<Judged<_>>()?,
        };
        let multipliers = match place.optional("multipliers")? {
            Some(list) => list.numbers()?,
            None => Vec::new(),
        };
        Ok(Self::Leaf { cuts: weighted, multipliers })
    }
}
