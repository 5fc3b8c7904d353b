//! Integer optima of expected runtimes by `lattice` beside integer programs in HiGHS (`exact`), in one run, each to the default gap
//! of 1e-9 in at most the default minute: in the paper's setting, and over rounds drawn from its law.
//!
//! `make bench`, or `cargo bench --bench integer_optimum`: some minutes; prints tables in Markdown.

#[path = "common/cores.rs"]
mod cores;
#[path = "common/ready.rs"]
mod ready;

use bcgc::{ExpectedRuntime, Instance, Options, ShiftedExponential, Status, System, Trace, solve};
use cores::on_all_cores;
use rand::{RngExt as _, SeedableRng as _};
use rand_xoshiro::Xoshiro256PlusPlus;
use ready::ready;

/// Runs of a method; one where it takes longer than this.
const RUNS: usize = 3;
const LONG: f64 = 10.0;

/// The paper's law.
const RATE: f64 = 1e-3;
const SHIFT: f64 = 50.0;

/// How a method fared: seconds of its runs in order, and the gap between its value and its own bound.
struct Fared {
    seconds: Vec<f64>,
    gap: f64,
    value: f64,
    is_closed: bool,
}

impl Fared {
    fn median(&self) -> f64 {
        self.seconds[self.seconds.len() / 2]
    }

    /// `0.52 s (0.50 to 0.61)`, and the gap that is left.
    fn shown(&self) -> String {
        let (least, most) = (self.seconds[0], self.seconds[self.seconds.len() - 1]);
        let spread =
            if self.seconds.len() > 1 { format!(" ({least:.2} to {most:.2})") } else { String::new() };
        let open = if self.is_closed { String::new() } else { format!(", {:.1e} left", self.gap) };
        format!("{:.2} s{spread}{open}", self.median())
    }
}

fn fared(instance: &Instance, method: &str) -> Fared {
    let options = Options::default().with_methods([method]);
    let mut fared = Fared { seconds: Vec::new(), gap: f64::NAN, value: f64::NAN, is_closed: true };
    while fared.seconds.len() < RUNS && fared.seconds.iter().all(|&seconds| seconds <= LONG) {
        let report = ready(solve(instance, &options));
        let solution = &report.rows()[0].solution;
        let value = ready(solution.value.ok_or("a value")).value;
        let bound = ready(solution.bound.ok_or("a bound")).value;
        fared.seconds.push(solution.seconds);
        (fared.value, fared.gap) = (value, value / bound - 1.0);
        fared.is_closed &= solution.status == Status::Optimal;
    }
    fared.seconds.sort_by(f64::total_cmp);
    fared
}

/// A line of a table.
fn compared(label: &str, instance: &Instance) {
    let [own, theirs] = ["lattice", "exact"].map(|method| fared(instance, method));
    let ratio = match (own.is_closed, theirs.is_closed) {
        (true, true) => format!("{:.2}", theirs.median() / own.median()),
        (true, false) => format!("> {:.2}", theirs.median() / own.median()),
        (false, true) => format!("< {:.2}", theirs.median() / own.median()),
        (false, false) => "-".to_owned(),
    };
    let off = own.value / theirs.value - 1.0;
    let off = if off == 0.0 { "0".to_owned() } else { format!("{off:+.0e}") };
    println!("| {label} | {} | {} | {ratio} | {off} |", own.shown(), theirs.shown());
}

fn heading(what: &str) {
    println!("| {what} | `lattice` | `exact` in HiGHS | ratio | value relative to that of `exact` |");
    println!("| --- | ---: | ---: | ---: | ---: |");
}

fn of_the_law() {
    heading("the paper's law");
    for (workers, coordinates) in
        [(20, 200), (20, 2000), (20, 20_000), (30, 20_000), (40, 20_000), (50, 20_000)]
    {
        let law = ready(ShiftedExponential::new(RATE, SHIFT));
        let system = ready(System::new(workers, coordinates));
        let label = format!("N = {workers}, L = {coordinates}");
        compared(&label, &ready(Instance::new(system, law, ExpectedRuntime)));
    }
    println!();
}

fn over_rounds() {
    heading("S rounds of the paper's law");
    for (workers, count, coordinates) in
        [(10, 200, 20_000), (10, 5000, 20_000), (14, 200, 20_000), (20, 1000, 1000), (20, 1000, 20_000)]
    {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
        let mut time = || SHIFT - (1.0 - rng.random::<f64>()).ln() / RATE;
        let rows = (0..count).map(|_| (0..workers).map(|_| time()).collect()).collect();
        let trace = ready(Trace::new(rows));
        let system = ready(System::new(workers, coordinates));
        let label = format!("N = {workers}, S = {count}, L = {coordinates}");
        compared(&label, &ready(Instance::new(system, trace, ExpectedRuntime)));
    }
    println!();
}

/// How busy the machine is, where it says so.
fn load() {
    if let Ok(load) = std::fs::read_to_string("/proc/loadavg") {
        println!("Load averages: {}\n", load.split_whitespace().take(3).collect::<Vec<_>>().join(", "));
    }
}

fn main() {
    on_all_cores(|| {
        load();
        of_the_law();
        over_rounds();
        load();
    });
}
