//! Evidence: deadlines on rounds are met or missed by the decimals that the numbers are written as, against integers.

use bcgc::{
    ExpectedRuntime, Instance, Objective, Options, Partition, Question, Stragglers, System, Trace, Verdict,
    distribution, solve,
};
use quickcheck::QuickCheck;

use crate::all_partitions;

/// What is drawn: times and overheads in units of the last decimal.
struct Rounds {
    times: Vec<Vec<u64>>,
    overheads: Vec<Vec<u64>>,
    decimals: u32,
}

impl Rounds {
    fn draw(seed: u64, count: usize, workers: usize, decimals: u32) -> Self {
        let mut state = seed;
        let mut next = |most: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            1 + (state >> 33) % most
        };
        let mut rows = |most: u64| -> Vec<Vec<u64>> {
            (0..count).map(|_| (0..workers).map(|_| next(most)).collect()).collect()
        };
        Self { times: rows(40), overheads: rows(9), decimals }
    }

    /// The double that is read where so many last decimals are written.
    fn double(&self, units: u64) -> f64 {
        let digits = format!("{units:0>width$}", width = self.decimals as usize + 1);
        let (whole, decimals) = digits.split_at(digits.len() - self.decimals as usize);
        format!("{whole}.{decimals}0").parse().expect("a decimal")
    }

    fn doubles(&self, rows: &[Vec<u64>]) -> Vec<Vec<f64>> {
        rows.iter().map(|row| row.iter().map(|&t| self.double(t)).collect()).collect()
    }

    /// With as many samples as workers, so that kappa is 1.
    fn instance(&self, coordinates: u64, kind: Kind) -> Instance {
        let system = System::new(self.times[0].len(), coordinates).unwrap();
        let overheads = Trace::of_overheads(self.doubles(&self.overheads)).unwrap();
        let stragglers: Stragglers = match kind {
            Kind::Plain | Kind::Both => Trace::new(self.doubles(&self.times)).unwrap().into(),
            Kind::Overheads => Stragglers::Constant(self.double(7)),
        };
        let instance = Instance::new(system, stragglers, ExpectedRuntime).unwrap();
        if kind == Kind::Plain { instance } else { instance.with_overhead(overheads).unwrap() }
    }

    /// The runtime of a round in units of the last decimal.
    fn runtime(&self, round: usize, blocks: &[u64], kind: Kind) -> u64 {
        let (mut load, mut longest) = (0, 0);
        for (level, &block) in blocks.iter().enumerate().filter(|(_, block)| **block > 0) {
            load += (level as u64 + 1) * block;
            let mut done: Vec<u64> = (0..blocks.len())
                .map(|worker| match kind {
                    Kind::Plain => self.times[round][worker] * load,
                    Kind::Both => self.overheads[round][worker] + self.times[round][worker] * load,
                    Kind::Overheads => self.overheads[round][worker] + 7 * load,
                })
                .collect();
            done.sort_unstable();
            longest = longest.max(done[blocks.len() - 1 - level]);
        }
        longest
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Plain,
    Overheads,
    Both,
}

/// Once a time of 1.6 took longer than 24 for 15 coordinates, as its double is.
#[test]
fn rounds_that_end_at_the_deadline_meet_it() {
    fn property(seed: u64, shape: (u8, u8, u8), which: usize) -> bool {
        let (workers, coordinates) = (1 + usize::from(shape.0 % 4), 1 + u64::from(shape.1 % 6));
        let rounds = Rounds::draw(seed, 6, workers, 1 + u32::from(shape.2 % 4));
        let all = all_partitions(workers, coordinates);
        let chosen = all[which % all.len()].blocks();
        [Kind::Plain, Kind::Overheads, Kind::Both].iter().all(|&kind| {
            let deadline = rounds.runtime(0, chosen, kind);
            let count = |blocks: &[u64], by: u64| {
                (0..6).filter(|&round| rounds.runtime(round, blocks, kind) <= by).count()
            };
            let met = count(chosen, deadline);
            let mut instance = rounds.instance(coordinates, kind);
            let partition = Partition::new(chosen.to_vec(), workers, coordinates).unwrap();
            // The smallest deadline that as many rounds meet is this one, to the last bit.
            let asked =
                [Question::Quantile(met as f64 / 6.0 - 0.01), Question::Deadline(rounds.double(deadline))];
            let found = distribution(&instance, &partition, &asked, &Options::default()).unwrap();
            let is_quantile = found.points()[0].deadline == Some(rounds.double(deadline));
            let value = found.points()[1].probability.unwrap();
            instance.objective = Objective::completion_probability(rounds.double(deadline)).unwrap();
            let report = solve(&instance, &Options::default().with_methods(["uncoded"])).unwrap();
            let is_possible = !matches!(report.verdict(), Some(Verdict::Impossible { .. }));
            is_quantile && (value.value * 6.0).round() as usize == met && value.error < 1e-15 && is_possible
        })
    }
    QuickCheck::new().tests(300).quickcheck(property as fn(_, _, _) -> _);
}

/// Overheads and cycle times of two loads are differences of decimals: once 0.9 - 0.3 took longer than 0.6.
#[test]
fn rounds_of_several_loads_end_when_they_were_measured_to() {
    fn property(seed: u64, shape: (u8, u8), decimals: u8) -> bool {
        let (workers, coordinates) = (1 + usize::from(shape.0 % 3), 1 + u64::from(shape.1 % 6));
        let rounds = Rounds::draw(seed, 6, workers, 1 + u32::from(decimals % 4));
        // At the load of one cycle a worker takes its overhead and a cycle time.
        let idle = rounds.doubles(&rounds.overheads);
        let sums = |(times, overheads): (&Vec<u64>, &Vec<u64>)| -> Vec<u64> {
            times.iter().zip(overheads).map(|(t, a)| t + a).collect()
        };
        let one: Vec<Vec<u64>> = rounds.times.iter().zip(&rounds.overheads).map(sums).collect();
        let files = [(0.0, idle), (1.0, rounds.doubles(&one))];
        let files = files.map(|(load, rows)| (load, Trace::new(rows).unwrap()));
        let (overheads, times) = Trace::of_loads(&files).unwrap();
        let system = System::new(workers, coordinates).unwrap();
        let instance =
            Instance::new(system, times, ExpectedRuntime).unwrap().with_overhead(overheads).unwrap();
        all_partitions(workers, coordinates).iter().all(|partition| {
            let deadline = rounds.runtime(0, partition.blocks(), Kind::Both);
            let met =
                (0..6).filter(|&i| rounds.runtime(i, partition.blocks(), Kind::Both) <= deadline).count();
            let asked = [Question::Deadline(rounds.double(deadline))];
            let found = distribution(&instance, partition, &asked, &Options::default()).unwrap();
            (found.points()[0].probability.unwrap().value * 6.0).round() as usize == met
        })
    }
    QuickCheck::new().tests(60).quickcheck(property as fn(_, _, _) -> _);
}

#[test]
fn the_least_runtime_of_whole_blocks_is_told_of_a_deadline_too_early() {
    fn property(seed: u64, shape: (u8, u8)) -> bool {
        let (workers, coordinates) = (1 + usize::from(shape.0 % 4), 1 + u64::from(shape.1 % 6));
        let rounds = Rounds::draw(seed, 3, workers, 2);
        let all = all_partitions(workers, coordinates);
        let runtime = |blocks: &[u64]| (0..3).map(|round| rounds.runtime(round, blocks, Kind::Plain)).min();
        let least = all.iter().filter_map(|partition| runtime(partition.blocks())).min().unwrap();
        let mut instance = rounds.instance(coordinates, Kind::Plain);
        instance.objective = Objective::completion_probability(rounds.double(least) * 0.999_999).unwrap();
        let report = solve(&instance, &Options::default().with_methods(["uncoded"])).unwrap();
        let told = match report.verdict() {
            Some(Verdict::Impossible { least }) => least,
            _ => return false,
        };
        (told / rounds.double(least) - 1.0).abs() < 1e-12
    }
    QuickCheck::new().tests(300).quickcheck(property as fn(_, _) -> _);
}
