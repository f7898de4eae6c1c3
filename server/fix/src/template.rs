//! A fix's template with its placeholders filled in.

use catalog::{WORKSPACE_INPUT, only_workspace};
use model::print::terraform::identifier;
use project::{ResolvedModule, Resource};

use crate::{LOG_RETENTION, Settings};

const INPUT: &str = "<input: ";
const REFERENCE: &str = "<ref:";

/// Terraform text. What a person has to fill in stands in it as `"<input: what>"`, so that it parses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Filled {
    pub(crate) text: String,
    /// Inputs that stand for a whole expression, not for a part of a string: the quotes go with them.
    pub(crate) expressions: Vec<String>,
}

/// What the placeholders of a template stand for.
pub(crate) struct Filling<'a> {
    pub(crate) name: String,
    /// The resource that the fix is for, as an expression: `aws_s3_bucket.logs`, `each.value`.
    pub(crate) reference: String,
    pub(crate) module: &'a ResolvedModule,
    pub(crate) resource: &'a Resource,
    pub(crate) settings: &'a Settings,
}

impl Filling<'_> {
    pub(crate) fn fill(&self, template: &str) -> Filled {
        let mut filled = Filled { text: String::new(), expressions: Vec::new() };
        let mut quotes = Quotes::default();
        let mut rest = template;
        while let Some(next) = rest.chars().next() {
            if let Some((placeholder, behind)) = placeholder(rest) {
                self.write(placeholder, &quotes, &mut filled);
                rest = behind;
            } else {
                quotes.pass(rest);
                filled.text.push(next);
                rest = rest.get(next.len_utf8()..).unwrap_or_default();
            }
        }
        filled
    }

    fn write(&self, placeholder: &str, quotes: &Quotes, filled: &mut Filled) {
        let inside = placeholder.trim_matches(['<', '>']);
        if inside == "name" {
            filled.text.push_str(&self.name);
        } else if placeholder == LOG_RETENTION {
            filled.text.push_str(&self.settings.log_retention_days.to_string());
        } else if let Some(attribute) = inside.strip_prefix("ref:") {
            filled.text.push_str(&format!("{}.{attribute}", self.reference));
        } else if inside == "workspace" {
            match only_workspace(self.module, self.resource) {
                Some(only) => filled.text.push_str(&format!("{}.id", local_address(only))),
                None => filled.input(WORKSPACE_INPUT, quotes),
            }
        } else if let Some(what) = inside.strip_prefix("input: ") {
            filled.input(what, quotes);
        }
    }
}

impl Filled {
    fn input(&mut self, what: &str, quotes: &Quotes) {
        if quotes.inside() {
            self.text.push_str(&format!("{INPUT}{what}>"));
        } else {
            self.text.push_str(&format!("\"{INPUT}{what}>\""));
            self.expressions.push(what.to_owned());
        }
    }
}

/// The address without the module calls: what a reference in the same module says.
pub(crate) fn local_address(resource: &Resource) -> String {
    let data = if resource.address.data { "data." } else { "" };
    format!("{data}{}.{}", resource.address.resource_type, resource.address.name)
}

/// The resource's label, fit to be an identifier.
pub(crate) fn name_of(resource: &Resource) -> String {
    identifier(&resource.address.name)
}

/// A placeholder at the start of the text, and what follows it.
fn placeholder(text: &str) -> Option<(&str, &str)> {
    let known = ["<name>", "<workspace>", LOG_RETENTION, REFERENCE, INPUT];
    known.iter().find(|known| text.starts_with(**known))?;
    text.split_at_checked(text.find('>')? + 1)
}

/// Whether a text stands inside quotes, read from its start.
#[derive(Default)]
struct Quotes {
    /// Inside quotes (true) or inside `${` (false), outermost first.
    open: Vec<bool>,
    escaped: bool,
}

impl Quotes {
    fn inside(&self) -> bool {
        self.open.last() == Some(&true)
    }

    /// Takes the first character of the rest into account.
    fn pass(&mut self, rest: &str) {
        if std::mem::take(&mut self.escaped) {
            return;
        }
        match (self.inside(), rest.as_bytes()) {
            (true, [b'\\', ..]) => self.escaped = true,
            (true, [b'"', ..]) => drop(self.open.pop()),
            (true, [b'$' | b'%', b'{', ..]) => self.open.push(false),
            (false, [b'"', ..]) => self.open.push(true),
            (false, [b'}', ..]) if !self.open.is_empty() => drop(self.open.pop()),
            _ => {}
        }
    }
}
