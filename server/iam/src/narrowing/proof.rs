//! A statement against the statements that may cover it, one kind of action at a time.
//!
//! A request is newly granted unless a new Deny takes it, or an old Allow does and no old Deny. Each side
//! errs towards "newly granted": what may not apply does not cover, what may apply denied.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
};

use super::{
    Hold, Known, Location, Witness,
    automaton::{Letter, Side, TooLarge, Watched, explore},
    condition,
    pattern::{Atoms, Pattern, Reading, Wildcards},
    principal::{Caller, callers, includes},
    statement::Parsed,
    witness,
};
use crate::Effect;

#[derive(Debug)]
pub(crate) enum Refused {
    Disproved(Box<Witness>),
    /// Why it is neither proved nor disproved, in words.
    Open(String),
}

pub(crate) struct Proof<'p> {
    against: Vec<Against<'p>>,
    search: Search<'p>,
}

/// What the answer may draw on besides the statements.
#[derive(Clone, Copy)]
pub(crate) struct Search<'p> {
    pub(crate) atoms: &'p Atoms,
    pub(crate) actions: &'p [&'p str],
    /// Patterns of the values of atoms.
    pub(crate) values: &'p [(u32, Pattern)],
    /// What all actions have in common: `*:*`.
    pub(crate) every_action: &'p Pattern,
}

/// A statement, and what it does to a request that it matches.
#[derive(Clone, Copy)]
struct Against<'p> {
    role: Role,
    statement: &'p Parsed<'p>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// It was granted before.
    Covers,
    /// It was denied before.
    Denied,
    /// It is denied now.
    Excuses,
}

impl Role {
    /// To which side a mistake about this statement may go.
    fn side(self) -> Side {
        match self {
            Self::Covers | Self::Excuses => Side::Surely,
            Self::Denied => Side::Perhaps,
        }
    }
}

/// A statement that may match requests of the caller and conditions in question.
#[derive(Clone, Copy)]
pub(crate) struct Rival<'p> {
    pub(crate) role: Role,
    pub(crate) hold: Hold,
    pub(crate) statement: &'p Parsed<'p>,
}

/// A statement whose requests are followed, for one of its callers.
#[derive(Clone, Copy)]
pub(crate) struct Claim<'p> {
    pub(crate) statement: &'p Parsed<'p>,
    pub(crate) caller: Caller<'p>,
}

/// What is known of the values of references, for [`Search`].
pub(crate) fn values(known: &Known<'_>, atoms: &mut Atoms) -> Vec<(u32, Pattern)> {
    let mut values = Vec::new();
    for (name, value) in known.values {
        if let Some(pattern) = Pattern::parse(value, Wildcards::Taken, atoms) {
            values.push((atoms.number(name), pattern));
        }
    }
    values
}

impl<'p> Proof<'p> {
    pub(crate) fn new(old: &'p [Parsed<'p>], new: &'p [Parsed<'p>], search: Search<'p>) -> Self {
        let of = |statements: &'p [Parsed<'p>], effect: Effect| {
            statements.iter().filter(move |statement| statement.effect == effect)
        };
        let as_role = |role: Role| move |statement: &'p Parsed<'p>| Against { role, statement };
        let new_denies: Vec<_> = of(new, Effect::Deny).map(as_role(Role::Covers)).collect();
        // A Deny that is all in the new ones takes the same away as before, and need not be followed.
        let weakened = of(old, Effect::Deny)
            .filter(|deny| !new_denies.iter().any(|new| new.statement.is_same(deny)))
            .filter(|deny| covered(deny, &new_denies, search).is_err())
            .filter(|_| unless_faulty!(RemovedDenyForgotten, true, false));
        let against = of(old, Effect::Allow)
            .map(as_role(Role::Covers))
            .chain(weakened.map(as_role(Role::Denied)))
            .chain(of(new, Effect::Deny).map(as_role(Role::Excuses)))
            .collect();
        Self { against, search }
    }

    /// The old Allow statements that grant all that a new one does.
    pub(crate) fn allowed(&self, statement: &'p Parsed<'p>) -> Result<Vec<Location>, Refused> {
        let denied = self.against.iter().any(|against| against.role == Role::Denied);
        let same = self.against.iter().find(|against| against.statement.is_same(statement));
        match same {
            Some(same) if !denied => Ok(vec![same.statement.location]),
            _ => covered(statement, &self.against, self.search),
        }
    }
}

fn covered<'p>(
    statement: &'p Parsed<'p>,
    against: &[Against<'p>],
    search: Search<'p>,
) -> Result<Vec<Location>, Refused> {
    let mut covered_by = BTreeSet::new();
    let mut open = None;
    for caller in callers(statement.source.principals.as_ref()) {
        let claim = Claim { statement, caller };
        let rivals: Vec<_> = against.iter().filter_map(|against| claim.rival(*against)).collect();
        for action in statement.actions.sources() {
            if claim.covered_at_sight(&action, &rivals, &mut covered_by) {
                continue;
            }
            match claim.covered_action(&action, &rivals, search, &mut covered_by) {
                Ok(()) => {}
                Err(Refused::Open(why)) => {
                    open.get_or_insert(why);
                }
                Err(disproved) => return Err(disproved),
            }
        }
    }
    match open {
        Some(why) => Err(Refused::Open(why)),
        None => Ok(covered_by.into_iter().collect()),
    }
}

impl<'p> Claim<'p> {
    fn rival(self, against: Against<'p>) -> Option<Rival<'p>> {
        let statement = against.statement;
        let mut caller = includes(statement.source.principals.as_ref(), self.caller);
        // A Deny of some of the callers takes something away, too.
        if against.role == Role::Denied {
            caller = caller.max(Hold::Perhaps);
        }
        let (strong, weak) = (&self.statement.source.conditions, &statement.source.conditions);
        let met = weak.is_empty() || condition::implies(strong, weak);
        let condition = if met { Hold::Surely } else { Hold::Perhaps };
        let hold = unless_faulty!(
            DenyConditionForgotten,
            caller.min(condition),
            if statement.effect == Effect::Deny { caller } else { caller.min(condition) }
        );
        (hold != Hold::Never).then_some(Rival { role: against.role, hold, statement })
    }

    /// Quick and sound: does one statement cover the action, for each resource?
    fn covered_at_sight(
        self,
        action: &Pattern,
        rivals: &[Rival<'p>],
        covered_by: &mut BTreeSet<Location>,
    ) -> bool {
        let (actions, resources) = (&self.statement.actions, &self.statement.resources);
        if actions.negated || resources.negated || rivals.iter().any(|rival| rival.role == Role::Denied) {
            return false;
        }
        let mut found = Vec::with_capacity(resources.patterns.len());
        for resource in &resources.patterns {
            let covers = rivals.iter().find(|rival| {
                let (actions, resources) = (&rival.statement.actions, &rival.statement.resources);
                rival.role == Role::Covers
                    && rival.hold == Hold::Surely
                    && !actions.negated
                    && !resources.negated
                    && actions.patterns.iter().any(|pattern| pattern.takes(action, Reading::Whole))
                    && readings(resource).all(|reading| {
                        resources.patterns.iter().any(|pattern| pattern.takes(resource, reading))
                    })
            });
            match covers {
                Some(rival) => found.push(rival.statement.location),
                None => return false,
            }
        }
        covered_by.extend(found);
        true
    }

    /// Follows every set of rivals that some action of the pattern has, with that action.
    fn covered_action(
        self,
        action: &Pattern,
        rivals: &[Rival<'p>],
        search: Search<'p>,
        covered_by: &mut BTreeSet<Location>,
    ) -> Result<(), Refused> {
        let left_out = self.statement.actions.left_out();
        let any_word = action.has_atoms();
        let watched: Vec<_> = std::iter::once(search.every_action)
            .chain(left_out)
            .map(|pattern| Watched { pattern, side: Side::Surely })
            .chain(rivals.iter().flat_map(|rival| rival.statement.actions.watched(rival.role.side())))
            .collect();
        let mut kinds: BTreeMap<Vec<bool>, Vec<Letter>> = BTreeMap::new();
        explore::<()>(action, &watched, Reading::Whole, |taken, word| {
            let mut taken = taken.iter().copied();
            let is_action = taken.next() == Some(true) || any_word;
            let is_left_out = taken.by_ref().take(left_out.len()).fold(false, |any, taken| any | taken);
            if is_action && !is_left_out {
                let kind = rivals.iter().map(|rival| {
                    let actions = &rival.statement.actions;
                    let taken: Vec<_> = taken.by_ref().take(actions.patterns.len()).collect();
                    let holds = actions.holds(&taken, left_out);
                    unless_faulty!(NotActionIsEverything, holds, holds || actions.negated)
                });
                kinds.entry(kind.collect()).or_insert_with(word);
            }
            ControlFlow::Continue(())
        })
        .map_err(too_large)?;
        let mut open = None;
        for (kind, action) in &kinds {
            let live: Vec<_> = rivals
                .iter()
                .zip(kind)
                .filter(|(_, holds)| unless_faulty!(UnionOverOtherActions, **holds, true))
                .map(|(rival, _)| *rival)
                .collect();
            for resource in self.statement.resources.sources() {
                match self.covered_cell(action, &resource, &live, rivals, search) {
                    Ok(()) => {}
                    Err(Refused::Open(why)) => {
                        open.get_or_insert(why);
                    }
                    Err(disproved) => return Err(disproved),
                }
            }
            let covers = live.iter().filter(|rival| rival.role == Role::Covers && rival.hold == Hold::Surely);
            covered_by.extend(covers.map(|rival| rival.statement.location));
        }
        open.map_or(Ok(()), |why| Err(Refused::Open(why)))
    }

    /// One action and one resource pattern; where the pattern refuses, what is known of its parts may not.
    fn covered_cell(
        self,
        action: &[Letter],
        resource: &Pattern,
        live: &[Rival<'p>],
        rivals: &[Rival<'p>],
        search: Search<'p>,
    ) -> Result<(), Refused> {
        let refused = match self.covered_resource(action, resource, live, rivals, search) {
            Ok(()) => return Ok(()),
            Err(refused) => refused,
        };
        match resource.with_values(search.values) {
            None => Err(refused),
            Some(resource) => self.covered_resource(action, &resource, live, rivals, search).map_err(|_| {
                Refused::Open("the value of a reference may lie outside what was granted".into())
            }),
        }
    }

    fn covered_resource(
        self,
        action: &[Letter],
        resource: &Pattern,
        live: &[Rival<'p>],
        rivals: &[Rival<'p>],
        search: Search<'p>,
    ) -> Result<(), Refused> {
        let left_out = self.statement.resources.left_out();
        let watched: Vec<_> = left_out
            .iter()
            .map(|pattern| Watched { pattern, side: Side::Surely })
            .chain(live.iter().flat_map(|rival| rival.statement.resources.watched(rival.role.side())))
            .collect();
        let mut open = None;
        for reading in readings(resource) {
            let disproved = explore(resource, &watched, reading, |taken, word| {
                let (out, mut taken) = taken.split_at_checked(left_out.len()).unwrap_or_default();
                if out.contains(&true) {
                    return ControlFlow::Continue(());
                }
                let (mut covered, mut denied, mut excused) = (false, false, false);
                for rival in live {
                    let resources = &rival.statement.resources;
                    let (own, rest) = taken.split_at_checked(resources.patterns.len()).unwrap_or_default();
                    taken = rest;
                    let held = resources.holds(own, left_out);
                    let holds = unless_faulty!(NotResourceIsEverything, held, held || resources.negated);
                    match rival.role {
                        Role::Covers => covered |= holds && rival.hold == Hold::Surely,
                        Role::Excuses => excused |= holds && rival.hold == Hold::Surely,
                        Role::Denied => denied |= holds,
                    }
                }
                if excused || (covered && !denied) {
                    return ControlFlow::Continue(());
                }
                let request = witness::Request { claim: self, action, resource: &word(), reading };
                match request.newly_granted(rivals) {
                    Ok(unmet) => ControlFlow::Break(request.witness(unmet, rivals, search)),
                    Err(why) => {
                        open.get_or_insert(why);
                        ControlFlow::Continue(())
                    }
                }
            })
            .map_err(too_large)?;
            if let Some(witness) = disproved {
                return Err(Refused::Disproved(Box::new(witness)));
            }
        }
        open.map_or(Ok(()), |why| Err(Refused::Open(why.into())))
    }
}

fn readings(pattern: &Pattern) -> impl Iterator<Item = Reading> {
    pattern.readings().take(unless_faulty!(OneReading, usize::MAX, 1))
}

fn too_large(_: TooLarge) -> Refused {
    Refused::Open("the wildcards are too many to compare".into())
}
