//! One provider's table: what is stored in `data/<provider>.bin.zst`.
//!
//! Bodies that are equal are stored once. Everything is sorted by name, so lookups are binary searches
//! and the file is a function of its sources.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// A provider's resource types and data sources, merged over one release of each major version.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// `aws`.
    pub provider: SmolStr,
    /// Oldest first; at most eight.
    pub releases: Vec<Release>,
    /// Every name used below, sorted.
    pub names: Vec<SmolStr>,
    /// Bodies; the fields of each sorted by name.
    pub blocks: Vec<Vec<Field>>,
    pub resources: Vec<Entry>,
    pub data_sources: Vec<Entry>,
}

/// A release that the table was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// The provider's version, `6.69.1`.
    pub version: SmolStr,
    /// When its description was published, `2026-10-16`.
    pub date: SmolStr,
}

/// A resource type or data source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Index into [`Table::names`].
    pub name: u32,
    /// Index into [`Table::blocks`].
    pub block: u32,
    pub releases: Releases,
}

/// An attribute or nested block.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Field {
    /// Index into [`Table::names`].
    pub name: u32,
    pub kind: Kind,
    pub presence: Presence,
    pub releases: Releases,
    /// Index into [`Table::blocks`], for blocks and objects.
    pub block: Option<u32>,
}

/// What may be written, as the newest release has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Kind {
    Bool,
    Number,
    String,
    /// A list or set of plain values.
    List,
    Map,
    /// The provider does not say.
    Any,
    /// A nested block that is written at most once.
    Block,
    /// A nested block that may be repeated.
    Blocks,
    /// An attribute holding one object.
    Object,
    /// An attribute holding a list of objects; some may also be written as repeated blocks.
    Objects,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Presence {
    Required,
    Optional,
    /// Known after apply; cannot be written.
    Computed,
}

/// Which of [`Table::releases`] have something; one bit each, the oldest the lowest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Releases(pub u8);

impl Releases {
    /// Only the release at this index.
    pub fn only(index: usize) -> Self {
        u32::try_from(index).ok().and_then(|index| 1u8.checked_shl(index)).map(Self).unwrap_or_default()
    }

    pub fn has(self, index: usize) -> bool {
        self.0 & Self::only(index).0 != 0
    }

    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl Table {
    /// Reads what [`Table::encode`] wrote; nothing if it is damaged.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let bytes = zstd::stream::decode_all(bytes).ok()?;
        postcard::from_bytes(&bytes).ok()
    }

    /// The table as one compressed file. Equal tables give equal bytes.
    pub fn encode(&self) -> std::io::Result<Vec<u8>> {
        let bytes = postcard::to_stdvec(self).map_err(std::io::Error::other)?;
        zstd::stream::encode_all(bytes.as_slice(), 19)
    }

    pub(crate) fn name(&self, index: u32) -> &str {
        self.names.get(index as usize).map_or("", SmolStr::as_str)
    }

    pub(crate) fn fields(&self, block: u32) -> &[Field] {
        self.blocks.get(block as usize).map_or(&[], Vec::as_slice)
    }
}
