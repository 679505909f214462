"""The settings of all voice connectors of an account, by boto3."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.local_aws.clients import Clients, Refused


def test_bucket_for_call_detail_records(aws_client: Clients, refused: Refused) -> None:
    voice, elsewhere = aws_client("chime-sdk-voice"), aws_client("chime-sdk-voice", region="eu-central-1")
    assert voice.get_global_settings()["VoiceConnector"] == {}
    with refused("BadRequestException", "no S3 bucket call-records"):
        voice.update_global_settings(VoiceConnector={"CdrBucket": "call-records"})
    aws_client("s3").create_bucket(Bucket="call-records")
    voice.update_global_settings(VoiceConnector={"CdrBucket": "call-records"})
    assert elsewhere.get_global_settings()["VoiceConnector"] == {"CdrBucket": "call-records"}
    elsewhere.update_global_settings(VoiceConnector={})
    assert voice.get_global_settings()["VoiceConnector"] == {}
