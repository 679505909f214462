"""Arguments as hypothesis makes them: of the right types and sizes, with everything optional there or not."""

from types import UnionType
from typing import Annotated, Literal, Union, get_args, get_origin

from chime_sdk_pulumi.providers._model import Between, Length, Model, Value, Values
from hypothesis import strategies as st
from pydantic.fields import FieldInfo

LEAST, MOST = -(2**31), 2**31


def arguments(model: type[Model]) -> st.SearchStrategy[Values]:
    """Arguments of a model. Patterns and the rules between fields are not kept."""
    required = {name: _value(field.annotation, tuple(field.metadata)) for name, field in _fields(model, required=True)}
    optional = {name: _value(field.annotation, tuple(field.metadata)) for name, field in _fields(model, required=False)}
    return st.fixed_dictionaries(required, optional=optional)


def _fields(model: type[Model], *, required: bool) -> list[tuple[str, FieldInfo]]:
    return [(name, field) for name, field in model.model_fields.items() if field.is_required() == required]


def _value(annotation: object, constraints: tuple[object, ...]) -> st.SearchStrategy[Value]:
    annotation, constraints = _peeled(annotation, constraints)
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return st.sampled_from(inner)
    if origin is list:
        least, most = _size(constraints, Length, 0, 4)
        return st.lists(_value(inner[0], ()), min_size=least, max_size=max(least, min(most, 4))).map(_as_value)
    if origin is dict:
        least, most = _size(constraints, Length, 0, 4)
        names = st.text(min_size=1, max_size=5)
        return st.dictionaries(names, _value(inner[1], ()), min_size=least, max_size=max(least, min(most, 4))).map(
            _as_value
        )
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return arguments(annotation).map(_as_value)
    return _scalar(annotation, constraints)


def _peeled(annotation: object, constraints: tuple[object, ...]) -> tuple[object, tuple[object, ...]]:
    """An annotation without `Annotated` and `| None`, and what they carried."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _peeled(inner[0], (*constraints, *inner[1:]))
    if origin in (Union, UnionType):
        (plain,) = [one for one in inner if one is not type(None)]
        return _peeled(plain, constraints)
    return annotation, constraints


def _scalar(annotation: object, constraints: tuple[object, ...]) -> st.SearchStrategy[Value]:
    if annotation is bool:
        return st.booleans().map(_as_value)
    if annotation is int:
        least, most = _size(constraints, Between, LEAST, MOST)
        return st.integers(least, most).map(_as_value)
    return st.one_of(st.sampled_from(TEXTS), st.text(max_size=8)).map(_as_value)


TEXTS = ["", "a", "b", "+12065550100", "12065550100", "US", "us-east-1", "5060", "false"]
"""Texts that mean something somewhere."""


def _size(
    constraints: tuple[object, ...], kind: type[Length] | type[Between], least: int, most: int
) -> tuple[int, int]:
    for constraint in constraints:
        if isinstance(constraint, kind):
            low, high = constraint.minimum, constraint.maximum
            return (least if low is None else low, most if high is None else high)
    return least, most


def _as_value(value: Value) -> Value:
    return value
