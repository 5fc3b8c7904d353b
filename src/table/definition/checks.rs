//! What a spec must hold to beyond its form, key by key: names that exist, values that vary, figures that show
//! something.

use toml::{Table as Toml, Value};

use super::labels;
use super::spec::{Axis, Figure, Layout, Spec, shown};
use crate::draw::Words;
use crate::error::Error;
use crate::instance::Objective;
use crate::options::Rounding;
use crate::plot::MOST_CURVES;
use crate::report::citation;
use crate::table::error::TableError;
use crate::table::methods::{chosen, integer_optimum, is_sampled, relaxed_optimum};
use crate::table::published::Published;
use crate::wording::{did_you_mean, numbers, printable};

/// What a figure can show.
const QUANTITIES: [&str; 4] = ["value", "complement", "gap", "relaxation-gap"];
/// The columns that a comparison looks at; the tolerance of `partition` is in coordinates.
const COLUMNS: [&str; 6] = ["value", "relaxed_value", "complement", "bound", "gap", "partition"];
/// Panels of a figure, at most: more leave no room on a page.
const MOST_PANELS: usize = 6;
/// Points of a grid, at most.
const MAX_POINTS: usize = 100_000;

type Check<T = ()> = Result<T, TableError>;

/// A key and its value, as a refusal names them.
struct Key {
    name: String,
    value: String,
}

fn key(name: impl Into<String>, value: impl ToString) -> Key {
    Key { name: name.into(), value: value.to_string() }
}

impl Key {
    /// Refuses the value unless a condition holds.
    fn must(&self, holds: bool, allowed: impl Into<String>) -> Check {
        if holds { Ok(()) } else { Err(self.refused(allowed)) }
    }

    fn refused(&self, allowed: impl Into<String>) -> TableError {
        TableError::Spec { key: self.name.clone(), value: self.value.clone(), allowed: allowed.into() }
    }
}

/// The grid: every key has a list of at least one value, none twice.
pub fn grid(given: &Toml) -> Check<Vec<(String, Vec<Value>)>> {
    let mut points = 1usize;
    let mut grid = Vec::new();
    for (name, value) in given {
        let key = key(format!("grid.\"{name}\""), value);
        let values = value.as_array().ok_or_else(|| {
            key.refused("must be a list of values; quote the key: \"system.workers\" = [10, 20]")
        })?;
        key.must(!values.is_empty(), "must have at least one value")?;
        if let Some(twice) = repeated(values) {
            return Err(key.refused(format!("has the value {twice} twice")));
        }
        points = points.saturating_mul(values.len());
        let allowed = format!("the grid has more than {MAX_POINTS} points: make several tables");
        key.must(points <= MAX_POINTS, allowed)?;
        grid.push((name.clone(), values.clone()));
    }
    Ok(grid)
}

/// The first value that was there before.
fn repeated(values: &[Value]) -> Option<String> {
    let mut names: Vec<String> = values.iter().map(shown).collect();
    let twice = (1..names.len()).find(|&i| names[..i].contains(&names[i]))?;
    Some(names.swap_remove(twice))
}

/// The key of the program in a bibliography.
pub fn cite(given: Option<String>) -> Check<String> {
    let cite = given.unwrap_or_else(|| citation::KEY.to_owned());
    key("cite", &cite)
        .must(citation::is_key(&cite), "must be a key of BibTeX: letters, digits and - _ : . + /")?;
    Ok(cite)
}

/// The gap at which a method may stop.
pub fn gap(gap: f64) -> Check<f64> {
    key("options.gap", gap).must(gap.is_finite() && gap >= 0.0, "must be a finite number >= 0")?;
    Ok(gap)
}

/// Seconds that a method may take.
pub fn time_limit(seconds: f64) -> Check<f64> {
    let holds = seconds.is_finite() && seconds > 0.0;
    key("options.time-limit", seconds).must(holds, "must be a finite number > 0")?;
    Ok(seconds)
}

/// How relaxed partitions become integers.
pub fn rounding(given: Option<&str>) -> Check<Rounding> {
    let Some(name) = given else { return Ok(Rounding::default()) };
    let names = Rounding::ALL.map(Rounding::name).join(" or ");
    Rounding::find(name).ok_or_else(|| key("options.rounding", name).refused(format!("must be {names}")))
}

/// The methods named, or all of the objective.
pub fn methods(objective: Objective, named: Option<Vec<String>>) -> Check<Vec<String>> {
    let is_empty = named.as_ref().is_some_and(Vec::is_empty);
    key("methods", "[]").must(!is_empty, "must name a method; left out, they are all of the objective")?;
    let named = named.unwrap_or_default();
    if let Some(twice) = (1..named.len()).find(|i| named[..*i].contains(&named[*i])) {
        return Err(key("methods", &named[twice]).refused("stands there twice: name it once"));
    }
    let names = chosen(objective, &named).map_err(|error| match error {
        Error::UnknownMethod { name, allowed } => {
            let near = did_you_mean(&name, &allowed);
            key("methods", &name)
                .refused(format!("not a method for this objective{near}; allowed are {allowed}"))
        }
        other => key("methods", named.join(", ")).refused(other.to_string()),
    })?;
    Ok(names.into_iter().map(str::to_owned).collect())
}

/// Checks a spec whose methods are known.
pub fn check(spec: &Spec, objective: Objective) -> Check {
    let is_control = |text: &str| text.contains(char::is_control);
    key("name", printable(&spec.name))
        .must(!is_control(&spec.name), "names the files and must be one line: rename the spec")?;
    key("title", &spec.title).must(!spec.title.trim().is_empty(), "must say what the table shows")?;
    layout(spec)?;
    Published::find(spec.published.as_deref(), objective)?;
    at_most(spec)?;
    tolerance(spec)?;
    if let Some(figure) = &spec.figure {
        figure_methods(spec, figure)?;
        figure_quantity(spec, figure, objective)?;
        figure_axis("x", &figure.x)?;
        figure_axis("y", &figure.y)?;
        figure_key(spec, figure)?;
        figure_curves(spec, figure)?;
        figure_words(spec, figure)?;
        let key = key("figure.width", figure.width);
        key.must(
            (150.0..=1000.0).contains(&figure.width),
            "must be 150 to 1000, in points of TeX: a column of IEEEtran has 252, a page 516",
        )?;
        let is_partition = spec.layout == Layout::Partition;
        self::key("figure.bars", figure.bars)
            .must(!figure.bars || is_partition, "is for layout = \"partition\": bars show x_n against n")?;
    }
    Ok(())
}

fn layout(spec: &Spec) -> Check {
    let holds = spec.layout != Layout::Partition || spec.len() == 1;
    key("layout", "partition").must(holds, "must have one point: leave [grid] out")
}

fn at_most(spec: &Spec) -> Check {
    for (name, most) in &spec.at_most {
        key(format!("at-most.{name}"), most).must(is_method(spec, name), one_of_methods(spec))?;
    }
    Ok(())
}

/// Tolerances are numbers for columns that exist.
fn tolerance(spec: &Spec) -> Check {
    for (name, value) in &spec.tolerance {
        let (method, column) = name.split_once('.').map_or((None, name.as_str()), |(m, c)| (Some(m), c));
        let is_known = COLUMNS.contains(&column) && method.is_none_or(|method| is_method(spec, method));
        let near = did_you_mean(column, &COLUMNS.join(","));
        let known = format!("must be COLUMN or \"METHOD.COLUMN\" with one of {}{near}", COLUMNS.join(", "));
        let key = key(format!("tolerance.\"{name}\""), value);
        key.must(is_known, known)?;
        key.must(value.is_finite() && *value >= 0.0, "must be a finite number >= 0")?;
    }
    Ok(())
}

fn figure_methods(spec: &Spec, figure: &Figure) -> Check {
    for name in &figure.methods {
        key("figure.methods", name).must(is_method(spec, name), one_of_methods(spec))?;
    }
    Ok(())
}

/// A figure shows what the table holds.
fn figure_quantity(spec: &Spec, figure: &Figure, objective: Objective) -> Check {
    let key = key("figure.quantity", &figure.quantity);
    let is_runtime = objective == Objective::ExpectedRuntime;
    let (integer, relaxed) = (integer_optimum(), relaxed_optimum());
    match figure.quantity.as_str() {
        quantity if spec.layout == Layout::History => {
            key.must(quantity == "value", "must be value where layout = \"history\"")
        }
        "complement" => key.must(!is_runtime, "is for probabilities, and this table has runtimes"),
        "relaxation-gap" => key.must(
            is_runtime && is_method(spec, integer) && is_method(spec, relaxed),
            format!("is for runtimes, and needs the methods {integer} and {relaxed}"),
        ),
        other => key.must(QUANTITIES.contains(&other), format!("must be one of {}", QUANTITIES.join(", "))),
    }
}

/// A figure has numbers to run along, unless it runs along levels or iterations.
fn figure_key(spec: &Spec, figure: &Figure) -> Check {
    if spec.layout != Layout::Points {
        return Ok(());
    }
    let along = figure.key.as_ref().or(spec.grid.first().map(|(name, _)| name)).ok_or_else(|| {
        key("figure", &spec.name).refused("needs a [grid] to run along, or layout = \"partition\"")
    })?;
    let key_along = key("figure.key", along);
    let (_, values) = (spec.grid.iter().find(|(name, _)| name == along))
        .ok_or_else(|| key_along.refused("must be a key of the grid"))?;
    let mut is_shown = false;
    for value in values {
        let shown = shown(value);
        let number = value.as_float().or(value.as_integer().map(|x| x as f64)).ok_or_else(|| {
            key_along.refused(format!("has the value {shown}; a figure needs numbers to run along"))
        })?;
        key("figure.x.log", true).must(
            !(figure.x.log && number <= 0.0),
            format!("{along} has the value {shown}, which a logarithmic axis cannot show"),
        )?;
        is_shown |= shows(&figure.x, number);
    }
    key_along.must(is_shown, "has no value between figure.x.min and figure.x.max")
}

/// No more curves than can be told apart: methods beside each other, or a panel for each value of the other keys.
fn figure_curves(spec: &Spec, figure: &Figure) -> Check {
    let drawn: Vec<&String> = if figure.methods.is_empty() {
        spec.methods.iter().collect()
    } else {
        figure.methods.iter().collect()
    };
    let published = drawn.iter().filter(|name| spec.published.is_some() && is_sampled(name)).count();
    let along = figure.key.as_ref().or(spec.grid.first().map(|(name, _)| name));
    // Iterations run along no key.
    let is_beside = |name: &String| Some(name) != along || spec.layout == Layout::History;
    let others = spec.grid.iter().filter(|(name, _)| is_beside(name));
    let panels: usize = others.map(|(_, values)| values.len()).product();
    let curves = drawn.len() + published;
    if spec.layout == Layout::Partition && figure.bars {
        return key("figure.methods", drawn.len()).must(
            drawn.len() <= MOST_PANELS,
            format!(
                "methods are more panels than a column holds: name at most {MOST_PANELS} in figure.methods"
            ),
        );
    }
    key("figure.methods", curves).must(
        curves <= MOST_CURVES,
        format!(
            "curves are more than can be told apart: name at most {MOST_CURVES} methods in figure.methods"
        ),
    )?;
    let room = if curves == 1 { MOST_CURVES } else { MOST_PANELS };
    key("figure", panels).must(
        panels <= room,
        format!("combinations of the keys beside the axis are too many for one figure: vary them in tables of their own, or leave at most {room}"),
    )
}

/// Every label can be set, and speaks of what its axis shows.
fn figure_words(spec: &Spec, figure: &Figure) -> Check {
    let set = |name: String, label: &str| {
        Words::parse(label).map(drop).map_err(|error| key(name, label).refused(error.to_string()))
    };
    set("figure.x.label".to_owned(), &figure.x.label)?;
    set("figure.y.label".to_owned(), &figure.y.label)?;
    for (method, name) in &figure.names {
        let key = key(format!("figure.names.{method}"), name);
        key.must(is_method(spec, method), one_of_methods(spec))?;
        set(key.name, name)?;
    }
    let drawn = if figure.methods.is_empty() { &spec.methods } else { &figure.methods };
    let shown_as = |method: &String| figure.names.get(method).unwrap_or(method).clone();
    for (place, method) in drawn.iter().enumerate() {
        let same =
            drawn[..place].iter().find(|other| *other != method && shown_as(other) == shown_as(method));
        if let Some(other) = same {
            let twice = format!("is what the legend calls {other} as well: give them two names");
            return Err(key(format!("figure.names.{method}"), shown_as(method)).refused(twice));
        }
    }
    for (name, value) in spec.grid.iter().flat_map(|(name, values)| values.iter().map(move |v| (name, v))) {
        Words::plain(&shown(value))
            .check()
            .map_err(|error| key(format!("grid.\"{name}\""), shown(value)).refused(error.to_string()))?;
    }
    if spec.layout != Layout::Points {
        return Ok(());
    }
    let along = figure.key.as_ref().or(spec.grid.first().map(|(name, _)| name));
    match along.and_then(|along| Some((along, labels::mistaken(&figure.x.label, along)?))) {
        Some((along, other)) => Err(key("figure.x.label", &figure.x.label).refused(format!(
            "speaks of {other}, and the axis shows {along}; set figure.key, or leave the label out: it is \"{}\" then",
            labels::label(along)
        ))),
        None => Ok(()),
    }
}

/// Ends of an axis that it can have.
fn figure_axis(name: &str, axis: &Axis) -> Check {
    let ends = [("min", axis.min), ("max", axis.max)].map(|(end, value)| (end.to_owned(), value));
    let ticks = axis.ticks.iter().map(|tick| ("ticks".to_owned(), Some(*tick)));
    for (end, value) in ends.into_iter().chain(ticks) {
        let Some(value) = value else { continue };
        let key = key(format!("figure.{name}.{end}"), value);
        key.must(value.is_finite(), "must be a finite number")?;
        key.must(!axis.log || value > 0.0, "must be > 0: the axis is logarithmic")?;
    }
    if let (Some(min), Some(max)) = (axis.min, axis.max) {
        key(format!("figure.{name}.min"), min).must(min < max, format!("must be less than max = {max}"))?;
    }
    let shows = |tick: &f64| shows(axis, *tick);
    key(format!("figure.{name}.ticks"), numbers(&axis.ticks))
        .must(axis.ticks.is_empty() || axis.ticks.iter().any(shows), "must not all lie beyond min and max")
}

/// Whether a number lies on an axis.
fn shows(axis: &Axis, number: f64) -> bool {
    axis.min.is_none_or(|min| min <= number) && axis.max.is_none_or(|max| number <= max)
}

fn is_method(spec: &Spec, name: &str) -> bool {
    spec.methods.iter().any(|method| method == name)
}

fn one_of_methods(spec: &Spec) -> String {
    format!("must be one of the methods of the table: {}", spec.methods.join(", "))
}
