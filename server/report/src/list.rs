//! The catalogue at a glance: every duty on one line, by service.

use std::fmt::Write as _;

use catalog::{Catalogue, Duty};

use crate::{Listing, explain, words};

pub(crate) fn list(catalogue: &Catalogue, listing: Listing<'_>) -> String {
    let area = listing.topic.and_then(explain::area_named);
    let wanted = |duty: &&Duty| {
        listing.tier.is_none_or(|tier| duty.tier == tier)
            && listing.topic.is_none_or(|topic| {
                duty.service == topic
                    || area == Some(duty.area)
                    || duty.types.iter().any(|name| name == topic)
            })
    };
    let mut out = String::new();
    for service in &catalogue.services {
        let duties: Vec<&Duty> =
            catalogue.duties.iter().filter(|duty| duty.service == service.id).filter(wanted).collect();
        if duties.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push('\n');
        }
        let _ = writeln!(out, "{} ({})", service.name, service.id);
        let width = duties.iter().map(|duty| duty.id.len()).max().unwrap_or_default();
        for duty in duties {
            let _ = writeln!(
                out,
                "  {:width$}  {:8}  {:11}  {:10}  {}",
                duty.id,
                words::severity(duty.severity),
                words::tier(duty.tier),
                words::area(duty.area, &service.provider),
                duty.title
            );
        }
    }
    out
}
