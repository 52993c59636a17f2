"""The address book: the one place that builds public addresses, of things (`/id/…`), of what the API answers, of the front end.

An address of a thing names it for good and is what to cite, harvest and link; it answers in the form that the reader asks for.
All are built from where browsers reach the API and the front end (`CASEBOOK_PUBLIC_API_URL`, `CASEBOOK_PUBLIC_UI_URL`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self
from urllib.parse import quote, urlencode

from corpus.passage import document_of
from corpus.settings import Settings

SDG = "http://metadata.un.org/sdg"
"""Scheme of the SDGs at the United Nations; goals and targets are named `…/11` and `…/11.2`."""

_NOT_IN_IRIS = re.compile(r'[\x00-\x20<>"{}|\\^`]')
_SPDX = re.compile(r"^(?!LicenseRef-)[A-Za-z0-9.+-]+$")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Addresses under one API and one front end, both without a closing slash."""

    api: str
    ui: str

    @classmethod
    def of(cls, settings: Settings) -> Self:
        return cls(settings.public_api, settings.public_ui)

    def case(self, case_id: str) -> str:
        return self._thing("case", case_id)

    def document(self, document_id: str) -> str:
        return self._thing("document", document_id)

    def passage(self, passage_id: str) -> str:
        return self._thing("passage", passage_id)

    def scheme(self, name: str) -> str:
        """Of a vocabulary as a whole."""
        return self._thing("scheme", name)

    def concept(self, scheme: str, concept_id: str) -> str:
        return self._thing("concept", scheme, concept_id)

    @property
    def dataset(self) -> str:
        """Of the archive as one data set: a part of its own description."""
        return f"{self.answer('/v1/dataset.dcat.ttl')}#archive"

    def answer(self, path: str, params: Mapping[str, str | Sequence[str]] | None = None) -> str:
        """What the API answers at a path such as `/v1/search`, with query parameters; a list repeats its parameter."""
        return self.api + path + (f"?{urlencode(params, doseq=True)}" if params else "")

    def case_record(self, case_id: str) -> str:
        """The case as the API answers it in JSON."""
        return self.answer(f"/v1/cases/{_part(case_id)}")

    def document_record(self, document_id: str) -> str:
        """What the API knows of a document, in JSON."""
        return self.answer(f"/v1/documents/{_part(document_id)}")

    def file(self, document_id: str) -> str:
        """The bytes of a document."""
        return f"{self.document_record(document_id)}/file"

    def passage_record(self, passage_id: str) -> str:
        """The text of a passage with its place, in JSON."""
        return self.answer(f"/v1/passages/{_part(passage_id)}")

    def vocabulary(self, name: str, ending: str = "") -> str:
        """A whole vocabulary: JSON, or `.ttl` and `.jsonld` as SKOS."""
        return self.answer(f"/v1/vocabularies/{_part(name)}{ending}")

    def form(self, token: str) -> str:
        """A form that opens once, for whoever has the link."""
        return self.answer(f"/f/{_part(token)}")

    def page(self, params: Mapping[str, str | Sequence[str]] | None = None) -> str:
        """A page of the front end by the parameters of `ui.location`; without any, the page to start from."""
        return f"{self.ui}/" + (f"?{urlencode(params, doseq=True)}" if params else "")

    def case_page(self, case_id: str, language: str) -> str:
        return self.page({"page": "case", "case": case_id, "lang": language})

    def document_page(self, document_id: str, language: str) -> str:
        """The page of its case with the document open."""
        case_id = document_id.rpartition(".")[0]
        return self.page({"page": "case", "case": case_id, "document": document_id, "lang": language})

    def passage_page(self, passage_id: str, page: int | None, language: str) -> str:
        """The page of its case, opened where the passage stands; `page` is its page or slide, None where there are none."""
        case_id = document_of(passage_id).rpartition(".")[0]
        leaf = {} if page is None else {"p": str(page)}
        return self.page({"page": "case", "case": case_id, **leaf, "passage": passage_id, "lang": language})

    def _thing(self, kind: str, *ids: str) -> str:
        return "/".join((self.api, "id", kind, *map(_part, ids)))


def _part(identifier: str) -> str:
    """An id as one segment of a path: `none found` of the vocabulary `evidence` has a space."""
    return quote(identifier, safe="")


def city(geonames_id: int) -> str:
    """The city at GeoNames, as its linked data names it."""
    return f"https://sws.geonames.org/{geonames_id}/"


def sdg(sdg_id: str) -> str:
    """A goal ('11') or target ('11.2') at the United Nations."""
    return f"{SDG}/{sdg_id}"


def licence(spdx_id: str | None) -> str | None:
    """The page of a licence of the SPDX list, None for a licence that has no place in it (`LicenseRef-…`)."""
    return f"https://spdx.org/licenses/{spdx_id}" if spdx_id and _SPDX.match(spdx_id) else None


def iri(url: str) -> str:
    """A web address from a record as an IRI: characters that RFC 3987 excludes are percent-encoded, since RDF refuses them."""
    return _NOT_IN_IRIS.sub(lambda found: quote(found[0], safe=""), url)
