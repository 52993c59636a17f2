"""What a search is restricted to: reading the filters of a query, and refusing those that mean nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from corpus import gazetteer
from corpus.case import LANGUAGE_TAG, Case, Status
from corpus.errors import BadInput
from corpus.results import FACETS, FILTERS, SearchQuery
from corpus.vocabulary import vocabulary
from index.passages import Filter
from index.search.shared import Shared
from index.search.snapshot import VISIBLE, Snapshot

FILTERED_IDS = 2000
"""Passages with a phrase up to which their ids go into the index's filter; beyond that, its answers are sifted here."""


@dataclass(frozen=True, slots=True)
class Scope(Shared):
    """The restrictions of a search, apart by whether facets count past them.

    Facets are counted as if each one's own selection were not made, so selections are applied after retrieving; status,
    section, named cases and range of years hold for every count and go into the index's filter.
    """

    always: Mapping[str, tuple[str, ...]]
    year_from: int | None
    year_to: int | None
    selected: Mapping[str, tuple[str, ...]]
    """Facet -> its selected values; facets without a selection are not in it."""
    with_phrases: frozenset[str] | None = None
    """Ids of the passages that hold every quoted phrase, None where the query quotes none."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing but selections of facets restricts the visible archive."""
        return self.with_phrases is None and self.filter() == Filter({"status": VISIBLE})

    @property
    def filters_by_id(self) -> bool:
        return self.with_phrases is not None and len(self.with_phrases) <= FILTERED_IDS

    def filter(self, facets: Mapping[str, tuple[str, ...]] | None = None) -> Filter:
        """For the index: what always holds, and these selections of facets."""
        fields = {**self.always, **(facets or {})}
        if self.with_phrases is not None and self.filters_by_id:
            fields["passage_id"] = tuple(sorted(self.with_phrases))
        return Filter(fields, self.year_from, self.year_to)

    def narrowings(self) -> list[Mapping[str, tuple[str, ...]]]:
        """All selections, then all but one for each selected facet: what results and the counts of each facet need."""
        without = [{key: values for key, values in self.selected.items() if key != facet} for facet in self.selected]
        return [self.selected, *without]

    def admits(self, case: Case) -> bool:
        """Whether the case, its status and its start year, as the catalogue has them, are asked for."""
        if case.status.value not in self.always["status"] or case.id not in self.always.get("case_id", (case.id,)):
            return False
        if self.year_from is None and self.year_to is None:
            return True
        return case.year is not None and (self.year_from or 0) <= case.year <= (self.year_to or 9999)

    def passes(self, values: Mapping[str, tuple[str, ...]], uncounted: str | None = None) -> bool:
        """Whether something with these values passes every selection but that of the facet `uncounted`."""
        return all(
            any(value in wanted for value in values.get(facet, ()))
            for facet, wanted in self.selected.items()
            if facet != uncounted
        )


def read_scope(query: SearchQuery, snapshot: Snapshot, with_phrases: frozenset[str] | None = None) -> Scope:
    """The scope of a query. BadInput names the filters or values that there are where it has another."""
    chosen = {name: tuple(values) for name, values in query.filters.items() if values}
    for name, values in chosen.items():
        _check(name, values, snapshot)
    if query.year_from and query.year_to and query.year_from > query.year_to:
        raise BadInput(f"the years run from {query.year_from} back to {query.year_to}; swap year_from and year_to")
    always = {"status": chosen.get("status", VISIBLE)}
    if "section" in chosen:
        always["section"] = chosen["section"]
    if query.cases:
        always["case_id"] = query.cases
    selected = {name: values for name, values in chosen.items() if name in FACETS}
    return Scope(always, query.year_from, query.year_to, selected, with_phrases)


_VOCABULARIES: Mapping[str, str] = {
    "topic": "topics", "region": "regions", "document_type": "document_types", "sdg": "sdgs", "section": "sections",
    "verdict": "verdicts",
}  # fmt: skip
"""Filters whose values are the ids of a vocabulary."""

_LOOKS_RIGHT: Mapping[str, Callable[[str], bool]] = {
    "city": lambda value: value.isascii() and value.isdecimal(),
    "country": lambda value: gazetteer.country_name(value, "en") != value,
    "year": lambda value: value.isascii() and value.isdecimal() and len(value) == 4,
    "language": lambda value: LANGUAGE_TAG.fullmatch(value) is not None,
}
"""Filters whose values nobody lists in full. One that the archive does not have finds nothing and is no error: a link to a
search may outlive a case."""


def fixed_values(name: str) -> tuple[str, ...]:
    """Values of a filter that are the same for every archive: a vocabulary, or the states in editing; none where the archive decides."""
    if name == "status":
        return tuple(status.value for status in Status)
    return tuple(vocabulary(_VOCABULARIES[name]).concepts) if name in _VOCABULARIES else ()


def looks_right(name: str, value: str) -> bool:
    """Whether a value that the archive does not have is one that some archive might: it then finds nothing and is no error."""
    return name in _LOOKS_RIGHT and _LOOKS_RIGHT[name](value)


def allowed_values(name: str, snapshot: Snapshot) -> tuple[str, ...]:
    """Values of a filter, to tell a person: the whole vocabulary, or where there is none, what the archive has."""
    if name not in FILTERS:
        raise BadInput(f"there is no filter {name!r}; there are: {', '.join(FILTERS)}")
    if fixed := fixed_values(name):
        return fixed
    if name == "language":
        return snapshot.spoken
    return tuple(sorted({value for summary in snapshot.cases.values() for value in summary.values.get(name, ())}))


def _check(name: str, values: tuple[str, ...], snapshot: Snapshot) -> None:
    allowed = allowed_values(name, snapshot)
    for value in values:
        if value not in allowed and not looks_right(name, value):
            raise BadInput(f"{value!r} is not a value of the filter {name!r}; allowed: {', '.join(allowed)}")
