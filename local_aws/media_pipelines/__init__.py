"""Behaviour of the `chime-sdk-media-pipelines` API: one module per kind of object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import BadRequestError
from chime_sdk_pulumi.local_aws.media_pipelines.kinesis_video_stream_pools import KinesisVideoStreamPools
from chime_sdk_pulumi.local_aws.media_pipelines.media_insights_pipeline_configurations import (
    MediaInsightsPipelineConfigurations,
)
from chime_sdk_pulumi.local_aws.tagging import TaggingOperations

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import Store


def media_pipelines_operations(store: Store) -> list[object]:
    """What answers the operations of `chime-sdk-media-pipelines`."""
    # TagResource models no ResourceLimitExceededException here.
    return [
        MediaInsightsPipelineConfigurations(store),
        KinesisVideoStreamPools(store),
        TaggingOperations(store, "chime-sdk-media-pipelines", over_limit=BadRequestError),
    ]
