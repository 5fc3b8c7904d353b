//! What keys are called in tables and figures, and which sheets there are.

use bcgc::Format;
use bcgc::table::{self, Spec};

use crate::{files, made};

const OVERHEADS: &str = "title = \"Overheads\"\nmethods = [\"single-block\", \"uncoded\"]\n\
    [instance.system]\nworkers = 4\ncoordinates = 100\n\
    [instance.stragglers]\nlaw = \"shifted-exponential\"\nrate = 1.0\nshift = 0.1\n\
    [instance.overhead]\nlaw = \"shifted-exponential\"\nrate = 1.0\nshift = 0.0\n\
    [grid]\n\"overhead.rate\" = [1.0, 2.0]\n\"stragglers.rate\" = [1.0, 2.0]\n\
    [figure]\nkey = \"stragglers.rate\"\n";

/// Once both were `rate`, and in LaTeX both the symbol of cycle times.
#[test]
fn keys_of_overheads_are_told_from_those_of_cycle_times() {
    let made_of = |spec: &str| made(&Spec::parse("overheads", spec).expect("a spec"));
    let figure = |spec: &str| {
        let files = files(&made_of(spec));
        let svg = files.into_iter().find(|(ending, _)| *ending == "svg").expect("a figure").1;
        String::from_utf8(svg).expect("UTF-8")
    };
    let table = made_of(OVERHEADS);
    for format in [Format::Text, Format::Markdown] {
        let shown = table::render(&table, format);
        assert!(shown.contains("overhead rate = 1, rate = 2") && !shown.contains("1, overhead"), "{shown}");
    }
    let latex = table::render(&table, Format::Latex);
    assert!(latex.contains("{overhead rate = 1, $\\mu=2$}"), "{latex}");
    assert!(!latex.contains("{$\\mu"), "{latex}");
    // A panel a value of the overhead, then along it.
    assert!(figure(OVERHEADS).contains(">overhead rate = 2<"));
    let along = OVERHEADS.replace("key = \"stragglers.rate\"", "key = \"overhead.rate\"");
    let along = figure(&along);
    assert!(along.contains(">overhead rate (1 / unit of ") && along.contains(">rate = 2<"), "{along}");
}

/// Once a head without lines, where published values have no bound beside them.
#[test]
fn sheets_without_lines_are_left_out() {
    let spec = "title = \"A deadline\"\npublished = \"completion-probability/deadline\"\nmethods = [\"single-block\"]\n\
        [instance.system]\nworkers = 20\ncoordinates = 40000\nsamples = 50\n\
        [instance.stragglers]\nlaw = \"shifted-exponential\"\nrate = 0.1\nshift = 1.0\n\
        [instance.objective]\nkind = \"completion-probability\"\ndeadline = 3162277.6601683795\n\
        [grid]\n\"objective.deadline\" = [3162277.6601683795]\n";
    let latex = table::render(&made(&Spec::parse("deadline", spec).expect("a spec")), Format::Latex);
    assert!(latex.contains("tab:deadline-published}"), "{latex}");
    assert!(!latex.contains("published-gaps") && !latex.contains("@{}c@{}"), "{latex}");
}
