//! Counts and names in titles and deltas.

use super::Candidate;
use crate::{Term, resource_noun};

const LONGEST_TITLE: usize = 80;

/// What every title of an edit that may leave too little ends with.
pub(super) const LESS: &str = "(grants less; check code)";

/// The first title that is short enough.
pub(super) fn fitting(titles: Vec<String>) -> Option<String> {
    titles.into_iter().find(|title| title.chars().count() <= LONGEST_TITLE)
}

/// `1 action`, `2 actions`.
pub(super) fn count(number: usize, noun: &str) -> String {
    let plural = match noun {
        noun if number == 1 => noun.to_owned(),
        noun => match noun.strip_suffix('y') {
            Some(stem) if !noun.ends_with("key") && !noun.ends_with("ay") => format!("{stem}ies"),
            _ if noun.ends_with('s') => format!("{noun}es"),
            _ => format!("{noun}s"),
        },
    };
    format!("{number} {plural}")
}

/// A string of a policy as a title says it: `aws_s3_bucket.b.arn/*` for `${aws_s3_bucket.b.arn}/*`.
pub(super) fn said(text: &str) -> String {
    text.replace("${", "").replace('}', "")
}

/// `s3:*`, or `3 actions`.
pub(super) fn actions<'t>(terms: impl ExactSizeIterator<Item = &'t Term>) -> String {
    let number = terms.len();
    let mut texts = terms.filter_map(|term| term.text.as_deref().map(said));
    match texts.next() {
        Some(only) if number == 1 => only,
        _ => count(number, "action"),
    }
}

/// What the candidates are called: `bucket` where they are all of one service.
pub(super) fn noun(candidates: &[&Candidate]) -> String {
    match candidates {
        [first, rest @ ..] if rest.iter().all(|other| other.service == first.service) => {
            named(&first.service, &first.resource_type)
        }
        _ => "resource".into(),
    }
}

/// `bucket`; the resource type itself where the service has no word of its own.
pub(super) fn named(service: &str, resource_type: &str) -> String {
    match (service, resource_type) {
        ("logs", _) => "log group".into(),
        _ if resource_noun(service) != "resource" => resource_noun(service).into(),
        // `loadbalancer/app/` is no word.
        _ if resource_type.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') => {
            resource_type.replace('-', " ")
        }
        _ => "resource".into(),
    }
}

/// `aws_s3_bucket.orders`, or `2 buckets`.
pub(super) fn resources(candidates: &[&Candidate]) -> String {
    let addresses = addresses(candidates);
    match addresses.as_slice() {
        [only] => (*only).to_owned(),
        several => count(several.len(), &noun(candidates)),
    }
}

/// `1 bucket`.
pub(super) fn resource_count(candidates: &[&Candidate]) -> String {
    count(addresses(candidates).len(), &noun(candidates))
}

/// Each once, in the order in which they come.
pub(super) fn addresses<'c>(candidates: &[&'c Candidate]) -> Vec<&'c str> {
    let mut addresses: Vec<&str> = Vec::new();
    for candidate in candidates {
        if !addresses.contains(&candidate.address.as_str()) {
            addresses.push(&candidate.address);
        }
    }
    addresses
}

/// `` `A`, `B` and `C` ``.
pub(super) fn listed(texts: &[&str]) -> String {
    match texts {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
