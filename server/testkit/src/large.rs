//! A large configuration as people write them.

use std::fmt::Write as _;

/// A valid Terraform file of one repeated stack: buckets, functions, log groups, security groups, storage
/// accounts and all that stands around them, with heredocs, templates, comments and nested blocks.
/// Every stack has its own names and about 160 lines; the text is the same every time.
///
/// ```
/// assert!(testkit::large_configuration(7).lines().count() >= 900);
/// ```
#[must_use]
pub fn large_configuration(stacks: usize) -> String {
    let mut text = SETTINGS.to_owned();
    for index in 0..stacks {
        let name = NAMES.get(index % NAMES.len()).copied().unwrap_or_default();
        let name =
            if index < NAMES.len() { name.to_owned() } else { format!("{name}_{}", index / NAMES.len()) };
        let logging = if index % 3 == 0 { "" } else { LOGGING };
        let days = ["7", "30", "90", "365"].get(index % 4).copied().unwrap_or_default();
        let group = if index % 5 == 4 { LOG_GROUP } else { LOG_GROUP_WITH_DAYS };
        let stack = STACK.replace("LOGGING\n", logging).replace("LOG_GROUP", group);
        let stack = stack.replace("NAME", &name).replace("DAYS", days);
        let _ = write!(text, "\n{stack}");
    }
    text
}

const NAMES: [&str; 10] =
    ["orders", "billing", "media", "search", "profile", "basket", "audit", "export", "ledger", "notify"];

const SETTINGS: &str = r#"terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.60"
    }
  }
}

provider "aws" {
  region = var.region
  default_tags {
    tags = local.tags
  }
}

variable "region" {
  type        = string
  default     = "eu-central-1"
  description = "Where everything runs; \"eu-central-1\" unless said"
}

variable "environment" {
  type = string
  validation {
    condition     = contains(["dev", "prod"], var.environment) && length(var.environment) > 2
    error_message = "Only dev and prod, not ${var.environment}."
  }
}

locals {
  prefix = "${var.environment}-${lower("Shop")}"
  tags = {
    "team:owner" = "shop"
    Stage        = var.environment == "prod" ? "production" : "test"
  }
}
"#;

const LOGGING: &str = r#"resource "aws_s3_bucket_logging" "NAME" {
  bucket        = aws_s3_bucket.NAME.id
  target_bucket = aws_s3_bucket.NAME_logs.id
  target_prefix = "access/${aws_s3_bucket.NAME.bucket}/"
}

"#;

const LOG_GROUP: &str = r#"  name = "/aws/lambda/${aws_lambda_function.NAME.function_name}""#;

const LOG_GROUP_WITH_DAYS: &str = r#"  name              = "/aws/lambda/${aws_lambda_function.NAME.function_name}"
  retention_in_days = DAYS"#;

const STACK: &str = r##"# ---- NAME ("what it keeps", who reads it) ----

# The data itself: don't empty it {by hand}
resource "aws_s3_bucket" "NAME" {
  bucket        = "${local.prefix}-NAME-${substr(sha1("NAME"), 0, 6)}"
  force_destroy = false # (never)

  tags = merge(local.tags, { Name = "NAME" })
}

resource "aws_s3_bucket" "NAME_logs" {
  bucket = format("%s-%s", local.prefix, "NAME-logs")
}

LOGGING
resource "aws_s3_bucket_public_access_block" "NAME" {
  bucket                  = aws_s3_bucket.NAME.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_policy" "NAME" {
  bucket = aws_s3_bucket.NAME.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "OnlyTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = ["s3:*"]
        Resource  = [aws_s3_bucket.NAME.arn, "${aws_s3_bucket.NAME.arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}

resource "aws_iam_role" "NAME" {
  name               = "${local.prefix}-NAME"
  assume_role_policy = <<-POLICY
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Principal": { "Service": "lambda.amazonaws.com" },
          "Action": "sts:AssumeRole",
          "Condition": { "StringEquals": { "aws:SourceAccount": "${data.aws_caller_identity.NAME.account_id}" } }
        }
      ]
    }
  POLICY
}

data "aws_caller_identity" "NAME" {}

/* The function reads what arrives
   and writes { "ok": true } back. */
resource "aws_lambda_function" "NAME" {
  function_name = "${local.prefix}-NAME"
  role          = aws_iam_role.NAME.arn
  runtime       = "python3.12"
  handler       = "main.handler"
  filename      = "${path.module}/build/NAME.zip"
  timeout       = 2 * (10 + 5)

  environment {
    variables = {
      BUCKET = aws_s3_bucket.NAME.bucket
      MODE   = var.environment != "prod" ? "verbose" : "quiet"
    }
  }

  dynamic "vpc_config" {
    for_each = var.environment == "prod" ? [1] : []
    content {
      subnet_ids         = [for subnet in data.aws_subnets.NAME.ids : subnet if subnet != ""]
      security_group_ids = [aws_security_group.NAME.id]
    }
  }

  lifecycle {
    ignore_changes = [filename]
  }
}

resource "aws_cloudwatch_log_group" "NAME" {
LOG_GROUP
}

resource "aws_security_group" "NAME" {
  name        = "NAME"
  description = "What may reach NAME"
  vpc_id      = data.aws_vpc.NAME.id

  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8", cidrsubnet("172.16.0.0/12", 4, 2)]
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

data "aws_vpc" "NAME" {
  filter {
    name   = "tag:Name"
    values = ["${local.prefix}-*"]
  }
}

data "aws_subnets" "NAME" {
  tags = { "vpc" = data.aws_vpc.NAME.id }
}

resource "aws_instance" "NAME" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.micro"
  user_data     = <<EOF
#!/bin/sh
if [ "$1" = "start" ]; then
  echo "starting NAME in ${upper("${var.region}")}" # "quoted" $${not_a_template}
fi
%{for zone in ["a", "b"]~}
mount /dev/${zone} "/mnt/${zone}"
%{endfor~}
EOF
}

resource "azurerm_storage_account" "NAME" {
  name                            = "shopNAME"
  resource_group_name             = "shop"
  location                        = "westeurope"
  account_tier                    = "Standard"
  account_replication_type        = "GRS"
  allow_nested_items_to_be_public = false

  network_rules {
    default_action = "Deny"
    ip_rules       = ["100.0.0.1"]
  }
}

output "NAME" {
  description = "Where NAME lives"
  value       = { for key, value in aws_lambda_function.NAME.tags_all : key => upper(value) }
}
"##;
