//! Measured rounds with overheads, as traces and as files of loads.

use bcgc::methods::Clock;
use bcgc::{ExpectedRuntime, Instance, Objective, Options, Status, Stragglers, Trace, Verdict, solve};

use crate::brute_force::used;
use crate::{constant, partitions, row, system, value};

#[test]
fn rounds_with_overheads_are_evaluated_as_they_are() {
    let overheads = vec![vec![0.0, 5.0, 1.0], vec![2.0, 0.5, 0.0]];
    let times = vec![vec![3.0, 1.0, 2.0], vec![1.0, 4.0, 2.5]];
    let done = |row: usize, load: f64| {
        let mut done: Vec<f64> = (0..3).map(|i| overheads[row][i] + times[row][i] * load).collect();
        done.sort_by(f64::total_cmp);
        done
    };
    let traces = (Trace::of_overheads(overheads.clone()).unwrap(), Trace::new(times.clone()).unwrap());
    let instance = Instance::new(system(3, 6), traces.1, ExpectedRuntime).unwrap();
    let instance = instance.with_overhead(traces.0).unwrap();
    for blocks in partitions(3, 6) {
        let runtime = |row: usize| {
            let waits = |&(level, load): &(usize, f64)| done(row, load)[2 - level];
            used(&blocks).iter().map(waits).fold(0.0, f64::max)
        };
        let exact = 0.5 * (runtime(0) + runtime(1));
        assert!((value(&instance, &blocks) - exact).abs() < 1e-12 * exact, "{blocks:?}");
        let mut by = instance.clone();
        by.objective = Objective::completion_probability(runtime(0).min(runtime(1)) + 1e-6).unwrap();
        let expected = if runtime(0) == runtime(1) { 1.0 } else { 0.5 };
        assert_eq!(value(&by, &blocks), expected, "{blocks:?}");
    }
}

/// Once: `hopeless` with status 0 where no partition could finish.
#[test]
fn a_deadline_that_decides_every_partition_is_told() {
    let overheads = [vec![0.0, 5.0, 1.0], vec![2.0, 0.5, f64::INFINITY]];
    let times = vec![vec![3.0, 1.0, 2.0], vec![1.0, 4.0, 2.5]];
    for speed in [Some(times), None] {
        let instance = |rounds: usize| {
            let stragglers = match &speed {
                Some(times) => Trace::new(times[..rounds].to_vec()).unwrap().into(),
                None => Stragglers::Constant(2.0),
            };
            let instance = Instance::new(system(3, 6), stragglers, ExpectedRuntime).unwrap();
            instance.with_overhead(Trace::of_overheads(overheads[..rounds].to_vec()).unwrap()).unwrap()
        };
        let runtime = |row: usize, blocks: &[u64]| {
            let time = |i: usize| speed.as_ref().map_or(2.0, |times| times[row][i]);
            let waits = |&(level, load): &(usize, f64)| {
                let mut done: Vec<f64> = (0..3).map(|i| overheads[row][i] + time(i) * load).collect();
                done.sort_by(f64::total_cmp);
                done[2 - level]
            };
            used(blocks).iter().map(waits).fold(0.0, f64::max)
        };
        let all: Vec<f64> =
            partitions(3, 6).iter().flat_map(|blocks| [runtime(0, blocks), runtime(1, blocks)]).collect();
        let (least, most) =
            (all.iter().copied().fold(f64::INFINITY, f64::min), all.iter().copied().fold(0.0, f64::max));
        assert!(most.is_infinite(), "the third worker never returns in the second round");
        let verdict = |deadline: f64, rounds: usize| {
            let mut by = instance(rounds);
            by.objective = Objective::completion_probability(deadline).unwrap();
            solve(&by, &Options::default().with_methods(["uncoded", "single-block"])).unwrap().verdict()
        };
        let early = verdict(least * (1.0 - 1e-9), 2);
        assert!(matches!(early, Some(Verdict::Impossible { least: told }) if told <= least), "{early:?}");
        let longest = partitions(3, 6).iter().map(|blocks| runtime(0, blocks)).fold(0.0, f64::max);
        assert_eq!((verdict(least, 2), verdict(1e9, 2)), (None, None));
        assert_eq!(verdict(longest * (1.0 + 1e-9), 1), Some(Verdict::Certain { most: longest }));
        assert!(!matches!(verdict(longest * (1.0 - 1e-9), 1), Some(Verdict::Certain { .. })));
    }
}

/// The program of all inequalities at once, for every first level.
#[test]
#[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
fn the_relaxed_optimum_over_rounds_is_that_of_the_whole_program() {
    use bcgc::internals::numeric::integer;
    use bcgc::internals::numeric::program::IntegerProgram;
    let mut state = 1u64;
    let mut uniform = move || {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((state >> 11) as f64 + 0.5) / (1u64 << 53) as f64
    };
    for (workers, rounds, time) in [(3, 8, 1.0), (4, 15, 0.3), (5, 10, 2.0)] {
        let mut rows: Vec<Vec<f64>> =
            (0..rounds).map(|_| (0..workers).map(|_| -12.0 * uniform().ln()).collect()).collect();
        let overheads = Trace::of_overheads(rows.clone()).unwrap();
        let instance = constant(workers, 12, time, overheads);
        let report = solve(&instance, &Options::default().with_methods(["relaxed"])).unwrap();
        let found = row(&report, "relaxed");
        assert_eq!(found.status, Status::Optimal, "{found:?}");
        rows.iter_mut().for_each(|row| row.sort_by(|a, b| b.total_cmp(a)));
        let mut least = f64::INFINITY;
        for first in 0..workers {
            let mut program = IntegerProgram::default();
            let blocks: Vec<usize> =
                (first..workers).map(|_| program.column(0.0, 0.0, 12.0, false)).collect();
            program.equal(blocks.iter().map(|&x| (x, 1.0)).collect(), 12.0);
            for row in &rows {
                let runtime = program.column(1.0 / rounds as f64, 0.0, f64::INFINITY, false);
                for (level, overhead) in row.iter().enumerate().skip(first) {
                    let mut terms: Vec<(usize, f64)> =
                        (first..=level).map(|n| (blocks[n - first], -time * (n + 1) as f64)).collect();
                    terms.push((runtime, 1.0));
                    program.at_least(terms, *overhead);
                }
            }
            least = least.min(integer::solve(&program, 0.0, &Clock::unlimited(), None).unwrap().bound);
        }
        let relaxed = found.relaxed_value.unwrap().value;
        assert!((relaxed / least - 1.0).abs() < 1e-9, "{workers}: {relaxed} {least}");
        assert!((found.bound.unwrap().value / least - 1.0).abs() < 2e-9);
    }
}

#[test]
fn files_of_loads_are_taken_apart() {
    let folder = std::env::temp_dir().join(format!("bcgc-loads-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    write("none.csv", "0.5,1,0\n2,0.25,1\n");
    write("half.csv", "1.5,2.5,1.25\n2.5,1.25,3\n");
    let text = |keys: &str| {
        format!("system = {{workers = 3, coordinates = 6}}\n[stragglers]\n\"load-0\" = 'none.csv'\n{keys}")
    };
    let read = |keys: &str| {
        write("instance.toml", &text(keys));
        Instance::read(&folder.join("instance.toml"))
    };
    let instance = read("\"load-0.5\" = 'half.csv'").unwrap();
    let direct = Instance::new(
        system(3, 6),
        Trace::new(vec![vec![2.0, 3.0, 2.5], vec![1.0, 2.0, 4.0]]).unwrap(),
        ExpectedRuntime,
    )
    .unwrap()
    .with_overhead(Trace::of_overheads(vec![vec![0.5, 1.0, 0.0], vec![2.0, 0.25, 1.0]]).unwrap())
    .unwrap();
    for blocks in [[2, 2, 2], [6, 0, 0], [0, 0, 6]] {
        assert_eq!(value(&instance, &blocks), value(&direct, &blocks));
    }
    let written = instance.to_json();
    assert_eq!(written["stragglers"]["load-0.5"], "half.csv");
    write("again.json", &written.to_string().replace("\"name\":null,", ""));
    let again = Instance::read(&folder.join("again.json")).unwrap();
    assert_eq!(value(&again, &[2, 2, 2]), value(&instance, &[2, 2, 2]));
    let refused = |keys: &str, words: &str| {
        let message = read(keys).unwrap_err().to_string();
        assert!(message.contains(words), "{message}");
    };
    refused("", "two loads or more");
    refused("load-1.5 = 'half.csv'", "needs quotes");
    refused("load-x = 'half.csv'", "must be named by a load");
    refused("load-1 = 'none.csv'", "does not rise with the load");
    refused("load-1 = 'half.csv'\nlaw = 'gamma'", "unknown key");
    refused("load-1 = 'half.csv'\n[overhead]\nlaw = 'constant'\nvalue = 1", "leave it out");
    write("short.csv", "1,2,3\n");
    refused("load-1 = 'short.csv'", "rounds");
    std::fs::remove_dir_all(&folder).unwrap();
}
