//! Where things are written, as people and machines read it.

use model::{FileId, Place};
use project::{FilePath, Snapshot};
use syntax::{PositionEncoding, TextRange};

/// Line and column, both from 1; the column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Position {
    pub line: u32,
    pub column: u32,
}

impl Default for Position {
    fn default() -> Self {
        Self { line: 1, column: 1 }
    }
}

/// From the first character to behind the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, serde::Serialize)]
pub struct Span {
    pub start: Position,
    pub end: Position,
}

/// The bytes of a place; `None` if the snapshot does not have it.
pub fn range(snapshot: &Snapshot, place: Place) -> Option<TextRange> {
    snapshot.files.get(&place.file)?.source.range(place.block, place.node)
}

/// Lines and columns of a range; zero-sized at the top where the file is not in the snapshot.
pub fn span(snapshot: &Snapshot, file: FileId, range: TextRange) -> Span {
    let at = |offset| {
        snapshot.files.get(&file).map_or_else(Position::default, |file| {
            let position = file.text.position(offset, PositionEncoding::Utf32);
            Position { line: position.line + 1, column: position.column + 1 }
        })
    };
    Span { start: at(range.start), end: at(range.end) }
}

/// Lines and columns of a place.
pub fn span_of(snapshot: &Snapshot, place: Place) -> Span {
    span(snapshot, place.file, range(snapshot, place).unwrap_or_default())
}

/// The line of a place, from 1.
pub fn line(snapshot: &Snapshot, place: Place) -> u32 {
    range(snapshot, place)
        .and_then(|range| Some(snapshot.files.get(&place.file)?.text.line_of(range.start) + 1))
        .unwrap_or(1)
}

/// `path` seen from `directory`, with `..` where it is not below; the whole path where they share nothing.
pub fn relative(path: &FilePath, directory: &FilePath) -> String {
    let mut above = String::new();
    let mut directory = directory.clone();
    loop {
        if let Some(below) = path.relative_to(&directory) {
            return format!("{above}{below}");
        }
        let parent = directory.directory();
        if parent == directory || parent.as_str() == "/" {
            return path.as_str().to_owned();
        }
        above.push_str("../");
        directory = parent;
    }
}

/// The name of a file as a report shows it.
pub fn file_name(snapshot: &Snapshot, file: FileId, root: &FilePath) -> String {
    snapshot.files.get(&file).map_or_else(String::new, |file| relative(&file.path, root))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_seen_from_a_directory() {
        let seen = |path: &str, from: &str| relative(&FilePath::new(path), &FilePath::new(from));
        assert_eq!(seen("/work/infra/iam.tf", "/work/infra"), "iam.tf");
        assert_eq!(seen("/work/modules/api/main.tf", "/work/infra"), "../modules/api/main.tf");
        assert_eq!(seen("/other/main.tf", "/work/infra"), "/other/main.tf");
    }
}
