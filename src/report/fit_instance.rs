//! An instance file with a fitted law.

use std::fmt::Write as _;

use super::fit::{is_rejected, parameter};
use super::number::significant;
use crate::fit::{Fits, Loads};
use crate::output::mark;
use crate::wording::{counted, printable};

/// A commented instance with the law of the least Akaike criterion and the workers of the traces; none without a law.
pub fn instance(fits: &Fits) -> Option<String> {
    let best = fits.best()?;
    let fitted = fits.fits.iter().find(|fitted| fitted.law == best.law.name())?;
    let mut out =
        format!("# {}\n# A law fitted by `bcgc fit` to {}:\n", mark(), printable(&fits.traces.join(", ")));
    let _ = writeln!(
        out,
        "# {} of {}, taken as independent.",
        counted(fits.rounds as u64, "round"),
        counted(fits.workers as u64, "worker")
    );
    let p = fitted.bootstrap.p_value().map(|p| format!(", p = {}", significant(p, 2))).unwrap_or_default();
    let _ = writeln!(out, "# Kolmogorov-Smirnov distance {:.4}{p}.", best.distance);
    let law = is_rejected(fitted).then_some("the law itself, which does not describe these times");
    let checks = fits.checks.iter().filter(|check| check.is_rejected()).map(|check| check.question.name());
    let rejected: Vec<&str> = law.into_iter().chain(checks).collect();
    if !rejected.is_empty() {
        let _ = writeln!(out, "# Rejected at 1 %: {}. Compare with the trace itself.", rejected.join("; "));
    }
    if let Some(loads) = &fits.loads {
        let _ = writeln!(out, "# The medians of the loads rise by {} a cycle.", significant(loads.slope, 4));
    }
    if fits.loads.as_ref().is_some_and(Loads::is_rejected) {
        out.push_str("# Rejected at 1 %: that times spread alike at every load, as they do with a constant cycle time.\n");
    }
    let _ = write!(
        out,
        "\n[system]\nworkers = {}\ncoordinates = 1000            # L, the parameters of the model\n",
        fits.workers
    );
    out.push_str(match fits.loads {
        None => "cycles = 0.001                # b, here 1/L: results are in the unit of the trace\n",
        Some(_) => {
            "cycles = 0.001                # b, here 1/L: without redundancy a worker has the load 1\n"
        }
    });
    let table = match &fits.loads {
        None => "stragglers",
        Some(loads) => {
            let error = loads.standard_error.map(|error| format!("   # +- {}", significant(error, 2)));
            let error = error.unwrap_or_default();
            let _ = write!(out, "\n[stragglers]\nlaw = \"constant\"\nvalue = {}{error}\n", loads.cycle_time);
            "overhead"
        }
    };
    let _ = write!(out, "\n[{table}]\nlaw = \"{}\"\n", best.law.name());
    for (key, value) in best.law.parameters() {
        let errors: Vec<String> = best
            .parameters
            .iter()
            .filter(|p| p.key.split('[').next() == Some(key) && p.standard_error.is_some())
            .map(parameter)
            .collect();
        let errors: Vec<&str> = match &errors[..] {
            [one] => one.split_once(" +- ").map(|(_, error)| error).into_iter().collect(),
            all => all.iter().map(String::as_str).collect(),
        };
        let sign = if errors.len() == 1 { "+- " } else { "" };
        let errors =
            if errors.is_empty() { String::new() } else { format!("   # {sign}{}", errors.join(", ")) };
        let _ = writeln!(out, "{key} = {value}{errors}");
    }
    Some(out)
}
