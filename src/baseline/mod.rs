//! Schemes from the literature that the block partitions are compared with.

pub mod ferdinand;
pub mod layers;
pub mod published;
pub mod single_block;
pub mod small_deadline;
pub mod tandon;
pub mod two_level;
pub mod uncoded;
pub mod uniform;
