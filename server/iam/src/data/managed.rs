//! The policies that AWS manages; each is read when first asked for.

use std::sync::OnceLock;

use super::{
    ManagedPolicy,
    tables::{self, DocumentRow, ManagedTable, StatementRow},
};
use crate::{Clause, Condition, Effect, Policy, Statement, Term};

const PACKED: &[u8] = include_bytes!("../../data/managed-policies.bin.zst");

/// Policies that AWS has withdrawn, so that they can't be attached anew, and what it names instead.
const WITHDRAWN: [(&str, &str); 11] = [
    ("AWSCodePipelineFullAccess", "AWSCodePipeline_FullAccess"),
    ("AWSCodePipelineReadOnlyAccess", "AWSCodePipeline_ReadOnlyAccess"),
    ("AWSConfigRole", "AWS_ConfigRole"),
    ("AWSElasticBeanstalkFullAccess", "AdministratorAccess-AWSElasticBeanstalk"),
    ("AWSElasticBeanstalkReadOnlyAccess", "AWSElasticBeanstalkReadOnly"),
    ("AWSLambdaFullAccess", "AWSLambda_FullAccess"),
    ("AWSLambdaReadOnlyAccess", "AWSLambda_ReadOnlyAccess"),
    ("AmazonEC2ContainerServiceFullAccess", "AmazonECS_FullAccess"),
    ("AmazonElasticTranscoderFullAccess", "AmazonElasticTranscoder_FullAccess"),
    ("AmazonElasticTranscoderJobsSubmitter", "AmazonElasticTranscoder_JobsSubmitter"),
    ("AmazonElasticTranscoderReadOnlyAccess", "AmazonElasticTranscoder_ReadOnlyAccess"),
];

#[derive(Debug)]
pub(super) struct Managed {
    table: ManagedTable<'static>,
    /// Names and ARNs.
    names: Vec<(&'static str, &'static str)>,
    texts: Vec<&'static str>,
    policies: Vec<OnceLock<Box<ManagedPolicy>>>,
}

impl Managed {
    pub(super) fn bundled() -> Self {
        let table: ManagedTable<'static> = tables::unpack(PACKED);
        let names: Vec<_> = table.names.lines().filter_map(|line| line.split_once('\t')).collect();
        Self {
            texts: table.texts.lines().collect(),
            policies: names.iter().map(|_| OnceLock::new()).collect(),
            names,
            table,
        }
    }

    pub(super) fn sources(&self) -> impl Iterator<Item = &str> {
        self.table.sources.lines()
    }

    pub(super) fn date(&self) -> &str {
        self.table.date
    }

    pub(super) fn names(&self) -> Vec<(&str, &str)> {
        self.names.clone()
    }

    pub(super) fn policy(&self, name_or_arn: &str) -> Option<&ManagedPolicy> {
        let name = name(name_or_arn)?;
        let at = self.names.binary_search_by(|(known, _)| tables::order(known, name)).ok()?;
        let (known, arn) = self.names.get(at)?;
        let same_path = |of: &str| of.split_once(":policy/").map(|(_, path)| path.to_owned());
        if *known != name || name_or_arn.starts_with("arn:") && same_path(name_or_arn) != same_path(arn) {
            return None;
        }
        let policy = self.policies.get(at)?.get_or_init(|| {
            Box::new(ManagedPolicy {
                name: (*known).to_owned(),
                arn: (*arn).to_owned(),
                policy: self.document(at),
            })
        });
        Some(policy)
    }

    pub(super) fn successor(&self, name_or_arn: &str) -> Option<&ManagedPolicy> {
        let name = name(name_or_arn)?;
        let (_, successor) = WITHDRAWN.iter().find(|(withdrawn, _)| *withdrawn == name)?;
        self.policy(successor)
    }

    fn document(&self, at: usize) -> Policy {
        let row: DocumentRow = self.table.documents.get(at).map(|row| tables::row(row)).unwrap_or_default();
        let mut reading = Reading { texts: &self.texts, next: 0 };
        Policy {
            version: row.version.map(|version| reading.text(version)),
            statements: row.statements.iter().map(|row| reading.statement(row)).collect(),
        }
    }
}

/// The last part of `arn:aws-cn:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole`, or a name as it
/// is; nothing for the ARN of something else.
fn name(name_or_arn: &str) -> Option<&str> {
    let Some(rest) = name_or_arn.strip_prefix("arn:") else { return Some(name_or_arn) };
    let (_, path) = rest.split_once(":iam::aws:policy/")?;
    path.rsplit('/').next()
}

/// One document; numbers its strings in reading order.
struct Reading<'t> {
    texts: &'t [&'static str],
    next: usize,
}

impl Reading<'_> {
    fn statement(&mut self, row: &StatementRow) -> Statement {
        Statement {
            sid: row.sid.map(|sid| self.term(sid)),
            effect: Some(if row.denies { Effect::Deny } else { Effect::Allow }),
            actions: Clause { negated: row.not_actions, terms: self.terms(row.actions.numbers()) },
            resources: Clause { negated: row.not_resources, terms: self.terms(row.resources.numbers()) },
            principals: None,
            conditions: row
                .conditions
                .iter()
                .map(|(operator, key, values)| Condition {
                    operator: self.text(*operator),
                    key: self.text(*key),
                    values: self.terms(values.iter().copied()),
                })
                .collect(),
        }
    }

    fn terms(&mut self, texts: impl Iterator<Item = u16>) -> Vec<Term> {
        texts.map(|text| self.term(text)).collect()
    }

    fn term(&mut self, text: u16) -> Term {
        let index = self.next;
        self.next += 1;
        Term { text: Some(self.text(text)), index }
    }

    fn text(&self, number: u16) -> String {
        self.texts.get(usize::from(number)).copied().unwrap_or_default().to_owned()
    }
}
