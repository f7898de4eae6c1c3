//! Reads what was written and holds it against what was proved: string for string, as sets.

use std::collections::BTreeSet;

use catalog::Narrowing;
use iam::{Clause, NEW, Statement, Term};
use model::{Body, Expr, ExprKind, lower::terraform::Lowered};

use super::{
    Written, clause,
    spell::Form,
    surface::{Branch, Container, MemberValue, Site, follow},
};
use crate::merge::BlockText;

/// `None` where the new text does not say what the proposal says, or says something else of other statements.
pub(super) fn reads_back(
    site: &Site<'_>,
    body: &Body,
    new: &str,
    narrowing: &Narrowing,
    written: &Written,
) -> Option<()> {
    let (block, nodes) = lowered(new, site.form)?;
    let text = BlockText { text: new, nodes: &nodes };
    let old = Read::of(site)?;
    for (path, statement) in written.paths.iter().zip(&narrowing.proposal.replacement) {
        let read = Read::of(&Site::at(text, &block.body, path.clone())?)?;
        if !read.says(statement, &narrowing.old, &old)? {
            return None;
        }
    }
    let count = written.paths.len();
    let (index, parent) = site.path.split_last()?;
    let before = children(site.text, body, parent)?;
    let after = match written.paths.first() {
        // The one statement became a list.
        Some(path) if path.len() > site.path.len() => return (count > 1).then_some(()),
        _ => children(text, &block.body, parent)?,
    };
    let others = |all: &[String], count: usize| {
        let before = all.get(..*index)?.to_vec();
        Some([before, all.get(index + count..)?.to_vec()].concat())
    };
    (others(&before, 1)? == others(&after, count)?).then_some(())
}

fn lowered(text: &str, form: Form) -> Option<Lowered> {
    if form == Form::File {
        return model::lower::json::document(text);
    }
    let parsed = syntax::parse(text);
    let [only] = parsed.blocks.as_slice() else { return None };
    (!only.tree.damaged).then(|| model::lower::terraform::block(&only.tree))
}

/// What stands beside a statement, without its white space.
fn children(text: BlockText<'_>, body: &Body, parent: &[usize]) -> Option<Vec<String>> {
    let branch = match follow(body, parent)?.last() {
        Some(branch) => *branch,
        None => Branch::Body(body),
    };
    let squeezed = |child: Branch<'_>| {
        let range = match child {
            Branch::Body(_) => return None,
            Branch::Entry(entry) => text.range(entry.node)?,
            Branch::Expr(expr) => text.range(expr.node)?,
        };
        let written = text.text.get(range.start as usize..range.end as usize)?;
        Some(written.chars().filter(|char| !char.is_whitespace()).collect())
    };
    branch.children().into_iter().map(squeezed).collect()
}

/// A statement's strings as they stand in the text; references as `${…}`.
struct Read {
    effect: Option<String>,
    actions: Items,
    resources: Items,
    /// By kind, each list of strings in the order of the text.
    principals: Option<Named>,
    /// Operator and key.
    conditions: Vec<(String, String, Vec<String>)>,
}

/// `NotPrincipal` or not, and each kind's strings.
type Named = (bool, Vec<(String, Vec<String>)>);

struct Items {
    negated: bool,
    texts: Vec<String>,
}

impl Read {
    fn of(site: &Site<'_>) -> Option<Self> {
        let block = site.form == Form::Block;
        let names = |of_block, of_object| if block { of_block } else { of_object };
        let clause = |plain, negated| {
            let (expr, negated) = match site.container.expr(plain) {
                Some(expr) => (Some(expr), false),
                None => (site.container.expr(negated), true),
            };
            let texts = expr.map_or(Some(Vec::new()), |expr| texts(site, expr));
            Some(Items { negated: negated && expr.is_some(), texts: texts? })
        };
        Some(Self {
            effect: site.container.expr(names("effect", "Effect")).and_then(|expr| text(site, expr)),
            actions: clause(names("actions", "Action"), names("not_actions", "NotAction"))?,
            resources: clause(names("resources", "Resource"), names("not_resources", "NotResource"))?,
            principals: if block { principal_blocks(site)? } else { principals(site)? },
            conditions: if block { condition_blocks(site)? } else { conditions(site)? },
        })
    }

    /// Is it `new`, whose kept strings are those of `old`?
    fn says(&self, new: &Statement, old: &Statement, read: &Self) -> Option<bool> {
        let same_clause = |clause: &Clause, old: &Clause, it: &Items, read: &Items| {
            let wanted = wanted(&clause.terms, &old.terms, &read.texts)?;
            Some(wanted == set(&it.texts) && (clause.negated == it.negated || it.texts.is_empty()))
        };
        if self.effect != read.effect
            || !same_clause(&new.actions, &old.actions, &self.actions, &read.actions)?
            || !same_clause(&new.resources, &old.resources, &self.resources, &read.resources)?
        {
            return Some(false);
        }
        let conditions = if new.conditions == old.conditions {
            self.conditions == read.conditions
        } else {
            let mut all = true;
            for condition in &new.conditions {
                let same = |(operator, key, _): &&(String, String, Vec<String>)| {
                    (operator, key) == (&condition.operator, &condition.key)
                };
                let before = old
                    .conditions
                    .iter()
                    .find(|old| (&old.operator, &old.key) == (&condition.operator, &condition.key));
                let texts = read.conditions.iter().find(same).map(|(.., texts)| texts.as_slice());
                let terms = before.map(|old| old.values.as_slice());
                let wanted = wanted(&condition.values, terms.unwrap_or_default(), texts.unwrap_or_default())?;
                all &= self.conditions.iter().find(same).is_some_and(|(.., texts)| set(texts) == wanted);
            }
            all && self.conditions.len() == new.conditions.len()
        };
        Some(conditions && self.names(new, old, read)?)
    }

    fn names(&self, new: &Statement, old: &Statement, read: &Self) -> Option<bool> {
        let (Some(new), Some(old)) = (&new.principals, &old.principals) else {
            return Some(new.principals.is_none() && self.principals.is_none());
        };
        let (Some((negated, written)), Some((_, before))) = (&self.principals, &read.principals) else {
            return Some(false);
        };
        if new == old {
            return Some(written == before);
        }
        let flat = |all: &[(String, Vec<String>)]| -> Vec<(String, String)> {
            let each = |(kind, texts): &(String, Vec<String>)| -> Vec<(String, String)> {
                texts.iter().map(|text| (kind.clone(), text.clone())).collect()
            };
            all.iter().flat_map(each).collect()
        };
        let before = flat(before);
        if before.len() != old.members.len() {
            return None;
        }
        let mut wanted = BTreeSet::new();
        for member in &new.members {
            let text = match member.term.index {
                NEW => member.term.text.clone()?,
                index => {
                    let at = old.members.iter().position(|old| old.term.index == index)?;
                    before.get(at)?.1.clone()
                }
            };
            wanted.insert((member.kind.clone(), text));
        }
        Some(*negated == new.negated && flat(written).into_iter().collect::<BTreeSet<_>>() == wanted)
    }
}

fn set(texts: &[String]) -> BTreeSet<String> {
    texts.iter().cloned().collect()
}

/// The strings that are to stand there; `texts` are those that stand for `old` now.
fn wanted(new: &[Term], old: &[Term], texts: &[String]) -> Option<BTreeSet<String>> {
    if clause::is_unchanged(old, new) {
        return Some(set(texts));
    }
    let text = |term: &Term| match term.index {
        NEW => term.text.clone(),
        index => {
            let at = old.iter().position(|old| old.index == index)?;
            (texts.len() == old.len()).then(|| texts.get(at).cloned())?
        }
    };
    new.iter().map(text).collect()
}

fn texts(site: &Site<'_>, expr: &Expr) -> Option<Vec<String>> {
    match &expr.kind {
        ExprKind::List(items) => items.iter().map(|item| text(site, item)).collect(),
        _ => Some(vec![text(site, expr)?]),
    }
}

/// A string as policies write it.
fn text(site: &Site<'_>, expr: &Expr) -> Option<String> {
    let text = match &expr.kind {
        ExprKind::String(text) => text.to_string(),
        ExprKind::Template(parts) => {
            let part = |part: &Expr| match &part.kind {
                ExprKind::String(text) => Some(text.to_string()),
                _ => hole(site, part),
            };
            parts.iter().map(part).collect::<Option<String>>()?
        }
        _ => hole(site, expr)?,
    };
    Some(if site.form == Form::Block { text.replace("&{", "${") } else { text })
}

fn hole(site: &Site<'_>, expr: &Expr) -> Option<String> {
    let range = site.text.range(expr.node)?;
    let written = site.text.text.get(range.start as usize..range.end as usize)?;
    // In JSON the node of a string that is nothing but a reference is the string.
    let inside = written.trim_start_matches('\\').trim_matches('"').trim_end_matches('\\');
    if inside.len() < written.len() && inside.starts_with("${") {
        return Some(inside.to_owned());
    }
    Some(format!("${{{written}}}"))
}

fn principals(site: &Site<'_>) -> Option<Option<Named>> {
    let named = |name| site.container.expr(name);
    let (expr, negated) = match (named("Principal"), named("NotPrincipal")) {
        (Some(expr), _) => (expr, false),
        (None, Some(expr)) => (expr, true),
        (None, None) => return Some(None),
    };
    let Some(kinds) = Container::of_expr(site.text, expr) else {
        return Some(Some((negated, vec![("*".to_owned(), vec![text(site, expr)?])])));
    };
    let kind = |name: &str| Some((name.to_owned(), texts(site, kinds.expr(name)?)?));
    let kinds: Option<Vec<_>> = kinds.members.iter().map(|member| kind(member.name)).collect();
    Some(Some((negated, kinds?)))
}

fn principal_blocks(site: &Site<'_>) -> Option<Option<Named>> {
    let mut found = Vec::new();
    let mut negated = false;
    for member in &site.container.members {
        if !matches!(member.name, "principals" | "not_principals") {
            continue;
        }
        negated |= member.name == "not_principals";
        let MemberValue::Block(block) = &member.value else { continue };
        let kind = block.expr("type").and_then(|expr| text(site, expr))?;
        found.push((kind, texts(site, block.expr("identifiers")?)?));
    }
    Some((!found.is_empty()).then_some((negated, found)))
}

fn conditions(site: &Site<'_>) -> Option<Vec<(String, String, Vec<String>)>> {
    let mut found = Vec::new();
    let Some(expr) = site.container.expr("Condition") else { return Some(found) };
    // With keys that are computed it is one thing, that can stay as it is.
    let Some(operators) = Container::of_expr(site.text, expr) else {
        let range = site.text.range(expr.node)?;
        found.push((
            String::new(),
            String::new(),
            vec![site.text.text.get(range.start as usize..range.end as usize)?.to_owned()],
        ));
        return Some(found);
    };
    for operator in &operators.members {
        let keys = Container::of_expr(site.text, operators.expr(operator.name)?);
        for key in keys.iter().flat_map(|keys| &keys.members) {
            let MemberValue::Expr(expr) = key.value else { return None };
            found.push((operator.name.to_owned(), key.name.to_owned(), texts(site, expr)?));
        }
    }
    Some(found)
}

fn condition_blocks(site: &Site<'_>) -> Option<Vec<(String, String, Vec<String>)>> {
    let mut found = Vec::new();
    for member in &site.container.members {
        let MemberValue::Block(block) = &member.value else { continue };
        if member.name == "condition" {
            let field = |name| block.expr(name).and_then(|expr| text(site, expr));
            found.push((field("test")?, field("variable")?, texts(site, block.expr("values")?)?));
        }
    }
    Some(found)
}
