"""Amazon Kinesis Data Streams."""

from typing import ClassVar

from .configuration import Aws
from .resource import REGIONAL, TAGGED, AutoName, Property, ResourceType, fields, stable
from .tags import Tagging, mapping
from .values import State, contains_unknown


class Stream(ResourceType):
    """A data stream; its id is its ARN."""

    token = "aws:kinesis/stream:Stream"
    declared_by = ("kinesis", "Stream")
    service = "kinesis"
    properties: ClassVar = {
        "encryptionType": Property("EncryptionType", default="NONE"),
        "enforceConsumerDeletion": Property(default=False, from_aws=False),
        "kmsKeyId": Property("KeyId"),
        "name": Property("StreamName", replace=True, computed=True),
        "retentionPeriod": Property("RetentionPeriodHours", default=24),
        "shardCount": Property("ShardCount"),
        "shardLevelMetrics": Property(unordered=True),
        "streamModeDetails": Property("StreamModeDetails", fields("streamMode"), computed=True),
        **REGIONAL,
        **TAGGED,
    }
    outputs: ClassVar = stable("arn", "name", "streamModeDetails", "maxRecordSizeInKib")
    auto_name = AutoName("name", 255)
    tagging = Tagging("add_tags_to_stream", "remove_tags_from_stream", "StreamName", "name", pair=None)
    gone = frozenset({"ResourceNotFoundException"})

    def refusals(self, inputs: State) -> list[str]:
        if contains_unknown(inputs.get("streamModeDetails")):
            return []
        mode = (inputs.get("streamModeDetails") or {}).get("streamMode", "PROVISIONED")
        if mode == "ON_DEMAND" and inputs.get("shardCount"):
            return ["shardCount goes with the stream mode PROVISIONED alone."]
        if mode == "PROVISIONED" and not inputs.get("shardCount"):
            return ["shardCount is required in the stream mode PROVISIONED."]
        return []

    def create(self, aws: Aws, want: State) -> str:
        kinesis = aws.client("kinesis")
        kinesis.create_stream(**self.request(want, ("name", "shardCount", "streamModeDetails")))
        kinesis.get_waiter("stream_exists").wait(StreamName=want["name"], WaiterConfig={"Delay": 1, "MaxAttempts": 60})
        return str(kinesis.describe_stream_summary(StreamName=want["name"])["StreamDescriptionSummary"]["StreamARN"])

    def settle(self, aws: Aws, id: str, want: State) -> None:
        if want.get("tagsAll"):
            self.tag(aws, id, want, want["tagsAll"], [])
        changed = {
            name
            for name, usual in (("retentionPeriod", 24), ("encryptionType", "NONE"), ("shardLevelMetrics", None))
            if want.get(name) != usual
        }
        self.update(aws, id, want, changed, {"retentionPeriod": 24, "encryptionType": "NONE"})

    def read(self, aws: Aws, id: str, known: State) -> State | None:
        kinesis = aws.client("kinesis")
        stream = kinesis.describe_stream_summary(StreamName=_name(id))["StreamDescriptionSummary"]
        on_demand = stream.get("StreamModeDetails", {}).get("StreamMode") == "ON_DEMAND"
        metrics = [
            metric for entry in stream.get("EnhancedMonitoring", []) for metric in entry.get("ShardLevelMetrics", [])
        ]
        tags = kinesis.list_tags_for_stream(StreamName=_name(id))["Tags"]
        return {
            "streamModeDetails": {"streamMode": "PROVISIONED"},
            **self.reply(stream),
            "maxRecordSizeInKib": stream.get("MaxRecordSizeInKiB", 1024),
            "arn": stream["StreamARN"],
            "shardCount": 0 if on_demand else stream["OpenShardCount"],
            "shardLevelMetrics": metrics,
            "tagsAll": mapping(tags),
        }

    def update(self, aws: Aws, id: str, want: State, changed: set[str], old: State) -> None:
        kinesis, name = aws.client("kinesis"), _name(id)
        if "streamModeDetails" in changed:
            kinesis.update_stream_mode(StreamARN=id, **self.request(want, ("streamModeDetails",)))
        if "shardCount" in changed and want.get("shardCount"):
            kinesis.update_shard_count(
                StreamName=name, TargetShardCount=want["shardCount"], ScalingType="UNIFORM_SCALING"
            )
        if "retentionPeriod" in changed:
            longer = want["retentionPeriod"] > old["retentionPeriod"]
            change = kinesis.increase_stream_retention_period if longer else kinesis.decrease_stream_retention_period
            change(StreamName=name, RetentionPeriodHours=want["retentionPeriod"])
        if changed & {"encryptionType", "kmsKeyId"}:
            if want["encryptionType"] == "KMS":
                kinesis.start_stream_encryption(StreamName=name, EncryptionType="KMS", KeyId=want["kmsKeyId"])
            elif old.get("encryptionType") == "KMS":
                kinesis.stop_stream_encryption(StreamName=name, EncryptionType="KMS", KeyId=old["kmsKeyId"])
        if "shardLevelMetrics" in changed:
            before, after = set(old.get("shardLevelMetrics") or []), set(want.get("shardLevelMetrics") or [])
            if before - after:
                kinesis.disable_enhanced_monitoring(StreamName=name, ShardLevelMetrics=sorted(before - after))
            if after - before:
                kinesis.enable_enhanced_monitoring(StreamName=name, ShardLevelMetrics=sorted(after - before))

    def delete(self, aws: Aws, id: str, state: State) -> None:
        aws.client("kinesis").delete_stream(
            StreamName=_name(id), EnforceConsumerDeletion=bool(state.get("enforceConsumerDeletion"))
        )


def _name(arn: str) -> str:
    return arn.rpartition("/")[2]


TYPES = (Stream,)
