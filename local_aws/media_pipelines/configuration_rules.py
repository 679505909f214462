"""What makes a media insights pipeline configuration (call analytics) a valid one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws import moto_backends
from chime_sdk_pulumi.local_aws.arns import parse_arn
from chime_sdk_pulumi.local_aws.errors import BadRequestError, ForbiddenError
from chime_sdk_pulumi.local_aws.wiring.report import may_assume

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from chime_sdk_pulumi.local_aws.store import Scope, Structure

SERVICE_PRINCIPAL = "mediapipelines.chime.amazonaws.com"

VOICE_ENHANCEMENT_REGIONS = ("us-east-1", "us-west-2")
"""Developer guide, Understanding voice enhancement."""

_PII_ENTITY_TYPES = {
    "ADDRESS",
    "BANK_ACCOUNT_NUMBER",
    "BANK_ROUTING",
    "CREDIT_DEBIT_CVV",
    "CREDIT_DEBIT_EXPIRY",
    "CREDIT_DEBIT_NUMBER",
    "EMAIL",
    "NAME",
    "PHONE",
    "PIN",
    "SSN",
    "ALL",
}
_TRANSCRIBE = "AmazonTranscribeProcessor"
_CALL_ANALYTICS = "AmazonTranscribeCallAnalyticsProcessor"
_TRANSCRIPTION = {_TRANSCRIBE, _CALL_ANALYTICS}
_VOICE_ANALYTICS = "VoiceAnalyticsProcessor"
_VOICE_ANALYTICS_SINKS = {"LambdaFunctionSink", "SqsQueueSink", "SnsTopicSink"}
_SINK_SERVICES = {
    "KinesisDataStreamSink": "kinesis",
    "LambdaFunctionSink": "lambda",
    "SqsQueueSink": "sqs",
    "SnsTopicSink": "sns",
}


def check_configuration(scope: Scope, arn: str, request: Structure) -> None:
    """Refuse a media insights pipeline configuration that AWS would refuse.

    Arguments:
        scope: whose it is to be.
        arn: its ARN.
        request: what was asked for.

    Raises:
        BadRequestError: its elements or its alerts break a rule.
        ForbiddenError: the service cannot assume its role.
    """
    elements = _check_elements(scope, request["Elements"])
    for element_type, configuration in elements.items():
        if element_type in _TRANSCRIPTION:
            _check_transcription(element_type, configuration)
        elif element_type in _SINK_SERVICES:
            _check_sink(scope, element_type, configuration)
        elif element_type == "S3RecordingSink":
            _check_recording(configuration)
    _check_alerts(request.get("RealTimeAlertConfiguration"), elements.keys())
    _check_role(scope, arn, request["ResourceAccessRoleArn"])


def _check_elements(scope: Scope, elements: list[Structure]) -> dict[str, Structure]:
    """The rules of combination (Developer guide, Using Amazon Chime SDK call analytics); the elements by type."""
    by_type: dict[str, Structure] = {}
    for element in elements:
        element_type: str = element["Type"]
        if element_type in by_type:
            raise BadRequestError(f"Element types must be unique, but {element_type} is given more than once.")
        configuration_names = element.keys() - {"Type"}
        if configuration_names != {f"{element_type}Configuration"}:  # inferred: a union names one member
            raise BadRequestError(
                f"An element of type {element_type} must have {element_type}Configuration and no other."
            )
        by_type[element_type] = element[f"{element_type}Configuration"]
    types = by_type.keys()
    if not types - {"KinesisDataStreamSink", "VoiceEnhancementSink"} - _VOICE_ANALYTICS_SINKS:  # inferred
        raise BadRequestError("A configuration must have at least one processor or an S3RecordingSink.")
    if types >= _TRANSCRIPTION:
        raise BadRequestError(f"{_TRANSCRIBE} and {_CALL_ANALYTICS} cannot be combined.")
    if types & _TRANSCRIPTION and "KinesisDataStreamSink" not in types:
        raise BadRequestError("Transcription needs a KinesisDataStreamSink.")
    if types & _VOICE_ANALYTICS_SINKS and _VOICE_ANALYTICS not in types:
        sink = min(types & _VOICE_ANALYTICS_SINKS)
        raise BadRequestError(f"{sink} is a sink of {_VOICE_ANALYTICS} only, which the configuration does not have.")
    if _VOICE_ANALYTICS in types and not types & (_VOICE_ANALYTICS_SINKS | {"KinesisDataStreamSink"}):
        raise BadRequestError(f"{_VOICE_ANALYTICS} needs at least one sink.")
    if "VoiceEnhancementSink" in types and "S3RecordingSink" not in types:
        raise BadRequestError("VoiceEnhancementSink needs an S3RecordingSink.")
    if "VoiceEnhancementSink" in types and scope.region not in VOICE_ENHANCEMENT_REGIONS:
        raise BadRequestError(f"Voice enhancement is only available in {' and '.join(VOICE_ENHANCEMENT_REGIONS)}.")
    return by_type


def _check_transcription(element_type: str, configuration: Structure) -> None:
    # API reference, AmazonTranscribeProcessorConfiguration and AmazonTranscribeCallAnalyticsProcessorConfiguration.
    content_types = {"ContentIdentificationType", "ContentRedactionType"} & configuration.keys()
    if len(content_types) > 1:
        raise BadRequestError("ContentIdentificationType and ContentRedactionType cannot be set in the same request.")
    if "PiiEntityTypes" in configuration and not content_types:
        raise BadRequestError("PiiEntityTypes needs ContentIdentificationType or ContentRedactionType.")
    unknown = {name.strip() for name in configuration.get("PiiEntityTypes", "ALL").split(",")} - _PII_ENTITY_TYPES
    if unknown:
        raise BadRequestError(f"PiiEntityTypes has unknown types: {', '.join(sorted(unknown))}.")
    if element_type == _CALL_ANALYTICS:
        if "PostCallAnalyticsSettings" in configuration:
            _check_post_call_analytics(configuration["PostCallAnalyticsSettings"])
        return
    identifies = configuration.get("IdentifyLanguage", False), configuration.get("IdentifyMultipleLanguages", False)
    if sum(["LanguageCode" in configuration, *identifies]) != 1:
        raise BadRequestError("Set exactly one of LanguageCode, IdentifyLanguage and IdentifyMultipleLanguages.")
    if any(identifies):
        if len(configuration.get("LanguageOptions", "").split(",")) < 2:
            raise BadRequestError("Language identification needs at least two LanguageOptions.")
        if {"LanguageModelName", "ContentRedactionType"} & configuration.keys():
            raise BadRequestError(
                "Language identification cannot be used with a custom language model or with redaction."
            )


def _check_sink(scope: Scope, element_type: str, configuration: Structure) -> None:
    target = configuration.get("InsightsTarget")
    arn = parse_arn(target) if target else None
    if target is None or arn is None or arn.service != _SINK_SERVICES[element_type]:  # inferred
        raise BadRequestError(f"The InsightsTarget of {element_type} must be an ARN of {_SINK_SERVICES[element_type]}.")
    # Developer guide, Using Amazon Chime SDK call analytics: sinks in the account and Region of the call.
    if (arn.account, arn.region) != scope:
        raise BadRequestError(f"The InsightsTarget of {element_type} is not in the configuration's account and Region.")
    # Developer guide, Understanding notifications: no FIFO queues or topics.
    if arn.resource.endswith(".fifo"):
        raise BadRequestError(f"The InsightsTarget of {element_type} must not be a FIFO queue or topic.")
    # Developer guide: the caller needs kinesis:DescribeStream, so the stream is looked at.
    if element_type == "KinesisDataStreamSink" and not moto_backends.kinesis_stream_exists(target):
        raise BadRequestError("The Kinesis data stream of KinesisDataStreamSink does not exist.")


def _check_post_call_analytics(settings: Structure) -> None:
    # Developer guide, Using Amazon Chime SDK call analytics: the results go to S3. That this is checked is inferred.
    if not settings["OutputLocation"].startswith("s3://"):
        raise BadRequestError("The OutputLocation of PostCallAnalyticsSettings must be an S3 URI.")


def _check_recording(configuration: Structure) -> None:
    # Developer guide, Creating a call analytics configuration: the ARN of a path, which has neither Region nor account.
    destination = configuration.get("Destination")
    arn = parse_arn(destination) if destination else None
    if destination and (arn is None or (arn.service, arn.region, arn.account) != ("s3", "", "") or not arn.resource):
        raise BadRequestError("The Destination of S3RecordingSink must be the ARN of an S3 bucket or of a path in one.")


def _check_alerts(alerts: Structure | None, types: AbstractSet[str]) -> None:
    # Developer guide, Real-time alerts: only transcription has alerts; sentiments and issues, only Call Analytics.
    if alerts is None:
        return
    if not types & _TRANSCRIPTION:
        raise BadRequestError("Real-time alerts need a transcription processor.")
    names = []
    for rule in alerts.get("Rules", []):
        rule_type = rule["Type"]
        if rule.keys() - {"Type"} != {f"{rule_type}Configuration"}:
            raise BadRequestError(f"A rule of the type {rule_type} must have {rule_type}Configuration and no other.")
        if rule_type != "KeywordMatch" and _CALL_ANALYTICS not in types:
            raise BadRequestError(f"Rules of the type {rule_type} need {_CALL_ANALYTICS}.")
        names.append(rule[f"{rule_type}Configuration"]["RuleName"])
    if not names and not alerts.get("Disabled", False):
        raise BadRequestError("Enabled real-time alerts need at least one rule.")
    if len(set(names)) != len(names):  # inferred: events name the rule
        raise BadRequestError("The names of real-time alert rules must be unique.")


def _check_role(scope: Scope, configuration_arn: str, role_arn: str) -> None:
    # Developer guide, Using the call analytics resource access role: of the calling account, never another's.
    arn = parse_arn(role_arn)
    if arn is None or arn.service != "iam" or arn.account != scope.account:
        raise BadRequestError("The ResourceAccessRoleArn must be an IAM role of the account that makes the request.")
    source = {"aws:SourceAccount": scope.account, "aws:SourceArn": configuration_arn}
    decision = may_assume(role_arn, SERVICE_PRINCIPAL, source)
    if not decision.allowed:
        # ForbiddenError is what AWS answers until a new role is known to it.
        raise ForbiddenError(f"{SERVICE_PRINCIPAL} cannot assume the resource access role: {decision.reason}")
