//! When a finding appears and when it goes: at once away, later there, and not on the block that is
//! being written.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    time::{Duration, Instant},
};

use ide::Diagnostic;
use project::FilePath;
use syntax::TextRange;

/// So long after the last key the block with the cursor counts as written.
const WRITTEN_AFTER: Duration = Duration::from_secs(2);

/// The last edit by hand, until it is saved or long ago.
#[derive(Debug, Clone)]
pub(crate) struct Typing {
    pub(crate) path: FilePath,
    /// Where the cursor stands, as far as edits tell, in bytes.
    pub(crate) offset: u32,
    pub(crate) at: Instant,
}

/// How a view is to be shown.
#[derive(Debug, Clone)]
pub(crate) enum Pace {
    /// Everything is shown.
    Settled,
    /// The keys rest: everything but what is new on the block at that offset.
    Resting { path: FilePath, offset: u32 },
    /// Nothing new is shown.
    Typing,
}

impl Pace {
    pub(crate) fn new(typing: Option<&Typing>, debounce: Duration, now: Instant) -> Self {
        let Some(typing) = typing.filter(|_| !debounce.is_zero()) else { return Self::Settled };
        let quiet = now.saturating_duration_since(typing.at);
        if quiet >= WRITTEN_AFTER.max(debounce) {
            Self::Settled
        } else if quiet >= debounce {
            Self::Resting { path: typing.path.clone(), offset: typing.offset }
        } else {
            Self::Typing
        }
    }

    /// When the pace changes next if no key is pressed.
    pub(crate) fn changes_at(typing: Option<&Typing>, debounce: Duration, now: Instant) -> Option<Instant> {
        let typing = typing.filter(|_| !debounce.is_zero())?;
        [typing.at + debounce, typing.at + WRITTEN_AFTER.max(debounce)].into_iter().find(|at| *at > now)
    }
}

/// What each file shows now.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    files: HashMap<FilePath, File>,
}

#[derive(Debug, Default)]
struct File {
    shown: Vec<Diagnostic>,
    hidden: usize,
}

impl Shown {
    /// Of the findings that hold now, those to be shown; `block` is the one being written, if any.
    pub(crate) fn update(
        &mut self,
        path: &FilePath,
        found: Vec<Diagnostic>,
        pace: &Pace,
        block: Option<TextRange>,
    ) -> Vec<Diagnostic> {
        let file = self.files.entry(path.clone()).or_default();
        let mut known: HashMap<u64, usize> = HashMap::new();
        for diagnostic in &file.shown {
            *known.entry(identity(diagnostic)).or_default() += 1;
        }
        let found_count = found.len();
        let shown: Vec<_> = found
            .into_iter()
            .filter(|diagnostic| {
                let was_shown = match known.get_mut(&identity(diagnostic)) {
                    Some(count) if *count > 0 => {
                        *count -= 1;
                        true
                    }
                    _ => false,
                };
                was_shown
                    || match pace {
                        Pace::Settled => true,
                        Pace::Resting { .. } => !block.is_some_and(|block| block.overlaps(diagnostic.range)),
                        Pace::Typing => false,
                    }
            })
            .collect();
        *file = File { hidden: found_count - shown.len(), shown: shown.clone() };
        shown
    }

    pub(crate) fn forget(&mut self, path: &FilePath) {
        self.files.remove(path);
    }

    /// Does any file hold back a finding?
    pub(crate) fn holds_back(&self) -> bool {
        self.files.values().any(|file| file.hidden > 0)
    }
}

/// A finding keeps its identity while it moves. The collecting line is one, whatever it counts.
fn identity(diagnostic: &Diagnostic) -> u64 {
    let mut hasher = DefaultHasher::new();
    diagnostic.code.hash(&mut hasher);
    if diagnostic.code != "demarc.more" {
        diagnostic.message.hash(&mut hasher);
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(message: &str, start: u32) -> Diagnostic {
        Diagnostic {
            range: TextRange::new(start, start + 4),
            level: ide::Level::Warning,
            code: "aws-s3.versioning".into(),
            href: String::new(),
            message: message.into(),
            related: Vec::new(),
        }
    }

    fn messages(shown: &[Diagnostic]) -> Vec<&str> {
        shown.iter().map(|it| it.message.as_str()).collect()
    }

    #[test]
    fn while_typing_findings_go_and_move_but_none_appears() {
        let path = FilePath::new("/shop/main.tf");
        let mut shown = Shown::default();
        shown.update(&path, vec![finding("a", 10), finding("b", 20)], &Pace::Settled, None);
        let now = shown.update(
            &path,
            vec![finding("b", 21), finding("b", 60), finding("c", 90)],
            &Pace::Typing,
            None,
        );
        assert_eq!(now, [finding("b", 21)]);
        assert!(shown.holds_back());
    }

    #[test]
    fn at_rest_findings_appear_but_not_on_the_block_being_written() {
        let path = FilePath::new("/shop/main.tf");
        let resting = Pace::Resting { path: path.clone(), offset: 15 };
        let mut shown = Shown::default();
        let found = vec![finding("in the block", 10), finding("elsewhere", 90)];
        let now = shown.update(&path, found.clone(), &resting, Some(TextRange::new(0, 40)));
        assert_eq!(messages(&now), ["elsewhere"]);
        let now = shown.update(&path, found, &Pace::Settled, None);
        assert_eq!(messages(&now), ["in the block", "elsewhere"]);
        assert!(!shown.holds_back());
    }

    #[test]
    fn the_pace_is_that_of_the_time_since_the_last_key() {
        let at = Instant::now();
        let typing = Typing { path: FilePath::new("/shop/main.tf"), offset: 0, at };
        let debounce = Duration::from_millis(400);
        let pace = |milliseconds| {
            let now = at + Duration::from_millis(milliseconds);
            let next = Pace::changes_at(Some(&typing), debounce, now).map(|next| (next - at).as_millis());
            match Pace::new(Some(&typing), debounce, now) {
                Pace::Typing => ("typing", next),
                Pace::Resting { .. } => ("resting", next),
                Pace::Settled => ("settled", next),
            }
        };
        assert_eq!(pace(399), ("typing", Some(400)));
        assert_eq!(pace(400), ("resting", Some(2000)));
        assert_eq!(pace(2000), ("settled", None));
        assert!(matches!(Pace::new(Some(&typing), Duration::ZERO, at), Pace::Settled));
    }
}
