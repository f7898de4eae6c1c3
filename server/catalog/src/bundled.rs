//! The catalogue in the binary.

use std::sync::OnceLock;

use crate::{
    duty::{Catalogue, Duty, Service},
    evidence::{Evidence, Parsed},
    markdown,
};

/// Written by `build.rs` from the Markdown files.
const TABLE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/catalogue.postcard"));

impl Catalogue {
    /// The duties and services compiled into this binary.
    pub fn bundled() -> &'static Self {
        static BUNDLED: OnceLock<Catalogue> = OnceLock::new();
        BUNDLED.get_or_init(|| postcard::from_bytes(TABLE).unwrap_or_default())
    }

    /// A catalogue of these pages alone, without tables of facts.
    pub fn new(duties: Vec<Duty>, services: Vec<Service>) -> Self {
        Self { duties, services, ..Self::default() }
    }

    /// A duty by its id or an alias of it.
    pub fn duty(&self, id: &str) -> Option<&Duty> {
        self.duties.iter().find(|duty| duty.id == id || duty.aliases.iter().any(|alias| alias == id))
    }

    pub fn service(&self, id: &str) -> Option<&Service> {
        self.services.iter().find(|service| service.id == id)
    }

    /// The service whose boundary is shown for a resource type: its index.
    pub fn service_of(&self, resource_type: &str) -> Option<u32> {
        let found =
            self.services.iter().position(|service| service.types.iter().any(|name| name == resource_type));
        found.map(|index| index as u32)
    }

    /// The evidence of each duty, in order, parsed once. The build checked that all of it parses.
    pub(crate) fn parsed(&self) -> &[Option<Parsed>] {
        let parse = |duty: &Duty| {
            let optional = |text: &Option<String>| text.as_deref().map(Evidence::parse).transpose();
            Some(Parsed {
                evidence: Evidence::parse(&duty.evidence).ok()?,
                applies_when: optional(&duty.applies_when).ok()?,
                exempt: optional(&duty.exempt).ok()?,
            })
        };
        self.parsed.get_or_init(|| self.duties.iter().map(parse).collect())
    }
}

impl Duty {
    /// Reads a duty's page (Markdown with front matter). The error says what is wrong, for its author.
    pub fn parse(page: &str) -> Result<Self, String> {
        markdown::duty(page)
    }
}

impl Service {
    /// Reads a service's boundary page. The error says what is wrong, for its author.
    pub fn parse(page: &str) -> Result<Self, String> {
        markdown::service(page)
    }
}
