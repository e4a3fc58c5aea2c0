//! A plot as one HTML file that needs nothing else: the pointer and the keys read values off the curves.

use super::theme::{Palette, Theme};
use super::{Plot, PlotError};
use askama::Template;
use nonlin::curve::{Curve, Quantity};
use serde::Serialize;

#[derive(Template)]
#[template(path = "plot.html")]
struct Page {
    title: String,
    light: String,
    dark: String,
    /// The picture, and the numbers behind it as JSON: both safe to stand in a page.
    picture: String,
    numbers: String,
}

/// What the page's script reads.
#[derive(Serialize)]
struct Numbers<'a> {
    from: f64,
    to: f64,
    panels: Vec<Frame>,
    functions: Vec<Function<'a>>,
}

/// A panel, in pixels of the picture.
#[derive(Serialize)]
struct Frame {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

#[derive(Serialize)]
struct Function<'a> {
    label: &'a str,
    value: Vec<[f64; 2]>,
    slope: Vec<[f64; 2]>,
}

impl Plot {
    /// The plot as a page: a cursor that the pointer or the arrow keys move, names that hide their curve, light or dark as the reader's
    /// system is, unless another theme than [`Theme::Light`] was asked for.
    pub fn html(&self) -> Result<String, PlotError> {
        let (picture, panels) = self.drawn_in(Palette::either(), true)?;
        let frame = |panel: &super::picture::Placed| Frame {
            left: panel.left,
            top: panel.top,
            width: panel.width,
            height: panel.height,
        };
        let points = |curve: Option<&Curve>| -> Vec<[f64; 2]> {
            curve.into_iter().flat_map(Curve::points).map(|point| point.map(short)).collect()
        };
        let functions = self.functions.iter().map(|drawn| Function {
            label: &drawn.label,
            value: points(drawn.portrait.curve(Quantity::Value)),
            slope: points(drawn.portrait.curve(Quantity::Slope)),
        });
        let numbers = Numbers {
            from: self.span.from(),
            to: self.span.to(),
            panels: panels.iter().map(frame).collect(),
            functions: functions.collect(),
        };
        let failed = |problem: &dyn std::fmt::Display| PlotError::Written(problem.to_string());
        let json = serde_json::to_string(&numbers).map_err(|problem| failed(&problem))?;
        let labels: Vec<&str> = self.functions.iter().map(|drawn| drawn.label.as_str()).collect();
        let theme = self.options.theme;
        let page = Page {
            title: labels.join(", "),
            light: Palette::declarations(theme),
            dark: Palette::declarations(if theme == Theme::Light { Theme::Dark } else { theme }),
            picture,
            // No text of a person ends the element early.
            numbers: json.replace('<', "\\u003c"),
        };
        page.render().map_err(|problem| failed(&problem))
    }
}

/// Seven digits: more than a pixel tells.
fn short(x: f64) -> f64 {
    format!("{x:.6e}").parse().unwrap_or(x)
}
