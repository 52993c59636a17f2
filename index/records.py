"""The record of a case in the index: what editors wrote of it, embedded beside the passages of its documents.

A passage says one thing; the record says what the case is about, what came of it and what others learnt, mostly in several languages.
Search ranks a case by both (`index.search.records`). Nothing of a record is cited as a passage: its points bear a section that no
passage has, so that no leg and no filter meets them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from corpus.case import Case
from corpus.facets import case_values
from index.encoder import Encoder, PassageText
from index.passages import IndexedPassage, PassageIndex, Sparse, Vector

RECORD = "record"
"""Section of the points that are records. The vocabulary of sections has no such id."""

TEXTS = ("challenge", "objectives", "solution", "implementation", "success_factors", "limiting_factors", "lessons")
"""Fields that are embedded by themselves, beside title with abstract and the outcomes."""

DIGEST_BYTES = 6


def record_texts(case: Case) -> dict[str, tuple[str, ...]]:
    """Language -> texts of the record, the first of them title and abstract; no language where the record has a title alone.

    A title stands before every passage anyway (`index.build.passage_context`).
    """
    fields = [getattr(case, name) for name in TEXTS]
    languages = dict.fromkeys(tag for text in (case.abstract, *fields) for tag in text)
    return {tag: tuple(filter(None, (_summary(case, tag), *_told(case, fields, tag)))) for tag in languages}


def record_id(case: Case) -> str:
    """Id under which the index holds the record as it is now; another where a text differs. Takes the place of a document's id."""
    texts = json.dumps(record_texts(case), ensure_ascii=False, sort_keys=True)
    return f"{case.id}.{RECORD}-{hashlib.blake2b(texts.encode(), digest_size=DIGEST_BYTES).hexdigest()}"


def entry_ids(case: Case) -> dict[str, str]:
    """Language -> id of the record's point in it."""
    held = record_id(case)
    return {language: f"{held}.{language}" for language in record_texts(case)}


def add_record(index: PassageIndex, encoder: Encoder, case: Case) -> None:
    """Embed the record and add it; nothing happens for one without texts. Older states of it are the caller's to remove."""
    texts = record_texts(case)
    vectors = iter(_embed(encoder, [text for some in texts.values() for text in some]))
    rows = {tag: np.stack([next(vectors) for _ in some]) for tag, some in texts.items()}
    index.add([_entry(case, tag, _whole(own), own) for tag, own in rows.items()])


def copy_record(index: PassageIndex, source: PassageIndex, case: Case) -> bool:
    """Add the record with the vectors that another index has of it; False, and nothing added, where it lacks one."""
    ids = entry_ids(case)
    wholes, texts = source.dense_vectors(ids.values()), source.sentence_vectors(ids.values())
    if not all(id in wholes and id in texts for id in ids.values()):
        return False
    index.add([_entry(case, tag, wholes[id], texts[id]) for tag, id in ids.items()])
    return True


def _whole(texts: Vector) -> Vector:
    """Of vectors of shape (texts, dimension): drawn to the first, title and abstract, which say what the case is about."""
    return _unit(_unit(texts.mean(axis=0)) + texts[0])


def _entry(case: Case, language: str, whole: Vector, texts: Vector) -> IndexedPassage:
    held = record_id(case)
    filters = {**case_values(case), "section": (RECORD,), "language": (language,)}
    return IndexedPassage(f"{held}.{language}", held, case.id, whole, texts, Sparse((), ()), filters, case.year)


def _embed(encoder: Encoder, texts: Sequence[str]) -> Iterator[Vector]:
    return (embedded.dense for embedded in encoder.embed_passages([PassageText(text, "", ()) for text in texts]))


def _unit(vector: Vector) -> Vector:
    return (vector / np.float32(max(float(np.linalg.norm(vector)), 1e-12))).astype(np.float32)


def _summary(case: Case, language: str) -> str:
    said = (text[language] for text in (case.title, case.abstract) if language in text)
    return ". ".join(said)


def _told(case: Case, fields: Iterable[Mapping[str, str]], language: str) -> Iterator[str]:
    yield from (text[language] for text in fields if language in text)
    outcomes = [
        f"{outcome.indicator[language]}: {outcome.value:g} {outcome.unit}"
        for outcome in case.outcomes
        if language in outcome.indicator
    ]
    if outcomes:
        yield "; ".join(outcomes)
