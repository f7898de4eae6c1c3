//! Every statement of real files, written anew.

use std::path::Path;

use catalog::{FixKind, Narrowing};
use iam::{Cells, Clause, Effect, Grade, NEW, Proposal, Statement, Term};
use model::{BlockKind, Body, EntryValue, Expr, ExprKind, NodeId, Place};
use project::SourceFile;

use crate::{corpora, support::Project};

/// A statement's node, and how many actions and resources it lists.
struct Found {
    node: NodeId,
    actions: usize,
    resources: usize,
}

fn count(expr: Option<&Expr>) -> usize {
    match expr.map(|expr| &expr.kind) {
        None => 0,
        Some(ExprKind::List(items)) => items.len(),
        Some(_) => 1,
    }
}

fn of_expr(expr: &Expr, found: &mut Vec<Found>) {
    match &expr.kind {
        ExprKind::Object(entries) => {
            let named = |name: &str| {
                let is_it = |key: &Expr| matches!(&key.kind, ExprKind::String(text) if text == name);
                entries.iter().find(|entry| is_it(&entry.key)).map(|entry| &entry.value)
            };
            let principal = named("Principal").or(named("NotPrincipal"));
            if let (Some(_), Some(action), Some(resource), None) =
                (named("Effect"), named("Action"), named("Resource"), principal)
            {
                let (actions, resources) = (count(Some(action)), count(Some(resource)));
                found.push(Found { node: expr.node, actions, resources });
            }
            entries.iter().for_each(|entry| of_expr(&entry.value, found));
        }
        ExprKind::List(items) => items.iter().for_each(|item| of_expr(item, found)),
        ExprKind::Json(inner) => of_expr(inner, found),
        ExprKind::Call { arguments, .. } => arguments.iter().for_each(|argument| of_expr(argument, found)),
        _ => {}
    }
}

fn of_body(body: &Body, is_document: bool, found: &mut Vec<Found>) {
    for entry in &body.entries {
        match &entry.value {
            EntryValue::Attribute(expr) => of_expr(expr, found),
            EntryValue::Block { body, .. } if is_document && entry.name == "statement" => {
                let (actions, resources) =
                    (count(body.attribute("actions")), count(body.attribute("resources")));
                if actions > 0 && resources > 0 && body.named("principals").next().is_none() {
                    found.push(Found { node: entry.node, actions, resources });
                }
            }
            EntryValue::Block { body, .. } => of_body(body, false, found),
            EntryValue::Dynamic { .. } => {}
        }
    }
}

fn statements(file: &SourceFile) -> Vec<(Place, Found)> {
    let mut all = Vec::new();
    for (block, model) in (0..).zip(&file.model.blocks) {
        let mut found = Vec::new();
        let is_document = matches!(
            &model.kind,
            BlockKind::Data { resource_type, .. } if resource_type == "aws_iam_policy_document"
        );
        of_body(&model.body, is_document, &mut found);
        all.extend(found.into_iter().map(|it| (Place { file: file.id, block, node: it.node }, it)));
    }
    all
}

/// Keeps the first action where it is, and puts another on one resource behind it.
fn split(place: Place, found: &Found) -> Narrowing {
    let terms = |from: usize, count: usize| Clause {
        negated: false,
        terms: (from..from + count).map(|index| Term { text: Some(format!("old{index}")), index }).collect(),
    };
    let new =
        |text: &str| Clause { negated: false, terms: vec![Term { text: Some(text.to_owned()), index: NEW }] };
    let old = Statement {
        effect: Some(Effect::Allow),
        actions: terms(0, found.actions),
        resources: terms(found.actions, found.resources),
        ..Statement::default()
    };
    let first = Statement { actions: terms(0, 1), ..old.clone() };
    let resource = new("${aws_s3_bucket.b.arn}/${aws:username}");
    let second = Statement { actions: new("s3:GetObject"), resources: resource, ..old.clone() };
    Narrowing {
        statement: place,
        terms: vec![None; found.actions + found.resources],
        old,
        proposal: Proposal {
            edit: "A06",
            grade: Grade::S2,
            replacement: vec![first, second],
            title: "Split".into(),
            delta: String::new(),
            guess: None,
            wired: Vec::new(),
            simplifies: false,
            cells: Cells::default(),
            choices: Vec::new(),
        },
    }
}

#[test]
fn a_statement_of_a_real_file_can_be_split_where_it_stands() {
    let Some(corpora) = std::env::var_os("DEMARC_CORPORA") else {
        testkit::skipped("DEMARC_CORPORA does not name a directory of real files");
        return;
    };
    let (mut made, mut refused, mut texts) = (0, Vec::new(), Vec::new());
    for (_, files) in corpora::directories(Path::new(&corpora)) {
        let project = Project::of_files(files);
        let Some(module) = project.snapshot.modules.first() else { continue };
        if module.resources.is_empty() {
            continue;
        }
        for file in project.snapshot.files.values() {
            for (place, found) in statements(file) {
                let narrowing = FixKind::Narrow(Box::new(split(place, &found)));
                let intent = project.intent(0, narrowing);
                let Some(fix) = fix::edits(&project.snapshot, module, &intent, &Default::default()) else {
                    refused.push(format!("{}: {:?}", file.path, project.snapshot.text(place)));
                    continue;
                };
                made += 1;
                let fixed = project.apply(&fix);
                fixed.assert_whole_if(&project);
                let after = fixed.files.iter().find(|(path, _)| *path == file.path.as_str());
                let after = after.map_or("", |(_, text)| text);
                texts.push((file.text.to_string(), after.to_owned()));
            }
        }
    }
    eprintln!("{made} statements split");
    assert!(made > 0, "DEMARC_CORPORA holds no statement");
    assert_eq!(refused, Vec::<String>::new(), "every one of them can be written");
    let spoiled = corpora::spoiled(&texts);
    assert_eq!(spoiled, Vec::<String>::new(), "terraform fmt has something to do");
}

#[test]
fn text_that_terraform_fmt_would_change_is_told_from_text_that_it_would_not() {
    let texts =
        [("a = 1\n", "a =  1\n"), ("a =  1\n", "a =  1\n"), ("a = 1\n", "a = {\n"), ("a = {\n", "a = {\n")];
    let texts = texts.map(|(before, after)| (before.to_owned(), after.to_owned()));
    if crate::support::terraform_fmt("").is_some() {
        assert_eq!(corpora::spoiled(&texts), ["a =  1\n", "a = {\n"]);
    }
}
