//! `bcgc code`: an encoding matrix, its decodability and its conditioning.

use std::path::PathBuf;

use bcgc::Format;
use bcgc::encoding::{self, CheckOptions, CodeOptions, CodeReport};
use bcgc::internals::report;
use clap::Args;

use super::failure::Failure;
use super::{common, help, values};

/// Print an encoding matrix and check that it decodes from every set of workers
#[derive(Debug, Args)]
#[command(after_help = help::constructions())]
pub struct Arguments {
    /// Number of workers N; with --matrix it is that of the file
    #[arg(
        long,
        value_name = "N",
        required_unless_present = "matrix",
        conflicts_with = "matrix",
        allow_negative_numbers = true
    )]
    workers: Option<usize>,
    /// Number of stragglers s to tolerate, less than N
    #[arg(long, value_name = "S", required_unless_present = "matrix", allow_negative_numbers = true)]
    stragglers: Option<usize>,
    /// Construction of the matrix
    #[arg(long, value_name = "NAME", default_value = "cyclic-repetition", conflicts_with = "matrix")]
    construction: String,
    /// A matrix of one's own: CSV or, if the name ends in .json, JSON; fractions like 3/7 are read
    #[arg(long, value_name = "FILE")]
    matrix: Option<PathBuf>,
    /// Seed of random constructions and samples
    #[arg(long, value_name = "N", default_value = "1", value_parser = values::seed, allow_negative_numbers = true)]
    seed: u64,
    /// Most straggler sets that are checked; where there are more, a theorem or a sample of at most 10000 decides
    #[arg(long, value_name = "SETS", default_value = "200000000", value_parser = clap::value_parser!(u64).range(1..))]
    budget: u64,
    /// Most straggler sets whose conditioning is computed, 0 for none [default: 1000; fewer from 40 workers on]
    #[arg(long, value_name = "SETS")]
    conditioning: Option<usize>,
    /// Print the decoding vector of a set of workers, as fractions: 1,3,4; may be given several times
    #[arg(long, value_name = "WORKERS", value_parser = workers)]
    decode: Vec<Workers>,
    /// Threads, 1 to 1024 [default: all cores]; results do not depend on it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Format of the result
    #[arg(long, default_value = "text", value_parser = values::format())]
    format: Format,
}

/// The workers of a set, from 1.
#[derive(Debug, Clone)]
struct Workers(Vec<usize>);

fn workers(text: &str) -> Result<Workers, String> {
    let numbers = text.split(',').map(|entry| entry.trim().parse()).collect::<Result<_, _>>();
    numbers.map(Workers).map_err(|_| "must be numbers of workers, from 1, separated by commas".to_owned())
}

/// How many sets are decomposed in a second or two: the work of one grows with the cube of its size.
fn sets(workers: usize) -> usize {
    let share = (40.0 / workers as f64).powi(3).min(1.0);
    (1000.0 * share).ceil() as usize
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let wrong = |error: encoding::EncodingError| Failure::Input(error.to_string());
    let default = CheckOptions::default();
    let samples = usize::try_from(arguments.budget).unwrap_or(usize::MAX).min(default.samples);
    let check = CheckOptions { budget: arguments.budget, samples, seed: arguments.seed, ..default };
    let matrix = match (&arguments.matrix, arguments.workers, arguments.stragglers) {
        (Some(path), _, stragglers) => encoding::user::read(path, stragglers).map_err(wrong)?,
        (None, Some(workers), Some(stragglers)) => {
            let construction = encoding::find(&arguments.construction).map_err(wrong)?;
            encoding::build(construction, workers, stragglers, arguments.seed).map_err(wrong)?
        }
        _ => return Err(Failure::Input("--workers and --stragglers are needed without --matrix".to_owned())),
    };
    let decode: Vec<Vec<usize>> = arguments.decode.iter().map(|set| set.0.clone()).collect();
    for set in &decode {
        encoding::check_workers(set, matrix.workers())
            .map_err(|e| Failure::Input(format!("--decode: {e}")))?;
    }
    let options = CodeOptions {
        check,
        conditioning_limit: arguments.conditioning.unwrap_or_else(|| sets(matrix.workers())),
        decode,
    };
    let report = common::on_threads(arguments.threads, || CodeReport::new(&matrix, &options))?;
    common::print(&report::code::render(&report, arguments.format))?;
    if let Some(problem) = report.vectors.iter().find_map(|vector| vector.problem.as_ref()) {
        return Err(Failure::Verdict(format!("--decode: {problem}")));
    }
    if report.decodability.is_refuted() {
        return Err(Failure::Verdict(report.summary));
    }
    Ok(())
}
