//! The policy that a statement is in: what it is attached to, who uses that, and how its strings are written.

use catalog::{AssessedPolicy, Assessment, Attachment};
use iam::{
    Policy, Statement, Term,
    reading::{Held, Left, left, listed, quoted},
};
use model::{Data, FileId, Known, Part, Place, Value};
use project::{ResolvedModule, Resource};

use crate::{Analysis, words::place_name};

/// One use of a statement.
#[derive(Clone, Copy)]
pub(super) struct Use<'a> {
    pub(super) analysis: &'a Analysis,
    /// The file that is looked at.
    pub(super) file: FileId,
    pub(super) module: &'a ResolvedModule,
    pub(super) assessment: &'a Assessment,
    pub(super) policy: &'a AssessedPolicy,
    pub(super) index: usize,
    pub(super) statement: &'a Statement,
}

impl<'a> Use<'a> {
    pub(super) fn place(&self) -> Option<Place> {
        self.policy.statements.get(self.index).copied()
    }

    fn resource(&self, index: u32) -> Option<&'a Resource> {
        self.module.resources.get(index as usize)
    }

    /// A string as it is written, without quotes; what it is worth where that says more.
    pub(super) fn spelled(&self, term: &Term) -> String {
        let written = self.policy.terms.get(term.index).copied().flatten();
        let written = written.and_then(|place| self.analysis.snapshot.text(place));
        let written = written.map(|text| text.trim().trim_matches('"').to_owned());
        // A document in a string has one place for all its parts.
        let written = written.filter(|text| !text.contains(['\n', '"', '{']) || text.starts_with("${"));
        match (&term.text, written) {
            // Written as a name whose worth is known: `local.everything` is `*`.
            (Some(text), Some(written)) if !text.contains("${") && !text.is_empty() && *text != written => {
                text.clone()
            }
            (_, Some(written)) if !written.is_empty() => written,
            (Some(text), _) => text.clone(),
            _ => "…".to_owned(),
        }
    }

    /// How the key of the resources is written here.
    pub(super) fn resource_key(&self) -> &'static str {
        let block = self.place().and_then(|place| self.analysis.snapshot.text(place));
        let is_object = block.is_none_or(|text| text.trim_start().starts_with('{'));
        match (is_object, self.statement.resources.negated) {
            (true, false) => "Resource",
            (true, true) => "NotResource",
            (false, false) => "resources",
            (false, true) => "not_resources",
        }
    }

    /// ``role `orders` ``; the address of a resource that has its own policy.
    pub(super) fn holder(&self) -> Option<String> {
        let resource = self.resource(self.policy.holder?)?;
        let address = &resource.address;
        Some(match address.resource_type.as_str() {
            "aws_iam_role" => format!("role `{}`", address.name),
            "aws_iam_user" => format!("user `{}`", address.name),
            "aws_iam_group" => format!("group `{}`", address.name),
            kind => quoted(&format!("{kind}.{}", address.name)),
        })
    }

    pub(super) fn held(&self) -> Held {
        match (&self.policy.attachment, self.holder()) {
            (Attachment::Identity, Some(holder)) => Held::Identity(holder),
            (Attachment::Resource(_), Some(resource)) => Held::Resource(resource),
            (Attachment::Resource(_), None) => Held::Resource("what it is attached to".into()),
            (Attachment::Trust, holder) => Held::Trust(holder.unwrap_or_else(|| "the role".into())),
            (Attachment::Limit, _) => Held::Limit,
            (Attachment::Identity | Attachment::Unknown, _) => Held::Unknown,
        }
    }

    /// `**Held by** role orders, used by aws_lambda_function.orders`.
    pub(super) fn held_by(&self) -> Option<String> {
        match (&self.policy.attachment, self.holder()) {
            (Attachment::Identity, Some(holder)) => {
                let users = self.policy.holder.map(|role| users(self.module, role)).unwrap_or_default();
                let users: Vec<String> = users.iter().map(|user| quoted(user)).collect();
                Some(match users.is_empty() {
                    true => format!("**Held by** {holder}"),
                    false => format!("**Held by** {holder}, used by {}", listed(&users, 2, "and")),
                })
            }
            (Attachment::Resource(_), Some(resource)) => {
                Some(format!("**Held by** {resource}, as its own policy"))
            }
            (Attachment::Limit, Some(holder)) => {
                Some(format!("**Held by** {holder}, as a limit: it grants nothing by itself"))
            }
            (Attachment::Limit, None) => Some("**A limit**: it grants nothing by itself".into()),
            (Attachment::Unknown, _) => Some("**Held by** nobody in these files".into()),
            _ => None,
        }
    }

    /// Every policy of the same holder, this one first.
    pub(super) fn union(&self) -> Vec<&'a AssessedPolicy> {
        let mut union = vec![self.policy];
        if let (Some(holder), Attachment::Identity) = (self.policy.holder, &self.policy.attachment) {
            union.extend(self.assessment.policies.iter().filter(|other| {
                other.holder == Some(holder)
                    && other.attachment == Attachment::Identity
                    && !std::ptr::eq(*other, self.policy)
            }));
        }
        union
    }

    /// What the denies of its holder leave of an action or pattern, as what follows; nothing where all is left.
    pub(super) fn left(&self, action: &str) -> Option<(IsLeft, String)> {
        let union = self.union();
        let policies: Vec<&Policy> = union.iter().map(|policy| &policy.policy).collect();
        let place = |(policy, statement): (usize, usize)| {
            let place = union.get(policy)?.statements.get(statement)?;
            Some(place_name(self.analysis, *place, self.file))
        };
        let unplaced = || "another policy".to_owned();
        match left(&policies, action, self.statement) {
            Left::All => None,
            Left::Nothing(at) => {
                let by = place(at).unwrap_or_else(unplaced);
                Some((IsLeft::Nothing, format!("nothing, because {by} denies it")))
            }
            Left::Less(denies) => {
                let mut by: Vec<String> =
                    denies.into_iter().map(|at| place(at).unwrap_or_else(unplaced)).collect();
                by.dedup();
                let verb = if by.len() == 1 { "denies" } else { "deny" };
                Some((IsLeft::Some, format!("less what {} {verb}", listed(&by, 2, "and"))))
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum IsLeft {
    Some,
    Nothing,
}

/// The resources that run as a role, by address: through an argument that says so, or an instance profile.
pub(super) fn users(module: &ResolvedModule, role: u32) -> Vec<String> {
    let mut found = Vec::new();
    for (index, resource) in (0_u32..).zip(&module.resources) {
        if resource.address.data || index == role {
            continue;
        }
        let kind = resource.type_name();
        let is_profile = kind == "aws_iam_instance_profile";
        if kind.starts_with("aws_iam_") && !is_profile
            || !names_role(&module.body(index, None), role, Within::No)
        {
            continue;
        }
        if is_profile {
            found.extend(users(module, index));
        } else {
            found.push(resource.address.to_string());
        }
    }
    found.sort();
    found.dedup();
    found
}

/// Is the value that of an argument that names a role?
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    No,
    Role,
}

fn names_role(value: &Value, role: u32, within: Within) -> bool {
    match value {
        Value::Unknown(unknown) => unknown.arms.iter().any(|arm| names_role(arm, role, within)),
        Value::Absent => false,
        Value::Known(Known { data, .. }) => match data {
            Data::Reference(reference) => within == Within::Role && reference.resource == role,
            Data::Template(parts) => parts.iter().any(|part| match part {
                Part::Value(value) => names_role(value, role, within),
                Part::Literal(_) => false,
            }),
            Data::List(items) => items.iter().any(|item| names_role(item, role, within)),
            Data::Map(entries) => entries.iter().any(|(key, value)| {
                let is_role = key.contains("role") || key.contains("instance_profile");
                names_role(value, role, if is_role { Within::Role } else { within })
            }),
            _ => false,
        },
    }
}
