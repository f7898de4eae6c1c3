//! What each edit makes of a statement.

use expect_test::expect;

use super::{bucket, check, corrected, proposals, shown, table, with};
use crate::proposals::{Workspace, instead_of_managed};
use crate::{Attachment, Data};

#[test]
fn a_whole_service_is_narrowed_to_what_reads_the_wired_bucket() {
    check(
        "Allow s3:* on *",
        &with(&bucket("orders", "BUCKET")),
        &expect![[r#"
            A29 S2 Narrow s3:* on * to 2 actions on aws_s3_bucket.orders (grants less; check code)
              s3:* on * → 2 actions on 1 bucket
              a guess: that reading this bucket is enough, from `BUCKET`
              Allow s3:GetObject, s3:ListBucket on ${aws_s3_bucket.orders.arn}, ${aws_s3_bucket.orders.arn}/*
            A29 S2 Narrow s3:* on * to 4 actions on aws_s3_bucket.orders (grants less; check code)
              s3:* on * → 4 actions on 1 bucket
              a guess: that reading and writing this bucket is enough, from `BUCKET`
              Allow s3:GetObject, s3:ListBucket, s3:PutObject, s3:DeleteObject on ${aws_s3_bucket.orders.arn}, ${aws_s3_bucket.orders.arn}/*
            A05 S2 Narrow s3:* on * to s3:* on aws_s3_bucket.orders (grants less; check code)
              s3:* on * → s3:* on 1 bucket
              a guess: that this bucket is enough, and that none of 15 actions on * is used, from `BUCKET`
              Allow s3:* on ${aws_s3_bucket.orders.arn}, ${aws_s3_bucket.orders.arn}/*
        "#]],
    );
}

#[test]
fn everything_becomes_the_wired_resource() {
    let workspace = with(&(bucket("orders", "BUCKET") + &bucket("logs", "")));
    check(
        "Allow s3:GetObject, s3:PutObject on *",
        &workspace,
        &expect![[r#"
        A05 S2 Narrow 2 actions on * to aws_s3_bucket.orders (grants less; check code)
          2 actions on * → 2 actions on 1 bucket
          a guess: that this bucket is enough, from `BUCKET`
          Allow s3:GetObject, s3:PutObject on ${aws_s3_bucket.orders.arn}/*
    "#]],
    );
}

#[test]
fn the_only_declared_resource_is_most_likely_meant() {
    check(
        "Allow dynamodb:GetItem on *",
        &with(&table("orders", "")),
        &expect![[r#"
            A05 S2 Narrow dynamodb:GetItem to aws_dynamodb_table.orders (grants less; check code)
              dynamodb:GetItem on * → dynamodb:GetItem on 1 table
              a guess: that the one table declared here is enough
              Allow dynamodb:GetItem on ${aws_dynamodb_table.orders.arn}
        "#]],
    );
}

#[test]
fn of_several_declared_ones_all_are_named() {
    check(
        "Allow dynamodb:GetItem on *",
        &with(&(table("a", "") + &table("b", ""))),
        &expect![[r#"
        A05 S3 Narrow dynamodb:GetItem on * to 2 tables (grants less; check code)
          dynamodb:GetItem on * → dynamodb:GetItem on 2 tables
          a guess: that the 2 tables declared here are enough
          Allow dynamodb:GetItem on ${aws_dynamodb_table.a.arn}, ${aws_dynamodb_table.b.arn}
    "#]],
    );
}

#[test]
fn nothing_declared_asks_for_a_name_and_denies_until_then() {
    check(
        "Allow s3:GetObject on *",
        &Workspace::default(),
        &expect![[r#"
        A05 S4 Narrow s3:GetObject on * to a bucket you name (denies until filled in)
          s3:GetObject on * → s3:GetObject on a bucket you name
          a guess: which bucket is meant
          Allow s3:GetObject on arn:aws:s3:::REPLACE_ME/*
          choose arn:aws:s3:::REPLACE_ME/* of []
    "#]],
    );
    check(
        "Allow sqs:SendMessage, sns:Publish on *",
        &Workspace::default(),
        &expect![[r#"
        A05 S4 Narrow 2 actions on * to resources you name (denies until filled in)
          2 actions on * → 2 actions on resources you name
          a guess: which queue is meant
          Allow sqs:SendMessage, sns:Publish on arn:aws:sqs:*:*:REPLACE_ME, arn:aws:sns:*:*:REPLACE_ME
          choose arn:aws:sqs:*:*:REPLACE_ME of []
          choose arn:aws:sns:*:*:REPLACE_ME of []
    "#]],
    );
}

#[test]
fn of_many_declared_ones_somebody_chooses() {
    let many: String = ["a", "b", "c", "d", "e"].iter().map(|name| table(name, "")).collect();
    check(
        "Allow dynamodb:GetItem on *",
        &with(&many),
        &expect![[r#"
        A05 S4 Narrow dynamodb:GetItem on * to a table you name (denies until filled in)
          dynamodb:GetItem on * → dynamodb:GetItem on a table you name
          a guess: which table is meant
          Allow dynamodb:GetItem on arn:aws:dynamodb:*:*:table/REPLACE_ME
          choose arn:aws:dynamodb:*:*:table/REPLACE_ME of ["${aws_dynamodb_table.a.arn}", "${aws_dynamodb_table.b.arn}", "${aws_dynamodb_table.c.arn}", "${aws_dynamodb_table.d.arn}", "${aws_dynamodb_table.e.arn}"]
    "#]],
    );
}

#[test]
fn what_accepts_only_everything_stays() {
    let workspace = with(&table("orders", "TABLE"));
    check(
        "Allow ec2:DescribeVpcs, dynamodb:GetItem, sqs:SendMessage on *",
        &workspace,
        &expect![[r#"
        A06 S2 Narrow 1 action to 1 table; 2 actions stay on * (grants less; check code)
          3 actions on * → dynamodb:GetItem on 1 table; 2 actions stay
          a guess: that this table is enough, from `TABLE`
          Allow dynamodb:GetItem on ${aws_dynamodb_table.orders.arn}
          Allow ec2:DescribeVpcs, sqs:SendMessage on *
    "#]],
    );
    check("Allow ec2:Describe* on *", &workspace, &expect![""]);
}

#[test]
fn several_services_are_narrowed_at_once() {
    let workspace = with(&(bucket("orders", "BUCKET") + &table("orders", "TABLE")));
    check(
        "Allow s3:*, dynamodb:*, ec2:DescribeVpcs on *",
        &workspace,
        &expect![[r#"
            A29 S2 Narrow 6 actions to 2 resources; 1 action stays on * (grants less; check code)
              2 services on * → 6 actions on 2 resources; 1 action stays
              a guess: that 6 actions on 2 resources are enough, from `BUCKET` and `TABLE`
              Allow s3:GetObject, s3:ListBucket on ${aws_s3_bucket.orders.arn}, ${aws_s3_bucket.orders.arn}/*
              Allow dynamodb:GetItem, dynamodb:BatchGetItem, dynamodb:Query, dynamodb:Scan on ${aws_dynamodb_table.orders.arn}, ${aws_dynamodb_table.orders.arn}/index/*
              Allow ec2:DescribeVpcs on *
            A29 S2 Narrow 12 actions to 2 resources; 1 action stays on * (grants less; check code)
              2 services on * → 12 actions on 2 resources; 1 action stays
              a guess: that 12 actions on 2 resources are enough, from `BUCKET` and `TABLE`
              Allow s3:GetObject, s3:ListBucket, s3:PutObject, s3:DeleteObject on ${aws_s3_bucket.orders.arn}, ${aws_s3_bucket.orders.arn}/*
              Allow dynamodb:GetItem, dynamodb:BatchGetItem, dynamodb:Query, dynamodb:Scan, dynamodb:PutItem, dynamodb:UpdateItem, dynamodb:DeleteItem, dynamodb:BatchWriteItem on ${aws_dynamodb_table.orders.arn}, ${aws_dynamodb_table.orders.arn}/index/*
              Allow ec2:DescribeVpcs on *
            A06 S2 Narrow 2 actions to 2 resources; 1 action stays on * (grants less; check code)
              3 actions on * → 2 actions on 2 resources; 1 action stays
              a guess: that these 2 resources are enough, and that none of 28 actions on * is used, from `BUCKET` and `TABLE`
              Allow s3:* on ${aws_s3_bucket.orders.arn}, ${aws_s3_bucket.orders.arn}/*
              Allow dynamodb:* on ${aws_dynamodb_table.orders.arn}, ${aws_dynamodb_table.orders.arn}/index/*
              Allow ec2:DescribeVpcs on *
        "#]],
    );
}

#[test]
fn a_service_without_an_everyday_use_is_narrowed_to_reading() {
    check(
        "Allow cloudformation:* on *",
        &Workspace::default(),
        &expect![[r#"
        A29 S3 Narrow cloudformation:* to Describe*, Get*, List* (grants less; check code)
          cloudformation:* → Describe*, Get*, List*
          a guess: that reading is enough
          Allow cloudformation:Describe*, cloudformation:Get*, cloudformation:List* on *
    "#]],
    );
}

#[test]
fn an_unlisted_action_is_deleted_and_what_was_meant_is_a_correction() {
    let text = "Allow s3:GetObjct, s3:PutObject on arn:aws:s3:::b/*";
    check(
        text,
        &Workspace::default(),
        &expect![[r#"
            A04 S0 Delete s3:GetObjct: it is not in the list of 2026-09-26
              2 actions → 1 action
              a guess: that nothing newer than the list of 2026-09-26 has this name
              Allow s3:PutObject on arn:aws:s3:::b/*
        "#]],
    );
    expect![[r#"
        [
            (
                "s3:GetObject",
                "Correct s3:GetObjct to s3:GetObject (grants what was meant)",
            ),
        ]
    "#]]
    .assert_debug_eq(&corrected(text, &Workspace::default()));
    expect![[r#"
        [
            (
                "sqs:SendMessage",
                "Correct sqs:SendMessageBatch to sqs:SendMessage (grants what was meant)",
            ),
        ]
    "#]]
    .assert_debug_eq(&corrected("Allow sqs:SendMessageBatch on *", &Workspace::default()));
}

#[test]
fn pairs_that_never_meet_are_deleted() {
    let workspace = with(&bucket("orders", ""));
    let text = "Allow s3:GetObject, s3:ListBucket on ${aws_s3_bucket.orders.arn}";
    check(
        text,
        &workspace,
        &expect![[r#"
            A08 S0 Delete s3:GetObject: it never acts on aws_s3_bucket.orders.arn
              2 actions → 1 action
              a guess: that the list of 2026-09-26 has all that the action acts on
              Allow s3:ListBucket on ${aws_s3_bucket.orders.arn}
        "#]],
    );
    expect![[r#"
        [
            (
                "${aws_s3_bucket.orders.arn}/*",
                "Correct it to aws_s3_bucket.orders.arn/* (grants what was meant)",
            ),
        ]
    "#]]
    .assert_debug_eq(&corrected(text, &workspace));
    check(
        "Allow s3:GetObject on ${aws_s3_bucket.orders.arn}, ${aws_s3_bucket.orders.arn}/*",
        &workspace,
        &expect![[r#"
            A08 S0 Delete aws_s3_bucket.orders.arn: no action here acts on it
              2 resources → 1 resource
              a guess: that the list of 2026-09-26 has all that the actions act on
              Allow s3:GetObject on ${aws_s3_bucket.orders.arn}/*
        "#]],
    );
    check(
        "Allow ec2:DescribeVpcs, sqs:SendMessage on arn:aws:sqs:eu-west-1:1:q",
        &workspace,
        &expect![[r#"
            A08 S0 Delete ec2:DescribeVpcs: it never acts on arn:aws:sqs:eu-west-1:1:q
              2 actions → 1 action
              a guess: that the list of 2026-09-26 has all that the action acts on
              Allow sqs:SendMessage on arn:aws:sqs:eu-west-1:1:q
        "#]],
    );
}

#[test]
fn roles_are_passed_only_as_declared_and_only_to_the_service() {
    let workspace = Workspace {
        passable_roles: vec![
            ("lambda.amazonaws.com".into(), "${aws_iam_role.fn.arn}".into(), "aws_iam_role.fn".into()),
            ("ec2.amazonaws.com".into(), "${aws_iam_role.vm.arn}".into(), "aws_iam_role.vm".into()),
        ],
        ..Workspace::default()
    };
    check(
        "Allow iam:PassRole, lambda:CreateFunction on *",
        &workspace,
        &expect![[r#"
            A10 S2 Let only aws_iam_role.fn be passed (grants less; check code)
              iam:PassRole on * → 1 role
              a guess: that no other role is passed than the one a resource declared here runs as
              Allow lambda:CreateFunction on *
              Allow iam:PassRole on ${aws_iam_role.fn.arn}
            A11 S2 Let roles be passed to lambda.amazonaws.com only (grants less; check code)
              iam:PassRole to any service → 1 service
              a guess: that roles go to no other services than those whose resources it may create
              Allow lambda:CreateFunction on *
              Allow iam:PassRole on * if StringEquals iam:PassedToService=lambda.amazonaws.com
            A06 S4 Narrow 1 action to a function you name; the rest stays (denies until filled in)
              2 actions on * → lambda:CreateFunction on a function you name; 1 action stays
              a guess: which function is meant
              Allow lambda:CreateFunction on arn:aws:lambda:*:*:function:REPLACE_ME
              Allow iam:PassRole on *
              choose arn:aws:lambda:*:*:function:REPLACE_ME of []
        "#]],
    );
    check(
        "Allow iam:PassRole on *",
        &Workspace::default(),
        &expect![[r#"
        A10 S4 Let only a role you name be passed (denies until filled in)
          iam:PassRole on * → 1 role
          a guess: which role is meant
          Allow iam:PassRole on arn:aws:iam::*:role/REPLACE_ME
          choose arn:aws:iam::*:role/REPLACE_ME of []
    "#]],
    );
}

#[test]
fn all_but_some_becomes_what_is_declared() {
    let workspace = with("s3 object ${aws_s3_bucket.open.arn}/* arn:*:s3:::open/* from BUCKET");
    check(
        "Allow s3:GetObject on not arn:aws:s3:::secret/*",
        &workspace,
        &expect![[r#"
        A13 S2 Narrow s3:GetObject to aws_s3_bucket.open (grants less; check code)
          s3:GetObject on all but 1 resource → s3:GetObject on 1 bucket
          a guess: that this bucket is enough, from `BUCKET`
          Allow s3:GetObject on ${aws_s3_bucket.open.arn}/*
    "#]],
    );
}

#[test]
fn logs_go_to_the_group_of_the_function() {
    let mut workspace = Workspace { function_names: vec!["orders".into()], ..Workspace::default() };
    let text = "Allow logs:CreateLogGroup, logs:CreateLogStream, logs:PutLogEvents on arn:aws:logs:*:*:*";
    check(
        text,
        &workspace,
        &expect![[r#"
            A17 S2 Narrow 3 actions to log group /aws/lambda/orders (grants less; check code)
              3 actions on arn:aws:logs:*:*:* → 3 actions on 1 log group
              a guess: that it writes to no other log group than its function's
              Allow logs:CreateLogGroup, logs:CreateLogStream, logs:PutLogEvents on arn:aws:logs:*:*:log-group:/aws/lambda/orders:*
        "#]],
    );
    workspace.candidates = super::candidates(
        "logs log-group ${aws_cloudwatch_log_group.orders.arn}:* arn:*:logs:*:*:log-group:/aws/lambda/orders:* from orders
         logs log-stream ${aws_cloudwatch_log_group.orders.arn}:* arn:*:logs:*:*:log-group:/aws/lambda/orders:* from orders",
    );
    check(
        &text.replace("arn:aws:logs:*:*:*", "*"),
        &workspace,
        &expect![[r#"
            A17 S2 Narrow 3 actions on * to its log group (grants less; check code)
              3 actions on * → 2 actions on 1 log group
              a guess: that it writes to no other log group than aws_cloudwatch_log_group.orders
              Allow logs:CreateLogStream, logs:PutLogEvents on ${aws_cloudwatch_log_group.orders.arn}:*
        "#]],
    );
    check(
        text,
        &workspace,
        &expect![[r#"
            A17 S2 Narrow 3 actions to log group /aws/lambda/orders (grants less; check code)
              3 actions on arn:aws:logs:*:*:* → 2 actions on 1 log group
              a guess: that it writes to no other log group than its function's
              Allow logs:CreateLogStream, logs:PutLogEvents on arn:aws:logs:*:*:log-group:/aws/lambda/orders:*
        "#]],
    );
}

#[test]
fn a_trusted_service_that_nothing_uses_goes() {
    let mut workspace =
        Workspace { used_by: Some(vec!["lambda.amazonaws.com".into()]), ..Workspace::default() };
    let text = "Allow sts:AssumeRole for Service=lambda.amazonaws.com, Service=ec2.amazonaws.com";
    let trust = |workspace: &Workspace| shown(&proposals(text, Attachment::Trust, workspace));
    expect![[r#"
        A18 S2 Stop trusting ec2.amazonaws.com (grants less; check who uses the role)
          2 trusted services → 1 trusted service
          a guess: that nothing outside these files hands the role to it
          Allow sts:AssumeRole for Service=lambda.amazonaws.com
    "#]]
    .assert_eq(&trust(&workspace));
    workspace.never_used = vec!["ec2.amazonaws.com".into()];
    expect![[r#"
        A18 S0 Stop trusting ec2.amazonaws.com (nothing can use it)
          2 trusted services → 1 trusted service
          Allow sts:AssumeRole for Service=lambda.amazonaws.com
    "#]]
    .assert_eq(&trust(&workspace));
    workspace.used_by = None;
    expect![[r#""#]].assert_eq(&trust(&workspace));
}

#[test]
fn a_service_acts_for_a_named_source() {
    let workspace = Workspace {
        sources: vec![(
            "sns.amazonaws.com".into(),
            "${aws_sns_topic.orders.arn}".into(),
            "aws_sns_topic.orders".into(),
        )],
        account: Some("${data.aws_caller_identity.current.account_id}".into()),
        ..Workspace::default()
    };
    let text = "Allow sqs:SendMessage on ${aws_sqs_queue.q.arn} for Service=sns.amazonaws.com";
    expect![[r#"
        A19 S2 Let the service act for aws_sns_topic.orders only (grants less; check who calls)
          on behalf of anyone → aws_sns_topic.orders
          a guess: that nothing but the one source declared here calls
          Allow sqs:SendMessage on ${aws_sqs_queue.q.arn} for Service=sns.amazonaws.com if ArnLike aws:SourceArn=${aws_sns_topic.orders.arn}
        A19 S2 Let the service act for this account only (grants less; check who calls)
          on behalf of anyone → this account
          a guess: that no other account's resources have it called
          Allow sqs:SendMessage on ${aws_sqs_queue.q.arn} for Service=sns.amazonaws.com if StringEquals aws:SourceAccount=${data.aws_caller_identity.current.account_id}
    "#]].assert_eq(&shown(&proposals(text, Attachment::Resource("sqs"), &workspace)));
    let text = "Allow sts:AssumeRole for Service=states.amazonaws.com";
    expect![[r#"
        A19 S4 Let the service act for the account you name only (denies until filled in)
          on behalf of anyone → the account you name
          a guess: which account's resources have it called
          Allow sts:AssumeRole for Service=states.amazonaws.com if StringEquals aws:SourceAccount=REPLACE_ME
          choose REPLACE_ME of []
    "#]]
    .assert_eq(&shown(&proposals(text, Attachment::Trust, &Workspace::default())));
    let text = "Allow sts:AssumeRole for Service=ec2.amazonaws.com";
    expect![[r#""#]].assert_eq(&shown(&proposals(text, Attachment::Trust, &Workspace::default())));
}

#[test]
fn what_others_cover_is_deleted_and_the_grant_stays() {
    check(
        "Allow s3:Get*, s3:GetObject, s3:getobject on arn:aws:s3:::b/*, arn:aws:s3:::b/x",
        &Workspace::default(),
        &expect![[r#"
            A28 S0 Delete 3 entries that others cover
              3 entries fewer, the grant stays
              Allow s3:Get* on arn:aws:s3:::b/*
        "#]],
    );
    check(
        "Allow sqs:SendMessage on arn:aws:sqs:eu-west-1:1:q\nAllow sqs:SendMessage on arn:aws:sqs:eu-west-1:1:*",
        &Workspace::default(),
        &expect![[r#"
            A28 S0 Delete this statement: the others grant all of it
              1 statement → none, the grant stays
        "#]],
    );
}

#[test]
fn an_administrator_becomes_a_role_of_its_own() {
    let data = Data::bundled();
    let mut workspace = with(&bucket("orders", "BUCKET"));
    workspace.function_names = vec!["orders".into()];
    let instead = |name: &str, services: &[&str], workspace: &Workspace| {
        let managed = &data.managed_policy(name).unwrap().policy;
        let proposal = instead_of_managed((name, managed), services, &[managed], workspace, data);
        shown(&proposal.into_iter().collect::<Vec<_>>())
    };
    expect![[r#"
        A14 S2 Replace AdministratorAccess by a policy of 7 actions (grants less; check code)
          AdministratorAccess → 7 actions
          a guess: that it only writes its logs, and reads and writes what its settings name
          Allow logs:CreateLogGroup, logs:CreateLogStream, logs:PutLogEvents on arn:aws:logs:*:*:log-group:/aws/lambda/orders:*
          Allow s3:GetObject, s3:ListBucket, s3:PutObject, s3:DeleteObject on ${aws_s3_bucket.orders.arn}, ${aws_s3_bucket.orders.arn}/*
    "#]].assert_eq(&instead("AdministratorAccess", &["lambda.amazonaws.com"], &workspace));
    expect![[r#"
        A14 S2 Replace PowerUserAccess by a policy of 7 actions (grants less; check code)
          PowerUserAccess → 7 actions
          a guess: that it only writes its logs, and reads and writes what its settings name
          Allow logs:CreateLogGroup, logs:CreateLogStream, logs:PutLogEvents on arn:aws:logs:*:*:log-group:/aws/lambda/orders:*
          Allow s3:GetObject, s3:ListBucket, s3:PutObject, s3:DeleteObject on ${aws_s3_bucket.orders.arn}, ${aws_s3_bucket.orders.arn}/*
    "#]].assert_eq(&instead("PowerUserAccess", &["lambda.amazonaws.com"], &workspace));
    // It never let anybody write logs.
    expect![[r#"
        A14 S4 Replace IAMFullAccess by a policy of 1 action (denies until filled in)
          IAMFullAccess → 1 action
          a guess: what it is that the role does
          Allow iam:GetRole on arn:aws:iam::*:role/REPLACE_ME
          choose arn:aws:iam::*:role/REPLACE_ME of []
    "#]]
    .assert_eq(&instead("IAMFullAccess", &["lambda.amazonaws.com"], &workspace));
    expect![[r#"
        A14 S4 Replace AdministratorAccess by a policy of 1 action (denies until filled in)
          AdministratorAccess → 1 action
          a guess: what it is that the role does
          Allow s3:GetObject on arn:aws:s3:::REPLACE_ME/*
          choose arn:aws:s3:::REPLACE_ME/* of []
    "#]]
    .assert_eq(&instead("AdministratorAccess", &["ec2.amazonaws.com"], &Workspace::default()));
}

#[test]
fn a_long_name_does_not_cost_the_edit() {
    let none = Workspace::default();
    for text in [
        "Allow eks-auth:AssumeRoleForPodIdentity on *",
        "Allow application-autoscaling:* on *",
        "Allow license-manager-linux-subscriptions:* on *",
        "Allow ecr:PutImage, codepipeline:PutActionRevision, ec2:DescribeVpcs on *",
    ] {
        assert_ne!(proposals(text, Attachment::Identity, &none), [], "{text}");
    }
}

#[test]
fn every_action_on_everything_becomes_what_the_settings_name_or_something_to_fill_in() {
    let workspace = Workspace {
        function_names: vec!["orders".into()],
        ..with(&(bucket("orders", "BUCKET") + &table("orders", "")))
    };
    check(
        "Allow *, s3:GetObject on * if Bool aws:SecureTransport=true",
        &workspace,
        &expect![[r#"
            A28 S0 Delete s3:GetObject: * covers it
              1 entry fewer, the grant stays
              Allow * on * if Bool aws:SecureTransport=true
            A02 S2 Narrow * on * to 7 actions on 1 bucket and its logs (grants less; check code)
              * on * → 7 actions on 1 bucket and its logs
              a guess: that it only writes its logs, and reads and writes what its settings name
              Allow logs:CreateLogGroup, logs:CreateLogStream, logs:PutLogEvents on arn:aws:logs:*:*:log-group:/aws/lambda/orders:* if Bool aws:SecureTransport=true
              Allow s3:GetObject, s3:ListBucket, s3:PutObject, s3:DeleteObject on ${aws_s3_bucket.orders.arn}, ${aws_s3_bucket.orders.arn}/* if Bool aws:SecureTransport=true
        "#]],
    );
    check(
        "Allow * on *",
        &with(&bucket("orders", "")),
        &expect![[r#"
        A02 S4 Narrow * on * to what you name (denies until filled in)
          * on * → s3:GetObject on what you name
          a guess: what it is that its holder does
          Allow s3:GetObject on arn:aws:s3:::REPLACE_ME/*
          choose arn:aws:s3:::REPLACE_ME/* of ["${aws_s3_bucket.orders.arn}/*"]
    "#]],
    );
    check("Allow * on arn:aws:s3:::a", &workspace, &expect![[r#""#]]);
}
