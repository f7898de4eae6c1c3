//! Fixtures for tests: several files, a cursor and annotations in one string.
//!
//! It must not know what is tested. Start reading at [`Fixture`].

mod large;

pub use large::large_configuration;
use syntax::TextRange;

/// Several files in one string, with marks.
///
/// - `//- /path` begins a file; without such a line there is one file, `/main.tf`.
/// - `<|>` is the cursor (`$0` would clash with `${…}`).
/// - A line that begins with `#:` speaks of the line above it. A run of carets names the columns
///   straight above; columns 0 and 1 lie under the mark itself, so `#:` without carets means the whole line.
///
/// Marks are removed from the text. Indentation that every line shares is removed too, and the line
/// break after an opening quote, so that a fixture can be indented with the test.
///
/// ```
/// use testkit::Fixture;
///
/// let fixture = Fixture::parse(r#"
///     //- /main.tf
///     resource "aws_s3_bucket" "logs" {
///     #:       ^^^^^^^^^^^^^^^ the type
///       bucket = "l<|>ogs"
///     }
///     //- /net/vpc.tf
///     locals {}
/// "#);
/// assert_eq!(fixture.text("/net/vpc.tf"), "locals {}\n");
/// let (path, offset) = fixture.cursor.clone().unwrap();
/// assert_eq!(&fixture.text(&path)[offset as usize..][..4], "ogs\"");
/// let annotation = &fixture.annotations[0];
/// assert_eq!(annotation.text, "the type");
/// assert_eq!(fixture.slice(annotation), "\"aws_s3_bucket\"");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixture {
    /// Path and text of each file, in the order written, marks removed.
    pub files: Vec<(String, String)>,
    /// Path and byte offset of `<|>`.
    pub cursor: Option<(String, u32)>,
    /// In text order.
    pub annotations: Vec<Annotation>,
}

/// What a `#:` line says about the line above it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotation {
    pub path: String,
    /// The line spoken of, from 0, in the text without marks.
    pub line: u32,
    /// Bytes of the file: what the carets stand under, or the whole line without its break.
    pub range: TextRange,
    pub text: String,
}

const FILE_MARK: &str = "//- ";
const CURSOR_MARK: &str = "<|>";
const ANNOTATION_MARK: &str = "#:";

impl Fixture {
    /// Reads a fixture.
    ///
    /// # Panics
    /// When it has two cursors, or an annotation that no line stands above.
    #[must_use]
    pub fn parse(fixture: &str) -> Self {
        let fixture = without_indentation(fixture.strip_prefix('\n').unwrap_or(fixture));
        let mut parsed = Self { files: Vec::new(), cursor: None, annotations: Vec::new() };
        for line in fixture.split_inclusive('\n') {
            if let Some(path) = line.strip_prefix(FILE_MARK) {
                parsed.files.push((path.trim().to_owned(), String::new()));
                continue;
            }
            if parsed.files.is_empty() {
                parsed.files.push(("/main.tf".to_owned(), String::new()));
            }
            if line.trim_start().starts_with(ANNOTATION_MARK) {
                parsed.annotate(line);
            } else {
                parsed.add_line(line);
            }
        }
        if parsed.files.is_empty() {
            parsed.files.push(("/main.tf".to_owned(), String::new()));
        }
        parsed
    }

    /// The text of a file.
    ///
    /// # Panics
    /// When the fixture has no such file.
    #[must_use]
    pub fn text(&self, path: &str) -> &str {
        let file = self.files.iter().find(|(name, _)| name == path);
        let (_, text) = file.unwrap_or_else(|| panic!("the fixture has no file {path}"));
        text
    }

    /// The text that an annotation speaks of.
    ///
    /// # Panics
    /// When the annotation is not one of this fixture.
    #[must_use]
    pub fn slice(&self, annotation: &Annotation) -> &str {
        let TextRange { start, end } = annotation.range;
        let text = self.text(&annotation.path).get(start as usize..end as usize);
        text.unwrap_or_else(|| panic!("{annotation:?} is not of this fixture"))
    }

    fn add_line(&mut self, line: &str) {
        let Some((path, text)) = self.files.last_mut() else { return };
        let mut rest = line;
        while let Some((before, after)) = rest.split_once(CURSOR_MARK) {
            text.push_str(before);
            assert!(self.cursor.is_none(), "a fixture has one cursor");
            self.cursor = Some((path.clone(), length(text)));
            rest = after;
        }
        text.push_str(rest);
    }

    fn annotate(&mut self, annotation: &str) {
        let Some((path, text)) = self.files.last() else { return };
        let above = text.split_inclusive('\n').next_back();
        let above = above.unwrap_or_else(|| panic!("no line above {annotation:?}"));
        let start = length(text) - length(above);
        let code = above.trim_end_matches(['\n', '\r']);

        let said = annotation.trim_start().trim_start_matches(ANNOTATION_MARK).trim();
        let message = said.trim_start_matches('^');
        let range = if message.len() == said.len() {
            TextRange::new(start, start + length(code))
        } else {
            let first = annotation.chars().take_while(|&c| c != '^').count();
            let carets = said.len() - message.len();
            TextRange::new(start + byte_of_column(code, first), start + byte_of_column(code, first + carets))
        };
        self.annotations.push(Annotation {
            path: path.clone(),
            line: length_in_lines(text) - 1,
            range,
            text: message.trim().to_owned(),
        });
    }
}

/// Offset of a column counted in characters; the end of the line for any beyond it.
fn byte_of_column(line: &str, column: usize) -> u32 {
    line.char_indices().nth(column).map_or(length(line), |(offset, _)| offset as u32)
}

fn length(text: &str) -> u32 {
    text.len() as u32
}

fn length_in_lines(text: &str) -> u32 {
    text.split_inclusive('\n').count() as u32
}

fn without_indentation(text: &str) -> String {
    let indentation = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let written = text.lines().filter(|line| !line.trim().is_empty());
    let shared = written.map(indentation).min().unwrap_or(0);
    text.split_inclusive('\n')
        .map(|line| line.get(shared.min(indentation(line))..).unwrap_or_default())
        .collect()
}

/// Says that a check did not run and why; seen without `--nocapture` too, which hides what a passing test prints.
pub fn skipped(why: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "SKIPPED: {why}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixture_without_headers_is_one_file() {
        let fixture = Fixture::parse("a = 1\n");
        assert_eq!(fixture.files, [("/main.tf".to_owned(), "a = 1\n".to_owned())]);
        assert_eq!(fixture.cursor, None);
    }

    #[test]
    fn shared_indentation_goes_and_the_rest_stays() {
        let fixture = Fixture::parse("\n    a {\n      b = 1\n    }\n\n");
        assert_eq!(fixture.text("/main.tf"), "a {\n  b = 1\n}\n\n");
    }

    #[test]
    fn carets_count_characters_of_the_text_without_the_cursor() {
        let fixture = Fixture::parse(
            "é = <|>\"ü\" # x\n#:  ^^^ the value\n#: the line\nb = 2\n#:  ^^^^^ past the end\n",
        );
        assert_eq!(fixture.text("/main.tf"), "é = \"ü\" # x\nb = 2\n");
        assert_eq!(fixture.cursor, Some(("/main.tf".to_owned(), 5)));
        let seen: Vec<_> =
            fixture.annotations.iter().map(|it| (it.line, fixture.slice(it), it.text.as_str())).collect();
        assert_eq!(
            seen,
            [(0, "\"ü\"", "the value"), (0, "é = \"ü\" # x", "the line"), (1, "2", "past the end")]
        );
    }

    #[test]
    fn carriage_returns_stay_in_the_text_and_out_of_annotations() {
        let fixture = Fixture::parse("a = 1\r\n#: whole\r\nb = 2\r\n");
        assert_eq!(fixture.text("/main.tf"), "a = 1\r\nb = 2\r\n");
        assert_eq!(fixture.slice(&fixture.annotations[0]), "a = 1");
        assert_eq!(fixture.annotations[0].text, "whole");
    }

    #[test]
    #[should_panic(expected = "one cursor")]
    fn two_cursors_are_a_mistake() {
        let _ = Fixture::parse("<|>a<|>");
    }
}
