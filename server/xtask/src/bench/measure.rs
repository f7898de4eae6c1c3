//! One function a measurement: how long, again and again.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tests::{Client, Flavour, Project, uri};

use super::machine;
use crate::workspace;

pub(super) struct Bench {
    pub(super) server: PathBuf,
    pub(super) rounds: usize,
}

/// What each round took.
pub(super) struct Times(Vec<Duration>);

impl Times {
    /// The time that so many of 100 rounds stay within.
    pub(super) fn percentile(&self, part: usize) -> Duration {
        let mut times = self.0.clone();
        times.sort();
        let index = (times.len() * part).div_ceil(100).saturating_sub(1);
        times.get(index).copied().unwrap_or_default()
    }
}

pub(super) struct Answers {
    pub(super) hover: Times,
    pub(super) code_actions: Times,
    pub(super) inlay_hints: Times,
}

impl Bench {
    /// From the start of the process to the answer to `initialize`, in the sample project.
    pub(super) fn start(&self) -> Result<Times> {
        let folder = workspace::root().join("tests/sample");
        let round = || {
            let started = Instant::now();
            let mut client = Client::start(&self.server);
            client.initialize(Flavour::VsCode, &folder, Value::Null);
            client.arrived() - started
        };
        Ok(Times((0..self.rounds.min(100)).map(|_| round()).collect()))
    }

    /// One character at a time, in another block each time.
    pub(super) fn keys(&self, text: &str) -> Result<Times> {
        self.typing(text, "")
    }

    /// The same, while a quote stands alone in the middle of the file.
    pub(super) fn keys_after_a_stray_quote(&self, text: &str) -> Result<Times> {
        self.typing(text, "\"")
    }

    fn typing(&self, text: &str, stray: &str) -> Result<Times> {
        let project = Project::new("");
        let path = project.path("main.tf");
        let mut client =
            Client::open(&self.server, Flavour::Eglot, project.folder(), json!({"debounceMs": 0}));
        client.did_open(&path, text);
        let first = client.published(&path, |params| params.get("version") == Some(&json!(1)));
        // What is measured is worth measuring.
        anyhow::ensure!(!tests::code(&first).is_empty(), "the file has no findings");
        let mut version = 1;
        let mut key = |client: &mut Client, (line, column): (u32, u32), text: &str| {
            version += 1;
            let sent = Instant::now();
            client.did_change(&path, version, [line, column, line, column], text);
            client.published(&path, |params| params.get("version") == Some(&json!(version)));
            client.arrived() - sent
        };
        let places = places(text, "  description = \"What may");
        let middle = places.get(places.len() / 2).copied().context("no place to type at")?;
        if !stray.is_empty() {
            // Behind the value's own closing quote, where it opens a string that nothing closes.
            let line = text.lines().nth(middle.0 as usize).context("no such line")?;
            key(&mut client, (middle.0, line.len() as u32), stray);
        }
        let round = |index: usize| {
            let place = if stray.is_empty() { places.get(index % places.len()) } else { Some(&middle) };
            key(&mut client, place.copied().unwrap_or(middle), "x")
        };
        Ok(Times((0..self.rounds).map(round).collect()))
    }

    /// Questions about a file that nobody is editing.
    pub(super) fn answers(&self, text: &str) -> Result<Answers> {
        let project = Project::new("");
        let path = project.path("main.tf");
        let mut client =
            Client::open(&self.server, Flavour::VsCode, project.folder(), json!({"debounceMs": 0}));
        client.did_open(&path, text);
        let document = json!({"uri": uri(&path)});
        client.ask("textDocument/diagnostic", json!({"textDocument": document}));
        let places = places(text, "resource \"aws_lambda_function\" \"");
        let place = |index: usize| places.get(index % places.len()).copied().unwrap_or_default();
        let mut ask = |method: &str, params: Value| {
            let sent = Instant::now();
            let answer = client.ask(method, params);
            let nothing = answer.is_null() || answer.as_array().is_some_and(Vec::is_empty);
            anyhow::ensure!(!nothing, "{method} was answered with nothing");
            Ok(client.arrived() - sent)
        };
        let position = |line: u32, character: u32| json!({"line": line, "character": character});
        let hover = |index| {
            let (line, _) = place(index);
            ask("textDocument/hover", json!({"textDocument": document, "position": position(line, 12)}))
        };
        let hover = Times((0..self.rounds).map(hover).collect::<Result<_>>()?);
        let code_actions = |index| {
            let (line, column) = place(index);
            let range = json!({"start": position(line, column), "end": position(line, column)});
            let context = json!({"diagnostics": []});
            ask(
                "textDocument/codeAction",
                json!({"textDocument": document, "range": range, "context": context}),
            )
        };
        let code_actions = Times((0..self.rounds).map(code_actions).collect::<Result<_>>()?);
        let inlay_hints = |index| {
            let (line, _) = place(index);
            let range = json!({"start": position(line, 0), "end": position(line + 60, 0)});
            ask("textDocument/inlayHint", json!({"textDocument": document, "range": range}))
        };
        let inlay_hints = Times((0..self.rounds).map(inlay_hints).collect::<Result<_>>()?);
        Ok(Answers { hover, code_actions, inlay_hints })
    }

    /// Resident bytes with every file of the folder read, one of them open and its findings shown.
    pub(super) fn memory(&self, folder: &Path) -> Result<u64> {
        let path = workspace::files(folder, "tf")?.into_iter().next().context("no Terraform file")?;
        let text = fs::read_to_string(&path).context("reading the first file")?;
        let mut client = Client::open(&self.server, Flavour::VsCode, folder, Value::Null);
        client.did_open(&path, &text);
        client.ask("textDocument/diagnostic", json!({"textDocument": {"uri": uri(&path)}}));
        // Judges everything, not only what is open.
        let report =
            client.ask("workspace/executeCommand", json!({"command": "demarc.report", "arguments": []}));
        anyhow::ensure!(
            report.as_str().is_some_and(|it| it.contains("## Open")),
            "nothing is open in the project"
        );
        machine::resident(client.process()).context("the system does not tell how much memory a process has")
    }

    pub(super) fn check(&self, folder: &Path) -> Result<Times> {
        let round = || {
            let started = Instant::now();
            let mut check = Command::new(&self.server);
            check.arg("check").arg(folder).stdout(Stdio::null()).stderr(Stdio::null());
            check.status().context("running demarc check")?;
            Ok(started.elapsed())
        };
        Ok(Times((0..self.rounds.min(50)).map(|_| round()).collect::<Result<_>>()?))
    }
}

/// Line and column behind each line's beginning that is the wanted one.
fn places(text: &str, beginning: &str) -> Vec<(u32, u32)> {
    let lines = text.lines().enumerate().filter(|(_, line)| line.starts_with(beginning));
    lines.map(|(line, _)| (line as u32, beginning.len() as u32)).collect()
}
