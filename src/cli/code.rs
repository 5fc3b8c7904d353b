//! `bcgc code`: an encoding matrix, its decodability and its conditioning.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use bcgc::Format;
use bcgc::certificate::certify_matrix_within;
use bcgc::encoding::user::{self, Layout};
use bcgc::encoding::{self, CheckOptions, CodeOptions, CodeReport, EncodingMatrix};
use bcgc::internals::document_kind::DocumentKind;
use bcgc::internals::report;
use bcgc::{Delimiter, Presence};
use clap::Args;

use super::certificate::Certified;
use super::destination::Destination;
use super::failure::Failure;
use super::{common, help, interrupt, leftovers, progress, standard_input, values};

/// Print an encoding matrix and check that it decodes from every set of workers
#[derive(Debug, Args)]
#[command(after_help = after_help())]
pub struct Arguments {
    /// Number of workers N; with --matrix it is that of the file
    #[arg(
        long,
        value_name = "N",
        required_unless_present = "matrix",
        conflicts_with = "matrix",
        value_parser = values::size,
        allow_negative_numbers = true
    )]
    workers: Option<usize>,
    /// Number of stragglers s to tolerate, less than N
    #[arg(long, value_name = "S", required_unless_present = "matrix", value_parser = values::size_or_none,
        allow_negative_numbers = true)]
    stragglers: Option<usize>,
    /// Construction of the matrix
    #[arg(long, value_name = "NAME", default_value = "cyclic-repetition", conflicts_with = "matrix")]
    construction: String,
    /// A matrix of one's own, also with more or fewer subsets than workers: a table or JSON, see below; - for standard input
    #[arg(long, value_name = "FILE")]
    matrix: Option<PathBuf>,
    /// What stands between the cells of the matrix: comma, semicolon, tab or space [default: what the file suggests]
    #[arg(long, value_name = "NAME", conflicts_with_all = OF_NO_FILE)]
    delimiter: Option<Delimiter>,
    /// Whether the first line of the matrix holds names: true, false or auto, which takes names for names and numbers
    /// for numbers
    #[arg(long, value_name = "BOOL", conflicts_with_all = OF_NO_FILE, default_value = "auto", num_args = 0..=1,
        default_missing_value = "true")]
    header: Presence,
    /// Whether the first column of the matrix holds names or numbers of the workers: true, false or auto
    #[arg(long, value_name = "BOOL", conflicts_with_all = OF_NO_FILE, default_value = "auto", num_args = 0..=1,
        default_missing_value = "true")]
    index: Presence,
    /// Seed of random constructions and samples
    #[arg(long, value_name = "N", default_value = "1", value_parser = values::seed, allow_negative_numbers = true)]
    seed: u64,
    /// Most straggler sets that are checked; where there are more, a theorem or a sample of at most 10000 decides
    #[arg(long, value_name = "SETS", default_value = "200000000", value_parser = values::some, allow_negative_numbers = true)]
    budget: u64,
    /// Most straggler sets whose conditioning is computed, 0 for none [default: 1000; fewer from 40 workers on]
    #[arg(long, value_name = "SETS", value_parser = values::size_or_none, allow_negative_numbers = true)]
    conditioning: Option<usize>,
    /// Print the decoding vector of a set of workers, as fractions: 1,3,4; may be given several times
    #[arg(long, value_name = "WORKERS", value_parser = workers)]
    decode: Vec<Workers>,
    /// Print the errors of the best approximate decoding, of at most so many straggler sets, beside the one that was found not
    /// to decode [default: as many as for --conditioning]; a matrix that does not decode has them anyway
    #[arg(long, value_name = "SETS", num_args = 0..=1, value_parser = values::several, allow_negative_numbers = true)]
    approximate: Option<Option<NonZeroUsize>>,
    /// Largest residual ||a B - 1|| of a decoding in double precision at which a matrix that does not decode exactly
    /// is good enough (exit status 0): said to be within tolerance, never verified
    #[arg(long, value_name = "T", value_parser = values::at_least_zero, allow_negative_numbers = true)]
    tolerance: Option<f64>,
    /// Threads, 1 to 1024 [default: all cores]; results do not depend on it
    #[arg(long, value_name = "N", value_parser = values::threads, allow_negative_numbers = true)]
    threads: Option<u16>,
    #[command(flatten)]
    destination: Destination,
    #[command(flatten)]
    certified: Certified,
}

/// What makes a matrix, so that there is no file whose layout could be said; that `--matrix` is required would not be said,
/// as it conflicts with these.
const OF_NO_FILE: [&str; 1] = ["workers"];

/// The forms of `--matrix`.
const MATRICES: &str = "\n\n\
Matrices (--matrix FILE), N rows (workers) by k columns (subsets of the data):
  table    one line a worker, cells between commas, semicolons, tabs or spaces, quoted or not; blank
           lines and lines that begin with # are skipped; needs --stragglers
  JSON     [[\"1\", \"3/7\"], [0, 1.5]], which needs --stragglers, or {\"stragglers\": 1, \"rows\": [...]},
           or what `bcgc code --format json` writes (its matrix and decodability.stragglers count),
           or what `bcgc simulate --scheme` writes: --stragglers S names the block
  Entries are integers, fractions (3/7) or decimals (0.25), all read exactly, in JSON as numbers or
  strings.
  The matrix decodes if the row of k ones lies in the row space of every N - s rows.

JSON written: bcgc, construction, source, assurance, seed, matrix (rows of fractions as strings), row_weights, \
uniform_weight, summary, decodability {workers, stragglers, sets, verdict, ..., subsets}, conditioning, \
vectors, approximation {examined, all_sets, worst_error (err = min ||a B - 1||^2), worst_relative_error \
(err / k), worst_residual, worst_set, mean_error, mean_relative_error, tolerance, within_tolerance}, \
left_out (what of the table was taken for names).";

/// The workers of a set, from 1.
#[derive(Debug, Clone)]
struct Workers(Vec<usize>);

fn workers(text: &str) -> Result<Workers, String> {
    let separated = |c: char| c == ',' || c.is_whitespace();
    let numbers = text.split(separated).filter(|entry| !entry.is_empty()).map(str::parse);
    let numbers = numbers.collect::<Result<Vec<usize>, _>>().ok().filter(|numbers| !numbers.is_empty());
    numbers
        .map(Workers)
        .ok_or_else(|| "must be numbers of workers, from 1, between commas or spaces".to_owned())
}

fn after_help() -> String {
    help::constructions() + MATRICES
}

/// The matrix of a file, of standard input or of a construction.
fn matrix(arguments: &Arguments) -> Result<EncodingMatrix, Failure> {
    let wrong = |error: encoding::EncodingError| Failure::Input(error.to_string());
    match (&arguments.matrix, arguments.workers, arguments.stragglers) {
        (Some(path), _, stragglers) => {
            let layout = Layout::default().with_header(arguments.header).with_index(arguments.index);
            let layout = arguments.delimiter.into_iter().fold(layout, Layout::with_delimiter);
            match standard_input::is(path) {
                true => piped(&standard_input::text("--matrix")?, stragglers, &layout),
                false => user::read_with(path, stragglers, &layout).map_err(wrong),
            }
        }
        (None, Some(workers), Some(stragglers)) => {
            let construction = encoding::find(&arguments.construction).map_err(wrong)?;
            encoding::build(construction, workers, stragglers, arguments.seed).map_err(wrong)
        }
        _ => Err(Failure::Input("--workers and --stragglers are needed without --matrix".to_owned())),
    }
}

/// The matrix on standard input: JSON if it begins like JSON, or else a table.
fn piped(text: &str, stragglers: Option<usize>, layout: &Layout) -> Result<EncodingMatrix, Failure> {
    let is_json = text.trim_start().starts_with(['{', '[']);
    let matrix = match (is_json, stragglers) {
        (true, _) => user::from_json(text, stragglers),
        (false, Some(stragglers)) => user::from_table(text, stragglers, layout),
        (false, None) => {
            let problem = "a table cannot say how many stragglers there are: give --stragglers S";
            return Err(Failure::Input(format!("{}: {problem}", standard_input::NAME)));
        }
    };
    matrix.map_err(|error| Failure::Input(error.in_file(Path::new(standard_input::NAME)).to_string()))
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    leftovers::removed(arguments.certified.settled(attempt(arguments)), arguments.destination.file())
}

fn attempt(arguments: &Arguments) -> Result<(), Failure> {
    arguments.certified.not_of_integers("a matrix")?;
    let matrix = matrix(arguments)?;
    let default = CheckOptions::default();
    let samples = usize::try_from(arguments.budget).unwrap_or(usize::MAX).min(default.samples);
    let check = CheckOptions { budget: arguments.budget, samples, seed: arguments.seed, ..default };
    let destination = &arguments.destination;
    let matrix_file = arguments.matrix.as_deref().and_then(standard_input::file);
    let inputs = matrix_file.into_iter();
    let outputs = inputs
        .fold(destination.alone(DocumentKind::Matrix), |outputs, path| outputs.reading("the matrix", path));
    arguments.certified.outputs(outputs).check()?;
    let decode: Vec<Vec<usize>> = arguments.decode.iter().map(|set| set.0.clone()).collect();
    for set in &decode {
        encoding::check_workers(set, matrix.workers())
            .map_err(|e| Failure::Input(format!("--decode: {e}")))?;
    }
    let options = CodeOptions {
        check,
        conditioning_limit: arguments
            .conditioning
            .unwrap_or_else(|| CodeOptions::affordable_sets(matrix.workers())),
        decode,
        approximate: arguments.approximate.is_some(),
        approximation_limit: arguments
            .approximate
            .flatten()
            .map_or_else(|| CodeOptions::affordable_sets(matrix.workers()), usize::from),
        tolerance: arguments.tolerance,
    };
    interrupt::ends(|| {
        "the check of the matrix was stopped: nothing is known of it; a smaller --budget checks a sample of its sets".to_owned()
    });
    let _line = progress::Line::start("checking sets of workers", None);
    let report = common::on_threads(arguments.threads, || CodeReport::new(&matrix, &options))?;
    destination.put(&match destination.format() {
        Format::Text => report::code::render_within(&report, destination.columns()),
        format => report::code::render(&report, format),
    })?;
    if let Some(problem) = report.vectors.iter().find_map(|vector| vector.problem.as_ref()) {
        return Err(Failure::Verdict(format!("--decode: {problem}")));
    }
    let is_good_enough = report.approximation.as_ref().and_then(|found| found.within_tolerance) == Some(true);
    if report.decodability.is_refuted() && !is_good_enough {
        return Err(Failure::Verdict(report.summary));
    }
    arguments.certified.put(|| certify_matrix_within(&matrix, arguments.budget))
}
