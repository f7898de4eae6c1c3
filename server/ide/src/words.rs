//! Names of places as an editor shows them. The words for states and areas are `report`'s.

use model::Place;
use report::{place, words};

use crate::Analysis;

/// Raw columns of a hover's line.
pub(crate) const WIDTH: usize = 78;

/// `line 12` in the file that is looked at, `iam.tf:14` in another.
pub(crate) fn place_name(analysis: &Analysis, at: Place, from: model::FileId) -> String {
    let line = place::line(&analysis.snapshot, at);
    let (Some(file), Some(here)) = (analysis.source(at.file), analysis.source(from)) else {
        return format!("line {line}");
    };
    let name = if at.file == from {
        format!("line {line}")
    } else {
        format!("{}:{line}", place::relative(&file.path, &here.path.directory()))
    };
    if analysis.settings.hover_links {
        format!("[{name}]({}#L{line})", words::file_uri(file.path.as_str()))
    } else {
        name
    }
}

/// A list item or paragraph with soft breaks, so that no line is wider than [`WIDTH`].
pub(crate) fn line(text: &str) -> String {
    let indent = if text.starts_with("- ") { "  " } else { "" };
    words::wrapped(text, WIDTH, indent)
}
