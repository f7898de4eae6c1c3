//! Every fix that real configurations are offered.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use catalog::{Assessment, Catalogue, FixIntent, Status};
use fix::Settings;
use project::ResolvedModule;

use crate::support::{self, Project};

/// The Terraform files below a directory, by directory.
pub(crate) fn directories(root: &Path) -> BTreeMap<PathBuf, Vec<(String, String)>> {
    let mut found: BTreeMap<PathBuf, Vec<(String, String)>> = BTreeMap::new();
    let mut pending = vec![root.to_owned()];
    while let Some(directory) = pending.pop() {
        let entries = fs::read_dir(&directory).into_iter().flatten().flatten();
        for path in entries.map(|entry| entry.path()) {
            if path.is_dir() && !path.is_symlink() {
                pending.push(path);
            } else if path.extension().is_some_and(|extension| extension == "tf")
                && let Ok(text) = fs::read_to_string(&path)
            {
                found.entry(directory.clone()).or_default().push((path.display().to_string(), text));
            }
        }
    }
    found
}

fn assess(module: &ResolvedModule) -> Assessment {
    catalog::assess(module, Catalogue::bundled(), "2026-11-23")
}

/// On how many resources a duty is open.
fn open(assessment: &Assessment, duty: u32) -> usize {
    let judgements = assessment.resources.iter().flat_map(|resource| &resource.judgements);
    let of_duty = judgements.filter(|judgement| judgement.duty == duty);
    of_duty.filter(|judgement| matches!(judgement.status, Status::Missing | Status::Contradicted)).count()
}

fn is_formatted(text: &str) -> bool {
    support::try_terraform_fmt(text).is_none_or(|formatted| formatted.as_deref() == Ok(text))
}

/// Of texts before and after an edit: those after it that `terraform fmt` changes though it left alone what was
/// there before. All in few calls, for one costs more than an edit.
pub(crate) fn spoiled(texts: &[(String, String)]) -> Vec<String> {
    let name = format!("demarc-formatted-{}-{:?}", std::process::id(), std::thread::current().id());
    let directory = std::env::temp_dir().join(name);
    fs::create_dir_all(&directory).expect("a directory for the files");
    // Those that it would change, and those that it can't read.
    let touched = |texts: &mut dyn Iterator<Item = &String>| -> Option<Vec<usize>> {
        for (index, text) in texts.enumerate() {
            fs::write(directory.join(format!("{index}.tf")), text).expect("a file to be formatted");
        }
        let arguments = ["fmt", "-list=true", "-write=false", "-no-color"];
        let Ok(output) = Command::new("terraform").args(arguments).arg(&directory).output() else {
            testkit::skipped("terraform is not on the path");
            return None;
        };
        let written = [output.stdout, output.stderr].concat();
        let names = String::from_utf8_lossy(&written).replace(".tf", "\u{0}\n");
        let number = |line: &str| line.strip_suffix('\u{0}')?.rsplit('/').next()?.parse().ok();
        Some(names.lines().filter_map(number).collect())
    };
    let mut found = Vec::new();
    if let (Some(before), Some(after)) = (
        touched(&mut texts.iter().map(|(before, _)| before)),
        touched(&mut texts.iter().map(|(_, after)| after)),
    ) {
        let spoiled = after.iter().filter(|index| !before.contains(index));
        found = spoiled.filter_map(|index| texts.get(*index)).map(|(_, after)| after.clone()).collect();
    }
    fs::remove_dir_all(&directory).expect("the directory is removed");
    found
}

#[test]
fn fixes_of_real_files_close_their_duty_and_keep_the_files_formatted() {
    let Some(corpora) = std::env::var_os("DEMARC_CORPORA") else {
        testkit::skipped("DEMARC_CORPORA does not name a directory of real files");
        return;
    };
    let (mut offered, mut refused, mut wrong, mut unformatted) = (0, 0, Vec::new(), Vec::new());
    for (directory, files) in directories(Path::new(&corpora)) {
        let project = Project::of_files(files);
        let broken = |project: &Project| -> usize {
            project.snapshot.files.values().map(|file| file.problems.len()).sum()
        };
        for module in &project.snapshot.modules {
            let assessment = assess(module);
            let judgements = assessment.resources.iter().flat_map(|resource| &resource.judgements);
            let intents: Vec<&FixIntent> =
                judgements.filter_map(|judgement| judgement.fix.as_ref()).collect();
            offered += intents.len();
            for intent in &intents {
                let Some(fix) = fix::edits(&project.snapshot, module, intent, &Settings::default()) else {
                    eprintln!("no edits: {} in {}", intent.title, directory.display());
                    refused += 1;
                    continue;
                };
                let fixed = project.apply(&fix);
                assert!(broken(&fixed) <= broken(&project), "{}: {fix:#?}", directory.display());
                let after = fixed.snapshot.modules.iter().find(|it| it.directory == module.directory);
                let (before, after) =
                    (open(&assessment, intent.duty), after.map(|it| open(&assess(it), intent.duty)));
                let asks = fix.files.iter().any(|file| !file.placeholders.is_empty());
                // A lesser role may still be a broad one: that it grants less is proved.
                let is_step =
                    intent.narrows.as_ref().is_some_and(|it| matches!(it.edit.as_str(), "Z01" | "Z02"));
                if !is_step && after.map(|after| after < before) != Some(!asks) {
                    wrong.push(format!(
                        "{} in {}: open {before} → {after:?}",
                        intent.title,
                        directory.display()
                    ));
                }
            }
            if let Some(all) = fix::fix_all(&project.snapshot, module, &intents, &Settings::default()) {
                let fixed = project.apply(&all);
                assert!(broken(&fixed) <= broken(&project), "{}: {all:#?}", directory.display());
                for ((path, before), (_, after)) in project.files.iter().zip(&fixed.files) {
                    if before != after && is_formatted(before) && !is_formatted(after) {
                        unformatted.push(path.clone());
                    }
                }
            }
        }
    }
    eprintln!("{offered} fixes, {refused} without edits");
    assert!(offered > 0, "DEMARC_CORPORA holds nothing to fix");
    assert_eq!(wrong, Vec::<String>::new(), "a fix closes its duty, or asks first");
    assert_eq!(unformatted, Vec::<String>::new(), "terraform fmt has something to do");
}
