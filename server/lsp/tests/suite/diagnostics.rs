//! Findings on their way to the editor: pushed or pulled, when, and with what beside them.

use serde_json::{Value, json};
use tests::{Client, Flavour, Project, code, uri};

use crate::demarc;

const BUCKET: &str = "resource \"aws_s3_bucket\" \"logs\" {\n  bucket = \"logs\"\n}\n";
const VERSIONING: &str = r#"resource "aws_s3_bucket_versioning" "logs" {
  bucket = aws_s3_bucket.logs.id
  versioning_configuration {
    status = "Enabled"
  }
}
"#;
const OPEN_WORLD: &str = r#"resource "aws_security_group" "web" {
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
"#;

fn at_once() -> Value {
    json!({"debounceMs": 0})
}

fn shows(duty: &'static str) -> impl Fn(&Value) -> bool {
    move |params| code(params).iter().any(|it| it == duty)
}

fn pull(client: &mut Client, path: &std::path::Path) -> Value {
    client.ask("textDocument/diagnostic", json!({"textDocument": {"uri": uri(path)}}))
}

#[test]
fn findings_are_pushed_with_the_version_of_the_text_they_are_of() {
    let project = Project::new("");
    let path = project.path("main.tf");
    let mut client = Client::open(demarc(), Flavour::Eglot, project.folder(), at_once());
    client.did_open(&path, BUCKET);
    let first = client.published(&path, shows("aws-s3.versioning"));
    assert_eq!(first["version"], 1);
    // Versioning is written behind the bucket: the finding goes.
    client.did_change(&path, 2, [3, 0, 3, 0], VERSIONING);
    let second = client.published(&path, |params| params["version"] == 2);
    assert!(!shows("aws-s3.versioning")(&second), "{second}");
    // And comes back.
    client.did_change(&path, 3, [3, 0, 8, 1], "");
    let third = client.published(&path, |params| params["version"] == 3);
    assert!(shows("aws-s3.versioning")(&third), "{third}");
    client.close();
}

#[test]
fn a_client_that_pulls_gets_no_push() {
    let project = Project::new("");
    let path = project.path("main.tf");
    for flavour in [Flavour::Neovim, Flavour::VsCode] {
        let mut client = Client::open(demarc(), flavour, project.folder(), at_once());
        client.did_open(&path, BUCKET);
        assert!(code(&pull(&mut client, &path)).contains(&"aws-s3.versioning".into()));
        client.did_change(&path, 2, [3, 0, 3, 0], VERSIONING);
        assert!(!code(&pull(&mut client, &path)).contains(&"aws-s3.versioning".into()));
        // Everything that was to be sent has been sent once `shutdown` is answered.
        client.ask("shutdown", Value::Null);
        let pushed =
            client.unread().iter().filter(|it| it["method"] == "textDocument/publishDiagnostics").count();
        assert_eq!(pushed, 0, "{flavour:?}");
    }
}

#[test]
fn a_diagnostic_carries_its_duty_its_page_and_what_decided() {
    let project = Project::new("");
    let path = project.path("main.tf");
    let mut capabilities = Flavour::VsCode.capabilities();
    // As an editor that can show everything, and does not pull.
    capabilities["textDocument"]["diagnostic"].take();
    capabilities["textDocument"].as_object_mut().unwrap().remove("diagnostic");
    let mut client = Client::start(demarc());
    let params = json!({"processId": null, "rootUri": uri(project.folder()), "capabilities": capabilities,
        "initializationOptions": at_once()});
    client.ask("initialize", params);
    client.notify("initialized", json!({}));
    client.did_open(&path, OPEN_WORLD);
    let params = client.published(&path, shows("aws-security-group.no-admin-ports-world"));
    let list = params["diagnostics"].as_array().unwrap();
    let diagnostic = list.iter().find(|it| it["code"] == "aws-security-group.no-admin-ports-world").unwrap();
    assert_eq!(diagnostic["source"], "demarc");
    assert_eq!(diagnostic["severity"], 1, "contradicted and critical is an error");
    let page = diagnostic["codeDescription"]["href"].as_str().unwrap();
    assert!(page.starts_with("https://") && page.contains("aws-security-group"), "{page}");
    assert_eq!(diagnostic["range"]["start"]["line"], 5, "the literal that opens the port");
    client.close();
}

#[test]
fn while_typing_a_new_finding_waits_and_a_mended_one_goes_at_once() {
    let project = Project::new("");
    let path = project.path("main.tf");
    // So long that it never ends within the test: nothing here is a matter of time.
    let mut client =
        Client::open(demarc(), Flavour::Eglot, project.folder(), json!({"debounceMs": 3_600_000}));
    client.did_open(&path, &format!("{OPEN_WORLD}{BUCKET}"));
    client.published(&path, shows("aws-s3.versioning"));
    client.did_change(&path, 2, [11, 0, 11, 0], VERSIONING);
    let mended = client.published(&path, |params| !shows("aws-s3.versioning")(params));
    assert!(shows("aws-security-group.no-admin-ports-world")(&mended), "the other one stays: {mended}");
    client.did_change(&path, 3, [0, 0, 0, 0], &OPEN_WORLD.replace("22", "3389").replace("web", "more"));
    client.did_change(&path, 4, [8, 0, 16, 0], "");
    let settled =
        client.published(&path, |params| code(params).iter().all(|it| !it.starts_with("aws-security")));
    assert!(code(&settled).iter().all(|it| it.starts_with("aws-s3")), "the new port waits: {settled}");
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": uri(&path)}}));
    client.published(&path, shows("aws-security-group.no-admin-ports-world"));
    client.close();
}

#[test]
fn closing_a_file_takes_its_findings_away() {
    let project = Project::new("");
    let path = project.path("main.tf");
    let mut client = Client::open(demarc(), Flavour::Eglot, project.folder(), at_once());
    client.did_open(&path, BUCKET);
    client.published(&path, shows("aws-s3.versioning"));
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri(&path)}}));
    client.published(&path, |params| code(params).is_empty());
    client.close();
}

#[test]
fn the_scope_says_whose_findings_are_shown() {
    let project = Project::new("//- /a/main.tf\n\n//- /b/main.tf\n\n");
    project.write("a/main.tf", BUCKET);
    project.write("b/main.tf", BUCKET);
    let mut client = Client::open(demarc(), Flavour::Eglot, project.folder(), at_once());
    let set = |client: &mut Client, scope: &str| {
        let settings = json!({"settings": {"demarc": {"debounceMs": 0, "diagnostics": {"scope": scope}}}});
        client.notify("workspace/didChangeConfiguration", settings);
    };
    client.did_open(&project.path("a/main.tf"), BUCKET);
    client.published(&project.path("a/main.tf"), shows("aws-s3.versioning"));
    set(&mut client, "workspace");
    client.published(&project.path("b/main.tf"), shows("aws-s3.versioning"));
    set(&mut client, "off");
    client.published(&project.path("a/main.tf"), |params| code(params).is_empty());
    client.published(&project.path("b/main.tf"), |params| code(params).is_empty());
    client.close();
}

#[test]
fn settings_are_asked_for_and_a_wrong_one_is_named_in_the_log() {
    let project = Project::new("");
    let path = project.path("main.tf");
    let mut client = Client::start(demarc());
    client.settings = json!({"codeLens": "resource", "guidance": "loud"});
    client.initialize(Flavour::Neovim, project.folder(), at_once());
    let log =
        client.wait("a word about the wrong setting", |message| message["method"] == "window/logMessage");
    assert!(log["params"]["message"].as_str().unwrap().contains("demarc.guidance"), "{log}");
    client.did_open(&path, BUCKET);
    let lenses = client.ask("textDocument/codeLens", json!({"textDocument": {"uri": uri(&path)}}));
    assert_eq!(lenses[0]["command"]["arguments"][1], "aws_s3_bucket.logs", "one a resource: {lenses}");
    client.close();
}

#[test]
fn a_wrong_key_in_demarc_toml_is_a_warning_in_that_file() {
    let project =
        Project::new("//- /main.tf\n\n//- /demarc.toml\nprofile = \"core\"\nproflie = \"strict\"\n");
    let mut client = Client::open(demarc(), Flavour::VsCode, project.folder(), at_once());
    let config = project.path("demarc.toml");
    let published = client.published(&config, |params| !params["diagnostics"].as_array().unwrap().is_empty());
    let diagnostic = &published["diagnostics"][0];
    assert_eq!((&diagnostic["severity"], &diagnostic["range"]["start"]["line"]), (&json!(2), &json!(1)));
    // The client tells of the mended file; the warning goes.
    project.write("demarc.toml", "profile = \"core\"\n");
    let change = json!({"changes": [{"uri": uri(&config), "type": 2}]});
    client.notify("workspace/didChangeWatchedFiles", change);
    client.published(&config, |params| params["diagnostics"].as_array().unwrap().is_empty());
    client.close();
}

#[test]
fn a_document_that_is_too_large_says_so_and_its_edits_are_passed_over() {
    let project = Project::new("");
    let path = project.path("main.tf");
    let mut client = Client::open(demarc(), Flavour::Eglot, project.folder(), at_once());
    client.did_open(&path, &format!("{BUCKET}{}", "#".repeat(20 << 20)));
    let published = client.published(&path, |params| !code(params).is_empty());
    assert_eq!(code(&published), ["demarc.syntax"]);
    assert!(published["diagnostics"][0]["message"].as_str().unwrap().starts_with("20.0 MB"), "{published}");
    client.did_change(&path, 2, [0, 0, 0, 0], BUCKET);
    let again = client.published(&path, |params| params["version"] == 2);
    assert_eq!(code(&again), ["demarc.syntax"]);
    client.close();
}

#[test]
fn a_lens_neither_comes_nor_goes_while_its_file_is_typed_in() {
    let project = Project::new("");
    let path = project.path("main.tf");
    let mut client =
        Client::open(demarc(), Flavour::VsCode, project.folder(), json!({"debounceMs": 3_600_000}));
    let lenses = |client: &mut Client| {
        let lenses = client.ask("textDocument/codeLens", json!({"textDocument": {"uri": uri(&path)}}));
        lenses.as_array().unwrap().len()
    };
    client.did_open(&path, "locals {}\n");
    assert_eq!(lenses(&mut client), 0);
    client.did_change(&path, 2, [1, 0, 1, 0], BUCKET);
    assert_eq!(lenses(&mut client), 0, "it would move the code");
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": uri(&path)}}));
    client.wait("the word to ask again", |message| message["method"] == "workspace/codeLens/refresh");
    assert_eq!(lenses(&mut client), 1);
    client.close();
}
