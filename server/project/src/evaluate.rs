//! Expressions to values, as far as the files tell. What is not evaluated is unknown, never wrong.

mod functions;
mod names;
mod operators;
mod values;

use std::cell::{Cell, RefCell};

use model::{
    Body, Data, EntryValue, Expr, ExprKind, FileId, InstanceKey, Known, NodeId, Place, Seen, SeenAs, SmolStr,
    Unknown, Value, Why, document_name,
};

use self::values::{elements, join, known, size, string, truth, unknown};
use crate::{
    ResolvedModule,
    directories::document_path,
    scope::{Call, Declared},
};

/// Names followed in one chain before it counts as too deep.
const MAX_CHAIN: usize = 40;
/// Expressions evaluated for one body or name; a hostile file ends here.
const MAX_STEPS: u32 = 100_000;
/// Parts of one value; larger ones are unknown.
const MAX_PARTS: usize = 20_000;

pub(crate) struct Evaluator<'m> {
    module: &'m ResolvedModule,
    /// Names being evaluated, so that a cycle ends.
    chain: RefCell<Vec<(u32, NameKind, SmolStr)>>,
    /// A cycle was met: what was being evaluated is cut short and not worth keeping.
    cut: Cell<bool>,
    steps: Cell<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NameKind {
    Variable,
    Local,
    Output,
    Resource,
}

/// Where an expression stands and what its short names mean.
#[derive(Clone, Copy)]
pub(crate) struct Frame<'f> {
    call: u32,
    file: FileId,
    block: u32,
    /// `each.key`, `each.value`, `count.index`, iterators of `dynamic` and `for`.
    names: &'f [(SmolStr, Value)],
}

impl Frame<'_> {
    fn place(&self, node: NodeId) -> Place {
        Place { file: self.file, block: self.block, node }
    }
}

impl<'m> Evaluator<'m> {
    pub(crate) fn new(module: &'m ResolvedModule) -> Self {
        Self { module, chain: RefCell::default(), cut: Cell::new(false), steps: Cell::new(MAX_STEPS) }
    }

    fn call(&self, call: u32) -> Option<&'m Call> {
        self.module.calls.get(call as usize)
    }

    /// A resource's whole body.
    pub(crate) fn body(&self, resource: u32, instance: Option<&InstanceKey>) -> Value {
        let Some(declared) = self.module.resources.get(resource as usize) else { return Value::Absent };
        let bare =
            Frame { call: declared.call, file: declared.file, block: declared.block_index, names: &[] };
        let names =
            instance.map(|key| self.instance_names(bare, &declared.block.body, key)).unwrap_or_default();
        let frame = Frame { names: &names, ..bare };
        let body = self.named(declared.call, NameKind::Resource, &declared.address.name, || {
            self.map(frame, &declared.block.body, declared.block.node)
        });
        let mut left = MAX_PARTS;
        size(&body, &mut left);
        if left == 0 { unknown(Why::TooDeep, None) } else { body }
    }

    fn instance_names(&self, frame: Frame<'_>, body: &Body, key: &InstanceKey) -> Vec<(SmolStr, Value)> {
        match key {
            InstanceKey::Index(index) => {
                let index = known(Data::Number(f64::from(*index)), None);
                vec![("count".into(), known(Data::Map(vec![("index".into(), index)]), None))]
            }
            InstanceKey::Key(key) => {
                let collection = body.attribute("for_each").map(|expr| self.eval(frame, expr));
                let value = match collection {
                    Some(Value::Known(Known { data: Data::Map(entries), .. })) => {
                        entries.into_iter().find(|(name, _)| name == key).map(|(_, value)| value)
                    }
                    _ => None,
                };
                let key = known(Data::String(key.clone()), None);
                let value = value.unwrap_or_else(|| key.clone());
                vec![(
                    "each".into(),
                    known(Data::Map(vec![("key".into(), key), ("value".into(), value)]), None),
                )]
            }
        }
    }

    /// `count` or `for_each` of a block: the instance keys if they can be told, else why not.
    pub(crate) fn instances(
        &self,
        call: u32,
        declared: &Declared,
    ) -> Result<Option<Vec<InstanceKey>>, (Value, NodeId)> {
        let frame = Frame { call, file: declared.file, block: declared.index, names: &[] };
        let body = &declared.block.body;
        if let Some(count) = body.attribute("count") {
            return match self.eval(frame, count) {
                Value::Known(Known { data: Data::Number(number), .. }) => {
                    // A thousand instances are judged like the first ones: they differ by index alone.
                    Ok(Some((0..(number.max(0.0) as u32).min(16)).map(InstanceKey::Index).collect()))
                }
                value => Err((value, count.node)),
            };
        }
        let Some(for_each) = body.attribute("for_each") else { return Ok(None) };
        let value = self.eval(frame, for_each);
        let keys: Option<Vec<SmolStr>> = match &value {
            Value::Known(Known { data: Data::Map(entries), .. }) => {
                Some(entries.iter().map(|(key, _)| key.clone()).collect())
            }
            Value::Known(Known { data: Data::List(items), .. }) => items.iter().map(string).collect(),
            _ => None,
        };
        match keys {
            Some(keys) => Ok(Some(keys.into_iter().map(InstanceKey::Key).collect())),
            None => Err((value, for_each.node)),
        }
    }

    /// An attribute of a `module` block, seen from its caller.
    pub(crate) fn argument(&self, call: u32, declared: &Declared, expr: &Expr) -> Value {
        self.eval(Frame { call, file: declared.file, block: declared.index, names: &[] }, expr)
    }

    fn map(&self, frame: Frame<'_>, body: &Body, node: NodeId) -> Value {
        let mut entries: Vec<(SmolStr, Value)> = Vec::new();
        for entry in &body.entries {
            let place = frame.place(entry.node);
            let items = match &entry.value {
                EntryValue::Attribute(expr) => {
                    let value = match self.eval(frame, expr) {
                        Value::Absent => continue,
                        value => value,
                    };
                    entries.push((entry.name.clone(), value));
                    continue;
                }
                EntryValue::Block { body, .. } => vec![self.map(frame, body, entry.node)],
                EntryValue::Dynamic { for_each, iterator, body } => {
                    self.dynamic(frame, for_each.as_ref(), iterator, body, entry.node)
                }
            };
            let list = entries.iter_mut().find(|(name, _)| *name == entry.name).map(|(_, value)| value);
            match list {
                Some(Value::Known(Known { data: Data::List(list), .. })) => list.extend(items),
                _ => {
                    let seen = Some(Seen { place, role: SeenAs::Attribute });
                    // No element is no block; an absent list would be "written, and empty".
                    if !items.is_empty() {
                        entries.push((entry.name.clone(), known(Data::List(items), seen)));
                    }
                }
            }
        }
        known(Data::Map(entries), Some(Seen { place: frame.place(node), role: SeenAs::Literal }))
    }

    fn dynamic(
        &self,
        frame: Frame<'_>,
        for_each: Option<&Expr>,
        iterator: &SmolStr,
        body: &Body,
        node: NodeId,
    ) -> Vec<Value> {
        let seen = Seen { place: frame.place(node), role: SeenAs::Attribute };
        let collection = for_each.map_or_else(|| unknown(Why::Broken, None), |expr| self.eval(frame, expr));
        let Some(items) = elements(&collection) else {
            let why = match collection {
                Value::Unknown(unknown) => unknown.why,
                _ => Why::Expression,
            };
            return vec![unknown(why, Some(seen))];
        };
        let one = |(key, value): (Value, Value)| {
            let mut names = frame.names.to_vec();
            names.push((
                iterator.clone(),
                known(Data::Map(vec![("key".into(), key), ("value".into(), value)]), None),
            ));
            self.map(Frame { names: &names, ..frame }, body, node)
        };
        items.into_iter().map(one).collect()
    }

    pub(crate) fn eval(&self, frame: Frame<'_>, expr: &Expr) -> Value {
        let here = Seen { place: frame.place(expr.node), role: SeenAs::Literal };
        let Some(left) = self.steps.get().checked_sub(1) else { return unknown(Why::TooDeep, Some(here)) };
        self.steps.set(left);
        let literal = |data| known(data, Some(here));
        match &expr.kind {
            ExprKind::Null => Value::Absent,
            ExprKind::Bool(value) => literal(Data::Bool(*value)),
            ExprKind::Number(value) => literal(Data::Number(*value)),
            ExprKind::String(text) => match text.strip_prefix("<input:") {
                Some(what) => unknown(Why::Placeholder(what.trim_end_matches('>').trim().into()), Some(here)),
                None => literal(Data::String(text.clone())),
            },
            ExprKind::Template(parts) => self.template(frame, parts, here),
            ExprKind::List(items) => {
                literal(Data::List(items.iter().map(|item| self.eval(frame, item)).collect()))
            }
            ExprKind::Object(entries) => {
                let mut map: Vec<(SmolStr, Value)> = Vec::new();
                for entry in entries {
                    match string(&self.eval(frame, &entry.key)) {
                        Some(key) => map.push((key, self.eval(frame, &entry.value))),
                        None => return unknown(Why::Expression, Some(here)),
                    }
                }
                literal(Data::Map(map))
            }
            ExprKind::Json(inner) => literal(Data::Json(Box::new(self.eval(frame, inner)))),
            ExprKind::Reference(traversal) => self.reference(frame, traversal, expr.node),
            ExprKind::Access { base, steps } => {
                let base = self.eval(frame, base);
                self.access(frame, base, steps, expr.node)
            }
            ExprKind::Call { function, arguments, expand_last } => {
                let expand = *expand_last && !arguments.is_empty();
                let written = arguments;
                let arguments: Vec<Value> =
                    arguments.iter().map(|argument| self.eval(frame, argument)).collect();
                if expand {
                    return unknown(Why::Function(function.clone()), Some(here));
                }
                if function == "file"
                    && let Some(value) = self.document(frame, written)
                {
                    return value;
                }
                functions::call(function, arguments, here)
            }
            ExprKind::Conditional { condition, yes, no } => {
                let condition = self.eval(frame, condition);
                match truth(&condition) {
                    Some(true) => self.eval(frame, yes),
                    Some(false) => self.eval(frame, no),
                    None => {
                        let arms = vec![self.eval(frame, yes), self.eval(frame, no)];
                        let why = match condition {
                            Value::Unknown(unknown) => unknown.why,
                            _ => Why::Expression,
                        };
                        Value::Unknown(Unknown { why, seen: vec![here], arms })
                    }
                }
            }
            ExprKind::Binary { op, left, right } => {
                operators::binary(*op, self.eval(frame, left), self.eval(frame, right), here)
            }
            ExprKind::Not(inner) => match self.eval(frame, inner) {
                Value::Unknown(inner) => unknown(inner.why, Some(here)),
                value => match truth(&value) {
                    Some(value) => literal(Data::Bool(!value)),
                    None => unknown(Why::Expression, Some(here)),
                },
            },
            ExprKind::Negate(inner) => match self.eval(frame, inner) {
                Value::Known(Known { data: Data::Number(number), .. }) => literal(Data::Number(-number)),
                _ => unknown(Why::Expression, Some(here)),
            },
            ExprKind::For { .. } => self.for_each(frame, expr, here),
            ExprKind::Broken => unknown(Why::Broken, Some(here)),
        }
    }

    /// The JSON file that a `file()` reads, at its own places.
    fn document(&self, frame: Frame<'_>, arguments: &[Expr]) -> Option<Value> {
        let [argument] = arguments else { return None };
        let name = document_name(argument)?;
        let call = self.call(frame.call)?;
        let path = document_path(&name, &call.directory, &self.module.directory);
        let file = self.module.documents.get(&path)?;
        let document = file.model.blocks.first()?.body.attribute("")?;
        let frame = Frame { file: file.id, block: 0, names: &[], ..frame };
        let seen = Seen { place: frame.place(document.node), role: SeenAs::Literal };
        Some(known(Data::Json(Box::new(self.eval(frame, document))), Some(seen)))
    }

    fn template(&self, frame: Frame<'_>, parts: &[Expr], here: Seen) -> Value {
        let parts = parts.iter().map(|part| self.eval(frame, part)).collect();
        join(parts, here)
    }

    fn for_each(&self, frame: Frame<'_>, expr: &Expr, here: Seen) -> Value {
        let ExprKind::For { key_name, value_name, collection, key, value, condition, grouped } = &expr.kind
        else {
            return unknown(Why::Expression, Some(here));
        };
        let collection = self.eval(frame, collection);
        let Some(items) = elements(&collection).filter(|_| !grouped) else {
            let why = match collection {
                Value::Unknown(unknown) => unknown.why,
                _ => Why::Expression,
            };
            return unknown(why, Some(here));
        };
        let (mut list, mut map) = (Vec::new(), Vec::new());
        for (item_key, item) in items {
            let mut names = frame.names.to_vec();
            names.extend(key_name.iter().map(|name| (name.clone(), item_key.clone())));
            names.push((value_name.clone(), item));
            let inner = Frame { names: &names, ..frame };
            match condition.as_ref().map(|condition| truth(&self.eval(inner, condition))) {
                Some(Some(false)) => continue,
                Some(None) => return unknown(Why::Expression, Some(here)),
                _ => {}
            }
            let value = self.eval(inner, value);
            match key {
                None => list.push(value),
                Some(key) => match string(&self.eval(inner, key)) {
                    Some(key) => map.push((key, value)),
                    None => return unknown(Why::Expression, Some(here)),
                },
            }
        }
        known(if key.is_some() { Data::Map(map) } else { Data::List(list) }, Some(here))
    }
}
