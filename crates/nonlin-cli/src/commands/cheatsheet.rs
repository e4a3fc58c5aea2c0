//! `nonlin cheatsheet`

use super::named::{function, parted};
use crate::arguments::Cheatsheet;
use crate::output::{Failure, Status, print, print_json, write_file};
use indicatif::{ProgressBar, ProgressStyle};
use nonlin_lab::sheet::{Sheet, SheetPlan};
use nonlin_report::{SheetOptions, SheetPages, sheet_html, sheet_markdown};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// What a file is to hold.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Pdf,
    Svg,
    Png,
    Html,
    Markdown,
}

/// What was written.
#[derive(Serialize)]
struct Written {
    files: Vec<PathBuf>,
    functions: Vec<String>,
    /// None of a file that flows.
    pages: Option<usize>,
}

pub(crate) fn run(options: &Cheatsheet) -> Result<Status, Failure> {
    let format = format(&options.out)?;
    // Before seconds are spent on what could not be written.
    if let Some(folder) = options.out.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.is_dir()) {
        let (file, folder) = (options.out.display(), folder.display());
        return Err(Failure::new(format!("cannot write `{file}`: there is no folder `{folder}`; make it first")));
    }
    let plan = plan(options)?;
    let told = ProgressBar::new(plan.functions.len() as u64 + 1).with_style(
        ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}").unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    let sheet = Sheet::new(&plan, |name| {
        told.set_message(name.to_owned());
        told.inc(1);
    });
    told.finish_and_clear();
    let sheet = sheet?;
    let paged = SheetOptions { poster: options.poster, paper: options.paper, theme: options.theme };
    let mut written = Written {
        files: Vec::new(),
        functions: sheet.entries.iter().map(|entry| entry.name.clone()).collect(),
        pages: None,
    };
    let mut files: Vec<Vec<u8>> = Vec::new();
    match format {
        Format::Html => files.push(sheet_html(&sheet, options.theme)?.into_bytes()),
        Format::Markdown => files.push(sheet_markdown(&sheet)?.into_bytes()),
        Format::Pdf | Format::Svg | Format::Png => {
            let pages = SheetPages::new(&sheet, paged)?;
            written.pages = Some(pages.count());
            match format {
                Format::Svg => files.extend(pages.svg()?.into_iter().map(String::into_bytes)),
                Format::Png => files.extend(pages.png()?),
                _ => files.push(pages.pdf()?),
            }
        }
    }
    let several = files.len() > 1;
    for (place, bytes) in files.iter().enumerate() {
        let path = if several { numbered(&options.out, place + 1) } else { options.out.clone() };
        write_file(&path, bytes)?;
        written.files.push(path);
    }
    if options.json {
        print_json(&written)?;
    } else {
        print(&said(&written))?;
    }
    Ok(Status::SUCCESS)
}

/// Which functions, and what besides.
fn plan(options: &Cheatsheet) -> Result<SheetPlan, Failure> {
    let mut plan = if options.poster { SheetPlan::poster() } else { SheetPlan::book() };
    if let Some(names) = &options.only {
        plan.functions = parted(names).map(function).collect::<Result<_, _>>()?;
        if plan.functions.is_empty() {
            return Err(Failure::new("`--only` names no function; write it as in `--only gelu,relu`"));
        }
        // A choice of functions is these functions and nothing else.
        (plan.decisions, plan.flows) = (false, false);
    }
    Ok(if options.no_bench { plan.untimed() } else { plan })
}

fn format(path: &Path) -> Result<Format, Failure> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("pdf") => Ok(Format::Pdf),
        Some("svg") => Ok(Format::Svg),
        Some("png") => Ok(Format::Png),
        Some("html" | "htm") => Ok(Format::Html),
        Some("md") => Ok(Format::Markdown),
        _ => Err(Failure::new(format!("`{}`: its name must end in .pdf, .svg, .png, .html or .md", path.display()))),
    }
}

/// `sheet-1.png`
fn numbered(path: &Path, page: usize) -> PathBuf {
    let part =
        |part: Option<&std::ffi::OsStr>| part.map(|part| part.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!("{}-{page}.{}", part(path.file_stem()), part(path.extension())))
}

fn said(written: &Written) -> String {
    let number = |count: usize, one: &str| if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") };
    let functions = number(written.functions.len(), "function");
    let pages = written.pages.map_or_else(String::new, |pages| format!(" on {}", number(pages, "page")));
    let files = match &written.files[..] {
        [first, .., last] => format!("{} to {}", first.display(), last.display()),
        [one] => one.display().to_string(),
        [] => String::new(),
    };
    format!("{files}: {functions}{pages}\n")
}
