//! Z01, Z02, Z08: a role assignment with a lesser role, or on less; a role that can be assigned in less. Azure's roles only add up, so an assignment grants
//! less where its principal and condition stay, its operations lie within the old ones, and its scope below.

use iam::{AzureRole, Data, Grade};
use model::Value;
use project::{Existence, ResolvedModule, Resource};

use crate::{
    assessment::{FixIntent, FixKind, Narrows},
    azure::{Assignable, Assignment, Role, Scope, Width, kind, kinds},
    duty::Safety,
    evaluate::{Context, reference},
    evidence::Path,
    outcome::{Outcome, place},
    path::{read, refers_to},
};

/// What an app refers to besides the resources it works with.
const AROUND: [&str; 5] = [
    "azurerm_app_service_plan",
    "azurerm_client_config",
    "azurerm_resource_group",
    "azurerm_service_plan",
    "azurerm_user_assigned_identity",
];

const GROUP: &str = "azurerm_resource_group";

const SIDE_EFFECT: &str =
    "there is a moment without the right, and what is no longer granted fails when it is called";

/// The edit of an assignment that was found to grant too much; the scope first, as the role is then for less.
pub(crate) fn narrows(
    context: &Context<'_>,
    duty: u32,
    assignment: u32,
    outcome: &Outcome,
) -> Option<FixIntent> {
    outcome.rule.filter(|rule| matches!(*rule, "IAM100" | "IAM106"))?;
    let body = context.module.body(assignment, None);
    if context.module.resources.get(assignment as usize)?.type_name() == "azurerm_role_definition" {
        return assignable(context, duty, assignment, &body);
    }
    let edited = Edited {
        context,
        duty,
        index: assignment,
        resource: context.module.resources.get(assignment as usize)?,
        assignment: Assignment::read(context.module, &body),
    };
    edited.scope().or_else(|| edited.role())
}

/// Z08: a custom role that can be assigned in the resource groups in which it is. Where it may be handed out grants
/// nothing by itself, so that fewer scopes, each below an old one, grant no more.
fn assignable(context: &Context<'_>, duty: u32, definition: u32, body: &Value) -> Option<FixIntent> {
    let module = context.module;
    let resource = module.resources.get(definition as usize)?;
    let Assignable { value, scopes, assigned } = Assignable::read(module, definition, body);
    let (scopes, assigned) = (scopes?, assigned?);
    let is_group =
        |index: u32| module.resources.get(index as usize).is_some_and(|it| it.type_name() == GROUP);
    let group_of = |scope: &Scope| {
        let target = scope.resource?;
        if is_group(target) { Some(target) } else { group(module, target) }
    };
    let mut groups: Vec<u32> = assigned.iter().map(group_of).collect::<Option<_>>()?;
    groups.sort_unstable();
    groups.dedup();
    let is_proved = |group: &u32| scopes.iter().any(|old| is_below(module, *group, *old));
    let place = place(value)?;
    let is_here = place.file == resource.file && place.block == resource.block_index;
    let named = |group: &u32| {
        let declared = module.resources.get(*group as usize)?;
        let is_own = declared.address.modules == resource.address.modules && !declared.address.data;
        (is_own && !declared.is_repeated())
            .then(|| format!("{}.{}", declared.type_name(), declared.address.name))
    };
    let names: Vec<String> = groups.iter().map(named).collect::<Option<_>>()?;
    if names.is_empty() || !is_here || !groups.iter().all(is_proved) {
        return None;
    }
    let what = match names.as_slice() {
        [one] => one.clone(),
        several => format!("{} resource groups", several.len()),
    };
    let widest = scopes.iter().max_by_key(|scope| scope.width)?.said();
    let narrows = Narrows {
        edit: "Z08".into(),
        grade: Grade::S2,
        delta: format!("assignable in {widest} → in {what}"),
        guess: Some("that it is assigned nowhere outside these files".into()),
        guess_at: None,
    };
    let titled = |what: &str| format!("Limit it to {what} (check assignments elsewhere)");
    let title =
        [titled(&what), titled("its resource groups")].into_iter().find(|it| it.chars().count() <= 80)?;
    let ids: Vec<String> = names.iter().map(|name| format!("{name}.id")).collect();
    Some(FixIntent {
        duty,
        resource: definition,
        title,
        safety: Safety::Review,
        side_effect: Some("Azure refuses to take away a scope in which the role is still assigned".into()),
        kind: FixKind::ReplaceValue { place, template: format!("[{}]", ids.join(", ")) },
        narrows: Some(narrows),
    })
}

struct Edited<'e> {
    context: &'e Context<'e>,
    duty: u32,
    index: u32,
    resource: &'e Resource,
    assignment: Assignment<'e>,
}

/// A resource that is enough, as far as the files show.
struct Enough {
    resource: u32,
    grade: Grade,
    guess: String,
}

impl Edited<'_> {
    /// Z02: the same role on what its principal works with.
    fn scope(&self) -> Option<FixIntent> {
        let (Role::BuiltIn(role), old) = (&self.assignment.role, self.assignment.scope?) else { return None };
        let enough = self.enough(role, old)?;
        let module = self.context.module;
        let new = module.resources.get(enough.resource as usize)?;
        if !is_below(module, enough.resource, old) {
            return None;
        }
        let address = new.address.to_string();
        let local = format!("{}.{}", new.type_name(), new.address.name);
        let delta = format!("{} on {} → on {address}", role.name, old.said());
        let titled = |what: &str| format!("Narrow to {what} (grants less; REPLACES the assignment)");
        let titles = [titled(&local), titled(&new.address.name), titled("one resource")];
        let title = titles.into_iter().find(|title| title.chars().count() <= 80)?;
        let narrows = Narrows {
            edit: "Z02".into(),
            grade: enough.grade,
            delta,
            guess: Some(enough.guess),
            guess_at: Some(new.name_place()),
        };
        self.intent(title, self.assignment.scope_value, format!("{local}.id"), narrows)
    }

    /// Z01: Owner without the right to hand out rights.
    fn role(&self) -> Option<FixIntent> {
        let Role::BuiltIn(owner) = &self.assignment.role else { return None };
        let contributor = Data::bundled().azure_role("Contributor")?;
        let is_proved = contributor.operations().is_within(&owner.operations())
            && !owner.operations().is_within(&contributor.operations());
        if owner.name != "Owner" || self.assignment.role_attribute != "role_definition_name" || !is_proved {
            return None;
        }
        let narrows = Narrows {
            edit: "Z01".into(),
            grade: Grade::S3,
            delta: "Owner → Contributor: it no longer hands out roles".into(),
            guess: Some("that it never assigns a role".into()),
            guess_at: None,
        };
        let title = "Make it Contributor (grants less; REPLACES the assignment)".to_owned();
        self.intent(title, self.assignment.role_value, "\"Contributor\"".into(), narrows)
    }

    fn intent(&self, title: String, value: &Value, template: String, narrows: Narrows) -> Option<FixIntent> {
        let place = place(value)?;
        // What is written elsewhere says it for others too.
        let is_here = place.file == self.resource.file && place.block == self.resource.block_index;
        is_here.then(|| FixIntent {
            duty: self.duty,
            resource: self.index,
            title,
            safety: Safety::Replaces,
            side_effect: Some(SIDE_EFFECT.into()),
            kind: FixKind::ReplaceValue { place, template },
            narrows: Some(narrows),
        })
    }

    fn enough(&self, role: &AzureRole, old: Scope) -> Option<Enough> {
        let module = self.context.module;
        let workloads = self.assignment.workloads(module, self.context.links);
        if let Some(kind) = kind(role) {
            let declared = self.declared(kind.types);
            let used: Vec<u32> =
                declared.iter().copied().filter(|it| self.is_used(&workloads, *it)).collect();
            let (one, why) = match (declared.as_slice(), used.as_slice()) {
                (_, [one]) => (*one, "that it works on no other one"),
                // It is somebody's of whom these files know.
                ([one], []) if self.assignment.principal.is_some() => {
                    (*one, "that the only one declared here is meant")
                }
                _ => return None,
            };
            return Some(Enough { resource: one, grade: Grade::S2, guess: why.into() });
        }
        if !matches!(role.name, "Owner" | "Contributor") || workloads.is_empty() {
            return None;
        }
        let types: Vec<&str> = kinds().iter().flat_map(|kind| kind.types).copied().collect();
        let used: Vec<u32> =
            self.declared(&types).into_iter().filter(|it| self.is_used(&workloads, *it)).collect();
        if let [one] = used.as_slice()
            && !self.uses_others(&workloads, &types)
        {
            let guess = "that it works on nothing but what its settings name".to_owned();
            return Some(Enough { resource: *one, grade: Grade::S2, guess });
        }
        if old.width <= Width::Group {
            return None;
        }
        // The one group in which everything lies that is known of it.
        let mut groups: Vec<u32> =
            workloads.iter().chain(&used).map(|it| group(module, *it)).collect::<Option<_>>()?;
        groups.dedup();
        let [group] = groups.as_slice() else { return None };
        let guess = "that it works on nothing outside its resource group".to_owned();
        self.declared(&[GROUP]).contains(group).then_some(Enough {
            resource: *group,
            grade: Grade::S3,
            guess,
        })
    }

    /// What this module declares of the types, each there once.
    fn declared(&self, types: &[&str]) -> Vec<u32> {
        let resources = self.context.module.resources.iter().enumerate();
        let is_one = |resource: &Resource| {
            types.contains(&resource.type_name())
                && !resource.address.data
                && !resource.is_repeated()
                && resource.existence == Existence::Always
                && resource.address.modules == self.resource.address.modules
        };
        resources.filter(|(_, resource)| is_one(resource)).map(|(index, _)| index as u32).collect()
    }

    fn is_used(&self, workloads: &[u32], resource: u32) -> bool {
        workloads.iter().any(|it| refers_to(&self.context.module.body(*it, None), resource, None))
    }

    /// Do the workloads refer to anything of other types that a role may be needed on?
    fn uses_others(&self, workloads: &[u32], types: &[&str]) -> bool {
        let resources = self.context.module.resources.iter().enumerate();
        let is_other = |resource: &Resource| {
            let name = resource.type_name();
            name.starts_with("azurerm_") && !types.contains(&name) && !AROUND.contains(&name)
        };
        resources
            .filter(|(_, resource)| is_other(resource))
            .map(|(index, _)| index as u32)
            .any(|index| !workloads.contains(&index) && self.is_used(workloads, index))
    }
}

/// The resource group that a resource names by reference.
fn group(module: &ResolvedModule, resource: u32) -> Option<u32> {
    let body = module.body(resource, None);
    let group = reference(read(&body, &Path::of("resource_group_name")).first()?.value)?;
    module.resources.get(group as usize).filter(|it| it.type_name() == GROUP).map(|_| group)
}

/// Does a resource lie below the scope, and is it less? Proved by reference: in a subscription that is the
/// provider's own, or in the resource group. A management group's members stand in no file.
fn is_below(module: &ResolvedModule, resource: u32, scope: Scope) -> bool {
    let (Some(new), Some(at)) = (module.resources.get(resource as usize), scope.resource) else {
        return false;
    };
    let Some(old) = module.resources.get(at as usize) else { return false };
    match scope.width {
        Width::Group => new.type_name() != GROUP && group(module, resource) == Some(at),
        Width::Subscription => {
            let own = |resource: &Resource| resource.block.body.attribute("provider").is_none();
            let is_providers = matches!(old.type_name(), "azurerm_subscription" | "azurerm_client_config")
                && old.address.data
                && old.block.body.attribute("subscription_id").is_none();
            // The data source of another module may be of another provider.
            is_providers && own(old) && own(new) && old.address.modules == new.address.modules
        }
        Width::Resource | Width::ManagementGroup | Width::Tenant => false,
    }
}
