"""Explicit providers reach the children that they are for, and a component says when one is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws
from chime_sdk_pulumi.components import CallAnalytics, CallAnalyticsEvents, VoiceConnector

import chime_sdk_pulumi as chime

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.components.deployment import Deployment

MISSING = (
    "its provider is an aws.Provider, which Chime resources do not inherit; they use the stack's own region and "
    "credentials — put a chime.Provider beside it in providers"
)


def test_each_child_inherits_the_provider_of_its_kind(
    deploy: Callable[..., Deployment], said: Callable[[], Sequence[str]]
) -> None:
    def program() -> pulumi.ComponentResource:
        providers = [
            aws.Provider("frankfurt-aws", region="eu-central-1"),
            chime.Provider("frankfurt-chime", region="eu-central-1"),
        ]
        return CallAnalytics("calls", recording={}, opts=pulumi.ResourceOptions(providers=providers))

    deployment = deploy(program)
    children = {name: made.provider for name, made in deployment.resources.items() if made.parent == "calls"}
    assert children.pop("MediaInsightsPipelineConfiguration calls") == "frankfurt-chime"
    assert set(children.values()) == {"frankfurt-aws"}
    assert {provider.split("::")[-2] for _, provider in deployment.invokes} == {"frankfurt-aws"}
    assert list(said()) == []


def test_an_aws_provider_alone_is_told_of(deploy: Callable[..., Deployment], said: Callable[[], Sequence[str]]) -> None:
    def program() -> pulumi.ComponentResource:
        provider = aws.Provider("frankfurt-aws", region="eu-central-1")
        return VoiceConnector("trunk", opts=pulumi.ResourceOptions(provider=provider))

    deploy(program)
    assert list(said()) == [f"VoiceConnector 'trunk': {MISSING}"]


def test_it_is_told_of_a_provider_that_a_parent_hands_down(
    deploy: Callable[..., Deployment], said: Callable[[], Sequence[str]]
) -> None:
    def program() -> pulumi.ComponentResource:
        provider = aws.Provider("frankfurt-aws", region="eu-central-1")
        centre = pulumi.ComponentResource(
            "test:index:Centre", "centre", {}, pulumi.ResourceOptions(providers=[provider])
        )
        return CallAnalytics("calls", recording={}, opts=pulumi.ResourceOptions(parent=centre))

    deploy(program)
    assert list(said()) == [f"CallAnalytics 'calls': {MISSING}"]


def test_components_without_chime_resources_take_an_aws_provider_alone(
    deploy: Callable[..., Deployment], said: Callable[[], Sequence[str]]
) -> None:
    def program() -> pulumi.ComponentResource:
        provider = aws.Provider("frankfurt-aws", region="eu-central-1")
        opts = pulumi.ResourceOptions(provider=provider)
        return CallAnalyticsEvents("calls", failure_alarm=True, queue={}, opts=opts)

    deploy(program)
    assert list(said()) == []
