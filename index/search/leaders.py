"""The first cases of a list, put in order once more by their records in full.

A record as a whole and a passage find the cases; which of the first ones answers best shows in more: in several texts of its record, in
the words of all of them, and in how much it has in common with the others that lead. What each brings is in ``eval/README.md``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from index.passages import PassageIndex, Vector
from index.search.background import LEAST_SPREAD, Sample
from index.search.encode import word_share
from index.search.feedback import feedback
from index.search.memory import RecordVectors
from index.search.parts import EncodedQuery, Group
from index.search.snapshot import Snapshot

READ_AGAIN = 25
"""Cases that are put in order once more; more change nothing, and each costs a quarter of a millisecond."""

SEVERAL = 3
SEVERAL_WEIGHT = 1.6
"""Of the mean of a record's texts that are nearest to the query: a single one may be near by chance."""

WORDS_WEIGHT = 6.0
"""What having all words of the query in its record is worth to a case; the share is squared, as that of a passage is."""

LEADERS = 5
LEADERS_WEIGHT = 0.5
"""Of how near a record is to those of the first cases: feedback by relevance that is taken for granted, on records, which are of one
make, where on passages it lost more than it gained."""


Entries = Mapping[str, RecordVectors]
"""A record by language."""


def read_again(
    index: PassageIndex, query: EncodedQuery, leading: Sequence[Group], snapshot: Snapshot
) -> dict[str, float]:
    """Case -> what the second look adds to it, in standard deviations of meaning; `leading` are all cases, best first.

    The least gets 0, so that none of the first cases falls behind one that is not read again. A case without a record gets what the
    others get on average, for nothing is known against it; where none has one, their passages are compared instead.
    """
    first = [group.case_id for group in leading[:READ_AGAIN]]
    records = _records(index, first, snapshot)
    if not records:
        return feedback(index, leading[:READ_AGAIN], snapshot)
    near = _near_leaders([records[id] for id in first[:LEADERS] if id in records], records, snapshot.background.records)
    told = {
        id: SEVERAL_WEIGHT * max(_several(tag, entry, query) for tag, entry in entries.items())
        + WORDS_WEIGHT * word_share(snapshot.record_terms(id), query.words) ** 2
        + LEADERS_WEIGHT * near[id]
        for id, entries in records.items()
    }
    usual, least = float(np.mean(list(told.values()))), min(told.values())
    return {id: told.get(id, usual) - least for id in first}


def _records(index: PassageIndex, case_ids: Iterable[str], snapshot: Snapshot) -> dict[str, dict[str, RecordVectors]]:
    """Case -> language -> its record, in the languages that the index has; cases without one are left out."""
    asked = {id: snapshot.record_entries[id] for id in case_ids if id in snapshot.record_entries}
    ids = [entry for entries in asked.values() for entry in entries.values()]
    read = snapshot.memory.records(ids, index)
    found = {id: {tag: read[entry] for tag, entry in entries.items() if entry in read} for id, entries in asked.items()}
    return {id: entries for id, entries in found.items() if entries}


def _several(language: str, entry: RecordVectors, query: EncodedQuery) -> float:
    nearest = np.sort(entry.texts @ query.whole_vector)[-SEVERAL:]
    return query.record_texts.score(float(nearest.mean()), language)


def _near_leaders(leaders: Sequence[Entries], records: Mapping[str, Entries], usual: Sample) -> dict[str, float]:
    """Case -> how near its record is to the middle of the leaders', in standard deviations above what is usual; 0 without leaders.

    Compared in the language that most of them are written in, because texts of one language are near to each other whatever they say.
    """
    if not leaders:
        return dict.fromkeys(records, 0.0)
    common = _most_common(language for entries in records.values() for language in entries)
    middle = np.mean([_mean(_in(entries, common), usual) for entries in leaders], axis=0)
    middle = (middle / max(float(np.linalg.norm(middle)), LEAST_SPREAD)).astype(np.float32)
    standing = usual.standing(middle)
    return {
        id: float(np.mean([standing.score(float(e.whole @ middle), tag) for tag, e in _in(entries, common).items()]))
        for id, entries in records.items()
    }


def _most_common(languages: Iterable[str]) -> str:
    counted = Counter(languages)
    return min(counted, key=lambda tag: (-counted[tag], tag))


def _in(entries: Entries, language: str) -> Entries:
    """The one in the language, or all where none is in it."""
    return {language: entries[language]} if language in entries else entries


def _mean(entries: Entries, usual: Sample) -> Vector:
    offsets: Vector = np.mean([entry.whole - usual.middle_of(tag) for tag, entry in entries.items()], axis=0)
    return offsets
