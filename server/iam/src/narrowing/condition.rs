//! Whether a statement's conditions imply those of another.

use std::{net::IpAddr, str::FromStr};

use super::{
    automaton::contained,
    pattern::{Atoms, Pattern, Reading, Wildcards},
};
use crate::{Condition, Term};

/// Does every request that meets all of `strong` meet all of `weak`? `false` where it can't be shown.
pub(crate) fn implies(strong: &[Condition], weak: &[Condition]) -> bool {
    let (strong, weak) = unless_faulty!(ConditionsReversed, (strong, weak), (weak, strong));
    weak.iter().all(|weak| strong.iter().any(|strong| one_implies(strong, weak)))
}

/// May some request meet them all? `false` where it can't be shown.
pub(crate) fn can_be_met(conditions: &[Condition]) -> bool {
    let known = |condition: &Condition| {
        let operator = Operator::parse(&condition.operator);
        matches!(operator, Some(Operator { kind: Kind::Text(_), negated: false, .. }))
            && condition.values.iter().any(|value| value.text.is_some())
    };
    let key = |condition: &Condition| condition.key.to_ascii_lowercase();
    conditions.iter().enumerate().all(|(index, condition)| {
        known(condition) && conditions.iter().skip(index + 1).all(|other| key(other) != key(condition))
    })
}

/// The key of a condition that some request fails while it meets all of `met`, by a value of that key alone.
/// `None` where it can't be shown.
pub(crate) fn can_fail<'c>(conditions: &'c [Condition], met: &[Condition]) -> Option<&'c str> {
    let fails = |condition: &&Condition| {
        let mut texts = condition.values.iter().map(|value| value.text.as_deref());
        let free = !met.iter().any(|met| met.key.eq_ignore_ascii_case(&condition.key));
        free && match Operator::parse(&condition.operator) {
            Some(Operator {
                kind: Kind::Text(Text::Equals | Text::Like),
                negated: false,
                if_exists: false,
            }) => texts.all(|text| {
                text.is_some_and(|text| {
                    !text.contains("${") && text.contains(|letter| !['*', '?'].contains(&letter))
                })
            }),
            Some(Operator { kind: Kind::Bool, .. }) => {
                condition.values.len() == 1 && texts.all(|text| text.is_some())
            }
            _ => false,
        }
    };
    conditions.iter().find(fails).map(|condition| condition.key.as_str())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Operator {
    kind: Kind,
    negated: bool,
    if_exists: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text(Text),
    Number(Order),
    Bool,
    Null,
    Address,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Text {
    Equals,
    EqualsIgnoreCase,
    Like,
    Arn,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    Equals,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Operator {
    /// `None`: an operator that is only compared by its text (dates, set qualifiers, unknown ones).
    fn parse(text: &str) -> Option<Self> {
        let text = text.to_ascii_lowercase();
        let (name, if_exists) = match text.strip_suffix("ifexists") {
            Some(name) => (name, true),
            None => (text.as_str(), false),
        };
        let (kind, negated) = match name {
            "stringequals" => (Kind::Text(Text::Equals), false),
            "stringnotequals" => (Kind::Text(Text::Equals), true),
            "stringequalsignorecase" => (Kind::Text(Text::EqualsIgnoreCase), false),
            "stringnotequalsignorecase" => (Kind::Text(Text::EqualsIgnoreCase), true),
            "stringlike" => (Kind::Text(Text::Like), false),
            "stringnotlike" => (Kind::Text(Text::Like), true),
            "arnequals" | "arnlike" => (Kind::Text(Text::Arn), false),
            "arnnotequals" | "arnnotlike" => (Kind::Text(Text::Arn), true),
            "numericequals" => (Kind::Number(Order::Equals), false),
            "numericnotequals" => (Kind::Number(Order::Equals), true),
            "numericlessthan" => (Kind::Number(Order::Less), false),
            "numericlessthanequals" => (Kind::Number(Order::LessOrEqual), false),
            "numericgreaterthan" => (Kind::Number(Order::Greater), false),
            "numericgreaterthanequals" => (Kind::Number(Order::GreaterOrEqual), false),
            "bool" => (Kind::Bool, false),
            "null" => (Kind::Null, false),
            "ipaddress" => (Kind::Address, false),
            "notipaddress" => (Kind::Address, true),
            _ => return None,
        };
        Some(Self { kind, negated, if_exists })
    }
}

fn one_implies(strong: &Condition, weak: &Condition) -> bool {
    if !strong.key.eq_ignore_ascii_case(&weak.key) {
        return false;
    }
    if strong.operator.eq_ignore_ascii_case(&weak.operator)
        && subset(&strong.values, &weak.values)
        && subset(&weak.values, &strong.values)
    {
        return true;
    }
    let (Some(one), Some(other)) = (Operator::parse(&strong.operator), Operator::parse(&weak.operator))
    else {
        return false;
    };
    // `…IfExists` is met by a missing key, the plain operator is not.
    if one.negated != other.negated || (one.if_exists && !other.if_exists) || strong.values.is_empty() {
        return false;
    }
    // A negated operator names what is left out, so less of it is weaker.
    let (inner, outer, from, to) = match one.negated {
        false => (strong, weak, one.kind, other.kind),
        true => (weak, strong, other.kind, one.kind),
    };
    let (inner, outer) = (inner.values.as_slice(), outer.values.as_slice());
    match (from, to) {
        (Kind::Text(from), Kind::Text(to)) => texts(from, inner, to, outer),
        (Kind::Number(from), Kind::Number(to)) => {
            inner.iter().all(|value| outer.iter().any(|bound| number_within(from, value, to, bound)))
        }
        (Kind::Bool, Kind::Bool) => subset_ignoring_case(inner, outer),
        (Kind::Null, Kind::Null) => subset_ignoring_case(inner, outer) && subset_ignoring_case(outer, inner),
        (Kind::Address, Kind::Address) => {
            inner.iter().all(|value| outer.iter().any(|range| address_within(value, range)))
        }
        _ => false,
    }
}

fn holds(values: &[Term], value: &Term, equal: impl Fn(&str, &str) -> bool) -> bool {
    let text = value.text.as_deref();
    text.is_some_and(|text| {
        values.iter().filter_map(|term| term.text.as_deref()).any(|term| equal(term, text))
    })
}

fn subset(inner: &[Term], outer: &[Term]) -> bool {
    inner.iter().all(|value| holds(outer, value, |left, right| left == right))
}

fn subset_ignoring_case(inner: &[Term], outer: &[Term]) -> bool {
    // The names of atoms are not the values they stand for.
    let equal =
        |left: &str, right: &str| left == right || (!left.contains("${") && left.eq_ignore_ascii_case(right));
    inner.iter().all(|value| holds(outer, value, equal))
}

fn texts(from: Text, inner: &[Term], to: Text, outer: &[Term]) -> bool {
    match (from, to) {
        (Text::Equals, Text::Equals) => subset(inner, outer),
        (Text::Equals | Text::EqualsIgnoreCase, Text::EqualsIgnoreCase) => subset_ignoring_case(inner, outer),
        (Text::Equals, Text::Like) => globs(inner, Wildcards::Literal, outer),
        (Text::Like, Text::Like) => globs(inner, Wildcards::Taken, outer),
        (Text::Like, Text::Equals) => {
            subset(inner, outer) && inner.iter().all(|value| !text(value).contains(['*', '?']))
        }
        (Text::Arn, Text::Arn) => subset(inner, outer) || arns(inner, outer),
        _ => false,
    }
}

fn text(term: &Term) -> &str {
    term.text.as_deref().unwrap_or_default()
}

/// `None`: a value can't be told, or can't be read.
fn patterns(values: &[Term], wildcards: Wildcards, atoms: &mut Atoms) -> Option<Vec<Pattern>> {
    values.iter().map(|value| Pattern::parse(value.text.as_deref()?, wildcards, atoms)).collect()
}

fn globs(inner: &[Term], wildcards: Wildcards, outer: &[Term]) -> bool {
    let mut atoms = Atoms::default();
    let (Some(inner), Some(outer)) =
        (patterns(inner, wildcards, &mut atoms), patterns(outer, Wildcards::Taken, &mut atoms))
    else {
        return false;
    };
    let outer: Vec<_> = outer.iter().collect();
    inner.iter().all(|inner| contained(inner, &outer, Reading::Whole) == Ok(true))
}

/// Each segment is compared by itself, so only patterns with all six of them say what they mean.
fn arns(inner: &[Term], outer: &[Term]) -> bool {
    let mut atoms = Atoms::default();
    let (Some(inner), Some(outer)) =
        (patterns(inner, Wildcards::Taken, &mut atoms), patterns(outer, Wildcards::Taken, &mut atoms))
    else {
        return false;
    };
    let outer: Vec<_> = outer.iter().filter(|pattern| pattern.is_arn()).collect();
    inner.iter().all(|inner| {
        inner.is_arn() && inner.readings().all(|reading| contained(inner, &outer, reading) == Ok(true))
    })
}

/// Is every number that stands in the relation `from` to `value` in the relation `to` to `bound`?
fn number_within(from: Order, value: &Term, to: Order, bound: &Term) -> bool {
    let parse =
        |term: &Term| term.text.as_deref()?.trim().parse::<f64>().ok().filter(|value| value.is_finite());
    let (Some(value), Some(bound)) = (parse(value), parse(bound)) else { return false };
    match (from, to) {
        (Order::Equals, Order::Equals) => value == bound,
        (Order::Equals | Order::LessOrEqual, Order::Less) => value < bound,
        (Order::Less, Order::Less)
        | (Order::Equals | Order::Less | Order::LessOrEqual, Order::LessOrEqual) => value <= bound,
        (Order::Equals | Order::GreaterOrEqual, Order::Greater) => value > bound,
        (Order::Greater, Order::Greater)
        | (Order::Equals | Order::Greater | Order::GreaterOrEqual, Order::GreaterOrEqual) => value >= bound,
        _ => false,
    }
}

fn address_within(value: &Term, range: &Term) -> bool {
    let (Some(value), Some(range)) = (network(text(value)), network(text(range))) else { return false };
    let bits = |address: IpAddr, length: u8| match address {
        IpAddr::V4(address) => {
            u128::from(u32::from(address)).checked_shr(32 - u32::from(length)).unwrap_or_default()
        }
        IpAddr::V6(address) => u128::from(address).checked_shr(128 - u32::from(length)).unwrap_or_default(),
    };
    value.0.is_ipv4() == range.0.is_ipv4()
        && value.1 >= range.1
        && bits(value.0, range.1) == bits(range.0, range.1)
}

fn network(text: &str) -> Option<(IpAddr, u8)> {
    let (address, length) = match text.split_once('/') {
        Some((address, length)) => (address, Some(length.parse::<u8>().ok()?)),
        None => (text, None),
    };
    let address = IpAddr::from_str(address).ok()?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    let length = length.unwrap_or(most);
    (length <= most).then_some((address, length))
}
