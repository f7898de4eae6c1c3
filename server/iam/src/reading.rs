//! What actions, statements and roles mean, in plain words of ours. Inline Markdown: what is quoted stands in
//! backticks; nothing is wrapped.
//!
//! Start reading at [`deed`] (what an action does), [`reach`] (what one statement lets it touch) and [`statement`].

mod action;
mod azure;
mod condition;
mod deeds;
mod expansion;
mod noun;
mod scope;
mod statement;

pub use action::{acts_on, also_needs, arn_form, deed, key_form, level, limits, stays_wild};
pub use azure::{AzureReach, azure_reach};
pub use condition::{condition, conditions};
pub use expansion::{Expansion, Grouped, expansion, granted, named_actions, opens_data};
pub(crate) use noun::singular;
pub use noun::{plural, with_article};
pub use scope::{Left, Spelled, is_told, left, may_be_of, reach, resource_types, touches};
pub use statement::{Held, statement};

/// `a`, `b` and `c`; more than `most` become a number.
pub fn listed(items: &[String], most: usize, last: &str) -> String {
    let (shown, rest) = items.split_at(most.min(items.len()));
    if !rest.is_empty() {
        return format!("{} {last} {} more", shown.join(", "), rest.len());
    }
    match shown {
        [] => String::new(),
        [only] => only.clone(),
        [start @ .., end] => format!("{} {last} {end}", start.join(", ")),
    }
}

/// In backticks; what is too long for a line loses its middle.
pub fn quoted(text: &str) -> String {
    const MOST: usize = 64;
    let length = text.chars().count();
    if text.is_empty() {
        return "an empty string".into();
    }
    let text = text.replace('`', "'");
    if length <= MOST {
        return format!("`{text}`");
    }
    let start: String = text.chars().take(MOST / 2).collect();
    let end: String = text.chars().skip(length - (MOST / 2 - 1)).collect();
    format!("`{start}…{end}`")
}
