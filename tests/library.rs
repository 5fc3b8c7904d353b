//! What the library owes to callers who put instances together without a file.

use bcgc::instance::Instance;
use bcgc::problem::{Options, Problem};

#[test]
fn instances_and_options_put_together_by_hand_are_checked() {
    let text = "[system]\nworkers = 4\ncoordinates = 20\n[stragglers]\nlaw = 'shifted-exponential'\nrate = 1";
    let fine = Instance::from_table(&toml::from_str(text).expect("TOML")).expect("an instance");
    let refused = |change: &dyn Fn(&mut Instance, &mut Options), key: &str| {
        let (mut instance, mut options) = (fine.clone(), Options::default());
        change(&mut instance, &mut options);
        let error = Problem::new(&instance, options).expect_err(key).to_string();
        assert!(error.contains(key), "{error}");
    };
    refused(&|instance, _| instance.system.cycles = -1.0, "system.cycles = -1.0");
    refused(&|instance, _| instance.system.cycles = f64::NAN, "system.cycles = NaN");
    refused(&|instance, _| instance.system.workers = 0, "system.workers = 0");
    refused(&|instance, _| instance.system.coordinates = 0, "system.coordinates = 0");
    refused(&|instance, _| instance.system.samples = 0, "system.samples = 0");
    refused(&|_, options| options.gap = f64::NAN, "gap = NaN");
    refused(&|_, options| options.time_limit = -1.0, "time_limit = -1.0");
    let problem = Problem::new(&fine, Options::default()).expect("valid");
    assert_eq!(problem.value_of(&[0.5, 0.5]), None, "two blocks for four workers");
}
