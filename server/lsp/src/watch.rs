//! The server's own eyes on the disk, for clients that offer none. Only directories that were read are
//! watched, each for itself: nothing is spent on `node_modules`.

use std::path::{Path, PathBuf};

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

/// More directories than this are not watched: the system's own limit is often 8,192 for all programs.
const MOST_DIRECTORIES: usize = 4_096;

pub(crate) struct Watch {
    watcher: RecommendedWatcher,
    watched: usize,
}

impl Watch {
    /// Tells of every path that was created, written, moved or removed.
    pub(crate) fn new(tell: impl Fn(Vec<PathBuf>) + Send + 'static) -> notify::Result<Self> {
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| match event {
            // Reading a file is an event too, and we read.
            Ok(event) if !matches!(event.kind, EventKind::Access(_)) && !event.paths.is_empty() => {
                tell(event.paths)
            }
            Ok(_) => {}
            Err(error) => tracing::warn!("the watch on files: {error}"),
        })?;
        Ok(Self { watcher, watched: 0 })
    }

    pub(crate) fn add(&mut self, directory: &Path) {
        self.watched += 1;
        if self.watched == MOST_DIRECTORIES + 1 {
            tracing::warn!("more than {MOST_DIRECTORIES} directories; the rest is not watched");
        }
        if self.watched <= MOST_DIRECTORIES
            && let Err(error) = self.watcher.watch(directory, RecursiveMode::NonRecursive)
        {
            tracing::warn!("{} is not watched: {error}", directory.display());
        }
    }
}
