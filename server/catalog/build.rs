//! Compiles the duty and boundary pages into one table, and holds every path they read against the
//! provider schemas. A page that is wrong stops the build with its name and what to do.

#![allow(dead_code, unreachable_pub, reason = "the build reads less of these modules than the crate")]
#![allow(clippy::expect_used, clippy::panic, reason = "an error here is a message to the author of a page")]

use std::{env, fs, path::Path};

#[path = "src/duty.rs"]
mod duty;
#[path = "src/evidence.rs"]
mod evidence;
#[path = "src/markdown.rs"]
mod markdown;

use duty::{Catalogue, Duty, TableEntry};
use evidence::Evidence;
use schema::{PathError, Schema};

fn main() {
    let mut catalogue = Catalogue::default();
    let mut errors = Vec::new();
    for folder in
        ["aws", "azure", "tables", "src/duty.rs", "src/evidence.rs", "src/evidence", "src/markdown.rs"]
    {
        println!("cargo::rerun-if-changed={folder}");
    }
    for cloud in ["aws", "azure"] {
        for file in files(Path::new(cloud)) {
            let text = fs::read_to_string(&file).expect("a page that was just listed");
            let name = file.display();
            if file.ends_with("README.md") {
                match markdown::service(&text) {
                    Ok(service) => catalogue.services.push(service),
                    Err(error) => errors.push(format!("{name}: {error}")),
                }
                continue;
            }
            match markdown::duty(&text) {
                Ok(mut duty) => {
                    errors.extend(check(&mut duty).into_iter().map(|error| format!("{name}: {error}")));
                    catalogue.duties.push(duty);
                }
                Err(error) => errors.push(format!("{name}: {error}")),
            }
        }
    }
    for file in files(Path::new("tables")) {
        let text = fs::read_to_string(&file).expect("a table that was just listed");
        let name = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
        match table(&text) {
            Ok(entries) => {
                catalogue.tables_date = catalogue.tables_date.max(date(&text));
                catalogue.tables.insert(name, entries);
            }
            Err(error) => errors.push(format!("{}: {error}", file.display())),
        }
    }
    for duty in &catalogue.duties {
        if !catalogue.services.iter().any(|service| service.id == duty.service) {
            errors.push(format!("{}: no service {:?}", duty.id, duty.service));
        }
    }
    assert!(errors.is_empty(), "the catalogue has errors:\n{}", errors.join("\n"));
    let table = postcard::to_stdvec(&catalogue).expect("plain data");
    let out = env::var_os("OUT_DIR").expect("set by cargo");
    fs::write(Path::new(&out).join("catalogue.postcard"), table).expect("the output folder is writable");
}

/// Every file below, sorted, so that the table is the same everywhere.
fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of the catalogue").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "md" || extension == "toml") {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[derive(serde::Deserialize)]
struct Table {
    entry: Vec<TableEntry>,
}

fn table(text: &str) -> Result<Vec<TableEntry>, String> {
    toml::from_str::<Table>(text).map(|table| table.entry).map_err(|error| error.to_string())
}

/// The latest date in the comments that open a table.
fn date(text: &str) -> String {
    let head = text.lines().take_while(|line| line.starts_with('#'));
    let words = head.flat_map(|line| line.split([' ', ',', ';', '.', ')']));
    let is_date = |word: &&str| {
        word.len() == 10
            && word.starts_with("20")
            && word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
    };
    words.filter(is_date).max().unwrap_or_default().to_owned()
}

/// Parses the evidence and looks every path up in the schemas; notes paths that a type does not have.
fn check(duty: &mut Duty) -> Vec<String> {
    let mut errors = Vec::new();
    let parts = [Some(&duty.evidence), duty.applies_when.as_ref(), duty.exempt.as_ref()];
    let texts: Vec<String> = parts.into_iter().flatten().cloned().collect();
    let mut absent: Vec<(String, String)> = Vec::new();
    for text in &texts {
        let evidence = match Evidence::parse(text) {
            Ok(evidence) => evidence,
            Err(error) => {
                errors.push(format!("evidence {text:?}: {error}"));
                continue;
            }
        };
        evidence.visit(None, &mut |of, part| {
            let types: Vec<&str> = match of {
                Some(name) => vec![name],
                None => duty.types.iter().map(String::as_str).collect(),
            };
            let path = match part {
                Evidence::Test(test) if !test.path.meta => test.path.plain(),
                Evidence::Follow { path, .. } => path.plain(),
                Evidence::Companion(companion) => {
                    let link = companion.link.as_ref().map(|link| link.path.plain()).unwrap_or_default();
                    errors.extend(
                        look_up(&companion.resource_type, &link).err().map(|error| error.to_string()),
                    );
                    return;
                }
                _ => return,
            };
            let failed: Vec<(&str, PathError)> =
                types.iter().filter_map(|name| Some((*name, look_up(name, &path).err()?))).collect();
            // One type may lack a path that another has: its alternative is skipped there.
            if failed.len() < types.len() && of.is_none() {
                absent.extend(failed.iter().map(|(name, _)| ((*name).to_owned(), path.clone())));
            } else {
                errors.extend(failed.into_iter().map(|(_, error)| error.to_string()));
            }
        });
    }
    for (name, path) in absent {
        duty.absent_paths.entry(name).or_default().push(path);
    }
    errors
}

/// An empty path asks for the type alone.
fn look_up(resource_type: &str, path: &str) -> Result<(), PathError> {
    let schema = Schema::bundled();
    if path.is_empty() {
        return match schema.resource(resource_type) {
            Some(_) => Ok(()),
            None => schema.check_path(resource_type, "id").map(|_| ()),
        };
    }
    schema.check_path(resource_type, path).map(|_| ())
}
