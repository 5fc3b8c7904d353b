//! Our own numbers, pinned against regression: the search and the method built on it must both reach them.

/// Workers and certified relaxed completion probability: L = 40000, M = 50, rate 0.1, shift 1, deadline 10^6.5.
pub const CERTIFIED_OPTIMA: [(usize, f64); 8] = [
    (4, 0.270174971),
    (5, 0.354708001),
    (6, 0.440972636),
    (8, 0.606281936),
    (10, 0.745595557),
    (12, 0.848866237),
    (16, 0.957509650),
    (20, 0.990699495),
];
