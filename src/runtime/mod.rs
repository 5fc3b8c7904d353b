//! What a partition costs: expected overall runtime, its gradient, and order-statistic moments.

pub mod boundary;
pub mod completion;
pub mod expected;
pub mod order_statistics;
pub mod quadrature;
pub mod rational;
pub mod slice_dp;
pub mod special;
