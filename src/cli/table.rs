//! `bcgc table`: reference tables and figures.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use bcgc::internals::document_kind::DocumentKind;
use bcgc::internals::output::OverwriteGuard;
use bcgc::internals::wording::{counted, reason};
use bcgc::table::{self, Comparison, Shard, Spec, Table, TableError};
use bcgc::{Cancel, Format, Rigour};
use clap::Args;

use super::baselines::{self, Stored};
use super::certified;
use super::destination::{print, write_all};
use super::failure::Failure;
use super::table_log::{TableLog, is_same};
use super::terminal::columns;
use super::{common, interrupt, progress, specs, standard_input, values};

/// Make reference tables and figures: the paper's, or a sweep of your own
#[derive(Debug, Args)]
#[command(after_help = table::tolerances())]
pub struct Arguments {
    /// A table or group by name (see --list), or a spec: a TOML file, - for standard input, whose files are named table
    #[arg(required_unless_present = "list")]
    table: Option<String>,
    /// List the tables by name, as text
    #[arg(long, conflicts_with_all = ["table", "format", "output", "against", "date"])]
    list: bool,
    /// Print the spec of a table by name, to be copied and changed
    #[arg(long, conflicts_with_all = ["list", "output", "against", "format", "date"])]
    spec: bool,
    /// Write NAME.md, .tex, .csv and .json, the figure as .pdf, .svg and .tikz (pgfplots, which reads NAME.figure.csv), and
    /// the log NAME.log.jsonl, into this folder
    #[arg(long, value_name = "DIR", value_parser = values::folder)]
    output: Option<PathBuf>,
    /// Write the figure as NAME.png as well, of 600 dots an inch
    #[arg(long, requires = "output", conflicts_with_all = ["list", "spec"])]
    png: bool,
    /// Go on where a killed run stopped: nothing in its log is computed again
    #[arg(long, requires = "output", conflicts_with_all = ["list", "spec"])]
    resume: bool,
    /// Compute every N-th cell from the K-th on, and write no more than their log NAME.K-of-N.log.jsonl: part K of N, on one of N
    /// machines, which may share the folder
    #[arg(long, value_name = "K/N", requires = "output", conflicts_with_all = ["against", "list", "spec"])]
    shard: Option<Shard>,
    /// Join the logs of all shards in these folders into what one machine would have written, byte for byte
    #[arg(long, value_name = "DIR", num_args = 1.., conflicts_with_all = ["shard", "resume", "list", "spec"])]
    merge: Vec<PathBuf>,
    /// Replace files that bcgc did not write, and the log of an unfinished run; a file that the command reads is never
    /// replaced, but for a stored table of --against
    #[arg(long, requires = "output", conflicts_with_all = ["list", "spec"])]
    force: bool,
    /// Compare with the NAME.json of an earlier run, - for standard input, or with those in a folder; exit status 1 if
    /// anything moved. It may lie in the folder of --output: it is read first, and replaced only if nothing moved, or
    /// with --force
    #[arg(long, value_name = "FILE|DIR")]
    against: Option<PathBuf>,
    /// Write a certificate of every row with a partition and a value into this folder, NAME.POINT.METHOD.certificate.json: bcgc
    /// verify DIR judges them. With --resume or --merge those that are there, of the same rows, and accepted are kept
    #[arg(long, value_name = "DIR", value_parser = values::folder, conflicts_with_all = ["list", "spec"])]
    certificate: Option<PathBuf>,
    /// How values and bounds are computed: float (double precision with error estimates), or enclosed: proved by the judge of
    /// certificates, in at most the time limit of the spec a point; the proofs are in no log
    #[arg(long, value_name = "HOW", default_value = "float", value_parser = values::rigour,
        conflicts_with_all = ["list", "spec", "shard"])]
    rigour: Rigour,
    /// A date for the provenance [default: none, so that equal runs give equal files]
    #[arg(long, value_name = "TEXT", value_parser = one_line)]
    date: Option<String>,
    /// Threads, 1 to 1024 [default: all cores]; results do not depend on it
    #[arg(long, value_name = "N", value_parser = values::threads, allow_negative_numbers = true)]
    threads: Option<u16>,
    /// Format of what is printed: the table where no folder is given, with --against what moved [default: text]
    #[arg(long, value_parser = values::format())]
    format: Option<Format>,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    if arguments.list {
        return specs::list();
    }
    let name = arguments.table.as_deref().unwrap_or_default();
    let mut specs = specs::of(name)?;
    if arguments.spec && specs.len() != 1 {
        return Err(Failure::Input("--spec: give one table, not a group".to_owned()));
    }
    if arguments.spec {
        return specs.iter().try_for_each(|spec| print(&spec.source));
    }
    if arguments.output.is_some() && arguments.format.is_some() && arguments.against.is_none() {
        let problem =
            "--format: is for what is printed, and --output writes every format; leave one of them out";
        return Err(Failure::Input(problem.to_owned()));
    }
    if arguments.png && specs.iter().all(|spec| spec.figure.is_none()) {
        let problem = "--png: there is no figure to draw: give the spec a [figure], or leave --png out";
        return Err(Failure::Input(problem.to_owned()));
    }
    let stored = arguments.against.as_deref().map(|against| baselines::read(against, &specs)).transpose()?;
    certified::outputs(written(arguments, &specs), arguments.certificate.as_deref(), arguments.shard, &specs)
        .check()?;
    if let Some(folder) = &arguments.output {
        specs.iter().try_for_each(|spec| keep_log(arguments, folder, spec))?;
    }
    let cancel = Cancel::default();
    interrupt::cancels(&cancel);
    if let (Some(shard), Some(folder)) = (arguments.shard, &arguments.output) {
        for spec in &mut specs {
            spec.options = spec.options.clone().with_cancel(cancel.clone());
        }
        return specs.iter().try_for_each(|spec| part(arguments, shard, folder, spec));
    }
    for spec in &mut specs {
        spec.options = spec.options.clone().with_cancel(cancel.clone()).with_rigour(arguments.rigour);
    }
    let Some(stored) = stored else {
        return specs.iter().try_for_each(|spec| {
            let table = make(arguments, spec)?;
            match &arguments.output {
                Some(folder) => write(arguments, folder, &table),
                None => print(&match format(arguments) {
                    Format::Text => table::render_within(&table, columns()),
                    format => table::render(&table, format),
                }),
            }
        });
    };
    compared(arguments, &specs, &stored)
}

fn format(arguments: &Arguments) -> Format {
    arguments.format.unwrap_or(Format::Text)
}

fn one_line(text: &str) -> Result<String, String> {
    if text.chars().any(char::is_control) { Err("must be one line".to_owned()) } else { Ok(text.to_owned()) }
}

/// The log of the whole table, or of a shard.
fn log(arguments: &Arguments, folder: &Path, spec: &Spec) -> TableLog {
    match (arguments.shard, &arguments.against) {
        (Some(shard), _) => TableLog::of_shard(folder, spec, shard),
        (None, Some(against)) if !arguments.force => TableLog::compared(folder, spec, against),
        (None, _) => TableLog::whole(folder, spec),
    }
}

/// The file of a table with an ending.
fn file(folder: &Path, spec: &Spec, ending: &str) -> PathBuf {
    folder.join(format!("{}.{ending}", spec.name))
}

/// What the command reads and is to write; that it replaces the tables of `--against` is decided once they are compared.
fn written(arguments: &Arguments, specs: &[Spec]) -> OverwriteGuard {
    let mut outputs = OverwriteGuard::new(arguments.force);
    if let Some(name) = arguments.table.as_deref().and_then(|name| standard_input::file(Path::new(name))) {
        outputs = outputs.reading("the spec", name);
    }
    let Some(folder) = &arguments.output else { return outputs };
    for spec in specs {
        let log = log(arguments, folder, spec);
        if log != TableLog::whole(folder, spec) {
            outputs = outputs.writing_document("--output", log.path, DocumentKind::Log);
        }
        if arguments.shard.is_some() {
            continue;
        }
        outputs =
            spec.traces().iter().fold(outputs, |outputs, path| outputs.reading("a trace of the spec", path));
        let image = (arguments.png && spec.figure.is_some()).then_some("png");
        for ending in table::endings(spec).into_iter().chain(["log.jsonl"]).chain(image) {
            let kind = if ending == "log.jsonl" { DocumentKind::Log } else { DocumentKind::Table };
            outputs = outputs.writing_document("--output", file(folder, spec, ending), kind);
        }
    }
    outputs
}

/// Refuses to begin anew where the cells of an unfinished run are.
fn keep_log(arguments: &Arguments, folder: &Path, spec: &Spec) -> Result<(), Failure> {
    if arguments.force {
        return Ok(());
    }
    let log = log(arguments, folder, spec);
    if log.is_beside() {
        return log.keep(spec, &file(folder, spec, "json"), arguments.resume);
    }
    if arguments.resume {
        return Ok(());
    }
    let (log, document) = (log.path, file(folder, spec, "json"));
    let found = table::logged(spec, &log, &document).map_err(|error| named(arguments, error))?;
    let Some(found) = found else { return Ok(()) };
    let (done, all) = (found.done.len(), spec.len() * spec.methods.len());
    let mine = arguments.shard.map_or(all, |shard| (0..all).filter(|&cell| shard.has(cell)).count());
    let held = match (found.other, arguments.shard) {
        (Some(other), _) => {
            let cells = counted(done as u64, "cell");
            format!("{cells} of another, unfinished run ({other}); write into another folder")
        }
        (None, Some(shard)) if done >= mine => {
            let cells = counted(mine as u64, "cell");
            format!("all of shard {shard}, {cells}; join the shards with --merge, give --resume to keep it")
        }
        (None, Some(shard)) => {
            format!(
                "{done} of {mine} cells of shard {shard}, which did not finish; give --resume to go on with it"
            )
        }
        (None, None) if done < all || !document.exists() => {
            format!("{done} of {all} cells of a run that did not finish; give --resume to go on with it")
        }
        (None, None) => return Ok(()),
    };
    Err(Failure::Input(format!("--output {}: holds {held}, or --force to begin anew", log.display())))
}

fn make(arguments: &Arguments, spec: &Spec) -> Result<Table, Failure> {
    let log = arguments.output.as_ref().map(|folder| log(arguments, folder, spec).path);
    if !arguments.merge.is_empty() {
        let date = arguments.date.as_deref();
        let merged = table::merge(spec, &shards(&arguments.merge, spec)?, log.as_deref(), date);
        return proved(arguments, merged.map_err(|error| named(arguments, error))?);
    }
    let bar = progress::Cells::start(&spec.name);
    let tell = bar.observer();
    let date = arguments.date.as_deref();
    let made = common::on_threads(arguments.threads, || {
        table::run(spec, log.as_deref(), arguments.resume, date, &tell)
    });
    bar.finish();
    proved(arguments, made?.map_err(|error| named(arguments, error))?)
}

/// The table with its rows certified and its numbers proved, as far as that is asked for.
fn proved(arguments: &Arguments, table: Table) -> Result<Table, Failure> {
    let reuse = arguments.resume || !arguments.merge.is_empty();
    let table = match &arguments.certificate {
        Some(folder) => certified::rows(table, folder, reuse, arguments.threads)?,
        None => Ok(table),
    };
    let table = table.map_err(|error| named(arguments, error))?;
    certified::numbers(table, arguments.threads)?.map_err(|error| named(arguments, error))
}

/// Computes a shard into its log.
fn part(arguments: &Arguments, shard: Shard, folder: &Path, spec: &Spec) -> Result<(), Failure> {
    let log = log(arguments, folder, spec).path;
    let bar = progress::Cells::start(&spec.name);
    let tell = bar.observer();
    let made = common::on_threads(arguments.threads, || {
        table::run_shard(spec, shard, &log, arguments.resume, &tell)
    });
    bar.finish();
    made?.map_err(|error| named(arguments, error))?;
    if let Some(certificates) = &arguments.certificate {
        let made = certified::shard(spec, shard, &log, certificates, arguments.resume, arguments.threads)?;
        made.map_err(|error| named(arguments, error))?;
    }
    print(&format!("{}\n", log.display()))
}

/// The logs of a table in folders: of a whole run and of its shards, in the order of their names.
fn shards(folders: &[PathBuf], spec: &Spec) -> Result<Vec<PathBuf>, Failure> {
    let mut logs = Vec::new();
    for folder in folders {
        let unreadable = |error: std::io::Error| {
            Failure::Input(format!("--merge {}: cannot be read: {}", folder.display(), reason(&error)))
        };
        for entry in std::fs::read_dir(folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let rest = name.strip_prefix(&spec.name).and_then(|rest| rest.strip_suffix(".log.jsonl"));
            let is_shard = |rest: &str| {
                rest.strip_prefix('.')
                    .and_then(|part| part.replacen("-of-", "/", 1).parse::<Shard>().ok())
                    .is_some()
            };
            if rest.is_some_and(|rest| rest.is_empty() || is_shard(rest)) {
                logs.push(path);
            }
        }
    }
    logs.sort();
    if logs.is_empty() {
        let folders: Vec<String> = folders.iter().map(|folder| folder.display().to_string()).collect();
        let name = &spec.name;
        return Err(Failure::Input(format!(
            "--merge {}: no log of {name} is there; --shard K/N --output DIR writes {name}.K-of-N.log.jsonl",
            folders.join(" ")
        )));
    }
    Ok(logs)
}

/// Errors about the spec name it.
fn named(arguments: &Arguments, error: TableError) -> Failure {
    match error {
        // What is merged is in its logs already.
        TableError::Stopped if !arguments.merge.is_empty() => {
            Failure::Interrupted(format!("{error}; go on with: {}", interrupt::again(None)))
        }
        TableError::Stopped if arguments.output.is_some() => {
            Failure::Interrupted(format!("{error}; go on with: {}", interrupt::again(Some("--resume"))))
        }
        TableError::Stopped => {
            Failure::Interrupted(format!("{error}; with --output DIR it could go on where it stopped"))
        }
        TableError::File { .. } | TableError::Unwritten { .. } => error.into(),
        error => {
            let spec = Path::new(arguments.table.as_deref().unwrap_or_default());
            Failure::Input(format!("{}: {error}", standard_input::label(spec)))
        }
    }
}

fn write(arguments: &Arguments, folder: &Path, table: &Table) -> Result<(), Failure> {
    let mut files = table::files(table)?;
    if arguments.png {
        files.extend(table::png(table)?.map(|bytes| ("png", bytes)));
    }
    let files: Vec<(PathBuf, Vec<u8>)> =
        files.into_iter().map(|(ending, bytes)| (file(folder, &table.spec, ending), bytes)).collect();
    write_all(&files)?;
    let names: String = files.iter().map(|(path, _)| format!("{}\n", path.display())).collect();
    if arguments.against.is_some() && format(arguments) != Format::Text {
        // Standard output is one document.
        let _ = write!(std::io::stderr(), "{names}");
    } else {
        print(&names)?;
    }
    let name = &table.spec.name;
    for hidden in table::left_out(table) {
        let _ = writeln!(std::io::stderr(), "{name}: not in the figure, whose axis is logarithmic: {hidden}");
    }
    let is_drawn = files.iter().any(|(path, _)| path.extension().is_some_and(|ending| ending == "svg"));
    if let Some(figure) = table.spec.figure.as_ref().filter(|_| !is_drawn) {
        let _ = writeln!(
            std::io::stderr(),
            "{}: no figure: no method has a {} that its axes can show",
            table.spec.name,
            figure.quantity
        );
    }
    Ok(())
}

/// Makes the tables, compares each with its stored one, and only then writes it.
fn compared(arguments: &Arguments, specs: &[Spec], stored: &[Stored]) -> Result<(), Failure> {
    let (mut found, mut kept): (Vec<(String, Comparison)>, _) = (Vec::new(), Vec::new());
    // A comparison that is interrupted goes on in all of them.
    let mut logs = Vec::new();
    for (spec, stored) in specs.iter().zip(stored) {
        let table = make(arguments, spec)?;
        let comparison = table::compare(&table, &stored.baseline);
        let shown = standard_input::label(&stored.path);
        match &arguments.output {
            Some(folder)
                if !comparison.agrees()
                    && !arguments.force
                    && is_same(&file(folder, spec, "json"), &stored.path) =>
            {
                logs.push((log(arguments, folder, spec), false));
                kept.push(shown.clone());
            }
            Some(folder) => {
                write(arguments, folder, &table)?;
                logs.push((log(arguments, folder, spec), true));
            }
            None => {}
        }
        found.push((shown, comparison));
    }
    logs.iter().try_for_each(|(log, is_replaced)| log.settle(*is_replaced))?;
    print(&match format(arguments) {
        Format::Text => table::render_comparisons_within(&found, columns()),
        format => table::render_comparisons(&found, format),
    })?;
    let moved: usize = found.iter().map(|(_, comparison)| comparison.differences.len()).sum();
    let entries = counted(moved as u64, "entry");
    match kept.as_slice() {
        _ if moved == 0 => Ok(()),
        [] => Err(Failure::Verdict(format!("{entries} moved"))),
        kept => Err(Failure::Verdict(format!(
            "{entries} moved; {} and what belongs to it are left as they were: give another --output, or --force to \
             replace them",
            kept.join(", ")
        ))),
    }
}
