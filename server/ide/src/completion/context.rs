//! What is asked for at the cursor, and what of the text it would take the place of.

use syntax::TextRange;

use super::scan::{Frame, Kind, Scan};

/// A place in a policy, or in an argument that names one, at which something can be offered.
#[derive(Debug)]
pub(super) struct Context<'t> {
    pub(super) asked: Asked,
    /// What stands there already, up to the cursor.
    pub(super) typed: &'t str,
    /// The text that an answer replaces, in bytes of the block.
    pub(super) range: TextRange,
    pub(super) written: WrittenAs,
    /// The actions that the statement names, other than the one at the cursor.
    pub(super) actions: Vec<&'t str>,
}

/// What can stand there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    Action,
    Resource,
    Operator,
    ConditionKey,
    ServicePrincipal,
    PrincipalType,
    Effect,
    ManagedPolicyArn,
    ManagedPolicyName,
    AzureRole,
}

/// How a value is written there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WrittenAs {
    /// Between quotes in an expression; the closing one may be missing.
    Quoted { is_closed: Closed },
    /// In the JSON of a heredoc, between quotes.
    Json,
    /// Without quotes, where an expression is expected.
    Bare,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Closed {
    Yes,
    No,
}

impl<'t> Context<'t> {
    /// `text` is a top-level block.
    pub(super) fn at(text: &'t str, offset: usize) -> Option<Self> {
        let mut scan = Scan::new(text, offset);
        if scan.is_lost {
            return None;
        }
        let (start, is_bare) = match scan.string {
            Some(start) => (start, false),
            None => (word_start(text, offset), true),
        };
        let is_json = scan.is_heredoc();
        let is_key = is_key(&scan);
        let asked = asked(&scan, is_key)?;
        if is_bare && (is_json || asked != Asked::Resource) {
            return None;
        }
        let typed = text.get(start..offset)?;
        if typed.contains("${") {
            return None;
        }
        let end = word_end(text, offset);
        let is_closed = text.as_bytes().get(end) == Some(&b'"');
        let end = if is_closed || is_bare { end } else { offset };
        let statement =
            scan.frames.iter().rev().find(|frame| is_statement(&scan.frames, frame)).map(|it| it.start);
        let actions = match statement {
            Some(start_of) => {
                scan.finish(start_of);
                let at_cursor = |value: &str| {
                    let begins = value.as_ptr() as usize - text.as_ptr() as usize;
                    begins == start
                };
                scan.values
                    .iter()
                    .filter(|(owner, key, value)| {
                        *owner == start_of
                            && matches!(key.as_str(), "Action" | "actions")
                            && !at_cursor(value)
                    })
                    .map(|(_, _, value)| *value)
                    .collect()
            }
            None => Vec::new(),
        };
        let closed = if is_closed { Closed::Yes } else { Closed::No };
        let written = match (is_bare, is_json) {
            (true, _) => WrittenAs::Bare,
            (_, true) => WrittenAs::Json,
            _ => WrittenAs::Quoted { is_closed: closed },
        };
        Some(Self { asked, typed, range: TextRange::new(start as u32, end as u32), written, actions })
    }
}

fn asked(scan: &Scan<'_>, is_key: bool) -> Option<Asked> {
    let path = scan.path();
    let last = *path.last()?;
    let header = scan.frames.get(1).map(|frame| frame.header.as_slice()).unwrap_or_default();
    let resource_type = header.get(1).map_or("", String::as_str);
    let in_statement = scan.frames.iter().any(|frame| is_statement(&scan.frames, frame));
    if in_statement {
        let behind = |name: &str| path.iter().rposition(|it| *it == name).map(|at| path.len() - at - 1);
        if let Some(depth) = behind("Condition") {
            return match (depth, is_key) {
                (0, true) => Some(Asked::Operator),
                (1, true) => Some(Asked::ConditionKey),
                _ => None,
            };
        }
        if behind("condition").is_some() {
            return match last {
                "test" => Some(Asked::Operator),
                "variable" => Some(Asked::ConditionKey),
                _ => None,
            };
        }
        if let Some(depth) = behind("Principal").or_else(|| behind("NotPrincipal")) {
            return match (depth, last, is_key) {
                (1, "Service", false) => Some(Asked::ServicePrincipal),
                (0, _, true) => Some(Asked::PrincipalType),
                _ => None,
            };
        }
        if behind("principals").or_else(|| behind("not_principals")).is_some() {
            let is_service =
                scan.frames.iter().rev().find(|frame| frame.kind == Kind::Brace).is_some_and(|block| {
                    let of =
                        |(owner, key, _): &&(usize, String, &str)| *owner == block.start && key == "type";
                    scan.values.iter().find(of).is_none_or(|(_, _, kind)| *kind == "Service")
                });
            return match last {
                "type" => Some(Asked::PrincipalType),
                "identifiers" if is_service => Some(Asked::ServicePrincipal),
                _ => None,
            };
        }
        if is_key {
            return None;
        }
        return match last {
            "Action" | "NotAction" | "actions" | "not_actions" => Some(Asked::Action),
            "Resource" | "NotResource" | "resources" | "not_resources" => Some(Asked::Resource),
            "Effect" | "effect" => Some(Asked::Effect),
            _ => None,
        };
    }
    let of = |prefix: &str| resource_type.starts_with(prefix);
    match last {
        "policy_arn" if of("aws_") => Some(Asked::ManagedPolicyArn),
        "managed_policy_arns" | "policy_arns" | "permissions_boundary" if of("aws_iam_") => {
            Some(Asked::ManagedPolicyArn)
        }
        "arn" if resource_type == "aws_iam_policy" => Some(Asked::ManagedPolicyArn),
        "name" if resource_type == "aws_iam_policy" && header.first().is_some_and(|it| it == "data") => {
            Some(Asked::ManagedPolicyName)
        }
        "principal" if resource_type == "aws_lambda_permission" => Some(Asked::ServicePrincipal),
        "role_definition_name" if of("azurerm_") => Some(Asked::AzureRole),
        _ => None,
    }
}

/// A `statement` block, an element of `Statement`, or its only object.
fn is_statement(frames: &[Frame], frame: &Frame) -> bool {
    if frame.kind != Kind::Brace {
        return false;
    }
    let parent = frames.iter().take_while(|it| it.start != frame.start).last();
    let is_of_list =
        frame.name.is_empty() && parent.is_some_and(|it| it.kind == Kind::Square && it.name == "Statement");
    frame.name == "Statement" || frame.name == "statement" || is_of_list
}

/// Is a key expected at the cursor, not a value?
fn is_key(scan: &Scan<'_>) -> bool {
    scan.frames.last().is_some_and(|frame| frame.kind == Kind::Brace && frame.key.is_none())
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-.:*?/".contains(&byte)
}

fn word_start(text: &str, offset: usize) -> usize {
    let before = text.as_bytes().get(..offset).unwrap_or_default();
    before.iter().rposition(|byte| !is_word(*byte)).map_or(0, |at| at + 1)
}

fn word_end(text: &str, offset: usize) -> usize {
    let behind = text.as_bytes().get(offset..).unwrap_or_default();
    offset + behind.iter().position(|byte| !is_word(*byte)).unwrap_or(behind.len())
}
