//! Elements between brackets: what is dropped, changed or added, in the layout that is there.
//!
//! A gap between two elements is cut at its first line break: what stands in front of it (a comma, a comment)
//! goes with the element before, what stands behind it (comments on lines of their own, white space) is the
//! next element's.

use syntax::TextRange;

use super::spell::Form;

/// A wider line is broken up when strings are added to it.
const WIDTH: usize = 100;

/// What becomes of comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comments {
    /// They stay; at the end of a line, only with what they stand behind.
    Kept,
    /// This is a copy: the comments stay with the original.
    Dropped,
}

/// An element as it will be.
#[derive(Debug, Clone)]
pub(super) enum Piece {
    Kept(usize),
    Changed(usize, String),
    /// Further lines are indented already.
    New(String),
    /// The same behind a blank line.
    Paragraph(String),
}

/// What separates elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Separator {
    /// JSON: a comma, never at the end.
    Between,
    /// A list of HCL: a comma, also at the end.
    Comma,
    /// An object of HCL: a comma or a line break.
    Either,
    /// A body: a line break.
    Line,
}

pub(super) struct Sequence<'t> {
    text: &'t str,
    /// The brackets too.
    range: TextRange,
    elements: Vec<TextRange>,
    separator: Separator,
    form: Form,
}

/// What stands behind an element on its line.
#[derive(Clone, Copy, Default)]
struct Trail<'t> {
    comma: bool,
    /// With the white space in front of it.
    comment: &'t str,
}

impl<'t> Sequence<'t> {
    pub(super) fn list(text: &'t str, range: TextRange, elements: Vec<TextRange>, form: Form) -> Self {
        let separator = if form.is_json() { Separator::Between } else { Separator::Comma };
        Self { text, range, elements, separator, form }
    }

    /// The members of an object, or of a body.
    pub(super) fn members(text: &'t str, range: TextRange, elements: Vec<TextRange>, form: Form) -> Self {
        let separator = match form {
            Form::Block => Separator::Line,
            Form::Object => Separator::Either,
            _ => Separator::Between,
        };
        Self { text, range, elements, separator, form }
    }

    fn slice(&self, start: u32, end: u32) -> &'t str {
        self.text.get(start as usize..end as usize).unwrap_or_default()
    }

    /// The text in front of an element, or in front of the closing bracket.
    fn gap(&self, index: usize) -> &'t str {
        let start = match index.checked_sub(1).and_then(|before| self.elements.get(before)) {
            Some(before) => before.end,
            None => self.range.start + 1,
        };
        let end = self.elements.get(index).map_or(self.range.end - 1, |element| element.start);
        self.slice(start, end)
    }

    /// Does each element stand on a line of its own?
    pub(super) fn is_on_lines(&self) -> bool {
        self.gap(0).contains('\n')
    }

    /// White space in front of the elements that stand on lines of their own.
    pub(super) fn indent(&self) -> &'t str {
        self.gap(0).rsplit('\n').next().unwrap_or_default()
    }

    /// The text from bracket to bracket; `None` where something other than commas and comments stands between
    /// the elements, or a comment would have to go that is in nobody's way.
    pub(super) fn rewrite(&self, pieces: &[Piece], comments: Comments) -> Option<String> {
        let inside = match (self.is_on_lines(), self.separator) {
            (true, _) => self.on_lines(pieces, comments)?,
            // A body on one line has room for one attribute.
            (false, Separator::Line) if pieces.len() > self.elements.len() => return None,
            (false, _) => self.in_line(pieces)?,
        };
        let (open, close) = (self.range.start, self.range.end - 1);
        Some(format!("{}{inside}{}", self.slice(open, open + 1), self.slice(close, close + 1)))
    }

    fn element(&self, index: usize) -> Option<&'t str> {
        self.elements.get(index).map(|range| self.slice(range.start, range.end))
    }

    fn in_line(&self, pieces: &[Piece]) -> Option<String> {
        let gaps: Vec<&str> = (0..=self.elements.len()).map(|index| self.gap(index)).collect();
        if !gaps.iter().all(|gap| gap.chars().all(|char| char.is_whitespace() || char == ',')) {
            return None;
        }
        let between = gaps.get(1..self.elements.len()).and_then(|gaps| gaps.first()).copied().unwrap_or(", ");
        let texts: Vec<&str> = pieces
            .iter()
            .map(|piece| match piece {
                Piece::Kept(index) => self.element(*index),
                Piece::Changed(_, text) | Piece::New(text) | Piece::Paragraph(text) => Some(text.as_str()),
            })
            .collect::<Option<_>>()?;
        let line = format!(
            "{}{}{}",
            gaps.first().copied().unwrap_or_default(),
            texts.join(between),
            if self.elements.is_empty() { "" } else { gaps.last().copied().unwrap_or_default() }
        );
        let column = self.slice(0, self.range.start).rsplit('\n').next().unwrap_or_default();
        let added = pieces.iter().any(|piece| matches!(piece, Piece::New(_)));
        let is_list = matches!(self.separator, Separator::Between | Separator::Comma);
        let width = column.chars().count() + line.chars().count();
        // A string in quotes has no lines.
        if added && is_list && !line.contains('\n') && width > WIDTH && self.form != Form::Quoted {
            let base = column.get(..column.len() - column.trim_start().len()).unwrap_or_default();
            return Some(broken_up(&texts, base, self.separator == Separator::Comma));
        }
        Some(line)
    }

    fn on_lines(&self, pieces: &[Piece], comments: Comments) -> Option<String> {
        let count = self.elements.len();
        let kept = comments == Comments::Kept;
        let leads: Vec<(Trail<'_>, &str)> =
            (0..=count).map(|index| self.cut(self.gap(index))).collect::<Option<_>>()?;
        let trail = |index: usize| leads.get(index + 1).map(|(trail, _)| *trail).unwrap_or_default();
        let indent = self.indent();
        let first_has_comma = trail(0).comma && count > 1;
        let last_has_comma = count.checked_sub(1).is_some_and(|last| trail(last).comma);
        let mut out = String::new();
        if kept {
            out.push_str(leads.first().map_or("", |(trail, _)| trail.comment));
        }
        // Comments of their own in front of what is dropped.
        let mut next = 0;
        let mut before = None;
        for (position, piece) in pieces.iter().enumerate() {
            let is_last = position + 1 == pieces.len();
            let (text, own) = match piece {
                Piece::Kept(index) => (self.element(*index)?, Some(*index)),
                Piece::Changed(index, text) => (text.as_str(), Some(*index)),
                Piece::New(text) | Piece::Paragraph(text) => (text.as_str(), None),
            };
            if let Some(index) = own {
                for dropped in leads.get(next..index).into_iter().flatten().filter(|_| kept) {
                    out.push_str(standing(dropped.1));
                }
                next = index + 1;
                let lead = leads.get(index).map_or("", |(_, lead)| lead);
                match lead {
                    "" if before.is_some_and(|before: usize| before + 1 == index) => out.push(' '),
                    "" => out.push_str(&format!("\n{indent}")),
                    lead if kept => out.push_str(lead),
                    lead => out.push_str(&bare(lead)),
                }
            } else {
                let blank = if matches!(piece, Piece::Paragraph(_)) { "\n" } else { "" };
                out.push_str(&format!("{blank}\n{indent}"));
            }
            before = own;
            out.push_str(text);
            let trail = own.map(trail).unwrap_or_default();
            let comma = match self.separator {
                Separator::Between => !is_last,
                Separator::Comma => !is_last || last_has_comma,
                Separator::Either if is_last => last_has_comma,
                Separator::Either => trail.comma || first_has_comma,
                Separator::Line => false,
            };
            if comma {
                out.push(',');
            }
            if kept {
                out.push_str(trail.comment);
            }
        }
        for dropped in leads.get(next..count).into_iter().flatten().filter(|_| kept) {
            out.push_str(standing(dropped.1));
        }
        let (_, end) = leads.get(count).copied().unwrap_or_default();
        if kept {
            out.push_str(end);
        } else if end.contains('\n') {
            out.push_str(&bare(end));
        }
        Some(out)
    }

    /// A gap in front of its first line break, and from there on.
    fn cut(&self, gap: &'t str) -> Option<(Trail<'t>, &'t str)> {
        let (head, tail) = gap.split_at(gap.find('\n').unwrap_or(gap.len()));
        let is_comment = |text: &str| ["#", "//", "/*"].iter().any(|mark| text.starts_with(mark));
        let head = head.trim_end();
        let behind = head.trim_start().strip_prefix(',');
        let comment = behind.unwrap_or(head);
        let fits = |text: &str| text.is_empty() || (is_comment(text) && !self.is_json());
        let lines_fit = tail.lines().all(|line| fits(line.trim()));
        (fits(comment.trim()) && lines_fit).then_some((Trail { comma: behind.is_some(), comment }, tail))
    }

    fn is_json(&self) -> bool {
        self.separator == Separator::Between
    }
}

/// The lines in front of an element that hold comments.
fn standing(lead: &str) -> &str {
    let above = lead.get(..lead.rfind('\n').unwrap_or(0)).unwrap_or_default();
    if above.trim().is_empty() { "" } else { above.trim_end() }
}

/// The white space alone: a blank line, if there is one in front of the comments or behind them.
fn bare(lead: &str) -> String {
    let blank = lead.split('\n').skip(1).collect::<Vec<_>>();
    let (indent, above) = blank.split_last().map_or(("", [].as_slice()), |(last, above)| (*last, above));
    let blank = if above.iter().any(|line| line.trim().is_empty()) { "\n" } else { "" };
    format!("{blank}\n{indent}")
}

/// Each text on its line; `base` is the indent of the brackets' line.
fn broken_up(texts: &[&str], base: &str, comma_at_end: bool) -> String {
    let step = if base.starts_with('\t') { "\t" } else { "  " };
    let between = format!(",\n{base}{step}");
    let end = if comma_at_end { "," } else { "" };
    format!("\n{base}{step}{}{end}\n{base}", texts.join(&between))
}

/// A list that was not there: on one line behind `column` characters, if it fits.
pub(super) fn new_list(texts: &[String], column: usize, base: &str, form: Form) -> String {
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let line = format!("[{}]", texts.join(", "));
    if column + line.chars().count() <= WIDTH || form == Form::Quoted {
        return line;
    }
    format!("[{}]", broken_up(&texts, base, !form.is_json()))
}
