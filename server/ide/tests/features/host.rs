//! What the host keeps and what it makes anew.

use std::sync::Arc;

use ide::{Change, Settings, TextChange};
use project::FilePath;
use proptest::prelude::*;
use syntax::{TextEdit, TextRange};

use crate::support::{SAMPLE, of_files, sample};

fn insert(path: &str, offset: u32, text: &str) -> Change {
    let edit = TextEdit { range: TextRange::at(offset), text: text.to_owned() };
    Change::Edited { path: FilePath::new(path), changes: vec![TextChange::Edit(edit)] }
}

#[test]
fn text_that_only_moves_is_not_judged_again() {
    let mut view = sample();
    let before = view.analysis.assessments();
    view.host.apply(insert("/shop/main.tf", 0, "# a comment above everything\n\n\n"));
    let after = view.host.analysis().assessments();
    assert!(Arc::ptr_eq(&before[0].1, &after[0].1));
    view.host.apply(insert("/shop/main.tf", 0, "resource \"aws_s3_bucket\" \"new\" {\n}\n"));
    let after = view.host.analysis().assessments();
    assert!(!Arc::ptr_eq(&before[0].1, &after[0].1));
}

#[test]
fn a_new_day_judges_again() {
    let mut view = sample();
    let before = view.analysis.assessments();
    view.host.apply(Change::Today("2026-11-23".to_owned()));
    assert!(Arc::ptr_eq(&before[0].1, &view.host.analysis().assessments()[0].1));
    view.host.apply(Change::Today("2031-01-01".to_owned()));
    let after = view.host.analysis().assessments();
    assert!(!Arc::ptr_eq(&before[0].1, &after[0].1));
}

#[test]
fn an_open_document_wins_over_disk_until_it_is_closed() {
    let mut view = sample();
    let path = FilePath::new("/shop/main.tf");
    view.host.apply(Change::Disk { path: path.clone(), text: Some(String::new()) });
    let (file, _) = view.find("/shop/main.tf", "orders");
    assert!(!view.host.analysis().diagnostics(file).is_empty());
    view.host.apply(Change::Closed { path, disk: Some(String::new()) });
    assert!(view.host.analysis().diagnostics(file).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Blank lines and comments between blocks move every place and change no judgement.
    #[test]
    fn moved_text_changes_no_judgement(
        moves in proptest::collection::vec((0..SAMPLE.len(), 0_usize..20, "(\n|# moved\n\n){1,3}"), 1..6)
    ) {
        let mut view = sample();
        let before: Vec<_> = view.analysis.assessments().into_iter().map(|(_, assessment)| assessment).collect();
        let mut texts: Vec<(&str, String)> = SAMPLE.iter().map(|(path, text)| (*path, (*text).to_owned())).collect();
        for (file, gap, text) in moves {
            let (path, whole) = &mut texts[file];
            let gaps: Vec<usize> = whole.match_indices("\n\nresource").map(|(at, _)| at + 1).collect();
            let at = if gaps.is_empty() { 0 } else { gaps[gap % gaps.len()] };
            view.host.apply(insert(path, at as u32, &text));
            whole.insert_str(at, &text);
        }
        let after: Vec<_> = view.host.analysis().assessments().into_iter().map(|(_, assessment)| assessment).collect();
        prop_assert_eq!(&before, &after);
        let files: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (*path, text.as_str())).collect();
        let cold: Vec<_> =
            of_files(&files, Settings::default()).analysis.assessments().into_iter().map(|(_, it)| it).collect();
        prop_assert_eq!(&before, &cold);
    }
}
