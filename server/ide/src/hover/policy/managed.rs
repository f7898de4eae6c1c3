//! A policy that AWS manages: what attaching it grants.

use iam::{Data, ManagedPolicy, reading};
use model::FileId;

use super::page::{Page, Weight, levels};
use crate::{Analysis, hover::policy::holder};

pub(super) fn markdown(
    data: &Data,
    policy: &ManagedPolicy,
    analysis: &Analysis,
    file: FileId,
    block: u32,
) -> String {
    let mut page = Page::new(&format!("**{}** · a policy that AWS writes", policy.name));
    let actions = reading::granted(&policy.policy, data);
    let expansion = reading::expansion(&actions, data);
    let services: Vec<String> =
        expansion.services.iter().map(|(service, count)| format!("{count} of {service}")).collect();
    let on = match stars(policy) {
        Stars::All => ", on every resource",
        Stars::Some => ", some of them on every resource",
        Stars::None => ", on named resources only",
    };
    let actions_of = match expansion.services.as_slice() {
        [] => "nothing".to_owned(),
        [(service, count)] => format!("{} of {service}", report::words::count(*count, "action", "actions")),
        _ if services.len() > 4 => {
            format!("{} actions of {} services", expansion.total, services.len())
        }
        _ => format!("{} actions: {}", expansion.total, reading::listed(&services, 4, "and")),
    };
    page.item(Weight::Most, &format!("**Grants** {actions_of}{on}"));
    levels(&mut page, &expansion);
    let opens = reading::opens_data(&actions);
    if !opens.is_empty() {
        let names: Vec<String> = opens.iter().map(|name| reading::quoted(name)).collect();
        page.item(Weight::Most, &format!("**Opens data**: {}", reading::listed(&names, 3, "and")));
    }
    let paths = iam::escalations(&[&policy.policy], data);
    if let Some(first) = paths.first() {
        let more = paths.len() - 1;
        let more = if more > 0 { format!(", and {more} more") } else { String::new() };
        page.item(Weight::Most, &format!("**Opens a way to more rights**: {}{more}", first.title));
    }
    if let Some(held) = held_by(analysis, file, block, &policy.name) {
        page.item(Weight::Most, &held);
    }
    page.paragraph("AWS may change it at any time. To attach it is your decision.");
    page.paragraph(&format!("Policy list of {}", data.managed_policies_date()));
    page.markdown()
}

/// A policy that AWS has withdrawn, and what it names instead.
pub(super) fn withdrawn(name: &str, successor: &ManagedPolicy) -> String {
    let mut page = Page::new(&format!("**{name}** · withdrawn by AWS"));
    page.item(Weight::Most, "it can't be attached anew; where it is attached, it stays");
    page.item(Weight::Most, &format!("**Instead** {}", reading::quoted(&successor.name)));
    page.markdown()
}

enum Stars {
    All,
    Some,
    None,
}

/// How many of its statements hold on every resource.
fn stars(policy: &ManagedPolicy) -> Stars {
    let allows = policy.policy.statements.iter().filter(|it| it.effect == Some(iam::Effect::Allow));
    let is_star = |it: &&iam::Statement| {
        it.resources.negated || it.resources.terms.iter().any(|term| term.text.as_deref() == Some("*"))
    };
    match (allows.clone().all(|it| is_star(&it)), allows.clone().any(|it| is_star(&it))) {
        (true, _) => Stars::All,
        (_, true) => Stars::Some,
        _ => Stars::None,
    }
}

/// ``**Held by** role `orders`, used by …``: of the attachment that the block is.
fn held_by(analysis: &Analysis, file: FileId, block: u32, name: &str) -> Option<String> {
    analysis.near(file).into_iter().find_map(|(module, assessment)| {
        let policy = assessment.policies.iter().find(|policy| {
            let bearer = module.resources.get(policy.bearer as usize);
            policy.managed.as_deref() == Some(name)
                && bearer.is_some_and(|bearer| bearer.file == file && bearer.block_index == block)
        })?;
        let statement = policy.policy.statements.first()?;
        let at = holder::Use { analysis, file, module, assessment, policy, index: 0, statement };
        at.held_by()
    })
}
