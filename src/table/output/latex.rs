//! The table in LaTeX, for the packages `booktabs` and `siunitx`.

use super::remarks::remarks;
use super::sheet::Sheet;
use super::sheets::sheets;
use crate::report::latex::escaped;
use crate::report::number::NONE;
use crate::table::computed::Table;

/// A `table` environment for every sheet; remarks and provenance as comments.
pub fn render(table: &Table) -> String {
    let mut out = String::from("% \\usepackage{booktabs,siunitx}\n");
    for (key, value) in &table.provenance.lines {
        out += &format!("% {key}: {value}\n");
    }
    for remark in remarks(table) {
        out += &format!("% {}\n", remark.replace('\n', " "));
    }
    for sheet in sheets(table) {
        out += &environment(&sheet);
    }
    out
}

fn environment(sheet: &Sheet) -> String {
    let columns: String = (0..sheet.heads.len()).map(|i| if i < sheet.stubs { 'l' } else { 'r' }).collect();
    let mut out = format!(
        "\\begin{{table*}}\n\\centering\n\\caption{{{}.}}\n\\footnotesize\n\\setlength{{\\tabcolsep}}{{4pt}}\n\\begin{{tabular}}{{@{{}}{columns}@{{}}}}\n\
         \\toprule\n{} \\\\\n\\midrule\n",
        escaped(&sheet.caption),
        sheet.heads.iter().map(|head| escaped(head)).collect::<Vec<_>>().join(" & ")
    );
    for line in &sheet.lines {
        let cells: Vec<String> = (line.iter().enumerate())
            .map(|(i, cell)| match cell.as_str() {
                _ if i < sheet.stubs => escaped(cell),
                NONE => "--".to_owned(),
                number => format!("\\num{{{number}}}"),
            })
            .collect();
        out += &format!("{} \\\\\n", cells.join(" & "));
    }
    out += "\\bottomrule\n\\end{tabular}\n\\end{table*}\n";
    out
}
