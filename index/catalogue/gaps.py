"""What the archive lacks: questions without a good answer, counted, and nothing about who asked them."""

from __future__ import annotations

import datetime as dt
import hashlib
import unicodedata
from collections.abc import Sequence

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from corpus.errors import Unavailable
from corpus.gazetteer import fold, words_of
from corpus.results import GapAnswer
from index.catalogue.rows import utc
from index.catalogue.tables import GapRow

MOST_GAPS = 10_000
"""Gaps that are kept; beyond that the ones asked least often go, and of those the longest ago."""
SPARE = 100
"""Gaps above the limit before it is enforced, so that not every question pays for it."""


class GapStore:
    """The gaps of a catalogue. Safe to share between threads and processes."""

    def __init__(self, engine: Engine, most: int = MOST_GAPS, spare: int = SPARE) -> None:
        self._engine, self._most, self._spare = engine, most, spare

    def record(self, text: str, language: str, confidence: float) -> None:
        """Count the question; Unavailable where the catalogue cannot be written. `language` is that of the interface."""
        try:
            try:
                self._count(text, language, confidence)
            except IntegrityError:
                # Another process was asked the same for the first time just now; now there is a row to add to.
                self._count(text, language, confidence)
        except SQLAlchemyError as failure:
            raise Unavailable(f"the question was not kept: {getattr(failure, 'orig', failure)}") from failure

    def list(self, limit: int | None = None) -> tuple[GapAnswer, ...]:
        """Those asked most often first, then the newest; all of them without a limit."""
        ordered = select(GapRow).order_by(GapRow.count.desc(), GapRow.last_asked.desc(), GapRow.digest).limit(limit)
        with Session(self._engine) as session:
            return tuple(_answer(row) for row in session.scalars(ordered))

    def forget(self, texts: Sequence[str] | None = None) -> int:
        """Delete the gaps with these texts, or all of them; returns how many there were."""
        chosen = delete(GapRow)
        if texts is not None:
            chosen = chosen.where(GapRow.digest.in_([gap_digest(text) for text in texts]))
        with Session(self._engine) as session:
            gone = len(session.scalars(chosen.returning(GapRow.digest)).all())
            session.commit()
            return gone

    def _count(self, text: str, language: str, confidence: float) -> None:
        digest, now = gap_digest(text), dt.datetime.now(dt.UTC)
        with Session(self._engine) as session:
            row = session.get(GapRow, digest, with_for_update=True)
            if row is None:
                session.add(
                    GapRow(digest=digest, text=text, language=language, count=1, first_asked=now, last_asked=now,
                           best_confidence=confidence)
                )  # fmt: skip
            else:
                row.count, row.last_asked, row.language = GapRow.count + 1, now, language
                row.best_confidence = max(row.best_confidence, confidence)
            session.commit()
            self._drop_surplus(session)

    def _drop_surplus(self, session: Session) -> None:
        held = session.scalar(select(func.count()).select_from(GapRow)) or 0
        if held <= self._most + self._spare:
            return
        first_to_go = select(GapRow.digest).order_by(GapRow.count, GapRow.last_asked).limit(held - self._most)
        session.execute(delete(GapRow).where(GapRow.digest.in_(session.scalars(first_to_go).all())))
        session.commit()


def gap_digest(text: str) -> str:
    """Of the question's letters, digits and marks, without case and accents; words are apart by one space."""
    words = words_of(fold(unicodedata.normalize("NFKC", text)))
    return hashlib.sha256(" ".join(words).encode()).hexdigest()


def _answer(row: GapRow) -> GapAnswer:
    return GapAnswer(
        text=row.text, language=row.language, count=row.count, first_asked=utc(row.first_asked),
        last_asked=utc(row.last_asked), best_confidence=row.best_confidence,
    )  # fmt: skip
