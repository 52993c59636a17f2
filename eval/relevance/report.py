"""What the relevance cases came to: a table for the terminal, a page for experts, numbers for machines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from jinja2 import Environment, PackageLoader
from rich.table import Table

from eval.relevance.cases import TRAITS
from eval.relevance.judge import Judged, explanation
from eval.relevance.standing import EARLY

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of some relevance cases passed."""

    name: str
    passed: int
    asked: int

    @property
    def share(self) -> float:
        """0 to 1."""
        return self.passed / self.asked


def rates(judged: Sequence[Judged]) -> dict[str, list[Rate]]:
    """By trait, form, user and language of the query, under 'all' the whole; groups without a case are left out."""
    return {
        "all": [_rate("all", judged)],
        "trait": _grouped(judged, TRAITS, lambda each: each.case.traits),
        "form": _grouped(judged, None, lambda each: (each.case.form,)),
        "user": _grouped(judged, None, lambda each: (each.case.user,)),
        "language": _grouped(judged, None, lambda each: (each.case.language,)),
    }


def _grouped(
    judged: Sequence[Judged], order: Sequence[str] | None, groups_of: Callable[[Judged], Iterable[str]]
) -> list[Rate]:
    names = order or sorted({name for each in judged for name in groups_of(each)})
    members = {name: [each for each in judged if name in groups_of(each)] for name in names}
    return [_rate(name, found) for name, found in members.items() if found]


def _rate(name: str, judged: Sequence[Judged]) -> Rate:
    return Rate(name, sum(each.passed for each in judged), len(judged))


def table(judged: Sequence[Judged]) -> Table:
    """Passed, asked and share by group."""
    shown = Table("", "group", "passed", "asked", "share")
    for kind, found in rates(judged).items():
        for rate in found:
            shown.add_row(kind, rate.name, str(rate.passed), str(rate.asked), f"{rate.share:.2f}")
    return shown


def page(judged: Sequence[Judged], left_out: int = 0) -> str:
    """One HTML file without anything from elsewhere: every query with what was expected, what came first, and why it failed.

    `left_out` queries, of cases that the archive does not have, are mentioned.
    """
    environment = Environment(
        loader=PackageLoader("eval.relevance", "."), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    found = rates(judged)
    return environment.get_template("page.html").render(
        judged=judged,
        overall=found.pop("all")[0],
        rates=found,
        left_out=left_out,
        right_to_left=RIGHT_TO_LEFT,
        early=EARLY,
    )


def explained(judged: Sequence[Judged]) -> str:
    """Every failure in words, for the terminal."""
    return "\n".join(
        f"{each.case.id}: {each.case.query}\n"
        + "\n".join(f"  expected: {one.expected}\n    {explanation(one, each.standings)}" for one in each.failures)
        for each in judged
        if not each.passed
    )


def to_json(judged: Sequence[Judged]) -> dict[str, Any]:
    """Shares by group; for every query its failures, the first cases and where the named ones stand."""
    return {
        "rates": {kind: [asdict(rate) for rate in found] for kind, found in rates(judged).items()},
        "cases": [
            {
                "id": each.case.id, "query": each.case.query, "passed": each.passed, "total": each.total,
                "failures": [
                    {"expected": one.expected, "explanation": explanation(one, each.standings)} for one in each.failures
                ],
                "first": [card.id for card in each.top],
                "standings": [{**asdict(one), "legs": one.legs} for one in each.standings],
            }
            for each in judged
        ],
    }  # fmt: skip
