//! Pages of the catalogue for a terminal or an editor's preview, in the words of the hover.

use std::fmt::Write as _;

use catalog::{Area, Catalogue, Duty, Expected, Service};

use crate::{name::unfilled, words};

/// The one page that says what stays with a customer of any cloud.
const MODEL: &str = include_str!("model.md");

pub(crate) fn explain(catalogue: &Catalogue, topic: &str) -> Option<String> {
    let topic = topic.trim();
    if topic == "model" {
        return Some(without_anchors(&model(catalogue)));
    }
    if let Some(duty) = duty_named(catalogue, topic) {
        return Some(duty_page(catalogue, duty));
    }
    if let Some(service) = catalogue
        .services
        .iter()
        .find(|service| service.id == topic || service.name.eq_ignore_ascii_case(topic))
    {
        return Some(service_page(catalogue, service));
    }
    if let Some(area) = area_named(topic) {
        return Some(area_page(catalogue, area));
    }
    type_page(catalogue, topic)
}

/// The page with its anchors: what a published page can be linked at.
pub(crate) fn model(catalogue: &Catalogue) -> String {
    let services: String = catalogue
        .services
        .iter()
        .map(|service| format!("- **{}**, {}: {}\n", service.name, service.class, who_has_what(service)))
        .collect();
    MODEL.replace("<!-- services -->\n", &services)
}

/// `yours are the application, identity, …; shared are the runtime`.
fn who_has_what(service: &Service) -> String {
    let of = |owner: &str| {
        let layers =
            words::LAYERS.iter().filter(|(id, _)| service.layers.get(*id).is_some_and(|it| it == owner));
        layers.map(|(_, name)| *name).collect::<Vec<_>>()
    };
    let said = |what: &str, layers: Vec<&str>| {
        let verb = if layers.len() == 1 { "is" } else { "are" };
        words::list(&layers).map(|list| format!("{what} {verb} {list}"))
    };
    [said("yours", of("customer")), said("shared", of("shared"))]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join("; ")
}

/// Anchors are for the published page; people who read the text see them as clutter.
fn without_anchors(page: &str) -> String {
    let mut text = String::new();
    let mut rest = page;
    while let Some((start, end)) = [("<a id=\"", "</a>"), (" {#", "}")]
        .iter()
        .filter_map(|(open, close)| {
            let start = rest.find(open)?;
            Some((start, start + rest.get(start..)?.find(close)? + close.len()))
        })
        .min()
    {
        text.push_str(rest.get(..start).unwrap_or_default());
        rest = rest.get(end..).unwrap_or_default();
    }
    text + rest
}

fn duty_named<'a>(catalogue: &'a Catalogue, id: &str) -> Option<&'a Duty> {
    catalogue.duties.iter().find(|duty| duty.id == id || duty.aliases.iter().any(|alias| alias == id))
}

/// By its id (`identity-access`) or a shown word (`IAM`, `access`).
pub(crate) fn area_named(topic: &str) -> Option<Area> {
    words::AREAS.into_iter().find(|&area| {
        [words::area_id(area), words::area(area, "AWS"), words::area(area, "Microsoft")]
            .iter()
            .any(|word| word.eq_ignore_ascii_case(topic))
    })
}

fn service_of<'a>(catalogue: &'a Catalogue, duty: &Duty) -> Option<&'a Service> {
    catalogue.services.iter().find(|service| service.id == duty.service)
}

fn provider_of<'a>(catalogue: &'a Catalogue, duty: &Duty) -> &'a str {
    service_of(catalogue, duty).map_or("", |service| service.provider.as_str())
}

fn duty_page(catalogue: &Catalogue, duty: &Duty) -> String {
    let service = service_of(catalogue, duty).map_or(duty.service.as_str(), |service| service.name.as_str());
    let area = words::area(duty.area, provider_of(catalogue, duty));
    let mut page = format!(
        "# {}\n\n`{}` · {service} · {area} · {} · {}\n\n{}\n",
        duty.title,
        duty.id,
        words::severity(duty.severity),
        words::tier(duty.tier),
        duty.prose.trim(),
    );
    for default in &duty.defaults {
        let since = default.since.as_deref().map_or_else(String::new, |since| format!(" since {since}"));
        let note = default.note.as_deref().map_or_else(String::new, |note| format!(": {note}"));
        let path = default.path.as_deref().map_or_else(String::new, |path| format!("`{path}` "));
        let _ = write!(
            page,
            "\n**Assumed** where nothing is written: {path}`{}` is the default of {}{since}{note}\n",
            default.value, default.provider
        );
    }
    if let Some(example) = duty.examples.iter().find(|example| example.expected == Expected::Shown) {
        let _ = write!(page, "\n**Shown** by\n\n```{}\n{}\n```\n", example.language, example.text.trim_end());
    }
    if let Some(fix) = &duty.fix {
        let effect =
            fix.side_effect.as_deref().map_or_else(String::new, |effect| format!(": {}", unfilled(effect)));
        let _ = write!(page, "\n**A fix** is offered{}{effect}\n", fix_word(fix.safety));
    }
    if !duty.same_as.is_empty() {
        let ids: Vec<String> =
            duty.same_as.iter().map(|(tool, ids)| format!("{tool} {}", ids.join(", "))).collect();
        let _ = write!(page, "\n**The same rule elsewhere**: {}\n", ids.join(" · "));
    }
    let _ = write!(page, "\n{}\n", words::page(&duty.id));
    page
}

fn fix_word(safety: catalog::Safety) -> &'static str {
    match safety {
        catalog::Safety::Safe => ", safe to apply",
        catalog::Safety::Review => ", to be reviewed",
        catalog::Safety::NeedsInput => ", with something to fill in",
        catalog::Safety::Replaces => " that replaces the resource",
    }
}

/// `AWS Lambda, a managed service` and the two boundary lines, as the hover has them.
fn boundary(service: &Service) -> String {
    format!("- **{} runs** {}\n- **Yours** are {}\n", service.provider, service.provider_runs, service.yours)
}

fn service_page(catalogue: &Catalogue, service: &Service) -> String {
    let mut page =
        format!("# {}, {}\n\n{}\n{}\n", service.name, service.class, boundary(service), service.prose.trim());
    if !service.layers.is_empty() {
        page.push_str("\n## Who runs which layer\n\n");
        for (layer, name) in words::LAYERS {
            let owner = match service.layers.get(layer).map(String::as_str) {
                Some("provider") => service.provider.as_str(),
                Some("customer") => "you",
                Some("shared") => "both",
                _ => continue,
            };
            let _ = writeln!(page, "- {name}: {owner}");
        }
        page.push_str("\nThe idea behind these lists: `demarc explain model`\n");
    }
    let duties: Vec<&Duty> = catalogue.duties.iter().filter(|duty| duty.service == service.id).collect();
    page.push_str(&duties_section("Yours, one by one", &duties, catalogue));
    if !service.confirm.is_empty() {
        page.push_str("\n## After a deploy, confirm\n\n");
        for confirm in &service.confirm {
            let _ = writeln!(page, "- `{}`: {}", unfilled(&confirm.command), confirm.expect);
        }
    }
    if !service.not_in_files.is_empty() {
        page.push_str("\n## Not in any file: still your job\n\n");
        for item in &service.not_in_files {
            let command = item
                .command
                .as_deref()
                .map_or_else(String::new, |command| format!(" · `{}`", unfilled(command)));
            let _ = writeln!(page, "- {}{command}", unfilled(&item.statement));
        }
    }
    if !service.when_it_breaks.is_empty() {
        page.push_str("\n## When it breaks\n\n");
        for case in &service.when_it_breaks {
            let _ = writeln!(page, "- {}: {}, look at {}", case.symptom, case.side, case.look);
        }
    }
    if !service.links.is_empty() {
        page.push_str("\n## Official pages\n\n");
        for link in &service.links {
            let _ = writeln!(page, "- <{link}>");
        }
    }
    page
}

fn duties_section(heading: &str, duties: &[&Duty], catalogue: &Catalogue) -> String {
    if duties.is_empty() {
        return String::new();
    }
    let mut duties = duties.to_vec();
    duties.sort_by_key(|duty| (duty.tier, std::cmp::Reverse(duty.severity), duty.area));
    let mut section = format!("\n## {heading}\n\n");
    for duty in duties {
        let area = words::area_title(duty.area, provider_of(catalogue, duty));
        let grade = match duty.tier {
            catalog::Tier::Core => words::severity(duty.severity).to_owned(),
            tier => format!("{}, {}", words::severity(duty.severity), words::tier(tier)),
        };
        let _ = writeln!(section, "- **{area}** ({grade}): {} · `{}`", duty.title, duty.id);
    }
    section
}

fn area_page(catalogue: &Catalogue, area: Area) -> String {
    let mut page = format!("# {}\n", words::area_title(area, ""));
    for service in &catalogue.services {
        let duties: Vec<&Duty> =
            catalogue.duties.iter().filter(|duty| duty.service == service.id && duty.area == area).collect();
        page.push_str(&duties_section(&service.name, &duties, catalogue));
    }
    page
}

fn type_page(catalogue: &Catalogue, resource_type: &str) -> Option<String> {
    let duties: Vec<&Duty> =
        catalogue.duties.iter().filter(|duty| duty.types.iter().any(|name| name == resource_type)).collect();
    let service = catalogue
        .services
        .iter()
        .find(|service| service.types.iter().any(|name| name == resource_type))
        .or_else(|| duties.first().and_then(|duty| service_of(catalogue, duty)))?;
    let mut page =
        format!("# {resource_type}\n\n{}, {}\n\n{}", service.name, service.class, boundary(service));
    page.push_str(&duties_section("Yours, one by one", &duties, catalogue));
    let _ = write!(page, "\n`demarc explain {}` has the whole page\n", service.id);
    Some(page)
}

/// Topics within a few letters of the asked one, or that contain it; at most five.
pub(crate) fn nearest(catalogue: &Catalogue, topic: &str) -> Vec<String> {
    let mut topics: Vec<&str> = vec!["model"];
    topics.extend(catalogue.duties.iter().map(|duty| duty.id.as_str()));
    topics.extend(catalogue.duties.iter().flat_map(|duty| duty.types.iter().map(String::as_str)));
    topics.extend(catalogue.services.iter().map(|service| service.id.as_str()));
    topics.extend(words::AREAS.iter().map(|area| words::area_id(*area)));
    topics.sort_unstable();
    topics.dedup();
    let mut near: Vec<(usize, &str)> = topics
        .into_iter()
        .filter_map(|candidate| {
            let distance = if candidate.contains(topic) { 0 } else { distance(candidate, topic) };
            (distance <= 3.max(topic.len() / 4)).then_some((distance, candidate))
        })
        .collect();
    near.sort_unstable();
    near.into_iter().take(5).map(|(_, candidate)| candidate.to_owned()).collect()
}

/// Levenshtein, by bytes: the topics are ASCII.
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, left) in one.bytes().enumerate() {
        let mut corner = line;
        let mut before = line + 1;
        for (cell, right) in row.iter_mut().skip(1).zip(other.bytes()) {
            let replaced = corner + usize::from(left != right);
            corner = *cell;
            before = replaced.min(before + 1).min(*cell + 1);
            *cell = before;
        }
        if let Some(first) = row.first_mut() {
            *first = line + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_is_read_without_its_anchors() {
        let page = explain(&Catalogue::default(), "model").unwrap();
        assert!(page.starts_with("# What stays with you in a cloud\n"));
        assert!(!page.contains("<a ") && !page.contains("{#"), "{page}");
        assert!(page.contains("\n- **Storage**: access control"));
    }

    #[test]
    fn the_model_says_of_each_service_who_has_which_layer() {
        let catalogue = Catalogue::bundled();
        let page = explain(catalogue, "model").unwrap();
        assert!(!page.contains("<!--"), "{page}");
        for service in &catalogue.services {
            let line = format!("- **{}**, {}: yours are ", service.name, service.class);
            assert!(page.contains(&line), "{line}");
        }
    }

    #[test]
    fn every_service_says_who_has_each_layer() {
        for service in &Catalogue::bundled().services {
            let known: Vec<&str> = words::LAYERS.iter().map(|(id, _)| *id).collect();
            let mut said: Vec<&str> = service.layers.keys().map(String::as_str).collect();
            said.sort_by_key(|id| known.iter().position(|it| it == id));
            assert_eq!(said, known, "{}", service.id);
            let owners = ["provider", "shared", "customer"];
            assert!(service.layers.values().all(|owner| owners.contains(&owner.as_str())), "{}", service.id);
        }
    }

    #[test]
    fn distance_counts_single_letters() {
        assert_eq!(distance("logging", "loging"), 1);
        assert_eq!(distance("abc", "abc"), 0);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
