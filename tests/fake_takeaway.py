"""What the stand-in of the API gives away: exports, citations and comparisons.

What it fakes: every export is a line of JSON a case, every style of a citation is the same sentence, and a comparison has three rows.
What is real: addresses, parameters, headers and types.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from corpus.case import in_language
from corpus.citation import CitationAnswer
from corpus.comparison import CaseComparison
from corpus.history import DiffAnswer
from corpus.results import CaseCard

if TYPE_CHECKING:
    from fake_api import FakeArchive, FakeCase

CITED = (
    "document_id",
    "language",
    "page",
    "page_end",
    "heading_path",
    "section",
    "section_label",
    "section_is_guessed",
)


def add_exports(app: FastAPI, archive: FakeArchive, found: Callable[[Request], Sequence[str]]) -> None:
    """Exports in every format, as slow and as broken as the archive wants; `found` gives the ids that a request asks for."""

    @app.get("/v1/export.{ending}")
    def export(ending: str, request: Request) -> Response:
        ids = request.query_params.getlist("case") or found(request)
        headers = {
            "X-Total-Count": str(len(ids) + archive.unlisted),
            "Content-Disposition": f'attachment; filename="casebook-fake-1.{ending}"',
        }
        if archive.promised:
            headers["Content-Length"] = str(archive.promised)
        rows = [*ids, *(f"unlisted-{n}" for n in range(archive.unlisted))]
        return StreamingResponse(_slowly(archive, rows), headers=headers, media_type="text/plain")


def _slowly(archive: FakeArchive, rows: Sequence[str]) -> Iterator[str]:
    """A line a row; it waits after the first hundred and ends too early where the archive wants that."""
    for number, row in enumerate(rows, 1):
        yield f'{{"id": "{row}"}}\n'
        if number == 100:
            archive.may_go_on.wait(60)
        if number == archive.breaks_after:
            return


def add_citations(app: FastAPI, archive: FakeArchive) -> None:
    @app.get("/v1/cases/{case_id}/citation", response_model=None)
    def of_case(case_id: str) -> CitationAnswer | Response:
        case = archive.found(case_id)
        return _citation(f"case/{case_id}", case, None) if case else _unknown()

    @app.get("/v1/passages/{passage_id}/citation", response_model=None)
    def of_passage(passage_id: str) -> CitationAnswer | Response:
        found = archive.passage(passage_id)
        return _citation(f"passage/{passage_id}", found[0], found[1].page) if found else _unknown()


def _unknown() -> Response:
    return JSONResponse({"title": "Not found", "status": 404, "detail": "nothing has this id"}, 404)


def _citation(path: str, case: FakeCase, page: int | None) -> CitationAnswer:
    """Every style the same but for its name, with markup that must not reach a page."""
    title = in_language(case.record.title, "en") or ("en", "")
    rest = f". Casebook{f', p. {page}' if page else ''}."
    html = f"<i>{escape(title[1])}</i>{rest}<script>alert('x')</script>"
    styles = {
        name: {"text": f"{name}: {title[1]}{rest}", "html": f"{name}: {html}", "in_text": "(Casebook <b>, 2026)"}
        for name in ("apa", "chicago", "vancouver")
    }
    uri = f"https://public.test/id/{path}"
    files = {
        "bibtex": f"@misc{{{path}}}",
        "ris": f"TY  - RPRT\nID  - {path}\nER  - ",
        "csl": {"id": path},
        "snapshot": "fake-1",
    }
    return CitationAnswer.model_validate({"styles": styles, "uri": uri, **files})


def add_differences(app: FastAPI, archive: FakeArchive) -> None:
    """The same three changes between any two versions of any case."""

    @app.get("/v1/cases/{case_id}/diff", response_model=None)
    def diff(case_id: str, request: Request) -> DiffAnswer | Response:
        if archive.found(case_id) is None:
            return _unknown()
        text = {"path": "/lessons/en", "field": "lessons", "label": "Lessons", "language": "en"}
        cost = {"path": "/cost/0", "field": "cost", "label": "Cost", "language": None, "before": None}
        answer = {
            "case_id": case_id,
            "earlier": request.query_params["from"],
            "later": request.query_params["to"],
            "patch": [],
            "fields": [
                {**text, "before": "Pay for good pavement.", "after": "Pay for <b>very</b> good pavement."},
                {**cost, "after": {"amount": 240, "currency": "USD", "check": None}},
            ],
            "documents": [{"kind": "replaced", "file": "report.pdf", "before": "a", "after": "b"}],
        }
        return DiffAnswer.model_validate(answer)


def add_comparison(app: FastAPI, archive: FakeArchive, card: Callable[[FakeCase, str], CaseCard]) -> None:
    """The editor's topics, lessons with a passage where the case has one, and a cost in dollars of the last case only."""

    @app.get("/v1/compare")
    def compare(request: Request) -> CaseComparison:
        language = request.query_params.get("lang", "en")
        cases = [case for case in map(archive.found, request.query_params.getlist("case")) if case]
        lessons = {"field": "lessons", "id": "lessons", "label": "Lessons <b>", "kind": "text"}
        cost = {"field": "cost", "id": "total", "label": "Cost: total", "kind": "amount"}
        answer = {
            "cases": [card(case, language) for case in cases],
            "fields": ["topics", "cost", "lessons"],
            "rows": [
                {
                    "field": "topics",
                    "id": "topics",
                    "label": "Topics",
                    "kind": "text",
                    "cells": [_topics(c) for c in cases],
                },
                {**lessons, "cells": [_lesson(case) for case in cases]},
                {**cost, "cells": [_cost(case, is_stated=case is cases[-1]) for case in cases]},
            ],
            "year": 2025,
            "convention": "Converted, then inflated.",
            "data": [],
            "language": language,
            "snapshot": "fake-1",
        }
        return CaseComparison.model_validate(answer)


def _cell(case: FakeCase, *statements: Mapping[str, Any]) -> dict[str, Any]:
    state = "stated" if statements else "not in the record"
    return {"case_id": case.record.id, "state": state, "statements": statements}


def _topics(case: FakeCase) -> dict[str, Any]:
    evidence = {"kind": "editor", "note": "a classification by the editor"}
    return _cell(case, *({"text": topic, "language": None, "evidence": evidence} for topic in case.record.topics))


def _lesson(case: FakeCase) -> dict[str, Any]:
    language, text = in_language(case.record.lessons, "es") or ("en", "Nothing <i>learnt</i>")
    return _cell(case, {"language": language, "text": text, "evidence": _evidence(case)})


def _evidence(case: FakeCase) -> dict[str, Any]:
    if not case.passages:
        return {"kind": "none", "note": "no passage is near enough"}
    cited = case.passages[min(1, len(case.passages) - 1)]
    quoted = {"quote": cited.text[:10], "start": 0, "end": 10, "found_by": "meaning", "likeness": 0.3}
    named = {"passage_id": cited.id, "document_title": "A report"}
    return {"kind": "passage", "passage": {**cited.model_dump(include=set(CITED)), **named, **quoted}}


def _cost(case: FakeCase, is_stated: bool) -> dict[str, Any]:
    if not is_stated:
        return _cell(case)
    rates = {"rate": 1, "rate_sources": [], "index_then": 1, "index_target": 1.7, "index_sources": []}
    dollars = {"amount": 4.05e8, "year": 2025, "nominal": 2.4e8, **rates}
    source = {"source_id": "audit", "title": "Audit", "publisher": "City auditor", "year": 2010}
    link = {"url": "https://example.org/audit", "page": 7}
    evidence = {"kind": "source", "source": source | link, "check": "unconfirmed", "note": "no passage states it"}
    return _cell(case, {"text": "USD 240,000,000", "language": None, "normalised": dollars, "evidence": evidence})
