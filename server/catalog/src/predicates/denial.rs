//! What a policy refuses to everyone.

use iam::{Condition, Effect, Principal};
use model::Value;

use crate::{
    evaluate::{Context, Subject},
    outcome::{Outcome, Verdict, place},
    policies::Reader,
};

/// Actions are compared in lower case.
const READING: &str = "s3:getobject";

/// `policy-denies KEY`: a statement denies everyone the reading of objects while the condition key is `false`.
pub(super) fn policy_denies(
    context: &Context<'_>,
    subject: Subject<'_>,
    key: &str,
    policy: &Value,
) -> Outcome {
    let document = Reader::new(context.module).document(subject.resource, policy);
    let denies = document.cautious().statements.iter().any(|statement| {
        let actions = &statement.actions;
        statement.effect == Some(Effect::Deny)
            && statement.principals.as_ref().is_some_and(|it| it.members.iter().any(Principal::is_everyone))
            && statement.conditions.iter().any(|condition| is_false(condition, key))
            && !actions.negated
            && actions.terms.iter().any(|term| {
                term.text.as_ref().is_some_and(|text| iam::matches(&text.to_lowercase(), READING))
            })
    });
    match (denies, document.unread) {
        (true, _) => Outcome { at: place(policy), ..Outcome::new(Verdict::Shown) },
        (false, Some(why)) => Outcome { at: place(policy), ..Outcome::unknown(why) },
        (false, None) => Outcome { at: place(policy), ..Outcome::new(Verdict::Contradicted) },
    }
}

/// `Bool: {"aws:SecureTransport": "false"}`.
fn is_false(condition: &Condition, key: &str) -> bool {
    condition.key.eq_ignore_ascii_case(key)
        && condition.operator.eq_ignore_ascii_case("Bool")
        && condition.values.iter().any(|value| value.text.as_deref() == Some("false"))
}
