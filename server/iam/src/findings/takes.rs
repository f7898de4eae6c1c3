//! How the resources look that an action acts on: `arn:aws:s3:::BUCKET/KEY`.

use super::{shape::Shape, values::split_at_end};
use crate::data::{Acted, Action, Data};

/// The ARN forms of the action's resource types, two at most; `None`: it accepts only `*`.
pub(super) fn examples(action: &Action<'_>) -> Option<String> {
    let mut required: Vec<_> = action.resource_types.iter().filter(|acted| acted.required).collect();
    if required.is_empty() {
        required = action.resource_types.iter().collect();
        // An access point stands for a bucket that may be named as well.
        let plain = |acted: &&Acted<'_>| !acted.resource_type.name.starts_with("accesspoint");
        if required.iter().any(plain) {
            required.retain(plain);
        }
    }
    let forms: Vec<_> = required.iter().take(2).map(|acted| example(acted.resource_type.arn)).collect();
    (!forms.is_empty()).then(|| forms.join(" or "))
}

/// The names of the action's resource types: `object`.
pub(super) fn types(action: &Action<'_>) -> String {
    super::subject::listed(action.resource_types.iter().map(|acted| acted.resource_type.name))
}

/// Is some resource of these one that the action acts on, for all that is known?
pub(super) fn may_act_on<'s>(
    action: &Action<'_>,
    shapes: impl Iterator<Item = &'s Shape<'s>> + Clone,
) -> bool {
    let forms = || action.resource_types.iter().map(|acted| Shape::form(acted.resource_type.arn));
    // An action on resources of other services comes to act on those of more of them before the list says so.
    let reaches_out = action.resource_types.iter().any(|acted| {
        Shape::form(acted.resource_type.arn).service().is_some_and(|of| of != action.service.prefix)
    });
    let of_another = |shape: &Shape<'_>| {
        let service = shape.service();
        service.is_some() && forms().all(|form| form.service() != service)
    };
    (reaches_out && shapes.clone().any(of_another))
        || forms().any(|form| shapes.clone().any(|shape| shape.meets(&form)))
}

/// May an action that accepts only `*` be allowed by this resource all the same? Some requests that list
/// are made on `arn:aws:iam::111122223333:role/`, and so are met by `role/*`.
pub(super) fn may_list(action: &Action<'_>, shape: &Shape<'_>, data: &Data) -> bool {
    action.is_wildcard_only()
        && (ON_OTHER_RESOURCES.contains(&action.name)
            || shape.ends_open(action.service.prefix)
            || data
                .resource_types(action.service.prefix)
                .iter()
                .any(|known| shape.is_every(&Shape::form(known.arn))))
}

/// AWS documents it on the session: <https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-quickstart.html>.
const ON_OTHER_RESOURCES: [&str; 1] = ["ssmmessages:OpenDataChannel"];

/// `arn:${Partition}:s3:::${BucketName}/${ObjectName}` as `arn:aws:s3:::BUCKET/KEY`.
fn example(form: &str) -> String {
    let mut example = String::new();
    let mut rest = form;
    while let Some((before, after)) = rest.split_once("${") {
        example.push_str(before);
        let Some((name, after)) = split_at_end(after) else { break };
        example.push_str(&match name {
            "Partition" => "aws".to_owned(),
            "ObjectName" => "KEY".to_owned(),
            _ => {
                let name = name.strip_suffix("NameWithPath").or(name.strip_suffix("Name")).unwrap_or(name);
                upper(name)
            }
        });
        rest = after;
    }
    example + rest
}

/// `LogGroup` as `LOG_GROUP`.
fn upper(name: &str) -> String {
    let mut upper = String::new();
    let mut after_small = false;
    for letter in name.chars() {
        if letter.is_uppercase() && after_small {
            upper.push('_');
        }
        after_small = letter.is_lowercase() || letter.is_ascii_digit();
        upper.extend(letter.to_uppercase());
    }
    upper
}

#[cfg(test)]
mod tests {
    use super::example;

    #[test]
    fn a_form_reads_as_an_example() {
        assert_eq!(example("arn:${Partition}:s3:::${BucketName}/${ObjectName}"), "arn:aws:s3:::BUCKET/KEY");
        assert_eq!(
            example("arn:${Partition}:logs:${Region}:${Account}:log-group:${LogGroupName}"),
            "arn:aws:logs:REGION:ACCOUNT:log-group:LOG_GROUP"
        );
        assert_eq!(
            example("arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}"),
            "arn:aws:iam::ACCOUNT:role/ROLE"
        );
    }
}
