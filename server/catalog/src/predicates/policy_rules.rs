//! The findings of a policy as judgements: those of the duty's rules, each at its place.

use iam::{Data, Escalation, Finding, Policy, SizeKind};
use model::Place;

use crate::{
    assessment::Attachment,
    evaluate::{Context, Subject},
    links::address,
    outcome::{Outcome, Verdict},
    policies::{Form, Use, characters},
};

/// Rules that nothing is said of where a statement allows everything; those from `BELOW_A_SERVICE` on where it
/// allows a whole service.
const BELOW_EVERYTHING: [&str; 16] = [
    "IAM001", "IAM002", "IAM003", "IAM014", "IAM033", "IAM004", "IAM005", "IAM006", "IAM012", "IAM013",
    "IAM015", "IAM016", "IAM017", "IAM018", "IAM019", "IAM020",
];
const BELOW_A_SERVICE: usize = 5;

/// `policy-rules`: none of the duty's rules is broken by the policies that the resource bears.
pub(super) fn judge(context: &Context<'_>, subject: Subject<'_>) -> Outcome {
    let mut judged =
        Judged { context, holder: subject.resource, found: Vec::new(), concerns: false, unknown: None };
    let borne: Vec<&Use> = context.policies.of_bearer(subject.resource).collect();
    for used in &borne {
        judged.policy(used);
    }
    judged.sizes(&borne);
    judged.escalations(&borne);
    judged.outcome()
}

struct Judged<'j> {
    context: &'j Context<'j>,
    holder: u32,
    found: Vec<Outcome>,
    /// Is there anything that the rules are about?
    concerns: bool,
    unknown: Option<String>,
}

impl<'j> Judged<'j> {
    fn has(&self, code: &str) -> bool {
        self.context.duty.rules.iter().any(|rule| rule.code == code)
    }

    fn is_about(&self, used: &Use) -> bool {
        self.context.duty.rules.iter().any(|rule| concerns(&rule.code, used))
    }

    /// Of a statement with this finding nothing else is said, and what the duty asks is not shown either.
    fn is_said_by(&self, wider: &str) -> bool {
        let left_out: &[&str] = match wider {
            "IAM001" | "IAM014" => &BELOW_EVERYTHING,
            "IAM003" => BELOW_EVERYTHING.get(BELOW_A_SERVICE..).unwrap_or_default(),
            _ => return false,
        };
        self.context.duty.rules.iter().all(|rule| left_out.contains(&rule.code.as_str()))
    }

    fn push(&mut self, finding: &Finding, at: Option<Place>) {
        let mut outcome = Outcome::new(Verdict::Contradicted);
        outcome.at = at;
        outcome.rule = Some(code(finding));
        outcome.facts.clone_from(&finding.facts);
        outcome.facts.extend(said(finding));
        // One cause, one finding: the first that is said of a place says it.
        if !self.found.iter().any(|other| other.at == outcome.at) {
            self.found.push(outcome);
        }
    }

    fn policy(&mut self, used: &Use) {
        if !self.is_about(used) {
            return;
        }
        let data = Data::bundled();
        let policy = &used.assessed;
        if let Some(name) = &policy.managed {
            self.concerns = true;
            if let Some(mut finding) = iam::managed(name, data).filter(|finding| self.has(finding.rule)) {
                let holder = policy.holder.map(|holder| address(self.context.module, holder));
                finding.facts.push(("holder", holder.unwrap_or_else(|| "its holder".into())));
                self.push(&finding, used.place);
            }
            return;
        }
        if used.form == Form::Named {
            self.concerns = true;
            self.unknown = self.unknown.take().or(policy.unread.clone());
            return;
        }
        let reviewed = used.reviewed();
        let mut findings = reviewed.findings.clone();
        let wider = findings.iter().any(|finding| self.is_said_by(finding.rule));
        findings.retain(|finding| self.has(code(finding)));
        if findings.is_empty() && wider {
            return;
        }
        self.concerns = true;
        // In the order of the page, so that the first rule of a place is the widest.
        let order =
            |finding: &Finding| self.context.duty.rules.iter().position(|rule| rule.code == code(finding));
        findings.sort_by_key(order);
        for finding in &findings {
            self.push(finding, place(used, finding));
        }
        // What may be anything may be what the duty is about.
        let more = reviewed.widest.iter().filter(|finding| self.has(code(finding)));
        let may_find = more.into_iter().any(|finding| !findings.iter().any(|it| is_same(it, finding)));
        let why = || used.widest.as_ref().filter(|_| may_find).map(|(_, why)| why.clone());
        self.unknown = self.unknown.take().or(policy.unread.clone()).or_else(why);
    }

    /// IAM028: a managed policy by itself, the inline ones of an identity together.
    fn sizes(&mut self, borne: &[&Use]) {
        if !self.has("IAM028") {
            return;
        }
        let type_name =
            self.context.module.resources.get(self.holder as usize).map(project::Resource::type_name);
        let kind = match type_name {
            Some("aws_iam_policy") => {
                let size = borne.first().map(|used| (characters(&used.assessed.policy), used.place));
                return self.size(size, SizeKind::Managed);
            }
            Some("aws_iam_role") => SizeKind::RoleInline,
            Some("aws_iam_user") => SizeKind::UserInline,
            Some("aws_iam_group") => SizeKind::GroupInline,
            _ => return,
        };
        let trust = borne.iter().find(|used| used.assessed.attachment == Attachment::Trust);
        self.size(trust.map(|used| (characters(&used.assessed.policy), used.place)), SizeKind::Trust);
        let attached = self.context.holder_policies(self.holder).attached;
        let is_inline = |used: &&&Use| {
            let bearer = self.context.module.resources.get(used.assessed.bearer as usize);
            used.assessed.managed.is_none() && bearer.is_some_and(|it| it.type_name() != "aws_iam_policy")
        };
        let inline: usize =
            attached.iter().filter(is_inline).map(|used| characters(&used.assessed.policy)).sum();
        self.size(Some((inline, None)), kind);
    }

    fn size(&mut self, size: Option<(usize, Option<Place>)>, kind: SizeKind) {
        let Some((characters, at)) = size else { return };
        if let Some(finding) = iam::review_size(characters, kind) {
            self.push(&finding, at);
        }
    }

    /// IAM012: on an identity over everything attached to it, after denies and within its boundary; a policy
    /// that is attached to nothing here by itself.
    fn escalations(&mut self, borne: &[&Use]) {
        if !self.has("IAM012") {
            return;
        }
        let role = self.context.holder_policies(self.holder);
        let alone = borne.iter().copied().filter(|used| {
            let grants = matches!(used.assessed.attachment, Attachment::Identity | Attachment::Unknown);
            grants && used.assessed.holder.is_none() && used.assessed.managed.is_none()
        });
        let alone: Vec<&Use> = alone.collect();
        let (set, unread) = match role.attached.is_empty() {
            false => (role.attached, role.unread),
            true => (alone, borne.iter().find_map(|used| used.assessed.unread.clone())),
        };
        if set.is_empty() {
            return;
        }
        self.concerns = true;
        let data = Data::bundled();
        let policies: Vec<&Policy> = set.iter().map(|used| &used.cautious).collect();
        let mut opened = iam::escalations(&policies, data);
        self.unknown = self.unknown.take().or(unread);
        if let Some(boundary) = self.boundary() {
            let within = iam::escalations(&[&boundary.cautious], data);
            let is_administrator = within.iter().any(|it| it.id == "administrator");
            opened.retain(|it| is_administrator || within.iter().any(|other| other.id == it.id));
            self.unknown = self.unknown.take().or(boundary.assessed.unread.clone());
        }
        // What policies of AWS open by themselves is theirs to narrow; the broad ones are named by other duties.
        opened.retain(|it| {
            let mut granting = it.granted_by.iter().filter_map(|(policy, _)| set.get(*policy));
            granting.any(|used| used.form == Form::Document)
        });
        let mut by_place: Vec<(Option<Place>, Vec<&Escalation>)> = Vec::new();
        for escalation in &opened {
            let at = escalation.granted_by.first().and_then(|(policy, term)| {
                let used = set.get(*policy)?;
                used.assessed.terms.get(*term).copied().flatten().or(used.place)
            });
            match by_place.iter_mut().find(|(place, _)| *place == at) {
                Some((_, others)) => others.push(escalation),
                None => by_place.push((at, vec![escalation])),
            }
        }
        for (at, escalations) in by_place {
            let Some(first) = escalations.first() else { continue };
            let mut facts = vec![
                ("path", first.id.to_owned()),
                ("title", first.title.to_owned()),
                ("actions", first.actions.join(" and ")),
            ];
            let others = escalations.len() - 1;
            let plural = if others == 1 { "" } else { "s" };
            facts.push((
                "others",
                if others == 0 { String::new() } else { format!(", and {others} other way{plural}") },
            ));
            let finding = Finding { rule: "IAM012", statement: None, at: None, facts };
            self.push(&finding, at);
        }
    }

    fn boundary(&self) -> Option<&'j Use> {
        let uses = &self.context.policies.uses;
        uses.iter()
            .find(|it| it.assessed.holder == Some(self.holder) && it.assessed.attachment == Attachment::Limit)
    }

    fn outcome(mut self) -> Outcome {
        if !self.concerns {
            return Outcome::new(Verdict::NotApplicable);
        }
        if self.found.is_empty() {
            return match self.unknown {
                Some(why) => Outcome::unknown(why),
                None => Outcome::new(Verdict::Shown),
            };
        }
        let mut first = self.found.remove(0);
        first.more = self.found;
        first
    }
}

/// What a rule is about: `IAM054` is of policies that name a service.
fn concerns(code: &str, used: &Use) -> bool {
    let policy = &used.assessed;
    if used.form == Form::Named {
        return matches!(code, "IAM022" | "IAM023") && policy.attachment == Attachment::Identity;
    }
    let names = |kind: &str| {
        let principals =
            policy.policy.statements.iter().filter_map(|statement| statement.principals.as_ref());
        principals.flat_map(|it| &it.members).any(|member| member.kind == kind)
    };
    let is_identity = matches!(policy.attachment, Attachment::Identity | Attachment::Unknown);
    let is_resource = matches!(policy.attachment, Attachment::Resource(_));
    let is_trust = policy.attachment == Attachment::Trust;
    match code {
        "IAM012" | "IAM022" | "IAM023" => false,
        "IAM007" | "IAM008" | "IAM009" | "IAM010" | "IAM029" | "IAM030" | "IAM032" => true,
        "IAM028" => !is_resource,
        "IAM050" => is_resource,
        "IAM052" => is_resource || is_trust,
        "IAM054" => (is_resource || is_trust) && (names("Service") || policy.unread.is_some()),
        "IAM056" | "IAM057" => is_trust && (names("Federated") || policy.unread.is_some()),
        "IAM053" | "IAM055" | "IAM058" => is_trust,
        _ => is_identity,
    }
}

/// A whole service is one thing on every resource, and another on a named one: `IAM033`.
fn code(finding: &Finding) -> &'static str {
    let is_named = || finding.get("resource").is_some_and(|resource| resource.contains(|char| char != '*'));
    if finding.rule == "IAM003" && is_named() { "IAM033" } else { finding.rule }
}

/// Clauses for what a finding tells by a word.
fn said(finding: &Finding) -> Vec<(&'static str, String)> {
    let fact = |name: &str| finding.get(name).unwrap_or_default().to_owned();
    let fault = match (finding.rule, finding.get("why").or(finding.get("kind")).unwrap_or_default()) {
        ("IAM029", "duplicate") => "stands twice".to_owned(),
        ("IAM029", _) => "has characters other than letters and digits".to_owned(),
        ("IAM032", "unreached") => format!("is nothing that {} acts on: it has no effect", fact("by")),
        ("IAM032", _) => format!("is covered by {}: it changes nothing", fact("by")),
        ("IAM056" | "IAM057", "missing") => format!("no condition asks for {}", fact("key")),
        ("IAM056" | "IAM057", "absent") => format!("a token without {} passes", fact("key")),
        ("IAM056" | "IAM057", "organisation") => {
            format!("{} is everything of {}", fact("value"), fact("organisation"))
        }
        ("IAM056" | "IAM057", _) => format!("{} leaves nobody out", fact("value")),
        _ => return vec![("meant", meant(finding))],
    };
    vec![("fault", fault)]
}

fn meant(finding: &Finding) -> String {
    finding.get("suggestion").map(|action| format!(", {action} is close")).unwrap_or_default()
}

fn place(used: &Use, finding: &Finding) -> Option<Place> {
    let policy = &used.assessed;
    let term = finding.at.and_then(|at| policy.terms.get(at).copied().flatten());
    let statement = || finding.statement.and_then(|at| policy.statements.get(at).copied());
    term.or_else(statement).or(used.place)
}

fn is_same(left: &Finding, right: &Finding) -> bool {
    (left.rule, left.statement, left.at) == (right.rule, right.statement, right.at)
}
