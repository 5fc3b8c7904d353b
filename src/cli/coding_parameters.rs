//! Coding parameters as an option gives them: written out, or read from a file.

use std::path::Path;

use bcgc::internals::input;
use bcgc::internals::wording::reason;
use bcgc::{CodingParameters, Instance};

use super::failure::Failure;
use super::{partition, standard_input};

/// What `--coding-parameters` takes, for help texts.
pub const HELP: &str = "Instead of a partition: s_1,s_2,..., how many stragglers each coordinate tolerates, in the order in \
                        which workers compute them, separated by commas or spaces; or the name of a file that holds them, \
                        - for standard input";

/// The option.
const OPTION: &str = "--coding-parameters";

/// Reads the value of `--coding-parameters`.
pub fn read(given: &str, instance: &Instance) -> Result<CodingParameters, Failure> {
    let system = &instance.system;
    let parse = |text: &str| CodingParameters::parse(text, system.workers, system.coordinates);
    let Some((file, _)) = partition::file(given) else {
        if !given.contains(|c: char| c.is_ascii_digit() || c == ',') {
            return Err(Failure::Input(format!(
                "{OPTION} {given}: neither a file nor numbers of stragglers like 0,0,1,3"
            )));
        }
        return parse(given).map_err(|error| Failure::about("", error.into()));
    };
    let named = |problem: &str| Failure::Input(format!("{OPTION} {given}: {problem}"));
    let text = match standard_input::is(Path::new(file)) {
        true => standard_input::text(OPTION)?,
        false => input::text(Path::new(file))
            .map_err(|error| named(&format!("cannot be read: {}", reason(&error))))?,
    };
    parse(&text).map_err(|error| Failure::about(&format!("{OPTION} {given}: "), error.into()))
}
