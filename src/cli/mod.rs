//! The command line: reads arguments, calls the library, prints what it returns.
//!
//! Results go to standard output, progress and messages to standard error. Exit status 0 means done,
//! 1 a negative verdict, 2 bad input, 3 an output or a solver that failed, 130 the end by Ctrl-C.

mod baselines;
mod certificate;
mod certified;
mod code;
mod coding_parameters;
mod common;
mod destination;
mod drawings;
mod evaluate;
mod failure;
mod fit;
mod flags;
mod generated;
mod help;
mod history;
mod init;
mod interrupt;
mod leftovers;
mod measure;
mod partition;
mod progress;
mod reading;
mod simulate;
mod solve;
mod source;
mod specs;
mod standard_input;
mod table;
mod table_log;
mod template;
mod terminal;
mod usage;
mod values;
mod verify;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};

/// Optimal redundancy for gradient computations with stragglers: block coordinate gradient coding,
/// evaluated exactly and optimised with certified gaps.
#[derive(Debug, Parser)]
#[command(name = "bcgc", version, max_term_width = 100, after_help = format!("{}\n\n{}", help::OVERVIEW, help::EXIT_STATUS))]
struct Cli {
    /// No progress and no remarks: only results and errors
    #[arg(short, long, global = true, conflicts_with = "verbose", display_order = 900)]
    quiet: bool,
    /// Say how long each stage takes, and show progress also where standard error is no terminal
    #[arg(short, long, global = true, display_order = 901)]
    verbose: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Solve(solve::Arguments),
    Evaluate(evaluate::Arguments),
    Code(code::Arguments),
    Simulate(simulate::Arguments),
    Fit(fit::Arguments),
    Measure(measure::Arguments),
    Table(table::Arguments),
    Verify(verify::Arguments),
    Init(init::Arguments),
    Completions(generated::Completions),
    Man(generated::Man),
}

/// Parses the command line, runs the command and returns its exit status.
pub fn run() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    if measure::is_process(&arguments) {
        return measure::process();
    }
    let as_json = usage::wants_json(&arguments);
    let cli = match Cli::try_parse_from(usage::joined(arguments)) {
        Ok(cli) => cli,
        Err(error) => return usage::report(&error, as_json),
    };
    progress::talk(cli.quiet, cli.verbose);
    let outcome = match cli.command {
        Command::Solve(arguments) => solve::run(&arguments),
        Command::Evaluate(arguments) => evaluate::run(&arguments),
        Command::Code(arguments) => code::run(&arguments),
        Command::Simulate(arguments) => simulate::run(&arguments),
        Command::Fit(arguments) => fit::run(&arguments),
        Command::Measure(arguments) => measure::run(&arguments),
        Command::Table(arguments) => table::run(&arguments),
        Command::Verify(arguments) => match verify::run(&arguments) {
            Ok(status) => return status,
            Err(failure) => Err(failure),
        },
        Command::Init(arguments) => init::run(&arguments),
        Command::Completions(arguments) => generated::completions(&arguments, Cli::command()),
        Command::Man(arguments) => generated::man(&arguments, Cli::command()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(as_json),
    }
}
