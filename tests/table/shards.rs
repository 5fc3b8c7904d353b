//! Tables made in parts: by shards, and cell by cell.

use bcgc::table::{self, Shard, Spec, Work, cell, files, merge};

use crate::command::{file, run};
use crate::{contents, folder, quick, text};

#[test]
fn merged_shards_are_the_files_of_one_machine() {
    let spec = file("shards.toml", quick());
    let [one, parts, merged] = ["shards-one", "shards-parts", "shards-merged"].map(folder);
    run(&["table", &text(&spec), "--output", &text(&one)], 0);
    for shard in ["1/3", "3/3", "2/3"] {
        let again = ["table", &text(&spec), "--shard", shard, "--output", &text(&parts)];
        let (stdout, _) = run(&again, 0);
        assert!(stdout.ends_with(&format!("shards.{}.log.jsonl\n", shard.replace('/', "-of-"))), "{stdout}");
        // What is computed is not thrown away by accident.
        assert!(run(&again, 2).1.contains("--resume"));
        run(&[&again[..], &["--resume"]].concat(), 0);
        if shard != "2/3" {
            let (_, stderr) = run(&["table", &text(&spec), "--merge", &text(&parts)], 2);
            assert!(stderr.contains("missing"), "{stderr}");
        }
    }
    run(&["table", &text(&spec), "--merge", &text(&parts), "--output", &text(&merged)], 0);
    assert_eq!(contents(&merged), contents(&one));
    // Into the folder of the logs, and from several folders.
    run(&["table", &text(&spec), "--merge", &text(&parts), "--output", &text(&parts)], 0);
    run(&["table", &text(&spec), "--merge", &text(&one), &text(&parts), "--output", &text(&merged)], 0);
    assert_eq!(contents(&merged), contents(&one));
}

#[test]
fn what_cannot_be_merged_is_refused() {
    let spec = file("unmerged.toml", quick());
    let (parts, empty) = (folder("unmerged-parts"), folder("unmerged-empty"));
    std::fs::create_dir_all(&empty).expect("a folder");
    let (_, stderr) = run(&["table", &text(&spec), "--merge", &text(&empty)], 2);
    assert!(stderr.contains("no log of unmerged"), "{stderr}");
    let (_, stderr) = run(&["table", &text(&spec), "--merge", "/nowhere/at/all"], 2);
    assert!(stderr.contains("/nowhere/at/all"), "{stderr}");
    for wrong in ["0/3", "4/3", "1", "a/b", "1/0"] {
        let (_, stderr) = run(&["table", &text(&spec), "--shard", wrong, "--output", &text(&parts)], 2);
        assert!(stderr.contains("K/N with K from 1 to N"), "{wrong}: {stderr}");
    }
    run(&["table", &text(&spec), "--shard", "1/2"], 2);
    for part in ["1/2", "2/2"] {
        run(&["table", &text(&spec), "--shard", part, "--output", &text(&parts)], 0);
    }
    // Two answers to one cell.
    let log = parts.join("unmerged.1-of-2.log.jsonl");
    let honest = std::fs::read_to_string(&log).expect("a log");
    let other = honest.replacen("\"status\":\"heuristic\"", "\"status\":\"stationary\"", 1);
    assert_ne!(other, honest);
    std::fs::write(parts.join("unmerged.2-of-3.log.jsonl"), other).expect("written");
    let (_, stderr) = run(&["table", &text(&spec), "--merge", &text(&parts)], 2);
    assert!(stderr.contains("is not that of another log"), "{stderr}");
    // The log of another spec.
    std::fs::create_dir_all(folder("changed")).expect("a folder");
    let changed = file("changed/unmerged.toml", quick().replacen("title = \"", "title = \"not ", 1));
    let (_, stderr) = run(&["table", &text(&changed), "--merge", &text(&parts)], 2);
    assert!(stderr.contains("belongs to another run (the spec has changed since)"), "{stderr}");
}

#[test]
fn a_shard_says_what_its_log_is() {
    let trace = file("shard-trace.csv", "1,2,3\n3,2,1\n");
    let spec = "title = \"x\"\nmethods = [\"single-block\", \"uncoded\"]\n[instance.system]\ncoordinates = 6\n\
                [instance.stragglers]\ntrace = \"shard-trace.csv\"\n[grid]\n\"system.coordinates\" = [6, 12, 18]\n";
    let (spec, parts) = (file("shard-log.toml", spec), folder("shard-log-parts"));
    let shard = ["table", &text(&spec), "--shard", "1/3", "--output", &text(&parts)];
    run(&shard, 0);
    // Once: "2 of 6 cells of a run that did not finish".
    let (_, stderr) = run(&shard, 2);
    assert!(
        stderr.contains("holds all of shard 1/3, 2 cells; join the shards with --merge, give --resume to keep it, or --force"),
        "{stderr}"
    );
    let log = parts.join("shard-log.1-of-3.log.jsonl");
    let whole = std::fs::read_to_string(&log).expect("a log");
    let half: String = whole.lines().take(2).map(|line| format!("{line}\n")).collect();
    std::fs::write(&log, half).expect("written");
    let (_, stderr) = run(&shard, 2);
    assert!(stderr.contains("holds 1 of 2 cells of shard 1/3") && stderr.contains("--resume"), "{stderr}");
    run(&[&shard[..], &["--resume"]].concat(), 0);
    // Another trace under the same name.
    std::fs::write(trace, "1,2,4\n3,2,1\n").expect("written");
    let merge = ["table", &text(&spec), "--merge", &text(&parts)];
    for command in [shard.to_vec(), [&shard[..], &["--resume"]].concat(), merge.to_vec()] {
        let (_, stderr) = run(&command, 2);
        assert!(stderr.contains("a trace that the spec reads has changed since"), "{command:?}: {stderr}");
    }
}

#[test]
fn shards_share_out_every_cell_once() {
    for count in 1..7 {
        let shards: Vec<Shard> =
            (1..=count).map(|k| format!("{k}/{count}").parse().expect("a shard")).collect();
        for number in 0..50 {
            assert_eq!(shards.iter().filter(|shard| shard.has(number)).count(), 1, "{number} of {count}");
        }
    }
}

#[test]
fn cells_computed_one_by_one_make_the_table() {
    let spec = Spec::parse("sweep", &quick()).expect("a spec");
    let whole = table::run(&spec, None, false, None, &|_, _| {}).expect("a table");
    let mut work = Work::begin(&spec, None, false).expect("work");
    let (missing, all) = (work.missing(), work.len());
    assert_eq!((missing.len(), missing.last().copied()), (all, Some(all - 1)));
    // In another order, and with others' lines between.
    for &number in missing.iter().rev() {
        assert!(work.add("{\"point\": 0}").is_err());
        work.add(&cell(&spec, number).expect("a cell")).expect("added");
    }
    assert!(work.missing().is_empty());
    let made = |table: &table::Table| files(table).expect("files");
    assert_eq!(made(&work.table(None).expect("a table")), made(&whole));
    assert!(cell(&spec, all).expect_err("no such cell").to_string().contains("must be below"));
    let none: [&str; 0] = [];
    assert!(merge(&spec, &none, None, None).expect_err("nothing").to_string().contains("missing"));
}
