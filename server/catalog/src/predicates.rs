//! Tests that need more than one value: open ports, secrets in plain text, what a role or policy grants,
//! what selects a machine by its tags.

mod azure;
mod denial;
mod identity;
mod image;
mod network;
mod policy;
mod policy_rules;
mod reference;
mod script;
mod secret;
mod selection;
mod settings;

use model::Value;

use crate::{
    evaluate::{Context, Subject},
    outcome::Outcome,
    words,
};

/// Judges a value that is written. An unknown name of a predicate can't happen: the catalogue is checked.
pub(crate) fn judge(
    context: &Context<'_>,
    subject: Subject<'_>,
    name: &str,
    argument: &str,
    value: &Value,
) -> Outcome {
    match name {
        "no-secret-literal" => secret::no_secret_literal(value),
        "not-literal" => secret::not_literal(value),
        "no-secret-script" => script::no_secret_script(value),
        "no-secret-settings" => settings::no_secret_settings(value),
        "no-resource-key" => settings::no_resource_key(context, value),
        "identity-own" => identity::own(context, subject, value),
        "no-open" => network::no_open(argument, value),
        "role-not-admin" => policy::role_not_admin(context, subject, value),
        "role-has" => policy::role_has(context, argument, value),
        "policy-allows" => policy::policy_allows(context, argument, value),
        "policy-no-wildcard-principal" => policy::no_wildcard_principal(context, subject, value),
        "policy-rules" => policy_rules::judge(context, subject),
        "role-rules" => azure::judge(context, subject),
        "policy-denies" => denial::policy_denies(context, subject, argument, value),
        "duties-hold" => reference::duties_hold(context, subject, argument),
        "image-imdsv2" => image::imdsv2(context, value),
        "image-pinned" => image::pinned(value),
        "selected-for" => selection::selected_for(context, subject, argument),
        "unique-reference" => reference::unique(context, subject, value),
        _ => Outcome::unknown(words::why(&model::Why::Expression)),
    }
}
