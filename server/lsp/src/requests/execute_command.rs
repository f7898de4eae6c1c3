//! `workspace/executeCommand`: pages, as Markdown.

use project::FilePath;
use serde_json::Value;

use crate::{pages, protocol, view::View};

pub(crate) const REPORT: &str = "demarc.report";
pub(crate) const EXPLAIN: &str = "demarc.explain";

/// Why a command has no answer; plain text for the user.
#[derive(Debug)]
pub(crate) struct Refused(pub(crate) String);

pub(crate) fn execute(view: &View, command: &str, arguments: &[Value]) -> Result<String, Refused> {
    let first = arguments.first().filter(|argument| !argument.is_null());
    match (command, first) {
        (REPORT, None) => Ok(pages::report(view, folder(view, None))),
        (REPORT, Some(address)) => {
            let uri = serde_json::from_value(address.clone()).ok();
            let Some(path) = uri.as_ref().and_then(protocol::path) else {
                return Err(Refused(format!("{address} is not the address of a file")));
            };
            Ok(pages::report(view, folder(view, Some(&path))))
        }
        (EXPLAIN, Some(Value::String(topic))) => pages::explain(topic).map_err(Refused),
        (EXPLAIN, _) => {
            Err(Refused("demarc.explain takes a duty, a service, an area or a resource type".into()))
        }
        _ => Err(Refused(format!("there is no command {command}"))),
    }
}

/// The workspace folder that holds the file, else its directory; without a file, the first folder.
fn folder(view: &View, path: Option<&FilePath>) -> FilePath {
    let Some(path) = path else {
        return view.folders.first().cloned().unwrap_or_else(|| FilePath::new("/"));
    };
    let holding = view.folders.iter().filter(|folder| path.relative_to(folder).is_some() || path == *folder);
    holding.max_by_key(|folder| folder.as_str().len()).cloned().unwrap_or_else(|| path.directory())
}
