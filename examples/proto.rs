use bcgc::runtime::expected::*;
use bcgc::straggler::*;
use std::time::Instant;
fn main() {
    for n in [1usize, 2, 5, 10, 20, 50, 200, 1000] {
        let law = ShiftedExponential { rate: 20.0 / 21.0, shift: 1.0 / 21.0 }; // unit 1050
        let ev = ExpectedRuntime::new(&law, n);
        // mean-time
        let mut t = vec![0.0; n + 1];
        let mut h = 0.0;
        for k in 1..=n {
            h += 1.0 / ((n - k + 1) as f64);
            t[k] = law.shift + h / law.rate;
        }
        let w: Vec<f64> = (0..n).map(|i| 1.0 / t[n - i]).collect();
        let mut x: Vec<f64> =
            (0..n).map(|i| (w[i] - if i > 0 { w[i - 1] } else { 0.0 }) / (i + 1) as f64).collect();
        let s: f64 = x.iter().sum();
        x.iter_mut().for_each(|v| *v *= 20000.0 / s);
        for tol in [1e-4, 1e-6, 1e-8, 1e-10, 1e-12] {
            let t0 = Instant::now();
            let e = ev.value_and_gradient(&x, tol);
            let d = t0.elapsed();
            let t0 = Instant::now();
            let e = ev.value_and_gradient(&x, tol);
            let d2 = t0.elapsed();
            let eu: f64 = e.gradient.iter().zip(&x).map(|(a, b)| a * b).sum();
            println!(
                "N={n} tol={tol:e} E={:.15e} err={:.1e} euler={:.1e} {:?} {:?}",
                e.value.value * 1050.0,
                e.value.error / e.value.value,
                eu / e.value.value - 1.0,
                d,
                d2
            );
        }
    }
}
