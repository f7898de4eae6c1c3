//! What AWS refuses, never matches, or does not need.

use super::{check as check_as, facts as facts_as};
use crate::Attachment;

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    check_as(Attachment::Identity, text, expected);
}

#[track_caller]
fn facts(rule: &str, text: &str, expected: &[(&str, &str)]) {
    facts_as(Attachment::Identity, rule, text, expected);
}

#[test]
fn each_misspelled_action_is_a_finding() {
    check(
        "Allow s3:GetObjct, s3:PutObjectt, s3:GetObject on arn:aws:s3:::b/*",
        &["IAM009 s3:GetObjct", "IAM009 s3:PutObjectt"],
    );
    facts(
        "IAM009",
        "Deny s3:GetObjct on *",
        &[
            ("action", "s3:GetObjct"),
            ("unknown", "action"),
            ("service", "Amazon S3"),
            ("suggestion", "s3:GetObject"),
            ("date", "2026-09-26"),
        ],
    );
    facts(
        "IAM009",
        "Allow sqss:SendMessage on *",
        &[("unknown", "service"), ("suggestion", "sqs:SendMessage")],
    );
    facts("IAM009", "Allow GetObject on *", &[("unknown", "form")]);
    check("Allow %, s3:${action}, SNS:publish on arn:aws:sns:eu-west-1:111122223333:t", &[]);
    for attachment in [Attachment::Resource("s3"), Attachment::Trust, Attachment::Limit, Attachment::Unknown]
    {
        check_as(attachment, "Allow s3:GetObjct on * for Service=x", &["IAM009 s3:GetObjct"]);
    }
    // Topics get it from AWS itself.
    check_as(Attachment::Resource("sns"), "Allow SNS:Receive on * for Service=x", &[]);
}

#[test]
fn a_pattern_that_stands_for_nothing() {
    check("Allow s3:Frob* on *", &["IAM010 s3:Frob*"]);
    check("Allow frob:* on *", &["IAM009 frob:*"]);
    check("Deny s3:Get* on *", &[]);
}

#[test]
fn statement_ids() {
    check("Read Orders: Allow s3:GetObject on arn:aws:s3:::b/*", &["IAM029 Read Orders"]);
    check("A: Allow s3:GetObject on arn:aws:s3:::b/*\nA: Deny s3:PutObject on *", &["IAM029 A"]);
    facts(
        "IAM029",
        "A: Allow s3:GetObject on arn:aws:s3:::b/*\nA: Deny s3:PutObject on *",
        &[("why", "duplicate"), ("sid", "A"), ("first", "1")],
    );
    check("${var.sid}: Allow s3:GetObject on arn:aws:s3:::b/*\n%: Deny s3:PutObject on *", &[]);
    check_as(Attachment::Resource("kms"), "Enable IAM: Allow kms:* on * for AWS=${root}", &[]);
}

#[test]
fn variables_need_the_new_version() {
    let statement = "Allow s3:GetObject on arn:aws:s3:::b/${aws:username}/*";
    check(statement, &["IAM030 arn:aws:s3:::b/${aws:username}/*"]);
    check(&format!("version 2008-10-17\n{statement}"), &["IAM030 arn:aws:s3:::b/${aws:username}/*"]);
    check(&format!("version 2012-10-17\n{statement}"), &[]);
    check("Allow s3:GetObject on arn:aws:s3:::${var.b}/*", &[]);
    facts("IAM030", statement, &[("variable", "${aws:username}"), ("version", "none")]);
}

#[test]
fn strings_that_another_covers() {
    check("Deny s3:*, S3:GetObject on *", &["IAM032 S3:GetObject"]);
    check("Deny s3:GetObject, s3:getobject on *", &["IAM032 s3:getobject"]);
    check("Deny s3:Get?bject, s3:Get*ct on *", &["IAM032 s3:Get?bject"]);
    check("Deny s3:Get?bject, s3:GetOb*ct on *", &[]);
    check("Deny s3:Get*, s3:Get** on *", &["IAM032 s3:Get**"]);
    check("Deny s3:GetObject on ${b.arn}/*, ${b.arn}/logs/*", &["IAM032 ${b.arn}/logs/*"]);
    check("Deny s3:GetObject on ${b.arn}/*, ${c.arn}/*", &[]);
    check("Allow s3:GetObject on ${bucket.arn}, ${bucket.arn}/*", &["IAM032 ${bucket.arn}"]);
    check("Allow s3:GetObject, s3:ListBucket on ${bucket.arn}, ${bucket.arn}/*", &[]);
    facts(
        "IAM032",
        "Allow s3:GetObject on ${bucket.arn}, ${bucket.arn}/*",
        &[("kind", "unreached"), ("what", "${bucket.arn}"), ("by", "s3:GetObject")],
    );
    facts(
        "IAM032",
        "Deny s3:*, s3:GetObject on *",
        &[("kind", "action"), ("what", "s3:GetObject"), ("by", "s3:*")],
    );
}

#[test]
fn a_statement_that_others_cover() {
    let bucket = "arn:aws:s3:::b/*";
    check(&format!("Allow s3:GetObject on {bucket}\nAllow s3:GetObject on {bucket}"), &["IAM032 -"]);
    facts(
        "IAM032",
        &format!("Allow s3:GetObject on {bucket}\nAllow s3:Get*, s3:Put* on arn:aws:s3:::b/*"),
        &[("kind", "statement"), ("what", "1"), ("by", "2")],
    );
    check(&format!("Allow s3:GetObject on {bucket} if Bool a=true\nAllow s3:PutObject on {bucket}"), &[]);
    check(&format!("Allow s3:GetObject on {bucket}\nAllow s3:GetObject on {bucket} for AWS=*"), &[]);
}
