//! Where the description of an instance comes from: a file, a text, and keys set over it.

use std::path::{Path, PathBuf};

use toml::{Table, Value as Toml};

use super::definition::Instance;
use super::moved::base_of;
use super::parse::{json_document, json_table, seems_json, toml_table};
use super::range::refused;
use super::{dotted_key, followers};
use crate::error::Error;
use crate::input;

/// A parsed description of an instance, not judged yet: keys can be set over those that it has.
#[derive(Debug, Clone)]
pub struct Document {
    table: Table,
    /// The folder that the path of a trace is relative to.
    base: PathBuf,
    /// What errors name as its file.
    path: Option<PathBuf>,
    /// As a command wrote it, with every default filled in; none where somebody else did.
    written: Option<Table>,
    /// The keys set over it.
    set: Vec<String>,
}

impl Document {
    /// A description that comes from no file. The path of a trace is relative to the current folder.
    pub fn new(table: Table) -> Self {
        Self { table, base: PathBuf::new(), path: None, written: None, set: Vec::new() }
    }

    /// One of JSON, which a command may have written.
    fn of_json((table, is_report): (Table, bool)) -> Self {
        let written = is_report.then(|| table.clone());
        Self { written, ..Self::new(table) }
    }

    /// Reads a TOML file, or JSON where the name ends in `.json`.
    ///
    /// # Errors
    /// When the file cannot be read or parsed.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = input::text(path).map_err(|source| Error::Unreadable { path: path.to_owned(), source })?;
        let is_json = is_named(path, "json");
        let json = || json_document(&text).map(Self::of_json);
        let toml = || toml_table(&text).map(Self::new);
        let document = match (is_json, seems_json(&text)) {
            (true, true) => json(),
            (true, false) => json().map_err(|e| e + "; a file named .json must hold JSON"),
            (false, true) => toml().map_err(|e| e + "\nJSON is read from files named .json"),
            (false, false) if is_named(path, "csv") => toml().map_err(|e| e + TABLE_OF_TIMES),
            (false, false) => toml(),
        };
        match document {
            Ok(document) => Ok(Self { base: base_of(path), path: Some(path.to_owned()), ..document }),
            Err(reason) => Err(Error::Malformed { path: path.to_owned(), reason }),
        }
    }

    /// Parses a text, JSON where its first character is a brace and TOML otherwise; errors say that it comes from `name`.
    ///
    /// # Errors
    /// When the text is neither.
    pub fn parse(text: &str, name: &str) -> Result<Self, Error> {
        let document = match seems_json(text) {
            true => json_document(text).map(Self::of_json),
            false => toml_table(text).map(Self::new),
        };
        let document = document.map_err(|reason| Error::Malformed { path: name.into(), reason })?;
        Ok(Self { path: Some(name.into()), ..document })
    }

    /// Sets a key, given with its table as in `system.workers`, to a value as TOML writes it; a word without quotes is
    /// a text. Whether there is such a key, and whether it takes the value, is judged with the rest.
    ///
    /// # Errors
    /// When the key or the value cannot be read.
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), Error> {
        let parsed = value_of(value).ok_or_else(|| {
            let allowed = "must be a value as in TOML: 30, 1e-3, \"text\", [0.9, 0.1]; quotes belong into quotes of the shell";
            refused(key, input::shorten(value), allowed)
        })?;
        self.put(key, parsed)
    }

    /// Sets a key to a value.
    ///
    /// # Errors
    /// When the key cannot be read.
    pub fn put(&mut self, key: &str, value: Toml) -> Result<(), Error> {
        let shown = input::shorten(&value.to_string());
        dotted_key::set(&mut self.table, key, value)
            .map_err(|allowed| refused(&input::shorten(key), shown, &allowed))?;
        let names: Vec<&str> = key.split('.').map(str::trim).collect();
        self.set.push(names.join("."));
        Ok(())
    }

    /// The instance that is described.
    ///
    /// # Errors
    /// When a key is unknown, missing or out of range, a trace cannot be read, or a key of a document that a command wrote
    /// was set and another that may follow it was not.
    pub fn instance(&self) -> Result<Instance, Error> {
        let followed =
            self.written.as_ref().map_or(Ok(()), |written| followers::check(written, &self.table, &self.set));
        let instance = followed.and_then(|()| Instance::from_table_in(&self.table, &self.base));
        instance.map_err(|error| match &self.path {
            Some(path) => Error::InFile { path: path.clone(), source: Box::new(error) },
            None => error,
        })
    }
}

/// What to say of a table in place of an instance.
const TABLE_OF_TIMES: &str =
    "\na table of measured times is named in an instance: trace = \"times.csv\" in [stragglers]";

fn is_named(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case(extension))
}

/// A value of TOML, or a word; `None` where it is neither.
pub fn value_of(text: &str) -> Option<Toml> {
    let text = text.trim();
    let parsed = toml::from_str::<Table>(&format!("value = {text}")).ok();
    if let Some(table) = parsed.filter(|table| table.len() == 1) {
        return table.into_iter().next().map(|(_, value)| value);
    }
    let is_word = !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "-_./".contains(c));
    is_word.then(|| Toml::String(text.to_owned()))
}

impl Instance {
    /// Reads a TOML file, or JSON where the name ends in `.json`.
    ///
    /// # Errors
    /// When the file cannot be read or parsed, or a key is unknown, missing or out of range.
    pub fn read(path: &Path) -> Result<Self, Error> {
        Document::read(path)?.instance()
    }

    /// The instance that a TOML document describes. The path of a trace is relative to the current folder.
    ///
    /// ```
    /// use bcgc::Instance;
    ///
    /// let text = "system = {workers = 4, coordinates = 20}\nstragglers = {law = 'pareto', shape = 2, scale = 1}";
    /// assert_eq!(Instance::from_toml(text)?.law()?.cycle_time().mean(), 2.0);
    /// # Ok::<(), bcgc::Error>(())
    /// ```
    ///
    /// # Errors
    /// When the text is not TOML, or a key is unknown, missing or out of range.
    pub fn from_toml(text: &str) -> Result<Self, Error> {
        Document::new(toml_table(text).map_err(malformed)?).instance()
    }

    /// The instance that a JSON document describes. The path of a trace is relative to the current folder.
    ///
    /// # Errors
    /// When the text is not JSON, or a key is unknown, missing or out of range.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        Document::new(json_table(text).map_err(malformed)?).instance()
    }
}

/// The error of a text that comes from no file.
fn malformed(reason: String) -> Error {
    Error::Malformed { path: "(given)".into(), reason }
}
