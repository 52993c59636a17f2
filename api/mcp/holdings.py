"""What a connection may read: the whole archive, or the cases of the collection that its address names.

Clients of the protocol are set up with an address and nothing else, so the address carries the bound:
`/mcp?collection=seoul-bus-reform,bogota-transmilenio`. Every request of the connection is sent to it, and there are no sessions that
could carry another bound. Each tool reads the archive through `Holdings`, which has no way around it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs

from api.archive import Archive
from corpus.case import CASE_ID
from corpus.errors import BadInput, NotFound
from corpus.facets import case_values
from corpus.passage import Passage, StoredDocument
from corpus.results import MOST_CASES_NAMED
from index.catalogue import CaseSummary

PARAMETER = "collection"
_OF_THE_ARCHIVE = frozenset({"city", "country", "year", "language"})
"""Filters whose allowed values are those that some case has; a message that listed them would tell of cases outside."""


def read_collection(query_string: bytes) -> tuple[str, ...] | None:
    """The case ids that an address is bound to, None where it is bound to nothing.

    BadInput for another parameter, since a misspelt `collection` would open the whole archive in silence; and for a collection that is
    empty, too long, or holds what is no id. Ids that the archive does not have are taken and find nothing: a case may have been removed.
    """
    given = parse_qs(query_string.decode("latin-1"), keep_blank_values=True)
    if unknown := sorted(set(given) - {PARAMETER}):
        raise BadInput(
            f"/mcp takes no parameter {unknown[0][:100]!r}; it takes {PARAMETER!r}, case ids with commas between"
        )
    if PARAMETER not in given:
        return None
    ids = tuple(dict.fromkeys(id.strip() for value in given[PARAMETER] for id in value.split(",")))
    if wrong := [id for id in ids if not CASE_ID.match(id) or len(id) > 80]:
        raise BadInput(f"{wrong[0][:100]!r} in {PARAMETER!r} is no case id; write ids with commas between, as a,b,c")
    if len(ids) > MOST_CASES_NAMED:
        raise BadInput(f"a collection has at most {MOST_CASES_NAMED} cases, and this one has {len(ids)}")
    return ids


@dataclass(frozen=True, slots=True)
class Holdings:
    """The archive as one connection sees it. A case outside its collection is answered as one that is not there."""

    archive: Archive
    collection: tuple[str, ...] | None

    @property
    def named_cases(self) -> tuple[str, ...]:
        """For `SearchQuery.cases`: none where the whole archive is open. A collection is never empty."""
        return self.collection or ()

    @property
    def snapshot(self) -> str:
        return self.archive.catalogue.snapshot()

    def case(self, case_id: str) -> CaseSummary:
        """NotFound where there is no such case, here."""
        cases = self._cases()
        if case_id not in cases:
            raise NotFound(f"there is no case {case_id[:100]!r} here; find ids with search_cases")
        return cases[case_id]

    def passage(self, passage_id: str) -> tuple[Passage, StoredDocument, CaseSummary]:
        """The passage with its document and case; NotFound where there is none, here."""
        found = self.archive.catalogue.passages_by_id([passage_id]).get(passage_id)
        document = self.archive.catalogue.document(found.document_id) if found else None
        if found is None or document is None or document.case_id not in self._cases():
            raise NotFound(f"there is no passage {passage_id[:200]!r} here; find ids with search_cases")
        return found, document, self.case(document.case_id)

    def allowed_values(self, filter_name: str, /) -> Sequence[str]:
        """Values of a filter, to tell a person: those of a vocabulary, or what cases in these holdings have."""
        if self.collection is None or filter_name not in _OF_THE_ARCHIVE:
            return self.archive.engine.allowed_values(filter_name)
        return sorted({value for each in self._cases().values() for value in _values(each, filter_name)})

    def _cases(self) -> Mapping[str, CaseSummary]:
        cases = self.archive.catalogue.cases()
        if self.collection is None:
            return cases
        return {id: cases[id] for id in self.collection if id in cases}


def _values(summary: CaseSummary, filter_name: str) -> Iterable[str]:
    if filter_name == "language":
        return (document.language for document in summary.documents)
    return case_values(summary.case).get(filter_name, ())
