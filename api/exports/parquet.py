"""Tables as Parquet, written in row groups to a stream: a reader gets types and nested lists, and no group needs the one before it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from api.exports.cases import ExportedCase, ExportList
from api.exports.pieces import Outbox, batched
from api.exports.table import COLUMNS, Column
from corpus.case import Money, Outcome, in_language
from corpus.licences import document_rights

Row = Mapping[str, Any]
"""Column -> value, as the schema has them."""

COMPRESSION = "zstd"
CASES_A_GROUP = 500

_TYPES: Mapping[str, pa.DataType] = {
    "text": pa.string(),
    "integer": pa.int32(),
    "number": pa.float64(),
    "texts": pa.list_(pa.string()),
}
"""Kind of a column -> its type."""

RIGHTS = pa.struct({"licence": pa.string(), "holder": pa.string(), "withheld": pa.string()})
"""`corpus.licences.Rights`."""


@dataclass(frozen=True, slots=True)
class Nested:
    """A column that only a nested format has room for: lists of things with fields of their own."""

    name: str
    meaning: str
    type: pa.DataType
    value: Callable[[ExportedCase], list[dict[str, Any]]]


_CHECKED = {"source": pa.string(), "page": pa.int32(), "check": pa.string()}
_MONEY = pa.struct(
    {"amount": pa.float64(), "currency": pa.string(), "price_year": pa.int32(), "basis": pa.string(), **_CHECKED}
)
_OUTCOME = pa.struct(
    {
        "indicator": pa.string(), "baseline": pa.float64(), "value": pa.float64(), "unit": pa.string(), "period": pa.string(),
        "evidence": pa.string(), **_CHECKED,
    }
)  # fmt: skip
_SOURCE = pa.struct(
    {name: pa.string() for name in ("id", "title", "author", "publisher", "kind", "url")} | {"year": pa.int32()}
)
_DOCUMENT = pa.struct(
    {"id": pa.string(), "file": pa.string(), "title": pa.string(), "language": pa.string(), "document_type": pa.string(),
     "pages": pa.int32(), "sha256": pa.string(), "rights": RIGHTS}
)  # fmt: skip


def _money(money: Money) -> dict[str, Any]:
    return money.model_dump(mode="json", exclude={"note"})


def _outcome(outcome: Outcome, language: str) -> dict[str, Any]:
    said = in_language(outcome.indicator, language)
    return outcome.model_dump(mode="json") | {"indicator": said[1] if said else None}


def _documents(case: ExportedCase) -> list[dict[str, Any]]:
    return [asdict(each) | {"rights": asdict(document_rights(each, case.record))} for each in case.documents]


NESTED: tuple[Nested, ...] = (
    Nested("costs", "what it cost, as the sources give it", pa.list_(_MONEY), lambda c: [_money(m) for m in c.record.cost]),
    Nested(
        "measured",
        "outcomes with their figures, in the language asked for",
        pa.list_(_OUTCOME),
        lambda c: [_outcome(outcome, c.language) for outcome in c.record.outcomes],
    ),
    Nested("sources", "publications", pa.list_(_SOURCE), lambda c: [s.model_dump(mode="json") for s in c.record.sources]),
    Nested("documents", "files, with their rights", pa.list_(_DOCUMENT), _documents),
)  # fmt: skip
"""Columns of the Parquet file beside those of the table."""

SCHEMA = pa.schema(
    [
        *(pa.field(column.name, _TYPES[column.kind], metadata={"description": column.meaning}) for column in COLUMNS),
        *(pa.field(nested.name, nested.type, metadata={"description": nested.meaning}) for nested in NESTED),
    ]
)


def cases_parquet(cases: ExportList) -> Iterator[bytes]:
    """Cases as Parquet piece by piece: the columns of the table with their types, then the nested ones."""
    columns: tuple[Column | Nested, ...] = (*COLUMNS, *NESTED)
    rows = ({column.name: column.value(case) for column in columns} for case in cases)
    return parquet(SCHEMA.with_metadata({"casebook.snapshot": cases.snapshot}), rows, CASES_A_GROUP)


def parquet(schema: pa.Schema, rows: Iterable[Row], group: int) -> Iterator[bytes]:
    """A Parquet file piece by piece, so many rows a group; what a piece held is let go before the next is made."""
    outbox = Outbox()
    with pq.ParquetWriter(outbox, schema, compression=COMPRESSION) as writer:
        for batch in batched(rows, group):
            writer.write_table(pa.Table.from_pylist(batch, schema))
            yield outbox.take()
    yield outbox.take()
