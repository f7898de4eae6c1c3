//! What becomes of the broad statements in real Terraform files: which get an edit, how well founded, how much
//! it takes away, and how long it takes. In this process, so in a build of its own with the optimisation of a
//! release.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use catalog::{AssessedPolicy, Assessment, Attachment, Catalogue, FixIntent, FixKind};
use iam::{Clause, Data, Effect, Grade, Level, Statement};
use model::Place;
use project::{FilePath, Files, ResolvedModule, Snapshot};
use serde::{Deserialize, Serialize};

use crate::workspace;

const GRADES: [Grade; 5] = [Grade::S0, Grade::S1, Grade::S2, Grade::S3, Grade::S4];

#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Measured {
    /// Broad statements: of identities, on every resource or with a whole service's actions.
    broad: usize,
    /// Those with an edit, by the best grade they get one at.
    edited: [usize; 5],
    /// Of each statement with an edit: the share of (action × resource type) cells that the best one takes away.
    removed: Vec<f64>,
    /// Statements on `*` with an action that acts on resources, and those of them with an edit.
    narrowable: usize,
    narrowed: usize,
    policies: usize,
    /// Of each policy document, from an edit of its text to the edits of all its statements.
    times: Vec<Duration>,
}

/// Measures in a release build of this program; `None`, said aloud, without real files.
pub(super) fn measured() -> Result<Option<Measured>> {
    if corpora().is_none() {
        eprintln!("SKIPPED: DEMARC_CORPORA does not name a folder of real files to narrow");
        return Ok(None);
    }
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["run", "--quiet", "--release", "--package", "xtask", "--", "narrowings"]);
    let output = cargo.current_dir(workspace::root()).stderr(Stdio::inherit()).output();
    let output = output.context("running cargo")?;
    anyhow::ensure!(output.status.success(), "the edits were not measured");
    serde_json::from_slice(&output.stdout).context("reading what was measured").map(Some)
}

/// Prints [`Measured`] as JSON.
pub(super) fn print() -> Result<()> {
    use std::io::Write as _;
    let root = corpora().context("DEMARC_CORPORA names no folder")?;
    let mut measured = Measured::default();
    let mut directories: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
    for path in workspace::files(&root, "tf")? {
        directories.entry(path.parent().unwrap_or(&root).to_owned()).or_default().push(path);
    }
    for files in directories.values() {
        directory(files, &mut measured);
    }
    measured.times.sort();
    measured.removed.sort_by(f64::total_cmp);
    writeln!(std::io::stdout(), "{}", serde_json::to_string(&measured)?).context("writing what was measured")
}

fn corpora() -> Option<PathBuf> {
    std::env::var_os("DEMARC_CORPORA").map(PathBuf::from).filter(|folder| folder.is_dir())
}

fn assess(module: &ResolvedModule) -> Assessment {
    catalog::assess(module, Catalogue::bundled(), "2026-11-23")
}

fn directory(paths: &[PathBuf], measured: &mut Measured) {
    let mut files = Files::default();
    let name = |path: &Path| FilePath::new(&path.display().to_string());
    for path in paths {
        files.disk(&name(path), fs::read_to_string(path).ok());
    }
    let snapshot = files.snapshot();
    for (index, module) in snapshot.modules.iter().enumerate() {
        let assessment = assess(module);
        let intents = catalog::narrowings(module, &assessment, &|_| true);
        let written = intents.iter().filter(|intent| is_written(&snapshot, module, intent));
        let mut edits: BTreeMap<Place, Vec<&FixIntent>> = BTreeMap::new();
        for intent in written {
            if let FixKind::Narrow(narrowing) = &intent.kind {
                edits.entry(narrowing.statement).or_default().push(intent);
            }
        }
        let mut seen = BTreeSet::new();
        for policy in &assessment.policies {
            for (place, statement) in policy.statements.iter().zip(&policy.policy.statements) {
                if seen.insert(*place) {
                    count(policy, statement, edits.get(place).map_or(&[], Vec::as_slice), measured);
                }
            }
        }
        let mut timed = BTreeSet::new();
        for policy in assessment.policies.iter().filter(|policy| timed.insert(policy.statements.clone())) {
            // The least of a few: what else the machine did meanwhile is left out.
            let rounds = (0..3).filter_map(|_| time(&mut files, &snapshot, index, policy));
            measured.times.extend(rounds.min());
        }
        measured.policies = measured.times.len();
    }
}

fn is_written(snapshot: &Snapshot, module: &ResolvedModule, intent: &FixIntent) -> bool {
    fix::edits(snapshot, module, intent, &fix::Settings::default()).is_some()
}

fn count(policy: &AssessedPolicy, statement: &Statement, edits: &[&FixIntent], measured: &mut Measured) {
    let of_identity = matches!(policy.attachment, Attachment::Identity | Attachment::Unknown);
    if !of_identity || statement.effect != Some(Effect::Allow) {
        return;
    }
    let texts = |clause: &Clause| -> Vec<String> {
        clause.terms.iter().filter_map(|term| term.text.clone()).collect()
    };
    let (actions, resources) = (texts(&statement.actions), texts(&statement.resources));
    let on_all = statement.resources.negated || resources.iter().any(|resource| resource == "*");
    let whole = statement.actions.negated || actions.iter().any(|action| iam::is_service_wildcard(action));
    // What only makes a statement shorter takes nothing away.
    let narrowing: Vec<&&FixIntent> = edits
        .iter()
        .filter(|intent| matches!(&intent.kind, FixKind::Narrow(it) if !it.proposal.simplifies))
        .collect();
    let best = narrowing
        .iter()
        .filter_map(|intent| Some((intent.narrows.as_ref()?.grade, intent)))
        .min_by_key(|it| it.0);
    if on_all || whole {
        measured.broad += 1;
        if let Some((grade, intent)) = best {
            let slot = GRADES.iter().position(|it| *it == grade).and_then(|at| measured.edited.get_mut(at));
            if let Some(slot) = slot {
                *slot += 1;
            }
            if let FixKind::Narrow(it) = &intent.kind {
                let cells = it.proposal.cells;
                let left = f64::from(cells.after) / f64::from(cells.before);
                measured.removed.extend(Some(1.0 - left).filter(|removed| removed.is_finite()));
            }
        }
    }
    // `ec2:Describe*` needs its star: most of it accepts nothing else, and the rest only reads.
    let acts = |pattern: &String| {
        let all = Data::bundled().expand(pattern);
        let on_resources = || all.iter().filter(|action| !action.is_wildcard_only());
        on_resources().count() * 2 > all.len()
            || on_resources().any(|action| !matches!(action.level, Level::List | Level::Read))
    };
    if !statement.resources.negated && on_all && (statement.actions.negated || actions.iter().any(acts)) {
        measured.narrowable += 1;
        measured.narrowed += usize::from(!narrowing.is_empty());
    }
}

/// As in an editor: a character typed behind the policy's block, everything of its module read and judged again,
/// and the edits of all its statements written.
fn time(files: &mut Files, before: &Snapshot, module: usize, policy: &AssessedPolicy) -> Option<Duration> {
    let place = policy.statements.first()?;
    let file = before.files.get(&place.file)?;
    let at = file.source.blocks.get(place.block as usize)?.range.start;
    files.open(&file.path, &file.text.to_string());
    files.snapshot();
    let started = Instant::now();
    files.edit(&file.path, &syntax::TextEdit { range: syntax::TextRange::at(at), text: "# \n".into() });
    let snapshot = files.snapshot();
    let module = snapshot.modules.get(module)?;
    let assessment = assess(module);
    let places: BTreeSet<Place> = assessment
        .policies
        .iter()
        .find(|it| (it.bearer, &it.attachment) == (policy.bearer, &policy.attachment))
        .into_iter()
        .flat_map(|it| it.statements.iter().copied())
        .collect();
    let intents = catalog::narrowings(module, &assessment, &|place| places.contains(&place));
    let edits = intents.iter().filter(|intent| is_written(&snapshot, module, intent)).count();
    let taken = started.elapsed();
    std::hint::black_box(edits);
    files.close(&file.path, Some(file.text.to_string()));
    files.snapshot();
    Some(taken)
}

impl Measured {
    fn percentile(&self, part: usize) -> Duration {
        let index = (self.times.len() * part).div_ceil(100).saturating_sub(1);
        self.times.get(index).copied().unwrap_or_default()
    }

    /// The section of the page.
    pub(super) fn section(&self) -> String {
        let share = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
        let edited: usize = self.edited.iter().sum();
        let median = |shares: &[f64]| shares.get(shares.len() / 2).copied().unwrap_or_default();
        let fewer: Vec<f64> = self.removed.iter().copied().filter(|share| *share > 0.0).collect();
        let removed = format!(
            "{:.0} %; of the {} that list fewer actions, {:.0} %",
            100.0 * median(&self.removed),
            fewer.len(),
            100.0 * median(&fewer)
        );
        let milliseconds = |part| self.percentile(part).as_secs_f64() * 1e3;
        let over = |is_over: bool| if is_over { "out of bounds" } else { "" };
        let mut section = String::from(
            "\n## Narrowing\n\nOver the Terraform files of the corpora, in this process. A statement is broad if it \
             allows an identity something on every resource, or every action of a service; an edit counts if it is \
             proved, can be written and takes something away. A cell is an action on a type of resource: an edit that \
             names resources leaves as many, with less in each. Grades: S0 what goes was never \
             used, S1 every use was seen, S2 inferred from what is declared, S3 a convention, S4 somebody has to \
             choose.\n\n| what | bound | measured | |\n|---|---|---|---|\n",
        );
        let mut row = |what: &str, bound: &str, measured: String, over: &str| {
            let _ = writeln!(section, "| {what} | {bound} | {measured} | {over} |");
        };
        row("broad statements", "", self.broad.to_string(), "");
        row("of these with an edit", "", format!("{edited} ({:.0} %)", share(edited, self.broad)), "");
        for (grade, count) in GRADES.iter().zip(self.edited) {
            row(&format!("best grade {grade:?}"), "", count.to_string(), "");
        }
        row("cells removed by the best edit, median", "", removed, "");
        let narrowed = share(self.narrowed, self.narrowable);
        row(
            "statements on `*` that need it not (`ec2:Describe*` does), with an edit",
            "at least 80 %",
            format!("{} of {} ({narrowed:.0} %)", self.narrowed, self.narrowable),
            over(narrowed < 80.0),
        );
        row(
            &format!("a key typed in a policy → its list of edits, {} policies", self.policies),
            "5 ms (p95)",
            format!(
                "p50 {:.2} ms, p95 {:.2} ms, worst {:.2} ms",
                milliseconds(50),
                milliseconds(95),
                milliseconds(100)
            ),
            over(self.percentile(95) > Duration::from_millis(5)),
        );
        section.push_str(
            "\nThe last row includes reading the block again and judging everything in its directory; each edit is \
             proved, written, read back and compared with its proof.\n",
        );
        section
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_its_bound_says_so() {
        let measured = Measured {
            broad: 4,
            edited: [0, 0, 2, 0, 1],
            removed: vec![0.0, 0.0, 0.98],
            narrowable: 4,
            narrowed: 3,
            policies: 2,
            times: vec![Duration::from_micros(400), Duration::from_millis(6)],
        };
        let section = measured.section();
        assert!(section.contains("| of these with an edit |  | 3 (75 %) |  |"), "{section}");
        assert!(
            section.contains("median |  | 0 %; of the 1 that list fewer actions, 98 % |  |"),
            "{section}"
        );
        assert!(section.contains("| at least 80 % | 3 of 4 (75 %) | out of bounds |"), "{section}");
        assert!(section.contains("p50 0.40 ms, p95 6.00 ms, worst 6.00 ms | out of bounds |"), "{section}");
    }
}
