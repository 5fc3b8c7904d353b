//! An instance: the system, its stragglers (a law or a measured trace) and the objective.

mod definition;
mod document;
mod followers;
mod moved;
mod objective;
mod parse;
mod range;
mod source;
mod stragglers;
mod system;

pub use definition::Instance;
pub use moved::base_of;
pub use objective::Objective;
pub use source::{Document, value_of};
pub use stragglers::Stragglers;
pub use system::System;
