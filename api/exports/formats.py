"""Every format in which a list of cases can be taken away, in one table: the routes, their documentation and the files come of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from api.exports.bibtex import bibtex_entries
from api.exports.cases import ExportList
from api.exports.csl import case_item, csl_json
from api.exports.geojson import geojson
from api.exports.parquet import NESTED, cases_parquet
from api.exports.pieces import in_blocks
from api.exports.records import json_lines
from api.exports.ris import ris_entries
from api.exports.table import COLUMNS, csv_lines

Writer = Callable[[ExportList], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format of a list of cases."""

    name: str
    """As part of the operation's id."""
    ending: str
    """After `/v1/export.` and of the file."""
    media_type: str
    label: str
    """As in 'Take the results away as …'."""
    description: str
    example: str
    """The beginning of a file."""
    write: Writer
    """A file piece by piece; nothing of it is kept."""
    is_binary: bool = False


def _text(lines: Callable[[ExportList], Iterator[str]]) -> Writer:
    return lambda cases: in_blocks(lines(cases))


def _listed(columns: tuple[tuple[str, str], ...]) -> str:
    return "\n".join(f"- `{name}`: {meaning}" for name, meaning in columns)


_TABLE = tuple((column.name, column.meaning) for column in COLUMNS)
_NESTED = tuple((nested.name, nested.meaning) for nested in NESTED)

FORMATS: tuple[ExportFormat, ...] = (
    ExportFormat(
        "csv", "csv", "text/csv", "CSV",
        f"UTF-8 with a byte order mark; several values of a cell are separated by `; `. Columns:\n\n{_listed(_TABLE)}",
        "id,version,status,title\r\nstockholm-congestion-charge,1,published,Congestion charge\r\n",
        _text(csv_lines),
    ),
    ExportFormat(
        "jsonl", "jsonl", "application/jsonl", "JSON Lines",
        "A case a line: `card` as in the list, `record` as written in all its languages, `documents` with the rights in each, `rights`, "
        "`uri` and `snapshot`. A record whose licence does not let it be passed on is null, and `rights.withheld` says so.",
        '{"snapshot": "140", "uri": "http://127.0.0.1:8000/id/case/stockholm-congestion-charge"}\n',
        _text(json_lines),
    ),
    ExportFormat(
        "parquet", "parquet", "application/vnd.apache.parquet", "Parquet",
        "Typed columns and nested lists. Columns of the CSV, lists as lists, and beside them:\n\n"
        f"{_listed(_NESTED)}\n\nThe metadata of the schema names the snapshot as `casebook.snapshot`.",
        "PAR1...",
        cases_parquet,
        is_binary=True,
    ),
    ExportFormat(
        "bib", "bib", "application/x-bibtex", "BibTeX",
        "One `@techreport` a case, the citation of its record. A comment at the beginning names the snapshot.",
        "@techreport{stockholm-congestion-charge,\n\ttitle = {{Congestion charge}}\n}\n",
        _text(lambda cases: bibtex_entries(map(case_item, cases), cases.snapshot)),
    ),
    ExportFormat(
        "ris", "ris", "application/x-research-info-systems", "RIS",
        "One `RPRT` a case, the citation of its record, with the snapshot among its notes.",
        "TY  - RPRT\nTI  - Congestion charge\nER  - \n",
        _text(lambda cases: ris_entries(map(case_item, cases))),
    ),
    ExportFormat(
        "csl", "csl.json", "application/vnd.citationstyles.csl+json", "CSL-JSON",
        "An array of items of CSL 1.0.2, of which BibTeX, RIS and the written styles are made; `custom.snapshot` names the snapshot.",
        '[{"type": "report", "id": "stockholm-congestion-charge", "title": "Congestion charge"}]\n',
        _text(csl_json),
    ),
    ExportFormat(
        "geojson", "geojson", "application/geo+json", "GeoJSON",
        "A FeatureCollection (RFC 7946): a point for the city of each case, WGS 84, longitude first; a case without a city has no "
        "geometry. Properties are the columns of the CSV. The member `snapshot` names the snapshot.",
        '{"type": "FeatureCollection", "snapshot": "140", "features": []}\n',
        _text(geojson),
    ),
)  # fmt: skip
