//! Every real file that is at hand.

use std::{env, fs, path::Path};

use syntax::{Parsed, tree_sitter::Parser};

fn visit(directory: &Path, see: &mut impl FnMut(&Path)) {
    let Ok(entries) = fs::read_dir(directory) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => visit(&path, see),
            Ok(kind) if kind.is_file() => see(&path),
            _ => {}
        }
    }
}

/// Splitting finds the blocks that the grammar finds in the whole text.
fn check_split(parsed: &Parsed, text: &str) {
    let mut parser = Parser::new();
    assert_eq!(parser.set_language(&tree_sitter_hcl::LANGUAGE.into()), Ok(()));
    let Some(tree) = parser.parse(text, None).filter(|tree| !tree.root_node().has_error()) else {
        panic!("the grammar finds an error in {text}");
    };
    let mut cursor = tree.walk();
    let bodies: Vec<_> =
        tree.root_node().children(&mut cursor).filter(|node| node.kind() == "body").collect();
    let expected: Vec<usize> = bodies
        .iter()
        .flat_map(|body| body.children(&mut cursor).collect::<Vec<_>>())
        .filter(|node| node.kind() != "comment")
        .map(|node| node.end_byte())
        .collect();
    let found: Vec<usize> = parsed.blocks.iter().map(|block| block.range.end as usize).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn a_large_file_is_split_as_the_grammar_says() {
    let text = testkit::large_configuration(3);
    check_split(&syntax::parse(&text), &text);
}

#[test]
fn real_files_are_read_whole() {
    let Some(corpora) = env::var_os("DEMARC_CORPORA") else {
        testkit::skipped("DEMARC_CORPORA does not name a directory of real files");
        return;
    };
    let (mut files, mut blocks, mut broken) = (0, 0, Vec::new());
    visit(corpora.as_ref(), &mut |path| {
        if !path
            .extension()
            .is_some_and(|extension| extension == "tf" || extension == "tofu" || extension == "tfvars")
        {
            return;
        }
        let Ok(text) = fs::read_to_string(path) else { return };
        let parsed = syntax::parse(&text);
        files += 1;
        blocks += parsed.blocks.len();
        if let Some(error) = parsed.errors().next() {
            let line = syntax::Text::new(&text).line_of(error.range.start) + 1;
            broken.push(format!("{}:{line}: {}", path.display(), error.message));
        } else {
            check_split(&parsed, &text);
        }
    });
    broken.sort();
    println!("{files} files, {blocks} blocks, {} files with errors\n{}", broken.len(), broken.join("\n"));
    assert!(files > 0, "DEMARC_CORPORA holds no Terraform files");
    // Some samples of other tools are broken on purpose.
    assert!(broken.len() * 50 <= files, "{} of {files} files could not be read whole", broken.len());
}
