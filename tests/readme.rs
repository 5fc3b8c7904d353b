//! README, reference and guide to units tell the truth: their examples are what the program prints, their tables are
//! the registries.
//!
//! `BCGC_UPDATE_README=1 cargo test --release --test readme` rewrites the blocks between the markers
//! `<!-- begin NAME -->` and `<!-- end NAME -->`.

mod common;

use bcgc::internals::straggler::LAWS;
use bcgc::methods::{Answer, FAMILIES, by_name, of};
use bcgc::{ExpectedRuntime, Instance, Objective};
use common::{bcgc, root};

/// The documents with blocks.
const DOCUMENTS: [&str; 4] = ["README.md", "docs/reference.md", "docs/units.md", "docs/special-cases.md"];

/// What stands between the markers, and what belongs there.
struct Block {
    document: &'static str,
    name: &'static str,
    actual: String,
    expected: String,
}

impl Block {
    fn of(name: &'static str, expected: String) -> Self {
        let (begin, end) = (format!("<!-- begin {name} -->\n"), format!("<!-- end {name} -->"));
        let holds = |document: &&&str| text_of(document).contains(&begin);
        let document = *DOCUMENTS.iter().find(holds).unwrap_or_else(|| panic!("{begin} is missing"));
        let text = text_of(document);
        let from = text.find(&begin).expect("it was found") + begin.len();
        let to = from + text[from..].find(&end).unwrap_or_else(|| panic!("{end} is missing"));
        Self { document, name, actual: text[from..to].to_owned(), expected }
    }

    /// Compares by `agree`, or rewrites the README where that is asked for.
    fn check(&self, agree: impl Fn(&str, &str) -> bool) {
        if std::env::var_os("BCGC_UPDATE_README").is_some() {
            rewrite(self);
        } else {
            assert!(
                agree(&self.actual, &self.expected),
                "{}, block {}: found\n{}\nexpected\n{}\nBCGC_UPDATE_README=1 rewrites it",
                self.document,
                self.name,
                self.actual,
                self.expected
            );
        }
    }
}

fn text_of(document: &str) -> String {
    std::fs::read_to_string(root().join(document)).expect(document)
}

/// Serialises the rewriting: the tests run at the same time.
static WRITING: std::sync::Mutex<()> = std::sync::Mutex::new(());

fn rewrite(block: &Block) {
    let _guard = WRITING.lock().expect("no test has failed while writing");
    let begin = format!("<!-- begin {} -->\n", block.name);
    let (actual, expected) = (format!("{begin}{}", block.actual), format!("{begin}{}", block.expected));
    let text = text_of(block.document).replace(&actual, &expected);
    std::fs::write(root().join(block.document), text).expect("a writable document");
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('*', "\\*").replace('_', "\\_")
}

/// The table of the methods for an objective.
fn table(objective: Objective) -> String {
    let mut table = String::from("| method | source | guarantee |\n| --- | --- | --- |\n");
    let mut row = |name: &str, answer: &Answer| {
        table += &format!("| `{name}` | {} | {} |\n", cell(answer.source), cell(answer.guarantee));
    };
    for method in of(objective).chain(by_name(objective)) {
        row(method.name, method.for_objective(objective).expect("it is for this objective"));
    }
    for family in FAMILIES {
        row(family.form, family.for_objective(objective).expect("it is for every objective"));
    }
    table
}

#[test]
fn the_methods_are_those_of_the_registry() {
    Block::of("methods", table(ExpectedRuntime)).check(|actual, expected| actual == expected);
    let completion = table(Objective::CompletionProbability { deadline: 1.0 });
    Block::of("completion methods", completion).check(|actual, expected| actual == expected);
}

#[test]
fn the_laws_are_those_of_the_registry() {
    let mut table = String::from("| law | keys | cycle time T |\n| --- | --- | --- |\n");
    for law in LAWS {
        let keys: Vec<String> = law
            .parameters
            .iter()
            .map(|parameter| match parameter.default {
                Some(default) => format!("`{}` (default {default})", parameter.key),
                None => format!("`{}`", parameter.key),
            })
            .collect();
        table += &format!("| `{}` | {} | {} |\n", law.name, keys.join(", "), cell(law.summary));
    }
    Block::of("laws", table).check(|actual, expected| actual == expected);
}

/// The example is compared word by word: numbers may differ by the last digits of another machine's
/// mathematical library, times and the counts in the notes are free.
#[test]
fn the_examples_are_what_the_program_prints() {
    let examples = [
        ("example", "bcgc solve examples/paper-n20.toml"),
        (
            "trace example",
            "bcgc solve examples/trace-n6.toml --method exact --method relaxed --method mean-time --method uncoded",
        ),
        (
            "distribution example",
            "bcgc evaluate examples/exponential-n4.toml --partition 3,1,2,14 --deadlines 20,60 --quantiles 0.5,0.99",
        ),
        (
            "order example",
            "bcgc evaluate examples/exponential-n4.toml --coding-parameters \
             3,3,3,3,3,3,3,2,2,1,0,0,0,3,3,3,3,3,3,3",
        ),
        ("code example", "bcgc code --workers 5 --stragglers 2"),
        ("fit example", "bcgc fit examples/trace-n6.csv --law log-normal,hyper-exponential,weibull"),
        (
            "simulation example",
            "bcgc simulate examples/exponential-n4.toml --partition 3,1,2,14 --exact --rounds 1000",
        ),
        (
            "units example",
            "bcgc solve --law shifted-exponential --mean 80 --min 30 -N 12 -L 1e6 --cycles 1e-6 \
             --method exact,mean-time,uncoded",
        ),
        (
            "deadline example",
            "bcgc solve --law shifted-exponential --mean 80 --min 30 -N 12 -L 1e6 --cycles 1e-6 --deadline 150 \
             --method exact,uncoded",
        ),
    ];
    for (block, command) in examples {
        let arguments: Vec<&str> = command.split(' ').skip(1).collect();
        let output = bcgc().args(arguments).current_dir(root()).output().expect("bcgc runs");
        assert!(output.status.success());
        let printed = String::from_utf8(output.stdout).expect("UTF-8");
        let expected = format!("```console\n$ {command}\n{printed}```\n");
        Block::of(block, expected).check(agree);
    }
}

fn agree(actual: &str, expected: &str) -> bool {
    let shown = |text: &str| -> Vec<String> {
        text.lines().take_while(|line| *line != "notes").map(str::to_owned).collect()
    };
    let (actual, expected) = (shown(actual), shown(expected));
    let mut timed = false;
    actual.len() == expected.len()
        && actual.iter().zip(&expected).all(|(a, e)| {
            let is_title = e.starts_with("method ");
            timed = is_title || (timed && !e.is_empty());
            let skip = usize::from(timed && !is_title);
            let words = |line: &str| -> Vec<String> {
                let words: Vec<&str> = line.split_whitespace().collect();
                words[..words.len().saturating_sub(skip)].iter().map(|&word| word.to_owned()).collect()
            };
            let (a, e) = (words(a), words(e));
            a.len() == e.len() && a.iter().zip(&e).all(|(a, e)| is_same(a, e))
        })
}

/// Equal words, or numbers that agree to seven digits, a comma behind them or not; gaps below 1e-8 are noise.
fn is_same(a: &str, b: &str) -> bool {
    let number = |word: &str| word.trim_end_matches(',').parse::<f64>();
    match (number(a), number(b)) {
        (Ok(a), Ok(b)) => (a - b).abs() <= 1e-7 * a.abs().max(b.abs()) + 1e-8,
        _ => a == b,
    }
}

#[test]
fn the_comparison_can_fail() {
    let text = "bound 1.0\n\nmethod  value  seconds\nexact  2.5  0.1\n\nnotes\n  exact 3 cuts\n";
    assert!(agree(text, &text.replace("0.1\n", "7.9\n").replace("3 cuts", "4 cuts")));
    for (from, to) in
        [("2.5", "2.6"), ("exact  2", "relaxed  2"), ("1.0", "1.1"), ("bound", "gap"), ("2.5", "")]
    {
        assert!(!agree(text, &text.replacen(from, to, 1)), "{from} -> {to}");
    }
}

#[test]
fn the_files_in_the_reference_are_accepted() {
    let text = text_of("docs/reference.md");
    let blocks: Vec<&str> =
        text.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    let instance = blocks.iter().find(|block| block.starts_with("name = ")).expect("an instance file");
    Instance::from_toml(instance).expect("a valid instance");
    let spec = blocks.iter().find(|block| block.starts_with("title = ")).expect("a spec of a table");
    bcgc::table::Spec::parse("readme", spec).expect("a valid spec");
}

/// Every line of the tutorial does what it says, one after the other in an empty folder.
#[test]
fn the_tutorial_runs_as_it_stands() {
    let text = text_of("README.md");
    let block = text.split("<!-- begin tutorial -->").nth(1).expect("a tutorial");
    let block = block.split("<!-- end tutorial -->").next().expect("its end");
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("tutorial");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    let mut count = 0;
    for line in block.lines().filter(|line| line.starts_with("bcgc ")) {
        let arguments: Vec<&str> = line.split(' ').skip(1).collect();
        let output = bcgc().args(arguments).current_dir(&folder).output().expect("bcgc runs");
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        count += 1;
    }
    assert_eq!(count, 15, "all lines were found");
}
