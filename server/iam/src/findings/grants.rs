//! What a set of policies grants of one action, after its denies.

use super::{limits::limits_resources, shape::Shape, subject::Subject};
use crate::{Clause, Effect, Location, Policy, Principal, Statement};

/// The answer to: is this action granted? Who the principals of a resource policy are is not looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Granted {
    /// On every resource, without a condition.
    Everywhere(Grant),
    /// On these resources or under these conditions.
    On(Vec<Grant>),
    /// A part that can't be told may grant it, or may take these away.
    Perhaps(Vec<Grant>),
    No,
}

/// One resource string of one Allow statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    pub statement: Location,
    /// [`crate::Term::index`] of the string that names the action.
    pub action: usize,
    /// The resource as it is written; `None`: all but some, or none is written, or it can't be told.
    pub resource: Option<String>,
    /// Has the statement conditions?
    pub conditional: bool,
    /// Denies of a part of it, by resource or by condition.
    pub except: Vec<Location>,
}

/// Is the action, by its published name, granted by a set of policies?
///
/// Only a Deny without conditions, of the whole resource, takes a grant away: a request that does not meet
/// a condition is still allowed.
pub fn grants(policies: &[&Policy], action: &str) -> Granted {
    let found = Set::new(policies).found(action);
    let (sure, open): (Vec<_>, Vec<_>) =
        found.grants.into_iter().partition(|found| found.hold == Hold::Surely);
    let grants = |found: Vec<Found<'_>>| found.into_iter().map(|found| found.grant).collect::<Vec<_>>();
    let everywhere = sure.iter().find(|found| {
        !found.grant.conditional
            && found
                .grant
                .resource
                .as_deref()
                .is_some_and(|text| !text.is_empty() && text.bytes().all(|byte| byte == b'*'))
    });
    match everywhere {
        Some(found) => Granted::Everywhere(found.grant.clone()),
        None if !sure.is_empty() => Granted::On(grants(sure)),
        None if found.untold || !open.is_empty() => Granted::Perhaps(grants(open)),
        None => Granted::No,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Hold {
    Never,
    Perhaps,
    Surely,
}

pub(super) struct Found<'p> {
    pub(super) grant: Grant,
    pub(super) source: &'p Statement,
    hold: Hold,
}

pub(super) struct AllFound<'p> {
    pub(super) grants: Vec<Found<'p>>,
    /// An action or an effect can't be told.
    untold: bool,
}

/// A set of policies, prepared for many questions.
pub(super) struct Set<'p> {
    statements: Vec<Prepared<'p>>,
}

struct Prepared<'p> {
    location: Location,
    source: &'p Statement,
    /// In lower case, by the place in `Action`; `None`: it can't be told.
    actions: Vec<Option<String>>,
    resources: Vec<Option<Shape<'p>>>,
}

impl<'p> Set<'p> {
    pub(super) fn new(policies: &[&'p Policy]) -> Self {
        let mut statements = Vec::new();
        for (policy, document) in policies.iter().enumerate() {
            for (statement, source) in document.statements.iter().enumerate() {
                let actions = &source.actions.terms;
                statements.push(Prepared {
                    location: Location { policy, statement },
                    source,
                    actions: actions
                        .iter()
                        .map(|term| term.text.as_deref().filter(|text| !text.contains("${")))
                        .map(|text| text.map(str::to_ascii_lowercase))
                        .collect(),
                    resources: shapes(&source.resources),
                });
            }
        }
        Self { statements }
    }

    /// Every Allow of the action that no Deny surely takes away.
    pub(super) fn found(&self, action: &str) -> AllFound<'p> {
        let action = action.to_ascii_lowercase();
        let mut all = AllFound { grants: Vec::new(), untold: false };
        for allow in self.statements.iter().filter(|prepared| prepared.source.effect != Some(Effect::Deny)) {
            let (hold, index) = allow.names(&action);
            if hold == Hold::Never {
                continue;
            }
            if hold == Hold::Perhaps || allow.source.effect.is_none() {
                all.untold = true;
                continue;
            }
            let clause = &allow.source.resources;
            let whole = if clause.negated || clause.terms.is_empty() { 1 } else { clause.terms.len() };
            for at in 0..whole {
                let term = clause.terms.get(at).filter(|_| !clause.negated);
                let shape = allow.resources.get(at).and_then(Option::as_ref).filter(|_| !clause.negated);
                let mut found = Found {
                    grant: Grant {
                        statement: allow.location,
                        action: index,
                        resource: term.and_then(|term| term.text.clone()),
                        conditional: !allow.source.conditions.is_empty(),
                        except: Vec::new(),
                    },
                    source: allow.source,
                    hold: Hold::Surely,
                };
                if self.after_denies(&mut found, &action, shape) {
                    all.grants.push(found);
                }
            }
        }
        all
    }

    /// Does a statement allow it, or may it?
    pub(super) fn may_grant(&self, action: &str) -> bool {
        let action = action.to_ascii_lowercase();
        let mut allows =
            self.statements.iter().filter(|prepared| prepared.source.effect != Some(Effect::Deny));
        allows.any(|allow| allow.names(&action).0 != Hold::Never)
    }

    /// Is something of it left?
    fn after_denies(&self, found: &mut Found<'p>, action: &str, shape: Option<&Shape<'_>>) -> bool {
        for deny in &self.statements {
            if deny.source.effect == Some(Effect::Allow) {
                continue;
            }
            let named = deny.names(action).0;
            let taken = named.min(deny.takes(shape));
            let certain = deny.source.effect.is_some() && deny.is_for_all();
            match taken {
                Hold::Never => {}
                Hold::Surely if certain => return false,
                _ if deny.source.conditions.is_empty()
                    && (named == Hold::Perhaps || deny.has_untold_resource()) =>
                {
                    found.hold = Hold::Perhaps;
                }
                // It may turn out to be an Allow.
                _ if deny.source.effect.is_none() => found.hold = Hold::Perhaps,
                _ => found.grant.except.push(deny.location),
            }
        }
        true
    }
}

impl Prepared<'_> {
    /// Does the statement name the action, and by which string?
    fn names(&self, action: &str) -> (Hold, usize) {
        let terms = &self.source.actions.terms;
        let index = |at: usize| terms.get(at).map(|term| term.index).unwrap_or_default();
        let matching = self
            .actions
            .iter()
            .position(|pattern| pattern.as_deref().is_some_and(|pattern| crate::matches(pattern, action)));
        let untold = self.actions.iter().any(Option::is_none);
        match (self.source.actions.negated, matching) {
            (false, Some(at)) => (Hold::Surely, index(at)),
            (true, Some(_)) => (Hold::Never, 0),
            (_, None) if untold => (Hold::Perhaps, 0),
            (true, None) => (Hold::Surely, index(0)),
            (false, None) => (Hold::Never, 0),
        }
    }

    /// Does it reach the whole of a resource (`None`: all but some, or it can't be told)?
    fn takes(&self, resource: Option<&Shape<'_>>) -> Hold {
        let told = || self.resources.iter().flatten();
        if !self.source.resources.negated {
            return match resource {
                _ if told().any(Shape::is_star) => Hold::Surely,
                Some(resource) if told().any(|own| own.covers(resource)) => Hold::Surely,
                Some(resource) if told().any(|own| own.meets(resource)) => Hold::Perhaps,
                _ if resource.is_none() || self.has_untold_resource() => Hold::Perhaps,
                _ => Hold::Never,
            };
        }
        match resource {
            _ if self.has_untold_resource() => Hold::Perhaps,
            Some(resource) if told().any(|left_out| left_out.covers(resource)) => Hold::Never,
            Some(resource) if !told().any(|left_out| left_out.meets(resource)) => Hold::Surely,
            _ => Hold::Perhaps,
        }
    }

    fn has_untold_resource(&self) -> bool {
        self.resources.iter().any(Option::is_none)
    }

    /// Does it hold for every caller and request?
    fn is_for_all(&self) -> bool {
        let everyone =
            |named: &crate::Principals| !named.negated && named.members.iter().any(Principal::is_everyone);
        self.source.conditions.is_empty() && self.source.principals.as_ref().is_none_or(everyone)
    }
}

/// Is a string of an Allow statement denied by the same policy, for all it stands for, on all its resources?
pub(super) fn is_taken_away(policy: &Policy, action: &str, subject: &Subject<'_>) -> bool {
    let action = action.to_ascii_lowercase();
    policy.statements.iter().any(|deny| {
        deny.effect == Some(Effect::Deny)
            && deny.conditions.is_empty()
            && deny.principals.is_none()
            && !deny.actions.negated
            && !deny.resources.negated
            && denies_pattern(deny, &action)
            && !subject.resources.is_empty()
            && {
                let shapes = shapes(&deny.resources);
                let covered = |shape: &Shape<'_>| shapes.iter().flatten().any(|own| own.covers(shape));
                subject.resources.iter().all(|named| covered(&named.shape))
            }
    })
}

fn denies_pattern(deny: &Statement, action: &str) -> bool {
    deny.actions.terms.iter().filter_map(|term| term.text.as_deref()).any(|text| {
        let own = text.to_ascii_lowercase();
        Shape::of(&own, &|_| None).covers(&Shape::of(action, &|_| None))
    })
}

/// Do unconditional denies of the set take a whole service, on this resource, away again? One of everything
/// but some actions does, unless a whole service is among those.
pub(crate) fn taken_away(action: &str, resource: &str, policies: &[&Policy]) -> Hold {
    let action = action.to_ascii_lowercase();
    let resource = Shape::of(resource, &|_| None);
    let denies = policies.iter().flat_map(|policy| &policy.statements);
    let denies = denies.filter(|deny| deny.effect == Some(Effect::Deny) && deny.conditions.is_empty());
    let taken = denies.map(|deny| {
        let shapes = shapes(&deny.resources);
        let reaches = match shapes.iter().flatten().any(|own| own.covers(&resource)) {
            _ if deny.resources.negated => Hold::Never,
            true => Hold::Surely,
            false if shapes.iter().any(Option::is_none) => Hold::Perhaps,
            false => Hold::Never,
        };
        let mut texts = deny.actions.terms.iter().map(|term| term.text.as_deref());
        let names = match deny.actions.negated {
            false if denies_pattern(deny, &action) => Hold::Surely,
            false if texts.any(|text| text.is_none()) => Hold::Perhaps,
            false => Hold::Never,
            true if texts.clone().flatten().any(crate::is_service_wildcard) => Hold::Never,
            true if texts.any(|text| text.is_none()) => Hold::Perhaps,
            true => Hold::Surely,
        };
        reaches.min(names)
    });
    taken.max().unwrap_or(Hold::Never)
}

/// `None` for a string that can't be told.
fn shapes(clause: &Clause) -> Vec<Option<Shape<'_>>> {
    clause.terms.iter().map(|term| term.text.as_deref().map(|text| Shape::of(text, &|_| None))).collect()
}

impl Found<'_> {
    /// Does a condition leave fewer resources than are written?
    pub(super) fn is_limited(&self) -> bool {
        self.hold != Hold::Surely || limits_resources(self.source)
    }
}
