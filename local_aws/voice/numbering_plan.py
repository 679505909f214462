"""The numbers that can be ordered on local AWS, by country: many, always the same, and nobody's.

Where a country keeps numbers for fiction (555-0100 to 555-0199 in each area of North America, Ofcom's and
Bundesnetzagentur's for drama…), these are on offer; elsewhere they are made up. Which countries there are is from the
Administrator guide, Country requirements for phone numbers; that each has both types of numbers is inferred. AWS asks
for documents in some of them first, which nobody does here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

US_AREA_CODES = {
    "AK": "907",
    "AL": "205 251 256 334 659 938",
    "AR": "327 479 501 870",
    "AZ": "480 520 602 623 928",
    "CA": "209 213 279 310 323 341 350 369 408 415 424 442 510 530 559 562 619 626 628 650 657 661 669 707 714 747 760 805 "
    "818 820 831 840 858 909 916 925 949 951",
    "CO": "303 719 720 970 983",
    "CT": "203 475 860 959",
    "DC": "202 771",
    "DE": "302",
    "FL": "239 305 321 324 352 386 407 448 561 645 656 689 727 728 754 772 786 813 850 863 904 941 954",
    "GA": "229 404 470 478 678 706 762 770 912 943",
    "HI": "808",
    "IA": "319 515 563 641 712",
    "ID": "208 986",
    "IL": "217 224 309 312 331 447 464 618 630 708 730 773 779 815 847 861 872",
    "IN": "219 260 317 463 574 765 812 930",
    "KS": "316 620 785 913",
    "KY": "270 364 502 606 859",
    "LA": "225 318 337 504 985",
    "MA": "339 351 413 508 617 774 781 857 978",
    "MD": "227 240 301 410 443 667",
    "ME": "207",
    "MI": "231 248 269 313 517 586 616 679 734 810 906 947 989",
    "MN": "218 320 507 612 651 763 924 952",
    "MO": "235 314 417 557 573 636 660 816 975",
    "MS": "228 601 662 769",
    "MT": "406",
    "NC": "252 336 472 704 743 828 910 919 980 984",
    "ND": "701",
    "NE": "308 402 531",
    "NH": "603",
    "NJ": "201 551 609 640 732 848 856 862 908 973",
    "NM": "505 575",
    "NV": "702 725 775",
    "NY": "212 315 329 332 347 363 516 518 585 607 624 631 646 680 716 718 838 845 914 917 929 934",
    "OH": "216 220 234 283 326 330 380 419 436 440 513 567 614 740 937",
    "OK": "405 539 572 580 918",
    "OR": "458 503 541 971",
    "PA": "215 223 267 272 412 445 484 570 582 610 717 724 814 835 878",
    "RI": "401",
    "SC": "803 821 839 843 854 864",
    "SD": "605",
    "TN": "423 615 629 731 865 901 931",
    "TX": "210 214 254 281 325 346 361 409 430 432 469 512 682 713 726 737 806 817 830 832 903 915 936 940 945 956 972 979",
    "UT": "385 435 801",
    "VA": "276 434 540 571 686 703 757 804 826 948",
    "VT": "802",
    "WA": "206 253 360 425 509 564",
    "WI": "262 274 353 414 534 608 715 920",
    "WV": "304 681",
    "WY": "307",
}
"""By state."""

CANADIAN_AREA_CODES = (
    "204 226 236 249 250 263 289 306 343 354 365 367 368 382 403 416 418 428 431 437 438 450 468 474 506 514 519 548 579 581 "
    "584 587 604 613 639 647 672 683 705 709 742 753 778 780 782 807 819 825 867 873 879 902 905"
)
PUERTO_RICAN_AREA_CODES = "787 939"

# Those of SearchAvailablePhoneNumbers but for 800, of which AWS has none to offer (inferred from what its engineers say).
TOLL_FREE_PREFIXES = "833 844 855 866 877 888"

# Country: calling code, and what local and toll-free numbers start with; three more digits follow.
_ABROAD = {
    "AT": ("+43", "+43720880", "+43800880"),
    "AU": ("+61", "+61255500", "+611800975"),
    "CH": ("+41", "+41445550", "+41800555"),
    "DE": ("+49", "+493023125", "+498005550"),
    "DK": ("+45", "+4532550", "+4580880"),
    "FI": ("+358", "+358942450", "+358800550"),
    "GB": ("+44", "+442079460", "+448081570"),
    "IE": ("+353", "+353209100", "+3531800555"),
    "IT": ("+39", "+39065550", "+39800555"),
    "KR": ("+82", "+8225550", "+82805550"),
    "NG": ("+234", "+23415550", "+234800555"),
    "NZ": ("+64", "+6445550", "+64800555"),
    "SE": ("+46", "+46846500", "+46205550"),
}

_NORTH_AMERICA = {
    "US": [code for codes in US_AREA_CODES.values() for code in codes.split()],
    "CA": CANADIAN_AREA_CODES.split(),
    "PR": PUERTO_RICAN_AREA_CODES.split(),
}

COUNTRIES = sorted([*_NORTH_AMERICA, *_ABROAD])


def country_of(e164: str) -> str | None:
    """The country of a number; None if it is none of `COUNTRIES`. What North America doesn't know is taken for the US."""
    if e164.startswith("+1"):
        return next((country for country, codes in _NORTH_AMERICA.items() if e164[2:5] in codes), "US")
    return next((country for country, (calling_code, *_) in _ABROAD.items() if e164.startswith(calling_code)), None)


def type_of(e164: str) -> str:
    """The PhoneNumberType of a number."""
    toll_free = [
        *(f"+1{prefix}" for prefix in ("800", *TOLL_FREE_PREFIXES.split())),
        *(row[2] for row in _ABROAD.values()),
    ]
    return "TollFree" if e164.startswith(tuple(toll_free)) else "Local"


def types_in(country: str) -> list[str]:
    """The PhoneNumberTypes that a country has; toll-free numbers of North America are all of the US."""
    return ["Local"] if country in ("CA", "PR") else ["Local", "TollFree"]


def numbers_in(country: str, number_type: str) -> Iterator[str]:
    """All numbers of a type on offer in a country outside the US."""
    if country in _NORTH_AMERICA:
        return north_american_numbers(_NORTH_AMERICA[country] if number_type == "Local" else [])
    prefix = _ABROAD[country][1 if number_type == "Local" else 2]
    return (f"{prefix}{digits:03}" for digits in range(1000))


def north_american_numbers(area_codes: Iterable[str]) -> Iterator[str]:
    """All numbers on offer in some areas, or with some toll-free prefixes."""
    return (f"+1{code}55501{digits:02}" for code in area_codes for digits in range(100))


def is_on_offer(e164: str) -> bool:
    """Whether there is such a number to be ordered."""
    if e164.startswith("+1"):
        areas = {code for codes in _NORTH_AMERICA.values() for code in codes} | set(TOLL_FREE_PREFIXES.split())
        return e164[2:5] in areas and re.fullmatch(r"55501[0-9]{2}", e164[5:]) is not None
    prefixes = [prefix for _, *both in _ABROAD.values() for prefix in both]
    return any(re.fullmatch(re.escape(prefix) + "[0-9]{3}", e164) for prefix in prefixes)
