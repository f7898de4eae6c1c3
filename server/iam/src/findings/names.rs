//! What an action that does not exist was probably meant to be.

use crate::data::Data;

/// Calls and services that go by another name in policies.
pub(super) const ALIASES: [(&str, &str); 41] = [
    ("dynamodb:BatchGet", "dynamodb:BatchGetItem"),
    ("dynamodb:CreateItem", "dynamodb:PutItem"),
    ("dynamodb:TransactGetItems", "dynamodb:GetItem"),
    ("dynamodb:TransactWriteItems", "dynamodb:PutItem"),
    ("firehose:PutRecords", "firehose:PutRecordBatch"),
    ("lambda:Invoke", "lambda:InvokeFunction"),
    ("s3:CompleteMultipartUpload", "s3:PutObject"),
    ("s3:CopyObject", "s3:PutObject"),
    ("s3:CreateMultipartUpload", "s3:PutObject"),
    ("s3:DeleteBucketEncryption", "s3:PutEncryptionConfiguration"),
    ("s3:DeleteBucketLifecycle", "s3:PutLifecycleConfiguration"),
    ("s3:DeleteObjects", "s3:DeleteObject"),
    ("s3:GetBucketEncryption", "s3:GetEncryptionConfiguration"),
    ("s3:GetBucketLifecycle", "s3:GetLifecycleConfiguration"),
    ("s3:GetBucketLifecycleConfiguration", "s3:GetLifecycleConfiguration"),
    ("s3:GetBucketNotificationConfiguration", "s3:GetBucketNotification"),
    ("s3:GetBucketReplication", "s3:GetReplicationConfiguration"),
    ("s3:HeadBucket", "s3:ListBucket"),
    ("s3:HeadObject", "s3:GetObject"),
    ("s3:ListBuckets", "s3:ListAllMyBuckets"),
    ("s3:ListMultipartUploads", "s3:ListBucketMultipartUploads"),
    ("s3:ListObjects", "s3:ListBucket"),
    ("s3:ListObjectsV2", "s3:ListBucket"),
    ("s3:ListObjectVersions", "s3:ListBucketVersions"),
    ("s3:PutBucketEncryption", "s3:PutEncryptionConfiguration"),
    ("s3:PutBucketLifecycle", "s3:PutLifecycleConfiguration"),
    ("s3:PutBucketLifecycleConfiguration", "s3:PutLifecycleConfiguration"),
    ("s3:PutBucketReplication", "s3:PutReplicationConfiguration"),
    ("s3:UploadPart", "s3:PutObject"),
    ("sns:PublishBatch", "sns:Publish"),
    ("sqs:ChangeMessageVisibilityBatch", "sqs:ChangeMessageVisibility"),
    ("sqs:DeleteMessageBatch", "sqs:DeleteMessage"),
    ("sqs:SendMessageBatch", "sqs:SendMessage"),
    ("bedrock-runtime", "bedrock"),
    ("cloudwatchlogs", "logs"),
    ("efs", "elasticfilesystem"),
    ("elb", "elasticloadbalancing"),
    ("eventbridge", "events"),
    ("stepfunctions", "states"),
    ("elasticsearch", "es"),
    ("sfn", "states"),
];

/// Actions that work although the list leaves them out: they stand in the policies that AWS writes itself.
const UNLISTED: [&str; 1] = ["sns:receive"];

/// Is it an action after all?
pub(super) fn works(action: &str) -> bool {
    UNLISTED.iter().any(|known| known.eq_ignore_ascii_case(action))
}

/// An action of the list that is spelled nearly the same, or is what the call needs.
pub(super) fn suggestion(action: &str, data: &Data) -> Option<String> {
    let (prefix, name) = action.split_once(':')?;
    let alias = |from: &str| ALIASES.iter().find(|(known, _)| known.eq_ignore_ascii_case(from));
    if let Some((_, to)) = alias(action) {
        return data.action(to).map(|action| action.name.to_owned());
    }
    let prefix = match (data.service(prefix), alias(prefix)) {
        (Some(service), _) => service.prefix,
        (None, Some((_, to))) => to,
        (None, None) => {
            let services = data.services().into_iter().map(|service| service.prefix);
            nearest(prefix, services)?
        }
    };
    if name.contains(['*', '?']) {
        let corrected = format!("{prefix}:{name}");
        return (!data.expand(&corrected).is_empty()).then_some(corrected);
    }
    if let Some(known) = data.action(&format!("{prefix}:{name}")) {
        return Some(known.name.to_owned());
    }
    let (names, own) = (data.action_names(), format!("{prefix}:"));
    let start = names.partition_point(|known| **known < *own);
    let own = names.get(start..).unwrap_or_default().iter().map_while(|known| known.strip_prefix(&own));
    nearest(name, own).map(|name| format!("{prefix}:{name}"))
}

const MOST_EDITS: usize = 2;

/// The first of the nearest. A short word is not another one for having two letters in common.
fn nearest<'n>(word: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let most = MOST_EDITS.min(word.len() / 3);
    names
        .filter_map(|name| Some((distance(word, name, most)?, name)))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Letters added, left out, changed or swapped with their neighbour, in any case; `None`: more than `most`.
pub(crate) fn distance(left: &str, right: &str, most: usize) -> Option<usize> {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.len().abs_diff(right.len()) > most {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=right.len()).collect();
    let at = |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX / 2);
    for (i, own) in left.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, other) in right.iter().enumerate() {
            let changed = usize::from(!own.eq_ignore_ascii_case(other));
            let mut least = (at(&above, j) + changed).min(at(&above, j + 1) + 1).min(at(&row, j) + 1);
            let swapped = i.checked_sub(1).zip(j.checked_sub(1)).is_some_and(|(i, j)| {
                let same = |a: Option<&u8>, b: &u8| a.is_some_and(|a| a.eq_ignore_ascii_case(b));
                same(left.get(i), other) && same(right.get(j), own)
            });
            if swapped {
                least = least.min(at(&before, j - 1) + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut above, row);
    }
    Some(at(&above, right.len())).filter(|distance| *distance <= most)
}

#[cfg(test)]
mod tests {
    use super::{ALIASES, distance, suggestion};
    use crate::data::Data;

    #[test]
    fn every_alias_is_of_the_list_and_none_is_an_action_itself() {
        let data = Data::bundled();
        for (from, to) in ALIASES {
            if from.contains(':') {
                assert!(data.action(from).is_none(), "{from} is an action");
                assert!(data.action(to).is_some(), "{to} is no action");
            } else {
                assert!(data.service(from).is_none(), "{from} is a service");
                assert!(data.service(to).is_some(), "{to} is no service");
            }
        }
    }

    #[test]
    fn a_misspelled_action_is_told_by_two_letters() {
        let suggestion = |action| suggestion(action, Data::bundled());
        let is = |action, meant: &str| assert_eq!(suggestion(action).as_deref(), Some(meant));
        is("s3:GetObjct", "s3:GetObject");
        is("s3:getobejct", "s3:GetObject");
        is("dynamdb:GetItem", "dynamodb:GetItem");
        is("dynamdb:Get*", "dynamodb:Get*");
        is("bedrock-runtime:InvokeModel", "bedrock:InvokeModel");
        is("sqs:SendMessageBatch", "sqs:SendMessage");
        assert_eq!(suggestion("s3:Frobnicate"), None);
        assert_eq!(suggestion("frobnicate:GetObject"), None);
        assert_eq!(suggestion("sq:x"), None);
    }

    #[test]
    fn a_swap_is_one_edit() {
        assert_eq!(distance("GetObejct", "GetObject", 2), Some(1));
        assert_eq!(distance("Get", "GetObject", 2), None);
        assert_eq!(distance("abcd", "badc", 2), Some(2));
    }
}
