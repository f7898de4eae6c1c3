//! What else refers to the same, and whether what is referred to keeps its own duties.

use model::{Data, Known, Value};

use crate::{
    evaluate::{Context, Subject, reference},
    evidence::Path,
    links::address,
    outcome::{Outcome, Verdict, worst},
    path::{self, read},
    words,
};

/// `unique-reference`: no other resource of the type names the same in the same attribute.
pub(super) fn unique(context: &Context<'_>, subject: Subject<'_>, value: &Value) -> Outcome {
    let (target, text) = (reference(value), path::text(value));
    if target.is_none() && text.is_none() {
        let why = words::obstacle(value, &|resource| address(context.module, resource));
        return Outcome { why: Some(why), ..Outcome::at(Verdict::Unknown, value) };
    }
    let Value::Known(Known { data: Data::Map(entries), .. }) = subject.body else {
        return Outcome::at(Verdict::Shown, value);
    };
    let Some((attribute, _)) = entries.iter().find(|(_, entry)| entry == value) else {
        return Outcome::at(Verdict::Shown, value);
    };
    let Some(judged) = context.module.resources.get(subject.resource as usize) else {
        return Outcome::at(Verdict::Shown, value);
    };
    for &other in context.links.of_type(judged.type_name()) {
        let Some(resource) = context.module.resources.get(other as usize) else { continue };
        // Instances of one block are meant to be alike.
        if other == subject.resource
            || (resource.file, resource.block_index) == (judged.file, judged.block_index)
        {
            continue;
        }
        let body = context.module.body(other, None);
        let named = read(&body, &Path::of(attribute));
        let same = named.iter().any(|it| match target {
            Some(target) => reference(it.value) == Some(target),
            None => path::text(it.value) == text,
        });
        if same {
            let mut outcome = Outcome::at(Verdict::Contradicted, value);
            outcome.evidence.push((resource.name_place(), "uses it too".into()));
            return outcome
                .with("companion", resource.address.to_string())
                .with("companion-name", resource.address.name.to_string());
        }
    }
    Outcome::at(Verdict::Shown, value)
}

/// `duties-hold ID,ID`: the resource that is looked at meets these duties; the worst of them counts, and
/// `<finding>` says it.
pub(super) fn duties_hold(context: &Context<'_>, subject: Subject<'_>, ids: &str) -> Outcome {
    let duties = context.catalogue.duties.iter().zip(context.catalogue.parsed());
    let wanted: Vec<&str> = ids.split(',').collect();
    let mut outcomes = Vec::new();
    for (duty, parsed) in duties.filter(|(duty, _)| wanted.contains(&duty.id.as_str())) {
        let Some(parsed) = parsed else { continue };
        let context = Context { duty, ..*context };
        // Here it is judged for itself, with the defaults of its own duties.
        let subject = Subject::resource(subject.resource, subject.instance, subject.body);
        let applies = parsed.applies_when.as_ref().map(|it| context.holds(subject, it));
        let exempt = parsed.exempt.as_ref().map(|it| context.holds(subject, it));
        if applies == Some(Some(false)) || exempt == Some(Some(true)) {
            continue;
        }
        let mut outcome = context.evaluate(subject, &parsed.evidence);
        // Its own finding stands there; this one is about whoever refers to it.
        if let Some(at) = outcome.at.take() {
            outcome.evidence.push((at, "what decides".into()));
        }
        let finding = match outcome.verdict {
            Verdict::Missing => duty.lines.get("missing"),
            Verdict::Contradicted => duty.lines.get("contradicted"),
            _ => None,
        };
        let facts = |name: &str| {
            outcome.facts.iter().rev().find(|(fact, _)| *fact == name).map(|(_, fact)| fact.clone())
        };
        let finding = finding.map(|line| words::fill(line, facts));
        if let Some(finding) = finding {
            outcome.facts.push(("finding", finding));
        }
        outcomes.push(outcome);
    }
    worst(outcomes)
}
