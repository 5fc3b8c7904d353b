//! The instance that a certificate speaks about, with its numbers as they were written.

use num_bigint::BigInt;
use num_rational::BigRational;

use crate::fields::Place;
use crate::law::{self, Law};
use crate::limits::MAX_WORKERS;
use crate::trace::{Source, Trace};
use crate::verdict::Judged;

/// Sizes, stragglers and the question.
#[derive(Debug)]
pub(crate) struct Instance {
    pub workers: usize,
    pub coordinates: BigRational,
    /// The unit of work: samples x cycles / workers.
    pub kappa: BigRational,
    pub stragglers: Stragglers,
    pub objective: Objective,
}

/// A law, or measured times in its place.
#[derive(Debug)]
pub(crate) enum Stragglers {
    Law(Law),
    Trace(Trace),
}

/// What is asked.
#[derive(Debug)]
pub(crate) enum Objective {
    ExpectedRuntime,
    CompletionProbability { deadline: BigRational },
}

impl Instance {
    pub fn read(place: &Place, source: Source) -> Judged<Self> {
        place.allow_only(&["system", "stragglers", "objective"])?;
        let system = place.get("system")?;
        system.allow_only(&["workers", "coordinates", "samples", "cycles"])?;
        let workers = system.get("workers")?.count(1, MAX_WORKERS)?;
        let whole = |key: &str| {
            let place = system.get(key)?;
            let value = place.integer()?;
            let positive = value > BigInt::ZERO;
            if positive {
                Ok(BigRational::from_integer(value))
            } else {
                Err(place.malformed("must be above zero"))
            }
        };
        let coordinates = whole("coordinates")?;
        let work = whole("samples")? * system.get("cycles")?.positive()?;
        let stragglers = place.get("stragglers")?;
        let stragglers = match stragglers.optional("trace")? {
            Some(trace) => {
                stragglers.allow_only(&["trace"])?;
                Stragglers::Trace(Trace::read(&trace, workers, source)?)
            }
            None => Stragglers::Law(law::read(&stragglers)?),
        };
        let objective = objective(&place.get("objective")?)?;
        let kappa = work / BigRational::from_integer(workers.into());
        Ok(Self { workers, coordinates, kappa, stragglers, objective })
    }
}

fn objective(place: &Place) -> Judged<Objective> {
    let kind = place.get("kind")?;
    match kind.text()? {
        "expected-runtime" => {
            place.allow_only(&["kind"])?;
            Ok(Objective::ExpectedRuntime)
        }
        "completion-probability" => {
            place.allow_only(&["kind", "deadline"])?;
            Ok(Objective::CompletionProbability { deadline: place.get("deadline")?.positive()? })
        }
        _ => Err(kind.malformed("must be expected-runtime or completion-probability")),
    }
}

/// The loads `W_n = sum over i <= n of (i + 1) x_i` of blocks.
pub(crate) fn loads(blocks: &[BigRational]) -> Vec<BigRational> {
    let weighted = blocks.iter().zip(1_i64..).map(|(block, weight)| block * BigInt::from(weight));
    weighted
        .scan(BigRational::from_integer(BigInt::ZERO), |sum, term| {
            *sum += term;
            Some(sum.clone())
        })
        .collect()
}

/// Loads that never fall nor lie below zero, for points that need not be partitions.
pub(crate) fn rising_loads(blocks: &[BigRational]) -> Vec<BigRational> {
    let mut highest = BigRational::from_integer(BigInt::ZERO);
    let mut rising = loads(blocks);
    for load in &mut rising {
        if *load < highest {
            load.clone_from(&highest);
        } else {
            highest.clone_from(load);
        }
    }
    rising
}
