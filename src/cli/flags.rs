//! An instance from options, in place of a file or over one.

use std::collections::BTreeMap;

use bcgc::internals::instance::CONSTANT;
use bcgc::internals::report::number;
use bcgc::internals::straggler::{LawSpec, ParameterValue, parameters_from_mean};
use bcgc::{LawError, MomentsError};
use clap::Args;
use toml::{Table, Value as Toml};

use super::failure::Failure;
use super::values;

/// What help texts call them.
const HEADING: &str = "An instance from options, in place of a file or over it";

/// The options.
#[derive(Debug, Args)]
pub struct Flags {
    /// Law of the cycle times; over a file in place of all that it says of them
    #[arg(long, help_heading = HEADING, value_name = "NAME")]
    law: Option<String>,
    /// A parameter of the law, like rate=1e-3 or weights=[0.9,0.1]; repeatable
    #[arg(long = "param", help_heading = HEADING, value_name = "KEY=VALUE", value_parser = values::parameter)]
    parameters: Vec<(String, String)>,
    /// Mean of the cycle times of --law, in place of the parameter that it fixes
    #[arg(long, help_heading = HEADING, value_name = "T", value_parser = values::positive, allow_negative_numbers = true)]
    mean: Option<f64>,
    /// Least cycle time of --law, in place of the parameter that it fixes [default: 0 where the law has a shift]
    #[arg(long, help_heading = HEADING, value_name = "T", value_parser = values::at_least_zero, requires = "mean",
        allow_negative_numbers = true)]
    min: Option<f64>,
    /// Number of workers N
    #[arg(short = 'N', long, help_heading = HEADING, value_name = "N", value_parser = values::workers,
        allow_negative_numbers = true)]
    workers: Option<u64>,
    /// Number of coordinates L (model parameters)
    #[arg(short = 'L', long, help_heading = HEADING, value_name = "L", value_parser = values::count,
        allow_negative_numbers = true)]
    coordinates: Option<u64>,
    /// Number of samples M [default: N]
    #[arg(short = 'M', long, help_heading = HEADING, value_name = "M", value_parser = values::count,
        allow_negative_numbers = true)]
    samples: Option<u64>,
    /// Cycles b for one partial derivative of one sample [default: 1]
    #[arg(long, help_heading = HEADING, value_name = "B", value_parser = values::positive, allow_negative_numbers = true)]
    cycles: Option<f64>,
    /// Maximise the probability of finishing by this deadline, in the unit of the results [default: minimise the
    /// expected runtime]
    #[arg(long, help_heading = HEADING, value_name = "T", value_parser = values::positive, allow_negative_numbers = true)]
    deadline: Option<f64>,
}

/// A key of an instance, its value, and the option that sets it.
pub struct Setting {
    pub option: &'static str,
    pub key: String,
    pub value: Toml,
}

impl Flags {
    /// What they set, of a file or of nothing: a law is all of the stragglers, a deadline all of the objective.
    pub fn settings(&self) -> Result<Vec<Setting>, Failure> {
        let setting = |option, key: &str, value| Setting { option, key: key.to_owned(), value };
        let counts = [
            ("--workers", "system.workers", self.workers),
            ("--coordinates", "system.coordinates", self.coordinates),
            ("--samples", "system.samples", self.samples),
        ];
        let counts = counts.into_iter().filter_map(|(option, key, count)| Some((option, key, whole(count?))));
        let mut settings: Vec<Setting> =
            counts.map(|(option, key, value)| setting(option, key, value)).collect();
        settings.extend(self.cycles.map(|cycles| setting("--cycles", "system.cycles", Toml::Float(cycles))));
        match &self.law {
            Some(law) => settings.push(setting("--law", "stragglers", Toml::Table(self.stragglers(law)?))),
            None => settings.extend(self.parameters_alone()?),
        }
        settings.extend(self.deadline.map(|deadline| {
            let mut objective = Table::new();
            objective.insert("kind".to_owned(), Toml::String("completion-probability".to_owned()));
            objective.insert("deadline".to_owned(), Toml::Float(deadline));
            setting("--deadline", "objective", Toml::Table(objective))
        }));
        Ok(settings)
    }

    /// That they describe an instance without a file.
    pub fn check_alone(&self) -> Result<(), Failure> {
        let law = self.law.as_deref().unwrap_or_default();
        let needed = [("-N, --workers", self.workers), ("-L, --coordinates", self.coordinates)];
        match needed.iter().find(|(_, count)| count.is_none()) {
            Some((option, _)) => {
                Err(Failure::Input(format!("--law {law}: without an INSTANCE it needs {option} as well")))
            }
            None => Ok(()),
        }
    }

    /// Parameters of the law that a file names.
    fn parameters_alone(&self) -> Result<Vec<Setting>, Failure> {
        if let Some(mean) = self.mean {
            return Err(Failure::Input(format!(
                "--mean {}: it fixes parameters of the law of --law: name that, and --min where there is a shift, as of the \
                 law of the file nothing is left then; or set the parameters of the file, like --param rate=0.02",
                number::shortest(mean)
            )));
        }
        let setting = |(key, value)| Setting { option: "--param", key: format!("stragglers.{key}"), value };
        Ok(self.given()?.into_iter().map(|(key, value)| setting((key, toml(value)))).collect())
    }

    /// What --param gives.
    fn given(&self) -> Result<BTreeMap<String, ParameterValue>, Failure> {
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
        Ok(given)
    }

    /// The law with its parameters.
    fn stragglers(&self, name: &str) -> Result<Table, Failure> {
        let mut given = self.given()?;
        if name == CONSTANT && self.mean.is_some() {
            let problem = "the law constant takes no --mean: give its one value with --param value=T";
            return Err(Failure::Input(format!("--mean, --min: {problem}")));
        }
        let law =
            (name != CONSTANT).then(|| LawSpec::find(name).map_err(|error| unknown(&error))).transpose()?;
        if let (Some(mean), Some(law)) = (self.mean, law) {
            let fixed = parameters_from_mean(law, &given, mean, self.min).map_err(|error| {
                Failure::Input(format!("--mean {}: {}", number::shortest(mean), in_options(&error)))
            })?;
            given.extend(fixed.into_iter().map(|(key, x)| (key.to_owned(), ParameterValue::Number(x))));
        }
        let mut table = Table::new();
        table.insert("law".to_owned(), Toml::String(name.to_owned()));
        table.extend(given.into_iter().map(|(key, value)| (key, toml(value))));
        Ok(table)
    }
}

/// That there is no such law; beside those of the registry there is one that does not vary.
fn unknown(error: &LawError) -> Failure {
    match error {
        LawError::UnknownLaw { name, known } => {
            let (name, known) = (name.clone(), format!("{known}, {CONSTANT}"));
            Failure::Input(format!("--{}", LawError::UnknownLaw { name, known }))
        }
        error => Failure::Input(format!("--{error}")),
    }
}

/// Why a mean fixes no law, in the words of the options.
fn in_options(error: &MomentsError) -> String {
    match error {
        MomentsError::Choice { law, known } => {
            format!("it does not fix the parameters of {law}: give them with --param; it does for {known}")
        }
        MomentsError::Mean { min, .. } => {
            format!("must be above the least cycle time, --min {}", number::shortest(*min))
        }
        MomentsError::Min { law } => format!("{law} needs the least cycle time as well: --min"),
        MomentsError::Fixed { key } => {
            format!("--param {key} is given as well; --mean and --min fix it: give one of them")
        }
        MomentsError::Law(error @ LawError::UnknownKey { .. }) => error.to_string(),
        error => format!("{error}: give it with --param"),
    }
}

fn toml(value: ParameterValue) -> Toml {
    match value {
        ParameterValue::Number(x) => Toml::Float(x),
        ParameterValue::List(list) => Toml::Array(list.into_iter().map(Toml::Float).collect()),
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
