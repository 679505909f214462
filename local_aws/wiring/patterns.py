"""Values of a policy, compared with those of a request: wildcards, policy variables, ARNs.

Sources: IAM user guide, IAM JSON policy elements: Resource; Variables and tags.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    Context = Mapping[str, tuple[str, ...]]
    """The condition keys of a request in lower case, for their case means nothing, and their values."""

_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_DEFAULT = re.compile(r"(?P<key>[^,]*?)\s*,\s*'(?P<default>.*)'")
_ARN_COLONS = 5


def matches(
    pattern: str,
    value: str,
    variables: Context | None,
    *,
    wildcards: bool = True,
    arn: bool = False,
    ignore_case: bool = False,
) -> bool:
    """Whether a value of a request fits one of a policy.

    Arguments:
        pattern: the value in the policy.
        value: the value in the request.
        variables: what the policy's variables stand for; None in a policy of a version that has none.
        wildcards: whether `*` and `?` stand for other characters.
        arn: whether both are ARNs, in which a wildcard does not reach over a colon, but for those in the resource.
        ignore_case: whether upper and lower case are the same.
    """
    expression = _expression(pattern, variables, wildcards=wildcards, arn=arn)
    flags = re.DOTALL | (re.IGNORECASE if ignore_case else 0)
    return expression is not None and re.fullmatch(expression, value, flags) is not None


def resource_matches(pattern: str, resource: str, variables: Context | None) -> bool:
    """Whether the Resource of a statement covers a resource."""
    if pattern == "*":
        return True
    if pattern.startswith("arn:"):
        # An ARN with too few parts is completed with wildcards.
        missing = _ARN_COLONS - _VARIABLE.sub("", pattern).count(":")
        pattern += ":*" * max(0, missing)
    return matches(pattern, resource, variables, arn=pattern.startswith("arn:"))


def _expression(pattern: str, variables: Context | None, *, wildcards: bool, arn: bool) -> str | None:
    """The regular expression of a pattern; None if a variable in it has no value."""
    # Every second part is the name of a variable.
    parts = _VARIABLE.split(pattern) if variables is not None else [pattern]
    expression, colons = "", 0
    for index, part in enumerate(parts):
        if index % 2 == 0:
            for character in part:
                any_character = "[^:]" if arn and colons < _ARN_COLONS else "."
                if wildcards and character in "*?":
                    expression += any_character + ("*" if character == "*" else "")
                else:
                    expression += re.escape(character)
                colons += character == ":"
        else:
            value = _value_of(part, variables or {})
            if value is None:
                return None
            expression += re.escape(value)
            colons += value.count(":")
    return expression


def _value_of(variable: str, variables: Context) -> str | None:
    if variable in ("*", "?", "$"):  # how a policy writes these characters themselves
        return variable
    with_default = _DEFAULT.fullmatch(variable)
    values = variables.get((with_default["key"] if with_default else variable).strip().lower(), ())
    if len(values) == 1:
        return values[0]
    return with_default["default"] if with_default else None
