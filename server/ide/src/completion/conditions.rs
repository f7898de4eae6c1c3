//! Condition operators, and the keys that the statement's actions have.

use iam::{Data, reading};

use super::{Offer, Value, context::Context};
use crate::CompletionKind;

/// Operator and what it compares, those in use most first.
const OPERATORS: &[(&str, &str)] = &[
    ("StringEquals", "text, as it is"),
    ("StringLike", "text, with * and ?"),
    ("ArnLike", "an ARN, with * and ?"),
    ("ArnEquals", "an ARN, with * and ?, as ArnLike"),
    ("Bool", "true or false"),
    ("IpAddress", "an address in a network"),
    ("NotIpAddress", "an address outside a network; also where there is none"),
    ("StringNotEquals", "text; also where there is none"),
    ("StringNotLike", "text, with * and ?; also where there is none"),
    ("ArnNotEquals", "an ARN; also where there is none"),
    ("ArnNotLike", "an ARN, with * and ?; also where there is none"),
    ("StringEqualsIfExists", "text; also where there is none"),
    ("BoolIfExists", "true or false; also where there is none"),
    ("StringEqualsIgnoreCase", "text, in any case"),
    ("StringNotEqualsIgnoreCase", "text, in any case; also where there is none"),
    ("Null", "true: there is none; false: there is one"),
    ("ForAnyValue:StringEquals", "one of several values"),
    ("ForAnyValue:StringLike", "one of several values, with * and ?"),
    ("ForAllValues:StringEquals", "each of several values; also where there is none"),
    ("ForAllValues:StringLike", "each of several values, with * and ?; also where there is none"),
    ("NumericEquals", "a number"),
    ("NumericNotEquals", "a number; also where there is none"),
    ("NumericLessThan", "a number"),
    ("NumericLessThanEquals", "a number"),
    ("NumericGreaterThan", "a number"),
    ("NumericGreaterThanEquals", "a number"),
    ("DateEquals", "a time"),
    ("DateLessThan", "a time"),
    ("DateGreaterThan", "a time"),
    ("BinaryEquals", "bytes, in base 64"),
];

/// Keys that every request may have, and what they tell.
const GLOBAL: &[(&str, &str)] = &[
    ("aws:SourceArn", "the resource that a service acts for"),
    ("aws:SourceAccount", "the account that a service acts for"),
    ("aws:SecureTransport", "whether the request came over TLS"),
    ("aws:PrincipalOrgID", "the organisation of the caller"),
    ("aws:PrincipalArn", "who calls"),
    ("aws:PrincipalAccount", "the account of the caller"),
    ("aws:PrincipalTag/", "a tag of the caller"),
    ("aws:SourceVpce", "the network endpoint the request came through"),
    ("aws:SourceVpc", "the network the request came from"),
    ("aws:SourceIp", "the public address the request came from"),
    ("aws:VpcSourceIp", "the private address the request came from"),
    ("aws:RequestedRegion", "the region that is asked"),
    ("aws:ResourceTag/", "a tag of the resource"),
    ("aws:RequestTag/", "a tag that the request sets"),
    ("aws:TagKeys", "the tags that the request names"),
    ("aws:ResourceAccount", "the account of the resource"),
    ("aws:ResourceOrgID", "the organisation of the resource"),
    ("aws:MultiFactorAuthPresent", "whether the caller used a second factor"),
    ("aws:MultiFactorAuthAge", "seconds since the second factor"),
    ("aws:CalledVia", "the services that called on the way"),
    ("aws:ViaAWSService", "whether a service calls for the caller"),
    ("aws:PrincipalIsAWSService", "whether a service calls for itself"),
    ("aws:PrincipalServiceName", "the service that calls"),
    ("aws:PrincipalOrgPaths", "where in the organisation the caller is"),
    ("aws:PrincipalType", "what kind of caller it is"),
    ("aws:SourceOrgID", "the organisation that a service acts for"),
    ("aws:CurrentTime", "the time of the request"),
    ("aws:TokenIssueTime", "when the caller's credentials were made"),
    ("aws:UserAgent", "what the caller says its program is"),
    ("aws:Referer", "what the caller says it came from"),
    ("aws:userid", "the caller's unique id"),
    ("aws:username", "the user's name"),
];

pub(super) fn operators() -> Vec<Offer> {
    let offer = |(operator, what): &(&str, &str)| Offer::new(CompletionKind::Keyword, *operator, *what);
    OPERATORS.iter().map(offer).collect()
}

pub(super) fn keys(data: &Data, context: &Context<'_>) -> Vec<Offer> {
    let mut offers: Vec<Offer> = Vec::new();
    for name in &context.actions {
        let Some(action) = data.action(name) else { continue };
        let useful = reading::limits(&action);
        for key in action.all_condition_keys() {
            let form = written(key);
            let label = reading::key_form(key);
            if offers.iter().any(|offer| matches!(&offer.value, Value::Literal(text) if *text == form)) {
                continue;
            }
            offers.push(Offer {
                value: Value::Literal(form),
                rank: u32::from(!useful.contains(&reading::quoted(&label))),
                ..Offer::new(CompletionKind::Key, label, format!("of {}", action.name))
            });
        }
    }
    // A wildcard's actions are many, and what fits one of them may fit no other.
    let services =
        context.actions.iter().filter(|action| action.contains('*')).filter_map(|it| it.split(':').next());
    for service in services {
        for key in data.condition_keys(&format!("{service}:")) {
            let value = Value::Literal(written(key.name));
            let label = reading::key_form(key.name);
            if !offers.iter().any(|offer| offer.label == label) {
                offers.push(Offer {
                    value,
                    rank: 2,
                    ..Offer::new(CompletionKind::Key, label, format!("of {service}"))
                });
            }
        }
    }
    for (key, what) in GLOBAL {
        let label = if key.ends_with('/') { format!("{key}KEY") } else { (*key).to_owned() };
        if !offers.iter().any(|offer| offer.label == label) {
            offers.push(Offer {
                value: Value::Literal((*key).to_owned()),
                rank: 3,
                ..Offer::new(CompletionKind::Key, label, *what)
            });
        }
    }
    offers
}

/// `aws:ResourceTag/` of `aws:ResourceTag/${TagKey}`: the rest is the author's.
fn written(key: &str) -> String {
    let open = key.find("${").or_else(|| key.find('<'));
    open.and_then(|at| key.get(..at)).unwrap_or(key).to_owned()
}
