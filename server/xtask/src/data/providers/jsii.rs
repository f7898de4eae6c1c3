//! Reads a package's type description (`.jsii`, JSON) into the bodies of its resource types.
//!
//! Each resource type is a class with a configuration interface; nested blocks are interfaces, with an
//! `…OutputReference` class that also has what is only known after apply. Names are camel case there; a
//! documentation link carries the provider's own name: `…#target_bucket S3Bucket#target_bucket}`.
//! What is only computed has no link, so its name is derived, with the exceptions of [`COMPUTED_NAMES`].

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use anyhow::{Context, Result};
use schema::{Kind, Presence};
use serde::Deserialize;

/// The names of a body, merged over releases by [`super::merge`].
pub(super) type Body = BTreeMap<String, Member>;

#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) kind: Kind,
    pub(super) presence: Presence,
    pub(super) body: Option<Body>,
}

/// What one release of a provider has.
#[derive(Debug, Default)]
pub(super) struct Provider {
    pub(super) resources: BTreeMap<String, Body>,
    pub(super) data_sources: BTreeMap<String, Body>,
}

/// Computed attributes whose underscores cannot be told from the camel-case name.
const COMPUTED_NAMES: &[(&str, &str)] = &[
    ("addressLine1", "address_line_1"),
    ("addressLine2", "address_line_2"),
    ("addressLine3", "address_line_3"),
    ("base32StringSeed", "base_32_string_seed"),
    ("checksumCrc32C", "checksum_crc32c"),
    ("checksumCrc64Nvme", "checksum_crc64nvme"),
    ("extensionKey1", "extension_key_1"),
    ("extensionKey2", "extension_key_2"),
];

#[derive(Deserialize)]
struct Assembly {
    types: BTreeMap<String, Type>,
}

#[derive(Deserialize)]
struct Type {
    fqn: String,
    base: Option<String>,
    #[serde(default)]
    docs: Docs,
    initializer: Option<Initializer>,
    #[serde(default)]
    properties: Vec<Property>,
}

#[derive(Deserialize, Default)]
struct Docs {
    #[serde(default)]
    summary: String,
    #[serde(default)]
    remarks: String,
}

#[derive(Deserialize)]
struct Initializer {
    #[serde(default)]
    parameters: Vec<Parameter>,
}

#[derive(Deserialize)]
struct Parameter {
    name: String,
    #[serde(rename = "type")]
    kind: TypeReference,
}

#[derive(Deserialize)]
struct Property {
    name: String,
    #[serde(default)]
    optional: bool,
    #[serde(default, rename = "static")]
    is_static: bool,
    #[serde(default)]
    docs: Docs,
    #[serde(rename = "type")]
    kind: TypeReference,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum TypeReference {
    Primitive(String),
    Fqn(String),
    Collection { kind: String, elementtype: Box<TypeReference> },
    Union { types: Vec<TypeReference> },
    Intersection {},
}

pub(super) fn read(path: &Path) -> Result<Provider> {
    let bytes =
        fs::read(path).with_context(|| format!("reading {} (cargo xtask data fetch)", path.display()))?;
    parse(&bytes).with_context(|| format!("in {}", path.display()))
}

fn parse(bytes: &[u8]) -> Result<Provider> {
    let assembly: Assembly = serde_json::from_slice(bytes)?;
    let mut provider = Provider::default();
    for class in assembly.types.values() {
        let base = class.base.as_deref().unwrap_or_default();
        let target = match base.rsplit('.').next() {
            Some("TerraformResource") => &mut provider.resources,
            Some("TerraformDataSource") => &mut provider.data_sources,
            _ => continue,
        };
        let name = type_name(class).with_context(|| format!("{} does not say its type", class.fqn))?;
        let config = class.initializer.iter().flat_map(|it| &it.parameters).find(|it| it.name == "config");
        let config = config.and_then(|it| it.kind.structure()).and_then(|fqn| assembly.types.get(fqn));
        let mut reading = Reading { assembly: &assembly, open: Vec::new() };
        target.insert(name.to_owned(), reading.body(config, Some(class)));
    }
    Ok(provider)
}

/// `aws_s3_bucket` of `Represents a {@link https://… aws_s3_bucket}.`
fn type_name(class: &Type) -> Option<&str> {
    class
        .docs
        .summary
        .split("{@link ")
        .nth(1)?
        .split(' ')
        .nth(1)?
        .split('}')
        .next()
        .map(|it| it.trim_start_matches("data."))
}

/// One resource type being read.
struct Reading<'a> {
    assembly: &'a Assembly,
    /// The types that are being read; firewall statements nest without end.
    open: Vec<&'a str>,
}

impl<'a> Reading<'a> {
    /// The members of an interface, and those that only the class beside it has.
    fn body(&mut self, interface: Option<&'a Type>, class: Option<&'a Type>) -> Body {
        let mut body = Body::new();
        let mut written = BTreeSet::new();
        for property in interface.iter().flat_map(|it| &it.properties) {
            let name = linked_name(&property.docs).map_or_else(|| snake_case(&property.name), str::to_owned);
            let presence = if property.optional { Presence::Optional } else { Presence::Required };
            written.insert(property.name.as_str());
            body.insert(name, self.member(property, presence));
        }
        for property in class.iter().flat_map(|it| &it.properties) {
            let stem = property.name.strip_suffix("Input");
            let mirrors =
                stem.is_some_and(|stem| class.iter().flat_map(|it| &it.properties).any(|it| it.name == stem));
            let own = !property.is_static && !mirrors && property.name != "internalValue";
            if own && !written.contains(property.name.as_str()) {
                body.entry(computed_name(&property.name))
                    .or_insert_with(|| self.member(property, Presence::Computed));
            }
        }
        body
    }

    fn member(&mut self, property: &'a Property, presence: Presence) -> Member {
        // The summary says `grant block.` for what is written as a block, not with an equals sign.
        let is_block = property.docs.summary.ends_with(" block.");
        let plain = |kind| Member { kind, presence, body: None };
        let Some(fqn) = property.kind.structure() else {
            return plain(match property.kind.plain() {
                Kind::Any if is_block => Kind::Blocks,
                kind => kind,
            });
        };
        if property.kind.is_map() || self.is_class(fqn, "ComplexMap") {
            return plain(Kind::Map);
        }
        // What is only known after apply is typed by its class: `…List` or `…OutputReference`.
        let class_of_list = fqn.strip_suffix("List").filter(|_| self.is_class(fqn, "ComplexList"));
        let class_of_one = fqn.strip_suffix("OutputReference");
        let stem = class_of_list.or(class_of_one).unwrap_or(fqn);
        let kind = match (is_block, property.kind.repeats() || class_of_list.is_some()) {
            (true, true) => Kind::Blocks,
            (true, false) => Kind::Block,
            (false, true) => Kind::Objects,
            (false, false) => Kind::Object,
        };
        if self.open.contains(&stem) {
            return plain(kind);
        }
        self.open.push(stem);
        let types = &self.assembly.types;
        let body = self.body(types.get(stem), types.get(&format!("{stem}OutputReference")));
        self.open.pop();
        Member { kind, presence, body: Some(body) }
    }

    fn is_class(&self, fqn: &str, of: &str) -> bool {
        let base = self.assembly.types.get(fqn).and_then(|found| found.base.as_deref());
        base.is_some_and(|base| base.ends_with(of))
    }
}

impl TypeReference {
    /// The package's own interface or class, looking into lists and unions.
    fn structure(&self) -> Option<&str> {
        match self {
            Self::Fqn(fqn) if fqn.starts_with("@cdkt") => Some(fqn),
            Self::Collection { elementtype, .. } => elementtype.structure(),
            Self::Union { types } => types.iter().find_map(Self::structure),
            _ => None,
        }
    }

    fn repeats(&self) -> bool {
        match self {
            Self::Collection { kind, .. } => kind == "array",
            Self::Union { types } => types.iter().any(Self::repeats),
            _ => false,
        }
    }

    fn is_map(&self) -> bool {
        match self {
            Self::Collection { kind, .. } => kind == "map",
            Self::Fqn(fqn) => !fqn.starts_with("@cdkt") && fqn.ends_with("Map"),
            Self::Union { types } => types.iter().any(Self::is_map),
            _ => false,
        }
    }

    fn plain(&self) -> Kind {
        match self {
            Self::Primitive(name) if name == "string" => Kind::String,
            Self::Primitive(name) if name == "number" => Kind::Number,
            Self::Primitive(name) if name == "boolean" => Kind::Bool,
            // A computed true or false.
            Self::Fqn(fqn) if fqn.ends_with(".IResolvable") => Kind::Bool,
            _ if self.is_map() => Kind::Map,
            Self::Collection { .. } => Kind::List,
            // The other half of a union is the package's own "or a reference".
            Self::Union { types } => {
                types.iter().find(|it| !matches!(it, Self::Fqn(_))).map_or(Kind::Any, Self::plain)
            }
            Self::Fqn(fqn) if fqn.ends_with("List") => Kind::List,
            _ => Kind::Any,
        }
    }
}

/// `target_bucket` of `{@link https://…#target_bucket S3Bucket#target_bucket}`.
fn linked_name(docs: &Docs) -> Option<&str> {
    let text = [&docs.summary, &docs.remarks]
        .into_iter()
        .find(|text| text.contains("Docs at Terraform Registry"))?;
    let link = text.split("{@link ").nth(1)?.split('}').next()?;
    link.rsplit_once('#').map(|(_, name)| name)
}

fn computed_name(camel: &str) -> String {
    match COMPUTED_NAMES.iter().find(|(name, _)| *name == camel) {
        Some((_, name)) => (*name).to_owned(),
        None => snake_case(camel),
    }
}

fn snake_case(camel: &str) -> String {
    let mut name = String::new();
    for letter in camel.chars() {
        if letter.is_ascii_uppercase() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `aws_thing` with an attribute, a repeatable block and what is known after apply.
    const THING: &[u8] = br#"{"types": {
      "@cdktn/p.t.Thing": {"fqn": "@cdktn/p.t.Thing", "base": "cdktn.TerraformResource",
        "docs": {"summary": "Represents a {@link https://example.org/thing aws_thing}."},
        "initializer": {"parameters": [{"name": "config", "type": {"fqn": "@cdktn/p.t.ThingConfig"}}]},
        "properties": [
          {"name": "tfResourceType", "static": true, "type": {"primitive": "string"}},
          {"name": "keyInput", "type": {"primitive": "string"}},
          {"name": "key", "type": {"primitive": "string"}},
          {"name": "domainName", "type": {"primitive": "string"}},
          {"name": "rule", "type": {"fqn": "@cdktn/p.t.ThingRuleList"}}]},
      "@cdktn/p.t.ThingConfig": {"fqn": "@cdktn/p.t.ThingConfig", "properties": [
          {"name": "key", "type": {"primitive": "string"}, "docs":
            {"summary": "Docs at Terraform Registry: {@link https://example.org/thing#key_1 Thing#key_1}."}},
          {"name": "rule", "optional": true, "type": {"union": {"types": [{"fqn": "cdktn.IResolvable"},
            {"collection": {"kind": "array", "elementtype": {"fqn": "@cdktn/p.t.ThingRule"}}}]}},
            "docs": {"summary": "rule block.", "remarks":
              "Docs at Terraform Registry: {@link https://example.org/thing#rule Thing#rule}"}}]},
      "@cdktn/p.t.ThingRule": {"fqn": "@cdktn/p.t.ThingRule", "properties": [
          {"name": "open", "optional": true, "type": {"union": {"types": [{"primitive": "boolean"}, {"fqn": "cdktn.IResolvable"}]}}},
          {"name": "rule", "optional": true, "type": {"fqn": "@cdktn/p.t.ThingRule"}}]},
      "@cdktn/p.t.ThingRuleOutputReference": {"fqn": "@cdktn/p.t.ThingRuleOutputReference", "properties": [
          {"name": "internalValue", "type": {"fqn": "@cdktn/p.t.ThingRule"}},
          {"name": "open", "type": {"primitive": "boolean"}},
          {"name": "state", "type": {"primitive": "string"}}]}
    }}"#;

    fn shown(body: &Body, indent: usize) -> String {
        let mut text = String::new();
        for (name, member) in body {
            text.push_str(&format!("{:indent$}{name}: {:?} {:?}\n", "", member.presence, member.kind));
            text.push_str(&member.body.iter().map(|body| shown(body, indent + 2)).collect::<String>());
        }
        text
    }

    #[test]
    fn a_type_is_read_with_its_own_names_blocks_and_computed_attributes() {
        let provider = parse(THING).unwrap();
        let thing = shown(provider.resources.get("aws_thing").unwrap(), 0);
        let expected = "\
domain_name: Computed String
key_1: Required String
rule: Optional Blocks
  open: Optional Bool
  rule: Optional Object
  state: Computed String
";
        assert_eq!(thing, expected);
    }
}
