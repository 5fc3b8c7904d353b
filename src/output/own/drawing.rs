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

/// Whether a text is a drawing in PDF: the mark is its creator.
pub fn is_pdf(text: &str) -> bool {
    let creator = text.split_once("/Creator (").and_then(|(_, rest)| rest.split_once(')'));
    text.contains("/Kids [3 0 R]\n  /Count 1\n")
        && creator.and_then(|(mark, _)| mark::after(mark)) == Some("")
}

/// Whether a text is a drawing in PNG: the mark is its software.
pub fn is_png(text: &str) -> bool {
    let software = text.split_once("iTXtSoftware\0\0\0\0\0").map(|(_, rest)| rest);
    text.starts_with("\u{fffd}PNG\r\n\u{1a}\n") && software.and_then(mark::after).is_some()
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
        let pdf =
            "%PDF-1.7\n2 0 obj\n<<\n  /Kids [3 0 R]\n  /Count 1\n>>\n5 0 obj\n<< /Creator (bcgc: 0.1.0)\n";
        assert!(is_pdf(pdf));
        for foreign in [
            pdf.replace("0.1.0", "notes"),
            pdf.replace("/Count 1", "/Count 7"),
            pdf.replace("0.1.0", "0.1.0; me"),
        ] {
            assert!(!is_pdf(&foreign), "{foreign}");
        }
        let png = "\u{fffd}PNG\r\n\u{1a}\n\0\0iTXtSoftware\0\0\0\0\0bcgc: 0.1.0\u{fffd}";
        assert!(
            is_png(png)
                && !is_png(&png.replace("Software", "Comment "))
                && !is_png(&png.replace("0.1.0", "x"))
        );
    }
}
