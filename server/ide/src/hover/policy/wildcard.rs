//! A wildcard: what it stands for today.

use iam::{Data, Effect, reading};

use super::{
    action::{held_by, lower},
    holder::{IsLeft, Use},
    narrower::narrower,
    page::{self, Page, Weight, levels},
};

pub(super) fn markdown(data: &Data, pattern: &str, uses: &[Use<'_>]) -> String {
    let expansion = reading::expansion(&data.expand_levels(pattern), data);
    let of = match expansion.services.as_slice() {
        [] => format!("no action, by the list of {}", data.date()),
        [(service, count)] => {
            format!("{} of {service}", report::words::count(*count, "action", "actions"))
        }
        services => format!("{} actions of {} services", expansion.total, services.len()),
    };
    let mut page = Page::new(&format!("**`{pattern}`** · {of}"));
    let at = uses.first();
    if expansion.total == 0 {
        page.item(Weight::Most, "it grants and denies nothing today");
    } else if let Some(at) = at {
        page.item(Weight::Most, &here(at, data, pattern));
        held_by(&mut page, uses);
    }
    levels(&mut page, &expansion);
    if let Some(at) = at.filter(|_| expansion.total > 0) {
        let denies = at.statement.effect == Some(Effect::Deny);
        match expansion.wildcard_only {
            0 => {}
            all if all == expansion.total => {
                if let Some(why) = reading::stays_wild(&data.expand(pattern)) {
                    page.item(Weight::Some, &format!("**Stays `*`**, the {}: {why}", at.resource_key()));
                }
            }
            _ if denies => {}
            1 => page.item(Weight::Least, "1 of them takes no resource, only `*`"),
            some => page.item(Weight::Least, &format!("{some} of them take no resource, only `*`")),
        }
        if !denies {
            page.item(Weight::Least, "what AWS adds under this name later is in it too");
            narrower(&mut page, at, None);
        }
    }
    page.paragraph(&page::date(data));
    page.markdown()
}

fn here(at: &Use<'_>, data: &Data, pattern: &str) -> String {
    let spelled = |term: &iam::Term| at.spelled(term);
    let denies = at.statement.effect == Some(Effect::Deny);
    let word = if denies { "Blocked here" } else { "Here" };
    let left = if denies { None } else { at.left(pattern) };
    if let Some((IsLeft::Nothing, nothing)) = left {
        return format!("**{word}**: {nothing}");
    }
    // The sentence of the statement with this wildcard as its only action.
    let mut alone = at.statement.clone();
    alone.actions.terms.retain(|term| term.text.as_deref() == Some(pattern));
    let sentence = reading::statement(&alone, &at.held(), data, &spelled);
    let less = left.map(|(_, less)| format!(", {less}")).unwrap_or_default();
    format!("**{word}**: {}{less}", lower(&sentence))
}
