//! Resource strings and the ARN forms of resource types, compared.

/// A string of a policy, or the form of a resource type's ARNs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Shape<'t> {
    tokens: Vec<Token<'t>>,
    /// The third segment, where it is written out.
    service: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Token<'t> {
    Char(char),
    /// `?`
    One,
    /// `*`
    Run,
    /// `${…}` in a policy: a value that is not known.
    Atom(&'t str),
    /// `${BucketName}` in a form: what tells one resource from another.
    Value {
        without: &'static [char],
    },
}

/// What parts of forms never hold, where it matters: a bucket is not an object, a table not its index.
fn never_in(part: &str) -> &'static [char] {
    match part {
        "Partition" | "Region" | "Account" => &[':', '/'],
        "BucketName" | "TableName" => &['/'],
        _ => &[],
    }
}

const COLONS_BEFORE_SERVICE: usize = 2;
const COLONS_BEFORE_RESOURCE: usize = 5;

impl<'t> Shape<'t> {
    /// `form_of` gives the ARN form of what a reference stands for, where it is known.
    pub(super) fn of(text: &'t str, form_of: &dyn Fn(&str) -> Option<&'t str>) -> Self {
        let mut tokens = Vec::with_capacity(text.len());
        walk(text, |part| match part {
            Part::Char('*') => tokens.push(Token::Run),
            Part::Char('?') => tokens.push(Token::One),
            Part::Char(character) => tokens.push(Token::Char(character)),
            Part::Inner(escaped @ ("*" | "?" | "$")) => {
                tokens.extend(escaped.chars().map(Token::Char));
            }
            Part::Inner(inner) => match form_of(inner) {
                Some(form) => tokens.extend(Self::form(form).tokens),
                None => tokens.push(Token::Atom(inner)),
            },
        });
        Self::new(tokens)
    }

    /// `arn:${Partition}:s3:::${BucketName}`, as published.
    pub(super) fn form(text: &'t str) -> Self {
        let mut tokens = Vec::with_capacity(text.len());
        walk(text, |part| {
            tokens.push(match part {
                Part::Char(character) => Token::Char(character),
                Part::Inner(name) => Token::Value { without: never_in(name) },
            });
        });
        Self::new(tokens)
    }

    fn new(tokens: Vec<Token<'t>>) -> Self {
        let mut segments = tokens.split(|token| *token == Token::Char(':'));
        let is_arn = segments.next().is_some_and(|first| {
            first == [Token::Char('a'), Token::Char('r'), Token::Char('n')] && segments.next().is_some()
        });
        let service = segments.next().filter(|_| is_arn).and_then(|segment| {
            let letters = segment.iter().map(|token| match token {
                Token::Char(character) => Some(*character),
                _ => None,
            });
            letters.collect::<Option<String>>()
        });
        Self { tokens, service }
    }

    /// A string that names actions: read without case.
    pub(super) fn without_case(mut self) -> Self {
        for token in &mut self.tokens {
            if let Token::Char(character) = token {
                character.make_ascii_lowercase();
            }
        }
        self
    }

    /// `*` and nothing else.
    pub(super) fn is_star(&self) -> bool {
        !self.tokens.is_empty() && self.tokens.iter().all(|token| *token == Token::Run)
    }

    /// May it be `*`, for all that is known?
    pub(super) fn may_be_star(&self) -> bool {
        self.tokens.iter().all(|token| matches!(token, Token::Run | Token::Atom(_)))
    }

    /// Every ARN, of whatever service: `arn:*:*:*:*:*`.
    pub(super) fn is_every_arn(&self) -> bool {
        let form = Self::form("arn:${partition}:${service}:${region}:${account}:${resource}");
        // Nobody acts in two partitions.
        self.is_star()
            || match (self.after_colons(COLONS_BEFORE_SERVICE), form.after_colons(COLONS_BEFORE_SERVICE)) {
                (Some(own), Some(form)) => covers(own, form),
                _ => covers(&self.tokens, &form.tokens),
            }
    }

    /// Is no resource of this form left out, in the partition, region and account that it names?
    pub(super) fn is_every(&self, form: &Shape<'_>) -> bool {
        let (Some(own), Some(other)) = (self.resource(), form.resource()) else {
            return covers(&self.tokens, &form.tokens);
        };
        self.service.as_deref().is_none_or(|service| form.service.as_deref() == Some(service))
            && (self.service.is_some() || self.has_any_service())
            && covers(own, other)
    }

    /// May one string be of both?
    pub(super) fn meets(&self, other: &Shape<'_>) -> bool {
        if self.service.is_some() && other.service.is_some() && self.service != other.service {
            return false;
        }
        meet(&self.tokens, &other.tokens)
    }

    /// Is every string of `other` one of this, whatever the unknown values are? Errs to no.
    pub(super) fn covers(&self, other: &Shape<'_>) -> bool {
        covers(&self.tokens, &other.tokens)
    }

    /// The third segment, where it is written out.
    pub(super) fn service(&self) -> Option<&str> {
        self.service.as_deref()
    }

    /// May it be an ARN, or `*`?
    pub(super) fn may_be_arn(&self) -> bool {
        let begins = |(token, letter): (&Token<'_>, char)| *token == Token::Char(letter);
        let long = self.tokens.iter().take(4).any(|token| token.is_long() || *token == Token::One);
        long || (self.tokens.len() > 4 && self.tokens.iter().zip("arn:".chars()).all(begins))
    }

    /// Has it a wildcard?
    pub(super) fn is_pattern(&self) -> bool {
        self.tokens.iter().any(|token| matches!(token, Token::Run | Token::One))
    }

    /// Of the service, with a `*` for its resource: `arn:aws:s3:::*`.
    pub(super) fn ends_open(&self, service: &str) -> bool {
        let own = self.service.as_deref().map_or_else(|| self.has_any_service(), |own| own == service);
        own && self.resource().is_some_and(|rest| rest == [Token::Run])
    }

    fn has_any_service(&self) -> bool {
        let segment = self.tokens.split(|token| *token == Token::Char(':')).nth(2);
        segment.is_some_and(|segment| !segment.is_empty() && segment.iter().all(|token| *token == Token::Run))
    }

    fn resource(&self) -> Option<&[Token<'t>]> {
        self.after_colons(COLONS_BEFORE_RESOURCE)
    }

    fn after_colons(&self, count: usize) -> Option<&[Token<'t>]> {
        let mut colons = self.tokens.iter().enumerate().filter(|(_, token)| **token == Token::Char(':'));
        let (last, _) = colons.nth(count.checked_sub(1)?)?;
        self.tokens.get(last + 1..)
    }
}

enum Part<'t> {
    Char(char),
    /// What stands between `${` and `}`.
    Inner(&'t str),
}

fn walk<'t>(text: &'t str, mut visit: impl FnMut(Part<'t>)) {
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        if let Some((inner, after)) = rest.strip_prefix("${").and_then(super::values::split_at_end) {
            visit(Part::Inner(inner));
            rest = after;
        } else {
            visit(Part::Char(next));
            rest = rest.get(next.len_utf8()..).unwrap_or_default();
        }
    }
}

/// Reads `inner` as a word, whose wildcards and unknown values only a `*` takes.
fn covers(outer: &[Token<'_>], inner: &[Token<'_>]) -> bool {
    let (mut at, mut taken) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while let Some(token) = inner.get(taken) {
        let held = match outer.get(at) {
            Some(Token::Run) => {
                star = Some((at, taken));
                at += 1;
                continue;
            }
            Some(Token::One) => matches!(token, Token::Char(_) | Token::One),
            Some(own) => own == token && !matches!(own, Token::Value { .. }),
            None => false,
        };
        if held {
            at += 1;
            taken += 1;
            continue;
        }
        let Some((star_at, star_taken)) = &mut star else { return false };
        *star_taken += 1;
        (at, taken) = (*star_at + 1, *star_taken);
    }
    outer.get(at..).unwrap_or_default().iter().all(|token| *token == Token::Run)
}

fn meet(left: &[Token<'_>], right: &[Token<'_>]) -> bool {
    let width = right.len() + 1;
    let mut seen = vec![false; (left.len() + 1) * width];
    let mut open = vec![(0, 0)];
    while let Some((i, j)) = open.pop() {
        match seen.get_mut(i * width + j) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        match (left.get(i), right.get(j)) {
            (None, None) => return true,
            (Some(one), other) if one.is_long() => {
                open.push((i + 1, j));
                match other {
                    Some(other) if other.is_long() => open.push((i, j + 1)),
                    Some(other) if one.may_take(*other) => open.push((i, j + 1)),
                    _ => {}
                }
            }
            (one, Some(other)) if other.is_long() => {
                open.push((i, j + 1));
                if one.is_some_and(|one| other.may_take(*one)) {
                    open.push((i + 1, j));
                }
            }
            (Some(one), Some(other)) if one == other || *one == Token::One || *other == Token::One => {
                open.push((i + 1, j + 1));
            }
            _ => {}
        }
    }
    false
}

impl Token<'_> {
    /// Does it stand for any number of characters?
    fn is_long(self) -> bool {
        matches!(self, Self::Run | Self::Atom(_) | Self::Value { .. })
    }

    fn may_take(self, one: Self) -> bool {
        !matches!((self, one), (Self::Value { without }, Self::Char(character)) if without.contains(&character))
    }
}

#[cfg(test)]
mod tests {
    use super::Shape;

    fn shape(text: &str) -> Shape<'_> {
        Shape::of(text, &|reference| {
            (reference == "bucket.arn").then_some("arn:${Partition}:s3:::${BucketName}")
        })
    }

    const BUCKET: &str = "arn:${Partition}:s3:::${BucketName}";
    const OBJECT: &str = "arn:${Partition}:s3:::${BucketName}/${ObjectName}";

    #[test]
    fn a_bucket_is_not_an_object() {
        let meets = |text: &str, form: &str| shape(text).meets(&Shape::form(form));
        assert!(meets("arn:aws:s3:::b", BUCKET));
        assert!(!meets("arn:aws:s3:::b", OBJECT));
        assert!(!meets("arn:aws:s3:::b/*", BUCKET));
        assert!(meets("arn:aws:s3:::b*", OBJECT));
        assert!(meets("${other.arn}", OBJECT));
        assert!(!meets("${bucket.arn}", OBJECT));
        assert!(meets("${bucket.arn}/*", OBJECT));
        assert!(!meets("${bucket.arn}/*", BUCKET));
        assert!(!meets("arn:aws:sqs:*:*:*", OBJECT));
    }

    #[test]
    fn a_name_left_open_is_every_resource() {
        let is_every = |text: &str, form: &str| shape(text).is_every(&Shape::form(form));
        let table = "arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}";
        assert!(is_every("*", OBJECT));
        assert!(is_every("arn:*:*:*:*:*", OBJECT));
        assert!(is_every("arn:aws:s3:::*", OBJECT));
        assert!(is_every("arn:aws:s3:::*", BUCKET));
        assert!(is_every("arn:aws:dynamodb:eu-west-1:111122223333:table/*", table));
        assert!(is_every("arn:${AWS::Partition}:dynamodb:${AWS::Region}:*:table/*", table));
        assert!(!is_every("arn:aws:dynamodb:*:*:table/orders*", table));
        assert!(!is_every("arn:aws:dynamodb:*:*:table/${t.name}", table));
        assert!(!is_every("${bucket.arn}/*", OBJECT));
        assert!(!is_every("arn:aws:sqs:*:*:*", OBJECT));
        assert!(shape("arn:aws:*").is_every_arn());
        assert!(!shape("arn:aws:s3:::*").is_every_arn());
    }
}
