//! Files as streams: unpacked if they are gzip, never longer than is allowed.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, Cursor, ErrorKind, Read};
use std::path::Path;
use std::rc::Rc;

use flate2::read::MultiGzDecoder;

use super::{DataError, MAX_FILE_BYTES};

/// How much of a file is looked at to tell what it is.
const HEAD: u64 = 1 << 16;

const GZIP: &[u8] = b"\x1f\x8b";

/// An open file, unpacked on the way.
pub(super) struct Opened<'a> {
    /// The path as it was given, for messages.
    pub(super) name: String,
    /// The first 64 KiB of the content, or all of it.
    pub(super) head: Vec<u8>,
    /// How many bytes of content there are, for a packed file as its beginning suggests; `None` for a pipe.
    pub(super) about: Option<u64>,
    gzip: bool,
    rest: Box<dyn Read + 'a>,
    limit: u64,
}

impl<'a> Opened<'a> {
    /// The file at `path`, of which at most `limit` bytes of content are read.
    pub(super) fn open(path: &Path, limit: u64) -> Result<Self, DataError> {
        let name = path.display().to_string();
        let refused = |error: io::Error| match error.kind() {
            ErrorKind::NotFound => DataError::NoSuchFile { file: name.clone() },
            ErrorKind::IsADirectory => DataError::Folder { file: name.clone() },
            _ => DataError::Unreadable { file: name.clone(), reason: error.to_string() },
        };
        let about = std::fs::metadata(path).map_err(refused)?;
        if about.is_dir() {
            return Err(DataError::Folder { file: name });
        }
        let file = File::open(path).map_err(refused)?;
        // A pipe or a device does not tell its length.
        let length = about.is_file().then_some(about.len());
        Self::stream(&name, Box::new(file), length, limit)
    }

    /// What `source` holds, `length` bytes if that is known.
    pub(super) fn stream(
        name: &str,
        mut source: Box<dyn Read + 'a>,
        length: Option<u64>,
        limit: u64,
    ) -> Result<Self, DataError> {
        let name = name.to_string();
        let mut magic = Vec::new();
        let unreadable = |error: io::Error| DataError::Unreadable { file: name.clone(), reason: error.to_string() };
        source.by_ref().take(GZIP.len() as u64).read_to_end(&mut magic).map_err(unreadable)?;
        let gzip = magic == GZIP;
        let source = Cursor::new(magic).chain(source);
        let mut opened = Self { name, head: Vec::new(), about: length, gzip, rest: Box::new(io::empty()), limit };
        if gzip {
            let taken = Rc::new(Cell::new(0));
            let counted = Counted { inner: source, taken: Rc::clone(&taken) };
            opened.rest = Box::new(MultiGzDecoder::new(counted));
            opened.fill_head()?;
            let ratio = opened.head.len() as f64 / (taken.get().max(1) as f64);
            let complete = (opened.head.len() as u64) < HEAD;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an estimate")]
            let guess = length.map(|packed| (packed as f64 * ratio.max(1.0)) as u64);
            opened.about = if complete { Some(opened.head.len() as u64) } else { guess };
        } else {
            if length.is_some_and(|length| length > limit) {
                return Err(opened.too_large());
            }
            opened.rest = Box::new(source);
            opened.fill_head()?;
        }
        opened.rest = Box::new(Limited { inner: opened.rest, left: limit.saturating_sub(opened.head.len() as u64) });
        Ok(opened)
    }

    fn fill_head(&mut self) -> Result<(), DataError> {
        let mut head = Vec::new();
        let read = self.rest.by_ref().take(HEAD).read_to_end(&mut head);
        self.head = head;
        read.map(|_| ()).map_err(|error| self.refusal(&error))
    }

    /// The content from the beginning.
    pub(super) fn content(&mut self) -> impl Read + use<'a> {
        let rest = std::mem::replace(&mut self.rest, Box::new(io::empty()));
        Cursor::new(std::mem::take(&mut self.head)).chain(rest)
    }

    /// All of the content.
    pub(super) fn bytes(&mut self) -> Result<Vec<u8>, DataError> {
        let mut bytes = Vec::new();
        let read = self.content().read_to_end(&mut bytes);
        read.map_err(|error| self.refusal(&error))?;
        Ok(bytes)
    }

    /// What an error while reading the content means.
    pub(super) fn refusal(&self, error: &io::Error) -> DataError {
        let file = self.name.clone();
        match error.kind() {
            ErrorKind::FileTooLarge => self.too_large(),
            ErrorKind::InvalidData | ErrorKind::InvalidInput | ErrorKind::UnexpectedEof if self.gzip => {
                DataError::Damaged {
                    file,
                    format: "gzip",
                    place: "packed data".into(),
                    problem: format!("cannot be unpacked ({error})"),
                    advice: "copy or pack the file again".into(),
                }
            }
            _ => DataError::Unreadable { file, reason: error.to_string() },
        }
    }

    fn too_large(&self) -> DataError {
        let file = self.name.clone();
        if self.limit == MAX_FILE_BYTES && !self.gzip {
            return DataError::TooLarge { file };
        }
        DataError::ContentTooLarge { file, limit: self.limit }
    }
}

struct Counted<R> {
    inner: R,
    taken: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.taken.set(self.taken.get() + read as u64);
        Ok(read)
    }
}

/// Passes on `left` bytes; that there are more is an error of kind `FileTooLarge`.
struct Limited<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| io::Error::from(ErrorKind::FileTooLarge))?;
        Ok(read)
    }
}
