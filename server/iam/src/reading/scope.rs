//! What a statement lets one action touch, and what denies leave of it.

use super::{action::shown_types, listed, noun::singular, quoted};
use crate::{Action, Clause, Effect, Policy, ResourceType, Statement, Term, matches};

/// How a string of a policy is shown to its reader: as it is written, without its quotes.
pub type Spelled<'a> = &'a dyn Fn(&Term) -> String;

/// What is left of an allowed action once the denies of the same holder are subtracted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Left {
    All,
    /// These statements (policy and statement of the set) take some of it.
    Less(Vec<(usize, usize)>),
    /// This one takes all of it.
    Nothing((usize, usize)),
}

/// What an action reaches here: `every object in every bucket, because Resource is *`. `keyword` is how the
/// surface spells the resources' key.
pub fn reach(action: &Action<'_>, statement: &Statement, keyword: &str, spelled: Spelled<'_>) -> String {
    let clause = &statement.resources;
    if clause.terms.is_empty() {
        return "what this policy is attached to".into();
    }
    let shown: Vec<String> = clause.terms.iter().map(|term| quoted(&spelled(term))).collect();
    let star = clause.terms.iter().any(|term| term.text.as_deref().is_some_and(is_star));
    if clause.negated {
        return format!("{} except {}", everything(action), listed(&shown, 2, "and"));
    }
    if action.is_wildcard_only() {
        return match star {
            true => "the whole account".into(),
            false => format!("nothing: it takes no resource, so only {} lets it in", quoted("*")),
        };
    }
    if star {
        let key = clause.terms.iter().find_map(|term| term.text.as_deref().filter(|text| is_star(text)));
        return format!(
            "{}, because {} is {}",
            everything(action),
            quoted(keyword),
            quoted(key.unwrap_or("*"))
        );
    }
    let fitting: Vec<&Term> = clause.terms.iter().filter(|term| may_be(action, &spelled(term))).collect();
    if fitting.is_empty() {
        let types: Vec<String> = shown_types(action).into_iter().map(super::plural).collect();
        let types = listed(&unique(types), 2, "and");
        let is = if shown.len() == 1 { "is none" } else { "are none" };
        return format!("nothing: it acts on {types}, and {} {is}", listed(&shown, 2, "and"));
    }
    let shown: Vec<String> = fitting.iter().map(|term| quoted(&spelled(term))).collect();
    listed(&shown, 2, "and")
}

/// Every type that a set of actions acts on, once.
pub fn resource_types<'d>(actions: &[Action<'d>]) -> Vec<ResourceType<'d>> {
    let mut types: Vec<ResourceType<'d>> = Vec::new();
    for acted in actions.iter().flat_map(|action| &action.resource_types) {
        if !types.contains(&acted.resource_type) {
            types.push(acted.resource_type);
        }
    }
    types
}

/// `*`, or an ARN that is nothing but stars.
pub(crate) fn is_star(text: &str) -> bool {
    text == "*" || text.bytes().all(|byte| b"*:".contains(&byte)) || text == "arn:*"
}

fn unique(mut items: Vec<String>) -> Vec<String> {
    let mut seen = Vec::new();
    items.retain(|item| {
        !seen.contains(item) && {
            seen.push(item.clone());
            true
        }
    });
    items
}

/// `every object in every bucket`
pub(super) fn everything(action: &Action<'_>) -> String {
    let items: Vec<String> = shown_types(action)
        .into_iter()
        .map(|of| match (of.service, of.name) {
            ("s3", "object") => "every object in every bucket".to_owned(),
            ("logs", "log-stream") => "every stream of every log group".to_owned(),
            ("dynamodb", "index") => "every index of every table".to_owned(),
            _ => format!("every {}", singular(of)),
        })
        .collect();
    let items = unique(items);
    match items.len() {
        0 => "everything".into(),
        1 | 2 => items.join(" and "),
        _ => format!("{} and more", items.get(..2).unwrap_or_default().join(", ")),
    }
}

/// May a resource as it is written be of a type that the action takes? What can't be told may be.
pub(crate) fn may_be(action: &Action<'_>, written: &str) -> bool {
    action.resource_types.iter().any(|acted| may_be_of(acted.resource_type, written))
}

/// May a resource as it is written be of this type?
pub fn may_be_of(of: ResourceType<'_>, written: &str) -> bool {
    let bare = written.trim_start_matches("${").strip_prefix("aws_s3_bucket.").filter(|_| of.service == "s3");
    if let Some(bucket) = bare {
        let path = bucket.split_once(".arn").map(|(_, rest)| rest.trim_start_matches('}'));
        return match path {
            Some("") => of.name == "bucket",
            Some(path) if path.starts_with("/") => of.name == "object",
            _ => true,
        };
    }
    let (form, written) = (filled(of.arn), holes_as_stars(written));
    let (form, segments): (Vec<&str>, Vec<&str>) =
        (form.splitn(6, ':').collect(), written.splitn(6, ':').collect());
    if (of.service, of.name) == ("s3", "bucket") && segments.get(5).is_some_and(|name| name.contains('/')) {
        return false;
    }
    match segments.len() {
        6 => form.iter().zip(&segments).all(|(form, written)| overlap(form.as_bytes(), written.as_bytes())),
        _ => overlap(form.join(":").as_bytes(), written.as_bytes()),
    }
}

/// Does a resource as it is written tell what it may be?
pub fn is_told(written: &str) -> bool {
    written.starts_with("arn:") || written.trim_start_matches("${").starts_with("aws_s3_bucket.")
}

/// The form of an ARN as a pattern: what stands for a name is never empty.
fn filled(arn: &str) -> String {
    holes_as_stars(arn).replace('*', "?*")
}

/// A text with a star for every `${…}`; a bare reference is one star.
fn holes_as_stars(text: &str) -> String {
    if !text.starts_with("arn:") && !text.contains("${") && !is_star(text) {
        return "*".into();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        out.push_str(before);
        out.push('*');
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out
}

/// Is there a text that both patterns match?
fn overlap(a: &[u8], b: &[u8]) -> bool {
    // `row[j]`: may what is left of `a` and `b[j..]` match the same text?
    let mut row: Vec<bool> = vec![false; b.len() + 1];
    for i in (0..=a.len()).rev() {
        let below = row.clone();
        for j in (0..=b.len()).rev() {
            let (x, y) = (a.get(i), b.get(j));
            let at = |row: &[bool], j: usize| row.get(j).copied().unwrap_or(false);
            let same = match (x, y) {
                (None, None) => true,
                (Some(b'*'), _) if at(&below, j) => true,
                (_, Some(b'*')) if at(&row, j + 1) => true,
                (Some(b'*'), Some(_)) => at(&row, j + 1),
                (Some(_), Some(b'*')) => at(&below, j),
                (Some(x), Some(y)) => (x == y || *x == b'?' || *y == b'?') && at(&below, j + 1),
                _ => false,
            };
            if let Some(cell) = row.get_mut(j) {
                *cell = same;
            }
        }
    }
    row.first().copied().unwrap_or(false)
}

/// What the denies of a set of policies leave of `action` (a name or a pattern) on what a statement names.
pub fn left(policies: &[&Policy], action: &str, statement: &Statement) -> Left {
    let action = action.to_ascii_lowercase();
    let mut less = Vec::new();
    for (number, policy) in policies.iter().enumerate() {
        for (index, deny) in policy.statements.iter().enumerate() {
            if deny.effect != Some(Effect::Deny) || !touches(&deny.actions, &action) {
                continue;
            }
            let whole = deny.conditions.is_empty()
                && deny.principals.is_none()
                && covers(&deny.actions, &action)
                && covers_all(&deny.resources, &statement.resources);
            if whole {
                return Left::Nothing((number, index));
            }
            if meets(&deny.resources, &statement.resources) {
                less.push((number, index));
            }
        }
    }
    if less.is_empty() { Left::All } else { Left::Less(less) }
}

/// Does a clause name some of what an action pattern stands for?
pub fn touches(clause: &Clause, action: &str) -> bool {
    let lower: Vec<String> = texts(clause);
    match clause.negated {
        false => lower.iter().any(|glob| overlap(glob.as_bytes(), action.as_bytes())),
        true => !lower.iter().any(|glob| contains(glob, action)),
    }
}

/// Does a clause name all of what an action pattern stands for?
fn covers(clause: &Clause, action: &str) -> bool {
    let lower = texts(clause);
    match clause.negated {
        false => lower.iter().any(|glob| contains(glob, action)),
        true => {
            clause.terms.iter().all(|term| term.text.is_some())
                && !lower.iter().any(|glob| overlap(glob.as_bytes(), action.as_bytes()))
        }
    }
}

fn texts(clause: &Clause) -> Vec<String> {
    clause.terms.iter().filter_map(|term| Some(term.text.as_deref()?.to_ascii_lowercase())).collect()
}

/// Is every text that `inner` matches matched by `outer`? Says no where it does not see it.
fn contains(outer: &str, inner: &str) -> bool {
    (!outer.contains('?') || !inner.contains('*')) && matches(outer, inner)
}

fn covers_all(deny: &Clause, allow: &Clause) -> bool {
    let stars = |clause: &Clause| {
        !clause.negated && clause.terms.iter().any(|term| term.text.as_deref().is_some_and(is_star))
    };
    if stars(deny) {
        return true;
    }
    !deny.negated
        && !allow.negated
        && !allow.terms.is_empty()
        && allow.terms.iter().all(|term| {
            let Some(text) = &term.text else { return false };
            deny.terms.iter().any(|deny| deny.text.as_deref().is_some_and(|deny| contains(deny, text)))
        })
}

fn meets(deny: &Clause, allow: &Clause) -> bool {
    if deny.negated || allow.negated || deny.terms.is_empty() || allow.terms.is_empty() {
        return true;
    }
    let text = |term: &Term| term.text.clone().unwrap_or_else(|| "*".into());
    deny.terms
        .iter()
        .any(|deny| allow.terms.iter().any(|allow| overlap(text(deny).as_bytes(), text(allow).as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clause(texts: &[&str]) -> Clause {
        let term = |text: &&str| Term { text: Some((*text).to_owned()), index: 0 };
        Clause { negated: false, terms: texts.iter().map(term).collect() }
    }

    fn statement(effect: Effect, actions: &[&str], resources: &[&str]) -> Statement {
        Statement {
            effect: Some(effect),
            actions: clause(actions),
            resources: clause(resources),
            ..Statement::default()
        }
    }

    fn left_of(allow: &Statement, action: &str, deny: Statement) -> Left {
        let policy = Policy { version: None, statements: vec![allow.clone(), deny] };
        left(&[&policy], action, allow)
    }

    #[test]
    fn two_patterns_overlap_where_one_text_fits_both() {
        let both = |a: &str, b: &str| overlap(a.as_bytes(), b.as_bytes());
        assert!(both("arn:*:s3:::*/*", "arn:aws:s3:::logs*"));
        assert!(!both("arn:*:s3:::*/*", "arn:aws:s3:::logs"));
        assert!(both("s3:Get*", "s3:*Object"));
        assert!(!both("s3:Get*", "s3:Put*"));
        assert!(both("*", "") && both("?*", "*a") && !both("?", ""));
    }

    #[test]
    fn a_bucket_is_no_object_and_a_key_in_it_is_no_bucket() {
        let object = ResourceType {
            service: "s3",
            name: "object",
            arn: "arn:${Partition}:s3:::${BucketName}/${ObjectName}",
            condition_keys: &[],
        };
        assert!(!may_be_of(object, "arn:aws:s3:::logs"));
        assert!(!may_be_of(object, "aws_s3_bucket.logs.arn"));
        assert!(may_be_of(object, "${aws_s3_bucket.logs.arn}/*"));
        assert!(may_be_of(object, "var.arn") && may_be_of(object, "*"));
    }

    #[test]
    fn a_deny_takes_all_some_or_nothing() {
        let allow = statement(Effect::Allow, &["s3:*"], &["*"]);
        let deny = |actions: &[&str], resources: &[&str]| statement(Effect::Deny, actions, resources);
        assert_eq!(left_of(&allow, "s3:GetObject", deny(&["s3:Get*"], &["*"])), Left::Nothing((0, 1)));
        assert_eq!(left_of(&allow, "s3:*", deny(&["s3:Get*"], &["*"])), Left::Less(vec![(0, 1)]));
        assert_eq!(
            left_of(&allow, "s3:GetObject", deny(&["s3:GetObject"], &["arn:aws:s3:::a/*"])),
            Left::Less(vec![(0, 1)])
        );
        assert_eq!(left_of(&allow, "s3:GetObject", deny(&["sqs:*"], &["*"])), Left::All);
        let one = statement(Effect::Allow, &["s3:GetObject"], &["arn:aws:s3:::b/*"]);
        assert_eq!(left_of(&one, "s3:GetObject", deny(&["s3:*"], &["arn:aws:s3:::a/*"])), Left::All);
    }

    #[test]
    fn a_deny_under_a_condition_never_takes_all() {
        let allow = statement(Effect::Allow, &["s3:*"], &["*"]);
        let mut deny = statement(Effect::Deny, &["s3:*"], &["*"]);
        deny.conditions.push(crate::Condition {
            operator: "Bool".into(),
            key: "aws:SecureTransport".into(),
            values: vec![Term { text: Some("false".into()), index: 0 }],
        });
        assert_eq!(left_of(&allow, "s3:GetObject", deny), Left::Less(vec![(0, 1)]));
    }
}
