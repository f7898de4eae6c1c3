//! Rules of source files: sizes, headers, and what the layers below the edge may touch.

use anyhow::Result;

use super::shown;
use crate::workspace;

/// Production lines of a Rust file: those before its tests.
const MOST_LINES: usize = 500;
/// Of one request of the language server, and of one editor feature.
const MOST_FEATURE_LINES: usize = 200;
/// Of a duty, examples included.
const MOST_DUTY_LINES: usize = 150;

/// The layers that get everything handed in: no files, no environment, no clock, no processes.
const PURE: [&str; 10] =
    ["syntax", "schema", "iam", "model", "project", "catalog", "fix", "ide", "report", "testkit"];

/// What reaches outside, as it is written. Clippy cannot hold this rule: it reads one clippy.toml for the
/// whole workspace.
const OUTSIDE: [&str; 10] = [
    "fs::",
    "env::",
    "net::Tcp",
    "net::Udp",
    "net::ToSocketAddrs",
    "process::",
    "std::fs",
    "SystemTime",
    "Instant::now",
    "thread::sleep",
];

pub(super) fn problems() -> Result<Vec<String>> {
    let root = workspace::root();
    let mut problems = Vec::new();
    for folder in ["server", "tests"] {
        for path in workspace::files(&root.join(folder), "rs")? {
            problems.extend(check(&shown(&path), &workspace::read(&path)?));
        }
    }
    for cloud in ["aws", "azure"] {
        for path in workspace::files(&root.join("server/catalog").join(cloud), "md")? {
            let lines = workspace::read(&path)?.lines().count();
            if lines > MOST_DUTY_LINES {
                problems.push(format!("{}: {lines} lines, more than {MOST_DUTY_LINES}", shown(&path)));
            }
        }
    }
    Ok(problems)
}

fn check(path: &str, text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    let production = || text.lines().take_while(|line| line.trim() != "#[cfg(test)]");
    let lines = production().count();
    let is_test = path.contains("/tests/") || path.starts_with("tests/") || path.ends_with("/tests.rs");
    let is_feature = path.starts_with("server/lsp/src/requests/");
    let most = if is_feature { MOST_FEATURE_LINES } else { MOST_LINES };
    if !is_test && lines > most {
        problems.push(format!("{path}: {lines} production lines, more than {most}"));
    }
    if (path.ends_with("/lib.rs") || path.ends_with("/main.rs")) && !text.starts_with("//!") {
        problems.push(format!("{path}: does not open by saying what it is"));
    }
    if text.lines().any(|line| line.trim_start().starts_with(concat!("#[", "ignore"))) {
        problems.push(format!("{path}: has an ignored test"));
    }
    // A build script that shares modules with its crate uses less of them.
    if !path.ends_with("/build.rs") && text.lines().any(|line| line.starts_with("#![allow")) {
        problems.push(format!("{path}: switches a lint off for a whole crate"));
    }
    let member =
        path.strip_prefix("server/").and_then(|rest| rest.split_once("/src/")).map(|(member, _)| member);
    if !is_test && member.is_some_and(|member| PURE.contains(&member)) {
        for (number, line) in production().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            for found in OUTSIDE.iter().filter(|word| has_word(code, word)) {
                problems.push(format!("{path}:{}: {found} is for the lsp crate only", number + 1));
            }
        }
    }
    problems
}

/// Whether `word` stands in `code` and is not the end of a longer name.
fn has_word(code: &str, word: &str) -> bool {
    let continues = |before: &str| before.ends_with(|last: char| last.is_alphanumeric() || last == '_');
    code.match_indices(word).any(|(at, _)| !code.get(..at).is_some_and(continues))
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn a_file_may_not_grow_without_end_but_its_tests_do_not_count() {
        let long = "fn f() {}\n".repeat(501);
        assert_eq!(check("server/fix/src/edit.rs", &long).len(), 1);
        assert_eq!(check("server/lsp/src/requests/hover.rs", &"fn f() {}\n".repeat(201)).len(), 1);
        let tested = format!("fn f() {{}}\n#[cfg(test)]\nmod tests {{\n{long}}}\n");
        assert!(check("server/fix/src/edit.rs", &tested).is_empty());
    }

    #[test]
    fn the_lower_layers_touch_nothing_outside() {
        let read = "fn f() { std::fs::read(\"x\"); }";
        assert!(!check("server/model/src/lower.rs", read).is_empty());
        assert!(check("server/lsp/src/load.rs", read).is_empty());
        assert!(!check("server/ide/src/host.rs", "let now = std::time::Instant::now();").is_empty());
        assert!(
            check("server/model/src/lower.rs", "// not std::fs::read\nlet x = offs::y; env!(\"X\");")
                .is_empty()
        );
    }

    #[test]
    fn a_crate_says_what_it_is() {
        assert_eq!(check("server/iam/src/lib.rs", "pub mod x;\n").len(), 1);
        assert!(check("server/iam/src/lib.rs", "//! What it is.\n").is_empty());
    }

    #[test]
    fn ignored_tests_and_crate_wide_allows_are_not_wanted() {
        let ignored = concat!("#[test]\n#[", "ignore = \"later\"]\nfn t() {}\n");
        assert_eq!(check("server/iam/src/a.rs", ignored).len(), 1);
        assert_eq!(check("server/iam/src/a.rs", "#![allow(dead_code)]\n").len(), 1);
    }
}
