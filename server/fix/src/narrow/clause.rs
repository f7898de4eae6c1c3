//! A string or a list of strings, written with fewer or others.

use iam::{NEW, Term};
use model::{Expr, ExprKind};

use super::{
    sequence::{Comments, Piece, Sequence, new_list},
    spell::Form,
    statement::Rewriting,
};

/// The value with the terms of `new`; those that it has already stay as they are written.
pub(super) fn value(of: &Rewriting<'_>, expr: &Expr, old: &[Term], new: &[Term]) -> Option<String> {
    let range = of.range(expr)?;
    let written = of.slice(range.start, range.end);
    let unchanged = is_unchanged(old, new);
    match &expr.kind {
        ExprKind::List(items) if items.len() == old.len() => {
            if (unchanged && of.comments == Comments::Kept) || new.is_empty() {
                return unchanged.then(|| written.to_owned());
            }
            let elements = items.iter().map(|item| of.range(item)).collect::<Option<_>>()?;
            let pieces = pieces(of, old, new)?;
            Sequence::list(of.site.text.text, range, elements, of.site.form).rewrite(&pieces, of.comments)
        }
        _ if unchanged => Some(written.to_owned()),
        _ => {
            let text = |term: &Term| match old {
                _ if term.index == NEW => of.spell(term),
                [only] if only.index == term.index && is_string(of, expr, written) => {
                    Some(written.to_owned())
                }
                _ => None,
            };
            let texts: Vec<String> = new.iter().map(text).collect::<Option<_>>()?;
            let column = of.slice(0, range.start).rsplit('\n').next().unwrap_or_default().chars().count();
            match texts.as_slice() {
                [] => None,
                [only] if of.site.form != Form::Block => Some(only.clone()),
                _ => Some(new_list(&texts, column, of.site.text.indent(range.start), of.site.form)),
            }
        }
    }
}

/// A value that was not there.
pub(super) fn new_value(of: &Rewriting<'_>, texts: &[String]) -> String {
    match texts {
        [only] if of.site.form != Form::Block => only.clone(),
        _ => new_list(texts, 0, of.style().indent.as_deref().unwrap_or_default(), of.site.form),
    }
}

pub(super) fn is_unchanged(old: &[Term], new: &[Term]) -> bool {
    let same = |(old, new): (&Term, &Term)| old.index == new.index && new.index != NEW;
    old.len() == new.len() && old.iter().zip(new).all(same)
}

/// What stays in the order of the text, what is new where the proposal has it.
fn pieces(of: &Rewriting<'_>, old: &[Term], new: &[Term]) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    for term in new {
        pieces.push(match term.index {
            NEW => Piece::New(of.spell(term)?),
            index => Piece::Kept(old.iter().position(|old| old.index == index)?),
        });
    }
    let place = |piece: &Piece| match piece {
        Piece::Kept(index) => *index,
        _ => usize::MAX,
    };
    let kept: Vec<usize> = pieces.iter().map(place).filter(|index| *index != usize::MAX).collect();
    if !kept.is_sorted() {
        pieces.sort_by_key(place);
    }
    Some(pieces)
}

/// Is it one string, whatever it refers to? A local may be a list of one.
fn is_string(of: &Rewriting<'_>, expr: &Expr, written: &str) -> bool {
    let is_one = match &expr.kind {
        ExprKind::String(_) | ExprKind::Template(_) => true,
        ExprKind::Reference(traversal) => {
            !matches!(traversal.root.as_str(), "local" | "var" | "module" | "each")
                || (of.site.form.is_json() && written.starts_with(of.site.form.quote()))
        }
        _ => false,
    };
    is_one && of.site.form != Form::Block
}
