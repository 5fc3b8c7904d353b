//! Work that is shared out over threads.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::verdict::Judged;

/// What `work` finds for each of the numbers below `count`, in their order; the refusal of the least number if there is one.
pub(crate) fn share_out<T: Send>(
    count: usize,
    threads: usize,
    work: impl Fn(usize) -> Judged<T> + Sync,
) -> Judged<Vec<T>> {
    if threads.min(count) <= 1 {
        return (0..count).map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let take = || {
        let mut own = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return own;
            }
            let result = work(number);
            if result.is_err() {
                // All smaller ones are taken, and none of the others could be the first refusal.
                next.fetch_max(count, Ordering::Relaxed);
            }
            own.push((number, result));
        }
    };
    let mut found = thread::scope(|scope| {
        // A thread that cannot be started leaves its share to the others.
        let start = |_| thread::Builder::new().spawn_scoped(scope, take).ok();
        let others: Vec<_> = (1..threads.min(count)).filter_map(start).collect();
        let mut found = take();
        for other in others {
            found.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        found
    });
    found.sort_by_key(|(number, _)| *number);
    found.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::Refusal;

    #[test]
    fn nothing_is_taken_after_a_refusal() {
        for threads in [1, 2, 5] {
            let called = AtomicUsize::new(0);
            let refuse = |_| {
                called.fetch_add(1, Ordering::Relaxed);
                Err::<(), _>(Refusal::rejected("", "no".to_owned()))
            };
            assert!(share_out(1000, threads, refuse).is_err());
            let called = called.into_inner();
            assert!(called <= threads, "{called} calls on {threads} threads");
        }
    }

    #[test]
    fn results_and_the_first_refusal_do_not_depend_on_threads() {
        for threads in [0, 1, 2, 7, 100] {
            let squares = share_out(30, threads, |n| Ok(n * n)).unwrap();
            assert_eq!(squares, (0..30).map(|n| n * n).collect::<Vec<_>>());
            let refuse =
                |n: usize| if n % 10 == 9 { Err(Refusal::rejected("", n.to_string())) } else { Ok(n) };
            assert_eq!(share_out(30, threads, refuse).unwrap_err().reason, "9");
            assert!(share_out(0, threads, Ok).unwrap().is_empty());
        }
    }
}
