//! Progress for a Python callback.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bcgc::{Cancel, Progress, Standing};
use pyo3::exceptions::PyStopIteration;
use pyo3::prelude::*;

/// Least time between two calls for one method: a callback must not set the pace of the search.
const PAUSE: Duration = Duration::from_millis(50);

/// A callback, called from the threads that compute.
#[derive(Clone)]
pub struct Observer(Arc<Inner>);

struct Inner {
    callback: Py<PyAny>,
    cancel: Cancel,
    /// Once the call is over nobody listens any more.
    is_closed: AtomicBool,
    last: Mutex<Option<(&'static str, Instant)>>,
    raised: Mutex<Option<PyErr>>,
}

impl Observer {
    /// Calls `callback(method, done, all, value, bound)`; cancels where it raises.
    pub fn new(callback: Py<PyAny>, cancel: &Cancel) -> Self {
        Self(Arc::new(Inner {
            callback,
            cancel: cancel.clone(),
            is_closed: AtomicBool::new(false),
            last: Mutex::new(None),
            raised: Mutex::new(None),
        }))
    }

    /// What the options are told.
    pub fn progress(&self) -> Progress {
        let inner = Arc::clone(&self.0);
        Progress::with_standing(move |standing| inner.tell(standing))
    }

    /// Listens no longer.
    ///
    /// # Errors
    /// What the callback raised; `StopIteration` only ends the run.
    pub fn close(&self, py: Python<'_>) -> PyResult<()> {
        self.0.is_closed.store(true, Ordering::Relaxed);
        let raised = self.0.raised.lock().unwrap_or_else(PoisonError::into_inner).take();
        raised.filter(|error| !error.is_instance_of::<PyStopIteration>(py)).map_or(Ok(()), Err)
    }
}

impl Inner {
    fn tell(&self, standing: &Standing) {
        if self.is_closed.load(Ordering::Relaxed) || self.cancel.is_cancelled() || !self.is_due(standing) {
            return;
        }
        let Standing { method, done, all, value, bound, .. } = *standing;
        Python::attach(|py| {
            if let Err(error) = self.callback.call1(py, (method, done, all, value, bound)) {
                self.raised.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                self.cancel.cancel();
            }
        });
    }

    /// Whether enough time has passed since the last call; the first word of a method always passes.
    fn is_due(&self, standing: &Standing) -> bool {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let is_early = |&mut (method, at): &mut (&str, Instant)| {
            method == standing.method && standing.done > 0 && now.duration_since(at) < PAUSE
        };
        if last.as_mut().is_some_and(is_early) {
            return false;
        }
        *last = Some((standing.method, now));
        true
    }
}

/// A callback that counts.
#[derive(Clone)]
pub struct Counter(Arc<Counted>);

struct Counted {
    callback: Py<PyAny>,
    cancel: Cancel,
    is_closed: AtomicBool,
    raised: Mutex<Option<PyErr>>,
}

impl Counter {
    /// Calls `callback(done, all)`; cancels where it raises.
    pub fn new(callback: Py<PyAny>, cancel: &Cancel) -> Self {
        let (cancel, is_closed, raised) = (cancel.clone(), AtomicBool::new(false), Mutex::new(None));
        Self(Arc::new(Counted { callback, cancel, is_closed, raised }))
    }

    /// Tells of so many of all.
    pub fn tell(&self, done: usize, all: usize) {
        if self.0.is_closed.load(Ordering::Relaxed) {
            return;
        }
        Python::attach(|py| {
            if let Err(error) = self.0.callback.call1(py, (done, all)) {
                self.0.raised.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                self.0.cancel.cancel();
            }
        });
    }

    /// Listens no longer.
    ///
    /// # Errors
    /// What the callback raised.
    pub fn close(&self) -> PyResult<()> {
        self.0.is_closed.store(true, Ordering::Relaxed);
        self.0.raised.lock().unwrap_or_else(PoisonError::into_inner).take().map_or(Ok(()), Err)
    }
}
