//! SVG as PNG. Letters are those of `DejaVu`, whatever fonts a machine has.

use super::PlotError;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};
use std::sync::LazyLock;

/// An SVG, ours or of the lab, as PNG of its own size, on what background it has.
pub fn png_of_svg(svg: &str) -> Result<Vec<u8>, PlotError> {
    raster(svg, 1.0, &*SANS)
}

/// An SVG as PNG of so many times its size, with the letters of these fonts.
pub(crate) fn raster(svg: &str, times: f32, letters: &[&'static [u8]]) -> Result<Vec<u8>, PlotError> {
    let failed = |problem: &dyn std::fmt::Display| PlotError::Written(problem.to_string());
    let mut options = Options { font_family: FONT.to_owned(), ..Options::default() };
    let fonts = options.fontdb_mut();
    for font in letters {
        fonts.load_font_data(font.to_vec());
    }
    fonts.set_sans_serif_family(FONT);
    let tree = Tree::from_str(svg, &options).map_err(|problem| failed(&problem))?;
    let size = tree.size().to_int_size().scale_by(times).ok_or_else(|| failed(&"it has no size"))?;
    let mut pixels = Pixmap::new(size.width(), size.height()).ok_or_else(|| failed(&"it has no size"))?;
    resvg::render(&tree, Transform::from_scale(times, times), &mut pixels.as_mut());
    pixels.encode_png().map_err(|problem| failed(&problem))
}

/// The letters of pictures.
static SANS: LazyLock<[&'static [u8]; 2]> = LazyLock::new(|| [dejavu::sans::regular(), dejavu::sans::bold()]);

const FONT: &str = "DejaVu Sans";
