//! When a statement holds: `Condition = { StringEquals = { … } }`, or `condition` blocks.

use iam::Condition;

use super::{
    clause,
    sequence::Piece,
    spell::Form,
    statement::{Draft, Rewriting},
    surface::{Container, MemberValue},
};

pub(super) fn write(of: &Rewriting<'_>, draft: &mut Draft) -> Option<()> {
    if of.old.conditions == of.new.conditions {
        return Some(());
    }
    match of.site.form {
        Form::Block => blocks(of, draft),
        _ => object(of, draft),
    }
}

fn find<'c>(conditions: &'c [Condition], operator: &str, key: &str) -> Option<&'c Condition> {
    conditions.iter().find(|condition| condition.operator == operator && condition.key == key)
}

/// Conditions that the old statement does not have, by operator.
fn added<'r>(of: &Rewriting<'r>) -> Vec<(&'r str, Vec<&'r Condition>)> {
    let mut added: Vec<(&str, Vec<&Condition>)> = Vec::new();
    for condition in &of.new.conditions {
        if find(&of.old.conditions, &condition.operator, &condition.key).is_some() {
            continue;
        }
        match added.iter_mut().find(|(operator, _)| *operator == condition.operator) {
            Some((_, conditions)) => conditions.push(condition),
            None => added.push((&condition.operator, vec![condition])),
        }
    }
    added
}

fn new_value(of: &Rewriting<'_>, condition: &Condition) -> Option<String> {
    let texts: Option<Vec<String>> = condition.values.iter().map(|value| of.spell(value)).collect();
    Some(clause::new_value(of, &texts?))
}

fn object(of: &Rewriting<'_>, draft: &mut Draft) -> Option<()> {
    let style = of.style();
    let keys = |conditions: &[&Condition]| -> Option<Vec<(String, String)>> {
        conditions.iter().map(|condition| Some((condition.key.clone(), new_value(of, condition)?))).collect()
    };
    let below = |indent: &Option<String>| indent.as_ref().map(|indent| format!("{indent}{}", style.step));
    let operator = |name: &str, conditions: &[&Condition], indent: &Option<String>| {
        Some((name.to_owned(), of.object(&style, indent.as_deref(), &keys(conditions)?)))
    };
    let Some(index) = of.site.container.named("Condition") else {
        let inner = below(&style.indent);
        let operators: Option<Vec<_>> =
            added(of).iter().map(|(name, conditions)| operator(name, conditions, &inner)).collect();
        draft.added.push(of.entry("Condition", &of.object(&style, style.indent.as_deref(), &operators?)));
        return Some(());
    };
    let member = of.site.container.members.get(index)?;
    let MemberValue::Expr(expr) = member.value else { return None };
    let operators = Container::of_expr(of.site.text, expr)?;
    let mut outer = Draft::of(&operators);
    for (at, it) in operators.members.iter().enumerate() {
        let MemberValue::Expr(expr) = it.value else { return None };
        let keys = Container::of_expr(of.site.text, expr)?;
        let mut inner = Draft::of(&keys);
        for (at, key) in keys.members.iter().enumerate() {
            let MemberValue::Expr(expr) = key.value else { return None };
            let old = find(&of.old.conditions, it.name, key.name)?;
            let piece = match find(&of.new.conditions, it.name, key.name) {
                None => None,
                Some(new) => {
                    let value = clause::value(of, expr, &old.values, &new.values)?;
                    Some(Piece::Changed(at, of.member(key, key.name, &value)?))
                }
            };
            inner.set(at, piece);
        }
        for (_, conditions) in added(of).iter().filter(|(operator, _)| *operator == it.name) {
            for condition in conditions {
                let value = new_value(of, condition)?;
                let text = format!("{}{}{value}", of.key(&style, &condition.key), style.separator());
                inner.added.push(Piece::New(text));
            }
        }
        let is_empty = inner.members.iter().all(Option::is_none) && inner.added.is_empty();
        let piece = match is_empty {
            true => None,
            false => {
                let text = of.container(&keys, inner)?;
                Some(Piece::Changed(at, of.member(it, it.name, &text)?))
            }
        };
        outer.set(at, piece);
    }
    let sequence = of.sequence(&operators);
    let inner = sequence.is_on_lines().then(|| sequence.indent().to_owned());
    for (name, conditions) in added(of).iter().filter(|(name, _)| operators.named(name).is_none()) {
        let (name, value) = operator(name, conditions, &inner)?;
        outer.added.push(Piece::New(format!("{}{}{value}", of.key(&style, &name), style.separator())));
    }
    let text = of.container(&operators, outer)?;
    draft.set(index, Some(Piece::Changed(index, of.member(member, "Condition", &text)?)));
    Some(())
}

fn blocks(of: &Rewriting<'_>, draft: &mut Draft) -> Option<()> {
    let mut old = of.old.conditions.iter();
    for (index, member) in of.site.container.members.iter().enumerate() {
        if member.name != "condition" {
            continue;
        }
        let MemberValue::Block(block) = &member.value else { return None };
        let condition = old.next()?;
        let Some(new) = find(&of.new.conditions, &condition.operator, &condition.key) else {
            draft.set(index, None);
            continue;
        };
        let at = block.named("values")?;
        let values = block.members.get(at)?;
        let mut inner = Draft::of(block);
        let value = clause::value(of, block.expr("values")?, &condition.values, &new.values)?;
        inner.set(at, Some(Piece::Changed(at, of.member(values, "values", &value)?)));
        draft.set(
            index,
            Some(Piece::Changed(index, of.member(member, "condition", &of.container(block, inner)?)?)),
        );
    }
    if old.next().is_some() {
        return None;
    }
    for condition in added(of).into_iter().flat_map(|(_, conditions)| conditions) {
        let values = format!(
            "[{}]",
            condition.values.iter().map(|value| of.spell(value)).collect::<Option<Vec<_>>>()?.join(", ")
        );
        let entries = [
            ("test", format!("\"{}\"", condition.operator)),
            ("variable", format!("\"{}\"", condition.key)),
            ("values", values),
        ];
        draft.added.push(of.nested("condition", &entries));
    }
    Some(())
}
