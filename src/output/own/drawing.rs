//! The program's drawings: the mark is their description.

use crate::output::mark;

/// The elements that a drawing in SVG consists of.
const ELEMENTS: [&str; 5] = ["<rect ", "<polyline ", "<polygon ", "<circle ", "<text "];

/// Whether a text is a drawing in SVG: a title, the mark, and a line an element.
pub fn is_svg(text: &str) -> bool {
    let Some((head, rest)) = text.split_once("</title>\n<desc>") else { return false };
    let Some((_, body)) = mark::after(rest).and_then(|rest| rest.split_once("</desc>\n")) else {
        return false;
    };
    let is_head = head.lines().nth(1).is_some_and(|line| line.starts_with("<title>"));
    let is_element = |line: &str| ELEMENTS.iter().any(|element| line.starts_with(element));
    is_head && body.strip_suffix("</svg>\n").is_some_and(|body| body.lines().all(is_element))
}

/// Whether a text is a drawing in PDF: one page, then the metadata.
pub fn is_pdf(text: &str) -> bool {
    let metadata = text.lines().find(|line| line.starts_with("<< /Title ("));
    let subject = metadata.and_then(|line| line.split_once(") /Subject (")).map(|(_, subject)| subject);
    text.starts_with("%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\n")
        && subject.and_then(mark::after).is_some_and(|rest| rest.ends_with(") >>"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_of_others_are_no_drawings_of_ours() {
        let head = "<svg xmlns=\"x\">\n<title>t</title>\n";
        let own = format!("{head}<desc>bcgc: 0.1.0; seed: 1</desc>\n<rect x=\"1\"/>\n</svg>\n");
        assert!(is_svg(&own));
        for foreign in [
            own.replace("0.1.0", "notes"),
            own.replace("<rect", "<image"),
            own.replace("</svg>\n", "</svg>\nnotes\n"),
            format!("<svg>\n{head}<desc>mine</desc>\n<desc>bcgc: 0.1.0</desc>\n</svg>\n"),
            "<svg>\n<desc>bcgc: 0.1.0</desc>\n</svg>\n".to_owned(),
        ] {
            assert!(!is_svg(&foreign), "{foreign}");
        }
        let pdf = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n6 0 obj\n<< /Title (t) /Subject (bcgc: 0.1.0) >>\n";
        assert!(is_pdf(pdf));
        for foreign in
            [pdf.replace("0.1.0", "notes"), pdf.replace("1.4", "1.7"), pdf.replace("/Title (t) ", "")]
        {
            assert!(!is_pdf(&foreign), "{foreign}");
        }
    }
}
