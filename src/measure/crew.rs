//! The processes of a measurement: started, sent points, listened to, ended.
//!
//! A thread sends the points and one a worker waits for its answers, so that what a process does or does not do keeps nobody
//! from looking at the clock.

use std::io::{self, Read as _, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::error::MeasureError;
use super::role::{Role, length};
use crate::clock::Cancel;
use crate::wording::reason;

/// How often one looks whether somebody cancelled, where no answer comes.
const LOOK: Duration = Duration::from_millis(50);
/// How long one waits for the status of a process that has closed its output.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// A point on its way to the workers.
pub struct Go {
    /// The numbers of the point.
    pub point: Vec<u8>,
    /// The workers from 0, in the order in which they are sent it.
    pub order: Vec<usize>,
}

/// What the threads tell.
enum Event {
    /// A round has begun.
    Begun(Instant),
    /// A worker, from 0, has answered.
    Answered(usize, Instant),
    /// A worker, from 0, will not answer any more.
    Closed(usize),
}

/// Processes that end with this.
pub struct Crew {
    workers: Vec<Child>,
    neighbours: Vec<Child>,
    goes: Option<Sender<Go>>,
    events: Receiver<Event>,
    threads: Vec<JoinHandle<()>>,
    limit: Duration,
}

impl Crew {
    /// Starts a process for each role, with `command` for every one of them: workers of so many coordinates, then
    /// neighbours.
    ///
    /// # Errors
    /// Where one cannot be started.
    pub fn start(
        roles: (&[Role], &[Role]),
        coordinates: usize,
        command: &dyn Fn() -> Command,
        limit: Duration,
    ) -> Result<Self, MeasureError> {
        let (goes, points) = channel::<Go>();
        let (tell, events) = channel();
        let mut crew =
            Self { workers: vec![], neighbours: vec![], goes: Some(goes), events, threads: vec![], limit };
        let mut inputs = Vec::new();
        for (number, role) in roles.0.iter().enumerate() {
            let started = start(role, command());
            let (child, input, output) =
                started.map_err(|error| unstarted(worker(number, roles.0.len()), &error))?;
            crew.workers.push(child);
            inputs.push(input);
            let tell = tell.clone();
            crew.threads.push(std::thread::spawn(move || listen(number, coordinates, output, &tell)));
        }
        for (number, role) in roles.1.iter().enumerate() {
            let started = start(role, command());
            let (mut child, input, _) =
                started.map_err(|error| unstarted(neighbour(number, roles.1.len()), &error))?;
            // It is busy until this is closed.
            child.stdin = Some(input);
            crew.neighbours.push(child);
        }
        crew.threads.push(std::thread::spawn(move || send(&points, inputs, &tell)));
        Ok(crew)
    }

    /// Waits until every worker has said that it is ready; false where somebody cancelled.
    ///
    /// # Errors
    /// Where a process ends or says nothing in time.
    pub fn ready(&mut self, cancel: &Cancel) -> Result<bool, MeasureError> {
        let answers = self.answers(1, Some(Instant::now()), cancel, "before the first round");
        answers.map(|answers| answers.is_some())
    }

    /// Plays a round: the seconds from its beginning to the answers, by load and worker; none where somebody cancelled.
    ///
    /// # Errors
    /// Where a process ends or does not answer in time; `when` says in which round.
    pub fn play(
        &mut self,
        go: Go,
        loads: usize,
        cancel: &Cancel,
        when: &str,
    ) -> Result<Option<Vec<Vec<f64>>>, MeasureError> {
        // A thread that has ended was left by all workers: that is heard below.
        let _ = self.goes.as_ref().map(|goes| goes.send(go));
        let times = self.answers(loads, None, cancel, when)?;
        let count = self.neighbours.len();
        for number in 0..count {
            if let Ok(Some(status)) = self.neighbours[number].try_wait() {
                let (who, id) = (neighbour(number, count), self.neighbours[number].id());
                return Err(MeasureError::Ended { who, id, when: when.to_owned(), how: status.to_string() });
            }
        }
        Ok(times)
    }

    /// So many answers of every worker, in seconds from the beginning of the round.
    fn answers(
        &mut self,
        loads: usize,
        begun: Option<Instant>,
        cancel: &Cancel,
        when: &str,
    ) -> Result<Option<Vec<Vec<f64>>>, MeasureError> {
        let count = self.workers.len();
        let mut begun = begun;
        let mut answers: Vec<Vec<f64>> = vec![Vec::with_capacity(loads); count];
        let mut missing = count * loads;
        let deadline = Instant::now() + self.limit;
        while missing > 0 {
            if cancel.is_cancelled() {
                return Ok(None);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            match self.events.recv_timeout(left.min(LOOK)) {
                Ok(Event::Begun(at)) => begun = Some(at),
                Ok(Event::Answered(worker, at)) => {
                    let since = begun.map_or(Duration::ZERO, |begun| at.saturating_duration_since(begun));
                    let before = answers[worker].last().copied();
                    answers[worker].push(later(since.as_secs_f64(), before));
                    missing -= 1;
                }
                Ok(Event::Closed(worker)) => return Err(self.ended(worker, when)),
                Err(RecvTimeoutError::Timeout) if left.is_zero() => {
                    let silent = answers.iter().position(|answers| answers.len() < loads).unwrap_or(0);
                    return Err(self.silent(silent, when));
                }
                Err(RecvTimeoutError::Timeout) => {}
                // Every thread has told of its worker's end before its own.
                Err(RecvTimeoutError::Disconnected) => return Err(self.ended(0, when)),
            }
        }
        let at = |load: usize| answers.iter().map(|answers| answers[load]).collect();
        Ok(Some((0..loads).map(at).collect()))
    }

    fn silent(&self, number: usize, when: &str) -> MeasureError {
        let (who, id) = (worker(number, self.workers.len()), self.workers[number].id());
        MeasureError::Silent { who, id, when: when.to_owned(), limit: self.limit.as_secs_f64() }
    }

    fn ended(&mut self, number: usize, when: &str) -> MeasureError {
        let who = worker(number, self.workers.len());
        let child = &mut self.workers[number];
        let (id, until) = (child.id(), Instant::now() + LAST_WORDS);
        let how = loop {
            match child.try_wait() {
                Ok(Some(status)) => break status.to_string(),
                Ok(None) if Instant::now() < until => std::thread::sleep(Duration::from_millis(1)),
                Ok(None) => break "it closed its output".to_owned(),
                Err(error) => break reason(&error),
            }
        };
        MeasureError::Ended { who, id, when: when.to_owned(), how }
    }
}

impl Drop for Crew {
    fn drop(&mut self) {
        self.goes = None;
        // One that has ended already is in nobody's way.
        for child in self.workers.iter_mut().chain(&mut self.neighbours) {
            let _ = child.kill();
        }
        for child in self.workers.iter_mut().chain(&mut self.neighbours) {
            let _ = child.wait();
        }
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

/// Starts a process and tells it what it is.
fn start(role: &Role, mut command: Command) -> io::Result<(Child, ChildStdin, ChildStdout)> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let pipes = child.stdin.take().zip(child.stdout.take());
    let told = match pipes {
        Some((mut input, output)) => role.tell(&mut input).map(|()| (input, output)),
        None => Err(io::Error::other("it has no pipes")),
    };
    match told {
        Ok((input, output)) => Ok((child, input, output)),
        Err(error) => {
            let _ = (child.kill(), child.wait());
            Err(error)
        }
    }
}

/// Sends points until there are no more.
fn send(points: &Receiver<Go>, mut inputs: Vec<ChildStdin>, tell: &Sender<Event>) {
    while let Ok(go) = points.recv() {
        // Whoever does not listen any more has ended the measurement.
        let _ = tell.send(Event::Begun(Instant::now()));
        for &worker in &go.order {
            // One that has ended is heard of by who listens to it.
            let _ = inputs[worker].write_all(&go.point);
        }
    }
}

/// Tells when a worker answers, until it does not any more.
fn listen(worker: usize, coordinates: usize, mut output: ChildStdout, tell: &Sender<Event>) {
    let mut answer = vec![0; length(coordinates)];
    while output.read_exact(&mut answer).is_ok() {
        let at = Instant::now();
        if tell.send(Event::Answered(worker, at)).is_err() {
            return;
        }
    }
    let _ = tell.send(Event::Closed(worker));
}

/// A time that is above the one before, by the least that the clock can tell: two answers may be found at once.
fn later(time: f64, before: Option<f64>) -> f64 {
    time.max(before.unwrap_or(0.0) + NANOSECOND)
}

const NANOSECOND: f64 = 1e-9;

fn unstarted(who: String, error: &io::Error) -> MeasureError {
    MeasureError::Start { who, reason: reason(error) }
}

fn worker(number: usize, count: usize) -> String {
    format!("worker {} of {count}", number + 1)
}

fn neighbour(number: usize, count: usize) -> String {
    format!("process {} of {count} beside the workers", number + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workers(count: usize) -> Vec<Role> {
        (0..count as u64).map(|seed| Role::Worker { coordinates: 1, samples: vec![0, 1], seed }).collect()
    }

    fn started(program: &str, arguments: &[&str], limit: u64) -> Result<Crew, MeasureError> {
        let command = || {
            let mut command = Command::new(program);
            command.args(arguments);
            command
        };
        Crew::start((&workers(2), &[]), 1, &command, Duration::from_millis(limit))
    }

    #[test]
    fn times_rise_from_above_zero() {
        assert_eq!(later(0.5, Some(0.25)), 0.5);
        assert!(later(0.25, Some(0.25)) > 0.25 && later(0.0, None) > 0.0);
    }

    #[test]
    fn a_program_that_is_not_there_cannot_be_started() {
        let error = started("no-such-program", &[], 100).err().expect("it cannot");
        assert!(matches!(&error, MeasureError::Start { who, .. } if who == "worker 1 of 2"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn whoever_ends_or_says_nothing_is_named() {
        let cancel = Cancel::default();
        let mut crew = started("sh", &["-c", "read role; exit 7"], 60_000).unwrap();
        let error = crew.ready(&cancel).unwrap_err();
        let is_told = |how: &str| how.contains('7');
        assert!(matches!(&error, MeasureError::Ended { how, .. } if is_told(how)), "{error}");
        let mut crew = started("sh", &["-c", "exec sleep 60"], 100).unwrap();
        let error = crew.ready(&cancel).unwrap_err();
        assert!(matches!(&error, MeasureError::Silent { who, .. } if who == "worker 1 of 2"), "{error}");
        // Eight bytes say that it is ready; then it does not answer.
        let mut crew = started("sh", &["-c", "read role; printf 12345678; exec sleep 60"], 2000).unwrap();
        assert_eq!(crew.ready(&cancel), Ok(true));
        let go = || Go { point: vec![0; 8], order: vec![1, 0] };
        let error = crew.play(go(), 2, &cancel, "in round 3").unwrap_err();
        let is_told = |when: &str| when == "in round 3";
        assert!(matches!(&error, MeasureError::Silent { when, .. } if is_told(when)), "{error}");
        cancel.cancel();
        assert_eq!(crew.play(go(), 2, &cancel, "in round 4"), Ok(None));
    }

    #[cfg(unix)]
    #[test]
    fn whoever_is_beside_the_workers_is_needed_as_well() {
        let script = "read role; case $role in *neighbour*) exit 5;; esac; printf 12345678; exec cat";
        let command = || {
            let mut command = Command::new("sh");
            command.args(["-c", script]);
            command
        };
        let neighbour = [Role::Neighbour { seed: 1 }];
        let mut crew = Crew::start((&workers(1), &neighbour), 1, &command, Duration::from_secs(60)).unwrap();
        let cancel = Cancel::default();
        assert_eq!(crew.ready(&cancel), Ok(true));
        // It may take some rounds to end.
        let error = loop {
            let go = Go { point: vec![0; 8], order: vec![0] };
            if let Err(error) = crew.play(go, 1, &cancel, "in round 2") {
                break error;
            }
        };
        let is_told = |who: &str, how: &str| who == "process 1 of 1 beside the workers" && how.contains('5');
        assert!(matches!(&error, MeasureError::Ended { who, how, .. } if is_told(who, how)), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn an_echo_answers_after_a_round_has_begun() {
        // It says that it is ready by eight bytes, those of one coordinate, and echoes every point.
        let mut crew = started("sh", &["-c", "read role; printf 12345678; exec cat"], 60_000).unwrap();
        assert_eq!(crew.ready(&Cancel::default()), Ok(true));
        for _ in 0..3 {
            let go = Go { point: vec![0; 8], order: vec![1, 0] };
            let times = crew.play(go, 1, &Cancel::default(), "").unwrap().expect("nobody cancelled");
            assert_eq!((times.len(), times[0].len()), (1, 2));
            assert!(times[0].iter().all(|time| (1e-9..60.0).contains(time)), "{times:?}");
        }
    }
}
