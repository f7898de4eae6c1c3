//! Merges the releases of a provider into one table, in which every name knows its releases.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use schema::{Entry, Field, Kind, Presence, Release, Releases, Table};

use super::{
    Source,
    jsii::{Body, Provider},
};

/// Bodies with the releases of each name; the newest release decides what a name is.
#[derive(Debug, Default)]
pub(super) struct Merged {
    releases: Vec<Release>,
    resources: Types,
    data_sources: Types,
}

type Types = BTreeMap<String, (Releases, Members)>;
type Members = BTreeMap<String, Member>;

#[derive(Debug)]
struct Member {
    kind: Kind,
    presence: Presence,
    releases: Releases,
    members: Option<Members>,
}

impl Merged {
    /// Adds the next release; oldest first.
    pub(super) fn add(&mut self, source: &Source, provider: Provider) {
        let release = Releases::only(self.releases.len());
        self.releases
            .push(Release { version: source.release.as_str().into(), date: source.date.as_str().into() });
        for (types, bodies) in
            [(&mut self.resources, provider.resources), (&mut self.data_sources, provider.data_sources)]
        {
            for (name, body) in bodies {
                let (releases, members) = types.entry(name).or_default();
                *releases = releases.and(release);
                merge(members, body, release);
            }
        }
    }

    pub(super) fn into_table(self, provider: &str) -> Table {
        let mut names = BTreeSet::new();
        for (name, (_, members)) in self.resources.iter().chain(&self.data_sources) {
            names.insert(name.as_str());
            collect_names(members, &mut names);
        }
        let names: Vec<&str> = names.into_iter().collect();
        let mut pool = Pool { names: &names, blocks: Vec::new(), known: HashMap::new() };
        let resources = pool.entries(&self.resources);
        let data_sources = pool.entries(&self.data_sources);
        Table {
            provider: provider.into(),
            releases: self.releases,
            blocks: pool.blocks,
            resources,
            data_sources,
            names: names.into_iter().map(Into::into).collect(),
        }
    }
}

fn merge(members: &mut Members, body: Body, release: Releases) {
    for (name, newer) in body {
        let member = members.entry(name).or_insert_with(|| Member {
            kind: newer.kind,
            presence: newer.presence,
            releases: Releases::default(),
            members: None,
        });
        member.kind = newer.kind;
        member.presence = newer.presence;
        member.releases = member.releases.and(release);
        match newer.body {
            Some(body) => merge(member.members.get_or_insert_default(), body, release),
            None => member.members = None,
        }
    }
}

fn collect_names<'m>(members: &'m Members, names: &mut BTreeSet<&'m str>) {
    for (name, member) in members {
        names.insert(name);
        if let Some(members) = &member.members {
            collect_names(members, names);
        }
    }
}

/// Bodies, each stored once.
struct Pool<'n> {
    names: &'n [&'n str],
    blocks: Vec<Vec<Field>>,
    known: HashMap<Vec<Field>, u32>,
}

impl Pool<'_> {
    fn entries(&mut self, types: &Types) -> Vec<Entry> {
        let entry = |(name, (releases, members)): (&String, &(Releases, Members))| Entry {
            name: self.name(name),
            block: self.block(members),
            releases: *releases,
        };
        types.iter().map(entry).collect()
    }

    fn block(&mut self, members: &Members) -> u32 {
        let mut fields = Vec::new();
        for (name, member) in members {
            let block = member.members.as_ref().map(|members| self.block(members));
            fields.push(Field {
                name: self.name(name),
                kind: member.kind,
                presence: member.presence,
                releases: member.releases,
                block,
            });
        }
        let next = index(self.blocks.len());
        let found = *self.known.entry(fields.clone()).or_insert(next);
        if found == next {
            self.blocks.push(fields);
        }
        found
    }

    fn name(&self, name: &str) -> u32 {
        index(self.names.binary_search(&name).unwrap_or_default())
    }
}

fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
