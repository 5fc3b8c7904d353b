//! An instance from options, in place of a file.

use std::collections::BTreeMap;

use bcgc::internals::straggler::{LawSpec, ParameterValue};
use clap::Args;
use toml::{Table, Value as Toml};

use super::failure::Failure;
use super::{moments, values};

/// What help texts call them.
const HEADING: &str = "An instance from options, in place of a file";

/// The options.
#[derive(Debug, Args)]
pub struct Flags {
    /// Law of the cycle times
    #[arg(long, help_heading = HEADING, value_name = "NAME", conflicts_with = "instance", requires_all = ["workers", "coordinates"])]
    law: Option<String>,
    /// A parameter of the law, like rate=1e-3 or weights=[0.9,0.1]; repeatable
    #[arg(long = "param", help_heading = HEADING, value_name = "KEY=VALUE", value_parser = values::assignment, requires = "law")]
    parameters: Vec<(String, String)>,
    /// Mean of the cycle times, in place of the parameter that it fixes
    #[arg(long, help_heading = HEADING, value_name = "T", value_parser = values::positive, requires = "law", allow_negative_numbers = true)]
    mean: Option<f64>,
    /// Least cycle time, in place of the parameter that it fixes [default: 0 where the law has a shift]
    #[arg(long, help_heading = HEADING, value_name = "T", value_parser = values::at_least_zero, requires = "mean",
        allow_negative_numbers = true)]
    min: Option<f64>,
    /// Number of workers N
    #[arg(short = 'N', long, help_heading = HEADING, value_name = "N", value_parser = values::count, requires = "law",
        allow_negative_numbers = true)]
    workers: Option<u64>,
    /// Number of coordinates L (model parameters)
    #[arg(short = 'L', long, help_heading = HEADING, value_name = "L", value_parser = values::count, requires = "law",
        allow_negative_numbers = true)]
    coordinates: Option<u64>,
    /// Number of samples M [default: N]
    #[arg(short = 'M', long, help_heading = HEADING, value_name = "M", value_parser = values::count, requires = "law",
        allow_negative_numbers = true)]
    samples: Option<u64>,
    /// Cycles b for one partial derivative of one sample [default: 1]
    #[arg(long, help_heading = HEADING, value_name = "B", value_parser = values::positive, requires = "law", allow_negative_numbers = true)]
    cycles: Option<f64>,
    /// Maximise the probability of finishing by this deadline, in units of cycle time [default: minimise the
    /// expected runtime]
    #[arg(long, help_heading = HEADING, value_name = "T", value_parser = values::positive, requires = "law", allow_negative_numbers = true)]
    deadline: Option<f64>,
}

impl Flags {
    /// The description that they give, as a file would.
    pub fn table(&self) -> Result<Table, Failure> {
        let mut system = Table::new();
        let counts =
            [("workers", self.workers), ("coordinates", self.coordinates), ("samples", self.samples)];
        for (key, count) in counts {
            if let Some(count) = count {
                system.insert(key.to_owned(), whole(count));
            }
        }
        system.extend(self.cycles.map(|cycles| ("cycles".to_owned(), Toml::Float(cycles))));
        let mut table = Table::new();
        table.insert("system".to_owned(), Toml::Table(system));
        table.insert("stragglers".to_owned(), Toml::Table(self.stragglers()?));
        if let Some(deadline) = self.deadline {
            let mut objective = Table::new();
            objective.insert("kind".to_owned(), Toml::String("completion-probability".to_owned()));
            objective.insert("deadline".to_owned(), Toml::Float(deadline));
            table.insert("objective".to_owned(), Toml::Table(objective));
        }
        Ok(table)
    }

    fn stragglers(&self) -> Result<Table, Failure> {
        let name = self.law.as_deref().unwrap_or_default();
        let law = LawSpec::find(name).map_err(|error| Failure::Input(format!("--{error}")))?;
        let mut table = Table::new();
        table.insert("law".to_owned(), Toml::String(name.to_owned()));
        let mut given = BTreeMap::new();
        for (key, value) in &self.parameters {
            let parameter = parameter(value).ok_or_else(|| {
                Failure::Input(format!(
                    "--param {key}={value}: must be a number or a list of numbers, like [0.9, 0.1]"
                ))
            })?;
            if given.insert(key.clone(), parameter).is_some() {
                return Err(Failure::Input(format!("--param {key}: it is given twice; give it once")));
            }
        }
        if let Some(mean) = self.mean {
            let fixed = moments::parameters(law, &given, mean, self.min)
                .map_err(|problem| Failure::Input(format!("--mean {mean:?}: {problem}")))?;
            given.extend(fixed.into_iter().map(|(key, x)| (key.to_owned(), ParameterValue::Number(x))));
        }
        for (key, value) in given {
            table.insert(
                key,
                match value {
                    ParameterValue::Number(x) => Toml::Float(x),
                    ParameterValue::List(list) => Toml::Array(list.into_iter().map(Toml::Float).collect()),
                },
            );
        }
        Ok(table)
    }
}

/// Beyond 64 bits of TOML a float says as well that it is out of range.
fn whole(count: u64) -> Toml {
    i64::try_from(count).map_or(Toml::Float(count as f64), Toml::Integer)
}

/// A number, or a list of them in brackets.
fn parameter(text: &str) -> Option<ParameterValue> {
    let number = |text: &str| text.trim().parse::<f64>().ok();
    match text.trim().strip_prefix('[') {
        None => number(text).map(ParameterValue::Number),
        Some(rest) => {
            let list = rest.strip_suffix(']')?.split(',').map(number).collect::<Option<Vec<_>>>();
            list.map(ParameterValue::List)
        }
    }
}
