//! Everything that is attached to one role, user or group.

use model::Value;

use super::Use;
use crate::{
    assessment::Attachment,
    evaluate::{Context, reference},
    links::{address, label},
    words,
};

/// What is attached to a role, as far as the files tell.
#[derive(Debug)]
pub(crate) struct RolePolicies<'p> {
    pub(crate) name: String,
    pub(crate) attached: Vec<&'p Use>,
    /// Something more may be attached, in words.
    pub(crate) unread: Option<String>,
}

impl Context<'_> {
    /// The policies of the role a value names; `Err` says why the role can't be looked into.
    pub(crate) fn role_policies(&self, role: &Value) -> Result<RolePolicies<'_>, String> {
        let not_here = |value: &Value| match words::short(value).as_str() {
            "" => words::obstacle(value, &|resource| address(self.module, resource)),
            name => format!("role `{}` is not in these files", name.rsplit('/').next().unwrap_or(name)),
        };
        let target = reference(role).ok_or_else(|| not_here(role))?;
        let declared = self.module.resources.get(target as usize).ok_or("the role is not in these files")?;
        if declared.type_name() != "aws_iam_role" || declared.address.data {
            return Err(format!("role `{}` is not declared in these files", declared.address));
        }
        Ok(self.holder_policies(target))
    }

    /// What grants a role, user or group that is declared here.
    pub(crate) fn holder_policies(&self, holder: u32) -> RolePolicies<'_> {
        let all = self.policies.uses.iter();
        let attached: Vec<&Use> = all
            .filter(|it| it.assessed.holder == Some(holder) && it.assessed.attachment == Attachment::Identity)
            .collect();
        let unread = attached.iter().find_map(|it| it.assessed.unread.clone());
        RolePolicies {
            name: label(self.module, holder).to_string(),
            attached,
            unread: unread.or_else(|| self.policies.perhaps.get(&holder).cloned()),
        }
    }
}
