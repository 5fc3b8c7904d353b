//! How to solve an instance whose cycle times follow a law that is not on the list.
//!
//! `cargo run --release --example law_of_ones_own`

use bcgc::{CycleTime, Error, ExpectedRuntime, Format, Instance, Law, Options, System, solve};

/// `T = shift + Y` with `Pr[Y > y] = 1 / (1 + (y / scale)^3)`: log-logistic, a power tail of index 3.
#[derive(Debug)]
struct LogLogistic {
    shift: f64,
    scale: f64,
}

// Survival and distribution function are both written out: neither may lose digits as one minus the other.
impl CycleTime for LogLogistic {
    fn infimum(&self) -> f64 {
        self.shift
    }
    fn survival(&self, y: f64) -> f64 {
        1.0 / (1.0 + (y / self.scale).powi(3))
    }
    fn cdf(&self, y: f64) -> f64 {
        1.0 / (1.0 + (self.scale / y).powi(3))
    }
    fn density(&self, y: f64) -> f64 {
        // Of bounded factors, so that no y overflows.
        3.0 / self.scale * self.cdf(y).cbrt().powi(2) * self.survival(y).cbrt().powi(4)
    }
    fn quantile(&self, p: f64) -> f64 {
        self.scale * (p / (1.0 - p)).cbrt()
    }
    fn upper_quantile(&self, p: f64) -> f64 {
        self.scale * ((1.0 - p) / p).cbrt()
    }
    fn mean(&self) -> f64 {
        let third = std::f64::consts::FRAC_PI_3;
        self.shift + self.scale * third / third.sin()
    }
    fn unit(&self) -> f64 {
        self.shift + self.scale
    }
    fn in_units_of(&self, unit: f64) -> Box<dyn CycleTime> {
        Box::new(Self { shift: self.shift / unit, scale: self.scale / unit })
    }
    fn tail_index(&self) -> f64 {
        3.0
    }
    fn origin_exponent(&self) -> f64 {
        3.0
    }
}

fn main() -> Result<(), Error> {
    let law = Law::custom("log-logistic", LogLogistic { shift: 0.5, scale: 1.0 });
    let instance = Instance::new(System::new(8, 800)?, law, ExpectedRuntime)?;
    let options = Options::default().with_methods(["exact", "relaxed", "mean-time", "uncoded"]);
    print!("{}", solve(&instance, &options)?.render(Format::Text));
    Ok(())
}
