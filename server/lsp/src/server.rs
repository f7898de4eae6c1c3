//! The language server: a table of requests. Each handler enqueues to the writer before its first
//! `.await`, and computes its answer on another thread.

use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc::Sender,
    },
    time::Instant,
};

use serde_json::Value;
use tokio::sync::oneshot;
use tower_lsp::{
    Client, LanguageServer,
    jsonrpc::{Error, ErrorCode, Result},
};

use crate::{
    abilities::Abilities,
    announce,
    disk::{self, Task},
    pace::Shown,
    protocol::{self, lsp},
    publish,
    requests::{self, code_lens::Lenses},
    settings::Settings,
    view::View,
    writer::{self, Message},
};

pub(crate) struct Server {
    client: Client,
    session: OnceLock<Session>,
    /// `shutdown` was asked for, so `exit` is in order.
    shut_down: Arc<AtomicBool>,
}

/// What exists once the client has said what it can.
struct Session {
    abilities: Arc<Abilities>,
    writer: Sender<Message>,
    disk: Sender<Task>,
    shown: Arc<Mutex<Shown>>,
    lenses: Arc<Mutex<Lenses>>,
    trace: Mutex<lsp::TraceValue>,
    /// The client's settings at the start; what it says later is merged into them.
    settings: Settings,
    /// How often it has said something since. An answer to an older question is out of date.
    told: Arc<AtomicU64>,
}

impl Session {
    /// Asks the client for its settings; to be spawned, for the answer comes through the loop that
    /// runs the handlers.
    fn pull_settings(&self, client: &Client) -> impl Future<Output = ()> + Send + use<> {
        let (client, writer, told) = (client.clone(), self.writer.clone(), Arc::clone(&self.told));
        let mut settings = self.settings.clone();
        let question = told.fetch_add(1, Ordering::SeqCst) + 1;
        async move {
            let item = lsp::ConfigurationItem { scope_uri: None, section: Some("demarc".into()) };
            match client.configuration(vec![item]).await {
                Ok(sections) if told.load(Ordering::SeqCst) == question => {
                    let wrong = sections.iter().flat_map(|section| settings.merge(section)).collect();
                    drop(writer.send(Message::Settings(Box::new(settings))));
                    warn(&client, wrong);
                }
                Ok(_) => {}
                Err(error) => tracing::info!("the client did not tell its settings: {error}"),
            }
        }
    }
}

impl Server {
    pub(crate) fn new(client: Client, shut_down: Arc<AtomicBool>) -> Self {
        Self { client, session: OnceLock::new(), shut_down }
    }

    fn session(&self) -> Result<&Session> {
        self.session.get().ok_or_else(Error::internal_error)
    }

    fn tell(&self, message: Message) {
        if let Some(session) = self.session.get()
            && session.writer.send(message).is_err()
        {
            tracing::error!("the thread that owns the documents is gone");
        }
    }

    /// Enqueues at once, so that the view is the one of this moment; then computes on another thread. A
    /// panic costs this answer.
    fn serve<T: Send + 'static>(
        &self,
        name: &'static str,
        answer: impl FnOnce(&View) -> T + Send + 'static,
    ) -> impl Future<Output = Result<T>> + Send {
        let started = Instant::now();
        let (reply, view) = oneshot::channel();
        self.tell(Message::Ask(reply));
        async move {
            let view = view.await.map_err(|_| failed(name))?;
            let computed = tokio::task::spawn_blocking(move || answer(&view)).await;
            self.log_trace(name, started);
            computed.map_err(|error| {
                tracing::error!("{name}: {error}");
                failed(name)
            })
        }
    }

    fn log_trace(&self, name: &str, started: Instant) {
        let Some(session) = self.session.get() else { return };
        let trace = *session.trace.lock().unwrap_or_else(PoisonError::into_inner);
        if trace == lsp::TraceValue::Off {
            return;
        }
        let message = format!("{name} answered in {:.1} ms", started.elapsed().as_secs_f64() * 1e3);
        let client = self.client.clone();
        tokio::spawn(async move {
            let params = lsp::LogTraceParams { message, verbose: None };
            client.send_notification::<lsp::notification::LogTrace>(params).await;
        });
    }

    /// `$/setTrace`, which the trait does not have.
    pub(crate) async fn set_trace(&self, params: lsp::SetTraceParams) {
        if let Some(session) = self.session.get() {
            *session.trace.lock().unwrap_or_else(PoisonError::into_inner) = params.value;
        }
    }

    /// `textDocument/codeAction`; see [`newer`](crate::newer).
    pub(crate) async fn code_actions(&self, params: lsp::CodeActionParams) -> Result<Option<Vec<Value>>> {
        let answer = move |view: &View| requests::code_action::code_actions(view, &params);
        self.serve("textDocument/codeAction", answer).await
    }

    /// `codeAction/resolve`
    pub(crate) async fn resolve_code_action(&self, action: Value) -> Result<Value> {
        let resolve = move |view: &View| requests::code_action::resolve(view, action);
        self.serve("codeAction/resolve", resolve).await?.map_err(|_| Error {
            code: ErrorCode::ContentModified,
            message: "the text has changed since this was offered; ask again".into(),
            data: None,
        })
    }

    /// Applies a section `demarc`, and tells the client's log what is wrong in it.
    fn change_settings(client: &Client, session: &Session, section: &Value) {
        session.told.fetch_add(1, Ordering::SeqCst);
        let mut settings = session.settings.clone();
        let wrong = settings.merge(section);
        drop(session.writer.send(Message::Settings(Box::new(settings))));
        warn(client, wrong);
    }
}

fn failed(name: &str) -> Error {
    let message = format!("{name} failed inside demarc; its log says more").into();
    Error { code: ErrorCode::InternalError, message, data: None }
}

fn warn(client: &Client, messages: Vec<String>) {
    let client = client.clone();
    tokio::spawn(async move {
        for message in messages {
            client.log_message(lsp::MessageType::WARNING, message).await;
        }
    });
}

impl LanguageServer for Server {
    async fn initialize(&self, params: lsp::InitializeParams) -> Result<lsp::InitializeResult> {
        let abilities = Arc::new(Abilities::new(&params.capabilities));
        let mut settings = Settings::default();
        let wrong =
            params.initialization_options.as_ref().map(|options| settings.merge(options)).unwrap_or_default();
        for message in wrong {
            tracing::warn!("{message}");
        }
        let (writer, messages) = writer::messages();
        let news = writer.clone();
        let disk = disk::start(move |it| drop(news.send(Message::Disk(it))));
        if !abilities.watches_files {
            drop(disk.send(Task::Watch));
        }
        let revision = Arc::new(AtomicU64::new(0));
        let (shown, lenses) = (Arc::default(), Arc::default());
        let refresh = publish::start(
            self.client.clone(),
            Arc::clone(&revision),
            Arc::clone(&shown),
            Arc::clone(&lenses),
        );
        let start = writer::Start {
            abilities: abilities.clone(),
            settings: settings.clone(),
            disk: disk.clone(),
            revision,
            refresh,
        };
        writer::start(start, messages);
        drop(writer.send(Message::Folders { added: folders(&params), removed: Vec::new() }));
        let result = announce::initialize_result(&abilities);
        let trace = Mutex::new(params.trace.unwrap_or_default());
        let session =
            Session { abilities, writer, disk, shown, lenses, trace, settings, told: Arc::default() };
        self.session.set(session).map_err(|_| Error::invalid_request())?;
        Ok(result)
    }

    async fn initialized(&self, _: lsp::InitializedParams) {
        let Some(session) = self.session.get() else { return };
        let (client, abilities) = (self.client.clone(), session.abilities.clone());
        let pull = session.pull_settings(&self.client);
        // Not awaited here: the answers come through the loop that waits for this.
        tokio::spawn(async move {
            let registrations = announce::registrations(&abilities);
            if !registrations.is_empty()
                && let Err(error) = client.register_capability(registrations).await
            {
                tracing::info!("the client refused what it offers to tell: {error}");
            }
            if abilities.configuration {
                pull.await;
            }
        });
    }

    async fn shutdown(&self) -> Result<()> {
        self.shut_down.store(true, Ordering::SeqCst);
        Ok(())
    }

    async fn did_open(&self, params: lsp::DidOpenTextDocumentParams) {
        self.tell(Message::Opened(params.text_document));
    }

    async fn did_change(&self, params: lsp::DidChangeTextDocumentParams) {
        self.tell(Message::Edited(params));
    }

    async fn did_save(&self, params: lsp::DidSaveTextDocumentParams) {
        self.tell(Message::Saved(params.text_document.uri));
    }

    async fn did_close(&self, params: lsp::DidCloseTextDocumentParams) {
        self.tell(Message::Closed(params.text_document.uri));
    }

    async fn did_change_configuration(&self, params: lsp::DidChangeConfigurationParams) {
        let Some(session) = self.session.get() else { return };
        // Some clients send the section, some all sections, and some only that there is something to ask.
        match params.settings {
            Value::Object(sections) if !sections.is_empty() => {
                let section = sections.get("demarc").cloned().unwrap_or(Value::Object(sections));
                Self::change_settings(&self.client, session, &section);
            }
            _ if session.abilities.configuration => {
                tokio::spawn(session.pull_settings(&self.client));
            }
            _ => {}
        }
    }

    async fn did_change_workspace_folders(&self, params: lsp::DidChangeWorkspaceFoldersParams) {
        let paths =
            |folders: Vec<lsp::WorkspaceFolder>| folders.iter().filter_map(|it| folder(&it.uri)).collect();
        self.tell(Message::Folders {
            added: paths(params.event.added),
            removed: paths(params.event.removed),
        });
    }

    async fn did_change_watched_files(&self, params: lsp::DidChangeWatchedFilesParams) {
        if let Some(session) = self.session.get() {
            let paths = params.changes.iter().filter_map(|change| folder(&change.uri)).collect();
            drop(session.disk.send(Task::Changed(paths)));
        }
    }

    async fn hover(&self, params: lsp::HoverParams) -> Result<Option<lsp::Hover>> {
        self.serve("textDocument/hover", move |view| requests::hover::hover(view, &params)).await
    }

    async fn completion(&self, params: lsp::CompletionParams) -> Result<Option<lsp::CompletionResponse>> {
        let answer = move |view: &View| requests::completion::completions(view, &params);
        self.serve("textDocument/completion", answer).await
    }

    async fn inlay_hint(&self, params: lsp::InlayHintParams) -> Result<Option<Vec<lsp::InlayHint>>> {
        self.serve("textDocument/inlayHint", move |view| requests::inlay_hint::inlay_hints(view, &params))
            .await
    }

    async fn inlay_hint_resolve(&self, hint: lsp::InlayHint) -> Result<lsp::InlayHint> {
        self.serve("inlayHint/resolve", move |view| requests::inlay_hint::resolve(view, hint)).await
    }

    async fn code_lens(&self, params: lsp::CodeLensParams) -> Result<Option<Vec<lsp::CodeLens>>> {
        let lenses = Arc::clone(&self.session()?.lenses);
        let answer = move |view: &View| requests::code_lens::code_lenses(view, &params, &lenses);
        self.serve("textDocument/codeLens", answer).await
    }

    async fn document_symbol(
        &self,
        params: lsp::DocumentSymbolParams,
    ) -> Result<Option<lsp::DocumentSymbolResponse>> {
        let answer = move |view: &View| requests::document_symbol::document_symbols(view, &params);
        self.serve("textDocument/documentSymbol", answer).await
    }

    async fn diagnostic(
        &self,
        params: lsp::DocumentDiagnosticParams,
    ) -> Result<lsp::DocumentDiagnosticReportResult> {
        let shown = Arc::clone(&self.session()?.shown);
        let answer = move |view: &View| requests::diagnostic::document(view, &params, &shown);
        self.serve("textDocument/diagnostic", answer).await
    }

    async fn workspace_diagnostic(
        &self,
        _: lsp::WorkspaceDiagnosticParams,
    ) -> Result<lsp::WorkspaceDiagnosticReportResult> {
        let shown = Arc::clone(&self.session()?.shown);
        self.serve("workspace/diagnostic", move |view| requests::diagnostic::workspace(view, &shown)).await
    }

    async fn execute_command(&self, params: lsp::ExecuteCommandParams) -> Result<Option<Value>> {
        let lsp::ExecuteCommandParams { command, arguments, .. } = params;
        let answer = move |view: &View| requests::execute_command::execute(view, &command, &arguments);
        let page = self.serve("workspace/executeCommand", answer).await?;
        page.map(|page| Some(Value::String(page))).map_err(|refused| Error::invalid_params(refused.0))
    }
}

/// The folders the client works in; older clients name one root.
#[expect(deprecated, reason = "some clients, eglot among them, know no other way")]
fn folders(params: &lsp::InitializeParams) -> Vec<PathBuf> {
    match &params.workspace_folders {
        Some(folders) => folders.iter().filter_map(|it| folder(&it.uri)).collect(),
        None => params.root_uri.as_ref().and_then(folder).into_iter().collect(),
    }
}

fn folder(uri: &lsp::Uri) -> Option<PathBuf> {
    protocol::path(uri).map(|path| PathBuf::from(path.as_str()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tower_lsp::LspService;

    use super::*;
    use crate::transport;

    impl Server {
        async fn panic(&self) -> Result<Value> {
            self.serve("test/panic", |_| panic!("on purpose")).await
        }
    }

    #[test]
    fn a_panic_costs_the_answer_that_it_happened_in_and_no_other() {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let request =
            |id, method, params| json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params});
        let symbols = json!({"textDocument": {"uri": "file:///nowhere/main.tf"}});
        let answers = runtime.block_on(async {
            let (service, socket) = LspService::build(|client| Server::new(client, Arc::default()))
                .custom_method("test/panic", Server::panic)
                .finish();
            let messages = [
                request(1, "initialize", json!({"capabilities": {}})),
                json!({"jsonrpc": "2.0", "id": 2, "method": "test/panic"}),
                request(3, "textDocument/documentSymbol", symbols),
            ];
            transport::answers(service, socket, &messages).await
        });
        let answer = |id| answers.iter().find(|answer| answer["id"] == id).unwrap();
        assert_eq!(answer(2)["error"]["code"], -32603, "{answers:?}");
        assert_eq!(answer(3).get("result"), Some(&Value::Null), "{answers:?}");
    }
}
