//! What an application usually does with a service: a convention, to choose from a whole service.

/// A use of a service: `reading`, and the names of its actions.
pub(super) type Use = (&'static str, &'static [&'static str]);

/// Services by prefix, with their uses from less to more.
pub(super) const EVERYDAY: &[(&str, &[Use])] = &[
    ("athena", &[("querying", &["StartQueryExecution", "GetQueryExecution", "GetQueryResults"])]),
    ("cloudwatch", &[("writing metrics to", &["PutMetricData"])]),
    ("cognito-idp", &[("reading", &["AdminGetUser", "ListUsers"])]),
    (
        "dynamodb",
        &[
            ("reading", &["GetItem", "BatchGetItem", "Query", "Scan"]),
            (
                "reading and writing",
                &[
                    "GetItem",
                    "BatchGetItem",
                    "Query",
                    "Scan",
                    "PutItem",
                    "UpdateItem",
                    "DeleteItem",
                    "BatchWriteItem",
                ],
            ),
        ],
    ),
    (
        "ecr",
        &[(
            "pulling from",
            &[
                "GetAuthorizationToken",
                "BatchCheckLayerAvailability",
                "BatchGetImage",
                "GetDownloadUrlForLayer",
            ],
        )],
    ),
    ("events", &[("sending to", &["PutEvents"])]),
    ("execute-api", &[("calling", &["Invoke"])]),
    ("firehose", &[("writing to", &["PutRecord", "PutRecordBatch"])]),
    (
        "kinesis",
        &[
            (
                "reading",
                &["DescribeStream", "DescribeStreamSummary", "GetRecords", "GetShardIterator", "ListShards"],
            ),
            ("writing to", &["PutRecord", "PutRecords"]),
        ],
    ),
    (
        "kms",
        &[
            ("decrypting with", &["Decrypt"]),
            ("encrypting and decrypting with", &["Decrypt", "GenerateDataKey"]),
        ],
    ),
    ("lambda", &[("invoking", &["InvokeFunction"])]),
    ("logs", &[("writing to", &["CreateLogStream", "PutLogEvents"])]),
    (
        "s3",
        &[
            ("reading", &["GetObject", "ListBucket"]),
            ("reading and writing", &["GetObject", "ListBucket", "PutObject", "DeleteObject"]),
        ],
    ),
    ("secretsmanager", &[("reading", &["GetSecretValue", "DescribeSecret"])]),
    ("ses", &[("sending as", &["SendEmail", "SendRawEmail"])]),
    ("sns", &[("publishing to", &["Publish"])]),
    (
        "sqs",
        &[
            ("receiving from", &["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"]),
            ("sending to", &["SendMessage", "GetQueueAttributes"]),
        ],
    ),
    ("ssm", &[("reading", &["GetParameter", "GetParameters", "GetParametersByPath"])]),
    ("states", &[("starting", &["StartExecution"])]),
    ("xray", &[("writing traces to", &["PutTraceSegments", "PutTelemetryRecords"])]),
];

/// The uses of a service, from less to more.
pub(super) fn uses(service: &str) -> &'static [Use] {
    EVERYDAY.iter().find(|(prefix, _)| prefix.eq_ignore_ascii_case(service)).map_or(&[], |(_, uses)| uses)
}

pub(super) fn is_known(service: &str) -> bool {
    !uses(service).is_empty()
}

/// The resource types, as the list of actions names them, that an application names when it uses a service.
pub(super) fn main_types(service: &str) -> &'static [&'static str] {
    match service {
        "athena" => &["workgroup"],
        "cognito-idp" => &["userpool"],
        "dynamodb" => &["table"],
        "ecr" => &["repository"],
        "events" => &["event-bus"],
        "execute-api" => &["execute-api-general"],
        "firehose" => &["deliverystream"],
        "kinesis" => &["stream"],
        "kms" => &["key"],
        "lambda" => &["function"],
        "logs" => &["log-group", "log-stream"],
        "s3" => &["bucket", "object"],
        "secretsmanager" => &["secret"],
        "ses" => &["identity"],
        "sns" => &["topic"],
        "sqs" => &["queue"],
        "ssm" => &["parameter"],
        "states" => &["statemachine"],
        _ => &[],
    }
}
