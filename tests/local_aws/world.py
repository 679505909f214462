"""An application that holds one object of each kind of the emulated APIs, and what tells them apart by member."""

from __future__ import annotations

import io
import json
import pickle
import zipfile
from itertools import count
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from chime_sdk_pulumi.local_aws.server import Application
from chime_sdk_pulumi.local_aws.service_models import get_service_model
from chime_sdk_pulumi.local_aws.store import Store
from chime_sdk_pulumi.local_aws.voice.phone_numbers import add_phone_number
from werkzeug.test import Client

if TYPE_CHECKING:
    from collections.abc import Mapping

    from botocore.model import StructureShape
    from chime_sdk_pulumi.local_aws import LocalAws
    from moto.core.model import OperationModel
    from werkzeug.test import TestResponse

ACCOUNT = "123456789012"
REGION = "us-east-1"

Members = dict[str, Any]
"""A request: its members by the names that they have on the wire."""


def members_at(operation: OperationModel, location: str | None) -> dict[str, str]:
    """The members of a request that travel in one place: type by name on the wire."""
    shape = operation.input_shape
    return {
        member.serialization.get("name", name): member.type_name
        for name, member in (shape.members if shape else {}).items()
        if member.serialization.get("location") == location
    }


class World:
    """The objects, and the application that they are in.

    Arguments:
        local_aws: makes the objects of other services, which all applications of this process share.
    """

    def __init__(self, local_aws: LocalAws) -> None:
        self._tokens = count(1)
        self._store = Store()
        self._client = Client(Application(self._store))
        self._make_objects_of_other_services(local_aws)
        self.known: dict[str, list[Any]] = {
            "AwsAccountId": [ACCOUNT],
            "AwsRegion": [REGION, "us-west-2"],
            "CdrBucket": ["recordings"],
            "City": ["Seattle"],
            "Country": ["US"],
            "FilterName": ["VoiceConnectorId"],
            "MediaRegion": [REGION],
            "PostalCode": ["98101"],
            "Region": [REGION, "eu-central-1"],
            "State": ["WA"],
            "TriggerType": ["RequestUriHostname"],
            "Status": ["Unassigned", "Assigned"],
        }
        """Values that members can have, by the name of the member; for lists, they may be those of the items."""
        self.arns: dict[str, list[str]] = {}
        """What has tags, by API."""
        self._make_identity()
        self._make_messaging()
        self._make_voice()
        self._make_media_pipelines()
        meeting = self.run("meetings", "CreateMeeting", ExternalMeetingId="a1", MediaRegion=REGION)
        self._know(MeetingId=meeting["Meeting"]["MeetingId"])
        self.arns["chime-sdk-meetings"] = [meeting["Meeting"]["MeetingArn"]]
        self._make_lex()
        self._store.clock.advance(60)  # whatever takes time is done
        self.run("voice", "ListVoiceConnectors")
        self._saved = pickle.dumps(self._store)

    def restore(self) -> None:
        """Make everything what it was at first."""
        vars(self._store).update(vars(pickle.loads(self._saved)))

    def run(self, api: str, operation: str, **members: object) -> Members:
        """The reply of an operation that succeeds."""
        service = api if api == "lexv2-models" else f"chime-sdk-{api}"
        model = get_service_model(service).operation_model(operation)
        shape = cast("StructureShape | None", model.input_shape)
        if shape and "ClientRequestToken" in shape.required_members:
            members["ClientRequestToken"] = f"token-{next(self._tokens)}"
        names = {
            name: member.serialization.get("name", name) for name, member in (shape.members if shape else {}).items()
        }
        reply = self.send(service, operation, {names[name]: value for name, value in members.items()})
        assert reply.status_code < 300, f"{operation}: {reply.text}"
        return cast("Members", reply.json if reply.data else {})

    def send(self, service: str, operation: str, members: Mapping[str, Any]) -> TestResponse:
        """The reply to a request, whatever it is."""
        model = get_service_model(service).operation_model(operation)
        path, method = model.http_trait.path, model.http_trait.method
        for label in members_at(model, "uri"):
            path = path.replace(f"{{{label}}}", quote(str(members[label]), safe=""))
        query = dict(model.http_trait.query_args)
        query |= {
            name: _as_text(members[name]) for name in members_at(model, "querystring") if members.get(name) is not None
        }
        headers = {name: members[name] for name in members_at(model, "header") if members.get(name) is not None}
        signing_name = model.service_model.signing_name
        headers["Authorization"] = f"AWS4-HMAC-SHA256 Credential=test/20261121/{REGION}/{signing_name}/aws4_request"
        body = {name: members[name] for name in members_at(model, None) if name in members}
        return self._client.open(
            path,
            method=method,
            headers=headers,
            query_string=query,
            data=json.dumps(body) if body else None,
            environ_overrides={"RAW_URI": path},
        )

    def _make_lex(self) -> None:
        def run(operation: str, **members: object) -> Members:
            reply = self.run("lexv2-models", operation, **members)
            self._store.clock.advance(1)
            return reply

        bot = run(
            "CreateBot",
            botName="concierge",
            roleArn=self.role,
            dataPrivacy={"childDirected": False},
            idleSessionTTLInSeconds=300,
        )
        within = {"botId": bot["botId"]}
        run("CreateBotLocale", **within, botVersion="DRAFT", localeId="en_US", nluIntentConfidenceThreshold=0.4)
        in_locale = {**within, "botVersion": "DRAFT", "localeId": "en_US"}
        intent = run("CreateIntent", **in_locale, intentName="Greet", sampleUtterances=[{"utterance": "hello"}])
        locales = {"en_US": {"sourceBotVersion": "DRAFT"}}
        for _ in range(2):
            run("CreateBotVersion", **within, botVersionLocaleSpecification=locales)
        alias = run("CreateBotAlias", **within, botAliasName="live", botVersion="1")
        arns = [
            f"arn:aws:lex:{REGION}:{ACCOUNT}:bot/{bot['botId']}",
            f"arn:aws:lex:{REGION}:{ACCOUNT}:bot-alias/{bot['botId']}/{alias['botAliasId']}",
        ]
        statement = {"Sid": "all", "Effect": "Allow", "Principal": "*", "Action": "lex:*", "Resource": "*"}
        policy = json.dumps({"Statement": [statement]})
        run("CreateResourcePolicy", resourceArn=arns[1], policy=policy)
        self.arns["lexv2-models"] = arns
        self._know(**within, policy=policy, statementId="all", expectedRevisionId="1")
        self._know(intentId=intent["intentId"])
        self._know(principal=[{"arn": self.role}], action=["lex:PutSession"])
        self._know(botAliasId=alias["botAliasId"], botVersionLocaleSpecification=locales, sourceBotVersion="DRAFT")
        self.known |= {
            "botVersion": ["DRAFT", "1", "2"],
            "localeId": ["en_US", "de_DE"],
            "resourceArn": arns,
            "botAliasName": ["live", "next"],
        }

    def _know(self, **values: object) -> None:
        for name, value in values.items():
            self.known.setdefault(name, []).append(value)

    def _make_objects_of_other_services(self, local_aws: LocalAws) -> None:
        trust = {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}
        everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
        iam = local_aws.client("iam")
        policy = json.dumps({"Version": "2012-10-17", "Statement": trust})
        self.role = iam.create_role(RoleName="resource-access", AssumeRolePolicyDocument=policy)["Role"]["Arn"]
        policy = json.dumps({"Version": "2012-10-17", "Statement": everything})
        iam.put_role_policy(RoleName="resource-access", PolicyName="everything", PolicyDocument=policy)
        code = io.BytesIO()
        with zipfile.ZipFile(code, "w") as archive:
            archive.writestr("handler.py", "def handle(event, context):\n    return {}\n")
        function = local_aws.client("lambda").create_function(
            FunctionName="answer",
            Runtime="python3.12",
            Handler="handler.handle",
            Role=self.role,
            Code={"ZipFile": code.getvalue()},
        )
        self.function = function["FunctionArn"]
        local_aws.client("lambda").add_permission(
            FunctionName="answer",
            StatementId="chime",
            Action="lambda:InvokeFunction",
            Principal="messaging.chime.amazonaws.com",
        )
        self.key = local_aws.client("kms").create_key()["KeyMetadata"]["Arn"]
        for name in ("chime-messaging-all", "insights"):
            local_aws.client("kinesis").create_stream(StreamName=name, ShardCount=2)
            local_aws.client("kinesis").start_stream_encryption(
                StreamName=name, EncryptionType="KMS", KeyId="alias/aws/kinesis"
            )
        local_aws.client("s3").create_bucket(Bucket="recordings")
        local_aws.client("sqs").create_queue(QueueName="notices")
        local_aws.client("sns").create_topic(Name="notices")

    def _make_identity(self) -> None:
        app_instance = self.run("identity", "CreateAppInstance", Name="a")["AppInstanceArn"]
        users = [
            self.run(
                "identity",
                "CreateAppInstanceUser",
                AppInstanceArn=app_instance,
                AppInstanceUserId=name,
                Name=name,
            )["AppInstanceUserArn"]
            for name in ("admin", "member", "banned", "moderator", "stranger")
        ]
        self.admin, self.member, self.banned, self.moderator, self.stranger = users
        lex = {
            "LexBotAliasArn": f"arn:aws:lex:{REGION}:{ACCOUNT}:bot-alias/ABCDEFGHIJ/ABCDEFGHIJ",
            "LocaleId": "en_US",
            "InvokedBy": {"StandardMessages": "AUTO", "TargetedMessages": "ALL"},
        }
        bot = self.run(
            "identity",
            "CreateAppInstanceBot",
            AppInstanceArn=app_instance,
            Name="bot",
            Configuration={"Lex": lex},
        )["AppInstanceBotArn"]
        self.run("identity", "CreateAppInstanceAdmin", AppInstanceArn=app_instance, AppInstanceAdminArn=self.admin)
        application = f"arn:aws:mobiletargeting:{REGION}:{ACCOUNT}:apps/0123456789abcdef0123456789abcdef"
        endpoint = self.run(
            "identity",
            "RegisterAppInstanceUserEndpoint",
            AppInstanceUserArn=self.member,
            Type="GCM",
            ResourceArn=application,
            EndpointAttributes={"DeviceToken": "token"},
        )["EndpointId"]
        self.app_instance = app_instance
        self._know(
            AppInstanceArn=app_instance,
            AppInstanceBotArn=bot,
            EndpointId=endpoint,
            Configuration={"Lex": lex},
            ResourceArn=application,
        )
        self.known |= {
            "AppInstanceAdminArn": [self.admin, self.member],
            "AppInstanceUserArn": users,
            "AppInstanceUserId": ["admin", "new"],
        }
        self.arns["chime-sdk-identity"] = [app_instance, self.member, bot]

    def _make_messaging(self) -> None:
        lambda_ = {"ResourceArn": self.function, "InvocationType": "ASYNC"}
        processor = {
            "Name": "p",
            "Configuration": {"Lambda": lambda_},
            "ExecutionOrder": 1,
            "FallbackAction": "ABORT",
        }
        flow, free_flow = (
            self.run(
                "messaging", "CreateChannelFlow", AppInstanceArn=self.app_instance, Name=name, Processors=[processor]
            )["ChannelFlowArn"]
            for name in ("used", "free")
        )
        bearer = {"ChimeBearer": self.admin}
        new_channel = {"AppInstanceArn": self.app_instance, **bearer}
        channel = self.run("messaging", "CreateChannel", Name="c", **new_channel)["ChannelArn"]
        empty = self.run("messaging", "CreateChannel", Name="d", **new_channel)["ChannelArn"]
        elastic = self.run(
            "messaging",
            "CreateChannel",
            Name="e",
            ElasticChannelConfiguration={
                "MaximumSubChannels": 2,
                "TargetMembershipsPerSubChannel": 2,
                "MinimumMembershipPercentage": 20,
            },
            **new_channel,
        )["ChannelArn"]
        inside = {"ChannelArn": channel, **bearer}
        self.run("messaging", "AssociateChannelFlow", ChannelFlowArn=flow, **inside)
        self.run("messaging", "CreateChannelMembership", MemberArn=self.member, Type="DEFAULT", **inside)
        self.run("messaging", "CreateChannelBan", MemberArn=self.banned, **inside)
        self.run("messaging", "CreateChannelModerator", ChannelModeratorArn=self.moderator, **inside)
        stream = {
            "DataType": "Channel",
            "ResourceArn": f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/chime-messaging-all",
        }
        self.run(
            "messaging",
            "PutMessagingStreamingConfigurations",
            AppInstanceArn=self.app_instance,
            StreamingConfigurations=[stream],
        )
        members = [self.member, self.banned, self.moderator]
        self._know(ChannelModeratorArn=self.moderator, StreamingConfigurations=stream)
        self.known |= {
            "ChannelArn": [channel, channel, channel, elastic, empty],
            "ChannelFlowArn": [flow, free_flow],
            "ChimeBearer": [self.admin, self.admin, self.member, self.member, self.moderator],
            "MemberArn": [self.member, self.member, self.stranger, *members],
            "MemberArns": members,
            "ModeratorArns": members,
            "Processors": [processor],
        }
        self.arns["chime-sdk-messaging"] = [channel, flow]

    def _make_voice(self) -> None:
        names = ("with all settings", "without", "with termination and origination")
        connectors = [
            self.run("voice", "CreateVoiceConnector", Name=name, RequireEncryption=False)["VoiceConnector"]
            for name in names
        ]
        used, _, plain = self.known["VoiceConnectorId"] = [connector["VoiceConnectorId"] for connector in connectors]
        self.known["FilterValue"] = [used]
        self._put_settings(used, plain)
        groups = [
            self.run("voice", "CreateVoiceConnectorGroup", Name=name)["VoiceConnectorGroup"]["VoiceConnectorGroupId"]
            for name in ("used", "empty")
        ]
        item = {"VoiceConnectorId": used, "Priority": 1}
        group = {"VoiceConnectorGroupId": groups[0], "Name": "used"}
        self.run("voice", "UpdateVoiceConnectorGroup", VoiceConnectorItems=[item], **group)
        self.known |= {"VoiceConnectorGroupId": groups, "VoiceConnectorItems": [item]}
        self._make_phone_numbers(used)
        hosts = [connector["OutboundHostName"] for connector in connectors]
        applications = self._make_sip_media_applications(*hosts)
        key = {"KmsKeyArn": self.key}
        domain = self.run("voice", "CreateVoiceProfileDomain", Name="d", ServerSideEncryptionConfiguration=key)
        domain = domain["VoiceProfileDomain"]
        self._know(VoiceProfileDomainId=domain["VoiceProfileDomainId"], ServerSideEncryptionConfiguration=key)
        tagged = [connectors[0]["VoiceConnectorArn"], applications[0]["SipMediaApplicationArn"]]
        self.arns["chime-sdk-voice"] = [*tagged, domain["VoiceProfileDomainArn"]]

    def _put_settings(self, used: str, plain: str) -> None:
        dnis = {"EmergencyPhoneNumber": "+12065550111", "CallingCountry": "US"}
        settings: dict[str, object] = {
            "Termination": {"CallingRegions": ["US"], "CidrAllowedList": ["203.0.113.0/28"]},
            "Origination": {"Routes": [{"Host": "sbc.example.com", "Protocol": "TCP", "Priority": 1, "Weight": 1}]},
            "StreamingConfiguration": {"DataRetentionInHours": 1, "Disabled": False},
            "LoggingConfiguration": {"EnableSIPLogs": True},
            "EmergencyCallingConfiguration": {"DNIS": [dnis]},
        }
        for member, value in settings.items():
            self.run("voice", f"PutVoiceConnector{member}", VoiceConnectorId=used, **{member: value})
        for member in ("Termination", "Origination"):
            self.run("voice", f"PutVoiceConnector{member}", VoiceConnectorId=plain, **{member: settings[member]})
        controllers = ["RIBBON_SBC"]
        self.run(
            "voice",
            "PutVoiceConnectorExternalSystemsConfiguration",
            SessionBorderControllerTypes=controllers,
            VoiceConnectorId=used,
        )
        credential = {"Username": "u", "Password": "p"}
        self.run("voice", "PutVoiceConnectorTerminationCredentials", Credentials=[credential], VoiceConnectorId=used)
        self.known |= {name: [value] for name, value in settings.items()}
        self.known |= {
            "CallingRegions": ["US", "CA"],
            "CidrAllowedList": ["203.0.113.0/28"],
            "Credentials": [credential],
            "DNIS": [dnis],
            "Usernames": ["u"],
        }

    def _make_phone_numbers(self, connector: str) -> None:
        numbers = ["+12065550100", "+12065550101", "+12065550102"]
        for number in numbers:
            add_phone_number(self._store, ACCOUNT, number, "VoiceConnector")
        associated, deleted, _ = numbers
        self.run(
            "voice",
            "AssociatePhoneNumbersWithVoiceConnector",
            E164PhoneNumbers=[associated],
            VoiceConnectorId=connector,
        )
        self.run("voice", "DeletePhoneNumber", PhoneNumberId=deleted)
        found = self.run("voice", "SearchAvailablePhoneNumbers", Country="US", PhoneNumberType="Local", AreaCode="206")
        ordered, *free = found["E164PhoneNumbers"]
        order = self.run("voice", "CreatePhoneNumberOrder", ProductType="VoiceConnector", E164PhoneNumbers=[ordered])
        self._know(PhoneNumberOrderId=order["PhoneNumberOrder"]["PhoneNumberOrderId"])
        self.known |= {
            "E164PhoneNumbers": [*numbers, *free[:2]],
            "PhoneNumberId": numbers,
            "PhoneNumberIds": numbers,
        }

    def _make_sip_media_applications(self, host: str, second_host: str, free_host: str) -> list[Members]:
        endpoint = {"LambdaArn": self.function}
        applications = [
            self.run("voice", "CreateSipMediaApplication", AwsRegion=REGION, Name=name, Endpoints=[endpoint])
            for name in ("used", "free")
        ]
        used, free = (application["SipMediaApplication"] for application in applications)
        target = {"SipMediaApplicationId": used["SipMediaApplicationId"], "Priority": 1, "AwsRegion": REGION}
        rules = [
            self.run(
                "voice",
                "CreateSipRule",
                Name="r",
                TriggerType="RequestUriHostname",
                TriggerValue=trigger,
                TargetApplications=[target],
                Disabled=disabled,
            )["SipRule"]["SipRuleId"]
            for trigger, disabled in ((host, False), (second_host, True))
        ]
        self._know(Endpoints=endpoint, LambdaArn=self.function, TargetApplications=target)
        self.known |= {
            "SipMediaApplicationId": [used["SipMediaApplicationId"], free["SipMediaApplicationId"]],
            "SipRuleId": rules,
            "TriggerValue": [free_host, host],
        }
        return [used, free]

    def _make_media_pipelines(self) -> None:
        elements: list[dict[str, object]] = [
            {"Type": "S3RecordingSink", "S3RecordingSinkConfiguration": {"Destination": "arn:aws:s3:::recordings"}},
            {
                "Type": "AmazonTranscribeCallAnalyticsProcessor",
                "AmazonTranscribeCallAnalyticsProcessorConfiguration": {"LanguageCode": "en-US"},
            },
            {
                "Type": "KinesisDataStreamSink",
                "KinesisDataStreamSinkConfiguration": {
                    "InsightsTarget": f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/insights"
                },
            },
        ]
        configuration = self.run(
            "media-pipelines",
            "CreateMediaInsightsPipelineConfiguration",
            MediaInsightsPipelineConfigurationName="calls",
            ResourceAccessRoleArn=self.role,
            Elements=elements[:1],
        )["MediaInsightsPipelineConfiguration"]["MediaInsightsPipelineConfigurationArn"]
        pool = self.run(
            "media-pipelines",
            "CreateMediaPipelineKinesisVideoStreamPool",
            PoolName="pool",
            StreamConfiguration={"Region": REGION, "DataRetentionInHours": 1},
        )["KinesisVideoStreamPoolConfiguration"]["PoolArn"]
        self._know(ConfigurationArn=configuration, ResourceAccessRoleArn=self.role)
        self.known |= {"Identifier": ["calls", configuration, "pool", pool], "Elements": [elements[:1], elements[1:]]}
        self.arns["chime-sdk-media-pipelines"] = [configuration, pool]


def _as_text(value: object) -> str | list[str]:
    if isinstance(value, list):
        return [str(item) for item in value]
    return json.dumps(value) if isinstance(value, bool) else str(value)
