//! The verdict table of docs/src/evidence.md, cell by cell: one duty made for the test, one small
//! configuration, one status.

#![cfg(test)]

use catalog::{Catalogue, Duty, Service, Status, assess};
use project::{FilePath, Files};

const SERVICE: &str = r#"+++
id = "test"
name = "Test"
class = "a test"
provider = "AWS"
provider-runs = "things"
yours = "other things"
types = { terraform = ["aws_s3_bucket"] }
[layers]
+++
# Test
"#;

/// What the test duty says beside its evidence.
#[derive(Default, Clone, Copy)]
struct Rest<'a> {
    default: &'a str,
    applies_when: &'a str,
    exempt: &'a str,
}

fn status_of(evidence: &str, rest: Rest<'_>, files: &[(&str, &str)]) -> Option<Status> {
    judged(evidence, rest, files).first().map(|(_, status)| *status)
}

/// The judgements of the resource `b`: one, or one an instance where instances differ.
fn judged(evidence: &str, rest: Rest<'_>, files: &[(&str, &str)]) -> Vec<(Option<String>, Status)> {
    let section = |name: &str, text: &str| match text {
        "" => String::new(),
        text => format!("[{name}]\nterraform = '''{text}'''\n"),
    };
    let page = format!(
        "+++\nid = \"test.duty\"\narea = \"logging\"\nseverity = \"high\"\ntier = \"core\"\nlabel = \"x\"\n\
         types = {{ terraform = [\"aws_s3_bucket\"] }}\n{}\n[evidence]\nterraform = '''{evidence}'''\n{}{}+++\n# Test\n",
        rest.default,
        section("applies-when", rest.applies_when),
        section("exempt", rest.exempt),
    );
    let duty = Duty::parse(&page).unwrap_or_else(|error| panic!("{evidence}: {error}"));
    let catalogue = Catalogue::new(vec![duty], vec![Service::parse(SERVICE).unwrap()]);
    let mut all = Files::default();
    for (path, text) in files {
        all.disk(&FilePath::new(path), Some((*text).to_owned()));
    }
    let snapshot = all.snapshot();
    let module = snapshot.modules.first().expect("a directory");
    let assessment = assess(module, &catalogue, "2026-11-23");
    let resource = assessment.resources.iter().find(|resource| resource.address.name == "b");
    let judgements = resource.into_iter().flat_map(|resource| &resource.judgements);
    judgements.map(|judgement| (judgement.instance.clone(), judgement.status)).collect()
}

fn status(evidence: &str, text: &str) -> Option<Status> {
    status_of(evidence, Rest::default(), &[("/main.tf", text)])
}

fn bucket(body: &str) -> String {
    format!("resource \"aws_s3_bucket\" \"b\" {{\n  {body}\n}}\nvariable \"v\" {{}}\n")
}

const DEFAULT: &str = "[[default]]\nprovider = \"aws\"\nvalue = \"it\"\n";

/// Operator, a value that meets it, one that does not; and what an absent attribute is.
const POSITIVE: [(&str, &str, &str); 10] = [
    ("x==yes", "\"yes\"", "\"no\""),
    ("x==true", "true", "false"),
    ("x set", "\"anything\"", ""),
    ("x in a,b", "\"b\"", "\"c\""),
    ("x>=7", "7", "6"),
    ("x>0", "1", "0"),
    ("x<=7", "7", "8"),
    ("x contains q", "[\"p\", \"q\"]", "[\"p\"]"),
    ("x ~ /^ab/", "\"abc\"", "\"cab\""),
    ("x count>= 2", "[1, 2]", "[1]"),
];

const NEGATIVE: [(&str, &str, &str); 3] = [
    ("x!=no", "\"yes\"", "\"no\""),
    ("x not-in a,b", "\"c\"", "\"a\""),
    ("x !~ /^ab/", "\"cab\"", "\"abc\""),
];

#[test]
fn a_value_that_is_written_shows_or_contradicts() {
    for (evidence, meets, fails) in POSITIVE.into_iter().chain(NEGATIVE) {
        assert_eq!(
            status(evidence, &bucket(&format!("x = {meets}"))),
            Some(Status::Shown),
            "{evidence} {meets}"
        );
        if !fails.is_empty() {
            assert_eq!(
                status(evidence, &bucket(&format!("x = {fails}"))),
                Some(Status::Contradicted),
                "{evidence} {fails}"
            );
        }
    }
    assert_eq!(status("x unset", &bucket("x = 1")), Some(Status::Contradicted));
}

#[test]
fn an_absent_attribute_is_missing_unless_a_default_covers_it() {
    let with_default = Rest { default: DEFAULT, ..Rest::default() };
    for (evidence, ..) in POSITIVE.into_iter().chain(NEGATIVE) {
        assert_eq!(status(evidence, &bucket("")), Some(Status::Missing), "{evidence}");
        assert_eq!(status(evidence, &bucket("x = null")), Some(Status::Missing), "{evidence}");
        assert_eq!(
            status_of(evidence, with_default, &[("/main.tf", &bucket(""))]),
            Some(Status::Default),
            "{evidence}"
        );
    }
    assert_eq!(status("x unset", &bucket("")), Some(Status::Shown));
}

#[test]
fn a_value_that_cannot_be_told_is_unknown() {
    for (evidence, ..) in POSITIVE.into_iter().chain(NEGATIVE) {
        assert_eq!(status(evidence, &bucket("x = var.v")), Some(Status::Unknown), "{evidence}");
        assert_eq!(status(evidence, &bucket("x = unheard_of(1)")), Some(Status::Unknown), "{evidence}");
    }
    assert_eq!(status("x unset", &bucket("x = var.v")), Some(Status::Unknown));
}

#[test]
fn a_default_counts_from_its_provider_version_on() {
    let since = Rest {
        default: "[[default]]\nprovider = \"aws\"\nsince = \"4.0\"\nvalue = \"it\"\n",
        ..Rest::default()
    };
    let with = |version: &str| {
        let settings = format!(
            "terraform {{\n  required_providers {{\n    aws = {{ version = \"{version}\" }}\n  }}\n}}\n"
        );
        status_of("x==1", since, &[("/main.tf", &bucket("")), ("/versions.tf", &settings)])
    };
    assert_eq!(with("~> 3.0"), Some(Status::Missing));
    assert_eq!(with(">= 4.0, < 6.0"), Some(Status::Default));
    let lock = "provider \"registry.terraform.io/hashicorp/aws\" {\n  version = \"3.76.1\"\n}\n";
    let locked = [("/main.tf", bucket("")), ("/.terraform.lock.hcl", lock.to_owned())];
    let locked: Vec<(&str, &str)> = locked.iter().map(|(path, text)| (*path, text.as_str())).collect();
    assert_eq!(status_of("x==1", since, &locked), Some(Status::Missing));
}

#[test]
fn alternatives_take_the_best_and_conjunctions_the_worst() {
    let cases = [
        ("x==1 | y==1", "x = 2\n  y = 1", Status::Shown),
        ("x==1 | y==1", "x = var.v\n  y = 2", Status::Unknown),
        ("x==1 | y==1", "x = 2", Status::Contradicted),
        ("x==1 & y==1", "x = 1\n  y = 1", Status::Shown),
        ("x==1 & y==1", "x = var.v\n  y = 2", Status::Contradicted),
        ("x==1 & y==1", "x = 2", Status::Missing),
        ("x==1 & (y==1 | z==1)", "x = 1\n  z = 1", Status::Shown),
        ("!x==1", "x = 2", Status::Shown),
        ("!x==1", "x = 1", Status::Contradicted),
    ];
    for (evidence, body, expected) in cases {
        assert_eq!(status(evidence, &bucket(body)), Some(expected), "{evidence} on {body}");
    }
}

#[test]
fn any_and_every_range_over_repeated_blocks() {
    let (good, bad) = ("rule {\n    on = true\n  }\n", "rule {\n    on = false\n  }\n");
    let cases = [
        ("any rule[].on==true", [good, bad].concat(), Some(Status::Shown)),
        ("every rule[].on==true", [good, bad].concat(), Some(Status::Contradicted)),
        ("every rule[].on==true", [good, good].concat(), Some(Status::Shown)),
        ("any rule[].on==true", String::new(), Some(Status::Missing)),
        ("every rule[].on==true", String::new(), None),
        ("any rule[].on==true", "dynamic \"rule\" {\n    for_each = var.v\n    content {}\n  }".into(), Some(Status::Unknown)),
        ("every rule[].on==true", "dynamic \"rule\" {\n    for_each = [true, true]\n    content {\n      on = rule.value\n    }\n  }".into(), Some(Status::Shown)),
        ("every rule[].on==true", "dynamic \"rule\" {\n    for_each = { a = true, b = false }\n    content {\n      on = rule.value\n    }\n  }".into(), Some(Status::Contradicted)),
    ];
    for (evidence, body, expected) in cases {
        assert_eq!(status(evidence, &bucket(&body)), expected, "{evidence} on {body}");
    }
}

const VERSIONED: &str = "+aws_s3_bucket_versioning(bucket){status==Enabled}";

fn with_companion(link: &str, body: &str) -> String {
    bucket("bucket = \"logs\"")
        + &format!("resource \"aws_s3_bucket_versioning\" \"c\" {{\n  bucket = {link}\n  {body}\n}}\n")
}

#[test]
fn a_companion_shows_contradicts_or_is_missing() {
    let link = "aws_s3_bucket.b.id";
    assert_eq!(status(VERSIONED, &with_companion(link, "status = \"Enabled\"")), Some(Status::Shown));
    assert_eq!(
        status(VERSIONED, &with_companion(link, "status = \"Suspended\"")),
        Some(Status::Contradicted)
    );
    assert_eq!(status(VERSIONED, &with_companion(link, "")), Some(Status::Contradicted));
    assert_eq!(status(VERSIONED, &bucket("")), Some(Status::Missing));
    assert_eq!(status(VERSIONED, &with_companion("var.v", "status = \"Enabled\"")), Some(Status::Unknown));
    assert_eq!(
        status(VERSIONED, &with_companion("\"another\"", "status = \"Enabled\"")),
        Some(Status::Missing)
    );
    assert_eq!(status("+aws_s3_bucket_versioning", &bucket("")), Some(Status::Unknown));
    assert_eq!(status("!+aws_s3_bucket_versioning(bucket)", &bucket("")), Some(Status::Shown));
    assert_eq!(
        status("!+aws_s3_bucket_versioning(bucket)", &with_companion(link, "")),
        Some(Status::Contradicted)
    );
}

#[test]
fn each_companion_counts_and_none_is_not_applicable() {
    let each = VERSIONED.replacen('+', "each+", 1);
    let link = "aws_s3_bucket.b.id";
    let good = with_companion(link, "status = \"Enabled\"");
    let second = "resource \"aws_s3_bucket_versioning\" \"d\" {\n  bucket = aws_s3_bucket.b.id\n  status = \"Off\"\n}\n";
    assert_eq!(status(&each, &good), Some(Status::Shown));
    assert_eq!(status(&each, &(good.clone() + second)), Some(Status::Contradicted));
    assert_eq!(status(VERSIONED, &(good + second)), Some(Status::Shown));
    assert_eq!(status(&each, &bucket("")), None);
    assert_eq!(status(&each, &with_companion("var.v", "status = \"Off\"")), Some(Status::Unknown));
    let default = Rest { default: DEFAULT, ..Rest::default() };
    let both = format!("{each} & {each}");
    assert_eq!(status_of(&both, default, &[("/main.tf", &bucket(""))]), Some(Status::Default));
}

#[test]
fn a_conditional_companion_is_shown_only_when() {
    let companion = |condition: &str| {
        with_companion("aws_s3_bucket.b.id", &format!("count = {condition}\n  status = \"Enabled\""))
    };
    assert_eq!(status(VERSIONED, &companion("var.v ? 1 : 0")), Some(Status::Unknown));
    assert_eq!(status(VERSIONED, &companion("1")), Some(Status::Shown));
    assert_eq!(status(VERSIONED, &companion("0")), Some(Status::Missing));
    // Where the bucket is, its versioning is.
    let both = companion("var.v ? 1 : 0").replacen(
        "bucket = \"logs\"",
        "bucket = \"logs\"\n  count = var.v ? 1 : 0",
        1,
    );
    assert_eq!(status(VERSIONED, &both), Some(Status::Shown));
}

#[test]
fn a_companion_is_found_by_every_way_of_referring() {
    let links = [
        "aws_s3_bucket.b.id",
        "aws_s3_bucket.b.bucket",
        "aws_s3_bucket.b.arn",
        "\"${aws_s3_bucket.b.id}\"",
        "\"logs\"",
        "local.name",
        "local.by_reference",
        "aws_s3_bucket.b[0].id",
        "one(aws_s3_bucket.b[*].id)",
        "try(aws_s3_bucket.b.id, null)",
        "coalesce(aws_s3_bucket.b.id, \"x\")",
        "var.named",
    ];
    let names = "locals {\n  name = \"logs\"\n  by_reference = aws_s3_bucket.b.id\n}\nvariable \"named\" {\n  default = \"logs\"\n}\n";
    for link in links {
        let text = with_companion(link, "status = \"Enabled\"") + names;
        assert_eq!(status(VERSIONED, &text), Some(Status::Shown), "bucket = {link}");
    }
}

#[test]
fn a_companion_in_a_module_is_found_through_the_argument() {
    let files = [
        (
            "/main.tf",
            "resource \"aws_s3_bucket\" \"b\" {}\nmodule \"keep\" {\n  source = \"./keep\"\n  target = aws_s3_bucket.b.id\n}\n",
        ),
        (
            "/keep/main.tf",
            "variable \"target\" {}\nresource \"aws_s3_bucket_versioning\" \"c\" {\n  bucket = var.target\n  status = \"Enabled\"\n}\n",
        ),
    ];
    assert_eq!(status_of(VERSIONED, Rest::default(), &files), Some(Status::Shown));
}

#[test]
fn a_companion_beside_the_module_is_found_through_its_output() {
    let files = [
        (
            "/main.tf",
            "module \"store\" {\n  source = \"./store\"\n}\nresource \"aws_s3_bucket_versioning\" \"c\" {\n  bucket = module.store.name\n  status = \"Enabled\"\n}\n",
        ),
        (
            "/store/main.tf",
            "resource \"aws_s3_bucket\" \"b\" {}\noutput \"name\" {\n  value = aws_s3_bucket.b.id\n}\n",
        ),
    ];
    assert_eq!(status_of(VERSIONED, Rest::default(), &files), Some(Status::Shown));
}

#[test]
fn instances_are_joined_by_their_keys() {
    let text = |status: &str| {
        format!(
            "resource \"aws_s3_bucket\" \"b\" {{\n  for_each = toset([\"x\", \"y\"])\n  bucket = each.key\n}}\n\
         resource \"aws_s3_bucket_versioning\" \"c\" {{\n  for_each = {{ x = \"Enabled\", y = \"{status}\" }}\n  bucket = aws_s3_bucket.b[each.key].id\n  status = each.value\n}}\n"
        )
    };
    assert_eq!(status(VERSIONED, &text("Enabled")), Some(Status::Shown));
    // The first instance is fine; the second is judged by itself.
    let mut files = Files::default();
    files.disk(&FilePath::new("/main.tf"), Some(text("Suspended")));
    let snapshot = files.snapshot();
    let assessment = assess(&snapshot.modules[0], Catalogue::bundled(), "2026-11-23");
    let versioning =
        Catalogue::bundled().duties.iter().position(|duty| duty.id == "aws-s3.versioning").unwrap() as u32;
    let judged: Vec<_> = assessment.resources[0]
        .judgements
        .iter()
        .filter(|judgement| judgement.duty == versioning)
        .map(|judgement| (judgement.instance.clone().unwrap_or_default(), judgement.status))
        .collect();
    // The real duty reads a nested block, which this text has not: both are contradicted alike, once.
    assert_eq!(judged, [(String::new(), Status::Contradicted)]);
}

#[test]
fn instances_that_differ_are_judged_one_by_one() {
    let text =
        "resource \"aws_s3_bucket\" \"b\" {\n  for_each = { x = 1, y = 2 }\n  keep     = each.value\n}\n";
    let of = |evidence: &str| judged(evidence, Rest::default(), &[("/main.tf", text)]);
    assert_eq!(of("keep>=1"), [(None, Status::Shown)]);
    let each = [(Some("[\"x\"]".into()), Status::Contradicted), (Some("[\"y\"]".into()), Status::Shown)];
    assert_eq!(of("keep>=2"), each);
}

#[test]
fn a_module_that_is_not_on_disk_may_hold_the_companion_it_is_given() {
    let text = "resource \"aws_s3_bucket\" \"b\" {}\nmodule \"far\" {\n  source = \"git::https://example.com/x.git\"\n  bucket = aws_s3_bucket.b.id\n}\n";
    assert_eq!(status(VERSIONED, text), Some(Status::Unknown));
    assert_eq!(status(&VERSIONED.replacen('+', "each+", 1), text), Some(Status::Unknown));
    assert_eq!(status(VERSIONED, &text.replace("aws_s3_bucket.b.id", "\"other\"")), Some(Status::Missing));
}

#[test]
fn a_reference_is_followed_to_what_it_names() {
    let follow = "target -> aws_cloudwatch_log_group{retention_in_days>0}";
    let group =
        "resource \"aws_cloudwatch_log_group\" \"g\" {\n  name = \"g\"\n  retention_in_days = 30\n}\n";
    let to_group = bucket("target = aws_cloudwatch_log_group.g.name");
    assert_eq!(status(follow, &(to_group.clone() + group)), Some(Status::Shown));
    assert_eq!(status(follow, &(to_group + &group.replace("30", "0"))), Some(Status::Contradicted));
    assert_eq!(status(follow, &bucket("target = \"elsewhere\"")), Some(Status::Unknown));
    assert_eq!(status(follow, &bucket("")), Some(Status::Missing));
}

#[test]
fn a_condition_that_chooses_between_two_that_hold_holds() {
    let text = |no: &str| bucket(&format!("x = var.v ? \"a\" : \"{no}\""));
    assert_eq!(status("x in a,b", &text("b")), Some(Status::Shown));
    assert_eq!(status("x in a,b", &text("c")), Some(Status::Unknown));
    assert_eq!(status("x in p,q", &text("b")), Some(Status::Contradicted));
}

#[test]
fn what_is_absent_does_not_make_a_duty_apply_or_exempt() {
    let applies = Rest { applies_when: "y==1", ..Rest::default() };
    let of = |rest: Rest<'_>, body: &str| status_of("x==1", rest, &[("/main.tf", &bucket(body))]);
    assert_eq!(of(applies, ""), None);
    assert_eq!(of(applies, "y = 1"), Some(Status::Missing));
    assert_eq!(of(applies, "y = var.v"), Some(Status::Unknown));
    let exempt = Rest { exempt: "y==1 | +aws_s3_bucket_logging(target_bucket)", ..Rest::default() };
    assert_eq!(of(exempt, ""), Some(Status::Missing));
    assert_eq!(of(exempt, "y = 1"), None);
    let target =
        bucket("") + "resource \"aws_s3_bucket_logging\" \"l\" {\n  target_bucket = aws_s3_bucket.b.id\n}\n";
    assert_eq!(status_of("x==1", exempt, &[("/main.tf", &target)]), None);
}

#[test]
fn a_placeholder_keeps_a_duty_open() {
    assert_eq!(status("x set", &bucket("x = \"<input: what>\"")), Some(Status::Missing));
}

#[test]
fn broken_text_is_unknown_not_missing() {
    assert_eq!(
        status("x==1", "resource \"aws_s3_bucket\" \"b\" {\n  bucket = \"logs\n  x = 1\n}\n"),
        Some(Status::Unknown)
    );
}

#[test]
fn a_waiver_with_a_reason_accepts_until_its_end() {
    let with =
        |comment: &str| status("x==1", &format!("# demarc: accept test.duty{comment}\n{}", bucket("")));
    assert_eq!(with(": reviewed, static content"), Some(Status::Accepted));
    assert_eq!(with(" until 2027-01-01: reviewed"), Some(Status::Accepted));
    assert_eq!(with(" until 2026-01-01: reviewed"), Some(Status::Missing));
    assert_eq!(with(""), Some(Status::Missing));
    assert_eq!(with(":  "), Some(Status::Missing));
}

#[test]
fn a_default_of_other_types_covers_nothing_here() {
    let bucket = [("/main.tf", "resource \"aws_s3_bucket\" \"b\" {\n}\n")];
    let of = |types: &str| {
        let default = format!("[[default]]\nprovider = \"aws\"\nvalue = \"b\"\ntypes = [{types}]\n");
        status_of("bucket_prefix==b", Rest { default: &default, ..Rest::default() }, &bucket)
    };
    assert_eq!(of("\"aws_s3_bucket\""), Some(Status::Default));
    assert_eq!(of("\"aws_s3_directory_bucket\""), Some(Status::Missing));
}

#[test]
fn what_a_role_is_denied_again_does_not_make_it_an_administrator() {
    let with = |deny: &str| {
        let text = format!(
            r#"resource "aws_s3_bucket" "b" {{
  role = aws_iam_role.r.arn
}}
resource "aws_iam_role" "r" {{}}
resource "aws_iam_role_policy" "allow" {{
  role   = aws_iam_role.r.id
  policy = jsonencode({{ Statement = [{{ Effect = "Allow", Action = "s3:*", Resource = "*" }}] }})
}}
resource "aws_iam_role_policy" "deny" {{
  role   = aws_iam_role.r.id
  policy = jsonencode({{ Statement = [{{ Effect = "Deny", {deny} }}] }})
}}
"#
        );
        status("role role-not-admin", &text)
    };
    assert_eq!(with(r#"Action = "s3:*", Resource = "*""#), Some(Status::Shown));
    assert_eq!(with(r#"Action = "s3:Delete*", Resource = "*""#), Some(Status::Contradicted));
    assert_eq!(with(r#"Action = var.v, Resource = "*""#), Some(Status::Unknown));
}
