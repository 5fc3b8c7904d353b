//! What each format looks like, on reports made by hand: every digit is fixed here.

use bcgc::{
    Bound, ExpectedRuntime, Format, Instance, Objective, Partition, Report, Rigour, Shares,
    ShiftedExponential, Solution, Status, System, Value, Verdict,
};

fn instance(workers: usize, coordinates: u64, objective: Objective) -> Instance {
    let system = System::new(workers, coordinates).expect("a system");
    let law = ShiftedExponential::new(1e-3, 50.0).expect("a law");
    Instance::new(system, law, objective).expect("an instance").with_name("a_b & 50%")
}

fn partition(blocks: &[u64]) -> Option<Partition> {
    Some(Partition::new(blocks.to_vec(), blocks.len(), blocks.iter().sum()).expect("a partition"))
}

fn value(value: f64, error: f64, complement: Option<f64>) -> Option<Value> {
    Some(Value { value, error, complement })
}

/// A minimum with every kind of row.
fn runtimes() -> Report {
    let mut report = Report::new(instance(4, 20, ExpectedRuntime));
    report.push(Solution {
        partition: partition(&[3, 1, 2, 14]),
        value: value(14_098_890.109_2, 2e-3, None),
        bound: Some(Bound::new(14_098_889.125, Rigour::Float, "exact").with_status(Status::TimeLimit)),
        seconds: 12.25,
        note: Some("3 integer programs, 12 cuts".to_owned()),
        ..Solution::empty("exact", Status::TimeLimit)
    });
    report.push(Solution {
        partition: partition(&[3, 1, 3, 13]),
        relaxed: Shares::new([3.125, 1.25, 1.5, 14.125].map(|x| x / 20.0).to_vec()).ok(),
        value: value(14_198_890.5, 3e-4, None),
        relaxed_value: value(14_098_880.0, 3e-4, None),
        seconds: 0.5,
        ..Solution::empty("mean-time", Status::Heuristic)
    });
    report.push(Solution {
        value: value(28_197_778.25, 0.25, None),
        seconds: 0.0625,
        note: Some("no \"partition\"; x_0, {y} ~ 50 % of $z^2 | a long note that has to be broken somewhere before the hundredth column".to_owned()),
        ..Solution::empty("tandon", Status::Heuristic)
    });
    report.push(Solution::inapplicable("mean-rate", "E[1/T_(1)] is infinite"));
    report
}

/// A maximum: probabilities with their complements.
fn probabilities() -> Report {
    let objective = Objective::completion_probability(3.1623e6).expect("a deadline");
    let mut report = Report::new(instance(2, 10, objective));
    report.offer_bound(Bound::new(0.999_999_519_5, Rigour::Enclosed, "global").with_complement(4.805e-7));
    report.push(Solution {
        partition: partition(&[6, 4]),
        value: value(0.999_999_519, 1e-12, Some(4.81e-7)),
        ..Solution::empty("relaxed", Status::Stationary)
    });
    report
}

#[test]
fn expected_runtimes_in_every_format() {
    for format in Format::ALL {
        insta::assert_snapshot!(format!("runtimes_{}", format.name()), runtimes().render(format));
    }
}

#[test]
fn completion_probabilities_in_every_format() {
    for format in Format::ALL {
        insta::assert_snapshot!(format!("probabilities_{}", format.name()), probabilities().render(format));
    }
}

#[test]
fn a_gap_to_an_unfinished_bound_is_marked_wherever_people_read_it() {
    let finished = |report: &Report| {
        let mut finished = Report::new(report.instance().clone());
        let bound = report.bound().expect("a bound");
        finished.offer_bound(bound.with_status(Status::Optimal));
        let bare = |solution: Solution| Solution { bound: None, ..solution };
        report.rows().iter().for_each(|row| finished.push(bare(row.solution.clone())));
        finished
    };
    for (format, mark) in [
        (Format::Text, "7.0e-8*"),
        (Format::Markdown, "7.0e-8\\*"),
        (Format::Latex, "\\num{7.0e-8}\\rlap{$^*$}"),
    ] {
        let (open, closed) = (runtimes().render(format), finished(&runtimes()).render(format));
        assert!(open.contains(mark) && open.contains("unfinished: time-limit"), "{open}");
        assert!(!closed.contains(mark) && !closed.contains("unfinished"), "{closed}");
        assert!(closed.contains("7.0e-8"), "{closed}");
    }
}

#[test]
fn the_verdict_on_a_deadline_stands_at_the_top() {
    for (verdict, words) in [
        (Verdict::Impossible { least: 500.0 }, "no partition can finish by the deadline"),
        (Verdict::Impossible { least: f64::MAX }, "by the deadline: in every round no worker returns"),
        (Verdict::Certain { most: 9e6 }, "every partition finishes by the deadline"),
        (
            Verdict::Hopeless { best: 5e-74, error: 1e-85, rounds: None, even: Some(43.21) },
            "probability found is 5.0e-74; one block is in time",
        ),
        (
            Verdict::Generous { late: 0.0, error: 3e-308, rounds: None, even: None },
            "the probability of being late is below 1e-307, so that",
        ),
        (
            Verdict::Generous { late: 0.0, error: 0.0, rounds: None, even: None },
            "the probability of being late is 0, so that",
        ),
        (
            Verdict::Generous { late: 0.0, error: 0.0, rounds: Some(200), even: None },
            "even without redundancy none of the 200 rounds is late, so that redundancy has nothing to gain in them",
        ),
    ] {
        let report = probabilities().with_verdict(Some(verdict));
        for format in [Format::Text, Format::Markdown, Format::Latex] {
            let shown = report.render(format);
            let (before, _) =
                shown.split_once("a\\_b").or_else(|| shown.split_once("a_b")).expect("the name");
            // A caption is a sentence.
            let is_said = before.to_lowercase().contains(&words.to_lowercase());
            assert!(is_said && before.contains("check the units"), "{shown}");
        }
        let document: serde_json::Value = serde_json::from_str(&report.render(Format::Json)).expect("JSON");
        assert_eq!(document["verdict"]["deadline"], verdict.name());
        assert!(document["verdict"]["text"].as_str().is_some_and(|text| text.contains(words)));
    }
}

#[test]
fn both_gaps_of_a_probability_to_an_unfinished_bound_are_marked() {
    let mut report = probabilities();
    let bound = report.bound().expect("a bound");
    report = {
        let mut fresh = Report::new(report.instance().clone());
        fresh.offer_bound(bound.with_status(Status::TimeLimit));
        report.rows().iter().for_each(|row| fresh.push(row.solution.clone()));
        fresh
    };
    let text = report.render(Format::Text);
    assert!(text.contains("5.0e-10*") && text.contains("1.0e-3*"), "{text}");
    assert!(text.contains("(enclosed, by global; unfinished: time-limit)"), "{text}");
    for (format, mark) in
        [(Format::Text, "1.0e-3*"), (Format::Markdown, "1.0e-3\\*"), (Format::Latex, r"\rlap{$^*$}")]
    {
        let shown = report.render(format);
        assert!(shown.contains(mark) && shown.contains("unfinished"), "{shown}");
    }
    let csv = report.render(Format::Csv);
    assert!(csv.lines().nth(1).is_some_and(|line| line.ends_with(",time-limit,,,,,,,,,float,")), "{csv}");
}

#[test]
fn probabilities_fit_a_terminal() {
    let mut report = probabilities();
    for (method, late) in [("successive-convex", 0.000724273196141), ("large-deadline", 4.81234567e-7)] {
        let value = value(1.0 - late, 1e-17, Some(late));
        let status = Status::Inapplicable;
        report.push(Solution { value, relaxed_value: value, ..Solution::empty(method, status) });
    }
    for line in report.render(Format::Text).lines() {
        assert!(line.chars().count() <= 102, "{line}");
    }
}

#[test]
fn a_thousand_workers_stay_readable() {
    let blocks: Vec<u64> = (0..1000).map(|n| n % 7).collect();
    let mut report = Report::new(instance(1000, blocks.iter().sum(), ExpectedRuntime));
    report.push(Solution {
        partition: partition(&blocks),
        value: value(1.0, 1e-9, None),
        ..Solution::empty("mean-time", Status::Heuristic)
    });
    let text = report.render(Format::Text);
    // A sentence is broken where a terminal ends.
    let mut of_blocks = text.lines().filter(|line| !line.starts_with("best"));
    assert!(of_blocks.all(|line| line.chars().count() <= 100), "{text}");
    assert!(text.lines().count() < 20, "{text}");
    for format in [Format::Json, Format::Csv] {
        let separator = if format == Format::Json { "," } else { " " };
        let whole = blocks.iter().map(u64::to_string).collect::<Vec<_>>().join(separator);
        assert!(report.render(format).contains(&whole));
    }
}

#[test]
fn a_report_without_solutions_is_a_document_too() {
    let report = Report::new(instance(4, 20, ExpectedRuntime));
    let document: serde_json::Value = serde_json::from_str(&report.render(Format::Json)).expect("JSON");
    assert!(document["bound"].is_null());
    assert_eq!(document["solutions"], serde_json::json!([]));
}

#[test]
fn text_fits_a_terminal() {
    for line in runtimes().render(Format::Text).lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
}
