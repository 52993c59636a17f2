"""Commands that ask the user's archive our own queries: ``casebook eval relevance``, ``judged``, ``pool``, ``pairs``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from corpus.errors import BadInput
from corpus.settings import Settings

if TYPE_CHECKING:
    from eval.relevance.cases import RelevanceCase

AsJson = Annotated[bool, typer.Option("--json", help="print all numbers as JSON instead of tables")]


def relevance(
    html: Annotated[Path | None, typer.Option(help="write a page with every query and why it failed")] = None,
    as_json: AsJson = False,
    only: Annotated[list[str] | None, typer.Option(help="id of a query to ask, explained; can be given again")] = None,
) -> None:
    """Ask the archive what its users would ask: the share of queries that are answered as they should be, by kind."""
    from eval.archive import own_archive
    from eval.relevance import report
    from eval.relevance.judge import judge

    chosen = _chosen(only)
    with own_archive(Settings(), "casebook eval relevance") as archive, _shown("queries", len(chosen)) as progress:
        asked = [case for case in chosen if set(case.named) <= archive.names.keys()]
        if not asked:
            raise BadInput("the archive has none of the cases that are asked for: `casebook ingest` the shipped cases")
        judged = [judge(archive.engine, case) for case in _counted(asked, progress)]
    if html:
        _write(html, report.page(judged, len(chosen) - len(asked)))
    if as_json:
        typer.echo(json.dumps(report.to_json(judged), ensure_ascii=False, indent=1))
        return
    Console().print(report.table(judged))
    if only:
        typer.echo(report.explained(judged))


def _chosen(only: Sequence[str] | None) -> list[RelevanceCase]:
    from eval.relevance.cases import read_relevance_cases

    cases = read_relevance_cases()
    if unknown := sorted(set(only or ()) - {case.id for case in cases}):
        raise BadInput(f"there is no relevance case {unknown[0]!r}; the ids stand in eval/relevance/*.yaml")
    return [case for case in cases if not only or case.id in only]


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror}") from None


def judged(
    as_json: AsJson = False,
    queries: Annotated[bool, typer.Option(help="with --json, the values of every query too")] = False,
) -> None:
    """Run each search on the queries judged by hand: nDCG@10, MRR@10, recall@20, and whether the right page is cited first."""
    from eval.archive import own_archive
    from eval.beir.report import tables
    from eval.judged.judgements import read_judgements
    from eval.judged.measure import check_citations, judge_all
    from eval.judged.report import citation_table

    judgements = read_judgements()
    with own_archive(Settings(), "casebook eval judged") as archive:
        asked = judgements.within(archive.names)
        with _shown("queries", len(asked.queries)) as progress:
            report = judge_all(archive, asked, progress)
        by_hand = [judgements.queries[query] for query in asked.queries]
        everything = [case for case in _chosen(None) if case.cites and case.cites.case in archive.names]
        sets = {"judged by hand": by_hand, "all relevance cases": everything}
        citations = {name: check_citations(archive.engine, cases) for name, cases in sets.items()}
    if as_json:
        shares = {name: {"share": found.share, **asdict(found)} for name, found in citations.items()}
        plain = report.to_json(with_queries=queries) | {"first_citation": shares}
        typer.echo(json.dumps(plain, ensure_ascii=False, indent=1))
        return
    for table in (*tables(report), citation_table(citations)):
        Console().print(table)


def pool(
    depth: Annotated[int, typer.Option(min=1, max=50, help="look at the first so many cases of each search")] = 20,
    as_json: AsJson = False,
) -> None:
    """List the cases that a search ranks high for a judged query and that nobody has graded: read them and add a grade."""
    from eval.archive import own_archive
    from eval.judged.judgements import QRELS, read_judgements
    from eval.judged.pool import lacking
    from eval.judged.report import pool_table

    with own_archive(Settings(), "casebook eval pool") as archive:
        asked = read_judgements().within(archive.names)
        with _shown("queries", len(asked.queries)) as progress:
            found = list(lacking(archive, asked, depth, progress))
    if as_json:
        typer.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=1))
        return
    if found:
        Console().print(pool_table(found, asked.queries))
    typer.echo(f"{len(found)} grades are lacking in {QRELS.name}")


def pairs(as_json: AsJson = False) -> None:
    """Ask the same questions in the language of the document and in others: what each search loses across languages."""
    from eval.archive import own_archive
    from eval.judged.pairs import measure_pairs, pairs_within, read_pairs
    from eval.judged.report import pair_tables

    with own_archive(Settings(), "casebook eval pairs") as archive:
        asked = pairs_within(read_pairs(), archive.names)
        with _shown("questions", len(asked)) as progress:
            scores = measure_pairs(archive, asked, progress)
    if as_json:
        plain = {name: {**asdict(score), "ratio": score.ratio} for name, score in scores.items()}
        typer.echo(json.dumps({"pairs": len(asked), "searches": plain}, ensure_ascii=False, indent=1))
        return
    for table in pair_tables(scores):
        Console().print(table)


@contextmanager
def _shown(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """A progress bar on standard error, so that what is printed can be piped."""
    with Progress(*Progress.get_default_columns(), console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=total)
        yield lambda done: progress.advance(task, done)


def _counted(cases: Iterable[RelevanceCase], progress: Callable[[int], None]) -> Iterator[RelevanceCase]:
    for case in cases:
        yield case
        progress(1)
