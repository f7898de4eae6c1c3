//! What the Terraform providers accept: resource types with their attributes and nested blocks, which
//! release knows which name, what was renamed, and what a provider assumes when nothing is written.
//!
//! It must not know files, projects, duties or editors: names in, plain answers out.
//! Start reading at [`Schema`], then `find` (what a path names). The tables in `data/` are written by
//! `cargo xtask data build` from the packages of `data/sources.lock`; a name that is not in them may
//! still be newer than the tables, so "not in the list of this date" is a hint, never an error in a
//! user's file. The duties are stricter: each of their paths must be here.

mod defaults;
mod find;
mod nearest;
mod renames;
mod table;

use std::sync::OnceLock;

pub use defaults::{DefaultValue, default_of};
pub use find::{Found, PathError, PathKind, Repeats};
pub use renames::{Meaning, Rename, renamed, renames, spellings};
pub use table::{Entry, Field, Kind, Presence, Release, Releases, Table};

/// Terraform's own version order, `(6, 69, 1)`.
pub type Version = (u32, u32, u32);

/// The bundled provider tables; each is unpacked when first asked for.
#[derive(Debug, Default)]
pub struct Schema {
    aws: OnceLock<Table>,
    azurerm: OnceLock<Table>,
}

const AWS: &[u8] = include_bytes!("../data/aws.bin.zst");
const AZURERM: &[u8] = include_bytes!("../data/azurerm.bin.zst");

impl Schema {
    /// The tables compiled into this binary. Costs nothing until a provider is asked for, then a few
    /// milliseconds once.
    pub fn bundled() -> &'static Schema {
        static BUNDLED: OnceLock<Schema> = OnceLock::new();
        BUNDLED.get_or_init(Schema::default)
    }

    /// The resource type `aws_s3_bucket`, if a bundled provider has it.
    pub fn resource(&self, resource_type: &str) -> Option<ResourceType<'_>> {
        self.entry(resource_type, |table| &table.resources)
    }

    /// The data source `aws_iam_policy_document`, if a bundled provider has it.
    pub fn data_source(&self, resource_type: &str) -> Option<ResourceType<'_>> {
        self.entry(resource_type, |table| &table.data_sources)
    }

    /// The bundled providers with the releases their tables were made from, oldest release first.
    pub fn providers(&self) -> Vec<Provider<'_>> {
        [self.aws(), self.azurerm()]
            .into_iter()
            .map(|table| Provider { name: &table.provider, releases: &table.releases })
            .collect()
    }

    /// The names of every resource type of both providers, sorted.
    pub fn resource_types(&self) -> impl Iterator<Item = &str> {
        [self.aws(), self.azurerm()]
            .into_iter()
            .flat_map(|table| table.resources.iter().map(|entry| table.name(entry.name)))
    }

    fn entry(&self, resource_type: &str, kind: fn(&Table) -> &Vec<Entry>) -> Option<ResourceType<'_>> {
        let table = self.table_of(resource_type)?;
        let entries = kind(table);
        let at = entries.binary_search_by(|entry| table.name(entry.name).cmp(resource_type)).ok()?;
        let entry = entries.get(at)?;
        Some(ResourceType {
            name: table.name(entry.name),
            releases: entry.releases,
            body: Block { table, index: entry.block },
        })
    }

    fn table_of(&self, resource_type: &str) -> Option<&Table> {
        match resource_type.split_once('_')?.0 {
            "aws" => Some(self.aws()),
            "azurerm" => Some(self.azurerm()),
            _ => None,
        }
    }

    fn aws(&self) -> &Table {
        self.aws.get_or_init(|| Table::decode(AWS).unwrap_or_default())
    }

    fn azurerm(&self) -> &Table {
        self.azurerm.get_or_init(|| Table::decode(AZURERM).unwrap_or_default())
    }
}

/// A provider and the releases its table was made from.
#[derive(Debug, Clone, Copy)]
pub struct Provider<'s> {
    /// `aws`.
    pub name: &'s str,
    /// One of each major version, oldest first.
    pub releases: &'s [Release],
}

/// A resource type or data source.
#[derive(Debug, Clone, Copy)]
pub struct ResourceType<'s> {
    pub name: &'s str,
    /// The releases that have it.
    pub releases: Releases,
    /// Its body.
    pub body: Block<'s>,
}

impl<'s> ResourceType<'s> {
    /// The versions of the releases that have it, oldest first.
    pub fn versions(&self) -> Vec<&'s str> {
        versions(self.body.table, self.releases)
    }
}

/// A body: attributes and nested blocks by name.
#[derive(Debug, Clone, Copy)]
pub struct Block<'s> {
    table: &'s Table,
    index: u32,
}

impl<'s> Block<'s> {
    /// The attributes and nested blocks, sorted by name.
    pub fn items(self) -> impl Iterator<Item = Item<'s>> {
        let table = self.table;
        table.fields(self.index).iter().map(move |field| Item { table, field })
    }

    /// The attribute or nested block of this name.
    pub fn item(self, name: &str) -> Option<Item<'s>> {
        let fields = self.table.fields(self.index);
        let at = fields.binary_search_by(|field| self.table.name(field.name).cmp(name)).ok()?;
        fields.get(at).map(|field| Item { table: self.table, field })
    }
}

/// An attribute or nested block of a body.
#[derive(Debug, Clone, Copy)]
pub struct Item<'s> {
    table: &'s Table,
    field: &'s Field,
}

impl<'s> Item<'s> {
    pub fn name(self) -> &'s str {
        self.table.name(self.field.name)
    }

    pub fn kind(self) -> Kind {
        self.field.kind
    }

    pub fn presence(self) -> Presence {
        self.field.presence
    }

    /// The body of a nested block or object.
    pub fn body(self) -> Option<Block<'s>> {
        self.field.block.map(|index| Block { table: self.table, index })
    }

    /// The releases that have it.
    pub fn releases(self) -> Releases {
        self.field.releases
    }

    /// The versions of the releases that have it, oldest first.
    pub fn versions(self) -> Vec<&'s str> {
        versions(self.table, self.field.releases)
    }
}

fn versions(table: &Table, releases: Releases) -> Vec<&str> {
    let known = table.releases.iter().enumerate();
    known.filter(|(at, _)| releases.has(*at)).map(|(_, release)| release.version.as_str()).collect()
}
