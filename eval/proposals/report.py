"""Measured proposals as a table and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from statistics import mean
from typing import Any

from rich.table import Table

from eval.proposals.measure import Measured

LONGEST = 72
"""Characters of a brief that are shown: a line of a terminal."""

LEGEND = (
    "right: fields of the brief understood; cases, and the sub-regions (areas), outcomes (ends) and instruments (means) among them; "
    "like, all: likeness of their cities to the audience's, and of all cases on the topics; s: seconds"
)


def table(measured: Sequence[Measured]) -> Table:
    """A row for each brief, the whole at the end, and the briefs below it; 80 columns wide."""
    columns = ("right", "cases", "areas", "ends", "means", "like", "all", "cited", "s")
    briefs = (f"{number:>3} {_brief(each)}" for number, each in enumerate(measured, 1))
    made = Table("", *columns, caption="\n".join((LEGEND, *briefs)), caption_justify="left")
    for number, each in enumerate(measured, 1):
        made.add_row(
            str(number),
            f"{each.right}/{each.fields}",
            *map(str, (each.cases, each.regions, each.verdicts, each.instruments)),
            _share(each.likeness),
            _share(each.usual_likeness),
            f"{each.cited}/{each.said}",
            f"{each.seconds:.1f}",
        )
    made.add_row("all", *_totals(measured))
    return made


def _brief(each: Measured) -> str:
    return "; not understood: ".join(filter(None, (each.text[:LONGEST], ", ".join(each.wrong))))


def _totals(measured: Sequence[Measured]) -> list[str]:
    compared = [(m.likeness, m.usual_likeness) for m in measured if m.likeness and m.usual_likeness]
    return [
        f"{sum(m.right for m in measured)}/{sum(m.fields for m in measured)}",
        *(
            f"{mean(getattr(m, name) for m in measured):.1f}"
            for name in ("cases", "regions", "verdicts", "instruments")
        ),
        _share(mean(own for own, _ in compared) if compared else None),
        _share(mean(usual for _, usual in compared) if compared else None),
        f"{sum(m.cited for m in measured)}/{sum(m.said for m in measured)}",
        f"{mean(m.seconds for m in measured):.1f}",
    ]


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def to_json(measured: Sequence[Measured]) -> list[dict[str, Any]]:
    """All numbers of every brief."""
    return [asdict(each) for each in measured]
