"""The archive as one search sees it: read once for each snapshot, and the same from its first component to its last."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property

from corpus.case import Case, Status
from corpus.passage import StoredDocument
from corpus.results import Adjustment
from index.catalogue import CaseSummary, Catalogue
from index.passages import PassageIndex
from index.records import entry_ids, record_id, record_texts
from index.search.background import Background, measure_background, sample_ids
from index.search.memory import PASSAGES, RECORDS, Memory
from index.search.merits import read_merits
from index.search.names import Names, read_names
from index.search.profiles import Profiles, read_profiles
from index.search.record_terms import record_terms
from index.search.shared import Shared

VISIBLE = (Status.published.value, Status.in_review.value, Status.draft.value)
"""Statuses that are found without being asked for; archived cases only where a filter names them."""


@dataclass(frozen=True)
class Snapshot(Shared):
    """A snapshot of the catalogue with what searching it needs."""

    name: str
    cases: Mapping[str, CaseSummary]
    languages: Mapping[str, Mapping[str, frozenset[str]]]
    """Case id -> document id -> languages of its passages."""
    passage_counts: Mapping[str, int]
    """Document id -> number of its passages."""
    background: Background
    memory: Memory = field(default_factory=Memory)

    @cached_property
    def spoken(self) -> tuple[str, ...]:
        """Languages of all passages, sorted."""
        return tuple(
            sorted({tag for documents in self.languages.values() for tags in documents.values() for tag in tags})
        )

    @cached_property
    def years(self) -> frozenset[int]:
        """In which a policy of the archive began."""
        return frozenset(year for summary in self.cases.values() if (year := summary.case.year))

    @cached_property
    def merits(self) -> Mapping[str, tuple[Adjustment, ...]]:
        """Case id -> what moves the case in every search."""
        return read_merits((summary.case for summary in self.cases.values()), max(self.years, default=0))

    @cached_property
    def names(self) -> Names:
        """What a query may name; places only where there is a case."""
        return read_names(case for summary in self.cases.values() if (case := summary.case).status.value in VISIBLE)

    @cached_property
    def documents(self) -> Mapping[str, StoredDocument]:
        """Every current document by id."""
        return {document.id: document for summary in self.cases.values() for document in summary.documents}

    @cached_property
    def records(self) -> Mapping[str, str]:
        """Case id -> id under which the index holds its record; without the cases whose records have no texts."""
        cases = (summary.case for summary in self.cases.values())
        return {case.id: record_id(case) for case in cases if record_texts(case)}

    @cached_property
    def record_entries(self) -> Mapping[str, Mapping[str, str]]:
        """Case id -> language -> id of its record in the index; of the cases in `records`."""
        return {id: entry_ids(self.cases[id].case) for id in self.records}

    def record_terms(self, case_id: str) -> Set[str]:
        """Stemmed words of the record in all its languages; none of a case without one."""
        held = self.records.get(case_id)
        if held is None:
            return frozenset()
        return self.memory.record_words.many([held], lambda _: {held: record_terms(self.cases[case_id].case)})[held]

    @cached_property
    def case_in_city(self) -> Mapping[str, Case]:
        """GeoNames id -> a case there, for the city's names."""
        return {city: summary.case for summary in self.cases.values() for city in summary.values.get("city", ())}

    @cached_property
    def profiles(self) -> Profiles:
        """What is known of the cities of all cases."""
        return read_profiles(summary.case for summary in self.cases.values())

    def read_ahead(self, catalogue: Catalogue, index: PassageIndex) -> None:
        """Fill the memory with what searches will ask for: as much of the archive as it takes, evenly spread. A second or so."""
        ids = sample_ids(self.passage_counts, PASSAGES)
        for read in self.memory.passages(ids, catalogue).values():
            read.terms  # noqa: B018 - kept once it was asked for
        self.memory.wholes(ids, index)
        cases = list(self.records)[:RECORDS]
        for id in cases:
            self.record_terms(id)
        self.memory.records([entry for id in cases for entry in self.record_entries[id].values()][:RECORDS], index)

    def version(self, case_id: str) -> int:
        """Number of the version that a case has in it."""
        return self.cases[case_id].case.version

    def holds(self, passage_id: str) -> bool:
        """Whether the catalogue has this passage; the index may be ahead of it, or hold what a killed ingest left."""
        document, _, position = passage_id.rpartition(".")
        return document in self.documents and int(position) < self.passage_counts.get(document, 0)


class SnapshotReader:
    """Gives the present archive, and reads it anew only when the catalogue's snapshot has changed."""

    def __init__(self, catalogue: Catalogue, index: PassageIndex) -> None:
        self._catalogue, self._index = catalogue, index
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._memory = Memory()

    def present(self) -> Snapshot:
        snapshot = self._catalogue.snapshot()
        with self._lock:
            if self._snapshot is None or self._snapshot.name != snapshot:
                self._snapshot = self._read(snapshot)
            return self._snapshot

    def _read(self, snapshot: str) -> Snapshot:
        catalogue = self._catalogue
        self._memory = self._memory.of_next_snapshot()
        return Snapshot(
            snapshot,
            catalogue.cases(),
            catalogue.passage_languages(),
            catalogue.passage_counts(),
            measure_background(catalogue, self._index, self._memory),
            self._memory,
        )
