//! The overhead: what a worker takes besides the time that its load takes.

use serde_json::{Map, Value as Json, json};

use super::range::refused;
use super::stragglers::Stragglers;
use crate::error::Error;
use crate::straggler::{Law, ListedLaw, Missing, ParameterValue, Trace, units};
use crate::wording::{counted, number};

/// The name of what does not vary, in instance files.
pub const CONSTANT: &str = "constant";

/// The time `a_i` before a worker has done anything: worker `i` has done the load `w` at the time `a_i + T_i w`. Levels
/// below the first one in use do not wait, not even for it.
///
/// ```
/// use bcgc::{ExpectedRuntime, Instance, Options, Overhead, Partition, ShiftedExponential, System, evaluate};
///
/// let system = System::new(4, 20)?;
/// let instance = Instance::new(system, ShiftedExponential::new(1.0, 0.0)?, ExpectedRuntime)?;
/// let later = instance.clone().with_overhead(Overhead::Constant(5.0))?;
/// let value = |instance: &Instance| {
///     let partition = Partition::new(vec![4, 2, 2, 12], 4, 20)?;
///     let report = evaluate(instance, &partition, &Options::default().without_bound())?;
///     Ok::<_, bcgc::Error>(report.rows()[0].solution.value.map_or(f64::NAN, |value| value.value))
/// };
/// assert!((value(&later)? - value(&instance)? - 5.0).abs() < 1e-12);
/// # Ok::<(), bcgc::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub enum Overhead {
    /// None: times are proportional to the load.
    #[default]
    None,
    /// The same for every worker and round, in units of time, from 0 on.
    Constant(f64),
    /// Independent and identically distributed over workers and rounds, and independent of the cycle times.
    Law(Law),
    /// Measured in the same rounds as the cycle times, which are constant or a trace of the same shape.
    Trace(Trace),
}

impl From<Law> for Overhead {
    fn from(law: Law) -> Self {
        Self::Law(law)
    }
}

impl<L: ListedLaw + 'static> From<L> for Overhead {
    fn from(law: L) -> Self {
        Self::Law(law.into())
    }
}

impl From<Trace> for Overhead {
    fn from(trace: Trace) -> Self {
        Self::Trace(trace)
    }
}

impl Overhead {
    /// Whether there is none.
    pub fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }

    /// Whether it differs from worker to worker, so that times are not proportional to loads.
    pub fn varies(&self) -> bool {
        matches!(self, Self::Law(_) | Self::Trace(_))
    }

    /// The part that is the same for every worker and round: it adds to every runtime.
    pub(crate) fn constant(&self) -> f64 {
        match self {
            Self::Constant(value) => *value,
            Self::None | Self::Law(_) | Self::Trace(_) => 0.0,
        }
    }

    /// That numbers are in their range and that it goes together with the cycle times.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] with the key.
    pub(super) fn check(&self, stragglers: &Stragglers) -> Result<(), Error> {
        match (self, stragglers) {
            (Self::Constant(value), _) if !(value.is_finite() && *value >= 0.0) => {
                Err(refused("overhead.value", number(*value), "must be a finite number >= 0"))
            }
            (Self::Law(law), Stragglers::Trace(trace)) => Err(refused(
                "overhead.law",
                format!("{:?}", law.name()),
                &format!(
                    "the cycle times are the trace {:?}: give the overheads of its rounds as a trace, a constant \
                     overhead, or a law for both (bcgc fit finds one)",
                    trace.path()
                ),
            )),
            (Self::Trace(trace), Stragglers::Law(law)) => Err(refused(
                "overhead.trace",
                format!("{:?}", trace.path()),
                &format!(
                    "the cycle times follow the law {:?}: give those of the same rounds as a trace, constant ones, or \
                     a law for both (bcgc fit finds one)",
                    law.name()
                ),
            )),
            (Self::Trace(overheads), Stragglers::Trace(times)) => {
                if overheads.dropped() + times.dropped() > 0 {
                    let allowed = "rounds with missing times were left out of one of both traces, so that the rounds no longer \
                                   belong together: leave them out of both files";
                    return Err(refused("overhead.trace", format!("{:?}", overheads.path()), allowed));
                }
                let shape = |trace: &Trace| (trace.rows().len(), trace.rows().first().map_or(0, Vec::len));
                let (found, expected) = (shape(overheads), shape(times));
                if found == expected {
                    return Ok(());
                }
                let shown = |(rounds, workers): (usize, usize)| {
                    format!("{} of {}", counted(rounds as u64, "round"), counted(workers as u64, "worker"))
                };
                let (found, expected) = (shown(found), shown(expected));
                let allowed =
                    format!("it has {found}, the cycle times {expected}; both must be of the same rounds");
                Err(refused("overhead.trace", format!("{:?}", overheads.path()), &allowed))
            }
            _ => Ok(()),
        }
    }

    /// The same with rounds and workers in the order of those of the cycle times, where both are traces that name them.
    ///
    /// # Errors
    /// When names, or units in them, contradict each other.
    pub(super) fn in_order_of(self, stragglers: &Stragglers) -> Result<Self, Error> {
        let (Self::Trace(overheads), Stragglers::Trace(times)) = (&self, stragglers) else {
            return Ok(self);
        };
        let unlike = |problem: &str| refused("overhead.trace", format!("{:?}", overheads.path()), problem);
        let files = [times, overheads].map(|trace| (trace.path(), trace.origin()));
        if let Some(problem) = units::between(files) {
            return Err(unlike(&problem));
        }
        let ordered = overheads.clone().in_order_of(times);
        ordered.map(Self::Trace).map_err(|error| unlike(&error.to_string()))
    }

    /// As in the file format; nothing where there is none.
    pub(super) fn to_json(&self) -> Option<Json> {
        Some(match self {
            Self::None => return None,
            Self::Constant(value) => json!({"law": CONSTANT, "value": value}),
            Self::Law(law) => law_to_json(law),
            // The files of loads stand with the cycle times.
            Self::Trace(trace) if !trace.sources().is_empty() => return None,
            Self::Trace(trace) => trace_to_json(trace),
        })
    }
}

/// A law as in the file format.
pub(super) fn law_to_json(law: &Law) -> Json {
    let mut document = Map::new();
    document.insert("law".to_owned(), json!(law.name()));
    for (key, value) in law.parameters() {
        let value = match value {
            ParameterValue::Number(x) => json!(x),
            ParameterValue::List(list) => json!(list),
        };
        document.insert((*key).to_owned(), value);
    }
    Json::Object(document)
}

/// A trace as in the file format.
pub(super) fn trace_to_json(trace: &Trace) -> Json {
    if !trace.sources().is_empty() {
        let mut document = Map::new();
        for file in trace.sources() {
            document.insert(format!("load-{}", file.load), json!(file.path));
        }
        document.insert("rounds".to_owned(), json!(trace.rows().len()));
        let sources = trace.sources();
        let header = same(sources.iter().map(|file| file.header.is_some()));
        let index = same(sources.iter().map(|file| file.index.is_some()));
        names_to_json(trace, [("header", header), ("index", index)], &mut document);
        reading_to_json(trace, &mut document);
        return Json::Object(document);
    }
    let mut document = Map::new();
    document.insert("trace".to_owned(), json!(trace.path()));
    document.insert("rounds".to_owned(), json!(trace.rows().len()));
    let names = [("header", trace.header().is_some()), ("index", trace.index().is_some())];
    names_to_json(trace, names.map(|(key, is_there)| (key, Some(is_there))), &mut document);
    reading_to_json(trace, &mut document);
    Json::Object(document)
}

/// What was found of some files, where it was the same of all; where it was not they told it themselves, and will again.
fn same(mut found: impl Iterator<Item = bool>) -> Option<bool> {
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}

/// Whether there are a header and an index, where that is known.
fn names_to_json(trace: &Trace, names: [(&str, Option<bool>); 2], document: &mut Map<String, Json>) {
    for (key, is_there) in names {
        // A table with one time a row has no index, and does not say so.
        let is_said = key == "header" || !trace.reading().is_long;
        document.extend(is_there.filter(|_| is_said).map(|is_there| (key.to_owned(), json!(is_there))));
    }
}

/// How a trace is read, where that was said.
fn reading_to_json(trace: &Trace, document: &mut Map<String, Json>) {
    let mut put = |key: &str, value: Json| document.insert(key.to_owned(), value);
    let reading = trace.reading();
    if let Some(delimiter) = reading.delimiter {
        put("delimiter", json!(delimiter.name()));
    }
    match &trace.origin().long {
        // Also where nobody said it: what was read is known then.
        Some(long) => put("columns", json!([long.round, long.worker, long.time])),
        None if !reading.columns.is_empty() => put("columns", json!(reading.columns)),
        None => None,
    };
    if reading.missing == Missing::DropRow {
        put("missing", json!("drop-row"));
    }
    if reading.scale != 1.0 {
        put("scale", json!(reading.scale));
    }
    if reading.is_long {
        put("layout", json!("long"));
    }
}
