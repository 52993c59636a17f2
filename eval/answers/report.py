"""What `casebook eval answers` prints: one table for the threshold, one for what is cited, one for the check of claims."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

from rich.table import Table

from eval.answers.claims import Kept
from eval.answers.judge import Asked, best_threshold, quality, verdicts

STEPS = (-0.01, -0.005, 0.0, 0.005, 0.01)
"""Thresholds beside the one in force that are tried, as differences from it."""


def tables(asked: Sequence[Asked], threshold: float, claims: Mapping[str, Kept]) -> Iterator[Table]:
    """The share columns of the first table are of the questions that the threshold was not chosen on."""
    yield _thresholds(asked, threshold)
    yield _cited(asked, threshold)
    table = Table("claim", "claims", "kept", title="check of claims: all true ones should be kept, and no other")
    for kind, found in claims.items():
        table.add_row(kind, str(found.claims), str(found.kept))
    yield table


def _thresholds(asked: Sequence[Asked], threshold: float) -> Table:
    held_out = [one for one in asked if not one.is_for_choosing]
    best = best_threshold([one for one in asked if one.is_for_choosing])
    title = f"in force: {threshold:g}; best on the half for choosing: {best:g}"
    table = Table("threshold", "answered", "near refused", "far refused", "precision", title=title)
    for step in sorted({*(round(threshold + step, 4) for step in STEPS), best}):
        found = verdicts(held_out, step)
        shares = (found.answered, found.refused_near, found.refused_far, found.precision)
        table.add_row(f"{step:g}", *(f"{share:.2f}" for share in shares))
    return table


def _cited(asked: Sequence[Asked], threshold: float) -> Table:
    found = quality(asked, threshold)
    table = Table("of the answers given", "")
    table.add_row("answerable questions that were answered", str(found.questions))
    table.add_row("a right case is cited", f"{found.case_is_cited:.2f}")
    table.add_row("a right case is cited first", f"{found.case_is_first:.2f}")
    table.add_row(f"the right page is cited ({found.pages_known} with a known page)", f"{found.page_is_right:.2f}")
    table.add_row("sentences, mean", f"{found.sentences:.1f}")
    table.add_row("time of the answer, median", f"{1000 * found.seconds:.0f} ms")
    table.add_row("time of the search before it, median", f"{1000 * found.search_seconds:.0f} ms")
    return table


def to_json(asked: Sequence[Asked], threshold: float, claims: Mapping[str, Kept]) -> dict[str, object]:
    """The same numbers, and every question with its confidence."""
    halves = {
        name: [one for one in asked if one.is_for_choosing == is_it]
        for name, is_it in (("chosen_on", True), ("held_out", False))
    }
    return {
        "threshold": threshold,
        "best_threshold": best_threshold(halves["chosen_on"]),
        **{name: asdict(verdicts(half, threshold)) for name, half in halves.items()},
        "quality": asdict(quality(asked, threshold)),
        "claims": {kind: asdict(found) for kind, found in claims.items()},
        "questions": [asdict(one) for one in asked],
    }
