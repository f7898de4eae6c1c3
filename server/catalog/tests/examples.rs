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
