"""Real-time alerts of a media insights pipeline configuration: rules that raise an EventBridge event during a call."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal, Required, TypedDict

import pulumi

from .._model import UNKNOWN, ApiDefault, Between, Item, Length, Model, Pattern, Problem, Unordered

RuleName = Annotated[str, Length(2, 64), Pattern("^[0-9a-zA-Z._-]+", "made of letters, digits and . _ -")]


class KeywordMatchConfigurationArgs(TypedDict, total=False):
    """A rule on words that are spoken, or never spoken."""

    rule_name: Required[pulumi.Input[str]]
    """The name in the event, 2 to 64 letters, digits and ``. _ -``."""
    keywords: Required[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """1 to 10 words or phrases of up to 100 characters."""
    negate: pulumi.Input[bool]
    """Match when none of the keywords is spoken during the whole call; False by default."""


class SentimentConfigurationArgs(TypedDict):
    """A rule on a sentiment that lasts."""

    rule_name: pulumi.Input[str]
    """The name in the event, 2 to 64 letters, digits and ``. _ -``."""
    sentiment_type: pulumi.Input[str]
    """``NEGATIVE``, the only one there is."""
    time_period: pulumi.Input[int]
    """How long it has to last, 60 to 1800 seconds."""


class IssueDetectionConfigurationArgs(TypedDict):
    """A rule on issues that are detected."""

    rule_name: pulumi.Input[str]
    """The name in the event, 2 to 64 letters, digits and ``. _ -``."""


class RealTimeAlertRuleArgs(TypedDict, total=False):
    """One rule: its type and the configuration named after it."""

    type: Required[pulumi.Input[str]]
    """``KeywordMatch``, ``Sentiment`` or ``IssueDetection``."""
    keyword_match_configuration: pulumi.Input[KeywordMatchConfigurationArgs]
    """For ``KeywordMatch``."""
    sentiment_configuration: pulumi.Input[SentimentConfigurationArgs]
    """For ``Sentiment``."""
    issue_detection_configuration: pulumi.Input[IssueDetectionConfigurationArgs]
    """For ``IssueDetection``."""


class RealTimeAlertConfigurationArgs(TypedDict, total=False):
    """The alerts of a configuration."""

    disabled: pulumi.Input[bool]
    """Turn all alerts off; False by default."""
    rules: pulumi.Input[Sequence[pulumi.Input[RealTimeAlertRuleArgs]]]
    """1 to 3 rules, each of which fires by itself; required unless alerts are disabled."""


class KeywordMatchConfiguration(Model):
    """KeywordMatchConfiguration of the API."""

    rule_name: RuleName
    keywords: Annotated[
        list[
            Item[
                Annotated[
                    str,
                    Length(1, 100),
                    Pattern(r"^[\s0-9a-zA-Z'-]+", "made of letters, digits, spaces, apostrophes and hyphens"),
                ]
            ]
        ],
        Length(1, 10),
        Unordered(),
    ]
    negate: Annotated[bool | None, ApiDefault(False)] = None


class SentimentConfiguration(Model):
    """SentimentConfiguration of the API."""

    rule_name: RuleName
    sentiment_type: Literal["NEGATIVE"]
    time_period: Annotated[int, Between(60, 1800)]


class IssueDetectionConfiguration(Model):
    """IssueDetectionConfiguration of the API."""

    rule_name: RuleName


_CONFIGURATION = {
    "KeywordMatch": "keyword_match_configuration",
    "Sentiment": "sentiment_configuration",
    "IssueDetection": "issue_detection_configuration",
}


class RealTimeAlertRule(Model):
    """RealTimeAlertRule of the API."""

    type: Literal["KeywordMatch", "Sentiment", "IssueDetection"]
    keyword_match_configuration: KeywordMatchConfiguration | None = None
    sentiment_configuration: SentimentConfiguration | None = None
    issue_detection_configuration: IssueDetectionConfiguration | None = None

    @property
    def rule_name(self) -> object:
        """The name of the rule, UNKNOWN where that is not known yet."""
        configuration = getattr(self, _CONFIGURATION[self.type]) if isinstance(self.type, str) else None
        return getattr(configuration, "rule_name", UNKNOWN)

    def problems(self) -> Iterator[Problem]:
        """The configuration must be the one named after the type."""
        if not isinstance(self.type, str):
            return
        for rule_type, name in _CONFIGURATION.items():
            if rule_type == self.type and getattr(self, name) is None:
                yield Problem((name,), f"is missing: a rule of type {self.type} takes it")
            if rule_type != self.type and getattr(self, name) is not None:
                yield Problem((name,), f"does not belong to a rule of type {self.type}")


class RealTimeAlertConfiguration(Model):
    """RealTimeAlertConfiguration of the API."""

    disabled: Annotated[bool | None, ApiDefault(False)] = None
    rules: Annotated[list[RealTimeAlertRule] | None, Length(1, 3)] = None

    def problems(self) -> Iterator[Problem]:
        """Alerts need rules, and rule names are used once: an event tells rules apart by nothing else."""
        if self.rules is None and self.disabled is None:
            yield Problem(("rules",), "is missing: alerts that are not disabled need 1 to 3 rules")
        seen: set[object] = set()
        for position, rule in enumerate(self.rules if isinstance(self.rules, list) else ()):
            name = rule.rule_name if isinstance(rule, RealTimeAlertRule) else UNKNOWN
            if isinstance(name, str) and name in seen:
                yield Problem(("rules", position), "has the rule_name of another rule")
            seen.add(name)
