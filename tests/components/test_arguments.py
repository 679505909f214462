"""Wrong arguments are told in sentences, all at once, and nothing is made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pulumi
import pytest

from chime_sdk_pulumi import components

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.components.deployment import Deployment

CODE = pulumi.AssetArchive({"f.py": pulumi.StringAsset("")})
ROUTE = {"host": "sbc.example.com", "protocol": "TCP", "priority": 1, "weight": 1}
FUNCTION = {"existing": {"arn": "arn:aws:lambda:us-east-1:111122223333:function:f"}}
ALIAS = "arn:aws:lex:us-east-1:111122223333:bot-alias/ABCDEFGHIJ/KLMNOPQRST"
BOT = "arn:aws:chime:us-east-1:111122223333:app-instance/chat/bot/concierge"
BOT_AGENT = {"app_instance_arn": "a", "locale_id": "en_US"}
ELASTIC = {
    "maximum_sub_channels": 2,
    "target_memberships_per_sub_channel": 2,
    "minimum_membership_percentage": 1,
}
LATER: pulumi.Output[dict[str, str]] = pulumi.Output.from_input({})


FOLDER = "prefix: must be the path of a folder without slashes around it; leave it out for none"


@pytest.mark.parametrize(
    ("component", "arguments", "sentences"),
    [
        (
            "VoiceConnector",
            {"terminaton": {}, "region": 7},
            [
                "terminaton: is not an argument of VoiceConnector; did you mean termination?",
                "region: must be a string",
            ],
        ),
        ("VoiceConnector", {"nonsense": 1}, ["nonsense: is not an argument of VoiceConnector"]),
        ("VoiceConnector", {"tags": "team"}, ["tags: must be a mapping"]),
        ("VoiceConnector", {"require_encryption": "yes"}, ["require_encryption: must be True or False"]),
        (
            "VoiceConnector",
            {"origination": {"routes": {}}, "streaming": {"data_retention_in_hours": 1.5}},
            ["origination.routes: must be a list", "streaming.data_retention_in_hours: must be a whole number"],
        ),
        (
            "VoiceConnector",
            {"origination": {"routes": [ROUTE, ROUTE | {"priorty": 2}]}},
            ["origination.routes[1].priorty: is not an argument of routes; did you mean priority?"],
        ),
        (
            "VoiceConnector",
            {"termination": {"calling_regions": ["US"]}},
            ["termination.cidr_allowed_list: is missing, and it is required"],
        ),
        (
            "VoiceConnector",
            {"streaming": LATER},
            ["streaming: must be known when the program runs; put the output into its members instead"],
        ),
        (
            "ChannelFlowProcessor",
            {},
            ["app_instance_arn: is missing, and it is required", "function: is missing, and it is required"],
        ),
        (
            "ChannelFlowProcessor",
            {"app_instance_arn": "a", "function": {"code": "f.zip", "handler": "f.handler"}},
            ["function.code: must be a pulumi.Archive"],
        ),
        (
            "ChannelFlowProcessor",
            {"app_instance_arn": "a", "function": FUNCTION | {"timeout": 3}},
            ["function.existing: rules out timeout; give one or the other"],
        ),
        (
            "PstnApplication",
            {"function": {}},
            [
                "function.code: is missing; give code and handler, or an existing function",
                "function.handler: is missing; give code and handler, or an existing function",
                "takes request_uri_hostname or to_phone_number, one of the two: where to answer calls",
            ],
        ),
        (
            "PstnApplication",
            {"function": FUNCTION, "request_uri_hostname": "h", "to_phone_number": "+12065550100"},
            ["takes request_uri_hostname or to_phone_number, one of the two: where to answer calls"],
        ),
        (
            "CallAnalytics",
            {"stream": {"skip": True, "shard_count": 1}},
            ["stream.skip: rules out shard_count; give one or the other"],
        ),
        (
            "CallAnalytics",
            {"recording": {}, "data_retention_in_hours": 0},
            ["data_retention_in_hours: must be at least 1: call analytics reads the audio that is kept"],
        ),
        ("CallAnalytics", {"post_call_analytics": {}}, ["post_call_analytics: needs transcribe_call_analytics"]),
        (
            "CallAnalytics",
            {
                "post_call_analytics": {},
                "transcribe_call_analytics": {
                    "language_code": "en-US",
                    "post_call_analytics_settings": {"output_location": "s3://b", "data_access_role_arn": "r"},
                },
            },
            ["post_call_analytics: rules out transcribe_call_analytics.post_call_analytics_settings"],
        ),
        (
            "CallAnalyticsEvents",
            {},
            [
                "selects no events; give failure_alarm, state_changes or alerts",
                "brings events nowhere; give topic, queue, function_arn or log_group",
            ],
        ),
        (
            "MessagingAlerts",
            {"channel_flow_failures": False, "bot_failures": False},
            [
                "selects no events; give channel_flow_failures, bot_failures or expirations",
                "brings events nowhere; give topic, queue, function_arn or log_group",
            ],
        ),
        (
            "CallAnalyticsEvents",
            {"state_changes": {"element_statuses": ["Broken"]}, "topic": {"existing": {"arn": "a"}}},
            [
                "topic.existing.replace_policy: is missing, and it is required",
                "state_changes.element_statuses[0]: must be NotStarted, NotSupported, Initializing, InProgress, "
                "TemporarilyFailed, Failed, Stopping, Stopped or Paused",
            ],
        ),
        (
            "Attachments",
            {
                "user_role_name": "u",
                "session_tag_key": "",
                "allowed_origins": ["https://chat.example.com"],
                "bucket": {"existing": {"arn": "a"}},
            },
            [
                "session_tag_key: must be 1 to 128 letters, digits, spaces or characters of _.:/=+-@, and not begin with aws:",
                "allowed_origins: rules out bucket.existing: a bucket has one set of CORS rules, which are for its owner to "
                "write",
            ],
        ),
        (
            "MessagingClientAccess",
            {"app_instance_arn": "a", "user_access": "everything", "server": {"service": "ecs"}, "session_tag_key": 7},
            [
                "user_access: must be full, minimal or connect-only",
                "session_tag_key: must be a string",
                "server.service: must be lambda or ec2",
            ],
        ),
        (
            "MessagingClientAccess",
            {
                "app_instance_arn": "a",
                "session_tag_key": "aws:user",
                "server": {},
                "identity_pool": {},
                "back_end": {"app_instance_user_arn": "u"},
            },
            [
                "session_tag_key: must be 1 to 128 letters, digits, spaces or characters of _.:/=+-@, and not begin with aws:",
                "identity_pool: rules out server; give one or the other",
                "identity_pool.user_pools: is missing; give user_pools, or an existing identity pool",
                "back_end.role_name: is missing; with an identity pool there is no server's role to take",
            ],
        ),
        (
            "MessagingClientAccess",
            {
                "app_instance_arn": "a",
                "identity_pool": {
                    "user_pools": {
                        "staff": {"endpoint": "cognito-idp/pool", "client_ids": []},
                        "members": {"endpoint": "cognito-idp/pool", "client_ids": ["mobile"]},
                    }
                },
            },
            [
                "identity_pool.user_pools.staff.client_ids: is empty; give the id of each app client with which users sign in",
                "identity_pool.user_pools.members.endpoint: is that of staff; give the app clients of a user pool together",
            ],
        ),
        (
            "MessagingAlerts",
            {
                "app_instance_arn": "arn:aws:chime:us-east-1:111122223333:app-instance/chat",
                "queue": {},
                "region": "eu-central-1",
            },
            [
                "app_instance_arn: the AppInstance must be in eu-central-1, the region of this resource, but it is in us-east-1",
            ],
        ),
        ("Attachments", {"user_role_name": "users", "prefix": "files/"}, [FOLDER]),
        ("Attachments", {"user_role_name": "users", "prefix": ""}, [FOLDER]),
        (
            "MessagingDataStream",
            {
                "app_instance_arn": "arn:aws:chime:us-east-1:111122223333:app-instance/chat",
                "stream": {"shard_count": 1},
                "channel_stream": {"existing": {"arn": "arn:aws:kinesis:eu-central-1:111122223333:stream/s"}},
                "channel_message_stream": {"existing": {"arn": "arn:aws:kinesis:us-east-1:444455556666:stream/s"}},
            },
            [
                "stream: rules out channel_stream and channel_message_stream; give one or the others",
                "stream.shard_count: must be at least 2, which messaging asks for",
                "channel_stream.existing.arn: must be a stream in the region and account of the AppInstance",
                "channel_message_stream.existing.arn: must be a stream in the region and account of the AppInstance",
            ],
        ),
        *(
            (
                "SubChannelModerators",
                {
                    "app_instance_arn": "a",
                    "moderator_arns": [],
                    "stream": {"arn": "s"},
                    "failure_destination": {"arn": f"arn:aws:{destination}"},
                },
                [
                    "moderator_arns: must name at least one moderator",
                    "failure_destination.arn: must be the ARN of an SQS queue or an SNS topic, and not FIFO",
                ],
            )
            for destination in ("kinesis:us-east-1:111122223333:stream/s", "sqs:us-east-1:111122223333:unseated.fifo")
        ),
        (
            "SubChannelModerators",
            {"app_instance_arn": "a", "moderator_arns": ["m"], "stream": {"arn": None}},
            [
                "stream.arn: is missing, and it is required",
            ],
        ),
        (
            "MessagingApp",
            {"channels": {"lobby": {"members": ["alise"], "channel_flow": "moderation"}}, "users": {"alice": {}}},
            [
                "channels.lobby.members[0]: is neither a name in users nor an ARN; did you mean alice?",
                "channels.lobby.channel_flow: is neither a name in channel_flows nor an ARN",
            ],
        ),
        (
            "MessagingApp",
            {"channels": {"lobby": {"members": ["alice", "alice"], "moderators": [BOT, BOT]}}, "users": {"alice": {}}},
            ["channels.lobby.members[1]: is listed already", "channels.lobby.moderators[1]: is listed already"],
        ),
        (
            "MessagingApp",
            {
                "channels": {
                    "lobby": {"members": ["alice"], "moderators": ["alice", "bob"], "bans": ["alice", "bob", "eve"]}
                },
                "users": {"alice": {}, "bob": {}, "eve": {}},
            },
            [
                "channels.lobby.bans[0]: is among the members and moderators too; give one or the other",
                "channels.lobby.bans[1]: is among the moderators too; give one or the other",
            ],
        ),
        (
            "MessagingApp",
            {"channels": {"lobby": {"members": ["administrator"]}}},
            [
                "channels.lobby.members[0]: is the administrator, who moderates every channel without being listed, and cannot "
                "be banned"
            ],
        ),
        (
            "MessagingApp",
            {"channels": {"lobby": {"members": [pulumi.Output.from_input(BOT)]}}},
            ["channels.lobby.members[0]: must be known when the program runs"],
        ),
        (
            "MessagingApp",
            {
                "channels": {
                    "live": {
                        "elastic_channel_configuration": ELASTIC,
                        "members": ["alice", "bob"],
                        "moderators": ["alice"],
                    }
                },
                "users": {"alice": {}, "bob": {}},
                "streaming": {},
            },
            [
                "channels.live.members[0]: moderates this elastic channel: a membership of a moderator is in one sub-channel, and "
                "its id is known only when there is one"
            ],
        ),
        (
            "MessagingApp",
            {
                "administrator": {"skip": True},
                "channels": {"lobby": {}},
                "channel_flows": {"moderation": {"function": FUNCTION, "disassociate_on_delete": True}},
            },
            [
                "administrator.skip: rules out channels, which are made on behalf of the administrator",
                "channel_flows.moderation.disassociate_on_delete: needs the administrator, on whose behalf channels are "
                "disassociated",
            ],
        ),
        (
            "MessagingApp",
            {"administrator": {"skip": True, "name": "Root"}},
            ["administrator.skip: rules out name; give one or the other"],
        ),
        (
            "MessagingApp",
            {
                "administrator": {"user_id": "root"},
                "users": {"administrator": {}, "root": {}, "alice": {"user_id": "a"}, "ann": {"user_id": "a"}},
            },
            [
                "users.administrator: is the administrator, which is made without being listed; see administrator",
                "users.root.user_id: is the id of the administrator too",
                "users.ann.user_id: is the id of alice too",
            ],
        ),
        (
            "MessagingApp",
            {
                "streaming": {"stream": {"shard_count": 1}, "channel_stream": {}},
                "alerts": {"channel_flow_failures": False, "bot_failures": False},
                "channel_flows": {"moderation": {"function": {"handler": "f"}}},
                "users": {"alice": {"user": "a"}},
            },
            ["users.alice.user: is not an argument of alice; did you mean user_id?"],
        ),
        (
            "MessagingApp",
            {
                "streaming": {"stream": {"shard_count": 1}, "channel_stream": {}},
                "alerts": {"channel_flow_failures": False, "bot_failures": False},
                "channel_flows": {"moderation": {"function": {"handler": "f"}}},
            },
            [
                "streaming.stream: rules out channel_stream and channel_message_stream; give one or the others",
                "streaming.stream.shard_count: must be at least 2, which messaging asks for",
                "alerts: selects no events; give channel_flow_failures, bot_failures or expirations",
                "alerts: brings events nowhere; give topic, queue, function_arn or log_group",
                "channel_flows.moderation.function.code: is missing; give code and handler, or an existing function",
            ],
        ),
        (
            "BotAgent",
            {**BOT_AGENT, "bot_alias": {}, "alerts": {}},
            [
                "bot_alias.bot_id: is missing; give bot_id and bot_version, or an existing alias",
                "bot_alias.bot_version: is missing; give bot_id and bot_version, or an existing alias",
                "alerts: brings events nowhere; give topic, queue, function_arn or log_group",
            ],
        ),
        (
            "BotAgent",
            {**BOT_AGENT, "bot_alias": {"existing": {"arn": ALIAS}, "bot_version": "1"}},
            ["bot_alias.existing: rules out bot_version; give one or the other"],
        ),
        (
            "BotAgent",
            {
                **BOT_AGENT,
                "bot_alias": {"existing": {"arn": ALIAS}},
                "resource_policy": {"skip": True, "every_bot": True},
            },
            ["resource_policy.skip: rules out every_bot; give one or the other"],
        ),
        (
            "BotAgent",
            {**BOT_AGENT, "bot_alias": {"existing": {"arn": ALIAS}}, "locale_id": pulumi.Output.from_input("en_US")},
            ["locale_id: must be known when the program runs"],
        ),
    ],
)
def test_every_wrong_argument_is_a_sentence(
    deploy: Callable[..., Deployment],
    said: Callable[[], Sequence[str]],
    component: str,
    arguments: dict[str, Any],
    sentences: list[str],
) -> None:
    create: Callable[..., pulumi.ComponentResource] = getattr(components, component)
    with pytest.raises(pulumi.RunError, match="each is named above"):
        deploy(lambda: create("one", **arguments))
    assert list(said()) == [f"{component} 'one': {sentence}" for sentence in sentences]


def test_arguments_that_are_none_are_left_out(deploy: Callable[..., Deployment]) -> None:
    create: Callable[..., pulumi.ComponentResource] = components.VoiceConnector
    deployment = deploy(lambda: create("trunk", termination=None, streaming={"data_retention_in_hours": None}))
    assert set(deployment.resources) == {
        "VoiceConnector trunk",
        "VoiceConnectorStreamingConfiguration trunk-streaming",
    }
    streaming = deployment.inputs("VoiceConnectorStreamingConfiguration trunk-streaming")
    assert streaming["data_retention_in_hours"] == 24


def test_whole_floats_are_numbers(deploy: Callable[..., Deployment]) -> None:
    create: Callable[..., pulumi.ComponentResource] = components.VoiceConnector
    deployment = deploy(lambda: create("trunk", streaming={"data_retention_in_hours": 48.0}))
    streaming = deployment.inputs("VoiceConnectorStreamingConfiguration trunk-streaming")
    assert streaming["data_retention_in_hours"] == 48


def test_positional_arguments_are_refused(deploy: Callable[..., Deployment], said: Callable[[], Sequence[str]]) -> None:
    create: Callable[..., pulumi.ComponentResource] = components.VoiceConnector
    with pytest.raises(pulumi.RunError):
        deploy(lambda: create("trunk", {"require_encryption": True}))
    assert list(said()) == [
        "VoiceConnector 'trunk': takes its arguments by keyword; the second positional argument is opts"
    ]


def test_all_components_of_a_program_get_to_say_what_is_wrong(
    deploy: Callable[..., Deployment], said: Callable[[], Sequence[str]]
) -> None:
    create: Callable[..., components.VoiceConnector] = components.VoiceConnector

    def program() -> pulumi.ComponentResource:
        first = create("first", terminaton={})
        return create("second", streaming={"media_insights_configuration_arn": first.arn}, regoin="x")

    with pytest.raises(pulumi.RunError):
        deploy(program)
    assert list(said()) == [
        "VoiceConnector 'first': terminaton: is not an argument of VoiceConnector; did you mean termination?",
        "VoiceConnector 'second': regoin: is not an argument of VoiceConnector; did you mean region?",
    ]
