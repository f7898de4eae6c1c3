//! Random statements: what is offered for them grants no request that they did not, with matching written again.

use proptest::{
    prelude::*,
    test_runner::{Config, TestRng, TestRunner},
};

use super::{bucket, candidates, table};
use crate::proposals::{Workspace, propose};
use crate::{Attachment, Clause, Data, Effect, Policy, Statement, Term, matches};

const ACTIONS: [&str; 22] = [
    "s3:*",
    "s3:Get*",
    "s3:GetObject",
    "s3:GetObjct",
    "s3:ListBucket",
    "s3:ListAllMyBuckets",
    "S3:putobject",
    "dynamodb:*",
    "dynamodb:GetItem",
    "dynamodb:Query",
    "dynamodb:List*",
    "logs:*",
    "logs:CreateLogGroup",
    "logs:PutLogEvents",
    "iam:PassRole",
    "lambda:CreateFunction",
    "sqs:SendMessage",
    "ec2:DescribeVpcs",
    "ec2:*",
    "cloudformation:*",
    "*",
    "sns:Publ?sh",
];

const RESOURCES: [&str; 12] = [
    "*",
    "arn:aws:s3:::*",
    "arn:*:s3:::*",
    "arn:aws:s3:::a",
    "arn:aws:s3:::a/*",
    "${aws_s3_bucket.a.arn}",
    "${aws_s3_bucket.a.arn}/*",
    "arn:aws:logs:*:*:*",
    "arn:aws:logs:*:*:log-group:*",
    "arn:aws:dynamodb:*:*:table/*",
    "${aws_dynamodb_table.t.arn}",
    "${var.other}",
];

/// Values for the references; what is known of them holds in each.
const WORLDS: [[(&str, &str); 4]; 2] = [
    [
        ("${aws_s3_bucket.a.arn}", "arn:aws:s3:::a"),
        ("${aws_dynamodb_table.t.arn}", "arn:aws:dynamodb:eu-west-1:1:table/t"),
        ("${aws_cloudwatch_log_group.g.arn}", "arn:aws:logs:eu-west-1:1:log-group:g"),
        ("${var.other}", "*"),
    ],
    [
        ("${aws_s3_bucket.a.arn}", "arn:aws-cn:s3:::other"),
        ("${aws_dynamodb_table.t.arn}", "arn:aws-cn:dynamodb:cn-north-1:2:table/u"),
        ("${aws_cloudwatch_log_group.g.arn}", "arn:aws-cn:logs:cn-north-1:2:log-group:h"),
        ("${var.other}", "arn:aws:s3:::a/x"),
    ],
];

const ASKED: [&str; 16] = [
    "*",
    "arn:aws:s3:::a",
    "arn:aws:s3:::a/x",
    "arn:aws:s3:::b",
    "arn:aws:s3:::REPLACE_ME/x",
    "arn:aws-cn:s3:::other",
    "arn:aws-cn:s3:::other/x",
    "arn:aws:dynamodb:eu-west-1:1:table/t",
    "arn:aws:dynamodb:eu-west-1:1:table/t/index/i",
    "arn:aws-cn:dynamodb:cn-north-1:2:table/u",
    "arn:aws:dynamodb:eu-west-1:1:table/REPLACE_ME",
    "arn:aws:logs:eu-west-1:1:log-group:/aws/lambda/orders:log-stream:s",
    "arn:aws:logs:eu-west-1:1:log-group:g:log-stream:s",
    "arn:aws-cn:logs:cn-north-1:2:log-group:h:log-stream:s",
    "arn:aws:iam::1:role/r",
    "arn:aws:sqs:eu-west-1:1:q",
];

const DONE: [&str; 16] = [
    "s3:GetObject",
    "s3:GetObjct",
    "s3:ListBucket",
    "s3:ListAllMyBuckets",
    "s3:PutObject",
    "s3:DeleteBucket",
    "dynamodb:GetItem",
    "dynamodb:Query",
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "iam:PassRole",
    "lambda:CreateFunction",
    "sqs:SendMessage",
    "ec2:DescribeVpcs",
    "iam:CreateUser",
];

fn clause(choices: &'static [&'static str], often: u32) -> impl Strategy<Value = Clause> {
    let term =
        proptest::sample::select(choices).prop_map(|text| Term { text: Some(text.to_owned()), index: 0 });
    (proptest::bool::weighted(f64::from(often) / 100.0), proptest::collection::vec(term, 1..4))
        .prop_map(|(negated, terms)| Clause { negated, terms })
}

fn statement() -> impl Strategy<Value = Statement> {
    (proptest::bool::weighted(0.15), clause(&ACTIONS, 8), clause(&RESOURCES, 10)).prop_map(
        |(deny, actions, resources)| Statement {
            effect: Some(if deny { Effect::Deny } else { Effect::Allow }),
            actions,
            resources,
            ..Statement::default()
        },
    )
}

fn holds(clause: &Clause, asked: &str, world: &[(&str, &str)], fold: fn(&str) -> String) -> bool {
    let named = clause.terms.iter().filter_map(|term| term.text.clone()).any(|text| {
        let text = world.iter().fold(text, |text, (name, value)| text.replace(name, value));
        matches(&fold(&text), &fold(asked))
    });
    named != clause.negated
}

fn grants(policy: &Policy, action: &str, resource: &str, world: &[(&str, &str)]) -> bool {
    let matched = |effect: Effect| {
        policy.statements.iter().filter(move |it| it.effect == Some(effect)).any(|statement| {
            // What asks for a condition is asked in a context that meets it.
            holds(&statement.actions, action, world, str::to_ascii_lowercase)
                && holds(&statement.resources, resource, world, str::to_owned)
        })
    };
    matched(Effect::Allow) && !matched(Effect::Deny)
}

#[test]
fn no_edit_grants_what_was_not_granted() {
    let workspace = Workspace {
        candidates: candidates(
            &(bucket("a", "BUCKET")
                + &table("t", "")
                + "logs log-group ${aws_cloudwatch_log_group.g.arn}:* arn:*:logs:*:*:log-group:*:* from orders\n\
                   logs log-stream ${aws_cloudwatch_log_group.g.arn}:* arn:*:logs:*:*:log-group:*:* from orders\n"),
        ),
        function_names: vec!["orders".into()],
        passable_roles: vec![("lambda.amazonaws.com".into(), "arn:aws:iam::1:role/r".into(), "r".into())],
        ..Workspace::default()
    };
    let config = Config { cases: 300, failure_persistence: None, ..Config::default() };
    let random = TestRng::from_seed(config.rng_algorithm, &[7; 32]);
    let offered = std::cell::Cell::new(0u32);
    let case = proptest::collection::vec(statement(), 1..4);
    let result = TestRunner::new_with_rng(config, random).run(&case, |statements| {
        let mut next = 0;
        let mut policy = Policy { version: None, statements };
        for statement in &mut policy.statements {
            for term in statement.actions.terms.iter_mut().chain(&mut statement.resources.terms) {
                term.index = next;
                next += 1;
            }
        }
        for index in 0..policy.statements.len() {
            for proposal in
                propose(&policy, index, Attachment::Identity, &[&policy], &workspace, Data::bundled())
            {
                offered.set(offered.get() + 1);
                let mut edited = policy.clone();
                edited.statements.splice(index..=index, proposal.replacement.iter().cloned());
                for world in &WORLDS {
                    for (action, resource) in DONE.iter().flat_map(|it| ASKED.iter().map(move |on| (it, on)))
                    {
                        let before = grants(&policy, action, resource, world);
                        let after = grants(&edited, action, resource, world);
                        prop_assert!(before || !after, "{}: {action} on {resource}", proposal.title);
                        let same = !proposal.simplifies || before == after;
                        prop_assert!(same, "{}: {action} on {resource}", proposal.title);
                    }
                }
            }
        }
        Ok(())
    });
    assert_eq!(result, Ok(()));
    assert!(offered.get() > 400, "{}", offered.get());
}
