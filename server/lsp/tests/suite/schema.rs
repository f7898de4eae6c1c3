//! The published schema of `check`'s JSON, and just enough of the schema language to hold output
//! against it. Members that the schema does not name are wrong: what is written is published.

use serde_json::Value;

/// Panics with the path of the first thing that is not as the schema says.
pub(crate) fn check(output: &Value) {
    let text = include_str!("../../../../docs/src/schemas/check.schema.json");
    let schema: Value = serde_json::from_str(text).unwrap();
    validate(&schema, &schema, output, "$");
}

fn validate(root: &Value, schema: &Value, value: &Value, at: &str) {
    for (keyword, rule) in schema.as_object().unwrap() {
        match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" => {}
            "$ref" => {
                let pointer = rule.as_str().unwrap().strip_prefix('#').unwrap();
                let definition =
                    root.pointer(pointer).unwrap_or_else(|| panic!("the schema has no {pointer}"));
                validate(root, definition, value, at);
            }
            "const" => assert_eq!(value, rule, "{at}"),
            "enum" => assert!(rule.as_array().unwrap().contains(value), "{at}: {value} is not one of {rule}"),
            "type" => {
                let types = rule.as_array().cloned().unwrap_or_else(|| vec![rule.clone()]);
                assert!(
                    types.iter().any(|name| is_of_type(value, name.as_str().unwrap())),
                    "{at}: {value} is no {rule}"
                );
            }
            "minimum" => assert!(value.as_i64() >= rule.as_i64(), "{at}: {value} is below {rule}"),
            "required" if value.is_null() => {}
            "required" => {
                for name in rule.as_array().unwrap() {
                    assert!(value.get(name.as_str().unwrap()).is_some(), "{at}: there is no {name}");
                }
            }
            "properties" => {
                for (name, member) in value.as_object().into_iter().flatten() {
                    let rule =
                        rule.get(name).unwrap_or_else(|| panic!("{at}: the schema does not name {name}"));
                    validate(root, rule, member, &format!("{at}.{name}"));
                }
            }
            "additionalProperties" => {
                for (name, member) in value.as_object().unwrap() {
                    validate(root, rule, member, &format!("{at}.{name}"));
                }
            }
            "items" => {
                for (index, item) in value.as_array().unwrap().iter().enumerate() {
                    validate(root, rule, item, &format!("{at}[{index}]"));
                }
            }
            _ => panic!("the schema uses {keyword}, which is not checked here"),
        }
    }
}

fn is_of_type(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "null" => value.is_null(),
        _ => panic!("no type {name}"),
    }
}
