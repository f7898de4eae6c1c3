//! A string of a policy, as each form writes it.

/// What a statement stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A `statement` block of `aws_iam_policy_document`.
    Block,
    /// An HCL object, in `jsonencode` or in a local.
    Object,
    /// JSON in a heredoc.
    Heredoc,
    /// JSON in quotes.
    Quoted,
    /// A JSON file.
    File,
}

impl Form {
    pub(super) fn is_json(self) -> bool {
        matches!(self, Self::Heredoc | Self::Quoted | Self::File)
    }

    pub(super) fn quote(self) -> &'static str {
        if self == Self::Quoted { "\\\"" } else { "\"" }
    }
}

/// A part of a policy's string.
enum Part<'t> {
    Literal(&'t str),
    /// `aws_s3_bucket.b.arn`
    Reference(&'t str),
    /// `aws:username`
    Variable(&'t str),
}

/// The whole string with its quotes, or the bare reference where that is all of it. `None` where the form has
/// no way to say it.
pub(super) fn string(text: &str, form: Form) -> Option<String> {
    let parts = parts(text)?;
    if let ([Part::Reference(expression)], Form::Block | Form::Object) = (parts.as_slice(), form) {
        return Some((*expression).to_owned());
    }
    let inside: Option<String> = parts.iter().map(|part| inside(part, form)).collect();
    Some(format!("{0}{1}{0}", form.quote(), inside?))
}

fn inside(part: &Part<'_>, form: Form) -> Option<String> {
    Some(match (part, form) {
        (Part::Literal(text), Form::Block | Form::Object) => {
            escaped(text).replace("${", "$${").replace("%{", "%%{")
        }
        (Part::Literal(text), Form::File) => escaped(text),
        (Part::Literal(text), Form::Heredoc) => escaped(text).replace("${", "$${").replace("%{", "%%{"),
        // Escaped as JSON, and that again as a string of HCL.
        (Part::Literal(text), Form::Quoted) => {
            escaped(&escaped(text)).replace("${", "$${").replace("%{", "%%{")
        }
        (Part::Reference(_), Form::File) => return None,
        (Part::Reference(expression), _) => format!("${{{expression}}}"),
        (Part::Variable(name), Form::Block) => format!("&{{{name}}}"),
        (Part::Variable(name), Form::File) => format!("${{{name}}}"),
        (Part::Variable(name), _) => format!("$${{{name}}}"),
    })
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// `${…}` is a reference, and a policy variable where it is spelled like one. `None` where one is not closed.
fn parts(text: &str) -> Option<Vec<Part<'_>>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        let (literal, hole) = rest.split_at_checked(start)?;
        if !literal.is_empty() {
            parts.push(Part::Literal(literal));
        }
        let hole = hole.get(2..)?;
        let mut open = 1;
        let end = hole.bytes().position(|byte| {
            open += match byte {
                b'{' => 1,
                b'}' => -1,
                _ => 0,
            };
            open == 0
        })?;
        let inside = hole.get(..end)?;
        parts.push(if is_variable(inside) { Part::Variable(inside) } else { Part::Reference(inside) });
        rest = hole.get(end + 1..)?;
    }
    if !rest.is_empty() || parts.is_empty() {
        parts.push(Part::Literal(rest));
    }
    Some(parts)
}

/// `aws:username`, `*`; a conditional has a question mark in front of its colon.
fn is_variable(inside: &str) -> bool {
    let prefix = inside.split(':').next().unwrap_or_default();
    let word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/');
    matches!(inside, "*" | "?" | "$") || (prefix != inside && !prefix.is_empty() && prefix.bytes().all(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: [&str; 5]) {
        let forms = [Form::Block, Form::Object, Form::Heredoc, Form::Quoted, Form::File];
        let written = forms.map(|form| string(text, form).unwrap_or_else(|| "none".to_owned()));
        assert_eq!(written, expected);
    }

    #[test]
    fn a_string_is_written_as_its_form_wants_it() {
        check("s3:*", ["\"s3:*\"", "\"s3:*\"", "\"s3:*\"", "\\\"s3:*\\\"", "\"s3:*\""]);
        check(
            "${aws_s3_bucket.b.arn}",
            [
                "aws_s3_bucket.b.arn",
                "aws_s3_bucket.b.arn",
                "\"${aws_s3_bucket.b.arn}\"",
                "\\\"${aws_s3_bucket.b.arn}\\\"",
                "none",
            ],
        );
        check(
            "${aws_s3_bucket.b[\"x\"].arn}/${aws:username}",
            [
                "\"${aws_s3_bucket.b[\"x\"].arn}/&{aws:username}\"",
                "\"${aws_s3_bucket.b[\"x\"].arn}/$${aws:username}\"",
                "\"${aws_s3_bucket.b[\"x\"].arn}/$${aws:username}\"",
                "\\\"${aws_s3_bucket.b[\"x\"].arn}/$${aws:username}\\\"",
                "none",
            ],
        );
        check(
            "a${var.x ? \"b:c\" : \"d\"}",
            [
                "\"a${var.x ? \"b:c\" : \"d\"}\"",
                "\"a${var.x ? \"b:c\" : \"d\"}\"",
                "\"a${var.x ? \"b:c\" : \"d\"}\"",
                "\\\"a${var.x ? \"b:c\" : \"d\"}\\\"",
                "none",
            ],
        );
        check("${never", ["none"; 5]);
    }
}
