//! `demarc lsp`

use std::{
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use tower_lsp::LspService;
use tracing_subscriber::EnvFilter;

use crate::{newer, server::Server, transport};

/// Threads that compute answers; more would only take turns on the processors.
const ANSWERING_THREADS: usize = 4;

pub(crate) fn lsp() -> anyhow::Result<ExitCode> {
    // A request that is not served is answered so, and is no news to the user.
    let filter = || EnvFilter::new("warn,tower_lsp_server::server=off");
    // Standard output is the protocol's; editors keep what comes on standard error as the log.
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::try_from_env("DEMARC_LOG").unwrap_or_else(|_| filter()))
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .init();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(ANSWERING_THREADS)
        .enable_all()
        .build()?;
    let shut_down = Arc::new(AtomicBool::new(false));
    runtime.block_on(async {
        let (service, socket) = LspService::build(|client| Server::new(client, Arc::clone(&shut_down)))
            .custom_method("$/setTrace", Server::set_trace)
            .custom_method(newer::CODE_ACTION, Server::code_actions)
            .custom_method(newer::CODE_ACTION_RESOLVE, Server::resolve_code_action)
            .finish();
        transport::serve(service, socket).await;
    });
    let code = u8::from(!shut_down.load(Ordering::SeqCst));
    // Not returned: the thread that reads may sit in a read that the client never ends.
    std::process::exit(i32::from(code));
}
