//! Fixtures as a host has them, and answers as text.

use ide::{Analysis, Change, FileRange, Host, Settings};
use model::FileId;
use project::FilePath;
use syntax::{TextEdit, TextRange};
use testkit::Fixture;

/// The sample project, as it is in the repository.
pub(crate) const SAMPLE: [(&str, &str); 6] = [
    ("/shop/buckets.tf", include_str!("../../../../tests/sample/buckets.tf")),
    ("/shop/iam.tf", include_str!("../../../../tests/sample/iam.tf")),
    ("/shop/main.tf", include_str!("../../../../tests/sample/main.tf")),
    ("/shop/account.tf", include_str!("../../../../tests/sample/account.tf")),
    ("/shop/storage.tf", include_str!("../../../../tests/sample/storage.tf")),
    ("/shop/versions.tf", include_str!("../../../../tests/sample/versions.tf")),
];

pub(crate) struct View {
    pub(crate) host: Host,
    pub(crate) analysis: Analysis,
    pub(crate) cursor: Option<(FileId, u32)>,
}

pub(crate) fn view(fixture: &str) -> View {
    with_settings(fixture, Settings::default())
}

pub(crate) fn with_settings(fixture: &str, settings: Settings) -> View {
    let fixture = Fixture::parse(fixture);
    let files: Vec<(&str, &str)> =
        fixture.files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let mut view = of_files(&files, settings);
    view.cursor =
        fixture.cursor.and_then(|(path, offset)| Some((view.analysis.file(&FilePath::new(&path))?, offset)));
    view
}

pub(crate) fn of_files(files: &[(&str, &str)], settings: Settings) -> View {
    let mut host = Host::default();
    host.apply(Change::Roots(vec![FilePath::new("/")]));
    host.apply(Change::Today("2026-11-23".to_owned()));
    host.apply(Change::Settings(settings));
    for (path, text) in files {
        host.apply(Change::Opened { path: FilePath::new(path), text: (*text).to_owned() });
    }
    let analysis = host.analysis();
    View { host, analysis, cursor: None }
}

pub(crate) fn sample() -> View {
    of_files(&SAMPLE, Settings::default())
}

impl View {
    pub(crate) fn file(&self, path: &str) -> FileId {
        self.analysis.file(&FilePath::new(path)).expect("the file is there")
    }

    /// The offset of the first occurrence of `text`.
    pub(crate) fn find(&self, path: &str, text: &str) -> (FileId, u32) {
        let file = self.file(path);
        let whole = self.text(file);
        (file, whole.find(text).expect("the text is there") as u32)
    }

    pub(crate) fn text(&self, file: FileId) -> String {
        let text = &self.analysis.snapshot.files[&file].text;
        text.slice(TextRange::new(0, text.len()))
    }

    /// `3:9 "orders"`: where a range begins and what stands there.
    pub(crate) fn place(&self, at: FileRange) -> String {
        let text = &self.analysis.snapshot.files[&at.file].text;
        let line = text.line_of(at.range.start);
        let column = at.range.start - text.line_range(line).start;
        format!("{}:{} {}", line + 1, column + 1, text.slice(at.range))
    }

    pub(crate) fn hover(&self, (file, offset): (FileId, u32)) -> String {
        match self.analysis.hover(file, offset) {
            Some(hover) => format!("{}\n", hover.markdown),
            None => "nothing\n".to_owned(),
        }
    }

    pub(crate) fn completions_at_cursor(&self) -> Option<ide::Completions> {
        let (file, offset) = self.cursor.expect("a cursor");
        self.analysis.completions(file, offset)
    }

    pub(crate) fn hover_at_cursor(&self) -> String {
        self.hover(self.cursor.expect("a cursor"))
    }

    pub(crate) fn diagnostics(&self, path: &str) -> String {
        let file = self.file(path);
        let mut out = String::new();
        for it in self.analysis.diagnostics(file) {
            let place = self.place(FileRange { file, range: it.range });
            out +=
                &format!("{:?} at {place}\n  {} [{}]\n", it.level, it.message.replace('\n', "\n  "), it.code);
            for related in it.related {
                let name = self.analysis.snapshot.files[&related.at.file].path.name();
                out += &format!("  {name}:{}: {}\n", self.place(related.at), related.message);
            }
        }
        out
    }
}

/// The text after edits that are sorted and do not overlap.
pub(crate) fn edited(text: &str, edits: &[TextEdit]) -> String {
    let mut text = text.to_owned();
    for edit in edits.iter().rev() {
        text.replace_range(edit.range.start as usize..edit.range.end as usize, &edit.text);
    }
    text
}
