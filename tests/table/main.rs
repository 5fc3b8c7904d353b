//! Reference tables: resumed runs, threads, formats, comparison, refusals.

mod against;
mod certificates;
#[path = "../common/command.rs"]
mod command;
#[path = "../common/mod.rs"]
mod common;
mod figures;
mod logs;
mod names;
mod rounds;
mod shards;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use bcgc::Format;
use bcgc::table::{self, BUILTIN, Spec, Table};
use command::{file, run};
use common::bcgc;

const SWEEP: &str = "title = \"A sweep\"\n\
    methods = [\"exact\", \"relaxed\", \"subgradient\", \"mean-time\", \"mean-rate\", \"tandon\"]\n\
    [instance.system]\nworkers = 4\ncoordinates = 100\n\
    [instance.stragglers]\nlaw = \"shifted-exponential\"\nrate = 1.0\nshift = 0.1\n\
    [grid]\n\"stragglers.shift\" = [0.0, 0.1, 1.0]\n\"system.workers\" = [3, 5, 6, 8]\n\
    [figure]\nkey = \"system.workers\"\nx = { label = \"workers $N$\" }\ny = { label = \"runtime\", log = true }\n";

/// The same sweep by methods that take no time.
fn quick() -> String {
    SWEEP.replace("\"exact\", \"relaxed\", \"subgradient\"", "\"single-block\", \"uncoded\", \"uniform\"")
}

fn sweep() -> Spec {
    Spec::parse("sweep", SWEEP).expect("a spec")
}

fn made(spec: &Spec) -> Table {
    bcgc::on_threads(None, || table::run(spec, None, false, None, &|_, _| {}))
        .expect("threads")
        .expect("a table")
}

fn files(table: &Table) -> Vec<(&'static str, Vec<u8>)> {
    table::files(table).expect("files")
}

/// A fresh folder of this test process.
fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&path);
    path
}

/// All files of a folder.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    files
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, std::fs::read(&path).expect("a file"))
        })
        .collect()
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

#[test]
fn every_builtin_spec_is_valid_and_names_are_unique() {
    for builtin in BUILTIN {
        let spec = builtin.spec().unwrap_or_else(|error| panic!("{}: {error}", builtin.name));
        assert!(!spec.is_empty() && !spec.methods.is_empty());
        assert_eq!(table::group(builtin.name).len(), 1, "{}", builtin.name);
    }
    let (list, _) = run(&["table", "--list"], 0);
    assert!(BUILTIN.iter().all(|builtin| list.contains(builtin.name)));
}

#[test]
fn no_byte_depends_on_the_number_of_threads() {
    let with = |threads: usize| bcgc::on_threads(Some(threads), || files(&made(&sweep()))).expect("threads");
    let one = with(1);
    assert_eq!(one, with(2));
    assert_eq!(one, with(5));
}

#[test]
fn latex_is_well_formed() {
    for builtin in ["runtime-coordinates", "deadline-partition"] {
        let spec = table::group(builtin)[0].spec().expect("a spec");
        let latex = table::render(&made(&spec), Format::Latex);
        let mut columns = 0;
        let mut depth = 0i32;
        for line in latex.lines().filter(|line| !line.starts_with('%')) {
            let escaped = line.replace("\\{", "").replace("\\}", "");
            depth += escaped.matches('{').count() as i32 - escaped.matches('}').count() as i32;
            if line.starts_with("\\begin{tabular}") {
                let alignment = line.trim_start_matches("\\begin{tabular}").replace("table", "");
                columns = alignment.chars().filter(|c| matches!(c, 'l' | 'S')).count();
            }
            if line.ends_with("\\\\") {
                let cells = line.replace("\\&", "").matches('&').count() + 1;
                assert_eq!(cells, columns, "{line}");
            }
        }
        assert_eq!(depth, 0, "{builtin}: braces");
        assert_eq!(latex.matches("\\begin{").count(), latex.matches("\\end{").count());
        compile(builtin, &latex);
    }
}

/// Compiles a table where a TeX engine with the packages is installed.
fn compile(name: &str, latex: &str) {
    let has = |file: &str| Command::new("kpsewhich").arg(file).output().is_ok_and(|o| o.status.success());
    if !has("siunitx.sty") || !has("booktabs.sty") {
        return;
    }
    let folder = folder(&format!("tex-{name}"));
    std::fs::create_dir_all(&folder).expect("a folder");
    let document = format!(
        "\\documentclass{{article}}\n\\usepackage{{booktabs,siunitx}}\n\\begin{{document}}\n{latex}\\end{{document}}\n"
    );
    std::fs::write(folder.join("table.tex"), document).expect("written");
    let output = Command::new("pdflatex")
        .args(["-interaction=nonstopmode", "-halt-on-error", "table.tex"])
        .current_dir(&folder)
        .output()
        .expect("pdflatex runs");
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn gains_are_over_no_redundancy() {
    let spec = quick();
    let made = made(&Spec::parse("sweep", &spec).expect("a spec"));
    for point in &made.points {
        let rows = point.report.rows();
        let uncoded =
            rows.iter().find(|row| row.solution.method == "uncoded").and_then(|row| row.solution.value);
        let uncoded = uncoded.expect("a value").value;
        for row in rows {
            let gain = row.solution.value.map(|value| uncoded / value.value);
            let found = point.report.gain(row);
            assert!(gain.zip(found).is_none_or(|(a, b)| (a - b).abs() <= 1e-12 * a), "{gain:?} {found:?}");
            assert_eq!(gain.is_some(), found.is_some());
        }
    }
    let text = table::render(&made, Format::Text);
    assert!(text.contains("\nBest: ") && !text.contains('|'), "{text}");
}

#[test]
fn a_point_without_a_value_is_no_point_that_is_won() {
    let of = |shapes: &str, methods: &str| {
        let spec = format!(
            "title = 'x'\nmethods = [{methods}]\n[instance]\nsystem = {{workers = 3, coordinates = 6}}\n\
             stragglers = {{law = 'pareto', shape = 2, scale = 1}}\n[grid]\n'stragglers.shape' = [{shapes}]\n"
        );
        let text = table::render(&made(&Spec::parse("points", &spec).expect("a spec")), Format::Text);
        let best = text.lines().skip_while(|line| !line.starts_with("Best: "));
        best.take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
    };
    let found = of("0.2, 2, 3", "'exact', 'uncoded'");
    assert!(found.contains("exact at 2 of 3 points, the only ones with a value"), "{found}");
    assert!(of("2, 3", "'exact', 'uncoded'").contains("exact at every point"));
    let found = of("0.9, 2", "'exact', 'uncoded'");
    assert!(found.contains(" at 1 of them; at 1 without"), "{found}");
    let found = of("2, 3", "'uniform', 'uncoded'");
    assert!(found.contains("the best of baselines alone"), "{found}");
    assert!(
        found.starts_with("Best: uniform at 1 of 2 points, ") && found.contains("; uncoded at 1; "),
        "{found}"
    );
}

/// Once `relaxed` stood below the optimum of partitions, and nothing said why.
#[test]
fn iterates_of_real_blocks_are_called_so() {
    let spec = "title = 'h'\nlayout = 'history'\nmethods = ['exact', 'relaxed', 'subgradient']\n\
                [instance]\nsystem = {workers = 4, coordinates = 20}\n\
                stragglers = {law = 'shifted-exponential', rate = 1.0}\n[figure]\n";
    let made = made(&Spec::parse("history", spec).expect("a spec"));
    for format in [Format::Text, Format::Markdown, Format::Latex] {
        let text = table::render(&made, format).replace('\n', " ");
        assert!(text.contains("relaxed, subgradient: iterates of real blocks, before rounding"), "{text}");
    }
    let deadline = spec
        .replace("[figure]", "objective = {deadline = 30.0}\n[figure]")
        .replace("'subgradient'", "'uncoded'");
    let text =
        table::render(&self::made(&Spec::parse("starts", &deadline).expect("a spec")), Format::Markdown);
    assert!(
        text.contains("relaxed: iterates of real blocks, before rounding, of one start after another"),
        "{text}"
    );
    let files = files(&made);
    let (_, svg) = files.iter().find(|(ending, _)| *ending == "svg").expect("a figure");
    let svg = String::from_utf8_lossy(svg);
    assert!(svg.contains("relaxed (real blocks)") && !svg.contains("exact (real blocks)"), "{svg}");
}

/// `tandon` leaves the blocks of a partition: it may be better than the optimum of those.
#[test]
fn a_scheme_without_a_partition_that_is_better_is_named() {
    let spec = "title = 's'\nmethods = ['exact', 'tandon', 'uncoded']\n[instance]\nsystem = {workers = 3, coordinates = 1}\n\
                stragglers = {law = 'shifted-exponential', rate = 1.0, shift = 0.2}\n\
                [grid]\n'system.coordinates' = [1, 2]\n";
    let best = |spec: &str| {
        let text = table::render(&made(&Spec::parse("scheme", spec).expect("a spec")), Format::Markdown);
        text.lines().find(|line| line.contains("Best: ")).expect("a best method").to_owned()
    };
    assert!(best(spec).contains("; tandon is better, and no partition"), "{}", best(spec));
    let baselines = best(&spec.replace("'exact', ", ""));
    assert!(baselines.contains("tandon is better, and no partition"), "{baselines}");
    let large = best(&spec.replace("[1, 2]", "[1, 3000]"));
    assert!(large.contains("; tandon is better at 1, and no partition"), "{large}");
}

#[test]
fn numbers_of_a_table_are_numbers() {
    let spec = SWEEP.replace("[grid]\n", "[grid]\n\"name\" = [\"a b\"]\n");
    let document = table::render(&made(&Spec::parse("sweep", &spec).expect("a spec")), Format::Json);
    let document: serde_json::Value = serde_json::from_str(&document).expect("JSON");
    let point = &document["rows"][6]["point"];
    assert_eq!(*point, serde_json::json!({"name": "a b", "stragglers.shift": 0.0, "system.workers": 5}));
    assert_eq!((&document["provenance"]["seed"], &document["provenance"]["gap"]), (&1.into(), &1e-9.into()));
}

#[test]
fn the_last_key_of_the_grid_varies_fastest() {
    let order = |spec: &str| -> Vec<String> {
        let spec = Spec::parse("order", spec).expect("a spec");
        (0..2).map(|index| spec.label(index)).collect()
    };
    let shift = "\"stragglers.shift\" = [0.0, 0.1, 1.0]\n";
    let workers = "\"system.workers\" = [3, 5, 6, 8]\n";
    let turned = SWEEP.replace(&format!("{shift}{workers}"), &format!("{workers}{shift}"));
    assert_eq!(order(SWEEP)[1], "stragglers.shift = 0, system.workers = 5");
    assert_eq!(order(&turned)[1], "system.workers = 3, stragglers.shift = 0.1");
}

#[test]
fn points_without_an_optimum_leave_the_others_alone() {
    let pareto = SWEEP
        .replace("law = \"shifted-exponential\"\nrate = 1.0\nshift = 0.1", "law = \"pareto\"\nscale = 1.0")
        .replace("\"stragglers.shift\" = [0.0, 0.1, 1.0]", "\"stragglers.shape\" = [0.2, 2.0]")
        .replace("label = \"workers $N$\" }", "label = \"workers $N$\", log = true }");
    let (stdout, _) = run(&["table", &text(&file("pareto.toml", &pareto)), "--format", "json"], 0);
    let document: serde_json::Value = serde_json::from_str(&stdout).expect("JSON");
    let status = |shape: f64, workers: u64| {
        let row = document["rows"].as_array().expect("rows").iter().find(|row| {
            row["point"]["stragglers.shape"].as_f64() == Some(shape)
                && row["point"]["system.workers"].as_u64() == Some(workers)
                && row["method"] == "relaxed"
        });
        row.expect("a row")["status"].clone()
    };
    // A finite mean needs an index above 1 / N.
    assert_eq!((status(0.2, 3), status(0.2, 5)), ("infeasible".into(), "infeasible".into()));
    assert_eq!((status(0.2, 8), status(2.0, 3)), ("optimal".into(), "optimal".into()));
}

#[test]
fn specs_that_are_wrong_name_key_value_and_remedy() {
    let cases = [
        (SWEEP.replace("[grid]", "[grids]"), "grids"),
        (SWEEP.replace("[3, 5, 6, 8]", "[]"), "at least one value"),
        (SWEEP.replace("[3, 5, 6, 8]", "3"), "must be a list"),
        (SWEEP.replace("[3, 5, 6, 8]", "[3, 5, 3]"), "the value 3 twice"),
        (SWEEP.replace("[3, 5, 6, 8]", "[3, -5]"), "system.workers = -5"),
        (SWEEP.replace("\"exact\"", "\"exactly\""), "exactly"),
        (SWEEP.replace("rate = 1.0", "rate = \"fast\""), "stragglers.rate"),
        (SWEEP.replace("key = \"system.workers\"", "key = \"system.coordinates\""), "figure.key"),
        (format!("published = \"x/y\"\n{SWEEP}"), "published = x/y"),
        (
            format!("published = \"completion-probability/workers\"\n{SWEEP}"),
            "must be expected-runtime/SWEEP",
        ),
        (
            SWEEP
                .replace("key = \"system.workers\"", "key = \"stragglers.shift\"")
                .replace("label = \"workers $N$\" }", "label = \"shift\", log = true }"),
            "stragglers.shift has the value 0, which a logarithmic axis cannot show",
        ),
        (SWEEP.replace("x = { label", "quantity = \"complement\"\nx = { label"), "is for probabilities"),
        (SWEEP.replace("x = { label", "quantity = \"value\"\nz = { label"), "unknown key `z`"),
        (
            SWEEP
                .replace("\"relaxed\", ", "")
                .replace("x = { label", "quantity = \"relaxation-gap\"\nx = { label"),
            "needs the methods exact and relaxed",
        ),
        (
            SWEEP
                .replace("key = \"system.workers\"", "key = \"name\"")
                .replace("[grid]", "[grid]\nname = [\"a\"]"),
            "needs numbers to run along",
        ),
        (format!("layout = \"partition\"\n{SWEEP}"), "layout"),
        (format!("{SWEEP}[options]\ngap = -1.0\n"), "options.gap"),
        (format!("{SWEEP}[at-most]\nexactly = 3\n"), "at-most.exactly"),
        (format!("{SWEEP}[tolerance]\nvalue = nan\n"), "tolerance.\"value\""),
        (format!("{SWEEP}[tolerance]\nvalues = 1.0\n"), "tolerance.\"values\""),
        (SWEEP.replace("x = { label", "methods = [\"uncoded\"]\nx = { label"), "figure.methods"),
    ];
    for (i, (spec, part)) in cases.iter().enumerate() {
        let path = file(&format!("wrong-{i}.toml"), spec);
        let (_, stderr) = run(&["table", &text(&path)], 2);
        assert!(stderr.starts_with("error: ") && stderr.contains(part), "{part}: {stderr}");
    }
    let (_, stderr) = run(&["table", "no-such-table"], 2);
    assert!(stderr.contains("neither a table nor a file"), "{stderr}");
    let output = bcgc().args(["table", "paper", "--resume"]).output().expect("bcgc runs");
    assert_eq!(output.status.code(), Some(2));
}

/// The share by which integers cost more than reals is that of two optima: gaps that are left open are no part of it.
#[test]
fn a_gap_between_optima_is_of_optima() {
    let of = |gap: &str| {
        let spec = format!(
            "title = \"Optima\"\nmethods = [\"exact\", \"relaxed\"]\n[instance.system]\nworkers = 6\ncoordinates = 7\n\
             [instance.stragglers]\nlaw = \"pareto\"\nshape = 1.5\nscale = 1.0\n\
             [grid]\n\"stragglers.shape\" = [1.5, 5]\n[options]\ngap = {gap}\n"
        );
        let markdown = table::render(&made(&Spec::parse("optima", &spec).expect("a spec")), Format::Markdown);
        let (_, gaps) =
            markdown.split_once("relative gap between integer and relaxed optimum").unwrap_or_default();
        gaps.split("\n\n").nth(1).unwrap_or_default().to_owned()
    };
    let closed = of("1e-9");
    assert!(closed.contains("e-") && !closed.contains(" - |"), "{closed}");
    let open = of("0.9");
    assert!(!open.contains("e-"), "{open}");
}
