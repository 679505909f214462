"""The search for numbers to order, and the countries that have some."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import BadRequestError
from chime_sdk_pulumi.local_aws.pagination import page
from chime_sdk_pulumi.local_aws.store import Table
from chime_sdk_pulumi.local_aws.voice.numbering_plan import (
    COUNTRIES,
    TOLL_FREE_PREFIXES,
    US_AREA_CODES,
    north_american_numbers,
    numbers_in,
    types_in,
)
from chime_sdk_pulumi.local_aws.voice.phone_number_inventory import taken_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chime_sdk_pulumi.local_aws.store import Scope, Store, Structure

_US_FILTERS = ("AreaCode", "City", "State", "TollFreePrefix")


class PhoneNumberSearch:
    """SearchAvailablePhoneNumbers and ListSupportedPhoneNumberCountries.

    A search reserves nothing: two at the same time find the same numbers, of which an order gets one once.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def search_available_phone_numbers(self, scope: Scope, request: Structure) -> Structure:
        filters = {name: request[name] for name in ("Country", *_US_FILTERS, "PhoneNumberType") if name in request}
        numbers = Table[str]()
        for number in _found(filters):
            numbers.add(number, number)
        taken = taken_numbers(self._store)
        found, rest = page(
            numbers,
            request,
            scope,
            f"SearchAvailablePhoneNumbers {filters}",
            largest=500,
            matches=lambda number: number not in taken,
        )
        return {"E164PhoneNumbers": found} | rest

    def list_supported_phone_number_countries(self, _scope: Scope, request: Structure) -> Structure:
        # API reference, CreatePhoneNumberOrder: dial-in is the only product type outside the US.
        countries = ["US"] if request["ProductType"] == "VoiceConnector" else COUNTRIES
        return {
            "PhoneNumberCountries": [
                {"CountryCode": country, "SupportedPhoneNumberTypes": types_in(country)} for country in countries
            ]
        }


def _found(filters: Structure) -> Iterator[str]:
    country = filters.get("Country", "US")
    if country == "US":
        return _found_in_us(filters)
    # API reference, SearchAvailablePhoneNumbers: numbers outside the US only support PhoneNumberType, and need it.
    if country not in COUNTRIES:
        raise BadRequestError(f"There are no phone numbers of the country {country}.")
    if unsupported := [name for name in _US_FILTERS if name in filters]:
        raise BadRequestError(f"{', '.join(unsupported)} only applies to the US.")
    if "PhoneNumberType" not in filters:
        raise BadRequestError("A search outside the US must have a PhoneNumberType.")
    return numbers_in(country, filters["PhoneNumberType"])


def _found_in_us(filters: Structure) -> Iterator[str]:
    # API reference, SearchAvailablePhoneNumbers (and the same for State and City)
    if not any(name in filters for name in _US_FILTERS):
        raise BadRequestError(f"A search in the US must have one of {', '.join(_US_FILTERS)}.")
    if "City" in filters and "State" not in filters:
        raise BadRequestError("A search by City must have a State.")
    local, toll_free = _area_codes(filters), _toll_free_prefixes(filters)
    wanted = {"Local": local, "TollFree": toll_free}
    return north_american_numbers(wanted.get(filters.get("PhoneNumberType", ""), local + toll_free))


def _area_codes(filters: Structure) -> list[str]:
    """The area codes that fit: none, if a toll-free prefix is asked for. Each city has one of its state's (made up)."""
    if "TollFreePrefix" in filters:
        return []
    states = [filters["State"]] if "State" in filters else list(US_AREA_CODES)
    codes = [code for state in states for code in US_AREA_CODES.get(state, "").split()]
    if "City" in filters and codes:
        codes = [codes[zlib.crc32(filters["City"].lower().encode()) % len(codes)]]
    return [code for code in codes if filters.get("AreaCode", code) == code]


def _toll_free_prefixes(filters: Structure) -> list[str]:
    """The toll-free prefixes that fit: none, if a place is asked for."""
    if filters.keys() & {"AreaCode", "City", "State"}:
        return []
    return [prefix for prefix in TOLL_FREE_PREFIXES.split() if filters["TollFreePrefix"] == prefix]
