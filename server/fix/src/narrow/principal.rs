//! Who a statement is for: `Principal = { Service = [ … ] }`, or `principals` blocks.

use iam::{NEW, Principal, Principals, Term};
use model::ExprKind;

use super::{
    clause,
    sequence::Piece,
    spell::Form,
    statement::{Draft, Rewriting},
    surface::{Container, MemberValue},
};

pub(super) fn write(of: &Rewriting<'_>, draft: &mut Draft) -> Option<()> {
    let (old, new) = match (&of.old.principals, &of.new.principals) {
        (None, None) => return Some(()),
        (Some(old), Some(new)) if old == new => return Some(()),
        (Some(old), Some(new)) => (old, new),
        _ => return None,
    };
    match of.site.form {
        Form::Block => blocks(of, draft, old, new),
        _ => object(of, draft, old, new),
    }
}

fn terms(principals: &Principals, kind: &str) -> Vec<Term> {
    let of_kind = principals.members.iter().filter(|member| member.kind == kind);
    of_kind.map(|member| member.term.clone()).collect()
}

/// Each kind once, in order.
fn kinds(members: &[Principal]) -> Vec<&str> {
    let mut kinds: Vec<&str> = Vec::new();
    for member in members {
        if !kinds.contains(&member.kind.as_str()) {
            kinds.push(&member.kind);
        }
    }
    kinds
}

fn object(of: &Rewriting<'_>, draft: &mut Draft, old: &Principals, new: &Principals) -> Option<()> {
    let name = |principals: &Principals| if principals.negated { "NotPrincipal" } else { "Principal" };
    let index = of.site.container.named(name(old))?;
    let member = of.site.container.members.get(index)?;
    let MemberValue::Expr(expr) = member.value else { return None };
    let style = of.style();
    let value = if let ExprKind::Object(_) = expr.kind {
        let container = Container::of_expr(of.site.text, expr)?;
        let mut inner = Draft::of(&container);
        for (index, kind) in container.members.iter().enumerate() {
            let MemberValue::Expr(expr) = kind.value else { return None };
            let wanted = terms(new, kind.name);
            inner.set(
                index,
                match wanted.as_slice() {
                    [] => None,
                    wanted => {
                        let value = clause::value(of, expr, &terms(old, kind.name), wanted)?;
                        Some(Piece::Changed(index, of.member(kind, kind.name, &value)?))
                    }
                },
            );
        }
        for kind in kinds(&new.members).into_iter().filter(|kind| container.named(kind).is_none()) {
            let (name, value) = new_kind(of, new, kind)?;
            inner.added.push(Piece::New(format!("{}{}{value}", of.key(&style, &name), style.separator())));
        }
        of.container(&container, inner)?
    } else {
        let entries: Option<Vec<_>> =
            kinds(&new.members).into_iter().map(|kind| new_kind(of, new, kind)).collect();
        of.object(&style, style.indent.as_deref(), &entries?)
    };
    draft.set(index, Some(Piece::Changed(index, of.member(member, name(new), &value)?)));
    Some(())
}

fn new_kind(of: &Rewriting<'_>, new: &Principals, kind: &str) -> Option<(String, String)> {
    let texts: Option<Vec<String>> = terms(new, kind).iter().map(|term| of.spell(term)).collect();
    Some((kind.to_owned(), clause::new_value(of, &texts?)))
}

fn blocks(of: &Rewriting<'_>, draft: &mut Draft, old: &Principals, new: &Principals) -> Option<()> {
    let name = |principals: &Principals| if principals.negated { "not_principals" } else { "principals" };
    let mut rest = old.members.as_slice();
    let mut written: Vec<&str> = Vec::new();
    for (index, member) in of.site.container.members.iter().enumerate() {
        if member.name != name(old) {
            continue;
        }
        let MemberValue::Block(block) = &member.value else { return None };
        let identifiers = block.members.get(block.named("identifiers")?)?;
        let MemberValue::Expr(expr) = identifiers.value else { return None };
        let ExprKind::List(items) = &expr.kind else { return None };
        let (own, behind) = rest.split_at_checked(items.len())?;
        rest = behind;
        let kind = &own.first()?.kind;
        let own: Vec<Term> = own.iter().map(|member| member.term.clone()).collect();
        let first_of_kind = !written.contains(&kind.as_str());
        written.push(kind);
        let here = |term: &Term| match term.index {
            NEW => first_of_kind,
            index => own.iter().any(|own| own.index == index),
        };
        let wanted: Vec<Term> = terms(new, kind).into_iter().filter(here).collect();
        draft.set(
            index,
            match wanted.as_slice() {
                [] => None,
                wanted => {
                    let mut inner = Draft::of(block);
                    let value = clause::value(of, expr, &own, wanted)?;
                    let at = block.named("identifiers")?;
                    inner.set(at, Some(Piece::Changed(at, of.member(identifiers, "identifiers", &value)?)));
                    let text = of.container(block, inner)?;
                    Some(Piece::Changed(index, of.member(member, name(new), &text)?))
                }
            },
        );
    }
    if !rest.is_empty() {
        return None;
    }
    for kind in kinds(&new.members).into_iter().filter(|kind| !written.contains(kind)) {
        let (kind, value) = new_kind(of, new, kind)?;
        let entries = [("type", format!("\"{kind}\"")), ("identifiers", value)];
        draft.added.push(of.nested(name(new), &entries));
    }
    Some(())
}
