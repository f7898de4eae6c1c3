//! Operators over values: yes, no or unknown.

use model::{BinaryOp, Data, Seen, SmolStr, Value, Why};

use super::values::{known, literal, number, truth, unknown};

/// A number as Terraform prints it in a string.
pub(super) fn number_text(number: f64) -> SmolStr {
    SmolStr::from(number.to_string())
}

pub(super) fn binary(op: BinaryOp, left: Value, right: Value, here: Seen) -> Value {
    let bool = |value| known(Data::Bool(value), Some(here));
    match op {
        // One side may decide alone.
        BinaryOp::And => match (truth(&left), truth(&right)) {
            (Some(false), _) | (_, Some(false)) => bool(false),
            (Some(true), Some(true)) => bool(true),
            _ => cannot_tell(left, right, here),
        },
        BinaryOp::Or => match (truth(&left), truth(&right)) {
            (Some(true), _) | (_, Some(true)) => bool(true),
            (Some(false), Some(false)) => bool(false),
            _ => cannot_tell(left, right, here),
        },
        BinaryOp::Equal | BinaryOp::NotEqual => match equal(&left, &right) {
            Some(same) => bool(same == (op == BinaryOp::Equal)),
            None => cannot_tell(left, right, here),
        },
        _ => match (number(&left), number(&right)) {
            (Some(left), Some(right)) => known(arithmetic(op, left, right), Some(here)),
            _ => cannot_tell(left, right, here),
        },
    }
}

fn arithmetic(op: BinaryOp, left: f64, right: f64) -> Data {
    match op {
        BinaryOp::Less => Data::Bool(left < right),
        BinaryOp::LessOrEqual => Data::Bool(left <= right),
        BinaryOp::Greater => Data::Bool(left > right),
        BinaryOp::GreaterOrEqual => Data::Bool(left >= right),
        BinaryOp::Subtract => Data::Number(left - right),
        BinaryOp::Multiply => Data::Number(left * right),
        BinaryOp::Divide => Data::Number(left / right),
        BinaryOp::Remainder => Data::Number(left % right),
        _ => Data::Number(left + right),
    }
}

fn cannot_tell(left: Value, right: Value, here: Seen) -> Value {
    for side in [left, right] {
        if let Value::Unknown(side) = side {
            return unknown(side.why, Some(here));
        }
    }
    unknown(Why::Expression, Some(here))
}

/// Equality of literal values; `None` where a side can't be told.
pub(super) fn equal(left: &Value, right: &Value) -> Option<bool> {
    match (left, right) {
        (Value::Absent, Value::Absent) => return Some(true),
        // A value that only has a reference may still turn out to be null.
        (Value::Absent, other) | (other, Value::Absent) => return literal(other).map(|_| false),
        _ => {}
    }
    match (literal(left)?, literal(right)?) {
        (Data::Bool(left), Data::Bool(right)) => Some(left == right),
        (Data::Number(left), Data::Number(right)) => Some(left == right),
        (Data::String(left), Data::String(right)) => Some(left == right),
        (Data::List(left), Data::List(right)) => {
            if left.len() != right.len() {
                return Some(false);
            }
            let mut all = Some(true);
            for (left, right) in left.iter().zip(right) {
                match equal(left, right) {
                    Some(true) => {}
                    Some(false) => return Some(false),
                    None => all = None,
                }
            }
            all
        }
        (Data::Map(left), Data::Map(right)) if left.is_empty() || right.is_empty() => {
            Some(left.is_empty() && right.is_empty())
        }
        (Data::Template(_) | Data::Map(_) | Data::Json(_) | Data::Reference(_), _)
        | (_, Data::Template(_) | Data::Map(_) | Data::Json(_) | Data::Reference(_)) => None,
        // Terraform compares without converting.
        _ => Some(false),
    }
}
