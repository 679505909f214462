"""JSON documents compared by meaning, so that formatting and order are no change."""

import json
import re
from typing import Any, TypeAlias

Json: TypeAlias = Any
"""A parsed JSON document or a part of one."""

# In these members of a statement one value and a list of one value mean the same, and order means nothing.
_SETS = {"Action", "NotAction", "Resource", "NotResource", "AWS", "Service", "Federated", "CanonicalUser"}


def same_json(one: str, other: str) -> bool:
    """Whether two JSON documents hold the same values."""
    return bool(_parsed(one) == _parsed(other))


def same_policy(one: str, other: str) -> bool:
    """Whether two IAM policy documents mean the same."""
    return bool(_canonical(_parsed(one)) == _canonical(_parsed(other)))


def is_json(text: str) -> bool:
    """Whether the text is a JSON document."""
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def dumps(document: object) -> str:
    """Write a document that a program gave as a structure."""
    return json.dumps(document, separators=(",", ":"))


def _parsed(text: str) -> Json:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _canonical(value: Json, name: str = "") -> Json:
    if name in ("Principal", "NotPrincipal") and value == "*":
        value = {"AWS": "*"}
    if name in _SETS and not isinstance(value, dict):
        names = {str(item) for item in (value if isinstance(value, list) else [value])}
        return sorted({_principal(each) for each in names} if name == "AWS" else names)
    if name == "Condition" and isinstance(value, dict):
        return {operator: {key: _texts(wanted) for key, wanted in keys.items()} for operator, keys in value.items()}
    if name == "Statement" and isinstance(value, dict):
        value = [value]
    if isinstance(value, dict):
        return {member: _canonical(item, member) for member, item in value.items() if item not in ("", None)}
    if isinstance(value, list):
        items = [_canonical(item) for item in value]
        return sorted(items, key=lambda item: json.dumps(item, sort_keys=True)) if name == "Statement" else items
    return value


def _principal(name: str) -> str:
    """An account may be named by its number, and means its root."""
    return f"arn:aws:iam::{name}:root" if re.fullmatch(r"\d{12}", name) else name


def _texts(wanted: Json) -> list[str]:
    values = wanted if isinstance(wanted, list) else [wanted]
    return sorted(str(value).lower() if isinstance(value, bool) else str(value) for value in values)
