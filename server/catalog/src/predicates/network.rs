//! Ports open to everyone, in the three forms a security group rule is written in.

use model::Value;

use crate::{
    evidence::Path,
    outcome::{Outcome, Verdict, place},
    path::{self, read},
    words,
};

/// `no-open 22,3389` or `no-open all`: the rule (a map) lets nobody in from everywhere on these ports.
pub(super) fn no_open(ports: &str, rule: &Value) -> Outcome {
    if path::data(rule).is_none() {
        return Outcome {
            why: Some(words::obstacle(rule, &|_| "a resource".into())),
            ..Outcome::at(Verdict::Unknown, rule)
        };
    }
    let reach = reach(rule);
    let covered = match ports {
        // Every port is a finding of its own; a rule of some ports is judged port by port.
        "all" => reach.as_ref().map(|reach| (*reach == Reach::Every).then(|| "every port".to_owned())),
        _ => reach.as_ref().map(|reach| reach.first_of(ports)),
    };
    if covered == Some(None) {
        return at_rule(Verdict::Shown, rule);
    }
    let mut unknown = None;
    for name in ["cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6"] {
        for cidr in read(rule, &Path::of(&format!("{name}[]"))) {
            match path::text(cidr.value) {
                Some(text) if is_everywhere(&text) => {
                    let Some(Some(port)) = &covered else {
                        unknown = Some("the ports can't be told".to_owned());
                        continue;
                    };
                    let mut outcome = Outcome::at(Verdict::Contradicted, cidr.value);
                    outcome.facts =
                        vec![("port", port.clone()), ("cidr", text.to_string()), ("value", text.to_string())];
                    outcome.evidence.extend(place(rule).map(|place| (place, "the rule".to_owned())));
                    return outcome;
                }
                Some(_) => {}
                None if *cidr.value == Value::Absent => {}
                None => unknown = Some(words::obstacle(cidr.value, &|_| "a resource".into())),
            }
        }
    }
    match unknown {
        Some(why) => Outcome { why: Some(why), ..at_rule(Verdict::Unknown, rule) },
        None => at_rule(Verdict::Shown, rule),
    }
}

fn at_rule(verdict: Verdict, rule: &Value) -> Outcome {
    Outcome { at: place(rule), ..Outcome::new(verdict) }
}

/// The ports a rule is about.
#[derive(Debug, PartialEq)]
enum Reach {
    Every,
    Range(f64, f64),
}

impl Reach {
    fn first_of(&self, ports: &str) -> Option<String> {
        match self {
            Self::Every => Some("every port".into()),
            Self::Range(from, to) => ports
                .split(',')
                .find(|port| port.trim().parse::<f64>().is_ok_and(|port| *from <= port && port <= *to))
                .map(|port| format!("port {}", port.trim())),
        }
    }
}

/// `None` where the ports can't be told.
fn reach(rule: &Value) -> Option<Reach> {
    let field = |name: &str| {
        read(rule, &Path::of(name)).first().map(|found| found.value.clone()).unwrap_or(Value::Absent)
    };
    let number = |value: &Value| path::text(value)?.parse::<f64>().ok();
    for name in ["protocol", "ip_protocol"] {
        let protocol = field(name);
        if let Some(protocol) = path::text(&protocol) {
            match protocol.to_ascii_lowercase().as_str() {
                "-1" | "all" => return Some(Reach::Every),
                // ICMP has types where others have ports; it reaches no service.
                "icmp" | "icmpv6" | "1" | "58" => return Some(Reach::Range(-2.0, -2.0)),
                _ => {}
            }
        } else if protocol != Value::Absent {
            return None;
        }
    }
    match (number(&field("from_port")), number(&field("to_port"))) {
        (Some(from), Some(to)) if from <= 0.0 && to >= 65535.0 => Some(Reach::Every),
        (Some(from), Some(to)) => Some(Reach::Range(from, to)),
        _ => None,
    }
}

/// The whole of IPv4 or IPv6.
fn is_everywhere(cidr: &str) -> bool {
    cidr.ends_with("/0") && (cidr.starts_with("0.0.0.0") || cidr.starts_with("::") || cidr.starts_with("0:"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Data, Known};

    fn text(text: &str) -> Value {
        Value::Known(Known { data: Data::String(text.into()), seen: Vec::new() })
    }

    fn rule(fields: &[(&str, &str)]) -> Value {
        let entries = fields.iter().map(|(name, value)| ((*name).into(), text(value))).collect();
        Value::Known(Known { data: Data::Map(entries), seen: Vec::new() })
    }

    #[test]
    fn a_range_that_covers_the_port_and_everyone_is_open() {
        let open =
            rule(&[("protocol", "tcp"), ("from_port", "20"), ("to_port", "25"), ("cidr_ipv4", "0.0.0.0/0")]);
        assert_eq!(no_open("22,3389", &open).verdict, Verdict::Contradicted);
        assert_eq!(no_open("3389", &open).verdict, Verdict::Shown);
        assert_eq!(no_open("all", &open).verdict, Verdict::Shown);
    }

    #[test]
    fn ping_from_everywhere_opens_no_port() {
        let ping =
            rule(&[("protocol", "icmp"), ("from_port", "-1"), ("to_port", "-1"), ("cidr_ipv4", "0.0.0.0/0")]);
        assert_eq!(no_open("22", &ping).verdict, Verdict::Shown);
    }
}
