//! What fits say, in words.

use std::fmt::Write as _;

use crate::fit::{Bootstrap, Check, Estimate, FitError, Fits, Fitted, Load, Loads, Parameter};
use crate::report::number::{NONE, digits, shortest, significant};
use crate::report::origin;
use crate::straggler::Origin;
use crate::wording::{counted, printable};

/// The level at which a hypothesis is rejected, as it is written.
const LEVEL: &str = "1 %";
/// The same as a number.
const REJECTED: f64 = 0.01;
/// Steps of rounding from the least time to the median up to which it is said to be coarse.
const COARSE: f64 = 4.0;
/// Medians of traces that are so many times as large as each other may be in other units.
const APART: f64 = 100.0;
/// Samples from which on a law can be rejected at it.
const LEAST_SAMPLES: usize = 99;
/// The estimates that there are, with their laws.
pub(super) fn estimates(fits: &Fits) -> impl Iterator<Item = (&'static str, &Estimate)> {
    fits.fits.iter().filter_map(|fitted| Some((fitted.law, fitted.estimate.as_ref().ok()?)))
}

pub(super) fn facts(fits: &Fits) -> Vec<(&'static str, String)> {
    let sample = &fits.sample;
    let (times, short) = (sample.times(), |x: f64| significant(x, 4));
    let never = match sample.censored() {
        0 => "all returned".to_owned(),
        censored => format!("{censored} never returned: counted as longer than the largest{}", silent(fits)),
    };
    let rounded = match sample.resolution() {
        0.0 => String::new(),
        unit if COARSE * unit >= sample.median() - times[0] => format!(
            ", rounded to {}, which is coarse beside how much they vary: which law is best and p-values are not to be relied on",
            shortest(unit)
        ),
        unit => format!(", rounded to {}", shortest(unit)),
    };
    let title = if fits.loads.is_some() { "overheads" } else { "range" };
    let mut facts = vec![
        (if fits.traces.len() == 1 { "trace" } else { "traces" }, traces(fits)),
        (
            "times",
            format!(
                "{} of {}{}, {never}",
                counted(fits.rounds as u64, "round"),
                counted(fits.workers as u64, "worker"),
                fits.loads.as_ref().map(rounds).unwrap_or_default()
            ),
        ),
        (
            title,
            format!(
                "least {}, median {}, largest {}{rounded}",
                short(times[0]),
                short(sample.median()),
                short(times[times.len() - 1])
            ),
        ),
    ];
    facts.extend(units(fits).map(|words| ("units", words)));
    if let Some(loads) = &fits.loads {
        facts.splice(1..1, [("loads", each(loads))]);
        facts.push(("cycle time", cycle_time(loads)));
        facts.push(("spread", spread(loads)));
    }
    if let Some((law, _)) = estimates(fits).next() {
        let mut words = format!("{law}, by Akaike's criterion (AIC)");
        if let Some((next, ahead)) = ahead(fits) {
            let _ = write!(words, ", ahead of {next} by {}", significant(ahead, 3));
        }
        facts.push(("best", words));
    }
    facts.extend(judgement(fits).map(|words| ("fit", words)));
    facts
}

/// That traces may be in other units, by their medians.
pub(super) fn units(fits: &Fits) -> Option<String> {
    let known = || fits.traces.iter().zip(&fits.medians).filter(|(_, median)| **median > 0.0);
    let least = known().min_by(|a, b| a.1.total_cmp(b.1))?;
    let most = known().max_by(|a, b| a.1.total_cmp(b.1))?;
    let ratio = most.1 / least.1;
    (ratio >= APART).then(|| {
        format!(
            "the median of {} is {} times that of {}: are they in the same unit?",
            printable(most.0),
            significant(ratio, 3).parse().map_or_else(|_| NONE.to_owned(), shortest),
            printable(least.0)
        )
    })
}

/// Whether the samples reject a law.
pub fn is_rejected(fitted: &Fitted) -> bool {
    let can_reject = fitted.bootstrap.samples >= LEAST_SAMPLES;
    can_reject && fitted.bootstrap.p_value().is_some_and(|p| p <= REJECTED)
}

/// Workers of whom there is not one time.
fn silent(fits: &Fits) -> String {
    let workers = fits.silent.iter().map(usize::to_string).collect::<Vec<_>>();
    match workers.as_slice() {
        [] => String::new(),
        [worker] => format!(
            "; worker {worker} never returned in any round: leave its column out, or it counts as slow ones do"
        ),
        _ => format!(
            "; workers {} never returned in any round: leave their columns out, or they count as slow ones do",
            workers.join(", ")
        ),
    }
}

/// The traces and how they were read, which is said once where it is the same of all; rounds that were left out are added up.
fn traces(fits: &Fits) -> String {
    let names = || fits.traces.iter().map(|name| printable(name));
    let read = |origin: &Origin| origin::in_words(&Origin { dropped: 0, ..origin.clone() });
    let dropped: usize = fits.origins.iter().map(|origin| origin.dropped).sum();
    match fits.origins.first().map(read) {
        Some(first) if fits.origins.iter().all(|other| read(other) == first) => {
            let all = Origin { dropped, ..Origin::default() };
            names().collect::<Vec<_>>().join(", ") + &first + &origin::in_words(&all)
        }
        _ => {
            let said = fits.origins.iter().map(origin::in_words);
            names().zip(said).map(|(name, said)| name + &said).collect::<Vec<_>>().join("; ")
        }
    }
}

/// Whether rounds are the same at every load, and how alike what a worker took is then.
fn rounds(loads: &Loads) -> String {
    if !loads.same_rounds {
        return ", those of every load their own".to_owned();
    }
    let alike = loads.correlation.map(|correlation| {
        format!(" (rank correlation of a worker's overheads in a round {})", significant(correlation, 3))
    });
    format!(", taken to be the same at every load{}", alike.unwrap_or_default())
}

/// The loads with their medians and spreads.
fn each(loads: &Loads) -> String {
    let short = |x: f64| significant(x, 4);
    let of = |load: &Load| {
        format!(
            "{}: median {}, mean deviation {}",
            shortest(load.load),
            short(load.median),
            short(load.deviation)
        )
    };
    let each = loads.loads.iter().map(of).collect::<Vec<_>>().join("; ");
    match loads.falling() {
        None => each,
        Some((less, more)) => format!(
            "{each}; at {} the median is less than at {}: are the loads in the order of the traces?",
            shortest(more.load),
            shortest(less.load)
        ),
    }
}

/// The time of a cycle, constant, with its error.
pub(super) fn cycle_time(loads: &Loads) -> String {
    let value = match loads.standard_error {
        Some(error) => format!("{} +- {}", digits(loads.cycle_time, 0.1 * error), significant(error, 2)),
        None => plain(loads.cycle_time),
    };
    let slope = significant(loads.slope, 4);
    let limit = match loads.is_at_limit {
        true => {
            "; it is as large as the least time lets it be, which leaves some worker next to no overhead: times that vary with \
             the load, or loads in another order, look like that"
        }
        false => "",
    };
    format!(
        "{value}, the same for all, after an overhead of one of these laws; the medians rise by {slope}{limit}"
    )
}

/// What the spread at each load says of a constant cycle time.
pub(super) fn spread(loads: &Loads) -> String {
    let (Some(correlation), Some(p)) = (loads.spread, loads.p_value) else {
        return "times do not differ from their medians".to_owned();
    };
    let by_load = |a: &&Load, b: &&Load| a.load.total_cmp(&b.load);
    let ends = loads.loads.iter().min_by(by_load).zip(loads.loads.iter().max_by(by_load));
    let grows = ends.is_some_and(|(least, most)| most.deviation > least.deviation);
    let verdict = match (loads.is_rejected(), correlation > 0.0) {
        (false, _) => "not rejected",
        (true, rises) if rises != grows => {
            "rejected: most times and the longest ones do not spread alike where there is more to do: distances from the medians \
             and their means go opposite ways, so that neither says whether cycle times vary"
        }
        (true, true) => {
            "rejected: times spread more where there is more to do, so that cycle times vary as well; a constant one beside \
             an overhead does not tell the two apart"
        }
        (true, false) => {
            "rejected: times spread less where there is more to do, which no overhead and cycle time explain that are the \
             same at every load"
        }
    };
    format!(
        "times spread alike at every load: rank correlation {}, p = {}, {verdict}",
        significant(correlation, 3),
        significant(p, 2)
    )
}

/// The second law and by how much its criterion is worse.
fn ahead(fits: &Fits) -> Option<(&'static str, f64)> {
    let mut all = estimates(fits);
    let (_, first) = all.next()?;
    let (law, second) = all.next()?;
    Some((law, second.aic - first.aic))
}

/// What the p-values of all laws say together.
fn judgement(fits: &Fits) -> Option<String> {
    let sampled = || fits.fits.iter().filter(|fitted| fitted.bootstrap.samples > 0);
    let can_reject = |fitted: &&Fitted| fitted.bootstrap.samples >= LEAST_SAMPLES;
    let is_kept = |fitted: &&Fitted| fitted.bootstrap.p_value().is_some_and(|p| p > REJECTED);
    let judged: Vec<&Fitted> = sampled().filter(can_reject).collect();
    let kept: Vec<&str> = judged.iter().copied().filter(is_kept).map(|fitted| fitted.law).collect();
    let ended = if fits.interrupted { "Ctrl-C" } else { "the time limit" };
    let early = if fits.ended_early { format!("; {ended} ended the bootstrap early") } else { String::new() };
    let Some(most) = sampled().map(|fitted| fitted.bootstrap.samples).max() else {
        return fits.ended_early.then(|| format!("not judged: {ended} left no time for the bootstrap"));
    };
    let verdict = match (judged.is_empty(), kept.is_empty()) {
        (true, _) => format!(
            "not judged: {} cannot reject at {LEVEL}, {LEAST_SAMPLES} can",
            counted(most as u64, "sample")
        ),
        (_, true) => {
            let laws = counted(judged.len() as u64, "law");
            format!("{laws} of {} rejected at {LEVEL}: none describes these times", judged.len())
        }
        _ if kept.len() == judged.len() && sampled().count() == judged.len() => {
            format!("no law is rejected at {LEVEL}")
        }
        _ => format!("not rejected at {LEVEL}: {}", kept.join(", ")),
    };
    let open: Vec<String> = sampled()
        .filter(|fitted| !can_reject(fitted) && !judged.is_empty())
        .map(|fitted| format!("{} ({})", fitted.law, counted(fitted.bootstrap.samples as u64, "sample")))
        .collect();
    let unjudged = match open.is_empty() {
        true => String::new(),
        false => format!(
            "; not judged, as fewer than {LEAST_SAMPLES} samples could be fitted again: {}",
            open.join(", ")
        ),
    };
    Some(format!("{verdict}{unjudged}{early}"))
}

/// A p-value of samples: no more digits than they support.
pub(super) fn p_value(bootstrap: Bootstrap) -> Option<String> {
    bootstrap.p_value().map(|p| significant(p, 2))
}

pub(super) fn parameters(estimate: &Estimate) -> String {
    estimate.parameters.iter().map(parameter).collect::<Vec<_>>().join(", ")
}

/// A parameter to the second digit of its standard error.
pub fn parameter(parameter: &Parameter) -> String {
    match parameter.standard_error {
        Some(error) => {
            format!("{} {} +- {}", parameter.key, digits(parameter.value, 0.1 * error), significant(error, 2))
        }
        None => format!("{} {}", parameter.key, plain(parameter.value)),
    }
}

/// Longest number without an error that is shown in full.
const LONGEST: usize = 10;

/// A number without an error: in full where it is short.
fn plain(value: f64) -> String {
    let (full, short) = (shortest(value), significant(value, 6));
    if full.len() <= LONGEST { full } else { short }
}

pub(super) fn answer(check: &Check) -> String {
    let question = check.question;
    let Some(statistic) = check.statistic else {
        return format!("{}: too few workers or rounds to tell", question.hypothesis());
    };
    let value = format!("{} {}", question.statistic(), significant(statistic, 3));
    let Some(p) = check.p_value else {
        return format!("{}: {value}, too few rounds to judge it", question.hypothesis());
    };
    let verdict = match check.is_rejected() {
        true => format!("rejected: {}", question.consequence(statistic)),
        false => "not rejected".to_owned(),
    };
    format!("{}: {value}, p = {}, {verdict}", question.hypothesis(), significant(p, 2))
}

/// What the checks mean for who assumes independent workers of one law.
pub(super) fn conclusion(fits: &Fits) -> String {
    let rejected: Vec<&str> =
        fits.checks.iter().filter(|check| check.is_rejected()).map(|check| check.question.name()).collect();
    if !rejected.is_empty() {
        return format!(
            "Rejected at {LEVEL}: {}. An answer for independent workers of one law is an approximation here: compare it \
             with that over the trace itself, which assumes nothing.",
            rejected.join(", ")
        );
    }
    let open: Vec<&str> = fits
        .checks
        .iter()
        .filter(|check| check.p_value.is_none())
        .map(|check| check.question.name())
        .collect();
    if open.len() == fits.checks.len() {
        return "Nothing can be said of independence: measure more workers or rounds.".to_owned();
    }
    let besides = match open.is_empty() {
        true => String::new(),
        false => format!(", which says nothing of what could not be judged: {}", open.join(", ")),
    };
    format!("Nothing speaks against independent workers of one law at {LEVEL}{besides}.")
}

/// What there is to say, each with the laws of which it is said.
pub(super) fn notes(fits: &Fits) -> Vec<(String, Vec<&'static str>)> {
    let mut notes: Vec<(String, Vec<&'static str>)> = Vec::new();
    for fitted in &fits.fits {
        for note in notes_of(fitted) {
            match notes.iter_mut().find(|(other, _)| *other == note) {
                Some((_, laws)) => laws.push(fitted.law),
                None => notes.push((note, vec![fitted.law])),
            }
        }
    }
    notes
}

pub(super) fn notes_of(fitted: &Fitted) -> Vec<String> {
    match &fitted.estimate {
        Ok(estimate) => estimate.notes.clone(),
        Err(FitError::Unfit { reason, .. }) => vec![format!("not fitted: {reason}")],
        Err(error) => vec![format!("not fitted: {error}")],
    }
}
