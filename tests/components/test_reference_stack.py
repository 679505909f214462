"""The repository's own program: every part can be switched and sized by configuration, and the defaults are safe."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pulumi
import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.components.deployment import Deployment

ROOT = Path(__file__).parents[2]
PROJECT = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())
LOCAL = {
    name.split(":")[1]: value
    for name, value in yaml.safe_load((ROOT / "Pulumi.local.yaml").read_text())["config"].items()
    if name.startswith(f"{PROJECT['name']}:")
}
DEFAULTS = {name: setting["default"] for name, setting in PROJECT["config"].items()}
KINDS = {"boolean": bool, "integer": int, "string": str, "array": list}

MESSAGING, TRUNK, ANALYTICS, EVENTS, SIP = "moderation", "trunk", "calls", "call-events", "greeting"


@pytest.fixture
def centre(deploy: Callable[..., Deployment], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Deployment]:
    """Runs the program with settings that differ from the defaults."""
    monkeypatch.chdir(ROOT)

    def run(**settings: Any) -> Deployment:  # noqa: ANN401  # as in the schema
        written = {
            f"centre:{name}": value if isinstance(value, str) else json.dumps(value)
            for name, value in (DEFAULTS | settings).items()
        }

        def program() -> pulumi.Output[None]:
            pulumi.runtime.set_all_config(written)
            runpy.run_path("__main__.py")
            return pulumi.Output.from_input(None)

        return deploy(program)

    return run


def parts(deployment: Deployment) -> set[str]:
    """The components of a deployment."""
    return set(deployment.components) - {"centre-test"}


@pytest.mark.parametrize("name", PROJECT["config"])
def test_every_setting_is_documented_and_its_default_is_of_its_type(name: str) -> None:
    setting = PROJECT["config"][name]
    assert setting["description"].endswith(".")
    assert type(setting["default"]) is KINDS[setting["type"]]


def test_the_local_stack_only_uses_settings_that_exist() -> None:
    assert set(LOCAL) <= set(DEFAULTS)


def test_by_default_nothing_can_be_destroyed_and_nothing_closed_to_new_customers_is_made(
    centre: Callable[..., Deployment],
) -> None:
    deployment = centre()
    assert parts(deployment) == {MESSAGING, TRUNK, ANALYTICS, EVENTS}
    assert deployment.inputs("Bucket calls-bucket").get("forceDestroy") is False
    # No address of anybody's is allowed in, and no call goes anywhere, until somebody says so.
    assert not [name for name in deployment.resources if "Termination" in name or "Origination" in name]


def test_the_local_stack_has_everything(centre: Callable[..., Deployment]) -> None:
    deployment = centre(**LOCAL)
    assert parts(deployment) == {MESSAGING, TRUNK, ANALYTICS, EVENTS, SIP}
    assert deployment.inputs("SipRule greeting")["trigger_value"] == "trunk.voiceconnector.chime.aws"
    assert deployment.inputs("VoiceConnectorStreamingConfiguration trunk-streaming")[
        "media_insights_configuration"
    ] == {
        "configuration_arn": "arn:aws:chime:us-east-1:111122223333:media-insights-pipeline-configuration/calls",
    }
    assert deployment.inputs("Bucket calls-bucket")["forceDestroy"] is True


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"voice": False}, {MESSAGING}),
        ({"voice": False, "sip": True}, {MESSAGING}),
        ({"messaging": False}, {TRUNK, ANALYTICS, EVENTS}),
        ({"messaging": False, "recording": False, "transcription": False}, {TRUNK}),
        ({"messaging": False, "recording": False}, {TRUNK, ANALYTICS, EVENTS}),
        ({"messaging": False, "voice": False}, set()),
    ],
)
def test_parts_can_be_switched(
    centre: Callable[..., Deployment], settings: dict[str, bool], expected: set[str]
) -> None:
    assert parts(centre(**settings)) == expected


def test_transcription_alone_keeps_no_files(centre: Callable[..., Deployment]) -> None:
    deployment = centre(recording=False)
    assert "Bucket calls-bucket" not in deployment.resources
    types = [element["type"] for element in deployment.inputs("MediaInsightsPipelineConfiguration calls")["elements"]]
    assert types == ["AmazonTranscribeProcessor", "KinesisDataStreamSink"]


def test_recording_alone_raises_no_alerts(centre: Callable[..., Deployment]) -> None:
    configuration = centre(transcription=False).inputs("MediaInsightsPipelineConfiguration calls")
    assert [element["type"] for element in configuration["elements"]] == ["KinesisDataStreamSink", "S3RecordingSink"]
    assert "real_time_alert_configuration" not in configuration


def test_sizes_are_passed_on(centre: Callable[..., Deployment]) -> None:
    deployment = centre(
        sbcAddresses=["203.0.113.0/28"],
        callingRegions=["DE"],
        callsPerSecond=7,
        sbcHosts=["a.example.com", "b.example.com"],
        recordingFormat="Opus",
        recordingDays=90,
        transcriptionLanguage="de-DE",
        alertKeywords=["kuendigen"],
        audioRetentionHours=2,
        insightShards=4,
        alarmEmails=["ops@example.com"],
        blockedWords=["heck"],
    )
    termination = deployment.inputs("VoiceConnectorTermination trunk-termination")
    assert (termination["cidr_allowed_list"], termination["calling_regions"], termination["cps_limit"]) == (
        ["203.0.113.0/28"],
        ["DE"],
        7,
    )
    routes = deployment.inputs("VoiceConnectorOrigination trunk-origination")["routes"]
    assert [route["host"] for route in routes] == ["a.example.com", "b.example.com"]
    configuration = deployment.inputs("MediaInsightsPipelineConfiguration calls")
    elements = {element["type"]: element for element in configuration["elements"]}
    assert elements["S3RecordingSink"]["s3_recording_sink_configuration"]["recording_file_format"] == "Opus"
    transcribe = elements["AmazonTranscribeProcessor"]["amazon_transcribe_processor_configuration"]
    assert transcribe == {"language_code": "de-DE"}
    (rule,) = configuration["real_time_alert_configuration"]["rules"]
    assert rule["keyword_match_configuration"]["keywords"] == ["kuendigen"]
    assert "BucketLifecycleConfiguration calls-bucket-lifecycle" in deployment.resources
    streaming = deployment.inputs("VoiceConnectorStreamingConfiguration trunk-streaming")
    assert streaming["data_retention_in_hours"] == 2
    assert deployment.inputs("Stream calls-stream")["shardCount"] == 4
    assert deployment.inputs("TopicSubscription call-events-ops@example.com")["endpoint"] == "ops@example.com"
    environment = deployment.inputs("Function moderation")["environment"]
    assert environment == {"variables": {"BLOCKED_WORDS": '["heck"]'}}
