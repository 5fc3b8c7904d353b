//! Tables of times as people have them: each is read as it is meant, or refused with what reads it.

mod columns;
mod long;

use bcgc::{Delimiter, Instance, Manner, Missing, Presence, Quantity, Reading, Trace};

fn read(text: &str, workers: Option<usize>, reading: &Reading) -> Result<Vec<Vec<f64>>, String> {
    let trace = Trace::parse_as("t.csv", text, workers, reading, Quantity::CycleTimes);
    trace.map(|trace| trace.rows().to_vec()).map_err(|error| error.to_string())
}

/// How a table is read and the rows that it holds, always two of two workers.
#[test]
fn odd_tables_are_read_as_they_are_meant() {
    let plain = Reading::default;
    let between = |delimiter| {
        let mut reading = Reading::default();
        reading.delimiter = Some(delimiter);
        reading
    };
    let expected = vec![vec![1.5, 2.5], vec![3.0, 4.25]];
    let cases: Vec<(&str, Reading)> = vec![
        ("1.5,2.5\n3,4.25\n", plain()),
        ("1,5;2,5\n3;4,25\n", plain()),
        ("1,5;2,5\r\n3;4,25\r\n", plain()),
        ("1,5\t2,5\n3\t4,25\n", between(Delimiter::Tab)),
        ("a\tb\n1,5\t2,5\n3\t4,25\n", plain()),
        ("1,5 2,5\n3 4,25\n", between(Delimiter::Space)),
        ("a;b\n\"1,5\";2,5\n3;4,25\n", plain()),
        ("1.5;2.5\n3;4.25\n", between(Delimiter::Semicolon)),
        ("time,a,b\n17,1.5,2.5\n18,3,4.25\n", plain().with_columns(["a", "b"])),
        ("a,time,b\n1.5,17,2.5\n3,18,4.25\n", plain().with_columns(["a", "b"])),
        ("17,1.5,2.5\n18,3,4.25\n", plain().with_columns(["2-3"])),
        ("17,1.5,2.5\n18,3,4.25\n", plain().with_columns(["2", "3"])),
        ("2.5,x,1.5\n4.25,x,3\n", plain().with_columns(["3", "1"])),
        ("rtt_1,rtt_2,other\n1.5,2.5,NA\n3,4.25,NA\n", plain().with_columns(["rtt_*"])),
        ("w_1_ms;stamp;w_2_ms\n1,5;x;2,5\n3;y;4,25\n", plain().with_columns(["w_*_ms"])),
        ("1500,2500\n3000,4250\n", plain().with_scale(1e-3)),
        ("1.5,2.5\n1,NA\n3,4.25\n", plain().dropping_rows()),
        ("1.5,2.5\n,1\n3,4.25\n", plain().dropping_rows()),
        ("a,b\n1.5,2.5\n-,timeout\n3,4.25\n", plain().dropping_rows()),
        ("i,a,b\n1,1.5,2.5\n2,NA,2\n3,3,4.25\n", plain().with_columns(["a", "b"]).dropping_rows()),
        ("1,2\n1.5,2.5\n3,4.25\n", plain().with_names(Presence::Present)),
        ("# measured on Monday\n\n1.5,2.5\n3,4.25", plain()),
        ("+1.5,2.5e0\n3.,4.25\n", plain()),
        ("a,b\r1.5,2.5\r3,4.25\r", plain()),
        ("0,5;1,25\n0,75;1,0\n", plain().with_scale(1.0)),
    ];
    for (text, reading) in &cases[..cases.len() - 1] {
        assert_eq!(read(text, None, reading).as_ref(), Ok(&expected), "{text:?}");
        assert_eq!(read(text, Some(2), reading).as_ref(), Ok(&expected), "{text:?}");
    }
    let (text, reading) = &cases[cases.len() - 1];
    assert_eq!(read(text, None, reading), Ok(vec![vec![0.5, 1.25], vec![0.75, 1.0]]));
}

/// A table, how it is read, and what the refusal says.
#[test]
fn what_cannot_be_read_is_refused_with_a_remedy() {
    let plain = Reading::default;
    let cases: Vec<(&str, Reading, &str)> = vec![
        ("", plain(), "it holds no"),
        ("a,b\n", plain(), "no row of times"),
        ("1,NA\n2,3\n", plain(), "leave out what was not measured"),
        ("NA,NA\n2,3\n", plain(), "leave out what was not measured"),
        (",\n2,3\n", plain(), "leave out what was not measured"),
        ("NA,1\n2,NA\n", plain().dropping_rows(), "that is whole: in each of 2"),
        (
            "2,415,1,008,3,100\n1,5,2,75,3,25\n",
            plain(),
            "line 1, column 4 begins with a zero among whole numbers",
        ),
        ("[[1.5, 2.5], [3, 4]]\n", plain(), "begins as JSON does"),
        ("{\"times\": [[1.5, 2.5]]}\n", plain(), "json.load(...)[\"KEY\"]"),
        (
            "a,b\n1.5,2.5\n",
            plain().with_names(Presence::Absent),
            "header = true, or leave it to be found out",
        ),
        (",b\n1.5,2.5\n", plain().with_names(Presence::Absent), "the line holds names"),
        (
            "00:10,00:11\n00:12,00:15\n",
            plain(),
            "must be a finite number > 0, or inf for a worker that never returns",
        ),
        ("a (ms),b (ns)\n1,2\n", plain(), "write all times in one unit"),
        ("a,b,c\n1,2,3\n", plain().with_columns(["3-1"]), "from the first column to the last, 1-3"),
        ("a,b\n1,2\n", plain().with_columns(["b,a"]), "as a list, [\"b\", \"a\"]"),
        ("1,234;5,678\n", plain(), "grouped by thousands or have three decimals"),
        ("1.5;2,5\n", plain(), "without a comma"),
        ("1,5;2.5\n", plain(), "without a comma"),
        ("1,5;2\n3;1,234,5\n", plain(), "without a comma"),
        ("1.234,5;2\n", plain(), "line 1, column 1 has a point before three digits"),
        ("61,66;44,16;1.234,56\n", plain(), "line 1, column 3 has a point before three digits"),
        ("61,66;44,16\n1.234;5\n", plain(), "line 2, column 1 has a point before three digits"),
        ("61,66;1 234,56\n", plain(), "`1 234,56` is not a number: write it without a space"),
        ("1,#N/A\n2,3\n", plain(), "missing = \"drop-row\""),
        ("2,1\n#N/A,3\n", plain(), "row 2 (line 2), column 1: `#N/A` is not a number"),
        ("0,1.5,2.5\n10,3,4.25\n20,1,2\n", plain(), "0 to 20, which rises from zero"),
        ("0,1.5,2.5\n10,3,4.25\n20,1,2\n", plain(), "index = true"),
        ("30,1\n2,3\n", plain().with_scale(1e308), "give another scale"),
        ("30,1e-20\n2,3\n", plain().with_scale(1e-310), "give another scale"),
        ("w1,w1,w3\n1,2,3\n", plain().with_columns(["w1", "w3"]), "`w1` names 2 columns, 1 and 2"),
        ("1ms,2ms\n", plain(), "leave the unit out"),
        ("1,2\n3\n", plain(), "row 2 (line 2) has 1 column"),
        ("1,0\n", plain(), "not above zero"),
        ("1,-2\n", plain(), "not above zero"),
        ("1,1e999\n", plain(), "infinite in double precision"),
        ("1,x\n", plain(), "is not a number"),
        ("\"1\"5,2\n", plain(), "quote"),
        ("\"1,2\n", plain(), "quote"),
        ("1,2\n1.5,2.5\n", plain(), "counts the workers"),
        ("a,b\n1,2\n", plain().with_columns(["c"]), "the header has a, b"),
        ("1,2\n", plain().with_columns(["a"]), "no header: give positions"),
        ("1,2\n", plain().with_columns(["3"]), "the columns 1 to 2"),
        ("1,2\n", plain().with_columns(["0-1"]), "the columns 1 to 2"),
        ("1,2\n", plain().with_columns(["1", "1-2"]), "chosen twice"),
        ("a,b\n1,2\n1,2,3\n", plain().with_columns(["a"]), "3 columns"),
    ];
    for (text, reading, words) in cases {
        let message = read(text, None, &reading).unwrap_err();
        assert!(message.contains(words), "{text:?}: {message}");
        assert!(message.starts_with("t.csv: "), "{message}");
    }
    let message = read("00:10,00:11\n00:12,00:15\n", None, &plain()).unwrap_err();
    assert!(!message.contains("index"), "every column is like the first: {message}");
    let message = read("7,1,2\n8,1,2\n", Some(2), &plain()).unwrap_err();
    assert!(message.contains("3 columns") && message.contains("columns = [\"2-21\"]"), "{message}");
    let message = read("a,b\n1,2\n", Some(3), &plain().with_columns(["a"])).unwrap_err();
    assert!(message.contains("system.workers = 3 needs 3"), "{message}");
}

#[test]
fn a_remedy_names_the_table_that_says_how_a_file_is_read() {
    let tables = [
        (Quantity::CycleTimes, "[stragglers]"),
        (Quantity::LoadTimes, "[stragglers]"),
        (Quantity::Overheads, "[overhead]"),
    ];
    for (quantity, table) in tables {
        for text in ["1,2\n1.5,2.5\n", "1,1.5\n2,2.5\n3,1.25\n"] {
            let message =
                Trace::parse_as("t.csv", text, None, &Reading::default(), quantity).unwrap_err().to_string();
            assert!(message.contains(&format!("say in {table}")), "{message}");
        }
    }
    for quantity in [Quantity::LoadTimes, Quantity::Overheads] {
        let of_load_zero = Trace::parse_as("t.csv", "0,0.5\n", None, &Reading::default(), quantity);
        assert_eq!(of_load_zero.unwrap().rows(), [vec![0.0, 0.5]]);
    }
}

#[test]
fn an_instance_says_how_its_trace_is_read_and_says_it_again() {
    let folder = std::env::temp_dir().join(format!("bcgc-reading-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    write("t.csv", "stamp;w_1;w_2;w_3\n1;1500;2500;3500\n2;NA;1;1\n3;3000;4250;5000\n");
    let read = |keys: &str| {
        write("i.toml", &format!("[system]\ncoordinates = 6\n[stragglers]\ntrace = 't.csv'\n{keys}\n"));
        Instance::read(&folder.join("i.toml"))
    };
    let instance = read("columns = 'w_*'\nmissing = 'drop-row'\nunit = 'ms'").unwrap();
    assert_eq!((instance.system.workers, instance.system.samples), (3, 3));
    let trace = instance.traces().next().unwrap();
    assert_eq!(trace.rows(), [vec![1.5, 2.5, 3.5], vec![3.0, 4.25, 5.0]]);
    assert_eq!((trace.header(), trace.dropped()), (Some("w_1, w_2, w_3"), 1));
    assert_eq!(trace.reading().missing, Missing::DropRow);
    write("again.json", &instance.to_json().to_string().replace("\"name\":null,", ""));
    let again = Instance::read(&folder.join("again.json")).unwrap();
    assert_eq!(again.traces().next().unwrap().rows(), trace.rows());
    let refused = |keys: &str, words: &str| {
        let message = read(keys).unwrap_err().to_string();
        assert!(message.contains(words), "{message}");
    };
    let named = |name: &str, keys: &str| {
        write("t.csv", &format!("w1 (ms),w2 (ms),w3 (ms)\n1,2,3\n4,5,{name}\n"));
        read(keys).map(|_| ()).map_err(|error| error.to_string())
    };
    for said in ["s", "min"] {
        let message = named("6", &format!("unit = '{said}'")).unwrap_err();
        assert!(message.contains("`w1 (ms)`: say unit = \"ms\", or"), "{message}");
    }
    assert_eq!(
        (named("6", "unit = 'ms'"), named("6", "scale = 60"), named("6", "")),
        (Ok(()), Ok(()), Ok(()))
    );
    write("t.csv", "round,worker,time_ms\n1,a,1\n1,b,2\n1,c,3\n");
    let long = read("unit = 's'\nlayout = 'long'").unwrap_err().to_string();
    assert!(long.contains("`time_ms`: say unit = \"ms\""), "{long}");
    write("t.csv", "stamp;w_1;w_2;w_3\n1;1500;2500;3500\n2;NA;1;1\n3;3000;4250;5000\n");
    refused("unit = 'ms'\nscale = 2", "give one of both");
    refused("unit = 'fortnight'", "must be one of ns, us, ms");
    refused("scale = 0", "stragglers.scale");
    refused("missing = 'zero'", "drop-row");
    refused("layout = 'tall'", "wide");
    refused("delimiter = '|'", "comma, semicolon, tab, space");
    refused("columns = []", "a name or a position");
    refused("column = 'w_*'", "did you mean");
    refused("columns = 'w_*'", "leave out what was not measured");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_missing_time_names_what_leaves_its_round_out_where_that_can_be() {
    let of = |text: &str, quantity| {
        Trace::parse_as("t.csv", text, None, &Reading::default(), quantity).unwrap_err().to_string()
    };
    let remedy = "missing = \"drop-row\" leaves out the rounds";
    for text in ["1.5,NA\n2,3\n", "1.5,\n2,3\n", "a,b\n1.5,nan\n", "1.5,2\nnull,3\n", "1.5,-\n2,3\n"] {
        assert!(of(text, Quantity::CycleTimes).contains(remedy), "{text}");
        assert!(of(text, Quantity::Overheads).contains(remedy), "{text}");
        // The rounds of several loads belong together.
        assert!(!of(text, Quantity::LoadTimes).contains("drop-row"), "{text}");
    }
    for text in ["1.5,x\n", "1.5,-2\n", "1.5,0\n", "1.5,3ms\n"] {
        assert!(!of(text, Quantity::CycleTimes).contains("drop-row"), "{text}");
    }
    let mut long = Reading::default();
    long.is_long = true;
    let message = read("round,worker,time\n1,a,2.5\n1,b,3\n2,a,2\n", None, &long).unwrap_err();
    assert!(message.contains("round 2 has no time of worker b") && message.contains(remedy), "{message}");
    let array = Trace::new(vec![vec![1.5, f64::NAN]]).unwrap_err().to_string();
    assert!(array.contains("is NaN") && !array.contains("drop-row"), "{array}");
}

#[test]
fn remedies_are_said_as_their_readers_say_them() {
    let told = |text: &str, manner| Trace::parse("t.csv", text, 3).map(|_| ()).unwrap_err().told(manner);
    for (text, option, argument) in [
        ("1,2,3\n1.5,2,3\n", "say --header true, or --header false", "say header=True, or header=False"),
        ("1,2.5,3\n2,2,3\n3,1,1\n", "say --index true, or --index false", "say index=True, or index=False"),
        (
            "total,a,b\n1.5,2,3\n",
            "say --columns 2-3 or --index true; --columns 1-3 if",
            "say columns=[\"2-3\"]",
        ),
        ("1.5,2,\n", "--missing drop-row leaves out", "missing=\"drop-row\" leaves out"),
        ("1.5,2\n", "needs 3", "needs 3"),
    ] {
        assert!(told(text, Manner::Options).contains(option), "{}", told(text, Manner::Options));
        assert!(told(text, Manner::Arguments).contains(argument), "{}", told(text, Manner::Arguments));
    }
}
