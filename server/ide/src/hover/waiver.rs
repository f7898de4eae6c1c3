//! A waiver: what it accepts, why, until when, and whether it matches anything.

use catalog::Status;
use model::FileId;

use crate::{Analysis, words::line};

pub(crate) fn markdown(analysis: &Analysis, file: FileId, block: u32, comment: &str) -> Option<String> {
    let waiver = comment.strip_prefix("demarc:")?.trim();
    let accepted = waiver.strip_prefix("accept")?.trim();
    let (what, reason) = accepted.split_once(':').unwrap_or((accepted, ""));
    let (id, until) = what.split_once(" until ").unwrap_or((what, ""));
    let id = id.trim();
    let duty =
        analysis.catalogue.duties.iter().find(|duty| duty.id == id || duty.aliases.iter().any(|it| it == id));
    let Some(duty) = duty else {
        return Some(lines(&[format!("**Accepts nothing**: no duty has the id `{id}`")]));
    };
    let subjects = analysis.subjects(file);
    let matches = subjects
        .iter()
        .filter(|subject| subject.block == block)
        .flat_map(|subject| &subject.duties)
        .filter(|state| state.duty.id == duty.id && state.status() == Status::Accepted)
        .map(|state| 1 + state.others.len())
        .sum::<usize>();
    let until = until.trim();
    let has_ended = !until.is_empty() && until < &*analysis.today;
    let is_empty = reason.trim().is_empty() || reason.trim().starts_with("<input:");
    let effect = match matches {
        _ if is_empty => "- it does not count: it gives no reason".to_owned(),
        _ if has_ended => "- it has ended, so it does not count".to_owned(),
        0 => "- it matches nothing now".to_owned(),
        1 => "- it matches once".to_owned(),
        times => format!("- it matches {times} times"),
    };
    let word = if is_empty || has_ended { "Not accepted" } else { "Accepted" };
    Some(lines(&[
        format!("**{word}: {}**", duty.title),
        item("because ", reason),
        item("until ", until),
        effect,
    ]))
}

fn item(before: &str, text: &str) -> String {
    let text = text.trim();
    if text.is_empty() { String::new() } else { format!("- {before}{text}") }
}

/// The first as a paragraph, the others as a list.
fn lines(all: &[String]) -> String {
    let mut text = String::new();
    for (number, part) in all.iter().filter(|part| !part.is_empty()).enumerate() {
        text.push_str(match number {
            0 => "",
            1 => "\n\n",
            _ => "\n",
        });
        text.push_str(&line(part));
    }
    text
}
