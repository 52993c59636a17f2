"""The child process that reads files for `eval.ingest`: by our ingestion, by the stock pipeline, or as plain text.

One line of JSON in names a file; one line out says what became of it. Whatever a reader prints goes to standard error.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from corpus.errors import BadInput, CasebookError, MissingTool
from corpus.settings import Settings

Said = dict[str, Any]
"""`text`, `headings`, `tables` and, for plain text, `pages` and `kind`; or `outcome` and `reason` where there is no text."""

READ, WAITING, REFUSED, LOST = "read", "waiting", "refused", "no outcome"


def open_ours() -> Callable[[Path], Said]:
    """Read as ingestion does, OCR included, each file in a guarded child of its own."""
    from ingest.elements import ElementKind
    from ingest.scans import read_file

    settings = Settings()

    def read(path: Path) -> Said:
        parsed = read_file(path, settings)
        kinds = [element.kind for element in parsed.elements]
        return {
            "text": "\n".join(element.text for element in parsed.elements),
            "headings": kinds.count(ElementKind.heading),
            "tables": kinds.count(ElementKind.table),
        }

    return read


def open_theirs() -> Callable[[Path], Said]:
    """Read by the stock pipeline; an empty answer without an error is no outcome."""
    from eval.ingest_stock import open_stock, pdf_reader, run_stock

    pipelines, reader = open_stock(), pdf_reader()

    def read(path: Path) -> Said:
        documents = run_stock(pipelines, path)
        text = "\n".join(document.content or "" for document in documents)
        if not text.strip():
            return {"outcome": LOST, "reason": "It gave nothing, and no error.", "reader": reader}
        kinds = [document.meta.get("category") for document in documents]
        return {"text": text, "headings": kinds.count("Title"), "tables": kinds.count("Table"), "reader": reader}

    return read


def open_plain() -> Callable[[Path], Said]:
    """Read as plain text, to compare the others with."""
    from eval.ingest_plain import plain_pages, plain_text
    from ingest.formats import recognise

    def read(path: Path) -> Said:
        kind = recognise(path)
        try:
            return {"kind": kind, "text": plain_text(path, kind), "pages": plain_pages(path, kind)}
        # A file that nothing reads plainly is compared with nothing; its readers say why they refuse it.
        except Exception:
            return {"kind": kind, "text": None}

    return read


READERS: Mapping[str, Callable[[], Callable[[Path], Said]]] = {
    "casebook": open_ours,
    "stock": open_theirs,
    "plain": open_plain,
}


def read_timed(read: Callable[[Path], Said], path: Path) -> Said:
    """What became of one file, with the seconds that reading it took; never raises."""
    started = time.perf_counter()
    said = _read(read, path)
    return {"outcome": READ, **said, "seconds": time.perf_counter() - started}


def _read(read: Callable[[Path], Said], path: Path) -> Said:
    try:
        return read(path)
    except MissingTool as missing:
        return {"outcome": WAITING, "reason": str(missing)}
    except (CasebookError, BadInput) as refused:
        return {"outcome": REFUSED, "reason": str(refused)}
    # The stock pipeline raises whatever its libraries raise: an outcome, if not one for a person.
    except Exception as error:
        cause = error.__cause__ or error
        return {"outcome": REFUSED, "reason": f"{type(cause).__name__}: {str(cause)[:200]}"}


def main() -> None:
    """Serve the reader that the first argument names until standard input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="replace")
    os.dup2(2, 1)
    read = READERS[sys.argv[1]]()
    for line in sys.stdin:
        print(json.dumps(read_timed(read, Path(json.loads(line)))), file=answers, flush=True)


if __name__ == "__main__":
    main()
