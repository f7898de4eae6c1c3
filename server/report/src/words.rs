//! The words that people see for states, areas and severities, the same in every surface.

use catalog::{Area, Safety, Severity, Status, Tier};

/// Where the catalogue's pages are published; the one place to change when they have an address. The same
/// pages are in the binary.
pub const PAGES: &str = "https://demarc.example/catalogue";

/// The page of a duty (`aws-lambda.env-no-secrets`) or a service (`aws-lambda`).
pub fn page(id: &str) -> String {
    match id.split_once('.') {
        Some((service, duty)) => format!("{PAGES}/{service}/{duty}.html"),
        None => format!("{PAGES}/{id}/index.html"),
    }
}

/// In the order in which areas are shown.
pub const AREAS: [Area; 10] = [
    Area::Secrets,
    Area::IdentityAccess,
    Area::NetworkExposure,
    Area::Logging,
    Area::HardeningPatching,
    Area::EncryptionKeys,
    Area::BackupRecovery,
    Area::DataLifecycle,
    Area::MonitoringAlerting,
    Area::ConfigurationValidation,
];

/// The layers of a service, from the building upwards: id in a service's page, and name for a reader.
pub const LAYERS: [(&str, &str); 10] = [
    ("physical", "buildings and hardware"),
    ("network-fabric", "the network between them"),
    ("host", "hosts and hypervisor"),
    ("operating-system", "the operating system"),
    ("runtime", "the runtime"),
    ("application", "the application"),
    ("network-controls", "network rules"),
    ("identity", "identity and access"),
    ("configuration", "configuration"),
    ("data", "data"),
];

/// The order of equally severe duties: what anybody can reach comes before who may do what.
pub fn rank(named: Area) -> usize {
    match named {
        Area::NetworkExposure => 0,
        named => 1 + AREAS.iter().position(|area| *area == named).unwrap_or(AREAS.len()),
    }
}

/// The shown word, lower case but for `IAM`; Microsoft's services say `access` instead.
pub fn area(area: Area, provider: &str) -> &'static str {
    match area {
        Area::Secrets => "secrets",
        Area::IdentityAccess if provider == "Microsoft" => "access",
        Area::IdentityAccess => "IAM",
        Area::NetworkExposure => "network",
        Area::Logging => "logging",
        Area::HardeningPatching => "patching",
        Area::EncryptionKeys => "encryption",
        Area::BackupRecovery => "recovery",
        Area::DataLifecycle => "retention",
        Area::MonitoringAlerting => "monitoring",
        Area::ConfigurationValidation => "config",
    }
}

/// The shown word at the beginning of a line: `Access`.
pub fn area_title(named: Area, provider: &str) -> String {
    capitalised(area(named, provider))
}

/// The id in duty files and JSON: `identity-access`.
pub fn area_id(area: Area) -> &'static str {
    match area {
        Area::Secrets => "secrets",
        Area::IdentityAccess => "identity-access",
        Area::NetworkExposure => "network-exposure",
        Area::Logging => "logging",
        Area::HardeningPatching => "hardening-patching",
        Area::EncryptionKeys => "encryption-keys",
        Area::BackupRecovery => "backup-recovery",
        Area::DataLifecycle => "data-lifecycle",
        Area::MonitoringAlerting => "monitoring-alerting",
        Area::ConfigurationValidation => "configuration-validation",
    }
}

pub fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Low => "low",
        Severity::Medium => "medium",
        Severity::High => "high",
        Severity::Critical => "critical",
    }
}

pub fn tier(tier: Tier) -> &'static str {
    match tier {
        Tier::Core => "core",
        Tier::Recommended => "recommended",
        Tier::Strict => "strict",
    }
}

/// The word in JSON.
pub fn status_id(status: Status) -> &'static str {
    match status {
        Status::Shown => "shown",
        Status::Default => "default",
        Status::Missing => "missing",
        Status::Contradicted => "contradicted",
        Status::Unknown => "unknown",
        Status::Accepted => "accepted",
    }
}

/// The word that people see.
pub fn status(status: Status) -> &'static str {
    match status {
        Status::Shown => "Shown",
        Status::Default => "Assumed",
        Status::Missing | Status::Contradicted => "Open",
        Status::Unknown => "Can't be told",
        Status::Accepted => "Accepted",
    }
}

/// The word in JSON.
pub fn safety_id(safety: Safety) -> &'static str {
    match safety {
        Safety::Safe => "safe",
        Safety::Review => "review",
        Safety::NeedsInput => "needs-input",
        Safety::Replaces => "replaces",
    }
}

/// What to know before a fix is applied.
pub fn safety(safety: Safety) -> &'static str {
    match safety {
        Safety::Safe => "safe",
        Safety::Review => "to be reviewed",
        Safety::NeedsInput => "needs input",
        Safety::Replaces => "replaces the resource",
    }
}

/// What would settle a reason why something can't be told, as the judgement words it.
pub fn settles(why: &str) -> Option<&'static str> {
    [
        ("is not on disk", "`terraform init`, or say where it is handled"),
        ("has no value here", "a default, or a value in a `.tfvars` file"),
        ("is known after apply", "a look after the deploy"),
        ("is not filled in", "filling it in"),
        ("is broken", "mending the text"),
        ("is not declared", "the file that declares it"),
    ]
    .into_iter()
    .find_map(|(reason, settles)| why.contains(reason).then_some(settles))
}

/// `1 file`, `2 files`.
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// The first letter in upper case.
/// `a, b and c`; `None` for nothing.
pub fn list(names: &[&str]) -> Option<String> {
    let (last, others) = names.split_last()?;
    Some(if others.is_empty() { (*last).to_owned() } else { format!("{} and {last}", others.join(", ")) })
}

pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// `file:///work/my%20infra/iam.tf` of an absolute path.
pub fn file_uri(path: &str) -> String {
    format!("file:///{}", uri_path(path.trim_start_matches('/')))
}

/// A path with everything escaped that a URI does not take.
pub fn uri_path(path: &str) -> String {
    path.bytes().fold(String::new(), |mut uri, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
        uri
    })
}

/// Inline Markdown without its marks, for messages and terminals.
pub fn plain(markdown: &str) -> String {
    markdown.replace("**", "").replace('`', "")
}

/// `text` with soft breaks before the column `width`; lines after the first begin with `indent`.
/// A code span is never broken, and the target of a link takes no room.
pub fn wrapped(text: &str, width: usize, indent: &str) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in words(text) {
        let room = shown_width(word);
        if column > 0 && column + 1 + room > width {
            out.push('\n');
            out.push_str(indent);
            column = indent.chars().count();
        } else if !out.is_empty() {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += room;
    }
    out
}

/// Splits at spaces outside code spans.
fn words(text: &str) -> Vec<&str> {
    let mut in_code = false;
    text.split(move |letter: char| {
        in_code ^= letter == '`';
        letter == ' ' && !in_code
    })
    .collect()
}

fn shown_width(word: &str) -> usize {
    let whole = word.chars().count();
    match (word.find("]("), word.find(')')) {
        (Some(open), Some(close)) if open < close => {
            whole - word.get(open..=close).map_or(0, |target| target.chars().count())
        }
        _ => whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapping_keeps_code_spans_whole() {
        let text = "- **IAM** (high): role `orders` may do `s3:*` on `every one of them` or so";
        assert_eq!(
            wrapped(text, 40, "  "),
            "- **IAM** (high): role `orders` may do\n  `s3:*` on `every one of them` or so"
        );
    }

    #[test]
    fn wrapping_gives_a_links_target_no_room() {
        assert_eq!(
            wrapped("seen at [iam.tf:14](file:///somewhere/iam.tf#L14) ok", 22, "  "),
            "seen at [iam.tf:14](file:///somewhere/iam.tf#L14) ok"
        );
    }

    #[test]
    fn access_is_the_word_on_azure() {
        assert_eq!(area_title(Area::IdentityAccess, "Microsoft"), "Access");
        assert_eq!(area_title(Area::IdentityAccess, "AWS"), "IAM");
    }
}
