//! A policy document as its statements.

/// One policy document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Policy {
    /// `Version`; `None`: not written.
    pub version: Option<String>,
    pub statements: Vec<Statement>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Statement {
    /// `Sid`.
    pub sid: Option<Term>,
    /// `None`: can't be told.
    pub effect: Option<Effect>,
    pub actions: Clause,
    pub resources: Clause,
    /// Only resource and trust policies have one.
    pub principals: Option<Principals>,
    pub conditions: Vec<Condition>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    Allow,
    Deny,
}

/// `Action` or `NotAction`, `Resource` or `NotResource`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Clause {
    pub negated: bool,
    pub terms: Vec<Term>,
}

/// One string of a policy; `index` is the caller's, to find its place again.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// `None`: can't be told.
    pub text: Option<String>,
    pub index: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Principals {
    /// `NotPrincipal`.
    pub negated: bool,
    pub members: Vec<Principal>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Principal {
    /// `AWS`, `Service`, `Federated`, `CanonicalUser`, or `*`.
    pub kind: String,
    pub term: Term,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// `StringEquals`, `ArnLike`, …
    pub operator: String,
    /// `aws:SourceArn`.
    pub key: String,
    pub values: Vec<Term>,
}

impl Principal {
    /// Everybody, with or without an AWS account.
    pub fn is_everyone(&self) -> bool {
        self.term.text.as_deref() == Some("*") && matches!(self.kind.as_str(), "*" | "AWS")
    }
}

impl Condition {
    /// Does it leave only callers that its author named? A condition on encryption or time does not.
    pub fn names_callers(&self) -> bool {
        const KEYS: [&str; 17] = [
            "aws:sourcearn",
            "aws:sourceaccount",
            "aws:sourceorgid",
            "aws:sourceorgpaths",
            "aws:sourceowner",
            "aws:sourcevpc",
            "aws:sourcevpce",
            "aws:sourceip",
            "aws:vpcsourceip",
            "aws:principalarn",
            "aws:principalaccount",
            "aws:principalorgid",
            "aws:principalorgpaths",
            "aws:userid",
            "aws:calledvia",
            "kms:calleraccount",
            "kms:viaservice",
        ];
        let operator = self.operator.to_ascii_lowercase();
        let key = self.key.to_ascii_lowercase();
        let negated =
            operator.contains("not") || operator.ends_with("ifexists") || operator.starts_with("null");
        let open = |term: &Term| matches!(term.text.as_deref(), Some("*" | "0.0.0.0/0" | "::/0"));
        !negated && KEYS.contains(&key.as_str()) && !self.values.iter().any(open)
    }
}
