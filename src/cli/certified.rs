//! `bcgc table`: its rows certified, its numbers proved.

use std::io::{Write as _, stderr};
use std::path::Path;

use bcgc::internals::document_kind::DocumentKind;
use bcgc::internals::output::OverwriteGuard;
use bcgc::internals::report::number;
use bcgc::internals::wording::{counted, printable};
use bcgc::table::{self, Certified, Shard, Spec, Table, TableError};

use super::failure::Failure;
use super::{common, progress};

/// With the certificates of tables, or of a shard of them, among the files that are checked before any work.
pub fn outputs(
    outputs: OverwriteGuard,
    folder: Option<&Path>,
    shard: Option<Shard>,
    specs: &[Spec],
) -> OverwriteGuard {
    let Some(folder) = folder else { return outputs };
    let files = specs.iter().flat_map(|spec| table::certificates(spec, shard, folder));
    files.fold(outputs, |outputs, file| {
        outputs.writing_document("--certificate", file, DocumentKind::Certificate)
    })
}

/// Certifies the rows of a table.
pub fn rows(
    table: Table,
    folder: &Path,
    reuse: bool,
    threads: Option<u16>,
) -> Result<Result<Table, TableError>, Failure> {
    let name = table.spec.name.clone();
    let bar = progress::Cells::start(&format!("{name}, certificates"));
    let tell = bar.observer();
    let made = common::on_threads(threads, || table::certify(table, folder, reuse, &tell));
    bar.finish();
    Ok(made?.map(|(table, tally)| {
        say(&name, folder, &tally);
        say_others(&table.spec, folder);
        table
    }))
}

/// Certifies the rows of a shard.
pub fn shard(
    spec: &Spec,
    shard: Shard,
    log: &Path,
    folder: &Path,
    reuse: bool,
    threads: Option<u16>,
) -> Result<Result<(), TableError>, Failure> {
    let bar = progress::Cells::start(&format!("{}, certificates", spec.name));
    let tell = bar.observer();
    let made = common::on_threads(threads, || table::certify_shard(spec, shard, log, folder, reuse, &tell));
    bar.finish();
    Ok(made?.map(|tally| say(&spec.name, folder, &tally)))
}

/// Proves the numbers of a table, where its options ask for it.
pub fn numbers(table: Table, threads: Option<u16>) -> Result<Result<Table, TableError>, Failure> {
    if !table.spec.options.rigour.is_proved() {
        return Ok(Ok(table));
    }
    let name = table.spec.name.clone();
    let bar = progress::Cells::start(&format!("{name}, proofs"));
    let tell = bar.observer();
    let proved = common::on_threads(threads, || table::prove(table, &tell));
    bar.finish();
    Ok(proved?.map(|(table, seconds)| {
        remark(&format!("{name}: proving took {} s of work", number::seconds(seconds)));
        table
    }))
}

/// Names certificates of an earlier table of this name, whose rows this one does not have.
fn say_others(spec: &Spec, folder: &Path) {
    let ours = table::certificates(spec, None, folder);
    let is_row = |name: &str| {
        let rest =
            name.strip_prefix(&format!("{}.", spec.name)).filter(|name| name.ends_with(table::CERTIFICATE));
        rest.is_some_and(|rest| rest.starts_with(|letter: char| letter.is_ascii_digit()))
    };
    let there = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut others: Vec<String> = (there.filter(|path| !ours.contains(path)))
        .filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
        .filter(|name| is_row(name))
        .collect();
    others.sort();
    if let Some(first) = others.first() {
        let (count, folder) = (counted(others.len() as u64, "certificate"), folder.display());
        remark(&printable(&format!(
            "{}: {count} in {folder} of rows that this table does not have, the first is {first}: remove them, or bcgc verify \
             {folder} judges them too",
            spec.name
        )));
    }
}

/// Rows that are named where something is not proved, at most.
const NAMED: usize = 4;

/// What became of the certificates.
fn say(name: &str, folder: &Path, tally: &Certified) {
    let counts = [(tally.kept, "kept"), (tally.removed, "removed, whose rows have none now")];
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    let counts: String = counts.map(|(count, what)| format!(", {count} {what}")).collect();
    let written = counted(tally.written as u64, "certificate");
    let (folder, seconds) = (folder.display(), number::seconds(tally.seconds));
    remark(&format!("{name}: {written} written into {folder}{counts}, in {seconds} s"));
    for (what, rows) in &tally.left_out {
        let count = counted(rows.len() as u64, "row");
        let named: Vec<&str> = rows.iter().take(NAMED).map(String::as_str).collect();
        let more = if rows.len() > NAMED { ", ..." } else { "" };
        remark(&format!("{name}: not proved of {count} ({}{more}): {what}", named.join(", ")));
    }
}

/// Nothing is lost where standard error is closed.
fn remark(line: &str) {
    if !progress::is_quiet() {
        let _ = writeln!(stderr(), "{line}");
    }
}
