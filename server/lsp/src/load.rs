//! Files from disk: which of them count, and what they say, or why they could not be read.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use ignore::{WalkBuilder, gitignore::Gitignore};
use model::{BlockKind, ExprKind};
use project::{FileKind, FilePath, Snapshot};

/// The largest file that is read, in bytes. The largest configuration file met in the wild has 2 MB.
pub(crate) const FILE_LIMIT: u64 = 10 << 20;

/// A file as it is on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Content {
    /// Without a byte-order mark; line ends as they are.
    Text(String),
    Absent,
    /// What is so, then what to do.
    Unreadable(String),
}

/// What a walk meets.
#[derive(Debug)]
pub(crate) enum Found {
    Directory(PathBuf),
    File(FilePath, Content),
    /// Something that could not be walked: where and why.
    Obstacle(PathBuf, String),
    /// A link that leads back; nothing is lost by not following it.
    Loop(PathBuf, String),
}

/// Is the file of that name read wherever it is met? A JSON document is only read if a module names it.
pub(crate) fn is_read(path: &FilePath) -> bool {
    FileKind::of(path).is_some_and(|kind| kind != FileKind::Document)
}

pub(crate) const LOCK_FILE: &str = ".terraform.lock.hcl";

/// The directory, and every one below it that no `.gitignore` and no `exclude` names.
pub(crate) fn tree(root: &Path, exclude: &Gitignore, found: &mut dyn FnMut(Found)) {
    let excluded = exclude.clone();
    let walk = WalkBuilder::new(root)
        // Many projects link one `provider.tf` into each directory; loops are reported as errors.
        .follow_links(true)
        // Also where there is no repository, as in an unpacked archive.
        .require_git(false)
        .sort_by_file_name(Ord::cmp)
        .filter_entry(move |entry| {
            let directory = entry.file_type().is_some_and(|kind| kind.is_dir());
            entry.depth() == 0 || !excluded.matched(entry.path(), directory).is_ignore()
        })
        .build();
    for entry in walk {
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_dir()) => {
                found(Found::Directory(entry.path().to_owned()));
                hidden_files(entry.path(), found);
            }
            Ok(entry) => file(entry.path(), found),
            Err(error) => obstacle(&error, root, found),
        }
    }
}

/// The files of one directory, not of those below it.
pub(crate) fn directory(path: &Path, found: &mut dyn FnMut(Found)) {
    let Ok(entries) = fs::read_dir(path) else { return };
    found(Found::Directory(path.to_owned()));
    let mut paths: Vec<_> =
        entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    paths.sort();
    for path in paths {
        file(&path, found);
    }
}

/// What a walk leaves out because its name begins with a dot: the lock file, and the modules that
/// `init` has fetched.
fn hidden_files(directory: &Path, found: &mut dyn FnMut(Found)) {
    let lock = directory.join(LOCK_FILE);
    if lock.is_file() {
        file(&lock, found);
    }
    fetched_modules(directory, found);
}

/// The modules that `init` has fetched for the module in that directory.
pub(crate) fn fetched_modules(directory: &Path, found: &mut dyn FnMut(Found)) {
    let modules = directory.join(".terraform").join("modules");
    if modules.is_dir() {
        for entry in
            WalkBuilder::new(modules).standard_filters(false).sort_by_file_name(Ord::cmp).build().flatten()
        {
            if entry.file_type().is_some_and(|kind| kind.is_file()) {
                file(entry.path(), found);
            }
        }
    }
}

fn file(path: &Path, found: &mut dyn FnMut(Found)) {
    let name = FilePath::new(&path.to_string_lossy());
    if !is_read(&name) {
        return;
    }
    found(match path.to_str() {
        Some(_) => Found::File(name, read(path)),
        None => {
            Found::Obstacle(path.to_owned(), "its name is not UTF-8, so it was not read; rename it".into())
        }
    });
}

fn obstacle(error: &ignore::Error, root: &Path, found: &mut dyn FnMut(Found)) {
    let path = path_of(error).unwrap_or(root).to_owned();
    let message = match error_kind(error) {
        Kind::Loop(ancestor) => {
            let message = format!("a link that leads back to {}, so it is not followed", ancestor.display());
            return found(Found::Loop(path, message));
        }
        // A dangling link, or a file that went away meanwhile: the name says whether it counts.
        Kind::Io(error) if error.kind() == io::ErrorKind::NotFound && path != root => {
            return match path.to_str() {
                Some(name) if is_read(&FilePath::new(name)) => {
                    let message = "a link to a file that does not exist, so it was not read".into();
                    found(Found::File(FilePath::new(name), Content::Unreadable(message)));
                }
                _ => {}
            };
        }
        Kind::Io(error) => unreadable(error),
        Kind::Other => error.to_string(),
    };
    found(Found::Obstacle(path, message));
}

enum Kind<'a> {
    Loop(&'a Path),
    Io(&'a io::Error),
    Other,
}

fn error_kind(error: &ignore::Error) -> Kind<'_> {
    match error {
        ignore::Error::Loop { ancestor, .. } => Kind::Loop(ancestor),
        ignore::Error::Io(error) => Kind::Io(error),
        ignore::Error::WithPath { err, .. } | ignore::Error::WithDepth { err, .. } => error_kind(err),
        _ => Kind::Other,
    }
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::Loop { child, .. } => Some(child),
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } => path_of(err),
        _ => None,
    }
}

/// Reads one file, whatever its name.
pub(crate) fn read(path: &Path) -> Content {
    let bytes = match open(path) {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(message)) => return Content::Unreadable(message),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Content::Absent,
        Err(error) => return Content::Unreadable(unreadable(&error)),
    };
    match String::from_utf8(bytes) {
        Ok(text) => match text.strip_prefix('\u{feff}') {
            Some(rest) => Content::Text(rest.to_owned()),
            None => Content::Text(text),
        },
        Err(error) => Content::Unreadable(not_utf8(error.utf8_error().valid_up_to(), error.as_bytes())),
    }
}

fn open(path: &Path) -> io::Result<Result<Vec<u8>, String>> {
    let metadata = fs::metadata(path)?;
    // A pipe of that name would be waited on for ever.
    if !metadata.is_file() {
        return Ok(Err("not a regular file, so it was not read".into()));
    }
    match too_large(metadata.len()) {
        Some(message) => Ok(Err(message)),
        None => fs::read(path).map(Ok),
    }
}

/// Why a text of that many bytes is not read; `None` if it is.
pub(crate) fn too_large(bytes: u64) -> Option<String> {
    let megabytes = |bytes: u64| bytes as f64 / f64::from(1 << 20);
    (bytes > FILE_LIMIT).then(|| {
        let (size, limit) = (megabytes(bytes), megabytes(FILE_LIMIT));
        format!(
            "{size:.1} MB, and files over {limit:.0} MB are not read; split it, or exclude it in demarc.toml"
        )
    })
}

fn not_utf8(at: usize, bytes: &[u8]) -> String {
    let line = bytes.iter().take(at).filter(|byte| **byte == b'\n').count() + 1;
    format!("not UTF-8 text (line {line}), so it was not read; save it as UTF-8")
}

pub(crate) fn unreadable(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "permission denied, so it was not read".into(),
        io::ErrorKind::NotFound => "there is no such file or directory".into(),
        _ => format!("it could not be read: {error}"),
    }
}

/// JSON files that a module reads with `file()`, whether or not they are loaded; of the files outside `roots` only those
/// beside or below the module that names them.
pub(crate) fn named_documents(snapshot: &Snapshot, roots: &[FilePath]) -> Vec<FilePath> {
    let is_below = |path: &FilePath, root: &FilePath| path.relative_to(root).is_some();
    let mut documents: Vec<_> = snapshot
        .modules
        .iter()
        .flat_map(|module| module.named_documents.iter().map(move |path| (module, path)))
        .filter(|(module, path)| {
            is_below(path, &module.directory) || roots.iter().any(|root| is_below(path, root))
        })
        .map(|(_, path)| path.clone())
        .collect();
    documents.sort();
    documents.dedup();
    documents
}

/// Directories that a module call names by a relative path, whether or not they are loaded.
pub(crate) fn called_directories(snapshot: &Snapshot) -> Vec<FilePath> {
    let calls =
        snapshot.files.values().flat_map(|file| file.model.blocks.iter().map(move |block| (file, block)));
    let mut directories: Vec<_> = calls
        .filter(|(_, block)| matches!(block.kind, BlockKind::Module { .. }))
        .filter_map(|(file, block)| match &block.body.attribute("source")?.kind {
            ExprKind::String(source) if source.starts_with("./") || source.starts_with("../") => {
                Some(file.path.directory().join(source))
            }
            _ => None,
        })
        .collect();
    directories.sort();
    directories.dedup();
    directories
}
