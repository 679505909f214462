"""What the `chime-sdk-media-pipelines` API holds, kind by kind."""

from __future__ import annotations

from dataclasses import dataclass

from chime_sdk_pulumi.local_aws.store import Described


@dataclass
class MediaInsightsPipelineConfiguration(Described):
    kind = "MediaInsightsPipelineConfiguration"
    id_member = "MediaInsightsPipelineConfigurationId"
    arn_member = "MediaInsightsPipelineConfigurationArn"
    name_member = "MediaInsightsPipelineConfigurationName"


@dataclass
class KinesisVideoStreamPool(Described):
    kind = "MediaPipelineKinesisVideoStreamPool"
    id_member = "PoolId"
    arn_member = "PoolArn"
    name_member = "PoolName"
