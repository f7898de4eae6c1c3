//! Where in a block the cursor stands, from the text alone: a block that is being typed is damaged more often than
//! not, and what is missing is at the cursor or behind it.

/// What is open before the cursor.
#[derive(Debug)]
pub(super) struct Scan<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    until: usize,
    pub(super) frames: Vec<Frame>,
    /// The string that the cursor is in: where its content begins.
    pub(super) string: Option<usize>,
    /// The cursor is in a comment, an interpolation or a part that is not a list of keys and values.
    pub(super) is_lost: bool,
    /// Strings that are values: the start of the frame around them, the key, the text.
    pub(super) values: Vec<(usize, String, &'t str)>,
}

/// A bracket or heredoc that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) kind: Kind,
    /// The key or block name whose value it is; empty for an element of a list.
    pub(super) name: String,
    /// Words and strings in front of a block's `{`, its name first.
    pub(super) header: Vec<String>,
    pub(super) start: usize,
    /// The key whose value comes next.
    pub(super) key: Option<String>,
    words: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Brace,
    Square,
    Round,
    Heredoc,
}

impl<'t> Scan<'t> {
    /// Reads `text` up to `until`.
    pub(super) fn new(text: &'t str, until: usize) -> Self {
        let outer = Frame::new(Kind::Brace, String::new(), Vec::new(), 0);
        let mut scan = Self {
            text,
            bytes: text.as_bytes(),
            at: 0,
            until: until.min(text.len()),
            frames: vec![outer],
            string: None,
            is_lost: false,
            values: Vec::new(),
        };
        scan.run(None);
        scan
    }

    /// Reads on behind the cursor, until the frame that began at `start` is closed.
    pub(super) fn finish(&mut self, start: usize) {
        self.until = self.text.len();
        if self.string.take().is_some() {
            self.skip_string();
        }
        self.run(Some(start));
    }

    /// Keys and block names that lead to the cursor, outermost first.
    pub(super) fn path(&self) -> Vec<&str> {
        let names = self.frames.iter().map(|frame| frame.name.as_str()).filter(|name| !name.is_empty());
        let last = self.frames.last().filter(|frame| frame.kind == Kind::Brace);
        names.chain(last.and_then(|frame| frame.key.as_deref())).collect()
    }

    /// Is the cursor in the JSON of a heredoc?
    pub(super) fn is_heredoc(&self) -> bool {
        self.frames.iter().any(|frame| frame.kind == Kind::Heredoc)
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    fn slice(&self, start: usize, end: usize) -> &'t str {
        self.text.get(start..end).unwrap_or_default()
    }

    fn run(&mut self, closing: Option<usize>) {
        while self.at < self.until && self.string.is_none() && !self.is_lost {
            if closing.is_some_and(|start| !self.frames.iter().any(|frame| frame.start == start)) {
                return;
            }
            self.token();
        }
    }

    fn token(&mut self) {
        let Some(byte) = self.byte(self.at) else { return };
        let heredoc = self.is_heredoc();
        match byte {
            b'\n' => self.new_line(heredoc),
            b'#' if !heredoc => self.skip_line(),
            b'/' if !heredoc && self.byte(self.at + 1) == Some(b'/') => self.skip_line(),
            b'/' if !heredoc && self.byte(self.at + 1) == Some(b'*') => {
                let end = self.slice(self.at, self.text.len()).find("*/").map(|end| self.at + end + 2);
                self.at = end.unwrap_or(self.until);
                self.is_lost = self.at >= self.until && end.is_none_or(|end| end > self.until);
            }
            b'"' => {
                self.at += 1;
                self.skip_string();
            }
            b'$' | b'%' if self.byte(self.at + 1) == Some(b'{') => self.skip_template(),
            b'<' if !heredoc && self.byte(self.at + 1) == Some(b'<') => self.heredoc(),
            b'{' => self.open(Kind::Brace),
            b'[' => self.open(Kind::Square),
            b'(' => self.open(Kind::Round),
            b'}' => self.close(Kind::Brace),
            b']' => self.close(Kind::Square),
            b')' => self.close(Kind::Round),
            b',' => {
                self.at += 1;
                self.end_of_value();
            }
            b'=' if matches!(self.byte(self.at + 1), Some(b'=' | b'>')) => self.at += 2,
            b'=' | b':' => {
                self.at += 1;
                if let Some(frame) =
                    self.frames.last_mut().filter(|frame| frame.kind == Kind::Brace && frame.key.is_none())
                {
                    frame.key = frame.words.pop();
                    frame.words.clear();
                }
            }
            _ if byte.is_ascii_alphanumeric() || byte == b'_' => {
                let start = self.at;
                while self.at < self.until
                    && self
                        .byte(self.at)
                        .is_some_and(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
                {
                    self.at += 1;
                }
                self.word(self.slice(start, self.at).to_owned());
            }
            _ => self.at += 1,
        }
    }

    fn word(&mut self, word: String) {
        if let Some(frame) = self.frames.last_mut() {
            frame.words.push(word);
        }
    }

    fn end_of_value(&mut self) {
        if let Some(frame) = self.frames.last_mut() {
            frame.key = None;
            frame.words.clear();
        }
    }

    fn new_line(&mut self, heredoc: bool) {
        self.at += 1;
        if !heredoc {
            if self.frames.last().is_some_and(|frame| frame.kind == Kind::Brace) {
                self.end_of_value();
            }
            return;
        }
        let end =
            self.slice(self.at, self.text.len()).find('\n').map_or(self.text.len(), |end| self.at + end);
        let line = self.slice(self.at, end).trim();
        let open = self.frames.iter().position(|frame| frame.kind == Kind::Heredoc);
        if let Some(open) = open
            && self
                .frames
                .get(open)
                .is_some_and(|frame| frame.header.first().is_some_and(|marker| marker == line))
            && end <= self.until
        {
            self.frames.truncate(open);
            self.at = end;
        }
    }

    fn skip_line(&mut self) {
        let end =
            self.slice(self.at, self.text.len()).find('\n').map_or(self.text.len(), |end| self.at + end);
        self.is_lost = end >= self.until;
        self.at = end.min(self.until);
    }

    /// From behind the opening quote to behind the closing one; a string ends with its line.
    fn skip_string(&mut self) {
        let start = self.at;
        while self.at < self.until {
            match self.byte(self.at) {
                Some(b'"') => {
                    let text = self.slice(start, self.at);
                    self.at += 1;
                    self.value(text);
                    return;
                }
                Some(b'\n') => {
                    self.value(self.slice(start, self.at));
                    return;
                }
                Some(b'\\') => self.at += 2,
                Some(b'$' | b'%') if self.byte(self.at + 1) == Some(b'{') => self.skip_template(),
                _ => self.at += 1,
            }
            if self.is_lost {
                return;
            }
        }
        self.at = self.at.min(self.until);
        self.string = Some(start);
    }

    fn value(&mut self, text: &'t str) {
        let Some(frame) = self.frames.last_mut() else { return };
        frame.words.push(text.to_owned());
        let key = match frame.kind {
            Kind::Square => Some(frame.name.clone()),
            Kind::Brace => frame.key.clone(),
            _ => None,
        };
        if let Some(key) = key {
            // An element belongs to the object or block around its list.
            let owner = self.frames.iter().rev().find(|frame| frame.kind == Kind::Brace);
            let start = owner.map_or(0, |frame| frame.start);
            self.values.push((start, key, text));
        }
    }

    /// `${…}` with all that is inside.
    fn skip_template(&mut self) {
        let mut depth = 0_u32;
        while self.at < self.until {
            match self.byte(self.at) {
                Some(b'{') => depth += 1,
                Some(b'}') => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        self.at += 1;
                        return;
                    }
                }
                Some(b'\n') => return,
                _ => {}
            }
            self.at += 1;
        }
        self.is_lost = true;
    }

    fn heredoc(&mut self) {
        let after = self.at + if self.byte(self.at + 2) == Some(b'-') { 3 } else { 2 };
        let end = self.slice(after, self.text.len()).find('\n').map_or(self.text.len(), |end| after + end);
        let marker = self.slice(after, end).trim().to_owned();
        if marker.is_empty() || end >= self.until {
            self.at = (self.at + 2).min(self.until);
            return;
        }
        let name = self.frames.last().and_then(|frame| frame.key.clone()).unwrap_or_default();
        self.frames.push(Frame::new(Kind::Heredoc, name, vec![marker], self.at));
        // At the line break, so that an empty document's end is seen.
        self.at = end;
    }

    fn open(&mut self, kind: Kind) {
        let start = self.at;
        self.at += 1;
        let Some(frame) = self.frames.last_mut() else { return };
        let words = std::mem::take(&mut frame.words);
        let is_content = |words: &[String]| words.first().is_some_and(|word| word == "content");
        let (name, header) = match (&frame.key, frame.kind) {
            (Some(key), _) => (key.clone(), Vec::new()),
            // `dynamic "statement" { content {`: what is inside is a statement.
            (None, Kind::Brace) if kind == Kind::Brace && frame.name == "dynamic" && is_content(&words) => {
                (frame.header.get(1).cloned().unwrap_or_default(), words)
            }
            (None, Kind::Brace) if kind == Kind::Brace => (words.first().cloned().unwrap_or_default(), words),
            _ => (String::new(), Vec::new()),
        };
        self.frames.push(Frame::new(kind, name, header, start));
    }

    /// A closing bracket closes what was left open inside it.
    fn close(&mut self, kind: Kind) {
        self.at += 1;
        let heredoc = self.frames.iter().rposition(|frame| frame.kind == Kind::Heredoc).unwrap_or(0);
        if let Some(open) = self.frames.iter().rposition(|frame| frame.kind == kind)
            && open > heredoc
        {
            self.frames.truncate(open);
        }
    }
}

impl Frame {
    fn new(kind: Kind, name: String, header: Vec<String>, start: usize) -> Self {
        Self { kind, name, header, start, key: None, words: Vec::new() }
    }
}
