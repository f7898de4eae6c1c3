//! A fix of several resources adds those that are not there yet.

use crate::{
    evaluate::{Context, Subject},
    evidence::Evidence,
    outcome::Verdict,
};

/// The template without resources that the evidence asks for and has found: the agent is there, and only the
/// rule that says what it sends is added.
pub(crate) fn lacking(context: &Context<'_>, judged: u32, template: String) -> String {
    let blocks = resources(&template);
    if blocks.len() < 2 {
        return template;
    }
    let Ok(evidence) = Evidence::parse(&context.duty.evidence) else { return template };
    let body = context.module.body(judged, None);
    let subject = Subject::resource(judged, None, &body);
    let mut there: Vec<&str> = Vec::new();
    evidence.visit(None, &mut |of, part| {
        if let (None, Evidence::Companion(companion)) = (of, part) {
            let verdict = context.evaluate(subject, part).verdict;
            let found = blocks.iter().find(|(name, _)| *name == companion.resource_type);
            there.extend(found.filter(|_| verdict == Verdict::Shown).map(|(name, _)| *name));
        }
    });
    let lacking: Vec<&str> =
        blocks.iter().filter(|(name, _)| !there.contains(name)).map(|(_, text)| text.trim_end()).collect();
    if lacking.is_empty() { template } else { lacking.join("\n\n") + "\n" }
}

/// Each `resource "TYPE" …` of a template with its type.
fn resources(template: &str) -> Vec<(&str, &str)> {
    const HEAD: &str = "resource \"";
    let mut starts: Vec<usize> = template.match_indices(HEAD).map(|(at, _)| at).collect();
    starts.retain(|at| *at == 0 || template.get(..*at).is_some_and(|before| before.ends_with('\n')));
    let ends = starts.iter().skip(1).copied().chain([template.len()]);
    let texts = starts.iter().zip(ends).filter_map(|(start, end)| template.get(*start..end));
    texts.filter_map(|text| Some((text.strip_prefix(HEAD)?.split('"').next()?, text))).collect()
}
