//! The judgement of one resolved module, made once, when it is first asked for.

use std::sync::{Arc, OnceLock};

use catalog::{Assessment, Catalogue};
use project::{FilePath, ResolvedModule, Snapshot};

/// Keyed by the identity of the module, which it keeps alive.
#[derive(Debug)]
pub(crate) struct Judged {
    pub(crate) module: Arc<ResolvedModule>,
    assessment: OnceLock<Arc<Assessment>>,
    directories: OnceLock<Vec<FilePath>>,
}

impl Judged {
    pub(crate) fn new(module: &Arc<ResolvedModule>) -> Self {
        Self { module: Arc::clone(module), assessment: OnceLock::new(), directories: OnceLock::new() }
    }

    /// Everybody who asks meanwhile waits for the one answer.
    pub(crate) fn assessment(
        &self,
        catalogue: &Catalogue,
        today: &str,
        fix: &fix::Settings,
    ) -> &Arc<Assessment> {
        self.assessment.get_or_init(|| {
            let mut assessment = catalog::assess(&self.module, catalogue, today);
            let judgements = assessment.resources.iter_mut().flat_map(|resource| &mut resource.judgements);
            for intent in judgements.filter_map(|judgement| judgement.fix.as_mut()) {
                intent.title = fix::title(intent, fix);
            }
            Arc::new(assessment)
        })
    }

    /// Does it read files of this directory?
    pub(crate) fn reads(&self, directory: &FilePath, snapshot: &Snapshot) -> bool {
        let directories = self.directories.get_or_init(|| {
            let mut directories: Vec<FilePath> = self
                .module
                .resources
                .iter()
                .filter_map(|resource| Some(snapshot.files.get(&resource.file)?.path.directory()))
                .chain([self.module.directory.clone()])
                .chain(self.module.named_documents.iter().map(FilePath::directory))
                .collect();
            directories.sort();
            directories.dedup();
            directories
        });
        directories.binary_search(directory).is_ok()
    }
}
