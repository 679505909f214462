"""The elements of a media insights pipeline configuration: three processors and six sinks."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Final, Literal, Required, TypedDict

import pulumi

from .._members import PIPELINE_ARN_PATTERN, PipelineArn
from .._model import Api, ApiDefault, Checked, Item, Length, Model, Pattern, Problem, Unordered, is_unknown

LanguageCode = Literal["en-US", "en-GB", "es-US", "fr-CA", "fr-FR", "en-AU", "it-IT", "de-DE", "pt-BR"]
ModelName = Annotated[str | None, Length(1, 200), Pattern("^[0-9a-zA-Z._-]+", "made of letters, digits and . _ -")]
NameList = Annotated[
    str | None, Length(1, 3000), Pattern("^[a-zA-Z0-9,-._]+", "a list of names with commas between them")
]

PII_ENTITY_TYPES: Final = frozenset(
    {
        "ADDRESS",
        "ALL",
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
    }
)


def _pii_complaint(entities: str) -> str | None:
    unknown = sorted({entity.strip() for entity in entities.split(",")} - PII_ENTITY_TYPES)
    return f"names no such PII entity type; there are {', '.join(sorted(PII_ENTITY_TYPES))}" if unknown else None


def _bucket_complaint(destination: str) -> str | None:
    if destination.startswith("s3://"):
        return "must be an S3 ARN, arn:aws:s3:::<bucket>[/<prefix>], not an s3:// address"
    parts = destination.split(":", 5)
    if len(parts) != 6 or parts[2] != "s3" or not parts[5]:
        return "must be an S3 ARN, arn:aws:s3:::<bucket>[/<prefix>]"
    return None


def _s3_uri_complaint(location: str) -> str | None:
    return None if location.startswith("s3://") and len(location) > len("s3://") else "must begin with s3://<bucket>"


def _fifo_complaint(target: str) -> str | None:
    return "is a FIFO queue or topic, which call analytics cannot send to" if target.endswith(".fifo") else None


PiiEntityTypes = Annotated[
    str | None, Length(1, 300), Pattern("^[A-Z_, ]+", "a list of PII entity types in capitals"), Checked(_pii_complaint)
]


class PostCallAnalyticsSettingsArgs(TypedDict, total=False):
    """What Amazon Transcribe does with a call once it has ended."""

    output_location: Required[pulumi.Input[str]]
    """Where results go: ``s3://<bucket>[/<prefix>]``."""
    data_access_role_arn: Required[pulumi.Input[str]]
    """The ARN of the role with which Transcribe uploads the results."""
    content_redaction_output: pulumi.Input[str]
    """``redacted`` or ``redacted_and_unredacted``."""
    output_encryption_kms_key_id: pulumi.Input[str]
    """The KMS key that encrypts the results."""


class AmazonTranscribeCallAnalyticsProcessorConfigurationArgs(TypedDict, total=False):
    """Transcription with sentiment, issues and categories, in real time."""

    language_code: Required[pulumi.Input[str]]
    """en-US, en-GB, es-US, fr-CA, fr-FR, en-AU, it-IT, de-DE or pt-BR."""
    vocabulary_name: pulumi.Input[str]
    """A custom vocabulary."""
    vocabulary_filter_name: pulumi.Input[str]
    """A vocabulary filter."""
    vocabulary_filter_method: pulumi.Input[str]
    """``remove``, ``mask`` or ``tag``."""
    language_model_name: pulumi.Input[str]
    """A custom language model."""
    enable_partial_results_stabilization: pulumi.Input[bool]
    """Lower latency for partial results, maybe less accurate; False by default."""
    partial_results_stability: pulumi.Input[str]
    """``high``, ``medium`` or ``low``."""
    content_identification_type: pulumi.Input[str]
    """``PII`` to label personal data; not together with redaction."""
    content_redaction_type: pulumi.Input[str]
    """``PII`` to redact personal data; not together with identification."""
    pii_entity_types: pulumi.Input[str]
    """The kinds of personal data, with commas between them; needs identification or redaction. All by default."""
    filter_partial_results: pulumi.Input[bool]
    """Leave partial results out; False by default."""
    post_call_analytics_settings: pulumi.Input[PostCallAnalyticsSettingsArgs]
    """Turns post-call analytics on."""
    call_analytics_stream_categories: pulumi.Input[Sequence[pulumi.Input[str]]]
    """The categories whose events are sent, 1 to 20 names; all by default."""


class AmazonTranscribeProcessorConfigurationArgs(TypedDict, total=False):
    """Transcription in real time. Exactly one of the three ways to choose the language is needed."""

    language_code: pulumi.Input[str]
    """en-US, en-GB, es-US, fr-CA, fr-FR, en-AU, it-IT, de-DE or pt-BR."""
    vocabulary_name: pulumi.Input[str]
    """A custom vocabulary."""
    vocabulary_filter_name: pulumi.Input[str]
    """A vocabulary filter."""
    vocabulary_filter_method: pulumi.Input[str]
    """``remove``, ``mask`` or ``tag``."""
    show_speaker_label: pulumi.Input[bool]
    """Label the speakers; False by default."""
    enable_partial_results_stabilization: pulumi.Input[bool]
    """Lower latency for partial results, maybe less accurate; False by default."""
    partial_results_stability: pulumi.Input[str]
    """``high``, ``medium`` or ``low``."""
    content_identification_type: pulumi.Input[str]
    """``PII`` to label personal data; not together with redaction."""
    content_redaction_type: pulumi.Input[str]
    """``PII`` to redact personal data; not together with identification."""
    pii_entity_types: pulumi.Input[str]
    """The kinds of personal data, with commas between them; needs identification or redaction. All by default."""
    language_model_name: pulumi.Input[str]
    """A custom language model."""
    filter_partial_results: pulumi.Input[bool]
    """Leave partial results out; False by default."""
    identify_language: pulumi.Input[bool]
    """Find out the one language of the call."""
    identify_multiple_languages: pulumi.Input[bool]
    """Find out the languages of a call that has several."""
    language_options: pulumi.Input[str]
    """The languages to tell apart, at least two, with commas between them."""
    preferred_language: pulumi.Input[str]
    """The language to take when two are equally likely."""
    vocabulary_names: pulumi.Input[str]
    """Custom vocabularies, one per language, with commas between them."""
    vocabulary_filter_names: pulumi.Input[str]
    """Vocabulary filters, one per language, with commas between them."""


class KinesisDataStreamSinkConfigurationArgs(TypedDict):
    """A Kinesis data stream that receives insights and metadata."""

    insights_target: pulumi.Input[str]
    """The ARN of the stream, in the configuration's account and region."""


class S3RecordingSinkConfigurationArgs(TypedDict, total=False):
    """Recordings of calls."""

    destination: pulumi.Input[str]
    """Where recordings go: ``arn:aws:s3:::<bucket>[/<prefix>]``, a bucket of the same account."""
    recording_file_format: pulumi.Input[str]
    """``Wav`` or ``Opus``."""


class VoiceAnalyticsProcessorConfigurationArgs(TypedDict, total=False):
    """Voice analytics; a task has to be started for each call."""

    speaker_search_status: pulumi.Input[str]
    """``Enabled`` or ``Disabled``."""
    voice_tone_analysis_status: pulumi.Input[str]
    """``Enabled`` or ``Disabled``."""


class LambdaFunctionSinkConfigurationArgs(TypedDict):
    """A Lambda function that receives voice analytics."""

    insights_target: pulumi.Input[str]
    """The ARN of the function."""


class SqsQueueSinkConfigurationArgs(TypedDict):
    """A queue that receives voice analytics."""

    insights_target: pulumi.Input[str]
    """The ARN of the queue; not a FIFO queue."""


class SnsTopicSinkConfigurationArgs(TypedDict):
    """A topic that receives voice analytics."""

    insights_target: pulumi.Input[str]
    """The ARN of the topic; not a FIFO topic."""


class VoiceEnhancementSinkConfigurationArgs(TypedDict, total=False):
    """A second, enhanced recording of calls of up to 30 minutes."""

    disabled: pulumi.Input[bool]
    """Turn enhancement off; False by default."""


class MediaInsightsPipelineConfigurationElementArgs(TypedDict, total=False):
    """One element: its type and the configuration named after it."""

    type: Required[pulumi.Input[str]]
    """The element's type; each at most once."""
    amazon_transcribe_call_analytics_processor_configuration: pulumi.Input[
        AmazonTranscribeCallAnalyticsProcessorConfigurationArgs
    ]
    """For ``AmazonTranscribeCallAnalyticsProcessor``."""
    amazon_transcribe_processor_configuration: pulumi.Input[AmazonTranscribeProcessorConfigurationArgs]
    """For ``AmazonTranscribeProcessor``."""
    kinesis_data_stream_sink_configuration: pulumi.Input[KinesisDataStreamSinkConfigurationArgs]
    """For ``KinesisDataStreamSink``."""
    s3_recording_sink_configuration: pulumi.Input[S3RecordingSinkConfigurationArgs]
    """For ``S3RecordingSink``."""
    voice_analytics_processor_configuration: pulumi.Input[VoiceAnalyticsProcessorConfigurationArgs]
    """For ``VoiceAnalyticsProcessor``."""
    lambda_function_sink_configuration: pulumi.Input[LambdaFunctionSinkConfigurationArgs]
    """For ``LambdaFunctionSink``."""
    sqs_queue_sink_configuration: pulumi.Input[SqsQueueSinkConfigurationArgs]
    """For ``SqsQueueSink``."""
    sns_topic_sink_configuration: pulumi.Input[SnsTopicSinkConfigurationArgs]
    """For ``SnsTopicSink``."""
    voice_enhancement_sink_configuration: pulumi.Input[VoiceEnhancementSinkConfigurationArgs]
    """For ``VoiceEnhancementSink``."""


class PostCallAnalyticsSettings(Model):
    """PostCallAnalyticsSettings of the API."""

    output_location: Annotated[str, Length(None, 4096), Pattern(".*", "text"), Checked(_s3_uri_complaint)]
    data_access_role_arn: Annotated[str, Length(None, 4096), Pattern(".*", "text")]
    content_redaction_output: Literal["redacted", "redacted_and_unredacted"] | None = None
    output_encryption_kms_key_id: Annotated[
        str | None, Api("OutputEncryptionKMSKeyId"), Length(None, 4096), Pattern(".*", "text")
    ] = None


class _Transcription(Model):
    """What both transcription processors know."""

    vocabulary_name: ModelName = None
    vocabulary_filter_name: ModelName = None
    vocabulary_filter_method: Literal["remove", "mask", "tag"] | None = None
    language_model_name: ModelName = None
    enable_partial_results_stabilization: Annotated[bool | None, ApiDefault(False)] = None
    partial_results_stability: Literal["high", "medium", "low"] | None = None
    content_identification_type: Literal["PII"] | None = None
    content_redaction_type: Literal["PII"] | None = None
    pii_entity_types: PiiEntityTypes = None
    filter_partial_results: Annotated[bool | None, ApiDefault(False)] = None

    def problems(self) -> Iterator[Problem]:
        """Identification and redaction exclude each other; entity types belong to one of them."""
        identifies, redacts = self.content_identification_type, self.content_redaction_type
        if "PII" in (identifies,) and "PII" in (redacts,):
            yield Problem(("content_redaction_type",), "cannot be combined with content_identification_type")
        if self.pii_entity_types is not None and identifies is None and redacts is None:
            yield Problem(("pii_entity_types",), "needs content_identification_type or content_redaction_type")
        if self.partial_results_stability is not None and self.enable_partial_results_stabilization is None:
            yield Problem(
                ("partial_results_stability",),
                "has no effect without enable_partial_results_stabilization",
                warning=True,
            )


class AmazonTranscribeCallAnalyticsProcessorConfiguration(_Transcription):
    """AmazonTranscribeCallAnalyticsProcessorConfiguration of the API."""

    language_code: LanguageCode
    post_call_analytics_settings: PostCallAnalyticsSettings | None = None
    call_analytics_stream_categories: Annotated[
        list[Item[Annotated[str, Length(1, 200), Pattern("^[0-9a-zA-Z._-]+", "made of letters, digits and . _ -")]]]
        | None,
        Length(1, 20),
        Unordered(),
    ] = None


class AmazonTranscribeProcessorConfiguration(_Transcription):
    """AmazonTranscribeProcessorConfiguration of the API."""

    language_code: LanguageCode | None = None
    show_speaker_label: Annotated[bool | None, ApiDefault(False)] = None
    identify_language: Annotated[bool | None, ApiDefault(False)] = None
    identify_multiple_languages: Annotated[bool | None, ApiDefault(False)] = None
    language_options: Annotated[
        str | None, Length(1, 200), Pattern("^[a-zA-Z-,]+", "a list of language codes with commas between them")
    ] = None
    preferred_language: LanguageCode | None = None
    vocabulary_names: NameList = None
    vocabulary_filter_names: NameList = None

    def problems(self) -> Iterator[Problem]:
        """One way to choose the language, and what goes with it."""
        yield from super().problems()
        ways = (
            self.language_code,
            self.identify_language or None,
            self.identify_multiple_languages or None,
        )
        if any(is_unknown(way) for way in ways):
            return
        chosen = [way for way in ways if way is not None]
        if len(chosen) != 1:
            yield Problem((), "needs exactly one of language_code, identify_language and identify_multiple_languages")
        if self.language_code is not None or not chosen:
            return
        if self.language_options is None or (
            isinstance(self.language_options, str) and "," not in self.language_options
        ):
            yield Problem(("language_options",), "must name at least two languages when the language is identified")
        if self.language_model_name is not None:
            yield Problem(("language_model_name",), "cannot be combined with language identification")
        if self.content_redaction_type is not None:
            yield Problem(("content_redaction_type",), "cannot be combined with language identification")


class KinesisDataStreamSinkConfiguration(Model):
    """KinesisDataStreamSinkConfiguration of the API."""

    insights_target: PipelineArn


class S3RecordingSinkConfiguration(Model):
    """S3RecordingSinkConfiguration of the API."""

    destination: Annotated[str | None, Length(1, 1024), Checked(_bucket_complaint), PIPELINE_ARN_PATTERN] = None
    recording_file_format: Literal["Wav", "Opus"] | None = None


class VoiceAnalyticsProcessorConfiguration(Model):
    """VoiceAnalyticsProcessorConfiguration of the API."""

    speaker_search_status: Literal["Enabled", "Disabled"] | None = None
    voice_tone_analysis_status: Literal["Enabled", "Disabled"] | None = None


class LambdaFunctionSinkConfiguration(Model):
    """LambdaFunctionSinkConfiguration of the API."""

    insights_target: PipelineArn


class SqsQueueSinkConfiguration(Model):
    """SqsQueueSinkConfiguration of the API."""

    insights_target: Annotated[PipelineArn, Checked(_fifo_complaint)]


class SnsTopicSinkConfiguration(Model):
    """SnsTopicSinkConfiguration of the API."""

    insights_target: Annotated[PipelineArn, Checked(_fifo_complaint)]


class VoiceEnhancementSinkConfiguration(Model):
    """VoiceEnhancementSinkConfiguration of the API."""

    disabled: Annotated[bool | None, ApiDefault(False)] = None


class MediaInsightsPipelineConfigurationElement(Model):
    """MediaInsightsPipelineConfigurationElement of the API."""

    type: Literal[
        "AmazonTranscribeCallAnalyticsProcessor",
        "VoiceAnalyticsProcessor",
        "AmazonTranscribeProcessor",
        "KinesisDataStreamSink",
        "LambdaFunctionSink",
        "SqsQueueSink",
        "SnsTopicSink",
        "S3RecordingSink",
        "VoiceEnhancementSink",
    ]
    amazon_transcribe_call_analytics_processor_configuration: (
        AmazonTranscribeCallAnalyticsProcessorConfiguration | None
    ) = None
    amazon_transcribe_processor_configuration: AmazonTranscribeProcessorConfiguration | None = None
    kinesis_data_stream_sink_configuration: KinesisDataStreamSinkConfiguration | None = None
    s3_recording_sink_configuration: S3RecordingSinkConfiguration | None = None
    voice_analytics_processor_configuration: VoiceAnalyticsProcessorConfiguration | None = None
    lambda_function_sink_configuration: LambdaFunctionSinkConfiguration | None = None
    sqs_queue_sink_configuration: SqsQueueSinkConfiguration | None = None
    sns_topic_sink_configuration: SnsTopicSinkConfiguration | None = None
    voice_enhancement_sink_configuration: VoiceEnhancementSinkConfiguration | None = None

    def problems(self) -> Iterator[Problem]:
        """The configuration must be the one named after the type."""
        if not isinstance(self.type, str):
            return
        own = configuration_field(self.type)
        if getattr(self, own) is None:
            yield Problem((own,), f"is missing: an element of type {self.type} takes it")
        for name in type(self).model_fields:
            if name not in ("type", own) and getattr(self, name) is not None:
                yield Problem((name,), f"does not belong to an element of type {self.type}")


def configuration_field(element_type: str) -> str:
    """The field that configures an element of a type: ``S3RecordingSink`` has ``s3_recording_sink_configuration``."""
    return next(
        name
        for name in MediaInsightsPipelineConfigurationElement.model_fields
        if name.replace("_", "") == f"{element_type}Configuration".lower()
    )
