//! A statement with its strings looked up in the action list.

use super::{Finding, Typed, shape::Shape};
use crate::{
    Clause, Effect, Statement, Term,
    data::{Action, Data, Level, ResourceType},
    effect::{is_service_wildcard, resource_noun},
    reading::singular,
};

pub(super) struct Subject<'a> {
    pub(super) index: usize,
    pub(super) statement: &'a Statement,
    /// The told strings of `Action` or `NotAction`.
    pub(super) actions: Vec<Asked<'a>>,
    /// The told strings of `Resource` or `NotResource`.
    pub(super) resources: Vec<Named<'a>>,
}

/// One string that names actions.
pub(super) struct Asked<'a> {
    pub(super) term: &'a Term,
    pub(super) text: &'a str,
    pub(super) kind: Kind,
    pub(super) shape: Shape<'a>,
    /// What it stands for today; empty where `kind` is [`Kind::Everything`].
    pub(super) stands_for: Vec<Action<'a>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `*`, `*:*`
    Everything,
    /// `s3:*`
    Service,
    /// `s3:Get*`
    Pattern,
    Name,
}

/// One string that names resources.
pub(super) struct Named<'a> {
    pub(super) term: &'a Term,
    pub(super) text: &'a str,
    pub(super) shape: Shape<'a>,
}

impl<'a> Subject<'a> {
    pub(super) fn new(index: usize, statement: &'a Statement, typed: &[Typed<'_>], data: &'a Data) -> Self {
        let form_of = |reference: &str| {
            let typed = typed.iter().find(|typed| typed.reference == reference)?;
            let mut types = data.resource_types(typed.service).into_iter();
            types.find(|known| known.name == typed.resource_type).map(|known| known.arn)
        };
        Self {
            index,
            statement,
            actions: told(&statement.actions).map(|(term, text)| Asked::new(term, text, data)).collect(),
            resources: told(&statement.resources)
                .map(|(term, text)| Named { term, text, shape: Shape::of(text, &form_of) })
                .collect(),
        }
    }

    pub(super) fn is_allow(&self) -> bool {
        self.statement.effect == Some(Effect::Allow)
    }

    /// Can every string of `Resource` be told, and is there one?
    pub(super) fn names_resources(&self) -> bool {
        let terms = &self.statement.resources.terms;
        !self.statement.resources.negated && !terms.is_empty() && terms.iter().all(|term| term.text.is_some())
    }

    /// The string that leaves out no resource at all.
    pub(super) fn everything(&self) -> Option<&Named<'a>> {
        if self.statement.resources.negated {
            return None;
        }
        self.resources.iter().find(|named| named.shape.is_every_arn())
    }

    /// The string that leaves out no resource of some kind that the action takes.
    pub(super) fn every_resource_of(&self, action: &Action<'a>) -> Option<&Named<'a>> {
        if self.statement.resources.negated {
            return None;
        }
        self.resources.iter().find(|named| named.is_every(action))
    }

    pub(super) fn finding(&self, rule: &'static str, at: &Term) -> Finding {
        Finding { rule, statement: Some(self.index), at: Some(at.index), facts: Vec::new() }
    }
}

impl<'a> Asked<'a> {
    fn new(term: &'a Term, text: &'a str, data: &'a Data) -> Self {
        let kind = match text {
            _ if text.bytes().all(|byte| matches!(byte, b'*' | b':')) => Kind::Everything,
            _ if is_service_wildcard(text) => Kind::Service,
            _ if text.contains(['*', '?']) => Kind::Pattern,
            _ => Kind::Name,
        };
        let stands_for = match kind {
            Kind::Everything => Vec::new(),
            Kind::Name => data.action(text).into_iter().collect(),
            Kind::Service | Kind::Pattern => data.expand(text),
        };
        Self { term, text, kind, shape: Shape::of(text, &|_| None).without_case(), stands_for }
    }

    /// Those that could be held to some resources. None of a pattern that mostly stands for actions that
    /// accept only `*`, and else only for ones that read: `ec2:Describe*`.
    pub(super) fn narrowable(&self) -> Vec<&Action<'a>> {
        let takes: Vec<_> = self.stands_for.iter().filter(|action| takes_resources(action)).collect();
        let needs_star = self.kind == Kind::Pattern
            && takes.len() * 2 <= self.stands_for.len()
            && takes.iter().all(|action| matches!(action.level, Level::List | Level::Read));
        if needs_star { Vec::new() } else { takes }
    }
}

impl<'a> Named<'a> {
    pub(super) fn is_every(&self, action: &Action<'a>) -> bool {
        self.shape.is_star() || self.every(action).is_some()
    }

    /// A type of resource that the action takes and the string leaves none out of.
    pub(super) fn every(&self, action: &Action<'a>) -> Option<ResourceType<'a>> {
        if makes_what_it_names(action) && !self.shape.is_every_arn() {
            return None;
        }
        let mut types = action.resource_types.iter().map(|acted| acted.resource_type);
        types.find(|of| self.shape.is_every(&Shape::form(of.arn)))
    }
}

/// They take resources by the list, and are of use on `*`: metrics have no ARNs but for datasets, and the
/// network interfaces of functions get their ids from AWS
/// (<https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html>).
const BEST_ON_STAR: [&str; 6] = [
    "cloudwatch:GetMetricData",
    "cloudwatch:PutMetricData",
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:UnassignPrivateIpAddresses",
];

/// Can the action be held to some resources? One that only lists may need `*` where none must be named; of
/// S3's none must, since an access point may stand for the bucket.
pub(super) fn takes_resources(action: &Action<'_>) -> bool {
    !action.is_wildcard_only()
        && !BEST_ON_STAR.contains(&action.name)
        && (action.level != Level::List
            || action.service.prefix == "s3"
            || action.resource_types.iter().any(|acted| acted.required))
}

/// Are the ids of what it acts on only given when it does?
fn makes_what_it_names(action: &Action<'_>) -> bool {
    matches!(action.name, "ec2:RunInstances" | "ec2:AllocateAddress") || action.name.starts_with("ec2:Create")
}

/// What the action's resources are called: `bucket`, `security group`; `resource` where there are many kinds.
pub(super) fn noun(action: &Action<'_>) -> String {
    let types = || action.resource_types.iter();
    let mut required = types().filter(|acted| acted.required);
    match (required.next(), required.next(), action.resource_types.as_slice()) {
        (Some(only), None, _) | (None, None, [only]) => noun_of(&only.resource_type),
        // A bucket beside its access points.
        _ => match types().find(|acted| is_main(&acted.resource_type)) {
            Some(main) => noun_of(&main.resource_type),
            None => "resource".into(),
        },
    }
}

/// What resources of the type are called. The parts of a service's main one go by its name: every object of
/// every bucket is `every bucket`.
pub(super) fn noun_of(resource_type: &ResourceType<'_>) -> String {
    match is_main(resource_type) {
        true => resource_noun(resource_type.service).into(),
        false => singular(*resource_type),
    }
}

fn is_main(resource_type: &ResourceType<'_>) -> bool {
    const PARTS: [(&str, &str); 3] = [("s3", "object"), ("logs", "log-stream"), ("dynamodb", "index")];
    let main: String = resource_noun(resource_type.service).split(' ').collect();
    let own: String = resource_type.name.split('-').collect();
    own == main || PARTS.contains(&(resource_type.service, resource_type.name))
}

/// The first three, joined; `none` where there are none.
pub(super) fn listed<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let mut known: Vec<&str> = Vec::new();
    for name in names {
        if !known.contains(&name) {
            known.push(name);
        }
        if known.len() == 3 {
            break;
        }
    }
    known.join(", ")
}

fn told(clause: &Clause) -> impl Iterator<Item = (&Term, &str)> {
    clause.terms.iter().filter_map(|term| Some((term, term.text.as_deref()?)))
}
