//! A verdict, what decided it, and how verdicts are put together.

use model::{Known, Place, SeenAs, Value};

use crate::words;

/// Best first: alternatives take the least, conjunctions the greatest. `NotApplicable` is neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verdict {
    Shown,
    Default,
    Unknown,
    Contradicted,
    Missing,
    NotApplicable,
}

/// A verdict and what decided it.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    pub(crate) verdict: Verdict,
    /// The deciding value or companion.
    pub(crate) at: Option<Place>,
    /// Facts for the words: `value`, `key`, `companion`, `port`, …
    pub(crate) facts: Vec<(&'static str, String)>,
    /// Further places that decided, with a short reason.
    pub(crate) evidence: Vec<(Place, String)>,
    /// The condition it is shown under, as written.
    pub(crate) when: Option<String>,
    /// Why it can't be told.
    pub(crate) why: Option<String>,
    /// The deciding companion.
    pub(crate) companion: Option<u32>,
    /// Which of the duty's rules it is, of a duty that has several.
    pub(crate) rule: Option<&'static str>,
    /// Other findings of the same duty, each at a place of its own.
    pub(crate) more: Vec<Outcome>,
}

impl Outcome {
    pub(crate) fn new(verdict: Verdict) -> Self {
        Self {
            verdict,
            at: None,
            facts: Vec::new(),
            evidence: Vec::new(),
            when: None,
            why: None,
            companion: None,
            rule: None,
            more: Vec::new(),
        }
    }

    pub(crate) fn at(verdict: Verdict, value: &Value) -> Self {
        let evidence = origin(value).into_iter().collect();
        Self { at: place(value), facts: vec![("value", words::short(value))], evidence, ..Self::new(verdict) }
    }

    pub(crate) fn unknown(why: String) -> Self {
        Self { why: Some(why), ..Self::new(Verdict::Unknown) }
    }

    pub(crate) fn with(mut self, name: &'static str, fact: impl Into<String>) -> Self {
        self.facts.push((name, fact.into()));
        self
    }
}

/// Where a value is used last: in the resource that is judged, where it is written there.
pub(crate) fn place(value: &Value) -> Option<Place> {
    match value {
        Value::Known(known) => known.seen.last().map(|seen| seen.place),
        Value::Unknown(unknown) => unknown.seen.last().map(|seen| seen.place),
        Value::Absent => None,
    }
}

/// Where a value that is used here is written, if that is elsewhere.
fn origin(value: &Value) -> Option<(Place, String)> {
    let Value::Known(Known { seen, .. }) = value else { return None };
    let (first, last) = (seen.first()?, seen.last()?);
    let role = seen.iter().map(|seen| seen.role).find(|role| *role != SeenAs::Literal)?;
    let note = match role {
        SeenAs::Local => "the local it comes from",
        SeenAs::VariableDefault => "the variable's default",
        SeenAs::VariableFile => "the value in the variables file",
        SeenAs::ModuleArgument => "the module argument",
        SeenAs::ModuleOutput => "the module output",
        SeenAs::Literal | SeenAs::Attribute => "the value it refers to",
    };
    (first.place != last.place).then(|| (first.place, note.to_owned()))
}

pub(crate) fn best(outcomes: Vec<Outcome>) -> Outcome {
    fold(outcomes, |candidate, current| candidate < current)
}

pub(crate) fn worst(outcomes: Vec<Outcome>) -> Outcome {
    fold(outcomes, |candidate, current| candidate > current)
}

/// Picks the first outcome that `beats` all others; what is not applicable is left out unless all are.
fn fold(outcomes: Vec<Outcome>, beats: fn(Verdict, Verdict) -> bool) -> Outcome {
    let mut picked: Option<Outcome> = None;
    let mut others = Vec::new();
    for outcome in outcomes {
        if outcome.verdict == Verdict::NotApplicable {
            continue;
        }
        match &picked {
            Some(current) if !beats(outcome.verdict, current.verdict) => {
                // What agrees is further evidence.
                if outcome.verdict == current.verdict {
                    others.extend(outcome.at);
                }
            }
            _ => {
                others.clear();
                picked = Some(outcome);
            }
        }
    }
    let mut picked = picked.unwrap_or_else(|| Outcome::new(Verdict::NotApplicable));
    for place in others {
        let is_new = Some(place) != picked.at && !picked.evidence.iter().any(|(known, _)| *known == place);
        if is_new && matches!(picked.verdict, Verdict::Shown | Verdict::Contradicted) {
            picked.evidence.push((place, "the same here".into()));
        }
    }
    picked
}
