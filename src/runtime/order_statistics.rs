use crate::straggler::CycleTime;
pub fn mean_time(law: &dyn CycleTime, n: usize) -> Vec<f64> {
    let mut h = 0.0;
    let d = law.upper_quantile((-1f64).exp());
    (1..=n)
        .map(|k| {
            h += 1.0 / (n - k + 1) as f64;
            law.infimum() + h * d
        })
        .collect()
}
