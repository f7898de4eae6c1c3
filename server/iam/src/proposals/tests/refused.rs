//! What only looks like narrowing is not offered.

use super::{bucket, candidates, policy, proposals, shown, with};
use crate::proposals::{
    Grade, Workspace, propose,
    subject::{Draft, Grant, Subject},
};
use crate::{Attachment, Data};

/// Would an edit of the first statement pass, were it drafted?
fn passes(old: &str, new: &str, workspace: &Workspace) -> bool {
    let (old, new) = (policy(old), policy(new));
    let union = [&old];
    let subject = Subject::new(&old, 0, Attachment::Identity, &union, workspace, Data::bundled()).unwrap();
    let draft = Draft {
        edit: "A00",
        grade: Grade::S2,
        replacement: new.statements,
        titles: vec!["An edit".into()],
        delta: String::new(),
        guess: None,
        wired: Vec::new(),
        choices: Vec::new(),
        grant: Grant::Shrinks,
    };
    subject.prove(draft).is_some()
}

#[test]
fn the_proof_refuses_what_is_obvious_and_wrong() {
    let none = Workspace::default();
    for (why, old, new) in [
        ("a shorter wildcard", "Allow s3:GetObject, s3:GetObjectAcl on *", "Allow s3:GetObject* on *"),
        ("today's actions of a wildcard", "Allow sns:Get* on *", "Allow sns:Get*, sns:GetTopic on *"),
        ("a misspelling corrected", "Allow s3:GetObjct on *", "Allow s3:GetObject on *"),
        ("objects for a bucket", "Allow s3:* on arn:aws:s3:::b", "Allow s3:* on arn:aws:s3:::b/*"),
        ("across what NotAction leaves out", "Allow not iam:PassRole on *", "Allow iam:P* on *"),
        ("another partition", "Allow s3:* on arn:aws-cn:s3:::*", "Allow s3:* on arn:aws:s3:::b"),
        (
            "a policy variable lost",
            "Allow s3:* on arn:aws:s3:::b/${aws:username}/*",
            "Allow s3:* on arn:aws:s3:::b/*",
        ),
        ("the same as before", "Allow s3:* on *", "Allow S3:* on *"),
    ] {
        assert!(!passes(old, new, &none), "{why}");
    }
    assert!(passes("Allow s3:* on arn:aws:s3:::*", "Allow s3:* on arn:aws:s3:::b", &none));
}

#[test]
fn a_reference_of_unknown_partition_is_not_under_a_known_one() {
    let workspace = with(&bucket("b", ""));
    let new = "Allow s3:* on ${aws_s3_bucket.b.arn}";
    assert!(passes("Allow s3:* on arn:*:s3:::*", new, &workspace));
    assert!(!passes("Allow s3:* on arn:aws:s3:::*", new, &workspace));
}

#[test]
fn what_another_statement_grants_all_the_same_is_not_narrowed() {
    let workspace = with(&bucket("orders", "BUCKET"));
    let text = "Allow s3:GetObject on *\nAllow s3:Get* on *";
    let edits: Vec<_> =
        proposals(text, Attachment::Identity, &workspace).iter().map(|proposal| proposal.edit).collect();
    assert_eq!(edits, ["A28"]);
    // The same in another document: which of the two goes is not for an edit to say.
    let (first, second) = (policy("Allow s3:GetObject on *"), policy("Allow * on *"));
    let union = [&first, &second];
    let proposals = propose(&first, 0, Attachment::Identity, &union, &workspace, Data::bundled());
    assert_eq!(shown(&proposals), "");
}

#[test]
fn a_deny_is_never_edited() {
    let workspace = with(&bucket("orders", "BUCKET"));
    assert_eq!(proposals("Deny s3:*, s3:GetObject on *", Attachment::Identity, &workspace), []);
}

#[test]
fn what_grants_nobody_or_others_is_not_scoped() {
    let workspace = with(&bucket("orders", "BUCKET"));
    assert_eq!(proposals("Allow s3:* on *", Attachment::Limit, &workspace), []);
    let key = "Allow kms:* on * for AWS=arn:aws:iam::111122223333:root";
    assert_eq!(proposals(key, Attachment::Resource("kms"), &workspace), []);
}

#[test]
fn a_statement_beside_one_that_cannot_be_told_is_still_proved() {
    let workspace = with(&bucket("orders", "BUCKET"));
    let text = "Allow s3:GetObject on *\nAllow % on %\nDeny s3:% on %";
    let found = proposals(text, Attachment::Identity, &workspace);
    assert!(found.iter().any(|proposal| proposal.edit == "A05"), "{}", shown(&found));
}

#[test]
fn actions_that_need_more_than_is_declared_stay() {
    let workspace =
        with("ec2 instance arn:aws:ec2:*:*:instance/${aws_instance.web.id} arn:*:ec2:*:*:instance/*");
    assert_eq!(proposals("Allow ec2:RunInstances on *", Attachment::Identity, &workspace), []);
    let stopped = proposals("Allow ec2:StopInstances on *", Attachment::Identity, &workspace);
    assert_eq!(stopped.first().map(|proposal| proposal.edit), Some("A05"));
}

#[test]
fn a_declared_role_is_not_whom_to_assume() {
    let workspace = Workspace {
        candidates: candidates("iam role ${aws_iam_role.own.arn} arn:*:iam::*:role/*"),
        ..Workspace::default()
    };
    let found = proposals("Allow sts:AssumeRole on *", Attachment::Identity, &workspace);
    assert!(found.iter().all(|proposal| proposal.grade == Grade::S4), "{}", shown(&found));
}

#[test]
fn a_group_of_another_name_is_left_alone() {
    let workspace = Workspace { function_names: vec!["orders".into()], ..Workspace::default() };
    let text = "Allow logs:PutLogEvents on arn:aws:logs:eu-west-1:1:log-group:shared:*";
    assert_eq!(proposals(text, Attachment::Identity, &workspace), []);
}
