"""A list of cases as a table: the columns that CSV, Parquet and GeoJSON share, and the CSV, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from api.exports.cases import ExportedCase

Value = str | int | float | tuple[str, ...] | None
"""What a column holds: one value, several texts, or None where it is not known."""

Cell = str | int | float | None
"""What a cell of a CSV holds."""

Kind = Literal["text", "integer", "number", "texts"]
"""Type of a column's values; `texts` are lists."""

SEPARATOR = "; "
"""Between several values of one cell."""

BYTE_ORDER_MARK = "\ufeff"
"""By this Excel knows UTF-8."""

FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
"""A text that begins with one of these would be run as a formula by a spreadsheet; the last four are their full-width forms."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in the header, its meaning for the OpenAPI document, the type of its values, and where they come from."""

    name: str
    meaning: str
    kind: Kind
    value: Callable[[ExportedCase], Value]


COLUMNS: tuple[Column, ...] = (
    Column("id", "id of the case", "text", lambda c: c.card.id),
    Column("version", "version of its record", "integer", lambda c: c.card.version),
    Column("status", "draft, in_review, published or archived", "text", lambda c: c.card.status),
    Column("title", "in the language asked for where the case has it", "text", lambda c: c.card.title),
    Column("title_language", "BCP 47 language of the title", "text", lambda c: c.card.title_language),
    Column("abstract", "in the language asked for where the case has it", "text", lambda c: c.card.abstract),
    Column("abstract_language", "BCP 47 language of the abstract", "text", lambda c: c.card.abstract_language),
    Column("city", "name of the city", "text", lambda c: c.card.city),
    Column(
        "geonames_id",
        "GeoNames id of the city",
        "integer",
        lambda c: c.record.city.geonames_id if c.record.city else None,
    ),
    Column("country", "ISO 3166-1 alpha-2", "text", lambda c: c.card.country),
    Column("country_name", "name of the country", "text", lambda c: c.card.country_label),
    Column("region", "UN M49 sub-region", "text", lambda c: c.card.region_label),
    Column("latitude", "degrees north, WGS 84", "number", lambda c: c.card.latitude),
    Column("longitude", "degrees east, WGS 84", "number", lambda c: c.card.longitude),
    Column("year", "year in which the policy started", "integer", lambda c: c.card.year),
    Column("start_date", "as precise as it is known", "text", lambda c: c.record.start_date),
    Column("end_date", "as precise as it is known", "text", lambda c: c.record.end_date),
    Column("stage", "planned, pilot, running, scaled, ended or abandoned", "text", lambda c: c.card.stage),
    Column("verdict", "the editor's conclusion: worked, mixed or failed", "text", lambda c: c.card.verdict),
    Column("topics", "ids of the vocabulary topics", "texts", lambda c: c.card.topics),
    Column("topic_names", "labels of the topics", "texts", lambda c: c.card.topic_labels),
    Column("instruments", "ids of the vocabulary instruments", "texts", lambda c: c.record.instruments),
    Column("sdgs", "SDG goals and targets", "texts", lambda c: c.record.sdgs),
    Column(
        "lead_agency",
        "body that ran the policy",
        "text",
        lambda c: c.record.lead_agency.name if c.record.lead_agency else None,
    ),
    Column("languages", "BCP 47 languages of its documents", "texts", lambda c: c.card.languages),
    Column("document_types", "formats of its documents", "texts", lambda c: c.card.document_types),
    Column("outcomes", "number of recorded outcomes", "integer", lambda c: len(c.record.outcomes)),
    Column("evidence", "who says so: independent, self-reported, none found", "texts", lambda c: c.card.evidence),
    Column("unconfirmed", "figures that no editor has confirmed", "integer", lambda c: c.card.unconfirmed),
    Column(
        "completeness", "share of the record that is filled, 0 to 1", "number", lambda c: round(c.card.completeness, 2)
    ),
    Column("guessed", "fields of a draft that nobody has confirmed", "texts", lambda c: c.card.guessed),
    Column("licence", "SPDX id", "text", lambda c: c.record.licence),
    Column("rights_holder", "whose the record is", "text", lambda c: c.record.rights_holder),
    Column(
        "withheld", "why record and files are not passed on; empty where they are", "text", lambda c: c.rights.withheld
    ),
    Column("last_verified", "when an editor last checked the record", "text", lambda c: c.record.last_verified),
    Column("score", "score of the search, comparable within this file only", "number", lambda c: c.card.score),
    Column("url", "where the case can be read", "text", lambda c: c.url),
    Column("uri", "identifier of the case, to cite", "text", lambda c: c.uri),
    Column("snapshot", "state of the archive that was asked", "text", lambda c: c.snapshot),
)


def csv_lines(cases: Iterable[ExportedCase]) -> Iterator[str]:
    """CSV (RFC 4180) piece by piece: a byte order mark, then a header, then a line a case."""
    yield BYTE_ORDER_MARK + csv_line(column.name for column in COLUMNS)
    for case in cases:
        yield csv_line(_cell(column.value(case)) for column in COLUMNS)


def guarded(cell: Cell) -> Cell:
    """A text that a spreadsheet would run is set off by an apostrophe; numbers stay numbers, negative ones too."""
    starts_formula = isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA_STARTS)
    return f"'{cell}" if starts_formula else cell


def csv_line(cells: Iterable[Cell]) -> str:
    """One line with its end, every text guarded, None as an empty cell."""
    stream = io.StringIO()
    csv.writer(stream).writerow(["" if cell is None else guarded(cell) for cell in cells])
    return stream.getvalue()


def _cell(value: Value) -> Cell:
    return SEPARATOR.join(value) if isinstance(value, tuple) else value
