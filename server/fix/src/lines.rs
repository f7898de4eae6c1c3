//! From an old and a new text to the edits between them: only lines that differ, and of those only the words.

use syntax::{TextEdit, TextRange};

/// Lines compared with lines; beyond it everything between the first and the last difference is one edit.
const MOST: usize = 1 << 20;

struct Line<'t> {
    range: TextRange,
    /// Without its line end.
    text: &'t str,
}

fn cut(text: &str) -> Vec<Line<'_>> {
    let line = |end: &mut u32, written: &'_ str| {
        let start = *end;
        *end += written.len() as u32;
        Some(TextRange::new(start, *end))
    };
    let lines = text.split_inclusive('\n');
    let ranges = lines.clone().scan(0, line);
    let text = |written| str::strip_suffix(written, '\n').map_or(written, |line| line.trim_end_matches('\r'));
    ranges.zip(lines).map(|(range, written)| Line { range, text: text(written) }).collect()
}

/// The edits that make `new` of `old`; lines of `new` end with `\n`, those of `old` may end with `\r\n`.
pub(crate) fn edits(old: &str, new: &str) -> Vec<TextEdit> {
    let (from, to) = (cut(old), cut(new));
    let same = |(left, right): &(&Line<'_>, &Line<'_>)| left.text == right.text;
    let prefix = from.iter().zip(&to).take_while(same).count();
    let behind = from.len().min(to.len()) - prefix;
    let suffix = from.iter().rev().zip(to.iter().rev()).take(behind).take_while(same).count();
    let left = from.get(prefix..from.len() - suffix).unwrap_or_default();
    let right = to.get(prefix..to.len() - suffix).unwrap_or_default();
    let mut edits = Vec::new();
    for (deleted, added) in hunks(left, right) {
        let nothing = added.is_empty();
        let added: Vec<&str> = right.get(added).unwrap_or_default().iter().map(|line| line.text).collect();
        let text = added.join("\n");
        let at = prefix + deleted.start;
        let end_of_text = old.len() as u32;
        let start = from.get(at).map_or(end_of_text, |line| line.range.start);
        if deleted.is_empty() {
            edits.push(TextEdit { range: TextRange::at(start), text: format!("{text}\n") });
            continue;
        }
        let last = prefix + deleted.end - 1;
        let end = from.get(last).map_or(end_of_text, |line| line.range.end);
        if nothing {
            edits.push(TextEdit { range: TextRange::new(start, end), text });
            continue;
        }
        let end = from.get(last).map_or(end, |line| line.range.start + line.text.len() as u32);
        edits.push(words(old, TextRange::new(start, end), &text));
    }
    edits
}

/// What is replaced with what, as ranges of the lines.
type Hunk = (std::ops::Range<usize>, std::ops::Range<usize>);

/// The longest common lines stay.
fn hunks(left: &[Line<'_>], right: &[Line<'_>]) -> Vec<Hunk> {
    if left.is_empty() && right.is_empty() {
        return Vec::new();
    }
    if left.len() * right.len() > MOST {
        return vec![(0..left.len(), 0..right.len())];
    }
    let width = right.len() + 1;
    let mut common = vec![0u32; (left.len() + 1) * width];
    let at = |table: &[u32], row: usize, column: usize| table.get(row * width + column).copied().unwrap_or(0);
    for (row, line) in left.iter().enumerate().rev() {
        for (column, other) in right.iter().enumerate().rev() {
            let best = if line.text == other.text {
                at(&common, row + 1, column + 1) + 1
            } else {
                at(&common, row + 1, column).max(at(&common, row, column + 1))
            };
            if let Some(cell) = common.get_mut(row * width + column) {
                *cell = best;
            }
        }
    }
    let mut hunks: Vec<Hunk> = Vec::new();
    let (mut row, mut column) = (0, 0);
    let mut open: Option<(usize, usize)> = None;
    while row < left.len() || column < right.len() {
        let same = match (left.get(row), right.get(column)) {
            (Some(line), Some(other)) => line.text == other.text,
            _ => false,
        };
        if same {
            if let Some((from, to)) = open.take() {
                hunks.push((from..row, to..column));
            }
            (row, column) = (row + 1, column + 1);
            continue;
        }
        open.get_or_insert((row, column));
        let down = at(&common, row + 1, column);
        if column >= right.len() || (row < left.len() && down >= at(&common, row, column + 1)) {
            row += 1;
        } else {
            column += 1;
        }
    }
    if let Some((from, to)) = open {
        hunks.push((from..row, to..column));
    }
    hunks
}

/// The same edit without the words that stay at its beginning and end. A string in quotes is one word.
fn words(old: &str, range: TextRange, new: &str) -> TextEdit {
    let written = old.get(range.start as usize..range.end as usize).unwrap_or_default();
    // The line ends of both are told apart by nobody here.
    if written.contains('\r') {
        return TextEdit { range, text: new.to_owned() };
    }
    let (left, right) = (split(written), split(new));
    let prefix = left.iter().zip(&right).take_while(|(left, right)| left == right).count();
    let behind = left.len().min(right.len()) - prefix;
    let suffix = left
        .iter()
        .rev()
        .zip(right.iter().rev())
        .take(behind)
        .take_while(|(left, right)| left == right)
        .count();
    let size = |words: &[&str]| words.iter().map(|word| word.len()).sum::<usize>();
    let start = size(left.get(..prefix).unwrap_or_default());
    let end = size(left.get(left.len() - suffix..).unwrap_or_default());
    TextEdit {
        range: TextRange::new(range.start + start as u32, range.end - end as u32),
        text: new.get(start..new.len() - end).unwrap_or_default().to_owned(),
    }
}

/// Strings in quotes, words, and everything else one by one.
fn split(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '"' => {
                let mut escaped = false;
                let end = rest.char_indices().skip(1).find(|(_, char)| {
                    let ends = matches!(char, '"' | '\n') && !escaped;
                    escaped = *char == '\\' && !escaped;
                    ends
                });
                end.map_or(rest.len(), |(at, char)| at + char.len_utf8())
            }
            char if char.is_alphanumeric() => {
                rest.find(|char: char| !char.is_alphanumeric()).unwrap_or(rest.len())
            }
            char => char.len_utf8(),
        };
        let (word, behind) = rest.split_at(end);
        words.push(word);
        rest = behind;
    }
    words
}
