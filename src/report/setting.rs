//! An instance in a caption: a phrase with its symbols, as TeX.

use super::number::{shortest, significant};
use super::origin;
use crate::instance::{Instance, Objective, Overhead, Stragglers};
use crate::straggler::{Law, ParameterValue, Trace};
use crate::tex::escaped;
use crate::wording::counted;

/// The instance: `$N=20$, $L=20000$, ...`.
pub fn phrase(instance: &Instance) -> String {
    parts(instance, &[], &samples(instance)).join(", ")
}

/// What is the same in several instances, but for keys that are varied: what follows a varied key differs as well.
pub fn common(instances: &[&Instance], varied: &[&str]) -> String {
    let systems = || instances.iter().map(|instance| &instance.system);
    let follow = systems().all(|system| system.samples == system.workers as u64);
    let differ = systems().any(|system| Some(system.samples) != systems().next().map(|first| first.samples));
    let of = |instance: &&Instance| {
        let samples = if follow && differ { "$M=N$".to_owned() } else { samples(instance) };
        parts(instance, varied, &samples)
    };
    let mut all = instances.iter().map(of);
    let first = all.next().unwrap_or_default();
    let rest: Vec<Vec<String>> = all.collect();
    let same = first.into_iter().filter(|part| rest.iter().all(|other| other.contains(part)));
    same.collect::<Vec<_>>().join(", ")
}

fn samples(instance: &Instance) -> String {
    format!("$M={}$", instance.system.samples)
}

/// The phrases of an instance but for keys that are varied, with that of its samples.
fn parts(instance: &Instance, varied: &[&str], samples: &str) -> Vec<String> {
    let system = &instance.system;
    let fixed = |key: &str| !varied.contains(&key);
    let number = |x: f64| tex(&shortest(x));
    let parts = [
        ("system.workers", format!("$N={}$", system.workers)),
        ("system.coordinates", format!("$L={}$", system.coordinates)),
        ("system.samples", samples.to_owned()),
        ("system.cycles", format!("$b={}$", number(system.cycles))),
    ];
    let mut parts: Vec<String> =
        parts.into_iter().filter(|(key, _)| fixed(key)).map(|(_, part)| part).collect();
    match &instance.stragglers {
        Stragglers::Trace(trace) => {
            parts.push(measured("cycle times", trace));
            parts.push(counted(trace.rows().len() as u64, "round"));
            parts.extend(origin::of_numbers(trace.origin()));
        }
        Stragglers::Law(law) => {
            parts.extend(of_law(["cycle times", ""], law, |key| fixed(&format!("stragglers.{key}"))))
        }
        Stragglers::Constant(value) if fixed("stragglers.value") => {
            parts.push(format!("constant cycle time ${}$", number(*value)));
        }
        Stragglers::Constant(_) => parts.push("constant cycle time".to_owned()),
    }
    match &instance.overhead {
        Overhead::None => {}
        Overhead::Trace(trace) => {
            parts.push(measured("overheads", trace));
            if !matches!(instance.stragglers, Stragglers::Trace(_)) {
                parts.push(counted(trace.rows().len() as u64, "round"));
                parts.extend(origin::of_numbers(trace.origin()));
            }
        }
        Overhead::Law(law) => {
            let names = ["overheads", "overhead "];
            parts.extend(of_law(names, law, |key| fixed(&format!("overhead.{key}"))));
        }
        Overhead::Constant(value) if fixed("overhead.value") => {
            parts.push(format!("constant overhead ${}$", number(*value)));
        }
        Overhead::Constant(_) => parts.push("constant overhead".to_owned()),
    }
    if let Objective::CompletionProbability { deadline } = instance.objective
        && fixed("objective.deadline")
    {
        parts.push(format!("deadline ${}$", number(deadline)));
    }
    parts
}

fn measured(times: &str, trace: &Trace) -> String {
    format!("{times} of the trace {}", escaped(trace.path()))
}

/// The name of a law and those of its parameters that do not vary, each after a word that tells it from those of another law.
fn of_law([times, of]: [&str; 2], law: &Law, is_fixed: impl Fn(&str) -> bool) -> Vec<String> {
    let name = format!("{} {times}", escaped(&law.name().replace('-', " ")));
    let number = |x: f64| tex(&shortest(x));
    let parameters =
        law.parameters().iter().filter(|(key, _)| is_fixed(key)).map(|(key, value)| match value {
            ParameterValue::Number(x) => format!("{of}{} ${}$", escaped(key), number(*x)),
            ParameterValue::List(list) => {
                let list: Vec<String> = list.iter().map(|x| number(*x)).collect();
                format!("{of}{} $({})$", escaped(key), list.join(", "))
            }
        });
    std::iter::once(name).chain(parameters).collect()
}

/// Letters from which on a number is rounded in a caption or head.
const LONG: usize = 9;
/// Digits that are left of it.
const ROUNDED: i32 = 6;

/// A number as mathematics, a long one rounded: other formats have it in full.
pub fn tex(number: &str) -> String {
    let rounded = match number.parse::<f64>() {
        Ok(value) if number.len() > LONG => significant(value, ROUNDED),
        _ => number.to_owned(),
    };
    match rounded.split_once('e') {
        Some(("1", exponent)) => format!("10^{{{exponent}}}"),
        Some((mantissa, exponent)) => format!("{mantissa}\\times10^{{{exponent}}}"),
        None => rounded,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Once: a caption had the samples, the law and the trace of the first of several instances.
    #[test]
    fn what_differs_between_instances_is_not_said_of_all() {
        let of = |system: &str, law: &str| {
            let text = format!("[system]\n{system}\n[stragglers]\n{law}\n");
            Instance::from_toml(&text).unwrap()
        };
        let gamma = "law = 'gamma'\nshape = 2.0\nrate = 1.0";
        let few = of("workers = 2\ncoordinates = 12", gamma);
        let many = of("workers = 4\ncoordinates = 12", gamma);
        assert_eq!(
            common(&[&few, &many], &["system.workers"]),
            "$L=12$, $M=N$, $b=1$, gamma cycle times, shape $2$, rate $1$, shift $0$"
        );
        let sampled =
            of("workers = 4\ncoordinates = 12\nsamples = 7", "law = 'erlang'\nshape = 2\nrate = 1.0");
        let said = common(&[&few, &sampled], &["system.workers"]);
        assert!(!said.contains("M=") && !said.contains("cycle times"), "{said}");
        assert_eq!(common(&[&few], &[]), phrase(&few));
    }

    /// Once: `rate $1$` was in a caption for either.
    #[test]
    fn parameters_of_overheads_are_told_from_those_of_cycle_times() {
        let law = "law = 'shifted-exponential'\nrate = 1.0\nshift = 0.0";
        let text = format!(
            "[system]\nworkers = 2\ncoordinates = 12\n[stragglers]\n{law}\n[overhead]\n{}\n",
            law.replace("1.0", "3.0")
        );
        let instance = Instance::from_toml(&text).unwrap();
        let said = common(&[&instance], &["stragglers.rate"]);
        assert!(
            said.ends_with("shift $0$, shifted exponential overheads, overhead rate $3$, overhead shift $0$"),
            "{said}"
        );
    }

    #[test]
    fn long_numbers_are_rounded() {
        assert_eq!(tex("3162277.6601683795"), "3.16228\\times10^{6}");
        assert_eq!((tex("20000").as_str(), tex("1e-7").as_str()), ("20000", "10^{-7}"));
    }
}
