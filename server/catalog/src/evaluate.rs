//! Evidence over a resource: the verdict table of docs/src/evidence.md, and what decided.

use std::sync::Arc;

use model::{InstanceKey, Known, Value, Why};
use project::{Existence, ResolvedModule};

use crate::{
    duty::{Catalogue, Duty},
    evidence::{Companion, Evidence, Op, Over, Path, Quantity, Set, Test},
    links::{self, Linked, Links},
    outcome::{Outcome, Verdict, best, place, worst},
    path::{self, Read, read},
    policies::Policies,
    predicates, words,
};

/// Everything one evaluation reads.
pub(crate) struct Context<'c> {
    pub(crate) module: &'c ResolvedModule,
    pub(crate) catalogue: &'c Catalogue,
    pub(crate) links: &'c Links<'c>,
    pub(crate) policies: &'c Policies,
    pub(crate) duty: &'c Duty,
    /// `2026-11-23`.
    pub(crate) today: &'c str,
}

/// What is judged: a resource's body, or an element inside it.
#[derive(Clone, Copy)]
pub(crate) struct Subject<'s> {
    pub(crate) resource: u32,
    pub(crate) instance: Option<&'s InstanceKey>,
    pub(crate) body: &'s Value,
    /// Inside a companion's braces only defaults that name their path count.
    companion: bool,
}

impl<'s> Subject<'s> {
    pub(crate) fn resource(resource: u32, instance: Option<&'s InstanceKey>, body: &'s Value) -> Self {
        Self { resource, instance, body, companion: false }
    }
}

impl Context<'_> {
    pub(crate) fn evaluate(&self, subject: Subject<'_>, evidence: &Evidence) -> Outcome {
        match evidence {
            Evidence::Any(parts) => {
                let outcomes = parts.iter().filter(|part| !self.is_skipped(subject, part));
                let outcomes: Vec<_> = outcomes.map(|part| self.evaluate(subject, part)).collect();
                best(outcomes)
            }
            Evidence::All(parts) => {
                let outcomes: Vec<_> = parts.iter().map(|part| self.evaluate(subject, part)).collect();
                let open = |it: &&Outcome| matches!(it.verdict, Verdict::Missing | Verdict::Contradicted);
                let open = outcomes.iter().filter(open).count();
                let mut whole = worst(outcomes);
                if open > 1 {
                    whole = whole.with("open-together", open.to_string());
                }
                if whole.verdict == Verdict::NotApplicable && self.default_value(subject, None).is_some() {
                    return self.default(subject, None, whole);
                }
                whole
            }
            Evidence::Not(inner) => {
                let mut outcome = self.evaluate(subject, inner);
                outcome.verdict = match outcome.verdict {
                    Verdict::Shown | Verdict::Default => Verdict::Contradicted,
                    Verdict::Contradicted | Verdict::Missing | Verdict::NotApplicable => Verdict::Shown,
                    Verdict::Unknown => Verdict::Unknown,
                };
                outcome
            }
            Evidence::Companion(companion) => self.companion(subject, companion),
            Evidence::Follow { path, resource_type, inner } => {
                self.follow(subject, path, resource_type, inner)
            }
            Evidence::Test(test) => self.test(subject, test),
        }
    }

    /// A condition (`applies-when`, `exempt`): what is absent is false, never unknown.
    pub(crate) fn holds(&self, subject: Subject<'_>, evidence: &Evidence) -> Option<bool> {
        match evidence {
            Evidence::Any(parts) => {
                let all: Vec<_> = parts.iter().map(|part| self.holds(subject, part)).collect();
                if all.contains(&Some(true)) {
                    Some(true)
                } else {
                    all.into_iter().collect::<Option<Vec<_>>>().map(|_| false)
                }
            }
            Evidence::All(parts) => {
                let all: Vec<_> = parts.iter().map(|part| self.holds(subject, part)).collect();
                if all.contains(&Some(false)) {
                    Some(false)
                } else {
                    all.into_iter().collect::<Option<Vec<_>>>().map(|_| true)
                }
            }
            Evidence::Not(inner) => self.holds(subject, inner).map(|holds| !holds),
            // A companion that only may refer to this one does not exempt it.
            Evidence::Companion(companion) => {
                let outcome = self.companion(subject, companion);
                // What a default covers is what is absent, unless it is inside a companion that is there.
                let is_there = outcome.companion.is_some();
                Some(outcome.verdict == Verdict::Shown || (outcome.verdict == Verdict::Default && is_there))
            }
            _ => match self.evaluate(subject, evidence).verdict {
                Verdict::Unknown => None,
                verdict => Some(matches!(verdict, Verdict::Shown)),
            },
        }
    }

    /// An alternative whose path the resource's type does not have.
    fn is_skipped(&self, subject: Subject<'_>, part: &Evidence) -> bool {
        let Evidence::Test(test) = part else { return false };
        let Some(resource) = self.module.resources.get(subject.resource as usize) else { return false };
        let absent = self.duty.absent_paths.get(resource.type_name());
        absent.is_some_and(|paths| paths.contains(&test.path.plain()))
    }

    fn default_value(&self, subject: Subject<'_>, path: Option<&Path>) -> Option<&str> {
        let resource = self.module.resources.get(subject.resource as usize)?;
        let provider = resource.type_name().split('_').next()?;
        let plain = path.map(Path::plain);
        let entry = self.duty.defaults.iter().find(|entry| {
            let is_of = |name: &String| name == resource.type_name();
            entry.provider == provider
                && (entry.types.is_empty() || entry.types.iter().any(is_of))
                && match (&entry.path, &plain) {
                    (Some(of), Some(path)) => of == path,
                    (Some(_), None) => false,
                    (None, _) => !subject.companion,
                }
                && entry.since.as_deref().is_none_or(|since| self.has_since(provider, since))
        })?;
        Some(&entry.value)
    }

    /// A version is compared; a date (`2023-04-28`) is when the cloud changed, not the provider.
    fn has_since(&self, provider: &str, since: &str) -> bool {
        let mut numbers = since.split('.').map(str::parse::<u32>);
        let (Some(Ok(major)), minor) = (numbers.next(), numbers.next()) else { return true };
        let minor = minor.and_then(Result::ok).unwrap_or_default();
        self.module.providers.get(provider).is_none_or(|version| version >= (major, minor, 0))
    }

    fn default(&self, subject: Subject<'_>, path: Option<&Path>, mut outcome: Outcome) -> Outcome {
        let value = self.default_value(subject, path).unwrap_or_default().to_owned();
        outcome.verdict = Verdict::Default;
        outcome.with("value", value)
    }

    /// Nothing is written: a default may cover it, broken text may hide it.
    fn absent(&self, subject: Subject<'_>, path: Option<&Path>) -> Outcome {
        let resource = self.module.resources.get(subject.resource as usize);
        if resource.is_some_and(|resource| resource.block.damaged) {
            return Outcome::unknown(words::why(&Why::Broken));
        }
        let mut outcome = Outcome::new(Verdict::Missing);
        if let Some(path) = path {
            let key = path.segments.last().map(|last| last.name.clone()).unwrap_or_default();
            outcome = outcome.with("key", key).with("path", path.plain());
        }
        match self.default_value(subject, path) {
            Some(_) => self.default(subject, path, outcome),
            None => outcome,
        }
    }

    fn companion(&self, subject: Subject<'_>, companion: &Companion) -> Outcome {
        let Some(link) = &companion.link else { return self.any_of_type(companion) };
        let found = self.links.companions(&companion.resource_type, link, subject.resource, subject.instance);
        let mut outcomes: Vec<Outcome> =
            found.linked.iter().map(|linked| self.linked(subject, companion, linked)).collect();
        if companion.at_least.is_some_and(|least| outcomes.len() < least) {
            outcomes.retain(|outcome| outcome.verdict != Verdict::Shown);
        }
        let perhaps = found.perhaps.map(|(resource, why)| {
            let mut outcome = Outcome::unknown(why);
            outcome.at = resource
                .and_then(|resource| self.module.resources.get(resource as usize))
                .map(project::Resource::name_place);
            outcome
        });
        let nothing = outcomes.is_empty();
        match companion.quantity {
            Quantity::Some => {
                if let Some(perhaps) = perhaps {
                    outcomes.push(perhaps);
                }
                if outcomes.is_empty() { self.absent(subject, None) } else { best(outcomes) }
            }
            Quantity::Each => match perhaps {
                // Something else may be there: what is known to be wrong stays wrong.
                Some(perhaps) if nothing => perhaps,
                Some(perhaps) => {
                    outcomes.push(perhaps);
                    worst(outcomes)
                }
                None => worst(outcomes),
            },
        }
    }

    /// Without a link an absent companion may be anywhere.
    fn any_of_type(&self, companion: &Companion) -> Outcome {
        let linked = self.links.of_type(&companion.resource_type).iter();
        let outcomes: Vec<_> = linked
            .map(|&resource| {
                let body = self.module.body(resource, None);
                let subject = Subject { resource, instance: None, body: &body, companion: true };
                self.inside(subject, companion)
            })
            .collect();
        let outcome = if outcomes.is_empty() { Outcome::new(Verdict::Missing) } else { best(outcomes) };
        match outcome.verdict {
            Verdict::Missing | Verdict::NotApplicable => {
                Outcome::unknown(format!("an `{}` may stand in other files", companion.resource_type))
            }
            _ => outcome,
        }
    }

    fn linked(&self, judged: Subject<'_>, companion: &Companion, linked: &Linked) -> Outcome {
        let body = self.module.body(linked.resource, linked.instance.as_ref());
        let subject = Subject {
            resource: linked.resource,
            instance: linked.instance.as_ref(),
            body: &body,
            companion: true,
        };
        let mut outcome = self.inside(subject, companion);
        let Some(resource) = self.module.resources.get(linked.resource as usize) else { return outcome };
        outcome.companion.get_or_insert(linked.resource);
        outcome.at.get_or_insert(resource.name_place());
        outcome = outcome
            .with("companion", resource.address.to_string())
            .with("companion-name", own_name(&body).unwrap_or_else(|| resource.address.name.to_string()));
        if outcome.verdict == Verdict::Missing {
            outcome.verdict = Verdict::Contradicted;
        }
        // The same condition on both: where the one is, the other is.
        let own = self.module.resources.get(judged.resource as usize).map(|resource| &resource.existence);
        if let Existence::When { condition, place } = &resource.existence
            && !matches!(own, Some(Existence::When { condition: own, .. }) if own == condition)
            && matches!(outcome.verdict, Verdict::Shown | Verdict::Default)
        {
            outcome.verdict = Verdict::Unknown;
            outcome.why = Some(format!("`{}` exists only if `{condition}`", resource.address));
            outcome.evidence.push((*place, "the condition it depends on".into()));
            outcome.when = Some(condition.to_string());
        }
        outcome
    }

    fn inside(&self, subject: Subject<'_>, companion: &Companion) -> Outcome {
        match &companion.inner {
            Some(inner) => self.evaluate(subject, inner),
            None => Outcome::new(Verdict::Shown),
        }
    }

    fn follow(&self, subject: Subject<'_>, path: &Path, resource_type: &str, inner: &Evidence) -> Outcome {
        let reads = read(subject.body, path);
        let outcomes: Vec<_> = reads
            .iter()
            .map(|read| match read.value {
                Value::Absent => self.absent(subject, Some(path)),
                value => match reference(value) {
                    Some(target) if self.is_type(target, resource_type) => {
                        let body = self.module.body(target, None);
                        let inside =
                            Subject { resource: target, instance: None, body: &body, companion: true };
                        let mut outcome = self.evaluate(inside, inner);
                        let named =
                            own_name(&body).unwrap_or_else(|| links::label(self.module, target).to_string());
                        outcome.companion = Some(target);
                        outcome = outcome
                            .with("companion", links::address(self.module, target))
                            .with("companion-name", named);
                        if outcome.verdict == Verdict::Missing {
                            outcome.verdict = Verdict::Contradicted;
                        }
                        outcome.at = outcome.at.or(place(value));
                        outcome
                    }
                    // A name, or something of another kind: it may be fine, elsewhere.
                    _ => match words::short(value).as_str() {
                        "" => Outcome::unknown(words::obstacle(value, &|resource| {
                            links::address(self.module, resource)
                        })),
                        name => Outcome::unknown(format!("`{name}` is not in these files")),
                    },
                },
            })
            .collect();
        if outcomes.is_empty() { self.absent(subject, Some(path)) } else { best(outcomes) }
    }

    fn is_type(&self, resource: u32, resource_type: &str) -> bool {
        self.module
            .resources
            .get(resource as usize)
            .is_some_and(|resource| resource.type_name() == resource_type)
    }

    fn test(&self, subject: Subject<'_>, test: &Test) -> Outcome {
        let path = &test.path;
        let meta = path.meta.then(|| self.meta(subject, path));
        let reads = match &meta {
            Some(value) => vec![Read { value: value.as_ref(), key: None }],
            None => read(subject.body, path),
        };
        let outcomes: Vec<Outcome> = reads.iter().map(|read| self.leaf(subject, test, read)).collect();
        match test.over {
            Over::Every => worst(outcomes),
            Over::One | Over::Any if outcomes.is_empty() => match &test.op {
                Op::Unset => Outcome::new(Verdict::Shown),
                _ => self.absent(subject, Some(path)),
            },
            Over::One | Over::Any => best(outcomes),
        }
    }

    /// `@self`, `@type`, `@name`.
    fn meta(&self, subject: Subject<'_>, path: &Path) -> Arc<Value> {
        let resource = self.module.resources.get(subject.resource as usize);
        let text = |text: &str| {
            let data = model::Data::String(text.into());
            Arc::new(Value::Known(Known { data, seen: Vec::new() }))
        };
        match (path.segments.first().map(|first| first.name.as_str()), resource) {
            (Some("self"), _) => Arc::new(subject.body.clone()),
            (Some("type"), Some(resource)) => text(resource.type_name()),
            (Some("name"), Some(resource)) => text(&resource.address.name),
            // Other meta arguments stand in the body under their own names.
            _ => read(subject.body, path)
                .first()
                .map_or_else(|| Arc::new(Value::Absent), |read| Arc::new(read.value.clone())),
        }
    }

    fn leaf(&self, subject: Subject<'_>, test: &Test, read: &Read<'_>) -> Outcome {
        let mut outcome = match read.value {
            Value::Absent => match &test.op {
                Op::Unset => Outcome::new(Verdict::Shown),
                Op::Predicate { name, .. } if name.starts_with("no-secret") => Outcome::new(Verdict::Shown),
                _ => self.absent(subject, Some(&test.path)),
            },
            Value::Unknown(unknown) if matches!(unknown.why, Why::Placeholder(_)) => {
                let mut outcome = Outcome::at(Verdict::Missing, read.value);
                outcome.why = Some(words::why(&unknown.why));
                outcome
            }
            Value::Unknown(unknown) if !unknown.arms.is_empty() => self.arms(subject, test, read, unknown),
            value => match &test.op {
                Op::Predicate { name, argument } => predicates::judge(self, subject, name, argument, value),
                op => self.compare(op, value),
            },
        };
        if !outcome.facts.iter().any(|(name, _)| *name == "path") {
            outcome.facts.push(("path", test.path.plain()));
        }
        if let Some(key) = &read.key
            && !outcome.facts.iter().any(|(name, _)| *name == "key")
        {
            outcome.facts.push(("key", key.to_string()));
        }
        outcome
    }

    /// Both arms of a condition that can't be told: what holds for both, holds.
    fn arms(&self, subject: Subject<'_>, test: &Test, read: &Read<'_>, unknown: &model::Unknown) -> Outcome {
        let judge = |arm: &Value| self.leaf(subject, test, &Read { value: arm, key: read.key.clone() });
        let outcomes: Vec<Outcome> = unknown.arms.iter().map(judge).collect();
        let first = outcomes.first().map(|outcome| outcome.verdict);
        if outcomes.iter().all(|outcome| Some(outcome.verdict) == first)
            && let Some(first) = outcomes.into_iter().next()
        {
            return Outcome { at: place(read.value).or(first.at), ..first };
        }
        let mut outcome = Outcome::unknown(words::why(&unknown.why));
        outcome.at = place(read.value);
        outcome.when = place(read.value).map(|_| words::why(&unknown.why));
        outcome
    }

    fn compare(&self, op: &Op, value: &Value) -> Outcome {
        let answer = match op {
            Op::Set => Some(true),
            Op::Unset => Some(false),
            Op::Equal(wanted) => path::text(value).map(|text| text == wanted.as_str()),
            Op::NotEqual(wanted) => path::text(value).map(|text| text != wanted.as_str()),
            Op::AtLeast(limit) => number(value).map(|number| number >= *limit),
            Op::MoreThan(limit) => number(value).map(|number| number > *limit),
            Op::AtMost(limit) => number(value).map(|number| number <= *limit),
            Op::LessThan(limit) => number(value).map(|number| number < *limit),
            Op::In(set) => path::text(value).and_then(|text| self.contains(set, &text)),
            Op::NotIn(set) => {
                path::text(value).and_then(|text| self.contains(set, &text)).map(|is_in| !is_in)
            }
            Op::Contains(wanted) => match path::data(value) {
                Some(model::Data::List(items)) => {
                    let texts: Vec<_> = items.iter().map(path::text).collect();
                    match texts.iter().any(|text| text.as_deref() == Some(wanted)) {
                        true => Some(true),
                        false => texts.into_iter().collect::<Option<Vec<_>>>().map(|_| false),
                    }
                }
                _ => path::text(value).map(|text| text.contains(wanted.as_str())),
            },
            Op::Matches(pattern) => path::text(value).map(|text| pattern.is_match(&text)),
            Op::MatchesNot(pattern) => path::text(value).map(|text| !pattern.is_match(&text)),
            Op::CountAtLeast(least) => match path::data(value) {
                Some(model::Data::List(items)) => Some(items.len() >= *least),
                Some(_) => Some(*least <= 1),
                None => None,
            },
            Op::Predicate { .. } => None,
        };
        // "Set" is answered by a reference; by a variable that nobody sets it is not.
        let answer = if matches!(value, Value::Unknown(_)) { None } else { answer };
        match answer {
            Some(true) => Outcome::at(Verdict::Shown, value),
            Some(false) => Outcome::at(Verdict::Contradicted, value),
            None => {
                let mut outcome = Outcome::at(Verdict::Unknown, value);
                outcome.why = Some(match (op, path::text(value)) {
                    (Op::In(Set::Table(_)) | Op::NotIn(Set::Table(_)), Some(text)) => {
                        format!("`{text}` is not in the list of {}", self.catalogue.tables_date)
                    }
                    _ => words::obstacle(value, &|resource| links::address(self.module, resource)),
                });
                outcome
            }
        }
    }

    /// Membership; `None` where a dated table does not know the value.
    fn contains(&self, set: &Set, text: &str) -> Option<bool> {
        match set {
            Set::Values(values) => Some(values.iter().any(|value| value == text)),
            Set::Table(name) => {
                let entry = self.catalogue.tables.get(name)?.iter().find(|entry| entry.value == text)?;
                // Dates as `2026-11-23` compare as text.
                Some(entry.ends.as_deref().is_none_or(|ends| self.today < ends))
            }
        }
    }
}

/// What a resource calls itself in the cloud, where that is literal.
fn own_name(body: &Value) -> Option<String> {
    let Value::Known(Known { data: model::Data::Map(entries), .. }) = body else { return None };
    let name = entries.iter().find(|(key, _)| matches!(key.as_str(), "name" | "bucket" | "function_name"))?;
    path::text(&name.1).map(Into::into)
}

fn number(value: &Value) -> Option<f64> {
    path::text(value)?.parse().ok()
}

/// The resource a value refers to, directly.
pub(crate) fn reference(value: &Value) -> Option<u32> {
    match value {
        Value::Known(Known { data: model::Data::Reference(reference), .. }) => Some(reference.resource),
        _ => None,
    }
}
