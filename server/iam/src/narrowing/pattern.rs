//! A string of a policy as symbols: characters, wildcards, and parts whose value is not in the files.

/// How the text of a pattern is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// `*` takes any run of characters.
    Whole,
    /// Wildcards stay within a colon segment, except in the sixth and for a `*` that ends the pattern.
    /// `leading`: how many colons the value of an atom at the start of a pattern is taken to hold.
    Segments { leading: u8 },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Symbol {
    Char(char),
    /// A value that is not known, equal only to itself; the number is that of [`Atoms`].
    Atom(u32),
    One(Position),
    Any(Position),
}

/// Where a wildcard stands: how many colons are written before it, and does it end the pattern.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct Position {
    colons: u8,
    ends: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern {
    pub(crate) symbols: Vec<Symbol>,
}

/// Are `*` and `?` wildcards, or do they stand for themselves (`StringEquals`)?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wildcards {
    Taken,
    Literal,
}

/// The names of the atoms of one comparison.
#[derive(Debug, Default)]
pub(crate) struct Atoms {
    names: Vec<String>,
}

const COLONS_BEFORE_RESOURCE: u8 = 5;

impl Atoms {
    pub(crate) fn number(&mut self, name: &str) -> u32 {
        let at = self.names.iter().position(|known| known == name).unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        });
        u32::try_from(at).unwrap_or(u32::MAX)
    }

    /// A new atom, equal to no other, for a string that can't be told.
    pub(crate) fn untold(&mut self) -> u32 {
        let name = format!("part {} that can't be told", self.names.len());
        self.number(&name)
    }

    pub(crate) fn name(&self, number: u32) -> &str {
        self.names.get(number as usize).map_or("", String::as_str)
    }
}

impl Pattern {
    /// `${name}` is an atom, whether a policy variable or a reference of the configuration; `${*}`,
    /// `${?}` and `${$}` are the characters. `None`: a wildcard inside `${…}`, which no reading settles.
    pub(crate) fn parse(text: &str, wildcards: Wildcards, atoms: &mut Atoms) -> Option<Self> {
        let plain = |next: char| match next {
            '*' if wildcards == Wildcards::Taken => Symbol::Any(Position::default()),
            '?' if wildcards == Wildcards::Taken => Symbol::One(Position::default()),
            _ => Symbol::Char(next),
        };
        let mut symbols = Vec::with_capacity(text.len());
        if !text.contains("${") {
            symbols.extend(text.chars().map(plain));
            // Most strings are actions, without a wildcard.
            return Some(match text.contains(['*', '?']) {
                true => Self::new(symbols),
                false => Self { symbols },
            });
        }
        let mut rest = text;
        while let Some(next) = rest.chars().next() {
            if let Some((inner, after)) = rest.strip_prefix("${").and_then(split_at_end) {
                match inner {
                    "*" | "?" | "$" => symbols.extend(inner.chars().map(Symbol::Char)),
                    _ if inner.contains(['*', '?']) => return None,
                    _ => symbols.push(Symbol::Atom(atoms.number(inner))),
                }
                rest = after;
                continue;
            }
            rest = rest.get(next.len_utf8()..).unwrap_or_default();
            symbols.push(plain(next));
        }
        Some(Self::new(symbols))
    }

    /// Says of each wildcard where it stands, and makes one of several runs.
    fn new(mut symbols: Vec<Symbol>) -> Self {
        symbols.dedup_by(|next, before| matches!((next, before), (Symbol::Any(_), Symbol::Any(_))));
        let mut colons = 0u8;
        let last = symbols.len().saturating_sub(1);
        for (index, symbol) in symbols.iter_mut().enumerate() {
            match symbol {
                Symbol::Char(character) => colons = colons.saturating_add(u8::from(*character == ':')),
                Symbol::Any(position) => *position = Position { colons, ends: index == last },
                Symbol::One(position) => *position = Position { colons, ends: false },
                Symbol::Atom(_) => {}
            }
        }
        Self { symbols }
    }

    /// The pattern with what is known of its atoms in their place; `None` where nothing is.
    pub(crate) fn with_values(&self, values: &[(u32, Self)]) -> Option<Self> {
        let value = |symbol: &Symbol| match symbol {
            Symbol::Atom(number) => values.iter().find(|(known, _)| known == number).map(|(_, value)| value),
            _ => None,
        };
        self.symbols.iter().any(|symbol| value(symbol).is_some()).then(|| {
            Self::new(
                self.symbols
                    .iter()
                    .flat_map(|symbol| match value(symbol) {
                        Some(value) => value.symbols.clone(),
                        None => vec![*symbol],
                    })
                    .collect(),
            )
        })
    }

    /// Actions are compared without case; the names of atoms are not.
    pub(crate) fn without_case(mut self) -> Self {
        for symbol in &mut self.symbols {
            if let Symbol::Char(character) = symbol {
                *character = character.to_ascii_lowercase();
            }
        }
        self
    }

    pub(crate) fn atom(number: u32) -> Self {
        Self { symbols: vec![Symbol::Atom(number)] }
    }

    pub(crate) fn everything() -> Self {
        Self::new(vec![Symbol::Any(Position::default())])
    }

    /// What all actions have in common: `*:*`.
    pub(crate) fn every_action() -> Self {
        let run = Symbol::Any(Position::default());
        Self::new(vec![run, Symbol::Char(':'), run])
    }

    pub(crate) fn has_atoms(&self) -> bool {
        self.symbols.iter().any(|symbol| matches!(symbol, Symbol::Atom(_)))
    }

    pub(crate) fn is_word(&self) -> bool {
        !self.symbols.iter().any(|symbol| matches!(symbol, Symbol::One(_) | Symbol::Any(_)))
    }

    /// Has the pattern the five colons of an ARN written out?
    pub(crate) fn is_arn(&self) -> bool {
        self.symbols.iter().filter(|symbol| **symbol == Symbol::Char(':')).count()
            >= usize::from(COLONS_BEFORE_RESOURCE)
    }

    pub(crate) fn starts_with_atom(&self) -> bool {
        matches!(self.symbols.first(), Some(Symbol::Atom(_)))
    }

    /// Every way the ARN reading may turn out: an atom at the start may be a whole ARN or a part of one.
    pub(crate) fn readings(&self) -> impl Iterator<Item = Reading> + use<> {
        let most = if self.starts_with_atom() { COLONS_BEFORE_RESOURCE } else { 0 };
        std::iter::once(Reading::Whole).chain((0..=most).map(|leading| Reading::Segments { leading }))
    }

    /// May the wildcard at `position` of this pattern take a colon?
    pub(crate) fn crosses(&self, position: Position, reading: Reading) -> bool {
        match reading {
            Reading::Whole => true,
            Reading::Segments { leading } => {
                let before = if self.starts_with_atom() { leading } else { 0 };
                position.ends || position.colons.saturating_add(before) >= COLONS_BEFORE_RESOURCE
            }
        }
    }

    /// Quick and sound, not complete: is every word of `inner` one of this pattern, seen by letting the
    /// wildcards of `inner` be taken only by those of this pattern?
    pub(crate) fn takes(&self, inner: &Self, reading: Reading) -> bool {
        let (mut at, mut taken) = (0, 0);
        let mut star: Option<(usize, usize, bool)> = None;
        while let Some(symbol) = inner.symbols.get(taken) {
            let held = match self.symbols.get(at) {
                Some(Symbol::Any(position)) => {
                    star = Some((at, taken, self.crosses(*position, reading)));
                    at += 1;
                    continue;
                }
                Some(Symbol::One(position)) => match symbol {
                    Symbol::Char(':') => self.crosses(*position, reading),
                    Symbol::Char(_) => true,
                    Symbol::One(other) => self.crosses(*position, reading) || !inner.crosses(*other, reading),
                    Symbol::Any(_) => unless_faulty!(OneTakesAnyRun, false, true),
                    Symbol::Atom(_) => unless_faulty!(OneTakesAtom, false, true),
                },
                Some(own) => own == symbol,
                None => false,
            };
            if held {
                at += 1;
                taken += 1;
                continue;
            }
            let Some((star_at, star_taken, crosses)) = &mut star else { return false };
            let Some(next) = inner.symbols.get(*star_taken) else { return false };
            let within = match next {
                Symbol::Char(next) => *next != ':',
                Symbol::Atom(_) => !carries_colons(*star_taken, reading),
                Symbol::One(position) | Symbol::Any(position) => !inner.crosses(*position, reading),
            };
            if !*crosses && !within {
                return false;
            }
            *star_taken += 1;
            (at, taken) = (*star_at + 1, *star_taken);
        }
        self.symbols.get(at..).unwrap_or_default().iter().all(|symbol| matches!(symbol, Symbol::Any(_)))
    }
}

/// An atom inside a pattern is a part of one segment; one at its start may be more.
pub(crate) fn carries_colons(index: usize, reading: Reading) -> bool {
    index == 0 && matches!(reading, Reading::Segments { leading: 1.. })
}

/// What stands before the `}` that ends the text of `${…}`, and what follows it.
fn split_at_end(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0usize;
    for (at, character) in text.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => return Some((text.get(..at)?, text.get(at + 1..)?)),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Atoms, Pattern, Reading, Wildcards};

    fn takes(outer: &str, inner: &str, reading: Reading) -> bool {
        let mut atoms = Atoms::default();
        let mut parse = |text: &str| Pattern::parse(text, Wildcards::Taken, &mut atoms).unwrap();
        parse(outer).takes(&parse(inner), reading)
    }

    #[test]
    fn a_star_in_a_segment_stays_there_unless_it_ends_the_pattern() {
        let segments = Reading::Segments { leading: 0 };
        assert!(takes("arn:aws:sqs:*:1:q", "arn:aws:sqs:eu:1:q", segments));
        assert!(takes("arn:aws:sqs:*:q", "arn:aws:sqs:eu:1:q", Reading::Whole));
        assert!(!takes("arn:aws:sqs:*:q", "arn:aws:sqs:eu:1:q", segments));
        assert!(takes("arn:aws:*", "arn:aws:sqs:eu:1:q", segments));
        assert!(takes("arn:aws:logs:::g:*:x", "arn:aws:logs:::g:a:b:x", segments));
    }

    #[test]
    fn an_atom_is_taken_by_itself_and_by_a_star() {
        assert!(takes("${b.arn}/*", "${b.arn}/k", Reading::Whole));
        assert!(!takes("${b.arn}/*", "${c.arn}/k", Reading::Whole));
        assert!(!takes("?/*", "${c.arn}/k", Reading::Whole));
        assert!(takes("*", "${c.arn}/k", Reading::Segments { leading: 5 }));
    }

    #[test]
    fn an_escaped_star_is_a_character() {
        assert!(!takes("a${*}", "ab", Reading::Whole));
        assert!(takes("a*", "a${*}", Reading::Whole));
    }
}
