//! What is the customer's of a machine, a bucket and a trail on AWS, as the hover says it; a function is in `hover`.

use expect_test::{Expect, expect};

use crate::support::view;

/// The hover at the cursor; it fits the smallest of the windows it is shown in.
#[track_caller]
fn check(fixture: &str, expected: Expect) {
    let hover = view(fixture).hover_at_cursor();
    let widest = hover.lines().map(|line| line.chars().count()).max().unwrap_or_default();
    assert!(widest <= 78 && hover.lines().count() <= 25, "{widest} columns:\n{hover}");
    expected.assert_eq(&hover);
}

#[test]
fn a_bare_machine_shows_hardening_patching_access_and_monitoring() {
    check(
        r#"
        //- /main.tf
        resource "aws_instance" "we<|>b" {
          ami           = "ami-0abcdef1234567890"
          instance_type = "t3.small"
        }
        "#,
        expect![[r#"
            **aws_instance.web** · Amazon EC2, a virtual machine

            - **AWS runs** the building, hardware, network and hypervisor
            - **Yours** are the operating system, its patches, access, data and monitoring

            **Open: 4 of 4**
            - **IAM** (high): IMDSv2 is not asked for in these files
            - **Patching** (high): nothing here patches its operating system
            - **Encryption** (high): nothing here encrypts its disks
            - **IAM** (medium): no instance profile, so calls need a key on its disk

            **Worth doing:** no public address · an image that is looked up · Session
            Manager instead of SSH · 3 more

            **After a deploy, confirm:**
            `aws ssm describe-instance-patch-states --instance-ids ID`
        "#]],
    );
}

#[test]
fn a_machine_that_is_looked_after_says_by_what() {
    check(
        r##"
        //- /main.tf
        data "aws_ssm_parameter" "image" {
          name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
        }

        resource "aws_instance" "we<|>b" {
          ami                         = data.aws_ssm_parameter.image.value
          instance_type               = "t3.small"
          iam_instance_profile        = aws_iam_instance_profile.web.name
          associate_public_ip_address = false
          user_data                   = "#!/bin/bash\nexport API_TOKEN=abcdef-123456\n"
          tags                        = { PatchGroup = "sunday", Backup = "daily" }

          root_block_device {
            encrypted = true
          }
        }

        resource "aws_iam_instance_profile" "web" {
          role = "web"
        }

        resource "aws_ssm_association" "sunday" {
          name       = "AWS-RunPatchBaseline"
          parameters = { Operation = "Install" }

          targets {
            key    = "tag:PatchGroup"
            values = ["sunday"]
          }
        }
        "##,
        expect![[r#"
            **aws_instance.web** · Amazon EC2, a virtual machine

            - **AWS runs** the building, hardware, network and hypervisor
            - **Yours** are the operating system, its patches, access, data and monitoring

            **Open: 1 of 5**
            - **Secrets** (critical): `API_TOKEN` is plain text in its user data, line 10

            **Assumed: 1** (nobody wrote it, the default of the provider covers it)
            - **IAM**: IMDSv2, because its image asks for it

            **Shown: 3**
            - **IAM**: credentials come from its instance profile, line 8
            - **Patching**: patched by `sunday`, line 22
            - **Encryption**: its disks are encrypted, line 14

            **Worth doing:** a backup plan · an alarm on its status checks

            **After a deploy, confirm:**
            `aws ssm describe-instance-patch-states --instance-ids ID`
        "#]],
    );
}

#[test]
fn a_bare_bucket_shows_access_data_handling_and_lifecycle() {
    check(
        r#"
        //- /main.tf
        resource "aws_s3_bucket" "pap<|>ers" {
          bucket = "shop-papers"
        }
        "#,
        expect![[r#"
            **aws_s3_bucket.papers** · Amazon S3, a managed service

            - **AWS runs** the disks, servers, copies and encryption at rest
            - **Yours** are access, network, logging, retention and recovery

            **Open: 3 of 6**
            - **Logging** (medium): no access log, so no record of who read
            - **Recovery** (medium): no versions, so a deleted object is gone at once
            - **Retention** (medium): no lifecycle rule, so objects are kept for ever

            **Assumed: 3** (nobody wrote it, the default of aws covers it)
            - **IAM**: no public access list
            - **IAM**: no bucket policy opens it
            - **Network**: public access is blocked for new buckets

            **Worth doing:** only HTTPS · an end to broken uploads

            **After a deploy, confirm:**
            `aws s3api get-public-access-block --bucket shop-papers`
        "#]],
    );
}

#[test]
fn a_trail_says_what_of_its_record_can_be_trusted() {
    check(
        r#"
        //- /main.tf
        resource "aws_cloudtrail" "al<|>l" {
          name           = "all"
          s3_bucket_name = aws_s3_bucket.trail.id
        }

        resource "aws_s3_bucket" "trail" {
          bucket = "shop-trail"
          acl    = "public-read"
        }
        "#,
        expect![[r#"
            **aws_cloudtrail.all** · AWS CloudTrail, a managed service

            - **AWS runs** the recording, delivery and 90 days of event history
            - **Yours** are what is kept, for how long, who may read it and who looks

            **Open: 3 of 4**
            - **IAM** (critical): its bucket `shop-trail`: its access list opens it to
              everyone, line 3
            - **Logging** (high): records one Region only
            - **Logging** (medium): not signed, so a changed record does not show

            **Assumed: 1** (nobody wrote it, the default of aws covers it)
            - **Logging**: it records

            **Worth doing:** a key of your own · delivery to a log group, for alarms

            **After a deploy, confirm:** `aws cloudtrail get-trail-status --name all`
        "#]],
    );
}

#[test]
fn an_alarm_is_confirmed_by_its_own_command() {
    let hover = view(
        r#"
        //- /main.tf
        resource "aws_cloudwatch_metric_alarm" "bu<|>sy" {
          alarm_name = "busy"
        }
        "#,
    )
    .hover_at_cursor();
    assert!(hover.contains("describe-alarms") && !hover.contains("describe-log-groups"), "{hover}");
}
