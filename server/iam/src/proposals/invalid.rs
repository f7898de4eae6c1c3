//! A04: actions that are not in the list. Deleting one is narrowing; what was meant by it is a correction.

use super::{
    Correction, Grade,
    subject::{Draft, Grant, Subject},
    words,
};
use crate::{Data, Policy, Term};

/// What an operation or an older name is called in a policy (source: each service's page in the Service
/// Authorization Reference, which lists no such action).
const ALIASES: [(&str, &str); 13] = [
    ("sqs:SendMessageBatch", "sqs:SendMessage"),
    ("sqs:DeleteMessageBatch", "sqs:DeleteMessage"),
    ("sqs:ChangeMessageVisibilityBatch", "sqs:ChangeMessageVisibility"),
    ("s3:HeadObject", "s3:GetObject"),
    ("s3:HeadBucket", "s3:ListBucket"),
    ("s3:ListObjects", "s3:ListBucket"),
    ("s3:ListObjectsV2", "s3:ListBucket"),
    ("s3:CopyObject", "s3:PutObject"),
    ("s3:DeleteObjects", "s3:DeleteObject"),
    ("s3:ListBuckets", "s3:ListAllMyBuckets"),
    ("dynamodb:CreateItem", "dynamodb:PutItem"),
    ("firehose:PutRecords", "firehose:PutRecordBatch"),
    ("sns:PublishBatch", "sns:Publish"),
];

/// Prefixes of clients that are not those of policies.
const PREFIXES: [(&str, &str); 4] = [
    ("bedrock-runtime", "bedrock"),
    ("cloudwatchlogs", "logs"),
    ("stepfunctions", "states"),
    ("eventbridge", "events"),
];

/// More edits than this apart, and another action was meant.
const MOST_EDITS: usize = 2;

/// Deletes the actions that are not in the list.
pub(super) fn drafts(subject: &Subject<'_>) -> Vec<Draft> {
    if subject.statement.actions.negated {
        return Vec::new();
    }
    let (gone, kept): (Vec<&Term>, Vec<&Term>) =
        subject.statement.actions.terms.iter().partition(|term| is_unlisted(term, subject.data));
    let mut names = gone.iter().filter_map(|term| term.text.as_deref());
    let Some(first) = names.next() else { return Vec::new() };
    let mut replacement = subject.statement.clone();
    replacement.actions.terms = kept.iter().map(|term| (*term).clone()).collect();
    let what = match gone.len() {
        1 => first.to_owned(),
        number => words::count(number, "action"),
    };
    let date = subject.data.date();
    vec![Draft {
        edit: "A04",
        grade: Grade::S0,
        replacement: if kept.is_empty() { Vec::new() } else { vec![replacement] },
        titles: vec![
            match gone.len() {
                1 if kept.is_empty() => format!("Delete the statement: {what} is not in the list of {date}"),
                1 => format!("Delete {what}: it is not in the list of {date}"),
                _ => format!("Delete {what} that are not in the list of {date}"),
            },
            format!("Delete what is not in the list of actions of {date}"),
        ],
        delta: format!(
            "{} → {}",
            words::count(gone.len() + kept.len(), "action"),
            words::count(kept.len(), "action")
        ),
        guess: Some(format!("that nothing newer than the list of {date} has this name")),
        wired: Vec::new(),
        choices: Vec::new(),
        grant: Grant::Shrinks,
    }]
}

/// What was most likely meant by actions that are not in the list.
pub(super) fn corrections(policy: &Policy, statement: usize, data: &Data) -> Vec<Correction> {
    let Some(statement) = policy.statements.get(statement) else { return Vec::new() };
    let unlisted = statement.actions.terms.iter().filter(|term| is_unlisted(term, data));
    unlisted
        .filter_map(|term| {
            let text = term.text.as_deref()?;
            let replacement = meant(text, data)?;
            let title = words::fitting(vec![
                format!("Correct {text} to {replacement} (grants what was meant)"),
                format!("Correct it to {replacement} (grants what was meant)"),
            ])?;
            Some(Correction { at: term.index, replacement, title })
        })
        .collect()
}

/// Is it an action by its form, whole and literal, and in no list?
fn is_unlisted(term: &Term, data: &Data) -> bool {
    let Some(text) = term.text.as_deref() else { return false };
    let has_form =
        text.split_once(':').is_some_and(|(service, name)| !service.is_empty() && !name.is_empty());
    if !has_form || text.contains("${") {
        return false;
    }
    match text.contains(['*', '?']) {
        // `s3:Foo*`; a wildcard in the service matches some of them.
        true => {
            let (service, _) = text.split_once(':').unwrap_or_default();
            !service.contains(['*', '?']) && data.expand(text).is_empty()
        }
        false => data.action(text).is_none(),
    }
}

fn meant(text: &str, data: &Data) -> Option<String> {
    let alias = ALIASES.iter().find(|(wrong, _)| wrong.eq_ignore_ascii_case(text));
    if let Some((_, right)) = alias {
        return data.action(right).map(|action| action.name.to_owned());
    }
    let (service, name) = text.split_once(':')?;
    if name.contains(['*', '?']) {
        return None;
    }
    let prefix = PREFIXES.iter().find(|(wrong, _)| wrong.eq_ignore_ascii_case(service));
    let service = prefix.map_or(service, |(_, right)| right);
    if let Some(action) = data.action(&format!("{service}:{name}")) {
        return Some(action.name.to_owned());
    }
    let wanted = name.to_ascii_lowercase();
    let nearest = data.expand(&format!("{service}:*")).into_iter().filter_map(|action| {
        let (_, other) = action.name.split_once(':')?;
        let apart = apart(&wanted, &other.to_ascii_lowercase());
        (apart <= MOST_EDITS).then_some((apart, action.name))
    });
    let nearest: Vec<(usize, &str)> = nearest.collect();
    let least = nearest.iter().map(|(apart, _)| *apart).min()?;
    let mut best = nearest.iter().filter(|(apart, _)| *apart == least);
    match (best.next(), best.next()) {
        (Some((_, only)), None) => Some((*only).to_owned()),
        _ => None,
    }
}

/// Insertions, deletions, replacements and swaps of neighbours between two words; of more than
/// [`MOST_EDITS`], some number above it.
fn apart(left: &str, right: &str) -> usize {
    if left.len().abs_diff(right.len()) > MOST_EDITS {
        return MOST_EDITS + 1;
    }
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for (row, letter) in left.iter().enumerate() {
        let mut next = vec![row + 1];
        for (column, other) in right.iter().enumerate() {
            let at = |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX / 2);
            let mut least = (at(&last, column) + usize::from(letter != other))
                .min(at(&last, column + 1) + 1)
                .min(at(&next, column) + 1);
            let swapped = row > 0
                && column > 0
                && left.get(row - 1) == Some(other)
                && right.get(column - 1) == Some(letter);
            if swapped {
                least = least.min(at(&before_last, column - 1) + 1);
            }
            next.push(least);
        }
        before_last = std::mem::replace(&mut last, next);
    }
    last.last().copied().unwrap_or(MOST_EDITS + 1)
}

#[cfg(test)]
mod tests {
    use super::apart;

    #[test]
    fn a_swap_of_neighbours_is_one_edit() {
        assert_eq!(apart("getobejct", "getobject"), 1);
        assert_eq!(apart("getobjct", "getobject"), 1);
        assert_eq!(apart("getitem", "putitem"), 2);
        assert_eq!(apart("get", "describe"), 3);
    }
}
