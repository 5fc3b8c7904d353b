//! The command line: reads arguments, calls the library, prints what it returns.
//!
//! Results go to standard output, progress and messages to standard error. Exit status 0 means done,
//! 1 a negative verdict, 2 bad input.

mod baselines;
mod code;
mod common;
mod destination;
mod evaluate;
mod failure;
mod help;
mod interrupt;
mod progress;
mod simulate;
mod solve;
mod table;
mod values;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Optimal redundancy for gradient computations with stragglers: block coordinate gradient coding,
/// evaluated exactly and optimised with certified gaps.
#[derive(Debug, Parser)]
#[command(name = "bcgc", version, max_term_width = 100, after_help = help::EXIT_STATUS)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Solve(solve::Arguments),
    Evaluate(evaluate::Arguments),
    Code(code::Arguments),
    Simulate(simulate::Arguments),
    Table(table::Arguments),
}

/// Parses the command line, runs the command and returns its exit status.
pub fn run() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Solve(arguments) => solve::run(&arguments),
        Command::Evaluate(arguments) => evaluate::run(&arguments),
        Command::Code(arguments) => code::run(&arguments),
        Command::Simulate(arguments) => simulate::run(&arguments),
        Command::Table(arguments) => table::run(&arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
