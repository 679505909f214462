"""Members that several of the Chime APIs share, with the constraints of their service models."""

from collections.abc import Iterator
from typing import Annotated, Final

from ._identifier import is_arn, parse_arn
from ._model import ApiDefault, Between, Length, Pattern, Problem, Value

NAME_PATTERN: Final = Pattern(
    r"[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]*",
    "text without control characters",
)
"""What a name in the identity and messaging APIs may consist of."""

Metadata = Annotated[str | None, Length(0, 1024), Pattern(".*", "text without line breaks"), ApiDefault("")]
"""What an application keeps beside an AppInstance, a user, a bot or a channel."""

ExpirationDays = Annotated[int, Between(1, 5475)]
"""Days until messages, users or channels are deleted: at most 15 years."""

_CHIME_ARN: Final = r"arn:[a-z0-9-\.]{1,63}:[a-z0-9-\.]{0,63}:[a-z0-9-\.]{0,63}:[a-z0-9-\.]{0,63}:[^/].{0,1023}"

AppInstanceArn = Annotated[
    str,
    Length(5, 1600),
    Pattern(_CHIME_ARN, "the ARN of an AppInstance, such as arn:aws:chime:us-east-1:111122223333:app-instance/<id>"),
]

ChannelArn = Annotated[
    str, Length(5, 1600), Pattern(_CHIME_ARN, "the ARN of a channel, which ends with app-instance/<id>/channel/<id>")
]

ChannelFlowArn = Annotated[
    str,
    Length(5, 1600),
    Pattern(_CHIME_ARN, "the ARN of a channel flow, which ends with app-instance/<id>/channel-flow/<id>"),
]

AppInstanceUserArn = Annotated[
    str,
    Length(5, 1600),
    Pattern(
        _CHIME_ARN, "the ARN of an AppInstance user or bot, which ends with app-instance/<id>/user/<id> or …/bot/<id>"
    ),
]

ObjectId: Final = Pattern(
    r"[A-Za-z0-9]([A-Za-z0-9\:\-\_\.\@]{0,62}[A-Za-z0-9])?",
    "1 to 64 letters, digits and : - _ . @ that begin and end with a letter or digit",
)
"""What the id of a user or a channel may consist of."""

PIPELINE_ARN_PATTERN: Final = Pattern(r"^arn[\/\:\-\_\.a-zA-Z0-9]+$", "an ARN of letters, digits and / : - _ .")

PipelineArn = Annotated[str, Length(1, 1024), PIPELINE_ARN_PATTERN]


def same_region(path: tuple[str | int, ...], arn: Value, region: Value, what: str) -> Iterator[Problem]:
    """A problem when both are known and the ARN lies in another region."""
    if isinstance(arn, str) and isinstance(region, str) and is_arn(arn):
        there = parse_arn(arn).region
        if there and there != region:
            yield Problem(path, f"{what} must be in {region}, the region of this resource, but it is in {there}")


def same_account(path: tuple[str | int, ...], arn: Value, app_instance_arn: Value, what: str) -> Iterator[Problem]:
    """A problem when both are known and the ARN belongs to another account than the AppInstance."""
    texts = [text for text in (arn, app_instance_arn) if isinstance(text, str) and is_arn(text)]
    accounts = {parse_arn(text).account for text in texts}
    if len(texts) == 2 and len(accounts) == 2:
        yield Problem(path, f"{what} must be in the account of the AppInstance")
