//! A request that only the new policies grant, and whether that is certain.

use super::{
    ArnWildcards, Hold, Listed, Witness,
    automaton::Letter,
    condition,
    pattern::{Reading, Symbol},
    principal::Caller,
    proof::{Claim, Rival, Role, Search},
};

pub(crate) struct Request<'r, 'p> {
    pub(crate) claim: Claim<'p>,
    pub(crate) action: &'r [Letter],
    pub(crate) resource: &'r [Letter],
    pub(crate) reading: Reading,
}

impl Request<'_, '_> {
    /// The condition key, if any, whose value makes it so; `Err` says what leaves it open. Atoms are taken to
    /// have values of their own.
    pub(crate) fn newly_granted<'k>(&self, rivals: &[Rival<'k>]) -> Result<Option<&'k str>, &'static str> {
        let statement = self.claim.statement;
        let untold = |rival: &&Rival<'_>| rival.statement.actions.untold || rival.statement.resources.untold;
        if statement.actions.untold
            || statement.resources.untold
            || rivals.iter().filter(|rival| rival.role != Role::Denied).any(|rival| untold(&rival))
        {
            return Err("a part of a statement can't be told");
        }
        if matches!(self.reading, Reading::Segments { leading: 1..=4 }) {
            return Err("a reference may be a part of an ARN");
        }
        if matches!(self.claim.caller, Caller::AllBut(_)) {
            return Err("whom `NotPrincipal` leaves can't be compared");
        }
        if !condition::can_be_met(&statement.source.conditions) {
            return Err("whether the conditions can be met can't be told");
        }
        let matches = |rival: &&Rival<'_>| {
            rival.statement.actions.has_word(self.action, Reading::Whole)
                && rival.statement.resources.has_word(self.resource, self.reading)
        };
        let surely_denied = rivals.iter().any(|rival| {
            rival.role == Role::Denied && rival.hold == Hold::Surely && !untold(&rival) && matches(&rival)
        });
        let mut in_the_way = rivals.iter().filter(matches).filter(|rival| match rival.role {
            Role::Excuses => true,
            Role::Covers => !surely_denied,
            Role::Denied => false,
        });
        let Some(rival) = in_the_way.next() else { return Ok(None) };
        // Several may leave nothing between them: one for each value of a key.
        let only = in_the_way.next().is_none();
        let conditions = &rival.statement.source.conditions;
        condition::can_fail(conditions, &statement.source.conditions)
            .filter(|_| only)
            .map(Some)
            .ok_or("the conditions or principals of a statement can't be compared")
    }

    pub(crate) fn witness(&self, unmet: Option<&str>, rivals: &[Rival<'_>], search: Search<'_>) -> Witness {
        let statement = self.claim.statement;
        let strings = || {
            std::iter::once(statement)
                .chain(rivals.iter().map(|rival| rival.statement))
                .flat_map(|statement| statement.actions.patterns.iter().chain(&statement.resources.patterns))
        };
        let fresh = ('a'..='z')
            .chain('0'..='9')
            .chain('\u{3b1}'..='\u{3c9}')
            .find(|character| !strings().any(|pattern| pattern.symbols.contains(&Symbol::Char(*character))));
        let text = |word: &[Letter]| -> String {
            word.iter()
                .map(|letter| match letter {
                    Letter::Char(character) => character.to_string(),
                    Letter::Fresh => fresh.unwrap_or('\u{fffd}').to_string(),
                    Letter::Atom { number, .. } => format!("${{{}}}", search.atoms.name(*number)),
                })
                .collect()
        };
        let listed = self.listed_action(rivals, search);
        Witness {
            statement: statement.location,
            listed: if listed.is_some() { Listed::Yes } else { Listed::No },
            action: listed.unwrap_or_else(|| text(self.action)),
            resource: text(self.resource),
            principal: match self.claim.caller {
                Caller::One(principal) => principal.term.text.clone(),
                Caller::Holder | Caller::AllBut(_) => None,
            },
            unmet: unmet.map(str::to_owned),
            wildcards: match self.reading {
                Reading::Whole => ArnWildcards::AcrossSegments,
                Reading::Segments { .. } => ArnWildcards::WithinSegments,
            },
        }
    }

    /// An action that exists and that the same statements match as the one found.
    fn listed_action(&self, rivals: &[Rival<'_>], search: Search<'_>) -> Option<String> {
        let kind = |word: &[Letter]| -> Vec<bool> {
            rivals.iter().map(|rival| rival.statement.actions.has_word(word, Reading::Whole)).collect()
        };
        let wanted = kind(self.action);
        let claimed = &self.claim.statement.actions;
        let found = search.actions.iter().find(|name| {
            let word = word(name);
            claimed.has_word(&word, Reading::Whole) && kind(&word) == wanted
        });
        found.map(|name| (*name).to_owned())
    }
}

fn word(action: &str) -> Vec<Letter> {
    action.chars().map(|character| Letter::Char(character.to_ascii_lowercase())).collect()
}
