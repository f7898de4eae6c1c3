//! What is stored in `data/actions.bin.zst` and `data/managed-policies.bin.zst`.
//!
//! Texts stand one a line, in the order that the numbers count; what is equal is stored once. Everything
//! borrows from the unpacked bytes, and rows are read when asked for.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// Services with their actions and resource types.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct ActionTable<'t> {
    /// The packages it was made from with their versions, one a line.
    pub sources: &'t str,
    /// `2026-09-26`.
    pub date: &'t str,
    /// Published names, `s3:GetObject`, in the order of [`order`], so that a service's stand together.
    pub actions: &'t str,
    /// A [`crate::Level`] for each action, as its number.
    pub levels: &'t [u8],
    /// The row of each action in `uses`.
    pub action_uses: Vec<u16>,
    /// In the order of [`order`].
    pub services: Vec<ServiceRow<'t>>,
    /// Condition keys, in the order of [`order`].
    pub keys: &'t str,
    /// A [`crate::KeyType`] for each condition key, as its number.
    pub key_types: &'t [u8],
    /// Lists of condition keys, each sorted; the first is empty.
    pub key_lists: Vec<Vec<u16>>,
    /// [`Uses`], each once.
    #[serde(borrow)]
    pub uses: Vec<&'t [u8]>,
    /// Services, resource types and ARN templates.
    pub resource_types: &'t str,
    /// For each resource type, its row in `key_lists`.
    pub resource_keys: Vec<u16>,
}

/// A service; `actions` and `resource_types` count its own, those of the services before it come first.
#[derive(Debug, Serialize, Deserialize)]
pub struct ServiceRow<'t> {
    /// `s3`.
    pub prefix: &'t str,
    /// `Amazon S3`.
    pub name: &'t str,
    pub actions: u16,
    pub resource_types: u16,
}

/// What an action acts on and needs.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Uses {
    pub acted: Vec<ActedRow>,
    /// Condition keys, in `key_lists`.
    pub keys: u16,
    /// Numbers of actions.
    pub dependent: Vec<u16>,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct ActedRow {
    /// Counted within the service.
    pub resource_type: u16,
    pub required: bool,
    /// Condition keys that apply when the action acts on this one, in `key_lists`.
    pub keys: u16,
}

/// Policies that AWS manages, by name in the order of [`order`].
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct ManagedTable<'t> {
    /// As in [`ActionTable`].
    pub sources: &'t str,
    /// `2026-09-16`.
    pub date: &'t str,
    /// Names with their ARNs, a tab between.
    pub names: &'t str,
    /// Every string of the documents.
    pub texts: &'t str,
    /// A [`DocumentRow`] each.
    #[serde(borrow)]
    pub documents: Vec<&'t [u8]>,
}

/// A policy document; strings are lines of `texts`.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct DocumentRow {
    pub version: Option<u16>,
    pub statements: Vec<StatementRow>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub struct StatementRow {
    pub sid: Option<u16>,
    pub denies: bool,
    pub not_actions: bool,
    pub actions: Steps,
    pub not_resources: bool,
    pub resources: Steps,
    /// Operator, key, values.
    pub conditions: Vec<(u16, u16, Vec<u16>)>,
}

/// Numbers by what each adds to the one before it: strings that stand together in a policy often stand
/// together in the pool.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Steps(Vec<i32>);

impl Steps {
    pub fn of(numbers: &[u16]) -> Self {
        let before = std::iter::once(0).chain(numbers.iter().map(|it| i32::from(*it)));
        Self(numbers.iter().zip(before).map(|(number, before)| i32::from(*number) - before).collect())
    }

    pub(super) fn numbers(&self) -> impl Iterator<Item = u16> {
        let add = |sum: &mut i32, step: &i32| {
            *sum += step;
            Some(u16::try_from(*sum).unwrap_or_default())
        };
        self.0.iter().scan(0, add)
    }
}

/// A value as bytes; equal values give equal bytes.
///
/// # Errors
/// When a value can't be written, which no table of these types meets.
pub fn encode(value: &impl Serialize) -> std::io::Result<Vec<u8>> {
    postcard::to_stdvec(value).map_err(std::io::Error::other)
}

/// A table as one compressed file.
///
/// # Errors
/// As [`encode`].
pub fn pack(table: &impl Serialize) -> std::io::Result<Vec<u8>> {
    zstd::stream::encode_all(encode(table)?.as_slice(), 19)
}

/// The row that [`encode`] wrote; an empty one if it is damaged.
pub(super) fn row<R: DeserializeOwned + Default>(bytes: &[u8]) -> R {
    postcard::from_bytes(bytes).unwrap_or_default()
}

/// The table that [`pack`] wrote, for as long as the program runs; an empty one if it is damaged.
pub(super) fn unpack<T: Deserialize<'static> + Default>(packed: &[u8]) -> T {
    let bytes: &'static [u8] = zstd::stream::decode_all(packed).unwrap_or_default().leak();
    postcard::from_bytes(bytes).unwrap_or_default()
}

/// How two names stand to each other in a table: case does not count, and a service's prefix comes before
/// those that only begin with it.
pub fn order(one: &str, other: &str) -> Ordering {
    order_of_bytes(one.as_bytes(), other.as_bytes())
}

pub(super) fn order_of_bytes(one: &[u8], other: &[u8]) -> Ordering {
    let rank = |byte: &u8| if *byte == b':' { 0 } else { byte.to_ascii_lowercase() };
    one.iter().map(rank).cmp(other.iter().map(rank))
}
