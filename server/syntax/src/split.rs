//! Where top-level blocks begin and end, also in broken text.

use crate::TextRange;

/// The ranges of the top-level blocks and attributes.
pub(crate) fn split(text: &str) -> Vec<TextRange> {
    let mut ranges: Vec<TextRange> = Vec::new();
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let end = offset + line.trim_end().len() as u32;
        if line.starts_with(|c: char| c.is_alphabetic()) {
            ranges.push(TextRange::new(offset, end));
        } else if let (Some(last), false) = (ranges.last_mut(), line.trim().is_empty()) {
            last.end = end;
        }
        offset += line.len() as u32;
    }
    ranges
}
