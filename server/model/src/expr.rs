//! Expressions as written, not evaluated.

use smol_str::SmolStr;

use crate::NodeId;

/// An expression and the node where it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    pub node: NodeId,
    pub kind: ExprKind,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    Null,
    Bool(bool),
    Number(f64),
    String(SmolStr),
    /// A quoted or heredoc template with at least one interpolation; literal parts are
    /// [`ExprKind::String`].
    Template(Vec<Expr>),
    List(Vec<Expr>),
    Object(Vec<ObjectEntry>),
    /// `aws_s3_bucket.b.id`, `var.x`, `each.value`.
    Reference(Traversal),
    /// An access on something that is not a plain reference: `f(x).y`, `(a)[0]`.
    Access {
        base: Box<Expr>,
        steps: Vec<Step>,
    },
    Call {
        function: SmolStr,
        arguments: Vec<Expr>,
        expand_last: bool,
    },
    Conditional {
        condition: Box<Expr>,
        yes: Box<Expr>,
        no: Box<Expr>,
    },
    Binary {
        op: BinaryOp,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    Not(Box<Expr>),
    Negate(Box<Expr>),
    For {
        key_name: Option<SmolStr>,
        value_name: SmolStr,
        collection: Box<Expr>,
        /// Of an object comprehension.
        key: Option<Box<Expr>>,
        value: Box<Expr>,
        condition: Option<Box<Expr>>,
        grouped: bool,
    },
    /// A string that is a JSON document, taken apart (heredoc or quoted).
    Json(Box<Expr>),
    /// Text that could not be parsed here.
    Broken,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryOp {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    And,
    Or,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ObjectEntry {
    pub key: Expr,
    pub value: Expr,
}

/// A root name and what is read from it: `aws_s3_bucket` `.b` `.id`.
#[derive(Debug, Clone, PartialEq)]
pub struct Traversal {
    pub root: SmolStr,
    pub steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    Attribute(SmolStr),
    Index(Box<Expr>),
    /// `[*]` or `.*`.
    Splat,
}

impl Expr {
    /// Calls `each` for this expression and every one inside it, outermost first.
    pub fn visit<'e>(&'e self, each: &mut dyn FnMut(&'e Expr)) {
        each(self);
        let steps = |steps: &'e [Step], each: &mut dyn FnMut(&'e Expr)| {
            for step in steps {
                if let Step::Index(index) = step {
                    index.visit(each);
                }
            }
        };
        match &self.kind {
            ExprKind::Null
            | ExprKind::Bool(_)
            | ExprKind::Number(_)
            | ExprKind::String(_)
            | ExprKind::Broken => {}
            ExprKind::Template(parts) | ExprKind::List(parts) => {
                parts.iter().for_each(|part| part.visit(each));
            }
            ExprKind::Object(entries) => {
                for entry in entries {
                    entry.key.visit(each);
                    entry.value.visit(each);
                }
            }
            ExprKind::Reference(traversal) => steps(&traversal.steps, each),
            ExprKind::Access { base, steps: path } => {
                base.visit(each);
                steps(path, each);
            }
            ExprKind::Call { arguments, .. } => {
                arguments.iter().for_each(|argument| argument.visit(each));
            }
            ExprKind::Conditional { condition, yes, no } => {
                [condition, yes, no].into_iter().for_each(|part| part.visit(each));
            }
            ExprKind::Binary { left, right, .. } => {
                left.visit(each);
                right.visit(each);
            }
            ExprKind::Not(inner) | ExprKind::Negate(inner) | ExprKind::Json(inner) => inner.visit(each),
            ExprKind::For { collection, key, value, condition, .. } => {
                collection.visit(each);
                value.visit(each);
                [key, condition].into_iter().flatten().for_each(|part| part.visit(each));
            }
        }
    }
}
