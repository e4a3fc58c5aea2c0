//! A folder of pictures: one sub-folder per class, or `train` and `test` folders of such.

use std::fs::{File, read_dir};
use std::io::Read;
use std::path::{Path, PathBuf};

use super::array::channels_first;
use super::picture;
use crate::data::block::{Block, Pixels};
use crate::data::source::{Given, Source};
use crate::data::spelling::count;
use crate::data::table::RawColumn;
use crate::data::{DataError, ImageSize, Table, memory};

/// The name of the column that says which sub-folder a picture is in.
const CLASS: &str = "class";

/// The longest side of a picture where nobody says another.
const USUAL_SIDE: usize = 128;

/// The largest picture file.
const MAX_PICTURE_BYTES: u64 = 64 << 20;

/// A picture's file, its class, and its part.
struct Entry {
    path: PathBuf,
    class: Option<String>,
    part: Given,
}

/// Reads all PNG and JPEG pictures under `path`, scaled to one size: that of `image`, else that of all if it is the
/// same, else the median of their heights and of their widths, no side over 128. They are grey if all of them are.
/// Without `labelled` the pictures may lie in the folder itself.
pub(super) fn read(
    path: &Path,
    labelled: bool,
    image: Option<ImageSize>,
    limit: Option<u64>,
) -> Result<Source, DataError> {
    let file = path.display().to_string();
    let (entries, skipped) = entries(path, labelled)?;
    let mut sizes = Vec::with_capacity(entries.len());
    for entry in &entries {
        // The header is near the beginning, but metadata may come before it.
        let bytes = read_file(&entry.path)?;
        sizes.push(picture::size(&bytes).map_err(|problem| damaged(&entry.path, "header", problem))?);
    }
    let mut remarks = Vec::new();
    if skipped > 0 {
        remarks.push(format!("{} left out: neither PNG nor JPEG", count(skipped, "file")));
    }
    let size = common_size(&sizes, image);
    if sizes.iter().any(|found| (found.height, found.width) != (size.height, size.width)) {
        remarks.push(format!("the pictures are scaled to {} x {} (height x width)", size.height, size.width));
    }
    let values = size.values();
    memory::admit(&file, (entries.len() as u64).saturating_mul(values as u64).saturating_mul(6), limit)?;

    let mut pixels = Vec::new();
    let (mut classes, mut parts) = (Vec::new(), Vec::new());
    for entry in entries {
        let bytes = read_file(&entry.path)?;
        let picture =
            picture::decode(&bytes, size.channels).map_err(|problem| damaged(&entry.path, "pixels", problem))?;
        pixels.extend(channels_first(picture.scaled(size.height, size.width).pixels, values, size.channels));
        classes.push(entry.class);
        parts.push(entry.part);
    }
    if parts.iter().all(|part| *part == Given::Train) {
        parts.clear();
    }
    let rows = classes.len();
    let (table, targets) = if labelled {
        let column = RawColumn::Text(classes);
        (Table::of_columns(&file, vec![(CLASS.to_string(), column)]), vec![CLASS.to_string()])
    } else {
        (Table::bare(&file, rows), Vec::new())
    };
    let block = Block::Images { size, pixels: Pixels::Bytes(pixels) };
    Ok(Source { table, block: Some(block), parts, targets, remarks })
}

fn common_size(sizes: &[ImageSize], image: Option<ImageSize>) -> ImageSize {
    if let Some(image) = image {
        return image;
    }
    let channels = sizes.iter().map(|size| size.channels).max().unwrap_or(1);
    let median = |side: fn(&ImageSize) -> usize| {
        let mut sides: Vec<usize> = sizes.iter().map(side).collect();
        sides.sort_unstable();
        sides.get(sides.len() / 2).copied().unwrap_or(1).max(1)
    };
    let (height, width) = (median(|size| size.height), median(|size| size.width));
    let longest = height.max(width);
    if longest <= USUAL_SIDE {
        return ImageSize { channels, height, width };
    }
    let shrunk = |side: usize| (side * USUAL_SIDE / longest).max(1);
    ImageSize { channels, height: shrunk(height), width: shrunk(width) }
}

/// The pictures under `path`, and how many other files there are. Hidden files are not looked at.
fn entries(path: &Path, labelled: bool) -> Result<(Vec<Entry>, usize), DataError> {
    let file = path.display().to_string();
    let mut entries = Vec::new();
    let mut skipped = 0;
    let (folders, loose) = list(path)?;
    let names: Vec<String> = folders.iter().map(|folder| name(folder)).collect();
    let parts: Option<Vec<Given>> = names.iter().map(|name| Given::named(name)).collect();
    let parts = parts.filter(|parts| parts.contains(&Given::Train) && parts.len() > 1);
    for (i, folder) in folders.iter().enumerate() {
        match &parts {
            Some(parts) => {
                for class in list(folder)?.0 {
                    skipped += collect(&class, &name(&class), parts[i], &mut entries)?;
                }
            }
            None => skipped += collect(folder, &name(folder), Given::Train, &mut entries)?,
        }
    }
    if !labelled {
        for path in loose {
            if begins_as_picture(&path)? {
                entries.push(Entry { path, class: None, part: Given::Train });
            } else {
                skipped += 1;
            }
        }
    }
    if entries.is_empty() {
        return Err(DataError::NoPictures { file });
    }
    Ok((entries, skipped))
}

/// Adds the pictures of a class, and says how many files were none.
fn collect(folder: &Path, class: &str, part: Given, entries: &mut Vec<Entry>) -> Result<usize, DataError> {
    let (_, files) = list(folder)?;
    let (all, before) = (files.len(), entries.len());
    for path in files {
        if begins_as_picture(&path)? {
            entries.push(Entry { path, class: Some(class.to_string()), part });
        }
    }
    let found = entries.len() - before;
    if found == 0 {
        return Err(DataError::NoPictures { file: folder.display().to_string() });
    }
    Ok(all - found)
}

/// The folders and files in `path`, each sorted by name.
fn list(path: &Path) -> Result<(Vec<PathBuf>, Vec<PathBuf>), DataError> {
    let refused =
        |error: std::io::Error| DataError::Unreadable { file: path.display().to_string(), reason: error.to_string() };
    let (mut folders, mut files) = (Vec::new(), Vec::new());
    for entry in read_dir(path).map_err(refused)? {
        let path = entry.map_err(refused)?.path();
        if name(&path).starts_with('.') {
            continue;
        }
        if path.is_dir() {
            folders.push(path);
        } else if path.is_file() {
            files.push(path);
        }
    }
    folders.sort();
    files.sort();
    Ok((folders, files))
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn unreadable(path: &Path) -> impl Fn(std::io::Error) -> DataError {
    let file = path.display().to_string();
    move |error| DataError::Unreadable { file: file.clone(), reason: error.to_string() }
}

fn begins_as_picture(path: &Path) -> Result<bool, DataError> {
    let mut head = Vec::new();
    let file = File::open(path).map_err(unreadable(path))?;
    file.take(8).read_to_end(&mut head).map_err(unreadable(path))?;
    Ok(picture::is_picture(&head))
}

fn read_file(path: &Path) -> Result<Vec<u8>, DataError> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable(path))?;
    file.take(MAX_PICTURE_BYTES).read_to_end(&mut bytes).map_err(unreadable(path))?;
    Ok(bytes)
}

fn damaged(path: &Path, place: &str, problem: String) -> DataError {
    DataError::Damaged {
        file: path.display().to_string(),
        format: "picture",
        place: place.to_string(),
        problem,
        advice: "replace it or take it out of the folder".to_string(),
    }
}
