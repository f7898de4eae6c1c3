//! What an image brings along, and whether it is the same one tomorrow.

use model::{Data, Known, Part, Value};

use crate::{
    evaluate::{Context, reference},
    evidence::Path,
    outcome::{Outcome, Verdict},
    path::{self, read},
    words,
};

/// `image-imdsv2`: instances of this machine image ask for IMDSv2 unless they are told otherwise. An image that
/// is not known to do so shows nothing.
pub(super) fn imdsv2(context: &Context<'_>, image: &Value) -> Outcome {
    let named = path::text(image).is_some_and(|text| is_amazon_linux_2023(&text));
    let declared = reference(image).is_some_and(|target| {
        let Some(resource) = context.module.resources.get(target as usize) else { return false };
        let body = context.module.body(target, None);
        let field = |name: &str| read(&body, &Path::of(name)).first().and_then(|it| path::text(it.value));
        match resource.type_name() {
            "aws_ami" if resource.address.data => read(&body, &Path::of("filter[].values[]"))
                .iter()
                .any(|it| path::text(it.value).is_some_and(|text| text.starts_with("al2023-ami"))),
            "aws_ami" => field("imds_support").as_deref() == Some("v2.0"),
            "aws_ssm_parameter" => field("name").is_some_and(|name| is_amazon_linux_2023(&name)),
            _ => false,
        }
    });
    match named || declared {
        true => Outcome::at(Verdict::Default, image),
        false => Outcome::new(Verdict::Missing),
    }
}

/// The public parameters of Amazon Linux 2023 say so in their names, those for ECS and EKS too.
fn is_amazon_linux_2023(name: &str) -> bool {
    name.contains("/aws/service/") && (name.contains("al2023") || name.contains("amazon-linux-2023"))
}

/// `image-pinned`: the container image is named by a digest, or by a tag other than `latest`.
pub(super) fn pinned(image: &Value) -> Outcome {
    let (text, hole) = match (path::text(image), image) {
        (Some(text), _) => (text, false),
        (None, Value::Known(Known { data: Data::Template(parts), .. })) => match parts.as_slice() {
            [.., Part::Literal(text)] => (text.clone(), false),
            [.., Part::Literal(text), Part::Value(_)] => (text.clone(), true),
            _ => return unknown(image),
        },
        // `aws_ecr_repository.orders.repository_url` alone names no tag.
        (None, Value::Known(Known { data: Data::Reference(it), .. })) if it.path == "repository_url" => {
            return Outcome::at(Verdict::Contradicted, image);
        }
        _ => return unknown(image),
    };
    let name = text.rsplit('/').next().unwrap_or_default();
    match name.rsplit_once(['@', ':']) {
        Some((before, _)) if before.contains('@') => Outcome::at(Verdict::Shown, image),
        Some(_) if hole && name.ends_with('@') => Outcome::at(Verdict::Shown, image),
        Some(_) if hole => unknown(image),
        Some((_, "latest")) => Outcome::at(Verdict::Contradicted, image),
        Some(_) => Outcome::at(Verdict::Shown, image),
        None if hole => unknown(image),
        None => Outcome::at(Verdict::Contradicted, image),
    }
}

fn unknown(image: &Value) -> Outcome {
    let why = words::obstacle(image, &|_| "a resource".into());
    Outcome { why: Some(why), ..Outcome::at(Verdict::Unknown, image) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(parts: &[Part]) -> Verdict {
        let data = match parts {
            [Part::Literal(text)] => Data::String(text.clone()),
            _ => Data::Template(parts.to_vec()),
        };
        pinned(&Value::Known(Known { data, seen: Vec::new() })).verdict
    }

    fn literal(text: &str) -> Part {
        Part::Literal(text.into())
    }

    #[test]
    fn a_digest_or_a_tag_that_stays_pins_an_image() {
        let digest = format!("reg.example:5000/orders@sha256:{}", "0".repeat(64));
        for pinned in [digest.as_str(), "reg.example/orders:1.4.2", "reg.example/orders:1@sha256:00"] {
            assert_eq!(verdict(&[literal(pinned)]), Verdict::Shown, "{pinned}");
        }
        for moving in ["reg.example/orders", "reg.example:5000/orders", "reg.example/orders:latest"] {
            assert_eq!(verdict(&[literal(moving)]), Verdict::Contradicted, "{moving}");
        }
    }

    #[test]
    fn the_end_of_a_template_decides() {
        let hole = || Part::Value(Value::Absent);
        assert_eq!(verdict(&[hole(), literal(":latest")]), Verdict::Contradicted);
        assert_eq!(verdict(&[hole(), literal(":1.4")]), Verdict::Shown);
        assert_eq!(verdict(&[hole(), literal("@"), hole()]), Verdict::Shown);
        assert_eq!(verdict(&[hole(), literal(":"), hole()]), Verdict::Unknown);
    }
}
