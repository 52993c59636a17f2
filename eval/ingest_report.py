"""What `casebook eval ingest` prints: totals by kind of file, files that were not read, the slowest, and the target."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from rich.markup import escape
from rich.table import Table

from eval.ingest import FileMeasured, Total, by_kind, total
from eval.ingest_readers import LOST, READ, REFUSED, WAITING

OURS, STOCK = "casebook", "stock"
ALL = "all"
OUTCOMES = (READ, WAITING, REFUSED, LOST)
SLOWEST = 5
MOST_TOLD = 40
TARGET_SPEED, TARGET_WORDS = 3.0, 0.98
"""Times the stock pipeline's pages a second on PDF, and the share of the plain words."""


def tables(files: Sequence[FileMeasured]) -> Iterator[Table]:
    """Totals, then what was not read with its reason, then the slowest files of each reader."""
    yield _totals(files)
    if rows := list(_not_read(files)):
        table = Table("reader", "file", "outcome", title="Not read")
        for row in rows[:MOST_TOLD]:
            table.add_row(*map(escape, row))
        yield table
    yield _slowest(files)


def sentences(files: Sequence[FileMeasured]) -> Iterator[str]:
    """How the numbers are meant, and how they stand against the target."""
    yield "Documents without pages count by 2,500 characters a page; scanned PDF is apart, because its time is that of OCR."
    yield "Shares are of a plain text extraction: letters and digits, and words as a multiset. Headings and tables are as each reader says."
    pdf = by_kind(files).get("pdf")
    if pdf and STOCK in _readers(files):
        yield f"The stock pipeline reads PDF by {_stock_pdf_reader(files)}."
        yield _against_target(total(pdf, OURS), total(pdf, STOCK), total(files, OURS))


def to_json(files: Sequence[FileMeasured]) -> str:
    """All numbers: totals by kind and reader, and every file with what each reader made of it."""
    kinds = {**by_kind(files), ALL: list(files)}
    return json.dumps(
        {
            "stock_pdf_reader": _stock_pdf_reader(files),
            "totals": {
                kind: {reader: _total_dict(total(held, reader)) for reader in _readers(files)}
                for kind, held in kinds.items()
            },
            "files": [{**asdict(file), "path": str(file.path)} for file in files],
        },
        ensure_ascii=False,
        indent=1,
    )


def _readers(files: Sequence[FileMeasured]) -> list[str]:
    return [reader for reader in (OURS, STOCK) if files and reader in files[0].readings]


def _stock_pdf_reader(files: Sequence[FileMeasured]) -> str | None:
    said = (file.readings[STOCK].read_by for file in files if STOCK in file.readings and "pdf" in file.kind)
    return next(filter(None, said), None)


def _total_dict(found: Total) -> dict[str, Any]:
    return {**asdict(found), "pages_a_second": found.pages_a_second}


def _totals(files: Sequence[FileMeasured]) -> Table:
    columns = ("files", "outcomes", "pages/s", "letters", "words", "heads", "tables", "MiB")
    table = Table(
        "kind", "reader", *columns, caption=f"outcomes: {' / '.join(OUTCOMES)}; MiB: peak memory of a process"
    )
    for column in table.columns[2:]:
        column.justify = "right"
    for kind, held in {**by_kind(files), ALL: list(files)}.items():
        for reader in _readers(files):
            table.add_row(kind, reader, *_cells(total(held, reader)))
    return table


def _cells(found: Total) -> Iterator[str]:
    yield str(found.files)
    yield "/".join(str(found.outcomes.get(outcome, 0)) for outcome in OUTCOMES)
    yield f"{found.pages_a_second:.1f}"
    yield _share(found.letters_share)
    yield _share(found.words_share)
    yield str(found.headings)
    yield str(found.tables)
    yield str(found.peak_mb)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _not_read(files: Sequence[FileMeasured]) -> Iterator[tuple[str, str, str]]:
    for reader in _readers(files):
        for file in files:
            reading = file.readings[reader]
            if reading.outcome != READ:
                yield reader, file.path.name, f"{reading.outcome}: {reading.reason}"


def _slowest(files: Sequence[FileMeasured]) -> Table:
    table = Table("reader", "file", "kind", "pages", "seconds", title="The slowest files")
    for reader in _readers(files):
        for file in sorted(files, key=lambda file: -file.readings[reader].seconds)[:SLOWEST]:
            name = escape("/".join(file.path.parts[-2:]))
            table.add_row(reader, name, file.kind, f"{file.pages:.0f}", f"{file.readings[reader].seconds:.1f}")
    return table


def _against_target(ours: Total, stock: Total, all_ours: Total) -> str:
    ratio = ours.pages_a_second / stock.pages_a_second if stock.pages_a_second else 0.0
    lost = all_ours.outcomes.get(LOST, 0)
    words = ours.words_share or 0.0
    is_reached = ratio >= TARGET_SPEED and words >= TARGET_WORDS and not lost
    return (
        f"On PDF with text Casebook reads {ratio:.1f} times the pages a second of the stock pipeline and has {words:.1%} of the words "
        f"(stock: {stock.words_share or 0:.1%}); {lost} files without an outcome. The target, {TARGET_SPEED:.0f} times, "
        f"{TARGET_WORDS:.0%} and none, is {'reached' if is_reached else 'not reached'}."
    )
