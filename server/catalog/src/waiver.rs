//! Comments that accept a duty here, with a reason.

use model::{Comment, NodeId};

/// `demarc: accept aws-lambda.tracing until 2027-05-31: batch job, traced by its caller`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Waiver {
    pub(crate) duty: String,
    /// `2027-05-31`.
    pub(crate) until: Option<String>,
    pub(crate) reason: String,
    pub(crate) node: NodeId,
}

impl Waiver {
    /// `None` for a comment that is no waiver.
    pub(crate) fn read(comment: &Comment) -> Option<Self> {
        let rest = comment.text.trim().strip_prefix("demarc:")?.trim().strip_prefix("accept ")?;
        let (head, reason) = match rest.split_once(':') {
            Some((head, reason)) => (head, reason.trim()),
            None => (rest, ""),
        };
        let mut words = head.split_whitespace();
        let duty = words.next()?.to_owned();
        let until = match words.next() {
            Some("until") => words.next().map(str::to_owned),
            _ => None,
        };
        // A placeholder is no reason.
        let reason = if reason.starts_with("<input:") { "" } else { reason };
        Some(Self { duty, until, reason: reason.to_owned(), node: comment.node })
    }

    pub(crate) fn is_expired(&self, today: &str) -> bool {
        self.until.as_deref().is_some_and(|until| until < today)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Waiver> {
        Waiver::read(&Comment { node: NodeId(0), text: text.into() })
    }

    #[test]
    fn a_waiver_has_a_duty_an_end_and_a_reason() {
        let waiver = read("demarc: accept aws-lambda.tracing until 2027-05-31: batch job: nightly").unwrap();
        assert_eq!(waiver.duty, "aws-lambda.tracing");
        assert_eq!(waiver.until.as_deref(), Some("2027-05-31"));
        assert_eq!(waiver.reason, "batch job: nightly");
        assert!(waiver.is_expired("2027-06-01") && !waiver.is_expired("2027-05-31"));
    }

    #[test]
    fn another_comment_is_no_waiver() {
        assert_eq!(read("demarc is a tool"), None);
        assert_eq!(read("TODO: accept this"), None);
    }
}
