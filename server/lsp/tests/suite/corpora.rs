//! Real configurations, where the machine has them.

use std::{path::PathBuf, process::Command};

use crate::demarc;

#[test]
fn real_configurations_are_judged_without_a_crash() {
    let Some(corpora) = std::env::var_os("DEMARC_CORPORA").map(PathBuf::from) else {
        testkit::skipped("DEMARC_CORPORA does not name a folder of real configurations");
        return;
    };
    let output =
        Command::new(demarc()).args(["check", "--all", "--format", "json"]).arg(corpora).output().unwrap();
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(0..=2)), "{:?}: {err}", output.status);
    assert!(!err.contains("panicked"), "{err}");
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    crate::schema::check(&found);
}
