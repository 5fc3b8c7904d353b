//! Figures of tables.

use std::process::Command;

use bcgc::table::{self, Spec};

use crate::command::{file, run};
use crate::{SWEEP, files, folder, made, quick, sweep, text};

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
