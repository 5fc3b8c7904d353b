//! The files that `bcgc init` writes: each runs as it is.

use bcgc::LawError;
use bcgc::internals::straggler::LawSpec;
use bcgc::internals::{baseline, exact, relaxed};

/// A file: its name, its text, and the command to go on with.
pub struct File {
    pub name: &'static str,
    pub text: String,
    /// `{}` stands for its path.
    pub next: &'static str,
}

/// The law of an instance for which none is named.
pub const LAW: &str = "shifted-exponential";

/// What parameters are set to, by law where they differ: milliseconds a pass over one sample.
const PARAMETERS: &[(&str, &str, &str)] = &[
    ("log-normal", "location", "3.7"),
    ("log-normal", "scale", "0.6"),
    ("pareto", "shape", "2.5"),
    ("pareto", "scale", "30.0"),
    ("", "rate", "0.02"),
    ("", "shape", "2"),
    ("", "scale", "50.0"),
    ("", "shift", "30.0"),
    ("", "min", "30.0"),
    ("", "max", "130.0"),
    ("", "weights", "[0.9, 0.1]"),
    ("", "rates", "[0.04, 0.004]"),
    ("", "value", "50.0"),
];

/// An instance with that law.
///
/// # Errors
/// For an unknown law.
pub fn instance(law: &str) -> Result<File, LawError> {
    let spec = LawSpec::find(law)?;
    let parameters: Vec<String> = spec
        .parameters
        .iter()
        .map(|parameter| {
            let matches = |entry: &&(&str, &str, &str)| {
                (entry.0.is_empty() || entry.0 == law) && entry.1 == parameter.key
            };
            let value = PARAMETERS.iter().find(matches).map_or("1.0", |entry| entry.2);
            format!("{:<29} # {}", format!("{} = {value}", parameter.key), parameter.permitted)
        })
        .collect();
    let text = format!(
        "# An instance of bcgc: which redundancy for how many coordinates of a gradient?\n\
         # Cycle times here are the milliseconds in which a worker computes its share of the data; so are the results, as\n\
         # cycles = 1/coordinates. For times of something else see the units in: bcgc init --help\n\
         name = \"my-instance\"          # optional\n\
         \n\
         [system]\n\
         workers = 8                   # N\n\
         coordinates = 1000            # L, the parameters of the model\n\
         samples = 8                   # M, default N\n\
         cycles = 0.001                # b for one partial derivative of one sample, default 1; here 1/L\n\
         \n\
         [stragglers]\n\
         # {summary}\n\
         law = \"{law}\"\n\
         {parameters}\n\
         \n\
         # Without this table the expected runtime is minimised. To maximise the probability of finishing in time:\n\
         # [objective]\n\
         # kind = \"completion-probability\"\n\
         # deadline = 150.0            # in the unit of the results\n",
        summary = spec.summary,
        parameters = parameters.join("\n"),
    );
    Ok(File { name: "instance.toml", text, next: "bcgc solve {}" })
}

/// An instance with a trace, and the trace.
pub fn trace() -> [File; 2] {
    let instance = "\
# An instance of bcgc with measured cycle times in place of a law.
name = \"my-trace\"             # optional

[system]
workers = 4                   # N: as many as the trace has columns
coordinates = 200             # L, the parameters of the model
samples = 4                   # M, default N
cycles = 0.005                # b, here 1/L: results are in the unit of the trace

[stragglers]
trace = \"times.csv\"           # relative to this file
";
    let times = "\
# Cycle times in milliseconds: a column a worker, a row a round of the same computation.
worker 1,worker 2,worker 3,worker 4
31.2,34.8,33.1,79.4
30.9,35.5,120.6,32.7
33.4,30.2,31.8,36.1
95.3,33.0,34.4,31.5
30.6,61.9,32.2,33.8
32.8,31.1,30.7,30.4
31.9,32.6,58.3,145.2
34.0,30.5,33.6,31.0
";
    [
        File { name: "trace.toml", text: instance.to_owned(), next: "bcgc solve {}" },
        File {
            name: "times.csv",
            text: times.to_owned(),
            next: "the trace: a column a worker, a row a round",
        },
    ]
}

/// The spec of a table.
pub fn spec() -> File {
    let methods = [
        exact::optimum::METHOD.name,
        relaxed::optimum::METHOD.name,
        relaxed::mean_time::METHOD.name,
        baseline::uncoded::METHOD.name,
    ];
    let text = "\
# A table of bcgc: methods over a grid of instances.
title = \"Expected runtime against the fastest pass\"
methods = METHODS   # default: all

[instance.system]             # an instance, its tables in a table [instance]
workers = 4
coordinates = 1000
samples = 4
cycles = 0.001
[instance.stragglers]
law = \"shifted-exponential\"
rate = 0.02
shift = 30.0

[grid]                        # keys of the instance and their values; the last varies fastest
\"stragglers.shift\" = [10.0, 30.0, 90.0]

[figure]                      # optional
x = { label = \"fastest pass (ms)\" }
y = { label = \"expected runtime (ms)\" }
";
    File { name: "table.toml", text: text.replace("METHODS", &format!("{methods:?}")), next: "bcgc table {}" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bcgc::Instance;
    use bcgc::internals::straggler::LAWS;

    #[test]
    fn there_is_a_template_of_every_law() {
        for law in LAWS {
            let file = instance(law.name).unwrap();
            let read = Instance::from_toml(&file.text).unwrap();
            let mean = read.law().unwrap().cycle_time().mean();
            assert!((30.0..=200.0).contains(&mean), "{}: {mean}", law.name);
        }
        assert!(instance("cauchy").is_err());
    }
}
