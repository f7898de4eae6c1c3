//! An action and what its edit would be made of.

use std::sync::Arc;

use catalog::{Duty, FixIntent};
use model::FileId;
use project::ResolvedModule;
use syntax::TextRange;

use super::{kind, merged, narrow, waiver};
use crate::{ActionKind, Analysis, CodeAction, Target, WorkspaceEdit};

/// Not yet text: that costs a check of the result, and is made when somebody wants it.
pub(super) enum Edit<'a> {
    Fixes(Vec<(&'a ResolvedModule, &'a FixIntent)>),
    Waiver { duty: &'a str, targets: Vec<waiver::Above> },
    None,
}

pub(super) struct Offer<'a> {
    pub(super) action: CodeAction,
    pub(super) edit: Edit<'a>,
}

impl<'a> Offer<'a> {
    pub(super) fn new(id: String, title: String, kind: ActionKind, edit: Edit<'a>) -> Self {
        let action = CodeAction {
            id,
            title,
            kind,
            preferred: false,
            diagnostics: Vec::new(),
            explain: None,
            grade: None,
            detail: None,
        };
        Self { action, edit }
    }

    /// The fix of one duty, if it can be made; it says where it writes if that is another file.
    pub(super) fn of_fix(
        analysis: &Analysis,
        module: &'a ResolvedModule,
        duty: &'a Duty,
        intent: &'a FixIntent,
        file: FileId,
    ) -> Option<Self> {
        let address = &module.resources.get(intent.resource as usize)?.address;
        let id = format!("fix {} {address}", duty.id);
        let offer = Self::new(
            id,
            intent.title.clone(),
            kind(duty.area, intent.safety),
            Edit::Fixes(vec![(module, intent)]),
        );
        let edit = offer.edit.text(analysis, file)?;
        let elsewhere = edit.files.iter().find_map(|edits| match &edits.target {
            Target::File(target) if *target != file => Some(analysis.source(*target)?.path.name().to_owned()),
            Target::NewFile(path) => Some(path.name().to_owned()),
            Target::File(_) => None,
        });
        let mut offer = offer;
        offer.action.detail = narrow::detail(analysis, intent, file);
        offer.action.grade = intent.narrows.as_ref().map(|narrows| narrows.grade);
        if let Some(name) = elsewhere {
            let title = format!("{} in {name}", offer.action.title);
            if title.chars().count() <= super::TITLE {
                offer.action.title = title;
            }
        }
        Some(offer)
    }

    pub(super) fn answering(mut self, code: &str, range: TextRange) -> Self {
        self.action.diagnostics.push((code.to_owned(), range));
        self
    }

    pub(super) fn preferred(mut self) -> Self {
        self.action.preferred = true;
        self
    }
}

impl Edit<'_> {
    /// `from` is the file that the action is offered in.
    pub(super) fn text(&self, analysis: &Analysis, from: FileId) -> Option<WorkspaceEdit> {
        match self {
            Self::Fixes(intents) => fixes(analysis, intents, from),
            Self::Waiver { duty, targets } => waiver::edit(analysis, duty, targets),
            Self::None => None,
        }
    }
}

fn fixes(
    analysis: &Analysis,
    intents: &[(&ResolvedModule, &FixIntent)],
    from: FileId,
) -> Option<WorkspaceEdit> {
    let mut files = Vec::new();
    let mut side_effects: Vec<String> =
        intents.iter().filter_map(|(_, intent)| narrow::detail(analysis, intent, from)).collect();
    for judged in analysis.judged.iter() {
        let of_module: Vec<&FixIntent> = intents
            .iter()
            .filter(|(module, _)| std::ptr::eq(*module, Arc::as_ptr(&judged.module)))
            .map(|(_, intent)| *intent)
            .collect();
        if of_module.is_empty() {
            continue;
        }
        let fix = fix::fix_all(&analysis.snapshot, &judged.module, &of_module, &analysis.settings.fix);
        if let Some(fix) = fix {
            side_effects.extend(fix.side_effect);
            files.extend(fix.files);
        }
    }
    let annotation = side_effects.into_iter().reduce(|all, one| format!("{all}; {one}"));
    let label = intents.first().map_or_else(String::new, |(_, intent)| intent.title.clone());
    (!files.is_empty()).then(|| WorkspaceEdit {
        files: merged(files),
        annotation: annotation.map(|description| (label, description)),
    })
}
