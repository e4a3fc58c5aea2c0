//! What holds over several data sets, as text.

use crate::study::fill;
use crate::table::{right, table};
use nonlin_lab::study::Several;
use std::fmt::Write;

/// The mean ranks and what may be said of them. `emphasise` makes the verdict's sentence stand out.
pub fn over_all(several: &Several, emphasise: impl Fn(&str) -> String) -> String {
    let sets = several.data.len();
    let mut rows = table(["", "activation", "mean rank", "best on", "not worse on", "p"]);
    for (place, standing) in several.standings.iter().enumerate() {
        let worse = !several.group.contains(&standing.activation);
        rows.add_row([
            (place + 1).to_string(),
            standing.activation.clone(),
            format!("{:.2}", standing.mean_rank),
            standing.ranks.iter().filter(|&&rank| rank < 2.0).count().to_string(),
            format!("{} of {sets}", standing.in_group),
            standing
                .p
                .map_or_else(|| "advised".to_owned(), |p| format!("{}{}", small(p), if worse { " *" } else { "  " })),
        ]);
    }
    right(&mut rows, &[0, 2, 3, 4, 5]);
    let mut text = format!("{rows}\n");
    let legend = format!(
        "mean rank of the test scores over {sets} data sets; not worse on: in the group that was not shown to be worse there; p: that its mean \
         rank is the advised one's (Holm), with * where it is shown to be worse. That all ranks are alike has p {} (Friedman).",
        small(several.friedman)
    );
    let _ = writeln!(text, "{}", fill(&legend));
    if !several.incomplete.is_empty() {
        let left = format!("Left out, for want of a result somewhere: {}.", several.incomplete.join(", "));
        let _ = writeln!(text, "{}", fill(&left));
    }
    let _ = write!(text, "\n{}\n", emphasise(&fill(&several.sentence)));
    let others: Vec<&str> = several.group.iter().filter(|name| **name != several.advice).map(String::as_str).collect();
    if !others.is_empty() {
        let _ = writeln!(text, "{}", fill(&format!("Not shown to be worse: {}.", others.join(", "))));
    }
    text
}

fn small(p: f64) -> String {
    if p < 0.001 { "< 0.001".to_owned() } else { format!("{p:.3}") }
}
