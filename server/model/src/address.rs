//! Names of resources, as Terraform prints them.

use std::fmt;

use smol_str::SmolStr;

/// The key of one instance of a resource with `count` or `for_each`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InstanceKey {
    Index(u32),
    Key(SmolStr),
}

impl fmt::Display for InstanceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Index(index) => write!(f, "[{index}]"),
            Self::Key(key) => write!(f, "[{key:?}]"),
        }
    }
}

/// Module call path + type + name: `module.api.aws_s3_bucket.logs`. A data source begins with `data.`.
/// Instance keys stand beside the address, not in it: an address names what is declared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// Names of the module calls, outermost first.
    pub modules: Vec<SmolStr>,
    pub data: bool,
    pub resource_type: SmolStr,
    pub name: SmolStr,
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for module in &self.modules {
            write!(f, "module.{module}.")?;
        }
        if self.data {
            f.write_str("data.")?;
        }
        write!(f, "{}.{}", self.resource_type, self.name)
    }
}
