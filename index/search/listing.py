"""The whole list of a search, for whoever takes all of it away: the order is found at once, each case is drawn only when it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.errors import NotFound
from corpus.results import CaseCard, SearchQuery
from index.catalogue import CaseSummary
from index.search.cards import case_card
from index.search.like import with_comparisons
from index.search.parts import Group
from index.search.snapshot import Snapshot

DRAWN = 100
"""Cases drawn at a time; a list of any length takes no more memory than these and its ids."""


@dataclass(frozen=True, slots=True)
class ListedCase:
    """A case in its place of a list."""

    card: CaseCard
    summary: CaseSummary


@dataclass(frozen=True)
class CaseList:
    """Cases in the order of a search, of one snapshot; can be read again and again, and is the same each time."""

    query: SearchQuery
    snapshot: Snapshot
    groups: tuple[Group, ...]

    def __len__(self) -> int:
        return len(self.groups)

    def __iter__(self) -> Iterator[ListedCase]:
        for start in range(0, len(self.groups), DRAWN):
            yield from self._drawn(self.groups[start : start + DRAWN])

    @property
    def summaries(self) -> Iterator[CaseSummary]:
        """What the snapshot has of each case, for who needs no cards."""
        return (self.snapshot.cases[group.case_id] for group in self.groups)

    def _drawn(self, groups: Sequence[Group]) -> Iterator[ListedCase]:
        cases = self.snapshot.cases
        cards = (case_card(cases[group.case_id], self.query.language, group.score) for group in groups)
        for card in with_comparisons(cards, self.query, self.snapshot):
            yield ListedCase(card, cases[card.id])


def list_cases(
    query: SearchQuery, snapshot: Snapshot, only: Sequence[str], rank: Callable[[], Iterable[Group]]
) -> CaseList:
    """The list that `rank` gives; of that `only` the cases named, in the order in which they are named, each once.

    Where cases are named and nothing else is asked, nothing is ranked. NotFound names those that the archive does not have.
    """
    if unknown := [case_id for case_id in only if case_id not in snapshot.cases]:
        raise NotFound(f"the archive has no case {', '.join(unknown)}; leave out what is gone and ask again")
    if not only:
        return CaseList(query, snapshot, tuple(rank()))
    if asks_nothing(query):
        return CaseList(query, snapshot, tuple(Group(case_id) for case_id in dict.fromkeys(only)))
    found = {group.case_id: group for group in rank()}
    return CaseList(query, snapshot, tuple(found[case_id] for case_id in dict.fromkeys(only) if case_id in found))


def asks_nothing(query: SearchQuery) -> bool:
    """Whether the query leaves every case that may be seen; what it compares with changes the order alone."""
    return not (query.text or query.filters or query.year_from or query.year_to)
