//! Judges every resource of a resolved module by the duties of its type.

use model::InstanceKey;
use project::{Existence, ResolvedModule, Resource};

use crate::{
    assessment::{Anchor, AssessedResource, Assessment, Evidence, Judgement, Status},
    duty::{Catalogue, Duty},
    evaluate::{Context, Subject},
    evidence::Parsed,
    intent::intent,
    links::Links,
    outcome::{Outcome, Verdict},
    policies,
    unfilled::{self, Unfilled},
    waiver::Waiver,
    words,
};

/// Instances of one resource that are judged one by one; of more, these stand for the others.
const MAX_INSTANCES: usize = 16;

/// Judges a module. `today` is `2026-11-23`: waivers end, runtimes fall out of support.
pub fn assess(module: &ResolvedModule, catalogue: &Catalogue, today: &str) -> Assessment {
    let links = Links::new(module);
    let parsed = catalogue.parsed();
    let policies = policies::gather(module, &links);
    let unfilled = unfilled::placeholders(module);
    let mut assessment = Assessment::default();
    for (index, resource) in module.resources.iter().enumerate() {
        if resource.address.data || resource.existence == Existence::Never {
            continue;
        }
        let duties =
            || catalogue.duties.iter().filter(|it| it.types.iter().any(|name| name == resource.type_name()));
        // A queue has no boundary page, and its policy has duties.
        let of_duty = || {
            let duty = duties().next()?;
            catalogue.services.iter().position(|service| service.id == duty.service).map(|at| at as u32)
        };
        let Some(service) = catalogue.service_of(resource.type_name()).or_else(of_duty) else { continue };
        let waivers: Vec<Waiver> = resource.block.comments.iter().filter_map(Waiver::read).collect();
        let mut judgements = Vec::new();
        for (at, (duty, parsed)) in catalogue.duties.iter().zip(parsed.iter()).enumerate() {
            let Some(parsed) =
                parsed.as_ref().filter(|_| duty.types.iter().any(|name| name == resource.type_name()))
            else {
                continue;
            };
            let context = Context { module, catalogue, links: &links, policies: &policies, duty, today };
            let judge = Judge {
                context: &context,
                parsed,
                index: index as u32,
                resource,
                duty: at as u32,
                waivers: &waivers,
                unfilled: &unfilled,
            };
            judgements.extend(judge.judgements());
        }
        if judgements.is_empty() {
            continue;
        }
        assessment.resources.push(AssessedResource {
            resource: index as u32,
            address: resource.address.clone(),
            service,
            file: resource.file,
            block: resource.block_index,
            name_place: resource.name_place(),
            type_place: resource.type_place(),
            extent: resource.place(resource.block.node),
            reported: resource.reported,
            judgements,
        });
    }
    assessment.policies = policies.uses.into_iter().map(|it| it.assessed).collect();
    assessment
}

/// One duty on one resource.
struct Judge<'j> {
    context: &'j Context<'j>,
    parsed: &'j Parsed,
    index: u32,
    resource: &'j Resource,
    duty: u32,
    waivers: &'j [Waiver],
    unfilled: &'j [Unfilled],
}

impl Judge<'_> {
    /// One judgement; one for each instance where instances differ.
    fn judgements(&self) -> Vec<Judgement> {
        if self.resource.instances.is_empty() {
            return self.outcome(None).map(|outcome| self.each(None, outcome)).unwrap_or_default();
        }
        let keys = self.resource.instances.iter().take(MAX_INSTANCES);
        let outcomes: Vec<_> = keys.map(|key| (key, self.outcome(Some(key)))).collect();
        let verdict = |outcome: &Option<Outcome>| outcome.as_ref().map(|outcome| outcome.verdict);
        let first = outcomes.first().map(|(_, outcome)| verdict(outcome));
        if outcomes.iter().all(|(_, outcome)| Some(verdict(outcome)) == first) {
            let outcome = outcomes.into_iter().next().and_then(|(_, outcome)| outcome);
            return outcome.map(|outcome| self.each(None, outcome)).unwrap_or_default();
        }
        let each = outcomes.into_iter().filter_map(|(key, outcome)| Some(self.each(Some(key), outcome?)));
        each.flatten().collect()
    }

    /// One judgement for each place of the outcome.
    fn each(&self, instance: Option<&InstanceKey>, mut outcome: Outcome) -> Vec<Judgement> {
        let more = std::mem::take(&mut outcome.more);
        let all = std::iter::once(outcome).chain(more);
        all.filter_map(|outcome| self.judgement(instance, outcome)).collect()
    }

    /// `None` where the duty does not arise.
    fn outcome(&self, instance: Option<&InstanceKey>) -> Option<Outcome> {
        let body = self.context.module.body(self.index, instance);
        let subject = Subject::resource(self.index, instance, &body);
        let holds = |condition: &Option<_>| {
            condition.as_ref().map(|condition| self.context.holds(subject, condition))
        };
        let applies = holds(&self.parsed.applies_when);
        let exempt = holds(&self.parsed.exempt);
        if applies == Some(Some(false)) || exempt == Some(Some(true)) {
            return None;
        }
        let outcome = self.context.evaluate(subject, &self.parsed.evidence);
        let outcome = unfilled::hold_open(self.context, self.unfilled, self.index, outcome);
        let in_doubt = applies == Some(None) || exempt == Some(None);
        Some(match outcome.verdict {
            Verdict::Missing | Verdict::Contradicted if in_doubt => Outcome {
                why: Some("whether this applies here depends on a value that can't be told".into()),
                verdict: Verdict::Unknown,
                ..outcome
            },
            _ => outcome,
        })
    }

    fn judgement(&self, instance: Option<&InstanceKey>, outcome: Outcome) -> Option<Judgement> {
        let duty = self.context.duty;
        let status = match outcome.verdict {
            Verdict::Shown => Status::Shown,
            Verdict::Default => Status::Default,
            Verdict::Unknown => Status::Unknown,
            Verdict::Contradicted => Status::Contradicted,
            Verdict::Missing => Status::Missing,
            Verdict::NotApplicable => return None,
        };
        let name = self.resource.address.name.to_string();
        let facts = |wanted: &str| match wanted {
            "name" => Some(name.clone()),
            "type" => Some(self.resource.type_name().to_owned()),
            "why" if outcome.rule.is_none() => {
                Some(outcome.why.clone().unwrap_or_else(|| "it can't be told from these files".into()))
            }
            _ => outcome.facts.iter().rev().find(|(name, _)| *name == wanted).map(|(_, fact)| fact.clone()),
        };
        let is_open = matches!(status, Status::Missing | Status::Contradicted);
        let words = |status: Status| match status {
            Status::Shown => "shown",
            Status::Default => "default",
            Status::Unknown => "unknown",
            Status::Contradicted => "contradicted",
            Status::Missing => "missing",
            Status::Accepted => "accepted",
        };
        // The hover is Markdown, a message is plain text.
        let rule = outcome.rule.and_then(|code| duty.rules.iter().find(|rule| rule.code == code));
        let rule = rule.filter(|_| is_open);
        let line = rule
            .map(|rule| &rule.line)
            .or_else(|| duty.lines.get(words(status)))
            .map_or_else(|| fallback(duty, status), |text| words::fill(text, facts));
        let mut message = match rule.map(|rule| &rule.message).or_else(|| duty.messages.get(words(status))) {
            Some(text) => words::fill(text, |name| facts(name).map(|fact| fact.replace('`', ""))),
            None => line.replace('`', ""),
        };
        let unfilled = facts("unfilled").filter(|_| is_open);
        let line = unfilled.clone().unwrap_or(line);
        if let Some(unfilled) = &unfilled {
            message.clone_from(unfilled);
        } else if is_open && let Some(second) = facts("second-line") {
            message = format!("{message}\n{second}");
        }
        let (at, anchor) = match (status, outcome.at) {
            (Status::Missing, None) | (_, None) => (self.resource.name_place(), Anchor::Name),
            (_, Some(place)) => (place, Anchor::Value),
        };
        let fix = if is_open && unfilled.is_none() {
            intent(self.context, self.duty, self.index, &outcome, &facts)
        } else {
            None
        };
        let evidence = outcome
            .evidence
            .iter()
            .map(|(place, note)| Evidence { place: *place, note: note.clone() })
            .collect();
        let mut judgement = Judgement {
            duty: self.duty,
            instance: instance.map(ToString::to_string),
            status,
            at,
            anchor,
            rule: rule.map(|rule| rule.code.clone()),
            evidence,
            when: outcome.when.clone(),
            message,
            line,
            fix,
        };
        if is_open {
            self.waive(&mut judgement);
        }
        Some(judgement)
    }

    fn waive(&self, judgement: &mut Judgement) {
        let duty = self.context.duty;
        let for_duty = |waiver: &&Waiver| waiver.duty == duty.id || duty.aliases.contains(&waiver.duty);
        let Some(waiver) = self.waivers.iter().find(for_duty) else { return };
        if waiver.reason.is_empty() {
            judgement.message =
                format!("{} (accepted without a reason, which does not count)", judgement.message);
            return;
        }
        let until = waiver.until.as_ref().map(|until| format!(", until {until}")).unwrap_or_default();
        if waiver.is_expired(self.context.today) {
            let until = waiver.until.as_deref().unwrap_or_default();
            judgement.message = format!("{} (accepted until {until})", judgement.message);
            return;
        }
        judgement.status = Status::Accepted;
        judgement.line = format!("{}{until}: {}", duty.label, waiver.reason);
        judgement.message = judgement.line.clone();
        judgement.evidence =
            vec![Evidence { place: self.resource.place(waiver.node), note: "accepted here".into() }];
        judgement.fix = None;
    }
}

fn fallback(duty: &Duty, status: Status) -> String {
    match status {
        Status::Shown => duty.title.to_lowercase(),
        _ => duty.label.clone(),
    }
}
