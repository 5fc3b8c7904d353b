//! Whatever is given to a reader, it answers: valid inputs are spoiled, and none may end in a panic. The inputs are the same in
//! every run; `BCGC_FUZZ=1000000 cargo test --release --test fuzz` (`make fuzz`) tries so many of each reader.
//! What ends the whole run, as a stack that is too small, is left in the file that `BCGC_FUZZ_LAST` names, where one reader is
//! tried at a time.

mod certificates;
mod documents;
mod instances;
mod mutate;
mod runs;
mod tables;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use mutate::{Random, mutated};

/// Inputs of each reader in a usual run.
const USUAL: usize = 3000;
/// An input that took longer is shown.
const NOTABLE: Duration = Duration::from_secs(1);

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
    let (mut taken, mut slowest, begin) = (0, (Duration::ZERO, Vec::new()), Instant::now());
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
        let time = start.elapsed();
        if time > slowest.0 {
            slowest = (time, bytes);
        }
    }
    let (spent, time) = (begin.elapsed(), slowest.0);
    eprintln!("{reader}: {times} inputs in {spent:.0?}, {taken} of them read, the slowest in {time:.1?}");
    if time > NOTABLE {
        eprintln!("the slowest was\n{}", slowest.1.escape_ascii());
    }
    assert!(taken > times / 200 && taken < times, "{reader} took {taken} of {times}: nothing is tried");
}

fn of_text(bytes: &[u8], read: impl Fn(&str) -> bool) -> bool {
    std::str::from_utf8(bytes).is_ok_and(read)
}
