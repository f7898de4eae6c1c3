//! The ways to more rights, each by itself.

use super::policy;
use crate::{
    Data, Escalation, escalations,
    findings::paths::{PATHS, Path},
};

fn of(texts: &[&str]) -> Vec<Escalation> {
    let policies: Vec<_> = texts.iter().map(|text| policy(text)).collect();
    escalations(&policies.iter().collect::<Vec<_>>(), Data::bundled())
}

fn ids(texts: &[&str]) -> Vec<&'static str> {
    of(texts).into_iter().map(|escalation| escalation.id).collect()
}

fn allow(path: &Path) -> String {
    format!("Allow {} on *", path.actions.join(", "))
}

#[test]
fn each_path_is_found_by_its_own_actions() {
    for path in &PATHS {
        let found = of(&[&allow(path)]);
        let escalation =
            found.iter().find(|found| found.id == path.id).unwrap_or_else(|| panic!("{}", path.id));
        assert_eq!(escalation.actions, path.actions);
        // The strings are numbered in order.
        let places: Vec<_> = (0..path.actions.len()).map(|index| (0, index)).collect();
        assert_eq!(escalation.granted_by, places, "{}", path.id);
        // Whatever else these actions allow needs no more than them.
        assert!(found.iter().all(|other| other.actions.iter().all(|action| path.actions.contains(action))));
    }
}

#[test]
fn each_path_is_closed_by_a_deny_of_any_of_its_actions() {
    for path in &PATHS {
        for action in path.actions {
            let found = ids(&[&allow(path), &format!("Deny {action} on *")]);
            assert!(!found.contains(&path.id), "{} without {action}", path.id);
        }
    }
}

#[test]
fn each_path_needs_all_of_its_actions() {
    for path in &PATHS {
        for missing in path.actions {
            let rest: Vec<_> = path.actions.iter().filter(|action| *action != missing).copied().collect();
            let found =
                if rest.is_empty() { Vec::new() } else { ids(&[&format!("Allow {} on *", rest.join(", "))]) };
            assert!(!found.contains(&path.id), "{} without {missing}", path.id);
        }
    }
}

#[test]
fn the_paths_are_told_apart_and_of_the_list() {
    for (index, path) in PATHS.iter().enumerate() {
        assert!(PATHS.iter().skip(index + 1).all(|other| other.id != path.id && other.title != path.title));
        assert_eq!(path.pass_to.is_some(), path.actions[0] == "iam:PassRole", "{}", path.id);
        for action in path.actions {
            let known = Data::bundled().action(action).map(|action| action.name);
            assert_eq!(known, Some(*action), "{}", path.id);
        }
    }
}

#[test]
fn a_path_is_seen_through_patterns_and_across_policies() {
    assert_eq!(ids(&["Allow iam:Create*Version on *"]), ["iam-001"]);
    let found = of(&["Allow iam:Pass* on *", "Allow ec2:Run* on *"]);
    assert_eq!(found.iter().map(|found| found.id).collect::<Vec<_>>(), ["ec2-001"]);
    assert_eq!(found[0].granted_by, [(0, 0), (1, 0)]);
    assert_eq!(ids(&["Allow iam:PutRolePolicy on arn:aws:iam::111122223333:role/*"]), ["iam-005"]);
}

#[test]
fn a_named_resource_is_no_path_by_itself() {
    assert_eq!(ids(&["Allow iam:PutRolePolicy on arn:aws:iam::111122223333:role/app-*"]), [""; 0]);
    assert_eq!(ids(&["Allow iam:PutRolePolicy on ${role.arn}"]), [""; 0]);
    assert_eq!(
        ids(&["Allow iam:PassRole on ${role.arn}\nAllow lambda:* on *"]),
        ["lambda-003", "lambda-004", "lambda-005"]
    );
    assert_eq!(ids(&["Allow iam:CreateAccessKey on arn:aws:iam::*:user/${aws:username}"]), [""; 0]);
    assert_eq!(ids(&["Allow iam:PutUserPolicy on arn:aws:iam::*:user/${aws:username}"]), ["iam-007"]);
}

#[test]
fn conditions_that_limit_close_a_path() {
    assert_eq!(ids(&["Allow iam:AttachRolePolicy on * if ArnEquals iam:PolicyARN=${p.arn}"]), [""; 0]);
    assert_eq!(
        ids(&["Allow iam:CreatePolicyVersion on * if Bool aws:MultiFactorAuthPresent=true"]),
        ["iam-001"]
    );
    let passing = |service: &str| {
        ids(&[
            &format!("Allow iam:PassRole on * if StringEquals iam:PassedToService={service}.amazonaws.com"),
            "Allow ec2:RunInstances, glue:CreateDevEndpoint on *",
        ])
    };
    assert_eq!(passing("ec2"), ["ec2-001"]);
    assert_eq!(passing("glue"), ["glue-001"]);
    assert_eq!(passing("lambda"), [""; 0]);
}

#[test]
fn only_a_deny_of_everything_closes_a_path() {
    let allow = "Allow iam:PutRolePolicy on *";
    assert_eq!(ids(&[allow, "Deny iam:Put* on arn:aws:iam::*:role/admin"]), ["iam-005"]);
    // Whoever meets no condition of a Deny is still allowed.
    assert_eq!(
        ids(&[allow, "Deny iam:* on * if BoolIfExists aws:MultiFactorAuthPresent=false"]),
        ["iam-005"]
    );
    assert_eq!(ids(&[allow, "Deny not iam:PutRolePolicy on *"]), ["iam-005"]);
    assert_eq!(ids(&[allow, "Deny not s3:* on *"]), [""; 0]);
    // It can't be told.
    assert_eq!(ids(&[allow, "Deny % on *"]), [""; 0]);
    assert_eq!(
        ids(&["Allow iam:PutRolePolicy on arn:aws:iam::1:role/*", "Deny iam:* on arn:aws:iam::*:role/*"]),
        [""; 0]
    );
}

#[test]
fn an_administrator_is_one_entry() {
    let all = of(&["Allow s3:* on *", "Allow * on *"]);
    assert_eq!(all.len(), 1);
    assert_eq!((all[0].id, all[0].actions.as_slice()), ("administrator", ["*"].as_slice()));
    assert_eq!(all[0].granted_by, [(1, 0)]);
    let iam = of(&["Allow iam:* on *"]);
    assert_eq!((iam[0].id, iam[0].actions.as_slice(), iam.len()), ("administrator", ["iam:*"].as_slice(), 1));
    let without_iam = ids(&["Allow * on *\nDeny iam:* on *"]);
    assert!(!without_iam.contains(&"administrator") && without_iam.contains(&"ssm-001"), "{without_iam:?}");
    assert!(without_iam.iter().all(|id| !id.starts_with("iam-")));
}

#[test]
fn what_everyday_roles_hold_is_no_path() {
    for text in [
        "Allow logs:PutLogEvents, xray:PutTraceSegments on *\nAllow dynamodb:* on ${table.arn}",
        "Allow ec2:Describe*, s3:*, sqs:* on *",
        "Allow iam:Get*, iam:List* on *",
        "Allow lambda:InvokeFunction on *",
    ] {
        assert_eq!(ids(&[text]), [""; 0], "{text}");
    }
}
