//! SARIF 2.1.0, for code scanning services. Columns count Unicode code points.

use catalog::{Duty, Severity};
use model::Place;
use serde_json::{Value, json};

use crate::json::{also, message, written};
use crate::place::{Span, file_name, span_of};
use crate::select::{Finding, Level};
use crate::{Input, Problem, words};

pub(crate) fn sarif(input: &Input<'_>) -> String {
    let tier = input.profile.tier();
    let duties: Vec<&Duty> = input.catalogue.duties.iter().filter(|duty| duty.tier <= tier).collect();
    let problems = input.problems();
    let results: Vec<Value> =
        input.findings().iter().map(|finding| result(input, &duties, finding)).collect();
    written(&json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "demarc",
                "version": env!("CARGO_PKG_VERSION"),
                "informationUri": words::PAGES,
                "rules": duties.iter().map(|duty| rule(duty)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": { "ROOT": { "uri": root_uri(input) } },
            "invocations": [{
                "executionSuccessful": problems.is_empty(),
                "toolExecutionNotifications": problems.iter().map(notification).collect::<Vec<_>>(),
            }],
            "results": results,
        }],
    }))
}

fn rule(duty: &Duty) -> Value {
    let prose = words::plain(&duty.prose);
    json!({
        "id": duty.id,
        "name": duty.title,
        "shortDescription": { "text": duty.title },
        "fullDescription": { "text": prose.split("\n\n").next().unwrap_or_default() },
        "help": { "text": prose, "markdown": duty.prose },
        "helpUri": words::page(&duty.id),
        "defaultConfiguration": { "level": default_level(duty.severity) },
        "properties": {
            "tags": ["security", words::area_id(duty.area), words::tier(duty.tier)],
            "security-severity": security_severity(duty.severity),
        },
    })
}

fn default_level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "error",
        Severity::High | Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

/// The scale that code scanning sorts by: from 9 critical, from 7 high, from 4 medium.
fn security_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.0",
        Severity::High => "7.0",
        Severity::Medium => "5.0",
        Severity::Low => "3.0",
        Severity::Info => "0.0",
    }
}

fn result(input: &Input<'_>, duties: &[&Duty], finding: &Finding<'_>) -> Value {
    let resource = finding.judged.resource;
    let judgement = finding.judged.judgement;
    let address = format!("{}{}", resource.address, judgement.instance.as_deref().unwrap_or_default());
    let seen = judgement.evidence.iter().filter(|seen| seen.place != finding.at);
    let related: Vec<Value> = seen
        .map(|seen| (seen.place, seen.note.clone()))
        .chain(finding.others.iter().map(|other| (other.resource.name_place, also(finding, other))))
        .map(|(place, note)| {
            json!({ "physicalLocation": location(input, place), "message": { "text": note } })
        })
        .collect();
    let mut properties = json!({
        "status": words::status_id(judgement.status),
        "severity": words::severity(finding.duty.severity),
    });
    let mut of = finding.duty.id.clone();
    if let (Some(rule), Some(properties)) = (&judgement.rule, properties.as_object_mut()) {
        properties.insert("rule".into(), json!(rule));
        of = format!("{of} {rule}");
    }
    json!({
        "ruleId": finding.duty.id,
        "ruleIndex": duties.iter().position(|duty| duty.id == finding.duty.id),
        "level": match finding.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Information | Level::Hint => "note",
        },
        "message": { "text": message(finding.judged) },
        "locations": [{
            "physicalLocation": location(input, finding.at),
            "logicalLocations": [{ "fullyQualifiedName": address, "kind": "resource" }],
        }],
        "relatedLocations": related,
        "partialFingerprints": { "dutyOnResource/v1": format!("{of} {address}") },
        "properties": properties,
    })
}

fn location(input: &Input<'_>, place: Place) -> Value {
    json!({
        "artifactLocation": artifact(&file_name(input.snapshot, place.file, &input.root)),
        "region": region(span_of(input.snapshot, place)),
    })
}

fn artifact(file: &str) -> Value {
    json!({ "uri": words::uri_path(file), "uriBaseId": "ROOT" })
}

fn region(span: Span) -> Value {
    json!({
        "startLine": span.start.line,
        "startColumn": span.start.column,
        "endLine": span.end.line,
        "endColumn": span.end.column,
    })
}

fn notification(problem: &Problem) -> Value {
    json!({
        "level": "error",
        "message": { "text": problem.message },
        "locations": [{ "physicalLocation": {
            "artifactLocation": artifact(&problem.file),
            "region": region(problem.range),
        }}],
    })
}

fn root_uri(input: &Input<'_>) -> String {
    format!("{}/", words::file_uri(input.root.as_str()))
}
