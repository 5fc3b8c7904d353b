//! Plays rounds and keeps their times.

use std::process::Command;
use std::time::{Duration, Instant};

use rand::{Rng as _, SeedableRng as _};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::crew::{Crew, Go};
use super::error::MeasureError;
use super::measured::Measured;
use super::role::{Role, bytes_of};
use super::settings::{Amount, Settings};
use super::work::{Work, point};
use crate::numeric::shuffle::shuffle;

/// Rounds that are played first and not kept: memory is touched, caches fill, processors speed up.
pub const WARM_UP: usize = 3;
/// What the rounds are called where progress is told.
const STAGE: &str = "measuring";

/// Measures rounds. `command` starts a process that runs [`serve`](super::serve()) on its standard input and output.
///
/// # Errors
/// For a setting out of range, a process that cannot be started, and what ends the measurement before there is a round to
/// keep. A process that fails later ends it with the rounds by then, and is their `fault`.
pub fn measure(settings: &Settings, command: &dyn Fn() -> Command) -> Result<Measured, MeasureError> {
    settings.check()?;
    let cancel = settings.clock.cancel();
    settings.clock.tell("calibrating", 0, 0);
    let seconds_a_sample = match settings.unit {
        Amount::Samples(_) => 0.0,
        Amount::Seconds(_) => {
            let work = Work::generate(settings.coordinates, settings.seed);
            work.seconds_a_sample(cancel).ok_or(MeasureError::Stopped)?
        }
    };
    let samples = settings.samples(seconds_a_sample);
    settings.clock.tell("starting processes", 0, 0);
    let (workers, neighbours) = roles(settings, samples);
    let limit = Duration::try_from_secs_f64(settings.answer_limit).unwrap_or(Duration::MAX);
    let mut crew = Crew::start((&workers, &neighbours), settings.coordinates, command, limit)?;
    if !crew.ready(cancel)? {
        return Err(MeasureError::Stopped);
    }
    let mut rounds = Rounds::new(settings);
    for _ in 0..WARM_UP {
        rounds.play(&mut crew, "while warming up")?.ok_or(MeasureError::Stopped)?;
    }
    let begun = Instant::now();
    let mut times: Vec<Vec<Vec<f64>>> = vec![Vec::new(); settings.loads.count()];
    let (mut done, mut fault) = (0, None);
    while settings.rounds.is_none_or(|rounds| done < rounds) && (done == 0 || !settings.clock.is_over()) {
        match rounds.play(&mut crew, &format!("in round {}", done + 1)) {
            Ok(Some(round)) => times.iter_mut().zip(round).for_each(|(rounds, round)| rounds.push(round)),
            Ok(None) => break,
            Err(error) => {
                fault = Some(error);
                break;
            }
        }
        done += 1;
        settings.clock.tell(STAGE, done as u64, settings.rounds.unwrap_or(0) as u64);
    }
    let interrupted = cancel.is_cancelled();
    match (done, fault) {
        // The same Ctrl-C may reach the processes.
        (0, _) if interrupted => Err(MeasureError::Stopped),
        (0, Some(fault)) => Err(fault),
        (_, fault) => Ok(Measured {
            loads: settings.loads.values(),
            times,
            workers: settings.workers,
            beside: settings.beside,
            cores: cores(),
            coordinates: settings.coordinates,
            samples,
            unit: settings.unit,
            alone: matches!(settings.unit, Amount::Seconds(_)).then_some(samples as f64 * seconds_a_sample),
            asked: settings.rounds,
            seed: settings.seed,
            seconds: begun.elapsed().as_secs_f64(),
            interrupted,
            fault: fault.filter(|_| !interrupted),
        }),
    }
}

/// Processors that this process may use.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// What the processes are, each with a seed of its own.
fn roles(settings: &Settings, samples: u64) -> (Vec<Role>, Vec<Role>) {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(settings.seed);
    let samples = settings.loads.samples(samples);
    let worker = |seed| Role::Worker { coordinates: settings.coordinates, samples: samples.clone(), seed };
    let workers = (0..settings.workers).map(|_| worker(rng.next_u64())).collect();
    let neighbours = (0..settings.beside).map(|_| Role::Neighbour { seed: rng.next_u64() }).collect();
    (workers, neighbours)
}

/// What differs from round to round.
struct Rounds<'a> {
    settings: &'a Settings,
    rng: Xoshiro256PlusPlus,
    order: Vec<usize>,
}

impl<'a> Rounds<'a> {
    fn new(settings: &'a Settings) -> Self {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(settings.seed);
        // Not the numbers that were the seeds of the processes.
        rng.jump();
        Self { settings, rng, order: (0..settings.workers).collect() }
    }

    /// Plays one at a new point, which is sent in a new order: that it is sent to one after the other makes no worker slower
    /// throughout.
    fn play(&mut self, crew: &mut Crew, when: &str) -> Result<Option<Vec<Vec<f64>>>, MeasureError> {
        let mut bytes = Vec::new();
        bytes_of(&point(self.settings.coordinates, &mut self.rng), &mut bytes);
        shuffle(&mut self.order, &mut self.rng);
        let go = Go { point: bytes, order: self.order.clone() };
        crew.play(go, self.settings.loads.count(), self.settings.clock.cancel(), when)
    }
}
