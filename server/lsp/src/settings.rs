//! The section `demarc` of an editor's settings: what is shown, never what is right.

use std::time::Duration;

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

/// What a client said, at the start or since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Settings {
    pub(crate) shown: ide::Settings,
    pub(crate) scope: Scope,
    /// Between the last key and a new finding; zero shows everything at once.
    pub(crate) debounce: Duration,
}

/// Which files' findings are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Scope {
    #[default]
    OpenFiles,
    Workspace,
    Off,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            shown: ide::Settings::default(),
            scope: Scope::default(),
            debounce: Duration::from_millis(400),
        }
    }
}

impl Settings {
    /// Takes over what `section` says. A value that is none of the possible ones is left out and named.
    pub(crate) fn merge(&mut self, section: &Value) -> Vec<String> {
        let mut wrong = Vec::new();
        let mut read = Reader { section, wrong: &mut wrong };
        if let Some(guidance) = read.setting::<Guidance>("/guidance") {
            self.shown.guidance = match guidance {
                Guidance::Learn => ide::Guidance::Learn,
                Guidance::Work => ide::Guidance::Work,
                Guidance::Quiet => ide::Guidance::Quiet,
            };
        }
        if let Some(hints) = read.setting::<InlayHints>("/inlayHints") {
            self.shown.inlay_hints = match hints {
                InlayHints::Auto => ide::InlayHints::Auto,
                InlayHints::All => ide::InlayHints::All,
                InlayHints::Open => ide::InlayHints::Open,
                InlayHints::Values => ide::InlayHints::Values,
                InlayHints::Off => ide::InlayHints::Off,
            };
        }
        if let Some(lenses) = read.setting::<CodeLenses>("/codeLens") {
            self.shown.code_lens = match lenses {
                CodeLenses::Auto => ide::CodeLenses::Auto,
                CodeLenses::File => ide::CodeLenses::File,
                CodeLenses::Resource => ide::CodeLenses::Resource,
                CodeLenses::Off => ide::CodeLenses::Off,
            };
        }
        if let Some(weakest) = read.setting::<AfterProof>("/codeActions/afterProof") {
            self.shown.after_proof = match weakest {
                AfterProof::Certain => ide::AfterProof::Certain,
                AfterProof::Inferred => ide::AfterProof::Inferred,
                AfterProof::Any => ide::AfterProof::Any,
            };
        }
        if let Some(most) = read.setting("/diagnostics/maxPerResource") {
            self.shown.max_per_resource = most;
        }
        if let Some(scope) = read.setting("/diagnostics/scope") {
            self.scope = scope;
        }
        if let Some(links) = read.setting("/hoverLinks") {
            self.shown.hover_links = links;
        }
        if let Some(can) = read.setting("/explainCommand") {
            self.shown.explain_command = can;
        }
        if let Some(milliseconds) = read.setting("/debounceMs") {
            self.debounce = Duration::from_millis(milliseconds);
        }
        wrong
    }
}

struct Reader<'a> {
    section: &'a Value,
    wrong: &'a mut Vec<String>,
}

impl Reader<'_> {
    /// Each setting is read for itself, so that a wrong one costs no other.
    fn setting<T: DeserializeOwned>(&mut self, pointer: &str) -> Option<T> {
        let value = self.section.pointer(pointer).filter(|value| !value.is_null())?;
        let read = T::deserialize(value).ok();
        if read.is_none() {
            let name = pointer.replace('/', ".");
            self.wrong.push(format!(
                "the setting demarc{name} is {value}, which is none of its values, so it is left out"
            ));
        }
        read
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Guidance {
    Learn,
    Work,
    Quiet,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum InlayHints {
    Auto,
    All,
    Open,
    Values,
    Off,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum CodeLenses {
    Auto,
    File,
    Resource,
    Off,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum AfterProof {
    Certain,
    Inferred,
    Any,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_wrong_setting_is_named_and_costs_no_other() {
        let mut settings = Settings::default();
        let wrong = settings.merge(&json!({
            "guidance": "loud", "inlayHints": "all", "codeLens": null, "debounceMs": 0,
            "codeActions": {"afterProof": "certain"},
            "diagnostics": {"scope": "workspace", "maxPerResource": 0}
        }));
        assert_eq!(
            wrong,
            ["the setting demarc.guidance is \"loud\", which is none of its values, so it is left out"]
        );
        let expected = Settings {
            shown: ide::Settings {
                inlay_hints: ide::InlayHints::All,
                after_proof: ide::AfterProof::Certain,
                max_per_resource: 0,
                ..Default::default()
            },
            scope: Scope::Workspace,
            debounce: Duration::ZERO,
        };
        assert_eq!(settings, expected);
    }
}
