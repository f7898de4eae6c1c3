//! Pages that both an editor and a terminal ask for, as Markdown.

use std::sync::Arc;

use catalog::Catalogue;
use project::FilePath;

use crate::view::View;

/// The report on one folder.
pub(crate) fn report(view: &View, root: FilePath) -> String {
    let snapshot = &view.analysis.snapshot;
    let is_below = |path: &FilePath| *path == root || path.relative_to(&root).is_some();
    let mut assessments = view.analysis.assessments();
    assessments.retain(|(module, _)| is_below(&module.directory));
    let unread: Vec<_> = snapshot
        .unreadable
        .iter()
        .filter(|(path, _)| is_below(path))
        .map(|(path, message)| report::Unread { path: path.clone(), message: message.clone() })
        .collect();
    // Files of other folders are not this report's, nor what is wrong in them.
    let mut snapshot = project::Snapshot::clone(snapshot);
    let read: Vec<_> =
        assessments.iter().flat_map(|(module, _)| &module.resources).map(|it| it.file).collect();
    snapshot.files.retain(|id, file| is_below(&file.path) || read.contains(id));
    report::markdown(&report::Input {
        snapshot: &Arc::new(snapshot),
        assessments: &assessments,
        catalogue: view.analysis.catalogue,
        root,
        commit: None,
        unread: &unread,
        profile: view.analysis.settings.profile,
        detail: report::Detail::default(),
        fail_on: None,
    })
}

/// The page of a duty, service, area or resource type; else what was perhaps meant.
pub(crate) fn explain(topic: &str) -> Result<String, String> {
    let catalogue = Catalogue::bundled();
    report::explain(catalogue, topic).ok_or_else(|| {
        let known = format!("`{topic}` is no duty, service, area or resource type of the catalogue");
        match report::nearest_topics(catalogue, topic).as_slice() {
            [] => format!("{known}; `demarc list` names them all"),
            names => format!("{known}; perhaps {}", names.join(" or ")),
        }
    })
}
