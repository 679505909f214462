"""Every resource type of the stand-in aws plugin through its life, each handled property changed on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unittest.mock import MagicMock

import pytest
from chime_sdk_pulumi.local_aws.aws_plugin.table import RESOURCE_TYPES

from tests.local_aws.aws_plugin_engine import Engine, serving
from tests.local_aws.aws_plugin_examples import EXAMPLES, Example, Surroundings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from chime_sdk_pulumi.local_aws import LocalAws

every_type = pytest.mark.parametrize("token", RESOURCE_TYPES)


@pytest.fixture
def engine(local_aws: LocalAws, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """An engine with the plugin configured for local AWS."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", local_aws.endpoint_url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with serving() as stub:
        yield Engine(stub)


@pytest.fixture
def around(aws_client: Callable[..., Any]) -> Surroundings:
    """What the examples name."""
    return Surroundings(aws_client)


every_example = pytest.mark.parametrize(
    ("token", "example_of"),
    [(token, example_of) for token, examples in EXAMPLES.items() for example_of in examples],
)


@every_example
def test_a_life(
    token: str, example_of: Callable[[Surroundings], Example], engine: Engine, around: Surroundings
) -> None:
    example = example_of(around)
    inputs = dict(example.inputs)
    resource = engine.create(token, inputs)
    resource_type = RESOURCE_TYPES[token]
    for change in [{}, *example.updates]:
        inputs |= change
        if change:
            paths = engine.update(resource, inputs)
            changed = {path.partition(".")[0].partition("[")[0] for path in paths} - {"tagsAll"}
            expected = {name for name in change if name != "sqsTarget"}
            assert changed <= expected, change
            assert changed, change
        assert engine.diff(resource, inputs) == {}, change
        id, outputs, read_inputs = engine.read(resource)
        assert id == resource.id
        assert outputs == resource.outputs, change
        assert read_inputs == resource.inputs, change
        always = {name for name, is_always_present in resource_type.schema.outputs.items() if is_always_present}
        assert always - set(outputs) <= NOT_THERE.get(token, set())
    for change in example.replacements:
        kinds = engine.diff(resource, {**inputs, **change})
        assert any(kind.endswith("replace") for kind in kinds.values()), change
    engine.delete(resource)
    if token not in OUTLIVING:
        assert engine.read(resource)[0] == ""
    engine.delete(resource)


# Structures that AWS has none of unless they are configured, which this plugin leaves to resources of their own.
NOT_THERE = {
    "aws:s3/bucket:Bucket": {"logging", "objectLockConfiguration", "replicationConfiguration", "website"},
    "aws:lambda/eventSourceMapping:EventSourceMapping": {
        "amazonManagedKafkaEventSourceConfig",
        "selfManagedKafkaEventSourceConfig",
    },
    "aws:s3/bucketObject:BucketObject": {"source"},
    "aws:s3/bucketObjectv2:BucketObjectv2": {"source"},
    "aws:cognito/userPool:UserPool": {"smsConfiguration"},
}
# Configurations that their object always has in some form.
OUTLIVING = {
    "aws:kms/keyPolicy:KeyPolicy",
    "aws:sns/topicPolicy:TopicPolicy",
    "aws:s3/bucketVersioning:BucketVersioning",
    "aws:s3/bucketNotification:BucketNotification",
    "aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment",
    "aws:cognito/identityPoolProviderPrincipalTag:IdentityPoolProviderPrincipalTag",
}


@every_type
def test_the_examples_change_every_property_in_place_or_by_replacement(token: str) -> None:
    # pulumi_aws itself does not say which: the examples follow the schemas of terraform-provider-aws (ForceNew).
    examples = [example_of(Surroundings(MagicMock())) for example_of in EXAMPLES[token]]
    properties = RESOURCE_TYPES[token].properties
    replaced = {name for example in examples for change in example.replacements for name in change}
    assert replaced == {name for name, known in properties.items() if known.replace}
    in_place = {name for example in examples for change in example.updates for name in change}
    assert in_place == set(properties) - replaced - {"tagsAll"}
