//! Bounds and optima of deadlines on traces, against brute force over partitions and over sets of rounds.

use bcgc::certificate::certify;
use bcgc::{Instance, Objective, Options, System, Trace, solve};
use bcgc_verify::{Clock, judge};
use num_rational::Ratio;
use serde_json::{Value as Json, json};

use crate::claims;
use crate::random::Random;

type Q = Ratio<i128>;

/// Times in eighths, which doubles and decimals have exactly, largest first; kappa is one.
struct Small {
    rounds: Vec<Vec<i128>>,
    coordinates: i128,
    /// In eighths.
    deadline: i128,
}

impl Small {
    fn random(seed: u64) -> Self {
        let mut random = Random(seed);
        let (workers, rounds) = (2 + seed % 3, 4 + seed % 6);
        let time = |random: &mut Random| (1 + random.below(6) + 40 / (1 + random.below(30))) as i128;
        let row = |random: &mut Random| {
            let mut row: Vec<i128> = (0..workers).map(|_| time(random)).collect();
            row.sort_unstable_by(|a, b| b.cmp(a));
            row
        };
        let rounds: Vec<Vec<i128>> = (0..rounds).map(|_| row(&mut random)).collect();
        let coordinates = 4 + i128::from(seed % 5);
        // The runtime of a round under some partition: a tie.
        let all = partitions(workers as usize, coordinates);
        let x = &all[random.below(all.len())];
        let deadline = runtime(&rounds[random.below(rounds.len())], x);
        Self { rounds, coordinates, deadline }
    }

    fn workers(&self) -> usize {
        self.rounds[0].len()
    }

    fn instance(&self) -> Instance {
        let rows = self.rounds.iter().map(|row| row.iter().map(|t| *t as f64 / 8.0).collect()).collect();
        let system = System::new(self.workers(), self.coordinates as u64).unwrap();
        let deadline = self.deadline as f64 / 8.0;
        Instance::new(system, Trace::new(rows).unwrap(), Objective::CompletionProbability { deadline })
            .unwrap()
    }

    /// The most rounds that an integer partition meets.
    fn best(&self) -> usize {
        let met = |x: &Vec<i128>| self.rounds.iter().filter(|row| runtime(row, x) <= self.deadline).count();
        partitions(self.workers(), self.coordinates).iter().map(met).max().unwrap()
    }

    /// The most rounds that a real partition meets, over all sets of rounds.
    fn best_of_reals(&self) -> usize {
        let sets = 1_u32..1 << self.rounds.len();
        let fits = |set: &u32| {
            let row = |n: usize| {
                let chosen = self.rounds.iter().enumerate().filter(|(s, _)| set >> s & 1 == 1);
                chosen.map(|(_, row)| row[n]).max().unwrap()
            };
            let (mut load, mut sum) = (Q::from(0), Q::from(0));
            for n in 0..self.workers() {
                let block = (Q::new(self.deadline, row(n)) - load) / (n as i128 + 1);
                load += block * (n as i128 + 1);
                sum += block;
            }
            sum >= Q::from(self.coordinates)
        };
        sets.filter(fits).map(u32::count_ones).max().unwrap_or(0) as usize
    }
}

fn runtime(row: &[i128], x: &[i128]) -> i128 {
    let loads = x.iter().zip(1..).scan(0, |load, (x, size)| {
        *load += x * size;
        Some(*load)
    });
    row.iter().zip(loads).map(|(t, w)| t * w).max().unwrap()
}

fn partitions(workers: usize, coordinates: i128) -> Vec<Vec<i128>> {
    if workers == 1 {
        return vec![vec![coordinates]];
    }
    let with = |first: i128| {
        partitions(workers - 1, coordinates - first).into_iter().map(move |rest| [vec![first], rest].concat())
    };
    (0..=coordinates).flat_map(with).collect()
}

fn certificate(instance: &Instance) -> Json {
    let options = Options::default().with_methods(["exact"]);
    let certificate = certify(&solve(instance, &options).unwrap(), &options).unwrap();
    assert_eq!(
        claims(&certificate),
        ["feasible", "value", "upper-bound", "optimal"],
        "{:?}",
        certificate.left_out()
    );
    serde_json::from_str(certificate.text()).unwrap()
}

fn is_accepted(document: &Json) -> bool {
    judge(document.to_string().as_bytes(), None, &Clock::start(None)).is_ok()
}

#[test]
#[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
fn bounds_and_optima_are_those_of_brute_force() {
    for seed in 0..120 {
        let small = Small::random(seed);
        let document = certificate(&small.instance());
        let rounds = small.rounds.len();
        let share = |met: usize| json!(format!("{met}/{rounds}"));
        assert_eq!(document["claims"][1]["low"], share(small.best()), "{seed}");
        assert_eq!(document["claims"][2]["over"], "reals");
        assert_eq!(document["claims"][2]["bound"], share(small.best_of_reals()), "{seed}");
        assert_eq!(document["claims"][3]["delta"], "0");
    }
}

/// The places of all numbers.
fn places(value: &Json, path: &str, found: &mut Vec<String>) {
    match value {
        Json::Object(map) => map.iter().for_each(|(key, v)| places(v, &format!("{path}/{key}"), found)),
        Json::Array(list) => {
            list.iter().enumerate().for_each(|(i, v)| places(v, &format!("{path}/{i}"), found));
        }
        Json::Number(_) => found.push(path.to_owned()),
        Json::String(text) if text.parse::<f64>().is_ok() => found.push(path.to_owned()),
        _ => {}
    }
}

fn changed(old: &Json, random: &mut Random) -> Json {
    match old.as_i64() {
        Some(number) => {
            json!([number + 1, (number - 1).max(0), 0, random.below(10) as i64][random.below(4)])
        }
        None => {
            let factor = [0.0, 0.5, 0.9, 1.1, 2.0, 10.0][random.below(6)];
            json!(format!("{:e}", old.as_str().unwrap().parse::<f64>().unwrap() * factor))
        }
    }
}

/// Certificates with the most rounds that reals and integers meet at least, of them all: random small ones, and two stored ones with divided
/// nodes, whose partitions meet so many.
fn cases() -> Vec<(Json, [usize; 2], usize)> {
    let random = (0..80).map(|seed| {
        let small = Small::random(seed);
        (certificate(&small.instance()), [small.best_of_reals(), small.best()], small.rounds.len())
    });
    let stored = [("trace-share-weights", 19), ("trace-share-levels", 15)].map(|(name, met)| {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/verify/tests/corpus/accept");
        let text = std::fs::read_to_string(format!("{folder}/{name}.json")).unwrap();
        (serde_json::from_str(&text).unwrap(), [met, met], 24)
    });
    random.chain(stored).collect()
}

#[test]
#[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
fn no_tree_proves_a_bound_that_is_too_small() {
    let mut random = Random(7);
    let (mut tried, mut kinds) = (0, [false; 3]);
    for (document, most, rounds) in cases() {
        let text = document.to_string();
        for (seen, key) in kinds.iter_mut().zip(["\"level\"", "\"impossible\"", "\"weights\""]) {
            *seen |= text.contains(key);
        }
        for (number, over, best) in [(2, "reals", most[0]), (3, "integers", most[1])] {
            let Some(less) = best.checked_sub(1) else { continue };
            let claim = json!({
                "claim": "upper-bound", "over": over, "bound": format!("{less}/{rounds}"),
                "proof": document["claims"][number]["proof"],
            });
            let mut found = Vec::new();
            places(&claim["proof"], "/proof", &mut found);
            for _ in 0..60 {
                let mut claim = claim.clone();
                for _ in 0..random.below(4) {
                    let Some(place) = found.get(random.below(found.len())) else {
                        break;
                    };
                    let place = claim.pointer_mut(place).unwrap();
                    *place = changed(place, &mut random);
                }
                let mut document = document.clone();
                document["claims"] = json!([claim]);
                assert!(!is_accepted(&document), "accepted although false: {claim}");
                tried += 1;
            }
        }
    }
    assert!(tried > 1000 && kinds == [true; 3], "{tried} {kinds:?}");
}

/// A leaf that says more than what its path and weights prove is refused, each reason for it by itself.
#[test]
fn leaves_that_do_not_hold_are_refused() {
    // By 8 of four coordinates: at most one of the first two rounds, the third always.
    let small = Small { rounds: vec![vec![24, 16], vec![40, 8], vec![8, 8]], coordinates: 4, deadline: 80 };
    let document = certificate(&small.instance());
    let judged = |bound: &str, proof: Json| {
        let mut document = document.clone();
        document["claims"] =
            json!([{"claim": "upper-bound", "over": "reals", "bound": bound, "proof": {"rounds": proof}}]);
        judge(document.to_string().as_bytes(), None, &Clock::start(None)).err().map(|refusal| refusal.reason)
    };
    assert_eq!((small.best_of_reals(), small.best()), (2, 2));
    let leaf = |kind: &str| json!({"leaf": kind});
    let does_not_hold = Some("the leaf does not hold".to_owned());
    assert_eq!(judged("2/3", leaf("infeasible")), None, "with no round missed nothing fits");
    assert_eq!(judged("2/3", json!({"impossible": [0], "rest": leaf("missed")})), None);
    assert_eq!(judged("1/3", leaf("infeasible")), does_not_hold);
    assert_eq!(judged("2/3", leaf("missed")), does_not_hold);
    let some = judged("1/3", json!({"impossible": [2], "rest": leaf("missed")}));
    assert_eq!(some.as_deref(), Some("this round can be met here"));
    let split =
        |within: Json, beyond: Json| json!({"round": 0, "level": 0, "within": within, "beyond": beyond});
    assert_eq!(judged("2/3", split(leaf("infeasible"), leaf("missed"))), None);
    assert_eq!(judged("1/3", split(leaf("infeasible"), leaf("missed"))), does_not_hold);
    assert_eq!(judged("2/3", split(leaf("missed"), leaf("missed"))), does_not_hold);
    let weights = |price: &str, entries: Json| json!({"leaf": "weights", "price": price, "weights": entries});
    // Loads within 80/40 and 80/16, the smallest limits: 4 p - p 2/2 - p 5/2 above zero.
    assert_eq!(judged("2/3", weights("1", json!([]))), None);
    assert_eq!(judged("2/3", weights("0", json!([[0, 0, 1]]))), does_not_hold);
    assert_eq!(judged("1/3", weights("100", json!([[0, 1, 1], [1, 0, 1]]))), does_not_hold);
    let too_much = judged("2/3", weights("1", json!([[0, 0, "0.6"], [0, 1, "0.6"]])));
    assert_eq!(too_much.as_deref(), Some("the weights of round 0 sum to more than one"));
    let unknown = judged("2/3", weights("-1", json!([])));
    assert_eq!(unknown.as_deref(), Some("must not be negative"));
}

#[test]
#[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
fn fifty_rounds_of_six_workers_are_proved_in_few_nodes() {
    let mut random = Random(3);
    let rows: Vec<Vec<f64>> = (0..50)
        .map(|_| {
            (0..6)
                .map(|_| {
                    0.5 + ((2000 / (1 + random.below(1000))) as f64) / 64.0 + random.below(64) as f64 / 32.0
                })
                .collect()
        })
        .collect();
    for deadline in [150.0, 200.0, 260.0] {
        let objective = Objective::CompletionProbability { deadline };
        let system = System::new(6, 100).unwrap();
        let instance = Instance::new(system, Trace::new(rows.clone()).unwrap(), objective).unwrap();
        let document = certificate(&instance);
        assert!(document.to_string().len() < 60_000, "{}", document.to_string().len());
    }
}
