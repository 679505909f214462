"""Bad input is refused at preview: sentences that name the property path, no traceback, no call to AWS, no secret shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.harness import PROGRAMS
from tests.engine.live import chime_calls, knob

if TYPE_CHECKING:
    from collections.abc import Callable

    from chime_sdk_pulumi.local_aws import LocalAws

    from tests.engine.harness import Project

SENTENCES = {
    "a CIDR of /26": "VoiceConnectorTermination 'termination': cidr_allowed_list[1]: must be a range of /27 to /32",
    "a bad E.164 number": "VoiceConnectorTermination 'termination': default_phone_number: must be a phone number in E.164",
    "a country that isn't one": "VoiceConnectorTermination 'termination': calling_regions[1]: must be a country code",
    "two SIP targets in one region": "SipRule 'rule': target_applications[1].aws_region: is the region of another target",
    "both Transcribe processors": "MediaInsightsPipelineConfiguration 'both': elements[1].type: ",
    "a sink without its processor": "MediaInsightsPipelineConfiguration 'sink': elements[2].type: SqsQueueSink needs a",
    "a fourth alert rule": "MediaInsightsPipelineConfiguration 'sink': real_time_alert_configuration.rules: must have 1 to 3",
    "a name with a forbidden character": "VoiceConnector 'name': name: must be made of letters, digits",
    "a region without that API": "AppInstance 'region': region: chime-sdk-identity has no endpoint there",
    "a Lambda in another region": "SipMediaApplication 'function': endpoints[0].lambda_arn: the Lambda function must be in",
    "an unknown argument": "VoiceConnector 'unknown': require_encription: is not an argument of VoiceConnector; did you",
    "a missing argument": "ChannelFlow 'missing': processors: is missing, and it is required",
    "a list that is too long": "VoiceConnectorStreamingConfiguration 'targets': streaming_notification_targets: must have",
    "a bearer that is missing": "Channel 'bearer': chime_bearer: is missing, and it is required; give the ARN of an AppInst",
    "a stream of another name": "MessagingStreamingConfigurations 'stream': streaming_configurations[0].resource_arn: must be a",
    "a wrong value in a mapping": "LexBotAlias 'locale': bot_alias_locale_settings.en_US.enabled: must be True or False",
    "a policy that is none": "LexResourcePolicy 'document': policy: must be a policy document in JSON, with a Statement",
    "a wrong type": "VoiceConnectorOrigination 'type': routes[0].port: must be a whole number",
}


def test_one_preview_tells_everything_that_is_wrong(new_project: Callable[[str], Project], local_aws: LocalAws) -> None:
    project = new_project((PROGRAMS / "everything_wrong.py").read_text())

    run = project.pulumi("preview", "--diff")

    printed = run.stdout + run.stderr
    untold = {what for what, sentence in SENTENCES.items() if sentence not in printed}
    assert not untold, printed
    # Two more come from the engine: that arguments are wrong, and that the program ended with an error.
    assert printed.count("error: ") == len(SENTENCES) + 2, printed
    assert "Traceback" not in printed
    assert run.returncode == 1
    assert knob(local_aws, "calls") == []


TERMINATION = """\
import pulumi
from chime_sdk_pulumi.providers import voice

voice.VoiceConnectorTermination(
    "out", voice_connector_id="abcdefghijklmnopqrstu1", calling_regions=["US"], cidr_allowed_list=["203.0.113.0/27"],
    {wrong},
)
"""


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (
            'default_phone_number=pulumi.Output.secret("hunter2")',
            "default_phone_number: must be a phone number in E.164 form",
        ),
        (
            'cps_limit=pulumi.Output.from_input(0), default_phone_number=pulumi.Output.from_input("x")',
            "cps_limit: must be at least 1",
        ),
    ],
    ids=["a secret", "two at once"],
)
def test_what_arrives_as_an_output_is_refused_too(
    new_project: Callable[[str], Project], local_aws: LocalAws, wrong: str, sentence: str
) -> None:
    run = new_project(TERMINATION.format(wrong=wrong)).pulumi("preview", "--diff")

    printed = run.stdout + run.stderr
    assert sentence in printed
    assert ("default_phone_number: must be" in printed) == ("default_phone_number" in wrong), printed
    assert "hunter2" not in printed
    assert "Traceback" not in printed
    assert run.returncode not in (0, None)
    assert chime_calls(local_aws) == []


def test_an_unknown_value_hides_no_failure(new_project: Callable[[str], Project]) -> None:
    project = new_project(
        TERMINATION.format(wrong="cps_limit=pulumi.Output.from_input(0)")
        .replace('"abcdefghijklmnopqrstu1"', "main.voice_connector_id")
        .replace("\nvoice.", '\nmain = voice.VoiceConnector("main", require_encryption=True)\nvoice.', 1)
    )

    run = project.pulumi("preview")

    assert "cps_limit: must be at least 1" in run.stdout + run.stderr
    assert run.returncode != 0
