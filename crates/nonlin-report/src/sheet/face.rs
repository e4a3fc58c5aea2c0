//! The letters of a page, and how wide they are: those of `DejaVu`, so that a page is the same on every machine.

use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};
use std::sync::LazyLock;

/// A typeface.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Face {
    /// Text.
    Regular,
    /// Names and headings.
    Bold,
    /// Numbers and names of functions in formulas.
    Serif,
    /// Letters in formulas.
    Italic,
}

/// A letter of a face.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Glyph {
    /// Its number in the font; 0 if the font has none.
    pub(super) number: u32,
    /// Its width in heights of a letter.
    pub(super) advance: f64,
}

impl Face {
    pub(super) const ALL: [Self; 4] = [Self::Regular, Self::Bold, Self::Serif, Self::Italic];

    /// The font file.
    pub(super) fn data(self) -> &'static [u8] {
        match self {
            Self::Regular => dejavu::sans_condensed::regular(),
            Self::Bold => dejavu::sans_condensed::bold(),
            Self::Serif => dejavu::serif_condensed::regular(),
            Self::Italic => dejavu::serif_condensed::italic(),
        }
    }

    /// What an SVG says of it, beside what the whole picture says.
    pub(super) fn attributes(self) -> &'static str {
        match self {
            Self::Regular => "",
            Self::Bold => " font-weight=\"700\"",
            Self::Serif => SERIF,
            Self::Italic => ITALIC,
        }
    }

    pub(super) fn glyph(self, letter: char) -> Glyph {
        static FONTS: LazyLock<[Option<FontRef<'static>>; 4]> =
            LazyLock::new(|| Face::ALL.map(|face| FontRef::from_index(face.data(), 0).ok()));
        let nothing = Glyph { number: 0, advance: 0.6 };
        let Some(font) = FONTS.get(self as usize).and_then(Option::as_ref) else { return nothing };
        let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        let number = font.charmap().map(letter).unwrap_or_default();
        let units = f64::from(font.metrics(Size::unscaled(), LocationRef::default()).units_per_em.max(1));
        let advance = metrics.advance_width(number).map_or(0.6, |width| f64::from(width) / units);
        Glyph { number: number.to_u32(), advance }
    }

    /// The width of a text in letters of this height.
    pub(super) fn width(self, text: &str, size: f64) -> f64 {
        text.chars().map(|letter| self.glyph(letter).advance).sum::<f64>() * size
    }
}

const SERIF: &str = " font-family=\"DejaVu Serif Condensed, DejaVu Serif, Cambria, Georgia, serif\"";
const ITALIC: &str =
    " font-family=\"DejaVu Serif Condensed, DejaVu Serif, Cambria, Georgia, serif\" font-style=\"italic\"";
