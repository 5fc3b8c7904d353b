//! Whether a file is one that the program wrote: by its mark, and by the document around it.
//!
//! A mark alone proves nothing. A manuscript into which a table was pasted has one, and so may the documents of others
//! that name the program. So the mark counts only where the program puts it, in a document of the kind that it writes.

mod drawing;
mod page;

use super::mark;
use crate::document_kind::DocumentKind;

/// Whether these are the contents of a file that the program wrote.
pub fn is_own(text: &str) -> bool {
    match text {
        _ if text.starts_with("%PDF-") => drawing::is_pdf(text),
        _ if text.starts_with("\u{fffd}PNG") => drawing::is_png(text),
        _ if text.starts_with("<svg") => drawing::is_svg(text),
        _ if text.starts_with('{') => DocumentKind::of(text).is_some(),
        _ => page::is_page(text),
    }
}

/// Which result the contents of a file are that the program wrote, where they tell.
pub fn kind(text: &str) -> Option<DocumentKind> {
    DocumentKind::of(text).or_else(|| page::kind(text))
}

/// Whether a text begins as the data and instances do that the program writes, which people go on with.
pub fn is_data(text: &str) -> bool {
    text.lines().next().and_then(|line| line.strip_prefix("# ")).and_then(mark::after).is_some()
}
