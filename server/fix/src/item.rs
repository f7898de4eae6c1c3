//! A template for a body, taken apart into what it sets and adds.

use model::print::terraform::{Line, lines};
use syntax::TextRange;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Item {
    /// `value` is the expression as written, perhaps over several lines.
    Attribute { name: String, value: String },
    /// `header` is the name and the labels, as written in front of `{`.
    Block { header: String, items: Vec<Item> },
}

impl Item {
    /// The name of the attribute or block.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Attribute { name, .. } => name,
            Self::Block { header, .. } => header.split([' ', '"']).next().unwrap_or_default(),
        }
    }
}

/// Reads the attributes and blocks of a body. Comments are left out.
pub(crate) fn items(text: &str) -> Vec<Item> {
    let lines = lines(text);
    let mut rest = lines.as_slice();
    let mut items = Vec::new();
    while let [first, ..] = rest {
        let (entry, behind) = rest.split_at(entry_length(rest));
        rest = behind;
        if first.is_blank() || text_of(text, first.trimmed).starts_with(['#', '/']) {
            continue;
        }
        let (Some(last), written) = (entry.last(), first.trimmed.start) else { continue };
        items.extend(item(
            text_of(text, TextRange::new(written, last.trimmed.end)),
            first.equals.map(|at| at - written),
        ));
    }
    items
}

/// How many lines the first entry takes: until its brackets are closed.
fn entry_length(lines: &[Line]) -> usize {
    let mut open = 0;
    let closed = lines.iter().position(|line| {
        open += line.brackets;
        open <= 0
    });
    closed.map_or(lines.len(), |last| last + 1)
}

fn item(written: &str, equals: Option<u32>) -> Option<Item> {
    let attribute = equals.and_then(|equals| written.split_at_checked(equals as usize));
    if let Some((name, value)) = attribute
        && !name.contains('{')
    {
        let value = value.trim_start_matches('=').trim();
        return Some(Item::Attribute { name: name.trim().to_owned(), value: value.to_owned() });
    }
    let (header, inside) = written.split_once('{')?;
    let inside = inside.trim_end().strip_suffix('}')?;
    Some(Item::Block { header: header.trim().to_owned(), items: items(inside.trim()) })
}

fn text_of(text: &str, range: TextRange) -> &str {
    text.get(range.start as usize..range.end as usize).unwrap_or_default()
}

/// Adds what another template wants in the same body. What is already there stays; blocks of which each side
/// has one become one.
pub(crate) fn join(into: &mut Vec<Item>, from: Vec<Item>) {
    let count = |items: &[Item], name: &str| items.iter().filter(|item| item.name() == name).count();
    let single: Vec<bool> =
        from.iter().map(|item| count(&from, item.name()) == 1 && count(into, item.name()) == 1).collect();
    for (item, single) in from.into_iter().zip(single) {
        if let Some(same) = into.iter_mut().find(|other| single && other.name() == item.name()) {
            if let (Item::Block { items, .. }, Item::Block { items: wanted, .. }) = (same, item) {
                join(items, wanted);
            }
        } else if !into.contains(&item) {
            into.push(item);
        }
    }
}

/// The items as text: attributes first, each block after a blank line.
pub(crate) fn text(items: &[Item]) -> String {
    let mut written = String::new();
    for item in items {
        if let Item::Attribute { name, value } = item {
            written.push_str(&format!("{name} = {value}\n"));
        }
    }
    for item in items {
        if let Item::Block { header, items } = item {
            if !written.is_empty() {
                written.push('\n');
            }
            let inside = text(items);
            let inside = if inside.is_empty() { String::new() } else { format!("\n{inside}\n") };
            written.push_str(&format!("{header} {{{inside}}}\n"));
        }
    }
    written.truncate(written.trim_end().len());
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_read_as_attributes_and_nested_blocks() {
        let template = "a = 1 # kept\n# left out\nbb = [\n  {\n    x = 2\n  }\n]\n\nrule \"x\" {\n  filter {}\n  c { d = 3 }\n}\n";
        let written = text(&items(template));
        assert_eq!(
            written,
            "a = 1 # kept\nbb = [\n  {\n    x = 2\n  }\n]\n\nrule \"x\" {\nfilter {}\n\nc {\nd = 3\n}\n}"
        );
        assert_eq!(text(&items(&written)), written);
    }

    #[test]
    fn two_templates_for_one_body_are_joined_block_by_block() {
        let mut first = items("a = 1\nblob {\n  delete {\n    days = 7\n  }\n}");
        join(&mut first, items("a = 2\nb = 3\nblob {\n  container {\n    days = 7\n  }\n}"));
        assert_eq!(
            text(&first),
            "a = 1\nb = 3\n\nblob {\ndelete {\ndays = 7\n}\n\ncontainer {\ndays = 7\n}\n}"
        );
    }
}
