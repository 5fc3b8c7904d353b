//! An instance in a caption: a phrase with its symbols, as TeX.

use super::number::shortest;
use crate::instance::{Instance, Objective, Stragglers};
use crate::straggler::ParameterValue;
use crate::tex::escaped;

/// The instance but for keys that vary: `$N=20$ workers, ...`.
pub fn phrase(instance: &Instance, varied: &[&str]) -> String {
    let system = &instance.system;
    let fixed = |key: &str| !varied.contains(&key);
    let number = |x: f64| tex(&shortest(x));
    let parts = [
        ("system.workers", format!("$N={}$", system.workers)),
        ("system.coordinates", format!("$L={}$", system.coordinates)),
        ("system.samples", format!("$M={}$", system.samples)),
        ("system.cycles", format!("$b={}$", number(system.cycles))),
    ];
    let mut parts: Vec<String> =
        parts.into_iter().filter(|(key, _)| fixed(key)).map(|(_, part)| part).collect();
    match &instance.stragglers {
        Stragglers::Trace(trace) => parts.push(format!("cycle times of the trace {}", escaped(trace.path()))),
        Stragglers::Law(law) => {
            parts.push(format!("{} cycle times", escaped(&law.name().replace('-', " "))));
            for (key, value) in law.parameters() {
                if !fixed(&format!("stragglers.{key}")) {
                    continue;
                }
                parts.push(match value {
                    ParameterValue::Number(x) => format!("{} ${}$", escaped(key), number(*x)),
                    ParameterValue::List(list) => {
                        let list: Vec<String> = list.iter().map(|x| number(*x)).collect();
                        format!("{} $({})$", escaped(key), list.join(", "))
                    }
                });
            }
        }
    }
    if let Objective::CompletionProbability { deadline } = instance.objective
        && fixed("objective.deadline")
    {
        parts.push(format!("deadline ${}$", number(deadline)));
    }
    parts.join(", ")
}

/// A number as mathematics.
pub fn tex(number: &str) -> String {
    match number.split_once('e') {
        Some(("1", exponent)) => format!("10^{{{exponent}}}"),
        Some((mantissa, exponent)) => format!("{mantissa}\\times10^{{{exponent}}}"),
        None => number.to_owned(),
    }
}
