//! What the files show of where a policy is used: the resources it can name, and what points to them.

mod table;
mod wiring;

use iam::Candidate;
use model::{Place, SmolStr, Value};
use project::{Existence, ResolvedModule, Resource};

use crate::{
    assessment::Attachment,
    evidence::Path,
    path::{self, read, refers_to},
};
use table::{NAMED, NO_USERS, Named, SOURCES, USERS};
use wiring::Wires;

/// What a reference in a policy is the ARN of, by prefix and resource type of the list of actions:
/// `aws_s3_bucket.b["eu"].arn` is an `s3` `bucket`.
pub(crate) fn referred_type(reference: &str) -> Option<(&'static str, &'static str)> {
    // Behind a space stands which module it is of.
    let reference = reference.split(' ').next()?;
    let (terraform, rest) = reference.split_once('.')?;
    let (_, attribute) = rest.rsplit_once('.')?;
    let is_it =
        |row: &&Named| row.terraform == terraform && row.attribute == attribute && row.rest.is_empty();
    NAMED.iter().find(is_it).map(|row| (row.service, row.resource_type))
}

/// [`iam::Workspace`] with the places that it can't hold.
#[derive(Debug, Clone, Default)]
pub(crate) struct Workspace {
    pub(crate) known: iam::Workspace,
    /// For each candidate: where what points to it stands.
    pub(crate) wired_at: Vec<Option<Place>>,
}

/// What is known for a policy that is written in the module of `calls` and attached to `holder`. Only what that
/// module declares, and once, can be named in its text.
pub(crate) fn workspace(
    module: &ResolvedModule,
    calls: &[SmolStr],
    attachment: &Attachment,
    holder: Option<u32>,
) -> Workspace {
    let view = View { module, calls };
    let mut workspace = Workspace::default();
    let users = holder.map(|holder| wiring::users(module, holder)).unwrap_or_default();
    if matches!(attachment, Attachment::Identity | Attachment::Unknown) {
        let wires = Wires::new(module, &users);
        for (index, resource) in view.declared() {
            if Some(index) == holder {
                continue;
            }
            let body = module.body(index, None);
            for row in NAMED.iter().filter(|row| row.terraform == resource.type_name()) {
                let wire = wires.to(index, &body);
                workspace.known.candidates.push(candidate(row, resource, &body, wire));
                workspace.wired_at.push(wire.and_then(|(_, place)| place));
            }
        }
        workspace.known.function_names = view.function_names(&users).unwrap_or_default();
        workspace.known.passable_roles = view.passable_roles();
    }
    if let (Attachment::Trust, Some(role)) = (attachment, holder) {
        workspace.known.used_by = view.used_by(role, &users);
        workspace.known.never_used = view.never_used(role);
    }
    if let (Attachment::Resource(_), Some(called)) = (attachment, holder) {
        workspace.known.sources = view.sources(called);
    }
    workspace.known.account = view.account();
    workspace
}

fn candidate(row: &Named, resource: &Resource, body: &Value, wire: Option<wiring::Wire<'_>>) -> Candidate {
    let address = format!("{}.{}", resource.type_name(), resource.address.name);
    Candidate {
        service: row.service.into(),
        resource_type: row.resource_type.into(),
        arn: format!("${{{address}.{}}}{}", row.attribute, row.rest),
        shape: filled(row, |name| literal(body, name)) + row.rest,
        address,
        wired: wire.map(|(name, _)| format!("`{name}`")),
    }
}

/// The pattern of the attribute's value with the name that is written, where that has no wildcard.
fn filled(row: &Named, name: impl Fn(&str) -> Option<String>) -> String {
    let Some((before, rest)) = row.shape.split_once('<') else { return row.shape.to_owned() };
    let Some((attribute, after)) = rest.split_once('>') else { return row.shape.to_owned() };
    let name = name(attribute).filter(|name| !name.contains(['*', '?', '$']));
    format!("{before}{}{after}", name.as_deref().unwrap_or("*"))
}

fn literal(body: &Value, attribute: &str) -> Option<String> {
    let found = read(body, &Path::of(attribute));
    found.first().and_then(|found| path::text(found.value)).map(|text| text.to_string())
}

/// The resources of one call of a module.
struct View<'m> {
    module: &'m ResolvedModule,
    calls: &'m [SmolStr],
}

impl<'m> View<'m> {
    /// What the module's own text can name without a key.
    fn declared(&self) -> impl Iterator<Item = (u32, &'m Resource)> {
        self.near().filter(|(_, resource)| {
            let address = &resource.address;
            !address.data
                && !resource.is_repeated()
                && !resource.block.damaged
                && resource.existence != Existence::Never
        })
    }

    fn near(&self) -> impl Iterator<Item = (u32, &'m Resource)> {
        let calls = self.calls;
        let resources = self.module.resources.iter().enumerate();
        resources
            .filter(move |(_, resource)| resource.address.modules == calls)
            .map(|(index, resource)| (index as u32, resource))
    }

    /// The name of each function among the users; `None` where one of them has none that can be written.
    fn function_names(&self, users: &[wiring::User]) -> Option<Vec<String>> {
        let mut names = Vec::new();
        for user in users {
            let Some(resource) = self.module.resources.get(user.resource as usize) else { continue };
            if resource.type_name() != "aws_lambda_function" {
                continue;
            }
            let body = self.module.body(user.resource, None);
            let is_near = resource.address.modules == self.calls && !resource.is_repeated();
            // A function that waits for its policy can't be named in it.
            let waits = resource.block.body.attribute("depends_on").is_some();
            let name = match literal(&body, "function_name") {
                Some(name) => name,
                None if is_near && !waits => {
                    format!("${{aws_lambda_function.{}.function_name}}", resource.address.name)
                }
                None => return None,
            };
            if !names.contains(&name) {
                names.push(name);
            }
        }
        Some(names)
    }

    /// Service, ARN and address of the roles that declared resources run as.
    fn passable_roles(&self) -> Vec<(String, String, String)> {
        let mut roles = Vec::new();
        for (index, role) in self.declared().filter(|(_, it)| it.type_name() == "aws_iam_role") {
            let address = format!("aws_iam_role.{}", role.address.name);
            for user in wiring::users(self.module, index) {
                let Some(service) = self.services(user.resource).first() else { continue };
                let passed = ((*service).to_owned(), format!("${{{address}.arn}}"), address.clone());
                if !roles.contains(&passed) {
                    roles.push(passed);
                }
            }
        }
        roles
    }

    fn services(&self, user: u32) -> &'static [&'static str] {
        let name = self.module.resources.get(user as usize).map(Resource::type_name).unwrap_or_default();
        let fits = USERS.iter().filter(|(beginning, _)| name.starts_with(beginning));
        fits.max_by_key(|(beginning, _)| beginning.len()).map_or(&[], |(_, services)| services)
    }

    /// The services that the files show to use a role; `None` where a use is not known, or somebody else has it.
    fn used_by(&self, role: u32, users: &[wiring::User]) -> Option<Vec<String>> {
        let mut services: Vec<String> = Vec::new();
        for user in users {
            let of_user = self.services(user.resource);
            if of_user.is_empty() {
                return None;
            }
            services.extend(of_user.iter().map(|service| (*service).to_owned()));
        }
        let leaves = self.is_given_away(role) || wiring::is_handed_on(self.module, role, NO_USERS);
        (!services.is_empty() && !leaves).then_some(services)
    }

    /// Is it an argument of a module that is not on disk?
    fn is_given_away(&self, role: u32) -> bool {
        let mut arguments = self.module.unread_calls.iter().flat_map(|call| &call.arguments);
        arguments.any(|(_, value)| refers_to(value, role, None))
    }

    /// An instance has a role through a profile that names it. Without one here, and with a name that nobody else
    /// can know, no instance can use it.
    fn never_used(&self, role: u32) -> Vec<String> {
        let body = self.module.body(role, None);
        let is_unnamed = ["name", "name_prefix"]
            .iter()
            .all(|name| read(&body, &Path::of(name)).iter().all(|found| *found.value == Value::Absent));
        let has_profile = self.module.resources.iter().enumerate().any(|(index, resource)| {
            resource.type_name() == "aws_iam_instance_profile"
                && refers_to(&self.module.body(index as u32, None), role, None)
        });
        match is_unnamed && !has_profile && !self.is_given_away(role) {
            true => vec!["ec2.amazonaws.com".into()],
            false => Vec::new(),
        }
    }

    /// Service, ARN and address of what calls a queue, topic or bucket.
    fn sources(&self, called: u32) -> Vec<(String, String, String)> {
        let mut sources = Vec::new();
        for (index, resource) in self.near() {
            let rows = SOURCES.iter().filter(|(name, ..)| *name == resource.type_name());
            for (_, target, service, source) in rows {
                let body = self.module.body(index, None);
                let calls_it =
                    read(&body, &Path::of(target)).iter().any(|found| refers_to(found.value, called, None));
                if !calls_it {
                    continue;
                }
                let index = match *source {
                    "arn" => Some(index),
                    attribute => read(&body, &Path::of(attribute))
                        .first()
                        .and_then(|found| crate::evaluate::reference(found.value)),
                };
                let found = index.and_then(|index| self.declared().find(|(declared, _)| *declared == index));
                if let Some((_, source)) = found {
                    let address = format!("{}.{}", source.type_name(), source.address.name);
                    sources.push(((*service).to_owned(), format!("${{{address}.arn}}"), address));
                }
            }
        }
        sources
    }

    fn account(&self) -> Option<String> {
        let identity = self.near().find(|(_, resource)| {
            resource.address.data && resource.type_name() == "aws_caller_identity" && !resource.is_repeated()
        });
        let (_, identity) = identity?;
        Some(format!("${{data.aws_caller_identity.{}.account_id}}", identity.address.name))
    }
}
