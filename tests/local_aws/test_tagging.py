"""Tags, which every API has alike but for the limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.local_aws.clients import Client, Clients, Refused


@pytest.fixture(params=["identity", "messaging", "voice", "media-pipelines"])
def tagged(request: pytest.FixtureRequest, aws_client: Clients, resource_access_role: str) -> tuple[Any, str, int, str]:
    """A client, the ARN of one of its objects, how many tags that can have, and the error for more."""
    client = aws_client(f"chime-sdk-{request.param}")
    if request.param in ("identity", "messaging"):
        arn = aws_client("chime-sdk-identity").create_app_instance(Name="a")["AppInstanceArn"]
        if request.param == "messaging":
            lambda_ = {
                "ResourceArn": "arn:aws:lambda:us-east-1:123456789012:function:f",
                "InvocationType": "ASYNC",
            }
            processor = {
                "Name": "a",
                "Configuration": {"Lambda": lambda_},
                "ExecutionOrder": 1,
                "FallbackAction": "ABORT",
            }
            flow = client.create_channel_flow(AppInstanceArn=arn, Name="a", Processors=[processor])
            arn = flow["ChannelFlowArn"]
        return client, arn, 50, "ResourceLimitExceededException"
    if request.param == "voice":
        connector = client.create_voice_connector(Name="a", RequireEncryption=False)["VoiceConnector"]
        return client, connector["VoiceConnectorArn"], 50, "ResourceLimitExceededException"
    configuration = client.create_media_insights_pipeline_configuration(
        MediaInsightsPipelineConfigurationName="calls",
        ResourceAccessRoleArn=resource_access_role,
        Elements=[
            {"Type": "S3RecordingSink", "S3RecordingSinkConfiguration": {"Destination": "arn:aws:s3:::recordings"}}
        ],
    )["MediaInsightsPipelineConfiguration"]
    return client, configuration["MediaInsightsPipelineConfigurationArn"], 200, "BadRequestException"


def tags_of(client: Client, arn: str) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in client.list_tags_for_resource(ResourceARN=arn)["Tags"]}


def test_tag_and_untag(tagged: tuple[Any, str, int, str]) -> None:
    client, arn, _, _ = tagged
    assert tags_of(client, arn) == {}
    client.tag_resource(ResourceARN=arn, Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "1"}])
    client.tag_resource(ResourceARN=arn, Tags=[{"Key": "b", "Value": "2"}, {"Key": "c", "Value": "3"}])
    assert tags_of(client, arn) == {"a": "1", "b": "2", "c": "3"}
    client.untag_resource(ResourceARN=arn, TagKeys=["a", "c", "none"])
    assert tags_of(client, arn) == {"b": "2"}


def test_limit(tagged: tuple[Any, str, int, str], refused: Refused) -> None:
    client, arn, limit, error = tagged
    tags = [{"Key": f"k{number}", "Value": "v"} for number in range(limit)]
    client.tag_resource(ResourceARN=arn, Tags=tags)
    client.tag_resource(ResourceARN=arn, Tags=[{"Key": "k0", "Value": "changed"}])
    with refused(error, f"no more than {limit} tags"):
        client.tag_resource(ResourceARN=arn, Tags=[{"Key": "another", "Value": "v"}])
    assert len(tags_of(client, arn)) == limit


@pytest.mark.parametrize(
    ("tags", "message"),
    [
        ([{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}], "Duplicate"),
        ([{"Key": "aws:a", "Value": "1"}], "reserved"),
    ],
)
def test_refuses_keys(
    tagged: tuple[Any, str, int, str], refused: Refused, tags: list[dict[str, str]], message: str
) -> None:
    client, arn, _, _ = tagged
    with refused("BadRequestException", message):
        client.tag_resource(ResourceARN=arn, Tags=tags)
    assert tags_of(client, arn) == {}
