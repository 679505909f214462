"""Where Amazon Lex V2 logs the conversations of a bot alias."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Required, TypedDict

import pulumi

from .._model import ApiDefault, Length, Pattern, Problem
from ._lex import LexStructure


class CloudWatchLogGroupLogDestinationArgs(TypedDict):
    """A log group."""

    cloud_watch_log_group_arn: pulumi.Input[str]
    """The ARN of the CloudWatch log group."""
    log_prefix: pulumi.Input[str]
    """What the names of the log streams begin with, up to 1,024 characters."""


class TextLogDestinationArgs(TypedDict):
    """Where text goes."""

    cloud_watch: pulumi.Input[CloudWatchLogGroupLogDestinationArgs]
    """The log group."""


class TextLogSettingArgs(TypedDict, total=False):
    """The log of text and of what Lex made of it."""

    enabled: Required[pulumi.Input[bool]]
    """Whether text is logged."""
    destination: Required[pulumi.Input[TextLogDestinationArgs]]
    """Where text goes."""
    selective_logging_enabled: pulumi.Input[bool]
    """Log only the slots and intents that a bot says; False by default."""


class S3BucketLogDestinationArgs(TypedDict, total=False):
    """A bucket."""

    kms_key_arn: pulumi.Input[str]
    """The ARN of the KMS key, or of its alias, that encrypts the audio."""
    s3_bucket_arn: Required[pulumi.Input[str]]
    """The ARN of the bucket."""
    log_prefix: Required[pulumi.Input[str]]
    """What the keys of the objects begin with, up to 1,024 characters."""


class AudioLogDestinationArgs(TypedDict):
    """Where audio goes."""

    s3_bucket: pulumi.Input[S3BucketLogDestinationArgs]
    """The bucket."""


class AudioLogSettingArgs(TypedDict, total=False):
    """The log of audio."""

    enabled: Required[pulumi.Input[bool]]
    """Whether audio is logged."""
    destination: Required[pulumi.Input[AudioLogDestinationArgs]]
    """Where audio goes."""
    selective_logging_enabled: pulumi.Input[bool]
    """Log only the slots and intents that a bot says; False by default."""


class ConversationLogSettingsArgs(TypedDict, total=False):
    """The logs of conversations; one of them at the least."""

    text_log_settings: pulumi.Input[Sequence[pulumi.Input[TextLogSettingArgs]]]
    """The one log of text."""
    audio_log_settings: pulumi.Input[Sequence[pulumi.Input[AudioLogSettingArgs]]]
    """The one log of audio."""


LogPrefix = Annotated[str, Length(None, 1024)]


class CloudWatchLogGroupLogDestination(LexStructure):
    """CloudWatchLogGroupLogDestination of the API."""

    cloud_watch_log_group_arn: Annotated[
        str,
        Length(1, 2048),
        Pattern(
            r"^arn:[\w\-]+:logs:[\w\-]+:[\d]{12}:log-group:[\.\-_/#A-Za-z0-9]{1,512}(?::\*)?$",
            "the ARN of a CloudWatch log group",
        ),
    ]
    log_prefix: LogPrefix


class TextLogDestination(LexStructure):
    """TextLogDestination of the API."""

    cloud_watch: CloudWatchLogGroupLogDestination


class TextLogSetting(LexStructure):
    """TextLogSetting of the API."""

    enabled: bool
    destination: TextLogDestination
    selective_logging_enabled: Annotated[bool | None, ApiDefault(False)] = None


class S3BucketLogDestination(LexStructure):
    """S3BucketLogDestination of the API."""

    kms_key_arn: Annotated[
        str | None,
        Length(20, 2048),
        Pattern(
            r"^arn:[\w\-]+:kms:[\w\-]+:[\d]{12}:(?:key\/[\w\-]+|alias\/[a-zA-Z0-9:\/_\-]{1,256})$",
            "the ARN of a KMS key or of an alias of one",
        ),
    ] = None
    s3_bucket_arn: Annotated[
        str,
        Length(1, 2048),
        Pattern(r"^arn:[\w\-]+:s3:::[a-z0-9][\.\-a-z0-9]{1,61}[a-z0-9]$", "the ARN of an S3 bucket"),
    ]
    log_prefix: LogPrefix


class AudioLogDestination(LexStructure):
    """AudioLogDestination of the API."""

    s3_bucket: S3BucketLogDestination


class AudioLogSetting(LexStructure):
    """AudioLogSetting of the API."""

    enabled: bool
    destination: AudioLogDestination
    selective_logging_enabled: Annotated[bool | None, ApiDefault(False)] = None


class ConversationLogSettings(LexStructure):
    """ConversationLogSettings of the API."""

    text_log_settings: Annotated[list[TextLogSetting] | None, Length(1, 1)] = None
    audio_log_settings: Annotated[list[AudioLogSetting] | None, Length(1, 1)] = None

    def problems(self) -> Iterator[Problem]:
        """Settings that log nothing."""
        if self.text_log_settings is None and self.audio_log_settings is None:
            yield Problem((), "needs text_log_settings or audio_log_settings; leave it out to log nothing")
