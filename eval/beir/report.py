"""The outcome of a run on a collection as tables and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from rich.table import Table

from eval.beir.collection import JudgedSet
from eval.beir.measure import Difference, Scores, differences, means, measure
from eval.beir.rankers import Run


@dataclass(frozen=True, slots=True)
class Report:
    """Scores by ranker, the differences between rankers, and median milliseconds a query."""

    collection: str
    documents: int
    queries: int
    unjudgeable: int
    encoder: str
    scores: Mapping[str, Scores]
    differences: Sequence[Difference]
    milliseconds: Mapping[str, float]
    encoder_milliseconds: float

    def to_json(self, *, with_queries: bool = False) -> dict[str, Any]:
        """Plain data; with the value of every query where asked for."""
        variants = {
            name: {**means(scores), "milliseconds": self.milliseconds[name]} for name, scores in self.scores.items()
        }
        plain: dict[str, Any] = {
            "collection": self.collection, "documents": self.documents, "queries": self.queries,
            "unjudgeable_queries": self.unjudgeable, "encoder": self.encoder,
            "encoder_milliseconds": self.encoder_milliseconds, "variants": variants,
            "differences": [asdict(each) for each in self.differences],
        }  # fmt: skip
        return plain | ({"by_query": self.scores} if with_queries else {})


def make_report(collection: JudgedSet, encoder: str, runs: Mapping[str, Run], encoding: Sequence[float]) -> Report:
    scores = {name: measure(run.rankings, collection.qrels) for name, run in runs.items()}
    times = {name: 1000 * median(run.seconds) for name, run in runs.items()}
    return Report(
        collection.name, len(collection.documents), len(collection.queries), collection.unjudgeable, encoder, scores,
        differences(scores), times, 1000 * median(encoding),
    )  # fmt: skip


def tables(report: Report) -> Iterator[Table]:
    """Measures and times; then the pairwise tests."""
    title = f"{report.collection}: {report.documents:,} documents, {report.queries:,} queries, {report.encoder}"
    measures = next(iter(report.scores.values()))
    table = Table("search", *measures, "ms a query", "times the encoder", title=title)
    for name, scores in report.scores.items():
        numbers = (f"{value:.3f}" for value in means(scores).values())
        taken = report.milliseconds[name]
        table.add_row(name, *numbers, f"{taken:.0f}", f"{taken / report.encoder_milliseconds:.1f}")
    yield table
    compared = Table("better", "worse", "nDCG@10", "queries won", "lost", "p", title="paired randomization test")
    for each in report.differences:
        compared.add_row(
            each.better, each.worse, f"+{each.mean:.3f}", str(each.wins), str(each.losses), f"{each.p:.4f}"
        )
    yield compared
