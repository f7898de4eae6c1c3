//! A folder of files that lives as long as a test.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

use testkit::Fixture;

/// Removed when dropped.
#[derive(Debug)]
pub struct Project {
    folder: PathBuf,
}

static COUNT: AtomicU32 = AtomicU32::new(0);

impl Project {
    /// Several files in one string, as [`testkit::Fixture`] has it: `//- /main.tf`. An empty one is an
    /// empty folder.
    pub fn new(fixture: &str) -> Self {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        // Not the temporary directory's own spelling: on some systems that is a link.
        let folder = std::env::temp_dir().join(format!("demarc-test-{}-{number}", std::process::id()));
        let project = Self { folder };
        create(&project.folder);
        // A repository's ignore rules hold below it, and those of the machine it runs on do not.
        create(project.path(".git"));
        if !fixture.is_empty() {
            Fixture::parse(fixture).files.iter().for_each(|(path, text)| project.write(path, text));
        }
        project
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// `/net/vpc.tf` or `net/vpc.tf`, in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name.trim_start_matches('/'))
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        path.parent().into_iter().for_each(create);
        fs::write(&path, content).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }

    pub fn read(&self, name: &str) -> String {
        let path = self.path(name);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    pub fn remove(&self, name: &str) {
        let path = self.path(name);
        fs::remove_file(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        // What is left in the temporary directory harms nobody.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn create(path: impl AsRef<Path>) {
    let path = path.as_ref();
    fs::create_dir_all(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}
