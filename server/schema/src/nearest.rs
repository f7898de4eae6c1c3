//! The nearest known name, for a message about an unknown one.

/// The candidate that takes the fewest edits to become `name`, if few are enough to be a likely slip; or
/// else one that begins with it.
pub(crate) fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<String> {
    let most = name.len() / 3 + 1;
    let cost = |candidate: &str| {
        let likely = candidate.len().abs_diff(name.len()) <= most;
        let edits = likely.then(|| distance(name, candidate)).filter(|edits| *edits <= most);
        edits.or_else(|| (!name.is_empty() && candidate.starts_with(name)).then_some(candidate.len()))
    };
    candidates
        .filter_map(|candidate| cost(candidate).map(|cost| (cost, candidate)))
        .min()
        .map(|(_, candidate)| candidate.to_owned())
}

/// Edits of one byte (insert, remove, replace) that turn `from` into `to`.
fn distance(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (at, byte) in from.bytes().enumerate() {
        let mut diagonal = at;
        let mut left = at + 1;
        let mut next = vec![left];
        for (other, above) in to.bytes().zip(row.iter().skip(1)) {
            left = (left + 1).min(above + 1).min(diagonal + usize::from(byte != other));
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
