//! One statement written as another, member by member.

use iam::{Clause, Statement, Term};
use model::Expr;
use syntax::TextRange;

use super::{
    clause, condition, principal,
    sequence::{Comments, Piece, Sequence},
    spell::{self, Form},
    surface::{Container, Member, MemberValue, Site, outer},
};

/// A statement that is to say what `new` says.
#[derive(Clone, Copy)]
pub(super) struct Rewriting<'r> {
    pub(super) site: &'r Site<'r>,
    pub(super) old: &'r Statement,
    pub(super) new: &'r Statement,
    pub(super) comments: Comments,
}

/// What becomes of the members of a container.
pub(super) struct Draft {
    /// By member; `None` drops it.
    pub(super) members: Vec<Option<Piece>>,
    pub(super) added: Vec<Piece>,
}

impl Draft {
    pub(super) fn of(container: &Container<'_>) -> Self {
        let kept = |index| Some(Piece::Kept(index));
        Self { members: (0..container.members.len()).map(kept).collect(), added: Vec::new() }
    }

    pub(super) fn set(&mut self, index: usize, piece: Option<Piece>) {
        if let Some(member) = self.members.get_mut(index) {
            *member = piece;
        }
    }
}

/// How names and nesting are written here.
pub(super) struct Style {
    quoted_keys: bool,
    /// Between a name and its value.
    separator: String,
    /// White space of a member; `None`: everything is on one line.
    pub(super) indent: Option<String>,
    pub(super) step: String,
}

impl Rewriting<'_> {
    /// The whole statement, as it is to stand in the place of the old one.
    pub(super) fn text(&self) -> Option<String> {
        let container = &self.site.container;
        let mut draft = Draft::of(container);
        if self.old.effect != self.new.effect {
            return None;
        }
        self.sid(&mut draft)?;
        let [action, not_action, resource, not_resource] = match self.site.form {
            Form::Block => ["actions", "not_actions", "resources", "not_resources"],
            _ => ["Action", "NotAction", "Resource", "NotResource"],
        };
        self.clause(&mut draft, [action, not_action], &self.old.actions, &self.new.actions)?;
        self.clause(&mut draft, [resource, not_resource], &self.old.resources, &self.new.resources)?;
        principal::write(self, &mut draft)?;
        condition::write(self, &mut draft)?;
        let text = self.container(container, draft)?;
        Some(format!("{}{text}", self.slice(self.site.statement.start, container.range.start)))
    }

    pub(super) fn container(&self, container: &Container<'_>, draft: Draft) -> Option<String> {
        let pieces: Vec<Piece> = draft.members.into_iter().flatten().chain(draft.added).collect();
        self.sequence(container).rewrite(&pieces, self.comments)
    }

    pub(super) fn sequence(&self, container: &Container<'_>) -> Sequence<'_> {
        let elements = container.members.iter().map(|member| member.range).collect();
        Sequence::members(self.site.text.text, container.range, elements, self.site.form)
    }

    pub(super) fn slice(&self, start: u32, end: u32) -> &str {
        self.site.text.text.get(start as usize..end as usize).unwrap_or_default()
    }

    /// A value as it is written, quotes and all.
    pub(super) fn range(&self, expr: &Expr) -> Option<TextRange> {
        Some(outer(self.site.text.text, expr, self.site.text.range(expr.node)?))
    }

    /// A member with another name, or another value.
    pub(super) fn member(&self, member: &Member<'_>, name: &str, value: &str) -> Option<String> {
        let range = match &member.value {
            MemberValue::Expr(expr) => self.range(expr)?,
            MemberValue::Block(container) => container.range,
            MemberValue::Dynamic => return None,
        };
        let key = self.slice(member.key.start, member.key.end).replace(member.name, name);
        let between = self.slice(member.key.end, range.start);
        let behind = self.slice(range.end, member.range.end);
        Some(format!("{key}{between}{value}{behind}"))
    }

    pub(super) fn spell(&self, term: &Term) -> Option<String> {
        spell::string(term.text.as_deref()?, self.site.form)
    }

    fn sid(&self, draft: &mut Draft) -> Option<()> {
        let container = &self.site.container;
        let name = if self.site.form == Form::Block { "sid" } else { "Sid" };
        let there = container.named(name);
        let copy = self.comments == Comments::Dropped;
        match (&self.old.sid, &self.new.sid, there) {
            // Two statements of one document can't have the same name.
            (_, _, Some(index)) if copy && self.old.sid == self.new.sid => draft.set(index, None),
            (Some(_), None, Some(index)) => draft.set(index, None),
            (Some(old), Some(new), Some(index)) if old.index != new.index => {
                let member = container.members.get(index)?;
                draft.set(index, Some(Piece::Changed(index, self.member(member, name, &self.spell(new)?)?)));
            }
            (None, Some(new), None) => draft.added.push(self.entry(name, &self.spell(new)?)),
            _ => {}
        }
        Some(())
    }

    fn clause(&self, draft: &mut Draft, names: [&str; 2], old: &Clause, new: &Clause) -> Option<()> {
        let container = &self.site.container;
        let name = |clause: &Clause| if clause.negated { names[1] } else { names[0] };
        let Some(index) = container.named(name(old)) else {
            if new.terms.is_empty() {
                return Some(());
            }
            let texts: Vec<String> = new.terms.iter().map(|term| self.spell(term)).collect::<Option<_>>()?;
            draft.added.push(self.entry(name(new), &clause::new_value(self, &texts)));
            return Some(());
        };
        let member = container.members.get(index)?;
        let MemberValue::Expr(expr) = member.value else { return None };
        let value = clause::value(self, expr, &old.terms, &new.terms)?;
        draft.set(index, Some(Piece::Changed(index, self.member(member, name(new), &value)?)));
        Some(())
    }

    /// A new member of the statement.
    pub(super) fn entry(&self, name: &str, value: &str) -> Piece {
        let style = self.style();
        Piece::New(format!("{}{}{value}", self.key(&style, name), style.separator))
    }

    /// A new block of the statement, its `=` in one column.
    pub(super) fn nested(&self, name: &str, entries: &[(&str, String)]) -> Piece {
        let style = self.style();
        let indent = style.indent.as_deref().unwrap_or_default();
        let width = entries.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        let line =
            |(name, value): &(&str, String)| format!("{indent}{}{name:width$} = {value}\n", style.step);
        let lines: String = entries.iter().map(line).collect();
        Piece::Paragraph(format!("{name} {{\n{lines}{indent}}}"))
    }

    pub(super) fn style(&self) -> Style {
        let container = &self.site.container;
        let sequence = self.sequence(container);
        let base = self.site.text.indent(container.range.start);
        let indent = sequence.is_on_lines().then(|| sequence.indent().to_owned());
        let step = indent.as_deref().and_then(|indent| indent.strip_prefix(base));
        let step = step.filter(|step| !step.is_empty()).unwrap_or("  ").to_owned();
        let first = container.members.first();
        let key = first.map_or("", |member| self.slice(member.key.start, member.key.end));
        let separator = first.and_then(|member| match member.value {
            MemberValue::Expr(expr) => Some(self.slice(member.key.end, self.range(expr)?.start)),
            _ => None,
        });
        let separator = match separator {
            Some(written) if written.contains(':') => written.to_owned(),
            _ => " = ".to_owned(),
        };
        let quoted_keys = self.site.form.is_json() || key.starts_with('"');
        Style { quoted_keys, separator, indent, step }
    }

    pub(super) fn key(&self, style: &Style, name: &str) -> String {
        let bare = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let quote = if style.quoted_keys || !bare { self.site.form.quote() } else { "" };
        format!("{quote}{name}{quote}")
    }

    /// An object that was not there, whose closing brace is indented by `indent`.
    pub(super) fn object(&self, style: &Style, indent: Option<&str>, entries: &[(String, String)]) -> String {
        let entry =
            |(name, value): &(String, String)| format!("{}{}{value}", self.key(style, name), style.separator);
        let entries: Vec<String> = entries.iter().map(entry).collect();
        let comma = if self.site.form.is_json() { "," } else { "" };
        match indent {
            Some(indent) => {
                let inner = format!("\n{indent}{}", style.step);
                format!("{{{inner}{}\n{indent}}}", entries.join(&format!("{comma}{inner}")))
            }
            None if self.site.form.is_json() => format!("{{{}}}", entries.join(", ")),
            None => format!("{{ {} }}", entries.join(", ")),
        }
    }
}

impl Style {
    pub(super) fn separator(&self) -> &str {
        &self.separator
    }
}
