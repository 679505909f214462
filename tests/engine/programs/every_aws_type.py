"""One of each resource type that the stand-in aws plugin has, wired as the components wire them."""

import json

import pulumi
import pulumi_aws as aws


def policy(action: str, resource: str = "*", **more: object) -> str:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def service(name: str) -> dict[str, str]:
    return {"Service": f"{name}.amazonaws.com"}


account = aws.get_caller_identity_output().account_id
pulumi.export("partition", aws.get_partition_output().partition)
pulumi.export("region", aws.get_region_output().region)

key = aws.kms.Key("key", description="Calls", enable_key_rotation=True, tags={"AWSServiceName": "ChimeSDK"})
aws.kms.Alias("alias", target_key_id=key.id)
root = account.apply(lambda id: {"AWS": f"arn:aws:iam::{id}:root"})
aws.kms.KeyPolicy("key-policy", key_id=key.id, policy=root.apply(lambda it: policy("kms:*", Principal=it)))

bucket = aws.s3.Bucket("bucket", tags={"team": "support"})
aws.s3.BucketVersioning("versioning", bucket=bucket.bucket, versioning_configuration={"status": "Enabled"})
aws.s3.BucketServerSideEncryptionConfiguration(
    "encryption",
    bucket=bucket.bucket,
    rules=[
        {
            "apply_server_side_encryption_by_default": {"sse_algorithm": "aws:kms", "kms_master_key_id": key.arn},
            "bucket_key_enabled": True,
        }
    ],
)
aws.s3.BucketPublicAccessBlock("public-access", bucket=bucket.bucket, block_public_acls=True)
aws.s3.BucketOwnershipControls("ownership", bucket=bucket.bucket, rule={"object_ownership": "BucketOwnerEnforced"})
aws.s3.BucketPolicy(
    "bucket-policy",
    bucket=bucket.bucket,
    policy=bucket.arn.apply(lambda arn: policy("s3:PutObject", f"{arn}/*", Principal=service("voiceconnector.chime"))),
)
aws.s3.BucketLifecycleConfiguration(
    "lifecycle",
    bucket=bucket.bucket,
    rules=[{"id": "expire", "status": "Enabled", "filter": {}, "expiration": {"days": 30}}],
)
aws.s3.BucketCorsConfiguration(
    "cors", bucket=bucket.bucket, cors_rules=[{"allowed_methods": ["GET"], "allowed_origins": ["*"]}]
)
files = aws.s3.Bucket("files", force_destroy=True)
aws.s3.BucketObject("prompt", bucket=files.bucket, content="Welcome.")
aws.s3.BucketObjectv2("greeting", bucket=files.bucket, key="greeting.txt", source=pulumi.StringAsset("Hello."))

trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": service("lambda")}
role = aws.iam.Role("role", assume_role_policy=json.dumps({"Version": "2012-10-17", "Statement": [trust]}))
aws.iam.RolePolicy("role-policy", role=role.id, policy=bucket.arn.apply(lambda arn: policy("s3:GetObject", f"{arn}/*")))
managed = aws.iam.Policy("managed", policy=policy("s3:ListAllMyBuckets"))
aws.iam.RolePolicyAttachment("attachment", role=role.name, policy_arn=managed.arn)

log_group = aws.cloudwatch.LogGroup("log", retention_in_days=7)
aws.cloudwatch.LogResourcePolicy(
    "log-policy",
    policy_name="events",
    policy_document=log_group.arn.apply(
        lambda arn: policy("logs:PutLogEvents", f"{arn}:*", Principal=service("events"))
    ),
)
function = aws.lambda_.Function(
    "function",
    role=role.arn,
    handler="index.handler",
    runtime="python3.13",
    code=pulumi.AssetArchive({"index.py": pulumi.StringAsset("def handler(event, context): return 1\n")}),
    environment={"variables": {"PASSWORD": pulumi.Output.secret("hunter2")}},
    logging_config={"log_format": "JSON", "log_group": log_group.name},
)
published = aws.lambda_.Function(
    "published",
    role=role.arn,
    handler="index.handler",
    runtime="python3.13",
    code=pulumi.FileArchive("handler"),
    publish=True,
)
aws.lambda_.Alias("live", function_name=published.name, function_version=published.version)

topic = aws.sns.Topic("topic", display_name="Calls")
aws.sns.TopicPolicy(
    "topic-policy",
    arn=topic.arn,
    policy=topic.arn.apply(lambda arn: policy("sns:Publish", arn, Principal=service("events"))),
)
queue = aws.sqs.Queue("queue", visibility_timeout_seconds=60)
aws.sqs.QueuePolicy(
    "queue-policy",
    queue_url=queue.url,
    policy=queue.arn.apply(lambda arn: policy("sqs:SendMessage", arn, Principal=service("sns"))),
)
aws.sns.TopicSubscription("subscription", topic=topic.arn, protocol="sqs", endpoint=queue.arn)
aws.lambda_.Permission(
    "permission",
    action="lambda:InvokeFunction",
    function=function.name,
    principal="sns.amazonaws.com",
    source_arn=topic.arn,
)
aws.s3.BucketNotification(
    "notification", bucket=files.bucket, queues=[{"queue_arn": queue.arn, "events": ["s3:ObjectCreated:*"]}]
)

stream = aws.kinesis.Stream("stream", shard_count=1, encryption_type="KMS", kms_key_id=key.arn)
aws.lambda_.EventSourceMapping(
    "mapping", event_source_arn=stream.arn, function_name=function.arn, starting_position="LATEST"
)
rule = aws.cloudwatch.EventRule("rule", event_pattern=json.dumps({"source": ["aws.chime"]}))
aws.cloudwatch.EventTarget("target", rule=rule.name, arn=topic.arn)
aws.cloudwatch.MetricAlarm(
    "alarm",
    comparison_operator="GreaterThanThreshold",
    evaluation_periods=1,
    metric_name="Errors",
    namespace="AWS/Lambda",
    period=60,
    statistic="Sum",
    threshold=0,
    dimensions={"FunctionName": function.name},
    alarm_actions=[topic.arn],
)

users = aws.cognito.UserPool("users", username_attributes=["email"], auto_verified_attributes=["email"])
web = aws.cognito.UserPoolClient("web", user_pool_id=users.id, generate_secret=True)
identities = aws.cognito.IdentityPool(
    "identities",
    identity_pool_name="identities",
    cognito_identity_providers=[{"provider_name": users.endpoint, "client_id": web.id}],
)
aws.cognito.IdentityPoolProviderPrincipalTag(
    "principal-tag",
    identity_pool_id=identities.id,
    identity_provider_name=users.endpoint,
    principal_tags={"user": "sub"},
    use_defaults=False,
)
aws.cognito.IdentityPoolRoleAttachment(
    "identity-roles", identity_pool_id=identities.id, roles={"authenticated": role.arn}
)

bot = aws.lex.V2modelsBot(
    "bot", data_privacies=[{"child_directed": False}], idle_session_ttl_in_seconds=300, role_arn=role.arn
)
locale = aws.lex.V2modelsBotLocale(
    "locale", bot_id=bot.id, bot_version="DRAFT", locale_id="en_US", n_lu_intent_confidence_threshold=0.4
)
intent = aws.lex.V2modelsIntent(
    "intent",
    bot_id=locale.bot_id,
    bot_version=locale.bot_version,
    locale_id=locale.locale_id,
    sample_utterances=[{"utterance": "good evening"}],
)
aws.lex.V2modelsBotVersion(
    "version",
    bot_id=locale.bot_id,
    locale_specification={"en_US": {"source_bot_version": "DRAFT"}},
    opts=pulumi.ResourceOptions(depends_on=[intent]),
)

frankfurt = aws.Provider("frankfurt", region="eu-central-1", default_tags={"tags": {"where": "frankfurt"}})
aws.sqs.Queue("there", opts=pulumi.ResourceOptions(provider=frankfurt))
aws.sqs.Queue("also-there", region="eu-west-1")
