//! Every fix of the catalogue, on every example in which its duty is open.

use std::{fs, path::PathBuf, process::Command};

use catalog::{AssessedResource, Catalogue, Duty, Expected, Judgement, Status};
use fix::{Fix, Settings};

use crate::support::Project;

const TODAY: &str = "2026-11-23";

/// More fixes than any example needs: one for each value that decides.
const MOST_FIXES: usize = 8;

/// An example in which a duty is open.
struct Case {
    name: String,
    duty: &'static Duty,
    project: Project,
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for duty in &Catalogue::bundled().duties {
        // One that is there already can't be joined by what would be added.
        let is_joined = duty.fix.as_ref().is_none_or(|fix| fix.kind != "add-missing");
        let open =
            |expected| expected == Expected::Missing || (expected == Expected::Contradicted && is_joined);
        let examples = duty.examples.iter().filter(|example| open(example.expected));
        for (number, example) in (1..).zip(examples).filter(|_| duty.fix.is_some()) {
            let name = format!("{}.{number}", duty.id);
            let project = Project::of_files(vec![("/main.tf".into(), example.text.clone())]);
            cases.push(Case { name, duty, project });
        }
    }
    assert!(cases.len() >= 25, "only {} examples", cases.len());
    cases
}

/// The judgement of a duty on the first resource it is about.
fn judged(project: &Project, duty: &Duty) -> Option<Judgement> {
    let of_duty =
        |resource: AssessedResource| resource.judgements.into_iter().find(|judgement| is(judgement, duty));
    let assessment = catalog::assess(project.module(), Catalogue::bundled(), TODAY);
    assessment.resources.into_iter().find_map(of_duty)
}

fn is(judgement: &Judgement, duty: &Duty) -> bool {
    Catalogue::bundled().duties.get(judgement.duty as usize).is_some_and(|it| it.id == duty.id)
}

fn is_open(judgement: &Judgement) -> bool {
    matches!(judgement.status, Status::Missing | Status::Contradicted)
}

/// What is shown, by duty and resource.
fn shown(project: &Project) -> Vec<String> {
    let assessment = catalog::assess(project.module(), Catalogue::bundled(), TODAY);
    let mut shown = Vec::new();
    for resource in &assessment.resources {
        for judgement in resource.judgements.iter().filter(|it| it.status == Status::Shown) {
            let duty = Catalogue::bundled().duties.get(judgement.duty as usize).map_or("", |duty| &duty.id);
            shown.push(format!("{duty} of {}", resource.address));
        }
    }
    shown
}

fn fix_of(project: &Project, judgement: &Judgement) -> Option<Fix> {
    fix::edits(&project.snapshot, project.module(), judgement.fix.as_ref()?, &Settings::default())
}

/// The project with what a person would write in the place of each placeholder.
fn filled(project: &Project, fix: &Fix) -> Project {
    let mut files = project.files.clone();
    for (_, text) in &mut files {
        for what in fix.files.iter().flat_map(|file| &file.placeholders).map(|it| &it.what) {
            let value = plausible(what, text);
            *text = text.replace(&format!("\"<input: {what}>\""), &value);
        }
    }
    Project::of_files(files)
}

/// A value for a placeholder, as an expression.
fn plausible(what: &str, text: &str) -> String {
    let quoted = |value: &str| format!("\"{value}\"");
    let role = text.split("resource \"aws_iam_role\" \"").nth(1).and_then(|rest| rest.split('"').next());
    match what {
        what if what.starts_with("days") => "90".to_owned(),
        what if what.starts_with("seconds") => "20".to_owned(),
        what if what.starts_with("MB") => "256".to_owned(),
        what if what.starts_with("runtime") => quoted("python3.13"),
        what if what.starts_with("version in support") => {
            let of_host = text.contains("functions_extension_version = \"<") || text.contains("\n  version ");
            quoted(if of_host { "~4" } else { "3.13" })
        }
        what if what.starts_with("Key Vault reference") => {
            quoted("@Microsoft.KeyVault(SecretUri=https://shop.vault.azure.net/secrets/db)")
        }
        what if what.starts_with("connection string") => quoted("InstrumentationKey=00000000"),
        what if what.starts_with("origin") => quoted("https://www.contoso.com"),
        what if what.starts_with("value from elsewhere") => "uuid()".to_owned(),
        what if what.starts_with("date") => quoted("2027-12-31T00:00:00Z"),
        what if what.starts_with("path") => quoted("/healthy"),
        what if what.starts_with("client id") => quoted("00000000-0000-0000-0000-000000000000"),
        what if what.starts_with("address that signs in") => {
            quoted("https://login.microsoftonline.com/contoso/v2.0")
        }
        what if what.starts_with("password from elsewhere") => "var.admin_password".to_owned(),
        what if what.starts_with("resource group of") || what.starts_with("name of the Recovery") => {
            quoted("shop")
        }
        what if what.starts_with("id of the backup policy") => {
            quoted(&format!("{AZURE}/Microsoft.RecoveryServices/vaults/shop/backupPolicies/daily"))
        }
        what if what.starts_with("id of the data collection rule") => {
            quoted(&format!("{AZURE}/Microsoft.Insights/dataCollectionRules/shop"))
        }
        what if what.starts_with("id of the network security group") => {
            quoted(&format!("{AZURE}/Microsoft.Network/networkSecurityGroups/shop"))
        }
        what if what.starts_with("id of the action group") => {
            quoted(&format!("{AZURE}/Microsoft.Insights/actionGroups/on-call"))
        }
        what if what.starts_with("action") => quoted("s3:GetObject"),
        what if what.starts_with("CIDR") => quoted("10.20.0.0/16"),
        what if what.contains("topic") => quoted("arn:aws:sns:eu-west-1:111122223333:on-call"),
        what if what.contains("secret") => {
            quoted("arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf")
        }
        what if what.starts_with("name of the function's role") => {
            role.map_or_else(|| quoted("orders"), |role| format!("aws_iam_role.{role}.name"))
        }
        what if what.starts_with("when to patch") => quoted("cron(0 3 ? * SUN *)"),
        what if what.starts_with("name of the instance profile") => quoted("web"),
        what if what.starts_with("name of the instance's role") => {
            role.map_or_else(|| quoted("web"), |role| format!("aws_iam_role.{role}.name"))
        }
        what if what.starts_with("ARN of the backup role") => quoted("arn:aws:iam::111122223333:role/backup"),
        what if what.starts_with("id of the backup plan") => quoted("00000000-1111-2222-3333-444444444444"),
        what if what.starts_with("ARN of the KMS key") => {
            quoted("arn:aws:kms:eu-west-1:111122223333:key/00000000-1111-2222-3333-444444444444")
        }
        what if what.starts_with("ARN of the log group") => {
            quoted("arn:aws:logs:eu-west-1:111122223333:log-group:trail:*")
        }
        what if what.starts_with("ARN of the role") => quoted("arn:aws:iam::111122223333:role/trail-logs"),
        what if what.starts_with("ARN of the queue") => quoted("arn:aws:sqs:eu-west-1:111122223333:failed"),
        what if what.starts_with("image that is looked up") => {
            quoted("resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64")
        }
        what if what.starts_with("image") => {
            quoted("111122223333.dkr.ecr.eu-west-1.amazonaws.com/orders:1.4.2")
        }
        what if what.starts_with("bucket that") => quoted("shop-log-store"),
        what if what.starts_with("ARN of the bucket") => quoted("arn:aws:sns:eu-west-1:111122223333:orders"),
        what if what.starts_with("ARN of the account") => quoted("arn:aws:iam::111122223333:role/reader"),
        what if what.contains("subnet") => {
            quoted(&format!("{AZURE}/Microsoft.Network/virtualNetworks/a/subnets/b"))
        }
        what if what.contains("workspace") => {
            quoted(&format!("{AZURE}/Microsoft.OperationalInsights/workspaces/a"))
        }
        what if what.starts_with("name of the narrowest role") => quoted("Storage Blob Data Reader"),
        what if what.starts_with("id of the resource") => {
            quoted(&format!("{AZURE}/Microsoft.Storage/storageAccounts/docs"))
        }
        what if what.starts_with("subject") => quoted("repo:example/shop:environment:production"),
        what => panic!("what would a person write for {what:?}?"),
    }
}

const AZURE: &str = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shop/providers";

/// Texts of the blocks that an edit has not touched.
fn untouched(project: &Project, fix: &Fix) -> Vec<String> {
    let mut texts = Vec::new();
    for file in project.snapshot.files.values() {
        let edits = fix.files.iter().flat_map(|file| &file.edits);
        let edited: Vec<_> = edits.map(|edit| edit.range).collect();
        for block in &file.source.blocks {
            if !edited
                .iter()
                .any(|edit| edit.start < block.range.end && block.range.start < edit.end.max(edit.start + 1))
            {
                texts.push(file.text.slice(block.range));
            }
        }
    }
    texts
}

/// Applies the duty's fix, fills in what it asks for, and again until nothing is open; all that has to hold
/// on the way is checked.
fn settle(case: Case) -> Result<Project, String> {
    let Case { duty, mut project, .. } = case;
    for _ in 0..MOST_FIXES {
        let before = judged(&project, duty).ok_or("the duty does not apply")?;
        if !is_open(&before) {
            return settled(project, duty, &before);
        }
        // A fix for one attribute is none for another that decides.
        if before.fix.is_none() && duty.fix.as_ref().is_some_and(|fix| fix.attribute.is_some()) {
            return Ok(project);
        }
        let fix = fix_of(&project, &before)
            .ok_or_else(|| format!("no fix; {:?}: {}", before.status, before.message))?;
        let fixed = project.apply(&fix);
        fixed.assert_whole();
        fixed.assert_formatted_if(&project);
        let after = fixed.files.first().map_or("", |(_, text)| text);
        if let Some(lost) = untouched(&project, &fix).iter().find(|text| !after.contains(*text)) {
            return Err(format!("changed a block it has nothing to do with:\n{lost}\n→\n{after}"));
        }
        let asks = fix.files.iter().any(|file| !file.placeholders.is_empty());
        let judgement = judged(&fixed, duty).ok_or("the fix makes the duty go away")?;
        if asks && !is_open(&judgement) {
            return Err(format!("{:?} though nobody has filled it in\n{after}", judgement.status));
        }
        if let Some(again) = fix_of(&fixed, &judgement).filter(|_| asks) {
            return Err(format!(
                "a second run offers {} before anybody has filled it in\n{after}",
                again.title
            ));
        }
        let filled = filled(&fixed, &fix);
        let still_shown = shown(&filled);
        if let Some(lost) = shown(&project).into_iter().find(|it| !still_shown.contains(it)) {
            return Err(format!("no longer shown: {lost}\n{after}"));
        }
        project = filled;
    }
    Err(format!(
        "still open after {MOST_FIXES} fixes:\n{}",
        project.files.first().map_or("", |(_, text)| text)
    ))
}

fn settled(project: Project, duty: &Duty, judgement: &Judgement) -> Result<Project, String> {
    let text = project.files.first().map_or("", |(_, text)| text);
    if judgement.status != Status::Shown {
        return Err(format!("{:?} in the end: {}\n{text}", judgement.status, judgement.line));
    }
    match judged(&project, duty).and_then(|judgement| fix_of(&project, &judgement)) {
        Some(again) => Err(format!("a second run offers {}\n{text}", again.title)),
        None => Ok(project),
    }
}

#[test]
fn every_fix_leads_to_shown_and_to_nothing_else() {
    let mut failures = String::new();
    let mut validated = Vec::new();
    for case in cases() {
        let (name, before) = (case.name.clone(), Project::of_files(case.project.files.clone()));
        match settle(case) {
            Ok(project) => validated.push((name, before, project)),
            Err(why) => failures.push_str(&format!("## {name}: {why}\n\n")),
        }
    }
    assert!(failures.is_empty(), "{failures}");
    validate(&validated);
}

/// Asks the program named by `DEMARC_TFVALIDATE`, which prints `ok DIR` or `FAIL DIR: why`, about every result;
/// skips aloud where there is none.
pub(crate) fn validate(cases: &[(String, Project, Project)]) {
    let Ok(program) = std::env::var("DEMARC_TFVALIDATE") else {
        testkit::skipped("DEMARC_TFVALIDATE names no validator");
        return;
    };
    let mut directories: Vec<PathBuf> = Vec::new();
    for (name, before, after) in cases {
        for (state, project) in [("before", before), ("after", after)] {
            let directory =
                PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("validate").join(name).join(state);
            fs::create_dir_all(&directory).expect("a directory");
            for (path, text) in &project.files {
                fs::write(directory.join(path.trim_start_matches('/')), text).expect("a file");
            }
            directories.push(directory);
        }
    }
    let output = Command::new(program).args(&directories).output().expect("the validator runs");
    let output = String::from_utf8_lossy(&output.stdout).into_owned();
    let ok = |directory: &PathBuf| output.lines().any(|line| line == format!("ok {}", directory.display()));
    let pairs = directories.chunks(2).filter_map(|pair| Some((pair.first()?, pair.get(1)?)));
    let worse: Vec<_> =
        pairs.filter(|(before, after)| ok(before) && !ok(after)).map(|(_, after)| after).collect();
    let lines = output.lines().filter(|line| worse.iter().any(|it| line.contains(&*it.to_string_lossy())));
    assert!(worse.is_empty(), "{}", lines.collect::<Vec<_>>().join("\n"));
    let valid = directories.iter().filter(|directory| ok(directory)).count();
    assert!(valid > 0, "the validator accepts nothing: {output}");
    eprintln!("{valid} of {} directories are valid", directories.len());
}
