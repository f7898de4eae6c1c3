//! What an expression is worth, as far as the files tell, and where that was seen.

use smol_str::SmolStr;

use crate::{InstanceKey, Place};

/// Comparison over values answers yes, no or unknown; there is no `bool` accessor.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Known(Known),
    /// Nothing is written, or `null` is.
    Absent,
    Unknown(Unknown),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    pub data: Data,
    /// The literal first, then each name it came through: local, variable, module argument, use.
    pub seen: Vec<Seen>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Unknown {
    pub why: Why,
    pub seen: Vec<Seen>,
    /// Where a condition that can't be told chooses: what it chooses from. What holds for all holds.
    pub arms: Vec<Value>,
}

/// One link of a value's provenance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    pub place: Place,
    pub role: SeenAs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeenAs {
    Literal,
    Local,
    VariableDefault,
    /// A `.tfvars` file.
    VariableFile,
    ModuleArgument,
    ModuleOutput,
    Attribute,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Data {
    Bool(bool),
    Number(f64),
    String(SmolStr),
    List(Vec<Value>),
    /// Objects, maps and nested blocks, in text order.
    Map(Vec<(SmolStr, Value)>),
    /// An attribute of a resource, known by name and perhaps by value.
    Reference(Reference),
    /// A string with parts that are not literal; never all literal, never empty.
    Template(Vec<Part>),
    /// A string that holds JSON (`jsonencode`, a heredoc document), kept as its value.
    Json(Box<Value>),
}

/// `aws_s3_bucket.b.arn`: which resource (its index in the resolved module) and which attribute.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    /// Index into the resolved module's resources.
    pub resource: u32,
    pub instance: Option<InstanceKey>,
    /// `arn`, `id`, `access_key.0.secret`; empty for the whole resource.
    pub path: SmolStr,
    /// What that attribute is worth, where the resource writes it.
    pub value: Option<Box<Value>>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    Literal(SmolStr),
    /// Reference or unknown; never a known string.
    Value(Value),
}

/// Why a value can't be told from the files, and so what would settle it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// A variable without a default and without a caller that sets it.
    Variable(SmolStr),
    /// A module whose files are not on disk (`source`).
    ModuleNotOnDisk { call: SmolStr, source: SmolStr },
    /// A name that no file declares.
    Undeclared(SmolStr),
    /// Known only when applied: an attribute that the resource does not write, or a data source.
    AfterApply(SmolStr),
    /// A function that is not evaluated.
    Function(SmolStr),
    /// Differs by instance (`each.value`, `count.index`).
    EachInstance(SmolStr),
    /// An expression of a form that is not evaluated.
    Expression,
    /// A placeholder of a fix, not filled in yet.
    Placeholder(SmolStr),
    /// A cycle or more steps than are followed.
    TooDeep,
    /// Broken text.
    Broken,
    /// Depends on a condition that can't be told; the expression as written.
    Condition(SmolStr),
}
