//! Tables made by several machines, each a part.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use super::computed::Table;
use super::definition::Spec;
use super::error::TableError;
use super::run::{Progress, compute};
use super::work::Work;

/// Every `count`-th cell from the `index`-th on: the part of one of several machines.
///
/// ```
/// use bcgc::table::Shard;
///
/// let shard: Shard = "2/3".parse()?;
/// assert_eq!((0..8).filter(|&cell| shard.has(cell)).collect::<Vec<_>>(), [1, 4, 7]);
/// assert!("4/3".parse::<Shard>().is_err());
/// # Ok::<(), String>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    index: usize,
    count: usize,
}

impl Shard {
    /// Whether a cell belongs to it, by its number from 0.
    pub fn has(self, cell: usize) -> bool {
        cell % self.count == self.index - 1
    }

    /// The name of its log in a folder that all machines may share.
    pub fn log(self, spec: &Spec) -> String {
        format!("{}.{}-of-{}.log.jsonl", spec.name, self.index, self.count)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts = text.split_once('/').map(|(index, count)| (index.trim().parse(), count.trim().parse()));
        match parts {
            Some((Ok(index), Ok(count))) if (1..=count).contains(&index) => Ok(Self { index, count }),
            _ => Err("must be K/N with K from 1 to N: part K of N".to_owned()),
        }
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.count)
    }
}

/// Computes the cells of a shard into a log, with `resume` those that it does not hold yet; their number in all.
///
/// # Errors
/// As of [`run`](super::run()).
pub fn run_shard(
    spec: &Spec,
    shard: Shard,
    log: &Path,
    resume: bool,
    progress: Progress,
) -> Result<usize, TableError> {
    let work = Work::begin(spec, Some(log), resume)?;
    let mine = (0..work.len()).filter(|&cell| shard.has(cell)).count();
    let missing: Vec<usize> = work.missing().into_iter().filter(|&cell| shard.has(cell)).collect();
    compute(work, &missing, mine, progress)?.tidy()?;
    Ok(mine)
}

/// Joins the logs of shards into the table that one machine would have made, with its log.
///
/// # Errors
/// When a log cannot be read, belongs to another spec, contradicts another one, or cells are missing in all of them.
pub fn merge(
    spec: &Spec,
    logs: &[impl AsRef<Path>],
    log: Option<&Path>,
    date: Option<&str>,
) -> Result<Table, TableError> {
    // Everything is read before anything is written: the log may be one of them.
    let mut found = Work::begin(spec, None, false)?;
    logs.iter().try_for_each(|path| found.take(path.as_ref()))?;
    found.into_log(log)?.table(date)
}
