//! What the library owes to callers who put instances together without a file.

use bcgc::methods::Problem;
use bcgc::{
    ExpectedRuntime, Format, Gamma, HyperExponential, Instance, Law, LogNormal, Objective, Options, Pareto,
    Partition, Shares, ShiftedExponential, Status, System, Trace, Uniform, Weibull,
};

fn small() -> Instance {
    let law = ShiftedExponential::new(1.0, 0.0).expect("a law");
    let system = System::new(4, 20).expect("a system");
    Instance::new(system, law, Objective::ExpectedRuntime).expect("an instance")
}

/// The front door: constructors and one call, without text or maps.
#[test]
fn ten_lines_solve_an_instance() {
    let system = System::new(4, 20).expect("a system");
    let law = ShiftedExponential::new(1.0, 0.0).expect("a law");
    let instance = Instance::new(system, law, ExpectedRuntime).expect("an instance");
    let report = bcgc::solve(&instance, &Options::default()).expect("a report");
    let best = &report.rows()[0];
    assert_eq!((best.solution.method, best.solution.status), ("exact", Status::Optimal));
    let partition = best.solution.partition.as_ref().expect("a partition");
    assert_eq!(partition.blocks(), [3, 1, 2, 14]);
    let given = bcgc::evaluate(&instance, partition, &Options::default()).expect("a report");
    assert!(given.rows()[0].gap.is_some_and(|gap| gap < 1e-2));
}

/// The value is given however short the time, the bound only in time, and none where none is wanted.
#[test]
fn a_given_partition_has_its_value_without_a_bound() {
    let partition = Partition::new(vec![4, 2, 2, 12], 4, 20).expect("a partition");
    let whole = bcgc::evaluate(&small(), &partition, &Options::default()).expect("a report");
    let value = whole.rows()[0].solution.value;
    let alone = bcgc::evaluate(&small(), &partition, &Options::default().without_bound()).expect("a report");
    assert_eq!(alone.rows().len(), 1);
    assert_eq!((alone.rows()[0].solution.value, alone.rows()[0].gap), (value, None));
    assert_eq!(alone.rows()[0].solution.status, Status::Heuristic);
    assert!(alone.bound().is_none());
    let hurried = bcgc::evaluate(&small(), &partition, &Options::default().with_time_limit(0.0));
    assert_eq!(hurried.expect("a report").rows()[0].solution.value, value);
    let options = Options::default().with_methods(["uncoded"]).without_bound();
    let solved = bcgc::solve(&small(), &options).expect("a report");
    assert!(solved.rows()[0].solution.value.is_some() && solved.bound().is_none());
}

#[test]
fn errors_of_a_call_name_what_is_wrong() {
    let unknown = bcgc::solve(&small(), &Options::default().with_methods(["fastest"]));
    let error = unknown.expect_err("no such method").to_string();
    assert!(error.contains("fastest") && error.contains("mean-time"), "{error}");
    let short = Partition::new(vec![20], 1, 20).expect("a partition");
    let error = bcgc::evaluate(&small(), &short, &Options::default()).expect_err("one block").to_string();
    assert!(error.contains("1 entry") && error.contains("4 workers"), "{error}");
}

/// Every error of a partition says which argument it is about.
#[test]
fn errors_of_partitions_have_details() {
    let errors = [
        Partition::new(vec![20], 4, 20).map(drop),
        Partition::new(vec![5, 5, 5, 6], 4, 20).map(drop),
        Partition::single_block(4, 4, 20).map(drop),
        Partition::parse("1,2,x,4", 4, 20).map(drop),
        Shares::new(vec![0.5, 0.6]).map(drop),
    ];
    for error in errors {
        let error = bcgc::Error::from(error.expect_err("a wrong partition"));
        let detail = error.detail().unwrap_or_else(|| panic!("{error}: no detail"));
        assert_eq!(detail.key, "--partition", "{error}");
        assert!(!detail.value.is_empty() && !detail.allowed.is_empty(), "{error}");
    }
}

/// Derivatives of each kind of objective are differences of its values, in its unit.
#[test]
fn gradients_are_differences_of_values() {
    let shares = |x: [f64; 4]| Shares::new(x.to_vec()).expect("shares");
    let at = [0.4, 0.1, 0.2, 0.3];
    let law = || Weibull::new(0.8, 2.0, 0.5).expect("a law");
    let rows = vec![vec![1.0, 2.5, 0.7, 3.1], vec![2.0, 0.4, 0.9, 5.0], vec![0.3, 0.6, 4.0, 1.1]];
    let trace = || Trace::new(rows.clone()).expect("a trace");
    let system = System::new(4, 20).expect("a system");
    let late = Objective::completion_probability(60.0).expect("a deadline");
    let instances = [
        Instance::new(system, law(), ExpectedRuntime),
        Instance::new(system, law(), late),
        Instance::new(system, trace(), ExpectedRuntime),
    ];
    for instance in instances {
        let instance = instance.expect("an instance");
        let problem = Problem::new(&instance, &Options::default()).expect("a problem");
        let evaluator = problem.evaluator();
        let found = evaluator.gradient(&shares(at), &problem.clock()).expect("a gradient");
        assert_eq!(found.slopes.len(), 4);
        for level in 1..4 {
            let moved = |step: f64| {
                let mut x = at;
                (x[0], x[level]) = (x[0] - step, x[level] + step);
                evaluator.value(&shares(x)).expect("a value").value
            };
            let slope = (moved(1e-5) - moved(-1e-5)) / 2e-5;
            let expected = found.slopes[level] - found.slopes[0];
            let size = found.slopes.iter().fold(0.0f64, |most, slope| most.max(slope.abs()));
            assert!((slope - expected).abs() < 1e-5 * size, "level {level}: {slope} {expected} {instance:?}");
        }
    }
    let steps = Instance::new(system, trace(), late).expect("an instance");
    let problem = Problem::new(&steps, &Options::default()).expect("a problem");
    assert!(problem.evaluator().gradient(&shares(at), &problem.clock()).is_none(), "a step function");
}

#[test]
fn instances_and_options_put_together_by_hand_are_checked() {
    let fine = small();
    let refused = |change: &dyn Fn(&mut Instance, &mut Options), key: &str| {
        let (mut instance, mut options) = (fine.clone(), Options::default());
        change(&mut instance, &mut options);
        let error = Problem::new(&instance, &options).expect_err(key).to_string();
        assert!(error.contains(key), "{error}");
    };
    refused(&|instance, _| instance.system.cycles = -1.0, "system.cycles = -1.0");
    refused(&|instance, _| instance.system.cycles = f64::NAN, "system.cycles = NaN");
    refused(&|instance, _| instance.system.workers = 0, "system.workers = 0");
    refused(&|instance, _| instance.system.coordinates = 0, "system.coordinates = 0");
    refused(&|instance, _| instance.system.samples = 0, "system.samples = 0");
    refused(&|_, options| options.gap = Some(f64::NAN), "gap = NaN");
    refused(&|_, options| options.time_limit = -1.0, "time_limit = -1.0");
    let problem = Problem::new(&fine, &Options::default()).expect("valid");
    let two = Shares::new(vec![0.5, 0.5]).expect("shares");
    assert_eq!(problem.evaluator().value(&two), None, "two blocks for four workers");
}

#[test]
fn constructors_refuse_what_a_file_may_not_say() {
    let system = System::new(4, 20).expect("a system");
    for (result, part) in [
        (System::new(0, 20), "system.workers = 0: must be an integer from 1 to 1000000"),
        (System::new(1_000_001, 20), "system.workers = 1000001"),
        (System::new(4, 0), "system.coordinates = 0"),
        (System::new(4, (1 << 53) + 1), "system.coordinates = 9007199254740993"),
        (system.with_samples(0), "system.samples = 0"),
        (system.with_cycles(-0.5), "system.cycles = -0.5: must be a finite number > 0"),
        (system.with_cycles(1e-320), "another unit of work"),
    ] {
        let error = result.expect_err(part).to_string();
        assert!(error.contains(part), "{error}");
    }
    for deadline in [0.0, -1.0, f64::INFINITY, f64::NAN] {
        let error = Objective::completion_probability(deadline).expect_err("a deadline").to_string();
        assert!(error.starts_with("objective.deadline = "), "{error}");
        let law = Uniform::new(1.0, 2.0).expect("a law");
        let objective = Objective::CompletionProbability { deadline };
        assert!(Instance::new(system, law, objective).is_err());
    }
    let trace = Trace::new(vec![vec![1.0, 2.0]; 3]).expect("a trace");
    let error = Instance::new(system, trace, Objective::ExpectedRuntime).expect_err("two columns");
    assert_eq!(error.to_string(), "system.workers = 4: must be 2, as the trace has a column a worker");
}

#[test]
fn traces_put_together_by_hand_are_checked() {
    for (rows, part) in [
        (vec![], "(given): it holds no times"),
        (vec![vec![]], "(given): it holds no times"),
        (vec![vec![1.0, 2.0], vec![3.0]], "(given): row 2 has 1 columns, the rows before it have 2"),
        (vec![vec![1.0, f64::NAN]], "row 1, column 2: `NaN` is NaN"),
        (vec![vec![1.0], vec![f64::NEG_INFINITY]], "row 2, column 1: `-inf` is not above zero"),
        (vec![vec![0.0]], "row 1, column 1: `0.0` is not above zero"),
    ] {
        let error = Trace::new(rows).expect_err(part).to_string();
        assert!(error.contains(part), "{error}");
    }
    let trace = Trace::new(vec![vec![1.0]]).expect("a trace");
    assert_eq!(trace.path(), "(given)");
    assert_eq!(trace.with_name("Monday").path(), "Monday");
}

#[test]
fn an_instance_is_the_same_from_parts_and_from_its_document() {
    let laws: [Law; 8] = [
        ShiftedExponential::new(1e-3, 50.0).expect("a law").into(),
        Weibull::new(0.7, 2.0, 0.1).expect("a law").into(),
        Gamma::new(0.3, 2.0, 0.1).expect("a law").into(),
        Gamma::erlang(3, 2.0, 0.1).expect("a law").into(),
        LogNormal::new(0.3, 0.8, 0.1).expect("a law").into(),
        Pareto::new(2.5, 0.1).expect("a law").into(),
        Uniform::new(0.1, 0.7).expect("a law").into(),
        HyperExponential::new(&[0.1, 0.9], &[0.3, 7.0], 0.1).expect("a law").into(),
    ];
    for law in laws {
        let system = System::new(4, 20).expect("a system");
        let given = Instance::new(system, law, Objective::ExpectedRuntime).expect("an instance");
        let document = given.to_json();
        let mut read_back = document.clone();
        read_back.as_object_mut().expect("an object").remove("name");
        let read = Instance::from_json(&read_back.to_string()).expect("an instance");
        assert_eq!(read.to_json(), document);
        let (law, other) = (given.law().expect("a law"), read.law().expect("a law"));
        assert_eq!(format!("{:?}", law.cycle_time()), format!("{:?}", other.cycle_time()));
    }
    let named = small().with_name("small");
    assert_eq!(named.to_json()["name"], "small");
    assert!(Instance::from_toml("workers").expect_err("no TOML").to_string().starts_with("(given): "));
    assert!(Instance::from_json("{").expect_err("no JSON").to_string().starts_with("(given): "));
}

/// A law of one's own is solved like any other; reports know its name and no parameters.
#[test]
fn laws_of_ones_own_are_solved_and_named() {
    let law = Law::custom("mine", ShiftedExponential::new(1.0, 0.0).expect("a law"));
    let own = Instance::new(System::new(4, 20).expect("a system"), law, Objective::ExpectedRuntime);
    let solve = |instance: &Instance| {
        bcgc::solve(instance, &Options::default().with_methods(["mean-time"])).expect("a report")
    };
    let (own, listed) = (solve(&own.expect("an instance")), solve(&small()));
    assert_eq!(own.rows()[0].solution.partition, listed.rows()[0].solution.partition);
    assert!(own.render(Format::Text).contains("stragglers  mine\n"), "{}", own.render(Format::Text));
    assert_eq!(own.instance().to_json()["stragglers"], serde_json::json!({"law": "mine"}));
}
