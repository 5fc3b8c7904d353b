//! `bcgc evaluate`: the value of one given partition.

use bcgc::Partition;
use clap::Args;

use super::common::Common;
use super::failure::Failure;

/// Evaluate one partition: its value, its gap to the bound, and the relaxed optimum beside it
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    common: Common,
    /// Block sizes x_0,x_1,... separated by commas: as many as workers, summing to the coordinates
    #[arg(long, value_name = "X", allow_hyphen_values = true)]
    partition: String,
    /// Give the value alone, without a bound and the relaxed optimum
    #[arg(long)]
    no_bound: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let common = &arguments.common;
    let instance = common.read()?;
    let system = &instance.system;
    let partition = Partition::parse(&arguments.partition, system.workers, system.coordinates)
        .map_err(|error| Failure::of(error.into(), &common.instance))?;
    let options = common.options();
    let options = if arguments.no_bound { options.without_bound() } else { options };
    let report = common.run(options, |options| bcgc::evaluate(&instance, &partition, options))?;
    common.print(&report)?;
    common.judge(&report)
}
