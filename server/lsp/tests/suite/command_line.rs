//! `demarc` as people and CI run it: arguments in, text and exit code out.

use std::{path::Path, process::Command};

use serde_json::Value;
use tests::Project;

use crate::{demarc, schema};

const BUCKET: &str = "resource \"aws_s3_bucket\" \"logs\" {\n  bucket = \"logs\"\n}\n";
/// One finding, of critical severity.
const OPEN_PORT: &str = r#"resource "aws_security_group" "web" {
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
"#;

struct Run {
    code: i32,
    out: String,
    err: String,
}

fn run(folder: &Path, arguments: &[&str]) -> Run {
    let output = Command::new(demarc()).args(arguments).current_dir(folder).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    let run = run(folder, &[&["check", "--format", "json"], arguments].concat());
    let value =
        serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {}{}", run.out, run.err));
    schema::check(&value);
    value
}

fn duties(value: &Value) -> Vec<&str> {
    value["findings"].as_array().unwrap().iter().map(|it| it["duty"].as_str().unwrap()).collect()
}

fn sample() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/sample"))
}

#[test]
fn the_exit_code_is_1_for_findings_2_for_what_was_not_read_and_else_0() {
    let project = Project::new("");
    project.write("main.tf", "locals {}\n");
    assert_eq!(run(project.folder(), &["check"]).code, 0);

    project.write("broken.tf", "locals {\n  a = \"not closed\n}\n");
    let unread = run(project.folder(), &["check"]);
    assert_eq!(unread.code, 2, "{}", unread.out);
    assert!(unread.err.contains("broken.tf:"), "{}", unread.err);

    project.write("open.tf", OPEN_PORT);
    let both = run(project.folder(), &["check"]);
    assert_eq!(both.code, 1, "{}", both.out);
    assert!(both.err.contains("broken.tf:"), "{}", both.err);

    project.remove("broken.tf");
    let findings = run(project.folder(), &["check"]);
    assert_eq!((findings.code, findings.err.as_str()), (1, ""));
}

#[test]
fn fail_on_says_which_severity_fails() {
    let project = Project::new("");
    project.write("main.tf", BUCKET);
    let code = |severity: &str| run(project.folder(), &["check", "--fail-on", severity]).code;
    assert_eq!([code("medium"), code("critical"), code("never")], [1, 0, 0]);
    assert_eq!(run(project.folder(), &["check", "--fail-on", "sometimes"]).code, 2);
}

#[test]
fn the_json_is_as_the_schema_says() {
    let everything = json(sample(), &["--all"]);
    let statuses = |status: &str| {
        everything["assessments"].as_array().unwrap().iter().filter(|it| it["status"] == status).count()
    };
    assert!(
        ["shown", "default", "missing", "contradicted", "unknown"]
            .map(statuses)
            .iter()
            .all(|count| *count > 0)
    );
    assert_eq!(json(sample(), &[])["assessments"], Value::Array(Vec::new()));
}

#[test]
fn file_names_are_relative_to_the_path_that_was_scanned() {
    let project = Project::new("");
    project.write("infra/net/main.tf", OPEN_PORT);
    let file =
        |path: &str| json(project.folder(), &[path])["findings"][0]["file"].as_str().unwrap().to_owned();
    assert_eq!(
        [file("."), file("infra"), file("infra/net")],
        ["infra/net/main.tf", "net/main.tf", "main.tf"]
    );
}

#[test]
fn a_single_file_is_judged_with_its_directory_and_only_it_is_reported() {
    let project = Project::new("");
    project.write("main.tf", BUCKET);
    project.write("web.tf", OPEN_PORT);
    project.write(
        "versioning.tf",
        "resource \"aws_s3_bucket_versioning\" \"logs\" {\n  bucket = aws_s3_bucket.logs.id\n  \
         versioning_configuration {\n    status = \"Enabled\"\n  }\n}\n",
    );
    let found = json(project.folder(), &["main.tf"]);
    assert!(duties(&found).iter().all(|duty| duty.starts_with("aws-s3")), "{found}");
    assert!(!duties(&found).contains(&"aws-s3.versioning"), "{found}");
    let other = run(project.folder(), &["check", "README.md"]);
    assert_eq!(other.code, 2);
}

#[test]
fn a_module_beside_the_path_is_read_for_its_values() {
    let project = Project::new("");
    project.write("live/main.tf", "module \"logs\" {\n  source = \"../modules/logs\"\n}\n");
    project.write("modules/logs/main.tf", BUCKET);
    let found = json(&project.path("live"), &["--all"]);
    assert_eq!(found["problems"], Value::Array(Vec::new()));
    assert_eq!(found["summary"]["files"], 2, "{found}");
}

#[test]
fn what_git_ignores_and_what_is_excluded_is_not_read() {
    let project = Project::new("");
    project.write(".gitignore", "generated/\n");
    project.write("demarc.toml", "exclude = [\"sandbox/**\"]\n");
    project.write("generated/main.tf", OPEN_PORT);
    project.write("sandbox/main.tf", OPEN_PORT);
    project.write("main.tf", "locals {}\n");
    let run = run(project.folder(), &["check"]);
    assert_eq!(run.code, 0, "{}", run.out);
}

#[test]
fn demarc_toml_sets_what_the_arguments_leave_open() {
    let project = Project::new("");
    project.write("infra/main.tf", BUCKET);
    project.write("demarc.toml", "profile = \"recommended\"\nfail-on = \"never\"\n");
    let found = json(project.folder(), &["infra"]);
    assert_eq!(found["summary"]["profile"], "recommended");
    assert_eq!(json(project.folder(), &["infra", "--profile", "core"])["summary"]["profile"], "core");
    assert_eq!(run(project.folder(), &["check"]).code, 0);
    assert_eq!(run(project.folder(), &["check", "--fail-on", "low"]).code, 1);
}

#[test]
fn a_provider_version_in_demarc_toml_decides_which_defaults_count() {
    let project = Project::new("");
    let account = "resource \"azurerm_storage_account\" \"docs\" {\n  name = \"docs\"\n}\n";
    project.write("main.tf", account);
    assert!(!duties(&json(project.folder(), &[])).contains(&"az-storage.tls12"));
    project.write("demarc.toml", "[versions]\nazurerm = \"2.99\"\n");
    assert!(duties(&json(project.folder(), &[])).contains(&"az-storage.tls12"));
}

#[test]
fn a_wrong_key_in_demarc_toml_ends_the_check_with_its_place() {
    let project = Project::new("");
    project.write("demarc.toml", "profile = \"core\"\nproflie = \"strict\"\n");
    let run = run(project.folder(), &["check"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("demarc.toml:2: there is no setting `proflie`"), "{}", run.err);
}

#[test]
fn what_cannot_be_read_is_named_with_a_reason_and_the_rest_is_judged() {
    let project = Project::new("");
    project.write("latin1.tf", b"# Gr\xf6\xdfe\nlocals {}\n");
    project.write("large.tf", " ".repeat(20 << 20));
    project.write("web.tf", OPEN_PORT);
    let run = run(project.folder(), &["check", "--format", "json"]);
    assert_eq!(run.code, 1);
    assert!(
        run.err.contains("latin1.tf: not UTF-8 text (line 1), so it was not read; save it as UTF-8"),
        "{}",
        run.err
    );
    assert!(run.err.contains("large.tf: 20.0 MB, and files over 10 MB are not read"), "{}", run.err);
    let found: Value = serde_json::from_str(&run.out).unwrap();
    schema::check(&found);
    assert_eq!(found["problems"].as_array().unwrap().len(), 2);
}

#[cfg(unix)]
#[test]
fn links_are_followed_and_loops_and_dead_ends_are_named() {
    use std::os::unix::fs::symlink;

    let project = Project::new("");
    project.write("common/web.tf", OPEN_PORT);
    project.write("live/main.tf", "locals {}\n");
    symlink("../common/web.tf", project.path("live/web.tf")).unwrap();
    symlink("..", project.path("live/again")).unwrap();
    let found = run(&project.path("live"), &["check"]);
    assert_eq!(found.code, 1, "{}", found.out);
    let loops = run(project.folder(), &["check", "live"]);
    assert!(loops.err.is_empty() || loops.err.contains("leads back"), "{}", loops.err);
    let looped = run(project.folder(), &["check"]);
    assert!(looped.err.contains("again: a link that leads back to"), "{}", looped.err);

    symlink("nowhere.tf", project.path("live/dead.tf")).unwrap();
    let dead = run(&project.path("live"), &["check"]);
    assert!(dead.err.contains("dead.tf: a link to a file that does not exist"), "{}", dead.err);
}

#[cfg(unix)]
#[test]
fn a_pipe_of_a_files_name_is_not_waited_for() {
    let project = Project::new("");
    let made = Command::new("mkfifo").arg(project.path("main.tf")).status();
    assert!(made.unwrap().success());
    let run = run(project.folder(), &["check"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("main.tf: not a regular file"), "{}", run.err);
}

#[test]
fn a_byte_order_mark_and_other_line_ends_move_no_line() {
    let project = Project::new("");
    project.write("main.tf", format!("\u{feff}{}", OPEN_PORT.replace('\n', "\r\n")));
    let found = json(project.folder(), &[]);
    assert_eq!(found["problems"], Value::Array(Vec::new()));
    assert_eq!(found["findings"][0]["range"]["start"]["line"], 6, "{found}");
    assert_eq!(found["findings"][0]["extent"]["start"]["column"], 1, "{found}");
}

#[test]
fn two_hundred_levels_of_nesting_are_text_like_other() {
    let project = Project::new("");
    let deep = format!("locals {{\n  a = {}1{}\n}}\n", "[".repeat(200), "]".repeat(200));
    let blocks = format!("x {{\n{}{}}}\n", "y {\n".repeat(200), "}\n".repeat(200));
    project.write("main.tf", format!("{deep}{blocks}{OPEN_PORT}"));
    let found = json(project.folder(), &[]);
    assert_eq!(found["problems"], Value::Array(Vec::new()), "{found}");
    assert_eq!(found["findings"].as_array().unwrap().len(), 1);
}

#[test]
fn an_output_file_gets_what_standard_output_would() {
    let project = Project::new("");
    project.write("main.tf", OPEN_PORT);
    let shown = run(project.folder(), &["check", "--format", "sarif"]);
    let written = run(project.folder(), &["check", "--format", "sarif", "--output", "found.sarif"]);
    assert_eq!((written.code, written.out.as_str()), (1, ""));
    assert_eq!(project.read("found.sarif"), shown.out);
    let sarif: Value = serde_json::from_str(&shown.out).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    assert_eq!(run(project.folder(), &["check", "--output", "no/such/folder"]).code, 2);
}

#[test]
fn a_pipe_gets_no_colour_and_all_findings() {
    let project = Project::new("");
    for index in 0..30 {
        project.write(&format!("web{index}.tf"), OPEN_PORT.replace("web", &format!("web{index}")));
    }
    let run = run(project.folder(), &["check"]);
    assert!(!run.out.contains('\u{1b}'));
    assert_eq!(run.out.matches("critical[aws-security-group.no-admin-ports-world]").count(), 30);
}

#[test]
fn the_report_is_markdown_or_json() {
    let markdown = run(sample(), &["report"]);
    assert_eq!(markdown.code, 0, "{}", markdown.err);
    assert!(markdown.out.starts_with("# What stays with us"), "{}", markdown.out);
    let report: Value = serde_json::from_str(&run(sample(), &["report", "--format", "json"]).out).unwrap();
    assert!(report["open"].as_array().is_some_and(|open| !open.is_empty()));
}

#[test]
fn explain_says_what_a_topic_is_and_what_else_was_perhaps_meant() {
    for topic in ["aws-s3.access-logging", "aws-s3", "logging", "aws_s3_bucket"] {
        let page = run(sample(), &["explain", topic]);
        assert_eq!(page.code, 0, "{topic}: {}", page.err);
        assert!(page.out.starts_with("# "), "{topic}: {}", page.out);
    }
    let unknown = run(sample(), &["explain", "aws-s3.acces-logging"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("perhaps aws-s3.access-logging"), "{}", unknown.err);
}

#[test]
fn list_names_the_duties_of_a_service_or_a_tier() {
    let all = run(sample(), &["list"]).out;
    let bucket = run(sample(), &["list", "aws-s3"]).out;
    let core = run(sample(), &["list", "--tier", "core"]).out;
    assert!(bucket.contains("aws-s3.versioning") && !bucket.contains("aws-lambda."), "{bucket}");
    assert!(core.lines().count() < all.lines().count());
    assert_eq!(run(sample(), &["list", "aws-s4"]).code, 2);
}

#[test]
fn the_version_and_the_completions_are_written() {
    let version = run(sample(), &["--version"]);
    assert_eq!(version.out, concat!("demarc ", env!("CARGO_PKG_VERSION"), "\n"));
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = run(sample(), &["completions", shell]);
        assert!(script.code == 0 && script.out.contains("fail-on"), "{shell}");
    }
}

#[test]
fn a_path_that_is_not_there_is_named() {
    let run = run(sample(), &["check", "nowhere"]);
    assert_eq!(run.code, 2);
    assert_eq!(run.err, "demarc: nowhere: there is no such file or directory\n");
}

const READS_POLICY: &str = r#"resource "aws_s3_bucket_policy" "logs" {
  bucket = "logs"
  policy = file("${path.module}/policies/logs.json")
}

resource "aws_s3_bucket" "logs" {
  bucket = "logs"
  policy = file("../outside.json")
}
"#;
const PUBLIC: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::logs/*" }
  ]
}
"#;

#[test]
fn a_policy_in_a_file_of_its_own_is_judged_where_it_stands() {
    let project = Project::new("");
    project.write("main.tf", READS_POLICY);
    project.write("policies/logs.json", PUBLIC);
    project.write("policies/unnamed.json", "{");
    let found = json(project.folder(), &["."]);
    let public = found["findings"].as_array().unwrap().iter();
    let public = public.filter(|it| it["duty"] == "aws-s3.policy-no-public-principal");
    let files: Vec<_> = public.map(|it| it["evidence"][0]["file"].as_str().unwrap()).collect();
    assert!(files.contains(&"policies/logs.json"), "{found}");
    assert_eq!(found["unread"].as_array().map(Vec::len).unwrap_or_default(), 0, "{found}");
}

#[test]
fn a_document_outside_what_is_scanned_is_not_read() {
    let project = Project::new("");
    project.write("inside/main.tf", READS_POLICY.replace("${path.module}/policies", ".."));
    project.write("logs.json", PUBLIC);
    let found = json(&project.path("inside"), &["."]);
    let public = duties(&found).into_iter().any(|duty| duty == "aws-s3.policy-no-public-principal");
    assert!(!public, "{found}");
    let found = json(project.folder(), &["."]);
    let public = duties(&found).into_iter().any(|duty| duty == "aws-s3.policy-no-public-principal");
    assert!(public, "{found}");
}
