//! A24: a permission to call a function, with the source that may.

use iam::{
    Answer, Clause, Condition, Effect, Grade, Known, NEW, Policy, Principal, Principals, Statement, Term,
};
use project::ResolvedModule;

use crate::{
    assessment::Narrows,
    caller,
    evidence::Path,
    path::{self, read},
};

/// What is proved of naming the caller of an `aws_lambda_permission`, as the statement that it adds to the function's
/// policy.
pub(crate) fn narrows(module: &ResolvedModule, permission: u32) -> Option<Narrows> {
    let body = module.body(permission, None);
    let text = |name: &str| {
        read(&body, &Path::of(name))
            .first()
            .and_then(|found| path::text(found.value))
            .map(|text| text.to_string())
    };
    let principal = text("principal")?;
    let caller = caller::only(module, permission);
    let source = caller
        .as_ref()
        .map_or_else(|| "arn:aws:*:*:*:REPLACE_ME".to_owned(), |caller| caller.expression.clone());
    let old = Statement {
        sid: None,
        effect: Some(Effect::Allow),
        actions: clause(text("action").unwrap_or_else(|| "lambda:InvokeFunction".into())),
        resources: Clause::default(),
        principals: Some(Principals {
            negated: false,
            members: vec![Principal {
                kind: if principal == "*" { "*" } else { "Service" }.into(),
                term: term(principal.clone()),
            }],
        }),
        conditions: Vec::new(),
    };
    let mut new = old.clone();
    new.conditions.push(Condition {
        operator: "ArnLike".into(),
        key: "aws:SourceArn".into(),
        values: vec![term(source.trim_matches('"').to_owned())],
    });
    let (old, new) = (policy(old), policy(new));
    let known = Known::default();
    let is_narrower =
        |old: &Policy, new: &Policy| matches!(iam::narrower(&[old], &[new], &known), Answer::Yes(_));
    if !is_narrower(&old, &new) || is_narrower(&new, &old) {
        return None;
    }
    let who = if principal == "*" { "anybody".to_owned() } else { format!("{principal} for anybody") };
    Some(match caller {
        Some(caller) => Narrows {
            edit: "A24".into(),
            grade: Grade::S2,
            delta: format!("{who} → for {}", caller.named),
            guess: Some("that nothing but the one caller declared here calls".into()),
            guess_at: None,
        },
        None => Narrows {
            edit: "A24".into(),
            grade: Grade::S4,
            delta: format!("{who} → for the caller you name"),
            guess: Some("which caller is meant".into()),
            guess_at: None,
        },
    })
}

fn policy(statement: Statement) -> Policy {
    Policy { version: None, statements: vec![statement] }
}

fn clause(text: String) -> Clause {
    Clause { negated: false, terms: vec![term(text)] }
}

fn term(text: String) -> Term {
    Term { text: Some(text), index: NEW }
}
