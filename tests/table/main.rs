//! Reference tables: resumed runs, threads, formats, comparison, refusals.

mod against;
#[path = "../common/command.rs"]
mod command;
#[path = "../common/mod.rs"]
mod common;
mod logs;
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
    [figure]\nkey = \"system.workers\"\nx = { label = \"workers N\" }\ny = { label = \"runtime\", log = true }\n";

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
    let with =
        |threads: usize| bcgc::on_threads(Some(threads), || table::files(&made(&sweep()))).expect("threads");
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
                let alignment = line.trim_start_matches("\\begin{tabular}");
                columns = alignment.chars().filter(|c| matches!(c, 'l' | 'r')).count();
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
fn the_figure_is_a_valid_pdf_and_svg() {
    let files = table::files(&made(&sweep()));
    let of = |ending: &str| files.iter().find(|(e, _)| *e == ending).map(|(_, b)| b.clone()).expect("a file");
    let pdf = String::from_utf8(of("pdf")).expect("ASCII");
    // Every entry of the cross-reference table points at its object.
    let start: usize =
        pdf.split("startxref\n").nth(1).and_then(|s| s.lines().next()?.parse().ok()).expect("xref");
    assert!(pdf[start..].starts_with("xref\n"));
    let offsets = pdf[start..].lines().filter(|line| line.ends_with(" n "));
    for (i, line) in offsets.enumerate() {
        let offset: usize = line[..10].parse().expect("an offset");
        assert!(pdf[offset..].starts_with(&format!("{} 0 obj", i + 1)), "object {}", i + 1);
    }
    let length: usize =
        pdf.split("/Length ").nth(1).and_then(|s| s.split(' ').next()?.parse().ok()).expect("length");
    let stream = pdf.split("stream\n").nth(1).and_then(|s| s.strip_suffix("end")).expect("a stream");
    assert_eq!(stream.len(), length);
    let svg = String::from_utf8(of("svg")).expect("UTF-8");
    assert!(svg.starts_with("<svg") && svg.ends_with("</svg>\n"));
    assert!(!svg.contains("NaN") && !pdf.contains("NaN"));
    // A curve for every method and shift; mean-rate has none without a shift.
    assert_eq!(svg.matches("shift = ").count(), 3 * sweep().methods.len() - 1);
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
fn a_figure_with_nothing_to_show_is_said_to_be_left_out() {
    // No scheme has a value where the mean is infinite.
    let spec = SWEEP
        .replace("law = \"shifted-exponential\"\nrate = 1.0\nshift = 0.1", "law = \"pareto\"\nshape = 0.6")
        .replace(
            "[\"exact\", \"relaxed\", \"subgradient\", \"mean-time\", \"mean-rate\", \"tandon\"]",
            "[\"uncoded\"]",
        )
        .replace("\"stragglers.shift\" = [0.0, 0.1, 1.0]\n", "\"stragglers.scale\" = [1.0]\n");
    let path = file("nothing.toml", spec);
    let folder = folder("nothing");
    let (stdout, stderr) = run(&["table", &text(&path), "--output", &text(&folder)], 0);
    assert!(
        !stdout.contains(".svg") && stderr.contains("no figure: no method has a value"),
        "{stdout}{stderr}"
    );
}

#[test]
fn points_without_an_optimum_leave_the_others_alone() {
    let pareto = SWEEP
        .replace("law = \"shifted-exponential\"\nrate = 1.0\nshift = 0.1", "law = \"pareto\"\nscale = 1.0")
        .replace("\"stragglers.shift\" = [0.0, 0.1, 1.0]", "\"stragglers.shape\" = [0.2, 2.0]")
        .replace("label = \"workers N\" }", "label = \"workers N\", log = true }");
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
                .replace("label = \"workers N\" }", "label = \"shift\", log = true }"),
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
