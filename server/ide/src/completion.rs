//! What can be written at the cursor, inside policies and where one is named; everything else is left to the
//! language server of Terraform. It works on the text before the cursor, so also while a block is half typed.

mod conditions;
mod context;
mod names;
mod permissions;
mod resources;
mod scan;

use iam::Data;
use model::FileId;
use syntax::TextRange;

use self::context::{Asked, Closed, Context, WrittenAs};
use crate::{Analysis, Completion, CompletionKind, Completions};

/// More than this nobody reads; the list is made anew as more is typed.
const LIMIT: usize = 100;

pub(crate) fn completions(analysis: &Analysis, file: FileId, offset: u32) -> Option<Completions> {
    let source = analysis.source(file)?;
    let block = source.source.block_at(offset)?;
    let range = source.source.blocks.get(block as usize)?.range;
    // A line that is not finished may end the block before the cursor.
    let end = source.text.line_range(source.text.line_of(offset)).end.max(range.end).min(source.text.len());
    let text = source.text.slice(TextRange::new(range.start, end));
    let context = Context::at(&text, (offset - range.start) as usize)?;
    let data = Data::bundled();
    let mut offered = match context.asked {
        Asked::Action => permissions::actions(data, &context),
        Asked::Resource => resources::resources(analysis, (file, block), data, &context),
        Asked::Operator => conditions::operators(),
        Asked::ConditionKey => conditions::keys(data, &context),
        Asked::ServicePrincipal => names::services(),
        Asked::PrincipalType => names::principal_types(),
        Asked::Effect => names::effects(),
        Asked::ManagedPolicyArn => names::managed_policies(data, context.typed, names::By::Arn),
        Asked::ManagedPolicyName => names::managed_policies(data, context.typed, names::By::Name),
        Asked::AzureRole => names::azure_roles(data),
    };
    let typed = context.typed.to_ascii_lowercase();
    offered.retain(|offer| offer.fits(&typed));
    // What begins with the typed text comes before what holds it; then as it was offered.
    offered.sort_by_key(|offer| (offer.rank, !offer.begins(&typed)));
    let is_incomplete = offered.len() > LIMIT || context.asked == Asked::Action;
    offered.truncate(LIMIT);
    let at = context.range.shifted(range.start);
    let items = offered.into_iter().map(|offer| offer.item(at, context.written)).collect();
    Some(Completions { items, is_incomplete })
}

/// Something that can be written, before it is fitted into the text.
#[derive(Debug, Clone, Default)]
struct Offer {
    /// What a person reads and types.
    label: String,
    /// What else a person may type for it: an ARN for its last segment.
    also: String,
    detail: String,
    explained: String,
    kind: CompletionKind,
    value: Value,
    /// Smaller is nearer to the top.
    rank: u32,
}

/// How an offer is written.
#[derive(Debug, Clone, Default)]
enum Value {
    /// The label itself.
    #[default]
    Label,
    /// Another literal text.
    Literal(String),
    /// A reference, and what follows it: `aws_s3_bucket.b.arn`, `/*`.
    Reference(String, String),
}

impl Offer {
    fn new(kind: CompletionKind, label: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { kind, label: label.into(), detail: detail.into(), ..Self::default() }
    }

    fn fits(&self, typed: &str) -> bool {
        let holds = |text: &str| text.to_ascii_lowercase().contains(typed);
        typed.is_empty() || holds(&self.label) || holds(&self.also)
    }

    fn begins(&self, typed: &str) -> bool {
        let begins = |text: &str| text.to_ascii_lowercase().starts_with(typed);
        begins(&self.label) || begins(&self.also)
    }

    fn item(self, range: TextRange, written: WrittenAs) -> Completion {
        let bare = |reference: &str, suffix: &str| match suffix {
            "" => reference.to_owned(),
            suffix => format!("\"${{{reference}}}{suffix}\""),
        };
        let (text, range) = match (&self.value, written) {
            (Value::Label, _) => (self.label.clone(), range),
            (Value::Literal(text), WrittenAs::Bare) => (format!("\"{text}\""), range),
            (Value::Literal(text), _) => (text.clone(), range),
            (Value::Reference(reference, suffix), WrittenAs::Bare) => (bare(reference, suffix), range),
            // A reference alone stands without quotes: they go with what was typed between them.
            (Value::Reference(reference, suffix), WrittenAs::Quoted { is_closed }) if suffix.is_empty() => {
                let end = range.end + u32::from(is_closed == Closed::Yes);
                (reference.clone(), TextRange::new(range.start.saturating_sub(1), end))
            }
            (Value::Reference(reference, suffix), _) => (format!("${{{reference}}}{suffix}"), range),
        };
        // A client filters by the text that an item replaces, the opening quote included.
        let is_requoted = matches!((&self.value, written), (Value::Reference(_, suffix), WrittenAs::Quoted { .. }) if suffix.is_empty());
        let filter = match (is_requoted, self.also.is_empty()) {
            (true, _) => format!("\"{}", self.label),
            (false, false) => self.also,
            (false, true) => self.label.clone(),
        };
        Completion {
            label: self.label,
            kind: self.kind,
            detail: self.detail,
            explained: self.explained,
            filter,
            range,
            text,
        }
    }
}
