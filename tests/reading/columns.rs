//! What the columns of a table are: workers, names and numbers of the rounds, clocks.

use super::read;
use bcgc::{Manner, Names, Presence, Quantity, Reading, Trace};

/// Rounds of three workers near a level, behind the cells of a first column.
fn beside(level: f64, rounds: usize, first: impl Fn(usize) -> String) -> String {
    let time = |round: usize, worker: usize| level * (1.0 + ((7 * round + 3 * worker) % 11) as f64 / 8.0);
    let row = |round: usize| {
        let times: Vec<String> = (0..3).map(|worker| time(round, worker).to_string()).collect();
        format!("{},{}\n", first(round), times.join(","))
    };
    (0..rounds).map(row).collect()
}

/// A column that is no worker is never taken for one in silence: its name, or how it rises, is asked about, and every remedy
/// that is named works.
#[test]
fn columns_that_are_no_workers_are_asked_about() {
    let plain = Reading::default;
    let stamp = |i: usize| format!("{:.1}", 1.7e9 + 0.1 + 1.3 * i as f64);
    let named = |names: &str| format!("{names}\n1700000000.1,1.5,2.5,0.5\n1700000001.3,2.5,0.75,1\n");
    let (clock, even) = (beside(1.0, 20, stamp), beside(0.7, 20, |i| (50 + 10 * i).to_string()));
    let elapsed = beside(1.0, 20, |i| format!("{}", 0.25 + 2.5 * i as f64));
    for (text, parts) in [
        (named("timestamp,a,b,c"), &["column 1, `timestamp`, has a name that no worker has"][..]),
        (named("Time (s),a,b,c"), &["column 1, `Time (s)`,"]),
        (named("iteration,w1,w2,w3"), &["`iteration`"]),
        (named("Unnamed: 0,w1,w2,w3"), &["`Unnamed: 0`"]),
        (named("total_time,w1,w2,w3"), &["`total_time`"]),
        (clock.clone(), &["column 1 rises in each of 20 rounds, from 1700000000.1 to", "as a clock does"]),
        (format!("a,b,c,d\n{clock}"), &["column 1 rises in each of 20 rounds"]),
        (elapsed, &["column 1 rises in each of 20 rounds, from 0.25 to 47.75", "in the middle"]),
        (even, &["column 1 goes on by 10 in each of 20 rounds, from 50 to 240", "as numbers of rounds do"]),
    ] {
        let message = read(&text, None, &plain()).unwrap_err();
        let remedy = "say in [stragglers] columns = [\"2-4\"] or index = true; columns = [\"1-4\"] if all columns are workers";
        for part in parts.iter().chain([&remedy]) {
            assert!(message.contains(part), "{part}: {message}");
        }
        let numbered = Names { index: Presence::Present, ..Names::default() };
        let worker = Names { index: Presence::Absent, ..Names::default() };
        let rows = |reading: Reading| read(&text, None, &reading).unwrap();
        let three = rows(plain().with_columns(["2-4"]));
        assert_eq!(rows(plain().with_names(numbered)), three);
        assert_eq!(three[0].len(), 3);
        // Whoever says that it is a worker is believed.
        assert_eq!(rows(plain().with_columns(["1-4"])), rows(plain().with_names(worker)));
        // Where the instance counts it among the workers, it says how many are left.
        let counted = message.replace("index = true;", "index = true, and system.workers = 3;");
        assert_eq!(read(&text, Some(4), &plain()).unwrap_err(), counted);
    }
    // A clock in seconds since 1970 takes few rounds, and names that are no worker's no clock.
    let short = beside(1.0, 10, stamp);
    let message = read(&short, None, &plain()).unwrap_err();
    assert!(message.contains("column 1 rises in each of 10 rounds, from 1700000000.1"), "{message}");
    assert_eq!(read(&short, None, &plain().with_columns(["1-4"])).unwrap()[0].len(), 4);
    for name in ["ts", "hour", "batch_size", "n_workers", "lr", "ok"] {
        let message = read(&format!("{name},w1,w2\n7,1.5,2.5\n6,3,4.25\n"), None, &plain()).unwrap_err();
        assert!(message.contains(&format!("column 1, `{name}`, has a name that no worker has")), "{message}");
    }
    let message = read("worker_0,worker_1,worker_max\n1.5,2.5,2.5\n", None, &plain()).unwrap_err();
    assert!(
        message.contains("column 3, `worker_max`,") && message.contains("columns = [\"1-2\"]"),
        "{message}"
    );
    // One column more than workers, and its name says which.
    assert_eq!(read(&named("timestamp,a,b,c"), Some(3), &plain()).unwrap()[0], [1.5, 2.5, 0.5]);
    for (text, parts) in [
        ("a,b,total\n1,2.5,3.5\n", &["column 3, `total`,", "columns = [\"1-2\"]; columns"][..]),
        (
            "iter,a,time,b\n7,2.5,3.5,1\n",
            &["columns 1 (`iter`), 3 (`time`) have names", "columns = [\"2\", \"4\"]"],
        ),
        ("mean,max\n1.5,2\n", &["columns 1 (`mean`), 2 (`max`)", "columns = [\"1-2\"] if all"]),
        ("round_1,round_2\n1.5,2\n", &["as rounds are, `round_1` to `round_2`", "write rows as columns"]),
        ("round,worker,time\n7,1.5,2\n", &["layout = \"long\" where a row is one time of one worker"]),
    ] {
        let message = read(text, None, &plain()).unwrap_err();
        for part in parts {
            assert!(message.contains(part), "{part}: {message}");
        }
    }
}

/// Once: judged by numbers that had been scaled, so that a header became a round and an index a worker.
#[test]
fn what_a_column_is_is_seen_of_the_numbers_in_the_file() {
    let rounds =
        (4..40).map(|i| format!("{},{}.5,{}.25\n", i % 7 + 2, i % 5 + 2, i % 3 + 3)).collect::<String>();
    let index = (1..40).map(|i| format!("{i},{}.5,{}.25\n", i % 5 + 2, i % 3 + 3)).collect::<String>();
    let counter = (17..47).map(|i| format!("{i},{}.5,{}.25\n", i % 5 + 2, i % 3 + 3)).collect::<String>();
    let whole = "1,2,3\n2,3,4\n3,3,5\n";
    for scale in [1.0, 10.0, 1000.0, 1e-3] {
        let reading = Reading::default().with_scale(scale);
        let said = |text: &str| read(text, None, &reading);
        assert!(said(&format!("1,2,3\n{rounds}")).unwrap_err().contains("counts the workers"), "{scale}");
        assert!(said(&index).unwrap_err().contains("counts the rounds"), "{scale}");
        assert!(
            said(&counter).unwrap_err().contains("goes on by 1 in each of 30 rounds, from 17 to 46"),
            "{scale}"
        );
        assert_eq!(said(whole).unwrap()[0], [1.0, 2.0, 3.0].map(|x| x * scale));
    }
}

/// What is named as the way to read a table reads it, and never takes for times what says whose they are.
#[test]
fn times_beside_names_of_rounds_and_workers_are_found() {
    let plain = Reading::default;
    for (text, columns) in [
        ("node,time\n7,1.5\n8,2.5\n", "2"),
        ("worker,runtime (s)\n7,1.5\n8,2.5\n", "2"),
        ("duration_ms,iteration\n1.5,7\n2.5,8\n", "1"),
    ] {
        let message = read(text, None, &plain()).unwrap_err();
        assert!(message.contains(&format!("say in [stragglers] columns = [\"{columns}\"]")), "{message}");
        assert!(!message.contains("long"), "{message}");
        assert_eq!(read(text, None, &plain().with_columns([columns])), Ok(vec![vec![1.5], vec![2.5]]));
    }
    let long = "epoch,rank,seconds\n7,0,1.5\n7,1,2.5\n8,0,3\n8,1,4\n";
    let message = read(long, None, &plain()).unwrap_err();
    assert!(message.contains("layout = \"long\" and columns = [\"1\", \"2\", \"3\"] where"), "{message}");
    let mut reading = plain().with_columns(["1", "2", "3"]);
    reading.is_long = true;
    assert_eq!(read(long, None, &reading), Ok(vec![vec![1.5, 2.5], vec![3.0, 4.0]]));
    let named = "time,worker,round,host\n1.5,0,7,a\n2.5,1,7,b\n3,0,8,a\n4,1,8,b\n";
    let message = read(named, None, &plain()).unwrap_err();
    assert!(message.contains("say in [stragglers] layout = \"long\" where"), "{message}");
    reading.columns.clear();
    for text in [long, named] {
        assert_eq!(read(text, None, &reading), Ok(vec![vec![1.5, 2.5], vec![3.0, 4.0]]), "{text}");
    }
    // A first column that may count the rounds is a worker's until it does.
    let message = read("w1,w2,total\n1,2.5,3.5\n4,2.5,6.5\n", Some(2), &plain()).unwrap_err();
    assert!(!message.contains("[\"2\"]"), "{message}");
}

/// Names and times that workers have.
#[test]
fn what_may_be_a_worker_is_one() {
    let plain = Reading::default;
    let drifting = beside(1.0, 40, |i| format!("{}", 1.0 + 0.05 * i as f64));
    let few = beside(1.0, 2, |i| format!("{}", 1.7e9 + 0.5 + i as f64));
    for text in [
        "time\n1.5\n2.5\n",
        "time,time.1,time.2\n1.5,2.5,0.5\n",
        "time_1,time_2\n1.5,2.5\n",
        "s,m,h\n1.5,2.5,0.5\n",
        "node-3,node-4\n1.5,2.5\n",
        "10.0.0.1,10.0.0.2\n1.5,2.5\n",
        // Names above say what the first line is.
        "w1,w2,w3\n1,2,3\n1.5,2,3\n",
        // Over four rounds anything may rise.
        "1.5,0.5\n1.75,0.25\n250.5,0.75\n1e9,0.5\n",
        drifting.as_str(),
        few.as_str(),
    ] {
        assert!(read(text, None, &plain()).is_ok(), "{text}");
    }
    // Where all columns rise none is told from the others.
    let all: String = (1..=40).map(|i| format!("{},{}\n", 1000 * i, 2 * i)).collect();
    assert!(read(&all, None, &plain()).is_ok());
}

/// A first column of names, or without one, is never a worker's: it is left out, or what leaves it out is named.
#[test]
fn names_of_rounds_are_read_or_asked_about() {
    let plain = Reading::default;
    let expected = Ok(vec![vec![1.5, 2.5], vec![3.0, 4.25]]);
    for text in [
        ",w1,w2\n0,1.5,2.5\n1,3,4.25\n",
        ",w1,w2\n17,1.5,2.5\n18,3,4.25\n",
        "\"\";\"w1\";\"w2\"\n\"17\";1,5;2,5\n\"18\";3;4,25\n",
        ",0,1\n0,1.5,2.5\n1,3,4.25\n",
        "r1,1.5,2.5\nr2,3,4.25\n",
        "name,w1,w2\nr1,1.5,2.5\nr2,3,4.25\n",
        "w1,w2\nr1,1.5,2.5\nr2,3,4.25\n",
        "round w1 w2\nfirst 1.5 2.5\nsecond 3 4.25\n",
    ] {
        assert_eq!(read(text, None, &plain()), expected, "{text}");
        let trace = Trace::of_table("t.csv", text, plain()).unwrap();
        assert!(trace.index().is_some(), "{text}");
    }
    let indexed = || plain().with_names(Names { index: Presence::Present, ..Names::default() });
    let said = "say in [stragglers] index = true if the first column holds names or numbers of rounds";
    for (text, found) in [
        ("2024-05-01,1.5,2.5\n2024-05-02,3,4.25\n", "row 1 (line 1), column 1: `2024-05-01` is not a number"),
        ("t,w1,w2\n10:15:01,1.5,2.5\n10:15:02,3,4.25\n", "row 1 (line 2), column 1: `10:15:01`"),
        // A name alone may be a mistake.
        ("x1.5,1.5,2.5\n2.5,3,4.25\n", "row 1 (line 1), column 1: `x1.5` is not a number"),
        // As R writes it.
        ("w1 w2\n1 1.5 2.5\n2 3 4.25\n", "row 1 (line 2) has 3 columns, the header 2 names"),
    ] {
        let message = read(text, None, &plain()).unwrap_err();
        assert!(message.contains(found) && message.contains(said), "{message}");
        assert_eq!(read(text, None, &indexed()), expected, "{text}");
        let error = Trace::of_table("t.csv", text, plain()).unwrap_err();
        assert!(error.told(Manner::Options).contains("say --index true if"), "{error}");
    }
    // One of so many workers as the instance has.
    for (text, found) in [
        ("r1,1.5,2.5\nr2,3,4.25\n", "`r1` is not a number"),
        (",w1,w2\n17,1.5,2.5\n18,3,4.25\n", "column 1 has no name where the others have one"),
    ] {
        let message = read(text, Some(3), &plain()).unwrap_err();
        assert!(
            message.contains(found) && message.contains("index = true, and system.workers = 2"),
            "{message}"
        );
        assert_eq!(read(text, Some(2), &indexed()), expected, "{text}");
    }
    // Other columns that are no workers', beside names.
    let message = read("host,w1,w2,total\na,1.5,2.5,4\nb,3,4.25,8\n", None, &plain()).unwrap_err();
    assert!(
        message.contains("column 4, `total`,") && message.contains("columns = [\"2-3\"]; columns"),
        "{message}"
    );
    let message = read("host,round_1,round_2\na,1.5,2.5\nb,3,4.25\n", None, &plain()).unwrap_err();
    assert!(message.contains("columns 2, 3 are called as rounds are, `round_1` to `round_2`"), "{message}");
    let message = read("worker,round,time\na,1,2.5\nb,1,4.25\n", None, &plain()).unwrap_err();
    assert!(message.contains("layout = \"long\" where"), "{message}");
    // Names of workers: rows may be columns.
    for text in [
        "worker_1,1.5,2.5\nworker_2,3,4.25\n",
        "node,a,b\nx,1.5,2.5\ny,3,4.25\n",
        ",a,b\nw1,1.5,2.5\nw2,3,4.25\n",
    ] {
        let message = read(text, None, &plain()).unwrap_err();
        assert!(message.contains("index = true"), "{message}");
        assert_eq!(read(text, None, &indexed()), expected, "{text}");
    }
    // A first time that is missing begins no header.
    let message = read(",1,2\n3.5,1.5,2\n", None, &plain()).unwrap_err();
    assert!(message.contains("leave out what was not measured"), "{message}");
    let message = read("w1,w2\n1.5,2.5\n3\n", None, &plain()).unwrap_err();
    assert!(message.contains("row 2 (line 3) has 1 column, the rows before it have 2"), "{message}");
}

/// A transposed table: its header has moments, its index the workers. No remedy that is named exchanges the two in silence.
#[test]
fn rows_under_moments_are_to_be_columns() {
    let heads = [
        ["2024-01-31 12:00:01", "2024-01-31 12:00:02", "2024-01-31 12:00:03"],
        ["2024-01-31T12:00:01.5", "2024-01-31T12:00:02.5", "2024-01-31T12:00:03.5"],
        ["12:00:01", "12:00:02", "12:00:03"],
        ["1700000000.25", "1700000001.5", "1700000003"],
        ["0.5", "2.25", "4"],
    ];
    for head in heads {
        let table = |before: &str, names: [&str; 2]| {
            let [one, two] =
                names.map(|name| if name.is_empty() { String::new() } else { format!("{name},") });
            format!("{before}{}\n{one}1.5,2.5,1\n{two}3,4.25,2\n", head.join(","))
        };
        let (is_told, is_unix) = (head[0].contains(['-', ':']), head[0].starts_with("17"));
        for (text, is_auto) in [
            (table(",", ["w1", "w2"]), is_told || is_unix),
            (table("worker,", ["a", "b"]), is_told || is_unix),
            (table(",", ["0", "1"]), is_told || is_unix),
            (table("", ["", ""]), is_told),
        ] {
            let present = Names { header: Presence::Present, ..Names::default() };
            let both = Names { index: Presence::Present, ..present };
            let is_beside = text.lines().nth(1).is_some_and(|line| line.split(',').count() > 3);
            let auto = is_auto.then(Names::default);
            for names in [present].into_iter().chain(auto).chain(is_beside.then_some(both)) {
                let message = read(&text, None, &Reading::default().with_names(names)).unwrap_err();
                for part in ["called by moments, as rounds are", "df.T in pandas"] {
                    assert!(message.contains(part), "{text}{message}");
                }
            }
        }
    }
    // A header of numbers that nobody called one.
    let message = read(",0.5,2.25\na,1.5,2.5\nb,3,4.25\n", None, &Reading::default()).unwrap_err();
    assert!(message.contains("say in [stragglers] header = true if that line holds names"), "{message}");
    // Moments in the first column are an index, addresses are names.
    let stamped = ",w1,w2\n2024-01-31 12:00:01,1.5,2.5\n2024-01-31 12:00:02,3,4.25\n";
    assert_eq!(read(stamped, None, &Reading::default()).unwrap()[1], [3.0, 4.25]);
    assert_eq!(read("10.0.0.1:80,10.0.0.2:80\n1.5,2.5\n", None, &Reading::default()).unwrap().len(), 1);
    // Whoever has seen it says which columns are workers.
    let all = Reading::default().with_columns(["2-4"]);
    assert_eq!(read(",12:00,12:01,12:02\nx,1.5,2.5,3\n", None, &all).unwrap()[0].len(), 3);
}

/// What leaves columns out is not offered for keeping them as well.
#[test]
fn no_remedy_has_two_meanings() {
    for text in [",a,b\nw1,1.5,2.5\nw2,3,4.25\n", "id,w1,w2\nw1,1.5,2.5\nw2,3,4.25\n"] {
        let message = read(text, None, &Reading::default()).unwrap_err();
        assert_eq!(message.matches("columns = [\"2-3\"]").count(), 1, "{message}");
        assert!(
            message.contains("index = true") && !message.contains("if all columns are workers"),
            "{message}"
        );
    }
}

/// Lines that end in what stands between cells have an empty column: no round is missing a time.
#[test]
fn lines_that_end_in_a_delimiter_are_told_so() {
    let chosen = Reading::default().with_columns(["1-2"]);
    let expected = vec![vec![1.5, 2.5], vec![3.0, 4.25]];
    for mark in [",", ";", "\t"] {
        for header in ["", "a,b,\n"] {
            let text = format!("{header}1.5,2.5,\n3,4.25,\n").replace(',', mark);
            for reading in [Reading::default(), Reading::default().dropping_rows()] {
                let message = read(&text, None, &reading).unwrap_err();
                assert!(message.contains("column 3 is empty in every row"), "{message}");
                assert!(message.contains("columns = [\"1-2\"], which leaves it out"), "{message}");
                assert!(!message.contains("drop-row"), "{message}");
            }
            assert_eq!(read(&text, None, &chosen), Ok(expected.clone()), "{text}");
            let message = read(&text, Some(2), &Reading::default()).unwrap_err();
            assert!(message.contains("the last one is empty, as lines end in"), "{message}");
        }
    }
    let message = read("a,b\n1.5,2.5,\n3,4.25,\n", None, &Reading::default()).unwrap_err();
    assert!(message.contains("take it away from their ends") && !message.contains("index"), "{message}");
    // One time is missing, not a column.
    let message = read("1.5,2.5,\n3,4.25,5\n", None, &Reading::default()).unwrap_err();
    assert!(message.contains("drop-row") && !message.contains("every row"), "{message}");
    let none = read("1.5,,2\n,2.5,5\n", None, &Reading::default().dropping_rows()).unwrap_err();
    assert!(none.contains("no row of times that is whole: in each of 2 one is missing"), "{none}");
}

/// Decimal commas between spaces are told apart from commas between cells by whoever wrote them.
#[test]
fn cells_between_spaces_name_their_delimiter() {
    for text in ["1,5 2,5\n3 4,25\n", "a b\n1,5 2,5\n3,5 4,25\n", "1.5 2.5;3\n2.5 1.5;4\n"] {
        let message = read(text, None, &Reading::default()).unwrap_err();
        assert!(message.contains("delimiter = \"space\" if spaces stand between the cells"), "{message}");
    }
    let mut reading = Reading::default();
    reading.delimiter = "space".parse().ok();
    let found = read("a b\n1,5 2,5\n3,5 4,25\n", None, &reading);
    assert_eq!(found, Ok(vec![vec![1.5, 2.5], vec![3.5, 4.25]]));
}

/// Columns are counted as they stand in the file, the index among them.
#[test]
fn ragged_rows_are_counted_with_their_index() {
    let indexed = Reading::default().with_names(Names { index: Presence::Present, ..Names::default() });
    let message = read("i,a,b\n1,1.5,2.5\n2,3,4.25,7\n", None, &indexed).unwrap_err();
    assert!(message.contains("row 2 (line 3) has 4 columns, the rows before it have 3"), "{message}");
    let message = read("i,a,b,c\n1,1.5,2.5,3\n", Some(2), &indexed).unwrap_err();
    assert!(message.contains("without its index, has 3 columns; system.workers = 2 needs 2"), "{message}");
}

/// Rounds sorted by one of the workers: nothing but a clock is taken for one, under whatever names.
#[test]
fn a_worker_that_the_rounds_are_sorted_by_is_one() {
    let share = |i: usize| (i as f64 + 0.5) / 60.0;
    let row = |i: usize| format!("{:.4},{:.4}\n", (1.0 - share(i)).powi(-2), 1.0 + share((7 * i) % 60));
    let rows: String = (0..60).map(row).collect();
    for names in ["", "time,time_1\n", "w1,w2\n", "time,time.1\n"] {
        let found = read(&format!("{names}{rows}"), None, &Reading::default());
        assert_eq!(found.map(|rows| rows.len()), Ok(60), "{names}");
    }
    let stamped = (0..60).map(|i| format!("{},{}", 1.7 * i as f64 + 0.2, row(i))).collect::<String>();
    let message = read(&format!("time,time_1,time_2\n{stamped}"), None, &Reading::default()).unwrap_err();
    assert!(
        message.contains("column 1 rises in each of 60 rounds") && !message.contains("column 2"),
        "{message}"
    );
}

#[test]
fn a_first_column_from_zero_is_asked_about_like_one_from_one() {
    let cases = [
        ("0,2.5,3.5\n1,4.5,1.5\n2,2.5,2.5\n", "the first column is 0 to 2"),
        ("i,a,b\n0,2.5,3.5\n1,4.5,1.5\n", "the first column is 0 to 1"),
        ("0,812,1790\n1,790,1805\n", "the first column is 0 to 1"),
    ];
    for (text, words) in cases {
        let message = read(text, None, &Reading::default()).unwrap_err();
        assert!(message.contains(words) && message.contains("index = true"), "{message}");
        // No cycle time is zero.
        assert!(!message.contains("index = false"), "{message}");
        let numbered = Names { index: Presence::Present, ..Names::default() };
        assert_eq!(read(text, None, &Reading::default().with_names(numbered)).unwrap()[0].len(), 2);
    }
    // An overhead may be.
    let overheads = Trace::parse_as("t.csv", cases[0].0, None, &Reading::default(), Quantity::Overheads);
    assert!(overheads.unwrap_err().to_string().contains("or index = false if it is a worker"));
    for text in ["0,2.5\n3,4.5\n", "1.5,0\n2.5,1\n", "0\n1\n", "1,2.5\n0,4.5\n"] {
        let message = read(text, None, &Reading::default()).unwrap_err();
        assert!(message.contains("not above zero") && !message.contains("index"), "{message}");
    }
}
