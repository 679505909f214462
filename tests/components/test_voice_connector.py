"""VoiceConnector: which settings it makes, from what, and how they go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.components import VoiceConnector

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.components.deployment import Deployment

CONNECTOR = "VoiceConnector trunk"
TERMINATION = "VoiceConnectorTermination trunk-termination"
ORIGINATION = "VoiceConnectorOrigination trunk-origination"
STREAMING = "VoiceConnectorStreamingConfiguration trunk-streaming"
CONFIGURATION = "arn:aws:chime:eu-central-1:111122223333:media-insights-pipeline-configuration/calls"


def full() -> VoiceConnector:
    return VoiceConnector(
        "trunk",
        region="eu-central-1",
        tags={"team": "voice"},
        require_encryption=False,
        network_type="DUAL_STACK",
        termination={
            "calling_regions": ["US", "DE"],
            "cidr_allowed_list": ["203.0.113.0/28"],
            "cps_limit": 2,
            "default_phone_number": "+12065550100",
            "disabled": True,
        },
        origination={"routes": [{"host": "sbc.example.com", "protocol": "TCP", "priority": 1, "weight": 5}]},
        streaming={
            "data_retention_in_hours": 48,
            "media_insights_configuration_arn": CONFIGURATION,
            "notification_targets": ["SQS", "SNS"],
        },
    )


def test_a_bare_connector_is_encrypted_and_has_no_settings(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(lambda: VoiceConnector("trunk"))
    assert {name: made.inputs for name, made in deployment.resources.items()} == {
        CONNECTOR: {"require_encryption": True}
    }
    assert deployment.invokes == []


def test_every_setting_gets_what_was_given_and_the_region(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(full)
    assert {name: made.inputs for name, made in deployment.resources.items()} == {
        CONNECTOR: {
            "region": "eu-central-1",
            "tags": {"team": "voice"},
            "require_encryption": False,
            "network_type": "DUAL_STACK",
        },
        TERMINATION: {
            "region": "eu-central-1",
            "voice_connector_id": "trunk",
            "calling_regions": ["US", "DE"],
            "cidr_allowed_list": ["203.0.113.0/28"],
            "cps_limit": 2,
            "default_phone_number": "+12065550100",
            "disabled": True,
        },
        ORIGINATION: {
            "region": "eu-central-1",
            "voice_connector_id": "trunk",
            "routes": [{"host": "sbc.example.com", "protocol": "TCP", "priority": 1, "weight": 5}],
        },
        STREAMING: {
            "region": "eu-central-1",
            "voice_connector_id": "trunk",
            "data_retention_in_hours": 48,
            "disabled": False,
            "streaming_notification_targets": [{"notification_target": "SQS"}, {"notification_target": "SNS"}],
            "media_insights_configuration": {"configuration_arn": CONFIGURATION},
        },
    }
    assert {made.parent for made in deployment.resources.values()} == {"trunk"}


def test_streaming_alone_keeps_a_day_and_tells_eventbridge(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(lambda: VoiceConnector("trunk", streaming={}))
    assert deployment.inputs(STREAMING) == {
        "voice_connector_id": "trunk",
        "data_retention_in_hours": 24,
        "disabled": False,
        "streaming_notification_targets": [{"notification_target": "EventBridge"}],
    }


def test_settings_that_nothing_waits_for_go_with_the_connector(deploy: Callable[..., Deployment]) -> None:
    # AWS refuses to delete a configuration that a connector streams to, so streaming is always deleted by itself.
    deployment = deploy(full)
    assert {name: made.deleted_with for name, made in deployment.resources.items()} == {
        CONNECTOR: "",
        TERMINATION: "trunk",
        ORIGINATION: "trunk",
        STREAMING: "",
    }


def test_outputs(deploy: Callable[..., Deployment]) -> None:
    outputs = deploy(full).outputs
    assert {name: outputs[name] for name in ("arn", "voice_connector_id", "outbound_host_name")} == {
        "arn": "arn:aws:chime:us-east-1:111122223333:vc/trunk",
        "voice_connector_id": "trunk",
        "outbound_host_name": "trunk.voiceconnector.chime.aws",
    }
