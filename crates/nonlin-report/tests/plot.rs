//! Pictures of functions: what is in them, and what must not be.

use nonlin::curve::{Member, Quantity, Span, family};
use nonlin::functions::elementwise;
use nonlin_report::{Plot, PlotError, PlotOptions, Theme};

fn members(names: &[&str]) -> Vec<Member> {
    names.iter().flat_map(|name| family(name).unwrap()).collect()
}

fn plot(names: &[&str], options: PlotOptions) -> Plot {
    Plot::new(&members(names), Span::new(-6.0, 6.0).unwrap(), options).unwrap()
}

/// The paths of lines, without grids and axes.
fn paths(svg: &str) -> Vec<&str> {
    svg.split("<path d=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .filter(|path| path.contains('L'))
        .collect()
}

/// With `NONLIN_WRITE_PICTURES` set, the files are written anew: look at them before you keep them.
#[test]
fn pictures_are_as_they_were_looked_at() {
    let small = PlotOptions { size: [320, 200], ..PlotOptions::default() };
    let cases = [
        ("relu", plot(&["relu"], small.clone())),
        ("step", plot(&["step"], PlotOptions { theme: Theme::Dark, ..small.clone() })),
        (
            "family",
            plot(
                &["leaky_relu a=0.1,0.5"],
                PlotOptions { beside: vec![Quantity::Slope], theme: Theme::Print, ..small },
            ),
        ),
    ];
    for (name, plot) in cases {
        let path = format!("{}/tests/plots/{name}.svg", env!("CARGO_MANIFEST_DIR"));
        let svg = plot.svg().unwrap();
        if std::env::var_os("NONLIN_WRITE_PICTURES").is_some() {
            std::fs::write(&path, &svg).unwrap();
        }
        assert_eq!(svg, std::fs::read_to_string(&path).unwrap(), "{name}");
    }
}

#[test]
fn a_step_has_no_ramp_and_its_ends_say_whose_the_value_is() {
    let svg = plot(&["step"], PlotOptions::default()).svg().unwrap();
    let all = paths(&svg);
    let value = all.iter().find(|path| path.matches('M').count() > 1).unwrap();
    let places = |stroke: &str| -> Vec<(f64, f64)> {
        let pair = |text: &str| text.split_once(' ').map(|(x, y)| (x.parse().unwrap(), y.parse().unwrap()));
        stroke.split('L').filter_map(pair).collect()
    };
    let strokes: Vec<Vec<(f64, f64)>> = value.split('M').skip(1).map(places).collect();
    assert_eq!(strokes.len(), 2, "{value}");
    assert!(strokes.iter().all(|stroke| stroke.iter().all(|place| place.1 == stroke[0].1)), "{value}");
    assert_eq!(svg.matches("<circle").count(), 2);
}

#[test]
fn every_function_of_the_registry_can_be_drawn() {
    for function in elementwise() {
        let name = function.card().name;
        let options = PlotOptions { beside: vec![Quantity::SecondSlope, Quantity::Error], ..PlotOptions::default() };
        let svg = plot(&[name], options).svg().unwrap();
        assert!(paths(&svg).len() >= 3, "{name}");
        for wrong in ["NaN", "inf", "1e", "e+"] {
            assert!(!paths(&svg).concat().contains(wrong), "{name}: {wrong}");
        }
        let terminal = plot(&[name], PlotOptions::default()).terminal(|_, text| text.to_owned());
        assert!(terminal.lines().all(|line| line.chars().count() <= 80), "{terminal}");
    }
}

#[test]
fn names_do_not_touch_and_stay_inside() {
    let names: Vec<&str> = elementwise().map(|function| function.card().name).take(24).collect();
    for (size, count) in [([800, 500], 12), ([320, 200], 4), ([1200, 900], 24), ([500, 400], 24)] {
        let svg = plot(&names[..count], PlotOptions { size, beside: vec![Quantity::Slope], ..PlotOptions::default() })
            .svg()
            .unwrap();
        let mut before: Option<(f64, f64)> = None;
        for text in svg.split("<text ").skip(1) {
            let number = |key: &str| -> f64 {
                let rest = text.split(&format!("{key}=\"")).nth(1).unwrap();
                rest.split('"').next().unwrap().parse().unwrap()
            };
            let (x, y) = (number("x"), number("y"));
            assert!(
                x >= 0.0 && x <= f64::from(size[0]) && y > 0.0 && y <= f64::from(size[1]),
                "{size:?} {count}: {text}"
            );
            assert_ne!(before, Some((x, y)), "{size:?} {count}: {text}");
            before = Some((x, y));
        }
    }
}

#[test]
fn a_page_needs_nothing_else_and_takes_no_text_for_markup() {
    let html = plot(&["where(x < 1, x, 2) ", "gelu"], PlotOptions::default()).html().unwrap();
    let addresses = html.matches("://").count();
    assert_eq!(addresses, html.matches("http://www.w3.org/2000/svg").count(), "an address of something else");
    for outside in ["src=", "<link", "@import", "url("] {
        assert!(!html.contains(outside), "{outside}");
    }
    let label = family("where(x < 1, x, 2)").unwrap().remove(0).label;
    assert!(label.contains('<') && !html.contains(&label), "{label}");
    assert_eq!(html.matches("</script>").count(), 2);
    let json = html.split("id=\"numbers\">").nth(1).unwrap().split("</script>").next().unwrap();
    let numbers: serde_json::Value = serde_json::from_str(json).unwrap();
    assert_eq!(numbers["functions"][0]["label"], label);
    assert_eq!(numbers["functions"].as_array().unwrap().len(), 2);
}

#[test]
fn a_png_has_the_size_that_was_asked_for() {
    for size in [[320, 200], [800, 500]] {
        let png = plot(&["gelu"], PlotOptions { size, ..PlotOptions::default() }).png().unwrap();
        assert_eq!(&png[1..4], b"PNG");
        let side = |from: usize| u32::from_be_bytes(png[from..from + 4].try_into().unwrap());
        assert_eq!([side(16), side(20)], size);
        // Letters and lines, not a blank sheet.
        assert!(png.len() > 4000, "{} bytes", png.len());
    }
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    let span = Span::new(-6.0, 6.0).unwrap();
    let refused = |names: &[&str], options: PlotOptions| Plot::new(&members(names), span, options).unwrap_err();
    let plain = PlotOptions::default;
    assert_eq!(refused(&[], plain()), PlotError::Count(0));
    assert_eq!(refused(&["gelu"; 25], plain()), PlotError::Count(25));
    assert_eq!(refused(&["gelu"], PlotOptions { size: [100, 100], ..plain() }), PlotError::Size(100, 100));
    assert_eq!(refused(&["gelu"], PlotOptions { size: [9999, 500], ..plain() }), PlotError::Size(9999, 500));
    assert_eq!(refused(&["gelu"], PlotOptions { y_range: Some([1.0, 1.0]), ..plain() }), PlotError::Heights(1.0, 1.0));
    let crowded = Plot::new(
        &members(&["elu alpha=1,2,3,4,5,6,7,8", "celu alpha=1,2,3,4,5,6,7,8"]),
        span,
        PlotOptions { size: [200, 200], split: true, ..plain() },
    );
    assert_eq!(crowded.unwrap().svg(), Err(PlotError::Crowded { width: 200, height: 200 }));
    for nowhere in ["log(-1 - x^2)", "x / 0", "nan * x"] {
        assert!(matches!(refused(&["gelu", nowhere], plain()), PlotError::Nothing { .. }), "{nowhere}");
    }
}
