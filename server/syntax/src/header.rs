//! The first line of a top-level block, by which blocks are found again behind damage.

/// Words that begin a top-level block, with what follows them there.
pub(crate) const KEYWORDS: [&str; 14] = [
    "resource",
    "data",
    "ephemeral",
    "variable",
    "output",
    "module",
    "provider",
    "check",
    "action",
    "locals",
    "terraform",
    "moved",
    "removed",
    "import",
];

/// Keywords without labels.
const BARE: [&str; 5] = ["locals", "terraform", "moved", "removed", "import"];

/// The keyword of a line that looks like the first of a top-level block: `resource "…`, `locals {`.
pub(crate) fn header(text: &str, at: u32) -> Option<&str> {
    let keyword = KEYWORDS.into_iter().find(|&keyword| keyword == word(text, at))?;
    let behind = text.get(at as usize + keyword.len()..)?.trim_start_matches([' ', '\t']);
    let mark = if BARE.contains(&keyword) { '{' } else { '"' };
    behind.starts_with(mark).then_some(keyword)
}

/// The word at an offset; empty where there is none.
pub(crate) fn word(text: &str, at: u32) -> &str {
    let rest = text.get(at as usize..).unwrap_or_default();
    let length = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-'))).unwrap_or(rest.len());
    rest.get(..length).unwrap_or_default()
}
