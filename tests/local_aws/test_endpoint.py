"""Clients of local AWS, and its knobs as methods."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest
from chime_sdk_pulumi.local_aws.endpoint import Endpoint, Fault, FaultKind, KnobError
from chime_sdk_pulumi.local_aws.fault_rules import AnyRule

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws import LocalAws

    from tests.local_aws.clients import Refused


def test_knobs_are_methods(local_aws: LocalAws) -> None:
    voice = local_aws.client("chime-sdk-voice")
    before = local_aws.now()
    assert (local_aws.advance_clock(3600) - before).total_seconds() >= 3600
    local_aws.set_quotas({"voice connectors per Region": 1})
    assert local_aws.quotas()["voice connectors per Region"]["value"] == 1
    voice.create_voice_connector(Name="a", RequireEncryption=True)
    with pytest.raises(voice.exceptions.ResourceLimitExceededException):
        voice.create_voice_connector(Name="b", RequireEncryption=True)
    number = local_aws.add_phone_number("+12065550100")
    assert voice.get_phone_number(PhoneNumberId=number)["PhoneNumber"]["Status"] == "Unassigned"
    local_aws.set_rate_limits({"chime-sdk-voice": {"rate": 0.001, "burst": 1}})
    voice.list_voice_connectors()
    with pytest.raises(voice.exceptions.ThrottledClientException):
        voice.list_voice_connectors()
    local_aws.clear_calls()
    assert local_aws.calls() == []


def test_knobs_say_what_is_wrong(local_aws: LocalAws) -> None:
    with pytest.raises(KnobError, match="AWS has no service chime-sdk-fax"):
        local_aws.set_rate_limits({"chime-sdk-fax": {"rate": 1, "burst": 1}})


def test_faults_are_set_and_forgotten(local_aws: LocalAws, refused: Refused) -> None:
    identity = local_aws.client("chime-sdk-identity")
    local_aws.set_faults([{"kind": "error", "code": "ForbiddenException", "operations": ["List*"], "count": None}])
    with refused("ForbiddenException", "This fault was ordered"):
        identity.list_app_instances()
    (fault,) = local_aws.faults()
    assert fault["fired"] == {"ListAppInstances": 1}
    assert local_aws.calls()[0]["fault"] == "error"
    local_aws.clear_faults()
    assert identity.list_app_instances()["AppInstances"] == []


def test_every_fault_can_be_typed() -> None:
    rules = get_args(get_args(AnyRule)[0])
    assert set(get_args(FaultKind)) == {get_args(rule.model_fields["kind"].annotation)[0] for rule in rules}
    assert Fault.__annotations__.keys() == {member for rule in rules for member in rule.model_fields}


def test_wiring(local_aws: LocalAws) -> None:
    app_instance = local_aws.client("chime-sdk-identity").create_app_instance(Name="chat")["AppInstanceArn"]
    function = "arn:aws:lambda:us-east-1:123456789012:function:moderate"
    processor = {
        "Name": "moderate",
        "Configuration": {"Lambda": {"ResourceArn": function, "InvocationType": "ASYNC"}},
        "ExecutionOrder": 1,
        "FallbackAction": "ABORT",
    }
    local_aws.client("chime-sdk-messaging").create_channel_flow(
        AppInstanceArn=app_instance, Name="moderation", Processors=[processor]
    )
    (entry,) = local_aws.wiring()
    assert (entry["kind"], entry["action"], entry["allowed"]) == ("ChannelFlow", "lambda:InvokeFunction", False)
    assert entry["reason"] == f"{function} does not exist."


def test_a_server_of_another_process_has_the_same(local_aws: LocalAws) -> None:
    endpoint = Endpoint(local_aws.endpoint_url)
    endpoint.client("chime-sdk-voice", "eu-west-2").create_voice_connector(Name="trunk", RequireEncryption=True)
    assert [item["region"] for item in local_aws.resources()["chime"]["VoiceConnector"]] == ["eu-west-2"]
    instance = endpoint.instance
    endpoint.reset()
    assert local_aws.resources()["chime"] == {}
    assert endpoint.instance != instance
