//! The protocol's types, and what they are here: the one place that knows both. Everything else says
//! `lsp::Range` for theirs and `TextRange` for ours.

use std::path::Path;

use project::FilePath;
use syntax::{PositionEncoding, Text, TextRange};
pub(crate) use tower_lsp::ls_types as lsp;

/// The path of a `file:` address; other schemes (`untitled:`, `git:`) have no place in a project.
pub(crate) fn path(uri: &lsp::Uri) -> Option<FilePath> {
    if !uri.scheme().as_str().eq_ignore_ascii_case("file") {
        return None;
    }
    let path = uri.to_file_path()?;
    let path = path.to_str()?;
    // Editors disagree on the case of a drive letter.
    match path.as_bytes() {
        [letter, b':', ..] => {
            Some(FilePath::new(&format!("{}{}", letter.to_ascii_lowercase() as char, path.get(1..)?)))
        }
        _ => Some(FilePath::new(path)),
    }
}

pub(crate) fn uri(path: &FilePath) -> Option<lsp::Uri> {
    lsp::Uri::from_file_path(Path::new(path.as_str()))
}

pub(crate) fn offset(text: &Text, position: lsp::Position, encoding: PositionEncoding) -> u32 {
    text.offset(syntax::Position { line: position.line, column: position.character }, encoding)
}

pub(crate) fn position(text: &Text, offset: u32, encoding: PositionEncoding) -> lsp::Position {
    let syntax::Position { line, column } = text.position(offset, encoding);
    lsp::Position::new(line, column)
}

pub(crate) fn text_range(text: &Text, range: lsp::Range, encoding: PositionEncoding) -> TextRange {
    let (start, end) = (offset(text, range.start, encoding), offset(text, range.end, encoding));
    TextRange::new(start.min(end), start.max(end))
}

pub(crate) fn range(text: &Text, range: TextRange, encoding: PositionEncoding) -> lsp::Range {
    lsp::Range::new(position(text, range.start, encoding), position(text, range.end, encoding))
}

pub(crate) fn severity(level: ide::Level) -> lsp::DiagnosticSeverity {
    match level {
        ide::Level::Error => lsp::DiagnosticSeverity::ERROR,
        ide::Level::Warning => lsp::DiagnosticSeverity::WARNING,
        ide::Level::Information => lsp::DiagnosticSeverity::INFORMATION,
        ide::Level::Hint => lsp::DiagnosticSeverity::HINT,
    }
}

/// The same lines for a client that shows text as it is: no `**`, no backticks, a link's words without
/// its target. List marks stay.
pub(crate) fn plain(markdown: &str) -> String {
    let mut plain = String::with_capacity(markdown.len());
    let mut rest = markdown;
    while let Some(character) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("**").or_else(|| rest.strip_prefix('`')) {
            rest = after;
        } else if let Some((words, after)) = link(rest) {
            plain.push_str(&words.replace("**", "").replace('`', ""));
            rest = after;
        } else if let Some(escaped) = rest.strip_prefix('\\').filter(|rest| rest.starts_with(is_mark)) {
            let (mark, after) = escaped.split_at(1);
            plain.push_str(mark);
            rest = after;
        } else {
            plain.push(character);
            rest = rest.get(character.len_utf8()..).unwrap_or_default();
        }
    }
    plain
}

fn is_mark(character: char) -> bool {
    character.is_ascii_punctuation()
}

/// `[words](target)rest` → `words` and `rest`.
fn link(text: &str) -> Option<(&str, &str)> {
    let (words, target) = text.strip_prefix('[')?.split_once("](")?;
    let (target, rest) = target.split_once(')')?;
    let one_line = !words.contains(['[', '\n']) && !target.contains(char::is_whitespace);
    one_line.then_some((words, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_the_markdown_without_its_marks() {
        let markdown = "**aws_s3_bucket.logs** · Amazon S3\n\n- **IAM** (high): `s3:*` on `*`, [iam.tf:14](file:///x/iam.tf#L14)\n- a_b [1] \\* x";
        let expected = "aws_s3_bucket.logs · Amazon S3\n\n- IAM (high): s3:* on *, iam.tf:14\n- a_b [1] * x";
        assert_eq!(plain(markdown), expected);
    }

    #[test]
    fn a_path_survives_the_way_to_an_address_and_back() {
        for name in ["/shop/main.tf", "/the shop/größe [1].tf", "/a#b/c?d%20.tf"] {
            let name = FilePath::new(name);
            assert_eq!(path(&uri(&name).unwrap()), Some(name));
        }
        assert_eq!(path(&"untitled:Untitled-1".parse().unwrap()), None);
    }
}
