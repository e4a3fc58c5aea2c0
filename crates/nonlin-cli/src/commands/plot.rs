//! `nonlin plot`

use super::named::{failure, text};
use crate::arguments;
use crate::output::{Failure, Status, print, print_json, write_file};
use anstyle::AnsiColor;
use nonlin::curve::{FamilyError, Member, Quantity, Span, family};
use nonlin_report::{Plot, PlotOptions};
use std::path::Path;

/// Of lines on a terminal, over and over.
const COLOURS: [AnsiColor; 7] = [
    AnsiColor::Cyan,
    AnsiColor::Yellow,
    AnsiColor::Green,
    AnsiColor::Magenta,
    AnsiColor::Blue,
    AnsiColor::Red,
    AnsiColor::White,
];

/// What a file is to hold.
#[derive(Clone, Copy)]
enum Format {
    Svg,
    Png,
    Html,
}

pub(crate) fn run(options: &arguments::Plot) -> Result<Status, Failure> {
    let out = options.out.as_deref().map(|path| Ok::<_, Failure>((path, format(path)?))).transpose()?;
    let span =
        Span::new(options.range.0, options.range.1).map_err(|problem| Failure::new(format!("`--range`: {problem}")))?;
    let beside =
        [(options.slope, Quantity::Slope), (options.second, Quantity::SecondSlope), (options.error, Quantity::Error)];
    let wanted = PlotOptions {
        beside: beside.into_iter().filter_map(|(wanted, quantity)| wanted.then_some(quantity)).collect(),
        y_range: options.y_range.map(|(low, high)| [low, high]),
        size: options.size,
        theme: options.theme,
        split: options.split,
    };
    let plot = Plot::new(&members(&options.names)?, span, wanted)?;
    if let Some((path, format)) = out {
        let bytes = match format {
            Format::Svg => plot.svg()?.into_bytes(),
            Format::Png => plot.png()?,
            Format::Html => plot.html()?.into_bytes(),
        };
        write_file(path, &bytes)?;
    }
    if options.json {
        print_json(&plot)?;
    } else if out.is_none() {
        let coloured = |line: usize, text: &str| {
            let style = COLOURS[line % COLOURS.len()].on_default();
            format!("{}{text}{}", style.render(), style.render_reset())
        };
        print(&plot.terminal(coloured))?;
    }
    Ok(Status::SUCCESS)
}

fn format(path: &Path) -> Result<Format, Failure> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("svg") => Ok(Format::Svg),
        Some("png") => Ok(Format::Png),
        Some("html" | "htm") => Ok(Format::Html),
        _ => Err(Failure::new(format!("`{}`: its name must end in .svg, .png or .html", path.display()))),
    }
}

/// The functions that were named; settings that are words of their own belong to the name before them.
fn members(names: &[String]) -> Result<Vec<Member>, Failure> {
    let mut texts: Vec<String> = Vec::new();
    for name in names {
        match texts.last_mut() {
            Some(last) if is_setting(name) => {
                last.push(' ');
                last.push_str(name);
            }
            _ => texts.push(text(name)?.trim_end().to_owned()),
        }
    }
    let mut all = Vec::new();
    for text in texts {
        all.extend(family(&text).map_err(|problem| match problem {
            FamilyError::Unknown(problem) => failure(problem),
            other => other.into(),
        })?);
    }
    Ok(all)
}

/// `alpha=0.5,1,2`.
fn is_setting(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, values)| {
        let named = !name.is_empty() && name.trim().chars().all(|c| c.is_alphanumeric() || c == '_');
        named && values.split(',').all(|value| value.trim().parse::<f64>().is_ok())
    })
}
