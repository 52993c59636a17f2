"""The judgements made by hand, which are data: ``qrels.tsv`` beside this module. What the grades mean is in eval/README.md."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import BadInput
from eval.beir.collection import JudgedSet, read_qrels
from eval.relevance.cases import RelevanceCase, read_relevance_cases

QRELS = Path(__file__).with_name("qrels.tsv")
GRADES = range(4)
RELEVANT = 2
"""From this grade on a case answers, at least in part; below it is about the subject or not even that."""


@dataclass(frozen=True, slots=True)
class Judgements:
    """Judged queries by their id among the relevance cases, and query -> case -> grade."""

    queries: Mapping[str, RelevanceCase]
    qrels: Mapping[str, Mapping[str, int]]

    def within(self, cases: Container[str]) -> JudgedSet:
        """What can be judged in an archive that has these cases, as a collection without documents."""
        held = {
            query: {case: grade for case, grade in grades.items() if case in cases}
            for query, grades in self.qrels.items()
        }
        kept = {query: grades for query, grades in held.items() if max(grades.values(), default=0) >= RELEVANT}
        if not kept:
            raise BadInput("the archive has no case that answers a judged query: `casebook ingest` the shipped cases")
        asked = {query: self.queries[query].query for query in kept}
        return JudgedSet("judged by hand", {}, asked, kept, {"unjudgeable_queries": len(self.qrels) - len(kept)})


def read_judgements(path: Path = QRELS) -> Judgements:
    """BadInput names a query that is no relevance case, that has filters or no answer, or a grade that is none of 0 to 3."""
    qrels = read_qrels(path)
    known = {case.id: case for case in read_relevance_cases()}
    for query, grades in qrels.items():
        if query not in known or known[query].filter:
            raise BadInput(f"{path.name} judges {query!r}, which is not a relevance case without filters")
        if unknown := sorted(set(grades.values()) - set(GRADES)):
            raise BadInput(f"{path.name} gives {query!r} the grade {unknown[0]}; grades are 0 to {GRADES[-1]}")
        if max(grades.values()) < RELEVANT:
            raise BadInput(f"{path.name} has no case that answers {query!r}")
    return Judgements({query: known[query] for query in qrels}, qrels)
