//! A process beside the workers: busy in bursts, as long as somebody holds its input open.

use std::io::Read;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use rand::{Rng as _, SeedableRng as _};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::work::{Work, point};

/// Mean length of a burst, and of the pause after it.
pub const MEAN: Duration = Duration::from_millis(100);
/// Coordinates of what it computes.
const COORDINATES: usize = 1000;

/// Computes and pauses in turn, both for exponentially distributed times, until the input ends.
pub fn disturb(seed: u64, mut input: impl Read + Send + 'static) {
    let (held, end) = channel::<()>();
    std::thread::spawn(move || {
        // Nothing is sent: this waits for the end, or for an error, which is one as well.
        let _ = input.read(&mut [0]);
        drop(held);
    });
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let work = Work::generate(COORDINATES, seed);
    let (at, mut gradient) = (point(COORDINATES, &mut rng), vec![0.0; COORDINATES]);
    while !is_over(&end, span(&mut rng)) {
        let burst = span(&mut rng);
        let begun = Instant::now();
        while begun.elapsed() < burst {
            if is_over(&end, Duration::ZERO) {
                return;
            }
            work.add(&at, 0..64, &mut gradient);
        }
        std::hint::black_box(&mut gradient);
    }
}

/// Whether the end came within a time.
fn is_over(end: &Receiver<()>, within: Duration) -> bool {
    end.recv_timeout(within) != Err(RecvTimeoutError::Timeout)
}

/// An exponentially distributed time.
fn span(rng: &mut Xoshiro256PlusPlus) -> Duration {
    let uniform = ((rng.next_u64() >> 11) + 1) as f64 / (1u64 << 53) as f64;
    MEAN.mul_f64(-uniform.ln())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_ends_with_its_input() {
        disturb(1, std::io::empty());
    }

    #[test]
    fn bursts_have_their_mean() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
        let mean = (0..10_000).map(|_| span(&mut rng).as_secs_f64()).sum::<f64>() / 10_000.0;
        assert!((mean / MEAN.as_secs_f64() - 1.0).abs() < 0.05, "{mean}");
    }
}
