"""Kinds of values that fields of a programme have, each with its bounds."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from functools import cache
from typing import Annotated

from pydantic import AfterValidator, Field

Date = Annotated[dt.date, Field(ge=dt.date(2000, 1, 1), le=dt.date(2199, 12, 31), description="between 2000 and 2199")]
ConceptId = Annotated[str, Field(max_length=60, description="id in its vocabulary")]
GeoNamesId = Annotated[int, Field(ge=1, le=2**31 - 1, description="as GeoNames has it")]
Licence = Annotated[str, Field(max_length=60, description="SPDX id")]


@cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def _time_zone(value: str) -> str:
    if value not in _zones():
        raise ValueError(f"{value!r} is not a time zone of the IANA database, such as 'Asia/Seoul'")
    return value


TimeZone = Annotated[str, AfterValidator(_time_zone), Field(max_length=64)]
