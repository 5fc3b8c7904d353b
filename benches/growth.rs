//! Time and memory of the program against the number of workers, of coordinates and of rounds, with one thread and with two.
//!
//! `make growth`, or `cargo bench --bench growth -- DIR`: writes `growth.md`, `growth.csv` and a figure a quantity into a
//! folder. Each point is one run of `bcgc`, from its start to its end; memory is the peak that the system states of it while
//! it runs (Linux only). A series ends where a run takes longer than its limit.

#[path = "common/ready.rs"]
mod ready;

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use bcgc::internals::plot::log_log;
use rand::{RngExt as _, SeedableRng as _};
use rand_xoshiro::Xoshiro256PlusPlus;
use ready::ready;

/// Seconds after which a series ends.
const LIMIT: f64 = 60.0;
/// Between two looks at a run.
const PAUSE: Duration = Duration::from_millis(1);
/// Workers of the series that are not against them.
const WORKERS: usize = 20;
const SIZES_OF_WORKERS: [u64; 10] = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];
const SIZES_OF_COORDINATES: [u64; 8] =
    [10, 100, 1000, 10_000, 1_000_000, 1_000_000_000, 1_000_000_000_000, 1 << 53];
const SIZES_OF_ROUNDS: [u64; 5] = [100, 1000, 10_000, 100_000, 1_000_000];

/// One run.
struct Run {
    seconds: f64,
    mebibytes: Option<f64>,
}

/// Runs of one command over some sizes, as far as they go.
struct Series {
    name: String,
    runs: Vec<Option<Run>>,
}

/// Everything against one quantity.
struct Growth {
    file: &'static str,
    quantity: &'static str,
    label: &'static str,
    settings: &'static str,
    sizes: &'static [u64],
    series: Vec<Series>,
}

/// The peak of memory so far, where the system tells it.
fn peak(child: &Child) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<f64>().ok().map(|kibibytes| kibibytes / 1024.0)
}

/// One run with some arguments; none where it fails, takes longer than the limit, or does not end as it should.
fn run(arguments: &[String]) -> Option<Run> {
    let begin = Instant::now();
    let mut command = Command::new(env!("CARGO_BIN_EXE_bcgc"));
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = ready(command.spawn());
    let mut mebibytes = None;
    loop {
        mebibytes = peak(&child).or(mebibytes);
        if let Some(status) = ready(child.try_wait()) {
            let seconds = begin.elapsed().as_secs_f64();
            return (status.success() && seconds <= LIMIT).then_some(Run { seconds, mebibytes });
        }
        if begin.elapsed().as_secs_f64() > 2.0 * LIMIT {
            ready(child.kill());
            ready(child.wait());
            return None;
        }
        thread::sleep(PAUSE);
    }
}

/// A command over all sizes, until one run takes too long.
fn series(name: &str, sizes: &[u64], arguments: impl Fn(u64) -> String) -> Series {
    let mut is_over = false;
    let runs = sizes.iter().map(|&size| {
        let words: Vec<String> = arguments(size).split_whitespace().map(str::to_owned).collect();
        let run = if is_over { None } else { run(&words) };
        is_over = run.is_none();
        eprintln!("{name} at {size}: {}", entry(run.as_ref()));
        run
    });
    Series { name: name.to_owned(), runs: runs.collect() }
}

const RUNTIME: &str = "--law shifted-exponential --param rate=1e-3 --param shift=50 -M 50 --strict";
const DEADLINE: &str = "--law shifted-exponential --param rate=0.1 --param shift=1 -M 50 -L 40000 --deadline 3.1622776601683795e6 --strict";

fn against_workers() -> Growth {
    let sizes = &SIZES_OF_WORKERS;
    let solved = |method: &'static str, setting: &'static str, threads: u32| {
        move |n: u64| {
            format!(
                "solve {setting} -N {n} --method {method} --gap 1e-6 --time-limit {LIMIT} --threads {threads}"
            )
        }
    };
    let runtime = "--law shifted-exponential --param rate=1e-3 --param shift=50 -M 50 -L 20000 --strict";
    let series = vec![
        series("mean-time and its runtime", sizes, |n| {
            format!("{} --no-bound", solved("mean-time", runtime, 1)(n))
        }),
        series("union-bound and its probability", sizes, |n| {
            format!("{} --no-bound", solved("union-bound", DEADLINE, 1)(n))
        }),
        series("relaxed runtime, 1 thread", sizes, solved("relaxed", runtime, 1)),
        series("relaxed runtime, 2 threads", sizes, solved("relaxed", runtime, 2)),
        series("relaxed probability, 1 thread", sizes, solved("relaxed", DEADLINE, 1)),
        series("relaxed probability, 2 threads", sizes, solved("relaxed", DEADLINE, 2)),
    ];
    Growth {
        file: "growth-workers",
        quantity: "workers N",
        label: "number of workers $N$",
        settings: "Runtimes: L = 20000, rate 0.001, shift 50, M = 50, gap 1e-6. Probabilities: L = 40000, rate 0.1, shift 1, M = 50, deadline 10^6.5.",
        sizes,
        series,
    }
}

fn against_coordinates() -> Growth {
    let sizes = &SIZES_OF_COORDINATES;
    let solved = |method: &'static str, workers: usize| {
        move |l: u64| {
            format!(
                "solve {RUNTIME} -N {workers} -L {l} --method {method} --gap 1e-9 --time-limit {LIMIT} --threads 1"
            )
        }
    };
    let series = vec![
        series("relaxed, N = 10", sizes, solved("relaxed", 10)),
        series("relaxed, N = 20", sizes, solved("relaxed", 20)),
        series("lattice, N = 10", sizes, solved("lattice", 10)),
        series("lattice, N = 20", sizes, solved("lattice", 20)),
        series("exact, N = 10", sizes, solved("exact", 10)),
    ];
    Growth {
        file: "growth-coordinates",
        quantity: "coordinates L",
        label: "number of coordinates $L$",
        settings: "Expected runtimes: rate 0.001, shift 50, M = 50, gap 1e-9, one thread.",
        sizes,
        series,
    }
}

/// An instance of rounds of exponential times above one, to a thousandth.
fn write_trace(folder: &Path, rounds: u64) -> std::io::Result<()> {
    let instance = format!(
        "[system]\nworkers = {WORKERS}\ncoordinates = 20000\n[stragglers]\ntrace = \"{rounds}.csv\"\n"
    );
    fs::write(folder.join(format!("{rounds}.toml")), instance)?;
    let path = folder.join(format!("{rounds}.csv"));
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(rounds);
    let mut file = std::io::BufWriter::new(fs::File::create(path)?);
    for _ in 0..rounds {
        for n in 0..WORKERS {
            let time = 1.0 - (1.0 - rng.random::<f64>()).ln();
            write!(file, "{}{time:.3}", if n == 0 { "" } else { "," })?;
        }
        writeln!(file)?;
    }
    file.flush()
}

fn against_rounds(folder: &Path) -> Result<Growth, Box<dyn Error>> {
    let sizes = &SIZES_OF_ROUNDS;
    for &rounds in sizes {
        write_trace(folder, rounds)?;
    }
    let solved = |method: &'static str, threads: u32| {
        move |s: u64| {
            let instance = folder.join(format!("{s}.toml"));
            format!(
                "solve {} --method {method} --gap 1e-6 --time-limit {LIMIT} --threads {threads}",
                instance.display()
            )
        }
    };
    let series = vec![
        series("uncoded: reading and one value", sizes, |s| {
            format!("{} --no-bound", solved("uncoded", 1)(s))
        }),
        series("closed forms", sizes, |s| format!("{} --no-bound", solved("mean-time,mean-rate", 1)(s))),
        series("relaxed to 1e-6, 1 thread", sizes, |s| format!("{} --strict", solved("relaxed", 1)(s))),
        series("relaxed to 1e-6, 2 threads", sizes, |s| format!("{} --strict", solved("relaxed", 2)(s))),
    ];
    Ok(Growth {
        file: "growth-rounds",
        quantity: "rounds S of a trace",
        label: "number of rounds $S$",
        settings: "Traces of 20 workers, exponential times above one written to three digits; L = 20000. Reading is part of every run.",
        sizes,
        series,
    })
}

/// `0.12 s, 31 MiB`.
fn entry(run: Option<&Run>) -> String {
    let Some(Run { seconds, mebibytes }) = run else { return "-".to_owned() };
    let seconds = if *seconds < 10.0 { format!("{seconds:.2}") } else { format!("{seconds:.0}") };
    let memory = mebibytes.map_or(String::new(), |mebibytes| format!(", {mebibytes:.0} MiB"));
    format!("{seconds} s{memory}")
}

fn size(size: u64) -> String {
    match size {
        9_007_199_254_740_992 => "2^53".to_owned(),
        size if size >= 1_000_000 => format!("10^{}", size.ilog10()),
        size => size.to_string(),
    }
}

fn markdown(found: &[Growth]) -> Result<String, std::fmt::Error> {
    let mut out = String::from("# Time and memory of runs of the program\n");
    for growth in found {
        let Growth { file, quantity, settings, sizes, series, .. } = growth;
        write!(out, "\n## Against the number of {quantity}\n\n![time]({file}.svg)\n\n| run |")?;
        sizes.iter().try_for_each(|&n| write!(out, " {} |", size(n)))?;
        write!(out, "\n| --- |{}\n", " ---: |".repeat(sizes.len()))?;
        for Series { name, runs } in series {
            write!(out, "| {name} |")?;
            runs.iter().try_for_each(|run| write!(out, " {} |", entry(run.as_ref())))?;
            out.push('\n');
        }
        write!(out, "\n{settings}\n")?;
    }
    write!(
        out,
        "\nEach entry is a single run of the program on two cores, from its start to its end, with the peak of its memory; `-` where \
         a run or one before it took more than {LIMIT:.0} s, or left the gap open. Made by `make growth`.\n"
    )?;
    Ok(out)
}

fn csv(found: &[Growth]) -> Result<String, std::fmt::Error> {
    let mut out = String::from("against,run,size,seconds,mebibytes\n");
    for Growth { file, sizes, series, .. } in found {
        for Series { name, runs } in series {
            for (size, run) in sizes.iter().zip(runs) {
                let Some(Run { seconds, mebibytes }) = run else { continue };
                let memory = mebibytes.map_or(String::new(), |mebibytes| format!("{mebibytes:.1}"));
                writeln!(
                    out,
                    "{},\"{name}\",{size},{seconds:.3},{memory}",
                    file.trim_start_matches("growth-")
                )?;
            }
        }
    }
    Ok(out)
}

fn figure(growth: &Growth) -> Result<Vec<u8>, Box<dyn Error>> {
    let curve = |series: &Series| {
        let points = growth.sizes.iter().zip(&series.runs);
        let points = points.filter_map(|(&size, run)| Some((size as f64, run.as_ref()?.seconds)));
        (series.name.clone(), points.collect())
    };
    let title = format!("Time against the number of {}", growth.quantity);
    Ok(log_log(&title, [growth.label, "time of a run (s)"], growth.series.iter().map(curve).collect())?)
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    // Among all benchmarks it has nowhere to write.
    let Some(folder) = folder else { return Ok(()) };
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    let traces = std::env::temp_dir().join(format!("bcgc-growth-{}", std::process::id()));
    fs::create_dir_all(&traces)?;
    let rounds = against_rounds(&traces);
    fs::remove_dir_all(&traces)?;
    let found = [against_workers(), against_coordinates(), rounds?];
    fs::write(folder.join("growth.md"), markdown(&found)?)?;
    fs::write(folder.join("growth.csv"), csv(&found)?)?;
    for growth in &found {
        fs::write(folder.join(format!("{}.svg", growth.file)), figure(growth)?)?;
    }
    Ok(())
}
