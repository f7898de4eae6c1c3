//! Gathers policies: every document in each of its uses, from whatever form it is written in.
//!
//! The `iam` crate judges; here is only where policies stand and what they hang on. `bearers` has the facts
//! of the provider, `document` and `terms` read, `role` puts together what one identity has.

mod bearers;
mod document;
mod managed;
mod permission;
mod role;
mod size;
mod terms;

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet},
};

use iam::{Data, Finding, Policy, Term, Typed};
use model::{InstanceKey, Place, Value};
use project::{Existence, ResolvedModule, Resource};

pub(crate) use document::{Document, Reader};
pub(crate) use role::RolePolicies;
pub(crate) use size::characters;

use crate::{
    assessment::{AssessedPolicy, Attachment},
    evaluate::reference,
    evidence::{Link, Path},
    links::Links,
    outcome::place,
    path::{self, read},
    workspace::referred_type,
};
use bearers::{ATTACHING, Attaching, BEARERS, FOREIGN};
use managed::Named;
use terms::Reach;

/// Instances of one resource whose documents are read one by one; of more, these stand for the others.
const MAX_INSTANCES: usize = 16;

/// Every policy of a module, in the order of the resources that bear them.
#[derive(Debug, Default)]
pub(crate) struct Policies {
    pub(crate) uses: Vec<Use>,
    /// Of a role, user or group: why something more may be attached to it, in words.
    perhaps: BTreeMap<u32, String>,
}

/// A policy document in one of its uses.
#[derive(Debug, Clone)]
pub(crate) struct Use {
    pub(crate) assessed: AssessedPolicy,
    /// The policy, without the strings that may turn out to be `*`.
    pub(crate) cautious: Policy,
    /// The policy with `*` for those strings, and why the first of them can't be told; none where all is told.
    pub(crate) widest: Option<(Policy, String)>,
    /// Where the document is named.
    pub(crate) place: Option<Place>,
    pub(crate) form: Form,
    reviewed: OnceCell<Reviewed>,
}

/// The findings of a policy by itself, made when the first duty asks.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reviewed {
    pub(crate) findings: Vec<Finding>,
    /// Those of [`Use::widest`].
    pub(crate) widest: Vec<Finding>,
}

/// How a policy is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Document,
    /// By its ARN.
    Named,
}

impl Use {
    pub(crate) fn reviewed(&self) -> &Reviewed {
        self.reviewed.get_or_init(|| {
            let policy = &self.assessed.policy;
            // What a caller passes into a module is one thing here and another there.
            let references = references(policy).into_iter().filter(|reference| !reference.contains(' '));
            let references: Vec<&str> = references.collect();
            let typed: Vec<Typed<'_>> = references
                .iter()
                .filter_map(|reference| {
                    let (service, resource_type) = referred_type(reference)?;
                    Some(Typed { reference, service, resource_type })
                })
                .collect();
            let attachment = self.assessed.attachment.as_iam();
            let review = |policy: &Policy| iam::review_with(policy, attachment, &typed, Data::bundled());
            let widest = self.widest.as_ref().map(|(widest, _)| review(widest)).unwrap_or_default();
            Reviewed { findings: review(policy), widest }
        })
    }

    pub(crate) fn place(&self, term: &Term) -> Option<Place> {
        self.assessed.terms.get(term.index).copied().flatten()
    }
}

impl Policies {
    pub(crate) fn of_bearer(&self, bearer: u32) -> impl Iterator<Item = &Use> {
        let from = self.uses.partition_point(|it| it.assessed.bearer < bearer);
        self.uses.iter().skip(from).take_while(move |it| it.assessed.bearer == bearer)
    }
}

/// Reads every policy of a module.
pub(crate) fn gather(module: &ResolvedModule, links: &Links<'_>) -> Policies {
    let mut gather = Gather {
        module,
        links,
        reader: Reader::new(module),
        holders: BTreeMap::new(),
        found: Policies::default(),
    };
    gather.find_holders();
    gather.documents();
    gather.permissions();
    gather.attached();
    gather.left_over();
    gather.found.uses.sort_by_key(|it| it.assessed.bearer);
    gather.found
}

/// An attachment, of one of its instances, by the attribute that names its holder.
type Attached = (u32, Option<InstanceKey>, &'static str);

struct Gather<'g> {
    module: &'g ResolvedModule,
    links: &'g Links<'g>,
    reader: Reader<'g>,
    /// Identities of this module that an attachment names.
    holders: BTreeMap<Attached, Vec<u32>>,
    found: Policies,
}

impl Gather<'_> {
    fn resource(&self, index: u32) -> Option<&Resource> {
        self.module.resources.get(index as usize)
    }

    /// `None` alone where there is no `count` or `for_each`, or it can't be told.
    fn instances(&self, index: u32) -> Vec<Option<InstanceKey>> {
        let keys = self.resource(index).map(|resource| resource.instances.as_slice()).unwrap_or_default();
        match keys {
            [] => vec![None],
            keys => keys.iter().take(MAX_INSTANCES).cloned().map(Some).collect(),
        }
    }

    /// Which attachment is whose: a role is named in many ways.
    fn find_holders(&mut self) {
        let named = ATTACHING.iter().map(|it| (it.resource_type, it.holders, it.holder_type));
        let inline = [
            ("aws_iam_role_policy", "role", "aws_iam_role"),
            ("aws_iam_user_policy", "user", "aws_iam_user"),
            ("aws_iam_group_policy", "group", "aws_iam_group"),
        ];
        for (resource_type, by, holder_type) in named.chain(inline) {
            if by.is_empty() || self.links.of_type(resource_type).is_empty() {
                continue;
            }
            let link = Link { path: Path::of(by), template: None };
            for &holder in self.links.of_type(holder_type) {
                let found = self.links.companions(resource_type, &link, holder, None);
                if let Some((_, why)) = found.perhaps {
                    self.found.perhaps.entry(holder).or_insert(why);
                }
                for linked in found.linked {
                    let holders = self.holders.entry((linked.resource, linked.instance, by)).or_default();
                    if !holders.contains(&holder) {
                        holders.push(holder);
                    }
                }
            }
        }
    }

    fn push(
        &mut self,
        found: AssessedPolicy,
        (reach, open): (&[Reach], Option<String>),
        place: Option<Place>,
        form: Form,
    ) {
        // Instances that do not differ are one use, and so are two attachments of one policy.
        if self.found.uses.iter().any(|it| it.assessed == found) {
            return;
        }
        let cautious = document::with_open(&found.policy, reach, None);
        let widest = open.map(|why| (document::with_open(&found.policy, reach, Some("*")), why));
        self.found.uses.push(Use {
            assessed: found,
            cautious,
            widest,
            place,
            form,
            reviewed: OnceCell::new(),
        });
    }

    fn push_document(
        &mut self,
        document: Document,
        bearer: u32,
        attachment: Attachment,
        holder: Option<u32>,
        at: Option<Place>,
    ) {
        let fallback = at.or_else(|| Some(self.resource(bearer)?.name_place()));
        let statements = document.statements.iter().filter_map(|place| place.or(fallback)).collect();
        let found = AssessedPolicy {
            bearer,
            attachment,
            holder,
            policy: document.policy,
            statements,
            terms: document.terms,
            unread: document.unread,
            managed: None,
        };
        self.push(found, (&document.reach, document.open), at, Form::Document);
    }

    /// The documents that stand in an attribute of what they are attached by.
    fn documents(&mut self) {
        for bearer in &BEARERS {
            for &index in self.links.of_type(bearer.resource_type) {
                for instance in self.instances(index) {
                    let body = self.module.body(index, instance.as_ref());
                    if bearer.resource_type == "aws_organizations_policy" && !limits(&body) {
                        continue;
                    }
                    let holders = match bearer.holder {
                        "" => vec![Some(index)],
                        by => self.holders_of(index, instance.as_ref(), by, &body),
                    };
                    for found in read(&body, &Path::of(bearer.attribute)) {
                        if is_nothing(found.value) {
                            continue;
                        }
                        for holder in &holders {
                            let document = self.reader.document(index, found.value);
                            let attachment = bearer.grants.attachment();
                            self.push_document(document, index, attachment, *holder, place(found.value));
                        }
                    }
                }
            }
        }
        for (resource_type, attribute) in FOREIGN {
            for &index in self.links.of_type(resource_type) {
                for found in read(&self.module.body(index, None), &Path::of(attribute)) {
                    self.reader.document(index, found.value);
                }
            }
        }
    }

    /// What an attachment is attached to; one `None` where that is not declared here.
    fn holders_of(
        &self,
        index: u32,
        instance: Option<&InstanceKey>,
        by: &'static str,
        body: &Value,
    ) -> Vec<Option<u32>> {
        if let Some(holders) = self.holders.get(&(index, instance.cloned(), by)) {
            return holders.iter().copied().map(Some).collect();
        }
        let named = read(body, &Path::of(by));
        let target = named.first().and_then(|found| reference(found.value));
        vec![target.filter(|target| self.resource(*target).is_some_and(|it| !it.address.data))]
    }

    fn permissions(&mut self) {
        for &index in self.links.of_type("aws_lambda_permission") {
            for instance in self.instances(index) {
                let body = self.module.body(index, instance.as_ref());
                let holder =
                    self.holders_of(index, None, "function_name", &body).into_iter().flatten().next();
                let document = Document::of_permission(&self.reader, index, &body);
                let at = self.resource(index).map(Resource::name_place);
                self.push_document(document, index, Attachment::Resource("lambda".into()), holder, at);
            }
        }
    }

    /// Managed policies: those of AWS are borne by the attachment, those of the module by themselves.
    fn attached(&mut self) {
        let mut attached = BTreeSet::new();
        for attaching in &ATTACHING {
            for &index in self.links.of_type(attaching.resource_type) {
                for instance in self.instances(index) {
                    let body = self.module.body(index, instance.as_ref());
                    let holders = self.attached_to(attaching, index, instance.as_ref(), &body);
                    for found in read(&body, &Path::of(attaching.policies)) {
                        if is_nothing(found.value) {
                            continue;
                        }
                        for holder in &holders {
                            attached.extend(self.attach(attaching, index, *holder, found.value));
                        }
                    }
                }
            }
        }
        for &index in self.links.of_type("aws_iam_policy") {
            if !attached.contains(&index) {
                self.declared(index, Attachment::Unknown, None);
            }
        }
    }

    /// Whom an attachment attaches to, one attribute at a time.
    fn attached_to(
        &self,
        attaching: &Attaching,
        index: u32,
        instance: Option<&InstanceKey>,
        body: &Value,
    ) -> Vec<Option<u32>> {
        if attaching.holders.is_empty() {
            return vec![Some(index)];
        }
        let is_named = read(body, &Path::of(attaching.holders)).iter().any(|it| *it.value != Value::Absent);
        match is_named {
            true => self.holders_of(index, instance, attaching.holders, body),
            false => Vec::new(),
        }
    }

    /// The declared policy that is attached, if it is one.
    fn attach(&mut self, attaching: &Attaching, index: u32, holder: Option<u32>, arn: &Value) -> Option<u32> {
        let attachment = attaching.grants.attachment();
        let (name, policy, unread) = match managed::named(self.module, arn) {
            Named::Declared(policy) => {
                self.declared(policy, attachment, holder);
                return Some(policy);
            }
            Named::Aws(name) => match Data::bundled().managed_policy(&name) {
                Some(known) => (Some(name), known.policy.clone(), None),
                None => {
                    let date = Data::bundled().managed_policies_date();
                    let why = format!("`{name}` is not in AWS's list of {date}");
                    (Some(name), Policy::default(), Some(why))
                }
            },
            Named::Untold(why) => (None, Policy::default(), Some(why)),
        };
        let found = AssessedPolicy {
            bearer: index,
            attachment,
            holder,
            policy,
            statements: Vec::new(),
            terms: Vec::new(),
            unread,
            managed: name,
        };
        self.push(found, (&[], None), place(arn), Form::Named);
        None
    }

    fn declared(&mut self, policy: u32, attachment: Attachment, holder: Option<u32>) {
        for instance in self.instances(policy) {
            let body = self.module.body(policy, instance.as_ref());
            for found in read(&body, &Path::of("policy")) {
                if is_nothing(found.value) {
                    continue;
                }
                let document = self.reader.document(policy, found.value);
                self.push_document(document, policy, attachment.clone(), holder, place(found.value));
            }
        }
    }

    /// Documents that nothing here uses, each by itself.
    fn left_over(&mut self) {
        for (index, resource) in self.module.resources.iter().enumerate() {
            let index = index as u32;
            let is_document = resource.address.data && resource.type_name() == "aws_iam_policy_document";
            if !is_document || resource.existence == Existence::Never || self.reader.is_used(index) {
                continue;
            }
            for instance in self.instances(index) {
                let document = self.reader.data_source(index, instance.as_ref());
                self.push_document(document, index, Attachment::Unknown, None, None);
            }
        }
    }
}

/// Nothing is written, or the empty string: no policy.
fn is_nothing(value: &Value) -> bool {
    *value == Value::Absent || path::text(value).is_some_and(|text| text.trim().is_empty())
}

/// Is a policy of an organisation one of services or resources? Those of tags or backups are written otherwise.
fn limits(body: &Value) -> bool {
    let kind = read(body, &Path::of("type"));
    let kind = kind.first().map(|found| found.value);
    let is_limit = |kind: &str| matches!(kind, "SERVICE_CONTROL_POLICY" | "RESOURCE_CONTROL_POLICY");
    kind.is_none_or(|kind| *kind == Value::Absent || path::text(kind).is_some_and(|text| is_limit(&text)))
}

/// Resources of a type that a body refers to, in the order of the module.
pub(crate) fn referred(module: &ResolvedModule, body: &Value, resource_type: &str) -> Vec<u32> {
    let of_type = |(index, resource): (usize, &Resource)| {
        (resource.type_name() == resource_type && !resource.address.data).then_some(index as u32)
    };
    let all = module.resources.iter().enumerate().filter_map(of_type);
    all.filter(|index| path::refers_to(body, *index, None)).collect()
}

/// What stands between `${` and `}` in the resources of a policy.
fn references(policy: &Policy) -> Vec<&str> {
    let terms = policy.statements.iter().flat_map(|statement| &statement.resources.terms);
    let mut found: Vec<&str> = terms
        .filter_map(|term| term.text.as_deref())
        .flat_map(|text| text.split("${").skip(1).filter_map(|rest| rest.split('}').next()))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}
