//! The one thread that owns the documents. Everything that happens is a message to it, handled in the
//! order in which it was sent; readers get views.

use std::{
    collections::{BTreeSet, HashMap},
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread,
    time::{Duration, Instant},
};

use ide::{Analysis, Change, Host, TextChange};
use project::FilePath;
use syntax::TextEdit;
use tokio::sync::oneshot;

use crate::{
    abilities::Abilities,
    config::{Config, ConfigError},
    disk::{News, Task},
    load::{self, Content},
    pace::{Pace, Typing},
    protocol::{self, lsp},
    settings::Settings,
    today::today,
    view::{Document, View},
};

/// Until the folders are read, requests wait; so long at most, because a home directory opened as a
/// folder must not make the editor dumb.
const WAIT_FOR_FILES: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub(crate) enum Message {
    Opened(lsp::TextDocumentItem),
    Edited(lsp::DidChangeTextDocumentParams),
    Saved(lsp::Uri),
    Closed(lsp::Uri),
    Folders { added: Vec<PathBuf>, removed: Vec<PathBuf> },
    Settings(Box<Settings>),
    Disk(News),
    Ask(oneshot::Sender<View>),
}

/// What the diagnostics are made from, and why now.
#[derive(Debug)]
pub(crate) struct Refresh {
    pub(crate) view: View,
    /// Something else than the client's own edits changed what it shows.
    pub(crate) unasked: bool,
    /// What is wrong with `demarc.toml`.
    pub(crate) config: Option<ConfigError>,
}

/// What the thread is started with.
pub(crate) struct Start {
    pub(crate) abilities: Arc<Abilities>,
    pub(crate) settings: Settings,
    pub(crate) disk: Sender<Task>,
    /// The number of the latest change, so that others see that a view is out of date.
    pub(crate) revision: Arc<AtomicU64>,
    pub(crate) refresh: Sender<Refresh>,
}

/// A channel for messages; they wait until [`start`].
pub(crate) fn messages() -> (Sender<Message>, Receiver<Message>) {
    channel()
}

/// Starts the thread; it ends when nobody holds the sender.
pub(crate) fn start(start: Start, messages: Receiver<Message>) {
    thread::spawn(move || Writer::new(start).run(&messages));
}

struct Writer {
    host: Host,
    abilities: Arc<Abilities>,
    settings: Arc<Settings>,
    config: Config,
    config_error: Option<ConfigError>,
    disk: Sender<Task>,
    revision: Arc<AtomicU64>,
    refresh: Sender<Refresh>,
    documents: Arc<HashMap<FilePath, Document>>,
    folders: Arc<Vec<FilePath>>,
    /// Read or being read.
    directories: BTreeSet<FilePath>,
    /// Documents that modules name.
    named: BTreeSet<FilePath>,
    /// Reading tasks that are not done.
    loading: usize,
    loading_since: Instant,
    waiting: Vec<oneshot::Sender<View>>,
    typing: Option<Typing>,
    /// Since the last refresh.
    changed: bool,
    unasked: bool,
    today: String,
}

impl Writer {
    fn new(start: Start) -> Self {
        let mut writer = Self {
            host: Host::default(),
            abilities: start.abilities,
            settings: Arc::new(start.settings),
            config: Config::default(),
            config_error: None,
            disk: start.disk,
            revision: start.revision,
            refresh: start.refresh,
            documents: Arc::default(),
            folders: Arc::default(),
            directories: BTreeSet::new(),
            named: BTreeSet::new(),
            loading: 0,
            loading_since: Instant::now(),
            waiting: Vec::new(),
            typing: None,
            changed: false,
            unasked: false,
            today: String::new(),
        };
        writer.apply_settings();
        writer
    }

    fn run(mut self, messages: &Receiver<Message>) {
        let mut wake = None;
        loop {
            let message = match wake {
                None => messages.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(at) => messages.recv_timeout(Instant::saturating_duration_since(&at, Instant::now())),
            };
            match message {
                Ok(message) => {
                    self.handle(message);
                    // Parsing and judging wait until nothing more has come.
                    while let Ok(message) = messages.try_recv() {
                        self.handle(message);
                    }
                }
                Err(RecvTimeoutError::Timeout) => self.changed = true,
                Err(RecvTimeoutError::Disconnected) => return,
            }
            wake = self.settle();
        }
    }

    fn handle(&mut self, message: Message) {
        match message {
            Message::Opened(document) => self.opened(document),
            Message::Edited(edit) => self.edited(edit),
            Message::Saved(uri) => self.saved(&uri),
            Message::Closed(uri) => self.closed(&uri),
            Message::Folders { added, removed } => self.change_folders(added, removed),
            Message::Settings(settings) => {
                self.settings = Arc::new(*settings);
                self.apply_settings();
                self.unasked = true;
            }
            Message::Disk(news) => self.news(news),
            Message::Ask(reply) => self.ask(reply),
        }
    }

    fn opened(&mut self, document: lsp::TextDocumentItem) {
        let Some(path) = protocol::path(&document.uri) else { return };
        let lsp::TextDocumentItem { uri, version, text, .. } = document;
        Arc::make_mut(&mut self.documents).insert(path.clone(), Document { uri, version });
        if let Some(message) = load::too_large(text.len() as u64) {
            return self.apply(Change::Unreadable { path, message });
        }
        self.apply(Change::Opened { path: path.clone(), text });
        if self.loading == 0 {
            self.load_directory(path.directory());
        }
    }

    fn edited(&mut self, edit: lsp::DidChangeTextDocumentParams) {
        let Some(path) = protocol::path(&edit.text_document.uri) else { return };
        let Some(document) = Arc::make_mut(&mut self.documents).get_mut(&path) else {
            tracing::warn!("an edit of a document that is not open: {path}");
            return;
        };
        document.version = edit.text_document.version;
        self.changed = true;
        for change in edit.content_changes {
            let text_length = change.text.len() as u32;
            let change = match (change.range, self.host.text(&path)) {
                (Some(range), Some(text)) => {
                    let range = protocol::text_range(&text, range, self.abilities.encoding);
                    TextChange::Edit(TextEdit { range, text: change.text })
                }
                // A document that is too large to be read.
                (Some(_), None) => continue,
                (None, _) => TextChange::Whole(change.text),
            };
            let offset = match &change {
                TextChange::Edit(edit) => edit.range.start + text_length,
                TextChange::Whole(_) => 0,
            };
            self.typing = Some(Typing { path: path.clone(), offset, at: Instant::now() });
            // One by one: each is meant against the text that the one before it left.
            self.apply(Change::Edited { path: path.clone(), changes: vec![change] });
        }
    }

    fn saved(&mut self, uri: &lsp::Uri) {
        self.typing = None;
        self.changed = true;
        if let Some(path) = protocol::path(uri) {
            // For the day it is closed, and for clients that watch nothing.
            drop(self.disk.send(Task::Changed(vec![PathBuf::from(path.as_str())])));
        }
    }

    fn closed(&mut self, uri: &lsp::Uri) {
        let Some(path) = protocol::path(uri) else { return };
        Arc::make_mut(&mut self.documents).remove(&path);
        if self.typing.as_ref().is_some_and(|typing| typing.path == path) {
            self.typing = None;
        }
        match load::read(Path::new(path.as_str())) {
            Content::Text(text) => self.apply(Change::Closed { path, disk: Some(text) }),
            Content::Absent => self.apply(Change::Closed { path, disk: None }),
            Content::Unreadable(message) => {
                self.apply(Change::Closed { path: path.clone(), disk: None });
                self.apply(Change::Unreadable { path, message });
            }
        }
    }

    fn change_folders(&mut self, added: Vec<PathBuf>, removed: Vec<PathBuf>) {
        let name = |path: &PathBuf| path.to_str().map(FilePath::new);
        let removed_names: Vec<_> = removed.iter().filter_map(name).collect();
        let folders = Arc::make_mut(&mut self.folders);
        folders.retain(|folder| !removed_names.contains(folder));
        folders.extend(added.iter().filter_map(name));
        let roots = folders.clone();
        self.apply(Change::Roots(roots));
        for folder in added {
            self.load(Task::AddFolder(folder));
        }
        for folder in removed {
            drop(self.disk.send(Task::RemoveFolder(folder)));
        }
    }

    fn news(&mut self, news: News) {
        match news {
            News::Files { files, directories } => {
                self.directories
                    .extend(directories.iter().filter_map(|path| Some(FilePath::new(path.to_str()?))));
                self.unasked |= !files.is_empty();
                for (path, content) in files {
                    self.apply(match content {
                        Content::Text(text) => Change::Disk { path, text: Some(text) },
                        Content::Absent => Change::Disk { path, text: None },
                        Content::Unreadable(message) => Change::Unreadable { path, message },
                    });
                }
            }
            News::Config(config) => {
                match *config {
                    Ok(config) => (self.config, self.config_error) = (config, None),
                    // The last good settings stand.
                    Err(error) => self.config_error = Some(error),
                }
                self.apply_settings();
                self.unasked = true;
            }
            News::Obstacle(path, message) => tracing::warn!("{}: {message}", path.display()),
            News::Loaded => {
                self.loading = self.loading.saturating_sub(1);
                if self.loading == 0 {
                    self.changed = true;
                    let open: Vec<_> = self.documents.keys().map(FilePath::directory).collect();
                    open.into_iter().for_each(|directory| self.load_directory(directory));
                }
            }
        }
    }

    fn load(&mut self, task: Task) {
        if self.loading == 0 {
            self.loading_since = Instant::now();
        }
        self.loading += 1;
        drop(self.disk.send(task));
    }

    /// Reads a directory that no folder holds; once.
    fn load_directory(&mut self, directory: FilePath) {
        if self.directories.insert(directory.clone()) {
            self.load(Task::Directory(PathBuf::from(directory.as_str())));
        }
    }

    /// Reads a file that a module names; once, and again when it changes.
    fn load_document(&mut self, document: FilePath) {
        if self.named.insert(document.clone()) {
            self.load(Task::Document(document));
        }
    }

    fn apply_settings(&mut self) {
        let settings = ide::Settings {
            fix: self.config.fix.clone(),
            profile: self.config.profile.map(Into::into).unwrap_or_default(),
            ..self.settings.shown.clone()
        };
        self.apply(Change::Settings(settings));
        self.apply(Change::Versions(self.config.versions.clone()));
    }

    fn apply(&mut self, change: Change) {
        self.changed = true;
        self.revision.fetch_add(1, Ordering::SeqCst);
        let host = &mut self.host;
        if catch_unwind(AssertUnwindSafe(|| host.apply(change))).is_err() {
            tracing::error!("a change could not be taken in; reopen the file if its findings look wrong");
        }
    }

    fn ask(&mut self, reply: oneshot::Sender<View>) {
        // Cancelled meanwhile: nobody reads the answer.
        if reply.is_closed() {
            return;
        }
        if self.must_wait() {
            return self.waiting.push(reply);
        }
        // Without a view the sender is dropped, and the request answers with an error.
        if let Some(view) = self.view() {
            drop(reply.send(view));
        }
    }

    fn must_wait(&self) -> bool {
        self.loading > 0 && self.loading_since.elapsed() < WAIT_FOR_FILES
    }

    fn analysis(&mut self) -> Option<Analysis> {
        let today = today();
        if today != self.today {
            self.today.clone_from(&today);
            self.apply(Change::Today(today));
        }
        let host = &mut self.host;
        catch_unwind(AssertUnwindSafe(|| host.analysis()))
            .inspect_err(|_| tracing::error!("the files could not be analysed"))
            .ok()
    }

    fn view(&mut self) -> Option<View> {
        Some(View {
            analysis: self.analysis()?,
            revision: self.revision.load(Ordering::SeqCst),
            documents: self.documents.clone(),
            abilities: self.abilities.clone(),
            settings: self.settings.clone(),
            pace: Pace::new(self.typing.as_ref(), self.settings.debounce, Instant::now()),
            folders: self.folders.clone(),
        })
    }

    /// Answers who waits and passes on what changed; says when to wake up though nothing comes.
    fn settle(&mut self) -> Option<Instant> {
        if self.must_wait() {
            return Some(self.loading_since + WAIT_FOR_FILES);
        }
        for reply in std::mem::take(&mut self.waiting) {
            self.ask(reply);
        }
        if std::mem::take(&mut self.changed)
            && let Some(view) = self.view()
        {
            if !matches!(view.pace, Pace::Typing) {
                let called = load::called_directories(&view.analysis.snapshot);
                called.into_iter().for_each(|directory| self.load_directory(directory));
                let named = load::named_documents(&view.analysis.snapshot, &self.folders);
                named.into_iter().for_each(|document| self.load_document(document));
            }
            let unasked = std::mem::take(&mut self.unasked);
            drop(self.refresh.send(Refresh { view, unasked, config: self.config_error.clone() }));
        }
        Pace::changes_at(self.typing.as_ref(), self.settings.debounce, Instant::now())
    }
}
