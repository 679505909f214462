"""Every operation of the Chime SDK APIs: emulated, or why not; `python -m chime_sdk_pulumi.local_aws.operations_table`.

What it prints is `docs/operations.md`.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.emulated_apis import EmulatedApis
from chime_sdk_pulumi.local_aws.service_models import CHIME_SERVICES, get_service_model
from chime_sdk_pulumi.local_aws.store import Store

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

NOT_EMULATED: dict[str, dict[str, tuple[str, ...]]] = {
    "chime-sdk-messaging": {
        "runtime: the messages in a channel": (
            "DeleteChannelMessage",
            "GetChannelMessage",
            "GetChannelMessageStatus",
            "ListChannelMessages",
            "RedactChannelMessage",
            "SendChannelMessage",
            "UpdateChannelMessage",
            "UpdateChannelReadMarker",
        ),
        "runtime: what a channel flow's function answers to a message": ("ChannelFlowCallback",),
        "runtime: what the people in a channel search": ("SearchChannels",),
        "runtime: the sessions over which clients get messages": ("GetMessagingSessionEndpoint",),
    },
    "chime-sdk-voice": {
        "runtime: calls": ("CreateSipMediaApplicationCall", "UpdateSipMediaApplicationCall"),
        "runtime: what voice analytics hears in a call": (
            "GetSpeakerSearchTask",
            "GetVoiceToneAnalysisTask",
            "StartSpeakerSearchTask",
            "StartVoiceToneAnalysisTask",
            "StopSpeakerSearchTask",
            "StopVoiceToneAnalysisTask",
        ),
        "runtime: the voices of callers, taken from speaker search tasks": (
            "CreateVoiceProfile",
            "DeleteVoiceProfile",
            "GetVoiceProfile",
            "ListVoiceProfiles",
            "UpdateVoiceProfile",
        ),
        "ended by AWS: proxy phone sessions": (
            "CreateProxySession",
            "DeleteProxySession",
            "DeleteVoiceConnectorProxy",
            "GetProxySession",
            "GetVoiceConnectorProxy",
            "ListProxySessions",
            "PutVoiceConnectorProxy",
            "UpdateProxySession",
        ),
    },
    "chime-sdk-media-pipelines": {
        "runtime: pipelines, which last no longer than a meeting or a call": (
            "CreateMediaCapturePipeline",
            "CreateMediaConcatenationPipeline",
            "CreateMediaInsightsPipeline",
            "CreateMediaLiveConnectorPipeline",
            "CreateMediaStreamPipeline",
            "DeleteMediaCapturePipeline",
            "DeleteMediaPipeline",
            "GetMediaCapturePipeline",
            "GetMediaPipeline",
            "ListMediaCapturePipelines",
            "ListMediaPipelines",
            "UpdateMediaInsightsPipelineStatus",
        ),
        "runtime: what voice analytics hears in a call": (
            "GetSpeakerSearchTask",
            "GetVoiceToneAnalysisTask",
            "StartSpeakerSearchTask",
            "StartVoiceToneAnalysisTask",
            "StopSpeakerSearchTask",
            "StopVoiceToneAnalysisTask",
        ),
    },
    "chime-sdk-meetings": {
        "runtime: who attends a meeting": (
            "BatchCreateAttendee",
            "BatchUpdateAttendeeCapabilitiesExcept",
            "CreateAttendee",
            "CreateMeetingWithAttendees",
            "DeleteAttendee",
            "GetAttendee",
            "ListAttendees",
            "UpdateAttendeeCapabilities",
        ),
        "runtime: what is said in a meeting": ("StartMeetingTranscription", "StopMeetingTranscription"),
    },
}
"""Operations by the reason why they are not emulated. Whoever adds an operation to this list has decided about it."""


def main() -> int:
    """Print the table, unless some operation is not classified; the exit code."""
    if unclear := list(misclassified()):
        print(*unclear, sep="\n", file=sys.stderr)
        return 1
    print(table(), end="")
    return 0


def misclassified() -> Iterator[str]:
    """A sentence about each operation that is neither emulated nor known not to be, or both; or that no model has."""
    emulated = EmulatedApis(Store()).emulated_operations
    for service in CHIME_SERVICES:
        modelled = set(get_service_model(service).operation_names)
        reasons = _reasons(service)
        for name in sorted(modelled | reasons.keys()):
            if name not in modelled:
                yield f"NOT_EMULATED has {service} {name}, which botocore does not have."
            elif (service, name) not in emulated and name not in reasons:
                yield f"{service} {name} has no behaviour in local AWS, and NOT_EMULATED gives no reason."
            elif (service, name) in emulated and name in reasons:
                yield f"{service} {name} has behaviour in local AWS, but NOT_EMULATED says that it is not emulated."


def table() -> str:
    """The table, as Markdown."""
    emulated = EmulatedApis(Store()).emulated_operations
    lines = [
        "# Operations that local AWS emulates",
        "",
        "Generated from botocore's service models and the code: `python -m chime_sdk_pulumi.local_aws.operations_table`.",
        "",
        "What provisions something is emulated, with its behaviour. What only happens while people talk or write is not:",
        "it answers 501 `NotImplementedByLocalAws`, and the message names the operation.",
        "",
        *_counts(emulated),
    ]
    for service in CHIME_SERVICES:
        reasons = _reasons(service)
        lines += ["", f"## {service}", "", "| Operation | Local AWS |", "|---|---|"]
        lines += [
            f"| {name} | {'emulated' if (service, name) in emulated else f'not emulated ({reasons[name]})'} |"
            for name in sorted(get_service_model(service).operation_names)
        ]
    return "\n".join(lines) + "\n"


def _counts(emulated: Collection[tuple[str, str]]) -> Iterator[str]:
    yield "| API | Operations | Emulated | Not emulated: runtime | Not emulated: ended by AWS |"
    yield "|---|---:|---:|---:|---:|"
    total = [0, 0, 0, 0]
    for service in CHIME_SERVICES:
        kinds = [reason.partition(":")[0] for reason in _reasons(service).values()]
        counts = [
            len(get_service_model(service).operation_names),
            sum(api == service for api, _ in emulated),
            kinds.count("runtime"),
            kinds.count("ended by AWS"),
        ]
        total = [sum(pair) for pair in zip(total, counts, strict=True)]
        yield f"| {service} | {' | '.join(map(str, counts))} |"
    yield f"| **all** | {' | '.join(f'**{count}**' for count in total)} |"


def _reasons(service: str) -> dict[str, str]:
    """The reason of every operation that is not emulated."""
    return {name: reason for reason, names in NOT_EMULATED.get(service, {}).items() for name in names}


if __name__ == "__main__":
    sys.exit(main())
