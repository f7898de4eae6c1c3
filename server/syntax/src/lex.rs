//! The lexical shape of HCL: brackets, strings, templates, heredocs and comments, in any text.
//!
//! A missing mark never hides more than it must: a string ends with its line, a closing bracket closes
//! what was left open inside it, and an unclosed heredoc or comment is left line by line, so that whoever
//! reads the tokens can give it up.

use std::{cell::OnceCell, collections::HashMap};

use crate::{
    TextRange,
    header::header,
    token::{Bracket, Fault, Token},
};

/// Brackets, strings and templates inside one another; what is deeper is not told apart.
pub(crate) const MAX_NESTING: usize = 256;

#[derive(Debug, Clone, Copy)]
struct Frame {
    kind: FrameKind,
    start: usize,
    /// Of the line it begins on.
    line_start: usize,
    indentation: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FrameKind {
    Bracket(Bracket),
    /// `${` or `%{`
    Template,
    Quote,
    /// A heredoc that ends at a line with nothing but its marker.
    Heredoc {
        marker: (usize, usize),
    },
    /// A heredoc without such a line.
    EndlessHeredoc,
    EndlessComment,
}

pub(crate) struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    frames: Vec<Frame>,
    /// Brackets beyond [`MAX_NESTING`].
    deeper: usize,
    /// Heredocs among the frames that have an end.
    heredocs: usize,
    /// Start of the last token.
    start: usize,
    line_start: usize,
    /// Blanks before the first mark of the line.
    indentation: usize,
    /// End of the last thing that is neither blank nor comment.
    solid: usize,
    comment_end: usize,
    /// Start of the comments that stand on lines of their own directly above or before this place.
    comments: Option<usize>,
    /// The last line that holds one word alone, by that word: is there an end to a heredoc?
    lone_words: OnceCell<HashMap<&'a str, usize>>,
    /// Where the last `*/` of the text is.
    last_comment_end: OnceCell<Option<usize>>,
    faults: Vec<(Fault, TextRange)>,
}

impl<'a> Lexer<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut lexer = Self {
            text,
            bytes: text.as_bytes(),
            at: mark,
            frames: Vec::new(),
            deeper: 0,
            heredocs: 0,
            start: mark,
            line_start: mark,
            indentation: 0,
            solid: mark,
            comment_end: mark,
            comments: None,
            lone_words: OnceCell::new(),
            last_comment_end: OnceCell::new(),
            faults: Vec::new(),
        };
        lexer.begin_line(mark);
        lexer
    }

    /// Start of the last token.
    pub(crate) fn start(&self) -> u32 {
        self.start as u32
    }

    /// End of the last thing that is neither blank nor comment.
    pub(crate) fn solid(&self) -> u32 {
        self.solid as u32
    }

    pub(crate) fn line_start(&self) -> u32 {
        self.line_start as u32
    }

    /// Blanks before the first mark of the line, in bytes.
    pub(crate) fn indentation(&self) -> u32 {
        self.indentation as u32
    }

    /// Where the comments directly above the last token begin.
    pub(crate) fn comments(&self) -> Option<u32> {
        self.comments.map(|start| start as u32)
    }

    pub(crate) fn is_outermost(&self) -> bool {
        self.frames.is_empty()
    }

    /// Leaves everything that is open.
    pub(crate) fn give_up(&mut self) {
        self.truncate(0);
    }

    /// Starts again at a token that stood outside all brackets, below the comments that begin at `comments`.
    pub(crate) fn go_back(&mut self, to: u32, comments: u32) {
        self.truncate(0);
        self.at = to as usize;
        self.begin_line(
            self.text.get(..self.at).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1),
        );
        (self.solid, self.comment_end) = (self.line_start, self.line_start);
        self.comments = (comments < to).then_some(comments as usize);
    }

    /// Every fault of the text, in the order they were found; reads it to its end.
    pub(crate) fn faults(mut self) -> Vec<(Fault, TextRange)> {
        while self.next().is_some() {}
        self.truncate(0);
        self.faults
    }

    /// The next token; `None` at the end of the text.
    pub(crate) fn next(&mut self) -> Option<Token> {
        while self.at < self.bytes.len() {
            let told = match self.frames.last().map(|frame| frame.kind) {
                None | Some(FrameKind::Bracket(_) | FrameKind::Template) => self.code(),
                Some(FrameKind::Quote) => self.quoted(),
                Some(FrameKind::Heredoc { .. } | FrameKind::EndlessHeredoc) => self.heredoc(),
                Some(FrameKind::EndlessComment) => self.endless_comment(),
            };
            if told.is_some() {
                return told;
            }
        }
        None
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Moves `by` bytes on, over something that counts.
    fn take(&mut self, by: usize) {
        self.at = (self.at + by).min(self.bytes.len());
        self.solid = self.at;
    }

    /// Moves on to the next byte that `ends` accepts, or to the end of the text.
    fn take_until(&mut self, ends: impl Fn(u8) -> bool) {
        let rest = self.rest();
        self.take(rest.iter().position(|&byte| ends(byte)).unwrap_or(rest.len()));
    }

    /// `token`, where tokens are told.
    fn outermost(&self, token: Token) -> Option<Token> {
        self.frames.is_empty().then_some(token)
    }

    fn code(&mut self) -> Option<Token> {
        self.start = self.at;
        match (self.peek(0)?, self.peek(1)) {
            (b' ' | b'\t' | b'\r', _) => {
                self.at += 1;
                None
            }
            (b'\n', _) => self.new_line(),
            (b'#', _) | (b'/', Some(b'/')) => {
                let rest = self.rest();
                self.comment(rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len()));
                None
            }
            (b'/', Some(b'*')) => self.block_comment(),
            (b'"', _) => self.open(FrameKind::Quote, 1, Token::Other),
            (b'<', Some(b'<')) => self.heredoc_start(),
            (b'{', _) => self.open_bracket(Bracket::Brace),
            (b'[', _) => self.open_bracket(Bracket::Square),
            (b'(', _) => self.open_bracket(Bracket::Round),
            (b'}', _) => self.close(Bracket::Brace),
            (b']', _) => self.close(Bracket::Square),
            (b')', _) => self.close(Bracket::Round),
            (b'=', Some(b'=')) => {
                self.take(2);
                self.outermost(Token::Other)
            }
            (b'=', _) => {
                self.take(1);
                self.outermost(Token::Equals)
            }
            (byte, _) if is_word(byte) && byte != b'-' => {
                self.take_until(|byte| !is_word(byte));
                self.outermost(Token::Word)
            }
            _ => {
                self.take(1);
                self.outermost(Token::Other)
            }
        }
    }

    fn open_bracket(&mut self, bracket: Bracket) -> Option<Token> {
        self.open(FrameKind::Bracket(bracket), 1, Token::Open(bracket))
    }

    fn open(&mut self, kind: FrameKind, length: usize, token: Token) -> Option<Token> {
        let told = self.outermost(token);
        if self.frames.len() < MAX_NESTING {
            self.heredocs += usize::from(matches!(kind, FrameKind::Heredoc { .. }));
            let (line_start, indentation) = (self.line_start, self.indentation);
            self.frames.push(Frame { kind, start: self.at, line_start, indentation });
            self.take(length);
            return told;
        }
        if self.deeper == 0 {
            self.fault(Fault::Nesting, self.at, self.at + 1);
        }
        self.take(length);
        match kind {
            FrameKind::Bracket(_) => self.deeper += 1,
            FrameKind::Quote => {
                self.take_until(|byte| matches!(byte, b'"' | b'\n'));
                self.take(usize::from(self.peek(0) == Some(b'"')));
            }
            _ => {}
        }
        told
    }

    fn close(&mut self, bracket: Bracket) -> Option<Token> {
        if self.deeper > 0 {
            self.deeper -= 1;
            self.take(1);
            return None;
        }
        let Some(index) = self.opened(bracket) else {
            self.fault(Fault::Stray(bracket), self.at, self.at + 1);
            self.take(1);
            return self.outermost(Token::Stray(bracket));
        };
        self.truncate(index + 1);
        self.frames.pop();
        self.take(1);
        self.outermost(Token::Close)
    }

    /// The frame that a closing bracket ends. What was opened inside it and not closed ends too, unless the
    /// bracket stands on its line or further in: then it is the closing bracket that is too much.
    fn opened(&self, bracket: Bracket) -> Option<usize> {
        let mut too_much = false;
        for (index, frame) in self.frames.iter().enumerate().rev() {
            match frame.kind {
                FrameKind::Bracket(open) if open == bracket => return (!too_much).then_some(index),
                FrameKind::Template if bracket == Bracket::Brace => return Some(index),
                FrameKind::Bracket(_) => {
                    too_much |= bracket == Bracket::Brace
                        && (frame.line_start == self.line_start || self.indentation > frame.indentation);
                }
                _ => return None,
            }
        }
        None
    }

    fn quoted(&mut self) -> Option<Token> {
        self.take_until(|byte| matches!(byte, b'"' | b'\\' | b'\n' | b'$' | b'%'));
        match self.peek(0)? {
            b'"' => {
                self.frames.pop();
                self.take(1);
            }
            b'\\' => self.take(1 + usize::from(self.peek(1).is_some_and(|byte| byte != b'\n'))),
            b'\n' => {
                // The string is not closed. What was opened on its line before it was opened by mistake too.
                let quote =
                    |frame: &Frame| frame.kind == FrameKind::Quote && frame.line_start == self.line_start;
                self.truncate(self.frames.iter().position(quote).unwrap_or(self.frames.len() - 1));
            }
            _ => self.template_start(),
        }
        None
    }

    /// `${`, `%{`, or the same doubled, which is text.
    fn template_start(&mut self) {
        let mark = self.peek(0);
        if self.peek(1) == Some(b'{') {
            self.open(FrameKind::Template, 2, Token::Other);
        } else if self.peek(1) == mark {
            self.take(if self.peek(2) == Some(b'{') { 3 } else { 2 });
        } else {
            self.take(1);
        }
    }

    fn heredoc_start(&mut self) -> Option<Token> {
        let rest = self.rest();
        let dash = usize::from(rest.get(2) == Some(&b'-'));
        let from = self.at + 2 + dash;
        let behind = self.text.get(from..).unwrap_or_default();
        let marker_end = behind.bytes().position(|byte| !is_word(byte)).unwrap_or(behind.len());
        let (marker, behind) = behind.split_at(marker_end);
        let blank = behind.bytes().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
        if marker.is_empty() || blank.is_some_and(|byte| byte != b'\n') {
            self.take(2);
            return self.outermost(Token::Other);
        }
        let kind = if self.lone_words().get(marker).is_some_and(|&last| last > from) {
            FrameKind::Heredoc { marker: (from, from + marker.len()) }
        } else {
            FrameKind::EndlessHeredoc
        };
        self.open(kind, 2 + dash + marker.len(), Token::Other)
    }

    fn lone_words(&self) -> &HashMap<&'a str, usize> {
        self.lone_words.get_or_init(|| {
            let mut start = 0;
            let mut words = HashMap::new();
            for line in self.text.split_inclusive('\n') {
                let word = line.trim();
                if !word.is_empty() && word.bytes().all(is_word) {
                    words.insert(word, start);
                }
                start += line.len();
            }
            words
        })
    }

    /// The text of a heredoc, up to a template or a line break.
    fn heredoc(&mut self) -> Option<Token> {
        self.take_until(|byte| matches!(byte, b'\n' | b'$' | b'%'));
        if self.peek(0)? != b'\n' {
            self.template_start();
            return None;
        }
        self.at += 1;
        self.begin_line(self.at);
        self.comments = None;
        self.told_line()
    }

    fn begin_line(&mut self, start: usize) {
        self.line_start = start;
        let line = self.bytes.get(start..).unwrap_or_default();
        self.indentation = line.iter().position(|byte| !matches!(byte, b' ' | b'\t')).unwrap_or(line.len());
    }

    /// Ends the innermost heredoc if its marker stands on this line, also from inside an unclosed template.
    fn told_line(&mut self) -> Option<Token> {
        if self.heredocs == 0 {
            return Some(Token::NewLine);
        }
        let is_heredoc = |frame: &Frame| matches!(frame.kind, FrameKind::Heredoc { .. });
        let index = self.frames.iter().rposition(is_heredoc)?;
        let FrameKind::Heredoc { marker: (from, to) } = self.frames.get(index)?.kind else { return None };
        let line = self.bytes.get(self.line_start + self.indentation..)?;
        let behind = line.strip_prefix(self.bytes.get(from..to)?)?;
        if matches!(behind.iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r')), None | Some(b'\n')) {
            self.truncate(index + 1);
            self.frames.pop();
            self.heredocs -= 1;
            self.take(self.indentation + to - from);
        }
        None
    }

    fn new_line(&mut self) -> Option<Token> {
        let only_comment = self.solid <= self.line_start && self.comment_end > self.line_start;
        if !only_comment {
            self.comments = None;
        }
        self.at += 1;
        self.begin_line(self.at);
        self.told_line()
    }

    fn comment(&mut self, length: usize) {
        if self.solid <= self.line_start && self.comments.is_none() {
            self.comments = Some(self.at);
        }
        self.at += length;
        self.comment_end = self.at;
    }

    fn block_comment(&mut self) -> Option<Token> {
        let last = *self.last_comment_end.get_or_init(|| self.text.rfind("*/"));
        if last.is_none_or(|last| last < self.at + 2) || self.is_glob() {
            self.comments = None;
            return self.open(FrameKind::EndlessComment, 2, Token::Other);
        }
        let inside = self.text.get(self.at + 2..).unwrap_or_default();
        let length = inside.find("*/").map_or(inside.len(), |end| end + 2) + 2;
        self.comment(length);
        let comment = self.text.get(self.start..self.at).unwrap_or_default();
        if let Some(last_break) = comment.rfind('\n') {
            self.begin_line(self.start + last_break + 1);
        }
        None
    }

    /// `s3:::logs/*` without its quote: it stands close behind something, and there are blocks below it.
    fn is_glob(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|before| self.bytes.get(before));
        if before.is_none_or(u8::is_ascii_whitespace) {
            return false;
        }
        let lines = self.text.get(self.at + 2..).unwrap_or_default().split('\n');
        for (index, line) in lines.enumerate() {
            if index > 0 && header(line, 0).is_some() {
                return true;
            }
            if line.contains("*/") {
                return false;
            }
        }
        false
    }

    fn endless_comment(&mut self) -> Option<Token> {
        self.take_until(|byte| byte == b'\n');
        self.peek(0)?;
        self.at += 1;
        self.begin_line(self.at);
        Some(Token::NewLine)
    }

    /// Leaves all but the outermost `length` frames, none of which was closed.
    fn truncate(&mut self, length: usize) {
        self.deeper = 0;
        while self.frames.len() > length {
            let Some(Frame { kind, start, .. }) = self.frames.pop() else { return };
            let (fault, end) = match kind {
                FrameKind::Bracket(bracket) => (Fault::Unclosed(bracket), start + 1),
                FrameKind::Template => (Fault::Template, start + 2),
                FrameKind::Quote => (Fault::Quote, self.line_end(start)),
                FrameKind::EndlessComment => (Fault::Comment, start + 2),
                FrameKind::EndlessHeredoc => (Fault::Heredoc, self.line_end(start)),
                FrameKind::Heredoc { .. } => {
                    self.heredocs -= 1;
                    (Fault::Heredoc, self.line_end(start))
                }
            };
            self.fault(fault, start, end);
        }
    }

    /// The end of what is written on the line of `start`.
    fn line_end(&self, start: usize) -> usize {
        let rest = self.text.get(start..).unwrap_or_default();
        start + rest.split('\n').next().unwrap_or_default().trim_end().len()
    }

    fn fault(&mut self, fault: Fault, start: usize, end: usize) {
        self.faults.push((fault, TextRange::new(start as u32, end as u32)));
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-') || !byte.is_ascii()
}
