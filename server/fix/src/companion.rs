//! New resources that refer to the one they are for: their text, and where they are written.

use std::collections::BTreeSet;

use model::{
    FileId,
    print::terraform::{Indent, format, lines},
};
use project::{ResolvedModule, Resource};
use syntax::TextRange;

use crate::template::{Filled, Filling, local_address};

/// Addresses of a module that are taken, by fixes too: `aws_s3_bucket.logs`.
pub(crate) type Taken = BTreeSet<String>;

/// How often the resource exists, which its companions repeat.
enum Repetition {
    Once,
    Count,
    ForEach,
}

impl Repetition {
    fn of(resource: &Resource) -> Self {
        if resource.block.body.attribute("count").is_some() {
            Self::Count
        } else if resource.block.body.attribute("for_each").is_some() {
            Self::ForEach
        } else {
            Self::Once
        }
    }

    /// The resource as seen from a companion.
    fn reference(&self, address: &str) -> String {
        match self {
            Self::Once => address.to_owned(),
            Self::Count => format!("{address}[count.index]"),
            Self::ForEach => "each.value".to_owned(),
        }
    }

    fn argument(&self, address: &str) -> Option<String> {
        match self {
            Self::Once => None,
            Self::Count => Some(format!("count = length({address})")),
            Self::ForEach => Some(format!("for_each = {address}")),
        }
    }

    /// How one companion refers to another.
    fn key(&self) -> &'static str {
        match self {
            Self::Once => "",
            Self::Count => "[count.index]",
            Self::ForEach => "[each.key]",
        }
    }
}

/// The template written in the place of a resource, whose `count` or `for_each` and provider it takes over as
/// they are written.
pub(crate) fn write_instead(
    filling: Filling<'_>,
    template: &str,
    taken: &mut Taken,
    arguments: &[String],
) -> Filled {
    let subject = filling.resource;
    let mut filled = filling.fill(template);
    let key = Repetition::of(subject).key();
    for declared in declared(&filled.text) {
        let name = free_name(&declared, subject.type_name(), taken);
        filled.text = renamed(&filled.text, &declared, &name, key);
        taken.insert(format!("{}.{name}", declared.resource_type));
    }
    filled.text = format(&with_arguments(&filled.text, arguments), &Indent::default());
    filled
}

/// The template written for a resource; its names are added to `taken`.
pub(crate) fn write(
    filling: Filling<'_>,
    template: &str,
    taken: &mut Taken,
    provider: Option<&str>,
) -> Filled {
    let repetition = Repetition::of(filling.resource);
    let address = local_address(filling.resource);
    let filling = Filling { reference: repetition.reference(&address), ..filling };
    let mut filled = filling.fill(template);
    for declared in declared(&filled.text) {
        let name = free_name(&declared, filling.resource.type_name(), taken);
        filled.text = renamed(&filled.text, &declared, &name, repetition.key());
        taken.insert(format!("{}.{name}", declared.resource_type));
    }
    let provider = provider.map(|provider| format!("provider = {provider}"));
    let arguments: Vec<String> = repetition.argument(&address).into_iter().chain(provider).collect();
    filled.text = format(&with_arguments(&filled.text, &arguments), &Indent::default());
    filled
}

/// A resource that a template declares.
struct Declared {
    resource_type: String,
    name: String,
}

fn declared(template: &str) -> Vec<Declared> {
    lines(template).iter().filter_map(|line| header(slice(template, line.trimmed))).collect()
}

/// `resource "type" "name" {`
fn header(line: &str) -> Option<Declared> {
    let mut words = line.strip_prefix("resource ")?.split('"').skip(1).step_by(2);
    Some(Declared { resource_type: words.next()?.to_owned(), name: words.next()?.to_owned() })
}

/// `orders`; where that is taken `orders_function`, after what it is for, and then `orders_2` and so on.
fn free_name(declared: &Declared, subject_type: &str, taken: &Taken) -> String {
    let Declared { resource_type, name } = declared;
    let subject = subject_type.rsplit('_').next().unwrap_or_default();
    let plain = [name.clone(), format!("{name}_{subject}")];
    let numbered = (2..).map(|number| format!("{name}_{number}"));
    let mut names = plain.into_iter().chain(numbered);
    names.find(|name| !taken.contains(&format!("{resource_type}.{name}"))).unwrap_or_else(|| name.clone())
}

/// Declares a resource of the template under another name and makes references to it say so.
fn renamed(template: &str, declared: &Declared, name: &str, key: &str) -> String {
    let Declared { resource_type, name: old } = declared;
    let header = format!("resource \"{resource_type}\" \"{old}\"");
    let text = template.replacen(&header, &format!("resource \"{resource_type}\" \"{name}\""), 1);
    text.replace(&format!("{resource_type}.{old}."), &format!("{resource_type}.{name}{key}."))
}

/// Writes meta-arguments first in every resource, as a paragraph of their own.
fn with_arguments(template: &str, arguments: &[String]) -> String {
    if arguments.is_empty() {
        return template.to_owned();
    }
    let mut written = String::new();
    for line in lines(template) {
        written.push_str(slice(template, line.range));
        written.push('\n');
        if header(slice(template, line.trimmed)).is_some() {
            written.push_str(&format!("{}\n\n", arguments.join("\n")));
        }
    }
    written
}

/// Which block new companions follow: file and index into the module's resources.
///
/// Where other resources of the same type live together in another file of the module, that is where the next
/// one is looked for; else right behind the resource it is for.
pub(crate) fn neighbour(module: &ResolvedModule, resource: u32, companion: &str) -> Option<u32> {
    let subject = module.resources.get(resource as usize)?;
    let alike = |other: &&(u32, &Resource)| {
        !other.1.address.data
            && other.1.reported
            && other.1.type_name() == companion
            && other.1.address.modules == subject.address.modules
    };
    let resources: Vec<(u32, &Resource)> = (0..).zip(&module.resources).collect();
    let companions: Vec<&(u32, &Resource)> = resources.iter().filter(alike).collect();
    let files: BTreeSet<FileId> = companions.iter().map(|(_, other)| other.file).collect();
    if files.contains(&subject.file) {
        return Some(resource);
    }
    let most = files
        .iter()
        .rev()
        .max_by_key(|file| companions.iter().filter(|other| other.1.file == **file).count());
    let last =
        companions.iter().filter(|other| Some(&other.1.file) == most).max_by_key(|other| other.1.block_index);
    Some(last.map_or(resource, |(index, _)| *index))
}

/// The type of the first resource that a template declares.
pub(crate) fn first_type(template: &str) -> Option<String> {
    declared(template).into_iter().next().map(|declared| declared.resource_type)
}

fn slice(text: &str, range: TextRange) -> &str {
    text.get(range.start as usize..range.end as usize).unwrap_or_default()
}
