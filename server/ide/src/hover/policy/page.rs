//! The lines of a hover about a policy, cut so that all of it can be read.

use iam::reading;

use crate::words::line;

const LINES: usize = 25;

/// Paragraphs of lines; what matters least gives way first.
#[derive(Debug, Default)]
pub(super) struct Page {
    paragraphs: Vec<Vec<(Weight, String)>>,
}

/// How much a line matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    Least,
    Some,
    /// Never left out.
    Most,
}

impl Page {
    pub(super) fn new(head: &str) -> Self {
        let mut page = Self::default();
        page.paragraph(head);
        page
    }

    /// A paragraph of its own.
    pub(super) fn paragraph(&mut self, text: &str) {
        self.paragraphs.push(vec![(Weight::Most, line(text))]);
    }

    /// A list item; the first one after a paragraph begins a list.
    pub(super) fn item(&mut self, weight: Weight, text: &str) {
        let text = line(&format!("- {text}"));
        match self.paragraphs.last_mut().filter(|last| last.last().is_some_and(|(_, it)| is_item(it))) {
            Some(list) => list.push((weight, text)),
            None => self.paragraphs.push(vec![(weight, text)]),
        }
    }

    /// A line directly below which items follow, without a blank one.
    pub(super) fn heading(&mut self, text: &str) {
        self.paragraphs.push(vec![(Weight::Most, line(text))]);
    }

    /// A list item under the heading or list before it.
    pub(super) fn under(&mut self, text: &str) {
        let text = line(&format!("- {text}"));
        if let Some(last) = self.paragraphs.last_mut() {
            last.push((Weight::Most, text));
        }
    }

    pub(super) fn markdown(mut self) -> String {
        for weight in [Weight::Least, Weight::Some] {
            while self.lines() > LINES {
                let Some((paragraph, at)) = self.last_of(weight) else { break };
                if let Some(lines) = self.paragraphs.get_mut(paragraph) {
                    lines.remove(at);
                    if lines.is_empty() {
                        self.paragraphs.remove(paragraph);
                    }
                }
            }
        }
        let paragraphs = self.paragraphs.iter().map(|lines| {
            let texts: Vec<&str> = lines.iter().map(|(_, text)| text.as_str()).collect();
            texts.join("\n")
        });
        paragraphs.collect::<Vec<_>>().join("\n\n")
    }

    fn lines(&self) -> usize {
        let of =
            |lines: &Vec<(Weight, String)>| lines.iter().map(|(_, text)| text.lines().count()).sum::<usize>();
        self.paragraphs.iter().map(of).sum::<usize>() + self.paragraphs.len().saturating_sub(1)
    }

    fn last_of(&self, weight: Weight) -> Option<(usize, usize)> {
        let mut all = self.paragraphs.iter().enumerate().flat_map(|(paragraph, lines)| {
            lines.iter().enumerate().map(move |(at, (weight, _))| (paragraph, at, *weight))
        });
        let mut found = None;
        for (paragraph, at, of) in &mut all {
            if of == weight {
                found = Some((paragraph, at));
            }
        }
        found
    }
}

fn is_item(text: &str) -> bool {
    text.starts_with("- ")
}

/// `Action list of 2026-09-26`
pub(super) fn date(data: &iam::Data) -> String {
    format!("Action list of {}", data.date())
}

/// ``12: `s3:PutBucketPolicy`, `s3:PutBucketAcl` ``, a line for each access level.
pub(super) fn levels(page: &mut Page, expansion: &reading::Expansion) {
    for group in &expansion.levels {
        let examples: Vec<String> = group.examples.iter().map(|name| reading::quoted(name)).collect();
        let level = report::words::capitalised(reading::level(group.level));
        page.item(Weight::Some, &format!("**{level}** {}: {}", group.count, examples.join(", ")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_matters_least_gives_way_and_what_matters_most_stays() {
        let mut page = Page::new("head");
        for number in 0..12 {
            page.item(Weight::Most, &format!("most {number}"));
            page.item(Weight::Some, &format!("some {number}"));
            page.item(Weight::Least, &format!("least {number}"));
        }
        page.heading("**Narrower:** less");
        page.under("proved");
        page.paragraph("date");
        let text = page.markdown();
        assert_eq!(text.lines().count(), LINES, "{text}");
        assert!(text.contains("- most 11\n") && !text.contains("least"), "{text}");
        assert!(text.contains("- some 5\n") && !text.contains("- some 6\n"), "{text}");
        assert!(text.ends_with("\n\n**Narrower:** less\n- proved\n\ndate"), "{text}");
    }
}
