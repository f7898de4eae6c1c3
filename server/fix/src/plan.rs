//! What several intents want, sorted by the place they want it in.

use std::collections::BTreeMap;

use catalog::{FixIntent, FixKind};
use model::{Data, Entry, EntryValue, FileId, Known, Place, Value};
use project::{ResolvedModule, Resource, Snapshot, SourceFile};
use schema::Meaning;
use syntax::{TextEdit, TextRange};

use crate::{
    Settings,
    companion::{self, Taken},
    go_together,
    item::{self, Item},
    narrow::{self, Choice},
    template::{Filling, local_address, name_of},
};

/// A top-level block: file and index.
pub(crate) type BlockId = (FileId, u32);

/// What is wanted of one block.
#[derive(Default)]
pub(crate) struct Wanted {
    /// Attributes and blocks of its body.
    pub(crate) items: Vec<Item>,
    /// Other expressions in the place of these, relative to the block.
    pub(crate) replacements: Vec<(TextRange, String)>,
    /// Statements written anew: edits relative to the block, statement by statement.
    pub(crate) narrowed: Vec<Vec<TextEdit>>,
    /// Other blocks in its place; comments above it stay.
    pub(crate) instead: Option<String>,
    /// Resources behind it.
    pub(crate) companions: Vec<String>,
}

#[derive(Default)]
pub(crate) struct Plan {
    pub(crate) blocks: BTreeMap<BlockId, Wanted>,
    /// Inputs that stand for whole expressions.
    pub(crate) expressions: Vec<String>,
    /// What somebody has to choose.
    pub(crate) choices: Vec<Choice>,
}

impl Plan {
    pub(crate) fn new(
        snapshot: &Snapshot,
        module: &ResolvedModule,
        intents: &[&FixIntent],
        settings: &Settings,
    ) -> Self {
        let mut plan = Self::default();
        let mut planner = Planner { snapshot, module, settings, taken: BTreeMap::new() };
        for (index, intent) in intents.iter().enumerate() {
            let before = intents.get(..index).unwrap_or_default();
            if !before.iter().any(|other| planner.same(other, intent) || !go_together(other, intent)) {
                planner.add(intent, &mut plan);
            }
        }
        plan
    }
}

fn filling<'a>(module: &'a ResolvedModule, resource: &'a Resource, settings: &'a Settings) -> Filling<'a> {
    Filling { name: name_of(resource), reference: local_address(resource), module, resource, settings }
}

/// The items under the names that the body has them by: a provider may have renamed an attribute since.
fn spelled(resource: &Resource, mut items: Vec<Item>) -> Vec<Item> {
    for item in &mut items {
        if let Item::Attribute { name, .. } = item {
            let spellings = schema::spellings(resource.type_name(), name);
            let written =
                spellings.into_iter().find(|spelling| resource.block.body.attribute(spelling).is_some());
            *name = written.unwrap_or_else(|| name.clone());
        }
    }
    items
}

/// Does the resource hold a block that the companion would contradict: `versioning` in `aws_s3_bucket`?
fn written_inline(resource: &Resource, companion_type: &str) -> bool {
    schema::renames().iter().any(|rename| {
        rename.meaning == Meaning::OtherResource
            && rename.resource_type == resource.type_name()
            && rename.new == companion_type
            && resource.block.body.named(rename.old).next().is_some()
    })
}

struct Planner<'a> {
    snapshot: &'a Snapshot,
    module: &'a ResolvedModule,
    settings: &'a Settings,
    /// By module call, since each has names of its own.
    taken: BTreeMap<Vec<model::SmolStr>, Taken>,
}

impl Planner<'_> {
    /// A module that is called twice has one text: the second intent for the same block adds nothing.
    fn same(&self, left: &FixIntent, right: &FixIntent) -> bool {
        let block = |intent: &FixIntent| {
            let resource = self.module.resources.get(intent.resource as usize)?;
            Some((resource.file, resource.block_index))
        };
        left.kind == right.kind && block(left) == block(right)
    }

    fn add(&mut self, intent: &FixIntent, plan: &mut Plan) -> Option<()> {
        let resource = self.module.resources.get(intent.resource as usize)?;
        self.file(resource.file, resource.block_index)?;
        match &intent.kind {
            FixKind::MergeBody { template } => {
                let filled = filling(self.module, resource, self.settings).fill(template);
                let items = spelled(resource, item::items(&filled.text));
                if items.iter().any(|item| self.generates_nothing(intent.resource, item.name())) {
                    return None;
                }
                let wanted = plan.blocks.entry((resource.file, resource.block_index)).or_default();
                item::join(&mut wanted.items, items);
                plan.expressions.extend(filled.expressions);
            }
            FixKind::ReplaceValue { place, template } => {
                let range = self.value_range(place)?;
                let filled = filling(self.module, resource, self.settings).fill(template.trim());
                let wanted = plan.blocks.entry((place.file, place.block)).or_default();
                wanted.replacements.push((range, filled.text));
                plan.expressions.extend(filled.expressions);
            }
            FixKind::Narrow(narrowing) => {
                let place = narrowing.statement;
                let narrowed = narrow::edits(self.file(place.file, place.block)?, narrowing)?;
                plan.blocks.entry((place.file, place.block)).or_default().narrowed.push(narrowed.edits);
                plan.choices.extend(narrowed.choices);
            }
            FixKind::ReplaceResource { template } => {
                if self.is_named_elsewhere(resource) || !self.has_no_comments_inside(resource)? {
                    return None;
                }
                let arguments: Vec<String> = ["count", "for_each", "provider"]
                    .into_iter()
                    .filter_map(|name| self.argument(resource, name))
                    .collect();
                let filling = filling(self.module, resource, self.settings);
                let filled = companion::write_instead(filling, template, self.taken(resource), &arguments);
                let whole = (resource.file, resource.block_index);
                plan.blocks.entry(whole).or_default().instead = Some(filled.text);
                plan.expressions.extend(filled.expressions);
            }
            FixKind::AddCompanion { template } => {
                let companion_type = companion::first_type(template)?;
                if written_inline(resource, &companion_type) {
                    return None;
                }
                let behind = companion::neighbour(self.module, intent.resource, &companion_type)?;
                let behind = self.module.resources.get(behind as usize)?;
                self.file(behind.file, behind.block_index)?;
                let provider = self.provider(resource, &companion_type);
                let filling = filling(self.module, resource, self.settings);
                let taken = self.taken(resource);
                let filled = companion::write(filling, template, taken, provider.as_deref());
                let wanted = plan.blocks.entry((behind.file, behind.block_index)).or_default();
                wanted.companions.push(filled.text);
                plan.expressions.extend(filled.expressions);
            }
        }
        Some(())
    }

    /// Is there a `dynamic` block of this name that generates none? What is written in it would come to nothing.
    fn generates_nothing(&self, resource: u32, name: &str) -> bool {
        let block = self.module.resources.get(resource as usize).map(|resource| &resource.block);
        let is_dynamic = |entry: &Entry| matches!(entry.value, EntryValue::Dynamic { .. });
        if !block.is_some_and(|block| block.body.named(name).any(is_dynamic)) {
            return false;
        }
        let Value::Known(Known { data: Data::Map(entries), .. }) = &*self.module.body(resource, None) else {
            return true;
        };
        let generated = entries.iter().find(|(entry, _)| entry == name).map(|(_, value)| value);
        !matches!(generated, Some(Value::Known(Known { data: Data::List(blocks), .. })) if !blocks.is_empty())
    }

    /// Does another block of its directory speak of a resource? It would speak of nothing.
    fn is_named_elsewhere(&self, resource: &Resource) -> bool {
        let address = local_address(resource);
        let directory = |file: &SourceFile| file.path.directory();
        let own = self.snapshot.files.get(&resource.file).map(|file| directory(file));
        let beside = self.snapshot.files.values().filter(|file| Some(directory(file)) == own);
        beside.flat_map(|file| file.source.blocks.iter().map(move |block| file.text.slice(block.range))).any(
            |text| {
                text.match_indices(&address).any(|(at, _)| {
                    let behind = text.get(at + address.len()..).and_then(|rest| rest.chars().next());
                    !behind.is_some_and(|char| char.is_alphanumeric() || matches!(char, '_' | '-'))
                })
            },
        )
    }

    /// Comments inside a block would go with it.
    fn has_no_comments_inside(&self, resource: &Resource) -> Option<bool> {
        let file = self.snapshot.files.get(&resource.file)?;
        let range = |node| file.source.range(resource.block_index, node);
        let braces = range(resource.block.braces)?;
        let inside = |node| range(node).is_none_or(|comment| braces.contains(comment));
        Some(!resource.block.comments.iter().any(|comment| inside(comment.node)))
    }

    /// An attribute as it is written.
    fn argument(&self, resource: &Resource, name: &str) -> Option<String> {
        let entry = resource.block.body.named(name).next()?;
        self.snapshot.text(resource.place(entry.node))
    }

    /// The file of a block that may be edited: whole, and as the text stands.
    fn file(&self, file: FileId, block: u32) -> Option<&SourceFile> {
        let file = self.snapshot.files.get(&file)?;
        let whole = !file.model.blocks.get(block as usize)?.damaged && !file.stale.contains(&block);
        whole.then_some(file)
    }

    /// Where a value stands in its block, if it can be replaced by itself: a document inside quotes or a heredoc
    /// is not a value.
    fn value_range(&self, place: &Place) -> Option<TextRange> {
        let file = self.file(place.file, place.block)?;
        let written = file.text.slice(file.source.range(place.block, place.node)?);
        let document = ["<<", "\"{", "\"["].iter().any(|start| written.starts_with(start));
        let range = file.source.blocks.get(place.block as usize)?.nodes.get(place.node.0 as usize).copied();
        range.filter(|_| !document && !written.contains('\n'))
    }

    fn taken(&mut self, resource: &Resource) -> &mut Taken {
        let modules = &resource.address.modules;
        let all = &self.module.resources;
        self.taken.entry(modules.clone()).or_insert_with(|| {
            all.iter().filter(|other| other.address.modules == *modules).map(local_address).collect()
        })
    }

    /// The `provider` argument that companions of the same provider repeat, as written.
    fn provider(&self, resource: &Resource, companion_type: &str) -> Option<String> {
        let family = |name: &str| name.split('_').next().unwrap_or_default().to_owned();
        let node = resource.block.body.attribute("provider")?.node;
        let place = Place { file: resource.file, block: resource.block_index, node };
        (family(resource.type_name()) == family(companion_type)).then(|| self.snapshot.text(place))?
    }
}
