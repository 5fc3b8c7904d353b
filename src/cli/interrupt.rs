//! Ctrl-C: what can end early is asked to, and hands over what it has; anything else ends at once, with a message. A
//! second one always ends at once.

use std::io::{IsTerminal as _, Write as _, stderr};
use std::process;
use std::sync::{Mutex, Once, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use bcgc::Cancel;
use bcgc::internals::wording::shell_word;

use super::failure::{Failure, INTERRUPTED};
use super::{progress, usage};

/// What Ctrl-C means at present.
enum Wish {
    /// The end of work that hands over what it has.
    Cancel(Cancel),
    /// The end of the process, with a message.
    End(Box<dyn Fn() -> String + Send>),
}

static WISH: Mutex<Option<Wish>> = Mutex::new(None);
static INSTALLED: Once = Once::new();
/// When Ctrl-C came first.
static FIRST: OnceLock<Instant> = OnceLock::new();
/// Signals so near to the first one are the same wish.
const ONE_WISH: Duration = Duration::from_millis(500);

/// From now on Ctrl-C cancels.
pub fn cancels(cancel: &Cancel) {
    means(Wish::Cancel(cancel.clone()));
}

/// From now on Ctrl-C ends the process, with this message.
pub fn ends(message: impl Fn() -> String + Send + 'static) {
    means(Wish::End(Box::new(message)));
}

/// From now on Ctrl-C ends the process, which has nothing to say.
pub fn ends_at_once() {
    *WISH.lock().unwrap_or_else(PoisonError::into_inner) = None;
}

/// From now on Ctrl-C is left to the process that started this one, and gets the same.
pub fn is_left_to_others() {
    INSTALLED.call_once(|| drop(ctrlc::set_handler(|| ())));
}

fn means(wish: Wish) {
    *WISH.lock().unwrap_or_else(PoisonError::into_inner) = Some(wish);
    // Where no handler can be installed, Ctrl-C ends the process as ever.
    INSTALLED.call_once(|| drop(ctrlc::set_handler(heed)));
}

fn heed() {
    match WISH.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
        Some(Wish::Cancel(cancel)) if !cancel.is_cancelled() => {
            cancel.cancel();
            let _ = FIRST.set(Instant::now());
            if !progress::is_quiet() {
                clear_line();
                let _ = writeln!(stderr(), "stopping; once more Ctrl-C ends it at once");
            }
        }
        Some(Wish::End(message)) => {
            clear_line();
            let arguments: Vec<_> = std::env::args_os().collect();
            // The status is that of every interruption.
            let _ = Failure::Interrupted(message()).report(usage::wants_json(&arguments));
            process::exit(INTERRUPTED.into());
        }
        // A terminal and whoever runs the program may both pass on the same Ctrl-C.
        Some(Wish::Cancel(_)) if FIRST.get().is_some_and(|first| first.elapsed() < ONE_WISH) => {}
        _ => process::exit(INTERRUPTED.into()),
    }
}

/// Takes a line of progress away from a terminal.
fn clear_line() {
    if stderr().is_terminal() {
        let _ = write!(stderr(), "\r\u{1b}[2K");
    }
}

/// The present command line, with an option that it may lack, to be given to a shell again.
pub fn again(option: Option<&str>) -> String {
    let mut words: Vec<String> =
        std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    words.extend(option.filter(|option| words.iter().all(|word| word != option)).map(str::to_owned));
    std::iter::once("bcgc".to_owned())
        .chain(words.iter().map(|word| shell_word(word)))
        .collect::<Vec<_>>()
        .join(" ")
}
