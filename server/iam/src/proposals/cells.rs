//! Which cells of the (action × resource type) table a statement reaches, and whether a pattern can name a
//! resource of a type.

use std::collections::{BTreeMap, BTreeSet};

use super::{Cells, entry::Entry, subject::Subject};
use crate::{Effect, Statement, matches};

/// Action and resource type; `*` where the action acts on none.
pub(super) struct Reached<'d> {
    cells: BTreeSet<(&'d str, &'d str)>,
    /// `Action: "*"`, whose cells are not counted one by one.
    everything: bool,
}

/// The cells of `*` on `*` in the list that this was written with (about 22,000 actions): an order of magnitude,
/// since looking at each for a count would take longer than the proof.
const CELLS_OF_EVERYTHING: usize = 45_000;

pub(super) fn reached<'s>(statements: &[Statement], subject: &Subject<'s>) -> Reached<'s> {
    let mut reached = Reached { cells: BTreeSet::new(), everything: false };
    for statement in statements.iter().filter(|statement| statement.effect == Some(Effect::Allow)) {
        let resources: Vec<String> = statement
            .resources
            .terms
            .iter()
            .map(|term| term.text.as_deref().map_or_else(|| "*".to_owned(), |text| subject.shape(text)))
            .collect();
        let negated = statement.resources.negated;
        reached.everything |= statement.actions.negated;
        let mut types: BTreeMap<(&str, &str), bool> = BTreeMap::new();
        for term in &statement.actions.terms {
            if statement.actions.negated {
                break;
            }
            reached.everything |= matches!(term.text.as_deref(), Some("*" | "*:*"));
            for action in Entry::new(term, subject.data).actions() {
                if action.is_wildcard_only() && (negated || resources.iter().any(|it| matches(it, "*"))) {
                    reached.cells.insert((action.name, "*"));
                }
                for acted in &action.resource_types {
                    let it = acted.resource_type;
                    let is_reached = *types.entry((it.service, it.name)).or_insert_with(|| {
                        let template = template(it.arn);
                        negated || resources.iter().any(|resource| can_name(resource, &template))
                    });
                    if is_reached {
                        reached.cells.insert((action.name, it.name));
                    }
                }
            }
        }
    }
    reached
}

pub(super) fn count(before: &Reached<'_>, after: &Reached<'_>) -> Cells {
    let number = |reached: &Reached<'_>| {
        let all = if reached.everything { CELLS_OF_EVERYTHING } else { reached.cells.len() };
        u32::try_from(all).unwrap_or(u32::MAX)
    };
    Cells { before: number(before), after: number(after) }
}

/// `${aws_s3_bucket.b.arn}/*` with what is known of the reference; else `*` in its place.
pub(super) fn shape(text: &str, values: &[(&str, &str)]) -> String {
    let mut shape = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        shape.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => push_value(&mut shape, value),
            None => shape.push('*'),
        }
        rest = after;
    }
    shape.push_str(rest);
    shape
}

/// `arn:*:s3:::*`: what stands for a whole segment holds no colon, and some names hold no slash, see [`template`].
fn push_value(shape: &mut String, value: &str) {
    let segments = value.split(':').count();
    for (number, segment) in value.split(':').enumerate() {
        if number > 0 {
            shape.push(':');
        }
        let is_bucket = number == 5 && value.contains(":s3:::");
        match segment {
            "*" if number < 5 || (is_bucket && number + 1 == segments) => shape.push(WITHOUT_SLASH),
            "table/*" => {
                shape.push_str("table/");
                shape.push(WITHOUT_SLASH);
            }
            segment => shape.push_str(segment),
        }
    }
}

/// `arn:${Partition}:s3:::${BucketName}/${ObjectName}` as a pattern. A name that can't hold a slash becomes `\u{1}`.
pub(super) fn template(arn: &str) -> String {
    let mut pattern = String::with_capacity(arn.len());
    let mut rest = arn;
    while let Some((before, after)) = rest.split_once("${") {
        pattern.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        pattern.push(match name {
            // Names of buckets have letters, digits, dots and hyphens (S3 guide, bucket naming rules); those of
            // tables besides underscores (DynamoDB guide, naming rules).
            "BucketName" | "TableName" | "Partition" | "Region" | "Account" => WITHOUT_SLASH,
            _ => '*',
        });
        rest = after;
    }
    pattern.push_str(rest);
    pattern
}

/// A run of characters other than slash and colon.
const WITHOUT_SLASH: char = '\u{1}';

/// Is there a text that both patterns match? Either may have `*`, `?` and runs without a slash.
pub(super) fn can_name(pattern: &str, template: &str) -> bool {
    if pattern == "*" {
        return true;
    }
    let (left, right): (Vec<char>, Vec<char>) = (pattern.chars().collect(), template.chars().collect());
    let width = right.len() + 1;
    let mut meets = vec![false; (left.len() + 1) * width];
    let mut open = vec![(0usize, 0usize)];
    while let Some((at, other)) = open.pop() {
        let Some(seen) = meets.get_mut(at * width + other) else { continue };
        if std::mem::replace(seen, true) {
            continue;
        }
        match (left.get(at).copied(), right.get(other).copied()) {
            (None, None) => return true,
            (left, right) => {
                if left.is_some_and(is_run) {
                    open.push((at + 1, other));
                }
                if right.is_some_and(is_run) {
                    open.push((at, other + 1));
                }
                let (Some(left), Some(right)) = (left, right) else { continue };
                if takes(left, right) && takes(right, left) {
                    let next = |it: char, at: usize| if is_run(it) { at } else { at + 1 };
                    open.push((next(left, at), next(right, other)));
                }
            }
        }
    }
    false
}

fn is_run(character: char) -> bool {
    character == '*' || character == WITHOUT_SLASH
}

/// May one character of what `other` stands for be one of `symbol`?
fn takes(symbol: char, other: char) -> bool {
    match symbol {
        '*' | '?' => true,
        WITHOUT_SLASH => !matches!(other, '/' | ':'),
        literal => {
            literal == other
                || matches!(other, '*' | '?')
                || (other == WITHOUT_SLASH && !matches!(literal, '/' | ':'))
        }
    }
}
