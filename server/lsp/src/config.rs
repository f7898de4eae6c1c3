//! `demarc.toml`: what is right for this team, the same for every editor and for CI. The nearest one
//! upwards holds.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use catalog::Severity;
use clap::ValueEnum;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use project::{ProviderVersions, Version};
use serde::Deserialize;

pub(crate) const FILE_NAME: &str = "demarc.toml";

/// What the file says, with the defaults where it says nothing.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    pub(crate) profile: Option<Profile>,
    pub(crate) fail_on: Option<FailOn>,
    /// Names what is not read at all.
    pub(crate) exclude: Gitignore,
    pub(crate) fix: fix::Settings,
    /// Where no lock file says it.
    pub(crate) versions: ProviderVersions,
}

/// Which duties count as findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Profile {
    Core,
    Recommended,
    Strict,
}

impl From<Profile> for report::Profile {
    fn from(profile: Profile) -> Self {
        match profile {
            Profile::Core => Self::Core,
            Profile::Recommended => Self::Recommended,
            Profile::Strict => Self::Strict,
        }
    }
}

/// The least severity that fails a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum FailOn {
    Info,
    Low,
    Medium,
    High,
    Critical,
    Never,
}

impl FailOn {
    pub(crate) fn severity(self) -> Option<Severity> {
        match self {
            Self::Info => Some(Severity::Info),
            Self::Low => Some(Severity::Low),
            Self::Medium => Some(Severity::Medium),
            Self::High => Some(Severity::High),
            Self::Critical => Some(Severity::Critical),
            Self::Never => None,
        }
    }
}

/// A file that says something demarc does not understand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ConfigError {
    pub(crate) path: PathBuf,
    /// Bytes of what is wrong; the start of the file if it could not be read.
    pub(crate) span: std::ops::Range<usize>,
    /// From 1.
    pub(crate) line: usize,
    pub(crate) message: String,
}

impl std::fmt::Display for ConfigError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.path.display(), self.line, self.message)
    }
}

impl std::error::Error for ConfigError {}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    profile: Option<Profile>,
    fail_on: Option<FailOn>,
    #[serde(default)]
    exclude: Vec<toml::Spanned<String>>,
    #[serde(default)]
    defaults: Defaults,
    #[serde(default)]
    versions: BTreeMap<String, toml::Spanned<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Defaults {
    log_retention_days: Option<u32>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            profile: None,
            fail_on: None,
            exclude: Gitignore::empty(),
            fix: fix::Settings::default(),
            versions: ProviderVersions::default(),
        }
    }
}

impl Config {
    /// The nearest file upwards of `directory`; the defaults where there is none.
    pub(crate) fn nearest(directory: &Path) -> Result<Self, ConfigError> {
        for directory in directory.ancestors() {
            let path = directory.join(FILE_NAME);
            match fs::read_to_string(&path) {
                Ok(text) => return Self::parse(&path, &text),
                Err(error)
                    if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {}
                Err(error) => {
                    let message = format!("this file could not be read, so no setting is known: {error}");
                    return Err(ConfigError { path, span: 0..0, line: 1, message });
                }
            }
        }
        Ok(Self::default())
    }

    pub(crate) fn parse(path: &Path, text: &str) -> Result<Self, ConfigError> {
        let wrong = |span: std::ops::Range<usize>, message: String| {
            let line = text.bytes().take(span.start).filter(|byte| *byte == b'\n').count() + 1;
            ConfigError { path: path.to_owned(), span, line, message }
        };
        let file: File = toml::from_str(text)
            .map_err(|error| wrong(error.span().unwrap_or_default(), in_users_words(error.message())))?;
        let mut exclude = GitignoreBuilder::new(path.parent().unwrap_or(Path::new("/")));
        for pattern in &file.exclude {
            exclude
                .add_line(None, pattern.get_ref())
                .map_err(|error| wrong(pattern.span(), format!("not a pattern of paths: {error}")))?;
        }
        let mut versions = ProviderVersions::default();
        for (provider, text) in file.versions {
            let Some(version) = version(text.get_ref()) else {
                let message =
                    format!("`{}` is not a version; write \"4\", \"4.1\" or \"4.1.2\"", text.get_ref());
                return Err(wrong(text.span(), message));
            };
            versions.versions.insert(provider.into(), version);
        }
        let mut fix = fix::Settings::default();
        if let Some(days) = file.defaults.log_retention_days {
            fix.log_retention_days = days;
        }
        let exclude = exclude.build().map_err(|error| wrong(0..0, error.to_string()))?;
        Ok(Self { profile: file.profile, fail_on: file.fail_on, exclude, fix, versions })
    }
}

fn in_users_words(message: &str) -> String {
    let message = message.replace('\n', " ");
    let message =
        message.replace("invalid type: ", "").replace("expected u32", "where a whole number belongs");
    message
        .replace("unknown field", "there is no setting")
        .replace("unknown variant", "there is no value")
        .replace("expected one of", "only")
}

/// `4`, `4.1`, `4.1.2`.
fn version(text: &str) -> Option<Version> {
    let parts: Vec<u32> = text.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    match *parts.as_slice() {
        [major] => Some((major, 0, 0)),
        [major, minor] => Some((major, minor, 0)),
        [major, minor, patch] => Some((major, minor, patch)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check_error(text: &str, expected: Expect) {
        let error = Config::parse(Path::new("/shop/demarc.toml"), text).unwrap_err();
        expected.assert_eq(&error.to_string());
    }

    #[test]
    fn every_key_is_read() {
        let text = "profile = \"strict\"\nfail-on = \"never\"\nexclude = [\"sandbox/**\"]\n\
                    [defaults]\nlog-retention-days = 90\n[versions]\nazurerm = \"4\"\n";
        let config = Config::parse(Path::new("/shop/demarc.toml"), text).unwrap();
        assert_eq!(config.profile, Some(Profile::Strict));
        assert_eq!(config.fail_on.and_then(FailOn::severity), None);
        assert!(config.exclude.matched("/shop/sandbox/main.tf", false).is_ignore());
        assert!(!config.exclude.matched("/shop/main.tf", false).is_ignore());
        assert_eq!(config.fix.log_retention_days, 90);
        assert_eq!(config.versions.get("azurerm"), Some((4, 0, 0)));
    }

    #[test]
    fn a_wrong_key_is_named_with_its_line() {
        check_error(
            "profile = \"core\"\nproflie = \"strict\"\n",
            expect![
                "/shop/demarc.toml:2: there is no setting `proflie`, only `profile`, `fail-on`, `exclude`, `defaults`, `versions`"
            ],
        );
    }

    #[test]
    fn a_wrong_value_is_named_with_its_line() {
        check_error(
            "\nfail-on = \"sometimes\"\n",
            expect![
                "/shop/demarc.toml:2: there is no value `sometimes`, only `info`, `low`, `medium`, `high`, `critical`, `never`"
            ],
        );
        check_error(
            "[versions]\naws = \"latest\"\n",
            expect![[r#"/shop/demarc.toml:2: `latest` is not a version; write "4", "4.1" or "4.1.2""#]],
        );
        check_error(
            "[defaults]\nlog-retention-days = \"a while\"\n",
            expect![[r#"/shop/demarc.toml:2: string "a while", where a whole number belongs"#]],
        );
    }

    #[test]
    fn text_that_is_not_toml_is_an_error_with_its_line() {
        check_error(
            "profile = \"core\"\nexclude = [\n",
            expect!["/shop/demarc.toml:2: unclosed array, expected `]`"],
        );
    }
}
