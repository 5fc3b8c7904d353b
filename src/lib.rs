pub mod runtime;
pub mod straggler;
