"""The address book: the one place that builds public addresses, of things (`/id/…`) and of what the API answers.

An address of a thing names it for good and is what to cite, harvest and link; it answers in the form that the reader asks for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self
from urllib.parse import quote, urlencode

from corpus.settings import Settings


@dataclass(frozen=True, slots=True)
class Addresses:
    """Addresses under one API, without a closing slash."""

    api: str

    @classmethod
    def of(cls, settings: Settings) -> Self:
        return cls(settings.public_api)

    def case(self, case_id: str) -> str:
        return self._thing("case", case_id)

    def concept(self, scheme: str, concept_id: str) -> str:
        return self._thing("concept", scheme, concept_id)

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

    def _thing(self, kind: str, *ids: str) -> str:
        return "/".join((self.api, "id", kind, *map(_part, ids)))


def _part(identifier: str) -> str:
    return quote(identifier, safe="")


def licence(spdx_id: str | None) -> str | None:
    """The page of a licence of the SPDX list, None for a licence that has no place in it (`LicenseRef-…`)."""
    return f"https://spdx.org/licenses/{spdx_id}" if spdx_id and not spdx_id.startswith("LicenseRef-") else None
