//! The certified relaxed optimum and the rounding.

use bcgc::instance::Instance;
use bcgc::partition::cumulative_load;
use bcgc::problem::{Options, Problem};
use bcgc::relaxed::rounding::{loss_bound, round};
use bcgc::solution::Status;
use quickcheck::QuickCheck;

fn instance(workers: usize, coordinates: u64, law: &str) -> Instance {
    let text = format!("[system]\nworkers = {workers}\ncoordinates = {coordinates}\n[stragglers]\n{law}\n");
    Instance::from_table(&toml::from_str(&text).unwrap()).unwrap()
}

const PAPER: &str = "law = \"shifted-exponential\"\nrate = 1e-3\nshift = 50.0";

#[test]
fn certified_optima_of_the_paper_to_all_digits() {
    // E* before the factor kappa at L = 20000, to seven digits.
    let references =
        [(10, 2.338312e7), (20, 2.819778e7), (30, 3.252467e7), (40, 3.642470e7), (50, 3.997079e7)];
    for (workers, reference) in references {
        let instance = instance(workers, 20_000, PAPER);
        let problem = Problem::new(&instance, Options::default()).unwrap();
        let optimum = problem.relaxed();
        let kappa = instance.system.work_unit();
        let value = optimum.value.value * problem.scale() / kappa;
        assert!((value - reference).abs() <= 5.0, "N = {workers}: {value}");
        assert_eq!(optimum.status, Status::Optimal, "N = {workers}");
        assert!(optimum.gap() <= 1e-9, "N = {workers}: {:e}", optimum.gap());
    }
}

/// Twenty to forty iterations with the springs as first curvature model; without it, up to several hundred.
#[test]
fn many_workers_take_few_iterations() {
    for law in [
        PAPER,
        "law = \"shifted-exponential\"\nrate = 1.0",
        "law = \"weibull\"\nshape = 0.7\nscale = 1.0",
        "law = \"uniform\"\nmin = 1.0\nmax = 3.0",
        "law = \"pareto\"\nshape = 0.8\nscale = 1.0",
        "law = \"log-normal\"\nlocation = 0.0\nscale = 0.1",
    ] {
        let options = Options { gap: 1e-6, ..Options::default() };
        let problem = Problem::new(&instance(100, 100_000, law), options).unwrap();
        let optimum = problem.relaxed();
        assert_eq!(optimum.status, Status::Optimal, "{law}");
        assert!(optimum.iterations <= 80, "{law}: {} iterations", optimum.iterations);
    }
}

#[test]
fn gap_closes_for_every_kind_of_law() {
    let laws = [
        "law = \"shifted-exponential\"\nrate = 1.0",
        "law = \"shifted-exponential\"\nrate = 1.0\nshift = 30.0",
        "law = \"weibull\"\nshape = 0.7\nscale = 2.0\nshift = 0.5",
        "law = \"weibull\"\nshape = 3.0\nscale = 2.0",
        "law = \"gamma\"\nshape = 2.5\nrate = 1.0",
        "law = \"log-normal\"\nlocation = 0.0\nscale = 1.0",
        "law = \"pareto\"\nshape = 2.0\nscale = 1.0",
        "law = \"pareto\"\nshape = 0.7\nscale = 1.0",
        "law = \"uniform\"\nmin = 1.0\nmax = 2.0",
        "law = \"erlang\"\nshape = 4\nrate = 1.0",
        "law = \"hyper-exponential\"\nweights = [0.3, 0.7]\nrates = [0.2, 2.0]",
    ];
    for law in laws {
        for workers in [1, 2, 5, 12] {
            if workers == 1 && law.contains("shape = 0.7\nscale = 1.0") {
                continue; // An infinite mean: no finite optimum.
            }
            let instance = instance(workers, 1000, law);
            let problem = Problem::new(&instance, Options::default()).unwrap();
            let optimum = problem.relaxed();
            assert_eq!(optimum.status, Status::Optimal, "{law}, N = {workers}: gap {:e}", optimum.gap());
            assert!(optimum.gap() <= 1e-9);
            let sum: f64 = optimum.shares.iter().sum();
            assert!((sum - 1.0).abs() < 1e-12 && optimum.shares.iter().all(|x| *x >= 0.0));
        }
    }
}

#[test]
fn certified_bound_is_below_every_feasible_value() {
    fn property(sizes: Vec<u8>, which: u8) -> bool {
        let workers = sizes.len().min(9);
        let total: u32 = sizes.iter().take(9).map(|&s| u32::from(s)).sum();
        if total == 0 {
            return true;
        }
        let shares: Vec<f64> = sizes.iter().take(9).map(|&s| f64::from(s) / f64::from(total)).collect();
        let laws =
            [PAPER, "law = \"uniform\"\nmin = 0.0\nmax = 2.0", "law = \"pareto\"\nshape = 1.5\nscale = 1.0"];
        let instance = instance(workers, 100, laws[usize::from(which) % laws.len()]);
        let problem = Problem::new(&instance, Options::default()).unwrap();
        let value = problem.evaluate(&shares, 1e-10).value;
        // The tangent bound at any point, and the bound of the optimum.
        let here = problem.evaluate(&shares, 1e-10);
        let tangent = here.gradient.iter().copied().fold(f64::INFINITY, f64::min);
        let optimum = problem.relaxed();
        value.value + value.error >= optimum.bound && tangent * (1.0 - 1e-9) <= optimum.value.value
    }
    QuickCheck::new().tests(150).quickcheck(property as fn(Vec<u8>, u8) -> bool);
}

#[test]
fn convex_along_random_segments() {
    fn property(a: Vec<u8>, b: Vec<u8>) -> bool {
        let n = a.len().min(b.len()).min(8);
        let shares = |v: &[u8]| -> Option<Vec<f64>> {
            let total: u32 = v[..n].iter().map(|&s| u32::from(s)).sum();
            (total > 0).then(|| v[..n].iter().map(|&s| f64::from(s) / f64::from(total)).collect())
        };
        let (Some(a), Some(b)) = (shares(&a), shares(&b)) else { return true };
        let instance = instance(n, 100, PAPER);
        let problem = Problem::new(&instance, Options::default()).unwrap();
        let middle: Vec<f64> = a.iter().zip(&b).map(|(x, y)| 0.5 * (x + y)).collect();
        let value = |x: &[f64]| problem.evaluate(x, 1e-11).value.value;
        value(&middle) <= 0.5 * (value(&a) + value(&b)) * (1.0 + 1e-10)
    }
    QuickCheck::new().tests(150).quickcheck(property as fn(Vec<u8>, Vec<u8>) -> bool);
}

#[test]
fn rounding_sums_to_the_coordinates_and_keeps_its_loss_bound() {
    fn property(sizes: Vec<u8>, coordinates: u16) -> bool {
        let workers = sizes.len().min(8);
        let total: u32 = sizes.iter().take(8).map(|&s| u32::from(s)).sum();
        if total == 0 || coordinates == 0 {
            return true;
        }
        let shares: Vec<f64> = sizes.iter().take(8).map(|&s| f64::from(s) / f64::from(total)).collect();
        let coordinates = u64::from(coordinates);
        let instance = instance(workers, coordinates, PAPER);
        let problem = Problem::new(&instance, Options::default()).unwrap();
        let rounded = round(&problem, &shares);
        let relaxed = problem.coordinates_of(&shares);
        let near = rounded.blocks().iter().zip(&relaxed).all(|(&x, r)| (x as f64 - r).abs() < 1.0 + 1e-9);
        let zeros = rounded.blocks().iter().zip(&relaxed).all(|(&x, r)| *r > 0.0 || x == 0);
        let rho = loss_bound(&relaxed, &rounded);
        let before = problem.value_of(&shares).unwrap().value;
        let after = problem.value_of_partition(&rounded).unwrap().value;
        let loads_bounded = cumulative_load(&rounded.to_f64())
            .iter()
            .zip(cumulative_load(&relaxed))
            .all(|(after, before)| *after <= rho * before * (1.0 + 1e-12));
        rounded.coordinates() == coordinates
            && near
            && zeros
            && (!rho.is_finite() || (after <= rho * before * (1.0 + 1e-9) && loads_bounded))
    }
    QuickCheck::new().tests(200).quickcheck(property as fn(Vec<u8>, u16) -> bool);
}

#[test]
fn optimum_is_bit_identical_for_any_number_of_threads() {
    let instance = instance(30, 20_000, PAPER);
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| Problem::new(&instance, Options::default()).unwrap().relaxed().clone())
    };
    let (one, three) = (with(1), with(3));
    assert_eq!(one, three);
}

#[test]
fn cycle_times_that_hardly_vary_leave_no_gap() {
    // Regression: at a relative spread of 1e-18 no point near the optimum can be written down, its tangents
    // proved nothing, and a gap of infinity was reported.
    for (rate, shift) in [("1.0", "1e18"), ("1e200", "50.0"), ("1.0", "1e10")] {
        let law = format!("law = \"shifted-exponential\"\nrate = {rate}\nshift = {shift}");
        let instance = instance(12, 500, &law);
        let problem = Problem::new(&instance, Options::default()).unwrap();
        let optimum = problem.relaxed();
        assert_eq!(optimum.status, Status::Optimal, "{law}: gap {:e}", optimum.gap());
        assert!(optimum.gap() <= 1e-9);
    }
}
