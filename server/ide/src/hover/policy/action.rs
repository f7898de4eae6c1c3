//! One action of a policy: what it does, what it reaches here, what it needs, how it could be limited.

use iam::{Action, Attachment, Data, Effect, reading};

use super::{
    holder::{IsLeft, Use},
    narrower::narrower,
    page::{self, Page, Weight},
};

pub(super) fn markdown(data: &Data, action: &Action<'_>, uses: &[Use<'_>]) -> String {
    let level = reading::level(action.level);
    let mut page = Page::new(&format!("**{}** · {} · {level}", action.name, action.service.name));
    page.paragraph(&reading::deed(action));
    let at = uses.first();
    if let Some(at) = at {
        page.item(Weight::Most, &here(at, action));
        held_by(&mut page, uses);
    }
    let stays = reading::stays_wild(std::slice::from_ref(action));
    match reading::acts_on(action) {
        Some(what) => page.item(Weight::Some, &format!("**Acts on** {what}")),
        None => {
            if let Some(why) = stays {
                page.item(Weight::Some, &format!("**Stays `*`**: {why}"));
            }
        }
    }
    let denies = at.is_some_and(|at| at.statement.effect == Some(Effect::Deny));
    let is_gone = at.and_then(|at| at.left(action.name)).is_some_and(|(left, _)| left == IsLeft::Nothing);
    let grants = !denies && !is_gone;
    if grants {
        let needs = reading::also_needs(action);
        if !needs.is_empty() {
            page.item(Weight::Some, &format!("**May also need** {}", needs.join("; ")));
        }
        let limits = reading::limits(action);
        if !limits.is_empty() {
            page.item(Weight::Least, &format!("**Limits that work**: {}", limits.join(", ")));
        }
    }
    if let Some(at) = at.filter(|_| grants) {
        narrower(&mut page, at, Some(action.name));
        if at.policy.attachment.as_iam() != Attachment::Limit {
            page.paragraph("AWS checks every request against this policy. What it lets in is yours.");
        }
    }
    page.paragraph(&page::date(data));
    page.markdown()
}

/// An action that is not in the list: newer than it, or a mistake.
pub(super) fn unknown(data: &Data, written: &str, suggestion: Option<&str>) -> String {
    let mut page = Page::new(&format!("**{written}** · not in the list of {}", data.date()));
    let prefix = written.split(':').next().unwrap_or_default();
    page.item(
        Weight::Most,
        &match data.service(prefix) {
            Some(service) => {
                format!("{} has no action of this name: newer than the list, or a mistake", service.name)
            }
            None => format!("no service has the prefix `{prefix}`: newer than the list, or a mistake"),
        },
    );
    page.item(Weight::Most, "if it is a mistake, this grants and denies nothing");
    if let Some(suggestion) = suggestion {
        page.item(Weight::Most, &format!("**Perhaps** `{suggestion}`"));
    }
    page.paragraph(&page::date(data));
    page.markdown()
}

/// `**Here**: every object in every bucket, because Resource is *`.
fn here(at: &Use<'_>, action: &Action<'_>) -> String {
    let spelled = |term: &iam::Term| at.spelled(term);
    let denies = at.statement.effect == Some(Effect::Deny);
    let word = if denies { "Blocked here" } else { "Here" };
    let left = if denies { None } else { at.left(action.name) };
    if let Some((IsLeft::Nothing, nothing)) = left {
        return format!("**{word}**: {nothing}");
    }
    let mut text = if at.statement.principals.is_some() {
        // Whom it names decides as much as what it reaches.
        let mut alone = at.statement.clone();
        alone.actions.terms.retain(|term| {
            let text = term.text.as_deref().unwrap_or_default();
            at.statement.actions.negated || text.eq_ignore_ascii_case(action.name)
        });
        let sentence = reading::statement(&alone, &at.held(), Data::bundled(), &spelled);
        format!("**{word}**: {}", lower(&sentence))
    } else {
        let reach = reading::reach(action, at.statement, at.resource_key(), &spelled);
        let conditions = reading::conditions(at.statement, &spelled).map(|it| format!(", {it}"));
        format!("**{word}**: {reach}{}", conditions.unwrap_or_default())
    };
    if let Some((_, less)) = left {
        text.push_str(", ");
        text.push_str(&less);
    }
    text
}

/// The sentence as a clause.
pub(super) fn lower(sentence: &str) -> String {
    let mut letters = sentence.chars();
    let first = letters.next().map(|first| first.to_lowercase().to_string()).unwrap_or_default();
    format!("{first}{}", letters.as_str())
}

/// Who holds it; of a document that is used in several ways, each.
pub(super) fn held_by(page: &mut Page, uses: &[Use<'_>]) {
    let mut lines: Vec<String> = uses.iter().filter_map(Use::held_by).collect();
    lines.dedup();
    if let (Some(first), rest) = (lines.first(), lines.len().saturating_sub(1)) {
        let more = if rest > 0 { format!(", and {rest} more") } else { String::new() };
        page.item(Weight::Most, &format!("{first}{more}"));
    }
}
