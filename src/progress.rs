//! Progress of the iterative methods, for whoever wants to show it.

use std::fmt;
use std::sync::Arc;

use argmin::core::observers::Observe;
use argmin::core::{Error, KV, State};

/// Receives `(method, iterations done, iterations in all)` after every iteration, and
/// `(method, 0, 0)` where a method starts.
#[derive(Clone)]
pub struct Progress(Arc<dyn Fn(&'static str, u64, u64) + Send + Sync>);

impl Progress {
    /// Calls `report` after every iteration, from the thread that runs the method.
    pub fn new(report: impl Fn(&'static str, u64, u64) + Send + Sync + 'static) -> Self {
        Self(Arc::new(report))
    }

    /// Tells of `done` iterations of `all`; both zero where a method starts.
    pub fn tell(&self, method: &'static str, done: u64, all: u64) {
        (self.0)(method, done, all);
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Progress")
    }
}

/// The progress of one method as an observer of argmin's executor.
#[derive(Debug, Clone)]
pub struct ProgressObserver {
    /// The method's name.
    pub method: &'static str,
    /// Who is told.
    pub progress: Progress,
}

impl<S: State> Observe<S> for ProgressObserver {
    fn observe_iter(&mut self, state: &S, _kv: &KV) -> Result<(), Error> {
        // argmin counts the iteration only after its observers have seen it.
        self.progress.tell(self.method, state.get_iter() + 1, state.get_max_iters());
        Ok(())
    }
}
