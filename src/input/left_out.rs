//! What of a table was taken for names, in words.

use super::record::Record;
use super::shorten::shorten;
use crate::wording::printable;

/// Of a header the cells, of an index, the first column where one is skipped, its ends; none where there is neither.
pub(crate) fn left_out(header: Option<&Record>, rows: &[Record], skipped: usize) -> Option<String> {
    let header = header.map(|header| format!("line {} as a header: {}", header.line, header.shown()));
    let ends = match rows {
        [only] => only.cell(0).to_owned(),
        [first, .., last] => format!("{} to {}", first.cell(0), last.cell(0)),
        [] => String::new(),
    };
    let index = (skipped > 0).then(|| format!("column 1 as an index: {}", printable(&shorten(&ends))));
    let parts: Vec<String> = header.into_iter().chain(index).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}
