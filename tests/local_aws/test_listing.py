"""Pagination, and the separation of accounts and regions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import boto3

if TYPE_CHECKING:
    from collections.abc import Callable

    from chime_sdk_pulumi.local_aws import LocalAws

    from tests.local_aws.clients import Client, Clients, Refused


def create_connectors(voice: Client, count: int) -> list[str]:
    return [
        voice.create_voice_connector(Name=f"c{number}", RequireEncryption=False)["VoiceConnector"]["VoiceConnectorId"]
        for number in range(count)
    ]


def test_pages(aws_client: Clients) -> None:
    voice = aws_client("chime-sdk-voice")
    created = create_connectors(voice, 5)
    listed: list[str] = []
    arguments: dict[str, Any] = {"MaxResults": 2}
    sizes = []
    while True:
        page = voice.list_voice_connectors(**arguments)
        sizes.append(len(page["VoiceConnectors"]))
        listed += [connector["VoiceConnectorId"] for connector in page["VoiceConnectors"]]
        if "NextToken" not in page:
            break
        arguments["NextToken"] = page["NextToken"]
    assert (listed, sizes) == (created, [2, 2, 1])
    assert "NextToken" not in voice.list_voice_connectors(MaxResults=5)


def test_pages_go_on_after_deletions(aws_client: Clients) -> None:
    voice = aws_client("chime-sdk-voice")
    created = create_connectors(voice, 4)
    token = voice.list_voice_connectors(MaxResults=2)["NextToken"]
    for connector_id in created[:3]:
        voice.delete_voice_connector(VoiceConnectorId=connector_id)
    rest = voice.list_voice_connectors(NextToken=token)["VoiceConnectors"]
    assert [connector["VoiceConnectorId"] for connector in rest] == created[3:]


def test_tokens_are_for_one_listing(aws_client: Clients, refused: Refused) -> None:
    voice = aws_client("chime-sdk-voice")
    create_connectors(voice, 2)
    token = voice.list_voice_connectors(MaxResults=1)["NextToken"]
    calls: list[Callable[[], object]] = [
        lambda: voice.list_voice_connectors(NextToken="made-up"),
        lambda: voice.list_voice_connectors(NextToken=f"{token}x"),
        lambda: voice.list_voice_connectors(NextToken=f"A{token[1:]}" if token[0] != "A" else f"B{token[1:]}"),
        lambda: voice.list_sip_rules(NextToken=token),
        lambda: aws_client("chime-sdk-voice", region="us-west-2").list_voice_connectors(NextToken=token),
    ]
    for call in calls:
        with refused("BadRequestException", "NextToken"):
            call()


def test_default_page_size(aws_client: Clients) -> None:
    identity = aws_client("chime-sdk-identity")
    for number in range(51):
        identity.create_app_instance(Name=f"a{number}")
    page = identity.list_app_instances()
    assert len(page["AppInstances"]) == 50
    assert len(identity.list_app_instances(NextToken=page["NextToken"])["AppInstances"]) == 1


def test_boto3_paginators(aws_client: Clients, create_function: Callable[[str, str], str]) -> None:
    voice = aws_client("chime-sdk-voice")
    endpoints = [{"LambdaArn": create_function("answer", "us-east-1")}]
    for number in range(3):
        voice.create_sip_media_application(AwsRegion="us-east-1", Name=f"a{number}", Endpoints=endpoints)
    pages = voice.get_paginator("list_sip_media_applications").paginate(PaginationConfig={"PageSize": 1})
    assert [application["Name"] for page in pages for application in page["SipMediaApplications"]] == ["a0", "a1", "a2"]


def test_regions_are_separate(aws_client: Clients, refused: Refused) -> None:
    here, there = aws_client("chime-sdk-voice"), aws_client("chime-sdk-voice", region="eu-west-1")
    connector = here.create_voice_connector(Name="a", RequireEncryption=False)["VoiceConnector"]
    assert there.list_voice_connectors()["VoiceConnectors"] == []
    with refused("NotFoundException", connector["VoiceConnectorId"]):
        there.get_voice_connector(VoiceConnectorId=connector["VoiceConnectorId"])
    with refused("NotFoundException", connector["VoiceConnectorArn"]):
        there.list_tags_for_resource(ResourceARN=connector["VoiceConnectorArn"])
    elsewhere = there.create_voice_connector(Name="a", RequireEncryption=False, AwsRegion="eu-west-1")["VoiceConnector"]
    assert elsewhere["VoiceConnectorArn"].startswith("arn:aws:chime:eu-west-1:123456789012:vc/")
    assert elsewhere["AwsRegion"] == "eu-west-1"


def test_accounts_are_separate(local_aws: LocalAws, aws_client: Clients, refused: Refused) -> None:
    statement = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    credentials = aws_client("sts").assume_role(
        RoleArn="arn:aws:iam::210987654321:role/other",
        RoleSessionName="test",
        Policy=json.dumps({"Statement": statement}),
    )["Credentials"]
    identity = aws_client("chime-sdk-identity")
    other_identity = boto3.client(
        "chime-sdk-identity",
        region_name="us-east-1",
        endpoint_url=local_aws.endpoint_url,
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"],
    )
    arn = identity.create_app_instance(Name="a")["AppInstanceArn"]
    with refused("ForbiddenException", arn):
        other_identity.describe_app_instance(AppInstanceArn=arn)
    other_arn = other_identity.create_app_instance(Name="b")["AppInstanceArn"]
    assert other_arn.startswith("arn:aws:chime:us-east-1:210987654321:app-instance/")
    assert [item["AppInstanceArn"] for item in identity.list_app_instances()["AppInstances"]] == [arn]
