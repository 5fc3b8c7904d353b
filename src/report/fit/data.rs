//! Fits for programs: every digit.

use std::fmt::Write as _;

use serde_json::{Value as Json, json};

use super::words::{notes_of, units};
use crate::fit::{Fits, Loads};
use crate::report::versioned::Versioned;
use crate::straggler::Origin;

pub(super) fn json(fits: &Fits) -> String {
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
        "dropped": fits.origins.iter().map(|origin| origin.dropped).sum::<usize>(),
        "times": {
            "finite": times.len(),
            "never_returned": sample.censored(),
            "silent_workers": fits.silent,
            "least": times[0],
            "median": sample.median(),
            "largest": times[times.len() - 1],
            "resolution": sample.resolution(),
        },
        "medians": fits.medians,
        "units": units(fits),
        "seed": fits.seed,
        "bootstrap": fits.bootstrap,
        "ended_early": fits.ended_early,
        "interrupted": fits.interrupted,
        "fits": laws,
        "independence": checks,
    });
    if let (true, Json::Object(fields)) =
        (fits.origins.iter().any(|origin| origin.long.is_some()), &mut document)
    {
        let columns = |origin: &Origin| {
            origin.long.as_ref().map(|long| [&long.round, &long.worker, &long.time].map(String::clone))
        };
        fields.insert("columns".to_owned(), json!(fits.origins.iter().map(columns).collect::<Vec<_>>()));
    }
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
        "at_limit": loads.is_at_limit,
        "within_rounds": loads.is_within_rounds,
        "slope_of_medians": loads.slope,
        "loads": each,
        "same_rounds": loads.same_rounds,
        "rank_correlation": loads.correlation,
        "spread": {"statistic": loads.spread, "p_value": loads.p_value, "rejected": loads.is_rejected()},
    })
}

pub(super) fn csv(fits: &Fits) -> String {
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
