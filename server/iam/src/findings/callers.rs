//! Whom trust policies and the policies of resources let in: IAM050 to IAM055 and IAM058.

use super::{
    Attachment, Finding, federation,
    limits::{asks_for, keys, limits_callers, turned_away},
    subject::listed,
};
use crate::{Effect, Policy, Principal, Principals, Statement, Term};

/// Services that do for anybody's resource what they were told to, so that their name alone says little.
const DEPUTIES: [&str; 9] = [
    "cloudtrail.amazonaws.com",
    "config.amazonaws.com",
    "delivery.logs.amazonaws.com",
    "events.amazonaws.com",
    "logging.s3.amazonaws.com",
    "s3.amazonaws.com",
    "scheduler.amazonaws.com",
    "ses.amazonaws.com",
    "sns.amazonaws.com",
];

/// Where such a service is let in.
const GUARDED: [&str; 5] = ["s3", "sns", "sqs", "lambda", "kms"];

const SOURCES: [&str; 4] = ["aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths"];

pub(super) fn review(policy: &Policy, attachment: Attachment<'_>, findings: &mut Vec<Finding>) {
    for (index, statement) in policy.statements.iter().enumerate() {
        let Some(principals) = &statement.principals else { continue };
        if statement.effect != Some(Effect::Allow) {
            continue;
        }
        let entrance = Entrance { policy, index, statement, principals };
        if principals.negated {
            findings.extend(entrance.all_but());
        } else {
            match attachment {
                Attachment::Trust => {
                    findings.extend(entrance.any_principal("IAM053"));
                    findings.extend(principals.members.iter().filter_map(|member| entrance.account(member)));
                    federation::review(index, statement, principals, findings);
                }
                Attachment::Resource(service) => {
                    findings.extend(entrance.any_principal("IAM050"));
                    if GUARDED.contains(&service) {
                        let deputies = principals.members.iter();
                        findings.extend(deputies.filter_map(|member| entrance.deputy(member)));
                    }
                }
                Attachment::Identity | Attachment::Limit | Attachment::Unknown => {}
            }
        }
        if attachment == Attachment::Trust {
            findings.extend(statement.actions.terms.iter().filter_map(|term| entrance.mismatch(term)));
        }
    }
}

/// One Allow statement with its principals.
struct Entrance<'p> {
    policy: &'p Policy,
    index: usize,
    statement: &'p Statement,
    principals: &'p Principals,
}

impl Entrance<'_> {
    fn finding(&self, rule: &'static str, at: &Term) -> Finding {
        let finding = Finding { rule, statement: Some(self.index), at: Some(at.index), facts: Vec::new() };
        finding.fact("principal", at.text.as_deref().unwrap_or_default())
    }

    fn actions(&self) -> String {
        let names = listed(self.statement.actions.terms.iter().filter_map(|term| term.text.as_deref()));
        if self.statement.actions.negated { format!("everything but {names}") } else { names }
    }

    /// IAM052.
    fn all_but(&self) -> Option<Finding> {
        let first = self.principals.members.first()?;
        let names = listed(self.principals.members.iter().filter_map(|member| member.term.text.as_deref()));
        let finding = self.finding("IAM052", &first.term).fact("action", self.actions());
        Some(finding.fact("effect", format!("everyone but {names}, with or without an AWS account")))
    }

    /// IAM050, IAM053.
    fn any_principal(&self, rule: &'static str) -> Option<Finding> {
        let anyone = self.principals.members.iter().find(|member| member.is_everyone())?;
        let kept_out = || {
            let mut actions = self.statement.actions.terms.iter().filter_map(|term| term.text.as_deref());
            actions.all(|action| turned_away(self.policy, action))
        };
        if limits_callers(self.statement) || kept_out() {
            return None;
        }
        let mut finding = self.finding(rule, &anyone.term).fact("action", self.actions());
        if rule == "IAM050" {
            finding = finding.fact("effect", format!("{} for everyone on the internet", self.actions()));
        }
        Some(match keys(self.statement) {
            Some(keys) => finding.fact("key", keys),
            None => finding,
        })
    }

    /// IAM054.
    fn deputy(&self, member: &Principal) -> Option<Finding> {
        let service = member.term.text.as_deref().filter(|_| member.kind == "Service")?;
        let limited = limits_callers(self.statement)
            || self.statement.conditions.iter().any(|condition| asks_for(condition, &SOURCES));
        if !DEPUTIES.contains(&service) || limited {
            return None;
        }
        let finding = self.finding("IAM054", &member.term).fact("action", self.actions());
        Some(finding.fact("key", "aws:SourceArn"))
    }

    /// IAM055.
    fn account(&self, member: &Principal) -> Option<Finding> {
        let text = member.term.text.as_deref().filter(|_| member.kind == "AWS")?;
        let account = whole_account(text)?;
        // Multi-factor authentication leaves only people, whom nobody can confuse.
        let mfa = ["aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge"];
        let limited = limits_callers(self.statement)
            || self.statement.conditions.iter().any(|condition| asks_for(condition, &mfa));
        (!limited).then(|| self.finding("IAM055", &member.term).fact("account", account))
    }

    /// IAM058: an action that none of the statement's principals can call.
    fn mismatch(&self, term: &Term) -> Option<Finding> {
        let action = term.text.as_deref().filter(|_| !self.statement.actions.negated)?;
        let members = &self.principals.members;
        if self.principals.negated
            || members.is_empty()
            || members.iter().any(|member| can_call(member, action))
        {
            return None;
        }
        let first = members.first()?;
        Some(
            self.finding("IAM058", term)
                .fact("action", action)
                .fact("kind", &first.kind)
                .fact("suggestion", call_of(first))
                .fact("principal", first.term.text.as_deref().unwrap_or_default()),
        )
    }
}

/// The account of `arn:aws:iam::111122223333:root` or `111122223333`, written out.
fn whole_account(text: &str) -> Option<&str> {
    let account = match text.split(':').collect::<Vec<_>>().as_slice() {
        [account] => *account,
        ["arn", _, "iam", "", account, "root"] => account,
        _ => return None,
    };
    (account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit())).then_some(account)
}

/// May the principal call it, for all that is known?
fn can_call(member: &Principal, action: &str) -> bool {
    let is = |name: &str| action.eq_ignore_ascii_case(name);
    let saml = member.term.text.as_deref().map(|text| text.contains(":saml-provider/"));
    let told = member.term.text.as_deref().is_some_and(|text| !text.contains("${"));
    match member.kind.as_str() {
        "Federated" if is("sts:AssumeRole") => false,
        "Federated" if is("sts:AssumeRoleWithWebIdentity") => !(told && saml == Some(true)),
        "Federated" if is("sts:AssumeRoleWithSAML") => !told || saml == Some(true),
        "AWS" | "Service" => !(is("sts:AssumeRoleWithWebIdentity") || is("sts:AssumeRoleWithSAML")),
        _ => true,
    }
}

fn call_of(member: &Principal) -> &'static str {
    let saml = member.term.text.as_deref().is_some_and(|text| text.contains(":saml-provider/"));
    match (member.kind.as_str(), saml) {
        ("Federated", true) => "sts:AssumeRoleWithSAML",
        ("Federated", false) => "sts:AssumeRoleWithWebIdentity",
        _ => "sts:AssumeRole",
    }
}
