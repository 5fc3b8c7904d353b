//! What is being done and how far it is, on standard error: a line that changes on a terminal, lines in a pipe if
//! they are asked for.

use std::io::{IsTerminal as _, Write as _, stderr};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use bcgc::internals::report::number;
use bcgc::internals::wording::printable;
use bcgc::{Progress, Standing};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What takes no longer says nothing.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often a line on a terminal changes.
const TICK: Duration = Duration::from_millis(200);

/// Where progress goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Talk {
    /// Nowhere.
    None,
    /// A line of a terminal.
    Line,
    /// A line of a terminal, and how long each stage took.
    LineAndStages,
    /// Lines, one after the other.
    Lines,
}

static TALK: OnceLock<Talk> = OnceLock::new();
static QUIET: OnceLock<bool> = OnceLock::new();

/// Says once how much is said.
pub fn talk(quiet: bool, verbose: bool) {
    let talk = match (quiet, verbose, stderr().is_terminal()) {
        (true, _, _) | (_, false, false) => Talk::None,
        (_, false, true) => Talk::Line,
        (_, true, true) => Talk::LineAndStages,
        (_, true, false) => Talk::Lines,
    };
    // A second time changes nothing.
    let _ = (TALK.set(talk), QUIET.set(quiet));
}

/// Whether nothing is to be said but errors.
pub fn is_quiet() -> bool {
    QUIET.get().copied().unwrap_or(false)
}

fn talking() -> Talk {
    TALK.get().copied().unwrap_or(Talk::None)
}

/// A stage of a command and what is known of it.
#[derive(Debug)]
struct Stage {
    name: String,
    begun: Instant,
    standing: Option<Standing>,
    /// Seconds that a method may take.
    limit: Option<f64>,
}

impl Stage {
    /// What is done, how far it is, how long it took and may take.
    fn text(&self) -> String {
        let mut parts = Vec::new();
        let elapsed = self.begun.elapsed().as_secs_f64();
        let mut left = self.limit.map(|limit| match limit - elapsed {
            left if left > 0.0 => format!("at most {left:.0} s left"),
            _ => format!("ending at its limit of {limit} s"),
        });
        if let Some(standing) = &self.standing {
            match (standing.done, standing.all) {
                (0, _) => {}
                (done, 0) => parts.push(format!("iteration {done}")),
                (done, all) => {
                    parts.push(format!("iteration {done} of {all}"));
                    let rest = elapsed * all.saturating_sub(done) as f64 / done as f64;
                    let is_sooner = self.limit.is_none_or(|limit| rest < limit - elapsed);
                    left = if is_sooner { Some(format!("about {rest:.0} s left")) } else { left };
                }
            }
            if let (Some(value), Some(bound)) = (standing.value, standing.bound) {
                let gap = if bound <= value { (value - bound) / bound.abs() } else { bound - value };
                let value = number::significant(value, 6);
                parts.push(format!("best so far {value}, gap {}", number::gap(gap)));
            }
        }
        parts.push(format!("{elapsed:.0} s"));
        parts.extend(left);
        format!("{}: {}", printable(&self.name), parts.join(", "))
    }
}

/// Shows a stage from two seconds on, until it is dropped.
pub struct Line {
    stage: Arc<Mutex<Stage>>,
    /// Its end ends the thread that draws.
    shown: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Line {
    /// Begins a stage whose methods may take `limit` seconds each.
    pub fn start(name: &str, limit: Option<f64>) -> Self {
        let stage = Stage { name: name.to_owned(), begun: Instant::now(), standing: None, limit };
        let stage = Arc::new(Mutex::new(stage));
        let shown = (talking() != Talk::None).then(|| {
            let (end, ended) = channel();
            let drawn = Arc::clone(&stage);
            let draw = move || {
                let begun = Instant::now();
                let pause = if talking() == Talk::Lines { PATIENCE } else { TICK };
                let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
                while ended.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
                    let text = lock(&drawn).text();
                    if talking() == Talk::Lines {
                        say(&text);
                    } else if begun.elapsed() >= PATIENCE {
                        if bar.is_hidden() {
                            bar.set_draw_target(ProgressDrawTarget::stderr());
                            bar.set_style(ProgressStyle::default_spinner());
                        }
                        bar.set_message(text);
                        bar.tick();
                    }
                }
                bar.finish_and_clear();
            };
            (end, std::thread::spawn(draw))
        });
        Self { stage, shown }
    }

    /// Receives the progress of a run; each method is a stage.
    pub fn progress(&self) -> Option<Progress> {
        self.shown.as_ref()?;
        let stage = Arc::clone(&self.stage);
        Some(Progress::with_standing(move |standing| {
            let mut stage = lock(&stage);
            if stage.name != standing.method {
                took(&stage);
                (stage.name, stage.begun) = (standing.method.to_owned(), Instant::now());
            }
            stage.standing = Some(*standing);
        }))
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if let Some((end, drawing)) = self.shown.take() {
            drop(end);
            // A thread that cannot be joined has nothing left to draw.
            let _ = drawing.join();
            took(&lock(&self.stage));
        }
    }
}

/// Writes a line; whoever closed standard error does not want it.
fn say(line: &str) {
    let _ = writeln!(stderr(), "{}", printable(line));
}

/// Says how long a stage took, where that is asked for.
fn took(stage: &Stage) {
    if matches!(talking(), Talk::Lines | Talk::LineAndStages) {
        let seconds = number::seconds(stage.begun.elapsed().as_secs_f64());
        say(&format!("{}: took {seconds} s", stage.name));
    }
}

/// What another thread left behind is still a stage.
fn lock(stage: &Mutex<Stage>) -> std::sync::MutexGuard<'_, Stage> {
    stage.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The cells of a table done, and the time left.
pub struct Cells {
    bar: Option<ProgressBar>,
    name: String,
}

impl Cells {
    /// Shows the bar.
    pub fn start(name: &str) -> Self {
        let is_line = matches!(talking(), Talk::Line | Talk::LineAndStages);
        let bar = is_line.then(|| {
            let bar = ProgressBar::new(0);
            if let Ok(style) =
                ProgressStyle::with_template("{prefix} {bar:30} {pos}/{len} cells, {elapsed}, {eta} left")
            {
                bar.set_style(style);
            }
            bar.set_prefix(name.to_owned());
            bar
        });
        Self { bar, name: name.to_owned() }
    }

    /// Receives the progress of a run.
    pub fn observer(&self) -> impl Fn(usize, usize) + Sync + use<> {
        let (bar, name) = (self.bar.clone(), self.name.clone());
        let (begun, told) = (Instant::now(), Mutex::new(Instant::now()));
        move |done, all| {
            if let Some(bar) = &bar {
                bar.set_length(all as u64);
                bar.set_position(done as u64);
            } else if talking() == Talk::Lines {
                let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
                if told.elapsed() >= PATIENCE || done == all {
                    *told = Instant::now();
                    let seconds = begun.elapsed().as_secs_f64();
                    say(&format!("{name}: {done} of {all} cells, {seconds:.0} s"));
                }
            }
        }
    }

    /// Clears the bar.
    pub fn finish(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_says_how_far_it_is() {
        let mut stage =
            Stage { name: "exact".into(), begun: Instant::now(), standing: None, limit: Some(60.0) };
        assert!(stage.text().starts_with("exact: 0 s, at most "), "{}", stage.text());
        stage.standing = Some(Standing::new("exact", 3, 0).between(2.0, 1.0));
        assert!(
            stage.text().starts_with("exact: iteration 3, best so far 2.00000, gap 1.0e0, "),
            "{}",
            stage.text()
        );
        stage.limit = None;
        stage.standing = Some(Standing::new("exact", 5, 10));
        assert!(
            stage.text().starts_with("exact: iteration 5 of 10, 0 s, about 0 s left"),
            "{}",
            stage.text()
        );
        stage.standing = Some(Standing::new("exact", 0, 0).between(0.25, 0.75));
        assert!(stage.text().contains("gap 5.0e-1"), "{}", stage.text());
    }
}
