//! Who else has an identity.

use model::{Data, Value};

use crate::{
    azure,
    evaluate::{Context, Subject, reference},
    links::{address, label},
    outcome::{Outcome, Verdict},
    path, words,
};

/// `identity-own`: nothing else in these files runs as one of these user-assigned identities.
pub(super) fn own(context: &Context<'_>, subject: Subject<'_>, value: &Value) -> Outcome {
    let named: Vec<&Value> = match path::data(value) {
        Some(Data::List(items)) => items.iter().collect(),
        _ => vec![value],
    };
    for identity in named.iter().filter_map(|value| reference(value)) {
        let Some(other) = other_runner(context, subject, identity) else { continue };
        let Some(resource) = context.module.resources.get(other as usize) else { continue };
        let mut outcome = Outcome::at(Verdict::Contradicted, value);
        outcome.evidence.push((resource.name_place(), "runs as it too".into()));
        return outcome
            .with("identity", label(context.module, identity).to_string())
            .with("companion", resource.address.to_string())
            .with("companion-name", resource.address.name.to_string());
    }
    match named.iter().find(|value| reference(value).is_none() && path::text(value).is_none()) {
        Some(untold) => {
            let why = words::obstacle(untold, &|resource| address(context.module, resource));
            Outcome { why: Some(why), ..Outcome::at(Verdict::Unknown, value) }
        }
        None => Outcome::at(Verdict::Shown, value),
    }
}

/// Another block that has the identity; instances of one block are meant to be alike.
fn other_runner(context: &Context<'_>, subject: Subject<'_>, identity: u32) -> Option<u32> {
    let block = |resource: u32| {
        let resource = context.module.resources.get(resource as usize)?;
        Some((resource.file, resource.block_index))
    };
    azure::runners(context.links, identity).into_iter().find(|other| block(*other) != block(subject.resource))
}
