//! Laws fitted to measured times, in every format.

use std::fmt::Write as _;

use serde_json::{Value as Json, json};

use super::format::Format;
use super::markdown::escaped;
use super::number::{NONE, digits, shortest, significant};
use super::paragraph::{NARROWEST, WIDEST, item};
use super::table::{Column, Kind};
use super::text::table;
use super::versioned::Versioned;
use crate::fit::{Bootstrap, Check, Estimate, FitError, Fits, Fitted, Load, Loads, Parameter};
use crate::wording::counted;

/// The level at which a hypothesis is rejected, as it is written.
const LEVEL: &str = "1 %";
/// The same as a number.
const REJECTED: f64 = 0.01;
/// Samples from which on a law can be rejected at it.
const LEAST_SAMPLES: usize = 99;
/// Where the second column of the lists begins.
const INDENT: usize = 23;

/// The fits in one format. CSV has a row a parameter; JSON has every digit.
pub fn render(fits: &Fits, format: Format) -> String {
    match format {
        Format::Text => render_within(fits, usize::MAX),
        Format::Json => json(fits),
        Format::Csv => csv(fits),
        Format::Markdown => markdown(fits),
        Format::Latex => latex(fits),
    }
}

/// The fits as text for a terminal of so many columns.
pub fn render_within(fits: &Fits, width: usize) -> String {
    let width = width.clamp(NARROWEST, WIDEST);
    let mut out = String::new();
    for (label, words) in facts(fits) {
        item(&mut out, label, &words, [0, 12, width]);
    }
    out.push('\n');
    table(&mut out, columns(fits), width);
    out.push_str("\nparameters +- standard errors\n");
    for (law, estimate) in estimates(fits) {
        item(&mut out, law, &parameters(estimate), [2, INDENT, width]);
    }
    out.push_str("\nindependence\n");
    for check in &fits.checks {
        item(&mut out, check.question.name(), &answer(check), [2, INDENT, width]);
    }
    item(&mut out, "", &conclusion(fits), [2, 2, width]);
    let notes = notes(fits);
    if !notes.is_empty() {
        out.push_str("\nnotes\n");
        for (note, laws) in notes {
            item(&mut out, "", &format!("{}: {note}", laws.join(", ")), [2, 2, width]);
        }
    }
    out
}

fn estimates(fits: &Fits) -> impl Iterator<Item = (&'static str, &Estimate)> {
    fits.fits.iter().filter_map(|fitted| Some((fitted.law, fitted.estimate.as_ref().ok()?)))
}

fn facts(fits: &Fits) -> Vec<(&'static str, String)> {
    let sample = &fits.sample;
    let (times, short) = (sample.times(), |x: f64| significant(x, 4));
    let never = match sample.censored() {
        0 => "all returned".to_owned(),
        censored => format!("{censored} never returned: counted as longer than the largest"),
    };
    let rounded = match sample.resolution() {
        0.0 => String::new(),
        unit => format!(", rounded to {}", shortest(unit)),
    };
    let title = if fits.loads.is_some() { "overheads" } else { "range" };
    let mut facts = vec![
        (if fits.traces.len() == 1 { "trace" } else { "traces" }, fits.traces.join(", ")),
        (
            "times",
            format!(
                "{} of {}, {never}",
                counted(fits.rounds as u64, "round"),
                counted(fits.workers as u64, "worker")
            ),
        ),
        (
            title,
            format!(
                "least {}, median {}, largest {}{rounded}",
                short(times[0]),
                short(sample.quantile(0.5)),
                short(times[times.len() - 1])
            ),
        ),
    ];
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
    loads.loads.iter().map(of).collect::<Vec<_>>().join("; ")
}

/// The time of a cycle, constant, with its error.
pub fn cycle_time(loads: &Loads) -> String {
    let value = match loads.standard_error {
        Some(error) => format!("{} +- {}", digits(loads.cycle_time, 0.1 * error), significant(error, 2)),
        None => plain(loads.cycle_time),
    };
    let slope = significant(loads.slope, 4);
    format!("{value}, the same for all, after an overhead of one of these laws; the medians rise by {slope}")
}

/// What the spread at each load says of a constant cycle time.
fn spread(loads: &Loads) -> String {
    let (Some(correlation), Some(p)) = (loads.spread, loads.p_value) else {
        return "times do not differ from their medians".to_owned();
    };
    let verdict = match (loads.is_rejected(), correlation > 0.0) {
        (false, _) => "not rejected",
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
    let judged: Vec<_> =
        fits.fits.iter().filter_map(|fitted| Some((fitted.law, fitted.bootstrap.p_value()?))).collect();
    let kept: Vec<&str> = judged.iter().filter(|(_, p)| *p > REJECTED).map(|(law, _)| *law).collect();
    let early = if fits.ended_early { "; the time limit ended the bootstrap early" } else { "" };
    let most = fits.fits.iter().map(|fitted| fitted.bootstrap.samples).max().unwrap_or(0);
    let least = judged.iter().map(|(_, p)| *p).fold(f64::INFINITY, f64::min);
    match (judged.is_empty(), kept.is_empty()) {
        (true, _) if fits.ended_early => {
            Some("not judged: the time limit left no time for the bootstrap".to_owned())
        }
        (true, _) => None,
        _ if most < LEAST_SAMPLES => Some(format!(
            "not judged: {} cannot reject at {LEVEL}, {LEAST_SAMPLES} can{early}",
            counted(most as u64, "sample")
        )),
        (_, true) => {
            let laws = counted(judged.len() as u64, "law");
            Some(format!("{laws} of {} rejected at {LEVEL}: none describes these times{early}", judged.len()))
        }
        _ if least > REJECTED && kept.len() == judged.len() => {
            Some(format!("no law is rejected at {LEVEL}{early}"))
        }
        _ => Some(format!("not rejected at {LEVEL}: {}{early}", kept.join(", "))),
    }
}

/// A p-value of samples: no more digits than they support.
fn p_value(bootstrap: Bootstrap) -> Option<String> {
    bootstrap.p_value().map(|p| significant(p, 2))
}

fn columns(fits: &Fits) -> Vec<Column> {
    let of = |cell: fn(&Fitted, &Estimate) -> Option<String>| -> Vec<String> {
        let cell = |fitted: &Fitted| cell(fitted, fitted.estimate.as_ref().ok()?);
        fits.fits.iter().map(|fitted| cell(fitted).unwrap_or_else(|| NONE.to_owned())).collect()
    };
    let numbers = |title, cells| Column { title, kind: Kind::Number, cells };
    let laws = fits.fits.iter().map(|fitted| fitted.law.to_owned()).collect();
    vec![
        Column { title: "law", kind: Kind::Words, cells: laws },
        numbers("AIC", of(|_, estimate| Some(format!("{:.2}", estimate.aic)))),
        numbers("log-likelihood", of(|_, estimate| Some(format!("{:.2}", estimate.log_likelihood)))),
        numbers("KS distance", of(|_, estimate| Some(format!("{:.4}", estimate.distance)))),
        numbers("p", of(|fitted, _| p_value(fitted.bootstrap))),
        numbers("samples", of(|fitted, _| Some(fitted.bootstrap.samples.to_string()))),
    ]
}

fn parameters(estimate: &Estimate) -> String {
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

fn answer(check: &Check) -> String {
    let question = check.question;
    let Some(statistic) = check.statistic else {
        return format!("{}: too few workers or rounds to tell", question.hypothesis());
    };
    let value = format!("{} {}", question.statistic(), significant(statistic, 3));
    let Some(p) = check.p_value else {
        return format!("{}: {value}, too few rounds to judge it", question.hypothesis());
    };
    let verdict = match check.is_rejected() {
        true => format!("rejected: {}", question.consequence()),
        false => "not rejected".to_owned(),
    };
    format!("{}: {value}, p = {}, {verdict}", question.hypothesis(), significant(p, 2))
}

/// What the checks mean for who assumes independent workers of one law.
fn conclusion(fits: &Fits) -> String {
    let rejected: Vec<&str> =
        fits.checks.iter().filter(|check| check.is_rejected()).map(|check| check.question.name()).collect();
    if !rejected.is_empty() {
        return format!(
            "Rejected at {LEVEL}: {}. An answer for independent workers of one law is an approximation here: compare it \
             with that over the trace itself, which assumes nothing.",
            rejected.join(", ")
        );
    }
    if fits.checks.iter().all(|check| check.p_value.is_none()) {
        return "Nothing can be said of independence: measure more workers or rounds.".to_owned();
    }
    format!("Nothing speaks against independent workers of one law at {LEVEL}.")
}

/// What there is to say, each with the laws of which it is said.
fn notes(fits: &Fits) -> Vec<(String, Vec<&'static str>)> {
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

fn notes_of(fitted: &Fitted) -> Vec<String> {
    match &fitted.estimate {
        Ok(estimate) => estimate.notes.clone(),
        Err(FitError::Unfit { reason, .. }) => vec![format!("not fitted: {reason}")],
        Err(error) => vec![format!("not fitted: {error}")],
    }
}

fn json(fits: &Fits) -> String {
    let mut text = serde_json::to_string_pretty(&Versioned::new(&document(fits))).unwrap_or_default();
    text.push('\n');
    text
}

fn document(fits: &Fits) -> Json {
    let (sample, times) = (&fits.sample, fits.sample.times());
    let laws: Vec<Json> = fits
        .fits
        .iter()
        .map(|fitted| {
            let estimate = fitted.estimate.as_ref().ok();
            let parameters: Vec<Json> = estimate
                .iter()
                .flat_map(|estimate| &estimate.parameters)
                .map(|p| json!({"key": p.key, "value": p.value, "standard_error": p.standard_error}))
                .collect();
            json!({
                "law": fitted.law,
                "parameters": parameters,
                "log_likelihood": estimate.map(|estimate| estimate.log_likelihood),
                "aic": estimate.map(|estimate| estimate.aic),
                "distance": estimate.map(|estimate| estimate.distance),
                "p_value": fitted.bootstrap.p_value(),
                "samples": fitted.bootstrap.samples,
                "notes": notes_of(fitted),
            })
        })
        .collect();
    let checks: Vec<Json> = fits
        .checks
        .iter()
        .map(|check| {
            json!({
                "check": check.question.name(),
                "hypothesis": check.question.hypothesis(),
                "statistic": check.statistic,
                "p_value": check.p_value,
                "permutations": check.permutations,
                "rejected": check.is_rejected(),
            })
        })
        .collect();
    let mut document = json!({
        "traces": fits.traces,
        "rounds": fits.rounds,
        "workers": fits.workers,
        "times": {
            "finite": times.len(),
            "never_returned": sample.censored(),
            "least": times[0],
            "median": sample.quantile(0.5),
            "largest": times[times.len() - 1],
            "resolution": sample.resolution(),
        },
        "seed": fits.seed,
        "bootstrap": fits.bootstrap,
        "ended_early": fits.ended_early,
        "fits": laws,
        "independence": checks,
    });
    if let (Some(loads), Json::Object(fields)) = (&fits.loads, &mut document) {
        fields.insert("loads".to_owned(), loads_document(loads));
    }
    document
}

fn loads_document(loads: &Loads) -> Json {
    let each: Vec<Json> = loads
        .loads
        .iter()
        .map(|load| {
            json!({"load": load.load, "trace": load.trace, "median": load.median, "mean_deviation": load.deviation})
        })
        .collect();
    json!({
        "cycle_time": loads.cycle_time,
        "standard_error": loads.standard_error,
        "slope_of_medians": loads.slope,
        "loads": each,
        "spread": {"statistic": loads.spread, "p_value": loads.p_value, "rejected": loads.is_rejected()},
    })
}

fn csv(fits: &Fits) -> String {
    let mut out =
        String::from("law,parameter,value,standard_error,log_likelihood,aic,distance,p_value,samples\n");
    let or_empty = |x: Option<f64>| x.map(|x| x.to_string()).unwrap_or_default();
    if let Some(loads) = &fits.loads {
        let _ = writeln!(out, "constant,value,{},{},,,,,", loads.cycle_time, or_empty(loads.standard_error));
    }
    for fitted in &fits.fits {
        let Ok(estimate) = &fitted.estimate else {
            let _ = writeln!(out, "{},,,,,,,,", fitted.law);
            continue;
        };
        for p in &estimate.parameters {
            let _ = writeln!(
                out,
                "{},{},{},{},{},{},{},{},{}",
                fitted.law,
                p.key,
                p.value,
                or_empty(p.standard_error),
                estimate.log_likelihood,
                estimate.aic,
                estimate.distance,
                or_empty(fitted.bootstrap.p_value()),
                fitted.bootstrap.samples
            );
        }
    }
    out
}

/// Law, criterion, distance, p-value and parameters: what a table for people has.
fn rows(fits: &Fits) -> Vec<[String; 5]> {
    let row = |fitted: &Fitted| {
        let law = fitted.law.to_owned();
        match &fitted.estimate {
            Ok(estimate) => [
                law,
                format!("{:.2}", estimate.aic),
                format!("{:.4}", estimate.distance),
                p_value(fitted.bootstrap).unwrap_or_else(|| NONE.to_owned()),
                parameters(estimate),
            ],
            Err(_) => [law, NONE.to_owned(), NONE.to_owned(), NONE.to_owned(), NONE.to_owned()],
        }
    };
    fits.fits.iter().map(row).collect()
}

fn markdown(fits: &Fits) -> String {
    let mut out = String::from("| | |\n| --- | --- |\n");
    for (label, words) in facts(fits) {
        let _ = writeln!(out, "| {label} | {} |", escaped(&words));
    }
    out.push_str("\n| law | AIC | KS distance | p | parameters |\n| --- | ---: | ---: | ---: | --- |\n");
    for row in rows(fits) {
        let _ = writeln!(out, "| {} |", row.join(" | "));
    }
    out.push_str("\n| independence | |\n| --- | --- |\n");
    for check in &fits.checks {
        let _ = writeln!(out, "| {} | {} |", check.question.name(), escaped(&answer(check)));
    }
    let _ = writeln!(out, "\n- {}", escaped(&conclusion(fits)));
    out
}

fn latex(fits: &Fits) -> String {
    let mut out = String::from(
        "\\begin{tabular}{lrrrl}\n\\toprule\nlaw & AIC & KS distance & $p$ & parameters \\\\\n\\midrule\n",
    );
    for row in rows(fits) {
        let _ = writeln!(out, "{} \\\\", row.join(" & ").replace("+-", "$\\pm$"));
    }
    out.push_str("\\bottomrule\n\\end{tabular}\n");
    if let Some(loads) = &fits.loads {
        let _ = writeln!(out, "% cycle time: {}\n% spread: {}", cycle_time(loads), spread(loads));
    }
    for check in &fits.checks {
        let _ = writeln!(out, "% {}: {}", check.question.name(), answer(check));
    }
    out
}
