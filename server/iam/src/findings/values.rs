//! `${…}` in strings: policy variables and references.

/// What stands before the `}` that ends the text of `${…}`, and what follows it.
pub(super) fn split_at_end(text: &str) -> Option<(&str, &str)> {
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

/// What stands in each `${…}`.
pub(super) fn inners(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (_, after) = rest.split_once("${")?;
        let (inner, after) = split_at_end(after)?;
        rest = after;
        Some(inner)
    })
}

/// Is it a variable that AWS fills in, and not a reference of the configuration: `aws:username`,
/// `s3:prefix`, with or without a default?
pub(super) fn is_policy_variable(inner: &str) -> bool {
    let (prefix, key) = inner.split_once(':').unwrap_or_default();
    let key = key.split(',').next().unwrap_or_default();
    !prefix.is_empty()
        && prefix.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && key.starts_with(|first: char| first.is_ascii_alphabetic())
        && key.chars().all(|letter| letter.is_ascii_alphanumeric() || "/_-.@:+= ".contains(letter))
}

#[cfg(test)]
mod tests {
    use super::{inners, is_policy_variable};

    #[test]
    fn a_policy_variable_is_told_from_a_reference() {
        let variables = |text: &'static str| inners(text).filter(|inner| is_policy_variable(inner)).count();
        assert_eq!(variables("arn:aws:s3:::${bucket}/${aws:username}/*"), 1);
        assert_eq!(variables("${aws:PrincipalTag/team, 'none'}"), 1);
        assert_eq!(variables("${aws_s3_bucket.b.arn}/${AWS::AccountId}"), 0);
        assert_eq!(variables("${var.a ? \"b:c\" : \"d\"}"), 0);
    }
}
