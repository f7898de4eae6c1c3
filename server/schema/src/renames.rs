//! Names that a provider replaced by others, so that a rule knows both.
//!
//! Sources: the upgrade guides of the AWS provider (version 4, 6) and of the azurerm provider (version
//! 3, 4, 5); a test holds every line against the bundled tables of the releases before and after.

use crate::Version;

/// An attribute or block of a resource type that has been replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rename {
    pub resource_type: &'static str,
    /// A path, `enable_https_traffic_only`.
    pub old: &'static str,
    /// A path in the same type; for [`Meaning::OtherResource`] the type that took over.
    pub new: &'static str,
    /// From this provider version on the new name is the one to write. The old one may live on beside it.
    pub since: Version,
    pub meaning: Meaning,
}

/// How the value of the new name follows from that of the old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// It is the same value.
    Same,
    /// True became false: `disable_ip_masking` and `ip_masking_enabled`.
    Inverted,
    /// Another value for the same thing: the name became an id.
    OtherValue,
    /// A block became a resource of its own that refers back.
    OtherResource,
}

const V4: Version = (4, 0, 0);
const V5: Version = (5, 0, 0);

const fn same(resource_type: &'static str, old: &'static str, new: &'static str, since: Version) -> Rename {
    Rename { resource_type, old, new, since, meaning: Meaning::Same }
}

const fn inverted(
    resource_type: &'static str,
    old: &'static str,
    new: &'static str,
    since: Version,
) -> Rename {
    Rename { resource_type, old, new, since, meaning: Meaning::Inverted }
}

const fn other_value(
    resource_type: &'static str,
    old: &'static str,
    new: &'static str,
    since: Version,
) -> Rename {
    Rename { resource_type, old, new, since, meaning: Meaning::OtherValue }
}

const fn moved(resource_type: &'static str, old: &'static str, new: &'static str, since: Version) -> Rename {
    Rename { resource_type, old, new, since, meaning: Meaning::OtherResource }
}

const RENAMES: &[Rename] = &[
    // The blocks of a bucket became resources in AWS 4; the blocks are still read, as deprecated.
    moved("aws_s3_bucket", "acl", "aws_s3_bucket_acl", V4),
    moved("aws_s3_bucket", "grant", "aws_s3_bucket_acl", V4),
    moved("aws_s3_bucket", "acceleration_status", "aws_s3_bucket_accelerate_configuration", V4),
    moved("aws_s3_bucket", "cors_rule", "aws_s3_bucket_cors_configuration", V4),
    moved("aws_s3_bucket", "lifecycle_rule", "aws_s3_bucket_lifecycle_configuration", V4),
    moved("aws_s3_bucket", "logging", "aws_s3_bucket_logging", V4),
    moved("aws_s3_bucket", "object_lock_configuration", "aws_s3_bucket_object_lock_configuration", V4),
    moved("aws_s3_bucket", "policy", "aws_s3_bucket_policy", V4),
    moved("aws_s3_bucket", "replication_configuration", "aws_s3_bucket_replication_configuration", V4),
    moved("aws_s3_bucket", "request_payer", "aws_s3_bucket_request_payment_configuration", V4),
    moved(
        "aws_s3_bucket",
        "server_side_encryption_configuration",
        "aws_s3_bucket_server_side_encryption_configuration",
        V4,
    ),
    moved("aws_s3_bucket", "versioning", "aws_s3_bucket_versioning", V4),
    moved("aws_s3_bucket", "website", "aws_s3_bucket_website_configuration", V4),
    moved("aws_redshift_cluster", "logging", "aws_redshift_logging", V5),
    moved("aws_redshift_cluster", "snapshot_copy", "aws_redshift_snapshot_copy", V5),
    same("aws_db_instance", "name", "db_name", V4),
    same("aws_elasticache_replication_group", "number_cache_clusters", "num_cache_clusters", V4),
    same("aws_elasticache_replication_group", "replication_group_description", "description", V4),
    // Storage.
    same("azurerm_storage_account", "enable_https_traffic_only", "https_traffic_only_enabled", V4),
    moved("azurerm_storage_account", "queue_properties", "azurerm_storage_account_queue_properties", V4),
    moved("azurerm_storage_account", "static_website", "azurerm_storage_account_static_website", V4),
    other_value("azurerm_storage_account", "public_network_access_enabled", "public_network_access", V5),
    other_value("azurerm_storage_container", "storage_account_name", "storage_account_id", V4),
    other_value("azurerm_storage_queue", "storage_account_name", "storage_account_id", V4),
    other_value("azurerm_storage_share", "storage_account_name", "storage_account_id", V4),
    // Logs.
    same("azurerm_monitor_diagnostic_setting", "metric", "enabled_metric", V4),
    inverted(
        "azurerm_log_analytics_workspace",
        "local_authentication_disabled",
        "local_authentication_enabled",
        V4,
    ),
    inverted("azurerm_application_insights", "disable_ip_masking", "ip_masking_enabled", V4),
    inverted(
        "azurerm_application_insights",
        "local_authentication_disabled",
        "local_authentication_enabled",
        V4,
    ),
    // The rest by service.
    same("azurerm_key_vault", "enable_rbac_authorization", "rbac_authorization_enabled", V4),
    same("azurerm_redis_cache", "enable_non_ssl_port", "non_ssl_port_enabled", V4),
    inverted("azurerm_cosmosdb_account", "local_authentication_disabled", "local_authentication_enabled", V4),
    same("azurerm_cosmosdb_account", "enable_automatic_failover", "automatic_failover_enabled", V4),
    same(
        "azurerm_cosmosdb_account",
        "enable_multiple_write_locations",
        "multiple_write_locations_enabled",
        V4,
    ),
    same(
        "azurerm_kubernetes_cluster",
        "default_node_pool.enable_auto_scaling",
        "default_node_pool.auto_scaling_enabled",
        V4,
    ),
    same(
        "azurerm_kubernetes_cluster",
        "default_node_pool.enable_host_encryption",
        "default_node_pool.host_encryption_enabled",
        V4,
    ),
    same(
        "azurerm_kubernetes_cluster",
        "default_node_pool.enable_node_public_ip",
        "default_node_pool.node_public_ip_enabled",
        V4,
    ),
    same("azurerm_kubernetes_cluster_node_pool", "enable_host_encryption", "host_encryption_enabled", V4),
    same("azurerm_kubernetes_cluster_node_pool", "enable_node_public_ip", "node_public_ip_enabled", V4),
    same("azurerm_application_gateway", "enable_http2", "http2_enabled", V4),
    same("azurerm_network_interface", "enable_ip_forwarding", "ip_forwarding_enabled", V4),
    same("azurerm_network_interface", "enable_accelerated_networking", "accelerated_networking_enabled", V4),
    inverted("azurerm_route_table", "disable_bgp_route_propagation", "bgp_route_propagation_enabled", V4),
    other_value(
        "azurerm_mysql_flexible_server",
        "public_network_access_enabled",
        "public_network_access",
        V4,
    ),
    same("azurerm_windows_virtual_machine", "enable_automatic_updates", "automatic_updates_enabled", V4),
    same("azurerm_virtual_network_gateway", "enable_bgp", "bgp_enabled", V4),
    other_value("azurerm_network_watcher_flow_log", "network_security_group_id", "target_resource_id", V4),
    same("azurerm_subnet", "service_endpoints", "service_endpoint", V5),
];

/// Every rename, by service.
pub fn renames() -> &'static [Rename] {
    RENAMES
}

/// All names the attribute or block has had in this type, the newest first and `path` among them. Those
/// whose value means something else ([`Meaning::Same`] is not what they are) are left out.
pub fn spellings(resource_type: &str, path: &str) -> Vec<String> {
    let known = RENAMES.iter().filter(|it| it.resource_type == resource_type && it.meaning == Meaning::Same);
    let found = known.filter_map(|it| {
        let rest = below(it.old, path).or_else(|| below(it.new, path))?;
        Some((format!("{}{rest}", it.new), format!("{}{rest}", it.old)))
    });
    let mut spellings = Vec::new();
    for (new, old) in found {
        spellings.extend([new, old]);
    }
    if spellings.is_empty() {
        spellings.push(path.to_owned());
    }
    spellings
}

/// The rename that concerns this old path in this provider version: the new name is known there. Nothing
/// if the path still has its only name.
pub fn renamed(resource_type: &str, path: &str, version: Version) -> Option<&'static Rename> {
    RENAMES
        .iter()
        .find(|it| it.resource_type == resource_type && below(it.old, path).is_some() && it.since <= version)
}

/// What follows `name` in `path`, if the path is that name or inside it.
fn below<'p>(name: &str, path: &'p str) -> Option<&'p str> {
    let rest = path.strip_prefix(name)?;
    (rest.is_empty() || rest.starts_with(['.', '['])).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Schema;

    #[test]
    fn every_rename_agrees_with_the_tables() {
        let schema = Schema::bundled();
        for rename in renames() {
            let Rename { resource_type, old, new, .. } = rename;
            assert!(schema.path(resource_type, old).is_some(), "{rename:?}: the old name is in no release");
            match rename.meaning {
                Meaning::OtherResource => assert!(schema.resource(new).is_some(), "{rename:?}: no such type"),
                _ => {
                    let item = item(resource_type, new);
                    let first: u32 = item.first().and_then(|it| it.split('.').next()?.parse().ok()).unwrap();
                    // The oldest bundled release is of version 3 or 4; a name may be older than that.
                    assert!(first <= rename.since.0, "{rename:?}: the new name is first in {first}");
                }
            }
        }
    }

    fn item(resource_type: &str, path: &str) -> Vec<&'static str> {
        let mut body = Schema::bundled().resource(resource_type).unwrap().body;
        let mut versions = Vec::new();
        for name in path.split('.') {
            let item = body.item(name).unwrap_or_else(|| panic!("{resource_type} has no {path}"));
            versions = item.versions();
            if let Some(inner) = item.body() {
                body = inner;
            }
        }
        versions
    }

    #[test]
    fn a_renamed_attribute_is_known_by_both_names() {
        let both = ["https_traffic_only_enabled", "enable_https_traffic_only"];
        assert_eq!(spellings("azurerm_storage_account", "https_traffic_only_enabled"), both);
        assert_eq!(spellings("azurerm_storage_account", "enable_https_traffic_only"), both);
        assert_eq!(
            spellings("azurerm_monitor_diagnostic_setting", "metric.category"),
            ["enabled_metric.category", "metric.category"]
        );
        assert_eq!(spellings("azurerm_storage_account", "min_tls_version"), ["min_tls_version"]);
    }

    #[test]
    fn an_inverted_name_is_not_a_spelling() {
        let only = spellings("azurerm_log_analytics_workspace", "local_authentication_enabled");
        assert_eq!(only, ["local_authentication_enabled"]);
    }

    #[test]
    fn a_rename_concerns_only_the_versions_that_have_it() {
        let of = |version| {
            renamed("azurerm_storage_account", "enable_https_traffic_only", version).map(|it| it.new)
        };
        assert_eq!(of((3, 116, 0)), None);
        assert_eq!(of((4, 0, 0)), Some("https_traffic_only_enabled"));
        assert_eq!(
            renamed("aws_s3_bucket", "logging.target_bucket", (6, 0, 0)).map(|it| it.new),
            Some("aws_s3_bucket_logging")
        );
        assert_eq!(renamed("aws_s3_bucket", "logging_extra", (6, 0, 0)), None);
    }
}
