//! The thread that computes diagnostics nobody asked for: pushed to clients that do not pull; to
//! clients that do, only the word that it is time to ask again.

use std::{
    collections::HashMap,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, Sender, channel},
    },
    thread,
};

use project::FilePath;
use tokio::runtime::Handle;
use tower_lsp::Client;

use crate::{
    abilities::Delivery,
    config::ConfigError,
    pace::{Pace, Shown},
    protocol::lsp,
    requests::{code_lens::Lenses, diagnostic},
    settings::Scope,
    view::View,
    writer::Refresh,
};

/// Starts the thread; it ends when nobody holds the sender.
pub(crate) fn start(
    client: Client,
    revision: Arc<AtomicU64>,
    shown: Arc<Mutex<Shown>>,
    lenses: Arc<Mutex<Lenses>>,
) -> Sender<Refresh> {
    let (sender, refreshes) = channel();
    let runtime = Handle::current();
    let publisher = Publisher { client, runtime, revision, shown, lenses, published: HashMap::new() };
    thread::spawn(move || publisher.run(&refreshes));
    sender
}

struct Publisher {
    client: Client,
    runtime: Handle,
    revision: Arc<AtomicU64>,
    shown: Arc<Mutex<Shown>>,
    lenses: Arc<Mutex<Lenses>>,
    /// What the client has now.
    published: HashMap<FilePath, Published>,
}

#[derive(PartialEq)]
struct Published {
    uri: lsp::Uri,
    version: Option<i32>,
    diagnostics: Vec<lsp::Diagnostic>,
}

impl Publisher {
    fn run(mut self, refreshes: &Receiver<Refresh>) {
        while let Ok(mut refresh) = refreshes.recv() {
            // Only the latest counts; what an older one was for is not lost.
            for newer in refreshes.try_iter() {
                refresh = Refresh { unasked: refresh.unasked || newer.unasked, ..newer };
            }
            self.publish_config(refresh.config.as_ref());
            match refresh.view.abilities.delivery {
                Delivery::Push => self.push(&refresh.view),
                Delivery::Pull { refresh: true } => self.tell_to_pull(&refresh),
                Delivery::Pull { refresh: false } => {}
            }
            let settled = matches!(refresh.view.pace, Pace::Settled);
            let mut lenses = self.lenses.lock().unwrap_or_else(PoisonError::into_inner);
            if refresh.unasked || (settled && lenses.take_held_back()) {
                self.tell_to_draw(&refresh.view);
            }
        }
    }

    fn push(&mut self, view: &View) {
        let mut now = HashMap::new();
        for path in reported(view) {
            let found = catch_unwind(AssertUnwindSafe(|| diagnostic::shown(view, &path, &self.shown)));
            let Ok(diagnostics) = found else {
                tracing::error!("the findings of {path} could not be computed");
                continue;
            };
            if let Some(uri) = view.uri(&path) {
                let version = view.version(&path);
                now.insert(path, Published { uri, version, diagnostics });
            }
            // A newer text makes these findings wrong, and its own are on the way.
            if self.revision.load(Ordering::SeqCst) != view.revision {
                return;
            }
        }
        let gone: Vec<_> = self.published.keys().filter(|path| !now.contains_key(*path)).cloned().collect();
        for path in gone.into_iter().filter(|path| !is_config(path)) {
            self.shown.lock().unwrap_or_else(PoisonError::into_inner).forget(&path);
            if let Some(published) = self.published.remove(&path) {
                self.send(published.uri, None, Vec::new());
            }
        }
        let mut now: Vec<_> = now.into_iter().collect();
        now.sort_by(|(one, _), (other, _)| one.cmp(other));
        for (path, new) in now {
            let same = self.published.get(&path).is_some_and(|old| match view.pace {
                // The client has moved them with the text by itself.
                Pace::Typing => old.diagnostics == new.diagnostics,
                Pace::Settled | Pace::Resting { .. } => *old == new,
            });
            if !same {
                self.send(new.uri.clone(), new.version, new.diagnostics.clone());
                self.published.insert(path, new);
            }
        }
    }

    /// Always pushed: no client asks for the diagnostics of a file in another language.
    fn publish_config(&mut self, error: Option<&ConfigError>) {
        let old: Vec<_> = self.published.keys().filter(|path| is_config(path)).cloned().collect();
        let new = error.and_then(|error| {
            let path = FilePath::new(error.path.to_str()?);
            let uri = crate::protocol::uri(&path)?;
            Some((path, Published { uri, version: None, diagnostics: vec![config_diagnostic(error)] }))
        });
        for path in old.into_iter().filter(|path| new.as_ref().is_none_or(|(new, _)| new != path)) {
            if let Some(published) = self.published.remove(&path) {
                self.send(published.uri, None, Vec::new());
            }
        }
        if let Some((path, new)) = new
            && self.published.get(&path) != Some(&new)
        {
            self.send(new.uri.clone(), None, new.diagnostics.clone());
            self.published.insert(path, new);
        }
    }

    fn tell_to_pull(&self, refresh: &Refresh) {
        let held_back = !matches!(refresh.view.pace, Pace::Typing)
            && self.shown.lock().unwrap_or_else(PoisonError::into_inner).holds_back();
        if refresh.unasked || held_back {
            let client = self.client.clone();
            self.runtime.spawn(async move { drop(client.workspace_diagnostic_refresh().await) });
        }
    }

    fn tell_to_draw(&self, view: &View) {
        let (client, abilities) = (self.client.clone(), view.abilities.clone());
        self.runtime.spawn(async move {
            if abilities.inlay_hint_refresh {
                drop(client.inlay_hint_refresh().await);
            }
            if abilities.code_lens_refresh {
                drop(client.code_lens_refresh().await);
            }
        });
    }

    fn send(&self, uri: lsp::Uri, version: Option<i32>, diagnostics: Vec<lsp::Diagnostic>) {
        self.runtime.block_on(self.client.publish_diagnostics(uri, diagnostics, version));
    }
}

/// The files whose findings are shown, by path.
pub(crate) fn reported(view: &View) -> Vec<FilePath> {
    let mut paths: Vec<_> = match view.settings.scope {
        Scope::Off => Vec::new(),
        Scope::OpenFiles => view.documents.keys().cloned().collect(),
        Scope::Workspace => {
            let files = view.analysis.snapshot.files.values().map(|file| file.path.clone());
            files
                .filter(|path| view.folders.iter().any(|folder| path.relative_to(folder).is_some()))
                .collect()
        }
    };
    paths.sort();
    paths
}

fn is_config(path: &FilePath) -> bool {
    path.name() == crate::config::FILE_NAME
}

fn config_diagnostic(error: &ConfigError) -> lsp::Diagnostic {
    let text = std::fs::read_to_string(Path::new(&error.path)).unwrap_or_default();
    let text = syntax::Text::new(&text);
    let span = syntax::TextRange::new(error.span.start as u32, error.span.end as u32);
    lsp::Diagnostic {
        range: crate::protocol::range(&text, span, syntax::PositionEncoding::Utf16),
        severity: Some(lsp::DiagnosticSeverity::WARNING),
        source: Some("demarc".into()),
        message: error.message.clone(),
        ..Default::default()
    }
}
