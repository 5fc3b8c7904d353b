//! A document and its claims.

use num_rational::BigRational;
use num_traits::{Signed, Zero};

use crate::fields::Place;
use crate::instance::Instance;
use crate::limits::{Clock, MAX_QUADRATURES};
use crate::quadrature::Quadrature;
use crate::trace::Source;
use crate::verdict::{Accepted, Judged, Refusal};

pub(crate) mod bound;
mod completion;
mod expected;

/// What every claim may need.
pub(crate) struct Context<'a> {
    pub instance: &'a Instance,
    pub quadratures: &'a [Quadrature],
    pub clock: &'a Clock,
}

/// A document whose frame has been read: what its claims speak of, and the claims.
pub(crate) struct Document<'a> {
    place: &'a Place<'a>,
    pub instance: Option<Instance>,
    quadratures: Vec<Quadrature>,
    pub clock: &'a Clock,
}

/// Judges a whole document: it is accepted if all of its claims are.
pub(crate) fn judge(document: &Place, source: Source, clock: &Clock) -> Judged<Accepted> {
    let read = Document::read(document, source, clock)?;
    let claims = read.claims()?.iter().map(|claim| read.judge(claim)).collect::<Judged<Vec<_>>>()?;
    Ok(Accepted { claims, subject: crate::subject::lines(document, clock)? })
}

impl<'a> Document<'a> {
    pub fn read(document: &'a Place<'a>, source: Source, clock: &'a Clock) -> Judged<Self> {
        document.allow_only(&["format", "version", "producer", "instance", "quadratures", "claims"])?;
        let format = document.get("format")?;
        if format.text()? != "bcgc-certificate" {
            return Err(format.malformed("must be bcgc-certificate"));
        }
        document.get("version")?.count(1, 1)?;
        if let Some(producer) = document.optional("producer")? {
            producer.text()?;
        }
        let instance =
            document.optional("instance")?.map(|place| Instance::read(&place, source)).transpose()?;
        let quadratures = match document.optional("quadratures")? {
            Some(list) => {
                if list.length()? > MAX_QUADRATURES {
                    let reason = format!("more than {MAX_QUADRATURES} quadratures");
                    return Err(Refusal::unverified(&list.pointer, reason));
                }
                let read = |place: Place| clock.check(&place.pointer).and_then(|()| Quadrature::read(&place));
                list.items()?.map(read).collect::<Judged<Vec<_>>>()?
            }
            None => Vec::new(),
        };
        Ok(Self { place: document, instance, quadratures, clock })
    }

    pub fn claims(&self) -> Judged<Vec<Place<'a>>> {
        let claims = self.place.get("claims")?;
        if claims.length()? == 0 {
            return Err(claims.malformed("must hold a claim"));
        }
        Ok(claims.items()?.collect())
    }

    /// What one claim proves.
    pub fn judge(&self, claim: &Place) -> Judged<String> {
        self.clock.check(&claim.pointer)?;
        let kind = claim.get("claim")?;
        if kind.text()? == "decodes" {
            return crate::matrix::judge(claim, self.clock);
        }
        match self.context() {
            Some(context) => one(claim, &kind, &context),
            None => Err(kind
                .malformed("this claim speaks of an instance: the key instance of the document is missing")),
        }
    }

    /// What a claim about the instance may need.
    pub fn context(&self) -> Option<Context<'_>> {
        let instance = self.instance.as_ref()?;
        Some(Context { instance, quadratures: &self.quadratures, clock: self.clock })
    }
}

fn one(claim: &Place, kind: &Place, context: &Context) -> Judged<String> {
    use crate::instance::Objective::{CompletionProbability, ExpectedRuntime};
    match (kind.text()?, &context.instance.objective) {
        ("feasible", _) => {
            claim.allow_only(&["claim", "partition"])?;
            context.integer_partition(claim)?;
            Ok("the partition is feasible".to_owned())
        }
        ("value", ExpectedRuntime) => expected::value(claim, context),
        ("lower-bound", ExpectedRuntime) => expected::lower_bound(claim, context),
        ("optimal", ExpectedRuntime) => expected::optimal(claim, context),
        ("value", CompletionProbability { deadline }) => completion::value(claim, context, deadline),
        ("upper-bound", CompletionProbability { deadline }) => {
            completion::upper_bound(claim, context, deadline)
        }
        ("optimal", CompletionProbability { deadline }) => completion::optimal(claim, context, deadline),
        ("lower-bound", _) => Err(kind.malformed("a lower bound is claimed of an expected runtime only")),
        ("upper-bound", _) => {
            Err(kind.malformed("an upper bound is claimed of a completion probability only"))
        }
        _ => Err(kind.malformed(
            "unknown claim; known are feasible, value, lower-bound, upper-bound, optimal, decodes",
        )),
    }
}

impl Context<'_> {
    /// Blocks that are not negative and sum to L exactly.
    pub fn partition(&self, claim: &Place) -> Judged<Vec<BigRational>> {
        let place = claim.get("partition")?;
        let blocks = place.vector(self.instance.workers)?;
        if let Some(i) = blocks.iter().position(Signed::is_negative) {
            return Err(Refusal::rejected(&format!("{}/{i}", place.pointer), "a block must not be negative"));
        }
        let sum: BigRational = blocks.iter().sum();
        if sum != self.instance.coordinates {
            let reason =
                format!("the blocks sum to {sum}, not to the {} coordinates", self.instance.coordinates);
            return Err(Refusal::rejected(&place.pointer, reason));
        }
        Ok(blocks)
    }

    /// A partition into whole blocks.
    pub fn integer_partition(&self, claim: &Place) -> Judged<Vec<BigRational>> {
        let blocks = self.partition(claim)?;
        match blocks.iter().position(|block| !block.is_integer()) {
            None => Ok(blocks),
            Some(i) => {
                let pointer = format!("{}/partition/{i}", claim.pointer);
                Err(Refusal::rejected(&pointer, "a block must be a whole number here"))
            }
        }
    }

    /// The quadrature that a claim or cut refers to.
    pub fn quadrature(&self, place: &Place) -> Judged<&Quadrature> {
        let index = place.get("quadrature")?;
        let most = self.quadratures.len().checked_sub(1);
        let most = most.ok_or_else(|| index.malformed("the document has no quadratures"))?;
        Ok(&self.quadratures[index.count(0, most)?])
    }
}

/// Whether a bound is for partitions into integers, not for all into reals.
fn is_over_integers(claim: &Place) -> Judged<bool> {
    let over = claim.get("over")?;
    match over.text()? {
        "integers" => Ok(true),
        "reals" => Ok(false),
        _ => Err(over.malformed("must be integers or reals")),
    }
}

/// `low <= value <= high` for a value known to lie in `[from, to]`.
fn check_between(claim: &Place, (from, to): &(BigRational, BigRational)) -> Judged<String> {
    let (low, high) = (claim.get("low")?, claim.get("high")?);
    let (least, most) = (low.number()?, high.number()?);
    let off = |claimed: &BigRational, found: &BigRational| {
        let difference = (claimed - found).abs();
        let relative = if found.is_zero() { difference } else { difference / found.abs() };
        format!("by {} of it", crate::show::brief(&relative))
    };
    if *from < least {
        let reason = format!("the value is not proved to be that large: missed {}", off(&least, from));
        return Err(Refusal::rejected(&low.pointer, reason));
    }
    if *to > most {
        let reason = format!("the value is not proved to be that small: missed {}", off(&most, to));
        return Err(Refusal::rejected(&high.pointer, reason));
    }
    Ok(format!("the value lies between {} and {}", show(&low), show(&high)))
}

/// A number as the document has it.
fn show(place: &Place) -> String {
    place.text().map_or_else(|_| place.number().map(|n| n.to_string()).unwrap_or_default(), str::to_owned)
}
