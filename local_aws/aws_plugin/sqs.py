"""Amazon SQS: queues and queue policies."""

from collections.abc import Iterable
from typing import ClassVar

from .attributes import text, typed
from .configuration import Aws
from .resource import REGIONAL, TAGGED, AutoName, Property, ResourceType, changes_with, named, stable, unique
from .tags import Tagging
from .values import State

_GONE = frozenset({"AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"})


class Queue(ResourceType):
    """A queue; its id is its URL."""

    token = "aws:sqs/queue:Queue"
    declared_by = ("sqs", "Queue")
    service = "sqs"
    properties: ClassVar = {
        "contentBasedDeduplication": Property("ContentBasedDeduplication", default=False),
        "deduplicationScope": Property("DeduplicationScope", computed=True),
        "delaySeconds": Property("DelaySeconds", default=0),
        "fifoQueue": Property("FifoQueue", replace=True, default=False),
        "fifoThroughputLimit": Property("FifoThroughputLimit", computed=True),
        "kmsDataKeyReusePeriodSeconds": Property("KmsDataKeyReusePeriodSeconds", computed=True),
        "kmsMasterKeyId": Property("KmsMasterKeyId"),
        "maxMessageSize": Property("MaximumMessageSize", default=262144),
        "messageRetentionSeconds": Property("MessageRetentionPeriod", default=345600),
        **named(),
        "policy": Property("Policy", computed=True, document="policy"),
        "receiveWaitTimeSeconds": Property("ReceiveMessageWaitTimeSeconds", default=0),
        "redrivePolicy": Property("RedrivePolicy", computed=True, document="json"),
        "sqsManagedSseEnabled": Property("SqsManagedSseEnabled", computed=True),
        "visibilityTimeoutSeconds": Property("VisibilityTimeout", default=30),
        **REGIONAL,
        **TAGGED,
    }
    outputs: ClassVar = {
        **stable("arn", "url", "name", "namePrefix", "policy", "redriveAllowPolicy", "redrivePolicy"),
        **stable("deduplicationScope", "fifoThroughputLimit"),
        **dict.fromkeys(("kmsDataKeyReusePeriodSeconds", "sqsManagedSseEnabled"), changes_with("kmsMasterKeyId")),
    }
    auto_name = AutoName("name", 80, fifo="fifoQueue")
    tagging = Tagging("tag_queue", "untag_queue", "QueueUrl", pair=None)
    gone = _GONE

    def create(self, aws: Aws, want: State) -> str:
        suffix = ".fifo" if want["fifoQueue"] else ""
        name = want.get("name") or unique(want["namePrefix"]) + suffix
        attributes = {key: value for key, value in self._attributes(want).items() if value not in ("", "false")}
        return str(
            aws.client("sqs").create_queue(QueueName=name, Attributes=attributes, tags=want.get("tagsAll") or {})[
                "QueueUrl"
            ]
        )

    def _attributes(self, want: State, names: Iterable[str] | None = None) -> dict[str, str]:
        return {member: text(value) for member, value in self.request(want, names).items()}

    def read(self, aws: Aws, id: str, known: State) -> State | None:
        sqs = aws.client("sqs")
        attributes = sqs.get_queue_attributes(QueueUrl=id, AttributeNames=["All"])["Attributes"]
        types = self.schema.inputs
        told = {name: typed(value, types[name].type) for name, value in self.reply(attributes).items()}
        # A policy that the queue's own properties do not name belongs to a resource of its own.
        own_policy = told.pop("policy", "") if known.get("policy") else ""
        return {
            "contentBasedDeduplication": False,
            "fifoQueue": False,
            "deduplicationScope": "",
            "fifoThroughputLimit": "",
            "kmsDataKeyReusePeriodSeconds": 300,
            "sqsManagedSseEnabled": False,
            "redrivePolicy": "",
            **told,
            "redriveAllowPolicy": attributes.get("RedriveAllowPolicy", ""),
            "policy": own_policy,
            "name": attributes["QueueArn"].rpartition(":")[2],
            "namePrefix": known.get("namePrefix") or "",
            "arn": attributes["QueueArn"],
            "url": id,
            "tagsAll": sqs.list_queue_tags(QueueUrl=id).get("Tags", {}),
        }

    def update(self, aws: Aws, id: str, want: State, changed: set[str], old: State) -> None:
        attributes = self.emptied(want, changed, {}, "") | self._attributes(want, changed)
        if attributes:
            # moto drops a queue's policy, which may be a resource of its own, unless every call repeats it.
            sqs = aws.client("sqs")
            policy = sqs.get_queue_attributes(QueueUrl=id, AttributeNames=["Policy"]).get("Attributes", {})
            sqs.set_queue_attributes(QueueUrl=id, Attributes=policy | attributes)

    def delete(self, aws: Aws, id: str, state: State) -> None:
        aws.client("sqs").delete_queue(QueueUrl=id)


class QueuePolicy(ResourceType):
    """A queue's policy; its id is the queue's URL."""

    token = "aws:sqs/queuePolicy:QueuePolicy"
    declared_by = ("sqs", "QueuePolicy")
    service = "sqs"
    properties: ClassVar = {"policy": Property(document="policy"), "queueUrl": Property(replace=True), **REGIONAL}
    gone = _GONE

    def create(self, aws: Aws, want: State) -> str:
        self._put(aws, want["queueUrl"], want["policy"])
        return str(want["queueUrl"])

    def _put(self, aws: Aws, url: str, policy: str) -> None:
        aws.client("sqs").set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})

    def read(self, aws: Aws, id: str, known: State) -> State | None:
        policy = (
            aws.client("sqs")
            .get_queue_attributes(QueueUrl=id, AttributeNames=["Policy"])
            .get("Attributes", {})
            .get("Policy")
        )
        return {"queueUrl": id, "policy": policy} if policy else None

    def update(self, aws: Aws, id: str, want: State, changed: set[str], old: State) -> None:
        self._put(aws, id, want["policy"])

    def delete(self, aws: Aws, id: str, state: State) -> None:
        self._put(aws, id, "")


TYPES = (Queue, QueuePolicy)
