//! What happens on disk, seen with the client's help and without it; and folders that come and go.

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

fn unversioned(params: &Value) -> bool {
    code(params).iter().any(|it| it == "aws-s3.versioning")
}

fn versioned(params: &Value) -> bool {
    !unversioned(params)
}

#[test]
fn a_file_that_comes_changes_and_goes_is_noticed_without_the_clients_help() {
    let project = Project::new("");
    let path = project.path("main.tf");
    project.write("main.tf", BUCKET);
    let mut client = Client::open(demarc(), Flavour::Bare, project.folder(), json!({"debounceMs": 0}));
    client.did_open(&path, BUCKET);
    client.published(&path, unversioned);
    project.write("versioning.tf", VERSIONING);
    client.published(&path, versioned);
    project.write("versioning.tf", VERSIONING.replace("aws_s3_bucket.logs.id", "\"another\""));
    client.published(&path, unversioned);
    project.write("versioning.tf", VERSIONING);
    client.published(&path, versioned);
    project.remove("versioning.tf");
    client.published(&path, unversioned);
    client.close();
}

#[test]
fn a_directory_that_comes_later_is_read_and_watched() {
    let project = Project::new("");
    let call = "module \"logs\" {\n  source = \"./logs\"\n}\n";
    project.write("main.tf", call);
    let options = json!({"debounceMs": 0, "diagnostics": {"scope": "workspace"}});
    let mut client = Client::open(demarc(), Flavour::Bare, project.folder(), options);
    client.did_open(&project.path("main.tf"), call);
    client.published(&project.path("main.tf"), |_| true);
    // Moved in whole, so that no event speaks of the file in it.
    project.write(".staging/main.tf", BUCKET);
    std::fs::rename(project.path(".staging"), project.path("logs")).unwrap();
    client.published(&project.path("logs/main.tf"), unversioned);
    project.write("logs/versioning.tf", VERSIONING);
    client.published(&project.path("logs/main.tf"), versioned);
    client.close();
}

#[test]
fn a_client_that_can_watch_is_asked_to_and_listened_to() {
    let project = Project::new("");
    let path = project.path("main.tf");
    project.write("main.tf", BUCKET);
    let mut client = Client::open(demarc(), Flavour::Eglot, project.folder(), json!({"debounceMs": 0}));
    let asked = client.wait("a registration", |message| message["method"] == "client/registerCapability");
    let registrations = asked["params"]["registrations"].as_array().unwrap();
    let watch = registrations.iter().find(|it| it["method"] == "workspace/didChangeWatchedFiles").unwrap();
    assert!(
        watch["registerOptions"]["watchers"].as_array().unwrap().contains(&json!({"globPattern": "**/*.tf"}))
    );
    client.did_open(&path, BUCKET);
    client.published(&path, unversioned);
    project.write("versioning.tf", VERSIONING);
    let change = json!({"changes": [{"uri": uri(&project.path("versioning.tf")), "type": 1}]});
    client.notify("workspace/didChangeWatchedFiles", change);
    client.published(&path, versioned);
    client.close();
}

#[test]
fn an_open_document_wins_over_the_disk_until_it_is_closed() {
    let project = Project::new("");
    let (main, versioning) = (project.path("main.tf"), project.path("versioning.tf"));
    project.write("main.tf", BUCKET);
    project.write("versioning.tf", VERSIONING);
    let mut client = Client::open(demarc(), Flavour::Bare, project.folder(), json!({"debounceMs": 0}));
    client.did_open(&main, BUCKET);
    client.published(&main, versioned);
    client.did_open(&versioning, "");
    client.published(&main, unversioned);
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri(&versioning)}}));
    client.published(&main, versioned);
    client.close();
}

#[test]
fn folders_come_and_go() {
    let (one, other) = (Project::new(""), Project::new(""));
    one.write("main.tf", BUCKET);
    other.write("main.tf", BUCKET);
    let options = json!({"debounceMs": 0, "diagnostics": {"scope": "workspace"}});
    let mut client = Client::open(demarc(), Flavour::Bare, one.folder(), options);
    client.published(&one.path("main.tf"), unversioned);
    let folder = json!({"uri": uri(other.folder()), "name": "other"});
    let change =
        |added: &[&Value], removed: &[&Value]| json!({"event": {"added": added, "removed": removed}});
    client.notify("workspace/didChangeWorkspaceFolders", change(&[&folder], &[]));
    client.published(&other.path("main.tf"), unversioned);
    client.notify("workspace/didChangeWorkspaceFolders", change(&[], &[&folder]));
    client.published(&other.path("main.tf"), |params| code(params).is_empty());
    client.close();
}

#[test]
fn a_file_outside_every_folder_is_judged_with_its_directory() {
    let (folder, outside) = (Project::new(""), Project::new(""));
    outside.write("main.tf", BUCKET);
    outside.write("versioning.tf", VERSIONING);
    let mut client = Client::open(demarc(), Flavour::Bare, folder.folder(), json!({"debounceMs": 0}));
    client.did_open(&outside.path("main.tf"), BUCKET);
    client.published(&outside.path("main.tf"), |params| versioned(params) && !code(params).is_empty());
    client.close();
}

#[test]
fn a_document_that_a_module_names_is_read_and_watched() {
    let project = Project::new("");
    let main = "resource \"aws_s3_bucket_policy\" \"logs\" {\n  bucket = aws_s3_bucket.logs.id\n  policy = file(\"${path.module}/policies/logs.json\")\n}\n";
    let main = format!("{BUCKET}\n{main}");
    project.write("main.tf", &main);
    let public =
        r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}}"#;
    project.write("policies/logs.json", public.replace("\"*\"", "\"123456789012\""));
    let options = json!({"debounceMs": 0, "diagnostics": {"scope": "workspace"}});
    let mut client = Client::open(demarc(), Flavour::Bare, project.folder(), options);
    client.did_open(&project.path("main.tf"), &main);
    client.published(&project.path("main.tf"), |_| true);
    project.write("policies/logs.json", public);
    let is_public = |params: &Value| code(params).iter().any(|it| it == "aws-s3.policy-no-public-principal");
    client.published(&project.path("policies/logs.json"), is_public);
    client.close();
}
