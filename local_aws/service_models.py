"""The service models of the emulated APIs, and the regions that each API has, both from botocore unless they are set."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from botocore.loaders import Loader
from botocore.regions import EndpointResolver
from moto.core.utils import get_service_model

if TYPE_CHECKING:
    from collections.abc import Mapping

CHIME_SERVICES = (
    "chime-sdk-identity",
    "chime-sdk-messaging",
    "chime-sdk-voice",
    "chime-sdk-media-pipelines",
    "chime-sdk-meetings",
)

LEX_SERVICES = ("lexv2-models", "lexv2-runtime")
SERVICES_BY_SIGNING_NAME = {"chime": CHIME_SERVICES, "lex": LEX_SERVICES}
"""The emulated APIs by the name that their clients put into signatures, which is all that a local endpoint tells of them."""
EMULATED_SERVICES = (*CHIME_SERVICES, *LEX_SERVICES)

__all__ = [
    "CHIME_SERVICES",
    "EMULATED_SERVICES",
    "LEX_SERVICES",
    "SERVICES_BY_SIGNING_NAME",
    "get_service_model",
    "regions_of",
    "set_regions",
]

_regions_set: dict[str, frozenset[str]] = {}


def regions_of(service: str) -> frozenset[str]:
    """The regions in which an API has an endpoint."""
    return _regions_set.get(service) or _regions_known_to_botocore(service)


def set_regions(regions: Mapping[str, frozenset[str]]) -> None:
    """Give APIs other regions than the installed botocore knows, in this process; the rest keep botocore's."""
    _regions_set.clear()
    _regions_set.update(regions)


@cache
def _regions_known_to_botocore(service: str) -> frozenset[str]:
    # Not by a session of botocore: no profile and no configuration file of this machine has a say in it.
    endpoints = EndpointResolver(Loader().load_data("endpoints"))
    return frozenset(endpoints.get_available_endpoints(get_service_model(service).endpoint_prefix))
