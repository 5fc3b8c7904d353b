//! Long work without the GIL, which Ctrl-C ends within a second.

use std::sync::Mutex;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use bcgc::Cancel;
use pyo3::prelude::*;

use crate::errors::failed;

/// How often signals are looked at.
const LOOK: Duration = Duration::from_millis(50);
/// What work that was cancelled is given to end; afterwards its thread is left behind, until it looks up.
const PATIENCE: Duration = Duration::from_millis(700);
/// The stack of the thread: as much as a main thread has.
const STACK: usize = 8 << 20;

/// Runs `work` on a thread of its own. The caller's thread waits without the GIL and looks at signals meanwhile; one whose
/// handler raises, as that of Ctrl-C does, cancels the work and is raised.
///
/// There is no pool that outlives a call: a process that forks afterwards loses no thread that it waits for.
pub fn interruptible<T: Send + 'static>(
    py: Python<'_>,
    cancel: &Cancel,
    work: impl FnOnce() -> T + Send + 'static,
) -> PyResult<T> {
    let (sender, receiver) = mpsc::channel();
    // The receiver is not Sync, and waits where the GIL is not held.
    let receiver = Mutex::new(receiver);
    let wait = |time: Duration| match receiver.lock() {
        Ok(receiver) => receiver.recv_timeout(time),
        Err(_) => Err(RecvTimeoutError::Disconnected),
    };
    let thread = thread::Builder::new().name("bcgc".to_owned()).stack_size(STACK);
    let spawned = thread.spawn(move || drop(sender.send(work())));
    drop(spawned.map_err(|error| failed(&format!("no thread could be started: {error}")))?);
    loop {
        match py.detach(|| wait(LOOK)) {
            Ok(value) => {
                py.check_signals()?;
                return Ok(value);
            }
            Err(RecvTimeoutError::Timeout) => {
                if let Err(signal) = py.check_signals() {
                    cancel.cancel();
                    drop(py.detach(|| wait(PATIENCE)));
                    return Err(signal);
                }
            }
            Err(RecvTimeoutError::Disconnected) => {
                return Err(failed(
                    "the computation ended without a result; this is a fault of bcgc: please report it",
                ));
            }
        }
    }
}
