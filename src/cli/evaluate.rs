//! `bcgc evaluate`: the value of one given partition.

use bcgc::internals::relaxed::optimum;
use bcgc::{Error, Instance, Options, Partition, Report, Solution, Status};
use clap::Args;

use super::common::Common;
use super::failure::Failure;
use super::partition;

/// Evaluate one partition: its value, its gap to the bound, and the relaxed optimum beside it
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    common: Common,
    #[arg(long, value_name = "X", allow_hyphen_values = true, help = partition::HELP)]
    partition: String,
    /// Give the value alone, without a bound and the relaxed optimum
    #[arg(long)]
    no_bound: bool,
}

/// The row of the partition.
const GIVEN: &str = "given";

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let common = &arguments.common;
    let instance = common.read_beside(partition::file_of(&arguments.partition))?;
    let partition = partition::read(&arguments.partition, &instance)?;
    let options = common.options();
    let options = if arguments.no_bound { options.without_bound() } else { options };
    match common.attempt(options.clone(), |options| bcgc::evaluate(&instance, &partition, options)) {
        Ok(report) => {
            common.print(&report)?;
            common.certify(&report, Some(GIVEN), &options)?;
            common.judge(&report)
        }
        Err(Error::InfiniteValue { reason }) => {
            let report = common.run(options, |options| infinite(&instance, partition, &reason, options))?;
            common.print(&report)?;
            Err(Failure::Verdict(format!("--partition: {reason}")))
        }
        Err(error) => Err(Failure::of(error, &common.source.label())),
    }
}

/// A partition without a finite value beside the relaxed optimum: the report says why it has none.
fn infinite(
    instance: &Instance,
    partition: Partition,
    reason: &str,
    options: &Options,
) -> Result<Report, Error> {
    let beside = bcgc::solve(instance, &options.clone().with_methods([optimum::METHOD.name]))?;
    let mut report = Report::new(instance.clone());
    report.push(Solution {
        partition: Some(partition),
        note: Some(reason.to_owned()),
        ..Solution::empty(GIVEN, Status::Heuristic)
    });
    beside.bound().into_iter().for_each(|bound| report.offer_bound(bound));
    beside.rows().iter().for_each(|row| report.push(row.solution.clone()));
    Ok(report)
}
