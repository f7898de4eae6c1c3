//! A project from a fixture, and what a fix makes of it.

use std::{
    io::Write,
    process::{Command, Stdio},
    sync::Arc,
};

use catalog::{FixIntent, FixKind, Safety};
use fix::{Fix, Settings, Target};
use model::{NodeId, Place};
use project::{FilePath, Files, ResolvedModule, Snapshot};
use testkit::Fixture;

pub(crate) struct Project {
    pub(crate) snapshot: Snapshot,
    pub(crate) files: Vec<(String, String)>,
}

impl Project {
    pub(crate) fn new(fixture: &str) -> Self {
        Self::of_files(Fixture::parse(fixture).files)
    }

    pub(crate) fn of_files(files: Vec<(String, String)>) -> Self {
        let mut set = Files::default();
        for (path, text) in &files {
            set.disk(&FilePath::new(path), Some(text.clone()));
        }
        Self { snapshot: set.snapshot(), files }
    }

    pub(crate) fn module(&self) -> &Arc<ResolvedModule> {
        self.snapshot.modules.first().expect("a module")
    }

    /// The first resource of the first file.
    pub(crate) fn first(&self) -> u32 {
        let path = FilePath::new(&self.files[0].0);
        let resources = (0..).zip(&self.module().resources);
        let in_file = resources.filter(|(_, resource)| self.snapshot.files[&resource.file].path == path);
        in_file.min_by_key(|(_, resource)| resource.block_index).expect("a resource").0
    }

    pub(crate) fn intent(&self, resource: u32, kind: FixKind) -> FixIntent {
        FixIntent {
            duty: 0,
            resource,
            title: "Fix".into(),
            safety: Safety::Review,
            side_effect: None,
            kind,
            narrows: None,
        }
    }

    pub(crate) fn fix(&self, resource: u32, kind: FixKind) -> Option<Fix> {
        fix::edits(&self.snapshot, self.module(), &self.intent(resource, kind), &Settings::default())
    }

    pub(crate) fn fix_all(&self, intents: &[FixIntent]) -> Option<Fix> {
        let intents: Vec<&FixIntent> = intents.iter().collect();
        fix::fix_all(&self.snapshot, self.module(), &intents, &Settings::default())
    }

    /// The same files under their names alone.
    pub(crate) fn short(&self) -> Self {
        let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
        let files = self.files.iter().map(|(path, text)| (name(path), text.clone())).collect();
        Self { snapshot: Snapshot::default(), files }
    }

    /// The smallest node with this text.
    pub(crate) fn place_of(&self, text: &str) -> Place {
        for file in self.snapshot.files.values() {
            for (block, source) in (0..).zip(&file.source.blocks) {
                for node in 0..source.nodes.len() as u32 {
                    let place = Place { file: file.id, block, node: NodeId(node) };
                    if self.snapshot.text(place).as_deref() == Some(text) {
                        return place;
                    }
                }
            }
        }
        panic!("no node {text}");
    }

    /// The project with a fix applied.
    pub(crate) fn apply(&self, fix: &Fix) -> Self {
        let mut files = self.files.clone();
        for edited in &fix.files {
            let Target::File(id) = edited.target else { panic!("a new file") };
            let path = self.snapshot.files[&id].path.as_str();
            let (_, text) = files.iter_mut().find(|(name, _)| name == path).unwrap();
            let mut last_start = u32::MAX;
            for edit in edited.edits.iter().rev() {
                assert!(edit.range.end <= last_start, "edits overlap or are not sorted: {edited:?}");
                last_start = edit.range.start;
                text.replace_range(edit.range.start as usize..edit.range.end as usize, &edit.text);
            }
        }
        Self::of_files(files)
    }

    /// Every block parses.
    #[track_caller]
    pub(crate) fn assert_whole(&self) {
        for file in self.snapshot.files.values() {
            assert!(file.problems.is_empty(), "{}: {:?}\n{}", file.path, file.problems, file.text);
        }
    }

    /// Every block parses that parsed before.
    #[track_caller]
    pub(crate) fn assert_whole_if(&self, before: &Self) {
        let problems = |project: &Self| -> usize {
            project.snapshot.files.values().map(|file| file.problems.len()).sum()
        };
        assert!(problems(self) <= problems(before), "{:?}", self.files);
    }

    /// `terraform fmt` has nothing to do, if it had nothing to do before.
    #[track_caller]
    pub(crate) fn assert_formatted_if(&self, before: &Self) {
        let files = self.files.iter().zip(&before.files).filter(|((path, _), _)| !path.ends_with(".json"));
        for ((path, text), (_, old)) in files {
            let Some(old_formatted) = terraform_fmt(old) else { return };
            let formatted = terraform_fmt(text).unwrap();
            if old_formatted == *old {
                assert_eq!(formatted, *text, "terraform fmt changes {path}");
            }
        }
    }

    /// The texts that differ from another state's, with a header where there are several files.
    pub(crate) fn changed_from(&self, before: &Self) -> String {
        let several = self.files.len() > 1;
        let changed = self.files.iter().filter(|file| !before.files.contains(file));
        changed
            .map(|(path, text)| if several { format!("//- {path}\n{text}") } else { text.clone() })
            .collect()
    }
}

/// As `terraform fmt` writes it; `None`, said aloud, where terraform is not on the path.
#[track_caller]
pub(crate) fn terraform_fmt(text: &str) -> Option<String> {
    Some(try_terraform_fmt(text)?.unwrap_or_else(|refusal| panic!("terraform fmt: {refusal}\n{text}")))
}

/// The same for text that terraform may refuse.
pub(crate) fn try_terraform_fmt(text: &str) -> Option<Result<String, String>> {
    let started = Command::new("terraform")
        .args(["fmt", "-no-color", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = started else {
        testkit::skipped("terraform is not on the path");
        return None;
    };
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let written = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Some(if output.status.success() { Ok(written(&output.stdout)) } else { Err(written(&output.stderr)) })
}

/// Each placeholder as the text its range covers, and what goes there.
pub(crate) fn placeholders(fix: &Fix) -> String {
    let mut lines = String::new();
    for file in &fix.files {
        for placeholder in &file.placeholders {
            let range = placeholder.range;
            let text = &file.edits[placeholder.edit].text[range.start as usize..range.end as usize];
            lines.push_str(&format!("{text}  ←  {}\n", placeholder.what));
            for candidate in &placeholder.candidates {
                lines.push_str(&format!("  or {candidate}\n"));
            }
        }
    }
    lines
}
