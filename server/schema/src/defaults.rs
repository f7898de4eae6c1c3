//! What a provider assumes when an attribute is not written. The schemas do not say; these lines do.
//!
//! Sources: the argument references of the two providers' documentation, and their upgrade guides for
//! the versions in which a default changed. Only what the duties speak of is here.

use crate::Version;

/// The value that stands for an absent attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DefaultValue {
    pub resource_type: &'static str,
    pub path: &'static str,
    /// As it would be written, without quotes: `TLS1_2`, `false`, `3`.
    pub value: &'static str,
    /// The first provider version with it; `(0, 0, 0)`: as far back as is known.
    pub since: Version,
}

const ALWAYS: Version = (0, 0, 0);

const fn default(
    resource_type: &'static str,
    path: &'static str,
    value: &'static str,
    since: Version,
) -> DefaultValue {
    DefaultValue { resource_type, path, value, since }
}

/// A default that changed has a line for each value, oldest first.
const DEFAULTS: &[DefaultValue] = &[
    default("aws_cloudwatch_log_group", "retention_in_days", "0", ALWAYS),
    default("aws_cloudwatch_log_group", "skip_destroy", "false", ALWAYS),
    default("aws_cloudwatch_metric_alarm", "actions_enabled", "true", ALWAYS),
    default("aws_db_instance", "publicly_accessible", "false", ALWAYS),
    default("aws_db_instance", "storage_encrypted", "false", ALWAYS),
    default("aws_lambda_function", "memory_size", "128", ALWAYS),
    default("aws_lambda_function", "package_type", "Zip", ALWAYS),
    default("aws_lambda_function", "timeout", "3", ALWAYS),
    default("aws_redshift_cluster", "publicly_accessible", "true", ALWAYS),
    default("aws_redshift_cluster", "publicly_accessible", "false", (6, 0, 0)),
    default("aws_s3_bucket", "force_destroy", "false", ALWAYS),
    // Of the resource that switches them on; a new bucket without that resource has all four on.
    default("aws_s3_bucket_public_access_block", "block_public_acls", "false", ALWAYS),
    default("aws_s3_bucket_public_access_block", "block_public_policy", "false", ALWAYS),
    default("aws_s3_bucket_public_access_block", "ignore_public_acls", "false", ALWAYS),
    default("aws_s3_bucket_public_access_block", "restrict_public_buckets", "false", ALWAYS),
    default("azurerm_key_vault", "purge_protection_enabled", "false", ALWAYS),
    default("azurerm_key_vault", "soft_delete_retention_days", "90", ALWAYS),
    default("azurerm_storage_account", "allow_nested_items_to_be_public", "true", (3, 0, 0)),
    default("azurerm_storage_account", "allow_nested_items_to_be_public", "false", (5, 0, 0)),
    default("azurerm_storage_account", "cross_tenant_replication_enabled", "true", (3, 0, 0)),
    default("azurerm_storage_account", "cross_tenant_replication_enabled", "false", (4, 0, 0)),
    default("azurerm_storage_account", "default_to_oauth_authentication", "false", ALWAYS),
    default("azurerm_storage_account", "https_traffic_only_enabled", "true", (2, 0, 0)),
    default("azurerm_storage_account", "infrastructure_encryption_enabled", "false", ALWAYS),
    default("azurerm_storage_account", "min_tls_version", "TLS1_0", (2, 0, 0)),
    default("azurerm_storage_account", "min_tls_version", "TLS1_2", (3, 0, 0)),
    default("azurerm_storage_account", "public_network_access_enabled", "true", ALWAYS),
    default("azurerm_storage_account", "shared_access_key_enabled", "true", ALWAYS),
    default("azurerm_storage_container", "container_access_type", "private", ALWAYS),
];

/// The value that this provider version assumes for an absent attribute, where it is known. Any spelling
/// of the attribute will do.
pub fn default_of(resource_type: &str, path: &str, version: Version) -> Option<&'static DefaultValue> {
    let spellings = crate::spellings(resource_type, path);
    let spelled = |line: &&DefaultValue| spellings.iter().any(|path| path == line.path);
    DEFAULTS
        .iter()
        .rfind(|line| line.resource_type == resource_type && line.since <= version && spelled(line))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{PathKind, Schema};

    #[test]
    fn every_default_names_an_attribute_that_may_be_left_out() {
        for line in DEFAULTS {
            let found = Schema::bundled().path(line.resource_type, line.path);
            assert!(matches!(found, Some(PathKind::Attribute(_))), "{line:?}");
        }
    }

    #[test]
    fn the_default_follows_the_provider_version() {
        let value = |version| {
            default_of("azurerm_storage_account", "allow_nested_items_to_be_public", version)
                .map(|it| it.value)
        };
        assert_eq!(value((2, 99, 0)), None);
        assert_eq!(value((4, 81, 0)), Some("true"));
        assert_eq!(value((5, 0, 0)), Some("false"));
    }

    #[test]
    fn an_old_spelling_has_the_same_default() {
        let old = default_of("azurerm_storage_account", "enable_https_traffic_only", (3, 0, 0));
        assert_eq!(old.map(|it| it.value), Some("true"));
    }
}
