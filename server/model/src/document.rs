//! JSON files that an expression reads by name.

use crate::{Below, Body, DocumentName, EntryValue, Expr, ExprKind, Step};

/// What `file(argument)` reads, if it is a JSON file whose name the text alone tells.
pub fn document_name(argument: &Expr) -> Option<DocumentName> {
    let (below, path) = match &argument.kind {
        ExprKind::String(path) => (Below::Root, path.as_str()),
        ExprKind::Template(parts) => match parts.as_slice() {
            [Expr { kind: ExprKind::Reference(base), .. }, Expr { kind: ExprKind::String(path), .. }]
                if base.root == "path" =>
            {
                let below = match base.steps.as_slice() {
                    [Step::Attribute(name)] if name == "module" => Below::Module,
                    [Step::Attribute(name)] if name == "root" || name == "cwd" => Below::Root,
                    _ => return None,
                };
                (below, path.strip_prefix('/')?)
            }
            _ => return None,
        },
        _ => return None,
    };
    (path.ends_with(".json") && !path.starts_with('/')).then(|| DocumentName { below, path: path.into() })
}

/// Every document that a body names.
pub(crate) fn documents(body: &Body) -> Vec<DocumentName> {
    let mut found = Vec::new();
    in_body(body, &mut found);
    found
}

fn in_body(body: &Body, found: &mut Vec<DocumentName>) {
    for entry in &body.entries {
        match &entry.value {
            EntryValue::Attribute(expr) => in_expr(expr, found),
            EntryValue::Block { body, .. } => in_body(body, found),
            EntryValue::Dynamic { for_each, body, .. } => {
                for_each.iter().for_each(|expr| in_expr(expr, found));
                in_body(body, found);
            }
        }
    }
}

fn in_expr(expr: &Expr, found: &mut Vec<DocumentName>) {
    let mut all = |parts: &[Expr]| parts.iter().for_each(|part| in_expr(part, found));
    match &expr.kind {
        ExprKind::Call { function, arguments, .. } => {
            all(arguments);
            if function == "file"
                && let [argument] = arguments.as_slice()
            {
                found.extend(document_name(argument));
            }
        }
        ExprKind::Template(parts) | ExprKind::List(parts) => all(parts),
        ExprKind::Object(entries) => {
            for entry in entries {
                in_expr(&entry.key, found);
                in_expr(&entry.value, found);
            }
        }
        ExprKind::Conditional { condition, yes, no } => {
            [condition, yes, no].into_iter().for_each(|part| in_expr(part, found));
        }
        ExprKind::Binary { left, right, .. } => {
            [left, right].into_iter().for_each(|part| in_expr(part, found))
        }
        ExprKind::Access { base: inner, .. }
        | ExprKind::Not(inner)
        | ExprKind::Negate(inner)
        | ExprKind::Json(inner) => in_expr(inner, found),
        ExprKind::For { collection, key, value, condition, .. } => {
            [Some(collection), key.as_ref(), Some(value), condition.as_ref()]
                .into_iter()
                .flatten()
                .for_each(|part| in_expr(part, found));
        }
        ExprKind::Null
        | ExprKind::Bool(_)
        | ExprKind::Number(_)
        | ExprKind::String(_)
        | ExprKind::Reference(_)
        | ExprKind::Broken => {}
    }
}
