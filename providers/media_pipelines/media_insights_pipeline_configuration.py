"""MediaInsightsPipelineConfiguration: what call analytics does with a call, for any number of voice connectors."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, ClassVar, Final, Required, TypedDict, Unpack, cast

import pulumi

from .._api import Caller, until
from .._errors import ApiError
from .._lifecycle import Intent, Lifecycle, changed_fields
from .._members import PipelineArn, same_region
from .._model import (
    AutoName,
    Immutable,
    Length,
    Pattern,
    Problem,
    Unordered,
    Values,
)
from .._resource import ChimeResource
from .._tags import ManyTags, TaggedArguments, is_marked, is_marked_by_stack, read_tags, tags_with_mark, update_tags
from .elements import (
    AmazonTranscribeCallAnalyticsProcessorConfiguration,
    MediaInsightsPipelineConfigurationElement,
    MediaInsightsPipelineConfigurationElementArgs,
    configuration_field,
)
from .real_time_alerts import RealTimeAlertConfiguration, RealTimeAlertConfigurationArgs, RealTimeAlertRule

SERVICE: Final = "chime-sdk-media-pipelines"
VOICE_ENHANCEMENT_REGIONS: Final = frozenset({"us-east-1", "us-west-2"})
VOICE_ANALYTICS_REGIONS: Final = frozenset({"us-east-1", "us-west-2"})
_TRANSCRIBERS: Final = frozenset({"AmazonTranscribeProcessor", "AmazonTranscribeCallAnalyticsProcessor"})
_VOICE_ANALYTICS_SINKS: Final = ("LambdaFunctionSink", "SqsQueueSink", "SnsTopicSink")


class MediaInsightsPipelineConfigurationArgs(TypedDict, total=False):
    """The arguments of a MediaInsightsPipelineConfiguration."""

    media_insights_pipeline_configuration_name: pulumi.Input[str]
    """The name, unique in the account and region, 2 to 64 letters, digits and ``. _ -``; the logical name and seven digits by
    default. A change replaces the configuration."""
    resource_access_role_arn: Required[pulumi.Input[str]]
    """The ARN of the role with which call analytics reads audio and writes results; in the same account."""
    elements: Required[pulumi.Input[Sequence[pulumi.Input[MediaInsightsPipelineConfigurationElementArgs]]]]
    """The processors and sinks, each type at most once."""
    real_time_alert_configuration: pulumi.Input[RealTimeAlertConfigurationArgs]
    """Alerts during calls; needs a transcription processor."""
    tags: pulumi.Input[Mapping[str, pulumi.Input[str]]]
    """Up to 200 tags; `aws:defaultTags` are added."""
    region: pulumi.Input[str]
    """The AWS region; the provider's by default. A change replaces the configuration."""
    adopt: pulumi.Input[str]
    """The ARN or name of an existing configuration to take over instead of creating one."""


class MediaInsightsPipelineConfigurationArguments(TaggedArguments):
    """MediaInsightsPipelineConfiguration's arguments, validated."""

    media_insights_pipeline_configuration_name: Annotated[
        str | None,
        Length(2, 64),
        Pattern("^[0-9a-zA-Z._-]+", "made of letters, digits and . _ -"),
        AutoName(64, "0-9a-zA-Z._-"),
        Immutable(),
    ] = None
    resource_access_role_arn: PipelineArn
    elements: Annotated[list[MediaInsightsPipelineConfigurationElement], Length(1), Unordered(("type",))]
    real_time_alert_configuration: RealTimeAlertConfiguration | None = None
    tags: ManyTags = None

    def problems(self) -> Iterator[Problem]:
        """Which elements go together, where they may be, and what alerts need."""
        elements = self.elements if isinstance(self.elements, list) else []
        known = [element for element in elements if isinstance(element, MediaInsightsPipelineConfigurationElement)]
        types = [element.type for element in known if isinstance(element.type, str)]
        # Only a list that is known in full can lack something.
        complete = isinstance(self.elements, list) and len(types) == len(elements)
        yield from self._repeated(elements)
        yield from self._combinations(elements, set(types), complete=complete)
        yield from self._regions(elements)
        if complete:
            yield from self._alerts(set(types))

    def _repeated(self, elements: Sequence[object]) -> Iterator[Problem]:
        seen: set[str] = set()
        for position, element_type in _types(elements):
            if element_type in seen:
                yield Problem(
                    ("elements", position, "type"), f"is {element_type} a second time; each type may appear once"
                )
            if element_type in _TRANSCRIBERS and seen & (_TRANSCRIBERS - {element_type}):
                yield Problem(
                    ("elements", position, "type"),
                    "AmazonTranscribeProcessor and AmazonTranscribeCallAnalyticsProcessor cannot be combined",
                )
            seen.add(element_type)

    def _combinations(self, elements: Sequence[object], types: set[str], *, complete: bool) -> Iterator[Problem]:
        if not complete:
            return
        for position, element_type in _types(elements):
            at = ("elements", position, "type")
            if element_type in _VOICE_ANALYTICS_SINKS and "VoiceAnalyticsProcessor" not in types:
                yield Problem(at, f"{element_type} needs a VoiceAnalyticsProcessor")
            if element_type in _TRANSCRIBERS and "KinesisDataStreamSink" not in types:
                yield Problem(at, f"{element_type} needs a KinesisDataStreamSink")
            if element_type == "VoiceAnalyticsProcessor" and not types & {
                *_VOICE_ANALYTICS_SINKS,
                "KinesisDataStreamSink",
            }:
                yield Problem(at, "VoiceAnalyticsProcessor needs a sink")
            if element_type == "VoiceAnalyticsProcessor" and "KinesisDataStreamSink" not in types:
                yield Problem(at, "voice analytics is documented to need a KinesisDataStreamSink", warning=True)
            if element_type == "VoiceEnhancementSink" and "S3RecordingSink" not in types:
                yield Problem(at, "VoiceEnhancementSink needs an S3RecordingSink")
        if not types & {*_TRANSCRIBERS, "VoiceAnalyticsProcessor", "S3RecordingSink"}:
            yield Problem(
                ("elements",),
                "need a processor or an S3RecordingSink; a KinesisDataStreamSink alone has nothing to deliver",
            )
        for position, element in enumerate(elements):
            analytics = getattr(element, "amazon_transcribe_call_analytics_processor_configuration", None)
            if (
                isinstance(analytics, AmazonTranscribeCallAnalyticsProcessorConfiguration)
                and analytics.post_call_analytics_settings is not None
                and "S3RecordingSink" in types
            ):
                yield Problem(
                    ("elements", position),
                    "post-call analytics and an S3RecordingSink each store a recording of the same call",
                    warning=True,
                )

    def _regions(self, elements: Sequence[object]) -> Iterator[Problem]:
        for position, element_type in _types(elements):
            at: tuple[str | int, ...] = ("elements", position)
            name = configuration_field(element_type)
            configuration = getattr(elements[position], name)
            target = getattr(configuration, "insights_target", None)
            yield from same_region((*at, name, "insights_target"), target, self.region, "the target")
            if not isinstance(self.region, str):
                continue
            if element_type == "VoiceEnhancementSink" and self.region not in VOICE_ENHANCEMENT_REGIONS:
                yield Problem(
                    (*at, "type"), "voice enhancement is documented for us-east-1 and us-west-2 only", warning=True
                )
            if element_type == "VoiceAnalyticsProcessor" and self.region not in VOICE_ANALYTICS_REGIONS:
                yield Problem(
                    (*at, "type"), "voice analytics is documented for us-east-1 and us-west-2 only", warning=True
                )

    def _alerts(self, types: set[str]) -> Iterator[Problem]:
        alerts = self.real_time_alert_configuration
        if not isinstance(alerts, RealTimeAlertConfiguration):
            return
        if not types & _TRANSCRIBERS:
            yield Problem(
                ("real_time_alert_configuration",),
                "needs an AmazonTranscribeProcessor or an AmazonTranscribeCallAnalyticsProcessor among the elements",
            )
            return
        for position, rule in enumerate(alerts.rules if isinstance(alerts.rules, list) else ()):
            needs_analytics = isinstance(rule, RealTimeAlertRule) and rule.type in ("Sentiment", "IssueDetection")
            if needs_analytics and "AmazonTranscribeCallAnalyticsProcessor" not in types:
                yield Problem(
                    ("real_time_alert_configuration", "rules", position, "type"),
                    f"a rule of type {rule.type} needs the AmazonTranscribeCallAnalyticsProcessor",
                )


def _types(elements: Sequence[object]) -> Iterator[tuple[int, str]]:
    for position, element in enumerate(elements):
        if isinstance(element, MediaInsightsPipelineConfigurationElement) and isinstance(element.type, str):
            yield position, element.type


class MediaInsightsPipelineConfigurationLifecycle(Lifecycle[MediaInsightsPipelineConfigurationArguments]):
    """Create, Get, Update and DeleteMediaInsightsPipelineConfiguration."""

    kind = "MediaInsightsPipelineConfiguration"
    service = SERVICE
    arguments = MediaInsightsPipelineConfigurationArguments
    shape = ("CreateMediaInsightsPipelineConfiguration",)
    object_path = "media-insights-pipeline-configuration/"
    has_token = True
    advice: ClassVar[Mapping[str, str]] = {
        "AccessDeniedException": "the deploying identity needs kinesis:DescribeStream on the stream and iam:PassRole on the role",
        "ConflictException": "another configuration has this name, or a voice connector still uses this one; AWS says which",
        "ForbiddenException": (
            "check that the role trusts mediapipelines.chime.amazonaws.com, and that the deploying identity has "
            "kinesis:DescribeStream on the stream and iam:PassRole on the role"
        ),
    }

    def create(self, caller: Caller, arguments: MediaInsightsPipelineConfigurationArguments, intent: Intent) -> str:
        """CreateMediaInsightsPipelineConfiguration; its token makes a repetition safe, and a role made just now is waited for."""
        reply = until(
            lambda: caller.call(
                SERVICE,
                "CreateMediaInsightsPipelineConfiguration",
                **self.request(arguments),
                Tags=tags_with_mark(arguments, intent.mark),
                ClientRequestToken=intent.token,
            ),
            _role_is_settling,
            seconds=120,
        )
        created = cast("Values", reply["MediaInsightsPipelineConfiguration"])
        return str(created["MediaInsightsPipelineConfigurationArn"])

    def made_by(
        self, caller: Caller, arguments: MediaInsightsPipelineConfigurationArguments, intent: Intent
    ) -> list[str]:
        """The configuration of this name, if it carries the mark."""
        found = self._get(caller, str(arguments.media_insights_pipeline_configuration_name))
        arns = [str(found["MediaInsightsPipelineConfigurationArn"])] if found else []
        return [arn for arn in arns if is_marked(caller, SERVICE, arn, arguments, intent.mark)]

    def left_by_predecessor(
        self, caller: Caller, arguments: MediaInsightsPipelineConfigurationArguments, intent: Intent
    ) -> str | None:
        """The configuration of this name, if it carries a mark of this stack."""
        found = self._get(caller, str(arguments.media_insights_pipeline_configuration_name))
        arn = str(found["MediaInsightsPipelineConfigurationArn"]) if found else None
        return arn if arn and is_marked_by_stack(caller, SERVICE, arn, intent.stack) else None

    def read(self, caller: Caller, resource_id: str) -> Values | None:
        """GetMediaInsightsPipelineConfiguration and its tags."""
        found = self._get(caller, resource_id)
        return found and self.values(found) | {"tags": read_tags(caller, SERVICE, resource_id)}

    def update(
        self,
        caller: Caller,
        resource_id: str,
        old: MediaInsightsPipelineConfigurationArguments,
        new: MediaInsightsPipelineConfigurationArguments,
    ) -> None:
        """UpdateMediaInsightsPipelineConfiguration, which replaces role, elements and alerts together, and the tag operations."""
        changed = changed_fields(self, old, new)
        fields = ("resource_access_role_arn", "elements", "real_time_alert_configuration")
        if changed & set(fields):
            until(
                lambda: caller.call(
                    SERVICE,
                    "UpdateMediaInsightsPipelineConfiguration",
                    Identifier=resource_id,
                    **self.request(new, *fields),
                ),
                _role_is_settling,
                seconds=120,
            )
        if "tags" in changed:
            update_tags(caller, SERVICE, resource_id, old, new)

    def delete(self, caller: Caller, resource_id: str) -> None:
        """DeleteMediaInsightsPipelineConfiguration; a connector that was deleted a moment ago may still count as a user."""
        try:
            until(
                lambda: caller.call(SERVICE, "DeleteMediaInsightsPipelineConfiguration", Identifier=resource_id),
                lambda error: error.code == "ConflictException",
                seconds=15,
            )
        except ApiError as error:
            if error.code != "NotFoundException":
                raise

    def _get(self, caller: Caller, identifier: str) -> Values | None:
        try:
            reply = caller.call(SERVICE, "GetMediaInsightsPipelineConfiguration", Identifier=identifier)
        except ApiError as error:
            if error.code == "NotFoundException":
                return None
            raise
        return cast("Values", reply["MediaInsightsPipelineConfiguration"])


def _role_is_settling(error: ApiError) -> bool:
    # A role that IAM created a moment ago cannot be assumed everywhere yet, and AWS calls that Forbidden.
    return error.code == "ForbiddenException" and "role" in error.message.lower()


class MediaInsightsPipelineConfiguration(ChimeResource, lifecycle=MediaInsightsPipelineConfigurationLifecycle()):
    """A call analytics configuration.

    It never names a source of audio: voice connectors refer to it in their streaming configuration, and AWS takes about
    five minutes to apply a change to them.

    Args:
        resource_name: The logical name in the Pulumi program.
        opts: Pulumi's resource options.
        arguments: See :class:`MediaInsightsPipelineConfigurationArgs`.

    Attributes:
        arn: The ARN; also the id.
        media_insights_pipeline_configuration_name: The name.
        resource_access_role_arn: The role.
        elements: The elements by type.
        real_time_alert_configuration: The alerts.
        tags: All tags that are set, default tags included.

    Source: CreateMediaInsightsPipelineConfiguration; Developer guide, "Using Amazon Chime SDK call analytics".
    """

    arn: pulumi.Output[str]
    media_insights_pipeline_configuration_name: pulumi.Output[str]
    resource_access_role_arn: pulumi.Output[str]
    elements: pulumi.Output[list[MediaInsightsPipelineConfigurationElementArgs]]
    real_time_alert_configuration: pulumi.Output[RealTimeAlertConfigurationArgs | None]
    tags: pulumi.Output[dict[str, str] | None]

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        **arguments: Unpack[MediaInsightsPipelineConfigurationArgs],
    ) -> None:
        super().__init__(resource_name, arguments, opts)
        self.arn = self.id
