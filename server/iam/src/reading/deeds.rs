//! What the most used actions do, each in one sentence of ours: the deed, and what a reviewer may not expect of it.

/// By published name; sorted.
const DEEDS: &[(&str, &str)] = &[
    ("acm:DescribeCertificate", "Tells a certificate's names, its state and when it ends, but not its key."),
    (
        "application-autoscaling:RegisterScalableTarget",
        "Puts a service's capacity under automatic scaling, between two bounds.",
    ),
    ("athena:GetQueryResults", "Reads the rows that a finished query found."),
    (
        "athena:StartQueryExecution",
        "Runs an SQL query; what it may read is decided by the rights on the data itself.",
    ),
    (
        "autoscaling:CompleteLifecycleAction",
        "Tells a scaling group that a machine is ready to start or to go.",
    ),
    ("autoscaling:DescribeAutoScalingGroups", "Tells the sizes, settings and machines of scaling groups."),
    (
        "autoscaling:SetDesiredCapacity",
        "Changes how many machines a scaling group runs, which starts or ends some.",
    ),
    (
        "autoscaling:TerminateInstanceInAutoScalingGroup",
        "Ends a machine of a scaling group for good; the group may start another.",
    ),
    (
        "autoscaling:UpdateAutoScalingGroup",
        "Changes a scaling group: its sizes, its networks, the template of its machines.",
    ),
    ("batch:SubmitJob", "Puts a job into a queue, with a command and environment of the caller's choice."),
    ("bedrock:InvokeModel", "Sends a prompt to a model and reads its answer; every call costs money."),
    (
        "bedrock:InvokeModelWithResponseStream",
        "Sends a prompt to a model and reads its answer as it is made; every call costs money.",
    ),
    (
        "cloudformation:CreateStack",
        "Makes every resource of a template, with the caller's rights or those of a role that is passed.",
    ),
    ("cloudformation:DeleteStack", "Deletes a stack and every resource in it that is not kept on purpose."),
    ("cloudformation:DescribeStacks", "Tells the state, parameters and outputs of stacks."),
    (
        "cloudformation:UpdateStack",
        "Changes the resources of a stack, with the caller's rights or those of the stack's role.",
    ),
    ("cloudfront:CreateInvalidation", "Drops files from the edge caches, so that they are fetched anew."),
    ("cloudwatch:DescribeAlarms", "Tells the alarms of the account and the state each is in."),
    ("cloudwatch:GetMetricData", "Reads the numbers of any metric in the account."),
    ("cloudwatch:GetMetricStatistics", "Reads sums, averages and the like of any metric in the account."),
    ("cloudwatch:ListMetrics", "Lists which metrics there are."),
    ("cloudwatch:PutMetricAlarm", "Makes an alarm, or replaces the one of the same name."),
    (
        "cloudwatch:PutMetricData",
        "Sends numbers of the caller's own, under any namespace unless a condition names one.",
    ),
    ("codebuild:BatchGetBuilds", "Tells the state, source and environment of builds."),
    (
        "codebuild:StartBuild",
        "Starts a build; it runs commands with the project's role, and the caller may replace the commands.",
    ),
    (
        "codestar-connections:UseConnection",
        "Uses a connection to a source host, with all that the connection was given there.",
    ),
    ("cognito-idp:AdminGetUser", "Reads any user's attributes."),
    ("cognito-idp:AdminInitiateAuth", "Signs in as a user from a trusted server."),
    ("dynamodb:BatchGetItem", "Reads up to a hundred items by their keys, from one table or several."),
    (
        "dynamodb:BatchWriteItem",
        "Stores and deletes items by the dozen; one with the same key is replaced whole.",
    ),
    ("dynamodb:ConditionCheckItem", "Tests an item inside a transaction, without reading it out."),
    ("dynamodb:DeleteItem", "Deletes an item by its key."),
    ("dynamodb:DescribeTable", "Tells a table's keys, indexes, size and settings, but no items."),
    ("dynamodb:GetItem", "Reads one item by its key."),
    ("dynamodb:GetRecords", "Reads the changes of a table from its stream."),
    ("dynamodb:PutItem", "Stores an item; one with the same key is replaced whole."),
    ("dynamodb:Query", "Reads every item of one partition, or a stretch of it."),
    ("dynamodb:Scan", "Reads a whole table, item by item."),
    ("dynamodb:UpdateItem", "Changes attributes of an item, and makes the item if it is not there."),
    ("ec2:AttachVolume", "Attaches a disk to a machine, which can then read and write it."),
    ("ec2:AuthorizeSecurityGroupEgress", "Opens a way out through a security group."),
    (
        "ec2:AuthorizeSecurityGroupIngress",
        "Opens a port of every machine in a security group, to any network it names.",
    ),
    ("ec2:CreateNetworkInterface", "Makes a network interface in a subnet; functions in a VPC need it."),
    ("ec2:CreateSecurityGroup", "Makes a security group; it lets nothing in until rules are added."),
    ("ec2:CreateSnapshot", "Copies a disk into a snapshot, from which the same data can be restored."),
    ("ec2:CreateTags", "Sets tags, and so may change what conditions on tags let in."),
    ("ec2:CreateVolume", "Makes a disk, empty or from a snapshot."),
    ("ec2:DeleteNetworkInterface", "Deletes a network interface that nothing uses."),
    ("ec2:DeleteSecurityGroup", "Deletes a security group that nothing uses."),
    ("ec2:DeleteSnapshot", "Deletes a snapshot for good, unless a recycle bin keeps it."),
    ("ec2:DeleteTags", "Takes tags away, and so may change what conditions on tags let in."),
    ("ec2:DescribeAvailabilityZones", "Lists the zones of a region."),
    ("ec2:DescribeImages", "Lists machine images, public ones and the account's own."),
    ("ec2:DescribeInstances", "Lists the machines of the account with their addresses, networks and roles."),
    ("ec2:DescribeNetworkInterfaces", "Lists network interfaces with their addresses and security groups."),
    ("ec2:DescribeSecurityGroups", "Lists security groups and their rules."),
    ("ec2:DescribeSubnets", "Lists subnets with their zones and address ranges."),
    ("ec2:DescribeTags", "Lists the tags of every EC2 resource in the account."),
    ("ec2:DescribeVolumes", "Lists disks with their sizes, and what they are attached to."),
    ("ec2:DescribeVpcs", "Lists the VPCs of a region and their address ranges."),
    (
        "ec2:ModifyInstanceAttribute",
        "Changes a machine: its user data, its security groups, its protection from deletion.",
    ),
    (
        "ec2:RevokeSecurityGroupIngress",
        "Closes a way in through a security group; what used it stops working.",
    ),
    ("ec2:RunInstances", "Starts new machines, with any image, network and role that the caller may use."),
    ("ec2:StartInstances", "Starts machines that are stopped."),
    ("ec2:StopInstances", "Stops machines; data on their local disks is gone."),
    ("ec2:TerminateInstances", "Ends machines for good, and their disks with them where they are set so."),
    (
        "ecr:BatchCheckLayerAvailability",
        "Asks which layers of an image a repository already has; part of every push.",
    ),
    ("ecr:BatchGetImage", "Reads an image's manifest; part of every pull."),
    ("ecr:CompleteLayerUpload", "Ends the upload of an image's layer; part of every push."),
    ("ecr:DescribeImages", "Lists a repository's images with their tags, sizes and scans."),
    ("ecr:DescribeRepositories", "Lists repositories and their settings."),
    (
        "ecr:GetAuthorizationToken",
        "Gets a token to sign in to the registry; what it may pull is decided by other actions.",
    ),
    ("ecr:GetDownloadUrlForLayer", "Gets the address to download a layer from; part of every pull."),
    ("ecr:InitiateLayerUpload", "Begins the upload of an image's layer; part of every push."),
    (
        "ecr:PutImage",
        "Stores an image under a tag; a tag that is not fixed moves, and the next deploy runs the new image.",
    ),
    ("ecr:UploadLayerPart", "Uploads a part of an image's layer; part of every push."),
    ("ecs:DescribeServices", "Tells the state, counts and events of services."),
    ("ecs:DescribeTasks", "Tells what state tasks are in, and where they run."),
    ("ecs:ExecuteCommand", "Opens a shell in a running container, with the rights of its task role."),
    (
        "ecs:RegisterTaskDefinition",
        "Makes a new version of what a task runs: images, commands, environment, roles.",
    ),
    ("ecs:RunTask", "Starts a task; it runs with the role that its definition names."),
    ("ecs:UpdateService", "Changes what a service runs and how often: a new definition replaces its tasks."),
    (
        "eks:DescribeCluster",
        "Tells a cluster's address, certificate and settings; what the caller may do in it is decided there.",
    ),
    ("elasticfilesystem:ClientMount", "Mounts a file system to read it."),
    ("elasticfilesystem:ClientRootAccess", "Acts as root on a file system, past every owner and mode."),
    ("elasticfilesystem:ClientWrite", "Writes to a file system that is mounted."),
    ("elasticloadbalancing:DescribeTargetHealth", "Tells which targets of a load balancer are healthy."),
    (
        "elasticloadbalancing:RegisterTargets",
        "Puts targets behind a load balancer, which sends them traffic.",
    ),
    ("es:ESHttpGet", "Reads from a search domain: documents, indexes, settings."),
    ("es:ESHttpPost", "Searches a domain, and can change its documents and settings too."),
    ("es:ESHttpPut", "Writes documents, indexes and settings of a search domain."),
    ("events:PutEvents", "Sends events to a bus; whatever its rules start sees them as true."),
    (
        "events:PutRule",
        "Makes a rule that starts something on a schedule or an event, or replaces the one of that name.",
    ),
    ("events:PutTargets", "Says what a rule starts, with which role and input."),
    ("execute-api:Invoke", "Calls an API that asks for IAM credentials."),
    (
        "execute-api:ManageConnections",
        "Sends messages to the clients of a WebSocket API, and closes their connections.",
    ),
    ("firehose:PutRecord", "Sends one record into a delivery stream."),
    ("firehose:PutRecordBatch", "Sends records into a delivery stream, up to 500 at once."),
    ("glue:GetTable", "Reads a table's columns and where its data lies, but not the data."),
    ("glue:StartJobRun", "Runs a job with the job's role, and with arguments of the caller's choice."),
    ("iam:AddUserToGroup", "Gives a user all that a group has."),
    ("iam:AttachGroupPolicy", "Attaches a policy to a group: any policy, unless a condition names which."),
    (
        "iam:AttachRolePolicy",
        "Attaches a policy to a role: any policy, AdministratorAccess too, unless a condition names which.",
    ),
    (
        "iam:AttachUserPolicy",
        "Attaches a policy to a user: any policy, AdministratorAccess too, unless a condition names which.",
    ),
    ("iam:CreateAccessKey", "Makes a lasting key for a user; whoever has it acts as that user."),
    (
        "iam:CreateLoginProfile",
        "Sets a console password for a user who has none; whoever knows it signs in as that user.",
    ),
    ("iam:CreatePolicy", "Makes a policy; it grants nothing until it is attached."),
    (
        "iam:CreatePolicyVersion",
        "Rewrites a policy; as its default, the new version holds at once for all who have the policy.",
    ),
    (
        "iam:CreateRole",
        "Makes a role and says who may become it; it can do nothing until a policy is attached.",
    ),
    (
        "iam:CreateServiceLinkedRole",
        "Makes the role that a service needs for itself; AWS decides what it may do.",
    ),
    ("iam:CreateUser", "Makes a user; it can do nothing until it gets credentials and a policy."),
    ("iam:DeleteRole", "Deletes a role; whatever runs as it stops working."),
    ("iam:DeleteRolePolicy", "Takes an inline policy off a role: less is granted, or less denied."),
    ("iam:DetachRolePolicy", "Takes a policy off a role: less is granted, or less denied."),
    ("iam:GetPolicy", "Reads a policy's name and versions, not its statements."),
    ("iam:GetRole", "Reads a role's settings and who may become it."),
    ("iam:GetUser", "Reads a user's name, id and dates."),
    ("iam:ListAttachedRolePolicies", "Lists which policies a role has."),
    ("iam:ListRoles", "Lists every role of the account and who may become it."),
    ("iam:PassRole", "Gives a role to a service, which then acts with all that the role may do."),
    ("iam:PutRolePolicy", "Writes an inline policy on a role, and so grants it anything."),
    ("iam:PutUserPolicy", "Writes an inline policy on a user, and so grants them anything."),
    (
        "iam:SetDefaultPolicyVersion",
        "Makes another version of a policy the one that holds, an older and broader one too.",
    ),
    ("iam:UpdateAssumeRolePolicy", "Rewrites who may become a role, the caller included."),
    ("kinesis:DescribeStream", "Tells a stream's shards and settings, but no records."),
    ("kinesis:GetRecords", "Reads the records of a stream's shard."),
    ("kinesis:GetShardIterator", "Picks where in a shard reading begins."),
    ("kinesis:PutRecord", "Writes one record to a stream."),
    ("kinesis:PutRecords", "Writes records to a stream, up to 500 at once."),
    ("kms:CreateGrant", "Lets somebody else use a key, past its policy, until the grant is taken back."),
    ("kms:Decrypt", "Decrypts what a key has encrypted: data keys, secrets, objects."),
    ("kms:DescribeKey", "Tells a key's state and settings, never the key itself."),
    ("kms:Encrypt", "Encrypts up to 4 KiB with a key."),
    ("kms:GenerateDataKey", "Makes a data key, and gives it both open and encrypted."),
    ("kms:GenerateDataKeyWithoutPlaintext", "Makes a data key, and gives it encrypted only."),
    ("kms:PutKeyPolicy", "Rewrites who may use and manage a key; a wrong one locks everybody out."),
    ("kms:ReEncryptFrom", "Decrypts with this key so that another encrypts it again; the data is not shown."),
    ("kms:ReEncryptTo", "Encrypts with this key what another decrypted; the data is not shown."),
    ("kms:ScheduleKeyDeletion", "Sets a day for a key's end; what it encrypted is lost with it."),
    ("lambda:AddPermission", "Lets somebody else call a function, anybody at all if it says so."),
    ("lambda:CreateFunction", "Makes a function, with code and a role of the caller's choice."),
    (
        "lambda:GetFunction",
        "Reads a function's settings and environment, and where its code can be downloaded.",
    ),
    ("lambda:GetFunctionConfiguration", "Reads a function's settings, its environment variables among them."),
    (
        "lambda:InvokeFunction",
        "Runs a function with input of the caller's choice; it acts with its own role.",
    ),
    ("lambda:InvokeFunctionUrl", "Calls a function at its own address."),
    ("lambda:UpdateFunctionCode", "Replaces a function's code, which then runs with the function's role."),
    ("lambda:UpdateFunctionConfiguration", "Changes a function's role, environment, layers and network."),
    ("logs:CreateLogGroup", "Makes a log group; its events never expire unless a retention is set too."),
    ("logs:CreateLogStream", "Makes a stream inside a log group, for one source to write to."),
    ("logs:DeleteLogGroup", "Deletes a log group and every event in it, for good."),
    ("logs:DescribeLogGroups", "Lists log groups and how long each is kept, but no events."),
    ("logs:DescribeLogStreams", "Lists a log group's streams, but no events."),
    ("logs:FilterLogEvents", "Reads and searches the events of a log group."),
    ("logs:GetLogEvents", "Reads the events of one stream."),
    ("logs:PutLogEvents", "Writes events to a log stream."),
    ("logs:PutRetentionPolicy", "Sets how long a log group is kept; a shorter time deletes what is older."),
    ("rds-db:connect", "Signs in to a database as a database user, without a password."),
    ("rds:DescribeDBInstances", "Lists databases with their addresses and settings."),
    ("route53:ChangeResourceRecordSets", "Changes DNS records: where a name points to."),
    ("route53:GetChange", "Tells whether a change of DNS records has reached every server."),
    ("route53:ListHostedZones", "Lists the account's DNS zones."),
    ("s3:AbortMultipartUpload", "Gives up an upload in parts, and drops the parts."),
    ("s3:CreateBucket", "Makes a bucket."),
    ("s3:DeleteBucket", "Deletes a bucket; it has to be empty."),
    ("s3:DeleteObject", "Deletes an object, for good unless the bucket keeps versions."),
    (
        "s3:DeleteObjectVersion",
        "Deletes one version of an object for good, also where the bucket keeps versions.",
    ),
    ("s3:GetBucketAcl", "Reads a bucket's access list."),
    ("s3:GetBucketLocation", "Tells which region a bucket is in."),
    ("s3:GetBucketPolicy", "Reads a bucket's policy."),
    ("s3:GetEncryptionConfiguration", "Tells how a bucket encrypts what is stored."),
    ("s3:GetObject", "Reads an object."),
    ("s3:GetObjectAcl", "Reads an object's access list."),
    ("s3:GetObjectTagging", "Reads an object's tags."),
    ("s3:GetObjectVersion", "Reads any version of an object, also one that was replaced or deleted."),
    ("s3:ListAllMyBuckets", "Lists the names of all buckets of the account."),
    ("s3:ListBucket", "Lists the keys in a bucket, and tells whether one is there; it reads no object."),
    ("s3:ListBucketMultipartUploads", "Lists uploads in parts that are not finished."),
    ("s3:ListBucketVersions", "Lists every version of the objects in a bucket."),
    ("s3:ListMultipartUploadParts", "Lists the parts of an upload that is not finished."),
    ("s3:PutBucketAcl", "Rewrites a bucket's access list, and so can open it to others."),
    ("s3:PutBucketNotification", "Says what a bucket calls when something in it changes."),
    ("s3:PutBucketPolicy", "Rewrites who may do what in a bucket, and so can open it to everybody."),
    ("s3:PutBucketPublicAccessBlock", "Sets or takes away a bucket's guard against being public."),
    (
        "s3:PutObject",
        "Stores an object; one with the same key is replaced, for good unless the bucket keeps versions.",
    ),
    ("s3:PutObjectAcl", "Rewrites an object's access list, and so can open it to others."),
    ("s3:PutObjectTagging", "Sets an object's tags, and so may change what conditions on tags let in."),
    ("s3:ReplicateDelete", "Carries deletions over to a bucket's copy."),
    ("s3:ReplicateObject", "Carries objects over to a bucket's copy."),
    ("secretsmanager:DescribeSecret", "Tells a secret's name, dates and versions, but not the secret."),
    ("secretsmanager:GetSecretValue", "Reads a secret in plain text."),
    ("secretsmanager:ListSecrets", "Lists the names of all secrets, but no secret."),
    (
        "secretsmanager:PutSecretValue",
        "Stores a new version of a secret; what reads the current one gets it.",
    ),
    ("ses:SendEmail", "Sends mail in the name of an identity that the account has proved."),
    (
        "ses:SendRawEmail",
        "Sends mail, headers and attachments included, in the name of an identity that the account has proved.",
    ),
    ("sns:ListTopics", "Lists the account's topics."),
    ("sns:Publish", "Sends a message to all that subscribe to a topic, or to a phone or app."),
    ("sns:Subscribe", "Adds somebody who gets a topic's messages from then on."),
    ("sqs:ChangeMessageVisibility", "Hides a message that was received for longer, or shows it again."),
    ("sqs:DeleteMessage", "Takes a message that was received off its queue."),
    ("sqs:GetQueueAttributes", "Reads a queue's settings and how many messages wait."),
    ("sqs:GetQueueUrl", "Tells the address of a queue by its name."),
    ("sqs:PurgeQueue", "Deletes every message of a queue."),
    ("sqs:ReceiveMessage", "Reads messages of a queue, and hides them from others for a while."),
    ("sqs:SendMessage", "Puts a message into a queue."),
    ("sqs:SetQueueAttributes", "Changes a queue's settings, its policy among them."),
    ("ssm:DescribeParameters", "Lists parameters by name, without their values."),
    ("ssm:GetParameter", "Reads a parameter, decrypted where the caller may use its key."),
    (
        "ssm:GetParameters",
        "Reads up to ten parameters by name, decrypted where the caller may use their keys.",
    ),
    (
        "ssm:GetParametersByPath",
        "Reads all parameters below a path, decrypted where the caller may use their keys.",
    ),
    ("ssm:PutParameter", "Stores a parameter, or replaces it; what reads it gets the new value."),
    ("ssm:SendCommand", "Runs commands on machines, as their root or administrator."),
    ("ssm:StartSession", "Opens a shell or a tunnel on a machine."),
    ("ssm:UpdateInstanceInformation", "Tells Systems Manager that a machine is there; its agent needs it."),
    ("states:DescribeExecution", "Reads an execution's state, input and output."),
    ("states:SendTaskFailure", "Tells a waiting execution that its step has failed."),
    (
        "states:SendTaskSuccess",
        "Tells a waiting execution that its step is done, with a result of the caller's choice.",
    ),
    (
        "states:StartExecution",
        "Starts a state machine with input of the caller's choice; it acts with its own role.",
    ),
    (
        "sts:AssumeRole",
        "Becomes a role for a while, with all that the role may do, where the role's trust policy agrees.",
    ),
    ("sts:AssumeRoleWithSAML", "Becomes a role for a while, with a SAML sign-in as proof."),
    (
        "sts:AssumeRoleWithWebIdentity",
        "Becomes a role for a while, with a token of an identity provider as proof.",
    ),
    ("sts:GetCallerIdentity", "Tells the caller who it is; needs no permission at all."),
    ("sts:TagSession", "Puts tags on a session, and so may change what conditions on tags let in."),
    ("tag:GetResources", "Lists resources of every service by their tags."),
    ("xray:GetSamplingRules", "Reads how many requests are traced."),
    ("xray:GetSamplingTargets", "Reads how many requests to trace next."),
    ("xray:PutTelemetryRecords", "Sends counts of what was traced."),
    ("xray:PutTraceSegments", "Sends traces: which requests came, what they called, how long it took."),
];

/// The sentence of an action, by its published name.
pub(super) fn deed(action: &str) -> Option<&'static str> {
    let at = DEEDS.binary_search_by(|(name, _)| (*name).cmp(action)).ok()?;
    DEEDS.get(at).map(|(_, sentence)| *sentence)
}

#[cfg(test)]
mod tests {
    use super::DEEDS;
    use crate::Data;

    #[test]
    fn every_action_of_the_table_is_in_the_list_and_found_in_it() {
        let data = Data::bundled();
        let wrong: Vec<&str> = DEEDS
            .iter()
            .map(|(name, _)| *name)
            .filter(|name| {
                data.action(name).is_none_or(|action| action.name != *name) || super::deed(name).is_none()
            })
            .collect();
        assert_eq!(wrong, Vec::<&str>::new());
        assert!(DEEDS.len() >= 150);
    }

    #[test]
    fn every_sentence_is_one_short_sentence() {
        for (name, sentence) in DEEDS {
            assert!(sentence.ends_with('.') && !sentence.contains(". "), "{name}: {sentence}");
            assert!(sentence.chars().count() <= 115, "{name}: {sentence}");
            assert!(sentence.starts_with(|first: char| first.is_ascii_uppercase()), "{name}: {sentence}");
        }
    }
}
