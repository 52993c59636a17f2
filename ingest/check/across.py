"""What can only be seen over all cases: links that do not come back, and documents that are nearly the same text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from corpus.case import Case
from ingest.check.files import ReadFile
from ingest.text import is_cjk

MUTUAL = {
    "same_instrument": "same_instrument",
    "contrast": "contrast",
    "same_city": "same_city",
    "predecessor": "successor",
    "successor": "predecessor",
}
"""Kind of a link -> the kind with which the other case must answer it; `part_of` goes one way."""

SHINGLE = 5
"""Words, or for scripts without spaces characters, of a stretch of text that two documents may share."""
NEAR = 0.2
"""Share of stretches in common (Jaccard) from which two documents say the same; cases of one author share less than 0.03."""

Faults = Iterator[tuple[str, str]]
"""Case id and sentence."""


def link_faults(cases: Mapping[str, Case]) -> Faults:
    """Links to cases that are not there, and links that the other case does not answer."""
    for case in cases.values():
        yield from _adoption_faults(case, cases)
        for link in case.related:
            other = cases.get(link.case)
            answers = {(back.case, back.kind) for back in other.related} if other else set()
            if other is None:
                yield case.id, f"related: there is no case {link.case}"
            elif link.kind in MUTUAL and (case.id, MUTUAL[link.kind]) not in answers:
                yield case.id, f"related: {link.case} does not list it as {MUTUAL[link.kind]}"


def _adoption_faults(case: Case, cases: Mapping[str, Case]) -> Faults:
    for there, back in (("adopted_from", "adopted_by"), ("adopted_by", "adopted_from")):
        for id in getattr(case.transfer, there):
            if id not in cases:
                yield case.id, f"{there}: there is no case {id}"
            elif case.id not in getattr(cases[id].transfer, back):
                yield case.id, f"{there}: {id} does not list it under {back}"


def near_duplicates(files: Sequence[tuple[str, ReadFile]]) -> Faults:
    """Pairs of documents with so much text in common that one repeats the other; files by case id."""
    shingled = [(case_id, read, _shingles(read)) for case_id, read in files]
    for (one_id, one, a), (other_id, other, b) in combinations(shingled, 2):
        shared = len(a & b) / max(1, len(a | b))
        if shared >= NEAR:
            yield one_id, f"{one.record.file} shares {shared:.0%} of its text with {other_id}/{other.record.file}"


def _shingles(read: ReadFile) -> set[int]:
    said = " ".join(
        placed.element.text for placed in read.outline.searched().elements if placed.section != "sources"
    ).casefold()
    units: Sequence[str] = re.findall(r"\w+", said)
    if sum(map(is_cjk, said)) > len(said) / 4:
        units = [character for character in said if character.isalnum()]
    return {hash(tuple(units[at : at + SHINGLE])) for at in range(len(units) - SHINGLE + 1)}
