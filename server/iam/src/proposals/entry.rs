//! What a listed action stands for.

use crate::{Action, Data, Term, is_service_wildcard};

/// One string of `Action`, and the actions of the list that it matches.
#[derive(Debug, Clone)]
pub(super) struct Entry<'d> {
    pub(super) term: Term,
    pub(super) stands_for: StandsFor<'d>,
}

#[derive(Debug, Clone)]
pub(super) enum StandsFor<'d> {
    /// `*`, a string that can't be told, or one that no listed action matches.
    Untold,
    One(Action<'d>),
    Several(Several<'d>),
}

/// The actions of a wildcard: `s3:Get*`.
#[derive(Debug, Clone)]
pub(super) struct Several<'d> {
    pub(super) actions: Vec<Action<'d>>,
    /// Is it the whole service?
    pub(super) whole: bool,
}

impl<'d> Entry<'d> {
    pub(super) fn new(term: &Term, data: &'d Data) -> Self {
        Self { term: term.clone(), stands_for: StandsFor::of(term.text.as_deref(), data) }
    }

    /// `s3`; empty for `*` and what can't be told.
    pub(super) fn service(&self) -> &str {
        let text = self.term.text.as_deref().unwrap_or_default();
        let (service, _) = text.split_once(':').unwrap_or_default();
        if service.contains(['*', '?', '$']) { "" } else { service }
    }

    pub(super) fn actions(&self) -> &[Action<'d>] {
        match &self.stands_for {
            StandsFor::Untold => &[],
            StandsFor::One(action) => std::slice::from_ref(action),
            StandsFor::Several(several) => &several.actions,
        }
    }

    pub(super) fn is_untold(&self) -> bool {
        matches!(self.stands_for, StandsFor::Untold)
    }

    /// Is it this action, and no wildcard?
    pub(super) fn is(&self, name: &str) -> bool {
        self.term.text.as_deref().is_some_and(|text| text.eq_ignore_ascii_case(name))
    }
}

impl<'d> StandsFor<'d> {
    fn of(text: Option<&str>, data: &'d Data) -> Self {
        let Some(text) = text.filter(|text| !text.contains("${")) else { return Self::Untold };
        if !text.contains(['*', '?']) {
            return data.action(text).map_or(Self::Untold, Self::One);
        }
        // A wildcard over services is too much to look at one by one.
        let Some((service, _)) = text.split_once(':') else { return Self::Untold };
        if service.contains(['*', '?']) {
            return Self::Untold;
        }
        let actions = data.expand(text);
        match actions.is_empty() {
            true => Self::Untold,
            false => Self::Several(Several { actions, whole: is_service_wildcard(text) }),
        }
    }
}
