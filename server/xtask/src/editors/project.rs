//! The project that an editor opens, and what the files are to hold once it has saved them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use super::{Places, drive::Tally, scratch};

/// The file with the function, in the sample.
const MAIN: &str = "main.tf";
/// Stands on the function's first line, before everything that is read or edited: 2, 3 and 4 bytes in UTF-8, one or
/// two units in UTF-16.
const BEFORE_FUNCTION: &str = "/* Größe € 😀 */ ";
const FUNCTION: &str = "resource \"aws_lambda_function\" \"orders\" {";
/// A file of our own, its name outside ASCII too, with a value to replace after such text on its line.
const ARCHIVE: &str = "größe.tf";
const ARCHIVE_TEXT: &str = r#"# Prüfung: 😀 𝒳
resource "azurerm_storage_account" "archive" {
  name                     = "shoparchive"
  resource_group_name      = "shop"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "GRS"

  /* Größe € 😀 */ https_traffic_only_enabled = false
}
"#;

/// A copy of the sample for one editor, removed when dropped.
#[derive(Debug)]
pub(super) struct Copy {
    pub(super) folder: PathBuf,
    /// The text of [`MAIN`] before the editor touched it.
    main: String,
}

impl Copy {
    pub(super) fn make(places: &Places) -> Result<Self> {
        let folder = scratch("shop")?;
        copy(&places.root.join("tests/sample"), &folder)?;
        let main = fs::read_to_string(folder.join(MAIN)).context("reading the sample")?;
        let main = main.replacen(FUNCTION, &format!("{BEFORE_FUNCTION}{FUNCTION}"), 1);
        anyhow::ensure!(main.contains(BEFORE_FUNCTION), "tests/sample/{MAIN} has no line `{FUNCTION}`");
        fs::write(folder.join(MAIN), &main)?;
        fs::write(folder.join(ARCHIVE), ARCHIVE_TEXT)?;
        // The mark of a project's root for every editor.
        fs::create_dir_all(folder.join(".git"))?;
        Ok(Self { folder, main })
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        // A folder left behind in the temporary directory harms nobody.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("listing {}", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}

/// What an editor left on disk.
#[derive(Debug)]
pub(super) struct Saved {
    editor: &'static str,
    main: String,
    archive: String,
}

/// Checks the saved files byte by byte, whatever the editor itself believes it holds, and keeps them in `out`.
pub(super) fn judge(editor: &'static str, copy: &Copy, out: &Path, tally: &mut Tally) -> Result<Saved> {
    let main = fs::read_to_string(copy.folder.join(MAIN))?;
    let archive = fs::read_to_string(copy.folder.join(ARCHIVE))?;
    fs::write(out.join(MAIN), &main)?;
    fs::write(out.join(ARCHIVE), &archive)?;
    tally.check(editor, "saved file keeps every line there was", keeps_lines(&copy.main, &main));
    tally.check(editor, "saved file has the log group, by reference and kept 30 days", has_log_group(&main));
    let expected = ARCHIVE_TEXT.replace("enabled = false", "enabled = true");
    let replaced = if archive == expected { Ok(()) } else { Err(format!("{archive:?}")) };
    tally.check(
        editor,
        "saved file has the value replaced after non-ASCII text, and nothing else changed",
        replaced,
    );
    Ok(Saved { editor, main, archive })
}

/// All editors apply the same fix, so all files are the same.
pub(super) fn compare(saved: &[Saved], tally: &mut Tally) {
    let Some((first, others)) = saved.split_first() else { return };
    for other in others {
        let same = first.main == other.main && first.archive == other.archive;
        let result = if same { Ok(()) } else { Err("compare the files in out".to_owned()) };
        tally.check(other.editor, &format!("saves the same bytes as {}", first.editor), result);
    }
}

fn keeps_lines(before: &str, after: &str) -> Result<(), String> {
    let mut lines = after.lines();
    for line in before.lines() {
        if !lines.any(|it| it == line) {
            return Err(format!("lost: {line}"));
        }
    }
    Ok(())
}

fn has_log_group(text: &str) -> Result<(), String> {
    let Some((_, group)) = text.split_once("resource \"aws_cloudwatch_log_group\" \"orders\" {\n") else {
        return Err("no aws_cloudwatch_log_group.orders".to_owned());
    };
    let Some((body, _)) = group.split_once("\n}") else { return Err("the block is not closed".to_owned()) };
    let holds = |name: &str, value: &str| {
        body.lines().any(|line| {
            line.split_once('=').is_some_and(|(key, found)| key.trim() == name && found.trim() == value)
        })
    };
    if !holds("name", "\"/aws/lambda/${aws_lambda_function.orders.function_name}\"")
        || !holds("retention_in_days", "30")
    {
        return Err(body.to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_line_is_named() {
        assert_eq!(keeps_lines("a\nb\n", "a\nnew\nb\n"), Ok(()));
        assert_eq!(keeps_lines("a\nb\n", "a\nB\n"), Err("lost: b".to_owned()));
    }

    #[test]
    fn a_log_group_by_another_name_is_not_the_one() {
        let group = |name: &str| {
            format!(
                "resource \"aws_cloudwatch_log_group\" \"orders\" {{\n  name = {name}\n  retention_in_days = 30\n}}\n"
            )
        };
        assert_eq!(
            has_log_group(&group("\"/aws/lambda/${aws_lambda_function.orders.function_name}\"")),
            Ok(())
        );
        assert!(has_log_group(&group("\"orders\"")).is_err());
    }
}
