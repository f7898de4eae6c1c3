//! Whether a statement's principals hold a principal of another's.

use super::Hold;
use crate::{Principal, Principals};

/// Whom a part of a statement is for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Caller<'s> {
    /// The identity that the policy is attached to.
    Holder,
    One(&'s Principal),
    /// `NotPrincipal`.
    AllBut(&'s [Principal]),
}

/// The callers of a statement, one by one.
pub(crate) fn callers(principals: Option<&Principals>) -> Vec<Caller<'_>> {
    match principals {
        None => vec![Caller::Holder],
        Some(principals) if principals.negated => vec![Caller::AllBut(&principals.members)],
        Some(principals) => principals.members.iter().map(Caller::One).collect(),
    }
}

/// Is the caller among these principals?
pub(crate) fn includes(principals: Option<&Principals>, caller: Caller<'_>) -> Hold {
    let Some(principals) = principals else {
        return match caller {
            Caller::Holder => Hold::Surely,
            _ => Hold::Perhaps,
        };
    };
    let members = &principals.members;
    let open = |principal: &Principal| principal.term.text.as_deref().is_none_or(|text| text.contains("${"));
    let held = match caller {
        Caller::Holder => return Hold::Perhaps,
        Caller::One(one) if principals.negated => {
            let named = members.iter().any(|member| same(member, one));
            return if named { Hold::Never } else { Hold::Perhaps };
        }
        Caller::One(one) => members.iter().any(|member| covers(member, one)),
        Caller::AllBut(others) if principals.negated => {
            members.iter().all(|member| others.iter().any(|other| same(member, other)))
        }
        Caller::AllBut(_) => members.iter().any(is_anyone),
    };
    if unless_faulty!(PrincipalsForgotten, held, true) {
        return Hold::Surely;
    }
    match caller {
        Caller::One(one) if !open(one) && !members.iter().any(open) => Hold::Never,
        _ => Hold::Perhaps,
    }
}

fn same(left: &Principal, right: &Principal) -> bool {
    left.kind == right.kind && left.term.text.is_some() && left.term.text == right.term.text
}

/// `Principal: "*"`.
fn is_anyone(principal: &Principal) -> bool {
    principal.kind == "*" && principal.is_everyone()
}

/// `*` is everybody; `AWS: *` every AWS principal; an account, everybody in it.
fn covers(wide: &Principal, narrow: &Principal) -> bool {
    if is_anyone(wide) || same(wide, narrow) {
        return true;
    }
    if wide.kind != "AWS" || !matches!(narrow.kind.as_str(), "AWS" | "CanonicalUser") {
        return false;
    }
    let (Some(wide_text), Some(narrow_text)) = (wide.term.text.as_deref(), narrow.term.text.as_deref())
    else {
        return wide.is_everyone();
    };
    if wide_text == "*" {
        return true;
    }
    // A principal of an account, or the account written the other way.
    let (Some((partition, account)), Some((other_partition, other))) =
        (whole_account(wide_text), account(narrow_text))
    else {
        return false;
    };
    account == other && (partition.is_none() || other_partition.is_none() || partition == other_partition)
}

/// `111122223333` and `arn:aws:iam::111122223333:root` name a whole account.
fn whole_account(text: &str) -> Option<(Option<&str>, &str)> {
    match segments(text).as_slice() {
        [account] if is_account(account) => Some((None, account)),
        ["arn", partition, "iam", "", account, "root"] => Some((Some(partition), account)),
        _ => None,
    }
}

/// The partition and account that a principal belongs to.
fn account(text: &str) -> Option<(Option<&str>, &str)> {
    match segments(text).as_slice() {
        [account] if is_account(account) => Some((None, account)),
        ["arn", partition, "iam" | "sts", "", account, _] => Some((Some(partition), account)),
        _ => None,
    }
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Splits at the colons outside `${…}`.
fn segments(text: &str) -> Vec<&str> {
    let mut depth = 0usize;
    text.split(|character| {
        match character {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        character == ':' && depth == 0
    })
    .collect()
}
