//! Half-typed files: with one quote, brace, bracket or parenthesis deleted, a file that is opened cold
//! keeps the models and assessments of its other blocks.
//!
//! In release every deletion is tried; in debug every 23rd, so that the plain test run stays quick.

#![cfg(test)]

use std::{collections::BTreeMap, fmt::Write, sync::Arc};

use catalog::{Catalogue, Status, assess};
use model::BlockKind;
use project::{FilePath, Files};

/// At least 900 lines in which most blocks are judged or decide a judgement.
fn rich_file() -> String {
    let mut text = String::from(
        "terraform {\n  required_providers {\n    aws = {\n      source  = \"hashicorp/aws\"\n      version = \"~> 6.0\"\n    }\n  }\n}\n\n",
    );
    for unit in ["orders", "stock", "prices", "mails", "images", "search", "carts", "users"] {
        let _ = write!(
            text,
            r#"# What {unit} need.
variable "{unit}_days" {{
  description = "How long logs of {unit} are kept (days)"
  type        = number
  default     = 30
}}

locals {{
  {unit}_tags = {{
    team = "{unit}"
    note = "see \"runbook\" [{unit}]"
  }}
}}

resource "aws_iam_role" "{unit}" {{
  name = "{unit}"

  assume_role_policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = {{ Service = "lambda.amazonaws.com" }}
    }}]
  }})
}}

resource "aws_iam_role_policy" "{unit}" {{
  role   = aws_iam_role.{unit}.name
  policy = <<-EOT
    {{
      "Version": "2012-10-17",
      "Statement": [
        {{
          "Effect": "Allow",
          "Action": ["logs:PutLogEvents", "s3:GetObject"],
          "Resource": ["${{aws_s3_bucket.{unit}.arn}}/*"]
        }}
      ]
    }}
  EOT
}}

resource "aws_lambda_function" "{unit}" {{
  function_name = "{unit}"
  role          = aws_iam_role.{unit}.arn
  filename      = "build/{unit}.zip"
  handler       = "app.handler"
  runtime       = "python3.13"
  tags          = merge(local.{unit}_tags, {{ kind = "function" }})

  environment {{
    variables = {{
      BUCKET = aws_s3_bucket.{unit}.id
      LEVEL  = var.{unit}_days > 7 ? "info" : "debug"
    }}
  }}
}}

resource "aws_cloudwatch_log_group" "{unit}" {{
  name              = "/aws/lambda/${{aws_lambda_function.{unit}.function_name}}"
  retention_in_days = var.{unit}_days
}}

resource "aws_s3_bucket" "{unit}" {{
  bucket = "shop-{unit}"
}}

resource "aws_s3_bucket_versioning" "{unit}" {{
  bucket = aws_s3_bucket.{unit}.id

  versioning_configuration {{
    status = "Enabled"
  }}
}}

resource "aws_s3_bucket_public_access_block" "{unit}" {{
  bucket                  = aws_s3_bucket.{unit}.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}}

resource "aws_security_group" "{unit}" {{
  name = "{unit}"

  dynamic "ingress" {{
    for_each = [443, 8443]
    content {{
      description = "HTTPS (${{ingress.value}})"
      protocol    = "tcp"
      from_port   = ingress.value
      to_port     = ingress.value
      cidr_blocks = ["10.0.0.0/8"]
    }}
  }}
}}

resource "azurerm_storage_account" "{unit}" {{
  name                       = "shop{unit}"
  resource_group_name        = "shop"
  location                   = "westeurope"
  account_tier               = "Standard"
  account_replication_type   = "ZRS"
  https_traffic_only_enabled = true

  network_rules {{
    default_action = "Deny"
    ip_rules       = ["203.0.113.7"]
  }}
}}

"#
        );
    }
    text
}

/// Block (by what its header says) → duty → status, of a text opened cold.
type Judged = BTreeMap<String, BTreeMap<u32, Status>>;

struct Opened {
    models: BTreeMap<String, Arc<model::Block>>,
    judged: Judged,
}

fn open(text: &str) -> Opened {
    let mut files = Files::default();
    files.open(&FilePath::new("/main.tf"), text);
    let snapshot = files.snapshot();
    let file = snapshot.files.values().next().expect("one file");
    let mut models = BTreeMap::new();
    for block in &file.model.blocks {
        let key = format!("{:?}", block.kind);
        // `locals` have no name: the first attribute tells them apart.
        let first = block.body.entries.first().map(|entry| entry.name.clone()).unwrap_or_default();
        let key = if block.kind == BlockKind::Locals { format!("{key} {first}") } else { key };
        models.insert(key, Arc::clone(block));
    }
    let mut judged = Judged::new();
    for module in &snapshot.modules {
        for resource in assess(module, Catalogue::bundled(), "2026-11-23").resources {
            let duties =
                resource.judgements.iter().map(|judgement| (judgement.duty, judgement.status)).collect();
            judged.insert(resource.address.to_string(), duties);
        }
    }
    Opened { models, judged }
}

#[test]
fn a_deleted_delimiter_leaves_the_other_blocks_as_they_were() {
    let text = rich_file();
    let whole = open(&text);
    let told =
        whole.judged.values().flat_map(BTreeMap::values).filter(|status| **status != Status::Unknown).count();
    assert!(text.lines().count() >= 900, "{} lines", text.lines().count());
    assert!(told >= 50, "{told} assessments");
    let ranges = {
        let mut files = Files::default();
        files.open(&FilePath::new("/main.tf"), &text);
        let snapshot = files.snapshot();
        let file = snapshot.files.values().next().unwrap().clone();
        file.source.blocks.iter().map(|block| block.range).collect::<Vec<_>>()
    };
    let names: Vec<String> = {
        // The damaged block itself is not asked for: its address is told by its place.
        let mut names = Vec::new();
        for range in &ranges {
            let block = text.get(range.start as usize..range.end as usize).unwrap();
            let header = block.lines().find(|line| !line.starts_with('#')).unwrap_or_default();
            let words: Vec<&str> = header.split('"').collect();
            names.push(match words.as_slice() {
                [first, kind, _, name, ..] if first.trim() == "resource" => format!("{kind}.{name}"),
                _ => String::new(),
            });
        }
        names
    };
    let step = if cfg!(debug_assertions) { 23 } else { 1 };
    let places: Vec<usize> =
        text.match_indices(['"', '{', '}', '[', ']', '(', ')']).map(|(at, _)| at).step_by(step).collect();
    let (mut kept_models, mut kept_judged, mut worst) = (0.0, 0.0, (1.0_f64, 0, ""));
    for &at in &places {
        let damaged = format!("{}{}", &text[..at], &text[at + 1..]);
        let now = open(&damaged);
        let own = ranges.iter().position(|range| range.touches(at as u32));
        let own_address = own.and_then(|own| names.get(own)).cloned().unwrap_or_default();
        let own_model = own.and_then(|own| whole_key(&text, ranges[own]));
        let (mut all, mut same) = (0, 0);
        for (key, block) in &whole.models {
            if Some(key.as_str()) == own_model.as_deref() {
                continue;
            }
            all += 1;
            same += usize::from(now.models.get(key).is_some_and(|now| now == block));
        }
        kept_models += f64::from(same as u32) / f64::from(all as u32);
        let (mut all, mut same) = (0, 0);
        for (address, duties) in &whole.judged {
            if *address == own_address {
                continue;
            }
            for (duty, status) in duties {
                all += 1;
                same += usize::from(now.judged.get(address).and_then(|now| now.get(duty)) == Some(status));
            }
        }
        let share = f64::from(same as u32) / f64::from(all as u32);
        kept_judged += share;
        if share < worst.0 {
            let line = text[..at].matches('\n').count() + 1;
            worst = (share, line, &text[at..=at]);
        }
    }
    let count = places.len() as f64;
    let (models, judged) = (100.0 * kept_models / count, 100.0 * kept_judged / count);
    println!(
        "{} deletions: models of other blocks kept {models:.2} % on average; assessments {judged:.2} %, at worst {:.2} % ({:?} on line {})",
        places.len(),
        100.0 * worst.0,
        worst.2,
        worst.1
    );
    assert!(models >= 95.0 && judged >= 95.0, "models {models:.2} %, assessments {judged:.2} %");
    assert!(worst.0 >= 0.80, "at worst {:.2} % (line {})", 100.0 * worst.0, worst.1);
}

fn whole_key(text: &str, range: syntax::TextRange) -> Option<String> {
    open(text.get(range.start as usize..range.end as usize)?).models.into_keys().next()
}
