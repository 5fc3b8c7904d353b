//! Whatever is given to a reader, it answers: valid inputs are spoiled, and none may end in a panic. The inputs are the same in
//! every run; `BCGC_FUZZ=1000000 cargo test --release --test fuzz` (`make fuzz`) tries so many of each reader.
//! What ends the whole run, as a stack that is too small, is left in the file that `BCGC_FUZZ_LAST` names.

mod mutate;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use bcgc::encoding::{CheckOptions, Scheme, user};
use bcgc::internals::input;
use bcgc::table::Spec;
use bcgc::{CodingParameters, Delimiter, Instance, Partition, Presence, Quantity, Reading, Trace};
use mutate::{Random, mutated};

/// Inputs of each reader in a usual run.
const USUAL: usize = 3000;

fn times() -> usize {
    std::env::var("BCGC_FUZZ").map_or(USUAL, |times| times.parse().expect("BCGC_FUZZ is a number of inputs"))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of folders that end in one of the endings.
fn files(folders: &[&str], ending: &str) -> Vec<Vec<u8>> {
    let mut paths: Vec<PathBuf> = folders
        .iter()
        .flat_map(|folder| std::fs::read_dir(root().join(folder)).expect(folder))
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|found| found == ending))
        .collect();
    paths.sort();
    let read = |path: &PathBuf| std::fs::read(path).expect("a file");
    // Large ones would make every step a copy of much.
    paths.iter().map(read).filter(|bytes| bytes.len() < 20_000).collect()
}

fn texts(all: &[&str]) -> Vec<Vec<u8>> {
    all.iter().map(|text| text.as_bytes().to_vec()).collect()
}

/// Gives spoiled inputs to a reader, which says whether it took them. The originals themselves must be taken.
fn never_panics(reader: &str, originals: &[Vec<u8>], times: usize, read: impl Fn(&[u8]) -> bool) {
    for original in originals {
        assert!(read(original), "{reader} refuses\n{}", original.escape_ascii());
    }
    let mut random = Random(reader.bytes().map(u64::from).sum());
    let (mut taken, mut slowest) = (0, Duration::ZERO);
    let last = std::env::var_os("BCGC_FUZZ_LAST").map(PathBuf::from);
    for turn in 0..times {
        let bytes = mutated(originals, &mut random);
        let start = Instant::now();
        if let Some(path) = &last {
            std::fs::write(path, &bytes).expect("BCGC_FUZZ_LAST names a file that can be written");
        }
        match catch_unwind(AssertUnwindSafe(|| read(&bytes))) {
            Ok(is_taken) => taken += usize::from(is_taken),
            Err(_) => panic!("{reader} panics at input {turn}:\n{}", bytes.escape_ascii()),
        }
        slowest = slowest.max(start.elapsed());
    }
    eprintln!("{reader}: {times} inputs, {taken} of them read, the slowest in {slowest:?}");
    assert!(taken > times / 200 && taken < times, "{reader} took {taken} of {times}: nothing is tried");
}

fn of_text(bytes: &[u8], read: impl Fn(&str) -> bool) -> bool {
    std::str::from_utf8(bytes).is_ok_and(read)
}

#[test]
fn instances_in_toml() {
    let mut originals = files(&["examples"], "toml");
    // Traces are read by a path from where the tests run: a file that there is, and none by a name that was spoiled.
    originals.retain(|text| !text.windows(7).any(|word| word == b"trace ="));
    originals.extend(texts(&[
        "system = {workers = 4, coordinates = 20}\nstragglers = {law = 'gamma', shape = 2, rate = 1.5, shift = 0.1}\n",
        "[system]\nworkers = 3\ncoordinates = 12\n[stragglers]\ntrace = 'examples/trace-n6.csv'\ncolumns = ['1-3']\n",
    ]));
    never_panics("instances in TOML", &originals, times(), |bytes| {
        of_text(bytes, |text| Instance::from_toml(text).is_ok())
    });
}

#[test]
fn instances_in_json() {
    let originals = texts(&[
        r#"{"system": {"workers": 4, "coordinates": 20, "samples": 8, "cycles": 0.5}, "stragglers": {"law": "pareto", "shape": 2.5, "scale": 1}}"#,
        r#"{"name": "x", "system": {"workers": 3, "coordinates": 9}, "stragglers": {"law": "hyper-exponential", "weights": [0.7, 0.3], "rates": [2, 0.4]},
            "objective": {"kind": "completion-probability", "deadline": 30}}"#,
    ]);
    never_panics("instances in JSON", &originals, times(), |bytes| {
        of_text(bytes, |text| Instance::from_json(text).is_ok())
    });
}

/// Tables in all manners of reading: as they are, with a delimiter, chosen columns, rows dropped, long.
#[test]
fn traces_as_text() {
    let mut originals = files(&["examples", "tests/cases"], "csv");
    originals.extend(texts(&[
        "1,5;2,5\n3;4,25\n",
        "a\tb\tc\n1.5\t2.5\t1\n3\t4.25\t1e-3\n",
        "# measured\n\n\"w 1\",\"w 2\"\n1.5,2.5\n3,4.25",
        "round,worker,time\n1,1,0.5\n1,2,0.75\n2,1,0.6\n2,2,inf\n",
        "time,w1,w2\n17,1.5,2.5\n18,3,NA\n",
    ]));
    let readings = || {
        let mut long = Reading::default();
        long.is_long = true;
        let mut tabs = Reading::default();
        tabs.delimiter = Some(Delimiter::Tab);
        [
            Reading::default(),
            Reading::default().dropping_rows(),
            Reading::default().with_columns(["2-3"]).with_scale(1e-3),
            Reading::default().with_columns(["w*"]).dropping_rows(),
            Reading::default().with_names(Presence::Absent),
            Reading::default().with_names(Presence::Present),
            tabs,
            long,
        ]
    };
    let readings = readings();
    let quantities = [Quantity::CycleTimes, Quantity::Overheads, Quantity::LoadTimes];
    never_panics("traces as text", &originals, times(), |bytes| {
        of_text(bytes, |text| {
            let way = |(i, reading): (usize, &Reading)| {
                let workers = (i == 5).then_some(2);
                Trace::parse_as("t.csv", text, workers, reading, quantities[i % 3]).is_ok()
            };
            readings.iter().enumerate().map(way).filter(|is_taken| *is_taken).count() > 0
        })
    });
}

/// Bytes of a file: UTF-8 and UTF-16 with and without marks, NumPy, gzip.
#[test]
fn traces_as_bytes() {
    let text = "1.5,2.5\n3,4.25\n";
    let wide = |unit: fn(u16) -> [u8; 2]| {
        [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(unit).collect::<Vec<u8>>()
    };
    // gzip of "5,6\n7,8\n", stored without compression; a wrong sum is refused like any other.
    let stored = b"5,6\n7,8\n";
    let mut packed = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1, 8, 0, 247, 255];
    packed.extend(stored);
    packed.extend(crc32(stored).to_le_bytes());
    packed.extend(8_u32.to_le_bytes());
    let originals = vec![
        text.as_bytes().to_vec(),
        format!("\u{feff}{text}").into_bytes(),
        wide(u16::to_le_bytes),
        wide(u16::to_be_bytes),
        numpy("<f8", &[1.5_f64, 2.5, 3.0, 4.25].map(f64::to_le_bytes).concat()),
        numpy("<f4", &[1.5_f32, 2.5, 3.0, 4.25].map(f32::to_le_bytes).concat()),
        numpy("<i4", &[5_i32, 6, 7, 8].map(i32::to_le_bytes).concat()),
        packed,
    ];
    never_panics("traces as bytes", &originals, times(), |bytes| {
        let text = input::text_of(bytes);
        text.is_ok_and(|text| Trace::of_table("t", &text, Presence::Auto).is_ok())
    });
}

fn numpy(kind: &str, data: &[u8]) -> Vec<u8> {
    let mut header = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': (2, 2), }}");
    while (header.len() + 11) % 64 != 0 {
        header.push(' ');
    }
    header.push('\n');
    let length = u16::try_from(header.len()).expect("a short header").to_le_bytes();
    [b"\x93NUMPY\x01\x00".as_slice(), &length, header.as_bytes(), data].concat()
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    })
}

#[test]
fn matrices_as_tables() {
    let originals =
        texts(&["1 1 0\n0 1 -1\n1 0 1\n", "1/2,1,0\n0,1,-1\n0.5,0,1\n", "w;a;b\nx;1;2\ny;0,5;1\n"]);
    never_panics("matrices as tables", &originals, times(), |bytes| {
        of_text(bytes, |text| user::from_table(text, 1, &Default::default()).is_ok())
    });
}

#[test]
fn matrices_in_json() {
    let mut originals = files(&["tests/matrices"], "json");
    originals.extend(texts(&[r#"{"stragglers": 1, "rows": [[1, "1/2"], [1, 0.25]]}"#]));
    never_panics("matrices in JSON", &originals, times(), |bytes| {
        of_text(bytes, |text| user::from_json(text, None).is_ok())
    });
}

#[test]
fn schemes() {
    let code = bcgc::encoding::find("cyclic-repetition").expect("a construction");
    let scheme = Scheme::new(&[2, 1, 1], code, 1, &CheckOptions::default()).expect("a scheme");
    never_panics("schemes", &[scheme.to_json().into_bytes()], times(), |bytes| {
        of_text(bytes, |text| Scheme::from_json(text, &CheckOptions::brief()).is_ok())
    });
}

#[test]
fn specs_of_tables() {
    never_panics("specs of tables", &files(&["src/table/builtin"], "toml"), times(), |bytes| {
        of_text(bytes, |text| Spec::parse("spec", text).is_ok())
    });
}

#[test]
fn partitions_and_coding_parameters() {
    let partitions = texts(&["3,1,2,14", "3 1 2 14\n", "[3, 1, 2, 14]", "20,0,0,0"]);
    never_panics("partitions", &partitions, times(), |bytes| {
        of_text(bytes, |text| Partition::parse(text, 4, 20).is_ok())
    });
    never_panics("coding parameters", &texts(&["0,3,1,2,0", "3 1 2 0 0"]), times(), |bytes| {
        of_text(bytes, |text| CodingParameters::parse(text, 4, 5).is_ok())
    });
}

#[test]
fn certificates() {
    let mut originals = files(&["verify/tests/corpus/accept"], "json");
    // Those that take a moment to judge would leave no time for many.
    originals.retain(|text| {
        text.len() < 7000
            && !["pareto", "weibull", "gamma", "erlang", "log-normal"]
                .iter()
                .any(|law| text.windows(law.len()).any(|word| word == law.as_bytes()))
    });
    assert!(originals.len() > 8);
    let clock = || bcgc_verify::Clock::start(Some(Duration::from_secs(20)));
    never_panics("certificates", &originals, times(), |bytes| {
        drop(bcgc_verify::words(bytes, None, &clock()));
        bcgc_verify::judge(bytes, None, &clock()).is_ok()
    });
}

/// What the option --partition reads from a file: blocks, documents, reports. Only the program reads these; a panic would be its
/// exit status 101.
#[cfg(feature = "cli")]
#[test]
fn partition_documents() {
    let originals = texts(&[
        r#"{"partition": [3, 1, 2, 14]}"#,
        "3,1,2,14\n",
        r#"{"solutions": [{"method": "a", "partition": [3, 1, 2, 14]}, {"method": "b", "partition": null}]}"#,
    ]);
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz-partition.json");
    let instance = root().join("examples/exponential-n4.toml");
    never_panics("partition documents", &originals, times() / 20, |bytes| {
        std::fs::write(&file, bytes).expect("a file");
        let program = std::process::Command::new(env!("CARGO_BIN_EXE_bcgc"))
            .args(["evaluate", "--no-bound", "--force", "--output", "/dev/null", "--partition"])
            .arg(&file)
            .arg(&instance)
            .output()
            .expect("the program runs");
        assert!(matches!(program.status.code(), Some(0..=2)), "{program:?}");
        program.status.success()
    });
}
