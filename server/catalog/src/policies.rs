//! Gathers policies: from JSON, `aws_iam_policy_document`, managed policies, and what is attached to a role.
//!
//! The `iam` crate judges; here is only where policies stand and what they hang on.

use iam::{Clause, Condition, Effect, Policy, Principal, Principals, Statement, Term};
use model::{Data, Known, Part, Place, Value};
use project::{ResolvedModule, Resource};

use crate::{
    evaluate::{Context, reference},
    evidence::{Link, Path},
    links::{Linked, address, label},
    outcome::place,
    path::{self, read},
    words,
};

/// A policy document and where each of its strings stands.
#[derive(Debug, Default)]
pub(crate) struct Document {
    pub(crate) policy: Policy,
    places: Vec<Option<Place>>,
    /// A part that can't be told, in words.
    pub(crate) unread: Option<String>,
}

impl Document {
    pub(crate) fn place(&self, term: &Term) -> Option<Place> {
        self.places.get(term.index).copied().flatten()
    }
}

/// One thing that is attached to a role.
#[derive(Debug)]
pub(crate) struct Attached {
    /// The name of an AWS managed policy: `AdministratorAccess`.
    pub(crate) managed: Option<String>,
    /// Where it is named.
    pub(crate) place: Option<Place>,
    pub(crate) document: Option<Document>,
}

/// What is attached to a role, as far as the files tell.
#[derive(Debug, Default)]
pub(crate) struct RolePolicies {
    pub(crate) name: String,
    pub(crate) attached: Vec<Attached>,
    /// Something more may be attached, in words.
    pub(crate) unread: Option<String>,
}

fn link(name: &str) -> Link {
    Link { path: Path::of(name), template: None }
}

impl Context<'_> {
    /// The policies of the role a value names; `Err` says why the role can't be looked into.
    pub(crate) fn role_policies(&self, role: &Value) -> Result<RolePolicies, String> {
        let not_here = |value: &Value| match words::short(value).as_str() {
            "" => words::obstacle(value, &|resource| address(self.module, resource)),
            name => format!("role `{}` is not in these files", name.rsplit('/').next().unwrap_or(name)),
        };
        let target = reference(role).ok_or_else(|| not_here(role))?;
        let declared = self.resource(target).ok_or("the role is not in these files")?;
        if declared.type_name() != "aws_iam_role" || declared.address.data {
            return Err(format!("role `{}` is not declared in these files", declared.address));
        }
        let body = self.module.body(target, None);
        let mut role = RolePolicies { name: label(self.module, target).to_string(), ..Default::default() };
        for value in read(&body, &Path::of("inline_policy.policy")) {
            role.document(self, value.value);
        }
        for value in read(&body, &Path::of("managed_policy_arns[]")) {
            role.managed(self, value.value);
        }
        for (resource_type, by, policy) in [
            ("aws_iam_role_policy", "role", "policy"),
            ("aws_iam_role_policy_attachment", "role", "policy_arn"),
            ("aws_iam_policy_attachment", "roles[]", "policy_arn"),
        ] {
            let found = self.links.companions(resource_type, &link(by), target, None);
            if let Some((_, why)) = found.perhaps {
                role.unread.get_or_insert(why);
            }
            for Linked { resource, instance } in found.linked {
                let body = self.module.body(resource, instance.as_ref());
                for value in read(&body, &Path::of(policy)) {
                    if policy == "policy" {
                        role.document(self, value.value);
                    } else {
                        role.managed(self, value.value);
                    }
                }
            }
        }
        Ok(role)
    }

    fn resource(&self, index: u32) -> Option<&Resource> {
        self.module.resources.get(index as usize)
    }

    /// A policy document; `Err` says why it can't be read.
    pub(crate) fn document(&self, value: &Value) -> Result<Document, String> {
        let mut document = Document::default();
        self.read_document(value, &mut document, 0)?;
        Ok(document)
    }

    fn read_document(&self, value: &Value, document: &mut Document, depth: u8) -> Result<(), String> {
        let obstacle = || words::obstacle(value, &|resource| address(self.module, resource));
        if depth > 6 {
            return Err(obstacle());
        }
        if let Some(target) = reference(value) {
            let declared = self.resource(target).ok_or_else(obstacle)?;
            if declared.type_name() == "aws_iam_policy_document" {
                let body = self.module.body(target, None);
                return self.read_data_source(&body, document, depth);
            }
        }
        match path::data(value) {
            Some(Data::Map(_)) => {
                document.json(value);
                Ok(())
            }
            _ => match value {
                Value::Known(Known { data: Data::Reference(reference), .. }) => {
                    let inner = reference.value.as_deref().ok_or_else(obstacle)?;
                    self.read_document(inner, document, depth + 1)
                }
                _ => Err(obstacle()),
            },
        }
    }

    fn read_data_source(&self, body: &Value, document: &mut Document, depth: u8) -> Result<(), String> {
        for source in
            ["source_policy_documents[]", "override_policy_documents[]", "source_json", "override_json"]
        {
            for value in read(body, &Path::of(source)) {
                if *value.value != Value::Absent
                    && let Err(why) = self.read_document(value.value, document, depth + 1)
                {
                    document.unread.get_or_insert(why);
                }
            }
        }
        for statement in read(body, &Path::of("statement[]")) {
            match path::data(statement.value) {
                Some(Data::Map(_)) => document.block(statement.value),
                _ => {
                    document.unread.get_or_insert(words::obstacle(statement.value, &|resource| {
                        address(self.module, resource)
                    }));
                }
            }
        }
        Ok(())
    }
}

impl RolePolicies {
    fn document(&mut self, context: &Context<'_>, value: &Value) {
        if *value == Value::Absent {
            return;
        }
        match context.document(value) {
            Ok(document) => {
                if let Some(why) = &document.unread {
                    self.unread.get_or_insert(why.clone());
                }
                self.attached.push(Attached { managed: None, place: place(value), document: Some(document) });
            }
            Err(why) => {
                self.unread.get_or_insert(why);
            }
        }
    }

    fn managed(&mut self, context: &Context<'_>, value: &Value) {
        let place = place(value);
        if let Some(target) = reference(value)
            && let Some(policy) =
                context.resource(target).filter(|policy| policy.type_name() == "aws_iam_policy")
        {
            // A data source of a managed policy names it; a resource of that type writes it.
            let body = context.module.body(target, None);
            let attribute = if policy.address.data { "arn" } else { "policy" };
            for found in read(&body, &Path::of(attribute)) {
                match attribute {
                    "policy" => self.document(context, found.value),
                    _ => self.managed_name(place, found.value),
                }
            }
            let named = read(&body, &Path::of("name"));
            if policy.address.data
                && let Some(name) = named.first().and_then(|name| path::text(name.value))
            {
                self.attached.push(Attached { managed: Some(name.to_string()), place, document: None });
            }
            return;
        }
        self.managed_name(place, value);
    }

    fn managed_name(&mut self, place: Option<Place>, value: &Value) {
        match tail(value) {
            Some(name) => self.attached.push(Attached { managed: Some(name), place, document: None }),
            None if *value == Value::Absent => {}
            None => {
                self.unread.get_or_insert(words::obstacle(value, &|_| String::new()));
            }
        }
    }
}

/// The name at the end of an ARN whose beginning may be unknown: the partition often is.
fn tail(value: &Value) -> Option<String> {
    let text = match path::text(value) {
        Some(text) => text.to_string(),
        None => match value {
            Value::Known(Known { data: Data::Template(parts), .. }) => match parts.last()? {
                Part::Literal(text) => text.to_string(),
                Part::Value(_) => return None,
            },
            _ => return None,
        },
    };
    text.contains(":policy/").then(|| text.rsplit('/').next().unwrap_or_default().to_owned())
}

impl Document {
    /// A string that is not literal keeps its literal parts out: it is "can't be told", except that a
    /// resource of this project is never `*`.
    fn term(&mut self, value: &Value) -> Term {
        let index = self.places.len();
        self.places.push(place(value));
        let text = match path::text(value) {
            Some(text) => Some(text.to_string()),
            None => named_resource(value),
        };
        Term { text, index }
    }

    fn terms(&mut self, value: &Value) -> Vec<Term> {
        match path::data(value) {
            Some(Data::List(items)) => items.iter().map(|item| self.term(item)).collect(),
            _ if *value == Value::Absent => Vec::new(),
            _ => vec![self.term(value)],
        }
    }

    fn clause(&mut self, body: &Value, plain: &str, negated: &str) -> Clause {
        for (name, negated) in [(plain, false), (negated, true)] {
            let found = read(body, &Path::of(name));
            if let Some(found) = found.first().filter(|found| *found.value != Value::Absent) {
                return Clause { negated, terms: self.terms(found.value) };
            }
        }
        Clause::default()
    }

    fn effect(body: &Value, name: &str, absent: Option<Effect>) -> Option<Effect> {
        let found = read(body, &Path::of(name));
        match found.first().map(|found| found.value) {
            None | Some(Value::Absent) => absent,
            Some(value) => match path::text(value)?.as_str() {
                "Allow" => Some(Effect::Allow),
                "Deny" => Some(Effect::Deny),
                _ => None,
            },
        }
    }

    /// `{"Statement": [{…}]}`, or one statement without the list.
    fn json(&mut self, document: &Value) {
        for statement in read(document, &Path::of("Statement[]")) {
            let body = statement.value;
            if !matches!(path::data(body), Some(Data::Map(_))) {
                self.unread.get_or_insert(words::why(&model::Why::Expression));
                continue;
            }
            let statement = Statement {
                sid: None,
                effect: Self::effect(body, "Effect", None),
                actions: self.clause(body, "Action", "NotAction"),
                resources: self.clause(body, "Resource", "NotResource"),
                principals: self.json_principals(body),
                conditions: self.json_conditions(body),
            };
            self.policy.statements.push(statement);
        }
    }

    fn json_principals(&mut self, body: &Value) -> Option<Principals> {
        for (name, negated) in [("Principal", false), ("NotPrincipal", true)] {
            let found = read(body, &Path::of(name));
            let Some(value) = found.first().map(|found| found.value).filter(|value| **value != Value::Absent)
            else {
                continue;
            };
            let mut members = Vec::new();
            match path::data(value) {
                Some(Data::Map(entries)) => {
                    for (kind, value) in entries {
                        let kind = kind.to_string();
                        members.extend(
                            self.terms(value).into_iter().map(|term| Principal { kind: kind.clone(), term }),
                        );
                    }
                }
                _ => members.push(Principal { kind: "*".into(), term: self.term(value) }),
            }
            return Some(Principals { negated, members });
        }
        None
    }

    fn json_conditions(&mut self, body: &Value) -> Vec<Condition> {
        let mut conditions = Vec::new();
        for found in read(body, &Path::of("Condition")) {
            let Some(Data::Map(operators)) = path::data(found.value) else { continue };
            for (operator, keys) in operators {
                let Some(Data::Map(keys)) = path::data(keys) else { continue };
                for (key, values) in keys {
                    let values = self.terms(values);
                    conditions.push(Condition {
                        operator: operator.to_string(),
                        key: key.to_string(),
                        values,
                    });
                }
            }
        }
        conditions
    }

    /// A `statement` block of `aws_iam_policy_document`.
    fn block(&mut self, body: &Value) {
        let mut members = Vec::new();
        let mut negated = false;
        for (name, is_negated) in [("principals[]", false), ("not_principals[]", true)] {
            for found in read(body, &Path::of(name)) {
                negated |= is_negated;
                let kinds = read(found.value, &Path::of("type"));
                let kind =
                    kinds.first().and_then(|kind| path::text(kind.value)).unwrap_or_default().to_string();
                for identifiers in read(found.value, &Path::of("identifiers")) {
                    let terms = self.terms(identifiers.value);
                    members.extend(terms.into_iter().map(|term| Principal { kind: kind.clone(), term }));
                }
            }
        }
        let mut conditions = Vec::new();
        for found in read(body, &Path::of("condition[]")) {
            let field = |name: &str| {
                let found = read(found.value, &Path::of(name));
                found.first().and_then(|found| path::text(found.value)).unwrap_or_default().to_string()
            };
            let (operator, key) = (field("test"), field("variable"));
            let values = read(found.value, &Path::of("values"));
            let values = values.first().map(|values| self.terms(values.value)).unwrap_or_default();
            conditions.push(Condition { operator, key, values });
        }
        let statement = Statement {
            sid: None,
            effect: Self::effect(body, "effect", Some(Effect::Allow)),
            actions: self.clause(body, "actions", "not_actions"),
            resources: self.clause(body, "resources", "not_resources"),
            principals: (!members.is_empty()).then_some(Principals { negated, members }),
            conditions,
        };
        self.policy.statements.push(statement);
    }
}

/// `${aws_s3_bucket.b.arn}/*` for comparison: holes are spelled so that they equal no wildcard.
fn named_resource(value: &Value) -> Option<String> {
    let refers = match value {
        Value::Known(Known { data: Data::Reference(_), .. }) => true,
        Value::Known(Known { data: Data::Template(parts), .. }) => {
            // `arn:…:${var.region}:…` is not the star alone either, as long as something literal is there.
            parts.iter().any(|part| matches!(part, Part::Literal(text) if !text.trim_matches('*').is_empty()))
                || parts.iter().any(|part| matches!(part, Part::Value(Value::Known(_))))
        }
        _ => false,
    };
    refers.then(|| crate::links::spell(value).unwrap_or_else(|(prefix, _)| format!("{prefix}…")))
}

/// Resources of a type that a body refers to, in the order of the module.
pub(crate) fn referred(module: &ResolvedModule, body: &Value, resource_type: &str) -> Vec<u32> {
    let of_type = |(index, resource): (usize, &Resource)| {
        (resource.type_name() == resource_type && !resource.address.data).then_some(index as u32)
    };
    let all = module.resources.iter().enumerate().filter_map(of_type);
    all.filter(|index| path::refers_to(body, *index, None)).collect()
}
