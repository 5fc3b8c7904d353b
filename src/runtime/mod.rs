//! What a partition costs: expected overall runtime and completion probability.
pub mod boundary;
pub mod expected;
pub mod order_statistics;
pub mod quadrature;
pub mod special;
