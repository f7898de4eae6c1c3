//! The proof against all the requests of a small world, with matching written a second time.

use std::{cell::RefCell, collections::HashMap};

use proptest::{
    prelude::*,
    test_runner::{Config, TestCaseError, TestError, TestRng, TestRunner},
};

use crate::notation::term;
use crate::{Answer, ArnWildcards, Clause, Effect, Known, Policy, Statement, narrower};

/// One bit for each word of the world.
type Words = [u64; 4];

const READINGS: [ArnWildcards; 2] = [ArnWildcards::AcrossSegments, ArnWildcards::WithinSegments];

fn words(alphabet: &str, most: usize) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut from = 0;
    for _ in 0..most {
        let to = words.len();
        for index in from..to {
            let start = words[index].clone();
            words.extend(alphabet.chars().map(|letter| format!("{start}{letter}")));
        }
        from = to;
    }
    words
}

struct World {
    actions: Vec<String>,
    resources: Vec<String>,
    /// What a pattern takes, of the actions or of the resources in a reading.
    seen: HashMap<(String, Option<Within>), Words>,
}

/// Do wildcards stay within segments?
type Within = bool;

thread_local! {
    static WORLD: RefCell<World> = RefCell::new(World {
        actions: words("st:u", 3).into_iter().filter(|word| word.contains(':')).collect(),
        resources: words("ab:c", 3).into_iter().chain(arns()).collect(),
        seen: HashMap::new(),
    });
}

fn arns() -> Vec<String> {
    let ends = ["a", "b:a", ""];
    let heads = ["a:a:a:a:a", "a:b:a:a:a", "a:a:::a", "b:a:::a", "a::::", "a:a:a:b:a", "a:a:a:a", "a:b::a"];
    heads.iter().flat_map(|head| ends.map(|end| format!("{head}:{end}"))).collect()
}

fn glob(pattern: &[u8], text: &[u8]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some((b'*', rest)) => (0..=text.len()).any(|taken| glob(rest, &text[taken..])),
        Some((first, rest)) => {
            text.first().is_some_and(|letter| *first == b'?' || letter == first) && glob(rest, &text[1..])
        }
    }
}

/// Segment by segment; only the sixth, and what a `*` at the very end takes, may hold colons.
fn segment_glob(pattern: &str, text: &str) -> bool {
    let segments: Vec<_> = pattern.splitn(6, ':').collect();
    let count = segments.len();
    let parts: Vec<_> = match count == 6 || pattern.ends_with('*') {
        true => text.splitn(count, ':').collect(),
        false => text.split(':').collect(),
    };
    let (last, heads) = segments.split_last().unwrap();
    parts.len() == count
        && heads.iter().zip(&parts).all(|(head, part)| glob(head.as_bytes(), part.as_bytes()))
        && match last.strip_suffix('*') {
            Some(head) if count < 6 => {
                let part = parts[count - 1];
                let most = part.find(':').unwrap_or(part.len());
                (0..=most).any(|end| glob(head.as_bytes(), &part.as_bytes()[..end]))
            }
            _ => glob(last.as_bytes(), parts[count - 1].as_bytes()),
        }
}

fn resource_matches(pattern: &str, text: &str, reading: ArnWildcards) -> bool {
    match reading {
        ArnWildcards::AcrossSegments => glob(pattern.as_bytes(), text.as_bytes()),
        ArnWildcards::WithinSegments => segment_glob(pattern, text),
    }
}

fn action_matches(pattern: &str, text: &str) -> bool {
    glob(pattern.to_lowercase().as_bytes(), text.as_bytes())
}

fn clause_matches(clause: &Clause, matches: impl Fn(&str) -> bool) -> bool {
    clause.terms.iter().any(|term| matches(term.text.as_deref().unwrap())) != clause.negated
}

fn grants(policy: &Policy, action: &str, resource: &str, reading: ArnWildcards) -> bool {
    let any = |effect: Effect| {
        policy.statements.iter().filter(|statement| statement.effect == Some(effect)).any(|statement| {
            clause_matches(&statement.actions, |pattern| action_matches(pattern, action))
                && clause_matches(&statement.resources, |pattern| {
                    resource_matches(pattern, resource, reading)
                })
        })
    };
    any(Effect::Allow) && !any(Effect::Deny)
}

impl World {
    fn pattern(&mut self, pattern: &str, reading: Option<ArnWildcards>) -> Words {
        let key = reading.map(|reading| reading == ArnWildcards::WithinSegments);
        if let Some(words) = self.seen.get(&(pattern.to_owned(), key)) {
            return *words;
        }
        let mut found = Words::default();
        let words = if reading.is_some() { &self.resources } else { &self.actions };
        for (index, word) in words.iter().enumerate() {
            let matches = match reading {
                Some(reading) => resource_matches(pattern, word, reading),
                None => action_matches(pattern, word),
            };
            found[index / 64] |= u64::from(matches) << (index % 64);
        }
        self.seen.insert((pattern.to_owned(), key), found);
        found
    }

    fn clause(&mut self, clause: &Clause, reading: Option<ArnWildcards>) -> Words {
        let mut words = Words::default();
        for term in &clause.terms {
            let found = self.pattern(term.text.as_deref().unwrap(), reading);
            words.iter_mut().zip(found).for_each(|(word, found)| *word |= found);
        }
        if clause.negated { words.map(|word| !word) } else { words }
    }

    /// An action and a resource that only the new policy grants.
    fn newly_granted(&mut self, old: &Policy, new: &Policy) -> Option<(String, String)> {
        for reading in READINGS {
            let mut parts = |policy: &Policy| -> Vec<(Option<Effect>, Words, Words)> {
                let statements = policy.statements.iter();
                statements
                    .map(|statement| {
                        let actions = self.clause(&statement.actions, None);
                        (statement.effect, actions, self.clause(&statement.resources, Some(reading)))
                    })
                    .collect()
            };
            let (old, new) = (parts(old), parts(new));
            for (index, action) in self.actions.iter().enumerate() {
                let granted = |statements: &[(Option<Effect>, Words, Words)]| {
                    let (mut allowed, mut denied) = (Words::default(), Words::default());
                    for (effect, actions, resources) in statements {
                        if actions[index / 64] >> (index % 64) & 1 == 1 {
                            let side =
                                if *effect == Some(Effect::Allow) { &mut allowed } else { &mut denied };
                            side.iter_mut().zip(resources).for_each(|(side, words)| *side |= words);
                        }
                    }
                    (0..4).map(|word| allowed[word] & !denied[word]).collect::<Vec<_>>()
                };
                for (word, (new, old)) in granted(&new).into_iter().zip(granted(&old)).enumerate() {
                    let only = new & !old;
                    if let Some(resource) = self.resources.get(word * 64 + only.trailing_zeros() as usize)
                        && only != 0
                    {
                        return Some((action.clone(), resource.clone()));
                    }
                }
            }
        }
        None
    }
}

/// How often the cases were proved, and how often disproved.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) yes: u32,
    pub(super) no: u32,
}

/// The proof of one case against brute force.
fn check(old: &Policy, new: &Policy, tally: &mut Tally) -> Result<(), TestCaseError> {
    match narrower(&[old], &[new], &Known::default()) {
        Answer::Yes(_) => {
            tally.yes += 1;
            let found = WORLD.with_borrow_mut(|world| world.newly_granted(old, new));
            prop_assert_eq!(found, None, "said to be narrower");
        }
        Answer::No(witness) => {
            tally.no += 1;
            let granted = |policy| grants(policy, &witness.action, &witness.resource, witness.wildcards);
            prop_assert!(granted(new) && !granted(old), "no witness: {witness:?}");
        }
        Answer::Unknown(why) => prop_assert!(false, "not told: {why}"),
    }
    Ok(())
}

fn action() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => Just("*"), 2 => Just("s:*"), 2 => Just("s:t"), 2 => Just("S:s"), 1 => Just("s:?"), 1 => Just("s:*t"),
        1 => Just("t:*"), 1 => Just("?:s"), 1 => Just("*s"), 1 => Just("s:?*"), 1 => Just("t:t"), 1 => Just("*t*"),
    ]
    .prop_map(String::from)
}

fn resource() -> impl Strategy<Value = String> {
    let letter = prop_oneof![3 => Just('*'), 1 => Just('?'), 2 => Just('a'), 1 => Just('b'), 1 => Just(':')];
    let arn = prop_oneof![
        Just("a:a:a:a:a:*"),
        Just("a:*:a:a:a:a"),
        Just("a:*:a:a"),
        Just("a:*"),
        Just("*:a:a:a:a:*a"),
        Just("a:?:?:?:a:?*"),
        Just("a:*::*"),
        Just("*:*"),
        Just("a:a*:*:a"),
        Just("a:*:*:*:*:*"),
    ];
    prop_oneof![
        2 => Just("*".to_owned()),
        6 => proptest::collection::vec(letter, 1..4).prop_map(String::from_iter),
        3 => arn.prop_map(String::from),
    ]
}

fn clause(pattern: impl Strategy<Value = String>) -> impl Strategy<Value = Clause> {
    let patterns = proptest::collection::vec(pattern, 1..3);
    (proptest::bool::weighted(0.2), patterns).prop_map(|(negated, patterns)| Clause {
        negated,
        terms: patterns.iter().map(|pattern| term(pattern)).collect(),
    })
}

fn statement() -> impl Strategy<Value = Statement> {
    (proptest::bool::weighted(0.3), clause(action()), clause(resource())).prop_map(
        |(deny, actions, resources)| Statement {
            sid: None,
            effect: Some(if deny { Effect::Deny } else { Effect::Allow }),
            actions,
            resources,
            principals: None,
            conditions: Vec::new(),
        },
    )
}

/// What a new statement takes from the old one of the same place.
type Kept = (bool, bool, bool);

fn case() -> impl Strategy<Value = (Policy, Policy)> {
    let kept = (proptest::bool::weighted(0.7), proptest::bool::weighted(0.6), proptest::bool::weighted(0.5));
    let old = proptest::collection::vec(statement(), 1..4);
    let new = proptest::collection::vec((statement(), kept), 1..3);
    (old, new).prop_map(|(old, new)| {
        let new = new.into_iter().enumerate().map(|(index, (mut new, kept))| {
            let (effect, actions, resources): Kept = kept;
            if let Some(old) = old.get(index) {
                if effect {
                    new.effect = old.effect;
                }
                if actions {
                    new.actions = old.actions.clone();
                }
                if resources {
                    new.resources = old.resources.clone();
                }
            }
            new
        });
        let new = Policy { statements: new.collect(), ..Policy::default() };
        (Policy { statements: old, ..Policy::default() }, new)
    })
}

/// The first case where the proof is wrong, made small.
pub(super) fn disagreement(seed: u8, cases: u32, shrinks: u32) -> (Option<String>, Tally) {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: shrinks, ..Config::default() };
    let random = TestRng::from_seed(config.rng_algorithm, &[seed; 32]);
    let tally = RefCell::new(Tally::default());
    let result = TestRunner::new_with_rng(config, random)
        .run(&case(), |(old, new)| check(&old, &new, &mut tally.borrow_mut()));
    let found = match result {
        Ok(()) => None,
        Err(TestError::Fail(why, (old, new))) => Some(format!("{why}\n{old:?}\n{new:?}")),
        Err(TestError::Abort(why)) => Some(why.to_string()),
    };
    (found, tally.into_inner())
}

#[test]
fn fifty_two_thousand_edits_are_judged_as_by_trying_every_request() {
    let judge = |seed| move || disagreement(seed, 26_000, 2_000);
    let halves = std::thread::scope(|scope| {
        [1, 2].map(|seed| scope.spawn(judge(seed))).map(|half| half.join().unwrap())
    });
    for (found, tally) in halves {
        assert_eq!(found, None);
        assert_eq!(tally.yes + tally.no, 26_000);
        assert!(tally.yes > 2_600 && tally.no > 2_600, "{tally:?}");
    }
}

/// Two references inside a string, and one at its start that may be a whole ARN.
fn resource_with_references() -> impl Strategy<Value = String> {
    let part = prop_oneof![2 => Just("*"), 1 => Just("?"), 2 => Just("a"), 1 => Just(":"), 2 => Just("${x}"), 1 => Just("${y}")];
    let start = prop_oneof![3 => Just(""), 2 => Just("${z}")];
    (start, proptest::collection::vec(part, 1..4))
        .prop_map(|(start, parts)| format!("{start}{}", parts.concat()))
}

fn with_values(policy: &Policy, values: &[&str; 3]) -> Policy {
    let mut policy = policy.clone();
    for term in policy.statements.iter_mut().flat_map(|statement| &mut statement.resources.terms) {
        let [x, y, z] = values;
        let text = term.text.take().unwrap();
        term.text = Some(text.replace("${x}", x).replace("${y}", y).replace("${z}", z));
    }
    policy
}

#[test]
fn what_is_proved_of_references_holds_whatever_they_stand_for() {
    let statement = || {
        (proptest::bool::weighted(0.3), clause(Just("s:t".to_owned())), clause(resource_with_references()))
            .prop_map(|(deny, mut actions, resources)| {
                actions.negated = false;
                let effect = Some(if deny { Effect::Deny } else { Effect::Allow });
                Statement { sid: None, effect, actions, resources, principals: None, conditions: Vec::new() }
            })
    };
    let policy = || proptest::collection::vec(statement(), 1..3);
    let case = (policy(), policy(), proptest::bool::weighted(0.5));
    let inside = ["", "a", "ab", "*", "?b", "c*"];
    let starts = ["", "b", "a:b", "a:a:a:a:a:", "a:a:a:a:a:b", "a:::", "a:a:a:a", "*"];
    let config = Config { cases: 4_000, failure_persistence: None, ..Config::default() };
    let random = TestRng::from_seed(config.rng_algorithm, &[4; 32]);
    let proved = std::cell::Cell::new(0);
    let result = TestRunner::new_with_rng(config, random).run(&case, |(old, mut new, kept)| {
        if kept {
            new.extend(old.iter().filter(|statement| statement.effect == Some(Effect::Deny)).cloned());
        }
        let (old, new) = (
            Policy { statements: old, ..Policy::default() },
            Policy { statements: new, ..Policy::default() },
        );
        if let Answer::Yes(_) = narrower(&[&old], &[&new], &Known::default())
            && new.statements.iter().any(|statement| statement.effect == Some(Effect::Allow))
        {
            proved.set(proved.get() + 1);
            for (index, start) in starts.iter().enumerate() {
                let values = [inside[index % inside.len()], inside[(index * 5 + 2) % inside.len()], start];
                let (old, new) = (with_values(&old, &values), with_values(&new, &values));
                let found = WORLD.with_borrow_mut(|world| world.newly_granted(&old, &new));
                prop_assert_eq!(found, None, "said to be narrower, but not for {:?}", values);
            }
        }
        Ok(())
    });
    assert_eq!(result, Ok(()));
    assert!(proved.get() > 200, "{}", proved.get());
}
