//! What holds for every fix, on bodies made at random.

use crate::support::{self, Project};
use catalog::FixKind;
use model::print::terraform::{Indent, format};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, TestRunner},
};

/// What the fixes of these tests add: names that random bodies have, and names that they don't.
const TEMPLATES: [&str; 7] = [
    "n = 1",
    "https_traffic_only_enabled = true\nmin_tls_version = \"TLS1_2\"",
    "name = \"<input: name>\"",
    "blob {\n  delete {\n    days = <input: days>\n  }\n}",
    "name = 1\n\nrules {\n  action = \"Deny\"\n  bypass = [\"Azure\"]\n}",
    "tags = {\n  owner = \"<name>\"\n}",
    "retention_in_days = <setting:log-retention-days>\nrule {\n  id = \"a\"\n}\nrule {\n  id = \"b\"\n}",
];

const COMPANION: &str = "resource \"a_log\" \"<name>\" {\n  of   = <ref:id>\n  days = <input: days>\n}";

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => Just("1".to_owned()),
        2 => Just("\"ü ${var.x[\"a\"]} #\"".to_owned()),
        1 => Just("[\n1, # one\n2,\n]".to_owned()),
        1 => Just("{ a = 1 }".to_owned()),
        1 => Just("jsonencode({\na = [{\nb = \"}\"\n}]\nccc = 2\n})".to_owned()),
        1 => Just("<<-EOT\n  a = {\n  EOT".to_owned()),
    ]
}

fn comment() -> impl Strategy<Value = String> {
    prop_oneof![4 => Just(String::new()), 1 => Just(" # why".to_owned()), 1 => Just(" // \"why\" {".to_owned())]
}

fn attribute() -> impl Strategy<Value = String> {
    let names = prop::sample::select(vec!["a", "name", "kind", "account_replication_type", "tags", "count"]);
    (names, value(), comment()).prop_map(|(name, value, comment)| {
        // A comment behind a heredoc's last line would be part of the heredoc.
        let comment = if value.starts_with("<<") { "" } else { &comment };
        format!("{name} = {value}{comment}")
    })
}

fn entry() -> impl Strategy<Value = String> {
    let plain = || {
        prop_oneof![
            6 => attribute(),
            2 => Just(String::new()),
            1 => Just("# A comment: {".to_owned()),
            1 => Just("rules {}".to_owned()),
            1 => Just("one { line = 1 } # here".to_owned()),
        ]
    };
    let nested = (
        prop::sample::select(vec!["blob", "rules", "other"]),
        comment(),
        prop::collection::vec(plain(), 0..4),
    )
        .prop_map(|(name, comment, entries)| format!("{name} {{{comment}\n{}\n}}", once(entries)));
    prop_oneof![5 => plain(), 1 => nested]
}

/// The entries as a body in which each name stands once.
fn once(entries: Vec<String>) -> String {
    let mut seen = Vec::new();
    let entries = entries.into_iter().filter(|entry| {
        let name = entry.split([' ', '\n']).next().unwrap_or_default().to_owned();
        let fresh = name.is_empty() || name == "#" || !seen.contains(&name);
        seen.push(name);
        fresh
    });
    entries.collect::<Vec<_>>().join("\n")
}

/// A resource, formatted, with other blocks around it.
fn file() -> impl Strategy<Value = String> {
    let body = prop::collection::vec(entry(), 0..8).prop_map(once);
    let around = prop::sample::select(vec!["", "\nlocals {\n  a = 1\n}\n", "locals {}\n", "\n\n# end\n"]);
    (around.clone(), body, around).prop_map(|(before, body, after)| {
        let text = format!("{before}\nresource \"a_thing\" \"it\" {{\n{body}\n}}\n{after}");
        format(&text, &Indent::default()) + "\n"
    })
}

fn fixes() -> impl Strategy<Value = FixKind> {
    prop_oneof![
        5 => prop::sample::select(TEMPLATES.to_vec()).prop_map(|it| FixKind::MergeBody { template: it.into() }),
        1 => Just(FixKind::AddCompanion { template: COMPANION.into() }),
    ]
}

/// Lines of `old` that are not in `new`, in order. A column may have moved: how much white space there is does
/// not count.
fn lost<'t>(old: &'t str, new: &str) -> Vec<&'t str> {
    let mut new = new.lines().peekable();
    let mut lost = Vec::new();
    for line in old.lines() {
        let mut ahead = new.clone();
        if ahead.any(|other| other.split_whitespace().eq(line.split_whitespace())) {
            new = ahead;
        } else {
            lost.push(line);
        }
    }
    lost
}

/// Which line a value that is replaced begins on, by the names that the templates set.
fn is_replaced(line: &str) -> bool {
    ["name", "tags"].iter().any(|name| line.trim_start().starts_with(name))
}

proptest! {
    #![proptest_config(Config { cases: 400, failure_persistence: None, ..Config::default() })]

    #[test]
    fn a_fix_parses_changes_nothing_else_and_is_not_needed_twice(text in file(), kind in fixes(), spoil in 0usize..3) {
        // A file that nobody formatted is treated with the same care.
        let text = if spoil == 0 { text.replace(" = ", "=").replace("\n  ", "\n    ") } else { text };
        let project = Project::new(&text);
        project.assert_whole();
        let before = project.files[0].1.clone();
        if let Some(fix) = project.fix(project.first(), kind.clone()) {
            let fixed = project.apply(&fix);
            fixed.assert_whole();
            let after = fixed.files[0].1.clone();
            let replaces = before.lines().any(is_replaced);
            if !replaces && !before.contains("{}") && !before.contains("one {") {
                prop_assert_eq!(lost(&before, &after), Vec::<&str>::new(), "{}", after);
            }
            if let FixKind::MergeBody { .. } = kind {
                prop_assert_eq!(fixed.fix(fixed.first(), kind), None, "a second run has something to do:\n{}", after);
            }
        }
    }

    #[test]
    fn line_ends_are_those_of_the_file(text in file(), kind in fixes()) {
        let project = Project::of_files(vec![("/main.tf".into(), text.replace('\n', "\r\n"))]);
        if let Some(fix) = project.fix(project.first(), kind) {
            let fixed = project.apply(&fix);
            fixed.assert_whole();
            prop_assert_eq!(fixed.files[0].1.replace("\r\n", "").find(['\r', '\n']), None);
        }
    }
}

#[test]
fn a_formatted_file_stays_formatted() {
    let mut runner = TestRunner::deterministic();
    let mut all = String::new();
    for _ in 0..300 {
        let text = file().new_tree(&mut runner).expect("a file").current();
        let kind = fixes().new_tree(&mut runner).expect("a fix").current();
        let project = Project::new(&text);
        if let Some(fix) = project.fix(project.first(), kind) {
            all.push_str(&project.apply(&fix).files[0].1);
            all.push('\n');
        }
    }
    if let Some(formatted) = support::terraform_fmt(&all) {
        let differing = all.lines().zip(formatted.lines()).position(|(ours, theirs)| ours != theirs);
        let around = differing
            .map(|line| all.lines().skip(line.saturating_sub(8)).take(16).collect::<Vec<_>>().join("\n"));
        assert_eq!(around, None, "terraform fmt writes line 9 of this differently");
        assert_eq!(all, formatted);
    }
}
