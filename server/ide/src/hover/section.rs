//! The parts of a resource's hover, cut so that all of it can be read.

use crate::words::line;

/// VS Code shows about a dozen lines and scrolls; more than this nobody reads.
const LINES: usize = 25;

/// One state: its heading and the lines below it.
#[derive(Debug, Clone)]
pub(super) struct Section {
    pub(super) heading: String,
    /// A line and the shown word of its area.
    pub(super) lines: Vec<(String, String)>,
    /// How many lines are written out; the others become `and 4 more`.
    pub(super) limit: usize,
}

/// How what is worth doing is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Worth {
    OneLine,
    SpelledOut,
}

/// Everything as one text. The sections are: open, assumed, shown, can't be told, accepted.
pub(super) fn fitted(
    head: &str,
    sections: &mut [Section; 5],
    mut worth: Worth,
    tail: impl Fn(Worth) -> Vec<String>,
) -> String {
    loop {
        let mut parts = vec![head.to_owned()];
        parts.extend(sections.iter().filter(|section| !section.lines.is_empty()).map(Section::text));
        parts.extend(tail(worth));
        let text = parts.join("\n\n");
        if text.lines().count() <= LINES {
            return text;
        }
        if worth == Worth::SpelledOut {
            worth = Worth::OneLine;
            continue;
        }
        // What is shown gives way first, what is open last and never whole.
        let next = [2, 4, 1, 3, 0].into_iter().find(|index| {
            sections
                .get(*index)
                .is_some_and(|section| !section.lines.is_empty() && section.limit > usize::from(*index == 0))
        });
        match next.and_then(|index| sections.get_mut(index)) {
            Some(section) => section.limit = section.limit.min(section.lines.len()) - 1,
            None => return text,
        }
    }
}

impl Section {
    fn text(&self) -> String {
        let rest = self.lines.get(self.limit.min(self.lines.len())..).unwrap_or_default();
        let mut areas: Vec<&str> = Vec::new();
        for (_, area) in rest {
            if !areas.contains(&area.as_str()) {
                areas.push(area);
            }
        }
        let areas = areas.join(", ");
        if self.limit == 0 {
            return line(&format!("{} {areas}", self.heading));
        }
        let mut text = self.heading.clone();
        for (line, _) in self.lines.iter().take(self.limit) {
            text.push('\n');
            text.push_str(line);
        }
        if !rest.is_empty() {
            text.push('\n');
            text.push_str(&line(&format!("- and {} more: {areas}", rest.len())));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(heading: &str, limit: usize, lines: usize) -> Section {
        let line = |number| (format!("- {heading} {number}"), format!("area {number}"));
        Section { heading: heading.to_owned(), lines: (0..lines).map(line).collect(), limit }
    }

    fn fitted_lines(numbers: [usize; 5]) -> String {
        let [open, assumed, shown, untold, accepted] = numbers;
        let mut sections = [
            section("Open", 5, open),
            section("Assumed", 3, assumed),
            section("Shown", 3, shown),
            section("Can't be told", 3, untold),
            section("Accepted", 3, accepted),
        ];
        fitted("head\n\n- runs\n- yours", &mut sections, Worth::OneLine, |_| {
            vec!["worth".into(), "confirm".into()]
        })
    }

    #[test]
    fn five_open_lines_and_three_of_another_state_are_written() {
        expect_test::expect![[r#"
            head

            - runs
            - yours

            Open
            - Open 0
            - Open 1
            - Open 2
            - Open 3
            - Open 4
            - and 2 more: area 5, area 6

            Shown
            - Shown 0
            - Shown 1
            - Shown 2
            - and 1 more: area 3

            worth

            confirm"#]]
        .assert_eq(&fitted_lines([7, 0, 4, 0, 0]));
    }

    #[test]
    fn what_is_shown_gives_way_before_what_is_open() {
        let text = fitted_lines([7, 4, 4, 4, 4]);
        assert!(text.lines().count() <= LINES, "{text}");
        assert!(text.contains("- Open 4\n- and 2 more") && text.contains("Shown area 0, area 1"), "{text}");
    }
}
