//! `bcgc table`: reference tables and figures.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use bcgc::Format;
use bcgc::table::{self, BUILTIN, Spec, Table, TableError};
use clap::Args;

use super::failure::Failure;
use super::{common, progress, values};

/// Make reference tables and figures: the paper's, or a sweep of your own
#[derive(Debug, Args)]
pub struct Arguments {
    /// A table or group by name (see --list), or a spec: a TOML file
    #[arg(required_unless_present = "list")]
    table: Option<String>,
    /// List the tables by name
    #[arg(long)]
    list: bool,
    /// Print the spec of a table by name, to be copied and changed
    #[arg(long, conflicts_with_all = ["list", "output", "against"])]
    spec: bool,
    /// Write NAME.md, .tex, .csv, .json, .svg and .pdf, and the log NAME.log.jsonl, into this folder
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Go on where a killed run stopped: nothing in its log is computed again
    #[arg(long, requires = "output")]
    resume: bool,
    /// Compare with the NAME.json of an earlier run; exit status 1 if anything moved
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
    /// A date for the provenance [default: none, so that equal runs give equal files]
    #[arg(long, value_name = "TEXT", value_parser = one_line)]
    date: Option<String>,
    /// Threads, 1 to 1024 [default: all cores]; results do not depend on it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Format of what is printed where no folder is given
    #[arg(long, default_value = "text", value_parser = values::format(), conflicts_with = "output")]
    format: Format,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    if arguments.list {
        return list();
    }
    let specs = specs(arguments.table.as_deref().unwrap_or_default())?;
    if arguments.spec && specs.len() != 1 {
        return Err(Failure::Input("--spec: give one table, not a group".to_owned()));
    }
    if arguments.spec {
        return specs.iter().try_for_each(|spec| common::print(&spec.source));
    }
    if arguments.against.is_some() && specs.len() != 1 {
        return Err(Failure::Input("--against: give one table, not a group".to_owned()));
    }
    if let Some(folder) = &arguments.output {
        std::fs::create_dir_all(folder)
            .map_err(|e| Failure::Input(format!("--output {}: cannot be made: {e}", folder.display())))?;
    }
    let mut moved = Vec::new();
    for spec in &specs {
        let table = make(arguments, spec)?;
        match &arguments.output {
            Some(folder) => write(folder, &table)?,
            None if arguments.against.is_none() => common::print(&table::render(&table, arguments.format))?,
            None => {}
        }
        if let Some(file) = &arguments.against {
            moved.extend(compare(&table, file)?);
        }
    }
    if moved.is_empty() {
        return Ok(());
    }
    moved.iter().try_for_each(|line| common::print(&format!("{line}\n")))?;
    let numbers = if moved.len() == 1 { "number" } else { "numbers" };
    Err(Failure::Verdict(format!("{} {numbers} moved", moved.len())))
}

fn one_line(text: &str) -> Result<String, String> {
    if text.chars().any(char::is_control) { Err("must be one line".to_owned()) } else { Ok(text.to_owned()) }
}

fn list() -> Result<(), Failure> {
    let mut group = "";
    for builtin in BUILTIN {
        if builtin.group != group {
            group = builtin.group;
            common::print(&format!("{group}: all of\n"))?;
        }
        let title = builtin.spec().map_err(failure)?.title;
        common::print(&format!("  {:<24} {title}\n", builtin.name))?;
    }
    Ok(())
}

/// The specs of a name or file.
fn specs(name: &str) -> Result<Vec<Spec>, Failure> {
    let known = table::group(name);
    if !known.is_empty() {
        return known.into_iter().map(|builtin| builtin.spec().map_err(failure)).collect();
    }
    let path = Path::new(name);
    if path.extension().is_none() && !path.exists() {
        let names: Vec<&str> = BUILTIN.iter().map(|b| b.name).collect();
        return Err(Failure::Input(format!(
            "{name}: neither a table nor a file; tables are paper, study, {}",
            names.join(", ")
        )));
    }
    Ok(vec![Spec::read(path).map_err(failure)?])
}

fn make(arguments: &Arguments, spec: &Spec) -> Result<Table, Failure> {
    let log = arguments.output.as_ref().map(|folder| folder.join(format!("{}.log.jsonl", spec.name)));
    let bar = progress::Cells::start(&spec.name);
    let tell = bar.observer();
    let date = arguments.date.as_deref();
    let made = common::on_threads(arguments.threads, || {
        table::run(spec, log.as_deref(), arguments.resume, date, &tell)
    })?;
    bar.finish();
    made.map_err(|error| match error {
        TableError::File { .. } => failure(error),
        error => Failure::Input(format!("{}: {error}", arguments.table.as_deref().unwrap_or_default())),
    })
}

fn write(folder: &Path, table: &Table) -> Result<(), Failure> {
    let files = table::files(table);
    for (ending, bytes) in &files {
        let path = folder.join(format!("{}.{ending}", table.spec.name));
        table::write(&path, bytes).map_err(failure)?;
        common::print(&format!("{}\n", path.display()))?;
    }
    let hidden = table::left_out(table);
    if hidden > 0 {
        let name = &table.spec.name;
        let _ = writeln!(
            std::io::stderr(),
            "{name}: {hidden} values <= 0 are not in the figure: its axis is logarithmic"
        );
    }
    if let Some(figure) = table.spec.figure.as_ref().filter(|_| files.iter().all(|(e, _)| *e != "svg")) {
        let _ = writeln!(
            std::io::stderr(),
            "{}: no figure: no method has a {} that its axes can show",
            table.spec.name,
            figure.quantity
        );
    }
    Ok(())
}

fn compare(table: &Table, file: &Path) -> Result<Vec<String>, Failure> {
    let stored = bcgc::internals::input::text(file)
        .map_err(|e| Failure::Input(format!("--against {}: cannot be read: {e}", file.display())))?;
    table::compare(table, &stored)
        .map_err(|error| Failure::Input(format!("--against {}: {error}", file.display())))
}

fn failure(error: TableError) -> Failure {
    Failure::Input(error.to_string())
}
