"""Judged queries and pairs as tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.table import Table

from eval.judged.measure import Citations
from eval.judged.pairs import PairScore
from eval.judged.pool import Lacking


def citation_table(citations: Mapping[str, Citations]) -> Table:
    """A row for each set of queries."""
    table = Table("queries with cited pages", "asked", "first passage is on a right page")
    for name, found in citations.items():
        share = "–" if found.share is None else f"{found.share:.2f}"
        table.add_row(name, str(len(found.right) + len(found.wrong)), share)
    return table


def pair_tables(scores: Mapping[str, PairScore]) -> Iterator[Table]:
    """Same language against translated for every search; then the translated by their language."""
    table = Table("search", "language of the document", "translated", "ratio", title="nDCG@10")
    for name, score in scores.items():
        ratio = "–" if score.ratio is None else f"{score.ratio:.2f}"
        table.add_row(name, f"{score.same:.3f}", f"{score.translated:.3f}", ratio)
    yield table
    languages = next(iter(scores.values())).by_language
    by_language = Table("translated into", "questions", *scores, title="nDCG@10")
    for language, (_, asked) in languages.items():
        means = (f"{score.by_language[language][0]:.3f}" for score in scores.values())
        by_language.add_row(language, str(asked), *means)
    yield by_language


def pool_table(found: Sequence[Lacking], queries: Mapping[str, str]) -> Table:
    """What to read and grade."""
    table = Table("query", "", "case to be graded", "ranks")
    for each in found:
        ranks = ", ".join(f"{name} {rank}" for name, rank in each.ranks.items())
        table.add_row(each.query, queries[each.query], each.case, ranks)
    return table
