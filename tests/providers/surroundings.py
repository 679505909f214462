"""What the objects of the Chime SDK and of Lex refer to: functions, roles, streams, numbers, bots, and each other."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from typing import Any
from urllib.request import Request, urlopen

from chime_sdk_pulumi.local_aws import LocalAws

REGION = "us-east-1"
ACCOUNT = "123456789012"
READING = ("Get", "List", "Describe")

_clients: dict[tuple[str, str, str], Any] = {}


class Surroundings:
    """Makes what a test refers to, with plain boto3, and looks at what there is.

    Args:
        local_aws: Local AWS, empty.
        client: Makes boto3 clients of it.
    """

    def __init__(self, local_aws: LocalAws, client: Callable[..., Any]) -> None:
        self._local_aws = local_aws
        self._make_client = client
        self._known: Mapping[str, list[dict[str, str]]] = {}

    def client(self, service: str, region: str = REGION) -> Any:  # noqa: ANN401  # differs by service
        """A boto3 client, one for all tests of a process: making one takes longer than most tests."""
        key = (self._local_aws.endpoint_url, service, region)
        if key not in _clients:
            _clients[key] = self._make_client(service, region)
        return _clients[key]

    def function(self, name: str = "answer", region: str = REGION) -> str:
        """The ARN of a new Lambda function."""
        code = io.BytesIO()
        with zipfile.ZipFile(code, "w") as archive:
            archive.writestr("index.py", "def handler(event, context): ...")
        made = self.client("lambda", region).create_function(
            FunctionName=name,
            Runtime="python3.13",
            Role=self.role(f"{name}-{region}", "lambda.amazonaws.com"),
            Handler="index.handler",
            Code={"ZipFile": code.getvalue()},
        )
        return str(made["FunctionArn"])

    def role(self, name: str = "analytics", principal: str = "mediapipelines.chime.amazonaws.com") -> str:
        """The ARN of a new role that a service may assume."""
        trust = {"Effect": "Allow", "Principal": {"Service": principal}, "Action": "sts:AssumeRole"}
        made = self.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps({"Statement": trust}))
        return str(made["Role"]["Arn"])

    def stream(self, name: str = "insights", region: str = REGION) -> str:
        """The ARN of a new Kinesis data stream, with the shards and the encryption that messaging asks for."""
        kinesis = self.client("kinesis", region)
        kinesis.create_stream(StreamName=name, ShardCount=2)
        kinesis.start_stream_encryption(StreamName=name, EncryptionType="KMS", KeyId="alias/aws/kinesis")
        return f"arn:aws:kinesis:{region}:{ACCOUNT}:stream/{name}"

    def app_instance(self, region: str = REGION, **members: object) -> str:
        """The ARN of a new app instance."""
        made = self.client("chime-sdk-identity", region).create_app_instance(Name="outside", **members)
        return str(made["AppInstanceArn"])

    def user(self, app_instance_arn: str, name: str = "somebody") -> str:
        """The ARN of a new app instance user."""
        made = self.client("chime-sdk-identity").create_app_instance_user(
            AppInstanceArn=app_instance_arn, AppInstanceUserId=name, Name=name
        )
        return str(made["AppInstanceUserArn"])

    def admin(self, app_instance_arn: str, name: str = "admin") -> str:
        """The ARN of a new app instance user that is promoted."""
        user_arn = self.user(app_instance_arn, name)
        self.client("chime-sdk-identity").create_app_instance_admin(
            AppInstanceArn=app_instance_arn, AppInstanceAdminArn=user_arn
        )
        return user_arn

    def channel(self, bearer: str, name: str = "outside", **members: object) -> str:
        """The ARN of a new channel of the bearer's app instance."""
        app_instance_arn = bearer.partition("/user/")[0]
        made = self.client("chime-sdk-messaging").create_channel(
            AppInstanceArn=app_instance_arn, ChimeBearer=bearer, Name=name, **members
        )
        return str(made["ChannelArn"])

    def channel_flow(self, app_instance_arn: str, function_arn: str) -> str:
        """The ARN of a new channel flow."""
        made = self.client("chime-sdk-messaging").create_channel_flow(
            AppInstanceArn=app_instance_arn,
            Name="outside",
            Processors=[
                {
                    "Name": "outside",
                    "Configuration": {"Lambda": {"ResourceArn": function_arn, "InvocationType": "ASYNC"}},
                    "ExecutionOrder": 1,
                    "FallbackAction": "ABORT",
                }
            ],
        )
        return str(made["ChannelFlowArn"])

    def lex_bot(self, name: str = "outside") -> str:
        """The id of a new Lex bot with the versions 1 and 2."""
        models = self.client("lexv2-models")
        settings = {"dataPrivacy": {"childDirected": False}, "idleSessionTTLInSeconds": 300}
        role_arn = f"arn:aws:iam::{ACCOUNT}:role/lex"
        bot_id = str(models.create_bot(botName=name, roleArn=role_arn, **settings)["botId"])
        self.settle()
        models.create_bot_locale(botId=bot_id, botVersion="DRAFT", localeId="en_US", nluIntentConfidenceThreshold=0.4)
        self.settle()
        for _ in range(2):
            sources = {"en_US": {"sourceBotVersion": "DRAFT"}}
            models.create_bot_version(botId=bot_id, botVersionLocaleSpecification=sources)
            self.settle()
        return bot_id

    def lex_bot_alias(self, bot_id: str, name: str = "outside", **members: object) -> str:
        """The ARN of a new alias of a Lex bot."""
        made = self.client("lexv2-models").create_bot_alias(botId=bot_id, botAliasName=name, botVersion="1", **members)
        self.settle()
        return f"arn:aws:lex:{REGION}:{ACCOUNT}:bot-alias/{bot_id}/{made['botAliasId']}"

    def connector(self, region: str = REGION, name: str = "outside", **members: object) -> str:
        """The id of a new voice connector."""
        settings = {"Name": name, "RequireEncryption": False, **members}
        made = self.client("chime-sdk-voice", region).create_voice_connector(**settings)
        return str(made["VoiceConnector"]["VoiceConnectorId"])

    def application(self, function_arn: str, region: str = REGION) -> str:
        """The id of a new SIP media application."""
        made = self.client("chime-sdk-voice", region).create_sip_media_application(
            AwsRegion=region, Name="outside", Endpoints=[{"LambdaArn": function_arn}]
        )
        return str(made["SipMediaApplication"]["SipMediaApplicationId"])

    def configuration(self, role_arn: str, name: str = "outside", region: str = REGION) -> str:
        """The ARN of a new media insights pipeline configuration that records calls."""
        recording = {"Destination": "arn:aws:s3:::recordings"}
        made = self.client("chime-sdk-media-pipelines", region).create_media_insights_pipeline_configuration(
            MediaInsightsPipelineConfigurationName=name,
            ResourceAccessRoleArn=role_arn,
            Elements=[{"Type": "S3RecordingSink", "S3RecordingSinkConfiguration": recording}],
        )
        return str(made["MediaInsightsPipelineConfiguration"]["MediaInsightsPipelineConfigurationArn"])

    def phone_number(self, number: str, product: str = "VoiceConnector") -> str:
        """A number of the account's inventory."""
        self._knob("POST", "phone-numbers", {"E164PhoneNumber": number, "ProductType": product})
        return number

    def tags(self, service: str, arn: str) -> dict[str, str]:
        """The tags of an object of an API."""
        if service == "lexv2-models":
            tags: dict[str, str] = self.client(service).list_tags_for_resource(resourceARN=arn)["tags"]
            return tags
        listed = self.client(service).list_tags_for_resource(ResourceARN=arn)["Tags"]
        return {tag["Key"]: tag["Value"] for tag in listed}

    def fail(self, *faults: Mapping[str, object]) -> None:
        """Let calls fail as the rules of local AWS say."""
        self._knob("POST", "faults", faults)

    def pass_time(self, seconds: float) -> None:
        """Let time pass on local AWS."""
        self._knob("POST", "clock", {"advance": seconds})

    def settle(self) -> None:
        """Let come to its end what local AWS has only begun."""
        self.pass_time(60)

    def calls(self) -> list[str]:
        """The operations of the Chime SDK and of Lex that were called, oldest first."""
        calls = self._knob("GET", "calls")
        return [str(call["operation"]) for call in calls if str(call["service"]).startswith(("chime", "lex"))]

    def changes(self) -> list[str]:
        """The operations that change something, since the last time that this was asked."""
        made = [operation for operation in self.calls() if not operation.startswith(READING)]
        self._knob("DELETE", "calls")
        return made

    def objects(self, kind: str) -> list[dict[str, str]]:
        """All objects of a kind of resource."""
        return list(self._all_objects().get(kind, []))

    def remember(self) -> None:
        """Take what there is for what the tested objects refer to; see `new_objects`."""
        self._known = self._all_objects()

    def new_objects(self, kind: str) -> list[dict[str, str]]:
        """The objects of a kind of resource that were not there before."""
        known = {found["id"] for found in self._known.get(kind, [])}
        return [found for found in self.objects(kind) if found["id"] not in known]

    def _all_objects(self) -> Mapping[str, list[dict[str, str]]]:
        found: Mapping[str, Mapping[str, list[dict[str, str]]]] = self._knob("GET", "resources")
        return {**found["chime"], **{f"Lex{kind}": objects for kind, objects in found["lex"].items()}}

    def _knob(self, method: str, name: str, body: object = None) -> Any:  # noqa: ANN401  # JSON
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = Request(f"{self._local_aws.endpoint_url}/_local/{name}", data, headers, method=method)
        with urlopen(request) as reply:
            return json.load(reply)
