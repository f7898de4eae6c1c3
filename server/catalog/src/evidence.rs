//! The evidence language: how a duty says what shows it. The grammar is in docs/src/evidence.md.
//!
//! Parsed here, once, when the catalogue is loaded; evaluated in `evaluate`.

#[path = "evidence/parse.rs"]
mod parse;

use regex_lite::Regex;

/// The predicates that a duty may use; `predicates` judges them.
pub(crate) const PREDICATES: [&str; 19] = [
    "no-secret-literal",
    "no-secret-script",
    "no-secret-settings",
    "no-resource-key",
    "identity-own",
    "not-literal",
    "no-open",
    "role-not-admin",
    "role-has",
    "policy-allows",
    "policy-no-wildcard-principal",
    "policy-rules",
    "role-rules",
    "policy-denies",
    "duties-hold",
    "image-imdsv2",
    "image-pinned",
    "selected-for",
    "unique-reference",
];

/// An expression over one resource, or over one element inside it.
#[derive(Debug, Clone)]
pub(crate) enum Evidence {
    /// The best of its alternatives.
    Any(Vec<Evidence>),
    /// The worst of its conjuncts.
    All(Vec<Evidence>),
    Not(Box<Evidence>),
    /// A resource that refers to this one.
    Companion(Companion),
    /// What an attribute of this resource refers to.
    Follow {
        path: Path,
        resource_type: String,
        inner: Box<Evidence>,
    },
    Test(Test),
}

#[derive(Debug, Clone)]
pub(crate) struct Companion {
    pub(crate) quantity: Quantity,
    pub(crate) resource_type: String,
    pub(crate) link: Option<Link>,
    pub(crate) inner: Option<Box<Evidence>>,
    pub(crate) at_least: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quantity {
    /// `+T`: some companion.
    Some,
    /// `each+T`: every one; none is not applicable.
    Each,
}

/// A duty's evidence and when it arises, parsed.
#[derive(Debug)]
pub(crate) struct Parsed {
    pub(crate) evidence: Evidence,
    pub(crate) applies_when: Option<Evidence>,
    pub(crate) exempt: Option<Evidence>,
}

/// The companion's attribute that refers to this resource.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Link {
    pub(crate) path: Path,
    /// `/aws/lambda/<function_name>`: what the attribute spells, with attributes of this resource.
    pub(crate) template: Option<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct Test {
    pub(crate) over: Over,
    pub(crate) path: Path,
    pub(crate) op: Op,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Over {
    One,
    Any,
    Every,
}

/// `rule[].expiration.days`; `@name` begins with a meta attribute.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct Path {
    pub(crate) meta: bool,
    pub(crate) segments: Vec<Segment>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Segment {
    /// `*`: every name.
    pub(crate) name: String,
    pub(crate) index: Index,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Index {
    None,
    /// `[]`.
    Elements,
    /// `["key"]`: of a map, or of a list of name and value pairs.
    Key(String),
}

#[derive(Debug, Clone)]
pub(crate) enum Op {
    Set,
    Unset,
    Equal(String),
    NotEqual(String),
    AtLeast(f64),
    MoreThan(f64),
    AtMost(f64),
    LessThan(f64),
    In(Set),
    NotIn(Set),
    Contains(String),
    Matches(Regex),
    MatchesNot(Regex),
    CountAtLeast(usize),
    Predicate { name: String, argument: String },
}

#[derive(Debug, Clone)]
pub(crate) enum Set {
    Values(Vec<String>),
    /// A dated table of facts.
    Table(String),
}

impl Evidence {
    /// Parses a whole expression; the error says what is wrong and where (byte).
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let evidence = parse::evidence(text)?;
        let mut unknown = None;
        evidence.visit(None, &mut |_, part| {
            if let Self::Test(Test { op: Op::Predicate { name, .. }, .. }) = part
                && !PREDICATES.contains(&name.as_str())
            {
                unknown = Some(format!("{name:?} is neither an operator nor a predicate"));
            }
        });
        unknown.map_or(Ok(evidence), Err)
    }

    /// Calls `visit` for every part, outermost first, with the resource type it reads (`None`: the duty's own).
    pub(crate) fn visit<'e>(
        &'e self,
        of: Option<&'e str>,
        visit: &mut dyn FnMut(Option<&'e str>, &'e Evidence),
    ) {
        visit(of, self);
        match self {
            Self::Any(parts) | Self::All(parts) => parts.iter().for_each(|part| part.visit(of, visit)),
            Self::Not(inner) => inner.visit(of, visit),
            Self::Companion(companion) => {
                if let Some(inner) = &companion.inner {
                    inner.visit(Some(&companion.resource_type), visit);
                }
            }
            Self::Follow { resource_type, inner, .. } => inner.visit(Some(resource_type), visit),
            Self::Test(_) => {}
        }
    }
}

impl Path {
    /// A path of plain names, each perhaps with `[]`: `statement[]`, `inline_policy.policy`.
    pub(crate) fn of(text: &str) -> Self {
        let segment = |name: &str| match name.strip_suffix("[]") {
            Some(name) => Segment { name: name.into(), index: Index::Elements },
            None => Segment { name: name.into(), index: Index::None },
        };
        Self { meta: false, segments: text.split('.').map(segment).collect() }
    }

    /// As written, without quantities: `rule.expiration.days`.
    pub(crate) fn plain(&self) -> String {
        let mut text = String::new();
        for segment in &self.segments {
            if !text.is_empty() {
                text.push('.');
            }
            text.push_str(&segment.name);
        }
        text
    }
}
