//! Simulations that play the rounds of a trace.

use crate::command::{self, example, file, json, refused, run};

#[test]
fn simulations_go_on_without_a_worker_that_never_returns() {
    file("never.csv", "1,2,inf\n1,2,3\n");
    let path = command::instance("never.toml", "workers = 3\ncoordinates = 6", "trace = 'never.csv'", "");
    let without = json(&["simulate", &path, "--partition", "0,4,2", "--exact"]);
    assert_eq!(without["mean"].as_f64(), Some(16.0));
    assert_eq!(without["agreement"]["agrees"].as_bool(), Some(true));
    let (waiting, _) = run(&["simulate", &path, "--partition", "6,0,0", "--exact", "--format", "json"], 1);
    let waiting: serde_json::Value = serde_json::from_str(&waiting).expect("JSON");
    assert_eq!(waiting["infinite_expectation"].as_bool(), Some(true));
    assert_eq!(waiting["results"][1]["runtime"].as_f64(), Some(18.0));
    assert!(waiting["results"][0]["runtime"].is_null() && waiting["standard_error"].is_null(), "{waiting}");
}

/// What never ends has no gradient: it is no step of the training, and the remedy is one that can help.
#[test]
fn rounds_that_never_end_take_no_step() {
    let of = |name: &str, rows: &str| {
        file(&format!("{name}.csv"), rows);
        let trace = format!("trace = '{name}.csv'");
        command::instance(&format!("{name}.toml"), "workers = 3\ncoordinates = 6", &trace, "")
    };
    let some = of("some-end", "1.5,2,inf\n1,2.5,3\ninf,inf,inf\n1,2,3.5\n");
    let all = of("all-end", "1,2.5,3\n1,2,3.5\n");
    let played = |path: &str, partition: &str, status: i32| {
        let simulate = ["simulate", path, "--partition", partition, "--exact"];
        let (text, stderr) = run(&simulate, status);
        let (document, _) = run(&[&simulate[..], &["--format", "json"]].concat(), status);
        let (csv, _) = run(&[&simulate[..], &["--format", "csv"]].concat(), status);
        (text, stderr, serde_json::from_str::<serde_json::Value>(&document).expect("JSON"), csv)
    };
    let (text, stderr, waiting, csv) = played(&some, "6,0,0", 1);
    let (_, _, whole, _) = played(&all, "6,0,0", 0);
    assert_eq!(waiting["last_loss"], whole["last_loss"], "two steps of four rounds");
    assert_ne!(waiting["last_loss"], waiting["first_loss"]);
    assert!(
        waiting["results"][0]["error"].is_null() && waiting["results"][2]["block"].is_null(),
        "{waiting}"
    );
    assert!(csv.contains("\n3,inf,inf,,\n"), "{csv}");
    for part in ["4, of which 2 never ended, and took no step", "2 of 2 decoded", "after 2 steps"] {
        assert!(text.contains(part), "{text}");
    }
    for part in
        ["in round 3 no worker returns", "leave such rounds out", "up to 1 of 3", "levels below 1 empty"]
    {
        assert!(stderr.contains(part), "{stderr}");
    }
    // No level helps a round without workers.
    let (_, stderr, last, _) = played(&some, "0,0,6", 1);
    assert!(stderr.contains("in round 3 no worker returns") && !stderr.contains("levels"), "{stderr}");
    assert_eq!(last["results"][0]["runtime"].as_f64(), Some(27.0));
    // Nor in what solves and evaluates: the deadline that they name does.
    for command in [&["solve", &some][..], &["evaluate", &some, "--partition", "0,0,6"]] {
        let (_, stderr) = run(command, 1);
        for part in ["in round 3 of the trace no worker returns", "leave such rounds out", "--deadline"] {
            assert!(stderr.contains(part), "{stderr}");
        }
        run(&[command, &["--deadline", "30"]].concat(), 0);
    }
    // Nothing but rounds that never end.
    let none = of("none-ends", "1,2,inf\n");
    let (text, _, none, _) = played(&none, "6,0,0", 1);
    assert!(text.contains("none: no round ended") && none["first_loss"] == none["last_loss"], "{text}");
}

/// One number has one error, whoever states it: rounds of a trace may resemble their neighbours, those of a law do not.
#[test]
fn simulated_and_evaluated_means_have_the_same_error() {
    let path = example("trace-n6");
    let partition = ["--partition", "51,22,15,16,6,10"];
    let with = |command: &str, more: &[&str]| json(&[&[command, &path], &partition[..], more].concat());
    let (simulated, evaluated) = (with("simulate", &[]), with("evaluate", &["--no-bound"]));
    let given = &evaluated["solutions"][0];
    let of = |number: &serde_json::Value| number.as_f64().expect("a number");
    for (one, other) in [
        (&simulated["mean"], &given["value"]),
        (&simulated["standard_error"], &given["sampled"]["standard_error"]),
    ] {
        assert!((of(one) / of(other) - 1.0).abs() < 1e-9, "{one} {other}");
    }
    assert_eq!(simulated["independent_rounds"], false);
    let (text, _) = run(&[&["simulate", &path], &partition[..]].concat(), 0);
    assert!(text.contains("+- 30.18 (standard error by batch means"), "{text}");
    // Too few for batches, but the mean of the rounds is still compared with the formula's.
    let few = with("simulate", &["--rounds", "3"]);
    assert!(few["standard_error"].is_null() && few["agreement"]["agrees"] == true, "{few}");
    // Those of a law are drawn independently.
    let law = json(&["simulate", &example("exponential-n4"), "--partition", "3,1,2,14", "--rounds", "50"]);
    let runtimes: Vec<f64> =
        law["results"].as_array().expect("rounds").iter().map(|round| of(&round["runtime"])).collect();
    let mean = runtimes.iter().sum::<f64>() / 50.0;
    let error = (runtimes.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 49.0 / 50.0).sqrt();
    assert!((of(&law["standard_error"]) / error - 1.0).abs() < 1e-9 && law["independent_rounds"] == true);
}

#[test]
fn simulations_play_the_rows_in_order() {
    let path = example("trace-n6");
    let simulate = ["simulate", &path, "--partition", "51,22,15,16,6,10"];
    let all = json(&[&simulate[..], &["--exact"]].concat());
    assert_eq!(all["rounds"], 40);
    let expectation = all["agreement"]["expectation"].as_f64().expect("an expectation");
    assert!((expectation - 285.6908375).abs() < 1e-9 && all["agreement"]["agrees"] == true, "{all}");
    let some = json(&[&simulate[..], &["--rounds", "7"]].concat());
    assert_eq!(some["rounds"], 7);
    for (one, other) in
        some["results"].as_array().expect("rounds").iter().zip(all["results"].as_array().expect("rounds"))
    {
        assert_eq!(one["runtime"], other["runtime"]);
    }
    for rounds in ["41", "0"] {
        let arguments = [&simulate[..], &["--rounds", rounds]].concat();
        refused(&arguments, &["trace-n6.csv", &format!("rounds = {rounds}"), "1 to 40"]);
    }
}

/// A deadline is not left out in silence: the rounds that end by it are counted beside its probability.
#[test]
fn rounds_by_the_deadline_are_counted_beside_its_probability() {
    let path = example("trace-n6");
    let simulate = ["simulate", &path, "--partition", "51,22,15,16,6,10"];
    let evaluate = ["evaluate", &path, "--partition", "51,22,15,16,6,10", "--no-bound", "--deadline", "270"];
    assert!(json(&simulate)["completion"].is_null());
    let all = json(&[&simulate[..], &["--deadline", "270"]].concat());
    let share = json(&evaluate)["solutions"][0]["value"].as_f64().expect("a share");
    assert_eq!(all["completion"]["met"].as_f64().map(|met| met / 40.0), Some(share));
    assert_eq!(all["completion"]["probability"].as_f64(), Some(share));
    assert!(all["completion"]["agrees"] == true && all["completion"]["p_value"].is_null(), "{all}");
    // Of the rounds that are played alone.
    let some = json(&[&simulate[..], &["--deadline", "270", "--rounds", "7"]].concat());
    let runtimes = some["results"].as_array().expect("rounds").iter().map(|round| round["runtime"].as_f64());
    let met = runtimes.filter(|runtime| runtime.is_some_and(|runtime| runtime <= 270.0)).count();
    assert!(0 < met && met < 7, "{some}");
    assert_eq!(some["completion"]["met"].as_u64(), Some(met as u64));
    assert_eq!(some["completion"]["agrees"], true);
    // Of a law: a binomial count.
    let law = ["simulate", &example("exponential-n4"), "--partition", "3,1,2,14", "--deadline", "18"];
    let found = json(&[&law[..], &["--rounds", "400"]].concat());
    let completion = &found["completion"];
    let probability = completion["probability"].as_f64().expect("a probability");
    let share = completion["met"].as_f64().expect("a count") / 400.0;
    let error = (probability * (1.0 - probability) / 400.0).sqrt();
    assert!((share - probability).abs() < 4.0 * error && completion["agrees"] == true, "{completion}");
    let (text, _) = run(&[&law[..], &["--rounds", "400"]].concat(), 0);
    assert!(text.contains("of 400 rounds ended by 18; completion probability 0."), "{text}");
    // Unequal loads have no formula, nor a probability by it.
    let unequal = [
        "simulate",
        &example("exponential-n4"),
        "--partition",
        "0,0,20,0",
        "--deadline",
        "18",
        "--construction",
        "generalised-fractional-repetition",
    ];
    let found = json(&unequal);
    assert!(found["completion"]["met"].is_u64() && found["completion"]["agrees"].is_null(), "{found}");
    assert!(found["completion"]["probability"].is_null(), "{found}");
}
