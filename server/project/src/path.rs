//! Paths as names: absolute, with `/`, compared as text. Nothing here touches a disk.

use std::{fmt, sync::Arc};

/// `/home/ada/infra/main.tf`; on Windows `c:/infra/main.tf`. No `.` or `..` parts, no slash at the end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FilePath(Arc<str>);

impl FilePath {
    /// Takes an absolute path; folds `\` to `/` and removes `.` and `..` parts.
    pub fn new(path: &str) -> Self {
        let folded = path.replace('\\', "/");
        let mut parts: Vec<&str> = Vec::new();
        for part in folded.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop();
                }
                _ => parts.push(part),
            }
        }
        let joined = parts.join("/");
        Self(if folded.starts_with('/') { format!("/{joined}") } else { joined }.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// The directory that holds it.
    pub fn directory(&self) -> Self {
        match self.0.rfind('/') {
            Some(0) | None => Self("/".into()),
            Some(at) => Self(self.0.get(..at).unwrap_or_default().into()),
        }
    }

    /// `relative` seen from this directory (`../net`).
    pub fn join(&self, relative: &str) -> Self {
        if relative.starts_with('/') {
            Self::new(relative)
        } else {
            Self::new(&format!("{}/{relative}", self.0))
        }
    }

    /// This path seen from a directory above it; `None` if it is not below.
    pub fn relative_to<'a>(&'a self, directory: &Self) -> Option<&'a str> {
        if directory.as_str() == "/" {
            return self.0.strip_prefix('/');
        }
        self.0.strip_prefix(directory.as_str())?.strip_prefix('/')
    }
}

impl fmt::Display for FilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
