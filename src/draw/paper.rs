//! A drawing as PDF and PNG, by way of its SVG.

use std::collections::HashMap;
use std::sync::Arc;

use pdf_writer::{Chunk, Content, Finish as _, Name, Pdf, Rect, Ref, TextStr};
use resvg::{tiny_skia, usvg};

use super::drawing::Drawing;
use super::error::DrawError;
use super::font::{ITALIC, UPRIGHT};
use super::order::{in_order, walk};

/// Pixels of an SVG an inch.
const PIXELS: f64 = 96.0;
/// Dots of an image an inch.
const DOTS: f64 = 600.0;

/// Objects of a file before those of the drawing.
const HEAD: i32 = 5;

impl Drawing {
    /// The drawing as PDF of one page of its size, with the letters that it needs of the font, and without a date. `mark`
    /// goes into its metadata as creator, `about` as subject.
    ///
    /// # Errors
    /// For a letter that the font does not have.
    pub fn pdf(&self, mark: &str, about: &str) -> Result<Vec<u8>, DrawError> {
        let failed = |reason: String| DrawError::Converter { format: "pdf", reason };
        let tree = tree(&self.svg("")?).map_err(failed)?;
        let (drawn, root) = svg2pdf::to_chunk(&tree, svg2pdf::ConversionOptions::default())
            .map_err(|error| failed(error.to_string()))?;
        let behind = |old: Ref| Ref::new(old.get() + HEAD);
        let file = self.file(&drawn.renumber(behind), behind(root), mark, about);
        // The converter numbers its objects by chance, and by chance it writes them: both follow a walk from the drawing.
        let Some(mut met) = walk(&file, behind(root).get()) else { return Ok(file) };
        let mut others: Vec<i32> = drawn.refs().map(|old| behind(old).get()).collect();
        others.retain(|number| !met.contains(number));
        others.sort_unstable();
        met.extend(others);
        let places: HashMap<i32, i32> = met.into_iter().zip(HEAD + 1..).collect();
        let walked = |old: Ref| Ref::new(*places.get(&behind(old).get()).unwrap_or(&behind(old).get()));
        Ok(in_order(self.file(&drawn.renumber(walked), walked(root), mark, about)))
    }

    /// A file with one page, the drawing of this number.
    fn file(&self, drawn: &Chunk, root: Ref, mark: &str, about: &str) -> Vec<u8> {
        let [catalog, pages, page, content, metadata] = [1, 2, 3, 4, HEAD].map(Ref::new);
        let (width, height) = (self.size.0 as f32, self.size.1 as f32);
        let mut pdf = Pdf::new();
        pdf.catalog(catalog).pages(pages);
        pdf.pages(pages).kids([page]).count(1);
        let mut sheet = pdf.page(page);
        sheet.media_box(Rect::new(0.0, 0.0, width, height)).parent(pages).contents(content);
        sheet.resources().x_objects().pair(Name(b"F"), root);
        sheet.finish();
        let mut operators = Content::new();
        operators.transform([width, 0.0, 0.0, height, 0.0, 0.0]).x_object(Name(b"F"));
        pdf.stream(content, &operators.finish());
        pdf.extend(drawn);
        pdf.document_info(metadata)
            .creator(TextStr(mark))
            .title(TextStr(&self.title))
            .subject(TextStr(about));
        pdf.finish()
    }

    /// The drawing as PNG of 600 dots an inch; `mark` and `about` go into its comments.
    ///
    /// # Errors
    /// For a letter that the font does not have.
    pub fn png(&self, mark: &str, about: &str) -> Result<Vec<u8>, DrawError> {
        let failed = |reason: String| DrawError::Converter { format: "png", reason };
        let tree = tree(&self.svg("")?).map_err(failed)?;
        let zoom = (DOTS / PIXELS) as f32;
        let (width, height) = (tree.size().width() * zoom, tree.size().height() * zoom);
        let mut image = tiny_skia::Pixmap::new(width.ceil() as u32, height.ceil() as u32)
            .ok_or_else(|| failed("it is too large".to_owned()))?;
        image.fill(tiny_skia::Color::WHITE);
        resvg::render(&tree, tiny_skia::Transform::from_scale(zoom, zoom), &mut image.as_mut());
        encoded(&image, mark, about).map_err(|error| failed(error.to_string()))
    }
}

/// The drawing as the converters read it, with the fonts that are built in and no others.
fn tree(svg: &str) -> Result<usvg::Tree, String> {
    let mut options = usvg::Options { font_family: "Liberation Sans".to_owned(), ..usvg::Options::default() };
    for font in [UPRIGHT, ITALIC] {
        options.fontdb_mut().load_font_source(usvg::fontdb::Source::Binary(Arc::new(font)));
    }
    usvg::Tree::from_str(svg, &options).map_err(|error| error.to_string())
}

/// An opaque image with its resolution and comments.
fn encoded(image: &tiny_skia::Pixmap, mark: &str, about: &str) -> Result<Vec<u8>, png::EncodingError> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, image.width(), image.height());
    encoder.set_color(png::ColorType::Rgb);
    let per_metre = (DOTS / 0.0254).round() as u32;
    let dimensions = png::PixelDimensions { xppu: per_metre, yppu: per_metre, unit: png::Unit::Meter };
    encoder.set_pixel_dims(Some(dimensions));
    encoder.add_itxt_chunk("Software".to_owned(), mark.to_owned())?;
    encoder.add_itxt_chunk("Description".to_owned(), about.to_owned())?;
    let colours: Vec<u8> = image.pixels().iter().flat_map(|p| [p.red(), p.green(), p.blue()]).collect();
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&colours)?;
    writer.finish()?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::{Anchor, Area, Text, Words};

    /// The first text of a group.
    fn text_of(group: &usvg::Group) -> Option<&usvg::Text> {
        group.children().iter().find_map(|node| match node {
            usvg::Node::Text(text) => Some(&**text),
            usvg::Node::Group(group) => text_of(group),
            _ => None,
        })
    }

    #[test]
    fn no_letter_is_lost_on_the_way_to_a_page() {
        let label = "α ≤ 2 × 10 Жé $N$ $x_n$ $10^{-3}$ $\\kappa W_n$";
        let words = Words::parse(label).expect("words");
        let mut drawing = Drawing::new("t", (200.0, 20.0));
        drawing.put(Text::new((5.0, 12.0), Anchor::Start, 8.0, words.clone()));
        let tree = tree(&drawing.svg("").expect("SVG")).expect("a tree");
        let text = text_of(tree.root()).expect("text");
        let letters: String = text.chunks().iter().map(|chunk| chunk.text()).collect();
        assert_eq!(letters, words.letters());
        let glyphs: Vec<_> = text.layouted().iter().flat_map(|span| &span.positioned_glyphs).collect();
        assert_eq!(glyphs.len(), letters.chars().count());
        assert!(glyphs.iter().all(|glyph| glyph.id.0 != 0));
        // What is laid out is as wide as what is drawn.
        let drawn = f64::from(text.bounding_box().width());
        assert!((drawn - words.width(8.0)).abs() < 2.0, "{drawn} {}", words.width(8.0));
        for opacity in [0.25, 0.5, 0.75] {
            let area = Area::rectangle((5.0, 12.0), (20.0, 3.0), [0, 0, 99]);
            drawing.put(Area { opacity, ..area });
        }
        let made = drawing.pdf("m", "a");
        for _ in 0..20 {
            assert!(drawing.pdf("m", "a") == made, "the same every time");
        }
        drawing.put(Text::new((5.0, 12.0), Anchor::Start, 8.0, Words::plain("数")));
        assert!(matches!(drawing.pdf("m", "a"), Err(DrawError::Letter { letter: '数', .. })));
    }
}
