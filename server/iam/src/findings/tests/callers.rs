//! Whom trust policies and the policies of resources let in.

use super::{check, facts};
use crate::Attachment::{Resource, Trust};

#[test]
fn everyone_without_a_condition_that_limits() {
    check(Resource("s3"), "Allow s3:GetObject on ${b.arn}/* for *=*", &["IAM050 *"]);
    check(Resource("sns"), "Allow sns:Publish on ${t.arn} for AWS=*", &["IAM050 *"]);
    check(
        Resource("s3"),
        "Allow s3:GetObject on ${b.arn}/* for *=* if Bool aws:SecureTransport=true",
        &["IAM050 *"],
    );
    check(
        Resource("s3"),
        "Allow s3:GetObject on ${b.arn}/* for *=* if IpAddress aws:SourceIp=0.0.0.0/0",
        &["IAM050 *"],
    );
    check(
        Resource("s3"),
        "Allow s3:GetObject on ${b.arn}/* for *=* if StringEquals aws:PrincipalOrgID=o-1",
        &[],
    );
    check(
        Resource("s3"),
        "Allow s3:GetObject on ${b.arn}/* for *=* if StringEquals s3:DataAccessPointAccount=1",
        &[],
    );
    facts(
        Resource("s3"),
        "IAM050",
        "Allow s3:GetObject on ${b.arn}/* for *=* if Bool aws:SecureTransport=true",
        &[
            ("principal", "*"),
            ("action", "s3:GetObject"),
            ("effect", "s3:GetObject for everyone on the internet"),
            ("key", "aws:SecureTransport"),
        ],
    );
}

#[test]
fn all_but_some_principals() {
    let text = "Allow s3:GetObject on ${b.arn}/* for not AWS=${role.arn}";
    check(Resource("s3"), text, &["IAM052 ${role.arn}"]);
    check(Trust, "Allow sts:AssumeRole for not AWS=${role.arn}", &["IAM052 ${role.arn}"]);
    check(Resource("s3"), "Deny s3:GetObject on ${b.arn}/* for not AWS=${role.arn}", &[]);
    facts(
        Resource("s3"),
        "IAM052",
        text,
        &[("effect", "everyone but ${role.arn}, with or without an AWS account")],
    );
}

#[test]
fn a_role_that_anybody_can_become() {
    check(Trust, "Allow sts:AssumeRole for AWS=*", &["IAM053 *"]);
    check(Trust, "Allow sts:AssumeRole for *=* if Bool aws:SecureTransport=true", &["IAM053 *"]);
    check(Trust, "Allow sts:AssumeRole for AWS=* if StringEquals aws:PrincipalOrgID=o-1", &[]);
    check(Trust, "Allow sts:AssumeRole for AWS=* if StringEquals sts:ExternalId=x", &[]);
}

#[test]
fn services_that_act_for_anybody() {
    let statement = "Allow sqs:SendMessage on ${q.arn} for Service=sns.amazonaws.com";
    check(Resource("sqs"), statement, &["IAM054 sns.amazonaws.com"]);
    check(
        Resource("s3"),
        "Allow s3:PutObject on ${b.arn}/* for Service=cloudtrail.amazonaws.com if StringEquals s3:x-amz-acl=bucket-owner-full-control",
        &["IAM054 cloudtrail.amazonaws.com"],
    );
    check(Resource("sqs"), &format!("{statement} if ArnLike aws:SourceArn=${{t.arn}}"), &[]);
    check(Resource("sqs"), &format!("{statement} if StringEquals aws:SourceAccount=111122223333"), &[]);
    check(
        Resource("sqs"),
        &format!("{statement} if StringNotEquals aws:SourceAccount=1"),
        &["IAM054 sns.amazonaws.com"],
    );
    check(Resource("kms"), "Allow kms:Decrypt on * for Service=logs.eu-west-1.amazonaws.com", &[]);
    check(Trust, "Allow sts:AssumeRole for Service=events.amazonaws.com", &[]);
    facts(Resource("sqs"), "IAM054", statement, &[("action", "sqs:SendMessage"), ("key", "aws:SourceArn")]);
}

#[test]
fn a_whole_account_without_an_external_id() {
    let root = "arn:aws:iam::111122223333:root";
    check(Trust, &format!("Allow sts:AssumeRole for AWS={root}"), &[&format!("IAM055 {root}")]);
    check(Trust, "Allow sts:AssumeRole for AWS=111122223333", &["IAM055 111122223333"]);
    for condition in [
        "StringEquals sts:ExternalId=x",
        "Bool aws:MultiFactorAuthPresent=true",
        "NumericLessThan aws:MultiFactorAuthAge=3600",
        "StringEquals aws:PrincipalOrgID=o-1",
        "ArnLike aws:PrincipalArn=arn:aws:iam::111122223333:role/ci",
    ] {
        check(Trust, &format!("Allow sts:AssumeRole for AWS={root} if {condition}"), &[]);
    }
    check(
        Trust,
        &format!("Allow sts:AssumeRole for AWS={root} if BoolIfExists aws:MultiFactorAuthPresent=true"),
        &[&format!("IAM055 {root}")],
    );
    check(Trust, "Allow sts:AssumeRole for AWS=arn:aws:iam::${data.me.account_id}:root", &[]);
    check(Trust, "Allow sts:AssumeRole for AWS=arn:aws:iam::111122223333:role/ci", &[]);
    facts(Trust, "IAM055", &format!("Allow sts:AssumeRole for AWS={root}"), &[("account", "111122223333")]);
}

const GITHUB: &str = "Allow sts:AssumeRoleWithWebIdentity for Federated=arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com";

#[test]
fn workflows_of_others() {
    let provider = "IAM056 arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com";
    let sub = |condition: &str, expected: &[&str]| {
        check(Trust, &condition.replace("SUB", "token.actions.githubusercontent.com:sub"), expected);
    };
    sub(GITHUB, &[provider]);
    sub(
        &format!("{GITHUB} if StringEquals token.actions.githubusercontent.com:aud=sts.amazonaws.com"),
        &[provider],
    );
    sub(&format!("{GITHUB} if StringLike SUB=repo:acme/orders:*"), &[]);
    sub(&format!("{GITHUB} if StringEquals SUB=repo:acme/orders:ref:refs/heads/main"), &[]);
    sub(&format!("{GITHUB} if StringLike SUB=repo:acme/orders-*:*"), &[]);
    sub(&format!("{GITHUB} if ForAnyValue:StringLike SUB=repo:acme/orders:*"), &[]);
    sub(&format!("{GITHUB} if StringLike SUB=repo:acme/*"), &["IAM056 repo:acme/*"]);
    sub(
        &format!("{GITHUB} if StringLike SUB=repo:acme/*:ref:refs/heads/main"),
        &["IAM056 repo:acme/*:ref:refs/heads/main"],
    );
    sub(&format!("{GITHUB} if StringLike SUB=repo:acme*/orders:*"), &["IAM056 repo:acme*/orders:*"]);
    sub(&format!("{GITHUB} if StringLike SUB=repo:acme/orders:*|repo:*"), &["IAM056 repo:*"]);
    sub(&format!("{GITHUB} if StringLike SUB=*"), &["IAM056 *"]);
    sub(&format!("{GITHUB} if StringLike SUB=*:ref:refs/heads/main"), &["IAM056 *:ref:refs/heads/main"]);
    sub(
        &format!("{GITHUB} if ForAllValues:StringEquals SUB=repo:acme/orders:x"),
        &["IAM056 repo:acme/orders:x"],
    );
    sub(&format!("{GITHUB} if StringLike SUB=%"), &[]);
    sub(&format!("{GITHUB} if StringEquals ${{host}}:${{claim}}=x"), &[]);
    sub(&format!("{GITHUB} if StringLike SUB=repo:*; StringEquals SUB=repo:acme/orders:x"), &[]);
    sub(&format!("{GITHUB} if StringEquals token.actions.githubusercontent.com:repository=acme/orders"), &[]);
    // Which provider a reference is, its keys say.
    let reference = "Allow sts:AssumeRoleWithWebIdentity for Federated=${provider.arn}";
    sub(reference, &[]);
    sub(&format!("{reference} if StringLike SUB=repo:acme/*"), &["IAM056 repo:acme/*"]);
}

#[test]
fn what_is_said_of_workflows() {
    let of = |condition: &str, expected: &[(&str, &str)]| {
        let condition = condition.replace("SUB", "token.actions.githubusercontent.com:sub");
        facts(Trust, "IAM056", &format!("{GITHUB}{condition}"), expected);
    };
    of("", &[("why", "missing"), ("key", "token.actions.githubusercontent.com:sub")]);
    of(
        " if StringLike SUB=repo:acme/*",
        &[("why", "organisation"), ("organisation", "acme"), ("value", "repo:acme/*")],
    );
    of(" if StringLike SUB=repo:*", &[("why", "any")]);
    of(" if StringLikeIfExists SUB=repo:acme/orders:*", &[("why", "absent")]);
}

#[test]
fn tokens_of_other_providers() {
    let of = |host: &str, condition: &str, expected: &[&str]| {
        let statement = format!(
            "Allow sts:AssumeRoleWithWebIdentity for Federated=arn:aws:iam::111122223333:oidc-provider/{host}{condition}"
        );
        check(Trust, &statement, expected);
    };
    let eks = "oidc.eks.eu-west-1.amazonaws.com/id/ABC";
    of(eks, "", &[&format!("IAM057 arn:aws:iam::111122223333:oidc-provider/{eks}")]);
    of(eks, &format!(" if StringEquals {eks}:sub=system:serviceaccount:shop:orders"), &[]);
    of(
        eks,
        &format!(" if StringLike {eks}:sub=system:serviceaccount:*"),
        &["IAM057 system:serviceaccount:*"],
    );
    of(
        eks,
        &format!(" if StringLike {eks}:sub=system:serviceaccount:*:orders"),
        &["IAM057 system:serviceaccount:*:orders"],
    );
    of("gitlab.com", " if StringLike gitlab.com:sub=project_path:acme/orders:ref_type:branch:ref:main", &[]);
    of(
        "gitlab.com",
        " if StringLike gitlab.com:sub=project_path:acme/*:ref_type:branch:ref:main",
        &["IAM057 project_path:acme/*:ref_type:branch:ref:main"],
    );
    of("gitlab.com", " if StringLike gitlab.com:sub=project_path:*", &["IAM057 project_path:*"]);
    let terraform = "app.terraform.io:sub=organization";
    of(
        "app.terraform.io",
        &format!(" if StringLike {terraform}:acme:project:*:workspace:orders:run_phase:*"),
        &[],
    );
    of(
        "app.terraform.io",
        &format!(" if StringLike {terraform}:acme:project:*:workspace:*:run_phase:*"),
        &["IAM057 organization:acme:project:*:workspace:*:run_phase:*"],
    );
    of("accounts.google.com", "", &[]);
}

#[test]
fn a_call_that_the_principal_cannot_make() {
    let github = "Federated=arn:aws:iam::111122223333:oidc-provider/example.com";
    check(Trust, &format!("Allow sts:AssumeRole for {github}"), &["IAM058 sts:AssumeRole"]);
    check(
        Trust,
        "Allow sts:AssumeRoleWithWebIdentity for Service=lambda.amazonaws.com",
        &["IAM058 sts:AssumeRoleWithWebIdentity"],
    );
    check(Trust, &format!("Allow sts:AssumeRole for {github}, Service=lambda.amazonaws.com"), &[]);
    check(Trust, &format!("Allow sts:AssumeRoleWithWebIdentity, sts:TagSession for {github}"), &[]);
    check(
        Trust,
        "Allow sts:AssumeRoleWithSAML for Federated=arn:aws:iam::111122223333:saml-provider/okta",
        &[],
    );
    check(
        Trust,
        "Allow sts:AssumeRoleWithWebIdentity for Federated=arn:aws:iam::1:saml-provider/okta",
        &["IAM058 sts:AssumeRoleWithWebIdentity"],
    );
    check(Trust, "Allow sts:AssumeRoleWithWebIdentity for Federated=${provider.arn}", &[]);
    facts(
        Trust,
        "IAM058",
        &format!("Allow sts:AssumeRole for {github}"),
        &[
            ("kind", "Federated"),
            ("suggestion", "sts:AssumeRoleWithWebIdentity"),
            ("action", "sts:AssumeRole"),
        ],
    );
}
