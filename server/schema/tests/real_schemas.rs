//! Holds the bundled tables against what the real providers say of themselves, where `DEMARC_DATA`
//! names a folder with documents of `terraform providers schema -json`, as
//! `tf_schema_<provider>_<version>.json.gz`.

use std::{env, fs, path::Path, process::Command};

use schema::{Block, Kind, Schema};
use serde_json::Value;

/// Paths of a real document that the tables lack, or know as something else.
fn differences(document: &Value) -> Vec<String> {
    let mut differences = Vec::new();
    for (section, find) in [
        (
            "resource_schemas",
            Schema::resource as fn(&'static Schema, &str) -> Option<schema::ResourceType<'static>>,
        ),
        ("data_source_schemas", Schema::data_source),
    ] {
        for (name, schema) in document[section].as_object().into_iter().flatten() {
            match find(Schema::bundled(), name) {
                Some(found) => compare(name, &schema["block"], Some(found.body), &mut differences),
                None => differences.push(format!("{name}: no such type")),
            }
        }
    }
    differences
}

fn compare(path: &str, real: &Value, bundled: Option<Block<'_>>, differences: &mut Vec<String>) {
    let Some(bundled) = bundled else { return };
    for (name, attribute) in real["attributes"].as_object().into_iter().flatten() {
        let path = format!("{path}.{name}");
        let Some(item) = bundled.item(name) else {
            differences.push(format!("{path}: missing"));
            continue;
        };
        let expected: &[Kind] = match &attribute["type"] {
            Value::String(kind) if kind == "string" => &[Kind::String],
            Value::String(kind) if kind == "number" => &[Kind::Number],
            Value::String(kind) if kind == "bool" => &[Kind::Bool],
            Value::String(_) => &[Kind::Any],
            Value::Array(parts) => {
                match (parts.first().and_then(Value::as_str), parts.get(1).is_some_and(Value::is_array)) {
                    (Some("map"), _) => &[Kind::Map],
                    (Some("list" | "set"), false) => &[Kind::List],
                    (Some("list" | "set"), true) => &[Kind::List, Kind::Objects],
                    _ => &[Kind::Object],
                }
            }
            // Attributes with nested attributes.
            _ => &[Kind::Object, Kind::Objects, Kind::Map],
        };
        if !expected.contains(&item.kind()) {
            differences.push(format!("{path}: {:?}, really {}", item.kind(), attribute["type"]));
        }
    }
    for (name, block) in real["block_types"].as_object().into_iter().flatten() {
        let path = format!("{path}.{name}");
        let Some(item) = bundled.item(name) else {
            differences.push(format!("{path}: missing"));
            continue;
        };
        let once = block["max_items"] == 1 || block["nesting_mode"] == "single";
        let expected = if once { Kind::Block } else { Kind::Blocks };
        if item.kind() != expected {
            differences.push(format!("{path}: {:?}, really {expected:?}", item.kind()));
        }
        compare(&path, &block["block"], item.body(), differences);
    }
}

/// Differences that are right: the tables are of later releases than the documents seen so far.
const LATER: [&str; 2] =
    ["aws_bedrockagentcore_harness.environment", "azurerm_cosmosdb_account.ip_range_filter"];

#[test]
fn the_tables_agree_with_the_real_providers() {
    let Some(folder) = env::var_os("DEMARC_DATA") else {
        testkit::skipped("DEMARC_DATA names no folder with real provider schemas");
        return;
    };
    let mut found = Vec::new();
    let mut seen = 0;
    for entry in fs::read_dir(Path::new(&folder)).expect("DEMARC_DATA is a folder") {
        let path = entry.expect("a readable folder").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with("tf_schema_aws_") || name.starts_with("tf_schema_azurerm_") {
            let json = Command::new("gzip").arg("-dc").arg(&path).output().expect("gzip runs").stdout;
            let document = serde_json::from_slice(&json).expect("a schema document");
            seen += 1;
            found.extend(differences(&document));
        }
    }
    assert_eq!(seen, 2, "DEMARC_DATA has one document of each provider");
    found.retain(|line| !LATER.iter().any(|path| line.starts_with(&format!("{path}:"))));
    let shown = found.join("\n");
    assert!(found.is_empty(), "{} differences:\n{shown}", found.len());
}
