//! Joins attributes and blocks into a body that is already there, touching as little as possible.
//!
//! Everything here is relative to the top-level block: its text, and the ranges of its nodes.

use model::{
    Body, Entry, EntryValue, Expr, ExprKind, NodeId, ObjectEntry,
    print::terraform::{Indent, format, lines},
};
use syntax::{TextEdit, TextRange};

use crate::item::{self, Item};

/// A top-level block's text and where its nodes stand in it.
#[derive(Clone, Copy)]
pub(crate) struct BlockText<'a> {
    pub(crate) text: &'a str,
    pub(crate) nodes: &'a [TextRange],
}

impl<'a> BlockText<'a> {
    pub(crate) fn range(&self, node: NodeId) -> Option<TextRange> {
        self.nodes.get(node.0 as usize).copied()
    }

    fn slice(&self, start: u32, end: u32) -> &'a str {
        self.text.get(start as usize..end as usize).unwrap_or_default()
    }

    /// The end of the line that an offset lies in, in front of its line break.
    fn line_end(&self, offset: u32) -> u32 {
        let rest = self.slice(offset, self.text.len() as u32);
        let line = rest.split('\n').next().unwrap_or_default();
        offset + line.trim_end_matches('\r').len() as u32
    }

    /// White space in front of the line that an offset lies in.
    pub(crate) fn indent(&self, offset: u32) -> &'a str {
        let line = self.slice(0, offset).rsplit('\n').next().unwrap_or_default();
        let start = offset - line.len() as u32;
        let line = self.slice(start, self.line_end(start));
        line.strip_suffix(line.trim_start()).unwrap_or_default()
    }
}

/// The edits that set and add `items` in the body between `braces`; `None` where the body holds something
/// of another form under one of their names.
pub(crate) fn merge(
    block: BlockText<'_>,
    body: &Body,
    braces: TextRange,
    items: &[Item],
) -> Option<Vec<TextEdit>> {
    let site = Site { block, body, braces, indent: inner_indent(block, body, braces) };
    let mut edits = Vec::new();
    let mut attributes = Vec::new();
    let mut blocks = Vec::new();
    for item in items {
        let there: Vec<&Entry> = body.named(item.name()).collect();
        match item {
            Item::Attribute { value, .. } => match there.as_slice() {
                [] => attributes.push(item.clone()),
                [map] if value.starts_with('{') => edits.extend(site.join_map(map, value)?),
                there => edits.extend(site.replace_values(there, value)?),
            },
            Item::Block { items: wanted, .. } => {
                let repeated = items.iter().filter(|other| other.name() == item.name()).count() > 1;
                if there.is_empty() || (repeated && !there.iter().any(|entry| site.holds(entry, wanted))) {
                    blocks.push(item.clone());
                } else if !repeated {
                    for entry in there {
                        edits.extend(site.join(entry, wanted)?);
                    }
                }
            }
        }
    }
    edits.extend(site.insert(&attributes, &blocks)?);
    edits.sort_by_key(|edit| edit.range);
    Some(edits)
}

struct Site<'a> {
    block: BlockText<'a>,
    body: &'a Body,
    braces: TextRange,
    /// Of the entries.
    indent: Indent,
}

impl Site<'_> {
    fn replace_values(&self, entries: &[&Entry], value: &str) -> Option<Vec<TextEdit>> {
        let mut edits = Vec::new();
        for entry in entries {
            let EntryValue::Attribute(expr) = &entry.value else { return None };
            let range = self.block.range(expr.node)?;
            let text = value_text(value, &self.indent);
            if self.block.slice(range.start, range.end).trim() != text {
                edits.push(TextEdit { range, text });
            }
        }
        Some(edits)
    }

    /// What a map holds beside the wanted entries is somebody's: it stays. A map that is no literal has no place
    /// for them.
    fn join_map(&self, map: &Entry, wanted: &str) -> Option<Vec<TextEdit>> {
        let EntryValue::Attribute(Expr { kind: ExprKind::Object(entries), node }) = &map.value else {
            return None;
        };
        let entry = |entry: &ObjectEntry| {
            let ExprKind::String(name) = &entry.key.kind else { return None };
            let (node, name_node) = (entry.value.node, entry.key.node);
            Some(Entry {
                name: name.clone(),
                node,
                name_node,
                value: EntryValue::Attribute(entry.value.clone()),
            })
        };
        let body = Body { entries: entries.iter().map(entry).collect::<Option<_>>()? };
        let wanted = wanted.strip_prefix('{')?.trim_end().strip_suffix('}')?;
        merge(self.block, &body, self.block.range(*node)?, &item::items(wanted.trim()))
    }

    /// Does a nested block already say all of this?
    fn holds(&self, entry: &Entry, wanted: &[Item]) -> bool {
        self.join(entry, wanted).is_some_and(|edits| edits.is_empty())
    }

    fn join(&self, entry: &Entry, wanted: &[Item]) -> Option<Vec<TextEdit>> {
        match &entry.value {
            EntryValue::Attribute(_) => None,
            EntryValue::Block { body, braces, .. } => {
                merge(self.block, body, self.block.range(*braces)?, wanted)
            }
            EntryValue::Dynamic { body, .. } => {
                merge(self.block, body, self.content_braces(self.block.range(entry.node)?)?, wanted)
            }
        }
    }

    /// The braces of `content { … }` in a `dynamic` block.
    fn content_braces(&self, dynamic: TextRange) -> Option<TextRange> {
        let text = self.block.slice(dynamic.start, dynamic.end);
        let lines = lines(text);
        let first = lines.iter().position(|line| {
            let line = text.get(line.trimmed.start as usize..).unwrap_or_default();
            line.strip_prefix("content")
                .is_some_and(|rest| rest.trim_start_matches([' ', '\t']).starts_with('{'))
        })?;
        let mut open = 0;
        let last = lines.get(first..)?.iter().find(|line| {
            open += line.brackets;
            open <= 0
        })?;
        let start = lines.get(first)?.trimmed.start;
        let brace = text.get(start as usize..)?.find('{')? as u32;
        let end = text.get(..last.trimmed.end as usize)?.rfind('}')? as u32 + 1;
        Some(TextRange::new(start + brace, end).shifted(dynamic.start))
    }

    fn insert(&self, attributes: &[Item], blocks: &[Item]) -> Option<Vec<TextEdit>> {
        if attributes.is_empty() && blocks.is_empty() {
            return Some(Vec::new());
        }
        let inside = self.block.slice(self.braces.start + 1, self.braces.end.checked_sub(1)?);
        if !inside.contains('\n') {
            return Some(self.open_up(inside, attributes, blocks));
        }
        let mut edits = Vec::new();
        let end = self.braces.start + 1 + inside.trim_end().len() as u32;
        if !attributes.is_empty() {
            edits.push(self.insert_attributes(attributes, inside.trim().is_empty()));
        }
        if !blocks.is_empty() {
            let blocks = format(&item::text(blocks), &self.indent);
            match edits.last_mut() {
                Some(edit) if edit.range.start == end => edit.text.push_str(&format!("\n\n{blocks}")),
                _ if inside.trim().is_empty() => {
                    edits.push(insertion(self.block.line_end(self.braces.start), format!("\n{blocks}")));
                }
                _ => edits.push(insertion(end, format!("\n\n{blocks}"))),
            }
        }
        Some(edits)
    }

    /// A body on one line gets a line for each entry.
    fn open_up(&self, inside: &str, attributes: &[Item], blocks: &[Item]) -> Vec<TextEdit> {
        let added: Vec<Item> = attributes.iter().chain(blocks).cloned().collect();
        let added = format(&item::text(&added), &self.indent);
        let (start, end) = (self.braces.start + 1, self.braces.end - 1);
        let close = format!("\n{}", self.block.indent(self.braces.start));
        let kept = inside.trim();
        if kept.is_empty() {
            return vec![TextEdit { range: TextRange::new(start, end), text: format!("\n{added}{close}") }];
        }
        let kept_start = start + (inside.len() - inside.trim_start().len()) as u32;
        let kept_end = start + inside.trim_end().len() as u32;
        let name = self.body.entries.first().map_or(0, |entry| entry.name.chars().count());
        let between = if attributes.is_empty() || longest_name(attributes) > name { "\n\n" } else { "\n" };
        vec![
            TextEdit { range: TextRange::new(start, kept_start), text: format!("\n{}", self.indent.base) },
            TextEdit { range: TextRange::new(kept_end, end), text: format!("{between}{added}{close}") },
        ]
    }

    fn insert_attributes(&self, attributes: &[Item], empty: bool) -> TextEdit {
        let added = format(&item::text(attributes), &self.indent);
        let Some((anchor, range)) = self.anchor() else {
            let at = self.block.line_end(self.braces.start);
            let rest = self.block.slice(at, self.braces.end);
            let gap = rest.strip_suffix(rest.trim_start()).unwrap_or_default();
            let behind = if empty || gap.matches('\n').count() > 1 { "" } else { "\n" };
            return insertion(at, format!("\n{added}{behind}"));
        };
        let repeats = matches!(anchor.name.as_str(), "count" | "for_each");
        let blank = if repeats || !self.fits_column(range, longest_name(attributes)) { "\n" } else { "" };
        insertion(self.block.line_end(range.end), format!("\n{blank}{added}"))
    }

    /// The attribute that new ones follow: the last one in front of the first nested block, but not tags or
    /// `depends_on` that stand apart at the end.
    fn anchor(&self) -> Option<(&Entry, TextRange)> {
        let attribute = |entry: &&Entry| matches!(entry.value, EntryValue::Attribute(_));
        let leading: Vec<(&Entry, TextRange)> = self
            .body
            .entries
            .iter()
            .take_while(attribute)
            .filter_map(|entry| Some((entry, self.block.range(entry.node)?)))
            .collect();
        let mut anchors = leading.iter().rev().peekable();
        while let Some((entry, range)) = anchors.next() {
            let apart = anchors.peek().is_some_and(|(_, before)| {
                self.block.slice(before.end, range.start).matches('\n').count() > 1
                    || self.block.slice(range.start, range.end).contains('\n')
            });
            if !(apart && matches!(entry.name.as_str(), "tags" | "depends_on")) {
                return Some((entry, *range));
            }
        }
        None
    }

    /// Can names of this length follow an attribute without moving the `=` of its neighbours?
    fn fits_column(&self, anchor: TextRange, name: usize) -> bool {
        let lines = lines(self.block.text);
        let last = lines.partition_point(|line| line.range.start <= anchor.start);
        let mut widest = None;
        for line in lines.iter().take(last).rev() {
            let Some(assign) = line.assign else { break };
            let written = self.block.slice(line.range.start, assign).trim_end().chars().count();
            widest = widest.max(Some(written));
        }
        widest.is_some_and(|widest| self.indent.base.chars().count() + name <= widest)
    }
}

fn insertion(at: u32, text: String) -> TextEdit {
    TextEdit { range: TextRange::at(at), text }
}

fn longest_name(items: &[Item]) -> usize {
    items.iter().map(|item| item.name().chars().count()).max().unwrap_or(0)
}

/// The indent of the entries, in the style of what is there.
fn inner_indent(block: BlockText<'_>, body: &Body, braces: TextRange) -> Indent {
    let outer = block.indent(braces.start);
    let first = body.entries.first().and_then(|entry| block.range(entry.node));
    let own_line = first.filter(|first| block.slice(braces.start, first.start).contains('\n'));
    match own_line.map(|first| block.indent(first.start)) {
        Some(base) => {
            let step = base.strip_prefix(outer).filter(|step| !step.is_empty()).unwrap_or("  ");
            Indent { base: base.to_owned(), step: step.to_owned() }
        }
        None => {
            let step = if outer.starts_with('\t') { "\t" } else { "  " };
            Indent { base: outer.to_owned(), step: step.to_owned() }.nested()
        }
    }
}

/// An expression for the right side of an attribute, its further lines indented under it.
fn value_text(value: &str, indent: &Indent) -> String {
    if !value.contains('\n') {
        return value.to_owned();
    }
    let written = format(&format!("value = {value}"), indent);
    written.split_once("= ").map_or_else(|| value.to_owned(), |(_, value)| value.to_owned())
}
