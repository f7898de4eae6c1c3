//! Reading a policy: an action, a wildcard, a resource or a whole statement of it; a policy that AWS manages; a
//! role of Azure. Everything is told from what is attached to what, so that the effect here comes first.

mod action;
mod azure;
mod holder;
mod managed;
mod narrower;
mod page;
mod resource;
mod statement;
mod wildcard;
mod written;

use iam::{Clause, Data};
use model::{Block, BlockKind, ExprKind, FileId, NodeId, Place};
use syntax::TextRange;

use self::{
    holder::Use,
    written::{Key, Token, Written},
};
use crate::{Analysis, Hover};

pub(super) fn hover(
    analysis: &Analysis,
    file: FileId,
    index: u32,
    block: &Block,
    offset: u32,
) -> Option<Hover> {
    let place = |node: NodeId| Place { file, block: index, node };
    let data = Data::bundled();
    let keyword = analysis.range(place(block.keyword)).is_some_and(|range| range.touches(offset));
    if keyword {
        return None;
    }
    let written = written::written(&block.body, offset, &|node| analysis.range(place(node)))?;
    let range = written.range;
    let markdown = match &written.token {
        Token::Key => key(analysis, file, index, &written, data)?,
        Token::String(expr) => {
            let text = azure::unquoted(analysis, file, range)?;
            let string = match &expr.kind {
                ExprKind::String(text) => text.to_string(),
                _ => text.clone(),
            };
            if let Some(markdown) = named(analysis, file, index, block, &written, &string) {
                return Some(Hover { range, markdown });
            }
            let uses = uses(analysis, file, index, &written, place(expr.node));
            match written.key() {
                Key::Action => action_string(data, &string, block, &written, &uses)?,
                Key::Resource => resource::markdown(data, &string, &uses)?,
                Key::Sid | Key::Effect => statement::markdown(data, &uses)?,
                _ => from_elsewhere(data, &string, place(expr.node), &uses)?,
            }
        }
    };
    Some(Hover { range, markdown })
}

/// A policy of AWS or a role of Azure, by name.
fn named(
    analysis: &Analysis,
    file: FileId,
    index: u32,
    block: &Block,
    written: &Written<'_>,
    string: &str,
) -> Option<String> {
    let data = Data::bundled();
    if let Some(attribute) = written.path.first().filter(|name| name.starts_with("role_definition")) {
        let role = azure::role(data, attribute, string)?;
        let spelled = |expr: &model::Expr| azure::spelled(analysis, file, index, expr);
        return Some(azure::markdown(role, &block.body, &spelled));
    }
    let resource_type = match &block.kind {
        BlockKind::Resource { resource_type, .. } | BlockKind::Data { resource_type, .. } => {
            resource_type.as_str()
        }
        _ => "",
    };
    let is_arn = string.contains(":iam::aws:policy/");
    let is_name = resource_type.starts_with("aws_iam_") && !string.contains(':') && data_name(data, string);
    if !is_arn && !is_name {
        return None;
    }
    let name = if is_arn { string.rsplit('/').next()? } else { string };
    let Some(policy) = data.managed_policy(name) else {
        return Some(managed::withdrawn(name, data.successor_of_managed_policy(name)?));
    };
    Some(managed::markdown(data, policy, analysis, file, index))
}

/// Is it exactly the name of a managed policy?
fn data_name(data: &Data, string: &str) -> bool {
    string.len() > 3 && data.managed_policy(string).is_some_and(|policy| policy.name == string)
}

/// The uses of the statement around a place, or of the statement that a string of another block is in.
fn uses<'a>(
    analysis: &'a Analysis,
    file: FileId,
    index: u32,
    written: &Written<'_>,
    at: Place,
) -> Vec<Use<'a>> {
    let mut found: Vec<(TextRange, Use<'a>)> = Vec::new();
    for (module, assessment) in analysis.near(file) {
        for policy in &assessment.policies {
            let statements = policy.policy.statements.iter().zip(&policy.statements).enumerate();
            for (number, (statement, place)) in statements {
                let around = place.file == file
                    && place.block == index
                    && analysis.range(*place).is_some_and(|range| range.contains(written.range));
                let from_there = || {
                    let clauses: [&Clause; 2] = [&statement.actions, &statement.resources];
                    clauses
                        .iter()
                        .flat_map(|clause| &clause.terms)
                        .any(|term| policy.terms.get(term.index).copied().flatten() == Some(at))
                };
                if around || from_there() {
                    let range = analysis.range(*place).unwrap_or_default();
                    found.push((
                        range,
                        Use { analysis, file, module, assessment, policy, index: number, statement },
                    ));
                }
            }
        }
    }
    // The innermost: a document may hold others as text.
    let innermost = found.iter().map(|(range, _)| range.len()).min();
    found.retain(|(range, _)| Some(range.len()) == innermost);
    found.into_iter().map(|(_, at)| at).collect()
}

fn key(analysis: &Analysis, file: FileId, index: u32, written: &Written<'_>, data: &Data) -> Option<String> {
    if written.key() == Key::Other {
        return None;
    }
    let node = *written.around.last()?;
    let uses = uses(analysis, file, index, written, Place { file, block: index, node });
    statement::markdown(data, &uses)
}

fn action_string(
    data: &Data,
    string: &str,
    block: &Block,
    written: &Written<'_>,
    uses: &[Use<'_>],
) -> Option<String> {
    let is_known_policy = !uses.is_empty();
    if !is_known_policy && !looks_like_policy(block, written) {
        return None;
    }
    if string.contains("${") {
        return None;
    }
    if string.contains(['*', '?']) {
        return Some(wildcard::markdown(data, string, uses));
    }
    match data.action(string) {
        Some(action) => Some(action::markdown(data, &action, uses)),
        None if string.contains(':') => {
            Some(action::unknown(data, string, suggestion(data, string).as_deref()))
        }
        None => None,
    }
}

/// A document that is attached to nothing that could be followed is still one.
fn looks_like_policy(block: &Block, written: &Written<'_>) -> bool {
    let is_document = matches!(&block.kind, BlockKind::Data { resource_type, .. } if resource_type == "aws_iam_policy_document");
    is_document || written.path.iter().any(|name| name == "Statement")
}

/// A string of a list that a policy refers to.
fn from_elsewhere(data: &Data, string: &str, at: Place, uses: &[Use<'_>]) -> Option<String> {
    let first = uses.first()?;
    let holds = |clause: &Clause| {
        clause.terms.iter().any(|term| first.policy.terms.get(term.index).copied().flatten() == Some(at))
    };
    if holds(&first.statement.actions) {
        return match data.action(string) {
            Some(action) => Some(action::markdown(data, &action, uses)),
            None if string.contains(['*', '?']) => Some(wildcard::markdown(data, string, uses)),
            None => Some(action::unknown(data, string, suggestion(data, string).as_deref())),
        };
    }
    if holds(&first.statement.resources) {
        return resource::markdown(data, string, uses);
    }
    None
}

/// What was probably meant.
fn suggestion(data: &Data, written: &str) -> Option<String> {
    let statement = iam::Statement {
        effect: Some(iam::Effect::Allow),
        actions: Clause {
            negated: false,
            terms: vec![iam::Term { text: Some(written.to_owned()), index: 0 }],
        },
        ..iam::Statement::default()
    };
    let policy = iam::Policy { version: None, statements: vec![statement] };
    let findings = iam::review(&policy, iam::Attachment::Identity, data);
    let facts =
        findings.into_iter().filter(|finding| finding.rule == "IAM009").flat_map(|finding| finding.facts);
    facts.into_iter().find(|(name, _)| *name == "suggestion").map(|(_, suggestion)| suggestion)
}
