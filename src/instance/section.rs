//! A table of an instance's document: reads its keys, and refuses them by their paths.

use toml::{Table, Value as Toml};

use super::range::{POSITIVE, refused};
use crate::error::Error;
use crate::input::shorten;
use crate::wording::{self, did_you_mean};

/// A table of the document and its path, for messages.
pub(super) struct Section<'a> {
    pub path: &'a str,
    pub table: &'a Table,
}

impl<'a> Section<'a> {
    pub fn key(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// Refuses other keys than these; those elsewhere in the document are no more than a guess at what was meant.
    pub fn allow_only(&self, allowed: &[&str], elsewhere: &[&str]) -> Result<(), Error> {
        match self.table.iter().find(|(key, _)| !allowed.contains(&key.as_str())) {
            None => Ok(()),
            Some((key, value)) => {
                let allowed = allowed.join(", ");
                let near = did_you_mean(key, &format!("{allowed}, {}", elsewhere.join(", ")));
                let allowed = format!("unknown key{near}; allowed here: {allowed}");
                Err(out_of_range(&self.key(key), value, &allowed))
            }
        }
    }

    pub fn section(&self, key: &'a str) -> Result<Section<'a>, Error> {
        match self.table.get(key) {
            Some(Toml::Table(table)) => Ok(Section { path: key, table }),
            Some(other) => Err(out_of_range(key, other, &format!("must be a table: [{key}]"))),
            None => Err(missing(key, &format!("the table [{key}] is required"))),
        }
    }

    /// A positive integer up to `most`; a float with an integer value is taken as well.
    pub fn count(&self, key: &str, most: u64, default: Option<u64>) -> Result<u64, Error> {
        let allowed = format!("must be an integer from 1 to {most}");
        let value = match self.table.get(key) {
            None => return default.ok_or_else(|| missing(&self.key(key), &allowed)),
            Some(Toml::Integer(value)) => u64::try_from(*value).ok(),
            Some(Toml::Float(value)) if value.fract() == 0.0 && *value >= 1.0 && *value <= most as f64 => {
                Some(*value as u64)
            }
            Some(_) => None,
        };
        value
            .filter(|value| (1..=most).contains(value))
            .ok_or_else(|| out_of_range(&self.key(key), &self.table[key], &allowed))
    }

    /// A finite number above zero.
    pub fn positive(&self, key: &str, default: Option<f64>) -> Result<f64, Error> {
        let allowed = POSITIVE;
        let Some(value) = self.table.get(key) else {
            return default.ok_or_else(|| missing(&self.key(key), allowed));
        };
        number(value)
            .filter(|x| x.is_finite() && *x > 0.0)
            .ok_or_else(|| out_of_range(&self.key(key), value, allowed))
    }
}

/// A number, written as an integer or not.
pub(super) fn number(value: &Toml) -> Option<f64> {
    match value {
        Toml::Integer(i) => Some(*i as f64),
        Toml::Float(x) => Some(*x),
        _ => None,
    }
}

/// A value that a key may not have.
pub(super) fn out_of_range(key: &str, value: &Toml, allowed: &str) -> Error {
    let value = match value {
        Toml::Float(x) => wording::number(*x),
        other => shorten(&other.to_string()),
    };
    refused(key, value, allowed)
}

/// A key that has to be there.
pub(super) fn missing(key: &str, allowed: &str) -> Error {
    refused(key, "(missing)".to_owned(), allowed)
}
