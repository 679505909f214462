"""Numbers for the tests of local AWS: put into the inventory, or ordered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3

from tests.local_aws.test_server import knob

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws import LocalAws

    from tests.local_aws.clients import Client, Clients

DAY = 24 * 3600


def own(
    local_aws: LocalAws, *numbers: str, product_type: str = "VoiceConnector", account: str = "123456789012"
) -> None:
    """Put numbers into an account's inventory."""
    for number in numbers:
        body = {"E164PhoneNumber": number, "ProductType": product_type, "Account": account}
        knob(local_aws, "phone-numbers", "POST", body)


def client_of_another_account(local_aws: LocalAws, aws_client: Clients) -> Client:
    """A client for `chime-sdk-voice` with the credentials of account 210987654321."""
    credentials = aws_client("sts").assume_role(RoleArn="arn:aws:iam::210987654321:role/other", RoleSessionName="test")[
        "Credentials"
    ]
    return boto3.client(
        "chime-sdk-voice",
        endpoint_url=local_aws.endpoint_url,
        region_name="us-east-1",
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"],
    )


def get(voice: Client, number: str) -> dict[str, Any]:
    """A number's details."""
    details: dict[str, Any] = voice.get_phone_number(PhoneNumberId=number)["PhoneNumber"]
    return details


def error_codes(reply: dict[str, Any]) -> dict[str, str]:
    """The error codes of a reply, by number."""
    return {error["PhoneNumberId"]: error["ErrorCode"] for error in reply["PhoneNumberErrors"]}
