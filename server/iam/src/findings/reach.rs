//! Actions and resources of a statement that can't meet: IAM007, IAM008.

use super::{
    Finding,
    subject::{Asked, Kind, Subject},
    takes::{examples, may_act_on, may_list, types},
};
use crate::data::{Action, Data};

pub(super) fn review(subject: &Subject<'_>, data: &Data, findings: &mut Vec<Finding>) {
    if subject.statement.actions.negated || !subject.names_resources() {
        return;
    }
    // It is the resources that are wrong.
    if subject.resources.iter().all(|named| !named.shape.may_be_arn()) {
        let first = subject.actions.iter().find_map(|asked| Some((asked, asked.stands_for.first()?)));
        if let (Some(named), Some((asked, action))) = (subject.resources.first(), first) {
            let finding = subject.finding("IAM007", named.term).fact("action", asked.text);
            let takes = examples(action).unwrap_or_else(|| "*".into());
            findings
                .push(finding.fact("resource", named.text).fact("takes", takes).fact("types", types(action)));
        }
        return;
    }
    for asked in &subject.actions {
        findings.extend(dead(subject, asked, data));
    }
}

/// An action string that is never allowed or denied, whatever it stands for.
fn dead(subject: &Subject<'_>, asked: &Asked<'_>, data: &Data) -> Option<Finding> {
    let first = asked.stands_for.first().filter(|_| asked.kind != Kind::Everything)?;
    let resources = &subject.resources;
    let may_meet = |action: &Action<'_>| {
        resources.iter().any(|named| named.shape.may_be_star() || may_list(action, &named.shape, data))
            || may_act_on(action, resources.iter().map(|named| &named.shape))
    };
    if asked.stands_for.iter().any(may_meet) {
        return None;
    }
    let resource = resources.first()?.text;
    let rule = if asked.stands_for.iter().all(Action::is_wildcard_only) { "IAM008" } else { "IAM007" };
    let finding = subject.finding(rule, asked.term).fact("action", asked.text).fact("resource", resource);
    if rule == "IAM008" {
        return Some(finding);
    }
    let taking = asked.stands_for.iter().find(|action| !action.is_wildcard_only()).unwrap_or(first);
    Some(finding.fact("takes", examples(taking).unwrap_or_default()).fact("types", types(taking)))
}
