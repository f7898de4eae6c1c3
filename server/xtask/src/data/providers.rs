//! The provider tables: `server/schema/data/<provider>.bin.zst`.

mod jsii;
mod merge;

use std::{collections::BTreeMap, fs, path::PathBuf};

use anyhow::{Context, Result};
use serde::Deserialize;

use super::{cache, fetch};
use crate::workspace;

/// `server/schema/data/sources.lock`.
#[derive(Debug, Deserialize)]
pub(crate) struct Lock {
    pub(crate) source: Vec<Source>,
}

/// One package: the description of one release of one provider.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Source {
    /// `aws`; sources of one provider stand oldest release first.
    pub(crate) provider: String,
    /// The provider's version, `6.69.1`.
    pub(crate) release: String,
    /// The name of the Python package.
    pub(crate) package: String,
    pub(crate) version: String,
    /// Of the wheel.
    pub(crate) sha256: String,
    pub(crate) licence: String,
    /// When the package was built.
    pub(crate) date: String,
}

impl Source {
    /// Where `fetch` puts the package's description of its types.
    fn assembly(&self) -> PathBuf {
        cache().join(format!("{}-{}.jsii", self.package, self.version))
    }
}

fn tables() -> PathBuf {
    workspace::root().join("server/schema/data")
}

pub(crate) fn lock() -> Result<Lock> {
    let path = tables().join("sources.lock");
    toml::from_str(&workspace::read(&path)?).with_context(|| format!("reading {}", path.display()))
}

/// Puts the package's type description where [`Source::assembly`] says, unless it is there.
pub(super) fn fetch(source: &Source) -> Result<()> {
    let target = source.assembly();
    if target.exists() {
        return Ok(());
    }
    let folder = cache().join(format!("{}-{}", source.package, source.version));
    let wheel = fetch::wheel(&source.package, &source.version, &source.sha256, &folder)?;
    fetch::unpack_wheel(&wheel, &folder)?;
    let module = folder.join(source.package.replace('-', "_")).join("_jsii");
    fetch::unpack_archive(&fetch::find(&module, "tgz")?, &folder, "package/.jsii")?;
    fs::rename(folder.join("package/.jsii"), &target)?;
    fs::remove_dir_all(&folder)?;
    Ok(())
}

pub(super) fn build(lock: &Lock) -> Result<()> {
    let mut providers: BTreeMap<&str, Vec<&Source>> = BTreeMap::new();
    for source in &lock.source {
        providers.entry(&source.provider).or_default().push(source);
    }
    for (provider, sources) in providers {
        let mut merged = merge::Merged::default();
        for source in &sources {
            merged.add(source, jsii::read(&source.assembly())?);
        }
        let table = merged.into_table(provider);
        let bytes = table.encode()?;
        super::write(&tables().join(format!("{provider}.bin.zst")), &bytes)?;
        eprintln!(
            "{provider}: {} resource types, {} data sources, {} bodies, {} bytes",
            table.resources.len(),
            table.data_sources.len(),
            table.blocks.len(),
            bytes.len()
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::lock;

    /// A changed lock file without `cargo xtask data build` is an error.
    #[test]
    fn the_tables_are_those_of_the_lock_file() {
        let locked: Vec<_> =
            lock().unwrap().source.into_iter().map(|it| (it.provider, it.release, it.date)).collect();
        let mut built = Vec::new();
        for provider in schema::Schema::bundled().providers() {
            for release in provider.releases {
                built.push((provider.name.to_owned(), release.version.to_string(), release.date.to_string()));
            }
        }
        assert_eq!(locked, built);
    }
}
