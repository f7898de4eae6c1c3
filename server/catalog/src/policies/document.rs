//! A policy document as its statements, from JSON in any form or from `aws_iam_policy_document`.

use std::{cell::RefCell, collections::BTreeSet};

use iam::{Clause, Condition, Effect, Policy, Principal, Principals, Statement, Term};
use model::{Data, InstanceKey, Known, Place, Value};
use project::ResolvedModule;

use super::terms::{Reach, Speller};
use crate::{
    evidence::Path,
    links::address,
    outcome::place,
    path::{self, read},
    words,
};

/// Documents that are read through others before it counts as too deep.
const MAX_DEPTH: u8 = 6;

/// A policy document and where each of its parts stands.
#[derive(Debug, Default, Clone)]
pub(crate) struct Document {
    pub(crate) policy: Policy,
    /// Of each statement, where it has one.
    pub(crate) statements: Vec<Option<Place>>,
    /// By [`Term::index`].
    pub(crate) terms: Vec<Option<Place>>,
    /// By [`Term::index`].
    pub(crate) reach: Vec<Reach>,
    /// A part that can't be told, in words.
    pub(crate) unread: Option<String>,
    /// Why the first of the strings that may be anything can't be told, in words.
    pub(crate) open: Option<String>,
}

/// Reads documents of one module, and notes which data sources it went through.
pub(crate) struct Reader<'m> {
    pub(crate) module: &'m ResolvedModule,
    used: RefCell<BTreeSet<u32>>,
}

/// A document being read: where it stands decides how its references are called.
pub(super) struct Reading<'m, 'd> {
    speller: Speller<'m>,
    pub(super) document: &'d mut Document,
}

impl<'m> Reader<'m> {
    pub(crate) fn new(module: &'m ResolvedModule) -> Self {
        Self { module, used: RefCell::default() }
    }

    /// Has a document been read through this data source?
    pub(super) fn is_used(&self, data_source: u32) -> bool {
        self.used.borrow().contains(&data_source)
    }

    /// The document that an attribute of `bearer` is worth; what can't be read is said in it.
    pub(crate) fn document(&self, bearer: u32, value: &Value) -> Document {
        let mut document = Document::default();
        if let Err(why) = self.read(bearer, value, &mut document, 0) {
            document.unread.get_or_insert(why);
        }
        document
    }

    /// A data source by itself.
    pub(super) fn data_source(&self, index: u32, instance: Option<&InstanceKey>) -> Document {
        let mut document = Document::default();
        self.read_data_source(index, instance, &mut document, 0);
        document
    }

    pub(super) fn reading<'d>(&self, reader: u32, document: &'d mut Document) -> Reading<'m, 'd> {
        let calls = self.module.resources.get(reader as usize).map(|it| it.address.modules.as_slice());
        let speller = Speller { module: self.module, calls: calls.unwrap_or_default() };
        Reading { speller, document }
    }

    fn read(&self, reader: u32, value: &Value, document: &mut Document, depth: u8) -> Result<(), String> {
        let obstacle = || words::obstacle(value, &|resource| address(self.module, resource));
        if depth > MAX_DEPTH {
            return Err(obstacle());
        }
        if let Value::Known(Known { data: Data::Reference(reference), .. }) = value {
            let target = reference.resource;
            let declared = self.module.resources.get(target as usize).ok_or_else(obstacle)?;
            if declared.type_name() == "aws_iam_policy_document" {
                self.read_data_source(target, reference.instance.as_ref(), document, depth);
                return Ok(());
            }
            let inner = reference.value.as_deref().ok_or_else(obstacle)?;
            return self.read(target, inner, document, depth + 1);
        }
        match path::data(value) {
            Some(Data::Map(_)) => {
                self.reading(reader, document).json(value);
                Ok(())
            }
            _ => Err(obstacle()),
        }
    }

    /// First what it begins with, then its own statements, then what overrides them: a statement with a `sid`
    /// that is there takes its place (source: the provider's page of `aws_iam_policy_document`).
    fn read_data_source(
        &self,
        index: u32,
        instance: Option<&InstanceKey>,
        document: &mut Document,
        depth: u8,
    ) {
        self.used.borrow_mut().insert(index);
        let body = self.module.body(index, instance);
        for source in ["source_json", "source_policy_documents[]"] {
            self.merge(index, &body, source, document, depth);
        }
        let mut own = Document { terms: std::mem::take(&mut document.terms), ..Document::default() };
        own.reach = std::mem::take(&mut document.reach);
        let version = read(&body, &Path::of("version"));
        own.policy.version = match version.first().map(|found| found.value) {
            None | Some(Value::Absent) => Some("2012-10-17".into()),
            Some(value) => path::text(value).map(Into::into),
        };
        let mut reading = self.reading(index, &mut own);
        for statement in read(&body, &Path::of("statement[]")) {
            match path::data(statement.value) {
                Some(Data::Map(_)) => reading.block(statement.value),
                _ => reading.unread(statement.value),
            }
        }
        document.join(own);
        for over in ["override_policy_documents[]", "override_json"] {
            self.merge(index, &body, over, document, depth);
        }
    }

    fn merge(&self, index: u32, body: &Value, attribute: &str, document: &mut Document, depth: u8) {
        for found in read(body, &Path::of(attribute)) {
            if *found.value == Value::Absent {
                continue;
            }
            let mut other = Document { terms: std::mem::take(&mut document.terms), ..Document::default() };
            other.reach = std::mem::take(&mut document.reach);
            if let Err(why) = self.read(index, found.value, &mut other, depth + 1) {
                other.unread.get_or_insert(why);
            }
            document.join(other);
        }
    }
}

impl Document {
    pub(crate) fn place(&self, term: &Term) -> Option<Place> {
        self.terms.get(term.index).copied().flatten()
    }

    pub(crate) fn cautious(&self) -> Policy {
        with_open(&self.policy, &self.reach, None)
    }

    /// Statements of another document, which went on with this one's strings.
    fn join(&mut self, other: Self) {
        self.terms = other.terms;
        self.reach = other.reach;
        self.policy.version = other.policy.version.or(self.policy.version.take());
        self.unread = self.unread.take().or(other.unread);
        self.open = self.open.take().or(other.open);
        for (statement, place) in other.policy.statements.into_iter().zip(other.statements) {
            let sid = |statement: &Statement| {
                statement.sid.as_ref().and_then(|sid| sid.text.clone()).filter(|sid| !sid.is_empty())
            };
            let same = sid(&statement).and_then(|name| {
                self.policy.statements.iter().position(|it| sid(it).as_ref() == Some(&name))
            });
            let slot =
                same.and_then(|at| self.policy.statements.get_mut(at).zip(self.statements.get_mut(at)));
            match slot {
                Some((old, old_place)) => (*old, *old_place) = (statement, place),
                None => {
                    self.policy.statements.push(statement);
                    self.statements.push(place);
                }
            }
        }
    }
}

/// The policy with this in the place of every string that may turn out to be anything.
pub(super) fn with_open(policy: &Policy, reach: &[Reach], text: Option<&str>) -> Policy {
    let mut policy = policy.clone();
    for statement in &mut policy.statements {
        let principals = statement.principals.iter_mut().flat_map(|it| it.members.iter_mut());
        let terms = statement.actions.terms.iter_mut().chain(&mut statement.resources.terms);
        for term in terms.chain(principals.map(|member| &mut member.term)) {
            if reach.get(term.index) == Some(&Reach::Open) {
                term.text = text.map(str::to_owned);
            }
        }
    }
    policy
}

impl Reading<'_, '_> {
    fn unread(&mut self, value: &Value) {
        let why = words::obstacle(value, &|resource| address(self.speller.module, resource));
        self.document.unread.get_or_insert(why);
    }

    fn term(&mut self, value: &Value) -> Term {
        let index = self.document.terms.len();
        self.document.terms.push(place(value));
        let spelled = self.speller.spell(value);
        self.document.reach.push(spelled.reach);
        if spelled.reach == Reach::Open && self.document.open.is_none() {
            let why = words::obstacle(value, &|resource| address(self.speller.module, resource));
            self.document.open = Some(why);
        }
        Term { text: spelled.text, index }
    }

    fn terms(&mut self, value: &Value) -> Vec<Term> {
        match path::data(value) {
            Some(Data::List(items)) => items.iter().flat_map(|item| self.terms(item)).collect(),
            _ if *value == Value::Absent => Vec::new(),
            _ => vec![self.term(value)],
        }
    }

    pub(super) fn optional(&mut self, body: &Value, name: &str) -> Option<Term> {
        let found = read(body, &Path::of(name));
        let value = found.first().map(|found| found.value).filter(|value| **value != Value::Absent)?;
        Some(self.term(value))
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

    /// `{"Statement": [{…}]}`, or one statement without the list.
    fn json(&mut self, document: &Value) {
        let version = read(document, &Path::of("Version"));
        let version = version.first().and_then(|found| path::text(found.value));
        self.document.policy.version = version.map(Into::into);
        for found in read(document, &Path::of("Statement[]")) {
            let body = found.value;
            if *body == Value::Absent {
                continue;
            }
            if !matches!(path::data(body), Some(Data::Map(_))) {
                self.unread(body);
                continue;
            }
            let statement = Statement {
                sid: self.optional(body, "Sid"),
                effect: effect(body, "Effect", None),
                actions: self.clause(body, "Action", "NotAction"),
                resources: self.clause(body, "Resource", "NotResource"),
                principals: self.json_principals(body),
                conditions: self.json_conditions(body),
            };
            self.push(statement, body);
        }
    }

    pub(super) fn push(&mut self, statement: Statement, body: &Value) {
        self.document.policy.statements.push(statement);
        self.document.statements.push(place(body));
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
            if *found.value == Value::Absent {
                continue;
            }
            let Some(Data::Map(operators)) = path::data(found.value) else {
                conditions.push(self.untold(found.value));
                continue;
            };
            for (operator, keys) in operators {
                let Some(Data::Map(keys)) = path::data(keys) else {
                    conditions.push(self.untold(keys));
                    continue;
                };
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

    /// A condition that can't be told: it is there, and no other one is equal.
    fn untold(&mut self, value: &Value) -> Condition {
        self.unread(value);
        let index = self.document.terms.len();
        self.document.terms.push(place(value));
        self.document.reach.push(Reach::Open);
        Condition { operator: String::new(), key: String::new(), values: vec![Term { text: None, index }] }
    }

    /// A `statement` block of `aws_iam_policy_document`.
    fn block(&mut self, body: &Value) {
        let mut members = Vec::new();
        let mut negated = false;
        for (name, is_negated) in [("principals[]", false), ("not_principals[]", true)] {
            for found in read(body, &Path::of(name)) {
                if *found.value == Value::Absent {
                    continue;
                }
                if is_negated && !matches!(path::data(found.value), Some(Data::Map(_))) {
                    self.unread(found.value);
                    continue;
                }
                negated |= is_negated;
                let kinds = read(found.value, &Path::of("type"));
                let kind = kinds.first().and_then(|kind| path::text(kind.value));
                if kind.is_none() {
                    self.unread(found.value);
                }
                let kind = kind.unwrap_or_default().to_string();
                for identifiers in read(found.value, &Path::of("identifiers")) {
                    let terms = self.block_terms(identifiers.value);
                    members.extend(terms.into_iter().map(|term| Principal { kind: kind.clone(), term }));
                }
            }
        }
        let mut conditions = Vec::new();
        for found in read(body, &Path::of("condition[]")) {
            if *found.value == Value::Absent {
                continue;
            }
            let field = |name: &str| {
                let found = read(found.value, &Path::of(name));
                found.first().and_then(|found| path::text(found.value)).map(|text| text.to_string())
            };
            let (Some(operator), Some(key)) = (field("test"), field("variable")) else {
                conditions.push(self.untold(found.value));
                continue;
            };
            let values = read(found.value, &Path::of("values"));
            let values = values.first().map(|values| self.block_terms(values.value)).unwrap_or_default();
            conditions.push(Condition { operator, key, values });
        }
        let statement = Statement {
            sid: self.optional(body, "sid"),
            effect: effect(body, "effect", Some(Effect::Allow)),
            actions: self.clause(body, "actions", "not_actions"),
            resources: {
                let mut clause = self.clause(body, "resources", "not_resources");
                self.unescape(&mut clause.terms);
                clause
            },
            principals: (!members.is_empty()).then_some(Principals { negated, members }),
            conditions,
        };
        self.push(statement, body);
    }

    fn block_terms(&mut self, value: &Value) -> Vec<Term> {
        let mut terms = self.terms(value);
        self.unescape(&mut terms);
        terms
    }

    /// The provider writes `&{aws:username}` as the policy variable `${aws:username}`.
    fn unescape(&self, terms: &mut [Term]) {
        for text in terms.iter_mut().filter_map(|term| term.text.as_mut()) {
            *text = text.replace("&{", "${");
        }
    }
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
