"""The front end's only way to the archive: a typed client of the API over HTTP.

Every call returns a type of `corpus.results` or raises `ApiProblem`, whose sentence can be shown to a reader as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar
from urllib.parse import quote, urlencode

import httpx
from pydantic import TypeAdapter, ValidationError

from corpus.citation import CitationAnswer
from corpus.comparison import CaseComparison
from corpus.errors import CasebookError
from corpus.history import DiffAnswer
from corpus.results import (
    CaseAnswer,
    CaseCard,
    CityAnswer,
    EvidenceAnswer,
    PassageAnswer,
    Results,
    SearchQuery,
    Suggestion,
)

CONNECT_SECONDS = 2.0
ANSWER_SECONDS = 20.0
PACK_SECONDS = 60.0
"""A reading pack of forty cases is written while the reader waits."""
WRITING_SECONDS = 125.0
"""A little more than the API may be told to wait for a language model."""
SUGGEST_SECONDS = 2.0
"""Suggestions that come later than this are of no use to somebody who types."""
MOST_A_REQUEST = 50
"""Largest `limit` that the API takes."""

Kind = Literal["unreachable", "missing", "refused", "broken"]
Answered = TypeVar("Answered")
Params = dict[str, list[str]]
Near = Mapping[str, tuple[tuple[str, str], ...]]


class ApiProblem(CasebookError):
    """The API did not give what was asked. `kind` says whose turn it is to mend it.

    unreachable: nothing answers at `address`; missing: no such case or document; refused: the request was wrong, the
    sentence says how; broken: the API failed or answered something that this client cannot read.
    """

    def __init__(self, kind: Kind, sentence: str, address: str, near: Near | None = None) -> None:
        super().__init__(sentence)
        self.kind = kind
        self.address = address
        self.near = near or {}
        """Wrong parameter -> the values (and their labels) that the API offers instead."""


@dataclass(frozen=True)
class Download:
    """A file to hand to the browser."""

    content: bytes
    media_type: str


def query_params(query: SearchQuery) -> Params:
    """A query as the API's search and export take it; what has its default value is left out."""
    years = {"year_from": query.year_from, "year_to": query.year_to}
    weights = ",".join(f"{factor}:{weight:g}" for factor, weight in query.weights.items())
    return {
        "q": [query.text] if query.text else [],
        **{name: list(values) for name, values in query.filters.items()},
        **{name: [str(year)] for name, year in years.items() if year is not None},
        **({"like": [query.like]} if query.like else {}),
        **({"weights": [weights]} if weights else {}),
        "lang": [query.language],
    }


def comparison_params(case_ids: Sequence[str], fields: Sequence[str], language: str) -> Params:
    """A comparison as the API takes it, on the page and as a file."""
    return {"case": list(case_ids), "fields": list(fields), "lang": [language]}


def _part(identifier: str) -> str:
    """An id as one segment of a path, whatever is in it."""
    return quote(identifier, safe="")


def _kind(status: int) -> Kind:
    if status == httpx.codes.NOT_FOUND:
        return "missing"
    return "refused" if httpx.codes.is_client_error(status) else "broken"


def _document(response: httpx.Response) -> Mapping[str, Any]:
    """The RFC 9457 problem document of an answer, empty where it has none."""
    try:
        problem = response.json()
    except ValueError:
        return {}
    return problem if isinstance(problem, dict) else {}


def _sentence(response: httpx.Response) -> str:
    """What the problem document says, or the bare status where there is none."""
    problem = _document(response)
    if said := problem.get("detail") or problem.get("title"):
        return str(said)
    return f"The archive answered with status {response.status_code} {response.reason_phrase}."


def _near(response: httpx.Response) -> Near:
    wrong = [each for each in _document(response).get("errors", ()) if each.get("parameter")]
    return {each["parameter"]: tuple((a["value"], a["label"]) for a in each.get("allowed", ())) for each in wrong}


class ArchiveClient:
    """Asks the API at `api` (address without a closing slash). Keeps connections open; may be shared between threads."""

    def __init__(self, api: str, transport: httpx.BaseTransport | None = None) -> None:
        self.api = api
        timeout = httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)
        self._http = httpx.Client(base_url=f"{api}/v1", timeout=timeout, transport=transport)

    def close(self) -> None:
        self._http.close()

    def search(self, query: SearchQuery) -> Results:
        """The first `query.limit` cases; more than the API gives at once are fetched page by page."""
        params = query_params(query) | {"hits_per_case": [str(query.hits_per_case)]}
        wanted = query.limit
        results = self._results(params, wanted, cursor=None)
        while len(results.cases) < wanted and results.next_cursor:
            more = self._results(params, wanted - len(results.cases), results.next_cursor)
            results = results.model_copy(update={"cases": results.cases + more.cases, "next_cursor": more.next_cursor})
        return results

    def _results(self, params: Params, limit: int, cursor: str | None) -> Results:
        page = {"limit": [str(min(limit, MOST_A_REQUEST))], "cursor": [cursor] if cursor else []}
        return self._get(Results, "/search", params | page)

    def answer(self, query: SearchQuery, *, is_written: bool = False) -> EvidenceAnswer:
        """Sentences that answer the query; with a text that a language model wrote from them if wanted, which may take half a minute."""
        params = query_params(query) | {"written": ["true"] if is_written else []}
        seconds = WRITING_SECONDS if is_written else ANSWER_SECONDS
        return self._get(EvidenceAnswer, "/answers", params, timeout=httpx.Timeout(seconds, connect=CONNECT_SECONDS))

    def suggest(self, text: str, language: str) -> tuple[Suggestion, ...]:
        params = {"q": [text], "lang": [language]}
        return self._get(tuple[Suggestion, ...], "/suggest", params, timeout=httpx.Timeout(SUGGEST_SECONDS))

    def cities(self, text: str, language: str) -> tuple[CityAnswer, ...]:
        """Cities of the gazetteer whose name begins with the text."""
        params = {"q": [text], "lang": [language]}
        return self._get(tuple[CityAnswer, ...], "/cities", params, timeout=httpx.Timeout(SUGGEST_SECONDS))

    def case(self, case_id: str, language: str) -> CaseAnswer:
        return self._get(CaseAnswer, f"/cases/{_part(case_id)}", {"lang": [language]})

    def similar(self, case_id: str, language: str) -> tuple[CaseCard, ...]:
        return self._get(tuple[CaseCard, ...], f"/cases/{_part(case_id)}/similar", {"lang": [language]})

    def known_cases(self, case_ids: Sequence[str], language: str) -> dict[str, CaseCard]:
        """The cards of these cases, in this order; those that the archive does not have are left out."""
        cards = {}
        for case_id in case_ids:
            try:
                cards[case_id] = self.case(case_id, language).card
            except ApiProblem as problem:
                if problem.kind != "missing":
                    raise
        return cards

    def passages(self, document_id: str, language: str) -> tuple[PassageAnswer, ...]:
        """Every passage of the document, in order, with the names of sections in this language."""
        return self._get(tuple[PassageAnswer, ...], f"/documents/{_part(document_id)}/passages", {"lang": [language]})

    def reading_pack(self, case_ids: Sequence[str], language: str) -> Download:
        """The cases in this order as a Word document."""
        body = {"cases": list(case_ids), "language": language}
        response = self._send("POST", "/reading-pack", json=body, timeout=httpx.Timeout(PACK_SECONDS))
        return Download(response.content, response.headers.get("content-type", "application/octet-stream"))

    def citation(self, case_id: str | None, passage_id: str | None, language: str) -> CitationAnswer:
        """How to cite the passage where one is given, else the case, with the terms of this language."""
        cited = f"/passages/{_part(passage_id)}" if passage_id else f"/cases/{_part(case_id or '')}"
        return self._get(CitationAnswer, f"{cited}/citation", {"lang": [language]})

    def diff(self, case_id: str, earlier: int, later: int, language: str) -> DiffAnswer:
        """What changed in the case from one of its versions to another."""
        params = {"from": [str(earlier)], "to": [str(later)], "lang": [language]}
        return self._get(DiffAnswer, f"/cases/{_part(case_id)}/diff", params)

    def compare(self, case_ids: Sequence[str], fields: Sequence[str], language: str) -> CaseComparison:
        """The cases side by side, in this order; every field where none is named."""
        return self._get(CaseComparison, "/compare", comparison_params(case_ids, fields, language))

    def _get(self, kind: type[Answered], path: str, params: Params | None = None, **options: Any) -> Answered:
        response = self._send("GET", path, params=params, **options)
        try:
            return TypeAdapter(kind).validate_json(response.content)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"]) or "the whole"
            sentence = f"{self.api} answered in a form that this front end does not know: {place}: {first['msg']}."
            raise ApiProblem("broken", sentence, self.api) from None

    def _send(self, method: str, path: str, **options: Any) -> httpx.Response:
        try:
            response = self._http.request(method, path, **options)
        except httpx.ReadTimeout:
            raise ApiProblem("broken", f"{self.api} took too long to answer.", self.api) from None
        except httpx.HTTPError as error:
            raise ApiProblem("unreachable", f"Nothing answers at {self.api} ({error}).", self.api) from None
        if response.is_success:
            return response
        raise ApiProblem(_kind(response.status_code), _sentence(response), self.api, _near(response))


@dataclass(frozen=True)
class PublicAddresses:
    """Addresses that the reader's browser opens itself; `api` as a browser reaches it, without a closing slash."""

    api: str

    def file(self, document_id: str, page: int | None = None) -> str:
        """The original file; PDF readers jump to the page."""
        anchor = f"#page={page}" if page else ""
        return f"{self.api}/v1/documents/{_part(document_id)}/file{anchor}"

    def page_image(self, document_id: str, page: int, passage: str | None = None, width: int = 1200) -> str:
        """A page of a PDF as PNG, `width` pixels wide, with the passage marked where it is on that page."""
        params = {"width": str(width)} | ({"passage": passage} if passage else {})
        return f"{self.api}/v1/documents/{_part(document_id)}/pages/{page}.png?{urlencode(params)}"

    def export(self, params: Mapping[str, Sequence[str]], ending: str) -> str:
        """The whole filtered list as a file; `params` as `query_params` writes them."""
        return f"{self.api}/v1/export.{ending}?{urlencode(params, doseq=True)}"

    def feed(self, params: Mapping[str, Sequence[str]], ending: Literal["atom", "json"]) -> str:
        """What changes among the cases of a search, for a feed reader; `params` as `query_params` writes them."""
        return f"{self.api}/v1/feed.{ending}?{urlencode(params, doseq=True)}"

    def comparison(self, params: Params, ending: Literal["csv", "xlsx", "docx"]) -> str:
        """Cases side by side as a file; `params` as `comparison_params` writes them."""
        return f"{self.api}/v1/compare.{ending}?{urlencode(params, doseq=True)}"

    def search(self, params: Mapping[str, Sequence[str]]) -> str:
        """The same list from the API, as JSON."""
        return f"{self.api}/v1/search?{urlencode(params, doseq=True)}"

    def case(self, case_id: str) -> str:
        """The case from the API, as JSON."""
        return f"{self.api}/v1/cases/{_part(case_id)}"

    def similar(self, case_id: str) -> str:
        return f"{self.case(case_id)}/similar"

    @property
    def open_search(self) -> str:
        """The description by which a browser adds this archive to its search engines."""
        return f"{self.api}/opensearch.xml"

    @property
    def reference(self) -> str:
        """The API's own documentation."""
        return f"{self.api}/docs"
