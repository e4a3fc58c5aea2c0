//! Every bad input: one line that says what is wrong, where, and what to do next.

use std::fs;

use nonlin_lab::data::{MAX_FILE_BYTES, Table, Task};

use crate::{csv, understand};

/// The message for the file `my.csv` with `bytes` in it, of which `y` is to be predicted.
fn refusal_of_bytes(bytes: &[u8]) -> String {
    let dataset =
        Table::parse("my.csv", bytes).and_then(|table| nonlin_lab::data::Dataset::new(table, &["y".to_string()], None));
    message(dataset)
}

fn refusal(csv: &str, targets: &[&str], task: Option<Task>) -> String {
    message(understand(csv, targets, task))
}

fn message<T: std::fmt::Debug>(result: Result<T, nonlin_lab::data::DataError>) -> String {
    let text = result.expect_err("must be refused").to_string();
    assert!(!text.contains('\n'), "more than one line: {text}");
    text
}

/// Twelve rows of numbers `x` and a two-valued `y`, and line 5 replaced by `line`.
fn with_line_5(line: &str) -> String {
    csv("x,y", 12, |i| if i == 3 { line.to_string() } else { format!("{},{}", i * i, i % 2) })
}

#[test]
fn files_that_cannot_be_read() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let at = |name: &str| folder.path().join(name);
    let refused = |name: &str| message(Table::read(&at(name))).replace(&at("").display().to_string(), "");

    assert_eq!(refused("none.csv"), "none.csv: there is no such file; check the path");
    fs::create_dir(at("folder")).expect("writable");
    assert_eq!(refused("folder"), "folder: this is a folder; name a file inside it");
    let huge = fs::File::create(at("huge.csv")).expect("writable");
    huge.set_len(MAX_FILE_BYTES + 1).expect("a sparse file");
    assert_eq!(refused("huge.csv"), "huge.csv: is larger than 2 GiB; take a sample of its rows with `--rows`");
}

#[test]
fn files_that_are_no_table() {
    let not_text =
        |line| format!("my.csv: is not a text file (line {line} is not UTF-8); save the table as CSV in UTF-8");
    assert_eq!(refusal_of_bytes(b"x,y\n1,2\n\xff,3\n"), not_text(3));
    assert_eq!(refusal_of_bytes(b"x,y\r\n1,\0\r\n"), not_text(2));
    let cut_off = refusal_of_bytes(b"\x1f\x8b\x08\x00");
    assert!(cut_off.starts_with("my.csv: gzip, packed data: cannot be unpacked ("), "{cut_off}");
    assert_eq!(
        refusal_of_bytes(b"\x28\xb5\x2f\xfdabc"),
        "my.csv: is not a text file but packed with zstd; unpack it first"
    );
    for empty in ["", "\u{feff}", "\n \r\n"] {
        assert_eq!(refusal_of_bytes(empty.as_bytes()), "my.csv: is empty; it needs a header line and rows");
    }
    assert_eq!(
        refusal_of_bytes(b",x,y\n0,1,2\n"),
        "my.csv: column 1 has no name in the header; name it, or remove it if it only numbers the rows \
         (pandas: `to_csv(..., index=False)`)"
    );
    assert_eq!(refusal_of_bytes(b"x,y, x\n1,2,3\n"), "my.csv: columns 1 and 3 are both named `x`; rename one of them");
    assert_eq!(
        refusal_of_bytes(b"y\n1\n2\n"),
        "my.csv: has only one column, `y`; a target and at least one input are needed, \
         separated by commas, semicolons or tabs"
    );
}

#[test]
fn too_few_rows() {
    let rows = |n: usize| csv("x,y", n, |i| format!("{i},{}", i % 2));
    let needed = "at least 10 are needed for train, validation and test parts";
    assert_eq!(refusal(&rows(0), &["y"], None), "my.csv: has a header but no rows; add the data under it");
    assert_eq!(refusal(&rows(1), &["y"], None), format!("my.csv: has 1 row; {needed}"));
    assert_eq!(refusal(&rows(9), &["y"], None), format!("my.csv: has 9 rows; {needed}"));
    let gaps = csv("x,y", 12, |i| format!("{i},{}", if i < 5 { "NA" } else { "1" }));
    assert_eq!(refusal(&gaps, &["y"], None), format!("my.csv: only 7 of 12 rows have a value in `y`; {needed}"));
}

#[test]
fn rows_of_another_length() {
    assert_eq!(
        refusal(&with_line_5("9,1,7"), &["y"], None),
        "my.csv: line 5 has 3 fields, the header has 2; check that line for a missing or extra separator"
    );
    let after_blank_and_quoted_lines = with_line_5("9").replace("x,y\n0,0\n", "x,y\r\n\r\n   \r\n\"0\n\",0\n");
    assert_eq!(
        refusal(&after_blank_and_quoted_lines, &["y"], None),
        "my.csv: line 8 has 1 field, the header has 2; check that line for a missing or extra separator"
    );
    assert_eq!(
        refusal(&with_line_5("\"9,1"), &["y"], None),
        "my.csv: line 5 has 1 field, the header has 2; check that line for a missing or extra separator \
         or a quote that is never closed"
    );
}

#[test]
fn targets_that_are_not_there() {
    let table = csv("species,island,Sex", 12, |i| format!("{},{i},{i}", i % 2));
    let columns = "columns: `species`, `island`, `Sex`";
    assert_eq!(
        refusal(&table, &["specis"], None),
        format!("my.csv: no column `specis`; did you mean `species`? {columns}")
    );
    assert_eq!(refusal(&table, &["sex"], None), format!("my.csv: no column `sex`; did you mean `Sex`? {columns}"));
    assert_eq!(refusal(&table, &["price"], None), format!("my.csv: no column `price`; {columns}"));
    assert_eq!(
        refusal(&table, &[], None),
        "my.csv: no target was named; choose the column to predict with `--target`: `species`, `island`, `Sex`"
    );
    assert_eq!(refusal(&table, &["Sex", "Sex"], None), "my.csv: the target `Sex` is named twice; name it once");
    let header: Vec<String> = (0..20).map(|i| format!("column_{i}")).collect();
    let wide = csv(&header.join(","), 12, |_| "1,".repeat(19) + "1");
    let text = refusal(&wide, &["y"], None);
    assert!(text.ends_with("`column_10`, `column_11` and 8 more"), "{text}");
}

#[test]
fn targets_that_cannot_be_learnt() {
    let y = |rows, value: fn(usize) -> String| csv("x,y", rows, |i| format!("{},{}", i * i, value(i)));
    assert_eq!(
        refusal(&y(12, |_| "?".into()), &["y"], None),
        "my.csv: the target `y` has no values, every cell is missing; choose another target"
    );
    assert_eq!(
        refusal(&y(12, |_| "3.0".into()), &["y"], None),
        "my.csv: the target `y` is `3` in every row, so there is nothing to learn; choose another target"
    );
    assert_eq!(
        refusal(&y(12, |i| ["red", "blue"][usize::from(i == 4)].into()), &["y"], None),
        "my.csv: the class `blue` of `y` has 1 row; at least 3 are needed, one for each part: \
         merge it with another class, drop its rows or collect more"
    );
    assert_eq!(
        refusal(&y(20, |i| (i / 4 + i / 17 + i / 18).to_string()), &["y"], Some(Task::MultiClass)),
        "my.csv: the class `4` of `y` has 1 row (and 2 more classes are as rare); at least 3 are needed, \
         one for each part: merge it with another class, drop its rows or collect more"
    );
    assert_eq!(
        refusal(&y(12, |i| format!("name {i}")), &["y"], None),
        "my.csv: the target `y` has 12 different values in 12 rows, too many to learn each as a class; \
         choose another target"
    );
    assert_eq!(
        refusal(&y(12, |i| if i == 3 { "unknown".into() } else { i.to_string() }), &["y"], None),
        "my.csv: the target `y` has 12 different values in 12 rows, too many to learn each as a class; \
         choose another target, or empty the cells that are not numbers (line 5 has `unknown`)"
    );
}

#[test]
fn tasks_that_do_not_fit() {
    let table = csv("x,y,z", 30, |i| format!("{},{},{}", i * i, ["a", "b", "c"][i % 3], i % 2));
    assert_eq!(
        refusal(&table, &["y"], Some(Task::Regression)),
        "my.csv: the target `y` holds text (line 2 has `a`), and regression needs numbers; \
         choose another target or leave out `--task regression`"
    );
    assert_eq!(
        refusal(&table, &["y"], Some(Task::Binary)),
        "my.csv: the target `y` has 3 different values, and a binary target needs exactly 2; \
         use `--task multiclass`, or leave out `--task`"
    );
    assert_eq!(
        refusal(&table, &["y", "z"], None),
        "my.csv: the target `y` has 3 different values, and a multilabel target needs exactly 2; \
         leave it out of the targets, or name it alone"
    );
    assert_eq!(
        refusal(&table, &["y", "z"], Some(Task::Binary)),
        "my.csv: 2 targets make a multilabel task, not binary; name one target, or leave out `--task binary`"
    );
    assert_eq!(
        "clustering".parse::<Task>().expect_err("no such task").to_string(),
        "no task `clustering`; the tasks are regression, binary, multiclass and multilabel"
    );
}

#[test]
fn cells_that_are_no_finite_number() {
    for cell in ["nan", "NaN", "-inf", "Infinity", "1e999"] {
        assert_eq!(
            refusal(&with_line_5(&format!("{cell},1")), &["y"], None),
            format!(
                "my.csv: line 5, column `x`: `{cell}` is not a finite number; \
                 correct it, or leave the cell empty if the value is missing"
            )
        );
    }
    let names = csv("x,name,y", 12, |i| format!("{i},{},{}", ["Nan", "Ida", "Inf"][i % 3], i % 2));
    assert!(understand(&names, &["y"], None).is_ok(), "words among text are words");
}

#[test]
fn nothing_to_learn_from() {
    let table = csv("a,b,name,y", 24, |i| format!("1,,name {i},{}", i % 2));
    assert_eq!(
        refusal(&table, &["y"], None),
        "my.csv: no column is left to learn from, as none of `a`, `b`, `name` can be used \
         (constant, all missing, identifier or dropped); add a column of numbers or categories"
    );
}
