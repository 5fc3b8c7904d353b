//! All laws fitted to traces, and what the traces say of independence.

use super::bootstrap::{Bootstrap, bootstrap};
use super::dependence::{Check, checks};
use super::error::FitError;
use super::estimate::{Estimate, of_family};
use super::families::chosen;
use super::load::Loads;
use super::repeated::Repeated;
use super::sample::Sample;
use crate::clock::Clock;
use crate::numeric::median::median_of_sorted;
use crate::straggler::{Origin, Trace, units};
use crate::threads;

/// What to fit and how hard to try.
///
/// ```
/// use bcgc::fit::Settings;
///
/// let settings = Settings::default().with_laws(["gamma", "weibull"]).with_bootstrap(99).with_seed(7);
/// assert_eq!((settings.bootstrap, settings.seed, settings.laws.len()), (99, 7, 2));
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Settings {
    /// Names of laws; empty for all.
    pub laws: Vec<String>,
    /// Samples that every fit is compared with.
    pub bootstrap: usize,
    /// Seed of samples and permutations.
    pub seed: u64,
    /// Threads; none for all cores. Results do not depend on it.
    pub threads: Option<usize>,
    /// Ends the samples early.
    pub clock: Clock,
}

impl Default for Settings {
    /// All laws, 200 samples, seed 1, all cores, no limit.
    fn default() -> Self {
        Self { laws: Vec::new(), bootstrap: 200, seed: 1, threads: None, clock: Clock::unlimited() }
    }
}

impl Settings {
    /// Only these laws.
    #[must_use]
    pub fn with_laws<S: Into<String>>(self, laws: impl IntoIterator<Item = S>) -> Self {
        Self { laws: laws.into_iter().map(Into::into).collect(), ..self }
    }

    /// So many samples; 0 for no p-values of fits.
    #[must_use]
    pub fn with_bootstrap(self, bootstrap: usize) -> Self {
        Self { bootstrap, ..self }
    }

    /// Another seed.
    #[must_use]
    pub fn with_seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// So many threads.
    #[must_use]
    pub fn with_threads(self, threads: usize) -> Self {
        Self { threads: Some(threads), ..self }
    }

    /// A clock that ends the samples early.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }
}

/// A law that was to be fitted.
#[derive(Debug)]
#[non_exhaustive]
pub struct Fitted {
    /// Its name.
    pub law: &'static str,
    /// The likeliest one, or why there is none.
    pub estimate: Result<Estimate, FitError>,
    /// What samples of it say.
    pub bootstrap: Bootstrap,
}

/// What [`fit`] found.
#[derive(Debug)]
#[non_exhaustive]
pub struct Fits {
    /// Names of the traces.
    pub traces: Vec<String>,
    /// How the traces were read, and what of their files was left out.
    pub origins: Vec<Origin>,
    /// The median of the finite times of every trace, NaN where there are none; empty for traces of several loads, which differ
    /// by what there is to do.
    pub medians: Vec<f64>,
    /// Rounds of all traces, those that are the same at several loads once.
    pub rounds: usize,
    /// Number of workers.
    pub workers: usize,
    /// The workers, from 1, who never returned in any round.
    pub silent: Vec<usize>,
    /// What the times of several loads say of the time of a cycle: the sample and the laws are then those of the overheads.
    pub loads: Option<Loads>,
    /// The times.
    pub sample: Sample,
    /// The laws, least Akaike criterion first, those without a fit last.
    pub fits: Vec<Fitted>,
    /// Whether times are independent and alike.
    pub checks: Vec<Check>,
    /// Samples asked for.
    pub bootstrap: usize,
    /// Seed of samples and permutations.
    pub seed: u64,
    /// Whether the clock ended the samples early.
    pub ended_early: bool,
    /// Whether that was somebody who cancelled, rather than the time limit.
    pub interrupted: bool,
}

impl Fits {
    /// The fit of the least Akaike criterion.
    pub fn best(&self) -> Option<&Estimate> {
        self.fits.iter().find_map(|fitted| fitted.estimate.as_ref().ok())
    }
}

/// Fits laws to the times of traces of equally many workers, taken as independent observations of one law, and checks
/// whether they are.
///
/// ```
/// use bcgc::Trace;
/// use bcgc::fit::{Settings, fit};
///
/// let rows = vec![vec![1.1, 1.9, 1.3], vec![1.2, 1.4, 2.9], vec![1.6, 1.0, 1.5], vec![3.8, 1.2, 1.7]];
/// let fits = fit(&[Trace::new(rows)?], &Settings::default().with_bootstrap(20))?;
/// let best = fits.best().expect("a law fits");
/// assert!(fits.fits.iter().filter_map(|fitted| fitted.estimate.as_ref().ok()).all(|other| other.aic >= best.aic));
/// # Ok::<(), bcgc::fit::FitError>(())
/// ```
///
/// # Errors
/// For an unknown law, no trace, traces of different numbers of workers, and times of which no two differ. A law that
/// cannot be fitted is no error: its entry says why.
pub fn fit(traces: &[Trace], settings: &Settings) -> Result<Fits, FitError> {
    check_units(traces)?;
    let medians = check_different(traces)?.iter().map(|times| median_of_sorted(times)).collect();
    let rounds: Vec<&[f64]> = traces.iter().flat_map(Trace::rows).map(Vec::as_slice).collect();
    Ok(Fits { medians, ..fit_rounds(traces, &rounds, Repeated::ONCE, settings)? })
}

/// The same for `rounds` of their own, by which independence is judged, and times that belong together: those of a worker and
/// round, one in each trace.
pub(super) fn fit_rounds<R: AsRef<[f64]>>(
    traces: &[Trace],
    rounds: &[R],
    repeated: Repeated,
    settings: &Settings,
) -> Result<Fits, FitError> {
    let families = chosen(&settings.laws)?;
    let workers = check_workers(traces)?;
    let sample = Sample::of(traces)?;
    let rows: Vec<&[f64]> = rounds.iter().map(AsRef::as_ref).collect();
    let work = || {
        let estimates = threads::map(families.len(), |k| of_family(&sample, families[k]));
        let checks = checks(&rows, settings.seed, &settings.clock);
        let done: Vec<_> = families
            .iter()
            .zip(&estimates)
            .filter_map(|(family, estimate)| Some((*family, estimate.as_ref().ok()?)))
            .collect();
        let drawn =
            bootstrap((&sample, repeated), &done, (settings.bootstrap, settings.seed), &settings.clock);
        (estimates, checks, drawn)
    };
    let (estimates, checks, drawn) = threads::on(settings.threads, work)?;
    let mut drawn = drawn.into_iter();
    let mut fits: Vec<Fitted> = families
        .iter()
        .zip(estimates)
        .map(|(family, estimate)| {
            let bootstrap =
                if estimate.is_ok() { drawn.next().unwrap_or_default() } else { Bootstrap::default() };
            Fitted { law: family.name, estimate, bootstrap }
        })
        .collect();
    let is_short = |fitted: &Fitted| fitted.estimate.is_ok() && fitted.bootstrap.samples < settings.bootstrap;
    let ended_early = settings.clock.is_over() && fits.iter().any(is_short);
    let criterion = |fitted: &Fitted| fitted.estimate.as_ref().map_or(f64::INFINITY, |estimate| estimate.aic);
    fits.sort_by(|a, b| criterion(a).total_cmp(&criterion(b)));
    Ok(Fits {
        traces: traces.iter().map(|trace| trace.path().to_owned()).collect(),
        origins: traces.iter().map(|trace| trace.origin().clone()).collect(),
        medians: Vec::new(),
        rounds: rows.len(),
        workers,
        silent: silent(&rows, workers),
        fits,
        checks,
        bootstrap: settings.bootstrap,
        seed: settings.seed,
        ended_early,
        interrupted: ended_early && settings.clock.cancel().is_cancelled(),
        loads: None,
        sample,
    })
}

/// The workers, from 1, who return in none of the rounds.
fn silent(rounds: &[&[f64]], workers: usize) -> Vec<usize> {
    let returns = |worker: usize| rounds.iter().any(|round| round[worker].is_finite());
    (0..workers).filter(|worker| !returns(*worker)).map(|worker| worker + 1).collect()
}

/// The number of workers of all traces, which have them in one order where they name them.
pub(super) fn check_workers<'a>(traces: impl IntoIterator<Item = &'a Trace>) -> Result<usize, FitError> {
    let mut traces = traces.into_iter();
    let workers_of = |trace: &Trace| trace.rows().first().map_or(0, Vec::len);
    let Some(first) = traces.next() else { return Ok(0) };
    let expected = workers_of(first);
    for trace in traces {
        if workers_of(trace) != expected {
            return Err(FitError::Workers {
                file: trace.path().to_owned(),
                found: workers_of(trace),
                first: first.path().to_owned(),
                expected,
            });
        }
        trace.check_workers_of(first)?;
    }
    Ok(expected)
}

/// Different times from which on two traces do not have the same ones by chance.
const MANY: usize = 8;

/// That the traces are in one unit, as far as their columns are named by it.
pub(super) fn check_units<'a>(traces: impl IntoIterator<Item = &'a Trace>) -> Result<(), FitError> {
    match units::between(traces.into_iter().map(|trace| (trace.path(), trace.origin()))) {
        Some(problem) => Err(FitError::Units { problem }),
        None => Ok(()),
    }
}

/// That no trace is there twice, in whatever order its rounds or workers are: its rounds would count as more than they are. The
/// finite times of each, ascending.
pub(super) fn check_different<'a>(
    traces: impl IntoIterator<Item = &'a Trace>,
) -> Result<Vec<Vec<f64>>, FitError> {
    let mut before: Vec<(&Trace, Vec<f64>)> = Vec::new();
    for trace in traces {
        let times = sorted_times(trace);
        let different = 1 + times.windows(2).filter(|pair| pair[0] < pair[1]).count();
        let is_same = |(other, others): &&(&Trace, Vec<f64>)| {
            let is_as_large = other.rows().len() == trace.rows().len();
            other.rows() == trace.rows() || is_as_large && different >= MANY && *others == times
        };
        if let Some((first, _)) = before.iter().find(is_same) {
            let (first, second) = (first.path().to_owned(), trace.path().to_owned());
            return Err(FitError::Twice { first, second });
        }
        before.push((trace, times));
    }
    Ok(before.into_iter().map(|(_, times)| times).collect())
}

/// The finite times of a trace, ascending.
fn sorted_times(trace: &Trace) -> Vec<f64> {
    let mut times: Vec<f64> =
        trace.rows().iter().flatten().copied().filter(|time| time.is_finite()).collect();
    times.sort_unstable_by(f64::total_cmp);
    times
}
