"""A list of cases as GeoJSON (RFC 7946): a point for each city, no geometry where the case has none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from api.exports.cases import ExportedCase, ExportList
from api.exports.table import COLUMNS
from corpus.results import CaseCard

_IN_GEOMETRY = ("latitude", "longitude")
_PROPERTIES = tuple(column for column in COLUMNS if column.name not in _IN_GEOMETRY)


def geojson(cases: ExportList) -> Iterator[str]:
    """A FeatureCollection piece by piece, a feature at a time; `snapshot` is a foreign member, which RFC 7946 allows."""
    yield f'{{"type": "FeatureCollection", "snapshot": {json.dumps(cases.snapshot)}, "features": ['
    for number, case in enumerate(cases):
        yield (",\n" if number else "\n") + json.dumps(feature(case), ensure_ascii=False)
    yield "\n]}\n"


def feature(case: ExportedCase) -> dict[str, Any]:
    """A case as a feature; its properties are the columns of the table."""
    properties = {column.name: column.value(case) for column in _PROPERTIES}
    return {"type": "Feature", "id": case.card.id, "geometry": _point(case.card), "properties": properties}


def _point(card: CaseCard) -> dict[str, Any] | None:
    """Longitude first, WGS 84."""
    if card.longitude is None or card.latitude is None:
        return None
    return {"type": "Point", "coordinates": [card.longitude, card.latitude]}
