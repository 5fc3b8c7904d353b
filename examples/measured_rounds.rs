//! What coding gains on measured rounds of cloud workers, with and without the overhead in the model, out of sample.
//!
//! `cargo run --release --example measured_rounds -- FOLDER` prints the tables of `docs/study/measured-rounds.md`. The folder has
//! the files `cloud-functions-load-X.csv` for the loads X = 0.000, 0.250, 0.750, 1.000: a line a round, a column a worker, in
//! seconds.

use std::error::Error;
use std::path::Path;

use bcgc::{
    ExpectedRuntime, Instance, Options, Overhead, Partition, Presence, Stragglers, System, Trace, solve,
};

const WORKERS: usize = 20;
const COORDINATES: u64 = 1000;
const FOLDS: usize = 5;
const LOADS: [f64; 4] = [0.0, 0.25, 0.75, 1.0];
/// Full batches that all workers together compute in a round, without redundancy.
const WORK: [f64; 7] = [0.25, 1.0, 2.0, 4.0, 8.0, 20.0, 100.0];

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Times of one load: measured rounds of groups of workers.
struct Measured {
    load: f64,
    rounds: Vec<Vec<Vec<f64>>>,
}

impl Measured {
    fn read(folder: &Path, load: f64) -> Outcome<Self> {
        let trace =
            Trace::open(folder.join(format!("cloud-functions-load-{load:.3}.csv")), Presence::Absent)?;
        let groups = |row: &Vec<f64>| row.chunks_exact(WORKERS).map(<[f64]>::to_vec).collect();
        Ok(Self { load, rounds: trace.rows().iter().map(groups).collect() })
    }

    /// The rounds that are held out in a fold, or all others.
    fn part(&self, fold: usize, is_held_out: bool) -> impl Iterator<Item = &Vec<Vec<f64>>> {
        let count = self.rounds.len();
        let held = fold * count / FOLDS..(fold + 1) * count / FOLDS;
        let kept = self.rounds.iter().enumerate().filter(move |(k, _)| held.contains(k) == is_held_out);
        kept.map(|(_, groups)| groups)
    }

    fn median(&self, fold: usize) -> f64 {
        let mut times: Vec<f64> = self.part(fold, false).flatten().flatten().copied().collect();
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    }
}

/// Time of a full batch: the slope of the medians in the load, by least squares.
fn slope(measured: &[Measured], fold: usize) -> f64 {
    let points: Vec<(f64, f64)> = measured.iter().map(|m| (m.load, m.median(fold))).collect();
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / points.len() as f64;
    let (load, time) = (mean(|p| p.0), mean(|p| p.1));
    let covariance: f64 = points.iter().map(|(w, y)| (w - load) * (y - time)).sum();
    covariance / points.iter().map(|(w, _)| (w - load).powi(2)).sum::<f64>()
}

/// A system in which all coordinates without redundancy are the load `work / N` of each worker, in full batches.
fn system(work: f64) -> Result<System, bcgc::Error> {
    System::new(WORKERS, COORDINATES)?.with_cycles(work / (WORKERS as f64 * COORDINATES as f64))
}

/// The runtime of a round: a level waits for all but as many of its workers as it may miss.
fn runtime(partition: &Partition, (work, slope): (f64, f64), overheads: &[f64]) -> f64 {
    let mut sorted = overheads.to_vec();
    sorted.sort_by(f64::total_cmp);
    let unit = work / (WORKERS as f64 * COORDINATES as f64);
    let (mut load, mut latest) = (0.0, 0.0f64);
    for (level, &block) in partition.blocks().iter().enumerate() {
        load += unit * (level + 1) as f64 * block as f64;
        if load > 0.0 {
            latest = latest.max(sorted[WORKERS - 1 - level] + slope * load);
        }
    }
    latest
}

/// Mean and standard error of means of measured rounds, which are independent if anything is: the groups of one are not.
fn mean_and_error(means: &[f64]) -> (f64, f64) {
    let count = means.len() as f64;
    let mean = means.iter().sum::<f64>() / count;
    let squares: f64 = means.iter().map(|x| (x - mean).powi(2)).sum();
    (mean, (squares / (count - 1.0) / count).sqrt())
}

/// A scheme over all folds.
#[derive(Default)]
struct Scheme {
    name: String,
    /// What its own model says that it gains over no redundancy in the rounds that it was optimised on.
    promised: Vec<f64>,
    /// Means of the rounds that were held out.
    held_out: Vec<f64>,
    /// Redundancy that a coordinate has on average.
    redundancy: Vec<f64>,
}

/// The partition of a method, and by what share of the runtime without redundancy it is faster.
fn optimised(instance: &Instance, method: &str) -> Outcome<(Partition, f64)> {
    let report = solve(instance, &Options::default().with_methods([method]))?;
    let row = report.rows().first().ok_or("no row")?;
    let partition =
        row.solution.partition.clone().ok_or_else(|| format!("{method}: {:?}", row.solution.note))?;
    let gain = report.gain(row).ok_or_else(|| format!("{method}: no gain"))?;
    Ok((partition, 1.0 - 1.0 / gain))
}

/// Partitions of the rounds kept in a fold, with the gains that their models promise.
fn schemes(
    measured: &[Measured],
    (work, slope): (f64, f64),
    fold: usize,
) -> Outcome<Vec<(String, Partition, f64)>> {
    let rows = |m: &Measured| m.part(fold, false).flatten().cloned().collect::<Vec<_>>();
    let instance = |times: Stragglers| Instance::new(system(work)?, times, ExpectedRuntime);
    let overheads = Overhead::Trace(Trace::of_overheads(rows(&measured[0]))?);
    let with = instance(Stragglers::Constant(slope))?.with_overhead(overheads)?;
    let mut found = Vec::new();
    let mut add = |name: String, instance: &Instance, method: &str| -> Outcome<()> {
        let (partition, promised) = optimised(instance, method)?;
        found.push((name, partition, promised));
        Ok(())
    };
    add("uncoded".to_owned(), &with, "uncoded")?;
    add("single-block".to_owned(), &with, "single-block")?;
    add("relaxed, overhead and load".to_owned(), &with, "relaxed")?;
    for m in measured.iter().filter(|m| m.load > 0.0) {
        let cycles = rows(m).into_iter().map(|row| row.into_iter().map(|t| t / m.load).collect()).collect();
        let without = instance(Trace::new(cycles)?.into())?;
        add(format!("relaxed, no overhead, from load {}", m.load), &without, "relaxed")?;
    }
    Ok(found)
}

/// What every scheme is worth on the rounds of `test` held out in turn, as overheads once the work is subtracted.
fn study(measured: &[Measured], test: &Measured, work: f64) -> Outcome<Vec<Scheme>> {
    let mut all: Vec<Scheme> = Vec::new();
    for fold in 0..FOLDS {
        let slope = slope(measured, fold);
        for (k, (name, partition, promised)) in
            schemes(measured, (work, slope), fold)?.into_iter().enumerate()
        {
            if all.len() == k {
                all.push(Scheme { name, ..Scheme::default() });
            }
            let scheme = &mut all[k];
            scheme.promised.push(promised);
            let of = |row: &Vec<f64>| {
                let overheads: Vec<f64> = row.iter().map(|t| t - slope * test.load).collect();
                runtime(&partition, (work, slope), &overheads)
            };
            scheme.held_out.extend(
                test.part(fold, true).map(|groups| groups.iter().map(of).sum::<f64>() / groups.len() as f64),
            );
            let blocks = (0..).zip(partition.blocks());
            let copies: f64 = blocks.map(|(level, &block)| f64::from(level) * block as f64).sum();
            scheme.redundancy.push(copies / COORDINATES as f64);
        }
    }
    Ok(all)
}

fn print(schemes: &[Scheme]) {
    println!(
        "| scheme | spare copies | promised gain | seconds, held out | gain, held out | beyond noise |\n|---|---|---|---|---|---|"
    );
    let uncoded = &schemes[0];
    for scheme in schemes {
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let (value, error) = mean_and_error(&scheme.held_out);
        let differences: Vec<f64> =
            uncoded.held_out.iter().zip(&scheme.held_out).map(|(a, b)| a - b).collect();
        let (saved, error_saved) = mean_and_error(&differences);
        let verdict = match saved.abs() > 2.0 * error_saved {
            _ if std::ptr::eq(scheme, uncoded) => "",
            true if saved > 0.0 => "better",
            true => "worse",
            false => "no",
        };
        println!(
            "| {} | {:.2} | {:.1} % | {value:.3} ± {error:.3} | {:.1} % ± {:.1} % | {verdict} |",
            scheme.name,
            mean(&scheme.redundancy),
            100.0 * mean(&scheme.promised),
            100.0 * saved / mean(&uncoded.held_out),
            100.0 * error_saved / mean(&uncoded.held_out),
        );
    }
    println!();
}

fn main() -> Outcome<()> {
    let folder = std::env::args().nth(1).ok_or("give the folder of the files cloud-functions-load-X.csv")?;
    let measured: Vec<Measured> =
        LOADS.iter().map(|&load| Measured::read(Path::new(&folder), load)).collect::<Outcome<_>>()?;
    let slopes: Vec<String> = (0..FOLDS).map(|fold| format!("{:.3}", slope(&measured, fold))).collect();
    println!(
        "# Measured rounds: what coding gains\n\nMade by `examples/measured_rounds.rs`; [the study](../study.md#measured-rounds) says what it means.\n"
    );
    println!("Time of a full batch, in each fold: {} s.\n", slopes.join(", "));
    for work in WORK {
        println!("## Work of a round: {work} full batch{}\n", if work == 1.0 { "" } else { "es" });
        print(&study(&measured, &measured[0], work)?);
    }
    for test in &measured[1..] {
        println!("## Work of a round: 1 full batch, overheads from the times at load {}\n", test.load);
        print(&study(&measured, test, 1.0)?);
    }
    Ok(())
}
