"""The service models of the Chime APIs, and the regions that each API has, both from botocore."""

from __future__ import annotations

from functools import cache

import botocore.session
from moto.core.utils import get_service_model

CHIME_SERVICES = (
    "chime-sdk-identity",
    "chime-sdk-messaging",
    "chime-sdk-voice",
    "chime-sdk-media-pipelines",
    "chime-sdk-meetings",
)

__all__ = ["CHIME_SERVICES", "get_service_model", "regions_of"]


@cache
def regions_of(service: str) -> frozenset[str]:
    """The regions in which an API has an endpoint."""
    return frozenset(botocore.session.get_session().get_available_regions(service))
