"""The archive as one data set: what it holds and in which files it can be taken away, for the descriptions in DCAT and Croissant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from api import addresses as names
from api.archive import Archive
from corpus import gazetteer
from corpus.case import Case, Status, year_of
from index.catalogue import CaseSummary, ChangeLog


@dataclass(frozen=True, slots=True)
class Distribution:
    """A file in which the whole archive can be taken away."""

    name: str
    """Of the file; the export of that name has it at `/v1/…`."""
    media_type: str
    about: str


DISTRIBUTIONS = (
    Distribution("export.jsonl", "application/jsonl", "Every case with its whole record, a JSON object a line"),
    Distribution("export.csv", "text/csv", "Every case as a row of a table"),
    Distribution("export.parquet", "application/vnd.apache.parquet", "Every case as a row of typed columns"),
    Distribution(
        "export.passages.parquet", "application/vnd.apache.parquet", "Every passage of the documents with its place"
    ),
)


@dataclass(frozen=True, slots=True)
class Box:
    """The smallest rectangle around all cities, degrees, WGS 84."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class DataSet:
    """What the archive holds at one snapshot. Archived cases are left out, as they are of exports."""

    snapshot: str
    issued: dt.datetime | None
    """When the first of its cases was published, None where it has none."""
    changed: dt.datetime | None
    """When it changed last."""
    cases: int
    countries: tuple[str, ...]
    """ISO 3166-1 alpha-2, sorted."""
    languages: tuple[str, ...]
    """BCP 47 languages of its documents, sorted."""
    topics: tuple[str, ...]
    licences: tuple[str, ...]
    """Pages of the licences of its records, sorted; a licence outside the SPDX list has none."""
    rights_holders: tuple[str, ...]
    years: tuple[int, int] | None
    """First and last year in which a policy started or ended."""
    box: Box | None


def read_dataset(archive: Archive) -> DataSet:
    """From the catalogue's overview, which is read anew only where a case has changed."""
    held = archive.catalogue.cases().values()
    listed = [summary for summary in held if summary.case.status is not Status.archived]
    records, log = [summary.case for summary in listed], ChangeLog(archive.catalogue.engine)
    return DataSet(
        snapshot=archive.catalogue.snapshot(),
        issued=log.oldest(),
        changed=log.newest(),
        cases=len(listed),
        countries=_sorted(record.country for record in records),
        languages=_sorted(document.language for summary in listed for document in summary.documents),
        topics=_sorted(topic for record in records for topic in record.topics),
        licences=_sorted(names.licence(record.licence) for record in records),
        rights_holders=_sorted(record.rights_holder for record in records),
        years=_years(records),
        box=_box(listed),
    )


def _sorted(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted({value for value in values if value}))


def _years(records: Sequence[Case]) -> tuple[int, int] | None:
    years = [year for each in records for date in (each.start_date, each.end_date) if (year := year_of(date))]
    return (min(years), max(years)) if years else None


def _box(listed: Iterable[CaseSummary]) -> Box | None:
    found = [gazetteer.city(each.case.city.geonames_id) for each in listed if each.case.city]
    cities = [city for city in found if city]
    if not cities:
        return None
    east_west, north_south = [city.longitude for city in cities], [city.latitude for city in cities]
    return Box(min(east_west), min(north_south), max(east_west), max(north_south))
