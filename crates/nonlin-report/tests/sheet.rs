//! The cheatsheet: everything is on it, and nothing lies over anything else.

use nonlin::functions::{CLASSICS, all};
use nonlin_lab::sheet::{Sheet, SheetPlan};
use nonlin_report::{Paper, SheetError, SheetOptions, SheetPages, TextBox, Theme, sheet_html, sheet_markdown};
use std::sync::LazyLock;

static BOOK: LazyLock<Sheet> = LazyLock::new(|| Sheet::new(&SheetPlan::book().untimed(), |_| ()).unwrap());

/// Functions timed, so that the cards have all that they can have.
static POSTER: LazyLock<Sheet> = LazyLock::new(|| Sheet::new(&SheetPlan::poster(), |_| ()).unwrap());

fn pages(sheet: &Sheet, poster: bool, paper: Paper) -> SheetPages {
    SheetPages::new(sheet, SheetOptions { poster, paper, theme: Theme::Light }).unwrap()
}

/// How far rectangles reach into each other, in points.
fn overlap(a: [f64; 4], b: [f64; 4]) -> [f64; 2] {
    [0, 1].map(|side| (a[side] + a[side + 2]).min(b[side] + b[side + 2]) - a[side].max(b[side]))
}

fn inside(area: [f64; 4], size: [f64; 2]) -> bool {
    area[0] >= 0.0 && area[1] >= 0.0 && area[0] + area[2] <= size[0] && area[1] + area[3] <= size[1]
}

#[test]
fn nothing_lies_over_anything_else_or_leaves_the_page() {
    for paper in [Paper::A4, Paper::Letter] {
        for (sheet, poster) in [(&*BOOK, false), (&*POSTER, true)] {
            let pages = pages(sheet, poster, paper);
            for page in 0..pages.count() {
                let said = format!("{paper}, poster {poster}, page {}", page + 1);
                let texts = pages.texts(page);
                assert!(!texts.is_empty(), "{said}");
                for text in &texts {
                    assert!(inside(text.area, pages.size()), "{said}: {text:?}");
                    assert!(text.complete, "{said}: no font has all of {text:?}");
                }
                let over = |a: &TextBox, b: &TextBox| overlap(a.area, b.area).iter().all(|&by| by > 0.4);
                for (place, a) in texts.iter().enumerate() {
                    if let Some(b) = texts[place + 1..].iter().find(|b| over(a, b)) {
                        panic!("{said}: {a:?} and {b:?}");
                    }
                }
                let areas = pages.areas(page);
                for (place, &a) in areas.iter().enumerate() {
                    assert!(inside(a, pages.size()), "{said}: {a:?}");
                    let touched = areas[place + 1..].iter().any(|&b| overlap(a, b).iter().all(|&by| by > 0.1));
                    assert!(!touched, "{said}: {a:?}");
                }
            }
        }
    }
}

#[test]
fn every_function_has_a_card_and_every_card_is_in_the_contents() {
    let book = pages(&BOOK, false, Paper::A4);
    let contents = book.contents();
    let named: Vec<&str> = contents.iter().flatten().copied().collect();
    let cover: Vec<String> = book.texts(0).into_iter().map(|text| text.text).collect();
    for function in all() {
        let name = function.card().name;
        assert_eq!(named.iter().filter(|known| **known == name).count(), 1, "{name}");
        assert!(cover.iter().any(|text| text == name), "{name} is not on the cover");
    }
    let poster = pages(&POSTER, true, Paper::Letter);
    assert_eq!((poster.count(), &poster.contents()[0][1..]), (1, &CLASSICS[..]));
    let html = sheet_html(&BOOK, Theme::Light).unwrap();
    let markdown = sheet_markdown(&BOOK).unwrap();
    for function in all() {
        let name = function.card().name;
        assert!(html.contains(&format!("<article id=\"{}\">", name.replace('_', "-"))), "{name}");
        assert!(markdown.contains(&format!("\n### {}\n", name.replace('_', "\\_"))), "{name}");
    }
    assert_eq!(markdown.lines().filter(|line| line.matches('$').count() % 2 == 1).collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn a_card_says_all_that_is_asked_of_it() {
    let texts = pages(&POSTER, true, Paper::A4).texts(0);
    let labels = ["monotone", "zero-centred", "smoothness", "saturates", "slope at 0", "dead units"];
    // A word of a sentence may stand on a line alone, so these are the least.
    let count = |label: &str| texts.iter().filter(|text| text.text == label).count();
    // Softmax is a function of rows, of which these are not proven.
    for label in labels {
        assert!(count(label) >= CLASSICS.len() - 1, "{label}: {}", count(label));
    }
    for label in ["range", "initialiser", "use", "cost"] {
        assert!(count(label) >= CLASSICS.len(), "{label}: {}", count(label));
    }
}

#[test]
fn every_form_is_what_it_says() {
    let pages = pages(&BOOK, false, Paper::Letter);
    let pdf = pages.pdf().unwrap();
    assert!(pdf.starts_with(b"%PDF-") && pdf.trim_ascii_end().ends_with(b"%%EOF"));
    let text = String::from_utf8_lossy(&pdf);
    let count = text.matches("/Type/Page").count() + text.matches("/Type /Page").count();
    // The list of pages has the same word at its beginning.
    let lists = text.matches("/Type/Pages").count() + text.matches("/Type /Pages").count();
    assert_eq!(count - lists - text.matches("/Type/PageLabel").count(), pages.count());
    let svg = pages.svg().unwrap();
    assert_eq!(svg.len(), pages.count());
    assert!(svg.iter().all(|page| resvg::usvg::roxmltree::Document::parse(page).is_ok()));
    assert!(pages.png_of(1).unwrap().unwrap().starts_with(b"\x89PNG"));
    assert!(pages.svg_of(pages.count()).is_none() && pages.png_of(999).is_none());
    let html = sheet_html(&BOOK, Theme::Light).unwrap();
    let without = html.replace("http://www.w3.org/", "");
    assert!(
        !without.contains("http:")
            && !without.contains("https:")
            && !html.contains("<script")
            && html.contains("<mfrac>")
    );
}

#[test]
fn too_many_for_a_poster_and_none_at_all_are_told() {
    let options = SheetOptions { poster: true, ..SheetOptions::default() };
    assert!(matches!(SheetPages::new(&BOOK, options), Err(SheetError::Crowded(_))));
    let none = Sheet { entries: Vec::new(), ..POSTER.clone() };
    assert!(matches!(SheetPages::new(&none, options), Err(SheetError::Empty)));
}
