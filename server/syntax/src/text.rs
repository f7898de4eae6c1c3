//! A file's text and the places in it.

use std::{fmt, ops::Range};

use ropey::Rope;

use crate::{TextEdit, TextRange};

/// A file's text; cheap to clone and to edit.
///
/// Lines end at `\n`, `\r\n` or `\r`, as the Language Server Protocol has it, and nowhere else. An offset
/// beyond the text counts as its end, and one inside a character as that character's start: no call panics.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    rope: Rope,
}

/// What a [`Position`]'s column counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PositionEncoding {
    Utf8,
    Utf16,
    Utf32,
}

/// A line and a column, both from 0; the column counts code units of a [`PositionEncoding`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Position {
    pub line: u32,
    pub column: u32,
}

impl Text {
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { rope: Rope::from_str(text) }
    }

    /// In bytes.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.rope.len_bytes() as u32
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rope.len_bytes() == 0
    }

    #[must_use]
    pub fn slice(&self, range: TextRange) -> String {
        self.rope.slice(self.chars(range)).into()
    }

    /// One more than there are line breaks.
    #[must_use]
    pub fn line_count(&self) -> u32 {
        self.rope.len_lines() as u32
    }

    /// The line, from 0, that an offset lies in; a line break belongs to the line that it ends.
    #[must_use]
    pub fn line_of(&self, offset: u32) -> u32 {
        self.rope.byte_to_line(self.floor(offset)) as u32
    }

    /// The bytes of a line without its line break; the end of the text for a line beyond it.
    #[must_use]
    pub fn line_range(&self, line: u32) -> TextRange {
        if line >= self.line_count() {
            return TextRange::at(self.len());
        }
        let start = self.rope.line_to_byte(line as usize);
        let mut end = self.rope.line_to_byte(line as usize + 1);
        while end > start && matches!(self.rope.byte(end - 1), b'\n' | b'\r') {
            end -= 1;
        }
        TextRange::new(start as u32, end as u32)
    }

    /// Where an offset lies. One inside a line break counts as the end of its line.
    #[must_use]
    pub fn position(&self, offset: u32, encoding: PositionEncoding) -> Position {
        let line = self.line_of(offset);
        let TextRange { start, end } = self.line_range(line);
        let (start, offset) = (start as usize, self.floor(offset).min(end as usize));
        let (first, last) = (self.rope.byte_to_char(start), self.rope.byte_to_char(offset));
        let column = match encoding {
            PositionEncoding::Utf8 => offset - start,
            PositionEncoding::Utf16 => self.rope.char_to_utf16_cu(last) - self.rope.char_to_utf16_cu(first),
            PositionEncoding::Utf32 => last - first,
        };
        Position { line, column: column as u32 }
    }

    /// The offset of a position. A column beyond its line counts as the line's end, a line beyond the text
    /// as the text's end, and a column inside a character or a surrogate pair as its start.
    #[must_use]
    pub fn offset(&self, position: Position, encoding: PositionEncoding) -> u32 {
        let TextRange { start, end } = self.line_range(position.line);
        let column = position.column as usize;
        let first = self.rope.byte_to_char(start as usize);
        let offset = match encoding {
            PositionEncoding::Utf8 => self.floor(start.saturating_add(position.column).min(end)),
            PositionEncoding::Utf16 => {
                let unit = (self.rope.char_to_utf16_cu(first) + column).min(self.rope.len_utf16_cu());
                self.rope.char_to_byte(self.rope.utf16_cu_to_char(unit))
            }
            PositionEncoding::Utf32 => self.rope.char_to_byte((first + column).min(self.rope.len_chars())),
        };
        (offset as u32).min(end)
    }

    pub fn apply(&mut self, edit: &TextEdit) {
        let chars = self.chars(edit.range);
        self.rope.remove(chars.clone());
        self.rope.insert(chars.start, &edit.text);
    }

    fn chars(&self, range: TextRange) -> Range<usize> {
        let start = self.rope.byte_to_char(self.floor(range.start));
        let end = self.rope.byte_to_char(self.floor(range.end));
        start..end.max(start)
    }

    /// The start of the character at `offset`.
    fn floor(&self, offset: u32) -> usize {
        let offset = (offset as usize).min(self.rope.len_bytes());
        self.rope.char_to_byte(self.rope.byte_to_char(offset))
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rope.chunks().try_for_each(|chunk| f.write_str(chunk))
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}
