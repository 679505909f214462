"""Amazon EventBridge, CloudWatch Logs and CloudWatch alarms, which pulumi_aws calls `cloudwatch`."""

from typing import Any, ClassVar

from botocore.exceptions import ClientError

from .configuration import Aws, RefusedError
from .resource import (
    REGIONAL,
    TAGGED,
    AutoName,
    Codec,
    Property,
    ResourceType,
    changes_with,
    fields,
    named,
    stable,
    unique,
)
from .tags import Tagging, mapping, pairs
from .values import State

_GONE = frozenset({"ResourceNotFoundException"})


class EventRule(ResourceType):
    """A rule; its id is its name, after `bus/` where that is not the default one."""

    token = "aws:cloudwatch/eventRule:EventRule"
    declared_by = ("cloudwatch", "EventRule")
    service = "events"
    properties: ClassVar = {
        "description": Property("Description"),
        "eventBusName": Property("EventBusName", replace=True, default="default"),
        "eventPattern": Property("EventPattern", document="json"),
        "forceDestroy": Property(default=False, from_aws=False),
        **named("Name"),
        "roleArn": Property("RoleArn"),
        "scheduleExpression": Property("ScheduleExpression"),
        "state": Property("State", default="ENABLED"),
        **REGIONAL,
        **TAGGED,
    }
    outputs: ClassVar = stable("arn", "name", "namePrefix")
    auto_name = AutoName("name", 64)
    tagging = Tagging("tag_resource", "untag_resource", "ResourceARN", "arn")
    gone = _GONE

    def refusals(self, inputs: State) -> list[str]:
        if inputs.get("eventPattern") is None and inputs.get("scheduleExpression") is None:
            return ["one of eventPattern and scheduleExpression is required."]
        return []

    def create(self, aws: Aws, want: State) -> str:
        name = want.get("name") or unique(want["namePrefix"])
        tags = pairs(want.get("tagsAll") or {})
        aws.client("events").put_rule(**self.request(want) | {"Name": name, "Tags": tags})
        return str(name) if want["eventBusName"] == "default" else f"{want['eventBusName']}/{name}"

    def read(self, aws: Aws, id: str, known: State) -> State | None:
        events, (bus, name) = aws.client("events"), _bus_and_name(id)
        rule = events.describe_rule(Name=name, EventBusName=bus)
        tags = events.list_tags_for_resource(ResourceARN=rule["Arn"])["Tags"]
        return {
            **self.reply({**rule, "EventBusName": bus}),
            "namePrefix": known.get("namePrefix") or "",
            "arn": rule["Arn"],
            "tagsAll": mapping(tags),
        }

    def update(self, aws: Aws, id: str, want: State, changed: set[str], old: State) -> None:
        bus, name = _bus_and_name(id)
        aws.client("events").put_rule(**self.request(want) | {"Name": name, "EventBusName": bus})

    def delete(self, aws: Aws, id: str, state: State) -> None:
        events, (bus, name) = aws.client("events"), _bus_and_name(id)
        if state.get("forceDestroy"):
            targets = [target["Id"] for target in events.list_targets_by_rule(Rule=name, EventBusName=bus)["Targets"]]
            if targets:
                events.remove_targets(Rule=name, EventBusName=bus, Ids=targets)
        events.delete_rule(Name=name, EventBusName=bus)


def _bus_and_name(id: str) -> tuple[str, str]:
    bus, _, name = id.rpartition("/")
    return bus or "default", name


class EventTarget(ResourceType):
    """A target of a rule; its id is `rule-target`, after `bus-` where that is not the default one."""

    token = "aws:cloudwatch/eventTarget:EventTarget"
    declared_by = ("cloudwatch", "EventTarget")
    service = "events"
    properties: ClassVar = {
        "arn": Property("Arn"),
        "deadLetterConfig": Property("DeadLetterConfig", fields("arn")),
        "eventBusName": Property(replace=True, default="default"),
        "forceDestroy": Property(default=False, from_aws=False),
        "input": Property("Input", document="json"),
        "inputPath": Property("InputPath"),
        "inputTransformer": Property("InputTransformer", fields("inputTemplate", inputPaths="InputPathsMap")),
        "kinesisTarget": Property("KinesisParameters", fields("partitionKeyPath")),
        "retryPolicy": Property("RetryPolicy", fields("maximumEventAgeInSeconds", "maximumRetryAttempts")),
        "roleArn": Property("RoleArn"),
        "rule": Property(replace=True),
        "sqsTarget": Property("SqsParameters", fields("messageGroupId")),
        "targetId": Property("Id", replace=True, computed=True),
        **REGIONAL,
    }
    outputs: ClassVar = stable("targetId")
    auto_name = AutoName("targetId", 64, instead="targetId")
    gone = _GONE

    def create(self, aws: Aws, want: State) -> str:
        self._put(aws, want)
        bus = [] if want["eventBusName"] == "default" else [want["eventBusName"]]
        return "-".join([*bus, want["rule"], want["targetId"]])

    def _put(self, aws: Aws, want: State) -> None:
        answer = aws.client("events").put_targets(
            Rule=want["rule"], EventBusName=want["eventBusName"], Targets=[self.request(want)]
        )
        _require_entries(answer, "PutTargets")

    def read(self, aws: Aws, id: str, known: State) -> State | None:
        pages = aws.client("events").get_paginator("list_targets_by_rule")
        bus = known.get("eventBusName") or "default"
        targets = [
            target for page in pages.paginate(Rule=known["rule"], EventBusName=bus) for target in page["Targets"]
        ]
        target = next((target for target in targets if target["Id"] == known["targetId"]), None)
        return None if target is None else {**self.reply(target), "rule": known["rule"], "eventBusName": bus}

    def imported(self, id: str) -> tuple[str, State]:
        try:
            *bus, rule, target = id.split("/")
        except ValueError:
            raise RefusedError(f"{id} is not of the form `rule/target` or `bus/rule/target`.") from None
        return "-".join([*bus, rule, target]), {
            "eventBusName": "/".join(bus) or "default",
            "rule": rule,
            "targetId": target,
        }

    def update(self, aws: Aws, id: str, want: State, changed: set[str], old: State) -> None:
        self._put(aws, want)

    def delete(self, aws: Aws, id: str, state: State) -> None:
        answer = aws.client("events").remove_targets(
            Rule=state["rule"], EventBusName=state["eventBusName"], Ids=[state["targetId"]]
        )
        _require_entries(answer, "RemoveTargets")


def _require_entries(answer: dict[str, Any], operation: str) -> None:
    for entry in answer.get("FailedEntries", []):
        raise ClientError({"Error": {"Code": entry["ErrorCode"], "Message": entry["ErrorMessage"]}}, operation)


class LogGroup(ResourceType):
    """A log group; its id is its name."""

    token = "aws:cloudwatch/logGroup:LogGroup"
    declared_by = ("cloudwatch", "LogGroup")
    service = "logs"
    properties: ClassVar = {
        "kmsKeyId": Property("kmsKeyId"),
        "logGroupClass": Property("logGroupClass", replace=True, computed=True),
        **named("logGroupName"),
        "retentionInDays": Property("retentionInDays", default=0),
        "skipDestroy": Property(default=False, from_aws=False),
        **REGIONAL,
        **TAGGED,
    }
    outputs: ClassVar = stable("arn", "deletionProtectionEnabled", "logGroupClass", "name", "namePrefix")
    auto_name = AutoName("name", 255)
    tagging = Tagging("tag_resource", "untag_resource", "resourceArn", "arn", "tags", "tagKeys", None)
    gone = _GONE

    def create(self, aws: Aws, want: State) -> str:
        name = want.get("name") or unique(want["namePrefix"])
        tags = {"tags": want["tagsAll"]} if want.get("tagsAll") else {}
        request = self.request(want, ("kmsKeyId", "logGroupClass"))
        aws.client("logs").create_log_group(logGroupName=name, **request, **tags)
        return str(name)

    def settle(self, aws: Aws, id: str, want: State) -> None:
        if want["retentionInDays"]:
            self.update(aws, id, want, {"retentionInDays"}, {})

    def read(self, aws: Aws, id: str, known: State) -> State | None:
        logs = aws.client("logs")
        pages = logs.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=id)
        group = next((group for page in pages for group in page["logGroups"] if group["logGroupName"] == id), None)
        if group is None:
            return None
        arn = group["arn"].removesuffix(":*")
        return {
            "deletionProtectionEnabled": False,
            "logGroupClass": "STANDARD",
            "retentionInDays": 0,
            **self.reply(group),
            "namePrefix": known.get("namePrefix") or "",
            "arn": arn,
            "tagsAll": logs.list_tags_for_resource(resourceArn=arn)["tags"],
        }

    def update(self, aws: Aws, id: str, want: State, changed: set[str], old: State) -> None:
        logs = aws.client("logs")
        if "retentionInDays" in changed:
            if want["retentionInDays"]:
                logs.put_retention_policy(logGroupName=id, retentionInDays=want["retentionInDays"])
            else:
                logs.delete_retention_policy(logGroupName=id)
        if "kmsKeyId" in changed:
            if want.get("kmsKeyId"):
                logs.associate_kms_key(logGroupName=id, kmsKeyId=want["kmsKeyId"])
            else:
                logs.disassociate_kms_key(logGroupName=id)

    def delete(self, aws: Aws, id: str, state: State) -> None:
        if not state.get("skipDestroy"):
            aws.client("logs").delete_log_group(logGroupName=id)


class LogResourcePolicy(ResourceType):
    """A policy by which services may write logs; its id is its name."""

    token = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy"
    declared_by = ("cloudwatch", "LogResourcePolicy")
    service = "logs"
    properties: ClassVar = {
        "policyDocument": Property("policyDocument", document="policy"),
        "policyName": Property("policyName", replace=True),
        **REGIONAL,
    }
    outputs: ClassVar = {**stable("policyScope"), "revisionId": changes_with("policyDocument")}
    gone = _GONE

    def refusals(self, inputs: State) -> list[str]:
        return [] if inputs.get("policyName") is not None else ["policyName is required."]

    def create(self, aws: Aws, want: State) -> str:
        aws.client("logs").put_resource_policy(**self.request(want))
        return str(want["policyName"])

    def read(self, aws: Aws, id: str, known: State) -> State | None:
        policies = aws.client("logs").describe_resource_policies()["resourcePolicies"]
        policy = next((policy for policy in policies if policy["policyName"] == id), None)
        if policy is None:
            return None
        return {
            **self.reply(policy),
            "policyScope": policy.get("policyScope", "ACCOUNT"),
            "revisionId": policy.get("revisionId", ""),
        }

    def update(self, aws: Aws, id: str, want: State, changed: set[str], old: State) -> None:
        aws.client("logs").put_resource_policy(**self.request(want))

    def delete(self, aws: Aws, id: str, state: State) -> None:
        aws.client("logs").delete_resource_policy(policyName=id)


def _metric_stat(metric: State) -> dict[str, Any]:
    of = {
        "MetricName": metric["metricName"],
        "Namespace": metric.get("namespace"),
        "Dimensions": pairs(metric.get("dimensions") or {}, "Name"),
    }
    stat = {"Period": metric["period"], "Stat": metric["stat"], "Unit": metric.get("unit")}
    return {
        "Metric": {name: value for name, value in of.items() if value is not None},
        **{name: value for name, value in stat.items() if value is not None},
    }


def _metric(stat: dict[str, Any]) -> State:
    of = stat["Metric"]
    return {
        "metricName": of["MetricName"],
        "namespace": of.get("Namespace", ""),
        "dimensions": mapping(of.get("Dimensions", []), "Name"),
        "period": stat["Period"],
        "stat": stat["Stat"],
        "unit": stat.get("Unit", ""),
    }


class MetricAlarm(ResourceType):
    """An alarm on a metric or on metric math; its id is its name."""

    token = "aws:cloudwatch/metricAlarm:MetricAlarm"
    declared_by = ("cloudwatch", "MetricAlarm")
    service = "cloudwatch"
    properties: ClassVar = {
        "actionsEnabled": Property("ActionsEnabled", default=True),
        "alarmActions": Property("AlarmActions", unordered=True),
        "alarmDescription": Property("AlarmDescription"),
        "comparisonOperator": Property("ComparisonOperator"),
        "datapointsToAlarm": Property("DatapointsToAlarm"),
        "dimensions": Property(),
        "evaluateLowSampleCountPercentiles": Property("EvaluateLowSampleCountPercentile", computed=True),
        "evaluationPeriods": Property("EvaluationPeriods"),
        "extendedStatistic": Property("ExtendedStatistic"),
        "insufficientDataActions": Property("InsufficientDataActions", unordered=True),
        "metricName": Property("MetricName"),
        "metricQueries": Property(
            "Metrics",
            fields(
                "id",
                "accountId",
                "expression",
                "label",
                "period",
                "returnData",
                metric=Codec("MetricStat", _metric_stat, _metric),
            ),
            unordered=True,
        ),
        "name": Property("AlarmName", replace=True, computed=True),
        "namespace": Property("Namespace"),
        "okActions": Property("OKActions", unordered=True),
        "period": Property("Period"),
        "statistic": Property("Statistic"),
        "threshold": Property("Threshold"),
        "treatMissingData": Property("TreatMissingData", default="missing"),
        "unit": Property("Unit"),
        **REGIONAL,
        **TAGGED,
    }
    outputs: ClassVar = stable("arn", "evaluateLowSampleCountPercentiles", "name")
    auto_name = AutoName("name", 255)
    tagging = Tagging("tag_resource", "untag_resource", "ResourceARN", "arn")

    def create(self, aws: Aws, want: State) -> str:
        aws.client("cloudwatch").put_metric_alarm(**self._request(want), Tags=pairs(want.get("tagsAll") or {}))
        return str(want["name"])

    def _request(self, want: State) -> dict[str, Any]:
        request = {member: value for member, value in self.request(want).items() if value != ""}
        if want.get("dimensions"):
            request["Dimensions"] = pairs(want["dimensions"], "Name")
        return request

    def read(self, aws: Aws, id: str, known: State) -> State | None:
        cloudwatch = aws.client("cloudwatch")
        alarms = cloudwatch.describe_alarms(AlarmNames=[id], AlarmTypes=["MetricAlarm"])["MetricAlarms"]
        if not alarms:
            return None
        tags = cloudwatch.list_tags_for_resource(ResourceARN=alarms[0]["AlarmArn"])["Tags"]
        return {
            "evaluateLowSampleCountPercentiles": "",
            "treatMissingData": "missing",
            **self.reply(alarms[0]),
            "dimensions": mapping(alarms[0].get("Dimensions", []), "Name"),
            "arn": alarms[0]["AlarmArn"],
            "tagsAll": mapping(tags),
        }

    def update(self, aws: Aws, id: str, want: State, changed: set[str], old: State) -> None:
        aws.client("cloudwatch").put_metric_alarm(**self._request(want))

    def delete(self, aws: Aws, id: str, state: State) -> None:
        aws.client("cloudwatch").delete_alarms(AlarmNames=[id])


TYPES = (EventRule, EventTarget, LogGroup, LogResourcePolicy, MetricAlarm)
