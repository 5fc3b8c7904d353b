//! Readers of the values of options: what they refuse, they refuse in words.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use bcgc::internals::numeric::decimal;
use bcgc::internals::report::citation;
use bcgc::{Format, Rigour, Rounding};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

/// Numbers of a range, at most.
const MOST_STEPS: u64 = 10_000;

/// The formats by their names.
pub fn format() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(
        Format::ALL.map(|format| PossibleValue::new(format.name()).help(format.summary())),
    )
    .try_map(|name| name.parse::<Format>())
}

/// A key of BibTeX.
pub fn cite(text: &str) -> Result<String, String> {
    if citation::is_key(text) { Ok(text.to_owned()) } else { Err(citation::ALLOWED.to_owned()) }
}

/// The rigours that can be asked for.
pub fn rigour(text: &str) -> Result<Rigour, String> {
    let rigours = [Rigour::Float, Rigour::Enclosed];
    let found = rigours.into_iter().find(|rigour| rigour.name() == text);
    found.ok_or_else(|| format!("must be {}", rigours.map(Rigour::name).join(" or ")))
}

/// The ways of rounding by their names.
pub fn rounding(text: &str) -> Result<Rounding, String> {
    let names = Rounding::ALL.map(Rounding::name).join(" or ");
    Rounding::find(text).ok_or_else(|| format!("must be {names}"))
}

pub fn at_least_zero(text: &str) -> Result<f64, String> {
    number(text, |x| x >= 0.0, "must be a finite number >= 0")
}

pub fn time_limit(text: &str) -> Result<f64, String> {
    const ALLOWED: &str = "must be a finite number of seconds > 0";
    let is_allowed = |x: &f64| x.is_finite() && *x > 0.0;
    match text.parse().ok().filter(is_allowed) {
        Some(seconds) => Ok(seconds),
        None => Err(meant(text, ALLOWED, seconds(text).filter(is_allowed))),
    }
}

/// What is allowed, and what somebody meant who wrote it otherwise.
fn meant(text: &str, allowed: &str, value: Option<f64>) -> String {
    match value {
        Some(value) => format!("{allowed}: write {value} for {}", text.trim()),
        None => allowed.to_owned(),
    }
}

/// Units that people write times in, in seconds.
const UNITS: &[(&[&str], f64)] = &[
    (&["ns"], 1e-9),
    (&["us", "\u{b5}s", "\u{3bc}s"], 1e-6),
    (&["ms", "msec"], 1e-3),
    (&["s", "sec", "secs", "second", "seconds"], 1.0),
    (&["m", "min", "mins", "minute", "minutes"], 60.0),
    (&["h", "hr", "hrs", "hour", "hours"], 3600.0),
    (&["d", "day", "days"], 86_400.0),
];

/// The seconds of a number with its unit.
fn seconds(text: &str) -> Option<f64> {
    let (number, unit) = with_unit(text)?;
    let unit = unit.to_lowercase();
    let (_, seconds) = UNITS.iter().find(|(names, _)| names.contains(&unit.as_str()))?;
    // As people write it: the last digits of a product are noise.
    format!("{:.11e}", number * seconds).parse().ok()
}

/// A finite number and the letters of a unit behind it.
fn with_unit(text: &str) -> Option<(f64, &str)> {
    let text = text.trim();
    let digits = text.trim_end_matches(|c: char| c.is_alphabetic());
    let unit = &text[digits.len()..];
    // What begins an exponent is no unit.
    let is_unit = !unit.is_empty() && !unit.eq_ignore_ascii_case("e");
    let number = digits.trim_end().parse().ok().filter(|x: &f64| is_unit && x.is_finite())?;
    Some((number, unit))
}

pub fn positive(text: &str) -> Result<f64, String> {
    number(text, |x| x > 0.0, "must be a positive, finite number (> 0)")
}

/// Numbers > 0: one, or `FROM:TO:COUNT` evenly from one to another.
pub fn positives(text: &str) -> Result<Vec<f64>, String> {
    let parts: Vec<&str> = text.split(':').collect();
    let [from, to, count] = match parts[..] {
        [from, to, count] => [from, to, count],
        [_] => return positive(text).map(|x| vec![x]),
        _ => return Err("must be a positive, finite number (> 0), or FROM:TO:COUNT".to_owned()),
    };
    let (from, to) = (positive(from)?, positive(to)?);
    let count = self::count(count)?;
    if !(2..=MOST_STEPS).contains(&count) {
        return Err(format!("COUNT of FROM:TO:COUNT must be an integer from 2 to {MOST_STEPS}"));
    }
    if from >= to {
        return Err("FROM of FROM:TO:COUNT must be below TO".to_owned());
    }
    Ok(decimal::steps(from, to, count))
}

/// A file beside the result, which standard output has.
pub fn file(text: &str) -> Result<PathBuf, String> {
    beside(text, "must be a file: standard output has the result")
}

/// A folder, which standard output is none.
pub fn folder(text: &str) -> Result<PathBuf, String> {
    beside(text, "must be a folder: several files are written")
}

fn beside(text: &str, allowed: &str) -> Result<PathBuf, String> {
    if text == "-" { Err(allowed.to_owned()) } else { Ok(text.into()) }
}

/// The name of an instance file that is to be written: what it holds is TOML, and its ending says so to whoever reads it.
pub fn instance_file(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    let is_toml = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
    if is_toml { Ok(path) } else { Err("must end in .toml: an instance is written".to_owned()) }
}

/// A probability that is neither 0 nor 1.
pub fn inner_probability(text: &str) -> Result<f64, String> {
    number(text, |x| 0.0 < x && x < 1.0, "must be a number between 0 and 1, both excluded")
}

/// A probability above 0: 1 is that of the longest measured round, and of no deadline where times have no end.
pub fn probability(text: &str) -> Result<f64, String> {
    number(text, |x| 0.0 < x && x <= 1.0, "must be a number above 0 and at most 1")
}

pub fn seed(text: &str) -> Result<u64, String> {
    let seed = text.parse().ok().or_else(|| whole(text));
    seed.ok_or_else(|| format!("must be an integer from 0 to {}", u64::MAX))
}

/// A number of threads.
pub fn threads(text: &str) -> Result<u16, String> {
    let threads = text.parse().ok().filter(|threads| (1..=1024).contains(threads));
    threads.ok_or_else(|| "must be an integer from 1 to 1024".to_owned())
}

/// What a number of things must be.
const COUNT: &str = "must be an integer from 1 to 9007199254740992, like 20 or 1e6";

/// A number of workers.
pub fn workers(text: &str) -> Result<u64, String> {
    whole(text).ok_or_else(|| "must be an integer from 1 to 1000000, like 20".to_owned())
}

/// A number of things, also as `1e6`, at least one; zero and what else is out of range is judged where it is used.
pub fn count(text: &str) -> Result<u64, String> {
    whole(text).ok_or_else(|| COUNT.to_owned())
}

fn whole(text: &str) -> Option<u64> {
    let whole =
        |x: f64| (x.fract() == 0.0 && (0.0..=9_007_199_254_740_992.0).contains(&x)).then_some(x as u64);
    text.parse().ok().or_else(|| text.parse().ok().and_then(whole))
}

/// The same as an index of this machine.
pub fn size(text: &str) -> Result<usize, String> {
    count(text).and_then(|count| usize::try_from(count).map_err(|_| "is too large".to_owned()))
}

/// The same of what there may be none of.
pub fn size_or_none(text: &str) -> Result<usize, String> {
    size(text).map_err(|_| "must be an integer from 0 to 9007199254740992, like 20 or 1e6".to_owned())
}

/// A number of parts.
pub fn parts(text: &str) -> Result<usize, String> {
    size(text).ok().filter(|parts| *parts >= 2).ok_or_else(|| "must be an integer >= 2, like 5".to_owned())
}

/// A number of things that are looked at, at least one.
pub fn several(text: &str) -> Result<NonZeroUsize, String> {
    let count = size(text).ok().and_then(NonZeroUsize::new);
    count.ok_or_else(|| COUNT.to_owned())
}

/// A number of samples to draw.
pub fn samples(text: &str) -> Result<usize, String> {
    let samples = size(text).ok().filter(|samples| *samples <= 1_000_000);
    samples.ok_or_else(|| "must be an integer from 0 to 1000000, like 200 or 1e4".to_owned())
}

/// A number of things, at least one.
pub fn some(text: &str) -> Result<u64, String> {
    match whole(text) {
        Some(count) if count > 0 => Ok(count),
        _ => Err(COUNT.to_owned()),
    }
}

/// `key=value` of an instance.
pub fn assignment(text: &str) -> Result<(String, String), String> {
    assigned(text, "system.workers=30")
}

/// `key=value` of a law.
pub fn parameter(text: &str) -> Result<(String, String), String> {
    assigned(text, "rate=0.02")
}

fn assigned(text: &str, example: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.trim().is_empty() => Ok((key.trim().to_owned(), value.trim().to_owned())),
        _ => Err(format!("must be a key and its value, like {example}")),
    }
}

fn number(text: &str, is_allowed: impl Fn(f64) -> bool, allowed: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(x) if x.is_finite() && is_allowed(x) => Ok(x),
        // No option but a time limit has a unit.
        _ => {
            let value = percent(text).or_else(|| Some(with_unit(text)?.0)).filter(|x| is_allowed(*x));
            Err(meant(text, allowed, value))
        }
    }
}

/// What a number of per cent is as a share.
fn percent(text: &str) -> Option<f64> {
    let number = text.trim().strip_suffix('%')?.trim_end();
    // In decimals, so that 7 % is 0.07 and not 0.07000000000000001.
    let share =
        format!("{number}e-2").parse::<f64>().ok().or_else(|| Some(number.parse::<f64>().ok()? / 100.0));
    share.filter(|share| share.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn per_cent_is_said_as_the_share_that_it_is() {
        for (text, share) in [("30%", "0.3"), ("7 %", "0.07"), ("99.9%", "0.999"), ("1e1%", "0.1")] {
            let message = inner_probability(text).unwrap_err();
            assert!(message.ends_with(&format!("write {share} for {text}")), "{message}");
        }
        for text in ["130%", "%", "x%", "0%", "30"] {
            assert!(!inner_probability(text).unwrap_err().contains("write"), "{text}");
        }
    }

    #[test]
    fn ranges_of_deadlines_are_decimals() {
        let range = positives("0.2:2.3:22").unwrap();
        assert_eq!((range.len(), range[11], range[21]), (22, 1.3, 2.3));
    }

    #[test]
    fn a_time_with_its_unit_is_said_in_seconds() {
        for (text, seconds) in [
            ("60s", "60"),
            ("1.5 min", "90"),
            ("2H", "7200"),
            ("500ms", "0.5"),
            ("1e5s", "100000"),
            ("2E2min", "12000"),
            ("1 day", "86400"),
            ("5\u{b5}s", "0.000005"),
        ] {
            let message = time_limit(text).unwrap_err();
            assert!(message.ends_with(&format!("write {seconds} for {text}")), "{message}");
        }
        for text in ["10%", "s", "60 parsecs", "-3s", "1e400s", "1e", "infs", ""] {
            assert!(!time_limit(text).unwrap_err().contains("write"), "{text}");
        }
        assert_eq!(time_limit("1e-3"), Ok(1e-3));
        let message = positive("80 ms").unwrap_err();
        assert!(message.ends_with("write 80 for 80 ms"), "{message}");
        for text in ["ms", "inf", "-3ms", "1e", "nan"] {
            assert!(!positive(text).unwrap_err().contains("write"), "{text}");
        }
    }

    #[test]
    fn a_range_that_is_said_is_the_one_that_is_taken() {
        for wrong in ["x", "-3", "1.5"] {
            assert!(
                count(wrong).unwrap_err().contains("from 1 to")
                    && some(wrong).unwrap_err().contains("from 1 to")
            );
            assert!(size_or_none(wrong).unwrap_err().contains("from 0 to"));
        }
        assert!(
            some("0").unwrap_err().contains("from 1 to") && several("0").unwrap_err().contains("from 1 to")
        );
        assert!(parts("1").unwrap_err().contains(">= 2") && parts("2") == Ok(2));
        assert_eq!((size_or_none("0"), count("1e6")), (Ok(0), Ok(1_000_000)));
        assert!(samples("-1").unwrap_err().contains("from 0 to") && samples("0") == Ok(0));
        assert!(seed("-1").unwrap_err().contains("from 0 to") && seed("0") == Ok(0));
    }
}
