//! Units of time in the names of columns, where they contradict each other or the unit that numbers are said to be in.

use super::origin::Origin;
use super::other_columns::words;
use super::quantity::Quantity;
use crate::input;

/// Words for units that are nothing else, wherever they stand.
const WHOLE: &[(&str, &str)] = &[
    ("nanoseconds", "ns"),
    ("nanosecond", "ns"),
    ("microseconds", "us"),
    ("microsecond", "us"),
    ("milliseconds", "ms"),
    ("millisecond", "ms"),
    ("millis", "ms"),
    ("seconds", "s"),
    ("minutes", "min"),
    ("hours", "h"),
];
/// Those that are no other word at the end of a name, and a name as well as any alone.
const SURE: &[(&str, &str)] = &[
    ("ns", "ns"),
    ("nsec", "ns"),
    ("\u{b5}s", "us"),
    ("\u{3bc}s", "us"),
    ("usec", "us"),
    ("ms", "ms"),
    ("msec", "ms"),
    ("sec", "s"),
    ("secs", "s"),
];
/// Those that may be letters of a name, a region, or the minimum: units only in brackets, where all columns end in the same one or
/// some in a sure one, or after a word for what takes time in the one column that holds all times.
const UNSURE: &[(&str, &str)] = &[("us", "us"), ("s", "s"), ("second", "s"), ("min", "min"), ("h", "h")];
/// Words for what takes time.
const TIMES: &[&str] = &["time", "times", "elapsed", "duration", "latency", "runtime", "walltime", "took"];

/// Words and the units that they stand for.
type List = &'static [(&'static str, &'static str)];

/// What is wrong with the units in the names of some columns, where it is said in which unit their numbers are, or not.
pub(super) fn contradiction(names: &[&str], said: Option<&str>, quantity: Quantity) -> Option<String> {
    let units = units(names);
    let mut known = names.iter().zip(&units).filter_map(|(name, unit)| Some((*name, (*unit)?)));
    let (first, of_first) = known.clone().next()?;
    let quoted = |name: &str| format!("`{}`", input::shorten(name));
    if let Some(said) = said {
        let (name, unit) = known.find(|(_, unit)| *unit != said)?;
        return Some(format!(
            "unit = \"{said}\" in {}, but a column is called {}: say unit = \"{unit}\", or, if the name is wrong, scale in place \
             of unit",
            quantity.section(),
            quoted(name)
        ));
    }
    let (other, _) = known.find(|(_, unit)| *unit != of_first)?;
    Some(format!(
        "a column is called {} and another one {}: write all times in one unit",
        quoted(first),
        quoted(other)
    ))
}

/// The unit that names of columns end in, the same wherever they do.
pub(super) fn common(names: &[&str]) -> Option<Box<str>> {
    units(names).into_iter().flatten().next().map(Into::into)
}

/// What is wrong with the units in the headers of several files whose numbers belong together, each by its path and how it was
/// read; those whose numbers were multiplied are in a unit of the user's.
pub(crate) fn between<'a>(files: impl IntoIterator<Item = (&'a str, &'a Origin)>) -> Option<String> {
    let mut known = files.into_iter().filter_map(|(path, origin)| {
        let unit = origin.unit.as_deref().filter(|_| origin.reading.scale == 1.0);
        unit.map(|unit| (path, unit))
    });
    let (first, unit) = known.next()?;
    let (other, others) = known.find(|(_, other)| *other != unit)?;
    Some(format!(
        "the columns of {} are called times in {unit}, those of {} in {others}: write all times in one unit",
        input::shorten(first),
        input::shorten(other)
    ))
}

/// The unit of each name, where it ends in one.
fn units(names: &[&str]) -> Vec<Option<&'static str>> {
    // The one column of times, or of a single worker.
    let is_alone = names.len() == 1;
    let ends: Vec<Option<String>> = names
        .iter()
        .map(|name| {
            let mut words = words(name);
            let is_one = |list: List, end: &str| within(list, end).is_some();
            words
                .pop()
                .filter(|end| !words.is_empty() || is_one(WHOLE, end) || (is_alone && is_one(SURE, end)))
        })
        .collect();
    let is_in =
        |list: List, end: &Option<String>| end.as_ref().is_some_and(|end| within(list, end).is_some());
    let is_unit = |end: &Option<String>| [WHOLE, SURE, UNSURE].iter().any(|list| is_in(list, end));
    let are_units = ends.iter().all(is_unit) && ends.iter().any(|end| !is_in(UNSURE, end));
    let is_time = is_alone && words(names[0]).iter().any(|word| TIMES.contains(&word.as_str()));
    let are_same = !is_alone && ends.iter().all(|end| *end == ends[0]);
    let are_sure = is_time || are_units || are_same;
    let of = |(name, end): (&str, &String)| {
        let unsure = || within(UNSURE, end).filter(|_| are_sure || name.trim_end().ends_with([')', ']']));
        within(WHOLE, end).or_else(|| within(SURE, end)).or_else(unsure)
    };
    names.iter().zip(&ends).map(|(name, end)| of((*name, end.as_ref()?))).collect()
}

/// The unit of a word.
fn within(list: List, end: &str) -> Option<&'static str> {
    list.iter().find(|(word, _)| *word == end).map(|(_, unit)| *unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::{Names, Presence};
    use crate::straggler::{Reading, Trace};

    /// What is shown of a header may be cut, and have the names of an index: files are compared by what was known.
    #[test]
    fn files_are_compared_by_the_units_of_their_workers() {
        let of = |text: &str, reading: &Reading| {
            Trace::of_table("t.csv", text, reading.clone()).unwrap().origin().clone()
        };
        let plain = Reading::default();
        let wide = |unit: &str| {
            let names: Vec<String> = (1..=20).map(|n| format!("worker-{n}_{unit}")).collect();
            format!("{}\n{}\n", names.join(","), vec!["1.5"; 20].join(","))
        };
        let stamped = |unit: &str| format!("stamp_{unit},w1,w2\n0.5,1,2\n0.7,2,1\n");
        let long = |unit: &str| format!("round,worker,time ({unit})\n1,a,2\n1,b,3\n");
        let (seconds, thousandths) = (of(&wide("s"), &plain), of(&wide("ms"), &plain));
        assert!(between([("a", &seconds), ("b", &thousandths)]).is_some_and(|why| why.contains("in ms")));
        assert_eq!(between([("a", &seconds), ("b", &seconds)]), None);
        let indexed = plain.clone().with_names(Names { header: Presence::Present, index: Presence::Present });
        let (one, other) = (of(&stamped("ms"), &indexed), of(&stamped("ns"), &indexed));
        assert_eq!(between([("a", &one), ("b", &other)]), None, "the names of an index");
        let whole = Reading { is_long: true, ..plain.clone() };
        let long = of(&long("us"), &whole);
        assert!(between([("a", &long), ("b", &seconds)]).is_some_and(|why| why.contains("in us")));
        let scaled = of(&wide("ms"), &plain.with_scale(1e-3));
        assert_eq!(between([("a", &seconds), ("b", &scaled)]), None, "the user said how they are made alike");
    }

    #[test]
    fn units_in_names_are_compared_with_what_is_said() {
        let of = |names: &[&str], said| contradiction(names, said, Quantity::CycleTimes);
        for (names, said, words) in [
            (["w1 (ms)", "w2 (ms)"], Some("s"), "say unit = \"ms\""),
            (["w1_ms", "w2_ms"], Some("min"), "`w1_ms`"),
            (["w1", "w2_ns"], Some("ms"), "`w2_ns`"),
            (["w1_s", "w2_s"], Some("ms"), "say unit = \"s\""),
            (["a (min)", "b (min)"], Some("s"), "say unit = \"min\""),
            (["w1 [ms]", "w2 [ns]"], None, "in one unit"),
            (["w1 (ms)", "w2 (s)"], None, "in one unit"),
            (["w1", "w2 (us)"], Some("ms"), "say unit = \"us\""),
            (["w1_ms", "w2_s"], None, "in one unit"),
            (["w1_ms", "w2_s"], Some("ms"), "`w2_s`"),
            (["milliseconds", "w2"], Some("s"), "say unit = \"ms\""),
        ] {
            let found = of(&names, said).unwrap_or_default();
            assert!(found.contains(words), "{names:?}: {found}");
        }
        for (names, said) in [
            (["w1 (ms)", "w2 (ms)"], Some("ms")),
            (["w1 (ms)", "w2 (ms)"], None),
            (["w1 [\u{b5}s]", "w2 (us)"], Some("us")),
            (["w1", "w2"], Some("h")),
            (["node_h", "node_s"], Some("ms")),
            (["ms", "us"], Some("s")),
            (["node-us", "node-eu"], Some("ms")),
            (["w_min", "w_max"], Some("s")),
            (["time_s", "w2"], Some("ms")),
            (["first", "second"], Some("ms")),
            (["rack_first", "rack_second"], Some("ms")),
        ] {
            assert_eq!(of(&names, said), None, "{names:?}");
        }
        // The one column of a table with a time a row.
        for (name, unit) in [
            ("seconds", "s"),
            ("sec", "s"),
            ("time_s", "s"),
            ("elapsed_s", "s"),
            ("time_us", "us"),
            ("milliseconds", "ms"),
            ("ms", "ms"),
            ("runtime_usec", "us"),
        ] {
            let found = of(&[name], Some("min")).unwrap_or_default();
            assert!(found.contains(&format!("say unit = \"{unit}\"")), "{name}: {found}");
            assert_eq!(of(&[name], Some(unit)), None, "{name}");
        }
        for name in ["time", "duration", "value", "worker", "s", "h", "worker_h", "node-us", "second"] {
            assert_eq!(of(&[name], Some("ms")), None, "{name}");
        }
    }
}
