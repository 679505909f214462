"""Kinesis video stream pools, which media stream pipelines stream the audio of meetings to."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import BadRequestError, ConflictError, NotFoundError
from chime_sdk_pulumi.local_aws.media_pipelines.objects import KinesisVideoStreamPool
from chime_sdk_pulumi.local_aws.media_regions import MEDIA_REGIONS
from chime_sdk_pulumi.local_aws.pagination import page
from chime_sdk_pulumi.local_aws.quotas import declare
from chime_sdk_pulumi.local_aws.store import create_once, new_uuid
from chime_sdk_pulumi.local_aws.tagging import as_mapping

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import Scope, Store, Structure, Table

SETTLING_SECONDS = 0.5
"""How long a pool takes to be created, updated or deleted, if no delay is set; on AWS it is longer."""

POOLS = declare(
    "Kinesis video stream pools per Region", 10, "AWS General Reference, Amazon Chime SDK endpoints and quotas"
)
LONGEST_RETENTION_HOURS = 87_600
"""Kinesis Video Streams API reference, UpdateDataRetention."""


class KinesisVideoStreamPools:
    """CreateMediaPipelineKinesisVideoStreamPool and its kin (Developer guide, Creating media stream pipelines).

    Pools are created, updated and deleted asynchronously. That the next change must wait for the one before is inferred.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def create_media_pipeline_kinesis_video_stream_pool(self, scope: Scope, request: Structure) -> Structure:
        store, name = self._store[scope], request["PoolName"]
        pools = store.table(KinesisVideoStreamPool)
        arn = scope.arn(f"media-pipeline-kinesis-video-stream-pool/{name}")

        def create() -> str:
            tags = as_mapping(request.get("Tags"))
            configuration: Structure = request["StreamConfiguration"]
            # API reference, CreateMediaPipelineKinesisVideoStreamPool: any Region that the Amazon Chime SDK supports.
            if configuration["Region"] not in MEDIA_REGIONS:
                raise BadRequestError(f"{configuration['Region']} is not a Region for the streams of a pool.")
            _check_retention(configuration)
            self._store.quotas.check(POOLS, len(pools))
            if name in pools:  # inferred: the name is in the ARN
                raise ConflictError(f"A Kinesis video stream pool of the name {name} exists already.")
            created = self._store.now()
            description = {
                "PoolArn": arn,
                "PoolName": name,
                "PoolId": f"ChimeMediaPipelines-{name}-{new_uuid()}",
                "PoolStatus": "CREATING",
                "StreamConfiguration": configuration,
                "CreatedTimestamp": created,
                "UpdatedTimestamp": created,
            }
            pools.add(name, KinesisVideoStreamPool(description))
            store.tags[arn] = tags
            self._settle_later(scope, "CreateMediaPipelineKinesisVideoStreamPool", description)
            return arn

        create_once(store, "CreateMediaPipelineKinesisVideoStreamPool", request, create)
        return {"KinesisVideoStreamPoolConfiguration": _existing(pools, name)}

    def get_media_pipeline_kinesis_video_stream_pool(self, scope: Scope, request: Structure) -> Structure:
        pools = self._store[scope].table(KinesisVideoStreamPool)
        return {"KinesisVideoStreamPoolConfiguration": _existing(pools, request["Identifier"])}

    def update_media_pipeline_kinesis_video_stream_pool(self, scope: Scope, request: Structure) -> Structure:
        pool = self._in_state(scope, request, {"ACTIVE"}, "updated")
        update: Structure = request.get("StreamConfiguration", {})
        _check_retention(update)
        pool |= {
            "PoolStatus": "UPDATING",
            "StreamConfiguration": pool["StreamConfiguration"] | update,
            "UpdatedTimestamp": self._store.now(),
        }
        self._settle_later(scope, "UpdateMediaPipelineKinesisVideoStreamPool", pool)
        return {"KinesisVideoStreamPoolConfiguration": pool}

    def delete_media_pipeline_kinesis_video_stream_pool(self, scope: Scope, request: Structure) -> Structure:
        pool = self._in_state(scope, request, {"ACTIVE", "FAILED"}, "deleted")
        pool["PoolStatus"] = "DELETING"
        self._settle_later(scope, "DeleteMediaPipelineKinesisVideoStreamPool", pool)
        return {}

    def list_media_pipeline_kinesis_video_stream_pools(self, scope: Scope, request: Structure) -> Structure:
        table = self._store[scope].table(KinesisVideoStreamPool)
        pools, rest = page(table, request, scope, "ListMediaPipelineKinesisVideoStreamPools", largest=100)
        return {"KinesisVideoStreamPools": [pool.description for pool in pools]} | rest

    def _in_state(self, scope: Scope, request: Structure, states: set[str], verb: str) -> Structure:
        pool = _existing(self._store[scope].table(KinesisVideoStreamPool), request["Identifier"])
        if pool["PoolStatus"] not in states:
            raise ConflictError(f"The Kinesis video stream pool is {pool['PoolStatus']}, so it cannot be {verb}.")
        return pool

    def _settle_later(self, scope: Scope, operation: str, pool: Structure) -> None:
        done, failed = partial(_settle, pool_id=pool["PoolId"]), partial(_fail, pool_id=pool["PoolId"])
        self._store.after(scope, operation, SETTLING_SECONDS, done, failed)


def _settle(store: Store, scope: Scope, pool_id: str) -> None:
    pool = _of_id(store, scope, pool_id)
    if pool["PoolStatus"] != "DELETING":
        pool["PoolStatus"] = "ACTIVE"
        return
    store[scope].table(KinesisVideoStreamPool).remove(pool["PoolName"])
    del store[scope].tags[pool["PoolArn"]]


def _fail(store: Store, scope: Scope, pool_id: str) -> None:
    _of_id(store, scope, pool_id)["PoolStatus"] = "FAILED"


def _of_id(store: Store, scope: Scope, pool_id: str) -> Structure:
    pools = store[scope].table(KinesisVideoStreamPool)
    return next(pool.description for pool in pools if pool.description["PoolId"] == pool_id)


def _existing(pools: Table[KinesisVideoStreamPool], identifier: str) -> Structure:
    for pool in pools:
        # API reference: the identifier is the name or the ARN.
        if identifier in (pool.description["PoolName"], pool.description["PoolArn"]):
            return pool.description
    raise NotFoundError(f"The Kinesis video stream pool {identifier} does not exist.")


def _check_retention(configuration: Structure) -> None:
    if configuration.get("DataRetentionInHours", 0) > LONGEST_RETENTION_HOURS:
        raise BadRequestError(f"DataRetentionInHours must not be more than {LONGEST_RETENTION_HOURS}.")
