//! Where an instance comes from: a file, standard input or options, with keys set over it.

use std::path::{Path, PathBuf};

use bcgc::internals::instance::{Document, value_of};
use bcgc::internals::wording::nearest;
use bcgc::{Error, Instance};
use clap::Args;
use toml::{Table, Value as Toml};

use super::failure::Failure;
use super::flags::{Flags, Setting};
use super::{standard_input, values};

/// The arguments that name an instance.
#[derive(Debug, Args)]
pub struct Source {
    /// Instance file: TOML, or JSON if its name ends in .json; - reads either from standard input
    #[arg(required_unless_present = "law")]
    instance: Option<PathBuf>,
    /// Set a key of the instance to a value as in TOML, like system.workers=30; repeatable
    #[arg(long, value_name = "KEY=VALUE", value_parser = values::assignment)]
    set: Vec<(String, String)>,
    #[command(flatten)]
    flags: Flags,
}

/// The file that was probably meant by a name that is none: with another ending, or a slip away.
fn beside(file: &Path) -> Option<PathBuf> {
    if file.exists() {
        return None;
    }
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let entries = std::fs::read_dir(folder.unwrap_or(Path::new("."))).ok()?;
    let names: Vec<String> = entries
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| [".toml", ".json"].iter().any(|ending| name.ends_with(ending)))
        .collect();
    let wanted = file.file_name()?.to_str()?;
    let whole = ["toml", "json"].map(|ending| format!("{wanted}.{ending}"));
    let found = names.iter().find(|name| whole.contains(name)).map(String::as_str);
    found.or_else(|| nearest(wanted, names.iter().map(String::as_str))).map(|name| file.with_file_name(name))
}

/// A key without blanks around its parts.
fn tidied(key: &str) -> String {
    key.split('.').map(str::trim).collect::<Vec<_>>().join(".")
}

/// The keys below a key, with their values.
fn leaves(key: &str, value: &Toml) -> Vec<(String, Toml)> {
    match value {
        Toml::Table(table) => {
            table.iter().flat_map(|(name, value)| leaves(&format!("{key}.{name}"), value)).collect()
        }
        value => vec![(key.to_owned(), value.clone())],
    }
}

/// Whether two values are one number, or equal.
fn same(one: &Toml, other: &Toml) -> bool {
    let number = |value: &Toml| value.as_float().or_else(|| value.as_integer().map(|whole| whole as f64));
    match (number(one), number(other)) {
        (Some(one), Some(other)) => one == other,
        _ => one == other,
    }
}

impl Source {
    /// The file, where it is one.
    pub fn file(&self) -> Option<&Path> {
        self.instance.as_deref().and_then(standard_input::file)
    }

    /// What messages about the instance begin with.
    pub fn label(&self) -> PathBuf {
        match (&self.instance, self.file()) {
            (_, Some(file)) => file.to_owned(),
            (Some(_), None) => standard_input::NAME.into(),
            (None, None) => "the instance of --law".into(),
        }
    }

    /// Reads and checks the instance.
    pub fn read(&self) -> Result<Instance, Failure> {
        let settings = self.flags.settings()?;
        self.check_consistent(&settings)?;
        let mut document = self.document()?;
        let mut origins: Vec<(String, String)> = Vec::new();
        for Setting { option, key, value } in settings {
            let prefix = format!("{option}: ");
            document.put(&key, value).map_err(|error| Failure::about(&prefix, error))?;
            // Without a file the options are the instance.
            origins.extend(self.instance.is_some().then_some((key, prefix)));
        }
        for (key, value) in &self.set {
            document.set(key, value).map_err(|error| Failure::about("--set ", error))?;
            origins.push((key.clone(), "--set ".to_owned()));
        }
        document.instance().map_err(|error| self.blamed(error, &origins))
    }

    /// That no two options give one key two values: which of them counts would be anybody's guess.
    fn check_consistent(&self, settings: &[Setting]) -> Result<(), Failure> {
        let mut given: Vec<(String, String, Toml)> = Vec::new();
        let options =
            settings.iter().map(|Setting { option, key, value }| (*option, key.clone(), value.clone()));
        // What is no value is refused where it is set.
        let set = self.set.iter().filter_map(|(key, value)| Some(("--set", tidied(key), value_of(value)?)));
        for (option, key, value) in options.chain(set) {
            for (leaf, value) in leaves(&key, &value) {
                if let Some((first, _, other)) =
                    given.iter().find(|(_, key, other)| *key == leaf && !same(other, &value))
                {
                    return Err(Failure::Input(format!(
                        "{first} and {option}: {leaf} would be {other} by the one and {value} by the other; give it once"
                    )));
                }
                given.push((option.to_owned(), leaf, value));
            }
        }
        Ok(())
    }

    fn document(&self) -> Result<Document, Failure> {
        let label = self.label();
        match (&self.instance, self.file()) {
            (_, Some(file)) => Document::read(file).map_err(|error| match (&error, beside(file)) {
                (Error::Unreadable { .. }, Some(name)) => {
                    Failure::Input(format!("{error}; did you mean {}?", name.display()))
                }
                _ => Failure::of(error, &label),
            }),
            (Some(_), None) => {
                let text = standard_input::text("INSTANCE")?;
                Document::parse(&text, standard_input::NAME).map_err(|error| Failure::of(error, &label))
            }
            (None, None) => self.flags.check_alone().map(|()| Document::new(Table::new())),
        }
    }

    /// An error about a key that an option gave names the option, any other the file.
    fn blamed(&self, error: Error, origins: &[(String, String)]) -> Failure {
        let key = error.detail().map(|detail| detail.key).unwrap_or_default();
        let is_of = |(set, _): &&(String, String)| *set == key || key.starts_with(&format!("{set}."));
        let Some((_, prefix)) = origins.iter().rev().find(is_of) else {
            return Failure::of(error, &self.label());
        };
        match error {
            Error::InFile { source, .. } => Failure::about(prefix, *source),
            error => Failure::about(prefix, error),
        }
    }
}
