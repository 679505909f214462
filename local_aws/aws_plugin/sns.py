"""Amazon SNS: topics, topic policies, subscriptions."""

from typing import ClassVar

from .attributes import text, typed
from .configuration import Aws
from .documents import dumps
from .resource import REGIONAL, TAGGED, AutoName, Property, ResourceType, changes_with, named, stable, unique
from .tags import Tagging, mapping, pairs
from .values import State

_GONE = frozenset({"NotFound", "NotFoundException"})


class Topic(ResourceType):
    """A topic; its id is its ARN."""

    token = "aws:sns/topic:Topic"
    declared_by = ("sns", "Topic")
    service = "sns"
    properties: ClassVar = {
        "contentBasedDeduplication": Property("ContentBasedDeduplication", default=False),
        "deliveryPolicy": Property("DeliveryPolicy", document="json"),
        "displayName": Property("DisplayName"),
        "fifoTopic": Property("FifoTopic", replace=True, default=False),
        "kmsMasterKeyId": Property("KmsMasterKeyId"),
        **named(),
        "policy": Property("Policy", computed=True, document="policy"),
        **REGIONAL,
        **TAGGED,
    }
    outputs: ClassVar = stable(
        "arn",
        "beginningArchiveTime",
        "fifoThroughputScope",
        "maximumMessageSize",
        "name",
        "namePrefix",
        "owner",
        "policy",
        "signatureVersion",
        "tracingConfig",
    )
    auto_name = AutoName("name", 80, fifo="fifoTopic")
    tagging = Tagging("tag_resource", "untag_resource", "ResourceArn")
    gone = _GONE

    def create(self, aws: Aws, want: State) -> str:
        suffix = ".fifo" if want["fifoTopic"] else ""
        name = want.get("name") or unique(want["namePrefix"]) + suffix
        tags = pairs(want.get("tagsAll") or {})
        attributes = {"FifoTopic": "true"} if want["fifoTopic"] else {}
        return str(aws.client("sns").create_topic(Name=name, Attributes=attributes, Tags=tags)["TopicArn"])

    def settle(self, aws: Aws, id: str, want: State) -> None:
        given = {
            name
            for name, value in want.items()
            if self.properties[name].member and name != "fifoTopic" and value != self.properties[name].default
        }
        self.update(aws, id, want, given, {})

    def read(self, aws: Aws, id: str, known: State) -> State | None:
        sns = aws.client("sns")
        attributes = sns.get_topic_attributes(TopicArn=id)["Attributes"]
        types = self.schema.inputs
        told = {name: typed(value, types[name].type) for name, value in self.reply(attributes).items()}
        # A policy that the topic's own properties do not name belongs to a resource of its own; it is told as it was at creation.
        policy = told.get("policy", "") if known.get("policy") is None else known["policy"]
        return {
            **told,
            "fifoThroughputScope": attributes.get("FifoThroughputScope", "Topic" if told.get("fifoTopic") else ""),
            "maximumMessageSize": int(attributes.get("MaximumMessageSize", 262144)),
            "signatureVersion": int(attributes.get("SignatureVersion", 1)),
            "tracingConfig": attributes.get("TracingConfig", "PassThrough"),
            "policy": policy,
            "name": id.rpartition(":")[2],
            "namePrefix": known.get("namePrefix") or "",
            "arn": id,
            "beginningArchiveTime": attributes.get("BeginningArchiveTime", ""),
            "owner": attributes["Owner"],
            "tagsAll": mapping(sns.list_tags_for_resource(ResourceArn=id)["Tags"]),
        }

    def update(self, aws: Aws, id: str, want: State, changed: set[str], old: State) -> None:
        for name in sorted(changed):
            member = self.properties[name].member
            if member:
                aws.client("sns").set_topic_attributes(
                    TopicArn=id, AttributeName=member, AttributeValue=text(want.get(name, ""))
                )

    def delete(self, aws: Aws, id: str, state: State) -> None:
        aws.client("sns").delete_topic(TopicArn=id)


class TopicPolicy(ResourceType):
    """A topic's policy; its id is the topic's ARN."""

    token = "aws:sns/topicPolicy:TopicPolicy"
    declared_by = ("sns", "TopicPolicy")
    service = "sns"
    properties: ClassVar = {
        "arn": Property(replace=True),
        "policy": Property("Policy", document="policy"),
        **REGIONAL,
    }
    outputs: ClassVar = stable("owner")
    gone = _GONE

    def create(self, aws: Aws, want: State) -> str:
        self._put(aws, want["arn"], want["policy"])
        return str(want["arn"])

    def _put(self, aws: Aws, arn: str, policy: str) -> None:
        aws.client("sns").set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=policy)

    def read(self, aws: Aws, id: str, known: State) -> State | None:
        attributes = aws.client("sns").get_topic_attributes(TopicArn=id)["Attributes"]
        return {"arn": id, "owner": attributes["Owner"], **self.reply(attributes)}

    def update(self, aws: Aws, id: str, want: State, changed: set[str], old: State) -> None:
        self._put(aws, id, want["policy"])

    def delete(self, aws: Aws, id: str, state: State) -> None:
        """Leave the topic with the policy that it would have been created with: a topic is never without one."""
        actions = (
            "GetTopicAttributes",
            "SetTopicAttributes",
            "AddPermission",
            "RemovePermission",
            "DeleteTopic",
            "Subscribe",
            "ListSubscriptionsByTopic",
            "Publish",
        )
        statement = {
            "Sid": "__default_statement_ID",
            "Effect": "Allow",
            "Principal": {"AWS": "*"},
            "Action": [f"SNS:{action}" for action in actions],
            "Resource": id,
            "Condition": {"StringEquals": {"AWS:SourceOwner": state["owner"]}},
        }
        self._put(aws, id, dumps({"Version": "2008-10-17", "Id": "__default_policy_ID", "Statement": [statement]}))


class TopicSubscription(ResourceType):
    """A subscription; its id is its ARN."""

    token = "aws:sns/topicSubscription:TopicSubscription"
    declared_by = ("sns", "TopicSubscription")
    service = "sns"
    properties: ClassVar = {
        "confirmationTimeoutInMinutes": Property(default=1, from_aws=False),
        "deliveryPolicy": Property("DeliveryPolicy", document="json"),
        "endpoint": Property("Endpoint", replace=True),
        "endpointAutoConfirms": Property(default=False, from_aws=False),
        "filterPolicy": Property("FilterPolicy", document="json"),
        "filterPolicyScope": Property("FilterPolicyScope", computed=True),
        "protocol": Property("Protocol", replace=True),
        "rawMessageDelivery": Property("RawMessageDelivery", default=False),
        "redrivePolicy": Property("RedrivePolicy", document="json"),
        "subscriptionRoleArn": Property("SubscriptionRoleArn"),
        "topic": Property("TopicArn", replace=True),
        **REGIONAL,
    }
    outputs: ClassVar = {
        **stable("arn", "confirmationWasAuthenticated", "ownerId", "pendingConfirmation"),
        "filterPolicyScope": changes_with("filterPolicy"),
    }
    gone = _GONE

    def create(self, aws: Aws, want: State) -> str:
        attributes = {
            member: text(value)
            for member, value in self.request(want, _SUBSCRIPTION_ATTRIBUTES).items()
            if value not in ("", False)
        }
        answer = aws.client("sns").subscribe(
            **self.request(want, ("endpoint", "protocol"))
            | {"TopicArn": want["topic"], "Attributes": attributes, "ReturnSubscriptionArn": True}
        )
        return str(answer["SubscriptionArn"])

    def read(self, aws: Aws, id: str, known: State) -> State | None:
        attributes = aws.client("sns").get_subscription_attributes(SubscriptionArn=id)["Attributes"]
        types = self.schema.inputs
        told = {name: typed(value, types[name].type) for name, value in self.reply(attributes).items()}
        return {
            "filterPolicyScope": "MessageAttributes" if told.get("filterPolicy") else "",
            **told,
            "arn": id,
            "confirmationWasAuthenticated": attributes.get("ConfirmationWasAuthenticated") == "true",
            "ownerId": attributes["Owner"],
            "pendingConfirmation": attributes.get("PendingConfirmation") == "true",
        }

    def update(self, aws: Aws, id: str, want: State, changed: set[str], old: State) -> None:
        for name in _SUBSCRIPTION_ATTRIBUTES:
            if name in changed:
                value = text(want.get(name, "{}" if name == "filterPolicy" else ""))
                aws.client("sns").set_subscription_attributes(
                    SubscriptionArn=id, AttributeName=self.properties[name].member, AttributeValue=value
                )

    def delete(self, aws: Aws, id: str, state: State) -> None:
        aws.client("sns").unsubscribe(SubscriptionArn=id)


_SUBSCRIPTION_ATTRIBUTES = (
    "filterPolicyScope",
    "filterPolicy",
    "deliveryPolicy",
    "rawMessageDelivery",
    "redrivePolicy",
    "subscriptionRoleArn",
)


TYPES = (Topic, TopicPolicy, TopicSubscription)
