"""What a preview announces is what `up` then does, edit by edit, on a stack that has one of each Chime resource.

The edits are made to one long-lived stack per test process. Each is taken back in the same test, which is another edit whose
preview has to be right, and which would show anything that the first one left behind.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pytest

from tests.engine.harness import Project, edited
from tests.engine.live import assert_live

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from chime_sdk_pulumi.local_aws import LocalAws

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
    """

    name: str
    operations: Mapping[str, str]
    changes: Mapping[str, str] = field(default_factory=dict)
    paths: Mapping[str, set[str]] = field(default_factory=dict)
    configuration: Mapping[str, object] = field(default_factory=dict)
    region: str = "us-east-1"
    options: tuple[str, ...] = ()


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

EDITS: Final = (
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
    Edit("name of an application", updates("application"), {'"application", ': '"application", name="Answering",'}),
    Edit("metadata of a user", updates("clerk"), {'metadata="day"': 'metadata="night"'}, {"clerk": {"metadata"}}),
    Edit(
        "user for ever",
        updates("guest"),
        {'    expiration_settings={"expiration_days": 30, "expiration_criterion": "CREATED_TIMESTAMP"},\n': ""},
        {"guest": {"expiration_settings"}},
    ),
    Edit("name of a bot", updates("bot"), {'"bot",\n': '"bot",\n    name="Concierge",\n'}, {"bot": {"name"}}),
    Edit("name of an alias", updates("alias"), {'"alias",\n': '"alias",\n    bot_alias_name="live",\n'}),
    Edit("version of an alias", updates("alias"), {'version="1"': 'version="2"'}, {"alias": {"bot_version"}}),
    Edit(
        "mode of a channel",
        updates("channel"),
        {'metadata="open"': 'metadata="open", mode="UNRESTRICTED"'},
        {"channel": {"mode"}},
    ),
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
    Edit(
        "privacy and mode spelled out", {}, {'metadata="open"': 'metadata="open", mode="RESTRICTED", privacy="PUBLIC"'}
    ),
    Edit("network type spelled out", {}, {MAIN: f'{MAIN}, network_type="IPV4_ONLY"'}),
    Edit("default port spelled out", {}, {'"host": "sip-1.example.com"': '"host": "sip-1.example.com", "port": 5060'}),
    Edit(
        "unordered lists in another order",
        {},
        {'["US", "CA"]': '["CA", "US"]', '["cancel", "refund"]': '["refund", "cancel"]'},
    ),
    Edit(
        "sentiment that is not looked for spelled out",
        {},
        {'bot_version="1"': 'bot_version="1", sentiment_analysis_settings={"detect_sentiment": False}'},
    ),
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
    Edit("a CIDR more", updates("termination"), {'"203.0.113.0/27", ': '"203.0.113.0/27", "203.0.113.32/27", '}),
    Edit("a CIDR less", updates("termination"), {'"203.0.113.0/27", ': ""}),
    Edit("another country", updates("termination"), {'["US", "CA"]': '["US", "MX"]'}),
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
        "processor of a flow",
        updates("flow"),
        {'"fallback_action": "ABORT"': '"fallback_action": "CONTINUE"'},
        {"flow": {"processors[0].fallback_action"}},
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
        "expiration of a channel",
        updates("channel"),
        {'"expiration_days": 365': '"expiration_days": 400'},
        {"channel": {"expiration_settings.expiration_days"}},
    ),
    Edit(
        "invocation of a bot",
        updates("bot"),
        {'"targeted_messages": "ALL"': '"targeted_messages": "NONE"'},
        {"bot": {"configuration.lex.invoked_by.targeted_messages"}},
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
        paths={"app": {"tags.cost"}, "main": {"tags.cost"}, "flow": {"tags"}},
    ),
    # Replacements.
    Edit("network type", replaces(*ON_THE_CONNECTOR), {MAIN: f'{MAIN}, network_type="DUAL_STACK"'}),
    Edit(
        "name of call analytics",
        replaces("insights") | updates("streaming"),
        {'"insights",\n': '"insights",\n    media_insights_pipeline_configuration_name="support-calls",\n'},
    ),
    Edit(
        "logical name of an AppInstance",
        {"app": "delete", "centre": "create", **replaces(*IN_THE_APP), **updates("policy")},
        {'"app", ': '"centre", '},
    ),
    Edit(
        "logical name of an alias",
        {"alias": "delete", "live": "create", "policy": "replace", "bot": "update"},
        {'    "alias",\n': '    "live",\n'},
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
    ),
    Edit(
        "who is banned",
        replaces("guest", "ban"),
        {'app_instance_user_id="guest"': 'app_instance_user_id="visitor"'},
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
    Edit("region", replaces(*EVERYTHING), region="eu-central-1"),
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
        "another bearer",
        "id of the administrator",
        "logical name of streaming, and another stream",
        "encryption of a connector",
        "rule off",
        "network type spelled out",
        "unordered lists in another order",
        "policy laid out otherwise",
        "a locale more",
        "logical name of an alias",
        "logical name of a policy",
        "default phone number",
        "connector without call analytics",
        "function of a flow",
        "a rule of alerts less",
        "an element more",
        "no tags",
        "default tags in the configuration alone",
        "network type",
        "name of call analytics",
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
    if (lasting_stack.program, lasting_stack.configuration) != base:  # the test has failed half way
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
    program = every_resource
    for old, new in edit.changes.items():
        program = edited(program, old, new)
    stack.program = program
    stack.configure_whole({"aws:region": edit.region, **edit.configuration})

    announced = stack.preview(*edit.options).succeeded()
    assert announced.operations == edit.operations
    for name, paths in edit.paths.items():
        assert announced.paths[name] == paths, name
    if not edit.operations:
        stack.program = every_resource
        return
    assert stack.up(*edit.options).succeeded().changes == announced.changes
    assert_live(lasting_local_aws, stack)
    assert stack.preview("--refresh", "--expect-no-changes").succeeded().operations == {}
    if edit.options:
        return

    stack.program = every_resource
    stack.configure_whole({"aws:region": "us-east-1"})
    announced = stack.preview().succeeded()
    assert announced.operations == {name: BACK.get(what, what) for name, what in edit.operations.items()}
    assert stack.up().succeeded().changes == announced.changes
    assert_live(lasting_local_aws, stack)


def test_all_core_edits_exist() -> None:
    assert {edit.name for edit in EDITS} >= CORE
