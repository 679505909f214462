"""What a preview announces is what `up` then does, edit by edit, on a stack that has one of each Chime resource.

The edits are made to one long-lived stack per test process. Each is taken back in the same test, which is another edit whose
preview has to be right, and which would show anything that the first one left behind.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pytest

from tests.engine.fields import Field, assert_excused, declared, fields
from tests.engine.harness import PROGRAMS, Project, edited
from tests.engine.live import assert_live

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from chime_sdk_pulumi.local_aws import LocalAws

pytestmark = pytest.mark.xdist_group("preview_fidelity")  # one process makes the stack that they share

ON_THE_CONNECTOR: Final = ("main", "termination", "origination", "streaming", "rule")
ON_THE_CHANNEL: Final = ("association", "ban", "membership", "moderator")
IN_THE_APP: Final = (
    *ON_THE_CHANNEL,
    *("admin", "bot", "channel", "clerk", "deputy", "flow", "guest", "messages", "retention"),
)
EVERYTHING: Final = (*ON_THE_CONNECTOR, *IN_THE_APP, "alias", "app", "application", "insights", "policy")


@dataclass(frozen=True)
class Edit:
    """A change of the program or of the configuration, and the whole of what it should do.

    Attributes:
        name: Names the test.
        changes: Texts of the program and what takes their place.
        operations: Logical name to operation; whatever is not named here has to stay the same.
        paths: Logical name to the property paths that the preview shows.
        configuration: The stack's configuration beside the region.
        region: The stack's region.
        options: Options of `preview` and `up`.
        first: Texts of the program and what takes their place before, where the change needs more than the program has.
        same: Logical name to the property paths that the program writes otherwise, and that mean what they meant.
    """

    name: str
    operations: Mapping[str, str]
    changes: Mapping[str, str] = field(default_factory=dict)
    paths: Mapping[str, set[str]] = field(default_factory=dict)
    configuration: Mapping[str, object] = field(default_factory=dict)
    region: str = "us-east-1"
    options: tuple[str, ...] = ()
    first: Mapping[str, str] = field(default_factory=dict)
    same: Mapping[str, set[str]] = field(default_factory=dict)


def updates(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, "update")


def replaces(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, "replace")


MAIN: Final = 'require_encryption=True, tags={"team": "support"}'
LOGS: Final = """\
    conversation_log_settings={
        "text_log_settings": [
            {
                "enabled": True,
                "destination": {
                    "cloud_watch": {
                        "cloud_watch_log_group_arn": f"arn:aws:logs:{region}:123456789012:log-group:concierge",
                        "log_prefix": "text",
                    }
                },
            }
        ]
    },
"""
DEFAULT_TAGS: Final = {"aws:defaultTags": {"tags": {"cost": "42"}}}


def renamed(name: str) -> str:
    """The option by which a resource was of another name before."""
    return f'opts=pulumi.ResourceOptions(aliases=[pulumi.Alias(name="{name}")])'


def with_more(declarations: str) -> dict[str, str]:
    """More resources, before the rules of channels."""
    return {"association = messaging.": f"{declarations}\nassociation = messaging."}


FLOW_OF_ITS_OWN: Final = """\
strict = messaging.ChannelFlow(
    "strict",
    app_instance_arn=app.arn,
    processors=[
        {
            "name": "moderate",
            "configuration": {"lambda_": {"resource_arn": f"{functions}:moderate-2", "invocation_type": "ASYNC"}},
            "execution_order": 1,
            "fallback_action": "ABORT",
        }
    ],
)
"""
PROCESSOR: Final = """\
        {
            "name": "moderate",
            "configuration": {"lambda_": {"resource_arn": f"{functions}:moderate", "invocation_type": "ASYNC"}},
            "execution_order": 1,
            "fallback_action": "ABORT",
        }
"""
SECOND_PROCESSOR: Final = PROCESSOR.replace("1", "2").replace('"moderate"', '"log"')
STAGE: Final = """\
messaging.Channel(
    "stage",
    app_instance_arn=app.arn,
    chime_bearer=bearer,
    channel_id="stage",
    member_arns=[bot.arn],
    moderator_arns=[bot.arn, guest.arn],
    allow_destroy=True,
)
"""
ELASTIC: Final = """\
    elastic_channel_configuration={
        "maximum_sub_channels": 3,
        "target_memberships_per_sub_channel": 10,
        "minimum_membership_percentage": 20,
    },
"""
HALL: Final = f"""\
messaging.Channel(
    "hall",
    app_instance_arn=app.arn,
    chime_bearer=bearer,
{ELASTIC}\
    allow_destroy=True,
)
"""
CHANNEL_EXPIRES: Final = (
    '    expiration_settings={"expiration_days": 365, "expiration_criterion": "LAST_MESSAGE_TIMESTAMP"},\n'
)
STREAM_OF_MESSAGES: Final = (
    '        {"data_type": "ChannelMessage", "resource_arn": f"{stream}/chime-messaging-one"},\n'
)
INVOKED_BY: Final = '"invoked_by": {"standard_messages": "AUTO", "targeted_messages": "ALL"}'

EDITS_OF_MESSAGING: Final = (
    Edit(
        "everything of a user",
        updates("clerk"),
        {'metadata="day"': 'metadata="night", name="Front desk", tags={"team": "support"}'},
        {"clerk": {"metadata", "name", "tags"}},
    ),
    Edit(
        "expiration of a user",
        updates("guest"),
        {'"expiration_days": 30': '"expiration_days": 31'},
        {"guest": {"expiration_settings.expiration_days"}},
    ),
    Edit(
        "everything of a bot",
        updates("bot"),
        {
            '"bot",\n': '"bot",\n    name="Concierge",\n    metadata="first",\n    tags={"team": "support"},\n',
            '"lex_bot_alias_arn": alias.arn': '"lex_bot_alias_arn": f"arn:aws:lex:{region}:123456789012:bot-alias/'
            'ABCDEFGHIJ/KLMNOPQRST"',
            '"locale_id": "en_US"': '"locale_id": "es_419", "welcome_intent": "Hello"',
            INVOKED_BY: INVOKED_BY.replace("AUTO", "MENTIONS").replace('"ALL"', '"NONE"'),
        },
        {
            "bot": {
                "name",
                "metadata",
                "tags",
                *(
                    f"configuration.lex.{member}"
                    for member in (
                        "lex_bot_alias_arn",
                        "locale_id",
                        "welcome_intent",
                        "invoked_by.standard_messages",
                        "invoked_by.targeted_messages",
                    )
                ),
            }
        },
    ),
    Edit(
        "old form of what invokes a bot",
        updates("bot"),
        {INVOKED_BY: '"responds_to": "STANDARD_MESSAGES"'},
        {"bot": {"configuration.lex.invoked_by", "configuration.lex.responds_to"}},
    ),
    Edit(
        "everything of a flow",
        updates("flow"),
        {
            '"flow",\n': '"flow",\n    name="Moderation",\n    tags={"team": "support"},\n',
            PROCESSOR: PROCESSOR.replace('"moderate"', '"check"').replace("1", "2").replace("ABORT", "CONTINUE"),
        },
        {
            "flow": {
                "name",
                "tags",
                "processors[0].name",
                "processors[0].execution_order",
                "processors[0].fallback_action",
            }
        },
    ),
    Edit(
        "a processor more", updates("flow"), {PROCESSOR: f"{PROCESSOR},{SECOND_PROCESSOR}"}, {"flow": {"processors[1]"}}
    ),
    Edit(
        "flow that leaves its channels when it is deleted",
        updates("flow"),
        {
            '"flow",\n': '"flow",\n    disassociate_on_delete=True,\n'
            '    chime_bearer=pulumi.Output.concat(app.arn, "/user/clerk"),\n'
        },
        {"flow": {"disassociate_on_delete", "chime_bearer"}},
    ),
    Edit(
        "everything of a channel",
        updates("channel"),
        {
            'metadata="open"': 'metadata="closed", name="Lobby", mode="UNRESTRICTED", tags={"team": "support"}',
            CHANNEL_EXPIRES: CHANNEL_EXPIRES.replace("365", "400").replace("LAST_MESSAGE", "CREATED"),
        },
        {
            "channel": {
                *("metadata", "mode", "name", "tags"),
                *("expiration_settings.expiration_criterion", "expiration_settings.expiration_days"),
            }
        },
    ),
    Edit("channel for ever", updates("channel"), {CHANNEL_EXPIRES: ""}, {"channel": {"expiration_settings"}}),
    Edit(
        "id of a channel",
        replaces("stage"),
        {'channel_id="stage"': 'channel_id="show"'},
        {"stage": {"channel_id"}},
        first=with_more(STAGE),
    ),
    Edit(
        "first members of a channel that keeps its id",
        replaces("stage"),
        {"member_arns=[bot.arn]": "member_arns=[guest.arn]", "[bot.arn, guest.arn]": "[bot.arn]"},
        {"stage": {"member_arns[0]", "moderator_arns[1]"}},
        first=with_more(STAGE),
    ),
    Edit(
        "channel that becomes elastic",
        replaces("hall"),
        {'    "hall",\n': f'    "hall",\n{ELASTIC}'},
        {"hall": {"elastic_channel_configuration"}},
        first=with_more(HALL.replace(ELASTIC, "")),
    ),
    Edit(
        "another division of an elastic channel",
        replaces("hall"),
        {
            '"maximum_sub_channels": 3': '"maximum_sub_channels": 4',
            '"target_memberships_per_sub_channel": 10': '"target_memberships_per_sub_channel": 20',
            '"minimum_membership_percentage": 20': '"minimum_membership_percentage": 40',
        },
        {
            "hall": {
                f"elastic_channel_configuration.{member}"
                for member in (
                    "maximum_sub_channels",
                    "target_memberships_per_sub_channel",
                    "minimum_membership_percentage",
                )
            }
        },
        first=with_more(HALL),
    ),
    Edit(
        "messages instead of channel events",
        updates("messages"),
        {'"data_type": "Channel"': '"data_type": "ChannelMessage"'},
        {"messages": {"streaming_configurations[0].data_type"}},
        first={STREAM_OF_MESSAGES: ""},
    ),
    Edit(
        "another flow of a channel",
        replaces("association"),
        {"channel_flow_arn=flow.arn": "channel_flow_arn=strict.arn"},
        {"association": {"channel_flow_arn"}},
        first=with_more(FLOW_OF_ITS_OWN),
    ),
    # What means the same.
    Edit(
        "defaults of messaging spelled out",
        {},
        {
            '"app", ': '"app", metadata="", ',
            '"bot",\n': '"bot",\n    metadata="",\n',
            '    "guest",\n': '    "guest",\n    metadata="",\n',
            '"flow",\n': '"flow",\n    disassociate_on_delete=False,\n',
            "    chime_bearer=bearer,\n    expiration": '    chime_bearer=bearer,\n    metadata="", mode="RESTRICTED", '
            'privacy="PUBLIC",\n    expiration',
        },
        first={'metadata="first", ': "", '    metadata="open",\n': ""},
        same={
            **{name: {"metadata"} for name in ("app", "bot", "guest")},
            "flow": {"disassociate_on_delete"},
            "channel": {"metadata", "mode", "privacy"},
        },
    ),
    Edit(
        "lists of messaging in another order",
        {},
        {
            "member_arns=[bot.arn, guest.arn]": "member_arns=[guest.arn, bot.arn]",
            "moderator_arns=[bot.arn, guest.arn]": "moderator_arns=[guest.arn, bot.arn]",
            f"{PROCESSOR},{SECOND_PROCESSOR}": f"{SECOND_PROCESSOR},{PROCESSOR}",
            STREAM_OF_MESSAGES: "",
            '        {"data_type": "Channel", "resource_arn": f"{stream}/chime-messaging-one"},\n': '        {"data_type": '
            '"Channel", "resource_arn": f"{stream}/chime-messaging-one"},\n' + STREAM_OF_MESSAGES,
        },
        first={
            **with_more(STAGE.replace("member_arns=[bot.arn]", "member_arns=[bot.arn, guest.arn]")),
            PROCESSOR: f"{PROCESSOR},{SECOND_PROCESSOR}",
        },
        same={
            "stage": {"member_arns", "moderator_arns"},
            "flow": {"processors"},
            "messages": {"streaming_configurations"},
        },
    ),
    Edit(
        "logical names that were others, by their aliases",
        {},
        {
            f'"{name}", ': f'"new-{name}", {renamed(name)}, '
            for name in ("app", "admin", "retention", "association", "membership", "moderator", "ban")
        }
        | {
            f'    "{name}",\n': f'    "new-{name}",\n    {renamed(name)},\n'
            for name in ("flow", "guest", "messages", "channel")
        },
    ),
    # Renames without an alias; those of users and of what there is one of for a user are in `test_renames.py`.
    Edit(
        "logical name of an association",
        {"association": "delete", "link": "create"},
        {'"association", ': '"link", '},
    ),
    Edit(
        "logical name of a flow",
        {"flow": "delete", "filter": "create", "association": "replace"},
        {'    "flow",\n': '    "filter",\n'},
        {"association": {"channel_flow_arn"}},
    ),
    Edit(
        "logical name of a bot",
        {"bot": "delete", "helper": "create", **replaces("deputy", "membership", "moderator")},
        {'    "bot",\n': '    "helper",\n'},
        {
            "deputy": {"app_instance_admin_arn"},
            "membership": {"member_arn"},
            "moderator": {"channel_moderator_arn"},
        },
    ),
    Edit(
        "logical name of a channel",
        {"channel": "delete", "room": "create", **replaces(*ON_THE_CHANNEL)},
        {'    "channel",\n': '    "room",\n'},
        {name: {"channel_arn"} for name in ON_THE_CHANNEL},
    ),
    Edit("--target-replace of a user", replaces("guest"), options=("--target-replace", "**::guest")),
    Edit("--target-replace of an administrator", replaces("deputy"), options=("--target-replace", "**::deputy")),
)

ROUTES: Final = (
    '        {"host": "sip-1.example.com", "protocol": "TCP", "priority": 1, "weight": 10},\n',
    '        {"host": "sip-2.example.com", "port": 5070, "protocol": "TCP", "priority": 2, "weight": 20},\n',
)
TARGET: Final = """\
        {
            "sip_media_application_id": application.sip_media_application_id,
            "priority": 1,
            "aws_region": region,
        }
"""
TARGET_ABROAD: Final = (
    TARGET.replace("application.sip", "abroad.sip").replace("1", "2").replace("region,", '"eu-central-1",')
)
ABROAD: Final = {
    "rule = voice.": """\
abroad = voice.SipMediaApplication(
    "abroad",
    region="eu-central-1",
    endpoints=[{"lambda_arn": "arn:aws:lambda:eu-central-1:123456789012:function:answer"}],
)
rule = voice."""
}
NOTIFIED: Final = '    streaming_notification_targets=[{"notification_target": "EventBridge"}],\n'
ANALYSED: Final = '    media_insights_configuration={"configuration_arn": insights.arn},\n'

EDITS_OF_VOICE: Final = (
    Edit(
        "integration type",
        replaces(*ON_THE_CONNECTOR),
        {MAIN: f'{MAIN}, integration_type="CONNECT_ANALYTICS_CONNECTOR"'},
        {"main": {"integration_type"}},
    ),
    Edit(
        "everything of a route",
        updates("origination"),
        {
            ROUTES[1]: '        {"host": "sip-3.example.com", "port": 5080, "protocol": "UDP", "priority": 3, '
            '"weight": 30},\n',
            '    "origination",\n': '    "origination",\n    disabled=True,\n',
        },
        {
            "origination": {
                "disabled",
                *(f"routes[1].{member}" for member in ("host", "port", "protocol", "priority", "weight")),
            }
        },
        first={MAIN: MAIN.replace("True", "False")},
    ),
    Edit("the last route less", updates("origination"), {ROUTES[1]: ""}, {"origination": {"routes[1]"}}),
    Edit(
        "everything of streaming",
        updates("streaming"),
        {
            "    disabled=False,\n": "    disabled=True,\n",
            NOTIFIED: NOTIFIED.replace("EventBridge", "SQS"),
            ANALYSED: ANALYSED.replace("}", ', "disabled": True}'),
        },
        {
            "streaming": {
                "disabled",
                "streaming_notification_targets[0].notification_target",
                "media_insights_configuration.disabled",
            }
        },
    ),
    Edit("nobody to notify", updates("streaming"), {NOTIFIED: ""}, {"streaming": {"streaming_notification_targets"}}),
    Edit(
        "everything of a target",
        updates("rule"),
        {TARGET: TARGET_ABROAD},
        {
            "rule": {
                f"target_applications[0].{member}" for member in ("aws_region", "priority", "sip_media_application_id")
            }
        },
        first=ABROAD,
    ),
    Edit(
        "a target more",
        updates("rule"),
        {TARGET: f"{TARGET},{TARGET_ABROAD}"},
        {"rule": {"target_applications[1]"}},
        first=ABROAD,
    ),
    # What means the same.
    Edit(
        "defaults of voice spelled out",
        {},
        {
            MAIN: f'{MAIN}, network_type="IPV4_ONLY"',
            '    "termination",\n': '    "termination",\n    cps_limit=1,\n    disabled=False,\n',
            '    "origination",\n': '    "origination",\n    disabled=False,\n',
            '"host": "sip-1.example.com"': '"host": "sip-1.example.com", "port": 5060',
            ANALYSED: ANALYSED.replace("}", ', "disabled": False}'),
            '    "rule",\n': '    "rule",\n    disabled=False,\n',
        },
        first={"    cps_limit=2,\n": ""},
        same={
            "main": {"network_type"},
            "termination": {"cps_limit", "disabled"},
            "origination": {"disabled", "routes[0].port"},
            "streaming": {"media_insights_configuration.disabled"},
            "rule": {"disabled"},
        },
    ),
    Edit(
        "lists of voice in another order",
        {},
        {
            '["US", "CA"]': '["CA", "US"]',
            '["203.0.113.0/27", "198.51.100.64/28"]': '["198.51.100.64/28", "203.0.113.0/27"]',
            "".join(ROUTES): "".join(reversed(ROUTES)),
            f"{TARGET},{TARGET_ABROAD}": f"{TARGET_ABROAD},{TARGET}",
            '{"notification_target": "EventBridge"}, {"notification_target": "SNS"}': '{"notification_target": "SNS"}, '
            '{"notification_target": "EventBridge"}',
        },
        first={
            **ABROAD,
            TARGET: f"{TARGET},{TARGET_ABROAD}",
            NOTIFIED: NOTIFIED.replace("}", '}, {"notification_target": "SNS"}'),
        },
        same={
            "termination": {"calling_regions", "cidr_allowed_list"},
            "origination": {"routes"},
            "rule": {"target_applications"},
            "streaming": {"streaming_notification_targets"},
        },
    ),
)

LOCALE_CALLS: Final = """\
            "code_hook_specification": {
                "lambda_code_hook": {"lambda_arn": f"{functions}:fulfil", "code_hook_interface_version": "1.0"}
            },
"""
LOCALES: Final = f"""\
    bot_alias_locale_settings={{
        "en_US": {{
            "enabled": True,
{LOCALE_CALLS}\
        }}
    }},
"""
AUDIO_LOGS: Final = """\
    conversation_log_settings={
        "audio_log_settings": [
            {
                "enabled": True,
                "destination": {"s3_bucket": {"s3_bucket_arn": "arn:aws:s3:::audio", "log_prefix": "audio"}},
            }
        ]
    },
"""
SELECTIVE: Final = '                "selective_logging_enabled": '
TEXT_LOG: Final = "conversation_log_settings.text_log_settings[0]"
AUDIO_LOG: Final = "conversation_log_settings.audio_log_settings[0]"

EDITS_OF_LEX: Final = (
    Edit(
        "everything of an alias",
        updates("alias"),
        {
            '    "alias",\n': '    "alias",\n    bot_alias_name="live",\n    description="Of the shop",\n'
            '    sentiment_analysis_settings={"detect_sentiment": True},\n',
            '        "en_US": {\n            "enabled": True': '        "en_US": {\n            "enabled": False',
            '"code_hook_interface_version": "1.0"': '"code_hook_interface_version": "2.0"',
        },
        {
            "alias": {
                *("bot_alias_name", "description", "sentiment_analysis_settings"),
                "bot_alias_locale_settings.en_US.enabled",
                "bot_alias_locale_settings.en_US.code_hook_specification.lambda_code_hook.code_hook_interface_version",
            }
        },
    ),
    Edit(
        "locale that calls no function",
        updates("alias"),
        {LOCALE_CALLS: ""},
        {"alias": {"bot_alias_locale_settings.en_US.code_hook_specification"}},
    ),
    Edit(
        "alias that says nothing of locales",
        updates("alias"),
        {LOCALES: ""},
        {"alias": {"bot_alias_locale_settings"}},
    ),
    Edit(
        "everything of a log of text",
        updates("alias"),
        {
            LOGS: LOGS.replace("True,", f"False,\n{SELECTIVE}True,")
            .replace("log-group:concierge", "log-group:other")
            .replace('"text"', '"words"')
        },
        {
            "alias": {
                f"{TEXT_LOG}.enabled",
                f"{TEXT_LOG}.selective_logging_enabled",
                f"{TEXT_LOG}.destination.cloud_watch.cloud_watch_log_group_arn",
                f"{TEXT_LOG}.destination.cloud_watch.log_prefix",
            }
        },
    ),
    Edit(
        "audio in the place of text",
        updates("alias"),
        {LOGS: AUDIO_LOGS},
        {"alias": {"conversation_log_settings.text_log_settings", "conversation_log_settings.audio_log_settings"}},
    ),
    Edit(
        "everything of a log of audio",
        updates("alias"),
        {
            AUDIO_LOGS: AUDIO_LOGS.replace("True,", f"False,\n{SELECTIVE}True,")
            .replace("s3:::audio", "s3:::sound")
            .replace('"audio"}', '"sound", "kms_key_arn": "arn:aws:kms:us-east-1:123456789012:alias/audio"}')
        },
        {
            "alias": {
                f"{AUDIO_LOG}.enabled",
                f"{AUDIO_LOG}.selective_logging_enabled",
                *(
                    f"{AUDIO_LOG}.destination.s3_bucket.{member}"
                    for member in ("kms_key_arn", "log_prefix", "s3_bucket_arn")
                ),
            }
        },
        first={LOGS: AUDIO_LOGS},
    ),
    # What means the same.
    Edit(
        "defaults of an alias spelled out",
        {},
        {
            '    "alias",\n': '    "alias",\n    sentiment_analysis_settings={"detect_sentiment": False},\n',
            LOGS: LOGS.replace("True,", f"True,\n{SELECTIVE}False,"),
        },
        same={"alias": {"sentiment_analysis_settings", f"{TEXT_LOG}.selective_logging_enabled"}},
    ),
    Edit(
        "defaults of a log of audio spelled out",
        {},
        {AUDIO_LOGS: AUDIO_LOGS.replace("True,", f"True,\n{SELECTIVE}False,")},
        first={LOGS: AUDIO_LOGS},
        same={"alias": {f"{AUDIO_LOG}.selective_logging_enabled"}},
    ),
)

IN_ANOTHER_APP: Final[Mapping[str, set[str]]] = {
    **{key: {"app_instance_arn"} for key in ("bot", "clerk", "flow", "guest", "messages", "retention")},
    **{key: {"app_instance_arn", "app_instance_admin_arn"} for key in ("admin", "deputy")},
    **{key: {"channel_arn", "chime_bearer", "member_arn"} for key in ("ban", "membership")},
    "association": {"channel_arn", "channel_flow_arn", "chime_bearer"},
    "channel": {"app_instance_arn", "chime_bearer"},
    "moderator": {"channel_arn", "channel_moderator_arn", "chime_bearer"},
    "policy": {"policy"},
}
"""What differs of what is in an AppInstance when that is another one."""
IN_ANOTHER_REGION: Final[Mapping[str, set[str]]] = {
    **{key: {"voice_connector_id"} for key in ("origination", "termination")},
    "alias": {
        "bot_id",
        "bot_alias_locale_settings.en_US.code_hook_specification.lambda_code_hook.lambda_arn",
        f"{TEXT_LOG}.destination.cloud_watch.cloud_watch_log_group_arn",
    },
    "application": {"endpoints[0].lambda_arn"},
    "bot": {"configuration.lex.lex_bot_alias_arn"},
    "flow": {"processors[0].configuration.lambda_.resource_arn"},
    "insights": {"elements[1].kinesis_data_stream_sink_configuration.insights_target"},
    "messages": {f"streaming_configurations[{position}].resource_arn" for position in (0, 1)},
    "policy": {"resource_arn"},
    "rule": {
        *("trigger_value", "target_applications[0].aws_region", "target_applications[0].sip_media_application_id"),
    },
    "streaming": {"voice_connector_id", "media_insights_configuration.configuration_arn"},
}
"""What differs besides when the region is another one."""

EDITS: Final = (
    *EDITS_OF_MESSAGING,
    *EDITS_OF_VOICE,
    *EDITS_OF_LEX,
    # Names and plain fields.
    Edit(
        "metadata of an AppInstance", updates("app"), {'metadata="first"': 'metadata="second"'}, {"app": {"metadata"}}
    ),
    Edit("AppInstance without metadata", updates("app"), {'metadata="first", ': ""}, {"app": {"metadata"}}),
    Edit("name of an AppInstance", updates("app"), {'"app", ': '"app", name="Support",'}, {"app": {"name"}}),
    Edit("name of a connector", updates("main"), {'"main", ': '"main", name="Front desk",'}, {"main": {"name"}}),
    Edit(
        "encryption of a connector",
        updates("main"),
        {MAIN: MAIN.replace("True", "False")},
        {"main": {"require_encryption"}},
    ),
    Edit("name of a rule", updates("rule"), {'"rule",\n': '"rule",\n    name="All calls",\n'}, {"rule": {"name"}}),
    Edit("rule off", updates("rule"), {'"rule",\n': '"rule",\n    disabled=True,\n'}, {"rule": {"disabled"}}),
    Edit(
        "name of an application",
        updates("application"),
        {'"application", ': '"application", name="Answering",'},
        {"application": {"name"}},
    ),
    Edit(
        "user for ever",
        updates("guest"),
        {'    expiration_settings={"expiration_days": 30, "expiration_criterion": "CREATED_TIMESTAMP"},\n': ""},
        {"guest": {"expiration_settings"}},
    ),
    Edit("version of an alias", updates("alias"), {'version="1"': 'version="2"'}, {"alias": {"bot_version"}}),
    Edit(
        "another bearer",
        updates("channel", *ON_THE_CHANNEL),
        {"bearer = admin.": "bearer = deputy."},
        {name: {"chime_bearer"} for name in ("channel", *ON_THE_CHANNEL)},
    ),
    Edit(
        "flow that is to leave its channels",
        updates("flow"),
        {
            '"flow",\n': '"flow",\n    disassociate_on_delete=True,\n'
            '    chime_bearer=pulumi.Output.concat(app.arn, "/user/clerk"),\n'
        },
        {"flow": {"disassociate_on_delete", "chime_bearer"}},
    ),
    # What the API takes for granted is no change.
    Edit("keywords in another order", {}, {'["cancel", "refund"]': '["refund", "cancel"]'}),
    Edit(
        "policy laid out otherwise",
        {},
        {
            '["lex:PutSession", "lex:DeleteSession", "lex:RecognizeText"]': '["lex:DeleteSession", "lex:RecognizeText", '
            '"lex:PutSession"]',
            '"Resource": alias.arn': '"Resource": [alias.arn]',
        },
    ),
    # Nested fields, elements of lists.
    Edit(
        "function of a locale",
        updates("alias"),
        {"{functions}:fulfil": "{functions}:answer"},
        {"alias": {"bot_alias_locale_settings.en_US.code_hook_specification.lambda_code_hook.lambda_arn"}},
    ),
    Edit(
        "a locale more",
        updates("alias"),
        {'        "en_US": {': '        "es_419": {"enabled": False},\n        "en_US": {'},
        {"alias": {"bot_alias_locale_settings.es_419"}},
    ),
    Edit(
        "no logs of conversations",
        updates("alias"),
        {LOGS: "    conversation_log_settings=None,\n"},
        {"alias": {"conversation_log_settings"}},
    ),
    Edit("who may use an alias", updates("policy"), {'"/bot/*"': '"/bot/concierge"'}, {"policy": {"policy"}}),
    Edit(
        "a CIDR more",
        updates("termination"),
        {'"203.0.113.0/27", ': '"203.0.113.0/27", "203.0.113.32/27", '},
        {"termination": {"cidr_allowed_list[2]"}},
    ),
    Edit("a CIDR less", updates("termination"), {'"203.0.113.0/27", ': ""}, {"termination": {"cidr_allowed_list[1]"}}),
    Edit(
        "another country",
        updates("termination"),
        {'["US", "CA"]': '["US", "MX"]'},
        {"termination": {"calling_regions[0]"}},
    ),
    Edit(
        "calls per second at the default",
        updates("termination"),
        {"    cps_limit=2,\n": ""},
        {"termination": {"cps_limit"}},
    ),
    Edit(
        "default phone number",
        updates("termination"),
        {"cps_limit=2": 'cps_limit=2, default_phone_number="+12065550100"'},
        {"termination": {"default_phone_number"}},
    ),
    Edit(
        "termination off",
        updates("termination"),
        {"cps_limit=2": "cps_limit=2, disabled=True"},
        {"termination": {"disabled"}},
    ),
    Edit(
        "weight of a route",
        updates("origination"),
        {'"weight": 20': '"weight": 25'},
        {"origination": {"routes[1].weight"}},
    ),
    Edit(
        "a route less",
        updates("origination"),
        {'        {"host": "sip-1.example.com", "protocol": "TCP", "priority": 1, "weight": 10},\n': ""},
    ),
    Edit(
        "retention of audio", updates("streaming"), {"hours=24": "hours=48"}, {"streaming": {"data_retention_in_hours"}}
    ),
    Edit(
        "a notification target more",
        updates("streaming"),
        {
            '[{"notification_target": "EventBridge"}]': '[{"notification_target": "EventBridge"}, {"notification_target": "SNS"}]'
        },
        {"streaming": {"streaming_notification_targets[1]"}},
    ),
    Edit(
        "connector without call analytics",
        updates("streaming"),
        {'    media_insights_configuration={"configuration_arn": insights.arn},\n': ""},
        {"streaming": {"media_insights_configuration"}},
    ),
    Edit(
        "function of a flow",
        updates("flow"),
        {"{functions}:moderate": "{functions}:moderate-2"},
        {"flow": {"processors[0].configuration.lambda_.resource_arn"}},
    ),
    Edit(
        "function of an application",
        updates("application"),
        {"{functions}:answer": "{functions}:answer-2"},
        {"application": {"endpoints[0].lambda_arn"}},
    ),
    Edit("a keyword", updates("insights"), {'"cancel", "refund"': '"cancel", "complaint"'}),
    Edit(
        "a rule of alerts less",
        updates("insights"),
        {
            """\
            {
                "type": "Sentiment",
                "sentiment_configuration": {"rule_name": "upset", "sentiment_type": "NEGATIVE", "time_period": 60},
            },
""": ""
        },
        {"insights": {"real_time_alert_configuration.rules[1]"}},
    ),
    Edit(
        "an element more",
        updates("insights"),
        {
            "    elements=[\n": '    elements=[\n        {"type": "S3RecordingSink", "s3_recording_sink_configuration": '
            '{"destination": "arn:aws:s3:::recordings", "recording_file_format": "Wav"}},\n'
        },
    ),
    Edit(
        "stream of an element",
        updates("insights"),
        {"{stream}/insights": "{stream}/insights-2"},
        {"insights": {"elements[1].kinesis_data_stream_sink_configuration.insights_target"}},
    ),
    Edit(
        "role of call analytics",
        updates("insights"),
        {"role/analytics": "role/analytics-2"},
        {"insights": {"resource_access_role_arn"}},
    ),
    Edit(
        "retention of messages",
        updates("retention"),
        {'"retention_days": 90': '"retention_days": 91'},
        {"retention": {"channel_retention_settings.retention_days"}},
    ),
    Edit(
        "stream of messages",
        updates("messages"),
        {
            '"ChannelMessage", "resource_arn": f"{stream}/chime-messaging-one"': '"ChannelMessage", "resource_arn": '
            'f"{stream}/chime-messaging-two"'
        },
        {"messages": {"streaming_configurations[1].resource_arn"}},
    ),
    Edit(
        "channel events alone",
        updates("messages"),
        {'        {"data_type": "ChannelMessage", "resource_arn": f"{stream}/chime-messaging-one"},\n': ""},
        {"messages": {"streaming_configurations[1]"}},
    ),
    # Tags.
    Edit("a tag changes", updates("main"), {MAIN: MAIN.replace("support", "sales")}, {"main": {"tags.team"}}),
    Edit(
        "a tag more",
        updates("app"),
        {'tags={"team": "support"}, allow': 'tags={"team": "support", "a": "b"}, allow'},
        {"app": {"tags.a"}},
    ),
    Edit("no tags", updates("main"), {MAIN: "require_encryption=True"}, {"main": {"tags"}}),
    Edit(
        "default tags in the configuration alone",
        updates("alias", "app", "bot", "channel", "clerk", "flow", "guest", "main", "insights", "application"),
        configuration=DEFAULT_TAGS,
        paths={
            **{key: {"tags.cost"} for key in ("app", "main")},
            **{
                key: {"tags"}
                for key in ("alias", "application", "bot", "channel", "clerk", "flow", "guest", "insights")
            },
        },
    ),
    # Replacements.
    Edit(
        "network type",
        replaces(*ON_THE_CONNECTOR),
        {MAIN: f'{MAIN}, network_type="DUAL_STACK"'},
        {
            "main": {"network_type"},
            "rule": {"trigger_value"},
            **{key: {"voice_connector_id"} for key in ("origination", "streaming", "termination")},
        },
    ),
    Edit(
        "name of call analytics",
        replaces("insights") | updates("streaming"),
        {'"insights",\n': '"insights",\n    media_insights_pipeline_configuration_name="support-calls",\n'},
        {
            "insights": {"media_insights_pipeline_configuration_name"},
            "streaming": {"media_insights_configuration.configuration_arn"},
        },
    ),
    Edit(
        "logical name of an AppInstance",
        {"app": "delete", "centre": "create", **replaces(*IN_THE_APP), **updates("policy")},
        {'"app", ': '"centre", '},
        IN_ANOTHER_APP,
    ),
    Edit(
        "logical name of an alias",
        {"alias": "delete", "live": "create", "policy": "replace", "bot": "update"},
        {'    "alias",\n': '    "live",\n'},
        {"policy": {"policy", "resource_arn"}, "bot": {"configuration.lex.lex_bot_alias_arn"}},
    ),
    Edit("logical name of a policy", {"policy": "delete", "grant": "create"}, {'    "policy",\n': '    "grant",\n'}),
    Edit("--target-replace of a policy", replaces("policy"), options=("--target-replace", "**::policy")),
    Edit(
        "private channel",
        replaces("channel", *ON_THE_CHANNEL),
        {'metadata="open"': 'metadata="open", privacy="PRIVATE"'},
        {"channel": {"privacy"}},
    ),
    Edit("hidden member", replaces("membership"), {'type="DEFAULT"': 'type="HIDDEN"'}, {"membership": {"type"}}),
    Edit(
        "id of the administrator",
        replaces("clerk", "admin") | updates("channel", *ON_THE_CHANNEL),
        {'app_instance_user_id="clerk"': 'app_instance_user_id="chief"'},
        {
            "clerk": {"app_instance_user_id"},
            "admin": {"app_instance_admin_arn"},
            **{key: {"chime_bearer"} for key in ("channel", *ON_THE_CHANNEL)},
        },
    ),
    Edit(
        "who is banned",
        replaces("guest", "ban"),
        {'app_instance_user_id="guest"': 'app_instance_user_id="visitor"'},
        {"guest": {"app_instance_user_id"}, "ban": {"member_arn"}},
    ),
    Edit(
        "logical name of retention",
        {"retention": "delete", "keeping": "create"},
        {'    "retention", app': '    "keeping", app'},
    ),
    Edit(
        "logical name of streaming, and another stream",
        {"messages": "delete", "events": "create"},
        {
            '"messages",\n': '"events",\n',
            '"Channel", "resource_arn": f"{stream}/chime-messaging-one"': '"Channel", '
            '"resource_arn": f"{stream}/chime-messaging-two"',
        },
    ),
    Edit("--target-replace of a membership", replaces("membership"), options=("--target-replace", "**::membership")),
    Edit(
        "logical name of a setting",
        {"termination": "delete", "outbound": "create"},
        {'"termination",\n': '"outbound",\n'},
    ),
    Edit("logical name of a rule", {"rule": "delete", "calls": "create"}, {'"rule",\n': '"calls",\n'}),
    Edit(
        "logical name of an origination",
        {"origination": "delete", "inbound": "create"},
        {'"origination",\n': '"inbound",\n'},
    ),
    Edit("--target-replace of a setting", replaces("termination"), options=("--target-replace", "**::termination")),
    Edit("--target-replace of streaming", replaces("streaming"), options=("--target-replace", "**::streaming")),
    Edit(
        "region",
        replaces(*EVERYTHING),
        paths={
            name: ({"region"} | IN_ANOTHER_APP.get(name, set()) | IN_ANOTHER_REGION.get(name, set()))
            for name in EVERYTHING
        },
        region="eu-central-1",
    ),
    # Parts.
    Edit(
        "without a rule and its application",
        {"rule": "delete", "application": "delete"},
        {
            'application = voice.SipMediaApplication("application", endpoints': "unused = dict(application=0, endpoints",
            'rule = voice.SipRule(\n    "rule",': "rule = dict(",
            "application.sip_media_application_id": "0",
        },
    ),
)


CORE: Final = frozenset(
    {
        "logical name of streaming, and another stream",
        "defaults of messaging spelled out",
        "keywords in another order",
        "default tags in the configuration alone",
        "network type",
        "logical name of a setting",
        "--target-replace of a setting",
        "region",
    }
)
"""The edits that every test run makes; all others are part of the matrix."""

BACK: Final = {"create": "delete", "delete": "create"}


@pytest.fixture
def stack(lasting_stack: Project, every_resource: str) -> Iterator[Project]:
    """The stack that all edits of this process are made to, as the first `up` left it."""
    base = (every_resource, {"aws:region": "us-east-1"})
    yield lasting_stack
    # There was a first change, or the test has failed half way.
    if (lasting_stack.program, lasting_stack.configuration) != base:
        lasting_stack.program, configuration = base
        lasting_stack.configure_whole(configuration)
        lasting_stack.up().succeeded()


@pytest.mark.parametrize(
    "edit",
    [pytest.param(edit, id=edit.name, marks=[] if edit.name in CORE else [pytest.mark.matrix]) for edit in EDITS],
)
def test_up_does_what_the_preview_says(
    edit: Edit, stack: Project, lasting_local_aws: LocalAws, every_resource: str
) -> None:
    base = changed(every_resource, edit.first)
    if edit.first:
        stack.program = base
        stack.up().succeeded()
    stack.program = changed(base, edit.changes)
    stack.configure_whole({"aws:region": edit.region, **edit.configuration})

    announced = stack.preview(*edit.options).succeeded()
    assert announced.operations == edit.operations
    for name, paths in edit.paths.items():
        assert announced.paths[name] == paths, name
    if not edit.operations:
        stack.program = base
        return
    assert stack.up(*edit.options).succeeded().changes == announced.changes
    assert_live(lasting_local_aws, stack)
    assert stack.preview("--refresh", "--expect-no-changes").succeeded().operations == {}
    if edit.options:
        return

    stack.program = base
    stack.configure_whole({"aws:region": "us-east-1"})
    announced = stack.preview().succeeded()
    assert announced.operations == {name: BACK.get(what, what) for name, what in edit.operations.items()}
    assert stack.up().succeeded().changes == announced.changes
    assert_live(lasting_local_aws, stack)


def changed(program: str, changes: Mapping[str, str]) -> str:
    """A program in which texts that it has exactly once are replaced."""
    for old, new in changes.items():
        program = edited(program, old, new)
    return program


def test_all_core_edits_exist() -> None:
    assert {edit.name for edit in EDITS} >= CORE


UNEDITED: Final[Mapping[str, str]] = {
    "ChannelMembership sub_channel_id": "AWS makes its values, and a second one only when a channel has many members",
    "LexBotAlias sentiment_analysis_settings.detect_sentiment": "False is what the whole block means when it is left out",
    "MediaInsightsPipelineConfiguration elements": "they are written as a whole, so that one changed field stands for all",
    "MediaInsightsPipelineConfiguration real_time_alert_configuration": "as elements",
    "SipRule trigger_type": "the other one takes a phone number, which no program can order",
}
"""The fields that no edit changes, or what they are parts of, and why."""
NOT_SPELLED_OUT: Final[Mapping[str, str]] = {
    "MediaInsightsPipelineConfiguration elements": "as in the models' own tests, of each field and of the order",
    "MediaInsightsPipelineConfiguration real_time_alert_configuration": "as elements",
}
"""The fields with a default or without an order that no edit writes otherwise, and why."""


def lacking(have: Callable[[Field, Edit, Mapping[str, str]], bool], needed: Iterable[Field]) -> list[Field]:
    """The fields for which no edit is what it takes."""
    program = (PROGRAMS / "every_resource.py").read_text()
    kinds = [(edit, declared(changed(program, edit.first))) for edit in EDITS]
    return [each for each in needed if not any(have(each, edit, kinds_of) for edit, kinds_of in kinds)]


def test_every_field_is_edited() -> None:
    """In place where that can be, as a replacement where not, with its own property path in the preview."""

    def edits(each: Field, edit: Edit, kinds: Mapping[str, str]) -> bool:
        operation = "replace" if each.immutable else "update"
        return any(
            kinds.get(name) == each.kind and edit.operations.get(name) == operation and each.is_among(paths)
            for name, paths in edit.paths.items()
        )

    assert_excused(lacking(edits, fields()), UNEDITED)


def test_everything_that_means_the_same_is_written_otherwise() -> None:
    """Each default is spelled out, and each list whose order means nothing is brought into another one."""

    def spells(each: Field, edit: Edit, kinds: Mapping[str, str]) -> bool:
        return not edit.operations and any(
            kinds[name] == each.kind and any(map(each.is_of, paths)) for name, paths in edit.same.items()
        )

    assert_excused(lacking(spells, [each for each in fields() if each.has_other_spellings]), NOT_SPELLED_OUT)
