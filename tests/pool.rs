//! Calls of the library leave rayon's global pool alone: a process that forks afterwards would hang in it.
//!
//! Alone in its file, and so in its process: whoever comes first starts the pool.

#[path = "common/instances.rs"]
mod instances;
#[path = "common/laws.rs"]
mod laws;

use bcgc::{Options, Partition, Trace, evaluate, solve};
use instances::{completion, runtime};
use laws::{exponential, gamma};

#[test]
fn no_call_starts_the_global_pool() {
    let trace = Trace::new(vec![vec![1.0, 2.0, 4.0], vec![3.0, 1.0, 1.5]]).expect("a trace");
    let instances = [
        runtime(3, 60, gamma(2.0, 1.0, 0.1)),
        completion(3, 60, 3, exponential(1.0, 0.1), 90.0),
        runtime(3, 60, trace.clone()),
        completion(3, 60, 3, trace, 150.0),
    ];
    for instance in &instances {
        solve(instance, &Options::default()).expect("a report");
        let partition = Partition::single_block(1, 3, 60).expect("a level");
        evaluate(instance, &partition, &Options::default().with_threads(2)).expect("a report");
        // Without a pool around it.
        for method in bcgc::methods::of(instance.objective) {
            instances::solve(&instances::problem(instance), method.name);
        }
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build_global();
    assert!(pool.is_ok(), "somebody has started it: {pool:?}");
}
