//! The terminal that text is written for.

use std::io::{IsTerminal as _, stdout};

/// Columns of the terminal, or those asked for by `COLUMNS`; without end where there is neither.
pub fn columns() -> usize {
    let asked = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let terminal = || {
        let is_shown = stdout().is_terminal();
        terminal_size::terminal_size().filter(|_| is_shown).map(|(width, _)| usize::from(width.0))
    };
    asked.or_else(terminal).unwrap_or(usize::MAX)
}
