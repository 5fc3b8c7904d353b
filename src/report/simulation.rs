//! The outcome of a simulation, in every format.

use std::fmt::Write as _;

use super::citation;
use super::format::Format;
use super::number::{shortest, significant};
use super::paragraph;
use super::versioned::Versioned;
use crate::simulation::{Arithmetic, Completion, Simulation};
use crate::tex::escaped;
use crate::wording::counted;

/// The simulation in one format. CSV has one row a round, the others the summary; JSON has both.
pub fn render(simulation: &Simulation, format: Format) -> String {
    match format {
        Format::Text => render_within(simulation, usize::MAX),
        Format::Json => {
            let mut json = serde_json::to_string_pretty(&Versioned::new(simulation)).unwrap_or_default();
            json.push('\n');
            json
        }
        Format::Csv => csv(simulation),
        Format::Markdown => markdown(simulation),
        Format::Latex => latex(simulation),
    }
}

/// Where the second column of the text begins.
const FACTS: usize = 14;

fn facts(simulation: &Simulation) -> Vec<(&'static str, String)> {
    let rounds = simulation.rounds;
    let gradients = match simulation.arithmetic {
        Arithmetic::Exact => "equal the true ones exactly".to_owned(),
        Arithmetic::Float { tolerance } => format!("within {tolerance:.1e} of the true ones"),
    };
    let steps = simulation.steps();
    let ended = match simulation.endless() {
        0 => rounds.to_string(),
        endless => format!(
            "{rounds}, of which {endless} never ended, and took no step: a block waits for a worker that never returns"
        ),
    };
    let gradients = match steps {
        0 => "none: no round ended".to_owned(),
        _ => format!(
            "{} of {steps} decoded {gradients}; largest error {:.1e}",
            steps - simulation.wrong_gradients,
            simulation.largest_error
        ),
    };
    let early = "the simulation was ended early: its rounds are those played by then";
    let mut facts: Vec<(&str, String)> =
        simulation.interrupted.then(|| ("interrupted", early.to_owned())).into_iter().collect();
    facts.extend([("rounds", ended), ("gradients", gradients)]);
    facts.push((
        "runtimes",
        match simulation.wrong_runtimes {
            Some(wrong) if simulation.has_overhead => {
                format!("{} of {rounds} equal the largest D_(N-n)(kappa W_n), D(w) = a + T w", rounds - wrong)
            }
            Some(wrong) => format!("{} of {rounds} equal kappa max T_(N-n) W_n", rounds - wrong),
            None => "workers have unequal loads: no formula".to_owned(),
        },
    ));
    let rule = match simulation.independent_rounds {
        true => "standard error",
        false => "standard error by batch means, as rounds may resemble their neighbours",
    };
    let error =
        simulation.standard_error.map(|e| format!(" +- {} ({rule})", significant(e, 4))).unwrap_or_default();
    let mean = match simulation.endless() {
        0 => significant(simulation.mean, 7),
        _ => "infinite".to_owned(),
    };
    facts.push(("mean runtime", format!("{mean}{error}")));
    if let Some(agreement) = simulation.agreement {
        let remark = match agreement.agrees {
            None => " (too few rounds or too heavy a tail to judge)",
            Some(_) => "",
        };
        let text = if agreement.over_rounds {
            format!("{}, the mean of the formula over these rounds", significant(agreement.expectation, 7))
        } else if agreement.deviation == 0.0 {
            format!("{}, equal but for rounding{remark}", significant(agreement.expectation, 7))
        } else {
            format!(
                "{}, off by {:+.2} standard errors{remark}",
                significant(agreement.expectation, 7),
                agreement.deviation
            )
        };
        facts.push(("expectation", text));
    }
    match simulation.endless() {
        0 if simulation.infinite_expectation => {
            facts.push(("expectation", "infinite: the mean grows with the rounds".to_owned()));
        }
        _ => {}
    }
    facts.extend(simulation.completion.map(|completion| ("deadline", by_deadline(&completion, rounds))));
    facts.extend(simulation.left_out.clone().map(|left_out| ("left out", left_out)));
    facts.push((
        "loss",
        format!(
            "{} before, {} after{}",
            significant(simulation.first_loss, 7),
            significant(simulation.last_loss, 7),
            if steps < rounds { format!(" {}", counted(steps as u64, "step")) } else { String::new() }
        ),
    ));
    facts.push(("verdict", if simulation.passed() { "passed" } else { "failed" }.to_owned()));
    facts
}

/// How many rounds ended by the deadline, and what was to be expected.
fn by_deadline(completion: &Completion, rounds: usize) -> String {
    let Completion { deadline, met, probability, p_value, .. } = *completion;
    let met = format!("{met} of {rounds} rounds ended by {}", shortest(deadline));
    let probability = probability.map(|probability| significant(probability, 7));
    match (probability, p_value) {
        (None, _) => met,
        (Some(share), None) => format!("{met}; by the formula {share} of these rounds"),
        (Some(probability), Some(p_value)) => format!(
            "{met}; completion probability {probability} (p-value {}, on both sides)",
            significant(p_value, 2)
        ),
    }
}

/// The simulation as text for a terminal of so many columns.
pub fn render_within(simulation: &Simulation, columns: usize) -> String {
    let mut out = String::new();
    for (key, value) in facts(simulation) {
        paragraph::fact(&mut out, key, &value, [FACTS, paragraph::width(columns)]);
    }
    out
}

fn csv(simulation: &Simulation) -> String {
    let mut out = String::from("round,runtime,formula,error,block\n");
    for r in &simulation.results {
        let formula = r.formula.map(|f| f.to_string()).unwrap_or_default();
        let error = r.error.map(|e| e.to_string()).unwrap_or_default();
        let block = r.block.map(|b| b.to_string()).unwrap_or_default();
        let _ = writeln!(out, "{},{},{formula},{error},{block}", r.round, r.runtime);
    }
    out
}

fn markdown(simulation: &Simulation) -> String {
    let rows = facts(simulation)
        .into_iter()
        .map(|(key, value)| format!("| {key} | {} |\n", value.replace('_', "\\_")));
    format!("| | |\n| --- | --- |\n{}", rows.collect::<String>())
}

fn latex(simulation: &Simulation) -> String {
    let rows = facts(simulation).into_iter().map(|(key, value)| {
        let value = escaped(&value.replace("+-", "\u{b1}"));
        format!("{} & {value} \\\\\n", escaped(key))
    });
    format!(
        "% \\usepackage{{array,booktabs}}\n{}\\begin{{table}}\n\\centering\n\\caption{{Simulation of {} rounds of coded gradient \
         computation. Played with bcgc~\\cite{{{}}}.}}\n\\label{{tab:simulation}}\n\\footnotesize\n\
         \\begin{{tabular}}{{@{{}}l>{{\\raggedright\\arraybackslash}}p{{0.74\\columnwidth}}@{{}}}}\n\\toprule\n{}\\bottomrule\n\
         \\end{{tabular}}\n\\end{{table}}\n",
        citation::entry(citation::KEY, "% "),
        simulation.rounds,
        citation::KEY,
        rows.collect::<String>()
    )
}
