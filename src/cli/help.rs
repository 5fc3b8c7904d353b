//! Help texts made from the registries of methods and laws.

use bcgc::Objective;
use bcgc::encoding::CONSTRUCTIONS;
use bcgc::internals::straggler::LAWS;
use bcgc::methods;

/// What the exit status means.
pub const EXIT_STATUS: &str = "Exit status: 0 done, 1 a negative verdict, 2 bad input, 3 an output or a solver failed, 130 a table ended by Ctrl-C.";

/// What stands below the list of commands.
pub const OVERVIEW: &str = "To start: `bcgc init` writes commented files, `bcgc solve instance.toml` runs every method on one of them.\n\
     `bcgc solve --help` lists the methods and the laws of the cycle time.";

/// The methods with their sources and guarantees, and the laws with their parameters.
pub fn methods_and_laws() -> String {
    let mut out = String::from("Methods for the expected runtime:\n");
    describe(Objective::ExpectedRuntime, &mut out);
    out.push_str("\nMethods for the completion probability:\n");
    describe(Objective::CompletionProbability { deadline: 1.0 }, &mut out);
    out.push('\n');
    list_laws(&mut out);
    out.push_str(
        "\nMeasured cycle times in place of a law: trace = \"times.csv\", a column a worker, a row a round, the path \
         relative to the instance file. The methods keep their names; those that need a law are inapplicable.\n",
    );
    out.push_str("\nA negative verdict is that nothing was solved. ");
    out.push_str(EXIT_STATUS);
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
        out.push_str(&format!("  {}\n", method.name));
        if let Some(answer) = method.for_objective(objective) {
            out.push_str(&format!("      {}\n", answer.source));
            out.push_str(&format!("      guarantee: {}\n", answer.guarantee));
        }
    }
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
