"""Requests that break the service model are refused, with the member's name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.local_aws.clients import Clients, Refused


CONNECTOR_ID = "abcdefghijklm2nopq3rst"

NAMED = {"Name": "a", "RequireEncryption": True}
OF_CONNECTOR = {"VoiceConnectorId": CONNECTOR_ID}

BROKEN: list[tuple[str, str, dict[str, Any], str]] = [
    ("voice", "create_voice_connector", NAMED | {"Name": "a/b"}, "'name' failed"),
    ("voice", "create_voice_connector", NAMED | {"Name": "a\n"}, "'name' failed"),
    ("voice", "create_voice_connector", NAMED | {"Name": "a" * 257}, "less than or equal to 256"),
    ("voice", "create_voice_connector", NAMED | {"Name": ""}, "greater than or equal to 1"),
    (
        "voice",
        "create_voice_connector",
        NAMED | {"Name": None},
        "'name' failed to satisfy constraint: Member must not be null",
    ),
    (
        "voice",
        "create_voice_connector",
        NAMED | {"Name": 1},
        "'name' failed to satisfy constraint: Member must be a string",
    ),
    ("voice", "create_voice_connector", NAMED | {"RequireEncryption": "true"}, "Member must be a boolean"),
    ("voice", "create_voice_connector", NAMED | {"NetworkType": "IPV6"}, "[IPV4_ONLY, DUAL_STACK]"),
    ("voice", "create_voice_connector", NAMED | {"Tags": []}, "'tags' failed"),
    ("voice", "create_voice_connector", NAMED | {"Tags": [{"Key": "k"}]}, "'tags.1.member.value'"),
    ("voice", "get_voice_connector", {"VoiceConnectorId": "NOT-AN-ID"}, "'voiceConnectorId' failed"),
    ("voice", "list_voice_connectors", {"MaxResults": 0}, "'maxResults' failed"),
    ("voice", "list_voice_connectors", {"MaxResults": 101}, "'maxResults' failed"),
    ("voice", "list_voice_connectors", {"MaxResults": "ten"}, "Member must be an integer"),
    (
        "voice",
        "put_voice_connector_termination",
        OF_CONNECTOR | {"Termination": {"CpsLimit": 0}},
        "'termination.cpsLimit'",
    ),
    ("voice", "put_voice_connector_termination", OF_CONNECTOR | {"Termination": {"CpsLimit": 1.5}}, "an integer"),
    (
        "voice",
        "put_voice_connector_termination",
        OF_CONNECTOR | {"Termination": {"DefaultPhoneNumber": "+0"}},
        "'termination.defaultPhoneNumber'",
    ),
    (
        "voice",
        "put_voice_connector_origination",
        OF_CONNECTOR | {"Origination": {"Routes": [{"Port": 65536}]}},
        "'origination.routes.1.member.port'",
    ),
    ("identity", "create_app_instance", {"Name": "a", "ClientRequestToken": "t"}, "'clientRequestToken'"),
    ("identity", "create_app_instance", {"Name": "a", "Metadata": "m" * 1025}, "'metadata'"),
    ("identity", "describe_app_instance", {"AppInstanceArn": "app-instance"}, "'appInstanceArn'"),
    ("messaging", "list_channel_flows", {}, "'appInstanceArn' failed to satisfy constraint: Member must not be null"),
    (
        "media-pipelines",
        "create_media_insights_pipeline_configuration",
        {"MediaInsightsPipelineConfigurationName": "a b"},
        "'mediaInsightsPipelineConfigurationName'",
    ),
    ("media-pipelines", "list_tags_for_resource", {"ResourceARN": "media"}, "'resourceARN'"),
]


@pytest.mark.parametrize(("api", "operation", "request_", "message"), BROKEN)
def test_refuses(
    *, aws_client: Clients, refused: Refused, api: str, operation: str, request_: dict[str, Any], message: str
) -> None:
    client = aws_client(f"chime-sdk-{api}", parameter_validation=False)
    with refused("BadRequestException", message):
        getattr(client, operation)(**request_)


def test_reports_every_failure_at_once(aws_client: Clients, refused: Refused) -> None:
    client = aws_client("chime-sdk-voice", parameter_validation=False)
    with refused("BadRequestException", "2 validation errors detected: Value 'a/b' at 'name'"):
        client.create_voice_connector(Name="a/b", RequireEncryption=None)


def test_never_repeats_sensitive_values(aws_client: Clients) -> None:
    client = aws_client("chime-sdk-identity")
    with pytest.raises(client.exceptions.BadRequestException) as caught:
        client.create_app_instance(Name="secret name\x00", Metadata="secret metadata" * 100)
    assert "'name'" in str(caught.value)
    assert "'metadata'" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_ignores_unknown_members(aws_client: Clients) -> None:
    client = aws_client("chime-sdk-voice")

    def add_member(params: dict[str, Any], **_: object) -> None:
        params["body"] = params["body"].rstrip(b"}") + b', "Unknown": 1}'

    client.meta.events.register("before-call.chime-sdk-voice.CreateVoiceConnector", add_member)
    assert client.create_voice_connector(Name="a", RequireEncryption=False)["VoiceConnector"]["Name"] == "a"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"{", "The request body is not JSON."),
        (b"[]", "The request body is not a JSON object."),
        (b'{"Name": "a", "RequireEncryption": true, "Tags": {}}', "Member must be a list"),
        (b'{"Name": "a", "RequireEncryption": true, "Tags": ["a"]}', "'tags.1.member' failed"),
        (b'{"Name": ["a"], "RequireEncryption": 1}', "2 validation errors"),
    ],
)
def test_refuses_bodies_of_other_types(aws_client: Clients, refused: Refused, body: bytes, message: str) -> None:
    client = aws_client("chime-sdk-voice")

    def replace_body(params: dict[str, Any], **_: object) -> None:
        params["body"] = body

    client.meta.events.register("before-call.chime-sdk-voice.CreateVoiceConnector", replace_body)
    with refused("BadRequestException", message):
        client.create_voice_connector(Name="a", RequireEncryption=False)


@pytest.mark.parametrize(
    ("api", "region", "operation"),
    [
        ("chime-sdk-identity", "us-west-2", "list_app_instances"),
        ("chime-sdk-voice", "ap-south-1", "list_voice_connectors"),
        ("chime-sdk-media-pipelines", "eu-west-1", "list_media_insights_pipeline_configurations"),
    ],
)
def test_region_without_the_api(aws_client: Clients, refused: Refused, api: str, region: str, operation: str) -> None:
    with refused("BadRequestException", f"{api} has no endpoint in {region}."):
        getattr(aws_client(api, region=region), operation)()
