//! The keys of an instance's document that say how a table of times is read.

use toml::Value as Toml;

use super::section::{Section, out_of_range};
use crate::error::Error;
use crate::input::{Delimiter, Names, Presence};
use crate::straggler::{Missing, Reading};

/// The keys that say how tables are read.
pub(super) const READING: &[&str] =
    &["header", "index", "delimiter", "columns", "missing", "scale", "unit", "layout"];

/// Units of time, in seconds.
const UNITS: [(&str, f64); 6] =
    [("ns", 1e-9), ("us", 1e-6), ("ms", 1e-3), ("s", 1.0), ("min", 60.0), ("h", 3600.0)];

/// How the tables of a section are read.
pub(super) fn read_reading(section: &Section) -> Result<Reading, Error> {
    let names = Names { header: read_presence(section, "header")?, index: read_presence(section, "index")? };
    let has_index = names.index != Presence::Auto;
    let mut reading = Reading::default().with_names(names);
    let word = |key: &str, allowed: &str| match section.table.get(key) {
        None => Ok(None),
        Some(Toml::String(word)) => Ok(Some(word.as_str())),
        Some(other) => Err(out_of_range(&section.key(key), other, allowed)),
    };
    let choice = |key: &str, allowed: &str| out_of_range(&section.key(key), &section.table[key], allowed);
    let delimiters = format!("must be one of {}", Delimiter::ALL.map(Delimiter::name).join(", "));
    if let Some(name) = word("delimiter", &delimiters)? {
        reading.delimiter = Some(name.parse().map_err(|_| choice("delimiter", &delimiters))?);
    }
    let names = "must be a name or a position of a column, or a list of them: \"worker_*\", [\"2-21\"]";
    reading.columns = match section.table.get("columns") {
        None => Vec::new(),
        Some(Toml::Array(list)) if !list.is_empty() => {
            list.iter().map(column).collect::<Option<_>>().ok_or_else(|| choice("columns", names))?
        }
        Some(single) => vec![column(single).ok_or_else(|| choice("columns", names))?],
    };
    reading.missing = match word("missing", "must be \"refuse\" or \"drop-row\"")? {
        None | Some("refuse") => Missing::Refuse,
        Some("drop-row") => Missing::DropRow,
        Some(_) => return Err(choice("missing", "must be \"refuse\" or \"drop-row\"")),
    };
    reading.is_long = match word("layout", "must be \"wide\" or \"long\"")? {
        None | Some("wide") => false,
        Some("long") if has_index => {
            let allowed = "a table with one time a row has the rounds in a column of their own: leave it out";
            return Err(out_of_range(&section.key("index"), &section.table["index"], allowed));
        }
        Some("long") => true,
        Some(_) => return Err(choice("layout", "must be \"wide\" or \"long\"")),
    };
    let units =
        format!("must be one of {}, and times become seconds", UNITS.map(|(name, _)| name).join(", "));
    (reading.unit, reading.scale) = match word("unit", &units)? {
        None => (None, section.positive("scale", Some(1.0))?),
        Some(_) if section.table.contains_key("scale") => {
            return Err(choice("unit", "scale is given as well: give one of both"));
        }
        Some(name) => {
            let found = UNITS.iter().find(|(unit, _)| *unit == name);
            let (unit, scale) = *found.ok_or_else(|| choice("unit", &units))?;
            (Some(unit), scale)
        }
    };
    Ok(reading)
}

/// The name or position of a column.
fn column(value: &Toml) -> Option<String> {
    match value {
        Toml::String(name) if !name.is_empty() => Some(name.clone()),
        Toml::Integer(position) => Some(position.to_string()),
        _ => None,
    }
}

/// Whether the first line or column of a trace holds names.
fn read_presence(section: &Section, key: &str) -> Result<Presence, Error> {
    match section.table.get(key) {
        None => Ok(Presence::Auto),
        Some(Toml::String(word)) if word == "auto" => Ok(Presence::Auto),
        Some(Toml::Boolean(true)) => Ok(Presence::Present),
        Some(Toml::Boolean(false)) => Ok(Presence::Absent),
        Some(other) => Err(out_of_range(&section.key(key), other, "must be true, false or \"auto\"")),
    }
}
