//! Files that belong together: loads, and overheads beside cycle times.

use std::path::PathBuf;

use bcgc::{ExpectedRuntime, Instance, Options, Overhead, Reading, Trace, solve};

use crate::system;

/// A folder of its own that goes with it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("bcgc-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.join(name), text).unwrap();
    }

    /// An instance with these tables of times.
    fn read(&self, tables: &str) -> Result<Instance, String> {
        self.write("i.toml", &format!("[system]\ncoordinates = 4\n{tables}\n"));
        Instance::read(&self.0.join("i.toml")).map_err(|error| error.to_string())
    }

    /// Two files as loads, read in this way.
    fn loads(&self, none: &str, one: &str, keys: &str) -> Result<Instance, String> {
        self.write("n0.csv", none);
        self.write("n1.csv", one);
        self.read(&format!("[stragglers]\nload-0 = 'n0.csv'\nload-1 = 'n1.csv'\n{keys}"))
    }

    /// What reading its own document makes of an instance.
    fn again(&self, instance: &Instance) -> Instance {
        self.write("again.json", &instance.to_json().to_string().replace("\"name\":null,", ""));
        Instance::read(&self.0.join("again.json")).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn rows(instance: &Instance) -> Vec<Vec<Vec<f64>>> {
    instance.traces().map(|trace| trace.rows().to_vec()).collect()
}

fn value(instance: &Instance) -> f64 {
    let report = solve(instance, &Options::default().with_methods(["uncoded"])).unwrap();
    report.rows()[0].solution.value.unwrap().value
}

/// Once: a header of numbers became a round, and an index was refused.
#[test]
fn loads_say_how_they_are_read_and_say_it_again() {
    let folder = Folder::new("loads-again");
    let cases = [
        ("1,2\n0.5,1\n2,0.25\n", "1,2\n1.5,2.5\n2.5,1.25\n", "header = true"),
        ("1,2\n2,0.25\n", "2,3\n2.5,1.25\n", "header = false"),
        ("1,0.5,1\n2,2,0.25\n3,1,1\n", "1,1.5,2.5\n2,2.5,1.25\n3,2,2\n", "index = true"),
        ("1,0.5\n2,0.75\n3,0.5\n", "1.5,1\n2.5,1.5\n3.5,2\n", "index = false"),
        ("a,b,c\n9,0.5,1\n", "c,a,b\n2.5,9,1.5\n", "columns = ['c', 'b']"),
        ("9,0.5,1\n", "9,1.5,2.5\n", "columns = '2-3'"),
        ("9,500,1000\n", "9,1500,2500\n", "columns = [3, 2]\nscale = 1e-3"),
        ("500,1000\n", "1500,2500\n", "unit = 'ms'"),
        ("0,5 1\n", "1,5 2,5\n", "delimiter = 'space'"),
        ("0.5,1\n", "1.5,2.5\n", "missing = 'refuse'\nlayout = 'wide'"),
        ("1,a,0.5\n1,b,1\n", "1,b,2.5\n1,a,1.5\n", "layout = 'long'"),
        (
            "x,y,z\n1,a,0.5\n1,b,1\n",
            "x,y,z\n1,b,2.5\n1,a,1.5\n",
            "layout = 'long'\ncolumns = ['x', 'y', 'z']",
        ),
        // Each as it is.
        ("a,b\n0.5,1\n2,0.25\n", "1.5,2.5\n2.5,1.25\n", ""),
        (",a,b\nr,0.5,1\ns,2,0.25\n", "1.5,2.5\n2.5,1.25\n", ""),
    ];
    for (none, one, keys) in cases {
        let instance = folder.loads(none, one, keys).unwrap();
        let again = folder.again(&instance);
        assert_eq!(rows(&again), rows(&instance), "{keys}");
        assert_eq!(value(&again), value(&instance), "{keys}");
        assert_eq!(again.to_json(), instance.to_json(), "{keys}");
    }
    let written =
        |none: &str, one: &str| folder.loads(none, one, "").unwrap().to_json()["stragglers"].clone();
    let both = written(",a,b\nr,0.5,1\n", ",a,b\nr,1.5,2.5\n");
    assert_eq!((both["header"].as_bool(), both["index"].as_bool()), (Some(true), Some(true)));
    let mixed = written(",a,b\nr,0.5,1\n", "1.5,2.5\n");
    assert!(mixed.get("header").is_none() && mixed.get("index").is_none(), "{mixed}");
}

/// Once: the document of a table with one time a row said that there was no index, which is refused of such.
#[test]
fn traces_with_one_time_a_row_say_how_they_are_read_and_say_it_again() {
    let folder = Folder::new("long-again");
    folder.write("t.csv", "round,worker,time\n1,a,2\n1,b,3\n2,a,4\n2,b,5\n");
    folder.write("o.csv", "round,worker,time\n2,b,0.5\n2,a,0.75\n1,a,0.125\n1,b,0.25\n");
    let times = "[stragglers]\ntrace = 't.csv'\nlayout = 'long'";
    for overheads in ["", "\n[overhead]\ntrace = 'o.csv'\nlayout = 'long'"] {
        let instance = folder.read(&format!("{times}{overheads}")).unwrap();
        let again = folder.again(&instance);
        assert_eq!((rows(&again), again.to_json()), (rows(&instance), instance.to_json()));
    }
}

/// What is paired by position although the names say otherwise.
const UNPAIRED: &[(&str, &str, &[&str])] = &[
    (
        "a,b\n0.1,5\n",
        "b,a\n15,10.1\n",
        &["`a` is number 1 in ", "(a, b)", "number 2 in ", "(b, a)", "columns = [\"a\", \"b\"]"],
    ),
    ("a,b,c\n1,1,1\n", "b,c,d\n2,2,2\n", &["`b` is number 2 in ", "write the columns of both in one order"]),
    (
        ",a,b\n1,1,1\n2,1,1\n",
        ",a,b\n2,2,2\n1,2,2\n",
        &["round 1 is `1` in ", " and `2` in ", "columns = [\"2-3\"]"],
    ),
    (",a,b\nr,1,1\ns,1,1\n", ",a,b\nr,2,2\nt,2,2\n", &["round 2 is `s` in ", " and `t` in "]),
    (",a,b\n1,1,1\n2,1,1\n", ",n1,n2\n3,2,2\n4,2,2\n", &["round 1 is `1` in "]),
];

/// Once: wide files were paired by position against the names of their columns and the numbers of their rounds.
#[test]
fn what_names_contradict_is_not_paired_by_position() {
    let folder = Folder::new("unpaired");
    let check = |message: String, words: &[&str], files: [&str; 2]| {
        for words in words.iter().chain(&files) {
            assert!(message.contains(words), "{words}: {message}");
        }
    };
    for (first, other, words) in UNPAIRED {
        check(folder.loads(first, other, "").unwrap_err(), words, ["n0.csv", "n1.csv"]);
        let pair = "[stragglers]\ntrace = 'n1.csv'\n[overhead]\ntrace = 'n0.csv'";
        folder.loads(other, first, "").unwrap_err();
        let message = folder.read(pair).unwrap_err();
        assert!(message.contains("i.toml: overhead.trace = \"n0.csv\": "), "{message}");
        check(message, words, ["n0.csv", "n1.csv"]);
        // Nor where nobody wrote an instance file.
        let [times, overheads] =
            [first, other].map(|text| Trace::of_table("t.csv", text, Reading::default()).unwrap());
        let workers = times.rows()[0].len();
        let instance = Instance::new(system(workers, 6), times, ExpectedRuntime).unwrap();
        check(
            instance.with_overhead(Overhead::Trace(overheads)).unwrap_err().to_string(),
            words,
            ["t.csv"; 2],
        );
    }
}

#[test]
fn names_that_do_not_contradict_are_paired_as_they_are_meant() {
    let folder = Folder::new("paired");
    let expected = [vec![vec![0.5, 1.0], vec![2.0, 0.25]], vec![vec![1.5, 2.5], vec![2.5, 1.25]]];
    let paired = |none: &str, one: &str, keys: &str| {
        let found = folder.loads(none, one, keys).unwrap_or_else(|error| panic!("{error}"));
        let [times, overheads] = rows(&found).try_into().unwrap();
        let measured: Vec<Vec<f64>> = times
            .iter()
            .zip(&overheads)
            .map(|(times, overheads)| times.iter().zip(overheads).map(|(t, a)| t + a).collect())
            .collect();
        assert_eq!([overheads, measured], expected, "{none}{one}{keys}");
    };
    let plain = |head: [&str; 2]| {
        [format!("{}\n0.5,1\n2,0.25\n", head[0]), format!("{}\n1.5,2.5\n2.5,1.25\n", head[1])]
    };
    for head in [["a,b", "a,b"], ["w1,w2", "n1,n2"], ["w,w", "w,w"], ["# a,b", "b,a"]] {
        let [none, one] = plain(head);
        paired(&none, &one, "");
    }
    // Of rounds that are called alike, or whose names are left out; in the order that somebody chose.
    paired(",a,b\n1,0.5,1\n2,2,0.25\n", ",a,b\n1.0,1.5,2.5\n2.0,2.5,1.25\n", "");
    paired("i,a,b\n1,0.5,1\n2,2,0.25\n", "i,a,b\n8,1.5,2.5\n9,2.5,1.25\n", "columns = '2-3'");
    paired("load,a,b\nn,0.5,1\nn,2,0.25\n", "load,a,b\nf,1.5,2.5\nf,2.5,1.25\n", "index = true");
    paired("b,a\n1,0.5\n0.25,2\n", "a,b\n1.5,2.5\n2.5,1.25\n", "columns = ['a', 'b']");
    let message = folder.loads("b,a\n1,0.5\n", "a,b\n1.5,2.5\n", "columns = '*'").unwrap_err();
    assert!(message.contains("columns = [\"b\", \"a\"]"), "{message}");
    // Whoever names the columns of both pairs them so.
    folder.write("t.csv", "a,b\n1.5,2.5\n");
    folder.write("o.csv", "b,a\n0.5,1\n");
    let pair = |times: &str, overheads: &str| {
        let found = folder.read(&format!(
            "[stragglers]\ntrace = 't.csv'\n{times}\n[overhead]\ntrace = 'o.csv'\n{overheads}"
        ));
        found.map(|found| rows(&found)[1].clone())
    };
    assert_eq!(pair("", "columns = ['a', 'b']"), Ok(vec![vec![1.0, 0.5]]));
    assert_eq!(pair("columns = ['a', 'b']", "columns = ['b', 'a']"), Ok(vec![vec![0.5, 1.0]]));
    assert!(pair("", "columns = ['b', 'a']").is_err());
    // A table with one time a row beside one with a round a row.
    folder.write("o.csv", "round,worker,time\n1,b,0.5\n1,a,1\n");
    assert!(pair("", "layout = 'long'").unwrap_err().contains("`a` is number 1 in t.csv"));
    assert_eq!(pair("columns = ['b', 'a']", "layout = 'long'"), Ok(vec![vec![0.5, 1.0]]));
}

#[test]
fn reports_of_loads_repeat_what_was_taken_for_names() {
    let folder = Folder::new("named-loads");
    let said = |none: &str, one: &str| {
        let instance = folder.loads(none, one, "").unwrap();
        let report = solve(&instance, &Options::default().with_methods(["uncoded"])).unwrap();
        report
            .facts()
            .into_iter()
            .filter(|fact| fact.0 == "stragglers" || fact.0 == "overhead")
            .map(|fact| fact.1)
            .collect::<Vec<_>>()
    };
    let alike = "trace n0.csv and n1.csv: 1 round, header \", a, b\", column 1 as an index: r";
    assert_eq!(said(",a,b\nr,0.5,1\n", ",a,b\nr,1.5,2.5\n"), [alike, alike]);
    let others = "trace n0.csv and n1.csv: 1 round, header \"a, b\" of n0.csv, \"c, d\" of n1.csv";
    assert_eq!(said("a,b\n0.5,1\n", "c,d\n1.5,2.5\n"), [others, others]);
}
