//! The specs that a name or a file means.

use std::path::Path;

use bcgc::internals::report::paragraph;
use bcgc::internals::wording::did_you_mean;
use bcgc::table::{self, BUILTIN, Spec, TableError};

use super::destination::print;
use super::failure::Failure;
use super::standard_input;
use super::terminal::columns;

/// Prints the tables that have names, a group after the other.
pub fn list() -> Result<(), Failure> {
    let mut group = "";
    for builtin in BUILTIN {
        if builtin.group != group {
            group = builtin.group;
            print(&format!("{group}: all of\n"))?;
        }
        let title = builtin.spec()?.title;
        let mut line = String::new();
        paragraph::fact(&mut line, &format!("  {}", builtin.name), &title, [27, paragraph::width(columns())]);
        print(&line)?;
    }
    Ok(())
}

/// The specs of a name or file.
pub fn of(name: &str) -> Result<Vec<Spec>, Failure> {
    let known = table::group(name);
    if !known.is_empty() {
        return known.into_iter().map(|builtin| Ok(builtin.spec()?)).collect();
    }
    let path = Path::new(name);
    if standard_input::is(path) {
        let spec = Spec::parse("table", &standard_input::text("SPEC")?);
        return spec.map(|spec| vec![spec]).map_err(|error| match error {
            TableError::File { reason, .. } => Failure::Input(format!("{}: {reason}", standard_input::NAME)),
            error => Failure::Input(format!("{}: {error}", standard_input::NAME)),
        });
    }
    if path.extension().is_none() && !path.exists() {
        let names: Vec<&str> = BUILTIN.iter().map(|b| b.name).collect();
        let names = format!("paper, study, {}", names.join(", "));
        let near = did_you_mean(name, &names);
        return Err(Failure::Input(format!("{name}: neither a table nor a file{near}; tables are {names}")));
    }
    Ok(vec![Spec::read(path)?])
}
