//! A module call: what is open in it, or what it leaves untold because it is not on disk.

use model::{FileId, Place};
use report::subject::{Counts, Subject, subjects};

use crate::{Analysis, inlay, words::line};

/// Resources that are named.
const RESOURCES: usize = 10;

pub(crate) fn markdown(analysis: &Analysis, file: FileId, call: Place, name: &str) -> Option<String> {
    let near = analysis.near(file);
    for (module, _) in &near {
        if let Some(unread) = module.unread_calls.iter().find(|unread| unread.place == call) {
            return Some(unread_call(name, &unread.source_kind, &unread.source));
        }
    }
    let called =
        |module: &project::ResolvedModule, resource: u32| module.call_places(resource).contains(&call);
    let declared = near
        .iter()
        .flat_map(|(module, _)| (0_u32..).zip(&module.resources).map(move |(index, it)| (module, index, it)))
        .filter(|(module, index, resource)| !resource.address.data && called(module, *index))
        .count();
    let all = subjects(near.iter().copied(), analysis.catalogue, |resource| {
        near.iter().any(|(module, _)| {
            module
                .resources
                .get(resource.resource as usize)
                .is_some_and(|declared| declared.address == resource.address)
                && called(module, resource.resource)
        })
    });
    let counts = all.iter().map(Subject::core).fold(Counts::default(), Counts::plus);
    let resources = report::words::count(declared, "resource", "resources");
    let mut text = format!("**module.{name}** · {resources} · Open: {} of {}\n", counts.open, counts.applies);
    let open: Vec<&Subject<'_>> = all.iter().filter(|subject| subject.core().open > 0).collect();
    for subject in open.iter().take(RESOURCES) {
        let address = &subject.resource.address;
        let areas = inlay::open_areas(subject).join(", ");
        text += "\n";
        text += &line(&format!("- `{}.{}`: {areas}", address.resource_type, address.name));
    }
    if let Some(more) = open.len().checked_sub(RESOURCES).filter(|more| *more > 0) {
        text += &format!("\n- and {more} more");
    }
    Some(text.trim_end().to_owned())
}

fn unread_call(name: &str, kind: &str, source: &str) -> String {
    let lines = [
        format!("**module.{name}** · {kind}, not on disk"),
        String::new(),
        format!("- source `{source}`"),
        "- **Can't be told**: what it declares, and what it does with the values it is given".to_owned(),
        "- `terraform init` fetches it".to_owned(),
    ];
    lines.map(|text| line(&text)).join("\n")
}
