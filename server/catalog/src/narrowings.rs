//! The proved edits of a statement, made when somebody asks for them.

mod azure;
mod managed;
mod permission;

use std::collections::BTreeMap;

use iam::{Data, Grade, NEW, Policy, Proposal, Statement};
use model::{Place, SmolStr};
use project::ResolvedModule;

use crate::{
    AssessedPolicy, Assessment, Attachment, FixIntent, FixKind, Narrowing, Narrows, Safety,
    workspace::{Workspace, workspace},
};
pub(crate) use azure::narrows as assignment_narrows;
pub(crate) use permission::narrows as permission_narrows;

/// What an edit that leaves too little does.
const SIDE_EFFECT: &str = "a permission the code uses and the policy no longer grants fails when it is called, \
                           not when it is deployed";

/// The edits of every statement that `within` accepts, best grade first; each is proved against everything that
/// is attached to the same holder. Several uses of one document have to agree on an edit. Behind them, without
/// [`FixIntent::narrows`], what was most likely meant by strings that have no effect.
pub fn narrowings(
    module: &ResolvedModule,
    assessment: &Assessment,
    within: &dyn Fn(Place) -> bool,
) -> Vec<FixIntent> {
    let mut by_statement: BTreeMap<Place, Vec<Use<'_>>> = BTreeMap::new();
    for policy in &assessment.policies {
        for (index, place) in policy.statements.iter().enumerate().filter(|(_, place)| within(**place)) {
            by_statement.entry(*place).or_default().push(Use { policy, statement: index });
        }
    }
    let mut gathered = Gathered { module, assessment, workspaces: Vec::new() };
    let mut intents: Vec<FixIntent> = Vec::new();
    let mut corrections = Vec::new();
    for (place, uses) in &by_statement {
        intents.extend(gathered.edits(*place, uses));
        corrections.extend(gathered.corrections(*place, uses));
    }
    intents.extend(managed::intents(module, assessment, within));
    intents.sort_by_key(|intent| intent.narrows.as_ref().map(|narrows| narrows.grade));
    intents.extend(corrections);
    intents
}

/// A statement of a document in one of its uses.
#[derive(Clone, Copy)]
struct Use<'a> {
    policy: &'a AssessedPolicy,
    statement: usize,
}

struct Gathered<'a> {
    module: &'a ResolvedModule,
    assessment: &'a Assessment,
    workspaces: Vec<(Holder<'a>, Workspace)>,
}

/// Whose policy it is, and in which module it is written.
type Holder<'a> = (&'a [SmolStr], &'a Attachment, Option<u32>);

impl<'a> Gathered<'a> {
    /// The edits that every use agrees on, at the worst of their grades.
    fn edits(&mut self, place: Place, uses: &[Use<'a>]) -> Vec<FixIntent> {
        let Some((first, others)) = uses.split_first() else { return Vec::new() };
        let mut edits = self.proposals(place, first);
        for other in others {
            let theirs = self.proposals(place, other);
            edits = edits
                .into_iter()
                .filter_map(|edit| {
                    let same = theirs.iter().find(|it| is_same(&it.0, &edit.0))?;
                    Some(if same.0.grade > edit.0.grade {
                        (Proposal { grade: same.0.grade, guess: same.0.guess.clone(), ..edit.0 }, same.1)
                    } else {
                        edit
                    })
                })
                .collect();
            if edits.is_empty() {
                break;
            }
        }
        let duty = self.duty(place, first);
        let corrected = !self.corrections(place, uses).is_empty();
        edits.into_iter().filter_map(|edit| self.intent(place, first, duty, edit, corrected)).collect()
    }

    fn proposals(&mut self, place: Place, used: &Use<'a>) -> Vec<(Proposal, Option<Place>)> {
        // What a part that can't be read allows or denies, it does so after the edit too.
        let calls = calls(self.module, place, used.policy);
        let union = union(self.module, self.assessment, calls, (used.policy, place));
        let attachment = used.policy.attachment.as_iam();
        let workspace = self.workspace(calls, used.policy);
        let known = &workspace.known;
        let proposals =
            iam::propose(&used.policy.policy, used.statement, attachment, &union, known, Data::bundled());
        proposals
            .into_iter()
            .map(|proposal| {
                let at =
                    proposal.wired.last().and_then(|index| workspace.wired_at.get(*index).copied().flatten());
                (proposal, at)
            })
            .collect()
    }

    fn workspace(&mut self, calls: &'a [SmolStr], policy: &'a AssessedPolicy) -> &Workspace {
        let holder: Holder<'a> = (calls, &policy.attachment, policy.holder);
        let at = self.workspaces.iter().position(|(known, _)| *known == holder).unwrap_or_else(|| {
            let made = workspace(self.module, calls, &policy.attachment, policy.holder);
            self.workspaces.push((holder, made));
            self.workspaces.len() - 1
        });
        // The index is of the vector.
        #[expect(clippy::indexing_slicing, reason = "found or pushed just now")]
        &self.workspaces[at].1
    }

    fn intent(
        &self,
        place: Place,
        used: &Use<'_>,
        duty: u32,
        (proposal, guess_at): (Proposal, Option<Place>),
        corrected: bool,
    ) -> Option<FixIntent> {
        let old = used.policy.policy.statements.get(used.statement)?.clone();
        let narrows = Narrows {
            edit: proposal.edit.into(),
            grade: proposal.grade,
            delta: proposal.delta.clone(),
            guess: proposal.guess.clone(),
            guess_at,
        };
        Some(FixIntent {
            duty,
            resource: used.policy.bearer,
            title: proposal.title.clone(),
            safety: safety(&proposal, corrected),
            side_effect: side_effect(proposal.grade),
            kind: FixKind::Narrow(Box::new(Narrowing {
                statement: place,
                old,
                terms: used.policy.terms.clone(),
                proposal,
            })),
            narrows: Some(narrows),
        })
    }

    /// What every use would correct in the same way.
    fn corrections(&mut self, place: Place, uses: &[Use<'a>]) -> Vec<FixIntent> {
        let Some((first, others)) = uses.split_first() else { return Vec::new() };
        let mut corrections = self.meant(place, first);
        for other in others {
            let theirs = self.meant(place, other);
            corrections.retain(|correction| theirs.iter().any(|their| their.title == correction.title));
        }
        let duty = self.duty(place, first);
        corrections
            .into_iter()
            .filter_map(|correction| {
                let place = first.policy.terms.get(correction.at).copied().flatten()?;
                Some(FixIntent {
                    duty,
                    resource: first.policy.bearer,
                    title: correction.title,
                    safety: Safety::Review,
                    side_effect: Some("it grants what was meant, and so more than it does today".into()),
                    kind: FixKind::ReplaceValue {
                        place,
                        template: format!("\"{}\"", correction.replacement),
                    },
                    narrows: None,
                })
            })
            .collect()
    }

    fn meant(&mut self, place: Place, used: &Use<'a>) -> Vec<iam::Correction> {
        let calls = calls(self.module, place, used.policy);
        let known = &self.workspace(calls, used.policy).known;
        iam::corrections(&used.policy.policy, used.statement, known, Data::bundled())
    }

    /// The duty that a finding in the statement is of; else one of who bears it.
    fn duty(&self, place: Place, used: &Use<'_>) -> u32 {
        let statement = used.policy.policy.statements.get(used.statement);
        let terms = statement.into_iter().flat_map(|it| it.actions.terms.iter().chain(&it.resources.terms));
        let places: Vec<Place> = terms
            .filter_map(|term| used.policy.terms.get(term.index).copied().flatten())
            .chain([place])
            .collect();
        let judgements = || self.assessment.resources.iter().flat_map(|resource| &resource.judgements);
        let found = judgements().find(|judgement| places.contains(&judgement.at));
        let of_bearer = || {
            let bearers = [Some(used.policy.bearer), used.policy.holder];
            let of = |index: u32| self.assessment.resources.iter().find(move |it| it.resource == index);
            bearers.into_iter().flatten().filter_map(of).find_map(|it| it.judgements.first())
        };
        found.or_else(of_bearer).map_or(0, |judgement| judgement.duty)
    }
}

/// What nobody has to look at is what the policy itself shows: a list of actions may be older than a name in it,
/// and where something else was meant, deleting it is not what to do.
fn safety(proposal: &Proposal, corrected: bool) -> Safety {
    match proposal.grade {
        Grade::S0 if proposal.guess.is_none() && !corrected => Safety::Safe,
        Grade::S4 => Safety::NeedsInput,
        Grade::S0 | Grade::S1 | Grade::S2 | Grade::S3 => Safety::Review,
    }
}

fn side_effect(grade: Grade) -> Option<String> {
    (grade > Grade::S0).then(|| SIDE_EFFECT.to_owned())
}

/// The same edit of the same text, whatever it is graded. Where the strings stand is each use's own numbering.
fn is_same(left: &Proposal, right: &Proposal) -> bool {
    left.edit == right.edit
        && left.replacement.len() == right.replacement.len()
        && left
            .replacement
            .iter()
            .zip(&right.replacement)
            .all(|(left, right)| unnumbered(left) == unnumbered(right))
}

fn unnumbered(statement: &Statement) -> Statement {
    let mut statement = statement.clone();
    let principals = statement.principals.iter_mut().flat_map(|principals| &mut principals.members);
    let values = statement.conditions.iter_mut().flat_map(|condition| &mut condition.values);
    let terms = statement.actions.terms.iter_mut().chain(&mut statement.resources.terms);
    for term in terms
        .chain(principals.map(|member| &mut member.term))
        .chain(values)
        .chain(statement.sid.as_mut())
        // What is kept and what is new stay apart.
        .filter(|term| term.index != NEW)
    {
        term.index = 0;
    }
    statement
}

/// The calls of the module that a statement is written in, for one use of it.
fn calls<'a>(module: &'a ResolvedModule, place: Place, policy: &AssessedPolicy) -> &'a [SmolStr] {
    let bearer = module.resources.get(policy.bearer as usize);
    let of = |resource: &'a project::Resource| resource.address.modules.as_slice();
    let mut written = module
        .resources
        .iter()
        .filter(|resource| resource.file == place.file && resource.block_index == place.block)
        .chain(module.resources.iter().filter(|resource| resource.file == place.file))
        .map(of)
        .peekable();
    let first = written.peek().copied();
    let own = bearer.map(of).unwrap_or_default();
    // Of a module that is called twice, the call that the bearer is in.
    written.find(|calls| *calls == own).or(first).unwrap_or(own)
}

/// Everything attached to the same holder that the same module writes: a reference means the same in it. What is
/// left out is there before and after the edit.
fn union<'a>(
    module: &ResolvedModule,
    assessment: &'a Assessment,
    calls: &[SmolStr],
    (policy, place): (&'a AssessedPolicy, Place),
) -> Vec<&'a Policy> {
    let is_identity = policy.attachment == Attachment::Identity;
    let others = assessment.policies.iter().filter(|other| {
        is_identity
            // The same text in another use changes with it.
            && !std::ptr::eq(*other, policy)
            && !other.statements.contains(&place)
            && other.holder.is_some()
            && other.holder == policy.holder
            && other.attachment == Attachment::Identity
            && match other.statements.first() {
                Some(place) => self::calls(module, *place, other) == calls,
                None => true,
            }
    });
    std::iter::once(&policy.policy).chain(others.map(|other| &other.policy)).collect()
}
