"""What every export of a list of cases starts from: the cases in order, with their records, rights, and where each can be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from api.addresses import Addresses
from api.archive import Archive
from api.parameters import ExportParameters
from api.problems import ValueProblem, WrongValues
from api.queries import search_query
from corpus.case import Case, Status
from corpus.licences import Rights, case_rights
from corpus.passage import StoredDocument
from corpus.results import CaseCard
from index.search.listing import CaseList, ListedCase, asks_nothing


@dataclass(frozen=True, slots=True)
class ExportedCase:
    """A case of a list, with everything that an export may tell of it."""

    card: CaseCard
    record: Case
    documents: tuple[StoredDocument, ...]
    snapshot: str
    addresses: Addresses
    language: str
    """Of labels and, where the record has them, texts."""

    @property
    def url(self) -> str:
        return self.addresses.case_record(self.card.id)

    @property
    def uri(self) -> str:
        """What identifies the case, whatever form it is wanted in: what a citation names."""
        return self.addresses.case(self.card.id)

    @property
    def rights(self) -> Rights:
        """In the record; documents may have others."""
        return case_rights(self.record)


@dataclass(frozen=True, slots=True)
class ExportList:
    """The cases that one export writes: all of one snapshot, read one by one and as often as a writer needs."""

    archive: Archive
    listed: CaseList

    def __len__(self) -> int:
        return len(self.listed)

    def __iter__(self) -> Iterator[ExportedCase]:
        return (self._exported(each) for each in self.listed)

    @property
    def snapshot(self) -> str:
        """Name of the state of the archive."""
        return self.listed.snapshot.name

    def documents(self) -> Iterator[tuple[Case, StoredDocument]]:
        """Every document of every case, in order, without drawing a card."""
        return ((summary.case, document) for summary in self.listed.summaries for document in summary.documents)

    def count_documents(self) -> int:
        return sum(len(summary.documents) for summary in self.listed.summaries)

    def count_passages(self) -> int:
        """All of every document, those that search leaves out too."""
        counts = self.listed.snapshot.passage_counts
        return sum(counts.get(document.id, 0) for _, document in self.documents())

    def _exported(self, each: ListedCase) -> ExportedCase:
        book, language = Addresses.of(self.archive.settings), self.listed.query.language
        return ExportedCase(each.card, each.summary.case, each.summary.documents, self.snapshot, book, language)


def case_url(archive: Archive, case_id: str) -> str:
    """Where anybody who reads a file finds the case: its address in the API as a browser reaches it."""
    return Addresses.of(archive.settings).case_record(case_id)


def exported_case(archive: Archive, case_id: str, language: str) -> ExportedCase:
    """One case of the present archive, labels in the language; NotFound where there is none."""
    card = archive.engine.case_card(case_id, language)
    stored = archive.catalogue.case(case_id)
    snapshot, book = archive.catalogue.snapshot(), Addresses.of(archive.settings)
    return ExportedCase(card, stored.case, stored.documents, snapshot, book, language)


def export_list(archive: Archive, parameters: ExportParameters) -> ExportList:
    """The whole list of the search, or the cases that are named. Everything that can be wrong with the query is found here, before an
    answer begins: WrongValues, Unavailable.
    """
    query = search_query(parameters, archive.engine)
    if wrong := [_unknown(case_id) for case_id in parameters.case if case_id not in archive.catalogue.cases()]:
        raise WrongValues(wrong)
    if parameters.case and "status" not in query.filters and not asks_nothing(query):
        # Whoever names a case means it, archived or not; `case_list` does the same where there is nothing but names.
        every = tuple(status.value for status in Status)
        query = query.model_copy(update={"filters": {**query.filters, "status": every}})
    return ExportList(archive, archive.engine.case_list(query, parameters.case))


def _unknown(case_id: str) -> ValueProblem:
    message = f"The archive has no case {case_id!r}; leave it out and ask again."
    return ValueProblem(parameter="case", place="query", message=message, given=case_id)
