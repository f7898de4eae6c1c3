//! Counting checks, our own and those a driver script prints.

use std::{io::Write, path::Path, process::Command, time::Duration};

use anyhow::Result;

use super::process::{self, End};

/// Checks so far. Prints each as `ok - editor: name` or `not ok - editor: name`.
#[derive(Debug, Default)]
pub(super) struct Tally {
    passed: u32,
    failed: u32,
}

impl Tally {
    pub(super) fn pass(&mut self, group: &str, name: &str) {
        self.passed += 1;
        say(&format!("ok - {group}: {name}"));
    }

    pub(super) fn fail(&mut self, group: &str, name: &str) {
        self.failed += 1;
        say(&format!("not ok - {group}: {name}"));
    }

    pub(super) fn check(&mut self, group: &str, name: &str, result: Result<(), String>) {
        match result {
            Ok(()) => self.pass(group, name),
            Err(why) => self.fail(group, &format!("{name}  # {why}")),
        }
    }

    /// Runs a driver script: lines `ok - …` and `not ok - …`, at the end a line `1..N` with their number. What else
    /// it prints is left out. A driver that stops early, fails or takes too long is a failed check.
    pub(super) fn driver(
        &mut self,
        group: &str,
        command: &mut Command,
        limit: Duration,
        log: &Path,
    ) -> Result<()> {
        let failed = self.failed;
        let mut seen: u32 = 0;
        let mut planned: Option<u32> = None;
        let end = process::lines(command, limit, log, |line| {
            if let Some(name) = line.strip_prefix("ok - ") {
                seen += 1;
                self.pass(group, name);
            } else if let Some(name) = line.strip_prefix("not ok - ") {
                seen += 1;
                self.fail(group, name);
            } else if let Some(plan) = line.strip_prefix("1..") {
                planned = plan.parse().ok();
            }
        })?;
        let log = log.display();
        match (end, planned) {
            (End::Timeout, _) => self.fail(group, &format!("ends within {} s  # {log}", limit.as_secs())),
            (_, None) => self.fail(group, &format!("runs to its end  # {log}")),
            (_, Some(planned)) if planned != seen => {
                self.fail(group, &format!("runs all of its checks  # {seen} of {planned}; {log}"));
            }
            (End::Failure(status), _) if self.failed == failed => {
                self.fail(group, &format!("ends well  # {status}; {log}"));
            }
            _ => {}
        }
        Ok(())
    }

    /// Prints the last line; whether every check passed, and there were any.
    pub(super) fn all_passed(&self, out: &Path) -> bool {
        say(&format!("# what was shown and saved: {}", out.display()));
        say(&format!("{} passed, {} failed", self.passed, self.failed));
        self.failed == 0 && self.passed > 0
    }
}

fn say(line: &str) {
    // Nobody reads a closed output; the exit code still tells.
    let _ = writeln!(std::io::stdout(), "{line}");
}
