"""Kinds of values that fields of a programme have, each with its bounds."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from functools import cache
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, Strict, WithJsonSchema

Whole = Annotated[int, Strict()]
Share = Annotated[float, Strict(), Field(ge=0, le=1)]
Flag = Annotated[bool, Strict()]
"""As JSON has them: a number in quotation marks is none, and 1 is not true. What is sent is then what is kept, and the reference says so."""


def _written(value: object) -> object:
    """Dates and times are words; a number would be taken for seconds since 1970."""
    if (isinstance(value, str) and not value.isdecimal()) or isinstance(value, dt.date | dt.time):
        return value
    raise ValueError(f"{value!r} is not a date such as '2027-03-01' or a time such as '09:30', in quotation marks")


Date = Annotated[
    dt.date,
    BeforeValidator(_written),
    Field(ge=dt.date(2000, 1, 1), le=dt.date(2199, 12, 31), description="between 2000 and 2199"),
]
ConceptId = Annotated[str, Field(max_length=60, description="id in its vocabulary")]
GeoNamesId = Annotated[Whole, Field(ge=1, le=2**31 - 1, description="as GeoNames has it")]
Licence = Annotated[str, Field(max_length=60, description="SPDX id")]


@cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def _time_zone(value: str) -> str:
    if value not in _zones():
        raise ValueError(f"{value!r} is not a time zone of the IANA database, such as 'Asia/Seoul'")
    return value


TimeZone = Annotated[str, AfterValidator(_time_zone), Field(max_length=64)]


def _clock(value: dt.time) -> dt.time:
    if value.tzinfo or value.second or value.microsecond:
        raise ValueError(
            f"{value.isoformat()!r} is not a time of day in hours and minutes without a zone, such as '09:30'"
        )
    return value


Clock = Annotated[
    dt.time,
    BeforeValidator(_written),
    AfterValidator(_clock),
    # JSON Schema's own format for times is that of RFC 3339, which has an offset.
    WithJsonSchema({"type": "string", "pattern": r"^([01][0-9]|2[0-3]):[0-5][0-9](:00)?$", "maxLength": 8}),
]
"""A time of day on the clock of the programme's time zone, in hours and minutes."""
