"""What the relevance cases came to: a table for the terminal, a page for experts, numbers for machines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from jinja2 import Environment, PackageLoader
from rich.table import Table

from eval.relevance.cases import TRAITS
from eval.relevance.judge import Judged


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
    shown = Table("", "group", "passed", "asked", "share")
    for kind, found in rates(judged).items():
        for rate in found:
            shown.add_row(kind, rate.name, str(rate.passed), str(rate.asked), f"{rate.share:.2f}")
    return shown


def page(judged: Sequence[Judged]) -> str:
    """One HTML file without anything from elsewhere: every query with what was expected, what came first, and why it failed."""
    environment = Environment(loader=PackageLoader("eval.relevance", "."), autoescape=True, trim_blocks=True)
    return environment.get_template("page.html").render(judged=judged, rates=rates(judged))


def to_json(judged: Sequence[Judged]) -> dict[str, Any]:
    return {
        "rates": {kind: [asdict(rate) for rate in found] for kind, found in rates(judged).items()},
        "cases": [
            {
                "id": each.case.id, "query": each.case.query, "passed": each.passed, "total": each.total,
                "failures": [asdict(failure) for failure in each.failures], "first": [card.id for card in each.top],
            }
            for each in judged
        ],
    }  # fmt: skip
