//! Terraform text as `terraform fmt` leaves it, for text that is inserted: nesting, the columns of
//! `=` and of trailing comments. Start reading at [`format`].

mod line;

use syntax::TextRange;

pub use line::{Line, lines};

/// White space in front of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indent {
    /// Of the outermost line.
    pub base: String,
    /// Added for each level of nesting.
    pub step: String,
}

impl Default for Indent {
    fn default() -> Self {
        Self { base: String::new(), step: "  ".into() }
    }
}

impl Indent {
    /// One level deeper.
    pub fn nested(&self) -> Self {
        Self { base: format!("{}{}", self.base, self.step), step: self.step.clone() }
    }
}

/// White space between a name and its `=`, or in front of a trailing comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    pub range: TextRange,
    /// How many spaces it takes to stand in one column with its neighbours.
    pub spaces: u32,
}

/// Writes whole lines anew: indented by nesting, `=` and comments in columns, no white space at the
/// end of a line. Heredocs keep their text. Lines end with `\n`; the last one has no line end.
pub fn format(text: &str, indent: &Indent) -> String {
    let mut written = String::new();
    let mut nesting = Nesting::default();
    for line in lines(text) {
        if !written.is_empty() {
            written.push('\n');
        }
        let level = nesting.level_of(&line);
        if line.is_blank() {
            continue;
        }
        written.push_str(&indent.base);
        written.push_str(&indent.step.repeat(level));
        let (before, after) = halves(text, &line);
        written.push_str(before);
        if let Some(value) = after {
            written.push_str(" = ");
            written.push_str(value);
        }
    }
    let gaps = gaps(&written);
    for gap in gaps.iter().rev() {
        let spaces = " ".repeat(gap.spaces as usize);
        written.replace_range(gap.range.start as usize..gap.range.end as usize, &spaces);
    }
    written.truncate(written.trim_end().len());
    written
}

/// The line in front of its `=` and behind it, trimmed.
fn halves<'t>(text: &'t str, line: &Line) -> (&'t str, Option<&'t str>) {
    let trimmed = slice(text, line.trimmed);
    match line.equals {
        None => (trimmed, None),
        Some(equals) => {
            let before = slice(text, TextRange::new(line.trimmed.start, equals)).trim_end();
            let after = slice(text, TextRange::new(equals + 1, line.trimmed.end)).trim_start();
            (before, Some(after))
        }
    }
}

/// The white space that keeps `=` and trailing comments of neighbouring lines in columns: one entry
/// for each line's `=` (in no column if its value ends further down), and for each trailing comment.
pub fn gaps(text: &str) -> Vec<Gap> {
    let lines = lines(text);
    let mut gaps = Vec::new();
    let mut assign_gaps = vec![None; lines.len()];
    for (first, run) in runs(&lines, |line| line.assign.is_some()) {
        let widths = run.iter().map(|line| line.assign.map_or(0, |assign| lead(text, line, assign).columns));
        let widest = widths.max().unwrap_or(0);
        for (line, slot) in run.iter().zip(assign_gaps.iter_mut().skip(first)) {
            let Some(assign) = line.assign else { continue };
            let lead = lead(text, line, assign);
            let gap = Gap { range: TextRange::new(lead.end, assign), spaces: widest - lead.columns + 1 };
            *slot = Some(gap);
            gaps.push(gap);
        }
    }
    for line in lines.iter().filter(|line| line.assign.is_none()) {
        let Some(equals) = line.equals else { continue };
        gaps.push(Gap { range: TextRange::new(lead(text, line, equals).end, equals), spaces: 1 });
    }
    for (first, run) in runs(&lines, |line| line.comment.is_some()) {
        // The comment's column depends on where `=` will stand, not on where it stands now.
        let run: Vec<(u32, Lead)> = run
            .iter()
            .zip(assign_gaps.iter().skip(first))
            .filter_map(|(line, gap)| {
                let comment = line.comment?;
                let mut lead = lead(text, line, comment);
                if let Some(gap) = gap {
                    lead.columns = (lead.columns + gap.spaces).saturating_sub(gap.range.len());
                }
                Some((comment, lead))
            })
            .collect();
        let widest = run.iter().map(|(_, lead)| lead.columns).max().unwrap_or(0);
        gaps.extend(run.iter().map(|(comment, lead)| Gap {
            range: TextRange::new(lead.end, *comment),
            spaces: widest - lead.columns + 1,
        }));
    }
    gaps.sort_by_key(|gap| gap.range);
    gaps
}

/// Neighbouring lines for which `belongs` holds, with the index of the first.
fn runs(lines: &[Line], belongs: fn(&Line) -> bool) -> impl Iterator<Item = (usize, &[Line])> {
    let mut first = 0;
    lines.chunk_by(move |left, right| belongs(left) == belongs(right)).filter_map(move |run| {
        let start = first;
        first += run.len();
        run.first().is_some_and(belongs).then_some((start, run))
    })
}

/// What stands on a line in front of `=` or a comment.
#[derive(Clone, Copy)]
struct Lead {
    end: u32,
    columns: u32,
}

fn lead(text: &str, line: &Line, until: u32) -> Lead {
    let written = slice(text, TextRange::new(line.range.start, until)).trim_end();
    Lead { end: line.range.start + written.len() as u32, columns: written.chars().count() as u32 }
}

/// Nesting by lines: a line that opens brackets is one level, however many it opens.
#[derive(Default)]
struct Nesting {
    open: Vec<i32>,
}

impl Nesting {
    /// The level of a line; lines are asked for in order.
    fn level_of(&mut self, line: &Line) -> usize {
        let mut closing = -line.brackets;
        while closing > 0 {
            match self.open.last_mut() {
                Some(opened) if *opened > closing => {
                    *opened -= closing;
                    closing = 0;
                }
                Some(opened) => {
                    closing -= *opened;
                    self.open.pop();
                }
                None => closing = 0,
            }
        }
        let level = self.open.len();
        if line.brackets > 0 {
            self.open.push(line.brackets);
        }
        level
    }
}

/// A name made fit to be an identifier: `my.bucket` → `my_bucket`.
pub fn identifier(name: &str) -> String {
    let mut made: String =
        name.chars().map(|c| if c.is_alphanumeric() || matches!(c, '_' | '-') { c } else { '_' }).collect();
    if !made.starts_with(|c: char| c.is_alphabetic() || c == '_') {
        made.insert(0, '_');
    }
    made
}

fn slice(text: &str, range: TextRange) -> &str {
    text.get(range.start as usize..range.end as usize).unwrap_or_default()
}

#[cfg(test)]
mod tests;
