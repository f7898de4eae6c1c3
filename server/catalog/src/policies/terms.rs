//! Strings of a policy as text: what is literal as it is, what is not as `${name}`.

use std::fmt::Write;

use model::{
    Data, Expr, ExprKind, Known, Part, Place, Reference, Seen, SeenAs, SmolStr, Step, Traversal, Value,
};
use project::ResolvedModule;

use crate::path;

/// What is known of a string.
pub(super) struct Spelled {
    /// `None`: nothing.
    pub(super) text: Option<String>,
    pub(super) reach: Reach,
}

/// May a string turn out to be `*`?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// What is written of it says what it is about.
    Told,
    /// It may be anything.
    Open,
}

/// Spells strings as a module's own files can write them.
pub(super) struct Speller<'m> {
    pub(super) module: &'m ResolvedModule,
    /// The module calls that the document stands in, outermost first.
    pub(super) calls: &'m [SmolStr],
}

impl Speller<'_> {
    /// `arn:aws:s3:::${var.name}/*`. The name is a reference that can be written where the document is; with a
    /// space in it where there is none, and then only equal for an equal value.
    pub(super) fn spell(&self, value: &Value) -> Spelled {
        if let Some(text) = path::text(value) {
            return Spelled { text: Some(text.to_string()), reach: Reach::Told };
        }
        let mut text = String::new();
        let is_spelled = self.part(value, None, &mut text);
        let reach = match value {
            Value::Known(Known { data: Data::Reference(_), .. }) => Reach::Told,
            Value::Known(Known { data: Data::Template(parts), .. }) if parts.iter().any(says_something) => {
                Reach::Told
            }
            _ => Reach::Open,
        };
        Spelled { text: is_spelled.then_some(text), reach }
    }

    /// False where nothing can be said. `through`: the reference by which it is read from another module.
    fn part(&self, value: &Value, through: Option<&str>, text: &mut String) -> bool {
        if let Some(literal) = path::text(value) {
            text.push_str(&literal);
            return true;
        }
        match value {
            Value::Known(Known { data: Data::Reference(reference), seen }) => {
                let _ = write!(text, "${{{}}}", self.name(reference, seen));
                true
            }
            Value::Known(Known { data: Data::Template(parts), seen }) => {
                let outer = through.map(str::to_owned).or_else(|| self.crossing(seen));
                parts.iter().all(|part| match part {
                    Part::Literal(literal) => {
                        text.push_str(literal);
                        true
                    }
                    Part::Value(value) => self.part(value, outer.as_deref(), text),
                })
            }
            Value::Unknown(unknown) => match self.unknown(&unknown.seen, through) {
                Some(name) => {
                    let _ = write!(text, "${{{name}}}");
                    true
                }
                None => false,
            },
            _ => false,
        }
    }

    /// `aws_s3_bucket.b["eu"].arn`.
    fn name(&self, reference: &Reference, seen: &[Seen]) -> String {
        let Some(resource) = self.module.resources.get(reference.resource as usize) else {
            return format!("resource {} {}", reference.resource, reference.path);
        };
        let address = &resource.address;
        let mut name = String::new();
        let _ = write!(
            name,
            "{}{}.{}",
            if address.data { "data." } else { "" },
            address.resource_type,
            address.name
        );
        if let Some(instance) = &reference.instance {
            let _ = write!(name, "{instance}");
        }
        if !reference.path.is_empty() {
            let _ = write!(name, ".{}", reference.path);
        }
        // Which of several it is can't be told: only this very expression is equal.
        if resource.is_repeated() && reference.instance.is_none() {
            let _ = write!(name, " {}", seen.first().map(|seen| mark(seen.place)).unwrap_or_default());
        }
        // Declared by a caller, or by a module called from here: no reference of this module names it.
        if address.modules != self.calls {
            match address.modules.as_slice() {
                [] => name.push_str(" of the root module"),
                calls => {
                    let calls: Vec<&str> = calls.iter().map(SmolStr::as_str).collect();
                    let _ = write!(name, " of module.{}", calls.join(".module."));
                }
            }
        }
        name.replace(['*', '?', '{', '}'], "_")
    }

    /// What can't be told, by the reference that is written for it.
    fn unknown(&self, seen: &[Seen], through: Option<&str>) -> Option<String> {
        let first = seen.first()?.place;
        // A part of a string came its own way first, then that of the whole, which begins with a literal.
        let whole = seen.iter().skip(1).position(|seen| seen.role == SeenAs::Literal).map(|at| at + 1);
        let (own, rest) = seen.split_at(whole.unwrap_or(seen.len()));
        let outer = through.map(str::to_owned).or_else(|| self.crossing(rest));
        Some(match (outer, self.crossing(own)) {
            // `var.name` there is not `var.name` here.
            (Some(outer), _) => format!("{} in {outer}", mark(first)),
            (None, Some(name)) => name,
            (None, None) => {
                own.iter().rev().find_map(|seen| self.written(seen.place)).unwrap_or_else(|| mark(first))
            }
        })
    }

    /// The reference of this module through which a value comes from another one.
    fn crossing(&self, seen: &[Seen]) -> Option<String> {
        let crosses = |seen: &Seen| matches!(seen.role, SeenAs::ModuleArgument | SeenAs::ModuleOutput);
        let at = seen.iter().rposition(crosses)?;
        // An argument is noted at the caller's expression and then at the use of the variable.
        let name = seen.get(at..)?.iter().rev().find_map(|seen| self.written(seen.place));
        name.or_else(|| seen.first().map(|seen| mark(seen.place)))
    }

    /// The reference that stands at a place of the module, as it is written; not one to a name of `for` or
    /// `dynamic`, which means something else for each element.
    fn written(&self, place: Place) -> Option<String> {
        let block = self.module.block(place, self.calls)?;
        let mut found = None;
        block.body.visit(&mut |expr: &Expr| {
            if expr.node == place.node
                && let ExprKind::Reference(traversal) = &expr.kind
            {
                found = found.take().or_else(|| print(traversal));
            }
        });
        found
    }
}

/// A value by where it is written, for one that has no name.
fn mark(place: Place) -> String {
    format!("value {}.{}.{}", place.file.0, place.block, place.node.0)
}

fn print(traversal: &Traversal) -> Option<String> {
    const ROOTS: [&str; 8] = ["var", "local", "module", "data", "each", "count", "path", "terraform"];
    if !ROOTS.contains(&traversal.root.as_str()) {
        return None;
    }
    let mut text = traversal.root.to_string();
    for step in &traversal.steps {
        match step {
            Step::Attribute(name) => {
                let _ = write!(text, ".{name}");
            }
            Step::Index(index) => match &index.kind {
                ExprKind::String(key) => {
                    let _ = write!(text, "[{key:?}]");
                }
                ExprKind::Number(number) => {
                    let _ = write!(text, "[{number}]");
                }
                _ => return None,
            },
            Step::Splat => return None,
        }
    }
    (!text.contains(['*', '?', '{', '}'])).then_some(text)
}

/// A part that keeps the string from being `*`.
fn says_something(part: &Part) -> bool {
    match part {
        Part::Literal(text) => !text.trim_matches('*').is_empty(),
        Part::Value(value) => matches!(value, Value::Known(_)),
    }
}
