//! Which resources bear policy documents, where, and what those grant: facts of the provider.

use crate::assessment::Attachment;

/// An attribute that holds a policy document.
pub(super) struct Bearer {
    pub(super) resource_type: &'static str,
    pub(super) attribute: &'static str,
    pub(super) grants: Grants,
    /// The attribute that names what the policy is attached to; empty: the bearer itself.
    pub(super) holder: &'static str,
}

#[derive(Clone, Copy)]
pub(super) enum Grants {
    Holder,
    /// Prefix of the service: whom it names may use the resource.
    Named(&'static str),
    Trust,
    Nothing,
}

impl Grants {
    pub(super) fn attachment(self) -> Attachment {
        match self {
            Self::Holder => Attachment::Identity,
            Self::Named(service) => Attachment::Resource(service.into()),
            Self::Trust => Attachment::Trust,
            Self::Nothing => Attachment::Limit,
        }
    }
}

const fn of(
    resource_type: &'static str,
    attribute: &'static str,
    grants: Grants,
    holder: &'static str,
) -> Bearer {
    Bearer { resource_type, attribute, grants, holder }
}

/// `aws_iam_policy` is attached by others, `aws_lambda_permission` writes its statement in attributes.
pub(super) const BEARERS: [Bearer; 49] = [
    of("aws_iam_role", "assume_role_policy", Grants::Trust, ""),
    of("aws_iam_role", "inline_policy.policy", Grants::Holder, ""),
    of("aws_iam_role_policy", "policy", Grants::Holder, "role"),
    of("aws_iam_user_policy", "policy", Grants::Holder, "user"),
    of("aws_iam_group_policy", "policy", Grants::Holder, "group"),
    of("aws_ssoadmin_permission_set_inline_policy", "inline_policy", Grants::Holder, "permission_set_arn"),
    of("aws_acmpca_policy", "policy", Grants::Named("acm-pca"), "resource_arn"),
    of("aws_api_gateway_rest_api", "policy", Grants::Named("execute-api"), ""),
    of("aws_api_gateway_rest_api_policy", "policy", Grants::Named("execute-api"), "rest_api_id"),
    of("aws_backup_vault_policy", "policy", Grants::Named("backup"), "backup_vault_name"),
    of("aws_cloudwatch_event_bus_policy", "policy", Grants::Named("events"), "event_bus_name"),
    of("aws_cloudwatch_log_destination_policy", "access_policy", Grants::Named("logs"), "destination_name"),
    of("aws_cloudwatch_log_resource_policy", "policy_document", Grants::Named("logs"), "resource_arn"),
    of(
        "aws_codeartifact_domain_permissions_policy",
        "policy_document",
        Grants::Named("codeartifact"),
        "domain",
    ),
    of(
        "aws_codeartifact_repository_permissions_policy",
        "policy_document",
        Grants::Named("codeartifact"),
        "repository",
    ),
    of("aws_dynamodb_resource_policy", "policy", Grants::Named("dynamodb"), "resource_arn"),
    of("aws_ecr_registry_policy", "policy", Grants::Named("ecr"), "registry_id"),
    of("aws_ecr_repository_policy", "policy", Grants::Named("ecr"), "repository"),
    of("aws_efs_file_system_policy", "policy", Grants::Named("elasticfilesystem"), "file_system_id"),
    of("aws_elasticsearch_domain", "access_policies", Grants::Named("es"), ""),
    of("aws_elasticsearch_domain_policy", "access_policies", Grants::Named("es"), "domain_name"),
    of("aws_glacier_vault", "access_policy", Grants::Named("glacier"), ""),
    of("aws_glacier_vault_lock", "policy", Grants::Named("glacier"), "vault_name"),
    of("aws_glue_resource_policy", "policy", Grants::Named("glue"), ""),
    of("aws_kinesis_resource_policy", "policy", Grants::Named("kinesis"), "resource_arn"),
    of("aws_kms_external_key", "policy", Grants::Named("kms"), ""),
    of("aws_kms_key", "policy", Grants::Named("kms"), ""),
    of("aws_kms_key_policy", "policy", Grants::Named("kms"), "key_id"),
    of("aws_kms_replica_external_key", "policy", Grants::Named("kms"), ""),
    of("aws_kms_replica_key", "policy", Grants::Named("kms"), ""),
    of("aws_media_store_container_policy", "policy", Grants::Named("mediastore"), "container_name"),
    of("aws_msk_cluster_policy", "policy", Grants::Named("kafka"), "cluster_arn"),
    of("aws_opensearch_domain", "access_policies", Grants::Named("es"), ""),
    of("aws_opensearch_domain_policy", "access_policies", Grants::Named("es"), "domain_name"),
    of("aws_s3_access_point", "policy", Grants::Named("s3"), ""),
    of("aws_s3_bucket", "policy", Grants::Named("s3"), ""),
    of("aws_s3_bucket_policy", "policy", Grants::Named("s3"), "bucket"),
    of("aws_s3control_access_point_policy", "policy", Grants::Named("s3"), "access_point_arn"),
    of("aws_secretsmanager_secret", "policy", Grants::Named("secretsmanager"), ""),
    of("aws_secretsmanager_secret_policy", "policy", Grants::Named("secretsmanager"), "secret_arn"),
    of("aws_ses_identity_policy", "policy", Grants::Named("ses"), "identity"),
    of("aws_sesv2_email_identity_policy", "policy", Grants::Named("ses"), "email_identity"),
    of("aws_sns_topic", "policy", Grants::Named("sns"), ""),
    of("aws_sns_topic_policy", "policy", Grants::Named("sns"), "arn"),
    of("aws_sqs_queue", "policy", Grants::Named("sqs"), ""),
    of("aws_sqs_queue_policy", "policy", Grants::Named("sqs"), "queue_url"),
    of("aws_organizations_policy", "content", Grants::Nothing, ""),
    of("aws_vpc_endpoint", "policy", Grants::Nothing, ""),
    of("aws_vpc_endpoint_policy", "policy", Grants::Nothing, "vpc_endpoint_id"),
];

/// Attributes that hold documents which are no policies of IAM: data sources in them are used all the same.
pub(super) const FOREIGN: [(&str, &str); 1] = [("aws_iot_policy", "policy")];

/// Resource, attribute that names policies, attribute that names holders, and the type of those.
pub(super) struct Attaching {
    pub(super) resource_type: &'static str,
    pub(super) policies: &'static str,
    /// Empty: the resource itself.
    pub(super) holders: &'static str,
    pub(super) holder_type: &'static str,
    pub(super) grants: Grants,
}

const fn attaching(
    resource_type: &'static str,
    policies: &'static str,
    holders: &'static str,
    holder_type: &'static str,
) -> Attaching {
    Attaching { resource_type, policies, holders, holder_type, grants: Grants::Holder }
}

const fn limiting(resource_type: &'static str) -> Attaching {
    let holder_type = resource_type;
    Attaching {
        resource_type,
        policies: "permissions_boundary",
        holders: "",
        holder_type,
        grants: Grants::Nothing,
    }
}

pub(super) const ATTACHING: [Attaching; 13] = [
    attaching("aws_iam_role", "managed_policy_arns[]", "", "aws_iam_role"),
    attaching("aws_iam_role_policy_attachment", "policy_arn", "role", "aws_iam_role"),
    attaching("aws_iam_role_policy_attachments_exclusive", "policy_arns[]", "role_name", "aws_iam_role"),
    attaching("aws_iam_user_policy_attachment", "policy_arn", "user", "aws_iam_user"),
    attaching("aws_iam_user_policy_attachments_exclusive", "policy_arns[]", "user_name", "aws_iam_user"),
    attaching("aws_iam_group_policy_attachment", "policy_arn", "group", "aws_iam_group"),
    attaching("aws_iam_group_policy_attachments_exclusive", "policy_arns[]", "group_name", "aws_iam_group"),
    attaching("aws_iam_policy_attachment", "policy_arn", "roles[]", "aws_iam_role"),
    attaching("aws_iam_policy_attachment", "policy_arn", "users[]", "aws_iam_user"),
    attaching("aws_iam_policy_attachment", "policy_arn", "groups[]", "aws_iam_group"),
    attaching(
        "aws_ssoadmin_managed_policy_attachment",
        "managed_policy_arn",
        "permission_set_arn",
        "aws_ssoadmin_permission_set",
    ),
    limiting("aws_iam_role"),
    limiting("aws_iam_user"),
];

#[cfg(test)]
mod tests {
    use schema::Schema;

    use super::{ATTACHING, BEARERS, FOREIGN};

    #[test]
    fn every_attribute_is_one_of_the_provider() {
        let bearers =
            BEARERS.iter().flat_map(|it| [(it.resource_type, it.attribute), (it.resource_type, it.holder)]);
        let attaching =
            ATTACHING.iter().flat_map(|it| [(it.resource_type, it.policies), (it.resource_type, it.holders)]);
        for (resource_type, path) in
            bearers.chain(attaching).chain(FOREIGN).filter(|(_, path)| !path.is_empty())
        {
            let plain = path.replace("[]", "");
            assert_eq!(
                Schema::bundled().check_path(resource_type, &plain).err(),
                None,
                "{resource_type} {path}"
            );
        }
    }
}
