//! What a path names: `logging.target_bucket` of `aws_s3_bucket`.
//!
//! Paths are those of the evidence language: names joined by dots, `*` for any name, `[]` for the
//! elements of a list, `["key"]` for one entry of a map, `@lifecycle.x` for meta-arguments.

use std::fmt;

use crate::{Block, Item, Kind, Schema, nearest::nearest};

/// What a path names, and whether it passes through something that can occur several times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub kind: PathKind,
    pub repeats: Repeats,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathKind {
    Attribute(Kind),
    /// A nested block or object that occurs at most once.
    Block,
    /// A nested block or object that may occur several times.
    Repeatable,
    /// Inside a map, a list or an untyped value: the provider does not say what is there.
    Inside,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Repeats {
    Never,
    /// `any` or `every` has to say which is meant; the segment that repeats.
    At(String),
}

/// Why a path names nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathError {
    /// No bundled provider has this type.
    UnknownType { name: String, nearest: Option<String> },
    /// The type, or the block `inside` of it, has no such name.
    UnknownName { resource_type: String, inside: String, name: String, nearest: Option<String> },
    /// Something is asked of a plain value.
    NotNested { resource_type: String, path: String, name: String },
    /// The path is not written as paths are.
    Malformed { path: String },
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nearest = match self {
            Self::UnknownType { name, nearest } => {
                write!(f, "no provider has the type {name}")?;
                nearest
            }
            Self::UnknownName { resource_type, inside, name, nearest } => {
                match inside.as_str() {
                    "" => write!(f, "{resource_type} has no {name}")?,
                    inside => write!(f, "{inside} of {resource_type} has no {name}")?,
                }
                nearest
            }
            Self::NotNested { resource_type, path, name } => {
                return write!(f, "{path} of {resource_type} is a plain value, so it has no {name}");
            }
            Self::Malformed { path } => return write!(f, "{path} is not a path"),
        };
        nearest.as_ref().map_or(Ok(()), |nearest| write!(f, "; the nearest is {nearest}"))
    }
}

impl std::error::Error for PathError {}

impl Schema {
    /// What `path` names in the resource type (or data source) `resource_type`.
    ///
    /// # Errors
    /// When the type or a name on the path is in none of the bundled releases; the message carries the
    /// nearest name.
    pub fn check_path(&self, resource_type: &str, path: &str) -> Result<Found, PathError> {
        let Some(found) = self.resource(resource_type).or_else(|| self.data_source(resource_type)) else {
            let prefix = resource_type.split('_').next().unwrap_or_default();
            let candidates = self.resource_types().filter(|name| name.split('_').next() == Some(prefix));
            let nearest = nearest(resource_type, candidates);
            return Err(PathError::UnknownType { name: resource_type.to_owned(), nearest });
        };
        if let Some(meta) = path.strip_prefix('@') {
            return check_meta_argument(resource_type, meta);
        }
        let segments = segments(path).ok_or_else(|| PathError::Malformed { path: path.to_owned() })?;
        let mut walk = Walk { resource_type, inside: Vec::new(), repeats: Repeats::Never };
        let kind = walk.body(found.body, &segments)?;
        Ok(Found { kind, repeats: walk.repeats })
    }

    /// What `path` names, or nothing if no bundled release knows it.
    pub fn path(&self, resource_type: &str, path: &str) -> Option<PathKind> {
        self.check_path(resource_type, path).ok().map(|found| found.kind)
    }
}

struct Walk<'a> {
    resource_type: &'a str,
    /// The names passed so far.
    inside: Vec<&'a str>,
    repeats: Repeats,
}

impl<'a> Walk<'a> {
    fn body(&mut self, body: Block<'_>, segments: &[Segment<'a>]) -> Result<PathKind, PathError> {
        let Some((segment, rest)) = segments.split_first() else { return Ok(PathKind::Block) };
        if segment.name == "*" {
            return self.every_name(body, rest);
        }
        let Some(item) = body.item(segment.name) else {
            return Err(PathError::UnknownName {
                resource_type: self.resource_type.to_owned(),
                inside: self.inside.join("."),
                name: segment.name.to_owned(),
                nearest: nearest(segment.name, body.items().map(Item::name)),
            });
        };
        self.inside.push(segment.name);
        let found = self.item(item, *segment, rest);
        self.inside.pop();
        found
    }

    fn item(
        &mut self,
        item: Item<'_>,
        segment: Segment<'a>,
        rest: &[Segment<'a>],
    ) -> Result<PathKind, PathError> {
        let one = matches!(segment.part, Part::Whole) && rest.is_empty();
        let repeatable = matches!(item.kind(), Kind::Blocks | Kind::Objects | Kind::List);
        if repeatable && !one && !matches!(segment.part, Part::Entry) && self.repeats == Repeats::Never {
            self.repeats = Repeats::At(segment.name.to_owned());
        }
        match (item.kind(), item.body()) {
            (_, Some(body)) if !rest.is_empty() => self.body(body, rest),
            // A block that nests itself without end: what is in there is not listed.
            (Kind::Block | Kind::Blocks | Kind::Object | Kind::Objects, None) if !rest.is_empty() => {
                Ok(PathKind::Inside)
            }
            (Kind::Block | Kind::Object, _) => Ok(PathKind::Block),
            (Kind::Blocks | Kind::Objects, _) if matches!(segment.part, Part::Whole) => {
                Ok(PathKind::Repeatable)
            }
            (Kind::Blocks | Kind::Objects, _) => Ok(PathKind::Block),
            (kind, _) if one => Ok(PathKind::Attribute(kind)),
            (Kind::Bool | Kind::Number, _) => Err(PathError::NotNested {
                resource_type: self.resource_type.to_owned(),
                path: self.inside.join("."),
                name: rest.first().map_or("elements", |next| next.name).to_owned(),
            }),
            // A string may hold JSON.
            (Kind::String | Kind::List | Kind::Map | Kind::Any, _) => Ok(PathKind::Inside),
        }
    }

    /// `*`: what follows has to exist under at least one of the names.
    fn every_name(&mut self, body: Block<'_>, rest: &[Segment<'a>]) -> Result<PathKind, PathError> {
        if self.repeats == Repeats::Never {
            self.repeats = Repeats::At("*".to_owned());
        }
        let Some(next) = rest.first() else { return Ok(PathKind::Inside) };
        let nested = body.items().filter_map(Item::body);
        let mut missing = None;
        for body in nested {
            match self.body(body, rest) {
                Ok(kind) => return Ok(kind),
                Err(error) => missing = Some(error),
            }
        }
        Err(missing.unwrap_or_else(|| PathError::UnknownName {
            resource_type: self.resource_type.to_owned(),
            inside: self.inside.join("."),
            name: format!("block with {}", next.name),
            nearest: None,
        }))
    }
}

/// One step of a path.
#[derive(Debug, Clone, Copy)]
struct Segment<'a> {
    name: &'a str,
    part: Part,
}

#[derive(Debug, Clone, Copy)]
enum Part {
    Whole,
    /// `[]`
    Elements,
    /// `["key"]` or `[0]`
    Entry,
}

/// `a["x.y"].b[]` as its steps; nothing if it is not written like that.
fn segments(path: &str) -> Option<Vec<Segment<'_>>> {
    let mut segments = Vec::new();
    let mut rest = path;
    loop {
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let (name, after) = rest.split_at_checked(end)?;
        let plain = !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        if !plain && name != "*" {
            return None;
        }
        let (part, after) = if let Some(after) = after.strip_prefix("[]") {
            (Part::Elements, after)
        } else if let Some(key) = after.strip_prefix("[\"") {
            (Part::Entry, key.split_once("\"]")?.1)
        } else if let Some(index) = after.strip_prefix('[') {
            let (index, after) = index.split_once(']')?;
            index.parse::<u32>().ok()?;
            (Part::Entry, after)
        } else {
            (Part::Whole, after)
        };
        segments.push(Segment { name, part });
        match after.strip_prefix('.') {
            Some(after) => rest = after,
            None if after.is_empty() => return Some(segments),
            None => return None,
        }
    }
}

/// Terraform's own arguments, the same for every type.
fn check_meta_argument(resource_type: &str, path: &str) -> Result<Found, PathError> {
    const NAMES: [(&str, PathKind); 10] = [
        ("count", PathKind::Attribute(Kind::Number)),
        ("for_each", PathKind::Attribute(Kind::Any)),
        ("provider", PathKind::Attribute(Kind::Any)),
        ("depends_on", PathKind::Attribute(Kind::List)),
        ("lifecycle", PathKind::Block),
        ("lifecycle.prevent_destroy", PathKind::Attribute(Kind::Bool)),
        ("lifecycle.create_before_destroy", PathKind::Attribute(Kind::Bool)),
        ("lifecycle.ignore_changes", PathKind::Attribute(Kind::List)),
        ("lifecycle.precondition", PathKind::Repeatable),
        ("lifecycle.postcondition", PathKind::Repeatable),
    ];
    match NAMES.into_iter().find(|(name, _)| *name == path) {
        Some((_, kind)) => Ok(Found { kind, repeats: Repeats::Never }),
        None => Err(PathError::UnknownName {
            resource_type: resource_type.to_owned(),
            inside: String::new(),
            name: format!("@{path}"),
            nearest: nearest(path, NAMES.into_iter().map(|(name, _)| name)).map(|name| format!("@{name}")),
        }),
    }
}
