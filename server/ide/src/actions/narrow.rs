//! The proved edits of the policy statements at a place. Who asks for them waits for the proof.

use catalog::{Assessment, Duty, FixIntent, FixKind, Narrows, Safety};
use iam::Grade;
use model::{FileId, Place};
use project::{FileKind, ResolvedModule};
use report::{place, select::Finding};
use syntax::TextRange;

use super::offer::Offer;
use crate::{ActionKind, AfterProof, Analysis, FileRange};

/// Offered of one place.
const LIMIT: usize = 3;

/// A module's edit of one of its statements.
pub(super) type Narrowing<'a> = (&'a ResolvedModule, FixIntent);

/// The edits of the statements in which `within` holds of a part, as far as the settings want them; best first.
fn edits<'a>(analysis: &'a Analysis, file: FileId, within: &dyn Fn(TextRange) -> bool) -> Vec<Narrowing<'a>> {
    let own = |place: Place| place.file == file && analysis.range(place).is_some_and(within);
    let is_document =
        |file: FileId| analysis.source(file).is_some_and(|file| file.kind == FileKind::Document);
    let near: Vec<_> = analysis
        .near(file)
        .into_iter()
        .map(|(module, assessment)| {
            let read = documents(module, assessment, file, &own, &is_document);
            let here = |place: Place| own(place) || read.contains(&place);
            let statements = assessment.policies.iter().flat_map(|policy| policy.statements.iter().copied());
            // A managed policy has no statements here; it is edited where it is attached.
            let managed = assessment.policies.iter().filter(|policy| policy.managed.is_some());
            let attached = managed.filter_map(|policy| {
                let bearer = module.resources.get(policy.bearer as usize)?;
                Some(bearer.place(bearer.block.node))
            });
            let held: Vec<Place> = statements.chain(attached).filter(|place| here(*place)).collect();
            let intents = match held.as_slice() {
                [] => Vec::new(),
                _ => catalog::narrowings(module, assessment, &here),
            };
            (module, held, intents)
        })
        .collect();
    // A text that several modules read is judged in each: all of them have to agree.
    let agreed = |intent: &FixIntent| {
        let reads = |held: &[Place]| statement(intent).is_some_and(|statement| held.contains(&statement));
        near.iter()
            .all(|(_, held, intents)| !reads(held) || intents.iter().any(|other| other.kind == intent.kind))
    };
    let mut found: Vec<Narrowing<'a>> = Vec::new();
    for (module, _, intents) in &near {
        for intent in intents.iter().filter(|intent| is_wanted(analysis, intent) && agreed(intent)) {
            if !found.iter().any(|(_, other)| other.kind == intent.kind) {
                found.push((module, intent.clone()));
            }
        }
    }
    // Corrections, which grant more, come last.
    found.sort_by_key(|(_, intent)| (intent.narrows.is_none(), grade(intent)));
    found
}

fn grade(intent: &FixIntent) -> Option<Grade> {
    intent.narrows.as_ref().map(|narrows| narrows.grade)
}

fn is_wanted(analysis: &Analysis, intent: &FixIntent) -> bool {
    let weakest = match analysis.settings.after_proof {
        AfterProof::Certain => Grade::S1,
        AfterProof::Inferred => Grade::S3,
        AfterProof::Any => Grade::S4,
    };
    grade(intent).is_none_or(|grade| grade <= weakest)
}

/// The statements of JSON files that a policy's argument names with `file()`, where `own` holds of the argument.
fn documents(
    module: &ResolvedModule,
    assessment: &Assessment,
    file: FileId,
    own: &dyn Fn(Place) -> bool,
    is_document: &dyn Fn(FileId) -> bool,
) -> Vec<Place> {
    let named = assessment.policies.iter().filter(|policy| {
        let Some(bearer) = module.resources.get(policy.bearer as usize) else { return false };
        let arguments = ["policy", "assume_role_policy"].into_iter();
        bearer.file == file
            && arguments.flat_map(|name| bearer.block.body.named(name)).any(|it| own(bearer.place(it.node)))
    });
    let statements = named.flat_map(|policy| policy.statements.iter().copied());
    statements.filter(|place| is_document(place.file)).collect()
}

/// Of the statements that a range touches.
pub(super) fn touched<'a>(analysis: &'a Analysis, at: FileRange) -> Vec<Narrowing<'a>> {
    edits(analysis, at.file, &|range| range.overlaps(at.range))
}

/// What goes in a file without anybody having used it: of statements with findings, and of the one at hand.
pub(super) fn certain<'a>(
    analysis: &'a Analysis,
    at: FileRange,
    findings: &[Finding<'_>],
) -> Vec<Narrowing<'a>> {
    let places: Vec<TextRange> = findings.iter().filter_map(|finding| analysis.range(finding.at)).collect();
    let is_wanted =
        |range: TextRange| range.overlaps(at.range) || places.iter().any(|place| range.contains(*place));
    let mut found = edits(analysis, at.file, &is_wanted);
    found.retain(|(_, intent)| is_certain(intent));
    found
}

fn is_certain(intent: &FixIntent) -> bool {
    grade(intent) == Some(Grade::S0) && intent.safety == Safety::Safe
}

fn statement(intent: &FixIntent) -> Option<Place> {
    match &intent.kind {
        FixKind::Narrow(narrowing) => Some(narrowing.statement),
        _ => None,
    }
}

/// Does the grant stay as it is?
fn simplifies(intent: &FixIntent) -> bool {
    matches!(&intent.kind, FixKind::Narrow(narrowing) if narrowing.proposal.simplifies)
}

/// Where the statement of an edit stands.
fn range(analysis: &Analysis, (module, intent): &Narrowing<'_>) -> Option<FileRange> {
    let place = match &intent.kind {
        FixKind::Narrow(narrowing) => narrowing.statement,
        FixKind::ReplaceValue { place, .. } => *place,
        _ => {
            let resource = module.resources.get(intent.resource as usize)?;
            resource.place(resource.block.node)
        }
    };
    Some(FileRange { file: place.file, range: analysis.range(place)? })
}

/// At most three; each answers the findings of its statement.
pub(super) fn offers<'a>(
    analysis: &Analysis,
    narrowings: &'a [Narrowing<'a>],
    here: &[(&Finding<'_>, TextRange)],
    file: FileId,
) -> Vec<Offer<'a>> {
    let offer = |narrowing: &'a Narrowing<'a>| {
        let (module, intent) = narrowing;
        let at = range(analysis, narrowing)?;
        let duty: &Duty = analysis.catalogue.duties.get(intent.duty as usize)?;
        let mut offer = Offer::of_fix(analysis, module, duty, intent, file)?;
        let edit = intent.narrows.as_ref().map_or("correct", |narrows| &narrows.edit);
        offer.action.id = format!("{edit} {} {}", at.range.start, intent.title);
        offer.action.kind = match grade(intent) {
            Some(Grade::S3 | Grade::S4) => ActionKind::Refactor,
            _ => ActionKind::QuickFix,
        };
        for (finding, range) in here.iter().filter(|(_, range)| at.range.contains(*range)) {
            offer = offer.answering(&finding.duty.id, *range);
        }
        Some(if is_certain(intent) { offer.preferred() } else { offer })
    };
    narrowings.iter().filter_map(offer).take(LIMIT).collect()
}

/// Is there a proved edit of the statement that a finding stands in? Then nobody has to fill in a blank.
pub(super) fn answers(analysis: &Analysis, narrowings: &[Narrowing<'_>], finding: TextRange) -> bool {
    let proved = narrowings.iter().filter(|(_, intent)| intent.narrows.is_some());
    proved.filter_map(|narrowing| range(analysis, narrowing)).any(|at| at.range.contains(finding))
}

/// Everything of an edit that its title has no room for.
pub(super) fn detail(analysis: &Analysis, intent: &FixIntent, from: FileId) -> Option<String> {
    let Narrows { delta, guess, guess_at, .. } = intent.narrows.as_ref()?;
    let proved =
        if simplifies(intent) { "grants the same" } else { "grants nothing that is not granted today" };
    let mut detail = format!("{delta} · proved: {proved}");
    if let Some(guess) = guess {
        detail.push_str(&format!(" · a guess: {guess}"));
        if let Some((at, name)) = guess_at.and_then(|at| Some((at, file_name(analysis, at, from)?))) {
            detail.push_str(&format!(" in {name}:{}", place::line(&analysis.snapshot, at)));
        }
    }
    Some(detail.replace('`', ""))
}

fn file_name(analysis: &Analysis, at: Place, from: FileId) -> Option<String> {
    let directory = analysis.source(from)?.path.directory();
    Some(place::relative(&analysis.source(at.file)?.path, &directory).to_string())
}
