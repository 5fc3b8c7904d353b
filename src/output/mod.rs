//! Every file that is written goes through this room: it is there whole or not at all, and nothing is replaced that is
//! not the program's own.
//!
//! [`OverwriteGuard`] is asked before any work whether a command may write where it is told to; [`write()`] and
//! [`write_all()`] do it.

mod atomic;
mod error;
mod mark;
mod overwrite_guard;
mod own;
mod place;

pub use atomic::{write, write_all};
pub use error::OutputError;
pub use mark::{mark, marked};
pub use overwrite_guard::{OverwriteGuard, is_data_file, is_own_file};
pub use own::is_own;
