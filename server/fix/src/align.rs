//! Keeps the columns of `=` and of comments where an edit changed a line beside them.

use model::print::terraform::gaps;
use syntax::{TextEdit, TextRange};

/// Adds to the edits of `text` what `terraform fmt` would do to white space beside them. Where the text was
/// not formatted before, it stays so.
pub(crate) fn align(text: &str, edits: &mut Vec<TextEdit>) {
    let narrow =
        |text: &str, spaces: u32| text.len() == spaces as usize && text.bytes().all(|byte| byte == b' ');
    let formatted = |text: &str, range: TextRange, spaces: u32| {
        text.get(range.start as usize..range.end as usize).is_some_and(|gap| narrow(gap, spaces))
    };
    if !gaps(text).iter().all(|gap| formatted(text, gap.range, gap.spaces)) {
        return;
    }
    let edited = apply(text, edits);
    let pieces = pieces(text, edits);
    for gap in gaps(&edited).into_iter().rev() {
        if formatted(&edited, gap.range, gap.spaces) {
            continue;
        }
        let spaces = " ".repeat(gap.spaces as usize);
        let holds = |piece: &&Piece| piece.range.contains(gap.range);
        let Some(piece) =
            pieces.iter().filter(holds).max_by_key(|piece| matches!(piece.origin, Origin::Kept(_)))
        else {
            continue;
        };
        let local = TextRange::new(gap.range.start - piece.range.start, gap.range.end - piece.range.start);
        match piece.origin {
            Origin::Kept(start) => edits.push(TextEdit { range: local.shifted(start), text: spaces }),
            Origin::Edit(index) => {
                if let Some(edit) = edits.get_mut(index) {
                    edit.text.replace_range(local.start as usize..local.end as usize, &spaces);
                }
            }
        }
    }
    edits.sort_by_key(|edit| edit.range);
}

/// The text with sorted edits applied.
pub(crate) fn apply(text: &str, edits: &[TextEdit]) -> String {
    let mut edited = String::new();
    let mut at = 0;
    for edit in edits {
        edited.push_str(text.get(at..edit.range.start as usize).unwrap_or_default());
        edited.push_str(&edit.text);
        at = edit.range.end as usize;
    }
    edited.push_str(text.get(at..).unwrap_or_default());
    edited
}

/// A part of the edited text and where it is from.
struct Piece {
    range: TextRange,
    origin: Origin,
}

enum Origin {
    /// The old text, at this offset.
    Kept(u32),
    /// An edit, by index.
    Edit(usize),
}

fn pieces(text: &str, edits: &[TextEdit]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let (mut old, mut new) = (0, 0);
    for (index, edit) in edits.iter().enumerate() {
        let kept = edit.range.start - old;
        let added = edit.text.len() as u32;
        pieces.push(Piece { range: TextRange::new(new, new + kept), origin: Origin::Kept(old) });
        pieces.push(Piece {
            range: TextRange::new(new + kept, new + kept + added),
            origin: Origin::Edit(index),
        });
        new += kept + added;
        old = edit.range.end;
    }
    let rest = text.len() as u32 - old;
    pieces.push(Piece { range: TextRange::new(new, new + rest), origin: Origin::Kept(old) });
    pieces
}
