//! The sample project in every format, and what a check of small projects ends with.

use std::sync::Arc;

use catalog::{Assessment, Catalogue, Severity};
use expect_test::{expect, expect_file};
use project::{FilePath, Files, ResolvedModule, Snapshot};
use report::{Color, Detail, Input, Listing, Outcome, Profile, Terminal};
use testkit::Fixture;

struct Judged {
    snapshot: Snapshot,
    assessments: Vec<(Arc<ResolvedModule>, Arc<Assessment>)>,
}

fn judged(files: &[(&str, &str)]) -> Judged {
    let mut read = Files::default();
    read.set_roots(vec![FilePath::new("/shop/infra")]);
    for (path, text) in files {
        read.disk(&FilePath::new(path), Some((*text).to_owned()));
    }
    let snapshot = read.snapshot();
    let assessments = snapshot
        .modules
        .iter()
        .map(|module| {
            let mut assessment = catalog::assess(module, Catalogue::bundled(), "2026-11-23");
            // Titles arrive with the team's settings filled in.
            for judgement in assessment.resources.iter_mut().flat_map(|resource| &mut resource.judgements) {
                if let Some(fix) = &mut judgement.fix {
                    fix.title = fix.title.replace("<setting:log-retention-days>", "30");
                }
            }
            (Arc::clone(module), Arc::new(assessment))
        })
        .collect();
    Judged { snapshot, assessments }
}

fn sample() -> Judged {
    judged(&[
        ("/shop/infra/buckets.tf", include_str!("../../../tests/sample/buckets.tf")),
        ("/shop/infra/iam.tf", include_str!("../../../tests/sample/iam.tf")),
        ("/shop/infra/main.tf", include_str!("../../../tests/sample/main.tf")),
        ("/shop/infra/account.tf", include_str!("../../../tests/sample/account.tf")),
        ("/shop/infra/storage.tf", include_str!("../../../tests/sample/storage.tf")),
        ("/shop/infra/versions.tf", include_str!("../../../tests/sample/versions.tf")),
    ])
}

fn fixture(text: &str) -> Judged {
    let fixture = Fixture::parse(text);
    let files: Vec<(&str, &str)> =
        fixture.files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    judged(&files)
}

impl Judged {
    fn input(&self) -> Input<'_> {
        Input {
            snapshot: &self.snapshot,
            assessments: &self.assessments,
            catalogue: Catalogue::bundled(),
            root: FilePath::new("/shop/infra"),
            commit: Some("4f2a91c"),
            unread: &[],
            profile: Profile::Core,
            detail: Detail::Findings,
            fail_on: Some(Severity::High),
        }
    }
}

#[test]
fn the_report_of_the_sample() {
    let judged = sample();
    expect_file!["golden/report.md"].assert_eq(&report::markdown(&judged.input()));
}

#[test]
fn the_findings_of_the_sample_for_a_terminal() {
    let judged = sample();
    expect_file!["golden/check.txt"].assert_eq(&report::human(&judged.input(), Terminal::default()));
}

#[test]
fn everything_about_the_sample_for_a_terminal() {
    let judged = sample();
    let input = Input { detail: Detail::All, ..judged.input() };
    let first = Terminal { color: Color::Plain, at_most: Some(1) };
    expect_file!["golden/check-all.txt"].assert_eq(&report::human(&input, first));
}

#[test]
fn the_sample_as_json() {
    let judged = sample();
    expect_file!["golden/check.json"].assert_eq(&report::json(&judged.input()));
}

#[test]
fn the_sample_as_sarif() {
    let judged = sample();
    let mut sarif: serde_json::Value = serde_json::from_str(&report::sarif(&judged.input())).expect("JSON");
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array_mut().expect("rules");
    let core = Catalogue::bundled().duties.iter().filter(|duty| duty.tier == catalog::Tier::Core);
    assert!(rules.iter().map(|rule| &rule["id"]).eq(core.map(|duty| &duty.id)));
    // One stands for all: their texts are the catalogue's.
    rules.truncate(1);
    let text = serde_json::to_string_pretty(&sarif).expect("JSON");
    expect_file!["golden/check.sarif"].assert_eq(&(text + "\n"));
}

#[test]
fn the_numbers_of_every_format_agree() {
    let judged = sample();
    let input = Input { detail: Detail::All, ..judged.input() };
    let check: serde_json::Value = serde_json::from_str(&report::json(&input)).expect("JSON");
    let matrix: serde_json::Value = serde_json::from_str(&report::report_json(&input)).expect("JSON");
    let sarif: serde_json::Value = serde_json::from_str(&report::sarif(&input)).expect("JSON");
    assert_eq!(check["summary"], matrix["summary"]);
    let open = check["summary"]["open"].as_u64().expect("a number");
    assert_eq!(matrix["open"].as_array().map(Vec::len), Some(open as usize));
    assert_eq!(
        check["findings"].as_array().map(Vec::len),
        sarif["runs"][0]["results"].as_array().map(Vec::len)
    );
    let of_services: u64 = matrix["services"]
        .as_array()
        .expect("services")
        .iter()
        .map(|service| service["open"].as_u64().expect("a number"))
        .sum();
    assert_eq!(of_services, open);
    assert!(report::markdown(&input).contains(&format!("**{open} open**")));
    assert!(report::human(&input, Terminal::default()).contains(&format!("\n{open} open (")));
    let judged_core = check["assessments"]
        .as_array()
        .expect("assessments")
        .iter()
        .filter(|entry| entry["tier"] == "core" && entry.get("covered_by").is_none())
        .count();
    assert_eq!(check["summary"]["applies"], judged_core);
}

#[test]
fn columns_count_characters_and_lines_begin_at_one() {
    let judged =
        fixture("//- /shop/infra/main.tf\n/* größe */ resource \"azurerm_storage_account\" \"docs\" {\n}\n");
    let check: serde_json::Value = serde_json::from_str(&report::json(&judged.input())).expect("JSON");
    assert_eq!(check["findings"][0]["range"]["start"], serde_json::json!({ "line": 1, "column": 48 }));
}

#[test]
fn a_check_ends_with_findings_before_unread_files() {
    let outcome = |text: &str, fail_on| {
        let judged = fixture(text);
        report::outcome(&Input { fail_on, ..judged.input() })
    };
    let open = "//- /shop/infra/main.tf\nresource \"azurerm_storage_account\" \"docs\" {\n}\n";
    let broken = "//- /shop/infra/main.tf\nresource \"aws_sns_topic\" \"t\" {\n  name = \"x\n}\n";
    let both = format!("{open}//- /shop/infra/b.tf\nresource \"aws_sns_topic\" \"t\" {{\n  name = \"x\n}}\n");
    assert_eq!(outcome(open, Some(Severity::High)), Outcome::Findings);
    assert_eq!(outcome(open, Some(Severity::Critical)), Outcome::Clean);
    assert_eq!(outcome(open, None), Outcome::Clean);
    assert_eq!(outcome(broken, Some(Severity::High)), Outcome::Unread);
    assert_eq!(outcome(&both, Some(Severity::High)), Outcome::Findings);
}

#[test]
fn what_was_not_read_is_named_with_its_line() {
    let judged =
        fixture("//- /shop/infra/legacy/vpc.tf\nresource \"aws_sns_topic\" \"t\" {\n  name = \"x\n}\n");
    let problems = report::problems(&judged.input());
    expect![[r#"
        [
            Problem {
                file: "legacy/vpc.tf",
                line: Some(
                    2,
                ),
                range: Span {
                    start: Position {
                        line: 2,
                        column: 10,
                    },
                    end: Position {
                        line: 2,
                        column: 12,
                    },
                },
                message: "a quote is not closed",
            },
        ]
    "#]]
    .assert_eq(&format!("{problems:#?}\n"));
    expect![[r#"
        # What stays with us: shop/infra            commit 4f2a91c · profile core · demarc 0.1

        No resource here has a duty that demarc knows.
        1 file could not be read whole: `legacy/vpc.tf`, line 2: a quote is not closed
    "#]]
    .assert_eq(&report::markdown(&judged.input()));
}

#[test]
fn examples_are_reported_only_when_everything_is_asked_for() {
    let judged = fixture(
        "//- /shop/infra/examples/one/main.tf\nresource \"azurerm_storage_account\" \"docs\" {\n}\n\
         //- /shop/infra/.terraform/modules/net/main.tf\nresource \"azurerm_storage_account\" \"net\" {\n}\n",
    );
    let resources = |detail| {
        let text = report::json(&Input { detail, ..judged.input() });
        ["docs", "net"].map(|name| text.contains(&format!("azurerm_storage_account.{name}")))
    };
    assert_eq!(resources(Detail::Findings), [false, false]);
    assert_eq!(resources(Detail::All), [true, false]);
}

#[test]
fn nothing_open_never_reads_as_secure() {
    let judged = fixture(
        "//- /shop/infra/main.tf\nresource \"aws_security_group\" \"web\" {\n  description = \"web\"\n}\n",
    );
    let report = report::markdown(&judged.input());
    for word in ["secure", "compliant", "passed", "safe"] {
        assert!(!report.to_lowercase().contains(word), "{word}\n{report}");
    }
    expect![[r#"
        # What stays with us: shop/infra            commit 4f2a91c · profile core · demarc 0.1

        Nothing open among the duties demarc can see. 2 are in no file.

        ## Who runs what
        | service | provider runs | we run | ours, open |
        |---|---|---|---|
        | EC2 security group (1) | packet filter, on every host, for every packet | each rule, who it lets in, whether it is still needed | 0 of 3 |

        ## Assumed: nobody wrote it, a default covers it today
        - [ ] **No rule lets anyone in** · `aws_security_group.web` · default of aws · write it down?

        ## Not in any file: still our job
        - [ ] Nobody has added a rule to `web` by hand since  ·  `aws ec2 describe-security-groups --filters Name=group-name,Values=web`
        - [ ] Each rule of `web` still has somebody who needs it
    "#]].assert_eq(&report);
}

#[test]
fn a_report_too_long_for_a_comment_keeps_what_is_grave() {
    let many: String = (0..400)
        .map(|number| format!("resource \"azurerm_storage_account\" \"docs{number}\" {{\n}}\n"))
        .collect();
    let judged = fixture(&format!("//- /shop/infra/main.tf\n{many}"));
    let report = report::markdown(&judged.input());
    assert!(report.chars().count() <= 60_000);
    assert!(report.contains("### High") && !report.contains("### Medium"));
    let last = report.lines().last().unwrap_or_default();
    assert!(last.starts_with("Left out, because a comment holds no more: "), "{last}");
}

#[test]
fn a_terminal_gets_the_first_findings_and_a_count() {
    let judged = sample();
    let all = report::human(&judged.input(), Terminal::default());
    let first = report::human(&judged.input(), Terminal { color: Color::Plain, at_most: Some(1) });
    let findings = all.matches("\n  --> ").count() + all.matches("\n --> ").count();
    assert!(first.contains(&format!("{} more findings: ", findings - 1)), "{first}");
    assert!(first.starts_with("critical["), "{first}");
}

#[test]
fn color_is_only_written_when_asked_for() {
    let judged = sample();
    let colored = Terminal { color: Color::Ansi, at_most: None };
    assert!(report::human(&judged.input(), colored).contains('\u{1b}'));
    assert!(!report::human(&judged.input(), Terminal::default()).contains('\u{1b}'));
}

#[test]
fn topics_are_explained() {
    let explain = |topic| report::explain(Catalogue::bundled(), topic).expect("a page");
    expect_file!["golden/explain-duty.md"].assert_eq(&explain("aws-lambda.log-group-retention"));
    expect_file!["golden/explain-service.md"].assert_eq(&explain("aws-lambda"));
    expect_file!["golden/explain-type.md"].assert_eq(&explain("azurerm_storage_account"));
    assert!(explain("logging").starts_with("# Logging\n"));
    assert_eq!(explain("IAM"), explain("identity-access"));
    assert_eq!(report::explain(Catalogue::bundled(), "nonsense"), None);
    assert_eq!(report::nearest_topics(Catalogue::bundled(), "loging"), ["logging"]);
}

#[test]
fn duties_are_listed_by_service() {
    let list = |topic| report::list(Catalogue::bundled(), Listing { topic, tier: None });
    let all = list(None);
    for duty in &Catalogue::bundled().duties {
        assert!(all.contains(&duty.id), "{}", duty.id);
    }
    expect![[r#"
        Amazon CloudWatch (aws-log-group)
          aws-log-group.alarm-actions        medium    core         monitoring  The alarm tells somebody
          aws-log-group.deletion-protection  low       recommended  recovery    A destroy leaves the record
          aws-log-group.retention            medium    core         retention   Log events are kept for a chosen time
    "#]].assert_eq(&list(Some("aws-log-group")));
    assert_eq!(list(Some("nonsense")), "");
}

#[test]
fn instances_that_differ_are_named_by_their_key() {
    let judged = fixture(
        r#"//- /shop/infra/main.tf
resource "azurerm_storage_account" "docs" {
  for_each                        = { open = true, closed = false }
  name                            = each.key
  allow_nested_items_to_be_public = each.value
}
"#,
    );
    let input = Input { detail: Detail::All, ..judged.input() };
    let check: serde_json::Value = serde_json::from_str(&report::json(&input)).expect("JSON");
    let of_duty = |list: &str| {
        let entries = check[list].as_array().expect("a list").iter();
        let of_duty = entries.filter(|entry| entry["duty"] == "az-storage.no-anonymous-blob");
        of_duty.map(|entry| (entry["instance"].clone(), entry["status"].clone())).collect::<Vec<_>>()
    };
    assert_eq!(of_duty("findings"), [("open".into(), "contradicted".into())]);
    assert_eq!(
        of_duty("assessments"),
        [("closed".into(), "shown".into()), ("open".into(), "contradicted".into())]
    );
}

#[test]
fn a_waiver_is_reported_with_its_reason_and_place() {
    let judged = fixture(
        r#"//- /shop/infra/main.tf
# demarc: accept az-storage.network-default-deny until 2027-05-31: public downloads
resource "azurerm_storage_account" "docs" {
  name = "docs"
}
"#,
    );
    let report = report::markdown(&judged.input());
    let accepted: String =
        report.split("## Accepted\n").skip(1).flat_map(|rest| rest.lines().take(1)).collect();
    expect!["- open to every network of `azurerm_storage_account.docs`, until 2027-05-31: public downloads · main.tf:1"].assert_eq(&accepted);
}
