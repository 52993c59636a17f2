"""Addresses of the API: how a query is written in one, and those that a reader's browser opens itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, urlencode

from corpus.results import SearchQuery

Params = dict[str, list[str]]


def query_params(query: SearchQuery) -> Params:
    """A query as the API's search, facets, answers and exports take it; what has its default value is left out."""
    years = {"year_from": query.year_from, "year_to": query.year_to}
    weights = ",".join(f"{factor}:{weight:g}" for factor, weight in query.weights.items())
    return {
        "q": [query.text] if query.text else [],
        **{name: list(values) for name, values in query.filters.items()},
        **({"case": list(query.cases)} if query.cases else {}),
        **{name: [str(year)] for name, year in years.items() if year is not None},
        **({"like": [query.like]} if query.like else {}),
        **({"weights": [weights]} if weights else {}),
        "lang": [query.language],
    }


def comparison_params(case_ids: Sequence[str], fields: Sequence[str], language: str) -> Params:
    """A comparison as the API takes it, on the page and as a file."""
    return {"case": list(case_ids), "fields": list(fields), "lang": [language]}


def segment(identifier: str) -> str:
    """An id as one segment of a path, whatever is in it."""
    return quote(identifier, safe="")


@dataclass(frozen=True)
class PublicAddresses:
    """Addresses that the reader's browser opens itself; `api` as a browser reaches it, without a closing slash."""

    api: str

    def file(self, document_id: str, page: int | None = None) -> str:
        """The original file; PDF readers jump to the page."""
        anchor = f"#page={page}" if page else ""
        return f"{self.api}/v1/documents/{segment(document_id)}/file{anchor}"

    def page_image(self, document_id: str, page: int, passage: str | None = None, width: int = 1200) -> str:
        """A page of a PDF as PNG, `width` pixels wide, with the passage marked where it is on that page."""
        params = {"width": str(width)} | ({"passage": passage} if passage else {})
        return f"{self.api}/v1/documents/{segment(document_id)}/pages/{page}.png?{urlencode(params)}"

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
        return f"{self.api}/v1/cases/{segment(case_id)}"

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
