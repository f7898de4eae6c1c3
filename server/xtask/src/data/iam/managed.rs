//! The documents of the policies that AWS manages: the default version of each.

use std::{collections::BTreeMap, path::Path};

use anyhow::{Context, Result, bail};
use iam::tables::{self, DocumentRow, ManagedTable, StatementRow, Steps};
use serde::Deserialize;
use serde_json::Value;

use super::actions::Numbered;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Published {
    arn: String,
    latest_version_id: String,
    versions: BTreeMap<String, Version>,
}

#[derive(Deserialize)]
struct Version {
    document: Document,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Document {
    version: Option<String>,
    statement: OneOrMore<Statement>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Statement {
    sid: Option<String>,
    effect: String,
    action: Option<OneOrMore<String>>,
    not_action: Option<OneOrMore<String>>,
    resource: Option<OneOrMore<String>>,
    not_resource: Option<OneOrMore<String>>,
    #[serde(default)]
    condition: serde_json::Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore<T> {
    One(T),
    More(Vec<T>),
}

impl<T> OneOrMore<T> {
    fn as_slice(&self) -> &[T] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::More(more) => more,
        }
    }
}

/// The packed table.
pub(super) fn table(policies: &Path, (sources, date): (&str, &str)) -> Result<Vec<u8>> {
    let published: BTreeMap<String, Published> = super::read(policies)?;
    let mut policies: Vec<(&String, &Published)> = published.iter().collect();
    policies.sort_by(|(one, _), (other, _)| tables::order(one, other));
    let mut texts = Numbered::default();
    for (name, policy) in &policies {
        document(latest(policy)?, &mut texts).with_context(|| format!("in {name}"))?;
    }
    // Strings that begin alike take less room side by side.
    texts.values.sort();
    let mut texts = Numbered::of(texts.values)?;
    let (mut names, mut documents) = (Vec::new(), Vec::new());
    for (name, policy) in &policies {
        names.push(format!("{name}\t{}", policy.arn));
        documents.push(tables::encode(&document(latest(policy)?, &mut texts)?)?);
    }
    eprintln!("{} managed policies, {} strings", policies.len(), texts.values.len());
    let table = ManagedTable {
        sources,
        date,
        names: &names.join("\n"),
        texts: &texts.values.join("\n"),
        documents: documents.iter().map(Vec::as_slice).collect(),
    };
    Ok(tables::pack(&table)?)
}

fn latest(policy: &Published) -> Result<&Document> {
    let version = policy.versions.get(&policy.latest_version_id);
    version.map(|it| &it.document).with_context(|| format!("{} lacks its latest version", policy.arn))
}

fn document(document: &Document, texts: &mut Numbered<String>) -> Result<DocumentRow> {
    let version = document.version.clone().map(|it| texts.number(it)).transpose()?;
    let statements = document.statement.as_slice().iter().map(|it| statement(it, texts));
    Ok(DocumentRow { version, statements: statements.collect::<Result<_>>()? })
}

fn statement(statement: &Statement, texts: &mut Numbered<String>) -> Result<StatementRow> {
    let (not_actions, actions) = clause(statement.action.as_ref(), statement.not_action.as_ref(), texts)?;
    let (not_resources, resources) =
        clause(statement.resource.as_ref(), statement.not_resource.as_ref(), texts)?;
    let mut conditions = Vec::new();
    for (operator, keys) in &statement.condition {
        for (key, values) in keys.as_object().context("a condition has keys")? {
            let values = match values {
                Value::Array(values) => values.iter().map(text).collect::<Result<Vec<_>>>()?,
                value => vec![text(value)?],
            };
            let values = values.into_iter().map(|it| texts.number(it)).collect::<Result<_>>()?;
            conditions.push((texts.number(operator.clone())?, texts.number(key.clone())?, values));
        }
    }
    Ok(StatementRow {
        sid: statement.sid.clone().map(|it| texts.number(it)).transpose()?,
        denies: match statement.effect.as_str() {
            "Allow" => false,
            "Deny" => true,
            effect => bail!("the effect {effect}"),
        },
        not_actions,
        actions,
        not_resources,
        resources,
        conditions,
    })
}

fn clause(
    named: Option<&OneOrMore<String>>,
    all_but: Option<&OneOrMore<String>>,
    texts: &mut Numbered<String>,
) -> Result<(bool, Steps)> {
    let found = named.or(all_but).context("a statement names neither what nor all but what")?;
    let numbers: Vec<u16> =
        found.as_slice().iter().map(|it| texts.number(it.clone())).collect::<Result<_>>()?;
    Ok((named.is_none(), Steps::of(&numbers)))
}

/// A value of a condition: `true` is written with and without quotes.
fn text(value: &Value) -> Result<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Bool(value) => value.to_string(),
        _ => bail!("{value} is no value of a condition"),
    };
    if text.contains('\n') {
        bail!("{text:?} is more than a line");
    }
    Ok(text)
}
