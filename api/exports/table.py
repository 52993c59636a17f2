"""A list of cases as CSV: one line a case, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from api.exports.cases import ExportedCase

Cell = str | int | float | None

SEPARATOR = "; "
"""Between several values of one cell."""

BYTE_ORDER_MARK = "\ufeff"
"""By this Excel knows UTF-8."""

FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
"""A text that begins with one of these would be run as a formula by a spreadsheet; the last four are their full-width forms."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the CSV: its name in the header, its meaning for the OpenAPI document, and where its value comes from."""

    name: str
    meaning: str
    value: Callable[[ExportedCase], Cell]


def _joined(values: Iterable[str]) -> str:
    return SEPARATOR.join(values)


COLUMNS: tuple[Column, ...] = (
    Column("id", "id of the case", lambda c: c.card.id),
    Column("version", "version of its record", lambda c: c.card.version),
    Column("status", "draft, in_review, published or archived", lambda c: c.card.status),
    Column("title", "in the language asked for where the case has it", lambda c: c.card.title),
    Column("title_language", "BCP 47 language of the title", lambda c: c.card.title_language),
    Column("abstract", "in the language asked for where the case has it", lambda c: c.card.abstract),
    Column("abstract_language", "BCP 47 language of the abstract", lambda c: c.card.abstract_language),
    Column("city", "name of the city", lambda c: c.card.city),
    Column("geonames_id", "GeoNames id of the city", lambda c: c.record.city.geonames_id if c.record.city else None),
    Column("country", "ISO 3166-1 alpha-2", lambda c: c.card.country),
    Column("country_name", "name of the country", lambda c: c.card.country_label),
    Column("region", "UN M49 sub-region", lambda c: c.card.region_label),
    Column("latitude", "degrees north, WGS 84", lambda c: c.card.latitude),
    Column("longitude", "degrees east, WGS 84", lambda c: c.card.longitude),
    Column("year", "year in which the policy started", lambda c: c.card.year),
    Column("start_date", "as precise as it is known", lambda c: c.record.start_date),
    Column("end_date", "as precise as it is known", lambda c: c.record.end_date),
    Column("stage", "planned, pilot, running, scaled, ended or abandoned", lambda c: c.card.stage),
    Column("verdict", "the editor's conclusion: worked, mixed or failed", lambda c: c.card.verdict),
    Column("topics", "ids of the vocabulary topics", lambda c: _joined(c.card.topics)),
    Column("topic_names", "labels of the topics", lambda c: _joined(c.card.topic_labels)),
    Column("instruments", "ids of the vocabulary instruments", lambda c: _joined(c.record.instruments)),
    Column("sdgs", "SDG goals and targets", lambda c: _joined(c.record.sdgs)),
    Column(
        "lead_agency", "body that ran the policy", lambda c: c.record.lead_agency.name if c.record.lead_agency else None
    ),
    Column("languages", "BCP 47 languages of its documents", lambda c: _joined(c.card.languages)),
    Column("document_types", "formats of its documents", lambda c: _joined(c.card.document_types)),
    Column("outcomes", "number of recorded outcomes", lambda c: len(c.record.outcomes)),
    Column("evidence", "who says so: independent, self-reported, none found", lambda c: _joined(c.card.evidence)),
    Column("unconfirmed", "figures that no editor has confirmed", lambda c: c.card.unconfirmed),
    Column("completeness", "share of the record that is filled, 0 to 1", lambda c: round(c.card.completeness, 2)),
    Column("guessed", "fields of a draft that nobody has confirmed", lambda c: _joined(c.card.guessed)),
    Column("licence", "SPDX id", lambda c: c.record.licence),
    Column("rights_holder", "whose the record is", lambda c: c.record.rights_holder),
    Column("last_verified", "when an editor last checked the record", lambda c: c.record.last_verified),
    Column("score", "score of the search, comparable within this file only", lambda c: c.card.score),
    Column("url", "where the case can be read", lambda c: c.url),
)


def csv_lines(cases: Iterable[ExportedCase]) -> Iterator[str]:
    """CSV (RFC 4180) piece by piece: a byte order mark, then a header, then a line a case."""
    yield BYTE_ORDER_MARK + _line(column.name for column in COLUMNS)
    for case in cases:
        yield _line(guarded(column.value(case)) for column in COLUMNS)


def guarded(cell: Cell) -> Cell:
    """A text that a spreadsheet would run is set off by an apostrophe; numbers stay numbers, negative ones too."""
    starts_formula = isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA_STARTS)
    return f"'{cell}" if starts_formula else cell


def _line(cells: Iterable[Cell]) -> str:
    stream = io.StringIO()
    csv.writer(stream).writerow(["" if cell is None else cell for cell in cells])
    return stream.getvalue()
