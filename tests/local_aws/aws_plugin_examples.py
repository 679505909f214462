"""One resource of each type that the stand-in aws plugin has, and every change that can be made to it."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from chime_sdk_pulumi.local_aws.aws_plugin.archives import contents
from chime_sdk_pulumi.local_aws.aws_plugin.values import Asset, State

if TYPE_CHECKING:
    from collections.abc import Callable

_SIGNATURE = "4dabf18193072939515e22adb298388d"
ACCOUNT = "123456789012"
ARN = "arn:aws:{}:us-east-1:" + ACCOUNT + ":{}"


def text_asset(text: str) -> Asset:
    """A `pulumi.StringAsset` as the engine sends it."""
    wire = {
        _SIGNATURE: "c44067f5952c0a294b673a41bacd8c17",
        "hash": hashlib.sha256(text.encode()).hexdigest(),
        "text": text,
    }
    return Asset(wire, is_archive=False)


def archive(**files: str) -> Asset:
    """A `pulumi.AssetArchive` of Python files as the engine sends it."""
    assets = {f"{name}.py": text_asset(text) for name, text in files.items()}
    digest = hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()
    return Asset({_SIGNATURE: "0def7320c3a5731c473e5ecbe6d01bc7", "hash": digest, "assets": assets}, is_archive=True)


def policy(action: str, resource: str = "*", **more: object) -> str:
    """A policy document of one statement."""
    statement = {"Effect": "Allow", "Action": action, "Resource": resource, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def service(name: str) -> dict[str, str]:
    """A principal."""
    return {"Service": f"{name}.amazonaws.com"}


class Surroundings:
    """What the examples name: objects of other types, each made when it is first named.

    Args:
        client: makes a boto3 client of a service.
    """

    def __init__(self, client: Callable[..., Any]) -> None:
        self._client = client

    @cached_property
    def bucket(self) -> str:
        """The name of a bucket, with a function's code in it."""
        self._client("s3").create_bucket(Bucket="surroundings")
        self._client("s3").put_object(Bucket="surroundings", Key="code.zip", Body=_code(4))
        return "surroundings"

    @cached_property
    def role(self) -> str:
        """The name of a role that Lambda may assume."""
        self._client("iam").create_role(RoleName="surroundings", AssumeRolePolicyDocument=trust("lambda"))
        return "surroundings"

    @property
    def role_arn(self) -> str:
        """The ARN of the role."""
        return f"arn:aws:iam::{ACCOUNT}:role/{self.role}"

    @cached_property
    def other_role_arn(self) -> str:
        """The ARN of another role that Lambda may assume."""
        role = {"RoleName": "other", "Path": "/service-role/", "AssumeRolePolicyDocument": trust("lambda")}
        self._client("iam").create_role(**role)
        return f"arn:aws:iam::{ACCOUNT}:role/service-role/other"

    @cached_property
    def managed_policy(self) -> str:
        """The ARN of a policy."""
        self._client("iam").create_policy(PolicyName="surroundings", PolicyDocument=policy("s3:Get*"))
        return f"arn:aws:iam::{ACCOUNT}:policy/surroundings"

    @cached_property
    def key_id(self) -> str:
        """The id of a key."""
        return str(self._client("kms").create_key()["KeyMetadata"]["KeyId"])

    @cached_property
    def other_key_id(self) -> str:
        """The id of another key."""
        return str(self._client("kms").create_key()["KeyMetadata"]["KeyId"])

    @property
    def key_arn(self) -> str:
        """The ARN of the key."""
        return ARN.format("kms", f"key/{self.key_id}")

    @cached_property
    def function(self) -> str:
        """The name of a function with the versions 1 and 2; its name with `-other` is another function's."""
        functions = self._client("lambda")
        for name in ("surroundings", "surroundings-other"):
            how = {"Runtime": "python3.12", "Handler": "index.handler", "Role": self.role_arn}
            functions.create_function(FunctionName=name, Code={"ZipFile": _code(4)}, **how)
        functions.publish_version(FunctionName="surroundings")
        functions.update_function_code(FunctionName="surroundings", ZipFile=_code(5))
        functions.publish_version(FunctionName="surroundings")
        return "surroundings"

    @property
    def function_arn(self) -> str:
        """The ARN of the function."""
        return ARN.format("lambda", f"function:{self.function}")

    @cached_property
    def layer(self) -> str:
        """The ARN of a version of a layer."""
        self._client("lambda").publish_layer_version(LayerName="surroundings", Content={"ZipFile": _code(6)})
        return ARN.format("lambda", "layer:surroundings:1")

    @cached_property
    def stream(self) -> str:
        """The ARN of a stream."""
        self._client("kinesis").create_stream(StreamName="surroundings", ShardCount=1)
        return ARN.format("kinesis", "stream/surroundings")

    @cached_property
    def queue_url(self) -> str:
        """The address of a queue."""
        return str(self._client("sqs").create_queue(QueueName="surroundings")["QueueUrl"])

    @property
    def queue_arn(self) -> str:
        """The ARN of the queue."""
        assert self.queue_url
        return ARN.format("sqs", "surroundings")

    @cached_property
    def topic(self) -> str:
        """The ARN of a topic."""
        self._client("sns").create_topic(Name="surroundings")
        return ARN.format("sns", "surroundings")

    @cached_property
    def lex_bot(self) -> str:
        """The id of a bot with the locale en_US and nothing in it."""
        lex = self._client("lexv2-models")
        bot = lex.create_bot(
            botName="surroundings",
            roleArn=self.role_arn,
            dataPrivacy={"childDirected": False},
            idleSessionTTLInSeconds=60,
        )["botId"]
        while lex.describe_bot(botId=bot)["botStatus"] == "Creating":
            time.sleep(0.1)
        locale = {"botId": bot, "botVersion": "DRAFT", "localeId": "en_US"}
        lex.create_bot_locale(**locale, nluIntentConfidenceThreshold=0.4)
        while lex.describe_bot_locale(**locale)["botLocaleStatus"] == "Creating":
            time.sleep(0.1)
        return str(bot)

    @cached_property
    def rule(self) -> str:
        """The name of a rule."""
        self._client("events").put_rule(Name="surroundings", EventPattern=json.dumps({"source": ["aws.chime"]}))
        return "surroundings"

    @cached_property
    def identity_pool(self) -> str:
        """The id of an identity pool."""
        pool = {"IdentityPoolName": "surroundings", "AllowUnauthenticatedIdentities": False}
        return str(self._client("cognito-identity").create_identity_pool(**pool)["IdentityPoolId"])

    @cached_property
    def user_pool(self) -> str:
        """The id of a user pool."""
        return str(self._client("cognito-idp").create_user_pool(PoolName="surroundings")["UserPool"]["Id"])

    @property
    def user_pool_endpoint(self) -> str:
        """The name of the user pool among identity providers."""
        return f"cognito-idp.us-east-1.amazonaws.com/{self.user_pool}"


def trust(name: str) -> str:
    """A trust policy for a service."""
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": service(name)}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _code(answer: int) -> bytes:
    return contents(archive(index=f"def handler(event, context): return {answer}\n"))


@dataclass
class Example:
    """One resource.

    Attributes:
        inputs: what the program gives.
        updates: changes in place, one after the other; None drops a property.
        replacements: changes each of which needs a new resource.
    """

    inputs: State
    updates: list[State] = field(default_factory=list)
    replacements: list[State] = field(default_factory=list)


TAG_CHANGES: list[State] = [{"tags": {"team": "b", "cost": "1"}}, {"tags": None}]
ELSEWHERE: State = {"region": "eu-central-1"}


def _bucket(_: Surroundings) -> Example:
    return Example(
        {"tags": {"team": "a"}},
        [{"forceDestroy": True}, *TAG_CHANGES],
        [
            {"bucket": "another"},
            {"bucketPrefix": "p-"},
            {"bucketNamespace": "account-regional"},
            {"objectLockEnabled": True},
            ELSEWHERE,
        ],
    )


def _bucket_versioning(around: Surroundings) -> Example:
    return Example(
        {"bucket": around.bucket, "versioningConfiguration": {"status": "Enabled"}},
        [{"versioningConfiguration": {"status": "Suspended"}}, {"mfa": "serial 123456"}],
        [{"bucket": "another"}, {"expectedBucketOwner": ACCOUNT}, ELSEWHERE],
    )


def _bucket_encryption(around: Surroundings) -> Example:
    by_key = {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": around.key_arn}}
    return Example(
        {"bucket": around.bucket, "rules": [{**by_key, "bucketKeyEnabled": True}]},
        [{"rules": [by_key]}, {"rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}]}],
        [{"bucket": "another"}, {"expectedBucketOwner": ACCOUNT}, ELSEWHERE],
    )


def _public_access(around: Surroundings) -> Example:
    names = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
    return Example(
        {"bucket": around.bucket, **dict.fromkeys(names, True)},
        [
            *({name: False} for name in names),
            *({name: True} for name in names),
            *({name: None} for name in names),
            {"skipDestroy": True},
            {"skipDestroy": None},
        ],
        [{"bucket": "another"}, ELSEWHERE],
    )


def _ownership(around: Surroundings) -> Example:
    return Example(
        {"bucket": around.bucket, "rule": {"objectOwnership": "BucketOwnerEnforced"}},
        [{"rule": {"objectOwnership": "ObjectWriter"}}],
        [{"bucket": "another"}, ELSEWHERE],
    )


def _bucket_policy(around: Surroundings) -> Example:
    arn = f"arn:aws:s3:::{around.bucket}/*"
    return Example(
        {"bucket": around.bucket, "policy": policy("s3:PutObject", arn, Principal=service("mediapipelines.chime"))},
        [{"policy": policy("s3:GetObject", arn, Principal=service("mediapipelines.chime"))}],
        [{"bucket": "another"}, ELSEWHERE],
    )


def _lifecycle(around: Surroundings) -> Example:
    expiring = {"id": "a", "status": "Enabled", "filter": {"prefix": "calls/"}, "expiration": {"days": 30}}
    by_tags = {"id": "b", "status": "Enabled", "filter": {"and": {"prefix": "x", "tags": {"k": "v", "l": "w"}}}}
    return Example(
        {"bucket": around.bucket, "rules": [expiring]},
        [
            {
                "rules": [
                    {**expiring, "expiration": {"days": 31}, "transitions": [{"days": 10, "storageClass": "GLACIER"}]}
                ]
            },
            {"rules": [expiring, {**by_tags, "noncurrentVersionExpiration": {"noncurrentDays": 3}}]},
            {
                "rules": [
                    {**by_tags, "noncurrentVersionTransitions": [{"noncurrentDays": 5, "storageClass": "GLACIER"}]}
                ]
            },
            {
                "rules": [
                    {
                        "id": "c",
                        "status": "Disabled",
                        "filter": {"tag": {"key": "k", "value": "v"}},
                        "expiration": {"days": 1},
                    }
                ]
            },
            {"rules": [{"id": "d", "status": "Enabled", "abortIncompleteMultipartUpload": {"daysAfterInitiation": 2}}]},
            {"rules": [{"id": "e", "status": "Enabled", "filter": {}, "expiration": {"days": 9}}]},
        ],
        [{"bucket": "another"}, {"expectedBucketOwner": ACCOUNT}, ELSEWHERE],
    )


def _cors(around: Surroundings) -> Example:
    rule = {"allowedMethods": ["GET"], "allowedOrigins": ["https://a.example"]}
    return Example(
        {"bucket": around.bucket, "corsRules": [rule]},
        [
            {
                "corsRules": [
                    {**rule, "allowedHeaders": ["x"], "exposeHeaders": ["y"], "maxAgeSeconds": 30},
                    {**rule, "allowedMethods": ["PUT"]},
                ]
            }
        ],
        [{"bucket": "another"}, {"expectedBucketOwner": ACCOUNT}, ELSEWHERE],
    )


def _notification(around: Surroundings) -> Example:
    queue = {"queueArn": around.queue_arn, "events": ["s3:ObjectCreated:*"], "filterPrefix": "a/"}
    return Example(
        {"bucket": around.bucket, "queues": [queue]},
        [
            {"queues": [{**queue, "filterSuffix": ".wav"}]},
            {"queues": None, "topics": [{"topicArn": around.topic, "events": ["s3:ObjectRemoved:*"]}]},
            {
                "lambdaFunctions": [
                    {"lambdaFunctionArn": around.function_arn, "events": ["s3:ObjectCreated:Put"], "id": "mine"}
                ]
            },
            {"eventbridge": True},
        ],
        [{"bucket": "another"}, ELSEWHERE],
    )


def _object(around: Surroundings) -> Example:
    return Example(
        {"bucket": around.bucket, "content": "one", "tags": {"team": "a"}},
        [
            {"content": "two"},
            {"content": None, "contentBase64": base64.b64encode(b"three").decode()},
            {"contentBase64": None, "source": text_asset("four")},
            {"source": text_asset("five"), "sourceHash": "5"},
            {"contentType": "text/plain", "cacheControl": "no-cache", "contentDisposition": "inline"},
            {"contentEncoding": "identity", "contentLanguage": "en", "metadata": {"a": "b"}},
            {"cacheControl": None, "metadata": None},
            {"storageClass": "STANDARD_IA", "websiteRedirect": "/other"},
            {"serverSideEncryption": "aws:kms", "kmsKeyId": around.key_arn, "bucketKeyEnabled": True},
            {"forceDestroy": True},
            *TAG_CHANGES,
        ],
        [{"bucket": "another"}, {"key": "another"}, ELSEWHERE],
    )


def _key(_: Surroundings) -> Example:
    own = policy("kms:*", Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:root"})
    also = policy("kms:Decrypt", Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:root"})
    return Example(
        {"description": "one", "deletionWindowInDays": 7, "tags": {"AWSServiceName": "ChimeSDK"}},
        [
            {"description": "two"},
            {"enableKeyRotation": True},
            {"enableKeyRotation": None},
            {"policy": own},
            {"policy": also, "bypassPolicyLockoutSafetyCheck": True},
            {"isEnabled": False},
            {"isEnabled": True},
            {"deletionWindowInDays": 8},
            *TAG_CHANGES,
        ],
        [{"customerMasterKeySpec": "RSA_2048"}, {"keyUsage": "SIGN_VERIFY"}, {"multiRegion": True}, ELSEWHERE],
    )


def _alias(around: Surroundings) -> Example:
    return Example(
        {"targetKeyId": around.key_id},
        [{"targetKeyId": ARN.format("kms", f"key/{around.other_key_id}")}],
        [{"name": "alias/another"}, {"namePrefix": "alias/p"}, ELSEWHERE],
    )


def _key_policy(around: Surroundings) -> Example:
    root = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    return Example(
        {"keyId": around.key_id, "policy": policy("kms:*", Principal=root)},
        [{"policy": policy("kms:Encrypt", Principal=root)}, {"bypassPolicyLockoutSafetyCheck": True}],
        [{"keyId": around.other_key_id}, ELSEWHERE],
    )


def _role(around: Surroundings) -> Example:
    return Example(
        {"assumeRolePolicy": trust("lambda"), "description": "one", "tags": {"team": "a"}},
        [
            {"assumeRolePolicy": trust("mediapipelines.chime")},
            {"description": "two", "maxSessionDuration": 7200},
            {"description": None, "maxSessionDuration": None},
            {"permissionsBoundary": around.managed_policy},
            {"permissionsBoundary": None},
            {"inlinePolicies": [{"name": "x", "policy": policy("s3:GetObject")}]},
            {
                "inlinePolicies": [
                    {"name": "x", "policy": policy("s3:PutObject")},
                    {"name": "y", "policy": policy("s3:Get*")},
                ]
            },
            {"managedPolicyArns": [around.managed_policy]},
            {"forceDetachPolicies": True},
            *TAG_CHANGES,
        ],
        [{"name": "another"}, {"namePrefix": "p-"}, {"path": "/chime/"}],
    )


def _role_policy(around: Surroundings) -> Example:
    return Example(
        {"role": around.role, "policy": policy("s3:GetObject")},
        [{"policy": policy("s3:PutObject")}],
        [{"role": "another"}, {"name": "another"}, {"namePrefix": "p-"}],
    )


def _policy(_: Surroundings) -> Example:
    changes: list[State] = [{"policy": policy(f"s3:Get{number}")} for number in "123456"]
    return Example(
        {"policy": policy("s3:GetObject"), "description": "one", "tags": {"team": "a"}},
        [*changes, {"delayAfterPolicyCreationInMs": 1}, *TAG_CHANGES],
        [{"description": "two"}, {"name": "another"}, {"namePrefix": "p-"}, {"path": "/chime/"}],
    )


def _attachment(around: Surroundings) -> Example:
    return Example(
        {"role": around.role, "policyArn": around.managed_policy},
        [],
        [{"role": "another"}, {"policyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}],
    )


def _function(around: Surroundings) -> Example:
    return Example(
        {
            "role": around.role_arn,
            "handler": "index.handler",
            "runtime": "python3.12",
            "code": archive(index="def handler(event, context): return 1\n"),
            "tags": {"team": "a"},
        },
        [
            {"code": archive(index="def handler(event, context): return 2\n")},
            {"timeout": 10, "memorySize": 256},
            {"timeout": None, "memorySize": None},
            {"description": "two", "handler": "index.other", "runtime": "python3.13"},
            {"description": None},
            {"environment": {"variables": {"A": "1", "B": "2"}}},
            {"environment": {"variables": {"A": "3"}}},
            {"environment": None},
            {"layers": [around.layer]},
            {"layers": None},
            {"loggingConfig": {"logFormat": "JSON", "applicationLogLevel": "INFO"}},
            {"loggingConfig": {"logFormat": "JSON", "applicationLogLevel": "DEBUG", "logGroup": "/answers"}},
            {"loggingConfig": {"logFormat": "Text"}},
            {"reservedConcurrentExecutions": 5},
            {"reservedConcurrentExecutions": None},
            {"role": around.other_role_arn},
            {"publish": True},
            {"code": archive(index="def handler(event, context): return 3\n")},
            {"code": None, "s3Bucket": around.bucket, "s3Key": "code.zip"},
            {"architectures": ["arm64"]},
            {"skipDestroy": True},
            {"skipDestroy": None},
            *TAG_CHANGES,
        ],
        [{"name": "another"}, ELSEWHERE],
    )


def _permission(around: Surroundings) -> Example:
    return Example(
        {
            "function": around.function,
            "action": "lambda:InvokeFunction",
            "principal": "sns.amazonaws.com",
            "sourceArn": around.topic,
        },
        [],
        [
            {"function": "another"},
            {"action": "lambda:GetFunction"},
            {"principal": "events.amazonaws.com"},
            {"sourceArn": around.queue_arn},
            {"sourceAccount": ACCOUNT},
            {"statementId": "another"},
            {"statementIdPrefix": "p-"},
            {"principalOrgId": "o-1"},
            {"eventSourceToken": "t"},
            {"qualifier": "live"},
            ELSEWHERE,
        ],
    )


def _function_alias(around: Surroundings) -> Example:
    return Example(
        {"functionName": around.function, "functionVersion": "1", "description": "one"},
        [
            {"functionVersion": "2"},
            {"routingConfig": {"additionalVersionWeights": {"1": 0.25}}},
            {"description": "two"},
            {"description": None, "routingConfig": None},
        ],
        [{"functionName": "another"}, {"name": "another"}, ELSEWHERE],
    )


def _mapping(around: Surroundings) -> Example:
    return Example(
        {
            "eventSourceArn": around.stream,
            "functionName": around.function,
            "startingPosition": "LATEST",
            "tags": {"team": "a"},
        },
        [
            {"batchSize": 50},
            {"maximumBatchingWindowInSeconds": 5},
            {"enabled": False},
            {"enabled": True},
            {"functionName": around.function_arn + "-other"},
            {"filterCriteria": {"filters": [{"pattern": '{"data":{"x":[1]}}'}]}},
            {"functionResponseTypes": ["ReportBatchItemFailures"]},
            {"destinationConfig": {"onFailure": {"destinationArn": around.queue_arn}}},
            {"bisectBatchOnFunctionError": True, "parallelizationFactor": 2, "tumblingWindowInSeconds": 30},
            {"maximumRecordAgeInSeconds": 120, "maximumRetryAttempts": 3},
            {"destinationConfig": None, "filterCriteria": None, "functionResponseTypes": None},
            {"bisectBatchOnFunctionError": None, "tumblingWindowInSeconds": None},
            *TAG_CHANGES,
        ],
        [{"eventSourceArn": around.queue_arn}, {"startingPosition": "TRIM_HORIZON"}, ELSEWHERE],
    )


def _queue_mapping(around: Surroundings) -> Example:
    return Example(
        {"eventSourceArn": around.queue_arn, "functionName": around.function_arn},
        [{"scalingConfig": {"maximumConcurrency": 5}}, {"scalingConfig": None}, {"batchSize": 20}],
    )


def _stream(around: Surroundings) -> Example:
    return Example(
        {"shardCount": 1, "tags": {"team": "a"}},
        [
            {"shardCount": 2},
            {"retentionPeriod": 48},
            {"retentionPeriod": None},
            {"encryptionType": "KMS", "kmsKeyId": around.key_arn},
            {"encryptionType": None, "kmsKeyId": None},
            {"shardLevelMetrics": ["IncomingBytes", "OutgoingBytes"]},
            {"shardLevelMetrics": ["OutgoingBytes"]},
            {"shardCount": None, "streamModeDetails": {"streamMode": "ON_DEMAND"}},
            {"enforceConsumerDeletion": True},
            *TAG_CHANGES,
        ],
        [{"name": "another"}, ELSEWHERE],
    )


def _rule(around: Surroundings) -> Example:
    return Example(
        {"eventPattern": json.dumps({"source": ["aws.chime"]}), "description": "one", "tags": {"team": "a"}},
        [
            {"eventPattern": json.dumps({"source": ["aws.chime"], "detail-type": ["Media Insights State Change"]})},
            {"description": "two", "state": "DISABLED"},
            {"description": None, "state": None},
            {"roleArn": around.role_arn},
            {"roleArn": None},
            {"eventPattern": None, "scheduleExpression": "rate(1 hour)"},
            {"forceDestroy": True},
            *TAG_CHANGES,
        ],
        [{"name": "another"}, {"namePrefix": "p-"}, {"eventBusName": "another"}, ELSEWHERE],
    )


def _target(around: Surroundings) -> Example:
    return Example(
        {"rule": around.rule, "arn": around.topic},
        [
            {"arn": around.queue_arn, "sqsTarget": None},
            {"input": json.dumps({"a": 1})},
            {"input": None, "inputPath": "$.detail"},
            {"inputPath": None, "inputTransformer": {"inputPaths": {"a": "$.detail"}, "inputTemplate": '"<a>"'}},
            {"inputTransformer": None, "deadLetterConfig": {"arn": around.queue_arn}},
            {"retryPolicy": {"maximumEventAgeInSeconds": 120, "maximumRetryAttempts": 2}},
            {"deadLetterConfig": None, "retryPolicy": None},
            {"roleArn": around.role_arn, "arn": around.stream, "kinesisTarget": {"partitionKeyPath": "$.id"}},
            {"kinesisTarget": None, "roleArn": None, "arn": around.topic},
            {"forceDestroy": True},
        ],
        [{"rule": "another"}, {"targetId": "another"}, {"eventBusName": "another"}, ELSEWHERE],
    )


def _log_group(around: Surroundings) -> Example:
    return Example(
        {"retentionInDays": 7, "kmsKeyId": around.key_arn, "tags": {"team": "a"}},
        [
            {"retentionInDays": 14},
            {"retentionInDays": None},
            {"kmsKeyId": None},
            {"kmsKeyId": around.key_arn},
            {"skipDestroy": True},
            {"skipDestroy": None},
            *TAG_CHANGES,
        ],
        [{"name": "another"}, {"namePrefix": "p-"}, {"logGroupClass": "INFREQUENT_ACCESS"}, ELSEWHERE],
    )


def _log_policy(_: Surroundings) -> Example:
    def allowed(action: str) -> str:
        return policy(action, ARN.format("logs", "log-group:x:*"), Principal=service("events"))

    return Example(
        {"policyName": "events", "policyDocument": allowed("logs:PutLogEvents")},
        [{"policyDocument": allowed("logs:CreateLogStream")}],
        [{"policyName": "another"}, ELSEWHERE],
    )


def _alarm(around: Surroundings) -> Example:
    query = {"id": "e", "expression": "m * 2", "label": "twice", "returnData": True}
    metric = {
        "metricName": "Errors",
        "namespace": "AWS/Lambda",
        "period": 60,
        "stat": "Sum",
        "dimensions": {"FunctionName": "f"},
    }
    return Example(
        {
            "comparisonOperator": "GreaterThanThreshold",
            "evaluationPeriods": 1,
            "metricName": "Errors",
            "namespace": "AWS/Lambda",
            "period": 60,
            "statistic": "Sum",
            "threshold": 1,
            "tags": {"team": "a"},
        },
        [
            {"threshold": 2.5, "evaluationPeriods": 3, "datapointsToAlarm": 2},
            {"comparisonOperator": "GreaterThanOrEqualToThreshold", "period": 300, "metricName": "Throttles"},
            {"dimensions": {"FunctionName": "f"}, "unit": "Count"},
            {"alarmActions": [around.topic], "okActions": [around.topic], "insufficientDataActions": [around.topic]},
            {
                "alarmActions": None,
                "okActions": None,
                "insufficientDataActions": None,
                "dimensions": None,
                "unit": None,
            },
            {"alarmDescription": "two", "treatMissingData": "notBreaching", "actionsEnabled": False},
            {"alarmDescription": None, "treatMissingData": None, "actionsEnabled": None, "datapointsToAlarm": None},
            {"statistic": None, "extendedStatistic": "p99", "evaluateLowSampleCountPercentiles": "ignore"},
            {"namespace": "AWS/Events"},
            {
                **dict.fromkeys(
                    ("extendedStatistic", "namespace", "metricName", "period", "evaluateLowSampleCountPercentiles")
                ),
                "metricQueries": [query, {"id": "m", "metric": metric, "returnData": False}],
            },
            *TAG_CHANGES,
        ],
        [{"name": "another"}, ELSEWHERE],
    )


def _topic(around: Surroundings) -> Example:
    return Example(
        {"displayName": "one", "tags": {"team": "a"}},
        [
            {"displayName": "two"},
            {"displayName": None},
            {"kmsMasterKeyId": around.key_arn},
            {"kmsMasterKeyId": None},
            {"deliveryPolicy": json.dumps({"http": {"defaultHealthyRetryPolicy": {"numRetries": 5}}})},
            {"policy": policy("sns:Publish", Principal=service("events"))},
            *TAG_CHANGES,
        ],
        [{"name": "another"}, {"namePrefix": "p-"}, {"fifoTopic": True}, ELSEWHERE],
    )


def _fifo_topic(_: Surroundings) -> Example:
    return Example(
        {"fifoTopic": True},
        [{"contentBasedDeduplication": True}, {"contentBasedDeduplication": None}],
        [{"fifoTopic": False}],
    )


def _topic_policy(around: Surroundings) -> Example:
    return Example(
        {"arn": around.topic, "policy": policy("sns:Publish", around.topic, Principal=service("events"))},
        [{"policy": policy("sns:Subscribe", around.topic, Principal=service("events"))}],
        [{"arn": around.topic + "2"}, ELSEWHERE],
    )


def _subscription(around: Surroundings) -> Example:
    return Example(
        {"topic": around.topic, "protocol": "sqs", "endpoint": around.queue_arn},
        [
            {"rawMessageDelivery": True},
            {"rawMessageDelivery": None},
            {"filterPolicy": json.dumps({"a": ["b"]})},
            {"filterPolicyScope": "MessageBody"},
            {"redrivePolicy": json.dumps({"deadLetterTargetArn": around.queue_arn})},
            {"deliveryPolicy": json.dumps({"healthyRetryPolicy": {"numRetries": 3}})},
            {"subscriptionRoleArn": around.role_arn},
            {"confirmationTimeoutInMinutes": 2, "endpointAutoConfirms": True},
        ],
        [{"topic": around.topic + "2"}, {"protocol": "lambda"}, {"endpoint": around.function_arn}, ELSEWHERE],
    )


def _queue(around: Surroundings) -> Example:
    return Example(
        {"tags": {"team": "a"}},
        [
            {"visibilityTimeoutSeconds": 60, "delaySeconds": 5, "receiveWaitTimeSeconds": 10},
            {"visibilityTimeoutSeconds": None, "delaySeconds": None, "receiveWaitTimeSeconds": None},
            {"maxMessageSize": 2048, "messageRetentionSeconds": 120},
            {"maxMessageSize": None, "messageRetentionSeconds": None},
            {"kmsMasterKeyId": around.key_arn, "kmsDataKeyReusePeriodSeconds": 600},
            {"kmsMasterKeyId": None, "kmsDataKeyReusePeriodSeconds": None, "sqsManagedSseEnabled": True},
            {"redrivePolicy": json.dumps({"deadLetterTargetArn": around.queue_arn, "maxReceiveCount": 3})},
            {"policy": policy("sqs:SendMessage", Principal=service("sns"))},
            *TAG_CHANGES,
        ],
        [{"name": "another"}, {"namePrefix": "p-"}, {"fifoQueue": True}, ELSEWHERE],
    )


def _fifo_queue(_: Surroundings) -> Example:
    return Example(
        {"fifoQueue": True},
        [
            {"contentBasedDeduplication": True},
            {"contentBasedDeduplication": None},
            {"deduplicationScope": "messageGroup", "fifoThroughputLimit": "perMessageGroupId"},
        ],
        [{"fifoQueue": False}],
    )


def _queue_policy(around: Surroundings) -> Example:
    return Example(
        {"queueUrl": around.queue_url, "policy": policy("sqs:SendMessage", around.queue_arn, Principal=service("sns"))},
        [{"policy": policy("sqs:ReceiveMessage", around.queue_arn, Principal=service("sns"))}],
        [{"queueUrl": around.queue_url + "2"}, ELSEWHERE],
    )


def _identity_pool(around: Surroundings) -> Example:
    provider = {"providerName": around.user_pool_endpoint, "clientId": "web", "serverSideTokenCheck": True}
    return Example(
        {"identityPoolName": "chat", "cognitoIdentityProviders": [provider], "tags": {"team": "a"}},
        [
            {"cognitoIdentityProviders": [{**provider, "serverSideTokenCheck": False}]},
            {"cognitoIdentityProviders": [{**provider, "clientId": "app"}, provider]},
            {"cognitoIdentityProviders": None, "allowUnauthenticatedIdentities": True, "allowClassicFlow": True},
            {"allowUnauthenticatedIdentities": None, "allowClassicFlow": None},
            {"openidConnectProviderArns": [f"arn:aws:iam::{ACCOUNT}:oidc-provider/example.com"]},
            {"samlProviderArns": [f"arn:aws:iam::{ACCOUNT}:saml-provider/example"]},
            {"openidConnectProviderArns": None, "samlProviderArns": None},
            {"supportedLoginProviders": {"graph.facebook.com": "7346241598935552"}},
            *TAG_CHANGES,
        ],
        [{"identityPoolName": "another"}, {"developerProviderName": "example"}, ELSEWHERE],
    )


def _identity_pool_roles(around: Surroundings) -> Example:
    by_token = {
        "identityProvider": f"{around.user_pool_endpoint}:web",
        "type": "Token",
        "ambiguousRoleResolution": "Deny",
    }
    rule = {"claim": "isAdmin", "matchType": "Equals", "value": "paid", "roleArn": around.role_arn}
    by_rules = {
        "identityProvider": f"{around.user_pool_endpoint}:app",
        "type": "Rules",
        "ambiguousRoleResolution": "AuthenticatedRole",
        "mappingRules": [rule],
    }
    return Example(
        {"identityPoolId": around.identity_pool, "roles": {"authenticated": around.role_arn}},
        [
            {"roleMappings": [by_token]},
            {"roleMappings": [by_rules, by_token]},
            {"roleMappings": [{**by_rules, "mappingRules": [{**rule, "value": "free"}, rule]}]},
            {"roleMappings": None},
        ],
        [{"identityPoolId": "us-east-1:0"}, {"roles": {"authenticated": around.other_role_arn}}, ELSEWHERE],
    )


def _principal_tag(around: Surroundings) -> Example:
    return Example(
        {
            "identityPoolId": around.identity_pool,
            "identityProviderName": around.user_pool_endpoint,
            "principalTags": {"user": "sub"},
            "useDefaults": False,
        },
        [
            {"principalTags": {"user": "username", "department": "custom:department"}},
            {"principalTags": None, "useDefaults": None},
        ],
        [{"identityPoolId": "us-east-1:0"}, {"identityProviderName": "example.com"}, ELSEWHERE],
    )


def _user_pool(around: Surroundings) -> Example:
    by_email: State = {"recoveryMechanisms": [{"name": "verified_email", "priority": 1}]}
    by_phone = {"name": "verified_phone_number", "priority": 2}
    message = {"emailSubject": "Welcome", "emailMessage": "{username}: {####}", "smsMessage": "{username}: {####}"}
    strict = {"requireLowercase": True, "requireNumbers": True, "requireSymbols": True, "requireUppercase": True}
    return Example(
        {"usernameAttributes": ["email"], "autoVerifiedAttributes": ["email"], "tags": {"team": "a"}},
        [
            {"name": "another"},
            {"accountRecoverySetting": by_email},
            {"accountRecoverySetting": {"recoveryMechanisms": [by_phone, *by_email["recoveryMechanisms"]]}},
            {"adminCreateUserConfig": {"allowAdminCreateUserOnly": True}},
            {"adminCreateUserConfig": {"allowAdminCreateUserOnly": True, "inviteMessageTemplate": message}},
            {"autoVerifiedAttributes": ["phone_number", "email"]},
            {"autoVerifiedAttributes": None},
            {"passwordPolicy": {"minimumLength": 12, **strict}},
            {"passwordPolicy": {"minimumLength": 16, "passwordHistorySize": 3, "temporaryPasswordValidityDays": 1}},
            {"lambdaConfig": {"postConfirmation": around.function_arn}},
            {"lambdaConfig": {"preSignUp": around.function_arn}},
            {"lambdaConfig": None},
            {"deletionProtection": "ACTIVE"},
            {"deletionProtection": None},
            *TAG_CHANGES,
        ],
        [
            {"usernameAttributes": ["phone_number"]},
            {"usernameAttributes": None, "aliasAttributes": ["email"]},
            {"usernameConfiguration": {"caseSensitive": False}},
            ELSEWHERE,
        ],
    )


def _user_pool_client(around: Surroundings) -> Example:
    return Example(
        {"userPoolId": around.user_pool, "explicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]},
        [
            {"name": "another"},
            {"explicitAuthFlows": ["ALLOW_USER_AUTH"]},
            {
                "allowedOauthFlowsUserPoolClient": True,
                "allowedOauthFlows": ["code"],
                "allowedOauthScopes": ["openid", "email"],
                "callbackUrls": ["https://chat.example.com/", "https://example.com/"],
                "defaultRedirectUri": "https://chat.example.com/",
                "logoutUrls": ["https://example.com/"],
                "supportedIdentityProviders": ["COGNITO"],
            },
            {"logoutUrls": []},
            {"accessTokenValidity": 30, "idTokenValidity": 30, "refreshTokenValidity": 5},
            {"tokenValidityUnits": {"accessToken": "minutes", "idToken": "minutes", "refreshToken": "days"}},
            {"tokenValidityUnits": None},
            {"authSessionValidity": 5, "enableTokenRevocation": False},
            {"enablePropagateAdditionalUserContextData": True},
            {"preventUserExistenceErrors": "ENABLED"},
            {"readAttributes": ["email", "name"], "writeAttributes": ["name"]},
        ],
        [{"userPoolId": "us-east-1_another"}, {"generateSecret": True}, ELSEWHERE],
    )


def _lex_bot(around: Surroundings) -> Example:
    member = {"aliasId": "TSTALIASID", "aliasName": "TestBotAlias", "id": around.lex_bot, "version": "DRAFT"}
    return Example(
        {
            "dataPrivacies": [{"childDirected": False}],
            "idleSessionTtlInSeconds": 300,
            "roleArn": around.role_arn,
            "tags": {"team": "a"},
        },
        [
            {"description": "one"},
            {"description": "two", "idleSessionTtlInSeconds": 60},
            {"description": None},
            {"dataPrivacies": [{"childDirected": True}]},
            {"roleArn": around.other_role_arn},
            {"type": "BotNetwork", "members": [{**member, "name": "surroundings"}]},
            {"testBotAliasTags": {"stage": "test"}},
            *TAG_CHANGES,
        ],
        [{"name": "another"}, ELSEWHERE],
    )


def _lex_locale(around: Surroundings) -> Example:
    return Example(
        {"botId": around.lex_bot, "botVersion": "DRAFT", "localeId": "de_DE", "nLuIntentConfidenceThreshold": 0.5},
        [
            {"nLuIntentConfidenceThreshold": 0.75},
            {"description": "one"},
            {"description": None},
            {"voiceSettings": {"voiceId": "Vicki"}},
            {"voiceSettings": {"voiceId": "Vicki", "engine": "neural"}},
            {"voiceSettings": None},
        ],
        [{"botId": "AAAAAAAAAA"}, {"botVersion": "1"}, {"localeId": "it_IT"}, ELSEWHERE],
    )


def _lex_intent(around: Surroundings) -> Example:
    def says(text: str) -> State:
        return {"messageGroups": [{"message": {"plainTextMessage": {"value": text}}}]}

    card = {"title": "Welcome", "buttons": [{"text": "Go on", "value": "on"}]}
    return Example(
        {
            "botId": around.lex_bot,
            "botVersion": "DRAFT",
            "localeId": "en_US",
            "sampleUtterances": [{"utterance": "hello"}],
        },
        [
            {"sampleUtterances": [{"utterance": "hello"}, {"utterance": "good morning"}]},
            {"description": "one"},
            {"name": "Greet", "description": None},
            {"dialogCodeHook": {"enabled": True}, "fulfillmentCodeHook": {"enabled": True}},
            {"dialogCodeHook": None, "fulfillmentCodeHook": {"enabled": True, "active": True}},
            {"closingSetting": {"active": True, "closingResponse": says("Goodbye")}},
            {"closingSetting": {"closingResponse": says("Farewell")}},
            {"initialResponseSetting": {"initialResponse": {"allowInterrupt": True, **says("Hello")}}},
            {
                "initialResponseSetting": {
                    "initialResponse": {"messageGroups": [{"message": {"imageResponseCard": card}}]}
                }
            },
            {"inputContexts": [{"name": "first"}]},
            {"outputContexts": [{"name": "second", "timeToLiveInSeconds": 60, "turnsToLive": 2}]},
            {"inputContexts": None, "outputContexts": None},
            {"sampleUtterances": None, "parentIntentSignature": "AMAZON.HelpIntent"},
        ],
        [{"botId": "AAAAAAAAAA"}, {"botVersion": "1"}, {"localeId": "it_IT"}, ELSEWHERE],
    )


def _lex_version(around: Surroundings) -> Example:
    return Example(
        {"botId": around.lex_bot, "localeSpecification": {"en_US": {"sourceBotVersion": "DRAFT"}}},
        [],
        [
            {"botId": "AAAAAAAAAA"},
            {"botVersion": "7"},
            {"description": "one"},
            {"localeSpecification": {"en_US": {"sourceBotVersion": "1"}}},
            ELSEWHERE,
        ],
    )


EXAMPLES: dict[str, tuple[Callable[[Surroundings], Example], ...]] = {
    "aws:s3/bucket:Bucket": (_bucket,),
    "aws:s3/bucketVersioning:BucketVersioning": (_bucket_versioning,),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": (_bucket_encryption,),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": (_public_access,),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": (_ownership,),
    "aws:s3/bucketPolicy:BucketPolicy": (_bucket_policy,),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": (_lifecycle,),
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": (_cors,),
    "aws:s3/bucketNotification:BucketNotification": (_notification,),
    "aws:s3/bucketObject:BucketObject": (_object,),
    "aws:s3/bucketObjectv2:BucketObjectv2": (_object,),
    "aws:kms/key:Key": (_key,),
    "aws:kms/alias:Alias": (_alias,),
    "aws:kms/keyPolicy:KeyPolicy": (_key_policy,),
    "aws:iam/role:Role": (_role,),
    "aws:iam/rolePolicy:RolePolicy": (_role_policy,),
    "aws:iam/policy:Policy": (_policy,),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": (_attachment,),
    "aws:lambda/function:Function": (_function,),
    "aws:lambda/permission:Permission": (_permission,),
    "aws:lambda/alias:Alias": (_function_alias,),
    "aws:lambda/eventSourceMapping:EventSourceMapping": (_mapping, _queue_mapping),
    "aws:kinesis/stream:Stream": (_stream,),
    "aws:cloudwatch/eventRule:EventRule": (_rule,),
    "aws:cloudwatch/eventTarget:EventTarget": (_target,),
    "aws:cloudwatch/logGroup:LogGroup": (_log_group,),
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": (_log_policy,),
    "aws:cloudwatch/metricAlarm:MetricAlarm": (_alarm,),
    "aws:sns/topic:Topic": (_topic, _fifo_topic),
    "aws:sns/topicPolicy:TopicPolicy": (_topic_policy,),
    "aws:sns/topicSubscription:TopicSubscription": (_subscription,),
    "aws:sqs/queue:Queue": (_queue, _fifo_queue),
    "aws:sqs/queuePolicy:QueuePolicy": (_queue_policy,),
    "aws:cognito/identityPool:IdentityPool": (_identity_pool,),
    "aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment": (_identity_pool_roles,),
    "aws:cognito/identityPoolProviderPrincipalTag:IdentityPoolProviderPrincipalTag": (_principal_tag,),
    "aws:cognito/userPool:UserPool": (_user_pool,),
    "aws:cognito/userPoolClient:UserPoolClient": (_user_pool_client,),
    "aws:lex/v2modelsBot:V2modelsBot": (_lex_bot,),
    "aws:lex/v2modelsBotLocale:V2modelsBotLocale": (_lex_locale,),
    "aws:lex/v2modelsIntent:V2modelsIntent": (_lex_intent,),
    "aws:lex/v2modelsBotVersion:V2modelsBotVersion": (_lex_version,),
}
