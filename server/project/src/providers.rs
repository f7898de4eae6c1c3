//! Which version of each provider applies: the lock file, else what the constraints allow at least.

use std::{collections::BTreeMap, sync::Arc};

use model::{Block, BlockKind, Body, EntryValue, ExprKind, SmolStr};

use crate::{FileKind, ProviderVersions, SourceFile, Version};

/// Reads lock files and `required_providers` of a module's files. The lock file wins, then what is
/// configured; else the lower bound of the constraint is used, because a default that came later can't be
/// counted on.
/// A provider that is not named has no version here: its newest known behaviour is assumed.
pub(crate) fn versions(files: &[Arc<SourceFile>], configured: &ProviderVersions) -> ProviderVersions {
    let mut versions: BTreeMap<SmolStr, Version> = BTreeMap::new();
    for file in files.iter().filter(|file| file.kind == FileKind::Terraform) {
        for block in file.model.blocks.iter().filter(|block| block.kind == BlockKind::Settings) {
            for (name, constraint) in required(block) {
                if let Some(version) = lower_bound(&constraint) {
                    versions
                        .entry(name)
                        .and_modify(|known| *known = (*known).max(version))
                        .or_insert(version);
                }
            }
        }
    }
    versions.extend(configured.versions.clone());
    for file in files.iter().filter(|file| file.kind == FileKind::TerraformLock) {
        for block in &file.model.blocks {
            if let (Some(name), Some(version)) = (locked_name(block), text(&block.body, "version")) {
                versions.extend(parse(&version).map(|version| (name, version)));
            }
        }
    }
    ProviderVersions { versions }
}

impl ProviderVersions {
    pub fn get(&self, provider: &str) -> Option<Version> {
        self.versions.get(provider).copied()
    }
}

fn required(block: &Block) -> Vec<(SmolStr, SmolStr)> {
    let mut found = Vec::new();
    for entry in block.body.named("required_providers") {
        let EntryValue::Block { body, .. } = &entry.value else { continue };
        for provider in &body.entries {
            let EntryValue::Attribute(expr) = &provider.value else { continue };
            let constraint = match &expr.kind {
                ExprKind::String(constraint) => Some(constraint.clone()),
                ExprKind::Object(entries) => {
                    entries.iter().find_map(|entry| match (&entry.key.kind, &entry.value.kind) {
                        (ExprKind::String(key), ExprKind::String(value)) if key == "version" => {
                            Some(value.clone())
                        }
                        _ => None,
                    })
                }
                _ => None,
            };
            found.extend(constraint.map(|constraint| (provider.name.clone(), constraint)));
        }
    }
    found
}

/// `provider "registry/hashicorp/aws"` in a lock file → `aws`.
fn locked_name(block: &Block) -> Option<SmolStr> {
    match &block.kind {
        BlockKind::Provider { name } => name.rsplit('/').next().map(SmolStr::from),
        _ => None,
    }
}

fn text(body: &Body, name: &str) -> Option<SmolStr> {
    match &body.attribute(name)?.kind {
        ExprKind::String(text) => Some(text.clone()),
        _ => None,
    }
}

fn parse(version: &str) -> Option<Version> {
    let version = version.trim().trim_start_matches('v');
    let mut numbers = version.split(['.', '-', '+']).map(str::parse::<u32>);
    let first = numbers.next()?.ok()?;
    let mut next = || numbers.next().and_then(Result::ok).unwrap_or_default();
    Some((first, next(), next()))
}

/// `>= 4.9, < 6` → 4.9; `~> 5.0` → 5.0; `< 4` and `!= 5` say nothing.
fn lower_bound(constraint: &str) -> Option<Version> {
    let part = |part: &str| {
        let part = part.trim();
        let version = part.trim_start_matches(['>', '=', '~', '<', '!', ' ']);
        let operator = part.get(..part.len() - version.len()).unwrap_or_default().trim();
        matches!(operator, "" | "=" | ">=" | ">" | "~>").then(|| parse(version)).flatten()
    };
    constraint.split(',').filter_map(part).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constraint_promises_its_lower_bound() {
        assert_eq!(lower_bound(">= 4.9, < 6.0"), Some((4, 9, 0)));
        assert_eq!(lower_bound("~> 5.1.2"), Some((5, 1, 2)));
        assert_eq!(lower_bound("3"), Some((3, 0, 0)));
        assert_eq!(lower_bound("< 4.0, != 3.1"), None);
    }
}
