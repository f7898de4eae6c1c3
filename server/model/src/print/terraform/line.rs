//! Text cut into the lines that `terraform fmt` sees: a heredoc belongs to the line it begins on.

use syntax::TextRange;

/// One line, blank ones too. Offsets are bytes of the text that was cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// From the first column to the line end, which is not part of it.
    pub range: TextRange,
    /// The same without white space at both ends; empty for a blank line.
    pub trimmed: TextRange,
    /// The `=` of an assignment whose value ends on this line.
    pub assign: Option<u32>,
    /// The first `=`, whether or not its value ends here.
    pub equals: Option<u32>,
    /// A `#` or `//` comment behind something else.
    pub comment: Option<u32>,
    /// Brackets opened less brackets closed.
    pub brackets: i32,
}

impl Line {
    pub fn is_blank(&self) -> bool {
        self.trimmed.is_empty()
    }
}

/// Cuts text into lines. Broken text is cut too: a quote that is not closed ends with its line.
pub fn lines(text: &str) -> Vec<Line> {
    let mut cutter = Cutter { bytes: text.as_bytes(), at: 0, modes: Vec::new() };
    let mut found = Vec::new();
    while let Some(line) = cutter.line(text) {
        found.push(line);
    }
    found
}

enum Mode {
    /// Inside quotes.
    Quoted,
    /// Inside a heredoc that ends with this word.
    Heredoc(String),
    /// Inside `${` or `%{`, with the braces opened there.
    Template(u32),
}

struct Cutter<'a> {
    bytes: &'a [u8],
    at: usize,
    modes: Vec<Mode>,
}

impl Cutter<'_> {
    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn line(&mut self, text: &str) -> Option<Line> {
        if self.at >= self.bytes.len() {
            return None;
        }
        let start = self.at;
        let mut marks = Marks::default();
        while let Some(byte) = self.peek(0) {
            if byte == b'\n' && !matches!(self.modes.last(), Some(Mode::Heredoc(_))) {
                if matches!(self.modes.last(), Some(Mode::Quoted)) {
                    self.modes.clear();
                }
                break;
            }
            match self.modes.last() {
                Some(Mode::Quoted) => self.quoted(byte, &mut marks),
                Some(Mode::Heredoc(_)) => self.heredoc(byte, &mut marks),
                Some(Mode::Template(_)) | None => self.code(byte, &mut marks),
            }
        }
        let mut end = self.at.min(self.bytes.len());
        self.at += 1;
        if end > start && self.bytes.get(end - 1) == Some(&b'\r') {
            end -= 1;
        }
        let written = text.get(start..end).unwrap_or_default();
        let trimmed_start = start + (written.len() - written.trim_start().len());
        let trimmed_end = trimmed_start + written.trim().len();
        Some(Line {
            range: range(start, end),
            trimmed: range(trimmed_start, trimmed_end),
            assign: marks.equals.filter(|_| marks.brackets == marks.brackets_at_equals),
            equals: marks.equals,
            comment: marks.comment,
            brackets: marks.brackets,
        })
    }

    fn code(&mut self, byte: u8, marks: &mut Marks) {
        let offset = self.at as u32;
        let first = !marks.seen;
        marks.seen |= !byte.is_ascii_whitespace();
        match byte {
            b'"' => self.modes.push(Mode::Quoted),
            b'(' | b'[' => marks.brackets += 1,
            b')' | b']' => marks.brackets -= 1,
            b'{' => {
                marks.brackets += 1;
                if let Some(Mode::Template(depth)) = self.modes.last_mut() {
                    *depth += 1;
                }
            }
            b'}' => {
                marks.brackets -= 1;
                match self.modes.last_mut() {
                    Some(Mode::Template(0)) => drop(self.modes.pop()),
                    Some(Mode::Template(depth)) => *depth -= 1,
                    _ => {}
                }
            }
            b'=' if matches!(self.peek(1), Some(b'=' | b'>')) => self.at += 1,
            b'!' | b'<' | b'>' if self.peek(1) == Some(b'=') => self.at += 1,
            b'=' if !first && marks.equals.is_none() => {
                marks.equals = Some(offset);
                marks.brackets_at_equals = marks.brackets;
            }
            b'<' if self.peek(1) == Some(b'<') => return self.heredoc_start(),
            b'#' => return self.comment(first, marks),
            b'/' if self.peek(1) == Some(b'/') => return self.comment(first, marks),
            b'/' if self.peek(1) == Some(b'*') => return self.block_comment(),
            _ => {}
        }
        self.at += 1;
    }

    fn comment(&mut self, first: bool, marks: &mut Marks) {
        if !first {
            marks.comment = Some(self.at as u32);
        }
        while self.peek(0).is_some_and(|byte| byte != b'\n') {
            self.at += 1;
        }
    }

    fn block_comment(&mut self) {
        self.at += 2;
        while let Some(byte) = self.peek(0) {
            if byte == b'*' && self.peek(1) == Some(b'/') {
                self.at += 2;
                return;
            }
            self.at += 1;
        }
    }

    /// `<<EOF`, `<<-EOF`, and the line end behind it.
    fn heredoc_start(&mut self) {
        self.at += 2;
        if self.peek(0) == Some(b'-') {
            self.at += 1;
        }
        let word = self.at;
        while self.peek(0).is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')) {
            self.at += 1;
        }
        let word = String::from_utf8_lossy(self.bytes.get(word..self.at).unwrap_or_default()).into_owned();
        let line_end = if self.peek(0) == Some(b'\r') { 1 } else { 0 };
        if !word.is_empty() && self.peek(line_end) == Some(b'\n') {
            self.at += line_end + 1;
            self.modes.push(Mode::Heredoc(word));
            self.heredoc_end();
        }
    }

    /// At the first column of a line inside a heredoc: is it the last one?
    fn heredoc_end(&mut self) {
        let Some(Mode::Heredoc(word)) = self.modes.last() else { return };
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let line = rest.split(|byte| *byte == b'\n').next().unwrap_or_default();
        if line.trim_ascii() == word.as_bytes() {
            self.at += line.trim_ascii_end().len();
            self.modes.pop();
        }
    }

    fn heredoc(&mut self, byte: u8, marks: &mut Marks) {
        match byte {
            b'\n' => {
                self.at += 1;
                self.heredoc_end();
            }
            b'$' | b'%' => self.template_start(byte, marks),
            _ => self.at += 1,
        }
    }

    fn quoted(&mut self, byte: u8, marks: &mut Marks) {
        match byte {
            b'\\' => self.at += if self.peek(1) == Some(b'\n') { 1 } else { 2 },
            b'"' => {
                self.modes.pop();
                self.at += 1;
            }
            b'$' | b'%' => self.template_start(byte, marks),
            _ => self.at += 1,
        }
    }

    /// `${` opens a template, `$${` is text.
    fn template_start(&mut self, byte: u8, marks: &mut Marks) {
        if self.peek(1) == Some(byte) && self.peek(2) == Some(b'{') {
            self.at += 3;
        } else if self.peek(1) == Some(b'{') {
            self.at += 2;
            marks.brackets += 1;
            self.modes.push(Mode::Template(0));
        } else {
            self.at += 1;
        }
    }
}

/// What was met on a line so far.
#[derive(Default)]
struct Marks {
    seen: bool,
    equals: Option<u32>,
    brackets_at_equals: i32,
    comment: Option<u32>,
    brackets: i32,
}

fn range(start: usize, end: usize) -> TextRange {
    TextRange::new(start as u32, end as u32)
}
