//! The look of all tables.

use comfy_table::{Cell, CellAlignment, ContentArrangement, LineStyle, Table, presets};

/// A table with these headings, ruled only above, below and under the heading.
pub(crate) fn table<'a>(headings: impl IntoIterator<Item = &'a str>) -> Table {
    // Rules between rows only make a long table harder to read.
    let mut ruled = presets::UTF8_HORIZONTAL_ONLY;
    ruled.row_separator = LineStyle::none();
    let mut table = Table::new();
    table
        .load_style(ruled)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(crate::WIDTH).unwrap_or(u16::MAX))
        .set_header(headings.into_iter().map(Cell::new));
    table
}

/// Numbers stand to the right.
pub(crate) fn right(table: &mut Table, columns: &[usize]) {
    for &place in columns {
        if let Some(column) = table.column_mut(place) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}
