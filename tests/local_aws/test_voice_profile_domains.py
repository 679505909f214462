"""Voice profile domains, by boto3."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from chime_sdk_pulumi.local_aws import LocalAws

    from tests.local_aws.clients import Client, Clients, Refused


@pytest.fixture
def voice(aws_client: Clients) -> Client:
    return aws_client("chime-sdk-voice")


@pytest.fixture
def kms(aws_client: Clients) -> Client:
    return aws_client("kms")


@pytest.fixture
def create(voice: Client, kms: Client) -> Callable[..., Any]:
    """Creates a domain; its description."""

    def create_domain(**arguments: object) -> Any:  # noqa: ANN401  # a structure of boto3
        encryption = {"KmsKeyArn": arguments.pop("key", None) or kms.create_key()["KeyMetadata"]["Arn"]}
        return voice.create_voice_profile_domain(
            **({"Name": "callers", "ServerSideEncryptionConfiguration": encryption} | arguments)
        )["VoiceProfileDomain"]

    return create_domain


def test_lifecycle(voice: Client, create: Callable[..., Any], refused: Refused) -> None:
    created = create(Description="Known callers", Tags=[{"Key": "team", "Value": "a"}])
    domain_id, arn = created["VoiceProfileDomainId"], created["VoiceProfileDomainArn"]
    assert arn == f"arn:aws:chime:us-east-1:123456789012:voice-profile-domain/{domain_id}"
    assert voice.get_voice_profile_domain(VoiceProfileDomainId=domain_id)["VoiceProfileDomain"] == created
    assert voice.list_tags_for_resource(ResourceARN=arn)["Tags"] == [{"Key": "team", "Value": "a"}]
    (listed,) = voice.list_voice_profile_domains()["VoiceProfileDomains"]
    assert listed == {name: value for name, value in created.items() if name != "ServerSideEncryptionConfiguration"}

    renamed = voice.update_voice_profile_domain(VoiceProfileDomainId=domain_id, Name="speakers")["VoiceProfileDomain"]
    assert (renamed["Name"], renamed["Description"]) == ("speakers", "Known callers")
    cleared = voice.update_voice_profile_domain(VoiceProfileDomainId=domain_id, Description="")["VoiceProfileDomain"]
    assert (cleared["Name"], cleared["Description"]) == ("speakers", "")

    voice.delete_voice_profile_domain(VoiceProfileDomainId=domain_id)
    assert voice.list_voice_profile_domains()["VoiceProfileDomains"] == []
    for operation in ("get", "update", "delete"):
        with refused("NotFoundException", domain_id):
            getattr(voice, f"{operation}_voice_profile_domain")(VoiceProfileDomainId=domain_id)
    with refused("NotFoundException", arn):
        voice.list_tags_for_resource(ResourceARN=arn)


def test_client_request_token(create: Callable[..., Any], kms: Client, refused: Refused) -> None:
    key = kms.create_key()["KeyMetadata"]["Arn"]
    first = create(key=key, ClientRequestToken="token")
    assert create(key=key, ClientRequestToken="token") == first
    assert create(key=key)["VoiceProfileDomainId"] != first["VoiceProfileDomainId"]
    with refused("ConflictException", "ClientRequestToken"):
        create(key=key, ClientRequestToken="token", Name="others")


def test_refuses_unusable_keys(create: Callable[..., Any], kms: Client, aws_client: Clients, refused: Refused) -> None:
    asymmetric = kms.create_key(KeySpec="RSA_2048", KeyUsage="ENCRYPT_DECRYPT")["KeyMetadata"]["Arn"]
    for_signatures = kms.create_key(KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC")["KeyMetadata"]["Arn"]
    disabled = kms.create_key()["KeyMetadata"]["Arn"]
    kms.disable_key(KeyId=disabled.rpartition("/")[2])
    doomed = kms.create_key()["KeyMetadata"]["Arn"]
    kms.schedule_key_deletion(KeyId=doomed.rpartition("/")[2])
    elsewhere = aws_client("kms", region="us-west-2").create_key()["KeyMetadata"]["Arn"]
    refusals = {
        asymmetric: "must be a symmetric encryption key",
        for_signatures: "must be a symmetric encryption key",
        disabled: "is Disabled",
        doomed: "is PendingDeletion",
        elsewhere: "account and Region",
        f"{disabled[:-4]}0000": "does not exist",
        "arn:aws:kms:us-east-1:123456789012:alias/callers": "must be the ARN of a KMS key",
    }
    for key, message in refusals.items():
        with refused("BadRequestException", message):
            create(key=key)


def test_quota(create: Callable[..., Any], local_aws: LocalAws, refused: Refused) -> None:
    local_aws.set_quotas({"voice profile domains per Region": 1})
    create(ClientRequestToken="token")
    with refused("ResourceLimitExceededException", "1 voice profile domains per Region"):
        create()


def test_pages(voice: Client, create: Callable[..., Any]) -> None:
    for name in ("a", "b"):
        create(Name=name)
    first = voice.list_voice_profile_domains(MaxResults=1)
    rest = voice.list_voice_profile_domains(NextToken=first["NextToken"])
    assert [domain["Name"] for page in (first, rest) for domain in page["VoiceProfileDomains"]] == ["a", "b"]
    assert "NextToken" not in rest
