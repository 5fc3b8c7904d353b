//! Exact discrete optima as integer programs in HiGHS, modelled with good_lp.

pub mod completion;
pub mod curvature;
pub mod global;
pub mod integer_program;
pub mod lattice;
pub mod outer_approximation;
pub mod scenario;
