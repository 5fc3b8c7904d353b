//! Reference tables: resumed runs, threads, formats, comparison, refusals.

mod against;
mod certificates;
#[path = "../common/command.rs"]
mod command;
#[path = "../common/mod.rs"]
mod common;
mod logs;
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
fn the_figure_is_in_every_format() {
    let made = made(&sweep());
    let files = files(&made);
    let of = |ending: &str| files.iter().find(|(e, _)| *e == ending).map(|(_, b)| b.clone()).expect("a file");
    let text = |ending: &str| String::from_utf8(of(ending)).expect("UTF-8");
    let endings: Vec<&str> = files.iter().map(|(ending, _)| *ending).collect();
    assert_eq!(endings, table::endings(&made.spec));
    let pdf = String::from_utf8_lossy(&of("pdf")).into_owned();
    assert!(pdf.starts_with("%PDF-1.7"));
    // A font is embedded where its descriptor leads to a file; nothing asks for one of the reader's.
    assert_eq!(pdf.matches("/FontDescriptor ").count(), pdf.matches("/FontFile2 ").count());
    assert!(pdf.contains("+LiberationSans") && !pdf.contains("/Helvetica") && !pdf.contains("/Type1"));
    let width = pdf.split("/MediaBox [0 0 ").nth(1).and_then(|rest| rest.split(' ').next());
    let width: f64 = width.and_then(|width| width.parse().ok()).expect("a width");
    assert!((width - 252.0 * 72.0 / 72.27).abs() < 1e-3, "a column of IEEEtran: {width}");
    let svg = text("svg");
    assert!(svg.starts_with("<svg") && svg.ends_with("</svg>\n") && !svg.contains("NaN"));
    // A panel for every shift, and the variable in italics.
    assert_eq!(svg.matches("shift = ").count(), 3);
    assert!(svg.contains("workers <tspan font-style=\"italic\">N</tspan>"), "{svg}");
    let png = table::png(&made).expect("an image").expect("a figure");
    assert!(png.starts_with(b"\x89PNG"));
    let (tikz, data) = (text("tikz"), text("figure.csv"));
    check_pgfplots(&tikz, &data);
    compile_figure(&tikz, &data);
}

/// That environments and braces close, and that every column that is read is there.
fn check_pgfplots(tikz: &str, data: &str) {
    let code: Vec<&str> = tikz.lines().filter(|line| !line.starts_with('%')).collect();
    let code = code.join("\n");
    assert_eq!(code.matches('{').count(), code.matches('}').count());
    for environment in ["axis", "tikzpicture"] {
        let begun = code.matches(&format!("\\begin{{{environment}}}")).count();
        assert!(begun > 0 && begun == code.matches(&format!("\\end{{{environment}}}")).count());
    }
    let lines: Vec<&str> = data.lines().filter(|line| !line.starts_with('#')).collect();
    let columns = lines[0].split(',').count();
    assert!(lines.iter().all(|line| line.split(',').count() == columns), "{data}");
    assert!(lines[1..].iter().all(|line| line.split(',').all(|cell| cell.parse::<f64>().is_ok())), "{data}");
    let read: Vec<usize> = (code.split("y index=").skip(1))
        .map(|rest| rest.split(']').next().and_then(|index| index.parse().ok()).expect("an index"))
        .collect();
    assert_eq!(read, (0..columns / 2).map(|k| 2 * k + 1).collect::<Vec<_>>());
    assert!(code.contains("{\\bcgcfolder sweep.figure.csv}"));
}

/// Compiles a figure in a column of IEEEtran where a TeX engine with pgfplots is installed: nothing is wider.
fn compile_figure(tikz: &str, data: &str) {
    let has = |file: &str| Command::new("kpsewhich").arg(file).output().is_ok_and(|o| o.status.success());
    if !has("pgfplots.sty") || !has("IEEEtran.cls") {
        return;
    }
    let folder = folder("tex-figure");
    std::fs::create_dir_all(&folder).expect("a folder");
    let document = "\\documentclass[journal]{IEEEtran}\n\\usepackage{pgfplots}\n\\pgfplotsset{compat=1.17}\n\\begin{document}\n\
                    \\begin{figure}\\centering\n\\input{figure.tikz}\n\\caption{A sweep.}\n\\end{figure}\n\\end{document}\n";
    std::fs::write(folder.join("figure.tikz"), tikz).expect("written");
    std::fs::write(folder.join("sweep.figure.csv"), data).expect("written");
    std::fs::write(folder.join("paper.tex"), document).expect("written");
    let output = Command::new("pdflatex")
        .args(["-interaction=nonstopmode", "-halt-on-error", "paper.tex"])
        .current_dir(&folder)
        .output()
        .expect("pdflatex runs");
    let log = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && !log.contains("Overfull"), "{log}");
}

#[test]
fn figures_that_would_mislead_are_refused() {
    for (from, to, named) in [
        ("label = \"workers $N$\"", "label = \"rate\"", "speaks of stragglers.rate"),
        ("label = \"workers $N$\"", "label = \"$\\\\frac{1}{N}$\"", "\\frac cannot be set"),
        ("label = \"workers $N$\"", "label = \"数\"", "U+6570"),
        ("label = \"workers $N$\"", "min = 9, max = 3", "must be less than max = 3"),
        ("log = true", "log = true, min = 0", "the axis is logarithmic"),
        ("[figure]\n", "[figure]\nwidth = 20\n", "must be 150 to 1000"),
        ("[figure]\n", "[figure]\nbars = true\n", "is for layout"),
        ("[figure]\n", "[figure]\nnames = { none = \"x\" }\n", "must be one of the methods of the table"),
        ("title = ", "cite = \"a b\"\ntitle = ", "must be a key of BibTeX"),
        ("[0.0, 0.1, 1.0]", "[0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 1.0]", "too many for one figure"),
    ] {
        let spec = SWEEP.replacen(from, to, 1);
        assert_ne!(spec, SWEEP, "{from}");
        let error = Spec::parse("sweep", &spec).expect_err(to).to_string();
        assert!(error.contains(named), "{to}: {error}");
    }
    let many = quick().replace(
        "\"single-block\"",
        "\"exact\", \"lattice\", \"relaxed\", \"subgradient\", \"single-block\"",
    );
    let many = many.replace("\"tandon\"", "\"tandon\", \"ferdinand-full\", \"ferdinand-half\"");
    let error = Spec::parse("sweep", &many).expect_err("11 curves").to_string();
    assert!(error.contains("more than can be told apart"), "{error}");
}

#[test]
fn what_a_logarithmic_axis_cannot_show_is_named() {
    let spec =
        SWEEP.replace("y = { label = \"runtime\", log = true }", "quantity = \"gap\"\ny = { log = true }");
    let spec = spec.replace("\"exact\", ", "").replace("\"relaxed\", ", "\"exact\", ");
    let made = made(&Spec::parse("sweep", &spec).expect("a spec"));
    let zeros = made.points.iter().filter(|point| point.report.rows()[0].gap == Some(0.0)).count();
    let named =
        table::left_out(&made).into_iter().filter(|line| line.starts_with("exact: 0 at shift = ")).count();
    assert_eq!(named, zeros);
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
        text.lines().find(|line| line.starts_with("Best: ")).expect("a best method").to_owned()
    };
    let found = of("0.2, 2, 3", "'exact', 'uncoded'");
    assert!(found.contains("exact at 2 of 3 points, the only ones with a value"), "{found}");
    assert!(of("2, 3", "'exact', 'uncoded'").contains("exact at every point"));
    let found = of("0.9, 2", "'exact', 'uncoded'");
    assert!(found.contains(" at 1 of them; at 1 no redundancy"), "{found}");
    let found = of("2, 3", "'uniform', 'uncoded'");
    assert!(found.contains("the best of baselines alone"), "{found}");
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
