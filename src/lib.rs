#![forbid(unsafe_code)]
pub mod baseline;
pub mod encoding;
pub mod error;
pub mod exact;
pub mod instance;
pub mod method;
pub mod partition;
pub mod problem;
pub mod progress;
pub mod relaxed;
pub mod report;
pub mod runtime;
pub mod solution;
pub mod straggler;
