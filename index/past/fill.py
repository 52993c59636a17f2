"""Making an archive of the past: the cases of a snapshot in their versions of then, in a catalogue and an index of their own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from corpus.case import Case
from index.archive import Archive
from index.build import PlacedPassage, add_passages, indexed_passage, placed_passages
from index.catalogue import Catalogue, Change, NewCase, ParsedDocument, Past, open_catalogue
from index.edge import open_edge_index
from index.encoder import Embedded
from index.passages import PassageIndex
from index.points import in_batches
from index.records import add_record, copy_record

CATALOGUE, INDEX, NEW = "catalogue.sqlite3", "index", ".new"
"""Files of a past archive, and the end of the name of one that is not complete."""

BATCH = 50
"""Cases written in one transaction."""


def fill(source: Archive, past: Past, folder: Path, go_on: Callable[[], None]) -> None:
    """Make the archive in the folder, which is there once it is complete and not before.

    `go_on` is called between cases and raises to stop. `past` must be free of obstacles.
    """
    making = folder.with_name(folder.name + NEW)
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    with (
        closing(open_catalogue(f"sqlite:///{making / CATALOGUE}")) as catalogue,
        closing(open_edge_index(making / INDEX, source.encoder.name, source.encoder.dimension)) as index,
    ):
        _write_cases(source, past, catalogue, index, go_on)
        source.catalogue.history.copy_to(catalogue.engine, past)
    making.rename(folder)


def _write_cases(
    source: Archive, past: Past, catalogue: Catalogue, index: PassageIndex, go_on: Callable[[], None]
) -> None:
    before = _present_cases(source)
    written: dict[str, NewCase] = {}
    for changes in in_batches(past.cases, BATCH):
        some = []
        for change in changes:
            go_on()
            some.append(_case_then(source.catalogue, change))
            _add_vectors(source, some[-1], before.get(change.case_id), index)
        catalogue.publish_new(some)
        written |= {new.case.id: new for new in some}
    for id in _changed_since(before, _present_cases(source), written):
        # What was copied of it may have been the next version's already, which is embedded before it is published.
        _add_vectors(source, written[id], None, index)


def _present_cases(source: Archive) -> Mapping[str, Case]:
    return {id: summary.case for id, summary in source.catalogue.cases().items()}


def _changed_since(before: Mapping[str, Case], after: Mapping[str, Case], ids: Iterable[str]) -> list[str]:
    return [id for id in ids if before.get(id) is not after.get(id)]


def _case_then(catalogue: Catalogue, change: Change) -> NewCase:
    then = catalogue.history.version(change.case_id, change.version)
    parsed = (ParsedDocument(held.document, catalogue.passages(held.document.id)) for held in then.documents)
    return NewCase(then.case, tuple(parsed), change.case_id, change.digest or change.case_id, change.version)


def _add_vectors(source: Archive, then: NewCase, now: Case | None, index: PassageIndex) -> None:
    """Vectors of the present index where the passages are embedded as they were; where their context differs, embedded again.

    Each document is embedded by itself, as at its ingestion: texts that are embedded together move each other's last digits. The record
    too, which is short.
    """
    if not copy_record(index, source.index, then.case):
        add_record(index, source.encoder, then.case)
    for parsed in then.documents:
        placed = placed_passages(then.case, parsed.document, parsed.passages)
        vectors = _vectors_now(source.index, placed) if now and _is_embedded_alike(placed, now) else {}
        if len(vectors) == len(placed):
            index.add([indexed_passage(one, vectors[one.passage.id]) for one in placed])
        else:
            add_passages(index, source.encoder, placed)


def _is_embedded_alike(placed: Sequence[PlacedPassage], now: Case) -> bool:
    if not placed:
        return True
    again = placed_passages(now, placed[0].document, [one.passage for one in placed])
    return [one.context for one in placed] == [one.context for one in again]


def _vectors_now(index: PassageIndex, placed: Sequence[PlacedPassage]) -> dict[str, Embedded]:
    """By passage id; those that the present index lacks are left out."""
    ids = [one.passage.id for one in placed]
    dense, sentences = index.dense_vectors(ids), index.sentence_vectors(ids)
    return {id: Embedded(dense[id], sentences[id]) for id in ids if id in dense and id in sentences}
