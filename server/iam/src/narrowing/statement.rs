//! A statement with its strings parsed, ready to be compared.

use super::{
    Location,
    automaton::{Letter, Side, Watched, takes_word},
    pattern::{Atoms, Pattern, Reading, Wildcards},
};
use crate::{Clause, Condition, Effect, Policy, Principals, Statement};

#[derive(Debug)]
pub(crate) struct Parsed<'s> {
    pub(crate) location: Location,
    pub(crate) effect: Effect,
    pub(crate) actions: Strings,
    pub(crate) resources: Strings,
    pub(crate) source: &'s Statement,
}

/// `Action` or `NotAction`, `Resource` or `NotResource`.
#[derive(Debug, PartialEq)]
pub(crate) struct Strings {
    pub(crate) negated: bool,
    pub(crate) patterns: Vec<Pattern>,
    /// A string can't be told; it is here as an atom of its own.
    pub(crate) untold: bool,
}

/// The resource that a policy without `Resource` is attached to.
const ITSELF: &str = "the resource itself";

/// `Err` says what keeps the policies from being compared.
pub(crate) fn parse<'s>(policies: &[&'s Policy], atoms: &mut Atoms) -> Result<Vec<Parsed<'s>>, String> {
    let mut parsed = Vec::new();
    for (policy, document) in policies.iter().enumerate() {
        for (statement, source) in document.statements.iter().enumerate() {
            let effect = source.effect.ok_or("the effect of a statement can't be told")?;
            let mut resources = Strings::parse(&source.resources, atoms)?;
            if resources.patterns.is_empty() && !resources.negated {
                resources.patterns.push(Pattern::atom(atoms.number(ITSELF)));
            }
            let mut actions = Strings::parse(&source.actions, atoms)?;
            actions.patterns = actions.patterns.into_iter().map(Pattern::without_case).collect();
            let location = Location { policy, statement };
            parsed.push(Parsed { location, effect, actions, resources, source });
        }
    }
    Ok(parsed)
}

impl Strings {
    fn parse(clause: &Clause, atoms: &mut Atoms) -> Result<Self, String> {
        let mut untold = false;
        let mut patterns = Vec::with_capacity(clause.terms.len());
        for term in &clause.terms {
            patterns.push(match &term.text {
                Some(text) => Pattern::parse(text, Wildcards::Taken, atoms)
                    .ok_or_else(|| format!("`{text}` has a wildcard inside `${{…}}`"))?,
                None => {
                    untold = true;
                    Pattern::atom(atoms.untold())
                }
            });
        }
        Ok(Self { negated: clause.negated, patterns, untold })
    }

    /// The patterns to watch so that [`Strings::holds`] errs to the given side.
    pub(crate) fn watched(&self, side: Side) -> impl Iterator<Item = Watched<'_>> {
        let side = match (side, self.negated) {
            (Side::Surely, false) | (Side::Perhaps, true) => Side::Surely,
            (Side::Surely, true) | (Side::Perhaps, false) => Side::Perhaps,
        };
        self.patterns.iter().map(move |pattern| Watched { pattern, side })
    }

    /// Is a word among them, given which patterns take it, and which are known not to?
    pub(crate) fn holds(&self, taken: &[bool], left_out: &[Pattern]) -> bool {
        let named = self
            .patterns
            .iter()
            .zip(taken)
            .any(|(pattern, taken)| *taken && !(self.negated && left_out.contains(pattern)));
        named != self.negated
    }

    pub(crate) fn has_word(&self, word: &[Letter], reading: Reading) -> bool {
        self.patterns.iter().any(|pattern| takes_word(pattern, word, reading)) != self.negated
    }

    /// What the words are taken from: each pattern, or everything where some are left out.
    pub(crate) fn sources(&self) -> Vec<Pattern> {
        match self.negated {
            false => self.patterns.clone(),
            true => vec![Pattern::everything()],
        }
    }

    /// The patterns that are left out.
    pub(crate) fn left_out(&self) -> &[Pattern] {
        if self.negated { &self.patterns } else { &[] }
    }
}

impl Parsed<'_> {
    /// The same statement, wherever it stands.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.effect == other.effect
            && self.actions == other.actions
            && self.resources == other.resources
            && same_principals(self.source.principals.as_ref(), other.source.principals.as_ref())
            && same_conditions(&self.source.conditions, &other.source.conditions)
    }
}

fn same_principals(left: Option<&Principals>, right: Option<&Principals>) -> bool {
    match (left, right) {
        (None, None) => true,
        (Some(left), Some(right)) => {
            left.negated == right.negated
                && left.members.len() == right.members.len()
                && left.members.iter().zip(&right.members).all(|(left, right)| {
                    left.kind == right.kind && left.term.text.is_some() && left.term.text == right.term.text
                })
        }
        _ => false,
    }
}

fn same_conditions(left: &[Condition], right: &[Condition]) -> bool {
    left.len() == right.len()
        && left.iter().zip(right).all(|(left, right)| {
            left.operator == right.operator
                && left.key == right.key
                && left.values.len() == right.values.len()
                && left
                    .values
                    .iter()
                    .zip(&right.values)
                    .all(|(left, right)| left.text.is_some() && left.text == right.text)
        })
}
