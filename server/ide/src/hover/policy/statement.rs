//! A whole statement: what it means, and what is left of it.

use iam::{Data, Effect, Policy, reading};

use super::{
    action::held_by,
    holder::{IsLeft, Use},
    narrower::narrower,
    page::{self, Page, Weight},
};

pub(super) fn markdown(data: &Data, uses: &[Use<'_>]) -> Option<String> {
    let at = uses.first()?;
    let statement = at.statement;
    let name = match statement.sid.as_ref().and_then(|sid| sid.text.as_deref()).filter(|sid| !sid.is_empty())
    {
        Some(sid) => format!("Statement `{sid}`"),
        None => format!("Statement {} of {}", at.index + 1, at.policy.policy.statements.len()),
    };
    let does = match statement.effect {
        Some(Effect::Allow) => "allows",
        Some(Effect::Deny) => "denies",
        None => "its effect can't be told",
    };
    let mut page = Page::new(&format!("**{name}** · {does}"));
    let mut sentences: Vec<String> = uses
        .iter()
        .map(|at| reading::statement(statement, &at.held(), data, &|term| at.spelled(term)))
        .collect();
    sentences.dedup();
    for sentence in sentences.iter().take(2) {
        page.paragraph(&format!("{sentence}."));
    }
    stands_for(&mut page, at, data);
    if statement.effect != Some(Effect::Deny) {
        left(&mut page, at);
        escalations(&mut page, at, data);
    }
    held_by(&mut page, uses);
    if statement.effect != Some(Effect::Deny) {
        narrower(&mut page, at, None);
    }
    page.paragraph(&page::date(data));
    Some(page.markdown())
}

/// How many actions of which level, where that is more than one.
fn stands_for(page: &mut Page, at: &Use<'_>, data: &Data) {
    let mut alone = Policy { version: None, statements: vec![at.statement.clone()] };
    for statement in &mut alone.statements {
        statement.effect = Some(Effect::Allow);
    }
    let actions = reading::granted(&alone, data);
    let expansion = reading::expansion(&actions, data);
    if expansion.total < 2 {
        return;
    }
    let levels: Vec<String> = expansion
        .levels
        .iter()
        .map(|group| format!("{} {}", group.count, reading::level(group.level)))
        .collect();
    page.item(Weight::Some, &format!("**Stands for** {} actions: {}", expansion.total, levels.join(", ")));
    if expansion.wildcard_only > 0 && expansion.wildcard_only < expansion.total {
        let (of, verb) = match expansion.wildcard_only {
            1 => ("1 of them", "takes"),
            _ => (&*format!("{} of them", expansion.wildcard_only), "take"),
        };
        page.item(Weight::Least, &format!("{of} {verb} no resource, only `*`"));
    }
}

/// What denies of the same holder take away.
fn left(page: &mut Page, at: &Use<'_>) {
    if at.statement.actions.negated {
        return;
    }
    let mut seen: Vec<String> = Vec::new();
    for term in &at.statement.actions.terms {
        let Some((left, words)) = term.text.as_deref().and_then(|text| at.left(text)) else { continue };
        let action = reading::quoted(&at.spelled(term));
        let text = match left {
            IsLeft::Nothing => format!("**Left** of {action}: {words}"),
            IsLeft::Some => format!("**Left**: all of it, {words}"),
        };
        if !seen.contains(&text) && seen.len() < 3 {
            page.item(Weight::Most, &text);
            seen.push(text);
        }
    }
}

/// The ways to more rights that a string of this statement opens.
fn escalations(page: &mut Page, at: &Use<'_>, data: &Data) {
    if at.policy.attachment != catalog::Attachment::Identity {
        return;
    }
    let union = at.union();
    let policies: Vec<&Policy> = union.iter().map(|policy| &policy.policy).collect();
    let mine = |(policy, term): &(usize, usize)| {
        *policy == 0 && at.statement.actions.terms.iter().any(|action| action.index == *term)
    };
    let found = iam::escalations(&policies, data);
    let ours: Vec<_> = found.iter().filter(|path| path.granted_by.iter().any(mine)).collect();
    if let Some(first) = ours.first() {
        let more = match ours.len() - 1 {
            0 => String::new(),
            1 => ", and 1 way more".to_owned(),
            more => format!(", and {more} ways more"),
        };
        page.item(Weight::Most, &format!("**Opens a way to more rights**: {}{more}", first.title));
    }
}
