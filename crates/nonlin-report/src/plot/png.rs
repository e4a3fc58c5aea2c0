//! SVG as PNG. Letters are those of `DejaVu`, whatever fonts a machine has.

use super::PlotError;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

/// An SVG, ours or of the lab, as PNG of its own size, on what background it has.
pub fn png_of_svg(svg: &str) -> Result<Vec<u8>, PlotError> {
    let failed = |problem: &dyn std::fmt::Display| PlotError::Written(problem.to_string());
    let mut options = Options { font_family: FONT.to_owned(), ..Options::default() };
    let fonts = options.fontdb_mut();
    fonts.load_font_data(dejavu::sans::regular().to_vec());
    fonts.load_font_data(dejavu::sans::bold().to_vec());
    fonts.set_sans_serif_family(FONT);
    let tree = Tree::from_str(svg, &options).map_err(|problem| failed(&problem))?;
    let size = tree.size().to_int_size();
    let mut pixels = Pixmap::new(size.width(), size.height()).ok_or_else(|| failed(&"it has no size"))?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    pixels.encode_png().map_err(|problem| failed(&problem))
}

const FONT: &str = "DejaVu Sans";
