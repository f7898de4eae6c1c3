//! Child processes: run to the end, read line by line with a limit, or kept running beside us.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

/// Runs a command to its end. Its output appears only if it fails.
pub(super) fn run(command: &mut Command) -> Result<()> {
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("running {command:?}"))?;
    if !output.status.success() {
        bail!(
            "{command:?} ended with {}\n{}{}",
            output.status,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(())
}

/// How a process that was read line by line ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum End {
    Success,
    Failure(String),
    /// It did not end in time and was stopped.
    Timeout,
}

/// Runs a command and hands over each line of its output, as it comes; its errors go to the file `log`.
pub(super) fn lines(
    command: &mut Command,
    limit: Duration,
    log: &Path,
    mut on_line: impl FnMut(String),
) -> Result<End> {
    let deadline = Instant::now() + limit;
    let mut child = start(command, log)?;
    let output = read(&mut child)?;
    loop {
        match output.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(line) => on_line(line),
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                child.kill()?;
                child.wait()?;
                return Ok(End::Timeout);
            }
        }
    }
    let status = child.wait()?;
    Ok(if status.success() { End::Success } else { End::Failure(status.to_string()) })
}

/// Starts a process whose output is read and whose errors go to the file `log`.
fn start(command: &mut Command, log: &Path) -> Result<Child> {
    let errors = std::fs::File::create(log).with_context(|| format!("creating {}", log.display()))?;
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(errors)
        .spawn()
        .with_context(|| format!("running {command:?}"))
}

/// A process that runs beside us until this value is dropped.
#[derive(Debug)]
pub(super) struct Service {
    child: Child,
    // Kept so that the process never writes into a closed pipe.
    output: mpsc::Receiver<String>,
}

impl Service {
    /// Starts it and waits for the first line of its output that `ready` recognizes, at most `limit`.
    pub(super) fn start<T>(
        command: &mut Command,
        limit: Duration,
        log: &Path,
        mut ready: impl FnMut(&str) -> Option<T>,
    ) -> Result<(Self, T)> {
        let deadline = Instant::now() + limit;
        let mut child = start(command, log)?;
        let output = read(&mut child)?;
        let service = Self { child, output };
        let mut said = String::new();
        while let Ok(line) = service.output.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            if let Some(found) = ready(&line) {
                return Ok((service, found));
            }
            said.push_str(&line);
            said.push('\n');
        }
        bail!("{command:?} was not ready within {} s; it said\n{said}", limit.as_secs())
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // Asked to end, so that it ends its own children too; there is nobody left to tell if that fails.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        while self.output.recv_timeout(Duration::from_secs(10)).is_ok() {}
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(child: &mut Child) -> Result<mpsc::Receiver<String>> {
    let stdout = child.stdout.take().context("the output was not piped")?;
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stdout).split(b'\n').map_while(Result::ok) {
            if send.send(String::from_utf8_lossy(&line).trim_end().to_owned()).is_err() {
                break;
            }
        }
    });
    Ok(receive)
}
