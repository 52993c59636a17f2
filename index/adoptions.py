"""Links from a case to those that learnt from it, as a graph."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from corpus.case import Case
from corpus.counts import AdoptionLink

Ends = tuple[str, str]
"""The case that was learnt from, and the one that learnt."""


def adoption_links(cases: Mapping[str, Case], chosen: Collection[str], neighbours: bool = False) -> list[AdoptionLink]:
    """Links between the chosen cases, by source and target; with `neighbours` also those that have one end among them.

    Both records may state a link, which is then one. Links to cases that are not in `cases` are left out.
    """
    stated = {(source, id): "target" for id, case in cases.items() for source in case.transfer.adopted_from}
    for id, case in cases.items():
        for target in case.transfer.adopted_by:
            stated[id, target] = "both" if (id, target) in stated else "source"
    return [
        AdoptionLink.model_validate({"source": source, "target": target, "stated_by": by})
        for (source, target), by in sorted(stated.items())
        if {source, target} <= cases.keys() and _is_kept((source, target), chosen, neighbours)
    ]


def _is_kept(ends: Ends, chosen: Collection[str], neighbours: bool) -> bool:
    within = [end in chosen for end in ends]
    return any(within) if neighbours else all(within)
