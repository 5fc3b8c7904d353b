//! The program's results for people and spreadsheets: text, CSV, Markdown and LaTeX, told by the mark in their first
//! comment and by what their lines begin with.

use crate::output::mark;

/// What the first line of a result as text begins with: a label.
const LABELS: [&str; 8] =
    ["verdict ", "interrupted ", "instance ", "system ", "construction ", "rounds ", "trace ", "traces "];
/// What the first line of results as CSV begins with.
const HEADS: [&str; 5] = [
    "method,iteration,value,complement,bound\n",
    "law,parameter,value,standard_error,",
    "method,status,partition,relaxed,value,",
    "round,runtime,formula,error,block",
    "question,asked,deadline,deadline_error,probability,",
];
/// What stands outside of lists and tables in Markdown.
const SENTENCES: [&str; 8] = [
    "gain: ",
    "late gap: ",
    "optimal: ",
    "\\* to an unfinished bound ",
    "Block x\\_0",
    "Blocks x\\_0 ",
    "Notes",
    "-: ",
];
/// The environments in LaTeX that a result consists of.
const ENVIRONMENTS: [&str; 6] = ["table", "table*", "tabular", "pmatrix", "equation", "tikzpicture"];
/// What a figure in LaTeX begins with: where the numbers are that it reads.
const FOLDER: &str = "\\providecommand\\bcgcfolder{}";

/// Whether a text is a result or a table of the program.
pub fn is_page(text: &str) -> bool {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let marked = |comment: &str, end: &str| {
        first.strip_prefix(comment).and_then(mark::after).is_some_and(|after| after == end)
    };
    match first {
        _ if first.starts_with("bcgc") => {
            marked("", "") && LABELS.iter().any(|label| rest.starts_with(label))
        }
        _ if first.starts_with("<!--") => marked("<!-- ", " -->") && rest.lines().all(is_of_markdown),
        _ if marked("# ", "") => is_csv(rest),
        _ if is_figure_data(text) => true,
        _ if first.starts_with("# ") => is_markdown_table(text),
        _ if marked("% ", "") && rest.starts_with("@misc{") => is_bibliography(rest),
        _ if first.starts_with("% ") => has_mark_above(text) && is_latex(text),
        _ => false,
    }
}

/// Whether what follows the mark is a report, rounds, a matrix or a table in CSV.
fn is_csv(rest: &str) -> bool {
    let is_number = |cell: &str| cell.chars().all(|c| c.is_ascii_digit() || "-/".contains(c));
    let is_matrix = || rest.lines().all(|line| line.split(',').all(is_number));
    HEADS.iter().any(|head| rest.starts_with(head)) || rest.starts_with("# spec: ") || is_matrix()
}

/// Whether a text is the entries of the program and the paper, and nothing else.
fn is_bibliography(text: &str) -> bool {
    let starts = ["@misc{", "@article{WCLZX23,", "  ", "}"];
    text.lines().all(|line| starts.iter().any(|start| line.starts_with(start)))
        && text.matches('@').count() <= 2
}

/// Whether a text is the numbers of a figure: below the mark a line a curve, then numbers alone.
fn is_figure_data(text: &str) -> bool {
    let mut lines = text.lines();
    let is_marked = lines.next().and_then(|line| line.strip_prefix("# ")).and_then(mark::after).is_some();
    let mut rest = lines.skip_while(|line| line.starts_with("# x"));
    let is_number = |cell: &str| cell.parse::<f64>().is_ok();
    is_marked
        && text.contains("\n# x1 y1: ")
        && rest.next().is_some_and(|head| head.starts_with("x1,y1"))
        && rest.all(|line| line.split(',').all(is_number))
}

/// Whether a line is one of a list or table, or a sentence that the program puts between them.
fn is_of_markdown(line: &str) -> bool {
    line.is_empty()
        || line.starts_with("- ")
        || line.starts_with("| ")
        || SENTENCES.iter().any(|sentence| line.starts_with(sentence))
}

/// A table in Markdown ends with its provenance; above are the title, and tables below captions that repeat it.
fn is_markdown_table(text: &str) -> bool {
    let Some((above, below)) = text.rsplit_once("\nProvenance\n\n") else { return false };
    let mut lines = above.lines();
    let title = lines.next().and_then(|line| line.strip_prefix("# ")).unwrap_or_default();
    let is_caption = |line: &str| line.strip_prefix(title).is_some_and(|caption| caption.starts_with(": "));
    let is_known = |line: &str| {
        is_of_markdown(line) || is_caption(line) || line == "Remarks" || line.starts_with("Best: ")
    };
    let mut below = below.lines();
    let is_marked = below.next().and_then(|line| line.strip_prefix("- ")).and_then(mark::after) == Some("");
    is_marked && below.all(|line| line.starts_with("- ")) && lines.all(is_known)
}

/// Whether a result in LaTeX has the mark in one of its first two comments.
fn has_mark_above(text: &str) -> bool {
    let comment = |line: &str| {
        line.strip_prefix("% ")
            .and_then(mark::after)
            .is_some_and(|after| after.is_empty() || after.starts_with(';'))
    };
    text.lines().take(2).any(comment)
}

/// Whether there is nothing but comments and the environments of results.
fn is_latex(text: &str) -> bool {
    let mut open: Option<&str> = None;
    for line in text.lines() {
        match open {
            Some(name) if line == format!("\\end{{{name}}}") => open = None,
            Some(_) => {}
            None if line.is_empty() || line.starts_with('%') || line == FOLDER => {}
            None => match begun(line) {
                Some(name) => open = Some(name),
                None => return false,
            },
        }
    }
    open.is_none()
}

/// The environment of a result that a line begins.
fn begun(line: &str) -> Option<&str> {
    let (name, _) = line.strip_prefix("\\begin{")?.split_once('}')?;
    ENVIRONMENTS.contains(&name).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_counts_only_in_a_result_of_ours() {
        let table = "\\begin{table}\n\\begin{tabular}{l}\n\\end{tabular}\n\\end{table}\n";
        let markdown = "# T\n\nT: values\n\n| a |\n\nProvenance\n\n- bcgc: 0.1.0\n- seed: 1\n";
        for own in [
            "bcgc: 0.1.0\ninstance    small\n".to_owned(),
            "# bcgc: 0.1.0\nmethod,status,partition,relaxed,value,value_error\n".to_owned(),
            "# bcgc: 0.1.0\n1,-3/7\n0,1\n".to_owned(),
            "# bcgc: 0.1.0\n# spec: a\n".to_owned(),
            "# bcgc: 0.1.0; seed: 1\n# x1 y1: exact\nx1,y1\n1.0,2e-3\nnan,nan\n".to_owned(),
            "% bcgc: 0.1.0; seed: 1\n% t\n\\providecommand\\bcgcfolder{}\n\\begin{tikzpicture}\n\\end{tikzpicture}\n".to_owned(),
            "<!-- bcgc: 0.1.0 -->\n- system: 1 worker\n\n| a |\n\nNotes\n\n- b: c\n".to_owned(),
            format!("% bcgc: 0.1.0\n% \\usepackage{{booktabs}}\n{table}"),
            format!("% \\usepackage{{booktabs}}\n% bcgc: 0.1.0\n{table}"),
            markdown.to_owned(),
        ] {
            assert!(is_page(&own), "{own}");
        }
        for foreign in [
            "bcgc: what I think of it\ninstance small\n".to_owned(),
            "bcgc: 0.1.0\nis the version that I installed\n".to_owned(),
            "# bcgc: 0.1.0\nname,value\na,1\n".to_owned(),
            "# bcgc: 0.1.0 is out\nmethod,status,partition,relaxed,value,\n".to_owned(),
            "<!-- bcgc: 0.1.0 -->\n| a |\n\nWhat I think of it.\n".to_owned(),
            format!("% bcgc: 0.1.0\n{table}\nAs the table shows, redundancy pays.\n"),
            format!("% bcgc: 0.1.0\n\\documentclass{{article}}\n{table}"),
            format!("% a\n% b\n% bcgc: 0.1.0\n{table}"),
            format!("{markdown}\nWhat I think of it.\n"),
            markdown.replace("T: values", "As the table shows, redundancy pays."),
            markdown.replace("0.1.0", "notes"),
            "# My notes\n".to_owned(),
            String::new(),
        ] {
            assert!(!is_page(&foreign), "{foreign}");
        }
    }
}
