"""AWS Lambda: functions, permissions, aliases, event source mappings."""

import json
import secrets
from typing import Any, ClassVar

from .archives import zipped
from .configuration import Aws, Client, RefusedError
from .resource import REGIONAL, TAGGED, AutoName, Property, ResourceType, changes_with, fields, stable, timestamp
from .tags import Tagging
from .values import State

_GONE = frozenset({"ResourceNotFoundException"})
_CODE = ("code", "s3Bucket", "s3Key", "architectures")
_CONFIGURATION = (
    "description",
    "environment",
    "handler",
    "layers",
    "loggingConfig",
    "memorySize",
    "role",
    "runtime",
    "timeout",
)


class Function(ResourceType):
    """A function whose code is a zip file; its id is its name."""

    token = "aws:lambda/function:Function"
    declared_by = ("lambda_", "Function")
    service = "lambda"
    properties: ClassVar = {
        # moto keeps the architectures of the creation, whatever an update says.
        "architectures": Property("Architectures", computed=True, from_aws=False),
        "code": Property(from_aws=False),
        "description": Property("Description"),
        "environment": Property("Environment", fields("variables")),
        "handler": Property("Handler"),
        "layers": Property("Layers"),
        "loggingConfig": Property(
            "LoggingConfig",
            fields("logFormat", "applicationLogLevel", "systemLogLevel", "logGroup"),
            computed=True,
            computed_within=frozenset({"applicationLogLevel", "systemLogLevel", "logGroup"}),
        ),
        "memorySize": Property("MemorySize", default=128),
        "name": Property("FunctionName", replace=True, computed=True),
        "publish": Property("Publish", default=False, from_aws=False),
        "reservedConcurrentExecutions": Property(default=-1),
        "role": Property("Role"),
        "runtime": Property("Runtime"),
        "s3Bucket": Property(from_aws=False),
        "s3Key": Property(from_aws=False),
        "skipDestroy": Property(default=False, from_aws=False),
        "timeout": Property("Timeout", default=3),
        **REGIONAL,
        **TAGGED,
    }
    outputs: ClassVar = {
        **stable("arn", "architectures", "ephemeralStorage", "invokeArn", "loggingConfig", "name", "tracingConfig"),
        **stable("responseStreamingInvokeArn", "signingJobArn", "signingProfileVersionArn"),
        **dict.fromkeys(("codeSha256", "sourceCodeHash", "sourceCodeSize"), changes_with(*_CODE)),
        "lastModified": changes_with(*_CODE, *_CONFIGURATION),
        **dict.fromkeys(
            ("qualifiedArn", "qualifiedInvokeArn", "version"), changes_with(*_CODE, *_CONFIGURATION, "publish")
        ),
    }
    auto_name = AutoName("name", 64)
    tagging = Tagging("tag_resource", "untag_resource", "Resource", "arn", pair=None)
    gone = _GONE

    def refusals(self, inputs: State) -> list[str]:
        if (inputs.get("code") is None) == (inputs.get("s3Bucket") is None):
            return ["either code or s3Bucket says where the function's code is."]
        missing = [name for name in ("handler", "runtime") if inputs.get(name) is None]
        return [f"{name} is required for a function that is packaged as a zip file." for name in missing]

    def changing_outputs(self, changed: set[str], want: State) -> set[str]:
        changing = super().changing_outputs(changed, want)
        # Without publication there is no version but $LATEST.
        is_published = want["publish"] or "publish" in changed
        return changing if is_published else changing - {"qualifiedArn", "qualifiedInvokeArn", "version"}

    def create(self, aws: Aws, want: State) -> str:
        request = self.request(want, (*_CONFIGURATION, "architectures", "name", "publish"))
        tags = want.get("tagsAll") or {}
        answer = aws.client("lambda").create_function(**request, Code=_code(want), Tags=tags)
        return str(answer["FunctionName"])

    def settle(self, aws: Aws, id: str, want: State) -> None:
        aws.client("lambda").get_waiter("function_active_v2").wait(
            FunctionName=id, WaiterConfig={"Delay": 1, "MaxAttempts": 60}
        )
        if want["reservedConcurrentExecutions"] >= 0:
            self._reserve(aws, id, want)

    def _reserve(self, aws: Aws, id: str, want: State) -> None:
        if want["reservedConcurrentExecutions"] >= 0:
            aws.client("lambda").put_function_concurrency(
                FunctionName=id, ReservedConcurrentExecutions=want["reservedConcurrentExecutions"]
            )
        else:
            aws.client("lambda").delete_function_concurrency(FunctionName=id)

    def read(self, aws: Aws, id: str, known: State) -> State | None:
        client = aws.client("lambda")
        answer = client.get_function(FunctionName=id)
        function = answer["Configuration"]
        arn = f"arn:{aws.partition}:lambda:{aws.region}:{aws.account_id}:function:{id}"
        version = _latest_version(client, id) if known.get("publish") else "$LATEST"
        function["Layers"] = [layer["Arn"] for layer in function.get("Layers", [])]
        return {
            "architectures": ["x86_64"],
            **self.reply(function),
            "ephemeralStorage": {"size": function.get("EphemeralStorage", {}).get("Size", 512)},
            "tracingConfig": {"mode": function.get("TracingConfig", {}).get("Mode", "PassThrough")},
            "arn": arn,
            "invokeArn": _invoke_arn(aws, arn),
            "responseStreamingInvokeArn": _invoke_arn(aws, arn, "2021-11-15", "response-streaming-invocations"),
            "qualifiedArn": f"{arn}:{version}",
            "qualifiedInvokeArn": _invoke_arn(aws, f"{arn}:{version}"),
            "version": version,
            "codeSha256": function["CodeSha256"],
            "sourceCodeHash": function["CodeSha256"],
            "sourceCodeSize": function["CodeSize"],
            "lastModified": function["LastModified"],
            "signingJobArn": function.get("SigningJobArn", ""),
            "signingProfileVersionArn": function.get("SigningProfileVersionArn", ""),
            "reservedConcurrentExecutions": answer.get("Concurrency", {}).get("ReservedConcurrentExecutions", -1),
            "tagsAll": answer.get("Tags", {}),
        }

    def update(self, aws: Aws, id: str, want: State, changed: set[str], old: State) -> None:
        client = aws.client("lambda")
        configuration = [name for name in _CONFIGURATION if name in changed]
        if configuration:
            request = self.emptied(want, configuration, _EMPTY, "")
            client.update_function_configuration(FunctionName=id, **request | self.request(want, configuration))
            self._wait(client, id)
        if changed & set(_CODE):
            client.update_function_code(FunctionName=id, **_code(want), **self.request(want, ("architectures",)))
            self._wait(client, id)
        if "reservedConcurrentExecutions" in changed:
            self._reserve(aws, id, want)
        if want["publish"] and changed & {*_CODE, *_CONFIGURATION, "publish"}:
            client.publish_version(FunctionName=id)

    def _wait(self, client: Client, id: str) -> None:
        client.get_waiter("function_updated_v2").wait(FunctionName=id, WaiterConfig={"Delay": 1, "MaxAttempts": 60})

    def delete(self, aws: Aws, id: str, state: State) -> None:
        if not state.get("skipDestroy"):
            aws.client("lambda").delete_function(FunctionName=id)


# How the API says that there is none of these any more, where it is not an empty text.
_EMPTY: dict[str, Any] = {
    "environment": {"Variables": {}},
    "layers": [],
}


def _code(want: State) -> dict[str, Any]:
    if want.get("code") is not None:
        return {"ZipFile": zipped(want["code"])}
    return {"S3Bucket": want["s3Bucket"], "S3Key": want.get("s3Key", "")}


def _invoke_arn(aws: Aws, function_arn: str, version: str = "2015-03-31", what: str = "invocations") -> str:
    """How API Gateway calls a function."""
    return f"arn:{aws.partition}:apigateway:{aws.region}:lambda:path/{version}/functions/{function_arn}/{what}"


def _latest_version(client: Client, name: str) -> str:
    pages = client.get_paginator("list_versions_by_function").paginate(FunctionName=name)
    numbers = [
        int(version["Version"]) for page in pages for version in page["Versions"] if version["Version"] != "$LATEST"
    ]
    return str(max(numbers)) if numbers else "$LATEST"


_FIXED = Property(replace=True)


class Permission(ResourceType):
    """A statement of a function's policy; its id is the statement's."""

    token = "aws:lambda/permission:Permission"
    declared_by = ("lambda_", "Permission")
    service = "lambda"
    properties: ClassVar = {
        "action": _FIXED,
        "eventSourceToken": Property("EventSourceToken", replace=True),
        "function": Property("FunctionName", replace=True, from_aws=False),
        "principal": _FIXED,
        "principalOrgId": Property("PrincipalOrgID", replace=True),
        "qualifier": Property("Qualifier", replace=True, from_aws=False),
        "sourceAccount": Property("SourceAccount", replace=True),
        "sourceArn": Property("SourceArn", replace=True),
        "statementId": Property(replace=True, computed=True),
        "statementIdPrefix": Property(replace=True, computed=True, from_aws=False),
        **REGIONAL,
    }
    outputs: ClassVar = stable("statementId", "statementIdPrefix")
    gone = _GONE

    def create(self, aws: Aws, want: State) -> str:
        id = want.get("statementId") or f"{want.get('statementIdPrefix') or 'pulumi-'}{secrets.token_hex(13)}"
        request = {"Action": want["action"], "Principal": want["principal"], "StatementId": id}
        aws.client("lambda").add_permission(**self.request(want), **request)
        return str(id)

    def read(self, aws: Aws, id: str, known: State) -> State | None:
        qualifier = {"Qualifier": known["qualifier"]} if known.get("qualifier") else {}
        policy = json.loads(aws.client("lambda").get_policy(FunctionName=known["function"], **qualifier)["Policy"])
        statement = next((statement for statement in policy["Statement"] if statement["Sid"] == id), None)
        if statement is None:
            return None
        own = {name: known.get(name) or "" for name in ("function", "qualifier", "statementIdPrefix")}
        return {**_permission(statement), **own}

    def imported(self, id: str) -> tuple[str, State]:
        function, separator, statement_id = id.rpartition("/")
        if not separator:
            raise RefusedError(f"{id} is not of the form `function/statement` or `function:qualifier/statement`.")
        name, _, qualifier = function.partition(":")
        return statement_id, {"function": name, "qualifier": qualifier}

    def delete(self, aws: Aws, id: str, state: State) -> None:
        qualifier = {"Qualifier": state["qualifier"]} if state.get("qualifier") else {}
        aws.client("lambda").remove_permission(FunctionName=state["function"], StatementId=id, **qualifier)


def _permission(statement: dict[str, Any]) -> State:
    principal = statement["Principal"]
    conditions = {
        key.lower(): value for operator in statement.get("Condition", {}).values() for key, value in operator.items()
    }
    return {
        "statementId": statement["Sid"],
        "action": statement["Action"],
        "principal": principal if isinstance(principal, str) else next(iter(principal.values())),
        "sourceAccount": conditions.get("aws:sourceaccount", ""),
        "sourceArn": conditions.get("aws:sourcearn", ""),
        "principalOrgId": conditions.get("aws:principalorgid", ""),
        "eventSourceToken": conditions.get("lambda:eventsourcetoken", ""),
    }


class Alias(ResourceType):
    """A name of a function's version; its id is its ARN."""

    token = "aws:lambda/alias:Alias"
    declared_by = ("lambda_", "Alias")
    service = "lambda"
    properties: ClassVar = {
        "description": Property("Description"),
        "functionName": Property("FunctionName", replace=True, from_aws=False),
        "functionVersion": Property("FunctionVersion"),
        "name": Property("Name", replace=True, computed=True),
        "routingConfig": Property("RoutingConfig", fields("additionalVersionWeights")),
        **REGIONAL,
    }
    outputs: ClassVar = stable("arn", "invokeArn", "name")
    auto_name = AutoName("name", 128)
    gone = _GONE

    def create(self, aws: Aws, want: State) -> str:
        return str(aws.client("lambda").create_alias(**self.request(want))["AliasArn"])

    def read(self, aws: Aws, id: str, known: State) -> State | None:
        function, name = id.rsplit(":", 1)
        alias = aws.client("lambda").get_alias(FunctionName=function, Name=name)
        return {
            **self.reply(alias),
            "functionName": function.rpartition(":")[2],
            "arn": id,
            "invokeArn": _invoke_arn(aws, id),
        }

    def update(self, aws: Aws, id: str, want: State, changed: set[str], old: State) -> None:
        empty = {"Description": "", "RoutingConfig": {"AdditionalVersionWeights": {}}}
        aws.client("lambda").update_alias(**empty | self.request(want))

    def delete(self, aws: Aws, id: str, state: State) -> None:
        function, name = id.rsplit(":", 1)
        aws.client("lambda").delete_alias(FunctionName=function, Name=name)


# What AWS sets for a stream; a queue has none of these.
_OF_A_STREAM = {"maximumRecordAgeInSeconds": -1, "maximumRetryAttempts": -1, "parallelizationFactor": 1}


class EventSourceMapping(ResourceType):
    """What feeds a function from a stream or a queue; its id is its UUID."""

    token = "aws:lambda/eventSourceMapping:EventSourceMapping"
    declared_by = ("lambda_", "EventSourceMapping")
    service = "lambda"
    properties: ClassVar = {
        "batchSize": Property("BatchSize", computed=True),
        "bisectBatchOnFunctionError": Property("BisectBatchOnFunctionError"),
        "destinationConfig": Property(
            "DestinationConfig", fields(onFailure=("OnFailure", {"destinationArn": "Destination"}))
        ),
        "enabled": Property("Enabled", default=True),
        "eventSourceArn": Property("EventSourceArn", replace=True),
        "filterCriteria": Property("FilterCriteria", fields(filters=("Filters", fields("pattern")))),
        "functionName": Property("FunctionName"),
        "functionResponseTypes": Property("FunctionResponseTypes", unordered=True),
        "maximumBatchingWindowInSeconds": Property("MaximumBatchingWindowInSeconds"),
        "maximumRecordAgeInSeconds": Property("MaximumRecordAgeInSeconds", computed=True),
        "maximumRetryAttempts": Property("MaximumRetryAttempts", computed=True),
        "parallelizationFactor": Property("ParallelizationFactor", computed=True),
        "scalingConfig": Property("ScalingConfig", fields("maximumConcurrency")),
        "startingPosition": Property("StartingPosition", replace=True),
        "tumblingWindowInSeconds": Property("TumblingWindowInSeconds"),
        **REGIONAL,
        **TAGGED,
    }
    outputs: ClassVar = {
        **stable(
            "arn", "batchSize", "uuid", "maximumRecordAgeInSeconds", "maximumRetryAttempts", "parallelizationFactor"
        ),
        **stable("amazonManagedKafkaEventSourceConfig", "selfManagedKafkaEventSourceConfig", "lastProcessingResult"),
        "functionArn": changes_with("functionName"),
        "lastModified": changes_with(*(name for name, known in properties.items() if not known.replace)),
        "state": changes_with("enabled"),
        **stable("stateTransitionReason"),
    }
    tagging = Tagging("tag_resource", "untag_resource", "Resource", "arn", pair=None)
    gone = _GONE

    def create(self, aws: Aws, want: State) -> str:
        tags = want.get("tagsAll") or {}
        return str(aws.client("lambda").create_event_source_mapping(**self.request(want), Tags=tags)["UUID"])

    def read(self, aws: Aws, id: str, known: State) -> State | None:
        client = aws.client("lambda")
        mapping = client.get_event_source_mapping(UUID=id)
        if mapping["State"] == "Deleting":
            return None
        arn = (
            mapping.get("EventSourceMappingArn")
            or f"arn:{aws.partition}:lambda:{aws.region}:{aws.account_id}:event-source-mapping:{id}"
        )
        function_arn = mapping["FunctionArn"]
        given = known.get("functionName")
        return {
            **(_OF_A_STREAM if ":sqs:" not in mapping["EventSourceArn"] else dict.fromkeys(_OF_A_STREAM, 0)),
            **self.reply(mapping),
            # The program may name the function by its name or by its ARN.
            "functionName": given if given in (function_arn, function_arn.rpartition(":")[2]) else function_arn,
            "enabled": mapping["State"] in ("Enabled", "Enabling", "Creating", "Updating"),
            "arn": arn,
            "functionArn": function_arn,
            "lastModified": timestamp(mapping["LastModified"]),
            "lastProcessingResult": mapping.get("LastProcessingResult") or "",
            "state": mapping["State"],
            "stateTransitionReason": mapping.get("StateTransitionReason") or "",
            "uuid": id,
            "tagsAll": client.list_tags(Resource=arn)["Tags"],
        }

    def update(self, aws: Aws, id: str, want: State, changed: set[str], old: State) -> None:
        unset = {
            "bisectBatchOnFunctionError": False,
            "destinationConfig": {"OnFailure": {}},
            "filterCriteria": {},
            "functionResponseTypes": [],
            "scalingConfig": {},
        }
        cleared = self.emptied(want, changed, unset, 0)
        names = [name for name in changed if self.properties[name].member and not self.properties[name].replace]
        aws.client("lambda").update_event_source_mapping(UUID=id, **cleared | self.request(want, names))

    def delete(self, aws: Aws, id: str, state: State) -> None:
        aws.client("lambda").delete_event_source_mapping(UUID=id)


TYPES = (Function, Permission, Alias, EventSourceMapping)
