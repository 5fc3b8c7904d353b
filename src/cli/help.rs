//! Help texts made from the registries of methods and laws.

use bcgc::Objective;
use bcgc::encoding::CONSTRUCTIONS;
use bcgc::internals::straggler::LAWS;
use bcgc::methods;

/// What the exit status means.
pub const EXIT_STATUS: &str = "Exit status: 0 done, 1 a negative verdict, 2 bad input, 3 an output, a solver or a process of measure failed, 130 ended by Ctrl-C (what is known by then is still the result of solve, evaluate, simulate, fit and measure).";

/// What stands below the list of commands.
pub const OVERVIEW: &str = "To start: `bcgc init` writes commented files, `bcgc solve instance.toml` runs every method on one of them.\n\
     `bcgc solve --help` lists the methods and the laws of the cycle time.";

/// Which numbers belong into an instance, whatever was measured.
pub const UNITS: &str = "\
Units: T is the time that the law or the trace gives. Values, bounds and deadlines are in the unit \
of T x samples x cycles / workers, where samples is as many as workers unless it is given. If T is \
the time of
  a worker's pass over its share of the data   cycles = 1/coordinates
  one worker's pass over all the data          cycles = 1/(workers x coordinates)
  all coordinates of one sample                cycles = 1/coordinates, and samples
  one coordinate of one sample                 cycles = 1, and samples
then values are in the unit of T. Another unit of time changes rate (1/time), shift, scale, min and \
max (time), and a log-normal law's location (a logarithm of time), but no shape.";

/// The methods with their sources and guarantees, and the laws with their parameters.
pub fn methods_and_laws() -> String {
    let mut out = String::from("Methods for the expected runtime:\n");
    describe(Objective::ExpectedRuntime, &mut out);
    out.push_str("\nMethods for the completion probability:\n");
    describe(Objective::CompletionProbability { deadline: 1.0 }, &mut out);
    out.push('\n');
    list_laws(&mut out);
    out.push_str("  constant: value\n      the same for every worker and round\n");
    out.push_str(
        "The table [overhead] takes these laws for what a worker takes besides the time of its load.\n",
    );
    out.push_str(
        "\nMeasured cycle times in place of a law: trace = \"times.csv\", a column a worker, a row a round, the path \
         relative to the instance file. The methods keep their names; those that need a law are inapplicable.\n",
    );
    out.push_str(&format!("\n{UNITS}\n\nA negative verdict is that nothing was solved. {EXIT_STATUS}"));
    out
}

/// What `fit` takes and says.
pub fn laws() -> String {
    let mut out = String::new();
    list_laws(&mut out);
    out.push_str("\nA negative verdict is that no law could be fitted. ");
    out.push_str(EXIT_STATUS);
    out
}

/// What `measure` measures.
pub fn measured() -> String {
    format!(
        "What is measured: in every round each worker process gets a point at once with the others, adds up the gradient of a \
         least squares loss at it sample by sample, and answers with what it has at every load. Times are seconds from the \
         beginning of the round to the arrival of the answer; that at the load 0 is the overhead. Processes share the \
         processors of this machine: more workers than processors, or processes --beside them, measure how they wait for each \
         other, not how machines of a cluster do.\n\n\
         Files: load-W.csv, a trace a load, a row a round, a column a worker; cycle-times.csv, what a worker took for a unit of \
         load; measured.toml, an instance of the rounds; constant-overhead.toml, one with the median overhead in place of the \
         measured ones, which every method takes that takes a trace.\n\n\
         {EXIT_STATUS}"
    )
}

fn list_laws(out: &mut String) {
    out.push_str("Laws of the cycle time (table [stragglers] of the instance file):\n");
    for law in LAWS {
        let keys: Vec<String> = law
            .parameters
            .iter()
            .map(|parameter| match parameter.default {
                Some(default) => format!("{} (default {default})", parameter.key),
                None => parameter.key.to_owned(),
            })
            .collect();
        out.push_str(&format!("  {}: {}\n      {}\n", law.name, keys.join(", "), law.summary));
    }
}

fn describe(objective: Objective, out: &mut String) {
    for method in methods::of(objective) {
        describe_one(method.name, method.for_objective(objective), out);
    }
    out.push_str("  only where named:\n");
    for method in methods::by_name(objective) {
        describe_one(method.name, method.for_objective(objective), out);
    }
    for family in methods::FAMILIES {
        let name = format!("{}, {}", family.form, (family.allowed)());
        describe_one(&name, family.for_objective(objective), out);
    }
}

fn describe_one(name: &str, answer: Option<&methods::Answer>, out: &mut String) {
    let Some(answer) = answer else { return };
    out.push_str(&format!("  {name}\n      {}\n      guarantee: {}\n", answer.source, answer.guarantee));
}

/// The constructions of encoding matrices.
pub fn constructions() -> String {
    let mut out = String::from("Constructions:\n");
    for construction in CONSTRUCTIONS {
        out.push_str(&format!("  {}\n      {}\n", construction.name(), construction.summary()));
        out.push_str(&format!("      {}\n", construction.source()));
    }
    out.push_str("\nA negative verdict is a matrix that does not decode, or a check that fails. ");
    out.push_str(EXIT_STATUS);
    out
}
