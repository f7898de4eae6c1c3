//! Expressions to values, as far as the files tell. What is not evaluated is unknown, never wrong.

mod functions;
mod operators;

use std::cell::{Cell, RefCell};

use model::{
    Body, Data, EntryValue, Expr, ExprKind, FileId, InstanceKey, Known, NodeId, Part, Place, Reference, Seen,
    SeenAs, SmolStr, Step, Traversal, Unknown, Value, Why,
};

use crate::{
    ResolvedModule,
    scope::{Call, Callee, Declared, Named},
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

pub(crate) fn unknown(why: Why, seen: Option<Seen>) -> Value {
    Value::Unknown(Unknown { why, seen: seen.into_iter().collect(), arms: Vec::new() })
}

pub(crate) fn known(data: Data, seen: Option<Seen>) -> Value {
    Value::Known(Known { data, seen: seen.into_iter().collect() })
}

/// Adds the next link of the provenance.
fn through(mut value: Value, place: Place, role: SeenAs) -> Value {
    let seen = match &mut value {
        Value::Known(known) => &mut known.seen,
        Value::Unknown(unknown) => &mut unknown.seen,
        Value::Absent => return value,
    };
    seen.push(Seen { place, role });
    value
}

fn size(value: &Value, left: &mut usize) {
    *left = left.saturating_sub(1);
    let Value::Known(known) = value else { return };
    match &known.data {
        Data::List(items) => items.iter().take_while(|item| (size(item, left), *left > 0).1).count(),
        Data::Map(items) => items.iter().take_while(|(_, item)| (size(item, left), *left > 0).1).count(),
        Data::Json(inner) => {
            size(inner, left);
            0
        }
        _ => 0,
    };
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
                let arguments: Vec<Value> =
                    arguments.iter().map(|argument| self.eval(frame, argument)).collect();
                if expand {
                    return unknown(Why::Function(function.clone()), Some(here));
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

    fn reference(&self, frame: Frame<'_>, traversal: &Traversal, node: NodeId) -> Value {
        let here = frame.place(node);
        let seen = |role| Some(Seen { place: here, role });
        let named = frame.names.iter().rev().find(|(name, _)| *name == traversal.root);
        if let Some((_, value)) = named {
            let value = self.access(frame, value.clone(), &traversal.steps, node);
            return through(value, here, SeenAs::Attribute);
        }
        let Some(call) = self.call(frame.call) else { return unknown(Why::Expression, None) };
        let (first, rest) = match traversal.steps.split_first() {
            Some((Step::Attribute(name), rest)) => (name, rest),
            _ => return unknown(Why::Undeclared(traversal.root.clone()), seen(SeenAs::Attribute)),
        };
        let undeclared = || {
            unknown(Why::Undeclared(format!("{}.{first}", traversal.root).into()), seen(SeenAs::Attribute))
        };
        match traversal.root.as_str() {
            "var" => {
                let Some(variable) = call.variables.get(first) else { return undeclared() };
                let value = self.variable(frame.call, call, first, variable);
                through(self.access(frame, value, rest, node), here, SeenAs::Attribute)
            }
            "local" => {
                let Some(local) = call.locals.get(first) else { return undeclared() };
                let value = self.name(frame.call, NameKind::Local, first, local, SeenAs::Local);
                through(self.access(frame, value, rest, node), here, SeenAs::Attribute)
            }
            "module" => self.module_output(frame, call, first, rest, node),
            "each" | "count" => unknown(
                Why::EachInstance(format!("{}.{first}", traversal.root).into()),
                seen(SeenAs::Attribute),
            ),
            "path" | "terraform" | "self" => unknown(
                Why::AfterApply(format!("{}.{first}", traversal.root).into()),
                seen(SeenAs::Attribute),
            ),
            "data" => match rest.split_first() {
                Some((Step::Attribute(name), rest)) => {
                    self.resource(frame, call, true, first, name, rest, node)
                }
                _ => undeclared(),
            },
            resource_type => self.resource(frame, call, false, resource_type, first, rest, node),
        }
    }

    /// Evaluates a name unless it is being evaluated already.
    fn named(&self, call: u32, kind: NameKind, name: &SmolStr, eval: impl FnOnce() -> Value) -> Value {
        let key = (call, kind, name.clone());
        {
            let mut chain = self.chain.borrow_mut();
            if chain.len() >= MAX_CHAIN || (kind != NameKind::Resource && chain.contains(&key)) {
                self.cut.set(true);
                return unknown(Why::TooDeep, None);
            }
            chain.push(key);
        }
        let value = eval();
        self.chain.borrow_mut().pop();
        value
    }

    fn name(&self, call: u32, kind: NameKind, name: &SmolStr, named: &'m Named, role: SeenAs) -> Value {
        if let Some(value) = named.value.get() {
            return value.clone();
        }
        let Some(expr) = &named.expr else { return Value::Absent };
        let frame = Frame { call, file: named.declared.file, block: named.declared.index, names: &[] };
        let outer_cut = self.cut.replace(false);
        let value = self.named(call, kind, name, || self.eval(frame, expr));
        let cut = self.cut.get();
        self.cut.set(outer_cut || cut);
        let value = through(value, named.declared.place(expr.node), role);
        let mut left = MAX_PARTS;
        size(&value, &mut left);
        let value = if left == 0 { unknown(Why::TooDeep, None) } else { value };
        if cut { value } else { named.value.get_or_init(|| value).clone() }
    }

    fn variable(&self, index: u32, call: &'m Call, name: &SmolStr, variable: &'m Named) -> Value {
        let argument =
            call.arguments.as_ref().and_then(|block| Some((block, block.block.body.attribute(name)?)));
        if let (Some((declared, expr)), Some(parent)) = (argument, call.parent) {
            let frame = Frame { call: parent, file: declared.file, block: declared.index, names: &[] };
            let value = self.named(index, NameKind::Variable, name, || self.eval(frame, expr));
            return match value {
                Value::Absent => {
                    self.name(index, NameKind::Variable, name, variable, SeenAs::VariableDefault)
                }
                value => through(value, declared.place(expr.node), SeenAs::ModuleArgument),
            };
        }
        if let Some((declared, expr)) = call.variable_files.get(name) {
            let frame = Frame { call: index, file: declared.file, block: declared.index, names: &[] };
            return through(self.eval(frame, expr), declared.place(expr.node), SeenAs::VariableFile);
        }
        if variable.expr.is_none() {
            let place = variable.declared.place(variable.declared.block.node);
            return unknown(Why::Variable(name.clone()), Some(Seen { place, role: SeenAs::VariableDefault }));
        }
        self.name(index, NameKind::Variable, name, variable, SeenAs::VariableDefault)
    }

    fn module_output(
        &self,
        frame: Frame<'_>,
        call: &'m Call,
        name: &SmolStr,
        rest: &[Step],
        node: NodeId,
    ) -> Value {
        let here = Some(Seen { place: frame.place(node), role: SeenAs::ModuleOutput });
        let callee = match call.modules.get(name) {
            Some(Callee::Loaded(callee)) => *callee,
            Some(Callee::NotOnDisk { source, .. }) => {
                return unknown(Why::ModuleNotOnDisk { call: name.clone(), source: source.clone() }, here);
            }
            None => return unknown(Why::Undeclared(format!("module.{name}").into()), here),
        };
        let rest = match rest.split_first() {
            Some((Step::Index(_) | Step::Splat, rest)) => rest,
            _ => rest,
        };
        let Some((Step::Attribute(output), rest)) = rest.split_first() else {
            return unknown(Why::Expression, here);
        };
        match self.call(callee).and_then(|call| call.outputs.get(output)) {
            Some(named) => {
                let value = self.name(callee, NameKind::Output, output, named, SeenAs::ModuleOutput);
                through(self.access(frame, value, rest, node), frame.place(node), SeenAs::ModuleOutput)
            }
            None => unknown(Why::Undeclared(format!("module.{name}.{output}").into()), here),
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one reference, named")]
    fn resource(
        &self,
        frame: Frame<'_>,
        call: &'m Call,
        data: bool,
        resource_type: &str,
        name: &SmolStr,
        rest: &[Step],
        node: NodeId,
    ) -> Value {
        let seen = Some(Seen { place: frame.place(node), role: SeenAs::Attribute });
        let found = call.resources.get(&(data, resource_type.into(), name.clone()));
        // A name declared twice is not valid; the one in the same file is the one that was meant.
        let same_file = |index: &&u32| {
            self.module.resources.get(**index as usize).is_some_and(|resource| resource.file == frame.file)
        };
        let Some(&resource) = found.and_then(|found| found.iter().find(same_file).or(found.first())) else {
            return unknown(Why::Undeclared(format!("{resource_type}.{name}").into()), seen);
        };
        let reference = Reference { resource, instance: None, path: SmolStr::default(), value: None };
        self.access(frame, known(Data::Reference(reference), seen), rest, node)
    }

    fn access(&self, frame: Frame<'_>, base: Value, steps: &[Step], node: NodeId) -> Value {
        let mut value = base;
        for step in steps {
            value = match step {
                Step::Attribute(name) => self.member(value, name),
                Step::Index(index) => {
                    let index = self.eval(frame, index);
                    self.index(value, &index, frame.place(node))
                }
                Step::Splat => match value {
                    // What the splat of a reference yields has as many elements as there are instances.
                    Value::Known(Known { data: Data::Reference(_), .. }) => value,
                    Value::Known(Known { data: Data::List(items), .. }) => {
                        items.into_iter().next().unwrap_or(Value::Absent)
                    }
                    other => other,
                },
            };
        }
        value
    }

    fn member(&self, value: Value, name: &SmolStr) -> Value {
        match value {
            Value::Known(Known { data: Data::Map(entries), seen }) => {
                entries.into_iter().find(|(key, _)| key == name).map_or(
                    Value::Unknown(Unknown { why: Why::Undeclared(name.clone()), seen, arms: Vec::new() }),
                    |(_, value)| value,
                )
            }
            Value::Known(Known { data: Data::Reference(reference), seen }) => {
                let path = match reference.path.as_str() {
                    "" => name.clone(),
                    path => format!("{path}.{name}").into(),
                };
                let value = self.written(&reference, &path).map(Box::new);
                known_with(Data::Reference(Reference { path, value, ..reference }), seen)
            }
            Value::Known(Known { seen, .. }) => {
                Value::Unknown(Unknown { why: Why::Expression, seen, arms: Vec::new() })
            }
            Value::Unknown(Unknown { why, seen, arms }) => {
                let arms = arms.into_iter().map(|arm| self.member(arm, name)).collect();
                Value::Unknown(Unknown { why, seen, arms })
            }
            Value::Absent => Value::Absent,
        }
    }

    /// What a resource writes for a top-level attribute.
    fn written(&self, reference: &Reference, path: &SmolStr) -> Option<Value> {
        let resource = self.module.resources.get(reference.resource as usize)?;
        let expr = resource.block.body.attribute(path)?;
        let frame =
            Frame { call: resource.call, file: resource.file, block: resource.block_index, names: &[] };
        let key: SmolStr = format!("{}.{path}", resource.address).into();
        let value = self.named(resource.call, NameKind::Local, &key, || self.eval(frame, expr));
        (value != Value::Absent).then_some(value)
    }

    fn index(&self, value: Value, index: &Value, here: Place) -> Value {
        let seen = Some(Seen { place: here, role: SeenAs::Attribute });
        match value {
            Value::Known(Known { data: Data::Reference(mut reference), seen }) => {
                if reference.path.is_empty() {
                    reference.instance = match index {
                        Value::Known(Known { data: Data::Number(number), .. }) => {
                            Some(InstanceKey::Index(*number as u32))
                        }
                        Value::Known(Known { data: Data::String(key), .. }) => {
                            Some(InstanceKey::Key(key.clone()))
                        }
                        _ => None,
                    };
                }
                known_with(Data::Reference(reference), seen)
            }
            Value::Known(Known { data: Data::List(items), .. }) => match number(index) {
                Some(at) if at >= 0.0 => {
                    items.into_iter().nth(at as usize).unwrap_or_else(|| unknown(Why::Expression, seen))
                }
                _ => unknown(Why::Expression, seen),
            },
            Value::Known(Known { data: Data::Map(_), .. }) => match string(index) {
                Some(key) => self.member(value, &key),
                None => unknown(Why::Expression, seen),
            },
            Value::Known(_) => unknown(Why::Expression, seen),
            other => other,
        }
    }
}

fn known_with(data: Data, seen: Vec<Seen>) -> Value {
    Value::Known(Known { data, seen })
}

/// The literal worth of a value, looking through references to what is written.
pub(crate) fn literal(value: &Value) -> Option<&Data> {
    match value {
        Value::Known(Known { data: Data::Reference(reference), .. }) => literal(reference.value.as_deref()?),
        Value::Known(known) => Some(&known.data),
        _ => None,
    }
}

pub(crate) fn string(value: &Value) -> Option<SmolStr> {
    match literal(value)? {
        Data::String(text) => Some(text.clone()),
        Data::Number(number) => Some(operators::number_text(*number)),
        Data::Bool(value) => Some(if *value { "true".into() } else { "false".into() }),
        _ => None,
    }
}

fn number(value: &Value) -> Option<f64> {
    match literal(value)? {
        Data::Number(number) => Some(*number),
        Data::String(text) => text.parse().ok(),
        _ => None,
    }
}

fn truth(value: &Value) -> Option<bool> {
    match literal(value)? {
        Data::Bool(value) => Some(*value),
        Data::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// Key and value of each element of a list, set or map.
fn elements(value: &Value) -> Option<Vec<(Value, Value)>> {
    match literal(value)? {
        Data::List(items) => Some(
            items
                .iter()
                .enumerate()
                .map(|(at, item)| (known(Data::Number(at as f64), None), item.clone()))
                .collect(),
        ),
        Data::Map(entries) => Some(
            entries
                .iter()
                .map(|(key, item)| (known(Data::String(key.clone()), None), item.clone()))
                .collect(),
        ),
        _ => None,
    }
}

/// Strings end to end; parts that are not literal stay parts.
fn join(values: Vec<Value>, here: Seen) -> Value {
    let mut parts: Vec<Part> = Vec::new();
    for value in values {
        let piece = match string(&value) {
            Some(text) => Part::Literal(text),
            None => match value {
                Value::Known(Known { data: Data::Template(inner), .. }) => {
                    parts.extend(inner);
                    continue;
                }
                Value::Absent => return unknown(Why::Expression, Some(here)),
                value => Part::Value(value),
            },
        };
        match (parts.last_mut(), &piece) {
            (Some(Part::Literal(last)), Part::Literal(text)) => *last = format!("{last}{text}").into(),
            _ => parts.push(piece),
        }
    }
    let data = match <[Part; 1]>::try_from(parts) {
        Ok([Part::Literal(text)]) => Data::String(text),
        Ok([part]) => Data::Template(vec![part]),
        Err(parts) if parts.is_empty() => Data::String(SmolStr::default()),
        Err(parts) => Data::Template(parts),
    };
    known(data, Some(here))
}
