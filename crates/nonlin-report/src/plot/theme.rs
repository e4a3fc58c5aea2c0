//! Colours: Okabe and Ito's (2008), which colour-blind readers can tell apart, as far as the background lets them be seen.

use std::fmt::Write;
use std::str::FromStr;

/// Colours for a background.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Theme {
    /// Dark on white.
    #[default]
    Light,
    /// Light on black.
    Dark,
    /// Black and grey on white: lines differ by their dashes.
    Print,
}

impl FromStr for Theme {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "light" => Ok(Self::Light),
            "dark" => Ok(Self::Dark),
            "print" => Ok(Self::Print),
            _ => Err("light, dark or print".to_owned()),
        }
    }
}

/// The colours of a picture.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Palette {
    pub(crate) background: &'static str,
    /// Titles.
    pub(crate) ink: &'static str,
    /// Numbers at axes.
    pub(crate) muted: &'static str,
    pub(crate) grid: &'static str,
    /// Lines through 0.
    pub(crate) axis: &'static str,
    /// Where learning stalls.
    pub(crate) shade: &'static str,
    /// Lines, and the same darker or lighter for letters.
    pub(crate) lines: &'static [[&'static str; 2]],
}

/// Dashes and gaps, in pixels; the first line is whole.
pub(crate) const DASHES: [&str; 4] = ["", "8 4", "2 4", "9 3 2 3"];

const LIGHT: Palette = Palette {
    background: "#ffffff",
    ink: "#1f2328",
    muted: "#59616b",
    grid: "#e8eaed",
    axis: "#9aa1a9",
    shade: "#f8eedc",
    lines: &[
        ["#0072b2", "#0067a1"],
        ["#d55e00", "#b04d00"],
        ["#009e73", "#00795a"],
        ["#cc79a7", "#a8487d"],
        ["#56b4e9", "#2378ad"],
        ["#e69f00", "#8f6200"],
        ["#4d4d4d", "#4d4d4d"],
    ],
};

const DARK: Palette = Palette {
    background: "#14171c",
    ink: "#e8eaed",
    muted: "#a3abb5",
    grid: "#272c34",
    axis: "#6b7480",
    shade: "#2f291f",
    lines: &[
        ["#56b4e9", "#7cc5ef"],
        ["#e69f00", "#f0b53a"],
        ["#2bbd93", "#43cfa7"],
        ["#dd93bd", "#e5a9cb"],
        ["#f0e442", "#f0e442"],
        ["#f0783a", "#f5915c"],
        ["#c9ced6", "#c9ced6"],
    ],
};

const PRINT: Palette = Palette {
    background: "#ffffff",
    ink: "#000000",
    muted: "#333333",
    grid: "#e0e0e0",
    axis: "#777777",
    shade: "#ececec",
    lines: &[["#000000", "#000000"], ["#555555", "#444444"], ["#888888", "#555555"]],
};

/// Whichever the reader's system prefers: the page says what these are.
const EITHER: Palette = Palette {
    background: "var(--background)",
    ink: "var(--ink)",
    muted: "var(--muted)",
    grid: "var(--grid)",
    axis: "var(--axis)",
    shade: "var(--shade)",
    lines: &[
        ["var(--line-0)", "var(--text-0)"],
        ["var(--line-1)", "var(--text-1)"],
        ["var(--line-2)", "var(--text-2)"],
        ["var(--line-3)", "var(--text-3)"],
        ["var(--line-4)", "var(--text-4)"],
        ["var(--line-5)", "var(--text-5)"],
        ["var(--line-6)", "var(--text-6)"],
    ],
};

impl Palette {
    pub(crate) fn of(theme: Theme) -> Self {
        match theme {
            Theme::Light => LIGHT,
            Theme::Dark => DARK,
            Theme::Print => PRINT,
        }
    }

    pub(crate) fn either() -> Self {
        EITHER
    }

    /// The colours of the line and of its letters, and its dashes.
    pub(crate) fn line(&self, place: usize) -> ([&'static str; 2], &'static str) {
        (self.lines[place % self.lines.len()], DASHES[place % DASHES.len()])
    }

    /// What `either` stands for, as declarations of CSS.
    pub(crate) fn declarations(theme: Theme) -> String {
        let palette = Self::of(theme);
        let named = [
            ("background", palette.background),
            ("ink", palette.ink),
            ("muted", palette.muted),
            ("grid", palette.grid),
            ("axis", palette.axis),
            ("shade", palette.shade),
        ];
        let mut text = String::new();
        for (name, colour) in named {
            let _ = write!(text, "--{name}:{colour};");
        }
        for i in 0..EITHER.lines.len() {
            let [line, letters] = palette.lines[i % palette.lines.len()];
            let _ = write!(text, "--line-{i}:{line};--text-{i}:{letters};");
        }
        text
    }
}
