//! Whether a resource string takes in more than what one holder needs of a kind.

use super::subject::Subject;
use crate::{Term, matches};

/// The resource strings that match every resource of a kind, whatever its name: `*`, `arn:aws:logs:*:*:*`.
/// `rest` is how such a resource goes on after the account: `log-group:NAME:*`.
pub(super) fn over_all<'s>(subject: &Subject<'s>, service: &str, rest: &str) -> Vec<&'s Term> {
    let resources = &subject.statement.resources;
    if resources.negated {
        return Vec::new();
    }
    let is_over_all = |text: &str| {
        let shape = subject.shape(text);
        if shape == "*" {
            return text == "*";
        }
        let segment = |number: usize| match shape.split(':').nth(number) {
            Some(text) if !text.contains(['*', '?']) => text,
            _ => ANY,
        };
        let (partition, region, account) = (segment(1), segment(3), segment(4));
        matches(&shape, &format!("arn:{partition}:{service}:{region}:{account}:{rest}"))
    };
    resources.terms.iter().filter(|term| term.text.as_deref().is_some_and(is_over_all)).collect()
}

/// A name that nobody gives.
pub(super) const ANY: &str = "\u{2}";

/// `arn:aws:logs:*:*` of a resource string that has it; the same of `*`.
pub(super) fn beginning(text: &str, service: &str) -> String {
    let mut end = None;
    let (mut colons, mut depth) = (0, 0);
    for (at, character) in text.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ':' if depth == 0 => {
                colons += 1;
                if colons == 5 {
                    end = Some(at);
                    break;
                }
            }
            _ => {}
        }
    }
    match end.and_then(|end| text.get(..end)) {
        Some(beginning) if beginning.starts_with("arn:") => beginning.to_owned(),
        _ => format!("arn:aws:{service}:*:*"),
    }
}
