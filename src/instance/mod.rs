//! An instance: the system, its stragglers (a law or a measured trace), their overhead and the objective.

mod definition;
mod document;
mod dotted_key;
mod followers;
mod moved;
mod objective;
mod overhead;
mod parse;
mod range;
mod reading;
mod section;
mod source;
mod stragglers;
mod system;
mod times;

pub use definition::Instance;
pub(crate) use dotted_key::set as set_key;
pub use moved::base_of;
pub use objective::Objective;
pub use overhead::{CONSTANT, Overhead};
pub use source::{Document, value_of};
pub use stragglers::Stragglers;
pub use system::System;
