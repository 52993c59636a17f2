"""Example files of lists, to be filled in."""

from __future__ import annotations

import csv
import io

from ingest.lists.columns import list_form


def template_csv(kind: str, language: str) -> bytes:
    """A CSV of `rooms`, `people` or `participants` with headings in the language and two rows; UTF-8 with the mark that Excel looks for."""
    form = list_form(kind)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(form.heading(column, language) for column in form.headings)
    writer.writerows([example.get(column, "") for column in form.headings] for example in form.examples)
    return out.getvalue().encode("utf-8-sig")
