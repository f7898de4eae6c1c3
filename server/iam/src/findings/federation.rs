//! Whose tokens of an OpenID Connect provider become a role: IAM056, IAM057.
//!
//! The provider's keys are those of everybody who uses it, so the `sub` of the token has to say whose it is.

use super::{Finding, limits::asks_for, subject::listed};
use crate::{Condition, Principals, Statement};

struct Issuer {
    rule: &'static str,
    /// As it is named in words.
    name: &'static str,
    /// How the provider's host begins.
    host: &'static str,
    /// What a `sub` begins with: `repo:OWNER/NAME:…`.
    subject: &'static str,
    /// Other claims that name a repository, project or workspace as well.
    instead: &'static [&'static str],
}

const ISSUERS: [Issuer; 4] = [
    Issuer {
        rule: "IAM056",
        name: "GitHub",
        host: "token.actions.githubusercontent.com",
        subject: "repo:",
        instead: &["repository", "repository_id", "job_workflow_ref"],
    },
    Issuer {
        rule: "IAM057",
        name: "GitLab",
        host: "gitlab.com",
        subject: "project_path:",
        instead: &["project_path", "project_id", "namespace_id", "namespace_path"],
    },
    Issuer {
        rule: "IAM057",
        name: "HCP Terraform",
        host: "app.terraform.io",
        subject: "organization:",
        instead: &["terraform_organization_id", "terraform_workspace_id"],
    },
    Issuer {
        rule: "IAM057",
        name: "EKS",
        host: "oidc.eks.",
        subject: "system:serviceaccount:",
        instead: &[],
    },
];

pub(super) fn review(
    index: usize,
    statement: &Statement,
    principals: &Principals,
    findings: &mut Vec<Finding>,
) {
    let by_web_identity = statement.actions.terms.iter().any(|term| {
        let text = term.text.as_deref().unwrap_or_default().to_ascii_lowercase();
        crate::matches(&text, "sts:assumerolewithwebidentity")
    });
    if !by_web_identity {
        return;
    }
    for member in principals.members.iter().filter(|member| member.kind == "Federated") {
        let text = member.term.text.as_deref().unwrap_or_default();
        let host = text.rsplit_once("oidc-provider/").map_or("", |(_, host)| host);
        // Where the provider is a reference, the keys of the conditions tell who it is.
        let issuer = ISSUERS.iter().find(|issuer| {
            host.starts_with(issuer.host)
                || (host.is_empty()
                    && statement.conditions.iter().any(|condition| condition.key.starts_with(issuer.host)))
        });
        let Some(issuer) = issuer else { continue };
        let Some((why, at, facts)) = judge(issuer, statement) else { continue };
        let mut finding = Finding {
            rule: issuer.rule,
            statement: Some(index),
            at: Some(at.unwrap_or(member.term.index)),
            facts: Vec::new(),
        };
        let host = if host.is_empty() || host.contains("${") { issuer.host } else { host };
        finding = finding.fact("principal", text).fact("key", format!("{host}:sub")).fact("why", why);
        if issuer.rule == "IAM057" {
            finding = finding.fact("issuer", issuer.name);
        }
        finding.facts.extend(facts);
        findings.push(finding);
    }
}

type Judged = (&'static str, Option<usize>, Vec<(&'static str, String)>);

fn judge(issuer: &Issuer, statement: &Statement) -> Option<Judged> {
    let claim =
        |condition: &Condition| condition.key.rsplit_once(':').map(|(_, claim)| claim.to_ascii_lowercase());
    // A key with a reference in it may be the one.
    let conditions = &statement.conditions;
    if conditions
        .iter()
        .any(|condition| condition.key.rsplit(':').next().is_some_and(|claim| claim.contains("${")))
    {
        return None;
    }
    let on = |wanted: &str| {
        let wanted = wanted.to_owned();
        conditions.iter().filter(move |condition| claim(condition).as_deref() == Some(&wanted))
    };
    let asks = |condition: &Condition| asks_for(condition, &[&condition.key]);
    if issuer.instead.iter().any(|claim| on(claim).any(asks)) {
        return None;
    }
    let subjects: Vec<&Condition> = on("sub").collect();
    let told = |condition: &&&Condition| {
        asks(condition) || condition.values.iter().any(|value| value.text.is_none())
    };
    if !subjects.is_empty() && subjects.iter().filter(told).count() == 0 {
        let open = subjects.iter().flat_map(|condition| &condition.values);
        let star = open.clone().find(|value| value.text.as_deref() == Some("*"));
        return Some(match star {
            Some(star) => ("any", Some(star.index), vec![("value", "*".into())]),
            None => (
                "absent",
                open.clone().next().map(|value| value.index),
                vec![("value", listed(open.filter_map(|value| value.text.as_deref())))],
            ),
        });
    }
    if subjects.is_empty() {
        return Some(("missing", None, Vec::new()));
    }
    // Every condition has to be met, so one that is narrow is enough.
    let mut wide = None;
    for condition in subjects {
        let like = condition.operator.to_ascii_lowercase().contains("like");
        let widest = condition.values.iter().find_map(|value| {
            let text = value.text.as_deref().filter(|_| like)?;
            wideness(issuer, text).map(|(why, facts)| (why, Some(value.index), facts))
        });
        match widest {
            Some(found) => wide = Some(found),
            None => return None,
        }
    }
    wide
}

/// `repo:*` is anybody's, `repo:acme/*` any repository of acme.
fn wideness(issuer: &Issuer, value: &str) -> Option<(&'static str, Vec<(&'static str, String)>)> {
    let facts = vec![("value", value.to_owned())];
    let wild = |text: &str| text.contains(['*', '?']);
    let Some(rest) = value.strip_prefix(issuer.subject) else {
        // `*:ref:refs/heads/main`
        let before = value.split(issuer.subject).next().unwrap_or_default();
        let any = wild(before) || issuer.subject.starts_with(value.split(['*', '?']).next()?) && wild(value);
        return any.then_some(("any", facts));
    };
    // What comes first names the owner; what comes next, the repository.
    let (owner, name) = rest.split_once(['/', ':']).unwrap_or((rest, ""));
    if wild(owner) {
        return Some(("any", facts));
    }
    let name = match issuer.name {
        "GitHub" => name.split(':').next().unwrap_or_default(),
        "GitLab" => name.split(":ref_type").next().unwrap_or_default(),
        // `organization:acme:project:*:workspace:*:run_phase:*`
        "HCP Terraform" => {
            let mut parts = name.split(':').filter(|part| !matches!(*part, "project" | "workspace"));
            let named = parts.by_ref().take_while(|part| *part != "run_phase").any(|part| !wild(part));
            return (!named).then(|| ("organisation", with_owner(facts, owner)));
        }
        _ => name,
    };
    let every = !name.is_empty() && name.bytes().all(|byte| byte == b'*');
    every.then(|| ("organisation", with_owner(facts, owner)))
}

fn with_owner(mut facts: Vec<(&'static str, String)>, owner: &str) -> Vec<(&'static str, String)> {
    facts.push(("organisation", owner.to_owned()));
    facts
}
