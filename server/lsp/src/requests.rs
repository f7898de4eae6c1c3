//! One file a request: convert, ask, convert. Nothing here decides anything about a resource.

pub(crate) mod code_action;
pub(crate) mod code_lens;
pub(crate) mod completion;
pub(crate) mod diagnostic;
pub(crate) mod document_symbol;
pub(crate) mod execute_command;
pub(crate) mod hover;
pub(crate) mod inlay_hint;
pub(crate) mod workspace_edit;
