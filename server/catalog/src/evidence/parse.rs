//! Text to evidence: recursive descent over characters.

use regex_lite::Regex;

use super::{Companion, Evidence, Index, Link, Op, Over, Path, Quantity, Segment, Set, Test};

const MAX_DEPTH: u32 = 32;

/// Longer patterns are refused: a duty needs none, and a hostile one must not cost.
const MAX_PATTERN: usize = 200;

pub(super) fn evidence(text: &str) -> Result<Evidence, String> {
    let mut parser = Parser { rest: text, whole: text, depth: 0 };
    let evidence = parser.any()?;
    parser.space();
    if parser.rest.is_empty() { Ok(evidence) } else { Err(parser.error("an operator or the end")) }
}

struct Parser<'t> {
    rest: &'t str,
    whole: &'t str,
    depth: u32,
}

type Parsed<T> = Result<T, String>;

impl<'t> Parser<'t> {
    fn error(&self, expected: &str) -> String {
        let at = self.whole.len() - self.rest.len();
        let near: String = self.rest.chars().take(24).collect();
        format!("expected {expected} at byte {at}, found {near:?}")
    }

    fn space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn eat(&mut self, token: &str) -> bool {
        self.space();
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn need(&mut self, token: &str) -> Parsed<()> {
        if self.eat(token) { Ok(()) } else { Err(self.error(&format!("{token:?}"))) }
    }

    /// A word followed by white space, like `any `.
    fn eat_word(&mut self, word: &str) -> bool {
        self.space();
        match self.rest.strip_prefix(word) {
            Some(rest) if rest.starts_with(|char: char| !is_word(char)) || rest.is_empty() => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    fn take(&mut self, accept: impl Fn(char) -> bool) -> &'t str {
        let end = self.rest.find(|char| !accept(char)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    fn any(&mut self) -> Parsed<Evidence> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("nested too deeply".into());
        }
        let mut parts = vec![self.all()?];
        while self.eat("|") {
            parts.push(self.all()?);
        }
        self.depth -= 1;
        Ok(one_or(parts, Evidence::Any))
    }

    fn all(&mut self) -> Parsed<Evidence> {
        let mut parts = vec![self.term()?];
        while self.eat("&") {
            parts.push(self.term()?);
        }
        Ok(one_or(parts, Evidence::All))
    }

    fn term(&mut self) -> Parsed<Evidence> {
        if self.eat("!") {
            return Ok(Evidence::Not(Box::new(self.term()?)));
        }
        if self.eat("(") {
            let inner = self.any()?;
            self.need(")")?;
            return Ok(inner);
        }
        if self.eat("each+") {
            return self.companion(Quantity::Each);
        }
        if self.eat("+") {
            return self.companion(Quantity::Some);
        }
        let over = match () {
            () if self.eat_word("any") => Over::Any,
            () if self.eat_word("every") => Over::Every,
            () => Over::One,
        };
        let path = self.path()?;
        if self.eat("->") {
            let resource_type = self.type_name()?;
            self.need("{")?;
            let inner = Box::new(self.any()?);
            self.need("}")?;
            return Ok(Evidence::Follow { path, resource_type, inner });
        }
        let op = self.op()?;
        Ok(Evidence::Test(Test { over, path, op }))
    }

    fn type_name(&mut self) -> Parsed<String> {
        self.space();
        match self.take(|char| char.is_ascii_alphanumeric() || "_:/.".contains(char)) {
            "" => Err(self.error("a resource type")),
            name => Ok(name.into()),
        }
    }

    fn companion(&mut self, quantity: Quantity) -> Parsed<Evidence> {
        let resource_type = self.type_name()?;
        let link = if self.eat("(") {
            let path = self.path()?;
            let template = if self.eat("~") {
                self.space();
                Some(self.take(|char| char != ')').trim().to_owned())
            } else {
                None
            };
            self.need(")")?;
            Some(Link { path, template })
        } else {
            None
        };
        let inner = if self.eat("{") {
            let inner = self.any()?;
            self.need("}")?;
            Some(Box::new(inner))
        } else {
            None
        };
        let at_least = if self.eat("count>=") { Some(self.number()? as usize) } else { None };
        Ok(Evidence::Companion(Companion { quantity, resource_type, link, inner, at_least }))
    }

    fn path(&mut self) -> Parsed<Path> {
        let meta = self.eat("@");
        let mut segments = Vec::new();
        self.space();
        loop {
            let name =
                if self.rest.starts_with('*') { self.take(|char| char == '*') } else { self.take(is_word) };
            if name.is_empty() {
                return Err(self.error("an attribute name"));
            }
            let index = if let Some(rest) = self.rest.strip_prefix("[]") {
                self.rest = rest;
                Index::Elements
            } else if let Some(rest) = self.rest.strip_prefix("[\"") {
                let (key, rest) = rest.split_once("\"]").ok_or_else(|| self.error("\"]"))?;
                self.rest = rest;
                Index::Key(key.into())
            } else {
                Index::None
            };
            segments.push(Segment { name: name.into(), index });
            match self.rest.strip_prefix('.') {
                Some(rest) => self.rest = rest,
                None => return Ok(Path { meta, segments }),
            }
        }
    }

    fn op(&mut self) -> Parsed<Op> {
        if self.eat("==") {
            return Ok(Op::Equal(self.value()?));
        }
        if self.eat("!=") {
            return Ok(Op::NotEqual(self.value()?));
        }
        if self.eat(">=") {
            return Ok(Op::AtLeast(self.number()?));
        }
        if self.eat("<=") {
            return Ok(Op::AtMost(self.number()?));
        }
        if self.eat(">") {
            return Ok(Op::MoreThan(self.number()?));
        }
        if self.eat("<") {
            return Ok(Op::LessThan(self.number()?));
        }
        if self.eat("!~") {
            return Ok(Op::MatchesNot(self.regex()?));
        }
        if self.eat("~") {
            return Ok(Op::Matches(self.regex()?));
        }
        if self.eat("count>=") {
            return Ok(Op::CountAtLeast(self.number()? as usize));
        }
        self.space();
        let word = self.take(is_word);
        Ok(match word {
            "" => return Err(self.error("an operator")),
            "set" => Op::Set,
            "unset" => Op::Unset,
            "in" => Op::In(self.set()?),
            "not-in" => Op::NotIn(self.set()?),
            "contains" => Op::Contains(self.value()?),
            name => {
                let name = name.to_owned();
                self.space();
                let argument = match self.rest.chars().next() {
                    None | Some('|' | '&' | ')' | '}') => String::new(),
                    Some(_) => self.take(|char| !char.is_whitespace() && !"|&(){}".contains(char)).to_owned(),
                };
                Op::Predicate { name, argument }
            }
        })
    }

    fn set(&mut self) -> Parsed<Set> {
        self.space();
        if let Some(rest) = self.rest.strip_prefix("table:") {
            self.rest = rest;
            return Ok(Set::Table(self.take(is_word).to_owned()));
        }
        let mut values = vec![self.value()?];
        while self.eat(",") {
            values.push(self.value()?);
        }
        Ok(Set::Values(values))
    }

    fn value(&mut self) -> Parsed<String> {
        self.space();
        if let Some(rest) = self.rest.strip_prefix('"') {
            let (value, rest) = rest.split_once('"').ok_or_else(|| self.error("a closing quote"))?;
            self.rest = rest;
            return Ok(value.into());
        }
        match self.take(|char| !char.is_whitespace() && !"|&(){},".contains(char)) {
            "" => Err(self.error("a value")),
            value => Ok(value.into()),
        }
    }

    fn number(&mut self) -> Parsed<f64> {
        let value = self.value()?;
        value.parse().map_err(|_| format!("{value:?} is not a number"))
    }

    fn regex(&mut self) -> Parsed<Regex> {
        self.need("/")?;
        let mut end = 0;
        let mut escaped = false;
        for char in self.rest.chars() {
            if char == '/' && !escaped {
                break;
            }
            escaped = char == '\\' && !escaped;
            end += char.len_utf8();
        }
        let (pattern, rest) = self.rest.split_at(end);
        self.rest = rest;
        self.need("/")?;
        if pattern.len() > MAX_PATTERN {
            return Err(format!("a pattern of more than {MAX_PATTERN} bytes"));
        }
        Regex::new(pattern).map_err(|error| format!("pattern /{pattern}/: {error}"))
    }
}

fn is_word(char: char) -> bool {
    char.is_ascii_alphanumeric() || char == '_' || char == '-'
}

fn one_or(mut parts: Vec<Evidence>, many: fn(Vec<Evidence>) -> Evidence) -> Evidence {
    match parts.len() {
        1 => parts.remove(0),
        _ => many(parts),
    }
}
