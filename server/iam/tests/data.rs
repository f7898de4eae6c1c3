#![cfg(test)]
//! The tables of actions and managed policies, as their readers see them.

use iam::{Data, Effect, KeyType, Level};

fn data() -> &'static Data {
    Data::bundled()
}

#[test]
fn the_list_is_of_this_day_and_size() {
    assert_eq!(data().date(), "2026-09-26");
    assert_eq!(data().services().len(), 456);
    assert_eq!(data().action_names().len(), 22_091);
    let resource_types =
        data().services().iter().map(|it| data().resource_types(it.prefix).len()).sum::<usize>();
    assert_eq!(resource_types, 2334);
    let of_level = |level| data().expand_levels("*").into_iter().filter(|(_, it)| *it == level).count();
    assert_eq!(of_level(Level::List), 3719);
    assert_eq!(of_level(Level::Read), 5871);
    assert_eq!(of_level(Level::Tagging), 719);
    assert_eq!(of_level(Level::Write), 11_209);
    assert_eq!(of_level(Level::PermissionsManagement), 573);
}

#[test]
fn every_action_is_found_by_its_name_in_any_case() {
    for name in data().action_names() {
        assert_eq!(data().action(name).map(|it| it.name), Some(*name));
        assert_eq!(data().action(&name.to_uppercase()).map(|it| it.name), Some(*name));
    }
    assert_eq!(data().action("s3:GetObjekt"), None);
    assert_eq!(data().action("s3"), None);
    assert_eq!(data().action(""), None);
}

#[test]
fn an_action_knows_what_it_acts_on() {
    let get = data().action("S3:getobject").unwrap();
    assert_eq!((get.name, get.service.name, get.level), ("s3:GetObject", "Amazon S3", Level::Read));
    let types: Vec<_> = get.resource_types.iter().map(|it| (it.resource_type.name, it.required)).collect();
    assert_eq!(types, [("accesspointobject", false), ("object", false)]);
    assert_eq!(get.resource_types[1].resource_type.arn, "arn:${Partition}:s3:::${BucketName}/${ObjectName}");
    assert!(get.condition_keys.contains(&"s3:ExistingObjectTag/<key>"));
    assert!(!get.is_wildcard_only());

    let describe = data().action("ec2:DescribeInstances").unwrap();
    assert!(describe.is_wildcard_only());
    assert_eq!(describe.level, Level::List);
}

#[test]
fn an_action_knows_what_it_needs_besides() {
    let create = data().action("lambda:CreateFunction").unwrap();
    assert_eq!(create.dependent, ["iam:PassRole", "lambda:PassCapacityProvider"]);
}

#[test]
fn the_stricter_access_level_counts() {
    // AWS calls it a write; its attributes hold the queue's policy.
    assert_eq!(data().action("sqs:CreateQueue").unwrap().level, Level::PermissionsManagement);
    // AWS calls it permissions management, the other list a write.
    assert_eq!(data().action("organizations:AttachPolicy").unwrap().level, Level::PermissionsManagement);
    // The other list calls this read permissions management.
    assert_eq!(data().action("quicksight:DescribeDataSetPermissions").unwrap().level, Level::Read);
}

#[test]
fn a_pattern_stands_for_the_actions_that_a_scan_finds() {
    let patterns = [
        "s3:Get*",
        "s3:*",
        "S3:GETOBJECT",
        "*",
        "*:*",
        "s3*",
        "s3:Get?bject",
        "*:Describe*",
        "ec2:*Instances",
        "iam:PassRole",
        "s3-object-lambda:*",
        "sso:*",
        "sso*:List*",
        "nothing:*",
        "s3:Nothing*",
        "",
        "?3:*",
    ];
    for pattern in patterns {
        let folded = pattern.to_lowercase();
        let mut scanned = data().action_names().to_vec();
        scanned.retain(|name| iam::matches(&folded, &name.to_lowercase()));
        let expanded: Vec<_> = data().expand(pattern).into_iter().map(|it| it.name).collect();
        assert_eq!(expanded, scanned, "{pattern}");
        let named: Vec<_> = data().expand_levels(pattern).into_iter().map(|(name, _)| name).collect();
        assert_eq!(named, scanned, "{pattern}");
    }
    assert_eq!(data().expand("s3:Get*").len(), 63);
}

#[test]
fn a_service_is_found_in_any_case() {
    assert_eq!(data().service("DynamoDB").unwrap().name, "Amazon DynamoDB");
    assert_eq!(data().service("dynamo"), None);
    for service in data().services() {
        assert_eq!(data().service(service.prefix), Some(service));
    }
}

#[test]
fn every_managed_policy_grants_or_denies_something() {
    let names = data().managed_policy_names();
    assert_eq!(names.len(), 1594);
    for (name, arn) in names {
        let found = data().managed_policy(name).unwrap();
        assert_eq!((found.name.as_str(), found.arn.as_str()), (name, arn));
        assert_eq!(data().managed_policy(arn), Some(found));
        assert!(!found.policy.statements.is_empty(), "{name}");
        for statement in &found.policy.statements {
            assert!(!statement.actions.terms.is_empty(), "{name}");
            assert!(!statement.resources.terms.is_empty(), "{name}");
            let strings = statement.actions.terms.iter().chain(&statement.resources.terms);
            assert!(
                strings.into_iter().all(|it| it.text.as_ref().is_some_and(|it| !it.is_empty())),
                "{name}"
            );
        }
    }
}

#[test]
fn a_managed_policy_is_found_by_name_and_by_the_arn_of_any_partition() {
    let found = data().managed_policy("AWSLambdaBasicExecutionRole").unwrap();
    assert_eq!(found.arn, "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole");
    let [statement] = found.policy.statements.as_slice() else { panic!("{found:?}") };
    let texts: Vec<_> = statement.actions.terms.iter().map(|it| it.text.as_deref().unwrap()).collect();
    assert_eq!(texts, ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]);
    assert_eq!(statement.effect, Some(Effect::Allow));

    let china = "arn:aws-cn:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
    assert_eq!(data().managed_policy(china), Some(found));
    assert_eq!(data().managed_policy("arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole"), None);
    assert_eq!(data().managed_policy("arn:aws:iam::123456789012:policy/AdministratorAccess"), None);
    assert_eq!(data().managed_policy("NoSuchPolicy"), None);
}

#[test]
fn a_withdrawn_policy_has_a_successor() {
    let withdrawn = "arn:aws:iam::aws:policy/AWSLambdaFullAccess";
    assert_eq!(data().managed_policy(withdrawn), None);
    let successor = data().successor_of_managed_policy(withdrawn).map(|it| it.name.as_str());
    assert_eq!(successor, Some("AWSLambda_FullAccess"));
    assert_eq!(data().successor_of_managed_policy("AWSLambda_FullAccess"), None);
}

#[test]
fn the_strings_of_a_managed_policy_are_numbered_in_reading_order() {
    let found = data().managed_policy("PowerUserAccess").unwrap();
    let mut numbers = Vec::new();
    for statement in &found.policy.statements {
        numbers.extend(statement.sid.iter().map(|it| it.index));
        numbers.extend(statement.actions.terms.iter().chain(&statement.resources.terms).map(|it| it.index));
        numbers.extend(statement.conditions.iter().flat_map(|it| &it.values).map(|it| it.index));
    }
    assert_eq!(numbers, (0..numbers.len()).collect::<Vec<_>>());
    assert!(found.policy.statements[0].actions.negated);
}

fn key(written: &str) -> Option<(&str, KeyType)> {
    data().condition_key(written).map(|it| (it.name, it.key_type))
}

#[test]
fn a_condition_key_is_found_as_it_is_written() {
    assert_eq!(key("aws:SourceArn"), Some(("aws:SourceArn", KeyType::Arn)));
    assert_eq!(key("AWS:sourcearn"), Some(("aws:SourceArn", KeyType::Arn)));
    assert_eq!(key("aws:ResourceTag/team"), Some(("aws:ResourceTag/${TagKey}", KeyType::String)));
    assert_eq!(key("aws:PrincipalOrgPaths"), Some(("aws:PrincipalOrgPaths", KeyType::Strings)));
    assert_eq!(key("s3:prefix"), Some(("s3:prefix", KeyType::String)));
    assert_eq!(key("s3:existingobjecttag/a"), Some(("s3:ExistingObjectTag/<key>", KeyType::String)));
    assert_eq!(key("iam:PassedToService"), Some(("iam:PassedToService", KeyType::String)));
    assert_eq!(key("kms:GrantIsForAWSResource"), Some(("kms:GrantIsForAWSResource", KeyType::Bool)));
    assert_eq!(key("token.actions.githubusercontent.com:sub"), Some(("${Provider}:sub", KeyType::String)));
    assert_eq!(key("accounts.google.com:aud"), Some(("accounts.google.com:aud", KeyType::String)));
    assert_eq!(key("oidc.eks.eu-west-1.amazonaws.com/id/A1:aud"), Some(("${Provider}:aud", KeyType::String)));
    assert_eq!(key("token.actions.githubusercontent.com:ref").map(|it| it.1), Some(KeyType::String));
    for unknown in ["aws:SourceAnr", "s3:sub", "aws:ResourceTag", "s3:prefixes", "", "aws"] {
        assert_eq!(key(unknown), None, "{unknown}");
    }
}

#[test]
fn every_published_condition_key_is_found_by_its_name() {
    for known in data().condition_keys("") {
        let found = data().condition_key(known.name).map(|it| it.name);
        assert_eq!(found, Some(known.name));
    }
    assert_eq!(data().condition_keys("").len(), 1630);
}

#[test]
fn condition_keys_are_completed_from_their_beginning() {
    let names = |beginning: &str| -> Vec<_> {
        data().condition_keys(beginning).into_iter().map(|it| it.name).collect()
    };
    assert_eq!(names("aws:sourcev"), ["aws:SourceVpc", "aws:SourceVpcArn", "aws:SourceVpce"]);
    assert_eq!(names("sns:"), ["sns:Endpoint", "sns:Protocol"]);
    assert!(names("nothing:").is_empty());
}

#[test]
fn an_action_has_the_condition_keys_of_what_it_acts_on() {
    let keys = data().action("dynamodb:GetItem").unwrap().all_condition_keys();
    assert!(keys.contains(&"dynamodb:LeadingKeys"), "{keys:?}");
    let keys = data().action("secretsmanager:GetSecretValue").unwrap().all_condition_keys();
    assert!(keys.contains(&"aws:ResourceTag/${TagKey}"), "{keys:?}");
}

fn resource_type(service: &str, name: &str) -> iam::ResourceType<'static> {
    let found = data().resource_types(service).into_iter().find(|it| it.name == name);
    found.unwrap_or_else(|| panic!("{service} has no {name}"))
}

#[test]
fn an_arn_template_is_a_pattern() {
    assert_eq!(resource_type("s3", "object").pattern(), "arn:*:s3:::*/*");
    assert_eq!(resource_type("lambda", "function").pattern(), "arn:*:lambda:*:*:function:*");
    // It has two forms, of REST and of HTTP APIs.
    assert_eq!(resource_type("apigateway", "stages").pattern(), "arn:*:apigateway:*::/*");
    let braces = resource_type("opsworks-cm", "backup").pattern();
    assert_eq!(braces, "arn:*:opsworks-cm::*:backup/*-*");
    for service in data().services() {
        for found in data().resource_types(service.prefix) {
            let pattern = found.pattern();
            assert!(
                pattern.starts_with("arn:*:") && !pattern.contains(['$', '{', ',', ' ']),
                "{found:?}: {pattern}"
            );
            assert!(found.matches(&pattern), "{found:?}");
        }
    }
}

#[test]
fn a_pattern_of_a_policy_may_or_may_not_match_arns_of_a_type() {
    let matches = |service, name, pattern: &str| resource_type(service, name).matches(pattern);
    assert!(matches("s3", "bucket", "arn:aws:s3:::orders"));
    assert!(matches("s3", "bucket", "arn:aws:s3:::orders*"));
    assert!(matches("s3", "bucket", "*"));
    assert!(matches("s3", "bucket", "${aws_s3_bucket.b.arn}"));
    // The name of a bucket holds no slash.
    assert!(!matches("s3", "bucket", "arn:aws:s3:::orders/*"));
    assert!(!matches("s3", "bucket", "${aws_s3_bucket.b.arn}/*"));
    assert!(matches("s3", "object", "arn:aws:s3:::orders/*"));
    assert!(matches("s3", "object", "arn:aws:s3:::orders*"));
    assert!(!matches("s3", "object", "arn:aws:s3:::orders"));
    assert!(matches("logs", "log-group", "arn:aws:logs:*:*:log-group:/aws/lambda/f:*"));
    assert!(matches("lambda", "function", "arn:aws:lambda:eu-west-1:1:function:f:live"));
    assert!(!matches("lambda", "function", "arn:aws:lambda:eu-west-1:1:layer:f"));
    assert!(matches("iam", "role", "arn:aws:iam::1:role/path/to/r"));
    assert!(!matches("iam", "role", "arn:aws:iam:us-east-1:1:role/r"));
    assert!(matches("ssm", "parameter", "arn:aws:ssm:*:*:parameter/app/db/*"));
    assert!(matches("lex", "bot", "arn:aws:lex:eu-west-1:1:bot:b"));
    assert!(matches("sns", "topic", "arn:aws:sns:eu-west-1:1:t"));
    assert!(matches("iot", "topic", "arn:aws:iot:eu-west-1:1:topic/home/door"));
}
