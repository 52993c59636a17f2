"""The outcome of a run on a collection as tables and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from rich.table import Table

from eval.beir.collection import NOTES, JudgedSet
from eval.beir.measure import Difference, Scores, differences, means, measure
from eval.beir.rankers import ENCODER, Ranking, Run

NOT_CORRECTED = "p is that of each pair by itself, not corrected for their number"


Rankings = Mapping[str, Ranking]
"""Query -> ranking."""


def score_all(rankings: Rankings, collection: JudgedSet) -> Scores:
    """The measures of a test collection."""
    return measure(rankings, collection.qrels)


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds that a query took."""

    median: float
    p95: float
    """95 in 100 took at most so long."""


@dataclass(frozen=True, slots=True)
class Made:
    """The archive that was asked."""

    encoder: str
    passages: int
    unsearched: int
    """Documents without a passage that search ranks."""
    seconds: float
    """What making it took, or opening one that was kept."""


@dataclass(frozen=True, slots=True)
class Report:
    """Scores by ranker, the differences between rankers, and the time of each and of the encoder alone."""

    collection: str
    documents: int
    queries: int
    notes: Mapping[str, int]
    made: Made
    scores: Mapping[str, Scores]
    differences: Sequence[Difference]
    times: Mapping[str, Times]

    def times_the_encoder(self, name: str) -> float:
        """Ratio of the medians."""
        return self.times[name].median / self.times[ENCODER].median

    def to_json(self, *, with_queries: bool = False) -> dict[str, Any]:
        """Plain data; with the value of every query where asked for."""
        variants = {
            name: {
                **means(scores),
                "milliseconds": asdict(self.times[name]),
                "times_the_encoder": self.times_the_encoder(name),
            }
            for name, scores in self.scores.items()
        }
        plain: dict[str, Any] = {
            "collection": self.collection, "documents": self.documents, "queries": self.queries, "notes": dict(self.notes),
            "archive": asdict(self.made), "variants": variants, "differences": [asdict(each) for each in self.differences],
            "encoder_milliseconds": asdict(self.times[ENCODER]),
        }  # fmt: skip
        return plain | ({"by_query": self.scores} if with_queries else {})


def make_report(
    collection: JudgedSet, made: Made, run: Run, score: Callable[[Rankings, JudgedSet], Scores] = score_all
) -> Report:
    """Measure every ranking and compare them."""
    scores = {name: score(rankings, collection) for name, rankings in run.rankings.items()}
    times = {name: _times(seconds) for name, seconds in run.seconds.items()}
    counts = len(collection.documents), len(collection.queries)
    return Report(collection.name, *counts, collection.notes, made, scores, differences(scores), times)


def _times(seconds: Sequence[float]) -> Times:
    return Times(*(float(1000 * value) for value in np.percentile(seconds, (50, 95))))


def tables(report: Report) -> Iterator[Table]:
    """Measures; times; pairwise tests."""
    title = f"{report.collection}: {report.documents:,} documents, {report.made.passages:,} passages, {report.queries:,} queries"
    table = Table("search", *next(iter(report.scores.values())), title=title, caption=report.made.encoder)
    for name, scores in report.scores.items():
        table.add_row(name, *(f"{value:.3f}" for value in means(scores).values()))
    yield table
    timed = Table("time of a query", "median ms", "p95 ms", "times the encoder")
    for name, times in report.times.items():
        timed.add_row(name, f"{times.median:.0f}", f"{times.p95:.0f}", f"{report.times_the_encoder(name):.1f}")
    yield timed
    compared = Table(
        "better",
        "worse",
        "nDCG@10",
        "queries won",
        "lost",
        "p",
        title="paired randomization test",
        caption=NOT_CORRECTED,
    )
    for each in report.differences:
        numbers = f"+{each.mean:.3f}", str(each.wins), str(each.losses), f"{each.p:.4f}"
        compared.add_row(each.better, each.worse, *numbers)
    yield compared


def sentences(report: Report) -> Iterator[str]:
    """What has to be known to read the numbers; nothing where nothing was amiss."""
    for name, count in report.notes.items():
        if count:
            yield f"{NOTES[name].capitalize()}: {count:,}."
    if report.made.unsearched:
        yield f"Documents of nothing that search ranks, only references, contents or running heads: {report.made.unsearched:,}."
