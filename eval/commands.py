"""Commands that measure: ``casebook eval beir``, ``known``, ``sections``, ``drafts``, ``ingest``; others join in ``register``."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, TaskID
from rich.table import Table

from corpus.settings import Settings

if TYPE_CHECKING:
    from eval.beir.collection import JudgedSet
    from eval.beir.report import Report
    from eval.sections import Guessed


def known() -> None:
    """Ask the archive questions whose best case is known; prints reciprocal rank and first places for each leg and the search."""
    from eval.known_cases import evaluate, missed, read_questions
    from index.archive import open_archive
    from index.search import search_in

    questions = read_questions()
    with open_archive(Settings(), "casebook eval known") as archive:
        engine = search_in(archive)
        table = Table("search", "questions", "asked", "MRR@10", "first")
        for variant, scores in evaluate(engine, questions).items():
            for kind, found in scores.items():
                numbers = f"{found.questions}", f"{found.reciprocal_rank:.3f}", f"{found.first:.3f}"
                table.add_row(variant, kind, *numbers)
        misses = missed(engine, questions)
    console = Console()
    console.print(table)
    for question, place, first in misses:
        console.print(escape(f"{place or 'not found'}: {question.query} -> {question.case} (first: {first})"))


def drafts(
    folder: Annotated[Path | None, typer.Argument(help="cases with records; without it the shipped ones")] = None,
) -> None:
    """Read documents without their records and compare what is proposed with the records: precision and recall by language."""
    from corpus.commands import CASES
    from eval.drafts import FIELDS, by_language, judge_folder
    from index.encoder import open_encoder
    from ingest.pipeline import document_pipeline

    settings = Settings()
    pipeline = document_pipeline(settings, open_encoder(settings))
    table = Table("language", "documents", *FIELDS, title="precision / recall")
    for language, (count, tallies) in by_language(judge_folder(folder or CASES, pipeline)).items():
        shares = (f"{_share(tally.precision)} / {_share(tally.recall)}" for tally in tallies.values())
        table.add_row(language, str(count), *shares)
    Console().print(table)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def sections(
    folder: Annotated[Path | None, typer.Argument(help="cases with records; without it the shipped ones")] = None,
) -> None:
    """Guess the sections of passages by their meaning alone and compare with what their headings tell; takes minutes."""
    from corpus.commands import CASES
    from eval.sections import guess_all, read_documents
    from index.encoder import open_encoder
    from ingest.section_guess import SectionGuesser

    settings = Settings()
    guesser = SectionGuesser(open_encoder(settings))
    found = guess_all(read_documents(folder or CASES, settings), guesser)
    console = Console()
    for table in section_tables(found):
        console.print(table)


def section_tables(found: Sequence[Guessed]) -> Iterator[Table]:
    """Scores by section and by language, and how often which section was taken for which."""
    from eval.sections import NO_GUESS, confusion, score, scores_by
    from ingest.section_guess import descriptions

    for name, scores in {
        "section": scores_by(found, lambda guess: guess.section),
        "language": scores_by(found, lambda guess: guess.language),
    }.items():
        table = Table(name, "passages", "nearest is right", "guessed", "guess is right")
        for value, reached in {**scores, "all": score(found)}.items():
            shares = (f"{share:.2f}" for share in (reached.nearest, reached.guessed, reached.right))
            table.add_row(value, str(reached.passages), *shares)
        yield table
    counts = confusion(found)
    columns = [*descriptions(), NO_GUESS]
    table = Table("headings tell \\ guess", *columns)
    for section in descriptions():
        table.add_row(section, *(str(counts.get((section, guess), 0)) for guess in columns))
    yield table


def ingest(
    paths: Annotated[list[Path], typer.Argument(help="files and folders; archives are unpacked")],
    stock: Annotated[bool, typer.Option(help="read them by a stock Haystack + unstructured pipeline too")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="print all numbers as JSON instead of tables")] = False,
    seconds: Annotated[float, typer.Option(min=1, help="give a file up after so many seconds")] = 600,
    stock_packages: Annotated[
        Path | None,
        typer.Option(help="folder with eval/stock-packages.txt installed, which only the stock pipeline sees"),
    ] = None,
) -> None:
    """Measure how files are read: outcomes, pages a second, text, headings, tables, memory; ours and a stock pipeline's, in turns."""
    from eval.ingest import measure
    from eval.ingest_report import sentences, tables, to_json

    files = list(measure(paths, Settings(), is_with_stock=stock, seconds=seconds, packages=stock_packages))
    if as_json:
        typer.echo(to_json(files))
        return
    console = Console()
    for table in tables(files):
        console.print(table)
    for sentence in sentences(files):
        console.print(escape(sentence))


def beir(
    folder: Annotated[Path, typer.Argument(help="a test collection in BEIR form: corpus.jsonl, queries.jsonl, qrels/")],
    split: Annotated[str, typer.Option(help="which of qrels/*.tsv")] = "test",
    qrels: Annotated[Path | None, typer.Option(help="judgements from elsewhere")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print all numbers as JSON instead of tables")] = False,
    queries: Annotated[bool, typer.Option(help="with --json, the values of every query too")] = False,
    cache: Annotated[
        Path | None,
        typer.Option(
            file_okay=False, help="folder that keeps the archive of the collection, so that a second run only asks"
        ),
    ] = None,
) -> None:
    """Run the search on a test collection, in an archive of its own: nDCG@10, recall@100, MRR@10, MAP and time, beside its parts."""
    from eval.beir.collection import read_set
    from eval.beir.report import sentences as remarks
    from eval.beir.report import tables
    from index.commands import unpack_default_encoder

    settings = Settings()
    judged = read_set(folder, split, qrels)
    unpack_default_encoder(settings)
    report = _ask_set(judged, settings, cache)
    if as_json:
        typer.echo(json.dumps(report.to_json(with_queries=queries), ensure_ascii=False, indent=1))
        return
    console = Console()
    for table in tables(report):
        console.print(table)
    for sentence in remarks(report):
        console.print(escape(sentence))


def _ask_set(judged: JudgedSet, settings: Settings, cache: Path | None) -> Report:
    """Make the archive of a collection and ask it, with progress on standard error."""
    from eval.beir.archive import set_archive
    from eval.beir.rankers import rank_all
    from eval.beir.report import Made, make_report

    shown = Console(stderr=True)
    with Progress(*Progress.get_default_columns(), console=shown, transient=True) as progress:
        reading = progress.add_task("documents", total=len(judged.documents))
        asking = progress.add_task("queries", total=len(judged.queries))
        started = time.perf_counter()
        told = partial(_tell, progress, reading)
        with set_archive(judged, settings, cache, progress=told) as test:
            unsearched = [count for count in test.archive.catalogue.searched_counts().values() if not count]
            taken = time.perf_counter() - started
            made = Made(
                test.archive.encoder.name,
                sum(test.archive.catalogue.searched_counts().values()),
                len(unsearched),
                taken,
            )
            return make_report(judged, made, rank_all(test, judged, partial(_tell, progress, asking)))


def _tell(progress: Progress, task: TaskID, done: int) -> None:
    progress.update(task, completed=done)


def answers(
    as_json: Annotated[bool, typer.Option("--json", help="print all numbers as JSON instead of tables")] = False,
) -> None:
    """Ask what the archive can answer and what it cannot: how often it is right to answer or refuse, what it cites, which claims pass."""
    from eval.answers.claims import check_claims, read_claim_pairs
    from eval.answers.judge import ask_all
    from eval.answers.report import tables, to_json
    from index.archive import open_archive
    from index.search import search_in

    settings = Settings()
    with open_archive(settings, "casebook eval answers") as archive:
        engine = search_in(archive)
        engine.warm_up()
        asked = ask_all(engine)
        claims = check_claims(read_claim_pairs(), archive.encoder)
    if as_json:
        typer.echo(json.dumps(to_json(asked, settings.answer_threshold, claims), ensure_ascii=False, indent=1))
        return
    for table in tables(asked, settings.answer_threshold, claims):
        Console().print(table)


def programme_checks() -> None:
    """Check a programme of ten days, sixty sessions and forty cases, and search: milliseconds of each and their ratio."""
    from eval.archive import own_archive
    from eval.programme_checks import measure

    with own_archive(Settings(), "casebook eval programme-checks") as own:
        costs = measure(own.archive.catalogue, own.engine)
    table = Table("facts", "checks", "search", "checks to search", "findings", title="medians, ms")
    numbers = (f"{cost:.1f}" for cost in (costs.facts, costs.checks, costs.search))
    table.add_row(*numbers, f"{costs.ratio:.2f}", str(costs.findings))
    Console().print(table)


def proposals(
    as_json: Annotated[bool, typer.Option("--json", help="print all numbers as JSON instead of a table")] = False,
) -> None:
    """Propose programmes for briefs in four languages: what is understood of them, how the cases differ, what is cited."""
    from eval.archive import own_archive
    from eval.proposals.measure import measure, read_briefs
    from eval.proposals.report import table, to_json

    with own_archive(Settings(), "casebook eval proposals") as archive:
        measured = list(measure(archive.engine, read_briefs()))
    if as_json:
        typer.echo(json.dumps(to_json(measured), ensure_ascii=False, indent=1))
        return
    Console().print(table(measured))


def register(app: typer.Typer) -> None:
    """Add these commands, and those of our own relevance cases, to the command line."""
    from eval.relevance_commands import judged, pairs, pool, relevance

    group = typer.Typer(help="Measurements.", no_args_is_help=True)
    group.command("known")(known)
    group.command("answers")(answers)
    group.command("proposals")(proposals)
    group.command("sections")(sections)
    group.command("drafts")(drafts)
    group.command("ingest")(ingest)
    group.command("beir")(beir)
    group.command("programme-checks")(programme_checks)
    group.command("relevance")(relevance)
    group.command("judged")(judged)
    group.command("pool")(pool)
    group.command("pairs")(pairs)
    app.add_typer(group, name="eval")
