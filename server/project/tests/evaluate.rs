//! Expressions in, values out: what the files tell, and why where they do not.

#![cfg(test)]

use model::{Data, Known, Part, Value};
use project::{FilePath, Files, ResolvedModule, Snapshot};

fn snapshot(files: &[(&str, &str)]) -> Snapshot {
    let mut all = Files::default();
    for (path, text) in files {
        all.disk(&FilePath::new(path), Some((*text).to_owned()));
    }
    all.snapshot()
}

/// A value as a reader would write it; `?` for what can't be told.
fn show(module: &ResolvedModule, value: &Value) -> String {
    let list = |items: &[Value]| items.iter().map(|item| show(module, item)).collect::<Vec<_>>().join(", ");
    match value {
        Value::Absent => "absent".into(),
        Value::Unknown(unknown) => format!("? {:?}", unknown.why),
        Value::Known(Known { data, .. }) => match data {
            Data::Bool(value) => value.to_string(),
            Data::Number(number) => number.to_string(),
            Data::String(text) => format!("{text:?}"),
            Data::List(items) => format!("[{}]", list(items)),
            Data::Map(entries) => {
                let entries = entries.iter().map(|(key, value)| format!("{key}: {}", show(module, value)));
                format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
            }
            Data::Json(inner) => format!("json {}", show(module, inner)),
            Data::Reference(reference) => {
                let address = &module.resources[reference.resource as usize].address;
                let key = reference.instance.as_ref().map(ToString::to_string).unwrap_or_default();
                format!("-> {address}{key}.{}", reference.path)
            }
            Data::Template(parts) => {
                let parts = parts.iter().map(|part| match part {
                    Part::Literal(text) => text.to_string(),
                    Part::Value(value) => format!("<{}>", show(module, value)),
                });
                parts.collect::<String>()
            }
        },
    }
}

/// The value of `x` in the resource `t.r`.
fn value_in(files: &[(&str, &str)]) -> String {
    let snapshot = snapshot(files);
    for module in &snapshot.modules {
        if let Some(at) = module.resources.iter().position(|resource| resource.address.name == "r") {
            let body = module.body(at as u32, module.resources[at].instances.first());
            let Value::Known(Known { data: Data::Map(entries), .. }) = body.as_ref() else {
                panic!("a body is a map")
            };
            let found = entries.iter().find(|(name, _)| name == "x");
            return found.map_or("absent".into(), |(_, value)| show(module, value));
        }
    }
    panic!("no resource r")
}

fn value(expression: &str, rest: &str) -> String {
    value_in(&[("/main.tf", &format!("resource \"t\" \"r\" {{\n  x = {expression}\n}}\n{rest}"))])
}

#[test]
fn literals_are_what_is_written() {
    for (expression, expected) in [
        ("1", "1"),
        ("-2.5", "-2.5"),
        ("0x10", "16"),
        ("true", "true"),
        ("null", "absent"),
        (r#""a\tb \u00e9 \"q\"""#, r#""a\tb é \"q\"""#),
        (r#""$${kept} %%{kept}""#, r#""${kept} %{kept}""#),
        ("[1, \"b\"]", "[1, \"b\"]"),
        ("{ a = 1, \"b\" : 2, (\"c\") = 3 }", "{a: 1, b: 2, c: 3}"),
        ("<<EOT\none\n  two\nEOT", r#""one\n  two\n""#),
        ("<<-EOT\n    one\n      two\n  EOT", r#""one\n  two\n""#),
    ] {
        assert_eq!(value(expression, ""), expected, "{expression}");
    }
}

#[test]
fn operators_bind_as_in_the_language() {
    let rest = "variable \"a\" {\n  default = { b = 2 }\n}\n";
    for (expression, expected) in [
        ("1 + 2 * 3", "7"),
        ("-1 + var.a.b * 2", "3"),
        ("(1 + 2) * 3", "9"),
        ("var.a.b == 2 && var.a.b != 3", "true"),
        ("!(var.a.b > 1) || false", "false"),
        ("10 % 4 - 1", "1"),
        ("1 < 2 ? \"yes\" : \"no\"", "\"yes\""),
        ("false && var.nowhere", "false"),
        ("true || var.nowhere", "true"),
    ] {
        assert_eq!(value(expression, rest), expected, "{expression}");
    }
}

#[test]
fn names_are_followed_through_locals_variables_and_files() {
    let rest = "variable \"v\" {\n  default = \"from default\"\n}\nlocals {\n  l = var.v\n  deep = { list = [\"p\", \"q\"] }\n}\n";
    assert_eq!(value("local.l", rest), "\"from default\"");
    assert_eq!(value("local.deep.list[1]", rest), "\"q\"");
    assert_eq!(value("\"<${var.v}>\"", rest), "\"<from default>\"");
    let main = format!("resource \"t\" \"r\" {{\n  x = var.v\n}}\n{rest}");
    let with = |name: &str| value_in(&[("/main.tf", &main), (name, "v = \"from file\"\n")]);
    assert_eq!(with("/terraform.tfvars"), "\"from file\"");
    assert_eq!(with("/prod.auto.tfvars"), "\"from file\"");
    // Only named on the command line, so it may or may not count.
    assert_eq!(with("/prod.tfvars"), "\"from default\"");
}

#[test]
fn what_is_not_in_the_files_says_why() {
    let rest = "variable \"v\" {}\ndata \"t\" \"d\" {}\nmodule \"m\" {\n  source = \"org/thing/aws\"\n}\nlocals {\n  a = local.b\n  b = local.a\n}\n";
    for (expression, expected) in [
        ("var.v", "? Variable(\"v\")"),
        ("var.w", "? Undeclared(\"var.w\")"),
        ("t.other.id", "? Undeclared(\"t.other\")"),
        ("module.m.out", "? ModuleNotOnDisk { call: \"m\", source: \"org/thing/aws\" }"),
        ("uuid()", "? Function(\"uuid\")"),
        ("each.value", "? EachInstance(\"each.value\")"),
        ("path.module", "? AfterApply(\"path.module\")"),
        ("local.a", "? TooDeep"),
        ("data.t.d.name", "-> data.t.d.name"),
        ("\"a-${var.v}\"", "a-<? Variable(\"v\")>"),
    ] {
        assert_eq!(value(expression, rest), expected, "{expression}");
    }
}

#[test]
fn functions_that_the_files_decide_are_evaluated() {
    for (expression, expected) in [
        ("jsonencode({ a = [1] })", "json {a: [1]}"),
        ("join(\"-\", [\"a\", \"b\"])", "\"a-b\""),
        ("format(\"%s/%d%%\", \"a\", 3)", "\"a/3%\""),
        ("concat([1], [2, 3])", "[1, 2, 3]"),
        ("merge({ a = 1 }, { a = 2, b = 3 })", "{a: 2, b: 3}"),
        ("lookup({ a = 1 }, \"b\", 9)", "9"),
        ("length([1, 2])", "2"),
        ("coalesce(null, \"x\")", "\"x\""),
        ("toset([\"a\"])", "[\"a\"]"),
        ("[for n in [1, 2] : n * 2 if n > 1]", "[4]"),
        ("{ for k, v in { a = 1 } : upper(k) => v }", "{A: 1}"),
        ("contains([\"a\"], \"a\")", "true"),
    ] {
        assert_eq!(value(expression, ""), expected, "{expression}");
    }
}

#[test]
fn a_json_document_in_a_heredoc_is_a_value_with_its_references() {
    let expression = "<<EOT\n{\"Action\": \"s3:*\", \"Resource\": [\"${t.b.arn}/*\", 1]}\nEOT";
    let rest = "resource \"t\" \"b\" {}\n";
    assert_eq!(value(expression, rest), "json {Action: \"s3:*\", Resource: [<-> t.b.arn>/*, 1]}");
    assert_eq!(value(r#""{\"a\": true}""#, ""), "json {a: true}");
    assert_eq!(value("<<EOT\n{ not json\nEOT", ""), "\"{ not json\\n\"");
}

#[test]
fn repeated_and_dynamic_blocks_are_lists() {
    let body = |inside: &str| value_in(&[("/main.tf", &format!("resource \"t\" \"r\" {{\n{inside}\n}}\n"))]);
    assert_eq!(body("x {\n a = 1\n}\nx {\n a = 2\n}"), "[{a: 1}, {a: 2}]");
    assert_eq!(
        body("dynamic \"x\" {\n for_each = { p = 1, q = 2 }\n content {\n  k = x.key\n  v = x.value\n }\n}"),
        "[{k: \"p\", v: 1}, {k: \"q\", v: 2}]"
    );
    assert_eq!(
        body("dynamic \"x\" {\n for_each = [7]\n iterator = it\n content {\n  v = it.value\n }\n}"),
        "[{v: 7}]"
    );
    assert_eq!(body("dynamic \"x\" {\n for_each = []\n content {}\n}"), "absent");
}

#[test]
fn instances_know_their_own_key() {
    let with = |meta: &str, x: &str| {
        value_in(&[("/main.tf", &format!("resource \"t\" \"r\" {{\n{meta}\nx = {x}\n}}\n"))])
    };
    assert_eq!(with("count = 2", "\"n${count.index}\""), "\"n0\"");
    assert_eq!(with("for_each = { a = \"A\" }", "\"${each.key}${each.value}\""), "\"aA\"");
    assert_eq!(with("for_each = toset([\"a\"])", "each.value"), "\"a\"");
    assert_eq!(with("for_each = var.unknown", "each.value"), "? EachInstance(\"each.value\")");
}

#[test]
fn a_module_sees_its_arguments_and_its_caller_its_outputs() {
    let main = "module \"m\" {\n  source = \"./m\"\n  given  = \"by caller\"\n}\nresource \"t\" \"r\" {\n  x = module.m.out\n}\n";
    let child = "variable \"given\" {}\nvariable \"left\" {\n  default = \"alone\"\n}\noutput \"out\" {\n  value = \"${var.given}, ${var.left}\"\n}\n";
    assert_eq!(value_in(&[("/main.tf", main), ("/m/main.tf", child)]), "\"by caller, alone\"");
}

#[test]
fn a_module_that_init_fetched_is_read_through_the_manifest() {
    let main =
        "module \"m\" {\n  source = \"org/thing/aws\"\n}\nresource \"t\" \"r\" {\n  x = module.m.out\n}\n";
    let manifest =
        r#"{"Modules":[{"Key":"","Dir":"."},{"Key":"m","Source":"x","Dir":".terraform/modules/m"}]}"#;
    let files = [
        ("/p/main.tf", main),
        ("/p/.terraform/modules/modules.json", manifest),
        ("/p/.terraform/modules/m/main.tf", "output \"out\" {\n  value = 5\n}\n"),
    ];
    assert_eq!(value_in(&files), "5");
}

#[test]
fn an_opentofu_file_shadows_the_terraform_file_of_its_name() {
    let files = [
        ("/main.tf", "resource \"t\" \"r\" {\n  x = \"terraform\"\n}\n"),
        ("/main.tofu", "resource \"t\" \"r\" {\n  x = \"tofu\"\n}\n"),
    ];
    assert_eq!(value_in(&files), "\"tofu\"");
}

#[test]
fn doubling_locals_end_in_unknown_not_in_memory() {
    let mut rest = String::from("locals {\n  l0 = [1, 2]\n");
    for at in 1..60 {
        rest += &format!("  l{at} = [local.l{0}, local.l{0}]\n", at - 1);
    }
    let shown = value("local.l59", &(rest + "}\n"));
    assert!(shown.contains("? TooDeep") && shown.len() < 1_000_000, "{} characters", shown.len());
}

#[test]
fn modules_that_call_each_other_in_a_ring_end() {
    let files = [
        (
            "/a/main.tf",
            "module \"b\" {\n  source = \"../b\"\n}\nresource \"t\" \"r\" {\n  x = module.b.out\n}\noutput \"out\" {\n  value = module.b.out\n}\n",
        ),
        (
            "/b/main.tf",
            "module \"a\" {\n  source = \"../a\"\n}\noutput \"out\" {\n  value = module.a.out\n}\n",
        ),
    ];
    assert!(value_in(&files).starts_with('?'));
}

#[test]
fn a_name_declared_twice_means_the_one_in_the_same_file() {
    let one = |text: &str| format!("resource \"t\" \"twin\" {{\n  y = \"{text}\"\n}}\n");
    let first = one("first");
    let second = one("second") + "resource \"t\" \"r\" {\n  x = \"the ${t.twin.y}\"\n}\n";
    assert_eq!(value_in(&[("/1.tf", &first), ("/2.tf", &second)]), "\"the second\"");
}

#[test]
fn a_json_file_is_read_where_a_module_names_it() {
    let policy = ("/m/policies/a.json", "{\n  \"Action\": [\"s3:GetObject\"]\n}\n");
    let read = |expression: &str| {
        value_in(&[("/m/main.tf", &format!("resource \"t\" \"r\" {{\n  x = {expression}\n}}")), policy])
    };
    let document = r#"json {Action: ["s3:GetObject"]}"#;
    assert_eq!(read(r#"file("${path.module}/policies/a.json")"#), document);
    assert_eq!(read(r#"file("policies/a.json")"#), document);
    assert_eq!(read(r#"file("${path.root}/policies/../policies/a.json")"#), document);
    assert_eq!(read(r#"jsondecode(file("policies/a.json")).Action"#), r#"["s3:GetObject"]"#);
    assert!(read(r#"file("policies/b.json")"#).starts_with('?'));
    assert!(read(r#"file("policies/${var.name}.json")"#).starts_with('?'));
}

#[test]
fn a_module_names_its_documents_from_its_own_directory() {
    let called = "resource \"t\" \"r\" {\n  x = file(\"${path.module}/a.json\")\n}";
    let files = [
        ("/m/main.tf", "module \"b\" {\n  source = \"./b\"\n}"),
        ("/m/b/main.tf", called),
        ("/m/a.json", "1"),
        ("/m/b/a.json", "2"),
    ];
    assert_eq!(value_in(&files), "json 2");
    let named = snapshot(&files).modules[0].named_documents.clone();
    assert_eq!(named.into_iter().collect::<Vec<_>>(), [FilePath::new("/m/b/a.json")]);
}
