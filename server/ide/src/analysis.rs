//! One immutable view of everything, and the questions an editor asks of it.

use std::sync::Arc;

use catalog::{Assessment, Catalogue};
use model::{Block, FileId, Place};
use project::{FilePath, ResolvedModule, Snapshot, SourceFile};
use report::{
    select::{Finding, findings, level},
    subject::{Subject, subjects},
};
use syntax::TextRange;

use crate::{
    CodeAction, CodeLens, Completions, Diagnostic, FileRange, Guidance, Hover, InlayHint, Level, Profile,
    Settings, Symbol, WorkspaceEdit, actions, completion, diagnostics, hover, inlay, lens, memo::Judged,
    symbols,
};

/// Cloning is cheap; every answer is for this view.
#[derive(Debug, Clone)]
pub struct Analysis {
    pub snapshot: Arc<Snapshot>,
    pub catalogue: &'static Catalogue,
    pub settings: Arc<Settings>,
    pub(crate) today: Arc<str>,
    pub(crate) judged: Arc<[Arc<Judged>]>,
}

impl Analysis {
    pub fn file(&self, path: &FilePath) -> Option<FileId> {
        self.snapshot.file(path).map(|file| file.id)
    }

    /// Loudest first at each place.
    pub fn diagnostics(&self, file: FileId) -> Vec<Diagnostic> {
        diagnostics::diagnostics(self, file)
    }

    pub fn hover(&self, file: FileId, offset: u32) -> Option<Hover> {
        hover::hover(self, file, offset)
    }

    /// `None` where nothing of ours can stand.
    pub fn completions(&self, file: FileId, offset: u32) -> Option<Completions> {
        completion::completions(self, file, offset)
    }

    pub fn inlay_hints(&self, file: FileId, range: TextRange) -> Vec<InlayHint> {
        inlay::hints(self, file, range)
    }

    /// The hover of the resource whose hint stands there.
    pub fn inlay_tooltip(&self, file: FileId, offset: u32) -> Option<String> {
        inlay::tooltip(self, file, offset)
    }

    pub fn code_lenses(&self, file: FileId) -> Vec<CodeLens> {
        lens::lenses(self, file)
    }

    pub fn code_actions(&self, at: FileRange) -> Vec<CodeAction> {
        actions::actions(self, at)
    }

    /// The edit of an action that [`Analysis::code_actions`] offered at the same place.
    pub fn resolve(&self, at: FileRange, action: &str) -> Option<WorkspaceEdit> {
        actions::resolve(self, at, action)
    }

    pub fn symbols(&self, file: FileId) -> Vec<Symbol> {
        symbols::symbols(self, file)
    }

    /// Every module with its judgement, for a report.
    pub fn assessments(&self) -> Vec<(Arc<ResolvedModule>, Arc<Assessment>)> {
        self.judged
            .iter()
            .map(|judged| (Arc::clone(&judged.module), Arc::clone(self.assess(judged))))
            .collect()
    }

    fn assess<'a>(&'a self, judged: &'a Judged) -> &'a Arc<Assessment> {
        judged.assessment(self.catalogue, &self.today, &self.settings.fix)
    }

    /// The modules that read files of this file's directory: only they say anything about it.
    pub(crate) fn near(&self, file: FileId) -> Vec<(&Arc<ResolvedModule>, &Arc<Assessment>)> {
        let Some(directory) = self.source(file).map(|file| file.path.directory()) else { return Vec::new() };
        self.judged
            .iter()
            .filter(|judged| judged.reads(&directory, &self.snapshot))
            .map(|judged| (&judged.module, self.assess(judged)))
            .collect()
    }

    /// The assessed resources declared in a file.
    pub(crate) fn subjects(&self, file: FileId) -> Vec<Subject<'_>> {
        subjects(self.near(file), self.catalogue, |resource| resource.file == file)
    }

    /// The findings whose place is in a file. A learner also gets, as hints, what is worth doing.
    pub(crate) fn findings(&self, file: FileId) -> Vec<Finding<'_>> {
        let profile = self.settings.profile;
        let wide = match self.settings.guidance {
            Guidance::Learn => profile.max(Profile::Recommended),
            Guidance::Work | Guidance::Quiet => profile,
        };
        let mut found = findings(self.near(file), self.catalogue, wide, |resource| resource.reported);
        found.retain(|finding| finding.at.file == file);
        for finding in &mut found {
            if level(finding.duty, finding.judged.judgement.status, profile).is_none() {
                finding.level = Level::Hint;
            }
        }
        found
    }

    pub(crate) fn source(&self, file: FileId) -> Option<&SourceFile> {
        self.snapshot.files.get(&file).map(Arc::as_ref)
    }

    /// The block at an offset, with its index.
    pub(crate) fn block_at(&self, file: FileId, offset: u32) -> Option<(u32, &Block)> {
        let file = self.source(file)?;
        let index = file.source.block_at(offset)?;
        Some((index, file.model.blocks.get(index as usize)?))
    }

    pub(crate) fn range(&self, place: Place) -> Option<TextRange> {
        self.snapshot.range(place)
    }
}
