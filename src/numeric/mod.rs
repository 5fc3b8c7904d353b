//! Mathematics without stragglers: exact decimals, sums, special functions, quadrature, roots, dense algebra, lattices, projection, and
//! linear and integer programs, random orders.

pub mod cholesky;
pub mod decimal;
pub mod dense;
pub mod highs;
pub mod integer;
pub mod lattice;
pub mod linear;
pub mod median;
pub mod microlp;
pub mod program;
pub mod projection;
pub mod quadratic;
pub mod quadrature;
pub mod root;
pub mod series;
pub mod shuffle;
pub mod special;
pub mod sum;
pub mod vector;
