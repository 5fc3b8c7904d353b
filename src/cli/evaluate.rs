//! `bcgc evaluate`: the value of one given partition.

use bcgc::internals::solve::GIVEN;
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

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let common = &arguments.common;
    let instance = common.read_beside(partition::file_of(&arguments.partition))?;
    let partition = partition::read(&arguments.partition, &instance)?;
    let options = common.options();
    let options = if arguments.no_bound { options.without_bound() } else { options };
    let report = common.run(options.clone(), |options| bcgc::evaluate(&instance, &partition, options))?;
    common.print(&report)?;
    common.check_whole(&report)?;
    let given = report.rows().iter().map(|row| &row.solution).find(|solution| solution.method == GIVEN);
    if let Some(given) = given.filter(|given| given.value.is_none()) {
        let why = given.note.as_deref().unwrap_or("it has no value");
        return Err(Failure::Verdict(format!("--partition: {why}")));
    }
    common.certify(&report, Some(GIVEN), &options)?;
    common.judge(&report)
}
