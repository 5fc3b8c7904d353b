//! `--history FILE`: the iterations of a run, as data or as a figure.

use std::path::{Path, PathBuf};

use bcgc::internals::output::marked;
use bcgc::{FigureFormat, Format, History, Instance, Options};

use super::destination::write_all;
use super::drawings;
use super::failure::Failure;

/// The option.
const OPTION: &str = "--history";

/// What the ending of a file stands for.
enum Ending {
    Csv,
    Json,
    Figure(FigureFormat),
}

/// A history and where it goes.
pub struct Recorded<'a> {
    path: &'a Path,
    ending: Ending,
    history: History,
}

impl<'a> Recorded<'a> {
    pub fn new(path: &'a Path) -> Result<Self, Failure> {
        let ending = match path.extension().and_then(|ending| ending.to_str()) {
            Some("csv") => Ending::Csv,
            Some("json") => Ending::Json,
            _ => Ending::Figure(FigureFormat::of(path).map_err(|error| {
                Failure::Input(format!("{OPTION} {}: {error}; or .csv or .json for data", path.display()))
            })?),
        };
        Ok(Self { path, ending, history: History::default() })
    }

    /// Options that record it.
    pub fn recording(&self, options: &Options) -> Options {
        options.clone().with_progress(self.history.progress(options.progress.clone()))
    }

    pub fn write(&self, instance: &Instance) -> Result<(), Failure> {
        let contents = match self.ending {
            Ending::Csv => marked(&self.history.csv(), Format::Csv).into_bytes(),
            Ending::Json => self.history.json(instance).into_bytes(),
            Ending::Figure(format) => (self.history.draw(instance, format))
                .map_err(|error| drawings::failure(OPTION, self.path, &error))?,
        };
        write_all(&[(&PathBuf::from(self.path), contents)])
    }
}
