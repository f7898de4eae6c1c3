//! What reaches a machine without naming it: patch associations, maintenance windows and backup plans choose
//! by tag.

use model::{Data, Known, Value};

use crate::{
    evaluate::{Context, Subject, reference},
    evidence::Path,
    outcome::{Outcome, Verdict},
    path::{self, Read, read, refers_to},
    words,
};

/// Does something choose the machine?
#[derive(Debug, Clone, PartialEq, Eq)]
enum Reach {
    Yes,
    No,
    Unknown(String),
}

/// A resource that chooses machines, and what it does to them.
struct Source {
    resource: u32,
    reach: Reach,
    /// It looks and changes nothing.
    looks_only: bool,
}

/// `selected-for patching` or `selected-for backup`: something in the module does that to this machine.
pub(super) fn selected_for(context: &Context<'_>, subject: Subject<'_>, purpose: &str) -> Outcome {
    let machine = Machine { context, resource: subject.resource, body: subject.body };
    let sources = match purpose {
        "patching" => machine.patching(),
        _ => machine.backup(),
    };
    let found = |wanted: fn(&Source) -> bool| sources.iter().find(|source| wanted(source));
    if let Some(source) = found(|it| it.reach == Reach::Yes && !it.looks_only) {
        return machine.outcome(Verdict::Shown, source);
    }
    for source in &sources {
        if let Reach::Unknown(why) = &source.reach {
            return Outcome { why: Some(why.clone()), ..machine.outcome(Verdict::Unknown, source) };
        }
    }
    match found(|it| it.reach == Reach::Yes) {
        Some(source) => machine.outcome(Verdict::Contradicted, source),
        None => Outcome::new(Verdict::Missing),
    }
}

struct Machine<'m> {
    context: &'m Context<'m>,
    resource: u32,
    body: &'m Value,
}

impl Machine<'_> {
    fn outcome(&self, verdict: Verdict, source: &Source) -> Outcome {
        let Some(resource) = self.context.module.resources.get(source.resource as usize) else {
            return Outcome::new(verdict);
        };
        let mut outcome = Outcome::new(verdict)
            .with("companion", resource.address.to_string())
            .with("companion-name", resource.address.name.to_string());
        outcome.at = Some(resource.name_place());
        outcome.companion = Some(source.resource);
        outcome
    }

    fn each(&self, resource_type: &str, source: impl Fn(&Value) -> Option<(Reach, bool)>) -> Vec<Source> {
        let of_type = self.context.links.of_type(resource_type).iter();
        let judged = of_type.filter_map(|&resource| {
            let body = self.context.module.body(resource, None);
            let (reach, looks_only) = source(&body)?;
            Some(Source { resource, reach, looks_only })
        });
        judged.collect()
    }

    fn patching(&self) -> Vec<Source> {
        let mut sources = self.each("aws_ssm_association", |body| {
            if !installs_patches(&text(body, "name")?) {
                return None;
            }
            let named = read(body, &Path::of("instance_id"));
            let reach = match named.iter().any(|it| refers_to(it.value, self.resource, None)) {
                true => Reach::Yes,
                false => self.targets(body),
            };
            Some((reach, text(body, "parameters.Operation").as_deref() == Some("Scan")))
        });
        sources.extend(self.each("aws_ssm_maintenance_window_task", |body| {
            if !installs_patches(&text(body, "task_arn")?) {
                return None;
            }
            let parameters =
                read(body, &Path::of("task_invocation_parameters.run_command_parameters.parameter[]"));
            let scans = |parameter: &Read<'_>| {
                text(parameter.value, "name").as_deref() == Some("Operation")
                    && text(parameter.value, "values").as_deref() == Some("Scan")
            };
            Some((self.targets(body), parameters.iter().any(scans)))
        }));
        // They say which patches are meant, or patch what other files choose.
        sources.extend(self.each("aws_ssm_patch_group", |body| {
            let group = read(body, &Path::of("patch_group"));
            let tags = [self.tag("Patch Group", &group), self.tag("PatchGroup", &group)];
            let why = "its patch group has a baseline, and no schedule is in these files";
            tags.contains(&Reach::Yes).then(|| (Reach::Unknown(why.into()), false))
        }));
        sources.extend(self.each("aws_ssmquicksetup_configuration_manager", |body| {
            let definitions = read(body, &Path::of("configuration_definition[]"));
            let is_policy = |it: &Read<'_>| text(it.value, "type").is_some_and(|it| it.contains("Patch"));
            let why = "a patch policy may cover it";
            definitions.iter().any(is_policy).then(|| (Reach::Unknown(why.into()), false))
        }));
        sources
    }

    fn backup(&self) -> Vec<Source> {
        let mut sources = self.each("aws_backup_selection", |body| {
            let resources = read(body, &Path::of("resources[]"));
            let named = resources.iter().map(|it| self.named(it.value));
            let tags = read(body, &Path::of("selection_tag[]"));
            let tagged = tags.iter().map(|it| self.keyed(it.value));
            // Conditions narrow what is named; they are not weighed.
            let narrowed = !read(body, &Path::of("condition[]")).is_empty();
            let reach = any(named.chain(tagged));
            let why = "the conditions of the backup selection are not weighed";
            Some((if reach == Reach::Yes && narrowed { Reach::Unknown(why.into()) } else { reach }, false))
        });
        sources.extend(self.each("aws_dlm_lifecycle_policy", |body| {
            if text(body, "state").as_deref() == Some("DISABLED") {
                return None;
            }
            let tags = read(body, &Path::of("policy_details.target_tags"));
            let reach = tags.iter().map(|it| match path::data(it.value) {
                Some(Data::Map(entries)) => {
                    any(entries.iter().map(|(key, value)| self.tag(key, &[Read { value, key: None }])))
                }
                _ if *it.value == Value::Absent => Reach::No,
                _ => unknown(it.value),
            });
            Some((any(reach), false))
        }));
        sources
    }

    /// Every one of the `targets` has to choose the machine; a window's targets are looked up.
    fn targets(&self, body: &Value) -> Reach {
        let targets = read(body, &Path::of("targets[]"));
        if targets.is_empty() {
            return Reach::No;
        }
        all(targets.iter().map(|target| {
            let values = read(target.value, &Path::of("values[]"));
            let Some(key) = text(target.value, "key") else { return unknown(target.value) };
            match (key.as_str(), key.strip_prefix("tag:")) {
                ("InstanceIds", _) => any(values.iter().map(|it| self.named(it.value))),
                ("WindowTargetIds", _) => any(values.iter().map(|it| match reference(it.value) {
                    Some(window) if window != self.resource => {
                        self.targets(&self.context.module.body(window, None))
                    }
                    _ => unknown(it.value),
                })),
                ("tag-key", _) => any(values.iter().filter_map(|it| path::text(it.value)).map(|key| {
                    let tags = self.tags(&key);
                    if tags.iter().any(|it| path::text(it.value).is_some()) { Reach::Yes } else { Reach::No }
                })),
                (_, Some(tag)) => self.tag(tag, &values),
                _ => Reach::Unknown(format!("what `{key}` chooses is not in these files")),
            }
        }))
    }

    /// A list of machines: this one, every one, or an expression that may be either.
    fn named(&self, value: &Value) -> Reach {
        if refers_to(value, self.resource, None) {
            return Reach::Yes;
        }
        match path::text(value) {
            Some(text) if text == "*" || text.ends_with(":instance/*") => Reach::Yes,
            Some(_) => Reach::No,
            None if reference(value).is_some() => Reach::No,
            None => unknown(value),
        }
    }

    /// A block with the key and the value of a tag.
    fn keyed(&self, block: &Value) -> Reach {
        match text(block, "key") {
            Some(key) => self.tag(&key, &read(block, &Path::of("value"))),
            None => unknown(block),
        }
    }

    /// Is one of these values that of the machine's tag?
    fn tag(&self, key: &str, wanted: &[Read<'_>]) -> Reach {
        any(self.tags(key).iter().flat_map(|tag| {
            wanted.iter().map(|wanted| match (path::text(tag.value), path::text(wanted.value)) {
                (Some(tag), Some(wanted)) if tag == wanted => Reach::Yes,
                (_, Some(wanted)) if wanted == "*" && *tag.value != Value::Absent => Reach::Yes,
                _ if *tag.value == Value::Absent => Reach::No,
                _ if tag.value == wanted.value => Reach::Yes,
                (Some(_), Some(_)) => Reach::No,
                (None, _) => unknown(tag.value),
                (_, None) => unknown(wanted.value),
            })
        }))
    }

    /// The machine's values under a tag; a plan for volumes may go by the tags of those.
    fn tags(&self, key: &str) -> Vec<Read<'_>> {
        let mut found = Vec::new();
        for map in ["tags", "volume_tags", "root_block_device.tags"] {
            for tags in read(self.body, &Path::of(map)) {
                match path::data(tags.value) {
                    Some(Data::Map(entries)) => found.extend(
                        entries
                            .iter()
                            .filter(|(name, _)| name == key)
                            .map(|(_, value)| Read { value, key: None }),
                    ),
                    _ if *tags.value == Value::Absent => {}
                    _ => found.push(tags),
                }
            }
        }
        found
    }
}

/// Documents that install patches, whole or behind an ARN.
fn installs_patches(document: &str) -> bool {
    let name = document.rsplit('/').next().unwrap_or_default();
    name.starts_with("AWS-RunPatchBaseline")
        || ["AWS-PatchInstanceWithRollback", "AWS-PatchAsgInstance", "AWS-InstallWindowsUpdates"]
            .contains(&name)
}

fn text(body: &Value, path: &str) -> Option<String> {
    let found = read(body, &Path::of(path));
    let value = found.first()?.value;
    match path::data(value) {
        Some(Data::List(items)) => items.first().and_then(path::text).map(Into::into),
        _ => path::text(value).map(Into::into),
    }
}

fn unknown(value: &Value) -> Reach {
    match value {
        Value::Known(Known { data: Data::Map(_), .. }) | Value::Absent => Reach::No,
        _ => Reach::Unknown(words::obstacle(value, &|_| "a resource".into())),
    }
}

fn any(reaches: impl IntoIterator<Item = Reach>) -> Reach {
    best_of(reaches, &Reach::Yes, Reach::No)
}

fn all(reaches: impl IntoIterator<Item = Reach>) -> Reach {
    best_of(reaches, &Reach::No, Reach::Yes)
}

/// `decisive` wins over an unknown, which wins over the rest.
fn best_of(reaches: impl IntoIterator<Item = Reach>, decisive: &Reach, otherwise: Reach) -> Reach {
    let mut found = otherwise;
    for reach in reaches {
        if reach == *decisive {
            return reach;
        }
        if matches!(reach, Reach::Unknown(_)) {
            found = reach;
        }
    }
    found
}
