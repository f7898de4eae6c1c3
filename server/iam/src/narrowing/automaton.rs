//! Every word of one pattern, and which other patterns take it: the product of their subset constructions.

use std::{collections::HashSet, ops::ControlFlow};

use super::pattern::{Pattern, Position, Reading, Symbol, carries_colons};

/// Beyond it the search gives up, and nothing is proved.
const MOST_STATES: usize = 20_000;

/// Steps of single machines that are followed; some milliseconds.
const MOST_STEPS: usize = 400_000;

/// One letter of a word. `Fresh` stands for every character that no pattern names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Letter {
    Char(char),
    Fresh,
    /// `colons`: its value may hold some.
    Atom {
        number: u32,
        colons: bool,
    },
}

/// Which words are said to be a pattern's where atoms leave it open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// Only those that are its words whatever the atoms stand for.
    Surely,
    /// All that may be.
    Perhaps,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Watched<'p> {
    pub(crate) pattern: &'p Pattern,
    pub(crate) side: Side,
}

/// The search has met its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooLarge;

/// Calls `visit` for the words of `source`, one for each set of `watched` patterns that take such a word,
/// and more; with what each watched pattern says, and the word. Ends early when `visit` breaks.
pub(crate) fn explore<B>(
    source: &Pattern,
    watched: &[Watched<'_>],
    reading: Reading,
    mut visit: impl FnMut(&[bool], &dyn Fn() -> Vec<Letter>) -> ControlFlow<B>,
) -> Result<Option<B>, TooLarge> {
    let machines: Vec<Machine<'_>> = std::iter::once(Machine::source(source, reading))
        .chain(watched.iter().map(|watched| Machine::watched(*watched, reading)))
        .scan(0, |offset, mut machine| {
            machine.offset = *offset;
            *offset += machine.words();
            Some(machine)
        })
        .collect();
    let letters = alphabet(source, watched, reading);
    let mut start = vec![0u64; machines.iter().map(Machine::words).sum()];
    for machine in &machines {
        machine.enter(&mut start, 0);
    }
    let mut next = vec![0u64; start.len()];
    let mut seen: HashSet<Vec<u64>> = HashSet::from([start.clone()]);
    // Each state, the one before it, and the letter between them.
    let mut states: Vec<(Vec<u64>, usize, Option<Letter>)> = vec![(start, 0, None)];
    let mut verdict = Vec::with_capacity(watched.len());
    let mut at = 0;
    let most = MOST_STEPS / (letters.len() * machines.len()).max(1);
    while let Some((state, ..)) = states.get(at) {
        if at > most {
            return unless_faulty!(LimitIsProof, Err(TooLarge), Ok(None));
        }
        let state = state.clone();
        if machines.first().is_some_and(|source| source.accepts(&state)) {
            verdict.clear();
            verdict.extend(machines.iter().skip(1).map(|machine| machine.accepts(&state)));
            if let ControlFlow::Break(found) = visit(&verdict, &|| word(&states, at)) {
                return Ok(Some(found));
            }
        }
        for letter in &letters {
            next.fill(0);
            let mut machines = machines.iter();
            let alive = machines.next().is_some_and(|source| source.step(&state, &mut next, *letter));
            if !alive {
                continue;
            }
            for machine in machines {
                machine.step(&state, &mut next, *letter);
            }
            if !seen.contains(&next) {
                seen.insert(next.clone());
                if states.len() >= MOST_STATES {
                    return unless_faulty!(LimitIsProof, Err(TooLarge), Ok(None));
                }
                states.push((next.clone(), at, Some(*letter)));
            }
        }
        at += 1;
    }
    Ok(None)
}

fn word(states: &[(Vec<u64>, usize, Option<Letter>)], mut at: usize) -> Vec<Letter> {
    let mut letters = Vec::new();
    while let Some((_, before, Some(letter))) = states.get(at) {
        letters.push(*letter);
        at = *before;
    }
    letters.reverse();
    letters
}

fn alphabet(source: &Pattern, watched: &[Watched<'_>], reading: Reading) -> Vec<Letter> {
    let mut letters = unless_faulty!(NoFreshLetter, vec![Letter::Fresh], vec![]);
    if reading != Reading::Whole {
        letters.push(Letter::Char(':'));
    }
    let mut add = |letter: Letter| {
        if !letters.contains(&letter) {
            letters.push(letter);
        }
    };
    for (index, symbol) in source.symbols.iter().enumerate() {
        match symbol {
            Symbol::Char(character) => add(Letter::Char(*character)),
            Symbol::Atom(number) => {
                add(Letter::Atom { number: *number, colons: carries_colons(index, reading) });
            }
            Symbol::One(_) | Symbol::Any(_) => {}
        }
    }
    // Where the source has no wildcard, no other letter can follow.
    if !source.is_word() {
        for symbol in watched.iter().flat_map(|watched| &watched.pattern.symbols) {
            if let Symbol::Char(character) = symbol {
                add(Letter::Char(*character));
            }
        }
    }
    letters
}

/// The positions of one pattern, as bits of a part of the state.
struct Machine<'p> {
    pattern: &'p Pattern,
    reading: Reading,
    role: Role,
    offset: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Source,
    Watched(Side),
}

impl<'p> Machine<'p> {
    fn source(pattern: &'p Pattern, reading: Reading) -> Self {
        Self { pattern, reading, role: Role::Source, offset: 0 }
    }

    fn watched(watched: Watched<'p>, reading: Reading) -> Self {
        Self { pattern: watched.pattern, reading, role: Role::Watched(watched.side), offset: 0 }
    }

    fn words(&self) -> usize {
        self.pattern.symbols.len() / 64 + 1
    }

    fn holds(&self, state: &[u64], position: usize) -> bool {
        state.get(self.offset + position / 64).is_some_and(|word| word >> (position % 64) & 1 == 1)
    }

    /// The positions marked, in order.
    fn held(&self, state: &[u64]) -> impl Iterator<Item = usize> {
        let words = state.iter().skip(self.offset).take(self.words());
        words.enumerate().flat_map(|(index, word)| {
            let rest = |bits: &u64| Some(bits & (bits - 1)).filter(|bits| *bits != 0);
            std::iter::successors(Some(*word).filter(|bits| *bits != 0), rest)
                .map(move |bits| index * 64 + bits.trailing_zeros() as usize)
        })
    }

    fn accepts(&self, state: &[u64]) -> bool {
        self.holds(state, self.pattern.symbols.len())
    }

    /// What an atom at the start holds is open, so all is that may follow from it.
    fn crosses(&self, place: Position) -> bool {
        self.pattern.crosses(place, self.reading)
            || (self.role == Role::Watched(Side::Perhaps) && self.pattern.starts_with_atom())
    }

    /// Is there a place where any run may follow?
    fn is_run(&self, symbol: Symbol) -> bool {
        match symbol {
            Symbol::Any(_) => true,
            Symbol::Atom(_) => self.role == Role::Watched(Side::Perhaps),
            Symbol::Char(_) | Symbol::One(_) => false,
        }
    }

    /// Marks a position, and those that follow it without a letter.
    fn enter(&self, state: &mut [u64], mut position: usize) {
        loop {
            if let Some(word) = state.get_mut(self.offset + position / 64) {
                *word |= 1 << (position % 64);
            }
            match self.pattern.symbols.get(position) {
                Some(symbol) if self.is_run(*symbol) => position += 1,
                _ => return,
            }
        }
    }

    /// The positions after one more letter; says whether there are any.
    fn step(&self, state: &[u64], next: &mut [u64], letter: Letter) -> bool {
        if self.role == Role::Watched(Side::Perhaps) && matches!(letter, Letter::Atom { .. }) {
            // Its value may be anything, so it may lead to any later position.
            let end = self.pattern.symbols.len();
            let first = (0..=end).find(|position| self.holds(state, *position));
            for position in first.into_iter().flat_map(|first| first..=end) {
                self.enter(next, position);
            }
            return first.is_some();
        }
        let mut alive = false;
        for position in self.held(state) {
            let Some(symbol) = self.pattern.symbols.get(position) else { break };
            let reached = match symbol {
                Symbol::Char(character) => (letter == Letter::Char(*character)).then_some(position + 1),
                Symbol::Atom(_) if self.is_run(*symbol) => Some(position),
                Symbol::Atom(number) => match letter {
                    Letter::Atom { number: other, .. } if other == *number => Some(position + 1),
                    _ => None,
                },
                Symbol::One(place) | Symbol::Any(place) => {
                    let run = matches!(symbol, Symbol::Any(_));
                    let crosses = self.crosses(*place);
                    let takes = match letter {
                        Letter::Fresh => true,
                        Letter::Char(character) => crosses || character != ':',
                        // The words of the source hold its atoms only where it names them.
                        Letter::Atom { .. } if self.role == Role::Source => false,
                        Letter::Atom { colons, .. } => {
                            unless_faulty!(OneTakesAtom, run, true) && (crosses || !colons)
                        }
                    };
                    takes.then_some(if run { position } else { position + 1 })
                }
            };
            if let Some(reached) = reached {
                alive = true;
                self.enter(next, reached);
            }
        }
        alive
    }
}

/// Does the pattern take this word, with each atom a value of its own?
pub(crate) fn takes_word(pattern: &Pattern, word: &[Letter], reading: Reading) -> bool {
    let machine = Machine::watched(Watched { pattern, side: Side::Surely }, reading);
    let mut state = vec![0u64; machine.words()];
    machine.enter(&mut state, 0);
    for letter in word {
        let mut next = vec![0u64; state.len()];
        machine.step(&state, &mut next, *letter);
        state = next;
    }
    machine.accepts(&state)
}

/// Is every word of `inner` one of `outer`, in this reading?
pub(crate) fn contained(inner: &Pattern, outer: &[&Pattern], reading: Reading) -> Result<bool, TooLarge> {
    if outer.iter().any(|outer| outer.takes(inner, reading)) {
        return Ok(true);
    }
    let watched: Vec<_> = outer.iter().map(|pattern| Watched { pattern, side: Side::Surely }).collect();
    let escaped = explore(inner, &watched, reading, |taken, _| match taken.contains(&true) {
        true => ControlFlow::Continue(()),
        false => ControlFlow::Break(()),
    })?;
    Ok(escaped.is_none())
}
