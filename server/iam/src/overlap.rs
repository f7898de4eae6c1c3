//! Whether two patterns have a string in common.

/// Is there a string that both patterns match? `*` is any run, `?` one character, and `${…}` a value that
/// is not known, so it may be any. Letters are compared with their case. The wildcards of an ARN are read
/// across its segments, so what is not so here is not so in any reading.
pub fn overlap(one: &str, other: &str) -> bool {
    meet(&symbols(one), &symbols(other))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Symbol {
    Char(char),
    /// Any one character.
    One,
    /// Any run of characters.
    Any,
    /// Any run without a colon or slash.
    Name,
}

/// The symbols of a pattern as policies write them.
pub(crate) fn symbols(pattern: &str) -> Vec<Symbol> {
    let mut symbols = Vec::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some(next) = rest.chars().next() {
        if let Some((value, after)) = rest.strip_prefix("${").and_then(split_at_end) {
            symbols.push(match value {
                "*" => Symbol::Char('*'),
                "?" => Symbol::Char('?'),
                "$" => Symbol::Char('$'),
                _ => Symbol::Any,
            });
            rest = after;
            continue;
        }
        symbols.push(match next {
            '*' => Symbol::Any,
            '?' => Symbol::One,
            next => Symbol::Char(next),
        });
        rest = rest.get(next.len_utf8()..).unwrap_or_default();
    }
    symbols
}

/// What stands before the `}` that ends `${…}`, and what follows it.
fn split_at_end(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0usize;
    for (at, character) in text.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => return Some((text.get(..at)?, text.get(at + 1..)?)),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Goes through both at once: from which pairs of positions can the same string be read to both ends?
pub(crate) fn meet(one: &[Symbol], other: &[Symbol]) -> bool {
    let Some((one, other)) = without_common_ends(one, other) else { return false };
    let width = other.len() + 1;
    let mut seen = vec![false; (one.len() + 1) * width];
    let mut open = vec![(0, 0)];
    while let Some((at, beside)) = open.pop() {
        let Some(known) = seen.get_mut(at * width + beside) else { continue };
        if std::mem::replace(known, true) {
            continue;
        }
        let (symbol, next) = (one.get(at).copied(), other.get(beside).copied());
        if symbol.is_none() && next.is_none() {
            return true;
        }
        // A run may be over.
        if symbol.is_some_and(Symbol::is_run) {
            open.push((at + 1, beside));
        }
        if next.is_some_and(Symbol::is_run) {
            open.push((at, beside + 1));
        }
        if let (Some(symbol), Some(next)) = (symbol, next)
            && symbol.shares_letter(next)
        {
            open.push((
                if symbol.is_run() { at } else { at + 1 },
                if next.is_run() { beside } else { beside + 1 },
            ));
        }
    }
    false
}

/// Both without the letters they begin and end with alike; `None`: they begin or end differently.
fn without_common_ends<'s>(
    mut one: &'s [Symbol],
    mut other: &'s [Symbol],
) -> Option<(&'s [Symbol], &'s [Symbol])> {
    while let ([Symbol::Char(first), rest @ ..], [Symbol::Char(second), beside @ ..]) = (one, other) {
        if first != second {
            return None;
        }
        (one, other) = (rest, beside);
    }
    while let ([rest @ .., Symbol::Char(first)], [beside @ .., Symbol::Char(second)]) = (one, other) {
        if first != second {
            return None;
        }
        (one, other) = (rest, beside);
    }
    Some((one, other))
}

impl Symbol {
    fn is_run(self) -> bool {
        matches!(self, Self::Any | Self::Name)
    }

    fn shares_letter(self, other: Self) -> bool {
        match (self, other) {
            (Self::Char(one), Self::Char(other)) => one == other,
            (Self::Char(letter), Self::Name) | (Self::Name, Self::Char(letter)) => {
                letter != ':' && letter != '/'
            }
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::overlap;
    use crate::glob;

    /// Every word of up to six letters; two patterns of three symbols meet in one of these if at all.
    fn words() -> Vec<String> {
        let mut words = vec![String::new()];
        let mut from = 0;
        for _ in 0..6 {
            let to = words.len();
            for at in from..to {
                words.extend(["a", "b", "c"].map(|letter| format!("{}{letter}", words[at])));
            }
            from = to;
        }
        words
    }

    proptest! {
        #[test]
        fn patterns_overlap_where_a_search_finds_a_word_of_both(one in "[ab*?]{0,3}", other in "[ab*?]{0,3}") {
            let found = words().iter().any(|word| glob::matches(&one, word) && glob::matches(&other, word));
            prop_assert_eq!(overlap(&one, &other), found);
        }
    }

    fn disjoint(one: &str, other: &str) -> bool {
        assert_eq!(overlap(one, other), overlap(other, one), "{one} and {other}");
        !overlap(one, other)
    }

    #[test]
    fn patterns_overlap_where_one_string_matches_both() {
        assert!(!disjoint("*", ""));
        assert!(!disjoint("a*c", "*b*"));
        assert!(!disjoint("a?c", "ab*"));
        assert!(!disjoint("arn:*:s3:::*", "arn:aws:*"));
        assert!(disjoint("a*b", "a*c"));
        assert!(disjoint("a?", "a"));
        assert!(disjoint("A", "a"));
        assert!(disjoint("arn:aws:s3:::*", "arn:aws:sqs:*"));
        // arn:aws:sqs:a:s3:::b, if a star may take a colon.
        assert!(!disjoint("arn:*:s3:::*", "arn:aws:sqs:*"));
    }

    #[test]
    fn an_unknown_value_may_be_any() {
        assert!(!disjoint("${aws_s3_bucket.b.arn}/*", "arn:aws:s3:::b/k"));
        assert!(!disjoint("${local.a[\"${var.b}\"]}", "x:y"));
        assert!(disjoint("${aws_s3_bucket.b.arn}/*", "arn:aws:s3:::b"));
        assert!(disjoint("a${*}", "ab"));
    }
}
