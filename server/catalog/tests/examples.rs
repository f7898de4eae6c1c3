//! Every example of every duty page is a test: the first resource of the duty's type reaches the status
//! that the example's heading says.

#![cfg(test)]

use std::fmt::Write;

use catalog::{Assessment, Catalogue, Duty, Expected, FixKind, Judgement, Safety, Status, assess};
use project::{FilePath, Files};

const TODAY: &str = "2026-11-23";

fn assessment(text: &str) -> (Assessment, Vec<String>) {
    let mut files = Files::default();
    files.disk(&FilePath::new("/main.tf"), Some(text.to_owned()));
    let snapshot = files.snapshot();
    let problems = snapshot
        .files
        .values()
        .flat_map(|file| file.problems.iter())
        .map(|problem| problem.message.clone())
        .collect();
    let module = snapshot.modules.first().expect("one directory");
    (assess(module, Catalogue::bundled(), TODAY), problems)
}

fn judged<'a>(assessment: &'a Assessment, duty: &Duty) -> Vec<&'a Judgement> {
    let position =
        Catalogue::bundled().duties.iter().position(|other| other.id == duty.id).expect("its own duty");
    let first = assessment
        .resources
        .iter()
        .find(|resource| duty.types.contains(&resource.address.resource_type.to_string()));
    first
        .into_iter()
        .flat_map(|resource| &resource.judgements)
        .filter(|judgement| judgement.duty == position as u32)
        .collect()
}

#[test]
fn every_example_reaches_the_status_it_is_headed_with() {
    let mut failures = String::new();
    let mut count = 0;
    for duty in &Catalogue::bundled().duties {
        for (at, example) in duty.examples.iter().enumerate() {
            count += 1;
            let (assessment, problems) = assessment(&example.text);
            let found = judged(&assessment, duty);
            let status = found.first().map(|judgement| judgement.status);
            let expected = match example.expected {
                Expected::Shown => Some(Status::Shown),
                Expected::Default => Some(Status::Default),
                Expected::Missing => Some(Status::Missing),
                Expected::Contradicted => Some(Status::Contradicted),
                Expected::Unknown => Some(Status::Unknown),
                Expected::NotApplicable => None,
            };
            if status != expected || !problems.is_empty() {
                let line = found.first().map(|judgement| judgement.line.as_str()).unwrap_or_default();
                writeln!(
                    failures,
                    "{} example {}: expected {expected:?}, got {status:?} {line:?} {problems:?}",
                    duty.id,
                    at + 1
                )
                .unwrap();
            }
        }
    }
    assert!(count > 100, "only {count} examples");
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn every_duty_shows_both_a_good_and_a_bad_example() {
    for duty in &Catalogue::bundled().duties {
        let has =
            |wanted: &[Expected]| duty.examples.iter().any(|example| wanted.contains(&example.expected));
        assert!(has(&[Expected::Shown]), "{} has no example that shows it", duty.id);
        assert!(
            has(&[Expected::Missing, Expected::Contradicted]),
            "{} has no example that lacks it",
            duty.id
        );
    }
}

#[test]
fn every_filled_text_is_short_and_has_no_hole() {
    for duty in &Catalogue::bundled().duties {
        for example in &duty.examples {
            for judgement in judged(&assessment(&example.text).0, duty) {
                let first = judgement.message.lines().next().unwrap_or_default();
                for text in [first, &judgement.line] {
                    assert!(
                        !text.contains("``") && !text.contains("\"\"") && !text.contains("  "),
                        "{}: {text:?}",
                        duty.id
                    );
                    assert!(
                        text.chars().count() <= 125,
                        "{}: {} characters: {text}",
                        duty.id,
                        text.chars().count()
                    );
                }
                if let Some(fix) = &judgement.fix {
                    let title = fix.title.replace("<setting:log-retention-days>", "30");
                    assert!(title.chars().count() <= 80 && !title.contains("``"), "{}: {title}", duty.id);
                }
            }
        }
    }
}

#[test]
fn the_one_caller_that_a_permission_can_mean_is_named() {
    let title = |text: &str| {
        let duty = Catalogue::bundled().duty("aws-lambda.invoke-permission-source").unwrap();
        let fix = judged(&assessment(text).0, duty).first().and_then(|judgement| judgement.fix.clone());
        fix.map(|fix| (fix.title, fix.safety)).unwrap()
    };
    let page = Catalogue::bundled().duty("aws-lambda.invoke-permission-source").unwrap();
    let example =
        page.examples.iter().find(|example| example.text.contains("aws_api_gateway_rest_api")).unwrap();
    let named = "Name who may call: source_arn = aws_api_gateway_rest_api.api.execution_arn";
    assert_eq!(title(&example.text), (named.into(), Safety::Review));
    let second =
        "resource \"aws_apigatewayv2_api\" \"other\" {\n  name = \"other\"\n  protocol_type = \"HTTP\"\n}\n";
    let asked = "Name who may call: source_arn (fill in the ARN of the caller)";
    assert_eq!(title(&format!("{}{second}", example.text)), (asked.into(), Safety::NeedsInput));
}

#[test]
fn of_several_resources_those_that_are_there_are_not_added_again() {
    let duty = Catalogue::bundled().duty("az-vm.monitor-agent").unwrap();
    let added = |text: &str| {
        let fix = judged(&assessment(text).0, duty).first().and_then(|judgement| judgement.fix.clone());
        match fix.unwrap().kind {
            FixKind::AddCompanion { template } => template
                .lines()
                .filter_map(|line| line.split('"').nth(1).filter(|_| !line.starts_with(' ')))
                .map(str::to_owned)
                .collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        }
    };
    let (agent, rule) =
        ("azurerm_virtual_machine_extension", "azurerm_monitor_data_collection_rule_association");
    let mut examples = duty.examples.iter().filter(|example| example.expected == Expected::Missing);
    assert_eq!(added(&examples.next().unwrap().text), [agent, rule]);
    assert_eq!(added(&examples.next().unwrap().text), [rule]);
}

/// The finding of a duty on a machine with these further lines, and the title of its fix.
fn of_machine(id: &str, lines: &str) -> (String, Option<String>) {
    let duty = Catalogue::bundled().duty(id).unwrap();
    let text = format!("resource \"aws_instance\" \"web\" {{\n  ami = \"ami-1\"\n{lines}}}\n");
    let (assessment, _) = assessment(&text);
    let judgement = judged(&assessment, duty).first().copied().cloned().unwrap();
    (judgement.message, judgement.fix.map(|fix| fix.title))
}

#[test]
fn a_machine_that_nothing_patches_is_told_whose_the_operating_system_is() {
    let (message, _) = of_machine("aws-ec2-instance.patching", "");
    assert_eq!(message, "nothing here patches \"web\": the operating system is yours on a virtual machine");
}

#[test]
fn the_root_volume_is_offered_to_be_encrypted_where_that_closes_the_duty() {
    let title = |lines: &str| of_machine("aws-ec2-instance.root-volume-encrypted", lines).1;
    let offered = Some("Encrypt the root volume (REPLACES the instance)".to_owned());
    assert_eq!(title(""), offered);
    assert_eq!(title("  root_block_device {\n    encrypted = false\n  }\n"), offered);
    let data = "  ebs_block_device {\n    device_name = \"/dev/sdf\"\n    encrypted = false\n  }\n";
    assert_eq!(title(data), None);
}

#[test]
fn a_maintenance_window_patches_the_machines_its_targets_choose() {
    let patched = |key: &str, value: &str, operation: &str| {
        let text = format!(
            r#"
resource "aws_instance" "web" {{
  ami  = "ami-1"
  tags = {{ Tier = "front" }}
}}
resource "aws_ssm_maintenance_window_target" "some" {{
  window_id     = "mw-1"
  resource_type = "INSTANCE"
  targets {{
    key    = "{key}"
    values = ["{value}"]
  }}
}}
resource "aws_ssm_maintenance_window_task" "patch" {{
  window_id = "mw-1"
  task_type = "RUN_COMMAND"
  task_arn  = "AWS-RunPatchBaseline"
  targets {{
    key    = "WindowTargetIds"
    values = [aws_ssm_maintenance_window_target.some.id]
  }}
  task_invocation_parameters {{
    run_command_parameters {{
      parameter {{
        name   = "Operation"
        values = ["{operation}"]
      }}
    }}
  }}
}}
"#
        );
        let duty = Catalogue::bundled().duty("aws-ec2-instance.patching").unwrap();
        let (assessment, _) = assessment(&text);
        judged(&assessment, duty).first().map(|judgement| judgement.status)
    };
    assert_eq!(patched("tag:Tier", "front", "Install"), Some(Status::Shown));
    assert_eq!(patched("tag:Tier", "front", "Scan"), Some(Status::Contradicted));
    assert_eq!(patched("tag:Tier", "back", "Install"), Some(Status::Missing));
    assert_eq!(patched("tag-key", "Tier", "Install"), Some(Status::Shown));
    assert_eq!(patched("InstanceIds", "*", "Install"), Some(Status::Shown));
    assert_eq!(patched("resource-groups:Name", "front", "Install"), Some(Status::Unknown));
}
