//! One quote, brace, bracket or parenthesis is missing, and the file is opened like that: how many of the
//! other blocks are still read as they were?

use std::collections::HashMap;

use syntax::{TextRange, parse};
use testkit::large_configuration;

const MARKS: [char; 7] = ['"', '{', '}', '[', ']', '(', ')'];

/// What a file of `blocks` blocks loses when one character is taken out.
struct Loss {
    offset: usize,
    lost: usize,
}

fn losses(text: &str) -> (usize, Vec<Loss>) {
    let whole = parse(text);
    assert_eq!(whole.errors().next(), None, "the file is valid");
    let blocks: Vec<(TextRange, &str)> =
        whole.blocks.iter().map(|block| (block.range, &*block.tree.text)).collect();
    let loss = |offset: usize| {
        let mut broken = text.to_owned();
        broken.remove(offset);
        let mut found: HashMap<String, usize> = HashMap::new();
        for block in parse(&broken).blocks.iter().filter(|block| !block.tree.damaged) {
            *found.entry(block.tree.text.to_string()).or_default() += 1;
        }
        let others = blocks.iter().filter(|(range, _)| !(range.start..range.end).contains(&(offset as u32)));
        let lost = others.filter(|(_, text)| {
            let count = found.get_mut(*text).filter(|count| **count > 0);
            count.map(|count| *count -= 1).is_none()
        });
        Loss { offset, lost: lost.count() }
    };
    let offsets: Vec<usize> = text.match_indices(MARKS).map(|(offset, _)| offset).collect();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let losses: Vec<Loss> = std::thread::scope(|scope| {
        let parts = offsets.chunks(offsets.len().div_ceil(threads));
        let running: Vec<_> = parts
            .map(|part| scope.spawn(|| part.iter().map(|&offset| loss(offset)).collect::<Vec<_>>()))
            .collect();
        running.into_iter().flat_map(|part| part.join().unwrap_or_default()).collect()
    });
    (blocks.len() - 1, losses)
}

fn line_of(text: &str, offset: usize) -> &str {
    let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    text[start..].lines().next().unwrap_or_default()
}

#[test]
fn one_missing_mark_costs_its_own_block() {
    let text = large_configuration(6);
    assert!(text.lines().count() >= 900);
    let (others, losses) = losses(&text);
    assert_eq!(losses.len(), text.matches(MARKS).count(), "no part panicked");
    let worst = losses.iter().max_by_key(|loss| loss.lost).unwrap();
    let lost: usize = losses.iter().map(|loss| loss.lost).sum();
    let mean = 100.0 - 100.0 * lost as f64 / (losses.len() * others) as f64;
    println!(
        "{} marks taken out of {} lines: {mean:.3} % of {others} other blocks kept on average",
        losses.len(),
        text.lines().count()
    );
    println!("at worst {} lost, in {:?}", worst.lost, line_of(&text, worst.offset));
    assert!(mean >= 99.0);
    assert!(worst.lost <= 2);
}

#[test]
fn a_missing_mark_in_code_is_noticed() {
    let text = "resource \"a\" \"b\" {\n  c = f([1, { d = \"${g(2)}\" }])\n  e {\n    h = [\"i\"]\n  }\n}\n";
    for (offset, mark) in text.match_indices(MARKS) {
        let mut broken = text.to_owned();
        broken.remove(offset);
        // Without its brace, "$g(2)}" is the text of a string.
        let is_text = text[..offset].ends_with('$');
        assert_eq!(parse(&broken).errors().next().is_none(), is_text, "without {mark} at {offset}: {broken}");
    }
}
