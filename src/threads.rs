//! Threads of our own: a pool for each call from outside, gone when it returns.
//!
//! rayon's global pool would outlive the call, and a process that forks afterwards would hang in it. Work is shared out
//! only within such a pool; elsewhere it runs on the caller's thread. Results do not depend on it.

use std::cell::Cell;

use rayon::prelude::*;

use thiserror::Error;

/// Threads that could not be started.
#[derive(Debug, Error)]
#[error("threads = {threads}: {source}; ask for fewer")]
pub struct ThreadsError {
    threads: String,
    source: rayon::ThreadPoolBuildError,
}

/// Runs `work` on so many threads, or on all cores; within a pool that is there already, on that one.
///
/// ```
/// use bcgc::encoding::{CheckOptions, build, check, find};
///
/// let matrix = build(find("reed-solomon")?, 12, 4, 1)?;
/// let found = bcgc::on_threads(Some(2), || check(&matrix, &CheckOptions::default()))?;
/// assert!(found.is_verified());
/// # Ok::<(), bcgc::Error>(())
/// ```
///
/// # Errors
/// When the threads cannot be started.
pub fn on<T: Send>(threads: Option<usize>, work: impl FnOnce() -> T + Send) -> Result<T, ThreadsError> {
    if rayon::current_thread_index().is_some() {
        return Ok(work());
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build();
    pool.map(|pool| pool.install(work)).map_err(|source| ThreadsError {
        threads: threads.map_or_else(|| "all cores".to_owned(), |threads| threads.to_string()),
        source,
    })
}

thread_local! {
    /// Whether work on this thread keeps to it.
    static ALONE: Cell<bool> = const { Cell::new(false) };
}

/// Whether the present thread belongs to a pool and may share its work out.
pub fn is_inside() -> bool {
    rayon::current_thread_index().is_some() && !ALONE.get()
}

/// Threads that the present one may share its work out to, itself among them.
pub fn at_hand() -> usize {
    if is_inside() { rayon::current_num_threads() } else { 1 }
}

/// Runs `work` on the present thread alone. A thread that waits for shares of its work takes on other work of the pool
/// meanwhile: what several jobs of a pool wait for has to be made alone.
pub fn alone<T>(work: impl FnOnce() -> T) -> T {
    let before = ALONE.replace(true);
    let result = work();
    ALONE.set(before);
    result
}

/// The results of `of` for `0..count`, in order; computed in parallel within a pool.
pub fn map<R: Send>(count: usize, of: impl Fn(usize) -> R + Sync + Send) -> Vec<R> {
    if is_inside() { (0..count).into_par_iter().map(of).collect() } else { (0..count).map(of).collect() }
}

/// The first result in order that is one, of `of` for `0..count`, which is given work space.
pub fn find_first<W, R: Send>(
    count: usize,
    space: impl Fn() -> W + Sync + Send,
    of: impl Fn(&mut W, usize) -> Option<R> + Sync + Send,
) -> Option<R> {
    if is_inside() {
        return (0..count).into_par_iter().map_init(space, of).find_map_first(|found| found);
    }
    let mut space = space();
    (0..count).find_map(|i| of(&mut space, i))
}

/// Runs `of` on every job, which is given work space.
pub fn for_each<W, J: Send>(
    jobs: &mut [J],
    space: impl Fn() -> W + Sync + Send,
    of: impl Fn(&mut W, &mut J) + Sync + Send,
) {
    if is_inside() {
        jobs.par_iter_mut().for_each_init(space, of);
        return;
    }
    let mut space = space();
    jobs.iter_mut().for_each(|job| of(&mut space, job));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_order_with_and_without_a_pool() {
        let squares = || map(100, |i| i * i);
        assert!(!is_inside());
        let alone = squares();
        assert_eq!(on(Some(3), squares).ok(), Some(alone.clone()));
        assert_eq!(on(None, || on(Some(2), is_inside).ok()).ok(), Some(Some(true)));
        assert_eq!(alone[9], 81);
        assert_eq!(on(Some(2), || super::alone(|| (is_inside(), squares()))).ok(), Some((false, squares())));
        let first = || find_first(1000, || 0, |_, i| (i % 7 == 6).then_some(i));
        assert_eq!((first(), on(Some(3), first).ok()), (Some(6), Some(Some(6))));
        let doubled = || {
            let mut jobs: Vec<usize> = (0..50).collect();
            for_each(&mut jobs, || 2, |two, job| *job *= *two);
            jobs
        };
        assert_eq!(on(Some(3), doubled).ok(), Some(doubled()));
    }
}
