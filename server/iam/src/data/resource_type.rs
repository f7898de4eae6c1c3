//! Resource types as patterns: which ARNs are theirs.

use super::ResourceType;
use crate::overlap::{Symbol, meet, symbols};

/// Parts of a published ARN whose values hold neither a colon nor a slash. Of other names that is not said:
/// topics of IoT have slashes, the ARN of a function's version has one more colon.
const NAMES: [&str; 5] = ["Partition", "Region", "Account", "BucketName", "TableBucketName"];

impl ResourceType<'_> {
    /// A pattern that every ARN of this type matches: `arn:*:s3:::*/*`.
    pub fn pattern(&self) -> String {
        let mut forms = self.forms().map(glob);
        let first = forms.next().unwrap_or_default();
        // Several forms: what they begin with.
        forms.fold(first, |pattern, form| {
            let same = pattern.chars().zip(form.chars()).take_while(|(one, other)| one == other);
            let common: String = same.map(|(one, _)| one).collect();
            format!("{}*", common.trim_end_matches('*'))
        })
    }

    /// Can a resource of a policy match an ARN of this type? `pattern` is as in policies, with `*`, `?` and
    /// `${…}`. `false` is certain, in both readings of an ARN's wildcards.
    pub fn matches(&self, pattern: &str) -> bool {
        let pattern = symbols(pattern);
        self.forms().any(|form| meet(&pattern, &form_symbols(form)))
    }

    /// The ARN templates; a few types have two.
    fn forms(&self) -> impl Iterator<Item = &str> {
        self.arn.split(", ")
    }
}

fn glob(form: &str) -> String {
    let text = |symbol| match symbol {
        Symbol::Char(letter) => letter,
        Symbol::One => '?',
        Symbol::Any | Symbol::Name => '*',
    };
    form_symbols(form).into_iter().map(text).collect()
}

/// `${BucketName}` is a name; one list of parts has `{Date-and-Time}` without the sign.
fn form_symbols(form: &str) -> Vec<Symbol> {
    let mut found = Vec::with_capacity(form.len());
    let mut rest = form;
    while let Some((before, after)) = rest.split_once('{') {
        found.extend(symbols(before.strip_suffix('$').unwrap_or(before)));
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        found.push(if NAMES.contains(&name) { Symbol::Name } else { Symbol::Any });
        rest = after;
    }
    found.extend(symbols(rest));
    found
}
