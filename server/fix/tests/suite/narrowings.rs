//! Every proved edit that real files are offered, applied: the text after it is read afresh and proved anew.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use catalog::{AssessedPolicy, Assessment, Attachment, Catalogue, FixIntent, FixKind};
use fix::{Fix, Settings};
use iam::{Answer, Grade, Known, Policy, Statement, Term, narrower};
use model::{FileId, NodeId, Place};
use project::ResolvedModule;

use crate::{catalogue, corpora, support::Project};

fn assess(module: &ResolvedModule) -> Assessment {
    catalog::assess(module, Catalogue::bundled(), "2026-11-23")
}

/// The shapes of ARNs, written down once more: what the product takes them for is not taken on trust.
const SHAPES: [(&str, &str); 24] = [
    ("aws_s3_bucket", "arn:*:s3:::*"),
    ("aws_dynamodb_table", "arn:*:dynamodb:*:*:table/*"),
    ("aws_sqs_queue", "arn:*:sqs:*:*:*"),
    ("aws_sns_topic", "arn:*:sns:*:*:*"),
    ("aws_kms_key", "arn:*:kms:*:*:key/*"),
    ("aws_lambda_function", "arn:*:lambda:*:*:function:*"),
    ("aws_secretsmanager_secret", "arn:*:secretsmanager:*:*:secret:*"),
    ("aws_ssm_parameter", "arn:*:ssm:*:*:parameter/*"),
    ("aws_cloudwatch_log_group", "arn:*:logs:*:*:log-group:*"),
    ("aws_iam_role", "arn:*:iam::*:role/*"),
    ("aws_iam_user", "arn:*:iam::*:user/*"),
    ("aws_iam_group", "arn:*:iam::*:group/*"),
    ("aws_iam_policy", "arn:*:iam::*:policy/*"),
    ("aws_sfn_state_machine", "arn:*:states:*:*:stateMachine:*"),
    ("aws_kinesis_stream", "arn:*:kinesis:*:*:stream/*"),
    ("aws_ecr_repository", "arn:*:ecr:*:*:repository/*"),
    ("aws_instance", "arn:*:ec2:*:*:instance/*"),
    ("aws_cloudtrail", "arn:*:cloudtrail:*:*:trail/*"),
    ("aws_kinesis_firehose_delivery_stream", "arn:*:firehose:*:*:deliverystream/*"),
    ("aws_cloudwatch_event_bus", "arn:*:events:*:*:event-bus/*"),
    ("aws_cloudwatch_event_rule", "arn:*:events:*:*:rule/*"),
    ("aws_cognito_user_pool", "arn:*:cognito-idp:*:*:userpool/*"),
    ("aws_elasticsearch_domain", "arn:*:es:*:*:domain/*"),
    ("aws_ecs_cluster", "arn:*:ecs:*:*:cluster/*"),
];

const PARTITIONS: [&str; 3] = ["aws", "aws-cn", "aws-us-gov"];

/// A policy without what can't be told of it; a string that can't be told is known by where it comes from.
fn settled(project: &Project, policy: &AssessedPolicy) -> Policy {
    let name = |term: &Term| {
        let place = policy.terms.get(term.index).copied().flatten();
        place.and_then(|place| project.snapshot.text(place)).unwrap_or_else(|| "nowhere".into())
    };
    let statements = policy.policy.statements.iter().filter(|statement| statement.effect.is_some());
    let statements = statements.map(|statement: &Statement| {
        let mut statement = statement.clone();
        let members = statement.principals.iter_mut().flat_map(|principals| &mut principals.members);
        let values = statement.conditions.iter_mut().flat_map(|condition| &mut condition.values);
        let clauses = statement.actions.terms.iter_mut().chain(&mut statement.resources.terms);
        for term in clauses.chain(members.map(|member| &mut member.term)).chain(values) {
            let text = term
                .text
                .take()
                .unwrap_or_else(|| format!("${{unread {}}}", name(term).replace(['{', '}', '$'], " ")));
            term.text = Some(told_by_text(project, &text));
        }
        statement
    });
    Policy { version: policy.policy.version.clone(), statements: statements.collect() }
}

/// A value that can't be told is named by its place, which an edit moves: by what is written there it is the same
/// before and after.
fn told_by_text(project: &Project, text: &str) -> String {
    const VALUE: &str = "${value ";
    let Some((before, rest)) = text.split_once(VALUE) else { return text.to_owned() };
    let Some((place, rest)) = rest.split_once('}') else { return text.to_owned() };
    let numbers: Vec<u32> = place.split('.').filter_map(|number| number.parse().ok()).collect();
    let [file, block, node] = numbers[..] else { panic!("a place: {place}") };
    let place = Place { file: FileId(file), block, node: NodeId(node) };
    let written = project.snapshot.text(place).expect("a text").replace(['{', '}', '$'], " ");
    format!("{before}${{{written}}}{}", told_by_text(project, rest))
}

/// What is judged together: everything that one identity holds, or one document of a resource.
fn sets(
    project: &Project,
    module: &ResolvedModule,
    assessment: &Assessment,
) -> BTreeMap<String, Vec<Policy>> {
    let mut sets: BTreeMap<String, Vec<Policy>> = BTreeMap::new();
    let address = |index: u32| module.resources[index as usize].address.to_string();
    for policy in &assessment.policies {
        let key = match (policy.holder, &policy.attachment) {
            (Some(holder), Attachment::Identity) => format!("held by {}", address(holder)),
            (_, attachment) => format!("{} as {attachment:?}", address(policy.bearer)),
        };
        sets.entry(key).or_default().push(settled(project, policy));
    }
    sets
}

/// The answer with every partition that references may be of; the first that is not a yes.
fn proof(old: &[Policy], new: &[Policy]) -> Answer {
    let (old, new): (Vec<&Policy>, Vec<&Policy>) = (old.iter().collect(), new.iter().collect());
    let names: BTreeSet<String> = new
        .iter()
        .flat_map(|policy| &policy.statements)
        .flat_map(|statement| &statement.resources.terms)
        .filter_map(|term| Some(term.text.as_ref()?.strip_prefix("${")?.split_once('}')?.0.to_owned()))
        .collect();
    let shape = |name: &str| {
        let name = name.strip_prefix("data.").unwrap_or(name);
        let of_type = |(kind, _): &&(&str, &str)| name.split('.').next() == Some(*kind);
        SHAPES.iter().find(of_type).map(|(_, shape)| *shape)
    };
    let plain = narrower(&old, &new, &Known::default());
    if matches!(plain, Answer::Yes(_)) {
        return plain;
    }
    let mut last = plain;
    for partition in PARTITIONS {
        let shapes: Vec<(String, String)> = names
            .iter()
            .filter_map(|name| Some((name.clone(), shape(name)?.replacen('*', partition, 1))))
            .collect();
        let values: Vec<(&str, &str)> =
            shapes.iter().map(|(name, shape)| (name.as_str(), shape.as_str())).collect();
        last = narrower(&old, &new, &Known { actions: &[], values: &values });
        if !matches!(last, Answer::Yes(_)) {
            break;
        }
    }
    last
}

/// What was seen on the walk.
#[derive(Default)]
struct Seen {
    offered: BTreeMap<(String, Grade), usize>,
    /// Edits that can't be written, and so are not offered.
    unwritten: Vec<String>,
    wrong: Vec<String>,
    texts: Vec<(String, String)>,
    valid: Vec<(String, Project, Project)>,
}

impl Seen {
    fn check(&mut self, name: &str, before: &Project, module: &ResolvedModule, fix: &Fix, proved: Proved) {
        let after = before.apply(fix);
        after.assert_whole_if(before);
        for ((_, old), (_, new)) in before.files.iter().zip(&after.files).filter(|(old, new)| old != new) {
            self.texts.push((old.clone(), new.clone()));
        }
        let Some(fixed) = after.snapshot.modules.iter().find(|it| it.directory == module.directory) else {
            self.wrong.push(format!("{name}: the module is gone"));
            return;
        };
        if proved == Proved::Policies {
            let (old, new) = (sets(before, module, &assess(module)), sets(&after, fixed, &assess(fixed)));
            let mut changed = 0;
            for (key, new) in &new {
                let old = old.get(key).map(Vec::as_slice).unwrap_or_default();
                if old == new.as_slice() {
                    continue;
                }
                changed += 1;
                let answer = proof(old, new);
                if !matches!(answer, Answer::Yes(_)) {
                    self.wrong.push(format!("{name}: {key}: {answer:?}"));
                }
            }
            if changed == 0 && old.len() == new.len() {
                self.wrong.push(format!("{name}: no policy has changed"));
            }
        }
        self.valid.push((format!("narrowing-{}", self.valid.len()), before.short(), after.short()));
    }
}

/// What an edit has to be proved of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Proved {
    Policies,
    /// It sets arguments of other resources: proved where it is proposed.
    Elsewhere,
}

#[test]
fn every_edit_offered_in_real_files_is_proved_anew_from_the_text_it_leaves() {
    let Some(corpora) = std::env::var_os("DEMARC_CORPORA") else {
        testkit::skipped("DEMARC_CORPORA does not name a directory of real files");
        return;
    };
    let mut seen = Seen::default();
    for (directory, files) in corpora::directories(Path::new(&corpora)) {
        let project = Project::of_files(files);
        for module in &project.snapshot.modules {
            let assessment = assess(module);
            let narrowings = catalog::narrowings(module, &assessment, &|_| true);
            let judged = assessment.resources.iter().flat_map(|resource| &resource.judgements);
            let of_duties = judged.filter_map(|judgement| judgement.fix.as_ref());
            let mut certain: Vec<&FixIntent> = Vec::new();
            for intent in narrowings.iter().chain(of_duties) {
                let Some(narrows) = &intent.narrows else { continue };
                let name = format!("{} ({}) in {}", intent.title, narrows.edit, directory.display());
                let Some(fix) = fix::edits(&project.snapshot, module, intent, &Settings::default()) else {
                    seen.unwritten.push(name);
                    continue;
                };
                *seen.offered.entry((narrows.edit.clone(), narrows.grade)).or_default() += 1;
                let proved = match &intent.kind {
                    FixKind::Narrow(_) | FixKind::ReplaceResource { .. } => Proved::Policies,
                    _ => Proved::Elsewhere,
                };
                seen.check(&name, &project, module, &fix, proved);
                if narrows.grade == Grade::S0 && !certain.iter().any(|other| !fix::go_together(other, intent))
                {
                    certain.push(intent);
                }
            }
            if let Some(fix) = fix::fix_all(&project.snapshot, module, &certain, &Settings::default()) {
                let name = format!("{} at once in {}", certain.len(), directory.display());
                seen.check(&name, &project, module, &fix, Proved::Policies);
            }
        }
    }
    for ((edit, grade), count) in &seen.offered {
        eprintln!("{edit} {grade:?}: {count}");
    }
    for name in &seen.unwritten {
        eprintln!("can't be written, so not offered: {name}");
    }
    eprintln!("{} offered, {} not", seen.offered.values().sum::<usize>(), seen.unwritten.len());
    assert!(!seen.offered.is_empty(), "DEMARC_CORPORA holds nothing to narrow");
    assert_eq!(seen.wrong, Vec::<String>::new(), "an edit that is offered is proved");
    assert_eq!(corpora::spoiled(&seen.texts), Vec::<String>::new(), "terraform fmt has something to do");
    // A sample: each takes the validator a while.
    let sample: Vec<_> = seen.valid.into_iter().step_by(3).collect();
    catalogue::validate(&sample);
}
