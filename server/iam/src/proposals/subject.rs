//! The statement in question, and the proof that every edit of it has to pass.

use std::cell::OnceCell;

use super::{
    Choice, Grade, Proposal, Workspace,
    cells::{self, Reached},
    entry::Entry,
    words,
};
use crate::{Answer, Attachment, Clause, Data, Effect, Known, Policy, Statement, Term, narrower};

/// One statement with all that decides what it can become.
pub(super) struct Subject<'s> {
    pub(super) policy: &'s Policy,
    pub(super) index: usize,
    pub(super) statement: &'s Statement,
    pub(super) attachment: Attachment<'s>,
    pub(super) union: &'s [&'s Policy],
    pub(super) workspace: &'s Workspace,
    pub(super) data: &'s Data,
    /// Reference and the pattern of its value, from the shapes of the candidates.
    pub(super) values: Vec<(&'s str, &'s str)>,
    entries: OnceCell<Vec<Entry<'s>>>,
    before: OnceCell<Reached<'s>>,
}

/// An edit that is not proved yet.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) edit: &'static str,
    pub(super) grade: Grade,
    pub(super) replacement: Vec<Statement>,
    /// The first that fits is the title.
    pub(super) titles: Vec<String>,
    pub(super) delta: String,
    pub(super) guess: Option<String>,
    pub(super) wired: Vec<usize>,
    pub(super) choices: Vec<Choice>,
    pub(super) grant: Grant,
}

/// What an edit does to the grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grant {
    Shrinks,
    Stays,
}

impl<'s> Subject<'s> {
    /// `None`: there is no such statement, or it grants nothing that can be told.
    pub(super) fn new(
        policy: &'s Policy,
        index: usize,
        attachment: Attachment<'s>,
        union: &'s [&'s Policy],
        workspace: &'s Workspace,
        data: &'s Data,
    ) -> Option<Self> {
        let statement = policy.statements.get(index)?;
        Some(Self {
            policy,
            index,
            statement,
            attachment,
            union,
            workspace,
            data,
            values: values(workspace),
            entries: OnceCell::new(),
            before: OnceCell::new(),
        })
    }

    /// Does the policy grant its holder something, rather than others?
    pub(super) fn is_identity(&self) -> bool {
        match self.attachment {
            Attachment::Identity => true,
            // A document of unknown use that names nobody is an identity's or limits one.
            Attachment::Unknown => self.statement.principals.is_none(),
            Attachment::Resource(_) | Attachment::Trust | Attachment::Limit => false,
        }
    }

    /// What each of the listed actions stands for.
    pub(super) fn entries(&self) -> &[Entry<'s>] {
        self.entries.get_or_init(|| {
            self.statement.actions.terms.iter().map(|term| Entry::new(term, self.data)).collect()
        })
    }

    /// Is one of the resources everything?
    pub(super) fn is_on_everything(&self) -> bool {
        let resources = &self.statement.resources;
        !resources.negated && resources.terms.iter().any(|term| term.text.as_deref() == Some("*"))
    }

    /// The same statement with other actions and resources.
    pub(super) fn with(&self, actions: Vec<Term>, resources: Vec<Term>) -> Statement {
        Statement {
            actions: Clause { negated: false, terms: actions },
            resources: Clause { negated: false, terms: resources },
            ..self.statement.clone()
        }
    }

    /// A string of the policy with what is known of its references in their place; other parts are `*`.
    pub(super) fn shape(&self, text: &str) -> String {
        cells::shape(text, &self.values)
    }

    /// The edit as a proposal, if it is proved to grant less, or the same where that is what it is for.
    pub(super) fn prove(&self, draft: Draft) -> Option<Proposal> {
        if draft.replacement.as_slice() == std::slice::from_ref(self.statement) {
            return None;
        }
        let title = words::fitting(draft.titles)?;
        if !self.grants_nothing_new(&draft.replacement) {
            return None;
        }
        let stays = self.grants_as_before(&draft.replacement, draft.grant);
        if stays != (draft.grant == Grant::Stays) {
            return None;
        }
        let cells = cells::count(
            self.before.get_or_init(|| cells::reached(std::slice::from_ref(self.statement), self)),
            &cells::reached(&draft.replacement, self),
        );
        Some(Proposal {
            edit: draft.edit,
            grade: draft.grade,
            replacement: draft.replacement,
            title,
            delta: draft.delta,
            guess: draft.guess,
            wired: draft.wired,
            simplifies: draft.grant == Grant::Stays,
            cells,
            choices: draft.choices,
        })
    }

    /// Is the replacement covered by the statement alone?
    ///
    /// Then everything attached grants nothing new either: what stays as it is allows and denies before and
    /// after what it does.
    fn grants_nothing_new(&self, replacement: &[Statement]) -> bool {
        is_narrower(&[&alone(std::slice::from_ref(self.statement))], &[&alone(replacement)], &self.values)
    }

    /// Does the replacement, with everything else that is attached, still cover the statement?
    ///
    /// What makes a document simpler is held against that document alone: the others may be detached.
    fn grants_as_before(&self, replacement: &[Statement], grant: Grant) -> bool {
        let (mut old, mut new) = (alone(std::slice::from_ref(self.statement)), alone(replacement));
        let known = Known { actions: &[], values: &self.values };
        if matches!(narrower(&[&new], &[&old], &known), Answer::Yes(_)) {
            return true;
        }
        let rest = self.rest(grant);
        if rest.iter().map(|statement| statement.actions.terms.len()).sum::<usize>() > MOST_COMPARED {
            return false;
        }
        let denies = rest.iter().filter(|statement| statement.effect == Some(Effect::Deny));
        old.statements.extend(denies.cloned());
        new.statements.extend(rest);
        matches!(narrower(&[&new], &[&old], &known), Answer::Yes(_))
    }

    /// The other statements that are about some of the same actions.
    fn rest(&self, grant: Grant) -> Vec<Statement> {
        let own = self.policy.statements.iter().enumerate().filter(|(index, _)| *index != self.index);
        let own = own.map(|(_, statement)| (0, statement));
        let others = self.union.iter().enumerate().filter(|(_, policy)| !std::ptr::eq(**policy, self.policy));
        let others = others.filter(|_| grant == Grant::Shrinks);
        let others = others
            .flat_map(|(at, policy)| policy.statements.iter().map(move |statement| (at + 1, statement)));
        let related = own.chain(others).filter(|(_, statement)| self.is_related(statement));
        related.filter_map(|(number, statement)| settled(statement, number)).collect()
    }

    fn is_related(&self, other: &Statement) -> bool {
        let (own, other) = (&self.statement.actions, &other.actions);
        own.negated
            || other.negated
            || other.terms.iter().any(|other| {
                let Some(other) = other.text.as_deref() else { return true };
                own.terms.iter().any(|own| own.text.as_deref().is_none_or(|own| meets(own, other)))
            })
    }
}

/// More strings of other statements than this are not compared: what they cover is then not known.
const MOST_COMPARED: usize = 400;

/// May an action match both?
fn meets(left: &str, right: &str) -> bool {
    let is_plain = |text: &str| !text.contains(['*', '?', '$']);
    let service = |text: &str| text.split_once(':').map(|(service, _)| service.to_ascii_lowercase());
    if let (Some(left), Some(right)) = (service(left), service(right))
        && is_plain(&left)
        && is_plain(&right)
        && left != right
    {
        return false;
    }
    left.contains('$')
        || right.contains('$')
        || cells::can_name(&left.to_ascii_lowercase(), &right.to_ascii_lowercase())
}

/// A policy of these statements; those whose effect can't be told are left out.
fn alone(statements: &[Statement]) -> Policy {
    Policy { version: None, statements: statements.iter().filter_map(|it| settled(it, 0)).collect() }
}

/// Partitions of AWS, and one that is none of them (source: the AWS General Reference on ARNs).
const PARTITIONS: [&str; 9] = [
    "aws",
    "aws-cn",
    "aws-us-gov",
    "aws-iso",
    "aws-iso-b",
    "aws-iso-e",
    "aws-iso-f",
    "aws-eusc",
    "aws-other",
];

/// Is it proved that `new` grants nothing that `old` does not, whatever the references are worth?
///
/// Where a value is known but for its partition, it is tried with each of them: a wildcard in its place could be
/// taken for more than one segment.
pub(super) fn is_narrower(old: &[&Policy], new: &[&Policy], values: &[(&str, &str)]) -> bool {
    let proved = |values: &[(&str, &str)]| {
        matches!(narrower(old, new, &Known { actions: &[], values }), Answer::Yes(_))
    };
    const ANY: &str = "arn:*:";
    if proved(values) {
        return true;
    }
    values.iter().any(|(_, value)| value.starts_with(ANY))
        && PARTITIONS.iter().all(|partition| {
            let filled: Vec<String> = values
                .iter()
                .map(|(_, value)| match value.strip_prefix(ANY) {
                    Some(rest) => format!("arn:{partition}:{rest}"),
                    None => (*value).to_owned(),
                })
                .collect();
            let names = values.iter().map(|(name, _)| *name);
            proved(&names.zip(filled.iter().map(String::as_str)).collect::<Vec<_>>())
        })
}

/// The statement with a name for each string that can't be told, so that it is equal to itself before and after.
/// `None`: whether it allows or denies can't be told.
fn settled(statement: &Statement, number: usize) -> Option<Statement> {
    statement.effect?;
    let mut statement = statement.clone();
    let principals = statement.principals.iter_mut().flat_map(|principals| &mut principals.members);
    let values = statement.conditions.iter_mut().flat_map(|condition| &mut condition.values);
    let terms = statement
        .actions
        .terms
        .iter_mut()
        .chain(&mut statement.resources.terms)
        .chain(principals.map(|member| &mut member.term))
        .chain(values);
    for term in terms.filter(|term| term.text.is_none()) {
        term.text = Some(format!("${{string {} of policy {number}}}", term.index));
    }
    Some(statement)
}

/// `${aws_s3_bucket.b.arn}/*` of the shape `arn:*:s3:::*/*` says what the reference is worth.
pub(super) fn values(workspace: &Workspace) -> Vec<(&str, &str)> {
    let mut values: Vec<(&str, &str)> = workspace
        .candidates
        .iter()
        .filter_map(|candidate| {
            let (name, rest) = candidate.arn.strip_prefix("${")?.split_once('}')?;
            Some((name, candidate.shape.strip_suffix(rest)?))
        })
        .collect();
    values.sort_unstable();
    values.dedup_by_key(|(name, _)| *name);
    values
}
