"""Ids: ARNs, and settings of the object that an ARN names."""

import pytest
from chime_sdk_pulumi.providers._errors import ChimeError
from chime_sdk_pulumi.providers._identifier import Arn, is_arn, object_arn, parse_arn, setting_id

TEXT = "arn:aws-us-gov:chime:us-gov-west-1:111122223333:app-instance/one/channel-flow/two"


def test_arn() -> None:
    arn = parse_arn(TEXT)
    assert arn == Arn("aws-us-gov", "chime", "us-gov-west-1", "111122223333", "app-instance/one/channel-flow/two")
    assert str(arn) == TEXT
    assert arn.name == "two"


def test_arn_with_colons_in_the_resource() -> None:
    assert parse_arn("arn:aws:lambda:us-east-1:111122223333:function:answer:live").resource == "function:answer:live"


@pytest.mark.parametrize(
    "text", ["", "one", "arn", "arn:aws:chime:us-east-1:111122223333", "arn:aws:chime:a:b:", "x:a:b:c:d:e"]
)
def test_no_arn(text: str) -> None:
    with pytest.raises(ChimeError, match="an id is not an ARN"):
        parse_arn(text)


@pytest.mark.parametrize(("text", "is_one"), [(TEXT, True), ("arn:aws", False), ("abcdefghijklmnopqrstu1", False)])
def test_is_arn(text: str, is_one: bool) -> None:
    assert is_arn(text) is is_one


def test_setting() -> None:
    resource_id = setting_id(parse_arn(TEXT), "termination")
    assert resource_id == f"{TEXT}|termination"
    assert object_arn(resource_id) == parse_arn(TEXT) == object_arn(TEXT)
