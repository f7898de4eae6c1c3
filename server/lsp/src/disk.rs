//! The thread that reads files: folders when they are added, directories when they are needed, and
//! what has changed since. It also watches, where the client does not.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::mpsc::{Receiver, Sender, channel},
    thread,
};

use project::FilePath;

use crate::{
    config::{self, Config, ConfigError},
    load::{self, Content, Found},
    watch::Watch,
};

/// What there is to read.
#[derive(Debug)]
pub(crate) enum Task {
    /// A workspace folder, with all below it.
    AddFolder(PathBuf),
    RemoveFolder(PathBuf),
    /// The files of one directory that no folder holds.
    Directory(PathBuf),
    /// A file that a module names, wherever it lies.
    Document(FilePath),
    /// Something may have changed there: files or directories, there or gone.
    Changed(Vec<PathBuf>),
    /// The directories that are read from now on are also watched.
    Watch,
}

/// What was read.
#[derive(Debug)]
pub(crate) enum News {
    Files {
        files: Vec<(FilePath, Content)>,
        directories: Vec<PathBuf>,
    },
    Config(Box<Result<Config, ConfigError>>),
    /// A link loop or the like: for the log.
    Obstacle(PathBuf, String),
    /// The task is done; sent once for each [`Task::AddFolder`], [`Task::Directory`] and [`Task::Document`].
    Loaded,
}

/// Starts the thread. News go to `tell`, in order.
pub(crate) fn start(tell: impl Fn(News) + Send + 'static) -> Sender<Task> {
    let (sender, tasks) = channel();
    let changes = sender.clone();
    thread::spawn(move || Disk::new(tell, changes).run(&tasks));
    sender
}

struct Disk<F> {
    tell: F,
    changes: Sender<Task>,
    folders: Vec<PathBuf>,
    config: Config,
    /// Every file that was told of and not gone since.
    known: BTreeSet<FilePath>,
    directories: BTreeSet<PathBuf>,
    /// Every document that a module named, there or not.
    documents: BTreeSet<FilePath>,
    watch: Option<Watch>,
}

impl<F: Fn(News)> Disk<F> {
    fn new(tell: F, changes: Sender<Task>) -> Self {
        Self {
            tell,
            changes,
            folders: Vec::new(),
            config: Config::default(),
            known: BTreeSet::new(),
            directories: BTreeSet::new(),
            documents: BTreeSet::new(),
            watch: None,
        }
    }

    fn run(mut self, tasks: &Receiver<Task>) {
        while let Ok(task) = tasks.recv() {
            match task {
                Task::AddFolder(folder) => {
                    self.folders.push(folder.clone());
                    self.read_config();
                    self.read_tree(&folder);
                    (self.tell)(News::Loaded);
                }
                Task::RemoveFolder(folder) => self.remove_folder(&folder),
                Task::Directory(directory) => {
                    if self.folders.is_empty() {
                        self.folders.push(directory.clone());
                        self.read_config();
                    }
                    self.collect(|found| load::directory(&directory, found));
                    (self.tell)(News::Loaded);
                }
                Task::Document(path) => {
                    let file = PathBuf::from(path.as_str());
                    self.watch_directory(&PathBuf::from(path.directory().as_str()));
                    self.documents.insert(path.clone());
                    self.tell_files(vec![(path, load::read(&file))], Vec::new());
                    (self.tell)(News::Loaded);
                }
                Task::Changed(mut paths) => {
                    // One save often is several events.
                    paths.sort();
                    paths.dedup();
                    self.changed(&paths);
                }
                Task::Watch => self.start_watching(),
            }
        }
    }

    fn read_config(&mut self) {
        let Some(folder) = self.folders.first() else { return };
        let config = Config::nearest(folder);
        if let Ok(config) = &config {
            self.config = config.clone();
        }
        (self.tell)(News::Config(Box::new(config)));
    }

    fn read_tree(&mut self, root: &Path) {
        let exclude = self.config.exclude.clone();
        self.collect(|found| load::tree(root, &exclude, found));
    }

    fn collect(&mut self, walk: impl FnOnce(&mut dyn FnMut(Found))) {
        let (mut files, mut directories) = (Vec::new(), Vec::new());
        walk(&mut |found| match found {
            Found::File(path, content) => files.push((path, content)),
            Found::Directory(path) => {
                // Watched before it is read, so that nothing falls between.
                self.watch_directory(&path);
                directories.push(path);
            }
            Found::Obstacle(path, message) | Found::Loop(path, message) => {
                (self.tell)(News::Obstacle(path, message))
            }
        });
        self.tell_files(files, directories);
    }

    fn watch_directory(&mut self, path: &Path) {
        if self.directories.insert(path.to_owned())
            && let Some(watch) = &mut self.watch
        {
            watch.add(path);
        }
    }

    fn tell_files(&mut self, files: Vec<(FilePath, Content)>, directories: Vec<PathBuf>) {
        for (path, content) in &files {
            match content {
                Content::Absent => self.known.remove(path),
                Content::Text(_) | Content::Unreadable(_) => self.known.insert(path.clone()),
            };
        }
        if !files.is_empty() || !directories.is_empty() {
            (self.tell)(News::Files { files, directories });
        }
    }

    fn remove_folder(&mut self, folder: &Path) {
        self.folders.retain(|it| it != folder);
        let folders = self.folders.clone();
        let still_held = |path: &Path| folders.iter().any(|folder| path.starts_with(folder));
        let gone = self.known_below(folder).into_iter().filter(|path| !still_held(Path::new(path.as_str())));
        self.tell_files(gone.map(|path| (path, Content::Absent)).collect(), Vec::new());
        self.directories.retain(|path| !path.starts_with(folder) || still_held(path));
        self.read_config();
    }

    fn known_below(&self, directory: &Path) -> Vec<FilePath> {
        self.known.iter().filter(|path| Path::new(path.as_str()).starts_with(directory)).cloned().collect()
    }

    fn changed(&mut self, paths: &[PathBuf]) {
        let mut files = Vec::new();
        for path in paths {
            let Some(name) = path.to_str().map(FilePath::new) else { continue };
            if name.name() == config::FILE_NAME {
                self.read_config();
            } else if path.is_dir() {
                if !is_hidden(path) {
                    self.read_tree(path);
                }
            } else if load::is_read(&name) || self.documents.contains(&name) {
                // `init` writes the lock file last, when the modules are there.
                if name.name() == load::LOCK_FILE {
                    self.collect(|found| load::fetched_modules(path.parent().unwrap_or(path), found));
                }
                files.push((name, load::read(path)));
            } else {
                // Perhaps a directory that is gone.
                files.extend(self.known_below(path).into_iter().map(|path| (path, Content::Absent)));
                self.directories.retain(|directory| !directory.starts_with(path));
            }
        }
        self.tell_files(files, Vec::new());
    }

    fn start_watching(&mut self) {
        let changes = self.changes.clone();
        match Watch::new(move |paths| drop(changes.send(Task::Changed(paths)))) {
            Ok(watch) => self.watch = Some(watch),
            Err(error) => {
                tracing::warn!("files are not watched, so changes on disk show after a save: {error}")
            }
        }
    }
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
}
