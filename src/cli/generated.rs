//! `bcgc completions` and `bcgc man`: what shells and readers of manuals want, generated from the arguments.

use clap::{Args, Command};
use clap_complete::Shell;

use super::destination;
use super::failure::Failure;
use bcgc::internals::wording::did_you_mean;

/// Print the completions for a shell
#[derive(Debug, Args)]
#[command(after_help = "For bash in this session: source <(bcgc completions bash)")]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Print a page of the manual
#[derive(Debug, Args)]
#[command(after_help = "To read a page: bcgc man solve | man -l -")]
pub struct Man {
    /// The command that it is about [default: bcgc itself]
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
    /// List the names of the pages
    #[arg(long, conflicts_with = "command")]
    list: bool,
}

/// Runs `completions`.
pub fn completions(arguments: &Completions, mut command: Command) -> Result<(), Failure> {
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, name, &mut script);
    destination::print(&String::from_utf8_lossy(&script))
}

/// Runs `man`.
pub fn man(arguments: &Man, mut command: Command) -> Result<(), Failure> {
    command.build();
    let own = command.get_name().to_owned();
    let commands: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
    let commands: Vec<String> = commands.into_iter().filter(|name| name != "help").collect();
    if arguments.list {
        let pages = commands.iter().map(|name| format!("{own}-{name}\n"));
        return destination::print(&format!("{own}\n{}", pages.collect::<String>()));
    }
    let asked = arguments.command.as_deref().unwrap_or(&own);
    if asked == own {
        return page(command);
    }
    let name = asked.strip_prefix(&format!("{own}-")).unwrap_or(asked);
    let names = commands.join(", ");
    match command.find_subcommand(name).filter(|_| commands.iter().any(|known| known == name)) {
        Some(found) => page(found.clone().name(format!("{own}-{name}")).bin_name(format!("{own} {name}"))),
        None => {
            let near = did_you_mean(name, &names);
            Err(Failure::Input(format!("man {asked}: no such command{near}; commands are {names}")))
        }
    }
}

fn page(command: Command) -> Result<(), Failure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page).map_err(Failure::Output)?;
    destination::print(&String::from_utf8_lossy(&page))
}
