//! Measured rounds in every format: what was measured, the spread of the times, and how to go on.

use serde_json::json;

use super::facts::Fact;
use super::format::Format;
use super::measured_files::{CONSTANT, CYCLE_TIMES, INSTANCE, beside, names_of, processes, trace_name, work};
use super::number::{seconds, significant};
use super::paragraph::{self, FACTS};
use super::table::{Column, Kind};
use super::tabular::environment;
use super::versioned::Versioned;
use super::{citation, latex, markdown, text};
use crate::measure::{Amount, Measured, Spread};
use crate::wording::{counted, number, printable, shell_word};

/// Significant digits of times.
const DIGITS: i32 = 4;

/// The rounds in one format, ending in a line feed; they are in files of a folder. Text is for a terminal of so many columns.
pub fn render(measured: &Measured, folder: &str, format: Format, columns: usize) -> String {
    match format {
        Format::Text => as_text(measured, folder, columns),
        Format::Json => as_json(measured, folder),
        Format::Csv => as_csv(measured, folder),
        Format::Markdown => as_markdown(measured, folder),
        Format::Latex => as_latex(measured),
    }
}

fn as_text(measured: &Measured, folder: &str, columns: usize) -> String {
    let width = paragraph::width(columns);
    let mut out = String::new();
    for fact in facts(measured, folder) {
        paragraph::fact(&mut out, fact.label, &fact.text, [FACTS, width]);
    }
    out.push('\n');
    text::table(&mut out, table(measured), columns);
    out.push_str("\nto go on\n");
    for step in steps(measured, folder) {
        // Not broken: they are to be copied.
        out.push_str(&format!("  # {}\n", step.purpose));
        step.commands.iter().for_each(|command| out.push_str(&format!("  {command}\n")));
    }
    out
}

fn as_markdown(measured: &Measured, folder: &str) -> String {
    let mut out = String::new();
    for Fact { label, text } in facts(measured, folder) {
        out.push_str(&format!("- {label}: {}\n", markdown::escaped(&text)));
    }
    out.push('\n');
    markdown::table(&mut out, &table(measured));
    out.push_str("\n```sh\n");
    for step in steps(measured, folder) {
        out.push_str(&format!("# {}\n", step.purpose));
        step.commands.iter().for_each(|command| out.push_str(&format!("{command}\n")));
    }
    out + "```\n"
}

fn as_latex(measured: &Measured) -> String {
    let mut out = citation::PACKAGES.to_owned();
    out += &citation::entry(citation::KEY, "% ");
    let caption = format!(
        "Seconds from the beginning of a round to a worker's answer, in {} of {}. A unit of load is {}.{} Measured with \
         bcgc~\\cite{{{}}}.",
        counted(measured.rounds() as u64, "round"),
        latex::escaped(&processes(measured)),
        latex::escaped(&work(measured)),
        beside(measured).map(|beside| format!(" {}.", latex::escaped(&beside))).unwrap_or_default(),
        citation::KEY
    );
    out + &environment(&caption, "measured", 1, &latex::tex_columns(&table(measured)), "")
}

fn facts(measured: &Measured, folder: &str) -> Vec<Fact> {
    let fact = |label, text| Fact { label, text };
    let asked = match measured.asked {
        Some(asked) if asked > measured.rounds() => format!(" of {asked} asked for,"),
        _ => String::new(),
    };
    let mut facts = Vec::new();
    if let Some(fault) = &measured.fault {
        facts.push(fact("failed", fault.to_string()));
    }
    if measured.interrupted {
        facts.push(fact(
            "interrupted",
            "it was ended early: the rounds are those measured by then".to_owned(),
        ));
    }
    let took = seconds(measured.seconds);
    let rounds = measured.rounds();
    facts.push(fact("rounds", format!("{rounds}{asked} in {took} s, written into {}", printable(folder))));
    facts.push(fact("processes", processes(measured)));
    facts.extend(beside(measured).map(|text| fact("beside", text)));
    facts.push(fact("load 1", work(measured)));
    facts.push(fact("times", "seconds from the beginning of a round to a worker's answer".to_owned()));
    facts
}

fn table(measured: &Measured) -> Vec<Column> {
    let spreads = measured.spreads();
    let of = |title, get: fn(&Spread) -> f64| Column {
        title,
        kind: Kind::Number,
        cells: spreads.iter().map(|spread| significant(get(spread), DIGITS)).collect(),
    };
    let loads = measured.loads.iter().copied().map(number).collect();
    vec![
        Column { title: "load", kind: Kind::Words, cells: loads },
        of("least", |spread| spread.least),
        of("median", |spread| spread.median),
        of("9 in 10", |spread| spread.ninety),
        of("largest", |spread| spread.largest),
    ]
}

/// What may be done next, and the commands for it.
struct Step {
    purpose: &'static str,
    commands: Vec<String>,
}

fn steps(measured: &Measured, folder: &str) -> [Step; 3] {
    let path = |name: &str| shell_word(&join(folder, name));
    let traces: Vec<String> = measured.loads.iter().map(|load| path(&trace_name(*load))).collect();
    let loads: Vec<String> = measured.loads.iter().copied().map(number).collect();
    let (instance, best) = (path(INSTANCE), path("best.json"));
    let commands = |commands: [String; 2]| commands.to_vec();
    [
        Step {
            purpose: "the best partition by the measured cycle times, with the median overhead for all",
            commands: vec![format!("bcgc solve {} --output {best}", path(CONSTANT))],
        },
        Step {
            purpose: "what it is worth in the rounds with the overheads that they had, and what the baselines are",
            commands: commands([
                format!("bcgc evaluate {instance} --partition {}", path("best.json#exact")),
                format!("bcgc solve {instance}"),
            ]),
        },
        Step {
            purpose: "laws of the cycle time or of the overhead, and whether workers and rounds are independent",
            commands: commands([
                format!("bcgc fit {} --write {}", path(CYCLE_TIMES), path("cycle-time-law.toml")),
                format!(
                    "bcgc fit {} --loads {} --write {}",
                    traces.join(" "),
                    loads.join(","),
                    path("overhead-law.toml")
                ),
            ]),
        },
    ]
}

fn join(folder: &str, name: &str) -> String {
    std::path::Path::new(folder).join(name).to_string_lossy().into_owned()
}

fn as_csv(measured: &Measured, folder: &str) -> String {
    let mut out = String::from("load,file,least,median,nine_in_ten,largest\n");
    for (load, spread) in measured.loads.iter().zip(measured.spreads()) {
        let file = super::csv::quoted(join(folder, &trace_name(*load)));
        let Spread { least, median, ninety, largest } = spread;
        out.push_str(&format!("{load},{file},{least},{median},{ninety},{largest}\n"));
    }
    out
}

fn as_json(measured: &Measured, folder: &str) -> String {
    let loads: Vec<_> = measured
        .loads
        .iter()
        .zip(measured.spreads())
        .map(|(load, spread)| {
            json!({
                "load": load,
                "file": join(folder, &trace_name(*load)),
                "least": spread.least,
                "median": spread.median,
                "nine_in_ten": spread.ninety,
                "largest": spread.largest,
            })
        })
        .collect();
    let unit = match measured.unit {
        Amount::Seconds(seconds) => Some(seconds),
        Amount::Samples(_) => None,
    };
    let document = json!({
        "files": names_of(&measured.loads).iter().map(|name| join(folder, name)).collect::<Vec<_>>(),
        "rounds": measured.rounds(),
        "asked": measured.asked,
        "seconds": measured.seconds,
        "workers": measured.workers,
        "beside": measured.beside,
        "processors": measured.cores,
        "coordinates": measured.coordinates,
        "samples": measured.samples,
        "unit": unit,
        "seed": measured.seed,
        "loads": loads,
        "next": steps(measured, folder).into_iter().flat_map(|step| step.commands).collect::<Vec<_>>(),
        "failed": measured.fault.as_ref().map(ToString::to_string),
        "interrupted": measured.interrupted,
    });
    serde_json::to_string_pretty(&Versioned::new(&document)).unwrap_or_default() + "\n"
}
