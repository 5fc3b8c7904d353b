//! The key along which a figure is drawn.

use crate::table::computed::Table;
use crate::table::definition::Figure;

/// The place of the figure's key in the grid.
pub fn along(table: &Table, figure: &Figure) -> usize {
    let mut keys = table.spec.grid.iter();
    figure.key.as_deref().and_then(|key| keys.position(|(name, _)| name == key)).unwrap_or(0)
}
