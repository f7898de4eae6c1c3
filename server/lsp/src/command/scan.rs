//! Reads what the command line names, and has it judged: the same for every command.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use catalog::Assessment;
use ide::{Analysis, Change, Host};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use project::{FilePath, ResolvedModule};

use crate::{
    config::Config,
    load::{self, Content, Found},
    today::today,
};

/// What takes longer shows that it goes on.
const PATIENCE: Duration = Duration::from_millis(300);

pub(super) struct Scan {
    pub(super) analysis: Analysis,
    pub(super) assessments: Vec<(Arc<ResolvedModule>, Arc<Assessment>)>,
    pub(super) unread: Vec<report::Unread>,
    /// The directory that file names are relative to.
    pub(super) root: FilePath,
    pub(super) config: Config,
}

impl Scan {
    pub(super) fn new(paths: &[PathBuf]) -> anyhow::Result<Self> {
        let roots = roots(paths)?;
        let root = common_directory(&roots)?;
        let config = Config::nearest(Path::new(root.as_str()))?;
        let mut reading = Reading::new();
        reading
            .host
            .apply(Change::Settings(ide::Settings { fix: config.fix.clone(), ..ide::Settings::default() }));
        reading.host.apply(Change::Versions(config.versions.clone()));
        reading.host.apply(Change::Today(today()));
        let directories: Vec<_> =
            roots.iter().map(|root| FilePath::new(&root.directory.to_string_lossy())).collect();
        reading.host.apply(Change::Roots(directories.clone()));
        for root in &roots {
            match root.file {
                Some(_) => load::directory(&root.directory, &mut |found| reading.take(found)),
                None => load::tree(&root.directory, &config.exclude, &mut |found| reading.take(found)),
            }
        }
        let analysis = reading.with_what_is_named(&directories);
        reading.progress.finish_and_clear();
        let assessments = only(&roots, &analysis, analysis.assessments());
        Ok(Self { analysis, assessments, unread: reading.unread, root, config })
    }

    pub(super) fn input(&self) -> report::Input<'_> {
        report::Input {
            snapshot: &self.analysis.snapshot,
            assessments: &self.assessments,
            catalogue: self.analysis.catalogue,
            root: self.root.clone(),
            commit: None,
            unread: &self.unread,
            profile: report::Profile::default(),
            detail: report::Detail::default(),
            fail_on: None,
        }
    }
}

/// Names on standard error what was not read whole: the report may go to a file that nobody opens.
pub(super) fn name_problems(input: &report::Input<'_>) {
    for problem in report::problems(input) {
        match problem.line {
            Some(line) => eprintln!("demarc: {}:{line}: {}", problem.file, problem.message),
            None => eprintln!("demarc: {}: {}", problem.file, problem.message),
        }
    }
}

/// What one argument names.
struct Root {
    directory: PathBuf,
    /// Only its findings are wanted; its directory is read because a directory is a module.
    file: Option<FilePath>,
}

fn roots(paths: &[PathBuf]) -> anyhow::Result<Vec<Root>> {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here } else { paths };
    paths.iter().map(|path| root(path)).collect()
}

fn root(path: &Path) -> anyhow::Result<Root> {
    let absolute = std::path::absolute(path).with_context(|| format!("{} is no path", path.display()))?;
    let Some(name) = absolute.to_str().map(FilePath::new) else {
        bail!("the name of {} is not UTF-8; rename it", path.display());
    };
    let metadata = match std::fs::metadata(&absolute) {
        Ok(metadata) => metadata,
        Err(error) => bail!("{}: {}", path.display(), load::unreadable(&error)),
    };
    if metadata.is_dir() {
        return Ok(Root { directory: PathBuf::from(name.as_str()), file: None });
    }
    if !load::is_read(&name) {
        bail!("{} is not a Terraform file; demarc reads .tf, .tofu and .tfvars", path.display());
    }
    Ok(Root { directory: PathBuf::from(name.directory().as_str()), file: Some(name) })
}

/// The nearest directory that holds all of them.
fn common_directory(roots: &[Root]) -> anyhow::Result<FilePath> {
    let mut common = roots.first().map(|root| root.directory.clone()).unwrap_or_default();
    for root in roots {
        while !root.directory.starts_with(&common) && common.pop() {}
    }
    common.to_str().map(FilePath::new).context("the path is not UTF-8")
}

/// Leaves the resources of the files that were named, where single files were.
fn only(
    roots: &[Root],
    analysis: &Analysis,
    mut assessments: Vec<(Arc<ResolvedModule>, Arc<Assessment>)>,
) -> Vec<(Arc<ResolvedModule>, Arc<Assessment>)> {
    let is_wanted = |path: &FilePath| {
        roots.iter().any(|root| match &root.file {
            Some(file) => file == path,
            None => Path::new(path.as_str()).starts_with(&root.directory),
        })
    };
    let wanted: BTreeSet<_> =
        analysis.snapshot.files.values().filter(|file| is_wanted(&file.path)).map(|file| file.id).collect();
    for (_, assessment) in &mut assessments {
        if assessment.resources.iter().any(|resource| !wanted.contains(&resource.file)) {
            Arc::make_mut(assessment).resources.retain(|resource| wanted.contains(&resource.file));
        }
    }
    assessments
}

/// Files on their way into the host.
struct Reading {
    host: Host,
    unread: Vec<report::Unread>,
    directories: BTreeSet<FilePath>,
    documents: BTreeSet<FilePath>,
    progress: ProgressBar,
    started: Instant,
    files: u64,
}

impl Reading {
    fn new() -> Self {
        // Drawn once it takes a while, and never where standard error is no terminal.
        let progress = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{spinner} reading {pos} files") {
            progress.set_style(style);
        }
        Self {
            host: Host::default(),
            unread: Vec::new(),
            directories: BTreeSet::new(),
            documents: BTreeSet::new(),
            progress,
            started: Instant::now(),
            files: 0,
        }
    }

    fn take(&mut self, found: Found) {
        match found {
            Found::Directory(path) => self.directories.extend(path.to_str().map(FilePath::new)),
            Found::File(path, content) => {
                self.files += 1;
                if self.progress.is_hidden() && self.started.elapsed() > PATIENCE {
                    self.progress.set_draw_target(ProgressDrawTarget::stderr());
                }
                self.progress.set_position(self.files);
                match content {
                    Content::Text(text) => self.host.apply(Change::Disk { path, text: Some(text) }),
                    Content::Absent => {}
                    Content::Unreadable(message) => self.unread(path, message),
                }
            }
            Found::Obstacle(path, message) => self.unread(FilePath::new(&path.to_string_lossy()), message),
            Found::Loop(path, message) => {
                self.progress.suspend(|| eprintln!("demarc: {}: {message}", path.display()));
            }
        }
    }

    fn unread(&mut self, path: FilePath, message: String) {
        self.host.apply(Change::Unreadable { path: path.clone(), message: message.clone() });
        self.unread.push(report::Unread { path, message });
    }

    /// Also reads the modules that are called from here and lie elsewhere, and those they call; and the documents
    /// that all of them name.
    fn with_what_is_named(&mut self, roots: &[FilePath]) -> Analysis {
        loop {
            let analysis = self.host.analysis();
            let called = load::called_directories(&analysis.snapshot);
            let new: Vec<_> =
                called.into_iter().filter(|path| self.directories.insert(path.clone())).collect();
            let documents = load::named_documents(&analysis.snapshot, roots);
            let documents: Vec<_> =
                documents.into_iter().filter(|path| self.documents.insert(path.clone())).collect();
            if new.is_empty() && documents.is_empty() {
                return analysis;
            }
            for directory in new {
                load::directory(Path::new(directory.as_str()), &mut |found| self.take(found));
            }
            for document in documents {
                let content = load::read(Path::new(document.as_str()));
                self.take(Found::File(document, content));
            }
        }
    }
}
