//! A client that sends what it is told, and keeps all that comes back.

use std::{
    io::{self, BufRead, BufReader, Write},
    path::Path,
    process::{Child, ChildStdin, Command, ExitStatus, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::Flavour;

/// Nothing takes so long on any machine; it ends a test whose answer never comes.
const PATIENCE: Duration = Duration::from_secs(120);

/// A running server and the connection to it. Panics where a test would.
#[derive(Debug)]
pub struct Client {
    child: Child,
    input: Option<ChildStdin>,
    messages: Receiver<(Instant, Value)>,
    /// Everything that came and was not waited for yet, in order.
    received: Vec<(Instant, Value)>,
    arrived: Instant,
    next_id: i64,
    /// What `workspace/configuration` is answered with.
    pub settings: Value,
}

impl Client {
    /// Starts `demarc lsp`; nothing is sent yet.
    pub fn start(demarc: &Path) -> Self {
        let mut command = Command::new(demarc);
        command.arg("lsp");
        Self::run(command)
    }

    /// Starts a server that is run otherwise.
    pub fn run(mut command: Command) -> Self {
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = child.unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
        let input = child.stdin.take();
        let output = child.stdout.take();
        let (sender, messages) = channel();
        thread::spawn(move || {
            let Some(mut output) = output.map(BufReader::new) else { return };
            while let Ok(message) = read_message(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Self {
            child,
            input,
            messages,
            received: Vec::new(),
            arrived: Instant::now(),
            next_id: 0,
            settings: Value::Null,
        }
    }

    /// Starts a server and makes it ready for a folder, as that editor does.
    pub fn open(demarc: &Path, flavour: Flavour, folder: &Path, options: Value) -> Self {
        let mut client = Self::start(demarc);
        client.initialize(flavour, folder, options);
        client
    }

    /// Answers with the result of `initialize`, after `initialized`.
    pub fn initialize(&mut self, flavour: Flavour, folder: &Path, options: Value) -> Value {
        let params = json!({
            "processId": std::process::id(),
            "rootUri": uri(folder),
            "workspaceFolders": [{"uri": uri(folder), "name": "folder"}],
            "capabilities": flavour.capabilities(),
            "initializationOptions": options,
        });
        let result = self.ask("initialize", params);
        self.notify("initialized", json!({}));
        result
    }

    /// The id of the server's process, for looking at its memory.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    pub fn did_open(&mut self, path: &Path, text: &str) {
        let document = json!({"uri": uri(path), "languageId": "terraform", "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document}));
    }

    /// `range`: start line and character, end line and character.
    pub fn did_change(&mut self, path: &Path, version: i64, range: [u32; 4], text: &str) {
        let [line, character, end_line, end_character] = range;
        let range = json!({"start": {"line": line, "character": character},
            "end": {"line": end_line, "character": end_character}});
        let document = json!({"uri": uri(path), "version": version});
        let changes = json!([{"range": range, "text": text}]);
        self.notify("textDocument/didChange", json!({"textDocument": document, "contentChanges": changes}));
    }

    /// Sends a request; [`Client::answer`] waits for what it is answered with.
    pub fn request(&mut self, method: &str, params: Value) -> i64 {
        self.next_id += 1;
        let id = self.next_id;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        id
    }

    /// Sends a request and gives its result; an error answer is a failure.
    pub fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.request(method, params);
        let mut answer = self.answer(id);
        match answer.get_mut("result") {
            Some(result) => result.take(),
            None => panic!("{method} was answered with {answer}"),
        }
    }

    /// Asks for something at a place of a document.
    pub fn ask_at(&mut self, method: &str, path: &Path, line: u32, character: u32) -> Value {
        let position = json!({"line": line, "character": character});
        self.ask(method, json!({"textDocument": {"uri": uri(path)}, "position": position}))
    }

    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// The whole answer to a request: `result` or `error`.
    pub fn answer(&mut self, id: i64) -> Value {
        self.wait(&format!("the answer to request {id}"), |message| {
            message.get("method").is_none() && message.get("id") == Some(&json!(id))
        })
    }

    /// Waits until diagnostics of that file are published that satisfy `wanted`.
    pub fn published(&mut self, path: &Path, wanted: impl Fn(&Value) -> bool) -> Value {
        let address = uri(path);
        let mut message = self.wait(&format!("diagnostics of {address}"), |message| {
            message.get("method") == Some(&json!("textDocument/publishDiagnostics"))
                && message.pointer("/params/uri") == Some(&json!(address))
                && message.get("params").is_some_and(&wanted)
        });
        message.get_mut("params").map(Value::take).unwrap_or_default()
    }

    /// The first message, past or to come, that is the wanted one; it is not found again.
    pub fn wait(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let mut next = 0;
        let end = Instant::now() + PATIENCE;
        loop {
            while let Some((_, message)) = self.received.get(next) {
                if wanted(message) {
                    let (arrived, message) = self.received.remove(next);
                    self.arrived = arrived;
                    return message;
                }
                next += 1;
            }
            match self.messages.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok((arrived, message)) => {
                    self.reply(&message);
                    self.received.push((arrived, message));
                }
                Err(RecvTimeoutError::Timeout) => {
                    panic!("{what} did not come; what came is {:#?}", self.received)
                }
                Err(RecvTimeoutError::Disconnected) => panic!("the server ended before {what} came"),
            }
        }
    }

    /// What has come so far and was not waited for.
    pub fn unread(&mut self) -> Vec<&Value> {
        while let Ok((arrived, message)) = self.messages.try_recv() {
            self.reply(&message);
            self.received.push((arrived, message));
        }
        self.received.iter().map(|(_, message)| message).collect()
    }

    /// When the last byte came of what was last waited for.
    pub fn arrived(&self) -> Instant {
        self.arrived
    }

    /// Answers a request of the server's, as a willing editor does.
    fn reply(&mut self, message: &Value) {
        let (Some(method), Some(id)) = (message.get("method").and_then(Value::as_str), message.get("id"))
        else {
            return;
        };
        let result = match method {
            "workspace/configuration" => {
                let items = message.pointer("/params/items").and_then(Value::as_array).map_or(0, Vec::len);
                Value::Array(vec![self.settings.clone(); items])
            }
            _ => Value::Null,
        };
        self.send(&json!({"jsonrpc": "2.0", "id": id, "result": result}));
    }

    pub fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.send_bytes(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    /// Bytes as they are, for what no client sends.
    pub fn send_bytes(&mut self, bytes: &[u8]) {
        let Some(input) = &mut self.input else { return };
        if let Err(error) = input.write_all(bytes).and_then(|()| input.flush()) {
            panic!("the server does not read: {error}");
        }
    }

    /// Closes the server's input, as an editor does that has died.
    pub fn hang_up(&mut self) {
        self.input = None;
    }

    /// Waits for the process to end.
    pub fn ended(&mut self) -> ExitStatus {
        let (sender, ended) = channel();
        let id = self.child.id();
        // Only this thread may wait for the child; the other one sees that it does not wait for ever.
        thread::spawn(move || {
            if ended.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                eprintln!("the server (process {id}) does not end");
                std::process::abort();
            }
        });
        let status = self.child.wait().unwrap_or_else(|error| panic!("waiting for the server: {error}"));
        // The watch may have ended already.
        let _ = sender.send(());
        status
    }

    /// `shutdown`, `exit`, and the end of the process.
    pub fn close(mut self) -> ExitStatus {
        self.ask("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        self.ended()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read_message(input: &mut impl BufRead) -> io::Result<(Instant, Value)> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if input.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if let Some(value) = line.strip_prefix("Content-Length:") {
            length = value.trim().parse().map_err(io::Error::other)?;
        } else if line == "\r\n" {
            let mut body = vec![0; length];
            input.read_exact(&mut body)?;
            let arrived = Instant::now();
            return serde_json::from_slice(&body).map(|body| (arrived, body)).map_err(io::Error::other);
        }
    }
}

/// The address of a file; every byte that is not plain is escaped, as the strictest editor does.
pub fn uri(path: &Path) -> String {
    let mut uri = String::from("file://");
    for byte in path.to_string_lossy().replace('\\', "/").bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                uri.push(byte as char)
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

/// The codes of diagnostics, sorted; of what `publishDiagnostics` or a pull gives.
pub fn code(diagnostics: &Value) -> Vec<String> {
    let list = diagnostics.get("diagnostics").or(diagnostics.get("items")).and_then(Value::as_array);
    let mut codes: Vec<_> =
        list.into_iter().flatten().filter_map(|it| it.get("code")?.as_str()).map(Into::into).collect();
    codes.sort();
    codes
}
