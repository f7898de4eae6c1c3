//! A05, A06, A13: from every resource, or all but some, to those that the module declares.
//!
//! What points to a resource from the policy's holder counts before what is only declared. Actions that accept
//! only `*` stay where they are, and so do those that nothing is declared for, unless somebody is asked.

use super::{
    Candidate, Choice, Grade, NEW,
    entry::{Entry, StandsFor},
    everyday,
    subject::{Draft, Grant, Subject},
    words,
};
use crate::{Acted, Clause, ResourceType, Statement, Term};

/// More declared resources of a type than this are not all meant.
const MOST_DECLARED: usize = 4;

/// More actions that accept only `*` than this are not listed when their wildcard is scoped.
const MOST_KEPT: usize = 5;

/// More resources than this are not asked for an action, and for a statement.
const MOST_ASKED: usize = 2;
const MOST_CHOICES: usize = 6;

const REPLACE_ME: &str = "REPLACE_ME";

/// What becomes of actions for which nothing is declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unnamed {
    Stay,
    Ask,
}

/// What else the guess is about: `reading`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wording<'w> {
    /// The edit where all actions are scoped, and where some stay.
    pub(super) edits: [&'static str; 2],
    /// `s3:*`: what the statement listed before.
    pub(super) before: &'w str,
    /// `*`, or `all but 2 resources`.
    pub(super) on: &'w str,
    /// `reading`, of what is a convention.
    pub(super) doing: Option<&'w str>,
}

/// A05 and A06; A13 for what leaves some resources out.
pub(super) fn drafts(subject: &Subject<'_>) -> Vec<Draft> {
    let resources = &subject.statement.resources;
    let negated = resources.negated && !resources.terms.is_empty();
    if !subject.is_identity() || subject.statement.actions.negated || !(negated || subject.is_on_everything())
    {
        return Vec::new();
    }
    let before = words::actions(subject.statement.actions.terms.iter());
    let on = match negated {
        true => format!("all but {}", words::count(resources.terms.len(), "resource")),
        false => "*".to_owned(),
    };
    let edits = if negated { ["A13", "A13"] } else { ["A05", "A06"] };
    let wording = Wording { edits, before: &before, on: &on, doing: None };
    both(subject, subject.entries(), wording)
}

/// With what is declared; and with questions, where there is something to ask.
pub(super) fn both(subject: &Subject<'_>, entries: &[Entry<'_>], wording: Wording<'_>) -> Vec<Draft> {
    let stay = Scoped::new(subject, entries, Unnamed::Stay);
    let ask = Scoped::new(subject, entries, Unnamed::Ask);
    let ask = ask.filter(|asking| (1..=MOST_CHOICES).contains(&asking.choices.len()));
    stay.into_iter().chain(ask).map(|scoped| scoped.draft(subject, wording)).collect()
}

/// A statement whose actions are divided by what they act on.
pub(super) struct Scoped {
    groups: Vec<Group>,
    /// Actions that stay on what they were on.
    staying: Vec<Term>,
    /// How many actions of wildcards accept only `*` and go.
    dropped: usize,
    /// Indexes of the workspace's candidates, in the order in which they are named.
    used: Vec<usize>,
    grade: Grade,
    choices: Vec<Choice>,
    /// What somebody is asked for: `bucket`.
    asked: Vec<String>,
    /// Does the statement list other actions than before?
    relisted: bool,
}

/// Actions of one service and the resources they are scoped to.
struct Group {
    service: String,
    actions: Vec<Term>,
    resources: Vec<String>,
}

/// The declared resources of one type.
struct Declared {
    these: Vec<usize>,
    /// `None`: more than are likely meant, or none.
    grade: Option<Grade>,
}

impl Scoped {
    /// `None`: nothing would change.
    fn new(subject: &Subject<'_>, entries: &[Entry<'_>], unnamed: Unnamed) -> Option<Self> {
        let mut scoped = Self {
            groups: Vec::new(),
            staying: Vec::new(),
            dropped: 0,
            used: Vec::new(),
            grade: Grade::S2,
            choices: Vec::new(),
            asked: Vec::new(),
            relisted: entries.iter().any(|entry| entry.term.index == NEW),
        };
        for entry in entries {
            scoped.place(subject, entry, unnamed);
        }
        // In the order in which the module has them.
        scoped.used.sort_unstable();
        let order = |arn: &String| subject.workspace.candidates.iter().position(|it| it.arn == *arn);
        for group in &mut scoped.groups {
            group.resources.sort_by_key(|arn| order(arn).unwrap_or(usize::MAX));
        }
        (!scoped.groups.is_empty()).then_some(scoped)
    }

    fn place(&mut self, subject: &Subject<'_>, entry: &Entry<'_>, unnamed: Unnamed) {
        let (is_wildcard, is_whole) = match &entry.stands_for {
            StandsFor::Several(several) => (true, several.whole),
            _ => (false, false),
        };
        // Of a wildcard over a service that is about one kind of thing, what acts on others can go with them.
        let is_lenient = is_wildcard && everyday::is_known(entry.service());
        // Passing a role is A10's, which knows who passes it.
        if entry.is("iam:PassRole") || (is_whole && !is_lenient) {
            self.staying.push(entry.term.clone());
            return;
        }
        let actions = || entry.actions().iter();
        let mut resources: Vec<String> = Vec::new();
        for action in actions().filter(|action| !action.is_wildcard_only()) {
            if let Some(arns) = self.named(subject, &action.resource_types) {
                resources.extend(arns);
            } else if unnamed == Unnamed::Ask && !is_whole && (is_lenient || !is_wildcard) {
                resources.extend(self.ask(subject, &action.resource_types, is_lenient));
            } else if !is_lenient {
                // One of the actions would be left without its resource.
                self.staying.push(entry.term.clone());
                return;
            }
        }
        if resources.is_empty() {
            self.staying.push(entry.term.clone());
            return;
        }
        let only_on_everything: Vec<_> = actions().filter(|action| action.is_wildcard_only()).collect();
        if only_on_everything.len() > MOST_KEPT {
            self.dropped += only_on_everything.len();
        } else {
            let kept = only_on_everything.iter().map(|action| new_term(action.name));
            self.staying.extend(kept);
        }
        let service = entry.service().to_owned();
        let at = self.groups.iter().position(|group| group.service == service).unwrap_or_else(|| {
            self.groups.push(Group { service, actions: Vec::new(), resources: Vec::new() });
            self.groups.len() - 1
        });
        let Some(group) = self.groups.get_mut(at) else { return };
        group.actions.push(entry.term.clone());
        for resource in resources {
            if !group.resources.contains(&resource) {
                group.resources.push(resource);
            }
        }
    }

    /// The ARNs of what is declared for an action; `None` where something that it needs is not.
    fn named(&mut self, subject: &Subject<'_>, types: &[Acted<'_>]) -> Option<Vec<String>> {
        let found: Vec<(bool, Declared)> = types
            .iter()
            .map(|acted| (acted.required, declared(subject.workspace, &acted.resource_type)))
            .collect();
        let mut required = found.iter().filter(|(required, _)| *required).peekable();
        let is_named = match required.peek() {
            Some(_) => required.all(|(_, declared)| declared.grade.is_some()),
            None => found.iter().any(|(_, declared)| declared.grade.is_some()),
        };
        if !is_named {
            return None;
        }
        let mut arns = Vec::new();
        for (_, declared) in found {
            let Some(grade) = declared.grade else { continue };
            self.grade = self.grade.max(grade);
            for index in declared.these {
                if !self.used.contains(&index) {
                    self.used.push(index);
                }
                arns.extend(subject.workspace.candidates.get(index).map(|candidate| candidate.arn.clone()));
            }
        }
        Some(arns)
    }

    /// ARNs that name nothing, one for each type; none where it is too much to ask.
    fn ask(&mut self, subject: &Subject<'_>, types: &[Acted<'_>], is_lenient: bool) -> Vec<String> {
        let is_main = |acted: &&Acted<'_>| {
            everyday::main_types(acted.resource_type.service).contains(&acted.resource_type.name)
        };
        let main: Vec<_> = types.iter().filter(is_main).collect();
        let required: Vec<_> = types.iter().filter(|acted| acted.required).collect();
        let types = match (main.is_empty(), required.is_empty()) {
            (false, _) if required.iter().all(is_main) => main,
            _ if is_lenient => return Vec::new(),
            (_, false) => required,
            _ => types.iter().take(1).collect(),
        };
        if types.len() > MOST_ASKED {
            return Vec::new();
        }
        let mut placeholders = Vec::new();
        for acted in types {
            let it = &acted.resource_type;
            let placeholder = placeholder(it.arn);
            if !self.choices.iter().any(|choice| choice.placeholder == placeholder) {
                let all = declared(subject.workspace, it).these;
                let arns = all.iter().filter_map(|index| subject.workspace.candidates.get(*index));
                let candidates = arns.map(|candidate| candidate.arn.clone()).collect();
                self.choices.push(Choice { placeholder: placeholder.clone(), candidates });
            }
            let noun = words::named(it.service, it.name);
            if !self.asked.contains(&noun) {
                self.asked.push(noun);
            }
            placeholders.push(placeholder);
        }
        self.grade = Grade::S4;
        placeholders
    }

    /// One statement where that is all that changes; else one for each service, and one for what stays.
    fn statements(&self, subject: &Subject<'_>) -> Vec<Statement> {
        let source = &subject.statement.resources;
        let beside = source.terms.iter().filter(|term| !source.negated && term.text.as_deref() != Some("*"));
        let beside: Vec<Term> = beside.cloned().collect();
        let statement = |actions: Vec<Term>, arns: Vec<&String>| {
            let resources = arns.into_iter().map(|arn| new_term(arn)).chain(beside.iter().cloned());
            subject.with(actions, resources.collect())
        };
        if self.staying.is_empty() && !self.relisted && self.dropped == 0 {
            let actions = self.groups.iter().flat_map(|group| group.actions.clone()).collect();
            return vec![statement(actions, self.groups.iter().flat_map(|group| &group.resources).collect())];
        }
        let groups = self.groups.iter();
        let mut statements: Vec<Statement> =
            groups.map(|group| statement(group.actions.clone(), group.resources.iter().collect())).collect();
        if !self.staying.is_empty() {
            let actions = Clause { negated: false, terms: self.staying.clone() };
            statements.push(Statement { actions, ..subject.statement.clone() });
        }
        // Two statements of one `Sid` are refused.
        for statement in statements.iter_mut().skip(1) {
            statement.sid = None;
        }
        statements
    }

    fn draft(self, subject: &Subject<'_>, wording: Wording<'_>) -> Draft {
        let Wording { edits: [all, some], before, on, doing } = wording;
        let replacement = self.statements(subject);
        let used: Vec<&Candidate> =
            self.used.iter().filter_map(|index| subject.workspace.candidates.get(*index)).collect();
        let scoped: Vec<&Term> = self.groups.iter().flat_map(|group| &group.actions).collect();
        let actions = match self.relisted {
            true => words::count(scoped.len(), "action"),
            false => words::actions(scoped.iter().copied()),
        };
        let (to, to_short) = self.to(&used);
        let delta_to = match self.asked.is_empty() {
            true => words::resource_count(&used),
            false => to_short.clone(),
        };
        let mut delta = format!("{before} on {on} → {actions} on {delta_to}");
        let (staying, end) = (words::count(self.staying.len(), "action"), self.end());
        let titles = if self.staying.is_empty() {
            let title = |to: &str| match self.relisted || self.dropped > 0 {
                true => format!("Narrow {before} on {on} to {actions} on {to} {end}"),
                false => format!("Narrow {actions} on {on} to {to} {end}"),
            };
            let count = words::count(scoped.len(), "action");
            vec![
                title(&to),
                format!("Narrow {actions} to {to} {end}"),
                title(&to_short),
                format!("Narrow {count} on {on} to {to_short} {end}"),
            ]
        } else {
            let verb = if self.staying.len() == 1 { "stays" } else { "stay" };
            delta = format!("{delta}; {staying} {verb}");
            let title =
                |actions: &str, to: &str| format!("Narrow {actions} to {to}; {staying} {verb} on {on} {end}");
            let count = words::count(scoped.len(), "action");
            vec![
                title(&actions, &to),
                title(&actions, &to_short),
                title(&count, &to_short),
                format!("Narrow {count} to {to_short}; the rest stays {end}"),
            ]
        };
        Draft {
            edit: if self.staying.is_empty() { all } else { some },
            grade: self.grade,
            replacement,
            titles,
            delta,
            guess: Some(self.guess(&used, doing)),
            wired: self.wired(subject),
            choices: self.choices,
            grant: Grant::Shrinks,
        }
    }

    /// `aws_s3_bucket.orders`; and shorter.
    fn to(&self, used: &[&Candidate]) -> (String, String) {
        let asked = match self.asked.as_slice() {
            [] => return (words::resources(used), words::resource_count(used)),
            [only] => format!(
                "{} {only} you name",
                if only.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
            ),
            _ => "resources you name".to_owned(),
        };
        match used {
            [] => (asked.clone(), asked),
            used => {
                let more = |used: String| format!("{used} and {asked}");
                (more(words::resources(used)), more(words::resource_count(used)))
            }
        }
    }

    fn end(&self) -> &'static str {
        if self.choices.is_empty() { words::LESS } else { "(denies until filled in)" }
    }

    fn wired(&self, subject: &Subject<'_>) -> Vec<usize> {
        let is_wired = |index: &&usize| {
            subject.workspace.candidates.get(**index).is_some_and(|candidate| candidate.wired.is_some())
        };
        self.used.iter().filter(is_wired).copied().collect()
    }

    /// `that this bucket is enough, from BUCKET`.
    fn guess(&self, used: &[&Candidate], doing: Option<&str>) -> String {
        let number = words::addresses(used).len();
        let noun = words::noun(used);
        let doing = doing.map(|doing| format!("{doing} ")).unwrap_or_default();
        let mut wired: Vec<&str> = Vec::new();
        for name in used.iter().filter_map(|candidate| candidate.wired.as_deref()) {
            if !wired.contains(&name) {
                wired.push(name);
            }
        }
        let dropped = match self.dropped {
            0 => String::new(),
            1 => ", and that the 1 action on * is not used".to_owned(),
            number => format!(", and that none of {number} actions on * is used"),
        };
        let plain = match (number, wired.is_empty()) {
            (1.., _) if self.relisted && doing.is_empty() => {
                let actions: usize = self.groups.iter().map(|group| group.actions.len()).sum();
                let (actions, these) = (words::count(actions, "action"), words::count(number, &noun));
                format!("that {actions} on {these} are enough{dropped}")
            }
            (0, _) => format!("which {} is meant", self.asked.first().map_or("resource", String::as_str)),
            (1, true) => format!("that {doing}the one {noun} declared here is enough{dropped}"),
            (1, false) => format!("that {doing}this {noun} is enough{dropped}"),
            (_, true) => {
                format!("that {doing}the {} declared here is enough{dropped}", words::count(number, &noun))
                    .replace("is enough", if doing.is_empty() { "are enough" } else { "is enough" })
            }
            (_, false) => {
                let these = words::count(number, &noun);
                let verb = if doing.is_empty() { "are" } else { "is" };
                format!("that {doing}these {these} {verb} enough{dropped}")
            }
        };
        match wired.as_slice() {
            [] => plain,
            wired => format!("{plain}, from {}", words::listed(wired)),
        }
    }
}

/// What the module declares of a type; of what the holder points to, only that.
fn declared(workspace: &super::Workspace, resource_type: &ResourceType<'_>) -> Declared {
    let of_type = workspace.candidates.iter().enumerate().filter(|(_, candidate)| {
        candidate.service == resource_type.service
            && candidate.resource_type.eq_ignore_ascii_case(resource_type.name)
    });
    let all: Vec<(usize, &Candidate)> = of_type.collect();
    let wired: Vec<usize> =
        all.iter().filter(|(_, candidate)| candidate.wired.is_some()).map(|(index, _)| *index).collect();
    if !wired.is_empty() {
        return Declared { these: wired, grade: Some(Grade::S2) };
    }
    // That a module declares a role or a user does not say that this policy is about it.
    let these: Vec<usize> = all.iter().map(|(index, _)| *index).collect();
    let grade = match these.len() {
        _ if resource_type.service == "iam" => None,
        0 => None,
        1 => Some(Grade::S2),
        number if number <= MOST_DECLARED => Some(Grade::S3),
        _ => None,
    };
    Declared { these, grade }
}

/// An ARN of the form that names nothing: `arn:aws:sqs:*:*:REPLACE_ME`.
pub(super) fn placeholder(template: &str) -> String {
    let mut text = String::with_capacity(template.len());
    let mut named = false;
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("${") {
        text.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        text.push_str(match name {
            "Partition" => "aws",
            "Region" | "Account" => "*",
            _ if named => "*",
            _ => {
                named = true;
                REPLACE_ME
            }
        });
        rest = after;
    }
    text.push_str(rest);
    text
}

/// A string that an edit adds.
pub(super) fn new_term(text: &str) -> Term {
    Term { text: Some(text.to_owned()), index: NEW }
}
