//! `bcgc solve`: runs methods on an instance.

use std::path::PathBuf;

use bcgc::{Options, Rounding, Split};
use clap::Args;

use super::common::Common;
use super::destination::write_all;
use super::failure::Failure;
use super::history::Recorded;
use super::{drawings, help, values};

/// Optimise an instance by one or more methods, one row each
#[derive(Debug, Args)]
#[command(after_help = help::methods_and_laws())]
pub struct Arguments {
    #[command(flatten)]
    common: Common,
    /// Methods, separated by commas; repeatable [default: all but those that run only where named]
    #[arg(long = "method", value_name = "NAME", value_delimiter = ',')]
    methods: Vec<String>,
    /// Draw the partitions and their loads; the ending says how: .pdf, .svg, .png or .tikz
    #[arg(long, value_name = "FILE")]
    figure: Option<PathBuf>,
    /// Write value and bound after every iteration of the methods that iterate; the ending says how: .csv or .json, or a
    /// figure as .pdf, .svg, .png or .tikz
    #[arg(long, value_name = "FILE")]
    history: Option<PathBuf>,
    /// How relaxed partitions become integers: local (down, then a local search) or greedy (down, then one coordinate after
    /// the other where the objective rises least)
    #[arg(long, value_name = "HOW", default_value = "local", value_parser = values::rounding)]
    rounding: Rounding,
    /// Seed of the methods that sample
    #[arg(long, value_name = "N", default_value = "1", value_parser = values::seed, allow_negative_numbers = true)]
    seed: u64,
    /// On a trace, hold out this share of the rounds, the last ones, and say what the partitions are worth in them
    #[arg(long, value_name = "SHARE", conflicts_with = "folds", value_parser = values::inner_probability,
        allow_negative_numbers = true)]
    holdout: Option<f64>,
    /// On a trace, hold out each of so many parts of the rounds in turn, run the methods on the others, and say what their
    /// partitions are worth in the parts held out
    #[arg(long, value_name = "K", value_parser = values::parts, allow_negative_numbers = true)]
    folds: Option<usize>,
    /// Search for no bound to compare the rows with: gaps are those of methods that return one themselves
    #[arg(long)]
    no_bound: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let drawn = [arguments.figure.as_deref(), arguments.history.as_deref()];
    arguments.common.settled(attempt(arguments), drawn.into_iter().flatten())
}

fn attempt(arguments: &Arguments) -> Result<(), Failure> {
    let common = &arguments.common;
    let instance = common.read_drawing(arguments.figure.as_deref(), arguments.history.as_deref())?;
    let figure = drawings::asked("--figure", arguments.figure.as_ref())?;
    let history = arguments.history.as_deref().map(Recorded::new).transpose()?;
    let methods = arguments.methods.iter().map(|name| name.trim().to_owned());
    let options =
        common.options().with_seed(arguments.seed).with_rounding(arguments.rounding).with_methods(methods);
    let options = if arguments.no_bound { options.without_bound() } else { options };
    let split = arguments.holdout.map(Split::Holdout).or(arguments.folds.map(Split::Folds));
    let options = split.into_iter().fold(options, Options::with_split);
    let report = common.run(options.clone(), |options| match &history {
        Some(history) => bcgc::solve(&instance, &history.recording(options)),
        None => bcgc::solve(&instance, options),
    })?;
    if let Some(history) = history {
        history.write(&instance)?;
    }
    let (report, made) = common.certify(report, None, &options);
    // What was found is not lost where it cannot be drawn.
    common.print(&report)?;
    if let Some((path, format)) = figure.filter(|_| report.is_solved()) {
        let drawn =
            bcgc::draw(&report, format).map_err(|error| drawings::failure("--figure", path, &error))?;
        write_all(&[(path, drawn)])?;
    }
    common.check_whole(&report)?;
    if report.is_solved() {
        common.put_certificate(made)?;
        return common.judge(&report);
    }
    Err(Failure::Verdict("no method found a partition; the notes say why".to_owned()))
}
