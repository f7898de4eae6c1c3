//! What resource types are called: `log group`, `log groups`, `a log group`.

use crate::ResourceType;

/// Types whose published name does not read as words, or says too little.
const NAMES: &[(&str, &str, &str)] = &[
    ("autoscaling", "autoscalinggroup", "scaling group"),
    ("cloudformation", "stackset", "stack set"),
    ("dynamodb", "index", "index"),
    ("elasticloadbalancing", "loadbalancer", "load balancer"),
    ("elasticloadbalancing", "targetgroup", "target group"),
    ("events", "rule-on-custom-event-bus", "rule on a custom bus"),
    ("events", "rule-on-default-event-bus", "rule on the default bus"),
    ("iam", "mfa", "MFA device"),
    ("iam", "oidc-provider", "OIDC provider"),
    ("iam", "saml-provider", "SAML provider"),
    ("lambda", "eventsourcemapping", "event source mapping"),
    ("rds", "db", "database"),
    ("route53", "hostedzone", "hosted zone"),
    ("s3", "accesspoint", "access point"),
    ("s3", "storagelensconfiguration", "Storage Lens configuration"),
    ("sns", "topic", "topic"),
    ("states", "statemachine", "state machine"),
    ("wafv2", "ipset", "IP set"),
    ("wafv2", "rulegroup", "rule group"),
    ("wafv2", "webacl", "web ACL"),
];

/// `log group`
pub(crate) fn singular(of: ResourceType<'_>) -> String {
    let known = NAMES.iter().find(|(service, name, _)| *service == of.service && *name == of.name);
    known.map_or_else(|| of.name.replace(['-', '_'], " "), |(_, _, noun)| (*noun).to_owned())
}

/// `log groups`
pub fn plural(of: ResourceType<'_>) -> String {
    let noun = singular(of);
    // `rule on a custom bus`: the first word is the thing.
    match noun.split_once(" on ") {
        Some((thing, rest)) => format!("{} on {rest}", pluralised(thing)),
        None => pluralised(&noun),
    }
}

fn pluralised(noun: &str) -> String {
    let ends = |ends: &[&str]| ends.iter().any(|end| noun.ends_with(end));
    if let Some(stem) = noun.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u'])) {
        format!("{stem}ies")
    } else if ends(&["data", "metadata", "settings", "preferences", "credentials", "staging", "series"]) {
        noun.to_owned()
    } else if let Some(stem) = noun.strip_suffix("sis") {
        format!("{stem}ses")
    } else if ends(&["ss", "us", "as", "x", "ch", "sh"]) {
        format!("{noun}es")
    } else if noun.ends_with('s') {
        noun.to_owned()
    } else {
        format!("{noun}s")
    }
}

/// `a log group`, `an object`
pub fn with_article(of: ResourceType<'_>) -> String {
    let noun = singular(of);
    let vowel = noun.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O', 'M']) || noun.starts_with("SAML");
    let unlike = noun.starts_with("one") || noun.starts_with("Microsoft") || noun.starts_with("eu");
    format!("{} {noun}", if vowel && !unlike { "an" } else { "a" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_called_what_people_call_them() {
        let of = |service, name| ResourceType { service, name, arn: "", condition_keys: &[] };
        assert_eq!(plural(of("logs", "log-group")), "log groups");
        assert_eq!(plural(of("iam", "policy")), "policies");
        assert_eq!(plural(of("kms", "alias")), "aliases");
        assert_eq!(plural(of("ecs", "container-instance")), "container instances");
        assert_eq!(plural(of("dynamodb", "index")), "indexes");
        assert_eq!(plural(of("events", "rule-on-custom-event-bus")), "rules on a custom bus");
        assert_eq!(plural(of("apigateway", "apikey")), "apikeys");
        assert_eq!(with_article(of("s3", "object")), "an object");
        assert_eq!(with_article(of("iam", "user")), "a user");
        assert_eq!(with_article(of("iam", "mfa")), "an MFA device");
    }
}
