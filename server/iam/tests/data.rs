#![cfg(test)]
//! The tables of actions and managed policies, as their readers see them.

use iam::{Data, Effect, Level};

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
