//! Names in expressions: what they mean in the call they stand in, and what is read from them.

use model::{
    Data, InstanceKey, Known, NodeId, Place, Reference, Seen, SeenAs, SmolStr, Step, Traversal, Unknown,
    Value, Why,
};

use super::{
    Evaluator, Frame, MAX_CHAIN, MAX_PARTS, NameKind,
    values::{known, known_with, number, size, string, through, unknown},
};
use crate::scope::{Call, Callee, Named};

impl<'m> Evaluator<'m> {
    pub(super) fn reference(&self, frame: Frame<'_>, traversal: &Traversal, node: NodeId) -> Value {
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
    pub(super) fn named(
        &self,
        call: u32,
        kind: NameKind,
        name: &SmolStr,
        eval: impl FnOnce() -> Value,
    ) -> Value {
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

    pub(super) fn access(&self, frame: Frame<'_>, base: Value, steps: &[Step], node: NodeId) -> Value {
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
